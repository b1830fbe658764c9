// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// What a lane counts (bouton_core_pkg says which; the host sees the sum over the lanes), and the
// first parity failure since `forget_i`.
//
// Contract: every input is a pulse of one cycle. A host write sets lane 0's counter and clears the
// others'. Blocking assignments: no one else sees the array, and a simulator needs no copies of it.
module bouton_lane_counters #(
  parameter int unsigned SynapseAddressWidth,
  parameter int unsigned DendriteAddressWidth
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        first_i,           // lane 0
  input  logic        delivered_i,
  input  logic        gain_saturated_i,  // with delivered_i
  input  logic        ran_i,
  input  logic        plastic_i,         // with ran_i
  input  logic        updated_i,
  input  logic        counts_i,          // one of the next five
  input  logic        clipped_i,
  input  logic        unchanged_i,
  input  logic        saturated_op_i,
  input  logic        saturated_store_i,
  input  logic        saturated_read_i,
  // failures, and where
  input  logic        program_bad_i,
  input  logic [3:0]  program_bad_count_i,
  input  logic [4:0]  program_bad_region_i,
  input  logic [14:0] program_bad_address_i,
  input  logic        bad_synapse_i,     // delivered
  input  logic [SynapseAddressWidth-1:0] synapse_address_i,
  input  logic        bad_dendrite_i,
  input  logic [DendriteAddressWidth-1:0] dendrite_address_i,
  input  logic        bad_link_i,        // read ahead
  input  logic [SynapseAddressWidth-1:0] link_address_i,
  input  logic        forget_i,
  output logic        fault_o,
  output logic [4:0]  fault_region_o,
  output logic [14:0] fault_address_o,
  input  logic        host_valid_i,
  input  logic        host_write_i,
  input  logic [3:0]  host_select_i,
  input  logic [47:0] host_data_i,
  output logic [47:0] host_data_o
);

  logic [47:0] counter_q [bouton_core_pkg::LaneCounters] /*verilator public_flat_rd*/;

  function automatic logic [47:0] plus(input logic [47:0] counter, input logic one);
    plus = counter + {47'd0, one};
  endfunction

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      for (int unsigned i = 0; i < bouton_core_pkg::LaneCounters; i++) counter_q[i] = 48'd0;
      fault_o <= 1'b0;
    end else begin
      if (delivered_i) begin
        counter_q[bouton_core_pkg::LaneSynapticOps] =
            plus(counter_q[bouton_core_pkg::LaneSynapticOps], 1'b1);
        if (gain_saturated_i) begin
          counter_q[bouton_core_pkg::LaneSaturatedOp] =
              plus(counter_q[bouton_core_pkg::LaneSaturatedOp], 1'b1);
        end
      end
      if (ran_i) begin
        if (plastic_i) begin
          counter_q[bouton_core_pkg::LanePlasticVisits] =
              plus(counter_q[bouton_core_pkg::LanePlasticVisits], 1'b1);
        end else begin
          counter_q[bouton_core_pkg::LaneSynapticOps] =
              plus(counter_q[bouton_core_pkg::LaneSynapticOps], 1'b1);
        end
      end
      if (updated_i) begin
        counter_q[bouton_core_pkg::LaneUpdates] =
            plus(counter_q[bouton_core_pkg::LaneUpdates], 1'b1);
      end
      if (counts_i) begin
        counter_q[bouton_core_pkg::LaneClipped] =
            plus(counter_q[bouton_core_pkg::LaneClipped], clipped_i);
        counter_q[bouton_core_pkg::LaneUnchanged] =
            plus(counter_q[bouton_core_pkg::LaneUnchanged], unchanged_i);
        counter_q[bouton_core_pkg::LaneSaturatedOp] =
            plus(counter_q[bouton_core_pkg::LaneSaturatedOp], saturated_op_i);
        counter_q[bouton_core_pkg::LaneSaturatedStore] =
            plus(counter_q[bouton_core_pkg::LaneSaturatedStore], saturated_store_i);
        counter_q[bouton_core_pkg::LaneSaturatedRead] =
            plus(counter_q[bouton_core_pkg::LaneSaturatedRead], saturated_read_i);
      end
      if (program_bad_i | bad_synapse_i | bad_dendrite_i | bad_link_i) begin
        counter_q[bouton_core_pkg::LaneParity] = counter_q[bouton_core_pkg::LaneParity] +
            (program_bad_i ? {44'd0, program_bad_count_i} :
                             48'd1 + {47'd0, bad_synapse_i & bad_dendrite_i});
        if (!fault_o) begin
          fault_o         <= 1'b1;
          fault_region_o  <= bouton_spec_pkg::RegionSynapse;
          fault_address_o <= bad_synapse_i ? 15'(synapse_address_i) : 15'(link_address_i);
          if (program_bad_i) begin
            fault_region_o  <= program_bad_region_i;
            fault_address_o <= program_bad_address_i;
          end else if (bad_dendrite_i) begin
            fault_region_o  <= bouton_spec_pkg::RegionDendrite;
            fault_address_o <= 15'(dendrite_address_i);
          end
        end
      end
      if (forget_i) fault_o <= 1'b0;
      if (host_valid_i) begin
        host_data_o <= counter_q[host_select_i];
        if (host_write_i) counter_q[host_select_i] = first_i ? host_data_i : 48'd0;
      end
    end
  end

endmodule
