// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// The order of a step: which phase runs, when the next starts, and whose counter each cycle is.
//
// Contract: a phase is started in the last cycle of the one before it; a phase that has nothing to
// do takes no cycle (docs/machine.md sections 5 and 9). A step begins when the stream has a word,
// no fault is latched and no host access is under way; `begin_o` is up in its first cycle, `end_o`
// in its last, when END goes out.
module bouton_sequencer (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        word_valid_i,
  input  logic        host_busy_i,
  input  logic        fault_i,
  input  logic        out_full_i,
  // what there is to do
  input  logic        has_core_i,
  input  logic        has_neurons_i,
  input  logic        events_i,
  input  logic        has_deliver_i,
  input  logic        learn_i,
  input  logic        has_pre_i,
  input  logic        has_post_i,
  input  logic        posts_i,
  input  logic        by_chain_i,
  input  logic        has_scan_i,
  input  logic        has_sweep_i,
  input  logic        has_reward_i,
  input  logic        reward_i,
  input  logic        active_i,
  // walkers
  input  logic        groups_done_i,
  input  logic        transport_done_i,
  input  logic        transport_waiting_i,
  input  logic        rows_done_i,
  input  logic        chain_done_i,
  output logic        groups_start_o,
  output logic [1:0]  map_o,            // with groups_start_o
  output logic        transport_start_o,
  output logic        rows_start_o,
  output logic        path_o,           // with rows_start_o
  output logic [2:0]  trigger_o,        // with rows_start_o
  output logic        chain_start_o,
  output logic        axons_start_o,
  output logic        begin_o,
  output logic        end_o,
  output logic        running_o,
  output logic [4:0]  counter_o         // of this cycle
);

  localparam int unsigned Opening = bouton_spec_pkg::CyclesStep - 1;  // and one cycle for END

  typedef enum logic [3:0] {
    StIdle, StBegin, StCore, StNeuron, StTransport, StDeliver, StDeliverProgram, StPre, StPostChain,
    StPostScan, StSweep, StReward, StAxon, StEnd
  } phase_e;
  phase_e     phase_q, next;
  logic [2:0] opening_q;
  logic       done, post;

  assign running_o = phase_q != StIdle;
  assign begin_o   = phase_q == StBegin && opening_q == 3'd0;
  assign end_o     = phase_q == StEnd && !out_full_i;

  always_comb begin
    case (phase_q)
      StBegin:                     done = opening_q == 3'(Opening - 1);
      StCore, StNeuron, StAxon:    done = groups_done_i;
      StTransport:                 done = transport_done_i;
      StPostChain:                 done = chain_done_i;
      StIdle, StEnd:               done = 1'b0;
      default:                     done = rows_done_i;
    endcase
    post = learn_i & has_post_i & posts_i;
    next = phase_q;
    if (done) begin
      next = StEnd;
      if (phase_q < StAxon && active_i) next = StAxon;
      if (phase_q < StReward && learn_i && has_reward_i && reward_i && has_scan_i) next = StReward;
      if (phase_q < StSweep && learn_i && has_sweep_i && has_scan_i) next = StSweep;
      if (phase_q < StPostChain && post && !by_chain_i && has_scan_i) next = StPostScan;
      if (phase_q < StPostChain && post && by_chain_i) next = StPostChain;
      if (phase_q < StPre && learn_i && has_pre_i && events_i) next = StPre;
      if (phase_q < StDeliverProgram && has_deliver_i && events_i) next = StDeliverProgram;
      if (phase_q < StDeliver && events_i) next = StDeliver;
      if (phase_q < StTransport) next = StTransport;
      if (phase_q < StNeuron && has_neurons_i) next = StNeuron;
      if (phase_q < StCore && has_core_i) next = StCore;
    end
  end

  always_comb begin
    groups_start_o    = 1'b0;
    axons_start_o     = 1'b0;
    map_o             = bouton_core_pkg::MapNeuron;
    transport_start_o = 1'b0;
    rows_start_o      = 1'b0;
    path_o            = 1'b0;
    trigger_o         = bouton_spec_pkg::TriggerDeliver;
    chain_start_o     = 1'b0;
    if (done) begin
      case (next)
        StCore: begin
          groups_start_o = 1'b1;
          map_o          = bouton_core_pkg::MapCore;
        end
        StNeuron: groups_start_o = 1'b1;
        StAxon: begin
          groups_start_o = 1'b1;
          axons_start_o  = 1'b1;
          map_o          = bouton_core_pkg::MapAxon;
        end
        StTransport: transport_start_o = 1'b1;
        StPostChain: chain_start_o = 1'b1;
        StEnd: ;
        default: begin
          rows_start_o = 1'b1;
          case (next)
            StDeliver:  path_o    = 1'b1;
            StPre:      trigger_o = bouton_spec_pkg::TriggerPre;
            StPostScan: trigger_o = bouton_spec_pkg::TriggerPost;
            StSweep:    trigger_o = bouton_spec_pkg::TriggerSweep;
            StReward:   trigger_o = bouton_spec_pkg::TriggerReward;
            default: ;
          endcase
        end
      endcase
    end
  end

  always_comb begin
    case (phase_q)
      StCore:                      counter_o = bouton_spec_pkg::CounterCyclesCore;
      StNeuron:                    counter_o = bouton_spec_pkg::CounterCyclesNeuron;
      StTransport:                 counter_o = transport_waiting_i ?
          bouton_spec_pkg::CounterCyclesWaiting :
          bouton_spec_pkg::CounterCyclesTransport;
      StDeliver, StDeliverProgram: counter_o = bouton_spec_pkg::CounterCyclesDeliver;
      StPre:                       counter_o = bouton_spec_pkg::CounterCyclesPre;
      StPostChain, StPostScan:     counter_o = bouton_spec_pkg::CounterCyclesPost;
      StSweep:                     counter_o = bouton_spec_pkg::CounterCyclesSweep;
      StReward:                    counter_o = bouton_spec_pkg::CounterCyclesReward;
      StAxon:                      counter_o = bouton_spec_pkg::CounterCyclesAxon;
      StEnd:                       counter_o = out_full_i ? bouton_spec_pkg::CounterCyclesWaiting :
                                                            bouton_spec_pkg::CounterCyclesStep;
      default:                     counter_o = bouton_spec_pkg::CounterCyclesStep;
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      phase_q <= StIdle;
    end else begin
      case (phase_q)
        StIdle: begin
          opening_q <= 3'd0;
          if (word_valid_i && !host_busy_i && !fault_i) phase_q <= StBegin;
        end
        StBegin: begin
          opening_q <= opening_q + 3'd1;
          phase_q   <= next;
        end
        StEnd: if (!out_full_i) phase_q <= StIdle;
        default: phase_q <= next;
      endcase
    end
  end

endmodule
