// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// A core: lanes, sequencer, tables, registers, host port and streams, wired together.
//
// Contract: docs/machine.md. All inputs go to registers. One clock; synchronous reset, which clears
// registers but not memories.
module bouton_core #(
  parameter int unsigned Lanes,
  parameter int unsigned Neurons,
  parameter int unsigned Axons,
  parameter int unsigned Words,
  parameter int unsigned ConfigurationIndex,
  localparam int unsigned Groups         = Neurons / Lanes,
  localparam int unsigned AxonGroups     = Axons / Lanes,
  localparam int unsigned LaneWidth      = $clog2(Lanes),
  localparam int unsigned GroupWidth     = $clog2(Groups),
  localparam int unsigned NeuronWidth    = $clog2(Neurons),
  localparam int unsigned AxonWidth      = $clog2(Axons),
  localparam int unsigned AxonGroupWidth = $clog2(AxonGroups),
  localparam int unsigned AddressWidth   = $clog2(Words)
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [11:0] core_i,     // its number on the mesh
  input  logic [11:0] last_i,     // that of the mesh's last core; 0: there is no mesh
  input  logic        awvalid_i,
  output logic        awready_o,
  input  logic [31:0] awaddr_i,
  input  logic        wvalid_i,
  output logic        wready_o,
  input  logic [31:0] wdata_i,
  input  logic [3:0]  wstrb_i,
  output logic        bvalid_o,
  input  logic        bready_i,
  output logic [1:0]  bresp_o,
  input  logic        arvalid_i,
  output logic        arready_o,
  input  logic [31:0] araddr_i,
  output logic        rvalid_o,
  input  logic        rready_i,
  output logic [31:0] rdata_o,
  output logic [1:0]  rresp_o,
  input  logic        in_tvalid_i,
  output logic        in_tready_o,
  input  logic [63:0] in_tdata_i,
  output logic        out_tvalid_o,
  input  logic        out_tready_i,
  output logic [63:0] out_tdata_o,
  output logic        running_o,
  output logic        waiting_o,  // for room or for a word
  output logic        fault_o
);

  // Gated clocks, so that what has nothing to do stands still. `program`: all that is not the
  // delivery path, the row walker or a port; off while the path delivers. `delivery`: the path; on
  // while a word or a drive is in it. `header`: tables, axon memories and what the host does in the
  // lanes; on when one of them is used and in the cycle after, and between steps. `rest`:
  // registers, transport, chains and the host's table accesses; off while elements or rows are
  // walked.
  logic clk_program, clk_delivery, clk_header, clk_rest, delivering, deliver_q, drive, header_wake,
      header_wake_q, groups_walk, rows_walk;
  logic [2:0] delivered_q;
  bouton_clock_gate u_program_clock (
    .clk_i, .enable_i(!delivering | !rst_ni), .clk_o(clk_program)
  );
  bouton_clock_gate u_rest_clock (
    .clk_i, .enable_i(!(groups_walk | rows_walk) | !rst_ni), .clk_o(clk_rest)
  );
  bouton_clock_gate u_delivery_clock (
    .clk_i, .enable_i(deliver_q | drive | (delivered_q != 3'd0) | !rst_ni), .clk_o(clk_delivery)
  );
  bouton_clock_gate u_header_clock (
    .clk_i, .enable_i(header_wake | header_wake_q | !rst_ni), .clk_o(clk_header)
  );
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      header_wake_q <= 1'b0;
      delivered_q   <= 3'd0;
    end else begin
      header_wake_q <= header_wake;
      delivered_q   <= {delivered_q[1:0], deliver_q | drive};
    end
  end

  // ---- registers and streams ----
  logic        register_read, register_write, poisoned, poison, clear_fault, step_end, begin_step;
  logic [5:0]  register_index;
  logic [31:0] register_wdata, register_rdata;
  logic        running;
  logic [47:0] step;
  logic [63:0] seed;
  logic        learn, four, has_deliver, has_pre, has_post, has_sweep, has_reward;
  logic [31:0] neuron_groups, scan_first, scan_last, scan_words, counter_select;
  logic [6:0]  core_group;
  logic [2:0]  a_modulator, b_modulator, d_modulator;
  logic [31:0] a_modulator_data, b_modulator_data, d_modulator_data;
  logic [255:0] all_modulators;
  logic        modulator_we;
  logic [2:0]  modulator;
  logic [31:0] modulator_data;
  logic        pending_take, pending_add;
  logic [1:0]  pending_index, pending_channel;
  logic [31:0] pending_data;
  logic [15:0] pending_payload;
  logic        fault_q /*verilator public_flat_rd*/;
  logic [4:0]  fault_region_q /*verilator public_flat_rd*/;
  logic [7:0]  fault_lane_q /*verilator public_flat_rd*/;
  logic [14:0] fault_address_q /*verilator public_flat_rd*/;

  bouton_registers #(.ConfigurationIndex(ConfigurationIndex)) u_registers (
    .clk_i(clk_rest), .rst_ni,
    .read_i(register_read), .write_i(register_write), .index_i(register_index),
    .data_i(register_wdata), .data_o(register_rdata), .poisoned_i(poisoned), .running_i(running),
    .fault_i(fault_q), .fault_region_i(fault_region_q), .fault_lane_i(fault_lane_q),
    .fault_address_i(fault_address_q), .clear_fault_o(clear_fault), .step_end_i(step_end),
    .step_o(step), .seed_o(seed), .learn_o(learn), .four_o(four), .poison_o(poison),
    .has_deliver_o(has_deliver), .has_pre_o(has_pre), .has_post_o(has_post),
    .has_sweep_o(has_sweep), .has_reward_o(has_reward),
    .neuron_groups_o(neuron_groups), .scan_first_o(scan_first), .scan_last_o(scan_last),
    .scan_words_o(scan_words), .core_group_o(core_group), .counter_select_o(counter_select),
    .a_modulator_i(a_modulator), .b_modulator_i(b_modulator),
    .d_modulator_i(d_modulator), .d_modulator_o(d_modulator_data), .a_modulator_o(a_modulator_data),
    .b_modulator_o(b_modulator_data), .modulators_o(all_modulators),
    .modulator_we_i(modulator_we), .modulator_i(modulator),
    .modulator_data_i(modulator_data), .pending_take_i(pending_take), .pending_i(pending_index),
    .pending_o(pending_data), .pending_add_i(pending_add), .pending_channel_i(pending_channel),
    .pending_payload_i(pending_payload)
  );

  logic        mesh, word_valid, word_pop;
  assign mesh = last_i != 12'd0;
  logic [63:0] word;
  bouton_stream_in u_stream_in (
    .clk_i, .rst_ni, .tvalid_i(in_tvalid_i), .tready_o(in_tready_o), .tdata_i(in_tdata_i),
    .valid_o(word_valid), .word_o(word), .pop_i(word_pop)
  );

  logic        out_push, out_full, spike_push;
  logic [63:0] spike_word;
  assign out_push = spike_push | step_end;
  bouton_stream_out u_stream_out (
    .clk_i, .rst_ni, .push_i(out_push),
    .word_i(!step_end ? spike_word :
            mesh ? {bouton_spec_pkg::StreamKindNext, step[15:0], 43'd0, fault_q} :
                   {bouton_spec_pkg::StreamKindEnd, step[15:0], 44'd0}),
    .full_o(out_full), .tvalid_o(out_tvalid_o), .tready_i(out_tready_i), .tdata_o(out_tdata_o)
  );

  // ---- host ----
  logic                 host_busy, host_valid, host_write, host_poison;
  logic [4:0]           host_region;
  logic [LaneWidth-1:0] host_lane;
  logic [14:0]          host_address;
  logic [63:0]          host_wdata;
  logic [63:0]          host_rdata_q;
  logic                 counter_valid, counter_write;
  logic [47:0]          counter_wdata, counter_sum_q;
  bouton_host #(.Lanes(Lanes), .Neurons(Neurons), .Axons(Axons), .Words(Words)) u_host (
    .clk_i, .rst_ni,
    .awvalid_i, .awready_o, .awaddr_i, .wvalid_i, .wready_o, .wdata_i, .wstrb_i,
    .bvalid_o, .bready_i, .bresp_o, .arvalid_i, .arready_o, .araddr_i,
    .rvalid_o, .rready_i, .rdata_o, .rresp_o,
    .running_i(running), .busy_o(host_busy),
    .valid_o(host_valid), .write_o(host_write), .region_o(host_region), .lane_o(host_lane),
    .address_o(host_address), .data_o(host_wdata), .poison_o(host_poison), .data_i(host_rdata_q),
    .poison_i(poison), .poisoned_o(poisoned),
    .register_read_o(register_read), .register_write_o(register_write),
    .register_o(register_index), .register_data_o(register_wdata), .register_data_i(register_rdata),
    .counter_valid_o(counter_valid), .counter_write_o(counter_write),
    .counter_data_o(counter_wdata), .counter_data_i(counter_sum_q),
    .counter_there_i(counter_select < bouton_spec_pkg::CounterCount)
  );

  // Tables: which one, a cycle later, as the lanes do it for their memories.
  localparam int unsigned RowTable = 0, OwnerTable = 1, HeadTable = 2, FanoutTable = 3,
                          ProgramTable = 4, ConstantTable = 5, DescriptorTable = 6,
                          NeuronGroupTable = 14, AxonGroupTable = 15, Tables = 16;
  logic [Tables-1:0] table_re_q, table_we_q;
  logic [14:0]       table_address_q;
  logic [31:0]       table_wdata_q;
  logic              table_poison_q;
  logic [2:0]        host_age_q;
  logic [31:0]       raw_row, raw_fanout, raw_program;
  logic [31:0]       raw_descriptor [8];
  logic [18:0]       raw_owner;
  logic [13:0]       raw_head;
  logic [15:0]       raw_constant;
  logic [6:0]        raw_neuron_group, raw_axon_group;
  logic [Tables-1:0] failed;
  logic [63:0]       lane_rdata [Lanes];

  always_ff @(posedge clk_rest) begin
    if (!rst_ni) begin
      table_re_q <= '0;
      table_we_q <= '0;
      host_age_q <= 3'd0;
    end else if (host_valid | (host_age_q != 3'd0)) begin
      table_re_q <= '0;
      table_we_q <= '0;
      host_age_q <= {host_age_q[1:0], host_valid};
      if (host_valid) begin
        automatic logic [Tables-1:0] select;
        select = '0;
        case (host_region)
          bouton_spec_pkg::RegionRow:         select[RowTable] = 1'b1;
          bouton_spec_pkg::RegionOwner:       select[OwnerTable] = 1'b1;
          bouton_spec_pkg::RegionFanoutHead:  select[HeadTable] = 1'b1;
          bouton_spec_pkg::RegionFanout:      select[FanoutTable] = 1'b1;
          bouton_spec_pkg::RegionProgram:     select[ProgramTable] = 1'b1;
          bouton_spec_pkg::RegionConstant:    select[ConstantTable] = 1'b1;
          bouton_spec_pkg::RegionDescriptor:  select[4'(DescriptorTable) + {1'b0,
              host_address[2:0]}] = 1'b1;
          bouton_spec_pkg::RegionNeuronGroup: select[NeuronGroupTable] = 1'b1;
          bouton_spec_pkg::RegionAxonGroup:   select[AxonGroupTable] = 1'b1;
          default: ;
        endcase
        table_re_q      <= host_write ? '0 : select;
        table_we_q      <= host_write ? select : '0;
        table_address_q <= host_address;
        table_wdata_q   <= host_wdata[31:0];
        table_poison_q  <= host_poison;
      end
      if (host_age_q[1]) begin
        case (host_region)
          bouton_spec_pkg::RegionRow:         host_rdata_q <= failed[RowTable] ? 64'd0 : {32'd0,
              raw_row};
          bouton_spec_pkg::RegionOwner:       host_rdata_q <= failed[OwnerTable] ? 64'd0 : {45'd0,
              raw_owner};
          bouton_spec_pkg::RegionFanoutHead:  host_rdata_q <= failed[HeadTable] ? 64'd0 : {50'd0,
              raw_head};
          bouton_spec_pkg::RegionFanout:      host_rdata_q <= failed[FanoutTable] ? 64'd0 : {32'd0,
              raw_fanout};
          bouton_spec_pkg::RegionProgram:     host_rdata_q <= failed[ProgramTable] ? 64'd0 :
              {32'd0, raw_program};
          bouton_spec_pkg::RegionConstant:    host_rdata_q <= failed[ConstantTable] ? 64'd0 :
              {48'd0, raw_constant};
          bouton_spec_pkg::RegionDescriptor:
            host_rdata_q <= failed[4'(DescriptorTable) + {1'b0, table_address_q[2:0]}] ? 64'd0 :
                {32'd0, raw_descriptor[table_address_q[2:0]]};
          bouton_spec_pkg::RegionNeuronGroup: host_rdata_q <= failed[NeuronGroupTable] ? 64'd0 :
              {57'd0, raw_neuron_group};
          bouton_spec_pkg::RegionAxonGroup:   host_rdata_q <= failed[AxonGroupTable] ? 64'd0 :
              {57'd0, raw_axon_group};
          default: ;
        endcase
      end
      if (host_age_q[2]) begin
        if (host_region >= bouton_spec_pkg::RegionSynapse && host_region <=
            bouton_spec_pkg::RegionAxonFlag) begin
          host_rdata_q <= lane_rdata[host_lane];
        end
      end
    end
  end

  // ---- what the walkers ask for ----
  logic                    rows_row_re, rows_descriptor_re, rows_axon_re, rows_load,
      rows_program_load, rows_again;
  logic                    rows_wide, rows_path, rows_counted, rows_done, rows_start,
      rows_path_start, raise;
  logic [AxonWidth-1:0]    rows_row_address, rows_axon, event_address;
  logic [5:0]              rows_descriptor;
  logic [9:0]              rows_pc;
  logic [2:0]              rows_trigger, start_trigger;
  logic [15:0]             rows_payload, raise_payload;
  logic [AddressWidth-1:0] rows_address;
  logic                    event_re;
  logic [AxonWidth+15:0]   event_word, first_event_q;
  logic [AxonWidth:0]      events_q;

  logic                    chain_start, chain_re, link_re, chain_descriptor_re, chain_axon_re,
      chain_load, chain_null;
  logic                    chain_on, chain_done;
  logic [GroupWidth-1:0]   chain_bits_group, chain_group;
  logic [LaneWidth-1:0]    chain_lane;
  logic [AddressWidth-1:0] link_address, chain_address;
  logic [5:0]              chain_descriptor;
  logic [AxonWidth-1:0]    chain_axon;
  logic [Lanes-1:0]        chain_here;

  logic                      groups_start, groups_load, groups_null, groups_done,
      groups_descriptor_re;
  logic                      neuron_group_re, axon_group_re, active_pop, active_valid, active_any,
      axons_start;
  logic [1:0]                groups_map, start_map;
  logic [GroupWidth-1:0]     neuron_group;
  logic [AxonGroupWidth-1:0] axon_group, active_group, groups_group;
  logic [5:0]                groups_descriptor;

  logic fetch_done, fetch_first, fetch_second, fetch_act_q;

  // ---- tables ----
  bouton_spec_pkg::row_word_t   row;
  logic [18:0]                  owner;
  logic [13:0]                  head;
  logic [31:0]                  fanout, instruction;
  logic [15:0]                  a_constant, b_constant;
  logic [31:0]                  descriptor_word [8];
  bouton_spec_pkg::descriptor_t descriptor;
  logic [6:0]                   neuron_group_word, axon_group_word;
  logic [8:0]                   bad_table;
  logic [7:0]                   bad_descriptor;
  logic                         bad_b_constant;
  logic [AxonWidth-1:0]         bad_row_address;
  logic [AddressWidth-1:0]      bad_owner_address;
  logic [NeuronWidth-1:0]       bad_head_address;
  logic [12:0]                  bad_fanout_address;
  logic [9:0]                   bad_program_address;
  logic [8:0]                   bad_a_constant_address, bad_b_constant_address;
  logic [5:0]                   bad_descriptor_address [8];
  logic [GroupWidth-1:0]        bad_neuron_group_address;
  logic [AxonGroupWidth-1:0]    bad_axon_group_address;

  logic                         head_re, fanout_re, program_re, a_constant_re, b_constant_re;
  logic [NeuronWidth-1:0]       head_address;
  logic [12:0]                  fanout_address;
  logic [9:0]                   program_address;
  logic [8:0]                   a_constant_address, b_constant_address;
  logic                         descriptor_re;
  logic [5:0]                   descriptor_address;

  bouton_table #(.Width(32), .Depth(Axons)) u_row (
    .clk_i(clk_header), .rst_ni, .re_i(rows_row_re | chain_axon_re),
    .raddr_i(chain_axon_re ? chain_axon : rows_row_address), .data_o(row), .bad_o(bad_table[0]),
    .address_o(bad_row_address), .host_re_i(table_re_q[RowTable]), .host_we_i(table_we_q[RowTable]),
    .host_addr_i(table_address_q[AxonWidth-1:0]), .host_wdata_i(table_wdata_q),
    .host_poison_i(table_poison_q), .raw_o(raw_row), .failed_o(failed[RowTable])
  );
  bouton_table #(.Width(19), .Depth(Words)) u_owner (
    .clk_i(clk_header), .rst_ni, .re_i(link_re), .raddr_i(link_address), .data_o(owner),
        .bad_o(bad_table[1]),
    .address_o(bad_owner_address), .host_re_i(table_re_q[OwnerTable]),
    .host_we_i(table_we_q[OwnerTable]), .host_addr_i(table_address_q[AddressWidth-1:0]),
    .host_wdata_i(table_wdata_q[18:0]), .host_poison_i(table_poison_q), .raw_o(raw_owner),
    .failed_o(failed[OwnerTable])
  );
  bouton_table #(.Width(14), .Depth(Neurons)) u_fanout_head (
    .clk_i(clk_header), .rst_ni, .re_i(head_re), .raddr_i(head_address), .data_o(head),
        .bad_o(bad_table[2]),
    .address_o(bad_head_address), .host_re_i(table_re_q[HeadTable]),
    .host_we_i(table_we_q[HeadTable]), .host_addr_i(table_address_q[NeuronWidth-1:0]),
    .host_wdata_i(table_wdata_q[13:0]), .host_poison_i(table_poison_q), .raw_o(raw_head),
    .failed_o(failed[HeadTable])
  );
  bouton_table #(.Width(32), .Depth(bouton_spec_pkg::FanoutWords)) u_fanout (
    .clk_i(clk_header), .rst_ni, .re_i(fanout_re), .raddr_i(fanout_address), .data_o(fanout),
    .bad_o(bad_table[3]), .address_o(bad_fanout_address), .host_re_i(table_re_q[FanoutTable]),
    .host_we_i(table_we_q[FanoutTable]), .host_addr_i(table_address_q[12:0]),
    .host_wdata_i(table_wdata_q), .host_poison_i(table_poison_q), .raw_o(raw_fanout),
    .failed_o(failed[FanoutTable])
  );
  bouton_table #(.Width(32), .Depth(bouton_spec_pkg::ProgramWords)) u_instructions (
    .clk_i(clk_program), .rst_ni, .re_i(program_re), .raddr_i(program_address),
        .data_o(instruction),
    .bad_o(bad_table[4]), .address_o(bad_program_address), .host_re_i(table_re_q[ProgramTable]),
    .host_we_i(table_we_q[ProgramTable]), .host_addr_i(table_address_q[9:0]),
    .host_wdata_i(table_wdata_q), .host_poison_i(table_poison_q), .raw_o(raw_program),
    .failed_o(failed[ProgramTable])
  );
  // Two copies: an instruction reads two constants.
  bouton_table #(.Width(16), .Depth(bouton_spec_pkg::Constants)) u_a_constants (
    .clk_i(clk_program), .rst_ni, .re_i(a_constant_re), .raddr_i(a_constant_address),
        .data_o(a_constant),
    .bad_o(bad_table[5]), .address_o(bad_a_constant_address),
    .host_re_i(table_re_q[ConstantTable]), .host_we_i(table_we_q[ConstantTable]),
    .host_addr_i(table_address_q[8:0]), .host_wdata_i(table_wdata_q[15:0]),
    .host_poison_i(table_poison_q), .raw_o(raw_constant), .failed_o(failed[ConstantTable])
  );
  logic [15:0] unused_raw_constant;
  logic        unused_failed_constant;
  bouton_table #(.Width(16), .Depth(bouton_spec_pkg::Constants)) u_b_constants (
    .clk_i(clk_program), .rst_ni, .re_i(b_constant_re), .raddr_i(b_constant_address),
        .data_o(b_constant),
    .bad_o(bad_b_constant), .address_o(bad_b_constant_address),
    .host_re_i(table_re_q[ConstantTable]), .host_we_i(table_we_q[ConstantTable]),
    .host_addr_i(table_address_q[8:0]), .host_wdata_i(table_wdata_q[15:0]),
    .host_poison_i(table_poison_q), .raw_o(unused_raw_constant), .failed_o(unused_failed_constant)
  );
  for (genvar i = 0; i < 8; i++) begin : gen_descriptor
    bouton_table #(.Width(32), .Depth(bouton_spec_pkg::Descriptors)) u_words (
      .clk_i(clk_header), .rst_ni, .re_i(descriptor_re), .raddr_i(descriptor_address),
      .data_o(descriptor_word[i]), .bad_o(bad_descriptor[i]), .address_o(bad_descriptor_address[i]),
      .host_re_i(table_re_q[DescriptorTable+i]), .host_we_i(table_we_q[DescriptorTable+i]),
      .host_addr_i(table_address_q[8:3]), .host_wdata_i(table_wdata_q),
      .host_poison_i(table_poison_q), .raw_o(raw_descriptor[i]),
          .failed_o(failed[DescriptorTable+i])
    );
  end
  logic rows_ready, groups_ready, walks_axons;
  always_comb begin
    descriptor = '0;
    if (rows_ready | groups_ready | chain_on) begin
      descriptor = {descriptor_word[7], descriptor_word[6], descriptor_word[5], descriptor_word[4],
                    descriptor_word[3], descriptor_word[2], descriptor_word[1], descriptor_word[0]};
    end
  end
  bouton_table #(.Width(7), .Depth(Groups)) u_neuron_group (
    .clk_i(clk_program), .rst_ni, .re_i(neuron_group_re), .raddr_i(neuron_group),
        .data_o(neuron_group_word),
    .bad_o(bad_table[7]), .address_o(bad_neuron_group_address),
    .host_re_i(table_re_q[NeuronGroupTable]), .host_we_i(table_we_q[NeuronGroupTable]),
    .host_addr_i(table_address_q[GroupWidth-1:0]), .host_wdata_i(table_wdata_q[6:0]),
    .host_poison_i(table_poison_q), .raw_o(raw_neuron_group), .failed_o(failed[NeuronGroupTable])
  );
  bouton_table #(.Width(7), .Depth(AxonGroups)) u_axon_group (
    .clk_i(clk_program), .rst_ni, .re_i(axon_group_re), .raddr_i(axon_group),
        .data_o(axon_group_word),
    .bad_o(bad_table[8]), .address_o(bad_axon_group_address),
    .host_re_i(table_re_q[AxonGroupTable]), .host_we_i(table_we_q[AxonGroupTable]),
    .host_addr_i(table_address_q[AxonGroupWidth-1:0]), .host_wdata_i(table_wdata_q[6:0]),
    .host_poison_i(table_poison_q), .raw_o(raw_axon_group), .failed_o(failed[AxonGroupTable])
  );
  assign bad_table[6] = |bad_descriptor;

  // ---- lanes: what they give ----
  logic [23:0]      trace0 [Lanes];
  logic [23:0]      trace1 [Lanes];
  logic [23:0]      trace2 [Lanes];
  logic [23:0]      trace3 [Lanes];
  logic [3:0]       trace_parity [Lanes];
  logic [31:0]      axon_id [Lanes];
  logic             axon_id_parity [Lanes];
  logic [16:0]      axon_flag [Lanes];
  logic             axon_flag_parity [Lanes];
  logic [17:0]      neuron_flag [Lanes];
  logic             neuron_flag_parity [Lanes];
  logic [14:0]      link_next [Lanes];
  logic [Lanes-1:0] link_bad;
  logic [29:0]      chain_word [Lanes];
  logic [14:0]      fan_in [Lanes];
  logic [Lanes-1:0] spikes, posts, linked, alive, lane_fault;
  logic             reward;
  logic [4:0]       lane_fault_region [Lanes];
  logic [14:0]      lane_fault_address [Lanes];
  logic [47:0]      lane_counter [Lanes];

  // The lane whose axon words were read last, and what it says, checked.
  logic [LaneWidth-1:0] header_lane_q;
  logic [23:0]          header_trace0, header_trace1, header_trace2, header_trace3;
  logic [31:0]          header_id;
  logic [16:0]          header_flag;
  logic                 header_load;
  logic [5:0]           header_bad;
  assign header_load = rows_load | chain_load;
  always_comb begin
    header_trace0 = 24'd0;
    header_trace1 = 24'd0;
    header_trace2 = 24'd0;
    header_trace3 = 24'd0;
    header_id     = 32'd0;
    header_flag   = 17'd0;
    header_bad    = 6'd0;
    if (header_load) begin
      header_bad = {^axon_flag[header_lane_q] ^ axon_flag_parity[header_lane_q],
                    ^axon_id[header_lane_q] ^ axon_id_parity[header_lane_q],
                    {^trace3[header_lane_q], ^trace2[header_lane_q], ^trace1[header_lane_q],
                     ^trace0[header_lane_q]} ^ trace_parity[header_lane_q]};
      header_trace0 = header_bad[0] ? 24'd0 : trace0[header_lane_q];
      header_trace1 = header_bad[1] ? 24'd0 : trace1[header_lane_q];
      header_trace2 = header_bad[2] ? 24'd0 : trace2[header_lane_q];
      header_trace3 = header_bad[3] ? 24'd0 : trace3[header_lane_q];
      header_id     = header_bad[4] ? bouton_spec_pkg::NoId : axon_id[header_lane_q];
      header_flag   = header_bad[5] ? 17'd0 : axon_flag[header_lane_q];
    end
  end

  // ---- fetch ----
  logic                      r_valid, r_first, r_all, r_uses_state, r_uses_id, r_uses_flag;
  logic [1:0]                r_map;
  logic [Lanes-1:0]          r_here;
  logic [AxonGroupWidth-1:0] r_group, m_group, a_group;
  logic [AddressWidth-1:0]   r_address, a_address, element_address;
  logic [3:0]                r_state;
  logic                      m_valid, m_first, m_null, m_wide, m_scan, m_multiplies, m_draws;
  logic                      m_uses_state, m_uses_flag, m_uses_dendrite, m_uses_sum;
  logic [1:0]                m_map, m_receptor, a_map;
  logic [3:0]                m_a_source, m_b_source, m_d_source, a_a_source, a_b_source,
      a_d_source, a_destination;
  logic [2:0]                m_a_index, m_b_index, m_d_index, a_a_index, a_b_index, a_d_index;
  logic [5:0]                m_position, a_rd;
  logic [31:0]               m_a, m_b, m_d, a_pending;
  logic [15:0]               m_b16, a_lo, a_hi;
  logic [63:0]               m_key, draw_key;
  logic                      a_valid, a_first, a_last, a_plastic, a_multiplies, a_draws;
  logic [3:0]                a_op;
  logic [4:0]                a_shift, a_drop, a_grid, a_dshift, a_ashift;
  logic [1:0]                a_predicate, a_store;
  logic [47:0]               a_key;
  logic                      load, load_null;
  logic [2:0]                load_trigger;
  logic [1:0]                load_map;

  assign load            = groups_load | rows_program_load | chain_load;
  assign load_null       = groups_load ? groups_null : chain_load & chain_null;
  assign load_map        = groups_load ? groups_map : bouton_core_pkg::MapSynapse;
  assign load_trigger    = groups_load ? {1'b0, groups_map} :
                           chain_load ? bouton_spec_pkg::TriggerPost : rows_trigger;
  assign element_address = chain_on ? chain_address : rows_address;

  bouton_fetch #(
    .Lanes(Lanes), .AddressWidth(AddressWidth), .GroupWidth(AxonGroupWidth)
  ) u_fetch (
    .clk_i(clk_program), .rst_ni,
    .load_i(load), .again_i(rows_again), .null_i(load_null),
    .two_i(!groups_load & (chain_load | rows_wide)), .wide_i(!groups_load & rows_wide),
    .all_i(load_trigger == bouton_spec_pkg::TriggerSweep || load_trigger ==
        bouton_spec_pkg::TriggerReward),
    .scan_i(!groups_load & !chain_load & load_trigger == bouton_spec_pkg::TriggerPost),
    .trigger_i(load_trigger), .map_i(load_map),
    .pc_i(chain_load ? descriptor.post_pc : groups_load ? descriptor.main_pc : rows_pc),
    .here_i(chain_load ? chain_here : '1), .descriptor_i(descriptor),
    .trace0_i(header_trace0), .trace1_i(header_trace1), .trace2_i(header_trace2),
    .trace3_i(header_trace3), .fired_i(header_flag[16] ? header_flag[15:0] : 16'd0),
        .key_i(draw_key),
    .address_i(element_address), .group_i(groups_group),
    .done_o(fetch_done), .first_o(fetch_first), .second_o(fetch_second), .act_o(fetch_act_q),
    .program_re_o(program_re), .program_address_o(program_address), .instruction_i(instruction),
    .a_constant_re_o(a_constant_re), .b_constant_re_o(b_constant_re),
    .a_constant_address_o(a_constant_address), .b_constant_address_o(b_constant_address),
    .a_constant_i(a_constant), .b_constant_i(b_constant),
    .a_modulator_o(a_modulator), .b_modulator_o(b_modulator),
    .d_modulator_o(d_modulator), .d_modulator_i(d_modulator_data),
    .a_modulator_i(a_modulator_data), .b_modulator_i(b_modulator_data),
    .pending_take_o(pending_take), .pending_o(pending_index), .pending_i(pending_data),
    .r_valid_o(r_valid), .r_first_o(r_first), .r_map_o(r_map), .r_here_o(r_here), .r_all_o(r_all),
    .r_group_o(r_group), .r_address_o(r_address), .r_uses_state_o(r_uses_state),
    .r_state_o(r_state), .r_uses_id_o(r_uses_id), .r_uses_flag_o(r_uses_flag),
    .m_valid_o(m_valid), .m_first_o(m_first), .m_null_o(m_null), .m_wide_o(m_wide),
    .m_scan_o(m_scan), .m_map_o(m_map), .m_a_source_o(m_a_source), .m_b_source_o(m_b_source),
    .m_d_source_o(m_d_source), .m_a_index_o(m_a_index), .m_b_index_o(m_b_index),
    .m_d_index_o(m_d_index), .m_multiplies_o(m_multiplies), .m_draws_o(m_draws),
    .m_position_o(m_position), .m_a_o(m_a), .m_b_o(m_b), .m_d_o(m_d), .m_b16_o(m_b16),
        .m_key_o(m_key),
    .m_group_o(m_group), .m_receptor_o(m_receptor), .m_uses_state_o(m_uses_state),
    .m_uses_flag_o(m_uses_flag), .m_uses_dendrite_o(m_uses_dendrite), .m_uses_sum_o(m_uses_sum),
    .a_valid_o(a_valid), .a_first_o(a_first), .a_last_o(a_last), .a_plastic_o(a_plastic),
    .a_map_o(a_map),
    .a_multiplies_o(a_multiplies), .a_op_o(a_op), .a_shift_o(a_shift), .a_predicate_o(a_predicate),
    .a_store_o(a_store), .a_a_source_o(a_a_source), .a_b_source_o(a_b_source),
    .a_d_source_o(a_d_source), .a_a_index_o(a_a_index), .a_b_index_o(a_b_index),
    .a_d_index_o(a_d_index), .a_destination_o(a_destination), .a_rd_o(a_rd), .a_draws_o(a_draws),
    .a_key_o(a_key), .a_pending_o(a_pending), .a_group_o(a_group), .a_address_o(a_address),
    .a_drop_o(a_drop), .a_grid_o(a_grid), .a_lo_o(a_lo), .a_hi_o(a_hi), .a_dshift_o(a_dshift),
    .a_ashift_o(a_ashift)
  );

  bouton_key u_key (
    .clk_i(clk_program), .rst_ni, .start_step_i(begin_step), .seed_i(seed), .step_i(step),
    .start_row_i(load & !load_null), .source_i(groups_load ? 32'd0 : header_id),
    .salt_i(descriptor.salt), .map_i(load_trigger), .draw_key_o(draw_key)
  );

  // ---- walkers ----
  bouton_groups #(.Groups(Groups), .AxonGroups(AxonGroups)) u_groups (
    .clk_i(clk_program), .rst_ni, .start_i(groups_start), .map_i(start_map),
        .neuron_groups_i(neuron_groups),
    .core_group_i(core_group), .active_i(active_valid), .active_group_i(active_group),
    .active_pop_o(active_pop), .neuron_group_re_o(neuron_group_re), .neuron_group_o(neuron_group),
    .neuron_group_word_i(neuron_group_word), .axon_group_re_o(axon_group_re),
    .axon_group_o(axon_group), .axon_group_word_i(axon_group_word),
    .descriptor_re_o(groups_descriptor_re), .descriptor_o(groups_descriptor),
    .has_main_i(descriptor.has_main), .load_o(groups_load), .null_o(groups_null),
    .map_o(groups_map), .group_o(groups_group), .walks_axons_o(walks_axons), .walks_o(groups_walk),
    .ready_o(groups_ready), .fetch_act_i(fetch_act_q), .fetch_done_i(fetch_done),
    .done_o(groups_done)
  );

  logic [AxonWidth:0] scan_end;
  assign scan_end = (scan_last > Axons) ? (AxonWidth + 1)'(Axons) : (AxonWidth + 1)'(scan_last);
  bouton_rows #(.Axons(Axons), .AddressWidth(AddressWidth)) u_rows (
    .clk_i, .rst_ni, .start_i(rows_start), .path_i(rows_path_start), .trigger_i(start_trigger),
    .next_step_i(step[15:0] + 16'd1), .events_i(events_q), .first_event_i(first_event_q),
    .event_re_o(event_re), .event_address_o(event_address), .event_i(event_word),
    .scan_first_i(AxonWidth'(scan_first)), .scan_end_i(scan_end),
    .row_re_o(rows_row_re), .row_address_o(rows_row_address), .row_i(row),
    .descriptor_re_o(rows_descriptor_re), .descriptor_o(rows_descriptor), .descriptor_i(descriptor),
    .axon_re_o(rows_axon_re), .axon_o(rows_axon), .raise_o(raise), .raise_payload_o(raise_payload),
    .load_o(rows_load), .program_load_o(rows_program_load), .again_o(rows_again), .pc_o(rows_pc),
    .trigger_o(rows_trigger), .wide_o(rows_wide), .payload_o(rows_payload),
    .fetch_done_i(fetch_done), .path_o(rows_path), .address_o(rows_address),
    .row_counted_o(rows_counted), .walks_o(rows_walk), .delivering_o(delivering),
    .ready_o(rows_ready), .done_o(rows_done)
  );

  logic [63:0]      spike_groups_q, linked_groups_q;
  logic [Lanes-1:0] spike_bits [Groups];
  logic [Lanes-1:0] linked_bits [Groups];
  bouton_chain #(
    .Lanes(Lanes), .Groups(Groups), .Axons(Axons), .AddressWidth(AddressWidth)
  ) u_chain (
    .clk_i(clk_rest), .rst_ni, .start_i(chain_start), .groups_i(linked_groups_q),
    .bits_group_o(chain_bits_group), .bits_i(linked_bits[chain_bits_group]),
    .chain_re_o(chain_re), .lane_o(chain_lane), .group_o(chain_group),
    .head_i(chain_word[chain_lane][14:0]), .fan_in_i(chain_word[chain_lane][29:15]),
    .link_re_o(link_re), .link_address_o(link_address), .link_next_i(link_next[chain_lane]),
    .link_bad_i(link_bad[chain_lane]), .owner_i(owner), .descriptor_re_o(chain_descriptor_re),
    .descriptor_o(chain_descriptor), .axon_re_o(chain_axon_re), .axon_o(chain_axon),
    .has_post_i(descriptor.has_post), .load_o(chain_load), .null_o(chain_null),
    .here_o(chain_here), .fetch_done_i(fetch_done), .address_o(chain_address), .on_o(chain_on),
    .done_o(chain_done)
  );

  assign descriptor_re      = groups_descriptor_re | rows_descriptor_re | chain_descriptor_re;
  assign descriptor_address = groups_descriptor_re ? groups_descriptor :
                              rows_descriptor_re ? rows_descriptor : chain_descriptor;

  // ---- transport ----
  logic                  transport_start, transport_done, transport_waiting;
  logic [GroupWidth-1:0] transport_bits_group, transport_flag_group;
  logic [LaneWidth-1:0]  transport_flag_lane, drive_lane, check_lane_q;
  logic                  check_re, accepted;
  logic [AxonWidth-1:0]  check_axon, accepted_axon;
  logic [15:0]           accepted_payload, drive_payload, transport_payload;
  logic [GroupWidth+6:0] drive_address;
  logic                  taken, late, duplicate, dropped, check_fired, check_bad;
  always_comb begin
    transport_payload = 16'd0;
    check_fired       = 1'b0;
    check_bad         = 1'b0;
    if (running) begin
      transport_payload = (^neuron_flag[transport_flag_lane] ^
          neuron_flag_parity[transport_flag_lane]) ? 16'd0 :
                          neuron_flag[transport_flag_lane][15:0];
      check_bad   = ^axon_flag[check_lane_q] ^ axon_flag_parity[check_lane_q];
      check_fired = axon_flag[check_lane_q][16] & !check_bad;
    end
  end
  bouton_transport #(.Lanes(Lanes), .Neurons(Neurons), .Axons(Axons)) u_transport (
    .clk_i(clk_rest), .rst_ni, .start_i(transport_start), .four_i(four), .step_i(step[15:0]),
    .core_i, .last_i,
    .groups_i(spike_groups_q), .bits_group_o(transport_bits_group),
    .bits_i(spike_bits[transport_bits_group]), .head_re_o(head_re), .head_address_o(head_address),
    .head_i(head), .flag_lane_o(transport_flag_lane), .flag_group_o(transport_flag_group),
    .payload_i(transport_payload), .fanout_re_o(fanout_re), .fanout_address_o(fanout_address),
    .fanout_i(fanout), .word_valid_i(word_valid), .word_i(word), .word_pop_o(word_pop),
    .out_full_i(out_full), .out_push_o(spike_push), .out_word_o(spike_word),
    .axon_flag_re_o(check_re), .axon_o(check_axon), .axon_fired_i(check_fired),
    .event_o(accepted), .event_axon_o(accepted_axon), .event_payload_o(accepted_payload),
    .drive_o(drive), .drive_lane_o(drive_lane), .drive_address_o(drive_address),
    .drive_payload_o(drive_payload), .pending_o(pending_add), .channel_o(pending_channel),
    .pending_payload_o(pending_payload), .taken_o(taken), .late_o(late),
    .duplicate_o(duplicate), .dropped_o(dropped), .waiting_o(transport_waiting),
    .done_o(transport_done)
  );

  // The list of events; the first is kept in a register as well.
  logic unused_event_parity;
  bouton_ram #(.Width(AxonWidth + 16), .Depth(Axons)) u_events (
    .clk_i(clk_header), .re_i(event_re), .raddr_i(event_address), .rdata_o(event_word),
    .parity_o(unused_event_parity),
    .we_i(accepted), .waddr_i(AxonWidth'(events_q)), .wdata_i({accepted_payload, accepted_axon}),
    .host_re_i(1'b0), .host_we_i(1'b0), .host_addr_i('0), .host_wdata_i('0), .host_poison_i(1'b0)
  );

  bouton_activity #(.Groups(AxonGroups)) u_activity (
    .clk_i(clk_header), .rst_ni, .set_i(accepted | raise),
    .set_group_i(AxonGroupWidth'((accepted ? accepted_axon : rows_axon) >> LaneWidth)),
    .host_set_i(host_valid & host_write & (host_region == bouton_spec_pkg::RegionAxonState) &
                (host_wdata[23:0] != 24'd0)),
    .host_group_i(host_address[AxonGroupWidth+1:2]),
    .end_i(end_q & (end_map_q == bouton_core_pkg::MapAxon)), .end_group_i(end_group_q),
    .end_alive_i(|alive), .start_i(axons_start), .pop_i(active_pop), .any_o(active_any),
    .valid_o(active_valid), .group_o(active_group)
  );

  // ---- the step ----
  logic        end_q;
  logic [1:0]  end_map_q;
  logic [AxonGroupWidth-1:0] end_group_q;
  logic        posts_q, reward_q;
  logic [31:0] fan_in_q;
  logic [4:0]  cycle_counter;
  bouton_sequencer u_sequencer (
    .clk_i, .rst_ni, .word_valid_i(word_valid), .host_busy_i(host_busy), .fault_i(fault_q),
    .out_full_i(out_full), .has_core_i(core_group[6]), .has_neurons_i(neuron_groups != 32'd0),
    .events_i(events_q != '0), .has_deliver_i(has_deliver), .learn_i(learn), .has_pre_i(has_pre),
    .has_post_i(has_post), .posts_i(posts_q), .by_chain_i(fan_in_q <= scan_words),
    .has_scan_i(scan_first < 32'(scan_end)), .has_sweep_i(has_sweep), .has_reward_i(has_reward),
    .reward_i(reward_q), .active_i(active_any), .groups_done_i(groups_done),
    .transport_done_i(transport_done), .transport_waiting_i(transport_waiting),
    .rows_done_i(rows_done), .chain_done_i(chain_done), .groups_start_o(groups_start),
    .map_o(start_map), .transport_start_o(transport_start), .rows_start_o(rows_start),
    .path_o(rows_path_start), .trigger_o(start_trigger), .chain_start_o(chain_start),
    .axons_start_o(axons_start), .begin_o(begin_step), .end_o(step_end), .running_o(running),
    .counter_o(cycle_counter)
  );

  always_ff @(posedge clk_program) begin
    if (!rst_ni) begin
      end_q           <= 1'b0;
      events_q        <= '0;
      posts_q         <= 1'b0;
      reward_q        <= 1'b0;
      fan_in_q        <= 32'd0;
      spike_groups_q  <= 64'd0;
      linked_groups_q <= 64'd0;
    end else begin
      end_q <= a_valid & a_last;
      if (a_valid) begin
        end_map_q   <= a_map;
        end_group_q <= a_group;
      end
      if (begin_step) begin
        events_q        <= '0;
        posts_q         <= 1'b0;
        reward_q        <= 1'b0;
        fan_in_q        <= 32'd0;
        spike_groups_q  <= 64'd0;
        linked_groups_q <= 64'd0;
      end
      if (reward) reward_q <= 1'b1;
      if (end_q && end_map_q == bouton_core_pkg::MapNeuron) begin
        automatic logic [31:0] sum;
        spike_bits[GroupWidth'(end_group_q)]  <= spikes;
        linked_bits[GroupWidth'(end_group_q)] <= linked;
        if (spikes != '0) spike_groups_q[6'(end_group_q)] <= 1'b1;
        if (linked != '0) linked_groups_q[6'(end_group_q)] <= 1'b1;
        if (posts != '0) begin
          posts_q <= 1'b1;
          sum = fan_in_q;
          for (int unsigned i = 0; i < Lanes; i++) begin
            if (posts[i]) sum = sum + {17'd0, fan_in[i]};
          end
          fan_in_q <= sum;
        end
      end
      if (accepted) begin
        events_q <= events_q + 1'b1;
        if (events_q == '0) first_event_q <= {accepted_payload, accepted_axon};
      end
    end
  end

  // ---- delivery: gain of the row, stage R of the path ----
  logic        unit_gain_q, r_unit_gain_q;
  logic [15:0] gain_q, r_gain_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      deliver_q <= 1'b0;
    end else begin
      deliver_q <= rows_path;
      if (rows_path) begin
        r_unit_gain_q <= unit_gain_q;
        r_gain_q      <= gain_q;
      end
      if (rows_load) begin
        unit_gain_q <= 1'b0;
        case (descriptor.gain)
          bouton_spec_pkg::GainPayload:   gain_q <= rows_payload;
          bouton_spec_pkg::GainX0:        gain_q <= bouton_arith_pkg::b16({header_trace0, 8'd0});
          bouton_spec_pkg::GainX0 + 3'd1: gain_q <= bouton_arith_pkg::b16({header_trace1, 8'd0});
          bouton_spec_pkg::GainX0 + 3'd2: gain_q <= bouton_arith_pkg::b16({header_trace2, 8'd0});
          bouton_spec_pkg::GainX0 + 3'd3: gain_q <= bouton_arith_pkg::b16({header_trace3, 8'd0});
          default:                        unit_gain_q <= 1'b1;
        endcase
      end
    end
  end

  // ---- lanes ----
  logic [AddressWidth-1:0] f_address;
  logic                    f_read;
  logic                    counter_there;
  logic [3:0]              lane_counter_select;
  logic                    lane_counted;
  logic [AxonWidth-1:0]    axon_read;
  assign f_read    = rows_path | ((fetch_first | (fetch_second & !chain_on)) & !groups_on_q);
  assign f_address = (fetch_second | chain_on) ? element_address + 1'b1 : element_address;
  assign axon_read = chain_axon_re ? chain_axon : rows_axon_re ? rows_axon : check_axon;

  // An AXON program's first instruction reads its element's words.
  logic                      axon_first;
  logic [AxonGroupWidth-1:0] axon_read_group;
  assign axon_first      = r_valid & r_first & (r_map == bouton_core_pkg::MapAxon);
  assign axon_read_group = axon_first ? r_group : AxonGroupWidth'(axon_read >> LaneWidth);

  // Receptor and slot that a neuron's or the core's program reads.
  logic [6:0] m_slot;
  assign m_slot = four ? {m_receptor, step[4:0]} : {m_receptor[0], step[5:0]};

  // An instruction is in R, M, A or, its results in registers, W; a chain's words are read ahead.
  logic advance, advanced_q;
  assign advance = r_valid | m_valid | a_valid | advanced_q | chain_on | begin_step;
  always_ff @(posedge clk_program) begin
    if (!rst_ni) advanced_q <= 1'b0;
    else advanced_q <= r_valid | m_valid | a_valid;
  end

  // Addresses of the synapse words, until it is known whether they are good.
  logic [AddressWidth-1:0] path_address_q, delivered_address_q, linked_address_q;
  always_ff @(posedge clk_i) begin
    path_address_q      <= f_address;
    delivered_address_q <= path_address_q;
    if (link_re) linked_address_q <= link_address;
  end

  logic groups_on_q;   // an element of CORE, NEURON or AXON is in F
  always_ff @(posedge clk_program) begin
    if (!rst_ni) groups_on_q <= 1'b0;
    else if (load) groups_on_q <= groups_load;
  end

  for (genvar l = 0; l < Lanes; l++) begin : gen_lane
    // Of the core program, which runs on lane 0.
    logic        lane_reward, lane_modulator_we;
    logic [2:0]  lane_modulator;
    logic [31:0] lane_result;
    if (l == 0) begin : gen_first
      assign reward         = lane_reward;
      assign modulator_we   = lane_modulator_we;
      assign modulator      = lane_modulator;
      assign modulator_data = lane_result;
    end
    bouton_lane #(.Groups(Groups), .AxonGroups(AxonGroups), .Words(Words)) u_lane (
      .clk_i, .clk_program_i(clk_program), .clk_delivery_i(clk_delivery),
      .clk_header_i(clk_header), .rst_ni, .time_i(step[5:0]),
      .four_i(four), .first_i(l == 0),
      .begin_i(begin_step), .advance_i(advance),
      .f_read_i(f_read), .f_address_i(f_address),
      .link_read_i(link_re & chain_here[l]), .link_address_i(link_address),
      .by_chain_i(chain_on), .f_first_i(fetch_first), .link_next_o(link_next[l]),
          .link_bad_o(link_bad[l]),
      .chain_read_i(chain_re), .chain_group_i(chain_group), .chain_o(chain_word[l]),
      .deliver_i(deliver_q), .unit_gain_i(r_unit_gain_q), .gain_i(r_gain_q),
      .drive_i(drive & (drive_lane == LaneWidth'(l))), .drive_address_i(drive_address),
      .drive_payload_i(drive_payload),
      .axon_read_i(rows_axon_re | chain_axon_re | axon_first), .axon_flag_read_i(check_re),
      .axon_group_i(axon_read_group),
      .axon_flag_write_i((accepted & (LaneWidth'(accepted_axon) == LaneWidth'(l))) |
                         (raise & (LaneWidth'(rows_axon) == LaneWidth'(l)))),
      .axon_flag_group_i(AxonGroupWidth'((accepted ? accepted_axon : rows_axon) >> LaneWidth)),
      .axon_flag_word_i({1'b1, accepted ? accepted_payload : raise_payload}),
      .trace0_o(trace0[l]), .trace1_o(trace1[l]), .trace2_o(trace2[l]), .trace3_o(trace3[l]),
      .trace_parity_o(trace_parity[l]), .axon_id_o(axon_id[l]),
      .axon_id_parity_o(axon_id_parity[l]), .axon_flag_o(axon_flag[l]),
      .axon_flag_parity_o(axon_flag_parity[l]),
      .neuron_flag_read_i(head_re), .neuron_flag_group_i(transport_flag_group),
      .neuron_flag_o(neuron_flag[l]), .neuron_flag_parity_o(neuron_flag_parity[l]),
      .r_valid_i(r_valid), .r_first_i(r_first), .r_map_i(r_map), .r_here_i(r_here[l]),
      .r_all_i(r_all), .r_group_i(r_group), .r_address_i(r_address),
      .r_state_read_i(r_valid & r_uses_state), .r_state_i(r_state),
      .r_id_read_i(r_valid & r_uses_id),
      .r_chain_read_i(r_valid & r_first & (r_map == bouton_core_pkg::MapNeuron)),
      .r_flag_read_i(r_valid & r_uses_flag),
      .m_valid_i(m_valid), .m_first_i(m_first), .m_null_i(m_null), .m_wide_i(m_wide),
      .m_scan_i(m_scan), .m_map_i(m_map), .m_a_source_i(m_a_source), .m_b_source_i(m_b_source),
      .m_d_source_i(m_d_source), .m_a_index_i(m_a_index), .m_b_index_i(m_b_index),
      .m_d_index_i(m_d_index), .m_multiplies_i(m_multiplies), .m_draws_i(m_draws),
      .m_position_i(m_position), .m_a_i(m_a), .m_b_i(m_b), .m_d_i(m_d), .m_b16_i(m_b16),
          .m_key_i(m_key),
      .m_group_i(m_group), .m_slot_i(m_slot), .m_uses_state_i(m_uses_state),
      .m_uses_flag_i(m_uses_flag), .m_uses_dendrite_i(m_uses_dendrite),
      .m_uses_sum_i(m_uses_sum),
      .a_valid_i(a_valid), .a_first_i(a_first), .a_last_i(a_last), .a_plastic_i(a_plastic),
      .a_map_i(a_map), .a_multiplies_i(a_multiplies), .a_op_i(a_op), .a_shift_i(a_shift),
      .a_predicate_i(a_predicate), .a_store_i(a_store), .a_a_source_i(a_a_source),
      .a_b_source_i(a_b_source), .a_d_source_i(a_d_source), .a_a_index_i(a_a_index),
      .a_b_index_i(a_b_index), .a_d_index_i(a_d_index), .a_destination_i(a_destination),
      .a_rd_i(a_rd),
      .a_draws_i(a_draws), .a_key_i(a_key), .a_pending_i(a_pending), .a_group_i(a_group),
      .a_address_i(a_address), .a_drop_i(a_drop), .a_grid_i(a_grid), .a_lo_i(a_lo), .a_hi_i(a_hi),
      .a_dshift_i(a_dshift), .a_ashift_i(a_ashift), .modulators_i(all_modulators),
      .spike_o(spikes[l]), .post_o(posts[l]), .linked_o(linked[l]), .fan_in_o(fan_in[l]),
      .alive_o(alive[l]), .reward_o(lane_reward), .modulator_we_o(lane_modulator_we),
      .modulator_o(lane_modulator), .result_o(lane_result),
      .delivered_address_i(delivered_address_q), .linked_address_i(linked_address_q),
      .forget_i(clear_fault), .fault_o(lane_fault[l]), .fault_region_o(lane_fault_region[l]),
      .fault_address_o(lane_fault_address[l]),
      .host_valid_i(host_valid & (host_lane == LaneWidth'(l))), .host_write_i(host_write),
      .host_region_i(host_region), .host_address_i(host_address), .host_data_i(host_wdata),
      .host_poison_i(host_poison), .host_data_o(lane_rdata[l]),
      .counter_valid_i(counter_valid & lane_counted), .counter_write_i(counter_write),
      .counter_select_i(lane_counter_select), .counter_data_i(counter_wdata),
      .counter_data_o(lane_counter[l])
    );
  end

  // ---- counters ----
  logic [47:0] core_counter;
  logic        any_bad;
  logic [1:0]  counter_age_q;
  always_comb begin
    lane_counted        = 1'b1;
    lane_counter_select = 4'd0;
    case (5'(counter_select))
      bouton_spec_pkg::CounterSynapticOps:    lane_counter_select =
          bouton_core_pkg::LaneSynapticOps;
      bouton_spec_pkg::CounterPlasticVisits:  lane_counter_select =
          bouton_core_pkg::LanePlasticVisits;
      bouton_spec_pkg::CounterUpdates:        lane_counter_select = bouton_core_pkg::LaneUpdates;
      bouton_spec_pkg::CounterClipped:        lane_counter_select = bouton_core_pkg::LaneClipped;
      bouton_spec_pkg::CounterUnchanged:      lane_counter_select = bouton_core_pkg::LaneUnchanged;
      bouton_spec_pkg::CounterSaturatedOp:    lane_counter_select =
          bouton_core_pkg::LaneSaturatedOp;
      bouton_spec_pkg::CounterSaturatedStore: lane_counter_select =
          bouton_core_pkg::LaneSaturatedStore;
      bouton_spec_pkg::CounterSaturatedRead:  lane_counter_select =
          bouton_core_pkg::LaneSaturatedRead;
      bouton_spec_pkg::CounterParity:         lane_counter_select = bouton_core_pkg::LaneParity;
      default:                                lane_counted = 1'b0;
    endcase
    counter_there = counter_valid;
  end
  bouton_counters #(.Lanes(Lanes)) u_counters (
    .clk_i, .rst_ni, .cycle_i(running), .cycle_counter_i(cycle_counter), .step_i(step_end),
    .spikes_i(end_q & (end_map_q == bouton_core_pkg::MapNeuron) & (spikes != '0)),
    .spike_lanes_i(spikes), .event_i(accepted), .word_i(taken), .row_i(rows_counted),
    .late_i(late), .duplicate_i(duplicate), .dropped_i(dropped), .parity_i(any_bad),
    .parity_count_i(bad_count), .host_valid_i(counter_there), .host_write_i(counter_write),
    .host_select_i(5'(counter_select)), .host_data_i(lane_counted ? 48'd0 : counter_wdata),
    .host_data_o(core_counter)
  );
  always_ff @(posedge clk_rest) begin
    if (!rst_ni) begin
      counter_age_q <= 2'd0;
    end else if (counter_valid | (counter_age_q != 2'd0)) begin
      counter_age_q <= {counter_age_q[0], counter_valid};
      if (counter_age_q[0]) begin
        automatic logic [47:0] sum;
        sum = core_counter;
        if (lane_counted) begin
          for (int unsigned i = 0; i < Lanes; i++) sum = sum + lane_counter[i];
        end
        counter_sum_q <= sum;
      end
    end
  end

  // ---- the first parity failure ----
  logic [3:0] bad_count;
  logic       flag_bad;  // of an axon that an event names
  always_comb begin
    flag_bad  = check_bad & (accepted | duplicate);
    any_bad   = (bad_table != 9'd0) | bad_b_constant | (header_bad != 6'd0) | flag_bad;
    bad_count = 4'd0;
    if (any_bad) begin
      for (int unsigned i = 0; i < 9; i++) begin
        if (i != 6) bad_count = bad_count + {3'd0, bad_table[i]};
      end
      for (int unsigned i = 0; i < 8; i++) bad_count = bad_count + {3'd0, bad_descriptor[i]};
      for (int unsigned i = 0; i < 6; i++) bad_count = bad_count + {3'd0, header_bad[i]};
      bad_count = bad_count + {3'd0, bad_b_constant} + {3'd0, flag_bad};
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_fault) begin
      fault_q         <= 1'b0;
      fault_region_q  <= 5'd0;
      fault_lane_q    <= 8'd0;
      fault_address_q <= 15'd0;
    end else if (!fault_q && (any_bad || lane_fault != '0)) begin
      fault_q <= 1'b1;
      if (lane_fault != '0) begin
        automatic logic [LaneWidth-1:0] lane;
        lane            = LaneWidth'(bouton_core_pkg::lowest(64'(lane_fault)));
        fault_region_q  <= lane_fault_region[lane];
        fault_lane_q    <= 8'(lane);
        fault_address_q <= lane_fault_address[lane];
      end else if (flag_bad) begin
        fault_region_q  <= bouton_spec_pkg::RegionAxonFlag;
        fault_lane_q    <= 8'(check_lane_q);
        fault_address_q <= 15'(accepted_axon[$bits(accepted_axon)-1:LaneWidth]);
      end else if (header_bad != 6'd0) begin
        fault_region_q  <= header_bad[5] ? bouton_spec_pkg::RegionAxonFlag :
                           header_bad[4] ? bouton_spec_pkg::RegionAxonId :
                                           bouton_spec_pkg::RegionAxonState;
        fault_lane_q    <= 8'(header_lane_q);
        fault_address_q <= (header_bad[5:4] != 2'd0) ? 15'(header_group_q) :
            {13'(header_group_q), 2'(bouton_core_pkg::lowest({60'd0, header_bad[3:0]}))};
      end else if (bad_table[0]) begin
        fault_region_q  <= bouton_spec_pkg::RegionRow;
        fault_address_q <= 15'(bad_row_address);
      end else if (bad_table[1]) begin
        fault_region_q  <= bouton_spec_pkg::RegionOwner;
        fault_address_q <= 15'(bad_owner_address);
      end else if (bad_table[2]) begin
        fault_region_q  <= bouton_spec_pkg::RegionFanoutHead;
        fault_address_q <= 15'(bad_head_address);
      end else if (bad_table[3]) begin
        fault_region_q  <= bouton_spec_pkg::RegionFanout;
        fault_address_q <= 15'(bad_fanout_address);
      end else if (bad_table[4]) begin
        fault_region_q  <= bouton_spec_pkg::RegionProgram;
        fault_address_q <= 15'(bad_program_address);
      end else if (bad_table[5] || bad_b_constant) begin
        fault_region_q  <= bouton_spec_pkg::RegionConstant;
        fault_address_q <= bad_table[5] ? 15'(bad_a_constant_address) : 15'(bad_b_constant_address);
      end else if (bad_table[6]) begin
        fault_region_q  <= bouton_spec_pkg::RegionDescriptor;
        fault_address_q <= {6'd0, bad_descriptor_address[0],
            3'(bouton_core_pkg::lowest(64'(bad_descriptor)))};
      end else if (bad_table[7]) begin
        fault_region_q  <= bouton_spec_pkg::RegionNeuronGroup;
        fault_address_q <= 15'(bad_neuron_group_address);
      end else begin
        fault_region_q  <= bouton_spec_pkg::RegionAxonGroup;
        fault_address_q <= 15'(bad_axon_group_address);
      end
    end
  end

  logic [AxonGroupWidth-1:0] header_group_q;
  always_ff @(posedge clk_header) begin
    if (rows_axon_re | chain_axon_re) begin
      header_lane_q  <= LaneWidth'(axon_read);
      header_group_q <= AxonGroupWidth'(axon_read >> LaneWidth);
    end
    if (check_re) check_lane_q <= LaneWidth'(check_axon);
  end

  assign header_wake = rows_row_re | rows_descriptor_re | rows_axon_re | raise | chain_axon_re |
                       link_re | descriptor_re | event_re | head_re | fanout_re | check_re |
                       accepted | axons_start | walks_axons | !running;

  assign running_o = running;
  assign waiting_o = cycle_counter == bouton_spec_pkg::CounterCyclesWaiting;
  assign fault_o   = fault_q;

  logic unused;
  assign unused = ^{unused_raw_constant, unused_failed_constant, unused_event_parity};

endmodule
