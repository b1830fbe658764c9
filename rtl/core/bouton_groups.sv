// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// Walks the elements of CORE, NEURON and AXON: group word, descriptor, program, one group after the
// other without a gap. A group without a program takes one cycle.
//
// Contract: `start_i` in the cycle before the phase's first; `done_o` in its last. Cycles: Program
// + sum over groups of max(1, slots), with 3 cycles before the first instruction and the rest after
// the last.
module bouton_groups #(
  parameter int unsigned Groups,          // of neurons
  parameter int unsigned AxonGroups,
  localparam int unsigned GroupWidth     = $clog2(Groups),
  localparam int unsigned AxonGroupWidth = $clog2(AxonGroups)
) (
  input  logic                      clk_i,
  input  logic                      rst_ni,
  input  logic                      start_i,
  input  logic [1:0]                map_i,           // with start_i
  input  logic [31:0]               neuron_groups_i,
  input  logic [6:0]                core_group_i,    // GroupWord of the core program
  // active axon groups
  input  logic                      active_i,
  input  logic [AxonGroupWidth-1:0] active_group_i,
  output logic                      active_pop_o,
  // tables
  output logic                      neuron_group_re_o,
  output logic [GroupWidth-1:0]     neuron_group_o,
  input  logic [6:0]                neuron_group_word_i,
  output logic                      axon_group_re_o,
  output logic [AxonGroupWidth-1:0] axon_group_o,
  input  logic [6:0]                axon_group_word_i,
  output logic                      descriptor_re_o,
  output logic [5:0]                descriptor_o,
  input  logic                      has_main_i,      // of the descriptor that was read
  // fetch
  output logic                      load_o,
  output logic                      null_o,
  output logic [1:0]                map_o,
  output logic [AxonGroupWidth-1:0] group_o,         // of the element in F
  input  logic                      fetch_act_i,
  input  logic                      fetch_done_i,
  output logic                      walks_axons_o,
  output logic                      walks_o,         // not the core's program, not the last cycle
  output logic                      ready_o,         // the descriptor is looked at
  output logic                      done_o
);

  localparam int unsigned Drain = bouton_spec_pkg::CyclesProgram - 3;

  logic                      on_q;
  logic [1:0]                map_q;
  logic [GroupWidth:0]       next_q, end_q;          // neuron groups, one for the core
  logic                      y_valid_q, z_valid_q, z_has_q;
  logic [AxonGroupWidth-1:0] y_group_q, z_group_q;
  logic [3:0]                drain_q;
  logic                      x_valid, advance;
  logic [AxonGroupWidth-1:0] x_group;
  logic [6:0]                word;

  always_comb begin
    x_valid           = 1'b0;
    x_group           = '0;
    advance           = 1'b0;
    load_o            = 1'b0;
    null_o            = 1'b0;
    active_pop_o      = 1'b0;
    neuron_group_re_o = 1'b0;
    axon_group_re_o   = 1'b0;
    descriptor_re_o   = 1'b0;
    done_o            = 1'b0;
    word              = 7'd0;
    if (on_q) begin
      x_valid = (map_q == bouton_core_pkg::MapAxon) ? active_i : next_q != end_q;
      x_group = (map_q == bouton_core_pkg::MapAxon) ? active_group_i : AxonGroupWidth'(next_q);
      load_o  = z_valid_q & (!fetch_act_i | fetch_done_i);
      null_o  = !(z_has_q & has_main_i);
      advance = load_o | !z_valid_q;
      active_pop_o      = advance & x_valid & (map_q == bouton_core_pkg::MapAxon);
      neuron_group_re_o = advance & x_valid & (map_q == bouton_core_pkg::MapNeuron);
      axon_group_re_o   = active_pop_o;
      descriptor_re_o   = advance & y_valid_q;
      word = (map_q == bouton_core_pkg::MapNeuron) ? neuron_group_word_i :
             (map_q == bouton_core_pkg::MapAxon) ? axon_group_word_i : core_group_i;
      done_o = drain_q == 4'(Drain - 1);
    end
  end
  assign neuron_group_o = GroupWidth'(next_q);
  assign axon_group_o   = active_group_i;
  assign descriptor_o   = word[5:0];
  assign map_o          = map_q;
  assign ready_o        = z_valid_q;
  assign walks_o        = on_q & (map_q != bouton_core_pkg::MapCore) & !done_o;
  assign walks_axons_o  = on_q & (map_q == bouton_core_pkg::MapAxon);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      on_q <= 1'b0;
    end else if (start_i) begin
      on_q      <= 1'b1;
      map_q     <= map_i;
      next_q    <= '0;
      end_q     <= (map_i == bouton_core_pkg::MapCore) ? (GroupWidth + 1)'(1) :
                   (neuron_groups_i > Groups) ? (GroupWidth + 1)'(Groups) : (GroupWidth +
                       1)'(neuron_groups_i);
      y_valid_q <= 1'b0;
      z_valid_q <= 1'b0;
      drain_q   <= 4'd0;
    end else if (on_q) begin
      if (advance) begin
        y_valid_q <= x_valid;
        y_group_q <= x_group;
        if (x_valid) next_q <= next_q + 1'b1;
        z_valid_q <= y_valid_q;
        z_group_q <= y_group_q;
        z_has_q   <= word[6];
      end
      if (load_o) group_o <= z_group_q;
      if (!x_valid && !y_valid_q && !z_valid_q && !fetch_act_i) drain_q <= drain_q + 4'd1;
      if (done_o) on_q <= 1'b0;
    end
  end

endmodule
