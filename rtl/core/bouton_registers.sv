// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// The core's registers (region Csr), counters and fault excepted.
//
// Contract: the host reads and writes between steps (bouton_host sees to it); `data_o` is
// combinational in `index_i`. Core programs write modulators and take pending inputs; transport
// adds to them.
module bouton_registers #(
  parameter int unsigned ConfigurationIndex
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  // host
  input  logic        read_i,
  input  logic        write_i,
  input  logic [5:0]  index_i,
  input  logic [31:0] data_i,
  output logic [31:0] data_o,
  input  logic        poisoned_i,      // the poison has been used
  input  logic        running_i,
  input  logic        fault_i,
  input  logic [4:0]  fault_region_i,
  input  logic [7:0]  fault_lane_i,
  input  logic [14:0] fault_address_i,
  output logic        clear_fault_o,
  // machine
  input  logic        step_end_i,
  output logic [47:0] step_o,
  output logic [63:0] seed_o,
  output logic        learn_o,
  output logic        four_o,
  output logic        poison_o,
  output logic        has_deliver_o,
  output logic        has_pre_o,
  output logic        has_post_o,
  output logic        has_sweep_o,
  output logic        has_reward_o,
  output logic [31:0] neuron_groups_o,
  output logic [31:0] scan_first_o,
  output logic [31:0] scan_last_o,
  output logic [31:0] scan_words_o,
  output logic [6:0]  core_group_o,
  output logic [31:0] counter_select_o,
  input  logic [2:0]  a_modulator_i,
  input  logic [2:0]  b_modulator_i,
  input  logic [2:0]  d_modulator_i,
  output logic [31:0] a_modulator_o,
  output logic [31:0] b_modulator_o,
  output logic [31:0] d_modulator_o,
  output logic [255:0] modulators_o,     // all, G0 lowest
  input  logic        modulator_we_i,
  input  logic [2:0]  modulator_i,
  input  logic [31:0] modulator_data_i,
  input  logic        pending_take_i,
  input  logic [1:0]  pending_i,
  output logic [31:0] pending_o,
  input  logic        pending_add_i,
  input  logic [1:0]  pending_channel_i,
  input  logic [15:0] pending_payload_i
);

  bouton_spec_pkg::control_word_t control_q /*verilator public_flat_rd*/;
  logic [47:0] step_q /*verilator public_flat_rd*/;
  logic [63:0] seed_q /*verilator public_flat_rd*/;
  logic [31:0] neuron_groups_q /*verilator public_flat_rd*/;
  logic [31:0] scan_first_q /*verilator public_flat_rd*/;
  logic [31:0] scan_last_q /*verilator public_flat_rd*/;
  logic [31:0] scan_words_q /*verilator public_flat_rd*/;
  logic [6:0]  core_group_q /*verilator public_flat_rd*/;
  logic [31:0] counter_select_q /*verilator public_flat_rd*/;
  logic [31:0] modulator_q [8] /*verilator public_flat_rd*/;
  logic [31:0] pending_q [bouton_spec_pkg::Channels] /*verilator public_flat_rd*/;

  localparam logic [31:0] ControlFields = 32'h0000_07fc;  // without pad and reserved

  assign step_o           = step_q;
  assign seed_o           = seed_q;
  assign learn_o          = control_q.learn;
  assign four_o           = control_q.four_receptors;
  assign poison_o         = control_q.poison;
  assign has_deliver_o    = control_q.has_deliver;
  assign has_pre_o        = control_q.has_pre;
  assign has_post_o       = control_q.has_post;
  assign has_sweep_o      = control_q.has_sweep;
  assign has_reward_o     = control_q.has_reward;
  assign neuron_groups_o  = neuron_groups_q;
  assign scan_first_o     = scan_first_q;
  assign scan_last_o      = scan_last_q;
  assign scan_words_o     = scan_words_q;
  assign core_group_o     = core_group_q;
  assign counter_select_o = counter_select_q;
  assign a_modulator_o    = modulator_q[a_modulator_i];
  assign b_modulator_o    = modulator_q[b_modulator_i];
  for (genvar g = 0; g < 8; g++) begin : gen_modulators
    assign modulators_o[32*g+:32] = modulator_q[g];
  end
  assign d_modulator_o    = modulator_q[d_modulator_i];
  assign pending_o        = pending_q[pending_i];

  always_comb begin
    data_o = 32'd0;
    if (read_i) begin
      case (index_i)
        bouton_spec_pkg::CsrVersion:        data_o = bouton_spec_pkg::ImageVersion;
        bouton_spec_pkg::CsrConfiguration:  data_o = ConfigurationIndex;
        bouton_spec_pkg::CsrStatus:         data_o = {30'd0, fault_i, running_i};
        bouton_spec_pkg::CsrControl:        data_o = control_q;
        bouton_spec_pkg::CsrStepLow:        data_o = step_q[31:0];
        bouton_spec_pkg::CsrStepHigh:       data_o = {16'd0, step_q[47:32]};
        bouton_spec_pkg::CsrSeedLow:        data_o = seed_q[31:0];
        bouton_spec_pkg::CsrSeedHigh:       data_o = seed_q[63:32];
        bouton_spec_pkg::CsrNeuronGroups:   data_o = neuron_groups_q;
        bouton_spec_pkg::CsrScanFirst:      data_o = scan_first_q;
        bouton_spec_pkg::CsrScanLast:       data_o = scan_last_q;
        bouton_spec_pkg::CsrScanWords:      data_o = scan_words_q;
        bouton_spec_pkg::CsrCoreDescriptor: data_o = {25'd0, core_group_q};
        bouton_spec_pkg::CsrFaultRegion:    data_o = {27'd0, fault_region_i};
        bouton_spec_pkg::CsrFaultLane:      data_o = {24'd0, fault_lane_i};
        bouton_spec_pkg::CsrFaultAddress:   data_o = {17'd0, fault_address_i};
        bouton_spec_pkg::CsrCounterSelect:  data_o = counter_select_q;
        default: begin
          if (index_i[5:3] == bouton_spec_pkg::CsrModulator0[5:3]) data_o =
              modulator_q[index_i[2:0]];
          else if (index_i[5:2] == bouton_spec_pkg::CsrPending0[5:2]) data_o =
              pending_q[index_i[1:0]];
        end
      endcase
    end
  end

  assign clear_fault_o = write_i & (index_i == bouton_spec_pkg::CsrControl) & data_i[5];

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      control_q        <= '0;
      step_q           <= 48'd0;
      seed_q           <= 64'd0;
      neuron_groups_q  <= 32'd0;
      scan_first_q     <= 32'd0;
      scan_last_q      <= 32'd0;
      scan_words_q     <= 32'd0;
      core_group_q     <= 7'd0;
      counter_select_q <= 32'd0;
      for (int unsigned i = 0; i < 8; i++) modulator_q[i] <= 32'd0;
      for (int unsigned i = 0; i < bouton_spec_pkg::Channels; i++) pending_q[i] <= 32'd0;
    end else begin
      if (step_end_i) step_q <= step_q + 48'd1;
      if (modulator_we_i) modulator_q[modulator_i] <= modulator_data_i;
      if (pending_take_i) pending_q[pending_i] <= 32'd0;
      if (pending_add_i) begin
        pending_q[pending_channel_i] <=
            pending_q[pending_channel_i] + {{16{pending_payload_i[15]}}, pending_payload_i};
      end
      if (poisoned_i) control_q.poison <= 1'b0;
      if (write_i) begin
        case (index_i)
          bouton_spec_pkg::CsrControl: begin
            control_q             <= data_i & ControlFields;
            control_q.clear_fault <= 1'b0;
          end
          bouton_spec_pkg::CsrStepLow:        step_q[31:0]     <= data_i;
          bouton_spec_pkg::CsrStepHigh:       step_q[47:32]    <= data_i[15:0];
          bouton_spec_pkg::CsrSeedLow:        seed_q[31:0]     <= data_i;
          bouton_spec_pkg::CsrSeedHigh:       seed_q[63:32]    <= data_i;
          bouton_spec_pkg::CsrNeuronGroups:   neuron_groups_q  <= data_i;
          bouton_spec_pkg::CsrScanFirst:      scan_first_q     <= data_i;
          bouton_spec_pkg::CsrScanLast:       scan_last_q      <= data_i;
          bouton_spec_pkg::CsrScanWords:      scan_words_q     <= data_i;
          bouton_spec_pkg::CsrCoreDescriptor: core_group_q     <= data_i[6:0];
          bouton_spec_pkg::CsrCounterSelect:  counter_select_q <= data_i;
          default: begin
            if (index_i[5:3] == bouton_spec_pkg::CsrModulator0[5:3]) modulator_q[index_i[2:0]] <=
                data_i;
            else if (index_i[5:2] == bouton_spec_pkg::CsrPending0[5:2]) pending_q[index_i[1:0]] <=
                data_i;
          end
        endcase
      end
    end
  end

endmodule
