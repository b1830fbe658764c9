// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// The core's counters, 48 bits each, cumulative (spec/def/counters.toml). Those that lanes keep are
// summed over the lanes when the host asks; here is what the sequencer adds to them.
//
// Blocking assignments: no one else sees the array, and a simulator needs no copies of it.
// Contract: one cycle counter runs in each cycle of a step. `host_data_o` follows a read by two
// cycles.
module bouton_counters #(
  parameter int unsigned Lanes
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic             cycle_i,          // a cycle of a step
  input  logic [4:0]       cycle_counter_i,  // whose
  input  logic             step_i,
  input  logic             spikes_i,
  input  logic [Lanes-1:0] spike_lanes_i,
  input  logic             event_i,
  input  logic             word_i,
  input  logic             row_i,
  input  logic             late_i,
  input  logic             duplicate_i,
  input  logic             dropped_i,
  input  logic             parity_i,
  input  logic [3:0]       parity_count_i,
  input  logic             host_valid_i,
  input  logic             host_write_i,
  input  logic [4:0]       host_select_i,
  input  logic [47:0]      host_data_i,
  output logic [47:0]      host_data_o
);

  logic [47:0] counter_q [bouton_spec_pkg::CounterCount] /*verilator public_flat_rd*/;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      for (int unsigned i = 0; i < bouton_spec_pkg::CounterCount; i++) counter_q[i] = 48'd0;
    end else begin
      if (cycle_i) counter_q[cycle_counter_i] = counter_q[cycle_counter_i] + 48'd1;
      if (step_i) counter_q[bouton_spec_pkg::CounterSteps] =
          counter_q[bouton_spec_pkg::CounterSteps] + 48'd1;
      if (spikes_i) begin
        automatic logic [47:0] sum;
        sum = counter_q[bouton_spec_pkg::CounterSpikes];
        for (int unsigned i = 0; i < Lanes; i++) sum = sum + {47'd0, spike_lanes_i[i]};
        counter_q[bouton_spec_pkg::CounterSpikes] = sum;
      end
      if (event_i) counter_q[bouton_spec_pkg::CounterAxonEvents] =
          counter_q[bouton_spec_pkg::CounterAxonEvents] + 48'd1;
      if (word_i) counter_q[bouton_spec_pkg::CounterHostWords] =
          counter_q[bouton_spec_pkg::CounterHostWords] + 48'd1;
      if (row_i) counter_q[bouton_spec_pkg::CounterRows] = counter_q[bouton_spec_pkg::CounterRows]
          + 48'd1;
      if (late_i) counter_q[bouton_spec_pkg::CounterLate] =
          counter_q[bouton_spec_pkg::CounterLate] + 48'd1;
      if (duplicate_i) counter_q[bouton_spec_pkg::CounterDuplicate] =
          counter_q[bouton_spec_pkg::CounterDuplicate] + 48'd1;
      if (dropped_i) counter_q[bouton_spec_pkg::CounterDropped] =
          counter_q[bouton_spec_pkg::CounterDropped] + 48'd1;
      if (parity_i) counter_q[bouton_spec_pkg::CounterParity] =
          counter_q[bouton_spec_pkg::CounterParity] + {44'd0, parity_count_i};
      if (host_valid_i) begin
        host_data_o <= counter_q[host_select_i];
        if (host_write_i) counter_q[host_select_i] = host_data_i;
      end
    end
  end

endmodule
