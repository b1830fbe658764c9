// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// Program fetch and decode: one instruction a cycle, broadcast to all lanes through stages R, M, A.
//
// Contract: a walker (groups, rows, chain) starts a program on its next element with `load_i` (the
// element comes with a new descriptor) or `again_i` (the same program once more); the first
// instruction is then in F in the next cycle, with `first_o`. `done_o` is up in the last cycle of
// an element. `null_i` stands for a program that is not there: one cycle, nothing runs. `two_i`: an
// element takes two cycles at least. The instruction in F is the program memory's output register;
// its successor's address is decided in the same cycle. A bubble stands before an instruction that
// multiplies a register which the one before it wrote (docs/machine.md section 9).
module bouton_fetch #(
  parameter int unsigned Lanes,
  parameter int unsigned AddressWidth,          // of a synapse
  parameter int unsigned GroupWidth             // of an axon group, the wider one
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  // a new element
  input  logic                    load_i,
  input  logic                    again_i,
  input  logic                    null_i,
  input  logic                    two_i,
  input  logic                    wide_i,
  input  logic                    all_i,
  input  logic                    scan_i,
  input  logic [2:0]              trigger_i,
  input  logic [1:0]              map_i,
  input  logic [9:0]              pc_i,
  input  logic [Lanes-1:0]        here_i,
  input  bouton_spec_pkg::descriptor_t descriptor_i,
  input  logic [23:0]             trace0_i,     // of the row's axon
  input  logic [23:0]             trace1_i,
  input  logic [23:0]             trace2_i,
  input  logic [23:0]             trace3_i,
  input  logic [15:0]             fired_i,
  input  logic [63:0]             key_i,        // of the first four rounds of a draw
  // the element in F
  input  logic [AddressWidth-1:0] address_i,
  input  logic [GroupWidth-1:0]   group_i,
  output logic                    done_o,
  output logic                    first_o,
  output logic                    second_o,     // time to read the second word
  output logic                    act_o,        // an element is in F
  // memories
  output logic                    program_re_o,
  output logic [9:0]              program_address_o,
  input  logic [31:0]             instruction_i,
  output logic                    a_constant_re_o,
  output logic                    b_constant_re_o,
  output logic [8:0]              a_constant_address_o,
  output logic [8:0]              b_constant_address_o,
  input  logic [15:0]             a_constant_i,
  input  logic [15:0]             b_constant_i,
  // registers
  output logic [2:0]              a_modulator_o,
  output logic [2:0]              b_modulator_o,
  output logic [2:0]              d_modulator_o,
  input  logic [31:0]             a_modulator_i,
  input  logic [31:0]             b_modulator_i,
  input  logic [31:0]             d_modulator_i,
  output logic                    pending_take_o,  // in M: read and cleared
  output logic [1:0]              pending_o,
  input  logic [31:0]             pending_i,
  // stage R
  output logic                    r_valid_o,
  output logic                    r_first_o,
  output logic [1:0]              r_map_o,
  output logic [Lanes-1:0]        r_here_o,
  output logic                    r_all_o,
  output logic [GroupWidth-1:0]   r_group_o,
  output logic [AddressWidth-1:0] r_address_o,
  output logic                    r_uses_state_o,
  output logic [3:0]              r_state_o,
  output logic                    r_uses_id_o,
  output logic                    r_uses_flag_o,
  // stage M
  output logic                    m_valid_o,
  output logic                    m_first_o,
  output logic                    m_null_o,
  output logic                    m_wide_o,
  output logic                    m_scan_o,
  output logic [1:0]              m_map_o,
  output logic [3:0]              m_a_source_o,
  output logic [3:0]              m_b_source_o,
  output logic [3:0]              m_d_source_o,
  output logic [2:0]              m_a_index_o,
  output logic [2:0]              m_b_index_o,
  output logic [2:0]              m_d_index_o,
  output logic                    m_multiplies_o,
  output logic                    m_draws_o,
  output logic [5:0]              m_position_o,
  output logic [31:0]             m_a_o,
  output logic [31:0]             m_b_o,
  output logic [31:0]             m_d_o,
  output logic [15:0]             m_b16_o,
  output logic [63:0]             m_key_o,
  output logic [GroupWidth-1:0]   m_group_o,
  output logic [1:0]              m_receptor_o,
  output logic                    m_uses_state_o,
  output logic                    m_uses_flag_o,
  output logic                    m_uses_dendrite_o,
  output logic                    m_uses_sum_o,
  // stage A
  output logic                    a_valid_o,
  output logic                    a_first_o,
  output logic                    a_last_o,
  output logic                    a_plastic_o,
  output logic [1:0]              a_map_o,
  output logic                    a_multiplies_o,
  output logic [3:0]              a_op_o,
  output logic [4:0]              a_shift_o,
  output logic [1:0]              a_predicate_o,
  output logic [1:0]              a_store_o,
  output logic [3:0]              a_a_source_o,
  output logic [3:0]              a_b_source_o,
  output logic [3:0]              a_d_source_o,
  output logic [2:0]              a_a_index_o,
  output logic [2:0]              a_b_index_o,
  output logic [2:0]              a_d_index_o,
  output logic [3:0]              a_destination_o,
  output logic [5:0]              a_rd_o,
  output logic                    a_draws_o,
  output logic [47:0]             a_key_o,
  output logic [31:0]             a_pending_o,
  output logic [GroupWidth-1:0]   a_group_o,
  output logic [AddressWidth-1:0] a_address_o,
  output logic [4:0]              a_drop_o,
  output logic [4:0]              a_grid_o,
  output logic [15:0]             a_lo_o,
  output logic [15:0]             a_hi_o,
  output logic [4:0]              a_dshift_o,
  output logic [4:0]              a_ashift_o
);

  function automatic logic is_modulator(input logic [5:0] code);
    is_modulator = code[5:3] == bouton_spec_pkg::OperandG0[5:3] && code !=
        bouton_spec_pkg::OperandZero;
  endfunction

  // Operand code to source, by map.
  function automatic logic [3:0] source_of(input logic [5:0] code, input logic [1:0] map);
    source_of = bouton_core_pkg::SourceBroadcast;
    if (code < bouton_spec_pkg::OperandW) source_of = bouton_core_pkg::SourceRegister;
    else if (code == bouton_spec_pkg::OperandRnd) source_of = bouton_core_pkg::SourceUniform;
    else if (code == bouton_spec_pkg::OperandRnd4) source_of = bouton_core_pkg::SourceGauss;
    else begin
      case (map)
        bouton_core_pkg::MapNeuron: begin
          if (code == bouton_spec_pkg::OperandW) source_of = bouton_core_pkg::SourceSum;
          else if (code[5:2] == bouton_spec_pkg::OperandD0[5:2]) source_of =
              bouton_core_pkg::SourceDendrite;
          else if (code[5:4] == bouton_spec_pkg::OperandS0[5:4]) source_of =
              bouton_core_pkg::SourceState;
          else if (code == bouton_spec_pkg::OperandFired) source_of = bouton_core_pkg::SourceFired;
          else if (code == bouton_spec_pkg::OperandPostFlag) source_of =
              bouton_core_pkg::SourcePostFlag;
        end
        bouton_core_pkg::MapAxon: begin
          if (code[5:2] == bouton_spec_pkg::OperandX0[5:2]) source_of =
              bouton_core_pkg::SourceTrace;
          else if (code == bouton_spec_pkg::OperandFired) source_of = bouton_core_pkg::SourceFired;
        end
        bouton_core_pkg::MapCore: begin
          if (code[5:2] == bouton_spec_pkg::OperandD0[5:2]) source_of =
              bouton_core_pkg::SourcePending;
          else if (is_modulator(code)) source_of = bouton_core_pkg::SourceModulator;
        end
        default: begin
          case (code)
            bouton_spec_pkg::OperandW: source_of = bouton_core_pkg::SourceW;
            bouton_spec_pkg::OperandT: source_of = bouton_core_pkg::SourceT;
            bouton_spec_pkg::OperandZ: source_of = bouton_core_pkg::SourceZ;
            bouton_spec_pkg::OperandU: source_of = bouton_core_pkg::SourceU;
            bouton_spec_pkg::OperandPostFlag: source_of = bouton_core_pkg::SourcePostFlag;
            default: begin
              if (code[5:4] == bouton_spec_pkg::OperandS0[5:4]) source_of =
                  bouton_core_pkg::SourceState;
            end
          endcase
        end
      endcase
    end
  endfunction

  function automatic logic [3:0] destination_of(input logic [5:0] code, input logic [1:0] map);
    destination_of = bouton_core_pkg::DestinationNone;
    if (code < bouton_spec_pkg::OperandW) destination_of = bouton_core_pkg::DestinationRegister;
    else begin
      case (map)
        bouton_core_pkg::MapNeuron:
          if (code[5:4] == bouton_spec_pkg::OperandS0[5:4]) destination_of =
              bouton_core_pkg::DestinationState;
        bouton_core_pkg::MapAxon:
          if (code[5:2] == bouton_spec_pkg::OperandX0[5:2]) destination_of =
              bouton_core_pkg::DestinationTrace;
        bouton_core_pkg::MapCore:
          if (code[5:3] == bouton_spec_pkg::OperandG0[5:3] && code != bouton_spec_pkg::OperandZero)
              begin
            destination_of = bouton_core_pkg::DestinationModulator;
          end
        default:
          case (code)
            bouton_spec_pkg::OperandW: destination_of = bouton_core_pkg::DestinationW;
            bouton_spec_pkg::OperandT: destination_of = bouton_core_pkg::DestinationT;
            bouton_spec_pkg::OperandZ: destination_of = bouton_core_pkg::DestinationZ;
            bouton_spec_pkg::OperandU: destination_of = bouton_core_pkg::DestinationU;
            bouton_spec_pkg::OperandD0: destination_of = bouton_core_pkg::DestinationDendrite;
            bouton_spec_pkg::OperandTargetSum: destination_of = bouton_core_pkg::DestinationSum;
            default: ;
          endcase
      endcase
    end
  endfunction

  // Low bits that a store leaves out.
  function automatic logic [4:0] drop_of(input logic [3:0] destination, input logic [4:0] grid);
    case (destination)
      bouton_core_pkg::DestinationState, bouton_core_pkg::DestinationTrace: drop_of = 5'd8;
      bouton_core_pkg::DestinationW: drop_of = 5'd0 - grid;
      default: drop_of = 5'd16;
    endcase
  endfunction

  // ---- the element's program ----
  logic        act_q, null_q, first_q, bubbled_q, fill_q, two_q, wide_q, all_q, scan_q, new_q;
  logic [2:0]  trigger_q;
  logic [1:0]  map_q;
  logic [9:0]  pc_q, start_q;
  logic [5:0]  position_q;
  logic        wrote_q;        // the instruction before wrote r or G
  logic [5:0]  wrote_code_q;
  logic [Lanes-1:0] here_q;
  logic [23:0] trace0_q, trace1_q, trace2_q, trace3_q;
  logic [15:0] fired_q;
  logic [4:0]  bank_q, grid_q, dshift_q, ashift_q;
  logic [15:0] lo_q, hi_q;

  bouton_spec_pkg::instruction_t ins;
  logic multiplies, hazard, issue, last, fill;
  logic has_b, has_result;

  assign ins = instruction_i;
  always_comb begin
    multiplies = 1'b0;
    hazard     = 1'b0;
    issue      = 1'b0;
    last       = 1'b0;
    fill       = 1'b0;
    done_o     = 1'b0;
    has_b      = ins.op != bouton_spec_pkg::OpExp2 && ins.op != bouton_spec_pkg::OpDly &&
                 ins.op != bouton_spec_pkg::OpFlg;
    has_result = ins.op != bouton_spec_pkg::OpCmp && ins.op < bouton_spec_pkg::OpFlg;
    if (act_q) begin
      multiplies = ins.op == bouton_spec_pkg::OpMul || ins.op == bouton_spec_pkg::OpMac ||
                   ins.op == bouton_spec_pkg::OpDcy;
      hazard = wrote_q && !bubbled_q && !first_q &&
               (((multiplies || ins.op == bouton_spec_pkg::OpExp2) &&
                 ins.ra == wrote_code_q) ||
                (multiplies && ins.rb == wrote_code_q));
      issue = !fill_q && (null_q || !hazard);
      last  = null_q || ins.end_ || position_q == 6'(bouton_spec_pkg::ProgramLength - 1);
      fill  = issue && last && first_q && two_q;
      done_o = (issue && last && !fill) || fill_q;
    end
  end

  assign act_o    = act_q;
  assign first_o  = act_q & first_q;
  assign second_o = act_q & wide_q & (fill_q | (!first_q & position_q == 6'd1 & !bubbled_q));

  assign program_re_o      = load_i | again_i | (issue & !last);
  assign program_address_o = load_i ? pc_i : again_i ? start_q : pc_q + 10'd1;

  assign a_constant_re_o      = issue & !null_q & (ins.ra[5:4] == bouton_spec_pkg::OperandK0[5:4]);
  assign b_constant_re_o      = issue & !null_q & (ins.rb[5:4] == bouton_spec_pkg::OperandK0[5:4])
      & has_b;
  assign a_constant_address_o = {bank_q, ins.ra[3:0]};
  assign b_constant_address_o = {bank_q, ins.rb[3:0]};
  assign a_modulator_o        = ins.ra[2:0];
  assign b_modulator_o        = ins.rb[2:0];
  assign d_modulator_o        = ins.rd[2:0];

  // X and fired of the row, G; K comes a stage later.
  function automatic logic [31:0] broadcast_of(
      input logic [5:0] code, input logic [31:0] modulator, input logic [23:0] t0,
      input logic [23:0] t1, input logic [23:0] t2, input logic [23:0] t3, input logic [15:0]
          fired);
    broadcast_of = 32'd0;
    if (code[5:3] == bouton_spec_pkg::OperandG0[5:3]) begin
      if (code != bouton_spec_pkg::OperandZero) broadcast_of = modulator;
    end else begin
      case (code)
        bouton_spec_pkg::OperandX0:         broadcast_of = {t0, 8'd0};
        bouton_spec_pkg::OperandX0 + 6'd1:  broadcast_of = {t1, 8'd0};
        bouton_spec_pkg::OperandX0 + 6'd2:  broadcast_of = {t2, 8'd0};
        bouton_spec_pkg::OperandX0 + 6'd3:  broadcast_of = {t3, 8'd0};
        bouton_spec_pkg::OperandFired:      broadcast_of = {fired, 16'd0};
        default: ;
      endcase
    end
  endfunction

  // ---- stage registers that no lane sees ----
  logic        r_last_q, r_null_q, r_wide_q, r_scan_q, r_new_q, r_decoded_q, r_multiplies_q,
      r_draws_q;
  logic [2:0]  r_trigger_q, m_trigger_q;
  logic [3:0]  r_op_q, m_op_q, r_a_source_q, r_b_source_q, r_d_source_q, r_destination_q,
      m_destination_q;
  logic [4:0]  r_shift_q, m_shift_q;
  logic [1:0]  r_predicate_q, r_store_q, m_predicate_q, m_store_q, r_receptor_q;
  logic [5:0]  r_rd_q, m_rd_q, r_position_q;
  logic [2:0]  r_a_index_q, r_b_index_q;
  logic [31:0] r_a_q, r_b_q, r_d_q;
  logic        r_a_constant_q, r_b_constant_q, r_uses_dendrite_q, r_uses_sum_q, r_pending_q,
      m_pending_q;
  logic        m_last_q, m_new_q, m_decoded_q;
  logic [4:0]  r_grid_q, r_dshift_q, r_ashift_q, m_grid_q, m_dshift_q, m_ashift_q;
  logic [15:0] r_lo_q, r_hi_q, m_lo_q, m_hi_q;
  logic [AddressWidth-1:0] m_address_q;

  // Rounds 4 to 6 use the same words of the row key as 0 to 2, under other constants.
  localparam logic [47:0] LaterKeys = bouton_arith_pkg::DrawKeys[111:64] ^
      bouton_arith_pkg::DrawKeys[47:0];

  // A program of one instruction is decoded once for all its elements.
  logic decode;
  assign decode = new_q | !(first_q & last);

  assign m_key_o        = key_i;
  assign pending_take_o = m_valid_o & m_pending_q;
  assign pending_o      = m_receptor_o;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      act_q     <= 1'b0;
      fill_q    <= 1'b0;
      r_valid_o <= 1'b0;
      m_valid_o <= 1'b0;
      a_valid_o <= 1'b0;
      m_uses_dendrite_o <= 1'b0;
      m_uses_sum_o      <= 1'b0;
    end else begin
      if (load_i) begin
        null_q    <= null_i;
        two_q     <= two_i;
        wide_q    <= wide_i;
        all_q     <= all_i;
        scan_q    <= scan_i;
        trigger_q <= trigger_i;
        map_q     <= map_i;
        start_q   <= pc_i;
        here_q    <= here_i;
        new_q     <= 1'b1;
        trace0_q  <= trace0_i;
        trace1_q  <= trace1_i;
        trace2_q  <= trace2_i;
        trace3_q  <= trace3_i;
        fired_q   <= fired_i;
        bank_q    <= descriptor_i.bank;
        grid_q    <= descriptor_i.grid;
        lo_q      <= descriptor_i.lo;
        hi_q      <= descriptor_i.hi;
        dshift_q  <= descriptor_i.dshift;
        ashift_q  <= descriptor_i.ashift;
      end else if (issue) begin
        new_q <= 1'b0;
      end
      if (load_i | again_i) begin
        act_q      <= 1'b1;
        fill_q     <= 1'b0;
        first_q    <= 1'b1;
        bubbled_q  <= 1'b0;
        position_q <= 6'd0;
        pc_q       <= load_i ? pc_i : start_q;
      end else if (done_o) begin
        act_q  <= 1'b0;
        fill_q <= 1'b0;
      end else if (act_q) begin
        if (fill) fill_q <= 1'b1;
        bubbled_q <= hazard & !fill_q;
        if (issue) begin
          first_q       <= 1'b0;
          pc_q          <= pc_q + 10'd1;
          position_q    <= position_q + 6'd1;
          wrote_q      <= has_result && (ins.rd < bouton_spec_pkg::OperandW ||
              is_modulator(ins.rd));
          wrote_code_q <= ins.rd;
        end
      end

      // ---- R ----
      r_valid_o <= issue;
      if (issue) begin
        r_new_q     <= new_q;
        r_decoded_q <= decode;
        if (first_q) begin
          r_group_o   <= group_i;
          r_address_o <= address_i;
        end
        if (new_q) begin
          r_null_q    <= null_q;
          r_map_o     <= map_q;
          r_here_o    <= here_q;
          r_all_o     <= all_q;
          r_wide_q    <= wide_q;
          r_scan_q    <= scan_q;
          r_trigger_q <= trigger_q;
          r_grid_q    <= grid_q;
          r_lo_q      <= lo_q;
          r_hi_q      <= hi_q;
          r_dshift_q  <= dshift_q;
          r_ashift_q  <= ashift_q;
        end
        if (decode) begin
          automatic logic [3:0] a_source, b_source, d_source, destination;
          automatic logic       draws;
          a_source    = bouton_core_pkg::SourceBroadcast;
          b_source    = bouton_core_pkg::SourceBroadcast;
          d_source    = bouton_core_pkg::SourceBroadcast;
          destination = bouton_core_pkg::DestinationNone;
          if (!null_q) begin
            a_source = source_of(ins.ra, map_q);
            if (has_b) b_source = source_of(ins.rb, map_q);
            if (ins.op == bouton_spec_pkg::OpMac) d_source = source_of(ins.rd, map_q);
            if (has_result) destination = destination_of(ins.rd, map_q);
          end
          draws = !null_q && ((has_result && ins.st == bouton_spec_pkg::StoreStochastic) ||
                              a_source == bouton_core_pkg::SourceUniform ||
                              a_source == bouton_core_pkg::SourceGauss ||
                              b_source == bouton_core_pkg::SourceUniform ||
                              b_source == bouton_core_pkg::SourceGauss);
          r_first_o      <= first_q;
          r_last_q       <= last;
          r_uses_state_o <= a_source == bouton_core_pkg::SourceState ||
                            b_source == bouton_core_pkg::SourceState ||
                            d_source == bouton_core_pkg::SourceState;
          r_state_o      <= (a_source == bouton_core_pkg::SourceState) ? ins.ra[3:0] :
                            (b_source == bouton_core_pkg::SourceState) ? ins.rb[3:0] : ins.rd[3:0];
          r_uses_id_o    <= (first_q && map_q == bouton_core_pkg::MapNeuron) || draws;
          r_uses_flag_o  <= (first_q && scan_q) || (map_q != bouton_core_pkg::MapAxon &&
                            (a_source == bouton_core_pkg::SourceFired ||
                             b_source == bouton_core_pkg::SourceFired ||
                             a_source == bouton_core_pkg::SourcePostFlag ||
                             b_source == bouton_core_pkg::SourcePostFlag));
          r_op_q          <= ins.op;
          r_shift_q       <= ins.sh;
          r_predicate_q   <= ins.pr;
          r_store_q       <= ins.st;
          r_rd_q          <= ins.rd;
          r_a_source_q    <= a_source;
          r_b_source_q    <= b_source;
          r_d_source_q    <= d_source;
          r_a_index_q     <= ins.ra[2:0];
          r_b_index_q     <= ins.rb[2:0];
          r_destination_q <= destination;
          r_multiplies_q  <= multiplies;
          r_draws_q       <= draws;
          r_position_q    <= position_q;
          if (a_source == bouton_core_pkg::SourceBroadcast) begin
            r_a_q <= broadcast_of(ins.ra, a_modulator_i, trace0_q, trace1_q, trace2_q, trace3_q,
                fired_q);
          end
          if (b_source == bouton_core_pkg::SourceBroadcast) begin
            r_b_q <= broadcast_of(ins.rb, b_modulator_i, trace0_q, trace1_q, trace2_q, trace3_q,
                fired_q);
          end
          r_d_q          <= d_modulator_i;
          r_a_constant_q <= a_constant_re_o;
          r_b_constant_q <= b_constant_re_o;
          r_receptor_q   <= (a_source == bouton_core_pkg::SourceDendrite ||
                             a_source == bouton_core_pkg::SourcePending) ? ins.ra[1:0] :
                                                                           ins.rb[1:0];
          r_uses_dendrite_q <= a_source == bouton_core_pkg::SourceDendrite ||
                               b_source == bouton_core_pkg::SourceDendrite ||
                               destination == bouton_core_pkg::DestinationDendrite;
          r_uses_sum_q   <= a_source == bouton_core_pkg::SourceSum ||
                            b_source == bouton_core_pkg::SourceSum ||
                            destination == bouton_core_pkg::DestinationSum;
          r_pending_q    <= a_source == bouton_core_pkg::SourcePending ||
                            b_source == bouton_core_pkg::SourcePending;
        end
      end

      // ---- M ----
      m_valid_o         <= r_valid_o;
      m_uses_dendrite_o <= r_valid_o & r_uses_dendrite_q;
      m_uses_sum_o      <= r_valid_o & r_uses_sum_q;
      if (r_valid_o) begin
        m_new_q     <= r_new_q;
        m_decoded_q <= r_decoded_q;
        if (r_first_o) begin
          m_group_o   <= r_group_o;
          m_address_q <= r_address_o;
        end
        if (r_new_q) begin
          m_null_o    <= r_null_q;
          m_wide_o    <= r_wide_q;
          m_scan_o    <= r_scan_q;
          m_map_o     <= r_map_o;
          m_trigger_q <= r_trigger_q;
          m_grid_q    <= r_grid_q;
          m_lo_q      <= r_lo_q;
          m_hi_q      <= r_hi_q;
          m_dshift_q  <= r_dshift_q;
          m_ashift_q  <= r_ashift_q;
        end
        if (r_decoded_q) begin
          automatic logic [31:0] b;
          b = r_b_constant_q ? {b_constant_i, 16'd0} : r_b_q;
          m_first_o       <= r_first_o;
          m_last_q        <= r_last_q;
          m_uses_state_o  <= r_uses_state_o;
          m_uses_flag_o   <= r_uses_flag_o;
          m_op_q          <= r_op_q;
          m_shift_q       <= r_shift_q;
          m_predicate_q   <= r_predicate_q;
          m_store_q       <= r_store_q;
          m_rd_q          <= r_rd_q;
          m_a_source_o    <= r_a_source_q;
          m_b_source_o    <= r_b_source_q;
          m_d_source_o    <= r_d_source_q;
          m_a_index_o     <= r_a_index_q;
          m_b_index_o     <= r_b_index_q;
          m_d_index_o     <= r_rd_q[2:0];
          m_destination_q <= r_destination_q;
          m_multiplies_o  <= r_multiplies_q;
          m_draws_o       <= r_draws_q;
          m_position_o    <= r_position_q;
          m_receptor_o    <= r_receptor_q;
          m_pending_q     <= r_pending_q;
          m_a_o           <= r_a_constant_q ? {a_constant_i, 16'd0} : r_a_q;
          m_b_o           <= b;
          m_d_o           <= r_d_q;
          m_b16_o         <= bouton_arith_pkg::b16(b);
        end
      end

      // ---- A ----
      a_valid_o <= m_valid_o;
      if (m_valid_o) begin
        if (m_first_o) begin
          a_group_o   <= m_group_o;
          a_address_o <= m_address_q;
        end
        if (m_new_q) begin
          a_plastic_o <= m_trigger_q != bouton_spec_pkg::TriggerDeliver;
          a_map_o     <= m_map_o;
          a_key_o     <= m_key_o[47:0] ^ LaterKeys;
          a_grid_o    <= m_grid_q;
          a_lo_o      <= m_lo_q;
          a_hi_o      <= m_hi_q;
          a_dshift_o  <= m_dshift_q;
          a_ashift_o  <= m_ashift_q;
        end
        if (m_decoded_q) begin
          a_first_o       <= m_first_o;
          a_last_o        <= m_last_q;
          a_multiplies_o  <= m_multiplies_o;
          a_op_o          <= m_op_q;
          a_shift_o       <= m_shift_q;
          a_predicate_o   <= m_predicate_q;
          a_store_o       <= m_store_q;
          a_a_source_o    <= m_a_source_o;
          a_b_source_o    <= m_b_source_o;
          a_d_source_o    <= m_d_source_o;
          a_a_index_o     <= m_a_index_o;
          a_b_index_o     <= m_b_index_o;
          a_d_index_o     <= m_d_index_o;
          a_destination_o <= m_destination_q;
          a_drop_o        <= drop_of(m_destination_q, m_grid_q);
          a_rd_o          <= m_rd_q;
          a_draws_o       <= m_draws_o;
          a_pending_o     <= pending_i;
        end
      end
    end
  end

  logic unused;
  assign unused = ^{descriptor_i};

endmodule
