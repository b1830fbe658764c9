// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// TRANSPORT: the spikes of this step along their fan-out lists, then the host's words until END.
//
// A cycle for each group with a spike, two for each spike and one for each fan-out entry, one for
// each word of the host. An axon event is checked against the axon's flag in the cycle after its
// entry or word (stage C); two in a row on one axon meet in a register. When the output is full or
// the host's next word is not there, everything waits and `waiting_o` is up. Contract: `start_i` in
// the cycle before the phase's first, `done_o` in its last.
module bouton_transport #(
  parameter int unsigned Lanes,
  parameter int unsigned Neurons,
  parameter int unsigned Axons,
  localparam int unsigned LaneWidth      = $clog2(Lanes),
  localparam int unsigned GroupWidth     = $clog2(Neurons / Lanes),
  localparam int unsigned AxonWidth      = $clog2(Axons)
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic                  start_i,
  input  logic                  four_i,
  input  logic [15:0]           step_i,
  // neurons that spiked
  input  logic [63:0]           groups_i,
  output logic [GroupWidth-1:0] bits_group_o,
  input  logic [Lanes-1:0]      bits_i,
  output logic                  head_re_o,
  output logic [LaneWidth+GroupWidth-1:0] head_address_o,
  input  logic [13:0]           head_i,
  output logic [LaneWidth-1:0]  flag_lane_o,      // of the payload that is read with the head
  output logic [GroupWidth-1:0] flag_group_o,
  input  logic [15:0]           payload_i,
  output logic                  fanout_re_o,
  output logic [12:0]           fanout_address_o,
  input  logic [31:0]           fanout_i,
  // host's words
  input  logic                  word_valid_i,
  input  logic [63:0]           word_i,
  output logic                  word_pop_o,
  // spikes out
  input  logic                  out_full_i,
  output logic                  out_push_o,
  output logic [63:0]           out_word_o,
  // axon flags
  output logic                  axon_flag_re_o,
  output logic [AxonWidth-1:0]  axon_o,
  input  logic                  axon_fired_i,     // one cycle later
  output logic                  event_o,          // accepted: raise the flag, append to the list
  output logic [AxonWidth-1:0]  event_axon_o,
  output logic [15:0]           event_payload_o,
  // drive
  output logic                  drive_o,
  output logic [LaneWidth-1:0]  drive_lane_o,
  output logic [GroupWidth+6:0] drive_address_o,
  output logic [15:0]           drive_payload_o,
  // pending inputs
  output logic                  pending_o,
  output logic [1:0]            channel_o,
  output logic [15:0]           pending_payload_o,
  // what is counted, a pulse each
  output logic                  taken_o,
  output logic                  late_o,
  output logic                  duplicate_o,
  output logic                  dropped_o,
  output logic                  waiting_o,
  output logic                  done_o
);

  typedef enum logic [2:0] {StNone, StGroup, StSpike, StHead, StEntry, StHost, StDrain} state_e;
  state_e                state_q;
  logic [63:0]           groups_q;
  logic [Lanes-1:0]      bits_q;
  logic [GroupWidth-1:0] group_q;
  logic [LaneWidth-1:0]  lane_q;
  logic [15:0]           payload_q;
  logic [12:0]           pointer_q, first_q;
  logic                  drained_q;

  bouton_spec_pkg::fanout_word_t      entry;
  bouton_spec_pkg::stream_word_t      word;
  bouton_spec_pkg::fanout_head_word_t head;
  assign entry = fanout_i;
  assign word  = word_i;
  assign head  = head_i;

  // Stage C.
  logic                 check_q;
  logic [AxonWidth-1:0] check_axon_q;
  logic [15:0]          check_payload_q;
  logic                 last_valid_q;       // the axon whose flag went up one cycle ago
  logic [AxonWidth-1:0] last_axon_q;

  logic        entry_ends, stall, drop;
  logic [5:0]  next_slot;
  logic [6:0]  slot;
  logic [LaneWidth-1:0] lowest_lane;
  logic [15:0] payload;

  assign bits_group_o   = GroupWidth'(bouton_core_pkg::lowest(groups_q));
  assign lowest_lane    = LaneWidth'(bouton_core_pkg::lowest(64'(bits_q)));
  assign head_address_o = {group_q, lowest_lane};
  assign flag_lane_o    = (state_q == StSpike) ? lowest_lane : lane_q;
  assign flag_group_o   = group_q;

  always_comb begin
    entry_ends       = 1'b0;
    stall            = 1'b0;
    drop             = 1'b0;
    head_re_o        = 1'b0;
    fanout_re_o      = 1'b0;
    fanout_address_o = head.pointer;
    word_pop_o       = 1'b0;
    out_push_o       = 1'b0;
    out_word_o       = 64'd0;
    axon_flag_re_o   = 1'b0;
    axon_o           = '0;
    payload          = payload_q;
    drive_o          = 1'b0;
    drive_lane_o     = '0;
    drive_address_o  = '0;
    drive_payload_o  = word.payload;
    pending_o        = 1'b0;
    channel_o        = 2'd0;
    taken_o          = 1'b0;
    late_o           = 1'b0;
    waiting_o        = 1'b0;
    next_slot        = 6'd0;
    slot             = 7'd0;
    case (state_q)
      StSpike: head_re_o = 1'b1;
      StHead: fanout_re_o = head.valid;
      StEntry: begin
        stall      = entry.kind == bouton_spec_pkg::FanoutKindHost && out_full_i;
        entry_ends = entry.last || pointer_q + 13'd1 == first_q;
        waiting_o  = stall;
        if (!stall) begin
          fanout_re_o      = !entry_ends;
          fanout_address_o = pointer_q + 13'd1;
          case (entry.kind)
            bouton_spec_pkg::FanoutKindAxon: begin
              if (entry.core == 12'd0 && 32'(entry.index) < Axons) begin
                axon_flag_re_o = 1'b1;
                axon_o         = AxonWidth'(entry.index);
              end else begin
                drop = 1'b1;
              end
            end
            bouton_spec_pkg::FanoutKindHost: begin
              out_push_o = 1'b1;
              out_word_o = {bouton_spec_pkg::StreamKindSpike, step_i, 12'd0,
                            16'({group_q, lane_q}), payload_q};
            end
            bouton_spec_pkg::FanoutKindModulator: begin
              if (entry.core == 12'd0 && 32'(entry.index) < bouton_spec_pkg::Channels) begin
                pending_o = 1'b1;
                channel_o = entry.index[1:0];
              end else begin
                drop = 1'b1;
              end
            end
            default: drop = 1'b1;
          endcase
        end
      end
      StHost: begin
        waiting_o = !word_valid_i;
        payload   = word.payload;
        if (word_valid_i) begin
          word_pop_o = 1'b1;
          taken_o    = 1'b1;
          if (word.step != step_i) begin
            late_o = 1'b1;
          end else if (word.core != 12'd0) begin
            drop = 1'b1;
          end else begin
            case (word.kind)
              bouton_spec_pkg::StreamKindSpike: begin
                if (32'(word.index) < Axons) begin
                  axon_flag_re_o = 1'b1;
                  axon_o         = AxonWidth'(word.index);
                end else begin
                  drop = 1'b1;
                end
              end
              bouton_spec_pkg::StreamKindDrive: begin
                if (32'(word.index[13:0]) < Neurons && (four_i || !word.index[15])) begin
                  // Slot of the next step.
                  next_slot       = step_i[5:0] + 6'd1;
                  slot            = four_i ? {word.index[15:14], next_slot[4:0]} :
                                             {word.index[14], next_slot};
                  drive_o         = 1'b1;
                  drive_lane_o    = LaneWidth'(word.index);
                  drive_address_o = {word.index[LaneWidth+:GroupWidth], slot};
                end else begin
                  drop = 1'b1;
                end
              end
              bouton_spec_pkg::StreamKindModulate: begin
                if (32'(word.index) < bouton_spec_pkg::Channels) begin
                  pending_o = 1'b1;
                  channel_o = word.index[1:0];
                end else begin
                  drop = 1'b1;
                end
              end
              bouton_spec_pkg::StreamKindEnd: ;
              default: drop = 1'b1;
            endcase
          end
        end
      end
      default: ;
    endcase
  end
  assign pending_payload_o = payload;
  assign dropped_o         = drop;
  assign done_o            = (state_q == StDrain) & drained_q;

  // Stage C: the flag is here.
  logic fired;
  assign fired           = axon_fired_i | (last_valid_q & last_axon_q == check_axon_q);
  assign event_o         = check_q & !fired;
  assign duplicate_o     = check_q & fired;
  assign event_axon_o    = check_axon_q;
  assign event_payload_o = check_payload_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q      <= StNone;
      check_q      <= 1'b0;
      last_valid_q <= 1'b0;
    end else if (start_i) begin
      groups_q <= groups_i;
      bits_q   <= '0;
      state_q  <= (groups_i != 64'd0) ? StGroup : StHost;
    end else if (state_q != StNone) begin
      check_q <= axon_flag_re_o;
      if (axon_flag_re_o) begin
        check_axon_q    <= axon_o;
        check_payload_q <= payload;
      end
      last_valid_q <= event_o;
      last_axon_q  <= check_axon_q;
      case (state_q)
        StGroup: begin
          group_q  <= bits_group_o;
          bits_q   <= bits_i;
          groups_q <= groups_q & (groups_q - 64'd1);
          state_q  <= StSpike;
        end
        StSpike: begin
          lane_q  <= lowest_lane;
          bits_q  <= bits_q & (bits_q - 1'b1);
          state_q <= StHead;
        end
        StHead: begin
          payload_q <= payload_i;
          pointer_q <= head.pointer;
          first_q   <= head.pointer;
          if (head.valid) state_q <= StEntry;
          else if (bits_q != '0) state_q <= StSpike;
          else state_q <= (groups_q != 64'd0) ? StGroup : StHost;
        end
        StEntry: begin
          if (!stall) begin
            pointer_q <= pointer_q + 13'd1;
            if (entry_ends) begin
              if (bits_q != '0) state_q <= StSpike;
              else state_q <= (groups_q != 64'd0) ? StGroup : StHost;
            end
          end
        end
        StHost: begin
          drained_q <= 1'b0;
          if (word_valid_i && word.kind == bouton_spec_pkg::StreamKindEnd && word.step == step_i &&
              word.core == 12'd0) begin
            state_q <= StDrain;
          end
        end
        default: begin
          drained_q <= 1'b1;
          if (drained_q) state_q <= StNone;
        end
      endcase
    end
  end

  logic unused;
  assign unused = entry.reserved;

endmodule
