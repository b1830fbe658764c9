// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// Walks rows: of this step's events (DELIVER, DELIVER programs, PRE) or of a range of axon entries
// (POST by scan, SWEEP, REWARD). The next row's header is fetched while a row runs.
//
// Header: H0 the row word (and the next event) is read, H1 it is here: descriptor and the axon's
// words are read, H2 they arrive, H3 the row waits for the one before it to end. Contract:
// `start_i` in the cycle before the phase's first, `done_o` in its last. A row with nothing in this
// phase takes no cycle of its own. Cycles: Rows + sum over all but the last of max(w, Header) + w
// of the last.
module bouton_rows #(
  parameter int unsigned Axons,
  parameter int unsigned AddressWidth,
  localparam int unsigned AxonWidth = $clog2(Axons)
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  input  logic                    start_i,
  input  logic                    path_i,        // with start_i: delivery without a program
  input  logic [2:0]              trigger_i,     // with start_i
  input  logic [15:0]             next_step_i,   // t + 1
  // events: the first is in a register, the others are read in order
  input  logic [AxonWidth:0]      events_i,
  input  logic [AxonWidth+15:0]   first_event_i, // {payload, axon}
  output logic                    event_re_o,
  output logic [AxonWidth-1:0]    event_address_o,
  input  logic [AxonWidth+15:0]   event_i,
  input  logic [AxonWidth-1:0]    scan_first_i,
  input  logic [AxonWidth:0]      scan_end_i,
  // tables and axon words
  output logic                    row_re_o,
  output logic [AxonWidth-1:0]    row_address_o,
  input  bouton_spec_pkg::row_word_t row_i,
  output logic                    descriptor_re_o,
  output logic [5:0]              descriptor_o,
  input  bouton_spec_pkg::descriptor_t descriptor_i,
  output logic                    axon_re_o,
  output logic [AxonWidth-1:0]    axon_o,
  // a chained entry has its event too
  output logic                    raise_o,
  output logic [15:0]             raise_payload_o,
  // fetch
  output logic                    load_o,        // a row starts
  output logic                    program_load_o,
  output logic                    again_o,
  output logic [9:0]              pc_o,
  output logic [2:0]              trigger_o,
  output logic                    wide_o,
  output logic [15:0]             payload_o,     // of the event, for the gain
  input  logic                    fetch_done_i,
  // the element in F
  output logic                    path_o,        // stage F of the delivery path
  output logic [AddressWidth-1:0] address_o,
  output logic                    row_counted_o,
  output logic                    walks_o,       // not in the last cycle
  output logic                    delivering_o,  // nothing but this walker and the path moves
  output logic                    ready_o,       // the header's descriptor is looked at
  output logic                    done_o
);

  localparam int unsigned HeaderCycles = 4;  // H0..H3
  localparam int unsigned Drain        = bouton_spec_pkg::CyclesRows - HeaderCycles;

  typedef enum logic [2:0] {StNone, StRow, StDescriptor, StArrive, StReady} header_e;
  header_e              header_q;
  logic                 on_q, path_q, events_q, run_q, next_q, chained_q, next_chained_q, wide_q;
  logic [2:0]           trigger_q;
  logic [AxonWidth-1:0] axon_q, next_axon_q;
  logic [AxonWidth:0]   taken_q;
  logic [15:0]          payload_q, next_payload_q;
  logic [8:0]           left_q;
  logic [3:0]           drain_q;
  logic                 has, due, ends, hand, skip;

  always_comb begin
    has  = 1'b0;
    due  = 1'b0;
    pc_o = descriptor_i.main_pc;
    ends = 1'b0;
    hand = 1'b0;
    skip = 1'b0;
    if (on_q) begin
      ends = run_q & (left_q == 9'd1) & (path_q | fetch_done_i);
      if (header_q == StReady) begin
        case (trigger_q)
          bouton_spec_pkg::TriggerDeliver: begin
            has  = descriptor_i.has_deliver != path_q;
            pc_o = descriptor_i.deliver_pc;
          end
          bouton_spec_pkg::TriggerPost: begin
            has  = descriptor_i.has_post;
            pc_o = descriptor_i.post_pc;
          end
          bouton_spec_pkg::TriggerSweep: begin
            due  = (next_step_i & ~(16'hffff << descriptor_i.sweep_log2)) ==
                descriptor_i.sweep_phase;
            has  = descriptor_i.has_sweep & due;
            pc_o = descriptor_i.sweep_pc;
          end
          bouton_spec_pkg::TriggerReward: begin
            has  = descriptor_i.has_reward;
            pc_o = descriptor_i.reward_pc;
          end
          default: has = descriptor_i.has_main;
        endcase
        hand = !run_q | ends;
        skip = !has | (row_i.words == 9'd0);
      end
    end
  end

  assign load_o          = hand & !skip;
  assign program_load_o  = load_o & !path_q;
  assign again_o         = run_q & !path_q & fetch_done_i & (left_q != 9'd1);
  assign row_counted_o   = hand & has & (trigger_q == bouton_spec_pkg::TriggerDeliver);
  assign trigger_o       = trigger_q;
  assign wide_o          = row_i.wide;
  assign payload_o       = payload_q;
  assign path_o          = run_q & path_q;
  assign walks_o         = on_q & !done_o;
  assign delivering_o    = walks_o & path_q;
  assign ready_o         = header_q == StReady;
  assign row_re_o        = header_q == StRow;
  assign row_address_o   = axon_q;
  assign event_re_o      = (header_q == StRow) & events_q;
  assign event_address_o = AxonWidth'(taken_q);
  assign descriptor_re_o = header_q == StDescriptor;
  assign descriptor_o    = row_i.descriptor;
  assign axon_re_o       = header_q == StDescriptor;
  assign axon_o          = axon_q;
  assign raise_o         = (header_q == StArrive) & path_q & chained_q;
  assign raise_payload_o = payload_q;
  assign done_o          = on_q & (drain_q == 4'(Drain - 1));

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      on_q     <= 1'b0;
      run_q    <= 1'b0;
      header_q <= StNone;
    end else if (start_i) begin
      on_q      <= 1'b1;
      path_q    <= path_i;
      trigger_q <= trigger_i;
      events_q  <= trigger_i == bouton_spec_pkg::TriggerDeliver || trigger_i ==
          bouton_spec_pkg::TriggerPre;
      axon_q    <= (trigger_i == bouton_spec_pkg::TriggerDeliver || trigger_i ==
          bouton_spec_pkg::TriggerPre) ?
                   first_event_i[AxonWidth-1:0] : scan_first_i;
      payload_q <= first_event_i[AxonWidth+15:AxonWidth];
      taken_q   <= (AxonWidth + 1)'(1);
      chained_q <= 1'b0;
      header_q  <= StRow;
      drain_q   <= 4'd0;
    end else if (on_q) begin
      if (done_o) on_q <= 1'b0;
      if (run_q) begin
        if (path_q | fetch_done_i) begin
          left_q    <= left_q - 9'd1;
          address_o <= address_o + (wide_q ? AddressWidth'(2) : AddressWidth'(1));
        end
        if (ends) run_q <= 1'b0;
      end
      case (header_q)
        StRow: header_q <= StDescriptor;
        StDescriptor: begin
          header_q       <= StArrive;
          next_chained_q <= 1'b0;
          next_axon_q    <= axon_q + 1'b1;
          next_payload_q <= payload_q;
          if (!events_q) begin
            next_q <= {1'b0, axon_q} + 1'b1 < scan_end_i;
          end else if (row_i.more && axon_q != AxonWidth'(Axons - 1)) begin
            next_q         <= 1'b1;
            next_chained_q <= 1'b1;
          end else begin
            next_q         <= taken_q != events_i;
            next_axon_q    <= event_i[AxonWidth-1:0];
            next_payload_q <= event_i[AxonWidth+15:AxonWidth];
            taken_q        <= taken_q + 1'b1;
          end
        end
        StArrive: header_q <= StReady;
        StReady: begin
          if (hand) begin
            header_q  <= next_q ? StRow : StNone;
            axon_q    <= next_axon_q;
            payload_q <= next_payload_q;
            chained_q <= next_chained_q;
            if (!skip) begin
              run_q     <= 1'b1;
              left_q    <= row_i.words;
              wide_q    <= row_i.wide;
              address_o <= AddressWidth'(row_i.pointer);
            end
          end
        end
        default: if (!run_q) drain_q <= drain_q + 4'd1;
      endcase
    end
  end

  logic unused;
  assign unused = ^descriptor_i;

endmodule
