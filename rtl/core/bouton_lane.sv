// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// A lane: the memories of its neurons, of the synapses that end on them and of its share of the
// axons, with the delivery path and the programs' datapath between them.
//
// Contract: the sequencer never runs both paths, nor reads axon words for a row while an AXON
// program runs. Ports named after stages (F, R, M, A) as in bouton_lane_program. Counters of the
// lane are part of the machine's: the host sees their sum over the lanes. The host's accesses come
// only between steps and answer `HostLatency` cycles later.
module bouton_lane #(
  parameter int unsigned Groups,
  parameter int unsigned AxonGroups,
  parameter int unsigned Words,
  localparam int unsigned GroupWidth          = $clog2(Groups),
  localparam int unsigned AxonGroupWidth      = $clog2(AxonGroups),
  localparam int unsigned SynapseAddressWidth = $clog2(Words),
  localparam int unsigned DendriteWidth       = GroupWidth + $clog2(bouton_spec_pkg::DendriteSlots)
) (
  input  logic                           clk_i,
  input  logic                           clk_program_i,   // stands still while the path delivers
  input  logic                           clk_delivery_i,  // of the delivery path
  input  logic                           clk_header_i,    // of the axon memories and host accesses
  input  logic                           rst_ni,
  input  logic [5:0]                     time_i,
  input  logic                           four_i,
  input  logic                           first_i /*verilator public_flat_rd*/,  // core map
  input  logic                           begin_i,         // a step begins
  input  logic                           advance_i,       // an instruction is in R, M, A or W
  // synapse memory, stage F
  input  logic                           f_read_i,
  input  logic [SynapseAddressWidth-1:0] f_address_i,
  // chain: a word read ahead
  input  logic                           link_read_i /*verilator public_flat_rd*/,
  input  logic [SynapseAddressWidth-1:0] link_address_i,
  output logic [14:0]                    link_next_o,
  output logic                           link_bad_o,
  input  logic                           by_chain_i,
  input  logic                           f_first_i,
  input  logic                           chain_read_i,
  input  logic [GroupWidth-1:0]          chain_group_i,
  output logic [29:0]                    chain_o,
  // delivery, stage R
  input  logic                           deliver_i,
  input  logic                           unit_gain_i,
  input  logic [15:0]                    gain_i,
  input  logic                           drive_i /*verilator public_flat_rd*/,
  input  logic [DendriteWidth-1:0]       drive_address_i,
  input  logic [15:0]                    drive_payload_i,
  // axon words for a row, for transport, for an AXON program
  input  logic                           axon_read_i,
  input  logic                           axon_flag_read_i,
  input  logic [AxonGroupWidth-1:0]      axon_group_i,
  input  logic                           axon_flag_write_i /*verilator public_flat_rd*/,
  input  logic [AxonGroupWidth-1:0]      axon_flag_group_i,
  input  logic [16:0]                    axon_flag_word_i,
  output logic [23:0]                    trace0_o,
  output logic [23:0]                    trace1_o,
  output logic [23:0]                    trace2_o,
  output logic [23:0]                    trace3_o,
  output logic [3:0]                     trace_parity_o,
  output logic [31:0]                    axon_id_o,
  output logic                           axon_id_parity_o,
  output logic [16:0]                    axon_flag_o,
  output logic                           axon_flag_parity_o,
  input  logic                           neuron_flag_read_i,
  input  logic [GroupWidth-1:0]          neuron_flag_group_i,
  output logic [17:0]                    neuron_flag_o,
  output logic                           neuron_flag_parity_o,
  // stage R
  input  logic                           r_valid_i,
  input  logic                           r_first_i,
  input  logic [1:0]                     r_map_i,
  input  logic                           r_here_i /*verilator public_flat_rd*/,
  input  logic                           r_all_i,
  input  logic [AxonGroupWidth-1:0]      r_group_i,
  input  logic [SynapseAddressWidth-1:0] r_address_i,
  input  logic                           r_state_read_i,
  input  logic [3:0]                     r_state_i,
  input  logic                           r_id_read_i,
  input  logic                           r_chain_read_i,
  input  logic                           r_flag_read_i,
  // stage M
  input  logic                           m_valid_i,
  input  logic                           m_first_i,
  input  logic                           m_null_i,
  input  logic                           m_wide_i,
  input  logic                           m_scan_i,
  input  logic [1:0]                     m_map_i,
  input  logic [3:0]                     m_a_source_i,
  input  logic [3:0]                     m_b_source_i,
  input  logic [3:0]                     m_d_source_i,
  input  logic [2:0]                     m_a_index_i,
  input  logic [2:0]                     m_b_index_i,
  input  logic [2:0]                     m_d_index_i,
  input  logic                           m_multiplies_i,
  input  logic                           m_draws_i,
  input  logic [5:0]                     m_position_i,
  input  logic [31:0]                    m_a_i,
  input  logic [31:0]                    m_b_i,
  input  logic [31:0]                    m_d_i,
  input  logic [15:0]                    m_b16_i,
  input  logic [63:0]                    m_key_i,
  input  logic [AxonGroupWidth-1:0]      m_group_i,
  input  logic [6:0]                     m_slot_i,
  input  logic                           m_uses_state_i,
  input  logic                           m_uses_flag_i,
  input  logic                           m_uses_dendrite_i,
  input  logic                           m_uses_sum_i,
  // stage A
  input  logic                           a_valid_i,
  input  logic                           a_first_i,
  input  logic                           a_last_i,
  input  logic                           a_plastic_i,
  input  logic [1:0]                     a_map_i,
  input  logic                           a_multiplies_i,
  input  logic [3:0]                     a_op_i,
  input  logic [4:0]                     a_shift_i,
  input  logic [1:0]                     a_predicate_i,
  input  logic [1:0]                     a_store_i,
  input  logic [3:0]                     a_a_source_i,
  input  logic [3:0]                     a_b_source_i,
  input  logic [3:0]                     a_d_source_i,
  input  logic [2:0]                     a_a_index_i,
  input  logic [2:0]                     a_b_index_i,
  input  logic [2:0]                     a_d_index_i,
  input  logic [3:0]                     a_destination_i,
  input  logic [5:0]                     a_rd_i,
  input  logic                           a_draws_i,
  input  logic [47:0]                    a_key_i,
  input  logic [31:0]                    a_pending_i,
  input  logic [AxonGroupWidth-1:0]      a_group_i,
  input  logic [SynapseAddressWidth-1:0] a_address_i,
  input  logic [4:0]                     a_drop_i,
  input  logic [4:0]                     a_grid_i,
  input  logic [15:0]                    a_lo_i,
  input  logic [15:0]                    a_hi_i,
  input  logic [4:0]                     a_dshift_i,
  input  logic [4:0]                     a_ashift_i,
  input  logic [255:0]                   modulators_i,
  // results
  output logic                           spike_o,
  output logic                           post_o,
  output logic                           linked_o,
  output logic [14:0]                    fan_in_o,
  output logic                           alive_o,
  output logic                           reward_o,
  output logic                           modulator_we_o,
  output logic [2:0]                     modulator_o,
  output logic [31:0]                    result_o,
  // first parity failure since `forget_i`
  input  logic [SynapseAddressWidth-1:0] delivered_address_i,  // of the word that was in R
  input  logic [SynapseAddressWidth-1:0] linked_address_i,     // of the word read ahead
  input  logic                           forget_i,
  output logic                           fault_o,
  output logic [4:0]                     fault_region_o,
  output logic [14:0]                    fault_address_o,
  // host
  input  logic                           host_valid_i /*verilator public_flat_rd*/,
  input  logic                           host_write_i,
  input  logic [4:0]                     host_region_i,
  input  logic [14:0]                    host_address_i,
  input  logic [63:0]                    host_data_i,
  input  logic                           host_poison_i,
  output logic [63:0]                    host_data_o,
  input  logic                           counter_valid_i,
  input  logic                           counter_write_i,
  input  logic [3:0]                     counter_select_i,
  input  logic [47:0]                    counter_data_i,
  output logic [47:0]                    counter_data_o
);

  // One copy of a lane's code in simulation, run for each lane: the ports in which lanes differ are
  // marked public, so that Verilator does not draw what drives them into that code.
  /*verilator no_inline_module*/


  // ---- host access: one bit each memory, registered, so that it costs nothing when idle ----
  localparam int unsigned Synapse = 0, Dendrite = 1, State = 2, Id = 3, Chain = 4, Sum = 5,
                          Flag = 6, Trace = 7, AxonId = 11, AxonFlag = 12, Memories = 13;
  logic [Memories-1:0] host_re_q, host_we_q;
  logic [14:0]         host_address_q;
  logic [63:0]         host_data_q;
  logic                host_poison_q;
  logic [4:0]          host_region_q;
  logic [2:0]          host_age_q;

  logic [63:0] synapse;
  logic        synapse_parity;
  logic [31:0] dendrite;
  logic        dendrite_parity;
  logic [23:0] state;
  logic        state_parity;
  logic [31:0] id;
  logic        id_parity;
  logic [29:0] chain;
  logic        chain_parity;
  logic [31:0] sum;
  logic        sum_parity;

  logic link_fresh_q;  // a word read ahead is here
  always_comb begin
    link_next_o = 15'd0;
    link_bad_o  = 1'b0;
    if (link_fresh_q) begin
      link_next_o = synapse[31:17];
      link_bad_o  = ^synapse ^ synapse_parity;
    end
  end
  assign chain_o = chain;

  // ---- addresses ----
  logic [5:0]               r_target;
  logic [GroupWidth-1:0]    r_group;
  logic [DendriteWidth-1:0] delivery_address, m_dendrite;
  logic [GroupWidth-1:0]    m_target;

  always_comb begin
    r_group = '0;
    if (r_valid_i) begin
      r_group = (r_map_i == bouton_core_pkg::MapSynapse) ? GroupWidth'(r_target) :
                                                           GroupWidth'(r_group_i);
    end
  end
  always_comb begin
    delivery_address = '0;
    if (deliver_i) begin
      delivery_address = {synapse[4+:GroupWidth], synapse[16],
                          four_i ? {synapse[15], synapse[14:10] + time_i[4:0]} :
                                   synapse[15:10] + time_i};
    end
  end

  // ---- memories ----
  logic                           synapse_we;
  logic [SynapseAddressWidth-1:0] synapse_waddr;
  logic [63:0]                    synapse_wdata;
  bouton_ram #(.Width(64), .Depth(Words)) u_synapse (
    .clk_i,
    .re_i(f_read_i | link_read_i), .raddr_i(link_read_i ? link_address_i : f_address_i),
    .rdata_o(synapse), .parity_o(synapse_parity),
    .we_i(synapse_we), .waddr_i(synapse_waddr), .wdata_i(synapse_wdata),
    .host_re_i(host_re_q[Synapse]), .host_we_i(host_we_q[Synapse]),
    .host_addr_i(host_address_q[SynapseAddressWidth-1:0]), .host_wdata_i(host_data_q),
    .host_poison_i(host_poison_q)
  );

  logic                     program_dendrite_we, delivery_dendrite_we;
  logic [DendriteWidth-1:0] program_dendrite_waddr, delivery_dendrite_waddr;
  logic [31:0]              program_dendrite_wdata, delivery_dendrite_wdata;
  bouton_ram #(.Width(32), .Depth(Groups * bouton_spec_pkg::DendriteSlots)) u_dendrite (
    .clk_i,
    .re_i(deliver_i | drive_i | m_uses_dendrite_i),
    .raddr_i(deliver_i ? delivery_address : drive_i ? drive_address_i : m_dendrite),
    .rdata_o(dendrite), .parity_o(dendrite_parity),
    .we_i(delivery_dendrite_we | program_dendrite_we),
    .waddr_i(delivery_dendrite_we ? delivery_dendrite_waddr : program_dendrite_waddr),
    .wdata_i(delivery_dendrite_we ? delivery_dendrite_wdata : program_dendrite_wdata),
    .host_re_i(host_re_q[Dendrite]), .host_we_i(host_we_q[Dendrite]),
    .host_addr_i(host_address_q[DendriteWidth-1:0]), .host_wdata_i(host_data_q[31:0]),
    .host_poison_i(host_poison_q)
  );

  logic                  state_we;
  logic [GroupWidth+3:0] state_waddr;
  logic [23:0]           state_wdata;
  bouton_ram #(.Width(24), .Depth(Groups * bouton_spec_pkg::States)) u_state (
    .clk_i(clk_program_i),
    .re_i(r_state_read_i), .raddr_i({r_group, r_state_i}),
    .rdata_o(state), .parity_o(state_parity),
    .we_i(state_we), .waddr_i(state_waddr), .wdata_i(state_wdata),
    .host_re_i(host_re_q[State]), .host_we_i(host_we_q[State]),
    .host_addr_i(host_address_q[GroupWidth+3:0]), .host_wdata_i(host_data_q[23:0]),
    .host_poison_i(host_poison_q)
  );

  bouton_ram #(.Width(32), .Depth(Groups)) u_id (
    .clk_i(clk_program_i),
    .re_i(r_id_read_i), .raddr_i(r_group),
    .rdata_o(id), .parity_o(id_parity),
    .we_i(1'b0), .waddr_i('0), .wdata_i('0),
    .host_re_i(host_re_q[Id]), .host_we_i(host_we_q[Id]),
    .host_addr_i(host_address_q[GroupWidth-1:0]), .host_wdata_i(host_data_q[31:0]),
    .host_poison_i(host_poison_q)
  );

  bouton_ram #(.Width(30), .Depth(Groups)) u_chain (
    .clk_i(clk_program_i),
    .re_i(chain_read_i | r_chain_read_i),
    .raddr_i(chain_read_i ? chain_group_i : r_group),
    .rdata_o(chain), .parity_o(chain_parity),
    .we_i(1'b0), .waddr_i('0), .wdata_i('0),
    .host_re_i(host_re_q[Chain]), .host_we_i(host_we_q[Chain]),
    .host_addr_i(host_address_q[GroupWidth-1:0]), .host_wdata_i(host_data_q[29:0]),
    .host_poison_i(host_poison_q)
  );

  logic                  sum_we;
  logic [GroupWidth-1:0] sum_waddr;
  logic [31:0]           sum_wdata;
  bouton_ram #(.Width(32), .Depth(Groups)) u_sum (
    .clk_i(clk_program_i),
    .re_i(m_uses_sum_i), .raddr_i(m_target),
    .rdata_o(sum), .parity_o(sum_parity),
    .we_i(sum_we), .waddr_i(sum_waddr), .wdata_i(sum_wdata),
    .host_re_i(host_re_q[Sum]), .host_we_i(host_we_q[Sum]),
    .host_addr_i(host_address_q[GroupWidth-1:0]), .host_wdata_i(host_data_q[31:0]),
    .host_poison_i(host_poison_q)
  );

  logic                  flag_we;
  logic [GroupWidth-1:0] flag_waddr;
  logic [17:0]           flag_wdata;
  bouton_ram #(.Width(18), .Depth(Groups)) u_flag (
    .clk_i(clk_program_i),
    .re_i(neuron_flag_read_i | r_flag_read_i),
    .raddr_i(neuron_flag_read_i ? neuron_flag_group_i : r_group),
    .rdata_o(neuron_flag_o), .parity_o(neuron_flag_parity_o),
    .we_i(flag_we), .waddr_i(flag_waddr), .wdata_i(flag_wdata),
    .host_re_i(host_re_q[Flag]), .host_we_i(host_we_q[Flag]),
    .host_addr_i(host_address_q[GroupWidth-1:0]), .host_wdata_i(host_data_q[17:0]),
    .host_poison_i(host_poison_q)
  );

  logic [3:0]                trace_we;
  logic [AxonGroupWidth-1:0] trace_waddr;
  logic [23:0]               trace_wdata;
  logic [23:0]               trace [4];
  for (genvar x = 0; x < 4; x++) begin : gen_trace
    bouton_ram #(.Width(24), .Depth(AxonGroups)) u_trace (
      .clk_i(clk_header_i),
      .re_i(axon_read_i), .raddr_i(axon_group_i),
      .rdata_o(trace[x]), .parity_o(trace_parity_o[x]),
      .we_i(trace_we[x]), .waddr_i(trace_waddr), .wdata_i(trace_wdata),
      .host_re_i(host_re_q[Trace+x]), .host_we_i(host_we_q[Trace+x]),
      .host_addr_i(host_address_q[AxonGroupWidth+1:2]), .host_wdata_i(host_data_q[23:0]),
      .host_poison_i(host_poison_q)
    );
  end
  assign trace0_o = trace[0];
  assign trace1_o = trace[1];
  assign trace2_o = trace[2];
  assign trace3_o = trace[3];

  bouton_ram #(.Width(32), .Depth(AxonGroups)) u_axon_id (
    .clk_i(clk_header_i),
    .re_i(axon_read_i), .raddr_i(axon_group_i),
    .rdata_o(axon_id_o), .parity_o(axon_id_parity_o),
    .we_i(1'b0), .waddr_i('0), .wdata_i('0),
    .host_re_i(host_re_q[AxonId]), .host_we_i(host_we_q[AxonId]),
    .host_addr_i(host_address_q[AxonGroupWidth-1:0]), .host_wdata_i(host_data_q[31:0]),
    .host_poison_i(host_poison_q)
  );

  logic                      axon_flag_clear;
  logic [AxonGroupWidth-1:0] axon_clear_group;
  bouton_ram #(.Width(17), .Depth(AxonGroups)) u_axon_flag (
    .clk_i(clk_header_i),
    .re_i(axon_read_i | axon_flag_read_i), .raddr_i(axon_group_i),
    .rdata_o(axon_flag_o), .parity_o(axon_flag_parity_o),
    .we_i(axon_flag_clear | axon_flag_write_i),
    .waddr_i(axon_flag_clear ? axon_clear_group : axon_flag_group_i),
    .wdata_i(axon_flag_clear ? 17'd0 : axon_flag_word_i),
    .host_re_i(host_re_q[AxonFlag]), .host_we_i(host_we_q[AxonFlag]),
    .host_addr_i(host_address_q[AxonGroupWidth-1:0]), .host_wdata_i(host_data_q[16:0]),
    .host_poison_i(host_poison_q)
  );

  // ---- the two paths ----
  logic                     delivery_bad_synapse, delivery_bad_dendrite, delivered,
      delivery_saturated;
  logic [DendriteWidth-1:0] delivery_bad_address;
  bouton_lane_delivery #(.DendriteAddressWidth(DendriteWidth)) u_delivery (
    .clk_i(clk_delivery_i), .rst_ni,
    .deliver_i, .synapse_i(synapse), .synapse_parity_i(synapse_parity),
        .address_i(delivery_address),
    .unit_gain_i, .gain_i, .drive_i, .drive_address_i, .drive_payload_i,
    .dendrite_i(dendrite), .dendrite_parity_i(dendrite_parity),
    .we_o(delivery_dendrite_we), .waddr_o(delivery_dendrite_waddr),
    .wdata_o(delivery_dendrite_wdata),
    .bad_synapse_o(delivery_bad_synapse), .bad_dendrite_o(delivery_bad_dendrite),
    .bad_address_o(delivery_bad_address), .delivered_o(delivered),
    .saturated_o(delivery_saturated)
  );

  logic        counts, ran, plastic;
  logic        saturated_op, saturated_store, saturated_read, clipped, unchanged, updated;
  logic        program_bad;
  logic [4:0]  program_bad_region;
  logic [14:0] program_bad_address;
  logic [3:0]  program_bad_count;
  logic [14:0] fan_in;
  bouton_lane_program #(
    .GroupWidth(GroupWidth),
    .AxonGroupWidth(AxonGroupWidth),
    .SynapseAddressWidth(SynapseAddressWidth)
  ) u_program (
    .clk_i(clk_program_i), .rst_ni, .first_i, .begin_i, .advance_i, .time_i, .four_i,
    .r_valid_i, .r_first_i, .r_map_i, .r_here_i, .r_address_i, .r_all_i, .r_state_i,
    .by_chain_i, .link_fresh_i(link_fresh_q), .f_first_i,
    .synapse_i(synapse), .synapse_parity_i(synapse_parity), .r_target_o(r_target),
    .m_valid_i, .m_first_i, .m_null_i, .m_wide_i, .m_scan_i, .m_map_i,
    .m_a_source_i, .m_b_source_i, .m_d_source_i, .m_a_index_i, .m_b_index_i, .m_d_index_i,
    .m_multiplies_i, .m_draws_i, .m_position_i, .m_a_i, .m_b_i, .m_d_i, .m_b16_i, .m_key_i,
        .m_group_i,
    .m_slot_i,
    .state_i(state), .state_parity_i(state_parity), .m_uses_state_i,
    .neuron_id_i(id), .neuron_id_parity_i(id_parity),
    .neuron_flag_i(neuron_flag_o), .neuron_flag_parity_i(neuron_flag_parity_o), .m_uses_flag_i,
    .m_uses_dendrite_i,
    .chain_i(chain), .chain_parity_i(chain_parity),
    .trace0_i(trace0_o), .trace1_i(trace1_o), .trace2_i(trace2_o), .trace3_i(trace3_o),
    .trace_parity_i(trace_parity_o),
    .axon_id_i(axon_id_o), .axon_id_parity_i(axon_id_parity_o),
    .axon_flag_i(axon_flag_o), .axon_flag_parity_i(axon_flag_parity_o),
    .m_dendrite_o(m_dendrite), .m_target_o(m_target),
    .a_valid_i, .a_first_i, .a_last_i, .a_plastic_i, .a_map_i, .a_multiplies_i,
    .a_op_i, .a_shift_i, .a_predicate_i,
    .a_store_i, .a_a_source_i, .a_b_source_i, .a_d_source_i, .a_a_index_i, .a_b_index_i,
    .a_d_index_i, .a_destination_i, .a_rd_i, .a_draws_i, .a_key_i, .a_pending_i, .a_group_i,
    .a_address_i, .a_drop_i, .a_grid_i, .a_lo_i, .a_hi_i, .a_dshift_i, .a_ashift_i,
    .modulators_i,
    .dendrite_i(dendrite), .dendrite_parity_i(dendrite_parity),
    .sum_i(sum), .sum_parity_i(sum_parity),
    .state_we_o(state_we), .state_waddr_o(state_waddr), .state_wdata_o(state_wdata),
    .trace_we_o(trace_we), .trace_waddr_o(trace_waddr), .trace_wdata_o(trace_wdata),
    .dendrite_we_o(program_dendrite_we), .dendrite_waddr_o(program_dendrite_waddr),
    .dendrite_wdata_o(program_dendrite_wdata),
    .sum_we_o(sum_we), .sum_waddr_o(sum_waddr), .sum_wdata_o(sum_wdata),
    .neuron_flag_we_o(flag_we), .neuron_flag_waddr_o(flag_waddr), .neuron_flag_wdata_o(flag_wdata),
    .axon_flag_clear_o(axon_flag_clear), .axon_flag_group_o(axon_clear_group),
    .synapse_we_o(synapse_we), .synapse_waddr_o(synapse_waddr), .synapse_wdata_o(synapse_wdata),
    .result_o, .modulator_we_o, .modulator_o,
    .spike_o, .post_o, .reward_o, .linked_o, .fan_in_o(fan_in), .alive_o,
    .count_o(counts), .saturated_op_o(saturated_op), .saturated_store_o(saturated_store),
    .saturated_read_o(saturated_read), .clipped_o(clipped), .unchanged_o(unchanged),
    .updated_o(updated), .run_o(ran), .plastic_o(plastic),
    .bad_o(program_bad), .bad_region_o(program_bad_region), .bad_address_o(program_bad_address),
    .bad_count_o(program_bad_count)
  );

  assign fan_in_o = fan_in;

  // ---- counters and the first failure ----
  bouton_lane_counters #(
    .SynapseAddressWidth(SynapseAddressWidth), .DendriteAddressWidth(DendriteWidth)
  ) u_counters (
    .clk_i, .rst_ni, .first_i,
    .delivered_i(delivered), .gain_saturated_i(delivery_saturated),
    .ran_i(ran), .plastic_i(plastic), .counts_i(counts), .updated_i(updated), .clipped_i(clipped),
    .unchanged_i(unchanged), .saturated_op_i(saturated_op), .saturated_store_i(saturated_store),
    .saturated_read_i(saturated_read),
    .program_bad_i(program_bad), .program_bad_count_i(program_bad_count),
    .program_bad_region_i(program_bad_region), .program_bad_address_i(program_bad_address),
    .bad_synapse_i(delivery_bad_synapse), .synapse_address_i(delivered_address_i),
    .bad_dendrite_i(delivery_bad_dendrite), .dendrite_address_i(delivery_bad_address),
    .bad_link_i(link_bad_o), .link_address_i(linked_address_i),
    .forget_i, .fault_o, .fault_region_o, .fault_address_o,
    .host_valid_i(counter_valid_i), .host_write_i(counter_write_i),
    .host_select_i(counter_select_i), .host_data_i(counter_data_i), .host_data_o(counter_data_o)
  );

  always_ff @(posedge clk_i) begin
    if (!rst_ni) link_fresh_q <= 1'b0;
    else link_fresh_q <= link_read_i;
  end

  // ---- host ----
  always_ff @(posedge clk_header_i) begin
    if (!rst_ni) begin
      host_re_q  <= '0;
      host_we_q  <= '0;
      host_age_q <= 3'd0;
    end else if (host_valid_i | (host_age_q != 3'd0)) begin
      host_re_q  <= '0;
      host_we_q  <= '0;
      host_age_q <= {host_age_q[1:0], host_valid_i};
      if (host_valid_i) begin
        automatic logic [Memories-1:0] select;
        select = '0;
        case (host_region_i)
          bouton_spec_pkg::RegionSynapse:     select[Synapse]  = 1'b1;
          bouton_spec_pkg::RegionDendrite:    select[Dendrite] = 1'b1;
          bouton_spec_pkg::RegionNeuronState: select[State]    = 1'b1;
          bouton_spec_pkg::RegionNeuronId:    select[Id]       = 1'b1;
          bouton_spec_pkg::RegionNeuronChain: select[Chain]    = 1'b1;
          bouton_spec_pkg::RegionNeuronSum:   select[Sum]      = 1'b1;
          bouton_spec_pkg::RegionNeuronFlag:  select[Flag]     = 1'b1;
          bouton_spec_pkg::RegionAxonState:   select[32'(Trace) + {30'd0, host_address_i[1:0]}] =
              1'b1;
          bouton_spec_pkg::RegionAxonId:      select[AxonId]   = 1'b1;
          bouton_spec_pkg::RegionAxonFlag:    select[AxonFlag] = 1'b1;
          default: ;
        endcase
        host_re_q      <= host_write_i ? '0 : select;
        host_we_q      <= host_write_i ? select : '0;
        host_address_q <= host_address_i;
        host_data_q    <= host_data_i;
        host_poison_q  <= host_poison_i;
        host_region_q  <= host_region_i;
      end
      if (host_age_q[1]) begin
        automatic logic [3:0] x;
        x = {2'd0, host_address_q[1:0]};
        // A word that fails its parity reads as an empty one.
        case (host_region_q)
          bouton_spec_pkg::RegionSynapse:
            host_data_o <= (^synapse ^ synapse_parity) ? {60'd0, 3'(bouton_spec_pkg::EmptyOrdinal),
                1'b0} : synapse;
          bouton_spec_pkg::RegionDendrite:
            host_data_o <= (^dendrite ^ dendrite_parity) ? 64'd0 : {32'd0, dendrite};
          bouton_spec_pkg::RegionNeuronState:
            host_data_o <= (^state ^ state_parity) ? 64'd0 : {40'd0, state};
          bouton_spec_pkg::RegionNeuronId:
            host_data_o <= {32'd0, (^id ^ id_parity) ? bouton_spec_pkg::NoId : id};
          bouton_spec_pkg::RegionNeuronChain:
            host_data_o <= (^chain ^ chain_parity) ? 64'd0 : {34'd0, chain};
          bouton_spec_pkg::RegionNeuronSum:
            host_data_o <= (^sum ^ sum_parity) ? 64'd0 : {32'd0, sum};
          bouton_spec_pkg::RegionNeuronFlag:
            host_data_o <= (^neuron_flag_o ^ neuron_flag_parity_o) ? 64'd0 : {46'd0, neuron_flag_o};
          bouton_spec_pkg::RegionAxonState:
            host_data_o <= (^trace[x[1:0]] ^ trace_parity_o[x[1:0]]) ? 64'd0 : {40'd0,
                trace[x[1:0]]};
          bouton_spec_pkg::RegionAxonId:
            host_data_o <= {32'd0, (^axon_id_o ^ axon_id_parity_o) ? bouton_spec_pkg::NoId :
                axon_id_o};
          bouton_spec_pkg::RegionAxonFlag:
            host_data_o <= (^axon_flag_o ^ axon_flag_parity_o) ? 64'd0 : {47'd0, axon_flag_o};
          default: host_data_o <= 64'd0;
        endcase
      end
    end
  end

endmodule
