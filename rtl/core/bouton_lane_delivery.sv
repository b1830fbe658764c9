// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// A lane's fixed delivery: synapse word in, weight times gain added to a dendrite, one a cycle.
//
// Stages: R (the word is here: its dendrite is read, its product made), A (the sum), W (the sum is
// written). A dendrite may be hit again in each cycle: A takes the sums of the last two cycles
// from their registers. A drive is a contribution that comes without a synapse.
// Kept apart from the programs' datapath, because nearly all cycles of a network are these.
module bouton_lane_delivery #(
  parameter int unsigned DendriteAddressWidth
) (
  input  logic                            clk_i,
  input  logic                            rst_ni,
  // stage R
  input  logic                            deliver_i,      // a word is on synapse_i
  input  logic [63:0]                     synapse_i,
  input  logic                            synapse_parity_i,
  input  logic [DendriteAddressWidth-1:0] address_i,      // dendrite of that word
  input  logic                            unit_gain_i,
  input  logic [15:0]                     gain_i,
  input  logic                            drive_i,
  input  logic [DendriteAddressWidth-1:0] drive_address_i,
  input  logic [15:0]                     drive_payload_i,
  // stage A
  input  logic [31:0]                     dendrite_i,
  input  logic                            dendrite_parity_i,
  // stage W
  output logic                            we_o,
  output logic [DendriteAddressWidth-1:0] waddr_o,
  output logic [31:0]                     wdata_o,
  // one cycle after the event
  output logic                            bad_synapse_o,
  output logic                            bad_dendrite_o,
  output logic [DendriteAddressWidth-1:0] bad_address_o,
  output logic                            delivered_o,
  output logic                            saturated_o     // with delivered_o
);

  logic                            add_q;
  logic [DendriteAddressWidth-1:0] address_q;
  logic [16:0]                     contribution_q;
  logic                            older_q;
  logic [DendriteAddressWidth-1:0] older_address_q;
  logic [31:0]                     older_sum_q;

  // Sums saturate nowhere: they wrap, and the compiler proves that they do not.
  localparam int unsigned GainFraction = 14;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      add_q          <= 1'b0;
      we_o           <= 1'b0;
      older_q        <= 1'b0;
      bad_synapse_o  <= 1'b0;
      bad_dendrite_o <= 1'b0;
      delivered_o    <= 1'b0;
    end else begin
      if (deliver_i | add_q | we_o | older_q | drive_i | delivered_o | bad_synapse_o |
          bad_dendrite_o) begin
        add_q          <= 1'b0;
        delivered_o    <= 1'b0;
        bad_synapse_o  <= 1'b0;
        bad_dendrite_o <= 1'b0;
        if (deliver_i) begin
          if (^synapse_i ^ synapse_parity_i) begin
            bad_synapse_o <= 1'b1;
          end else if (synapse_i[0] && synapse_i[3:1] != 3'(bouton_spec_pkg::EmptyOrdinal)) begin
            add_q          <= 1'b1;
            delivered_o    <= 1'b1;
            // 17 bits hold every product but one.
            saturated_o    <= !unit_gain_i && synapse_i[63:48] == 16'h8000 && gain_i == 16'h8000;
            address_q      <= address_i;
            contribution_q <= unit_gain_i ? {synapse_i[63], synapse_i[63:48]} :
                              bouton_arith_pkg::scale(synapse_i[63:48], gain_i, 5'(GainFraction));
          end
        end else if (drive_i) begin
          add_q          <= 1'b1;
          address_q      <= drive_address_i;
          contribution_q <= {drive_payload_i[15], drive_payload_i};
        end
        we_o            <= add_q;
        older_q         <= we_o;
        if (we_o) begin
          older_address_q <= waddr_o;
          older_sum_q     <= wdata_o;
        end
        if (add_q) begin
          waddr_o <= address_q;
          if (we_o && waddr_o == address_q) begin
            wdata_o <= wdata_o + {{15{contribution_q[16]}}, contribution_q};
          end else if (older_q && older_address_q == address_q) begin
            wdata_o <= older_sum_q + {{15{contribution_q[16]}}, contribution_q};
          end else if (^dendrite_i ^ dendrite_parity_i) begin
            wdata_o        <= {{15{contribution_q[16]}}, contribution_q};
            bad_dendrite_o <= 1'b1;
            bad_address_o  <= address_q;
          end else begin
            wdata_o <= dendrite_i + {{15{contribution_q[16]}}, contribution_q};
          end
        end
      end
    end
  end

endmodule
