// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// TRANSPORT: the spikes of this step along their fan-out lists, then the stream's words until END.
//
// A cycle for each group with a spike, two for each spike and one for each fan-out entry, one for
// each word of the stream. An axon event is checked against the axon's flag in the cycle after its
// entry or word (stage C); two in a row on one axon meet in a register. When the output is full or
// the stream's next word is not there, everything waits and `waiting_o` is up. Contract: `start_i`
// in the cycle before the phase's first, `done_o` in its last.
//
// On a mesh (`last_i`, its last core, is not 0) entries for other cores go out as packets, END goes
// out after them, and words are taken while the output is full, or cores that send to each other
// would wait for each other. The END that comes back says that all packets to this core are here.
// The host's NEXT is among the words, and no more than that: whatever came first began the step.
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
  input  logic [11:0]           core_i,
  input  logic [11:0]           last_i,
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
  // the stream's words
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

  typedef enum logic [2:0] {
    StNone, StGroup, StSpike, StHead, StEntry, StSent, StStream, StDrain
  } state_e;
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

  logic        mesh, own, there, leaves, stall, listens, comes, ends, next, entry_ends, drop;
  logic [5:0]  next_slot;
  logic [6:0]  slot;
  logic [LaneWidth-1:0] lowest_lane;
  logic [15:0] payload;

  assign bits_group_o   = GroupWidth'(bouton_core_pkg::lowest(groups_q));
  assign lowest_lane    = LaneWidth'(bouton_core_pkg::lowest(64'(bits_q)));
  assign head_address_o = {group_q, lowest_lane};
  assign flag_lane_o    = (state_q == StSpike) ? lowest_lane : lane_q;
  assign flag_group_o   = group_q;

  // What needs room on the output, and when a word is taken.
  assign mesh    = last_i != 12'd0;
  assign own     = entry.core == core_i;
  assign there   = entry.core[5:0] <= last_i[5:0] && entry.core[11:6] <= last_i[11:6];
  assign leaves  = entry.kind == bouton_spec_pkg::FanoutKindHost || (!own && there);
  assign stall   = out_full_i & (state_q == StSent || (state_q == StEntry && leaves));
  assign listens = state_q == StStream || (mesh && stall);
  // On a mesh END is a token: whoever sent it, it is of this step.
  assign ends    = word.kind == bouton_spec_pkg::StreamKindEnd &&
                   (mesh || (word.step == step_i && word.core == core_i));
  assign next    = mesh && word.kind == bouton_spec_pkg::StreamKindNext;
  assign comes   = listens & word_valid_i &
                   !(stall && word.kind == bouton_spec_pkg::StreamKindEnd);

  always_comb begin
    entry_ends       = 1'b0;
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
        entry_ends = entry.last || pointer_q + 13'd1 == first_q;
        waiting_o  = stall & !comes;
        if (!stall) begin
          fanout_re_o      = !entry_ends;
          fanout_address_o = pointer_q + 13'd1;
          case (entry.kind)
            bouton_spec_pkg::FanoutKindAxon: begin
              if (there && 32'(entry.index) < Axons) begin
                axon_flag_re_o = own;
                axon_o         = AxonWidth'(entry.index);
                out_push_o     = !own;
                out_word_o     = {bouton_spec_pkg::StreamKindSpike, step_i, entry.core,
                                  entry.index, payload_q};
              end else begin
                drop = 1'b1;
              end
            end
            bouton_spec_pkg::FanoutKindHost: begin
              out_push_o = 1'b1;
              out_word_o = {mesh ? bouton_spec_pkg::StreamKindLeave :
                                   bouton_spec_pkg::StreamKindSpike,
                            step_i, core_i, 16'({group_q, lane_q}), payload_q};
            end
            bouton_spec_pkg::FanoutKindModulator: begin
              if (there && 32'(entry.index) < bouton_spec_pkg::Channels) begin
                pending_o  = own;
                channel_o  = entry.index[1:0];
                out_push_o = !own;
                out_word_o = {bouton_spec_pkg::StreamKindModulate, step_i, entry.core,
                              entry.index, payload_q};
              end else begin
                drop = 1'b1;
              end
            end
            default: drop = 1'b1;
          endcase
        end
      end
      StSent: begin
        waiting_o  = stall & !comes;
        out_push_o = !stall;
        out_word_o = {bouton_spec_pkg::StreamKindEnd, step_i, 44'd0};
      end
      StStream: waiting_o = !comes;
      default: ;
    endcase
    if (comes) begin
      payload    = word.payload;
      word_pop_o = 1'b1;
      taken_o    = !next;
      late_o     = !ends && !next && word.step != step_i;
      if (!ends && !next && !late_o && word.core != core_i) begin
        drop = 1'b1;
      end else if (!ends && !next && !late_o) begin
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
          default: drop = 1'b1;
        endcase
      end
    end
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
      state_q  <= (groups_i != 64'd0) ? StGroup : mesh ? StSent : StStream;
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
          else state_q <= (groups_q != 64'd0) ? StGroup : mesh ? StSent : StStream;
        end
        StEntry: begin
          if (!stall) begin
            pointer_q <= pointer_q + 13'd1;
            if (entry_ends) begin
              if (bits_q != '0) state_q <= StSpike;
              else state_q <= (groups_q != 64'd0) ? StGroup : mesh ? StSent : StStream;
            end
          end
        end
        StSent: if (!stall) state_q <= StStream;
        StStream: begin
          drained_q <= 1'b0;
          if (comes && ends) state_q <= StDrain;
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
