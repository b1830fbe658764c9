// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// A lane's programmable datapath: one instruction a cycle on the lane's element (docs/machine.md
// section 3).
//
// Stages, each under its valid: R (the synapse word arrives; the lane reads ids, states, flags),
// M (multiplier operands are chosen and multiplied, the draw's first rounds; dendrite and sum are
// read), A (the sum, rounding, counting), W (the lane's memories are written from registers). A
// result is an addend of the next instruction, and a multiplier operand of the one after it: the
// sequencer sees to that. An element that is not there (invalid id, dead synapse, word that failed
// its parity) passes through and does nothing.
module bouton_lane_program #(
  parameter int unsigned GroupWidth,
  parameter int unsigned AxonGroupWidth,
  parameter int unsigned SynapseAddressWidth
) (
  input  logic                           clk_i,
  input  logic                           rst_ni,
  input  logic                           first_i,         // lane 0, which runs the core map
  input  logic                           begin_i,         // a step begins
  input  logic                           advance_i,       // one of the stages may have work
  // step constants
  input  logic [5:0]                     time_i,          // low bits of the step
  input  logic                           four_i,          // 4 receptors
  // stage R
  input  logic                           r_valid_i,
  input  logic                           r_first_i,
  input  logic [1:0]                     r_map_i,
  input  logic                           r_here_i,        // this lane takes part
  input  logic [SynapseAddressWidth-1:0] r_address_i,
  input  logic                           r_all_i,         // SWEEP, REWARD: dead synapses too
  input  logic [3:0]                     r_state_i,       // the S word that is read
  input  logic                           by_chain_i,
  // POST by chain: a word read ahead is on synapse_i
  input  logic                           link_fresh_i,
  input  logic                           f_first_i,
  input  logic [63:0]                    synapse_i,
  input  logic                           synapse_parity_i,
  output logic [5:0]                     r_target_o,      // of the synapse in R
  // stage M
  input  logic                           m_valid_i,
  input  logic                           m_first_i,
  input  logic                           m_null_i,
  input  logic                           m_wide_i,
  // POST by scan: where the target raised POST
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
  input  logic [31:0]                    m_a_i,           // broadcast operands
  input  logic [31:0]                    m_b_i,
  input  logic [31:0]                    m_d_i,           // G, core map
  input  logic [15:0]                    m_b16_i,
  input  logic [63:0]                    m_key_i,         // for the first four
  input  logic [AxonGroupWidth-1:0]      m_group_i,
  input  logic [6:0]                     m_slot_i,        // receptor and slot of this step
  input  logic [23:0]                    state_i,
  input  logic                           state_parity_i,
  input  logic                           m_uses_state_i,
  input  logic [31:0]                    neuron_id_i,
  input  logic                           neuron_id_parity_i,
  input  logic [17:0]                    neuron_flag_i,
  input  logic                           neuron_flag_parity_i,
  input  logic                           m_uses_flag_i,
  input  logic                           m_uses_dendrite_i,  // and m_valid_i
  input  logic [29:0]                    chain_i,
  input  logic                           chain_parity_i,
  input  logic [23:0]                    trace0_i,
  input  logic [23:0]                    trace1_i,
  input  logic [23:0]                    trace2_i,
  input  logic [23:0]                    trace3_i,
  input  logic [3:0]                     trace_parity_i,
  input  logic [31:0]                    axon_id_i,
  input  logic                           axon_id_parity_i,
  input  logic [16:0]                    axon_flag_i,
  input  logic                           axon_flag_parity_i,
  output logic [GroupWidth+6:0]          m_dendrite_o,
  output logic [GroupWidth-1:0]          m_target_o,
  // stage A
  input  logic                           a_valid_i,
  input  logic                           a_first_i,
  input  logic                           a_last_i,
  input  logic                           a_plastic_i,     // PRE, POST, SWEEP, REWARD
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
  input  logic [47:0]                    a_key_i,         // for the last three rounds of a draw
  input  logic [31:0]                    a_pending_i,
  input  logic [AxonGroupWidth-1:0]      a_group_i,
  input  logic [SynapseAddressWidth-1:0] a_address_i,
  input  logic [4:0]                     a_drop_i,        // low bits that a store leaves out
  input  logic [4:0]                     a_grid_i,
  input  logic [15:0]                    a_lo_i,
  input  logic [15:0]                    a_hi_i,
  input  logic [4:0]                     a_dshift_i,
  input  logic [4:0]                     a_ashift_i,
  input  logic [255:0]                   modulators_i,    // G0..G6, G0 lowest
  input  logic [31:0]                    dendrite_i,
  input  logic                           dendrite_parity_i,
  input  logic [31:0]                    sum_i,
  input  logic                           sum_parity_i,
  // stage W
  output logic                           state_we_o,
  output logic [GroupWidth+3:0]          state_waddr_o,
  output logic [23:0]                    state_wdata_o,
  output logic [3:0]                     trace_we_o,
  output logic [AxonGroupWidth-1:0]      trace_waddr_o,
  output logic [23:0]                    trace_wdata_o,
  output logic                           dendrite_we_o,
  output logic [GroupWidth+6:0]          dendrite_waddr_o,
  output logic [31:0]                    dendrite_wdata_o,
  output logic                           sum_we_o,
  output logic [GroupWidth-1:0]          sum_waddr_o,
  output logic [31:0]                    sum_wdata_o,
  output logic                           neuron_flag_we_o,
  output logic [GroupWidth-1:0]          neuron_flag_waddr_o,
  output logic [17:0]                    neuron_flag_wdata_o,
  output logic                           axon_flag_clear_o,
  output logic [AxonGroupWidth-1:0]      axon_flag_group_o,
  output logic                           synapse_we_o,
  output logic [SynapseAddressWidth-1:0] synapse_waddr_o,
  output logic [63:0]                    synapse_wdata_o,
  output logic [31:0]                    result_o,        // for G, with modulator_we_o
  output logic                           modulator_we_o,
  output logic [2:0]                     modulator_o,
  // after the last instruction of an element
  output logic                           spike_o,
  output logic                           post_o,
  output logic                           reward_o,        // one pulse
  output logic                           linked_o,        // POST, and it has a chain
  output logic [14:0]                    fan_in_o,
  output logic                           alive_o,         // a trace is not zero
  // what happened in stage A: one pulse each, in W
  output logic                           updated_o,
  output logic                           count_o,         // one of the next five
  output logic                           saturated_op_o,
  output logic                           saturated_store_o,
  output logic                           saturated_read_o,
  output logic                           clipped_o,
  output logic                           unchanged_o,
  output logic                           run_o,           // a program ended on a synapse
  output logic                           plastic_o,       // a learning program
  // parity failures, a pulse each
  output logic                           bad_o,
  output logic [4:0]                     bad_region_o,
  output logic [14:0]                    bad_address_o,
  output logic [3:0]                     bad_count_o
);

  localparam logic [31:0] NoId = bouton_spec_pkg::NoId;
  localparam logic [31:0] PostValue = 32'h4000_0000;

  // ---- stage R: hold the synapse word ----
  logic [63:0] word_m_q;
  logic        word_ok_q;    // runs, as far as the word says
  logic [SynapseAddressWidth-1:0] word_address_q;

  // By chain, words are read ahead: the next visit's waits in ahead_q, and only second words are
  // read when their visit starts, a cycle earlier than elsewhere, since the words ahead need the
  // port.
  logic [63:0] ahead_q, linked_q, second_m_q;
  logic        second_m_bad_q;

  always_comb begin
    r_target_o = 6'd0;
    if (r_valid_i) begin
      r_target_o = !r_first_i ? word_m_q[9:4] : by_chain_i ? linked_q[9:4] : synapse_i[9:4];
    end
  end

  // ---- stage M ----
  logic [3:0]  state_index_q;
  logic        run_q;        // of the element in M, from its second instruction on
  logic        run_a_q;
  logic [63:0] word_a_q;
  logic [63:0] second_q;
  logic        second_bad_q;
  logic [31:0] a_q, b_q, d_q;
  logic signed [63:0] product_q;
  logic [31:0] hash_q;
  logic [GroupWidth+6:0] dendrite_q;
  logic [GroupWidth-1:0] target_q;
  logic [14:0] fan_in_q;
  logic [3:0]  nonzero_m_q;

  // ---- stage A ----
  logic [2**GroupWidth-1:0] posted_q;   // neurons that raised POST in this step
  logic [31:0] r_q [8];
  logic [31:0] g_q [8];      // lane 0: G as the core program sees it
  logic        p_q;
  logic [4:0]  flags_q;
  logic [15:0] payload_q;
  logic [3:0]  nonzero_q;
  // What the last two cycles added to dendrites and sums; bit 0 of a `recent`: in W, bit 1: before.
  logic [1:0]            recent_dendrite_q, recent_sum_q;
  logic [GroupWidth+6:0] newer_address_q, older_address_q;
  logic [31:0]           newer_data_q, older_data_q;
  logic [GroupWidth-1:0] newer_sum_address_q, older_sum_address_q;
  logic [31:0]           newer_sum_data_q, older_sum_data_q;

  // Target, and its receptor and slot; a synapse's slot is turned by the step.
  always_comb begin
    m_target_o = '0;
    if (m_valid_i) begin
      m_target_o = (m_map_i == bouton_core_pkg::MapSynapse) ? GroupWidth'(word_m_q[9:4]) :
                                                              GroupWidth'(m_group_i);
    end
  end
  always_comb begin
    m_dendrite_o = '0;
    if (m_uses_dendrite_i) begin
      m_dendrite_o = {GroupWidth'(m_group_i), m_slot_i};
      if (m_map_i == bouton_core_pkg::MapSynapse) begin
        m_dendrite_o = {GroupWidth'(word_m_q[9:4]), word_m_q[16],
                        four_i ? {word_m_q[15], word_m_q[14:10] + time_i[4:0]} :
                                 word_m_q[15:10] + time_i};
      end
    end
  end

  // What a source gives in M; `broadcast` for those that A or nobody has to look up.
  function automatic logic [31:0] operand(
      input logic [3:0] source, input logic [2:0] index, input logic [31:0] broadcast,
      input logic [23:0] s_word, input logic [63:0] second, input logic [3:0] bad_trace,
      input logic bad_flag);
    operand = broadcast;
    if (source[3:1] != 3'd0) begin
      case (source)
        bouton_core_pkg::SourceState: operand = {s_word, 8'd0};
        bouton_core_pkg::SourceTrace: begin
          case (index[1:0])
            2'd0:    operand = bad_trace[0] ? 32'd0 : {trace0_i, 8'd0};
            2'd1:    operand = bad_trace[1] ? 32'd0 : {trace1_i, 8'd0};
            2'd2:    operand = bad_trace[2] ? 32'd0 : {trace2_i, 8'd0};
            default: operand = bad_trace[3] ? 32'd0 : {trace3_i, 8'd0};
          endcase
        end
        bouton_core_pkg::SourceW: operand = {word_m_q[63:48], 16'd0};
        bouton_core_pkg::SourceT: operand = {word_m_q[47:32], 16'd0};
        bouton_core_pkg::SourceZ: operand = {second[63:48], 16'd0};
        bouton_core_pkg::SourceU: operand = {second[47:32], 16'd0};
        bouton_core_pkg::SourceFired: begin
          operand = 32'd0;
          if (m_map_i == bouton_core_pkg::MapAxon) begin
            if (axon_flag_i[16] && !bad_flag) operand = {axon_flag_i[15:0], 16'd0};
          end else begin
            if (neuron_flag_i[16] && !bad_flag) operand = {neuron_flag_i[15:0], 16'd0};
          end
        end
        bouton_core_pkg::SourcePostFlag:
          operand = (neuron_flag_i[17] && !bad_flag) ? PostValue : 32'd0;
        default: ;
      endcase
    end
  endfunction

  // One cycle of all stages, the last first. A task, so that what is local to a stage is local in a
  // simulator too. Registers of A that no one else reads have blocking assignments, which cost a
  // simulator no copies: the instruction in M never reads what the one in A writes.
  task automatic advance();
    logic        adds_dendrite, adds_sum;
    logic [31:0] total;
    logic [3:0]  bad_count;
    logic [4:0]  bad_region;
    logic [14:0] bad_address;
    bad_count   = 4'd0;
    bad_region  = 5'd0;
    bad_address = 15'd0;
    adds_dendrite = 1'b0;
    adds_sum      = 1'b0;
    total         = 32'd0;

    state_we_o        <= 1'b0;
    trace_we_o        <= 4'd0;
    dendrite_we_o     <= 1'b0;
    sum_we_o          <= 1'b0;
    neuron_flag_we_o  <= 1'b0;
    axon_flag_clear_o <= 1'b0;
    synapse_we_o      <= 1'b0;
    modulator_we_o    <= 1'b0;
    reward_o          <= 1'b0;
    updated_o         <= 1'b0;
    count_o           <= 1'b0;
    run_o             <= 1'b0;

    if (begin_i) posted_q = '0;

    // ---- A ----
    if (a_valid_i && a_last_i) begin
      // What the element leaves behind; below, one that ran overrides it.
      spike_o           <= 1'b0;
      post_o            <= 1'b0;
      linked_o          <= 1'b0;
      alive_o           <= a_map_i == bouton_core_pkg::MapAxon && nonzero_m_q != 4'd0;
      axon_flag_clear_o <= a_map_i == bouton_core_pkg::MapAxon;
      axon_flag_group_o <= a_group_i;
    end
    if (a_valid_i && run_a_q) begin
      logic        acts;
      logic [31:0] a, b, d, sb, draw, value, q;
      logic [32:0] wide;
      logic        saturated, saturated_read, saturated_store;
      logic        clipped, unchanged;
      logic        writes_word, writes_second;
      logic [31:0] raw;
      logic        condition;
      logic [15:0] old;

      if (a_first_i) begin
        nonzero_q = nonzero_m_q;
        p_q       = 1'b0;
        flags_q   = 5'd0;
        payload_q = 16'd0;
      end
      writes_word   = 1'b0;
      writes_second = 1'b0;
      acts          = 1'b1;
      if (a_predicate_i != bouton_spec_pkg::PredicateAlways) begin
        acts = p_q == (a_predicate_i == bouton_spec_pkg::PredicateIfP);
      end
      saturated       = 1'b0;
      saturated_read  = 1'b0;
      saturated_store = 1'b0;
      clipped         = 1'b0;
      unchanged       = 1'b0;
      draw            = 32'd0;
      a               = a_q;
      b               = b_q;
      d               = d_q;

      // Reads that clear. One instruction has at most one. Few instructions have one.
      if (a_a_source_i[3] | a_b_source_i[3]) begin
        if (a_a_source_i == bouton_core_pkg::SourceDendrite ||
            a_b_source_i == bouton_core_pkg::SourceDendrite) begin
          raw = dendrite_i;
          if (^dendrite_i ^ dendrite_parity_i) begin
            raw         = 32'd0;
            bad_count   = bad_count + 4'd1;
            bad_region  = bouton_spec_pkg::RegionDendrite;
            bad_address = 15'(dendrite_q);
          end
          wide           = bouton_arith_pkg::shift_left(raw, a_dshift_i);
          saturated_read = wide[32];
          if (a_a_source_i == bouton_core_pkg::SourceDendrite) a = wide[31:0];
          else b = wide[31:0];
          dendrite_we_o    <= 1'b1;
          dendrite_waddr_o <= dendrite_q;
          dendrite_wdata_o <= 32'd0;
        end
        if (a_a_source_i == bouton_core_pkg::SourceSum ||
            a_b_source_i == bouton_core_pkg::SourceSum) begin
          raw = sum_i;
          if (^sum_i ^ sum_parity_i) begin
            raw         = 32'd0;
            bad_count   = bad_count + 4'd1;
            bad_region  = bouton_spec_pkg::RegionNeuronSum;
            bad_address = 15'(target_q);
          end
          wide           = bouton_arith_pkg::shift_left(raw, a_ashift_i);
          saturated_read = wide[32];
          if (a_a_source_i == bouton_core_pkg::SourceSum) a = wide[31:0];
          else b = wide[31:0];
          sum_we_o    <= 1'b1;
          sum_waddr_o <= target_q;
          sum_wdata_o <= 32'd0;
        end
        if (first_i) begin
          if (a_a_source_i == bouton_core_pkg::SourcePending ||
              a_b_source_i == bouton_core_pkg::SourcePending) begin
            wide           = bouton_arith_pkg::shift_left(a_pending_i, a_dshift_i);
            saturated_read = wide[32];
            if (a_a_source_i == bouton_core_pkg::SourcePending) a = wide[31:0];
            else b = wide[31:0];
          end
        end
      end

      if (acts) begin
        if (a_draws_i) begin
          draw = bouton_arith_pkg::draw_round(hash_q, a_key_i[15:0]);
          draw = bouton_arith_pkg::draw_round(draw, a_key_i[31:16]);
          draw = bouton_arith_pkg::draw_round(draw, a_key_i[47:32]);
          if (a_a_source_i == bouton_core_pkg::SourceUniform) a = {1'b0, draw[31:1]};
          if (a_a_source_i == bouton_core_pkg::SourceGauss) a = bouton_arith_pkg::rnd4(draw);
          if (a_b_source_i == bouton_core_pkg::SourceUniform) b = {1'b0, draw[31:1]};
          if (a_b_source_i == bouton_core_pkg::SourceGauss) b = bouton_arith_pkg::rnd4(draw);
        end
        if (a_a_source_i == bouton_core_pkg::SourceRegister) a = r_q[a_a_index_i];
        if (a_b_source_i == bouton_core_pkg::SourceRegister) b = r_q[a_b_index_i];
        if (a_d_source_i == bouton_core_pkg::SourceRegister) d = r_q[a_d_index_i];
        if (first_i) begin
          if (a_a_source_i == bouton_core_pkg::SourceModulator) a = g_q[a_a_index_i];
          if (a_b_source_i == bouton_core_pkg::SourceModulator) b = g_q[a_b_index_i];
          if (a_d_source_i == bouton_core_pkg::SourceModulator) d = g_q[a_d_index_i];
        end
        value = 32'd0;
        if (a_multiplies_i) begin
          {saturated, value} =
              bouton_arith_pkg::sat64(bouton_arith_pkg::rne64(product_q, a_shift_i));
          if (a_op_i != bouton_spec_pkg::OpMul) begin
            wide = bouton_arith_pkg::add((a_op_i == bouton_spec_pkg::OpMac) ? d : a, value);
            saturated = saturated | wide[32];
            value     = wide[31:0];
          end
        end else begin
          sb = $unsigned($signed(b) >>> a_shift_i);
          case (a_op_i)
            bouton_spec_pkg::OpAdd: {saturated, value} = bouton_arith_pkg::add(a, sb);
            bouton_spec_pkg::OpSub: {saturated, value} = bouton_arith_pkg::sub(a, sb);
            bouton_spec_pkg::OpMin: value = ($signed(a) < $signed(sb)) ? a : sb;
            bouton_spec_pkg::OpMax: value = ($signed(a) > $signed(sb)) ? a : sb;
            bouton_spec_pkg::OpCmp: begin
              case (a_rd_i[1:0])
                bouton_spec_pkg::RelationGe: condition = $signed(a) >= $signed(sb);
                bouton_spec_pkg::RelationGt: condition = $signed(a) > $signed(sb);
                bouton_spec_pkg::RelationEq: condition = a == sb;
                default:                     condition = a != sb;
              endcase
              case (a_rd_i[3:2])
                bouton_spec_pkg::CombineSet: p_q = condition;
                bouton_spec_pkg::CombineAnd: p_q = p_q & condition;
                bouton_spec_pkg::CombineOr:  p_q = p_q | condition;
                default:                     p_q = p_q ^ condition;
              endcase
            end
            bouton_spec_pkg::OpSel: value = p_q ? a : sb;
            bouton_spec_pkg::OpExp2: {saturated, value} = bouton_arith_pkg::exp2(a, a_shift_i);
            bouton_spec_pkg::OpDly: begin
              value = {a[30:0], 1'b0} | {23'd0, p_q, 8'd0};
              p_q   = a[a_shift_i + 5'd8];
            end
            bouton_spec_pkg::OpFlg: begin
              flags_q = flags_q | a_rd_i[4:0];
              if (a_rd_i[0]) payload_q = a[31:16];
              writes_word = a_map_i == bouton_core_pkg::MapSynapse;
            end
            default: ;
          endcase
        end

        q = 32'd0;
        if (a_destination_i > bouton_core_pkg::DestinationRegister) begin
          q = bouton_arith_pkg::round_shift(value, a_drop_i, a_store_i, draw);
        end
        case (a_destination_i)
          bouton_core_pkg::DestinationRegister: r_q[a_rd_i[2:0]] = value;
          bouton_core_pkg::DestinationState, bouton_core_pkg::DestinationTrace: begin
            logic [24:0] stored;
            stored          = bouton_arith_pkg::sat24(q);
            saturated_store = stored[24];
            if (a_destination_i == bouton_core_pkg::DestinationState) begin
              state_we_o    <= 1'b1;
              state_waddr_o <= {target_q, a_rd_i[3:0]};
              state_wdata_o <= stored[23:0];
            end else begin
              trace_we_o[a_rd_i[1:0]] <= 1'b1;
              trace_waddr_o           <= a_group_i;
              trace_wdata_o           <= stored[23:0];
              nonzero_q[a_rd_i[1:0]]   = stored[23:0] != 24'd0;
            end
          end
          bouton_core_pkg::DestinationW: begin
            logic signed [31:0] kept;
            old  = word_a_q[63:48];
            kept = $signed(q << (5'd16 - a_grid_i));
            if (kept > $signed({{16{a_hi_i[15]}}, a_hi_i})) begin
              clipped = 1'b1;
              kept    = $signed({{16{a_hi_i[15]}}, a_hi_i});
            end
            if (kept < $signed({{16{a_lo_i[15]}}, a_lo_i})) begin
              clipped = 1'b1;
              kept    = $signed({{16{a_lo_i[15]}}, a_lo_i});
            end
            if (kept[15:0] != old) updated_o <= 1'b1;
            else unchanged = value != {old, 16'd0};
            word_a_q[63:48] = kept[15:0];
            writes_word = 1'b1;
          end
          bouton_core_pkg::DestinationT, bouton_core_pkg::DestinationZ,
          bouton_core_pkg::DestinationU: begin
            logic [16:0] stored;
            stored          = bouton_arith_pkg::sat16(q);
            saturated_store = stored[16];
            if (a_destination_i == bouton_core_pkg::DestinationT) begin
              word_a_q[47:32] = stored[15:0];
              writes_word = 1'b1;
            end else begin
              writes_second = 1'b1;
              if (a_destination_i == bouton_core_pkg::DestinationZ) second_q[63:48] = stored[15:0];
              else second_q[47:32] = stored[15:0];
            end
          end
          bouton_core_pkg::DestinationDendrite: begin
            raw = dendrite_i;
            if (recent_dendrite_q[0] && newer_address_q == dendrite_q) raw = newer_data_q;
            else if (recent_dendrite_q[1] && older_address_q == dendrite_q) raw = older_data_q;
            else if (^dendrite_i ^ dendrite_parity_i) begin
              raw         = 32'd0;
              bad_count   = bad_count + 4'd1;
              bad_region  = bouton_spec_pkg::RegionDendrite;
              bad_address = 15'(dendrite_q);
            end
            dendrite_we_o    <= 1'b1;
            dendrite_waddr_o <= dendrite_q;
            total            = raw + q;
            dendrite_wdata_o <= total;
            adds_dendrite    = 1'b1;
          end
          bouton_core_pkg::DestinationSum: begin
            raw = sum_i;
            if (recent_sum_q[0] && newer_sum_address_q == target_q) raw = newer_sum_data_q;
            else if (recent_sum_q[1] && older_sum_address_q == target_q) raw = older_sum_data_q;
            else if (^sum_i ^ sum_parity_i) begin
              raw         = 32'd0;
              bad_count   = bad_count + 4'd1;
              bad_region  = bouton_spec_pkg::RegionNeuronSum;
              bad_address = 15'(target_q);
            end
            sum_we_o    <= 1'b1;
            sum_waddr_o <= target_q;
            total       = raw + q;
            sum_wdata_o <= total;
            adds_sum    = 1'b1;
          end
          bouton_core_pkg::DestinationModulator: begin
            if (first_i) begin
              modulator_we_o <= 1'b1;
              modulator_o    <= a_rd_i[2:0];
              g_q[a_rd_i[2:0]] = value;
              result_o       <= value;
            end
          end
          default: ;
        endcase
      end

      // A synapse word is written when an instruction changes it: one write a cycle at most, and
      // it is not read again in this phase.
      if (writes_word) begin
        synapse_we_o    <= 1'b1;
        synapse_waddr_o <= a_address_i;
        synapse_wdata_o <= {word_a_q[63:1], (word_a_q[0] | flags_q[4]) & !flags_q[3]};
      end else if (writes_second) begin
        synapse_we_o    <= !second_bad_q;
        synapse_waddr_o <= a_address_i + 1'b1;
        synapse_wdata_o <= second_q;
      end

      if (acts && (saturated | saturated_read | saturated_store | clipped | unchanged)) begin
        count_o           <= 1'b1;
        saturated_op_o    <= saturated;
        saturated_read_o  <= saturated_read;
        saturated_store_o <= saturated_store;
        clipped_o         <= clipped;
        unchanged_o       <= unchanged;
      end

      if (a_last_i) begin
        run_o     <= a_map_i == bouton_core_pkg::MapSynapse;
        plastic_o <= a_plastic_i;
        case (a_map_i)
          bouton_core_pkg::MapNeuron: begin
            spike_o             <= flags_q[0];
            post_o              <= flags_q[1];
            posted_q[target_q]   = flags_q[1];
            linked_o            <= flags_q[1] && fan_in_q != 15'd0;
            fan_in_o            <= fan_in_q;
            neuron_flag_we_o    <= 1'b1;
            neuron_flag_waddr_o <= target_q;
            neuron_flag_wdata_o <= {flags_q[1], flags_q[0], flags_q[0] ? payload_q : 16'd0};
          end
          bouton_core_pkg::MapAxon: alive_o <= |nonzero_q;
          bouton_core_pkg::MapCore: reward_o <= flags_q[2];
          default: ;
        endcase
      end
    end
    if (adds_dendrite || recent_dendrite_q != 2'd0) begin
      older_address_q   = newer_address_q;
      older_data_q      = newer_data_q;
      newer_address_q   = dendrite_q;
      newer_data_q      = total;
      recent_dendrite_q = {recent_dendrite_q[0], adds_dendrite};
    end
    if (adds_sum || recent_sum_q != 2'd0) begin
      older_sum_address_q = newer_sum_address_q;
      older_sum_data_q    = newer_sum_data_q;
      newer_sum_address_q = target_q;
      newer_sum_data_q    = total;
      recent_sum_q        = {recent_sum_q[0], adds_sum};
    end

    // ---- M ----
    run_a_q <= 1'b0;
    if (m_valid_i) begin
      logic run;
      logic bad_id;
      logic bad_flag;
      logic [3:0] bad_trace;
      logic second_bad;
      logic [63:0] second;
      second_bad = 1'b0;
      second     = second_q;
      if (m_first_i && m_wide_i) begin
        second_bad = by_chain_i ? second_m_bad_q : ^synapse_i ^ synapse_parity_i;
        second     = second_bad ? 64'd0 : by_chain_i ? second_m_q : synapse_i;
      end
      run       = run_q;
      bad_id    = 1'b0;
      bad_flag  = 1'b0;
      bad_trace = 4'd0;
      if (m_map_i == bouton_core_pkg::MapAxon) begin
        bad_trace = {^trace3_i, ^trace2_i, ^trace1_i, ^trace0_i} ^ trace_parity_i;
        bad_id    = ^axon_id_i ^ axon_id_parity_i;
        bad_flag  = ^axon_flag_i ^ axon_flag_parity_i;
      end else if (m_map_i != bouton_core_pkg::MapCore) begin
        if (m_uses_flag_i) bad_flag = ^neuron_flag_i ^ neuron_flag_parity_i;
        if (m_first_i || m_draws_i) bad_id = ^neuron_id_i ^ neuron_id_parity_i;
      end
      if (m_first_i) begin
        case (m_map_i)
          bouton_core_pkg::MapNeuron: run = !bad_id && neuron_id_i != NoId;
          bouton_core_pkg::MapAxon:   run = !bad_id && axon_id_i != NoId;
          bouton_core_pkg::MapCore: begin
            run = first_i;
            for (int unsigned g = 0; g < 8; g++) g_q[g] = modulators_i[32*g+:32];
          end
          default: run = word_ok_q && (!m_scan_i || posted_q[m_target_o]);
        endcase
        if (m_null_i) run = 1'b0;
        word_a_q  = word_m_q;
        second_bad_q <= second_bad;
        second_q     = second;
        if (run && second_bad) begin
          bad_count   = bad_count + 4'd1;
          bad_region  = bouton_spec_pkg::RegionSynapse;
          bad_address = 15'(word_address_q) + 15'd1;
        end
        if (m_map_i == bouton_core_pkg::MapAxon) begin
          nonzero_m_q <= {trace3_i != 24'd0 && !bad_trace[3], trace2_i != 24'd0 && !bad_trace[2],
                          trace1_i != 24'd0 && !bad_trace[1], trace0_i != 24'd0 && !bad_trace[0]};
          for (int unsigned i = 0; i < 4; i++) begin
            if (bad_trace[i]) begin
              bad_count   = bad_count + 4'd1;
              bad_region  = bouton_spec_pkg::RegionAxonState;
              bad_address = {13'(m_group_i), 2'(i)};
            end
          end
          if (bad_id) begin
            bad_count   = bad_count + 4'd1;
            bad_region  = bouton_spec_pkg::RegionAxonId;
            bad_address = 15'(m_group_i);
          end
          if (bad_flag) begin
            bad_count   = bad_count + 4'd1;
            bad_region  = bouton_spec_pkg::RegionAxonFlag;
            bad_address = 15'(m_group_i);
          end
        end else if (m_map_i == bouton_core_pkg::MapNeuron && !m_null_i) begin
          fan_in_q <= chain_i[29:15];
          if (bad_id) begin
            bad_count   = bad_count + 4'd1;
            bad_region  = bouton_spec_pkg::RegionNeuronId;
            bad_address = 15'(m_group_i);
          end
          if (^chain_i ^ chain_parity_i) begin
            fan_in_q    <= 15'd0;
            bad_count   = bad_count + 4'd1;
            bad_region  = bouton_spec_pkg::RegionNeuronChain;
            bad_address = 15'(m_group_i);
          end
        end
      end
      run_q   <= run;
      run_a_q <= run;
      if (run) begin
        logic [31:0] a, b, d;
        logic [15:0] b16;
        logic [23:0] state;
        logic [31:0] id;
        target_q   <= m_target_o;
        if (m_uses_dendrite_i) dendrite_q <= m_dendrite_o;
        state = state_i;
        if (m_uses_state_i) begin
          if (^state_i ^ state_parity_i) begin
            state       = 24'd0;
            bad_count   = bad_count + 4'd1;
            bad_region  = bouton_spec_pkg::RegionNeuronState;
            bad_address = 15'({m_target_o, state_index_q});
          end
        end
        if (bad_flag && m_map_i != bouton_core_pkg::MapAxon) begin
          bad_count   = bad_count + 4'd1;
          bad_region  = bouton_spec_pkg::RegionNeuronFlag;
          bad_address = 15'(m_target_o);
        end
        a = operand(m_a_source_i, m_a_index_i, m_a_i, state, second, bad_trace, bad_flag);
        b = operand(m_b_source_i, m_b_index_i, m_b_i, state, second, bad_trace, bad_flag);
        if (m_multiplies_i) begin
          d = operand(m_d_source_i, m_d_index_i, first_i ? m_d_i : 32'd0, state, second, bad_trace,
                      bad_flag);
          d_q <= d;
          if (m_a_source_i == bouton_core_pkg::SourceRegister) a = r_q[m_a_index_i];
          if (first_i) begin
            if (m_a_source_i == bouton_core_pkg::SourceModulator) begin
              a = m_first_i ? modulators_i[32*m_a_index_i+:32] : g_q[m_a_index_i];
            end
            if (m_b_source_i == bouton_core_pkg::SourceModulator) begin
              b = m_first_i ? modulators_i[32*m_b_index_i+:32] : g_q[m_b_index_i];
            end
          end
          b16 = m_b16_i;
          if (m_b_source_i == bouton_core_pkg::SourceRegister) b16 =
              bouton_arith_pkg::b16(r_q[m_b_index_i]);
          else if (m_b_source_i != bouton_core_pkg::SourceBroadcast) b16 = bouton_arith_pkg::b16(b);
          product_q <= $signed({{32{a[31]}}, a}) * $signed({{48{b16[15]}}, b16});
        end
        a_q <= a;
        b_q <= b;
        if (m_draws_i) begin
          logic [31:0] hash;
          id = (m_map_i == bouton_core_pkg::MapAxon) ? axon_id_i :
               (m_map_i == bouton_core_pkg::MapCore || bad_id) ? 32'd0 : neuron_id_i;
          if (m_map_i == bouton_core_pkg::MapSynapse && bad_id) begin
            bad_count   = bad_count + 4'd1;
            bad_region  = bouton_spec_pkg::RegionNeuronId;
            bad_address = 15'(m_target_o);
          end
          hash = bouton_arith_pkg::draw_block(id[22:0],
              (m_map_i == bouton_core_pkg::MapSynapse) ? word_m_q[3:1] : 3'd0, m_position_i);
          hash = bouton_arith_pkg::draw_round(hash, m_key_i[15:0]);
          hash = bouton_arith_pkg::draw_round(hash, m_key_i[31:16]);
          hash = bouton_arith_pkg::draw_round(hash, m_key_i[47:32]);
          hash_q <= bouton_arith_pkg::draw_round(hash, m_key_i[63:48]);
        end
      end
    end

    // ---- R ----
    if (r_valid_i) state_index_q <= r_state_i;
    if (by_chain_i) begin
      if (link_fresh_i) ahead_q <= synapse_i;
      if (f_first_i) linked_q <= ahead_q;
    end
    if (r_valid_i && r_first_i && r_map_i == bouton_core_pkg::MapSynapse) begin
      logic bad;
      logic [63:0] first;
      bad   = !by_chain_i && (^synapse_i ^ synapse_parity_i);
      first = by_chain_i ? linked_q : synapse_i;
      if (by_chain_i) begin
        second_m_q     <= synapse_i;
        second_m_bad_q <= ^synapse_i ^ synapse_parity_i;
      end
      word_m_q       <= first;
      word_address_q <= r_address_i;
      word_ok_q <= r_here_i && !bad && first[3:1] != 3'(bouton_spec_pkg::EmptyOrdinal) &&
                        (r_all_i || first[0]);
      if (r_here_i && bad) begin
        bad_count   = bad_count + 4'd1;
        bad_region  = bouton_spec_pkg::RegionSynapse;
        bad_address = 15'(r_address_i);
      end
    end

    bad_o <= bad_count != 4'd0;
    if (bad_count != 4'd0) begin
      bad_count_o   <= bad_count;
      bad_region_o  <= bad_region;
      bad_address_o <= bad_address;
    end
  endtask

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_we_o        <= 1'b0;
      trace_we_o        <= 4'd0;
      dendrite_we_o     <= 1'b0;
      sum_we_o          <= 1'b0;
      neuron_flag_we_o  <= 1'b0;
      axon_flag_clear_o <= 1'b0;
      synapse_we_o      <= 1'b0;
      modulator_we_o    <= 1'b0;
      reward_o          <= 1'b0;
      updated_o         <= 1'b0;
      count_o           <= 1'b0;
      run_o             <= 1'b0;
      bad_o             <= 1'b0;
      recent_dendrite_q = 2'd0;
      recent_sum_q      = 2'd0;
      run_a_q           <= 1'b0;
      spike_o           <= 1'b0;
      post_o            <= 1'b0;
      linked_o          <= 1'b0;
      alive_o           <= 1'b0;
    end else if (advance_i) begin
      advance();
    end
  end

endmodule
