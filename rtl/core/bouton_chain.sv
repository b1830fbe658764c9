// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// Walks the chains of the neurons that raised POST: one synapse a visit, through the `next` of the
// words.
//
// A visit's word and owner are read one cycle before the visit that precedes it starts, so that
// owner, descriptor and the axon's words are here when their turn comes. A chain is as long as its
// neuron's fan-in says; a word that fails its parity ends it. Contract: `start_i` in the cycle
// before the phase's first, `done_o` in its last. Cycles: Chain + sum over neurons with a chain of
// (Hop + sum over visits of max(slots, Visit)).
module bouton_chain #(
  parameter int unsigned Lanes,
  parameter int unsigned Groups,
  parameter int unsigned Axons,
  parameter int unsigned AddressWidth,
  localparam int unsigned LaneWidth  = $clog2(Lanes),
  localparam int unsigned GroupWidth = $clog2(Groups),
  localparam int unsigned AxonWidth  = $clog2(Axons)
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  input  logic                    start_i,
  // neurons with a chain that raised POST: groups, and the lanes of a group
  input  logic [63:0]             groups_i,
  output logic [GroupWidth-1:0]   bits_group_o,
  input  logic [Lanes-1:0]        bits_i,
  // chain word, in a lane
  output logic                    chain_re_o,
  output logic [LaneWidth-1:0]    lane_o,
  output logic [GroupWidth-1:0]   group_o,
  input  logic [14:0]             head_i,
  input  logic [14:0]             fan_in_i,
  // synapse word and owner, read ahead
  output logic                    link_re_o,
  output logic [AddressWidth-1:0] link_address_o,
  input  logic [14:0]             link_next_i,
  input  logic                    link_bad_i,
  input  logic [18:0]             owner_i,
  // header
  output logic                    descriptor_re_o,
  output logic [5:0]              descriptor_o,
  output logic                    axon_re_o,
  output logic [AxonWidth-1:0]    axon_o,       // of the visit that is loaded
  input  logic                    has_post_i,   // of the descriptor that was read
  // fetch
  output logic                    load_o,
  output logic                    null_o,
  output logic [Lanes-1:0]        here_o,
  input  logic                    fetch_done_i,
  output logic [AddressWidth-1:0] address_o,    // of the element in F
  output logic                    on_o,
  output logic                    done_o
);

  localparam int unsigned Drain = bouton_spec_pkg::CyclesChain - 2;

  typedef enum logic [2:0] {StFind, StHead, StHeader, StLoad, StFirst, StVisit} state_e;
  state_e                  state_q;
  logic                    on_q;
  logic [63:0]             groups_q;
  logic [Lanes-1:0]        bits_q;
  logic [GroupWidth-1:0]   bits_group_q;
  logic                    found_q;
  logic [LaneWidth-1:0]    found_lane_q;
  logic [GroupWidth-1:0]   found_group_q;
  logic [LaneWidth-1:0]    lane_q;
  logic [AddressWidth-1:0] link_q;        // address of the word that was read ahead
  logic [AddressWidth-1:0] next_q;        // address of the one after it
  logic [14:0]             left_q;        // visits to load
  logic [AxonWidth-1:0]    axon_q;
  logic [3:0]              drain_q;
  logic                    take, more;

  assign on_o           = on_q;
  assign bits_group_o   = GroupWidth'(bouton_core_pkg::lowest(groups_q));
  assign group_o        = found_group_q;
  assign lane_o         = (state_q == StFind) ? found_lane_q : lane_q;
  assign here_o         = Lanes'(1) << lane_q;
  assign descriptor_o   = owner_i[18:13];
  assign null_o         = !has_post_i;

  always_comb begin
    take            = 1'b0;
    more            = 1'b0;
    chain_re_o      = 1'b0;
    link_re_o       = 1'b0;
    link_address_o  = '0;
    descriptor_re_o = 1'b0;
    axon_re_o       = 1'b0;
    load_o          = 1'b0;
    done_o          = 1'b0;
    axon_o          = axon_q;
    if (on_q) begin
      case (state_q)
        StFind: begin
          take       = found_q;
          chain_re_o = found_q;
          done_o     = drain_q == 4'(Drain - 1);
        end
        StHead: begin
          link_re_o      = 1'b1;
          link_address_o = AddressWidth'(head_i);
        end
        StHeader: begin
          descriptor_re_o = 1'b1;
          axon_re_o       = 1'b1;
          axon_o          = AxonWidth'(owner_i[12:0]);
        end
        StLoad: load_o = left_q != 15'd0;
        StFirst: begin
          descriptor_re_o = left_q != 15'd0;
          axon_re_o       = left_q != 15'd0;
          axon_o          = AxonWidth'(owner_i[12:0]);
        end
        default: load_o = fetch_done_i & (left_q != 15'd0);
      endcase
      more = left_q > 15'd1;
      if (load_o) begin
        link_re_o      = more;
        link_address_o = next_q;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      on_q <= 1'b0;
    end else if (start_i) begin
      on_q     <= 1'b1;
      state_q  <= StFind;
      groups_q <= groups_i;
      bits_q   <= '0;
      found_q  <= 1'b0;
      // Without any chain the two cycles to the first neuron are waited for here.
      drain_q  <= (groups_i == 64'd0) ? 4'd0 - 4'd2 : 4'd0;
    end else if (on_q) begin
      // The next neuron, found while the one before is visited.
      if (take) found_q <= 1'b0;
      if (!found_q) begin
        if (bits_q != '0) begin
          found_q       <= 1'b1;
          found_lane_q  <= LaneWidth'(bouton_core_pkg::lowest(64'(bits_q)));
          found_group_q <= bits_group_q;
          bits_q        <= bits_q & (bits_q - 1'b1);
        end else if (groups_q != 64'd0) begin
          bits_q       <= bits_i;
          bits_group_q <= bits_group_o;
          groups_q     <= groups_q & (groups_q - 64'd1);
        end
      end
      case (state_q)
        StFind: begin
          if (found_q) begin
            state_q <= StHead;
            lane_q  <= found_lane_q;
          end else if (bits_q == '0 && groups_q == 64'd0) begin
            drain_q <= drain_q + 4'd1;
          end
          if (done_o) on_q <= 1'b0;
        end
        StHead: begin
          link_q  <= AddressWidth'(head_i);
          left_q  <= fan_in_i;
          state_q <= StHeader;
        end
        StHeader: begin
          axon_q  <= axon_o;
          next_q  <= AddressWidth'(link_next_i);
          if (link_bad_i) left_q <= 15'd0;
          state_q <= StLoad;
        end
        StLoad: begin
          if (load_o) begin
            state_q   <= StFirst;
            address_o <= link_q;
            link_q    <= next_q;
            left_q    <= left_q - 15'd1;
          end else begin
            state_q <= StFind;
          end
        end
        StFirst: begin
          if (left_q != 15'd0) begin
            axon_q <= axon_o;
            next_q <= AddressWidth'(link_next_i);
            if (link_bad_i) left_q <= 15'd0;
          end
          state_q <= StVisit;
        end
        default: begin
          if (load_o) begin
            state_q   <= StFirst;
            address_o <= link_q;
            link_q    <= next_q;
            left_q    <= left_q - 15'd1;
          end else if (fetch_done_i) begin
            state_q <= StFind;
          end
        end
      endcase
    end
  end

endmodule
