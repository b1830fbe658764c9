// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// A lane's fixed delivery: synapse word in, weight times gain added to a dendrite, one a cycle.
//
// Stages: R (the word is here: its dendrite is read, its product made), A (the sum), W (the sum is
// written). A dendrite may be hit again in each cycle: A takes the sums of the last two cycles
// from their registers. A drive is a contribution that comes without a synapse.
// The clock runs from a word or drive until four cycles after it, so that all is written then.
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

  // Stage A, and the sum before the one in W. Blocking assignments, each after the last read: no
  // one else sees them.
  logic                            add_q;
  logic [DendriteAddressWidth-1:0] address_q;
  logic [31:0]                     contribution_q;
  logic                            older_q;
  logic [DendriteAddressWidth-1:0] older_address_q;
  logic [31:0]                     older_sum_q;

  // Sums saturate nowhere: they wrap, and the compiler proves that they do not.
  localparam int unsigned GainFraction = 14;

  // One cycle of all stages, the last first.
  task automatic advance();
    logic                            add, written;
    logic [DendriteAddressWidth-1:0] written_address;
    logic [31:0]                     written_sum;
    add             = add_q;
    written         = we_o;
    written_address = waddr_o;
    written_sum     = wdata_o;

    // ---- A ----
    we_o           <= add;
    bad_dendrite_o <= 1'b0;
    if (add) begin
      logic [31:0] base;
      base = dendrite_i;
      if (written && written_address == address_q) begin
        base = written_sum;
      end else if (older_q && older_address_q == address_q) begin
        base = older_sum_q;
      end else if (^dendrite_i ^ dendrite_parity_i) begin
        base           = 32'd0;
        bad_dendrite_o <= 1'b1;
        bad_address_o  <= address_q;
      end
      waddr_o <= address_q;
      wdata_o <= base + contribution_q;
    end
    older_q         = written;
    older_address_q = written_address;
    older_sum_q     = written_sum;

    // ---- R ----
    add_q         = 1'b0;
    delivered_o   <= 1'b0;
    bad_synapse_o <= 1'b0;
    if (deliver_i) begin
      if (^synapse_i ^ synapse_parity_i) begin
        bad_synapse_o <= 1'b1;
      end else if (synapse_i[0] && synapse_i[3:1] != 3'(bouton_spec_pkg::EmptyOrdinal)) begin
        add_q          = 1'b1;
        address_q      = address_i;
        delivered_o    <= 1'b1;
        saturated_o    <= 1'b0;
        contribution_q = {{16{synapse_i[63]}}, synapse_i[63:48]};
        if (!unit_gain_i) begin
          logic [16:0] scaled;
          scaled = bouton_arith_pkg::scale(synapse_i[63:48], gain_i, 5'(GainFraction));
          contribution_q = {{15{scaled[16]}}, scaled};
          // 17 bits hold every product but one.
          saturated_o    <= synapse_i[63:48] == 16'h8000 && gain_i == 16'h8000;
        end
      end
    end else if (drive_i) begin
      add_q          = 1'b1;
      address_q      = drive_address_i;
      contribution_q = {{16{drive_payload_i[15]}}, drive_payload_i};
    end
  endtask

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      add_q          = 1'b0;
      older_q        = 1'b0;
      we_o           <= 1'b0;
      bad_synapse_o  <= 1'b0;
      bad_dendrite_o <= 1'b0;
      delivered_o    <= 1'b0;
    end else begin
      advance();
    end
  end

endmodule
