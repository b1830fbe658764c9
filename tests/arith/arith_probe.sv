// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// Every function of bouton_arith_pkg behind one port, for the tests of tests/arith. Combinational.
// The codes of op_i are `Op` of arith_probe.hpp.
module arith_probe (
    input  logic [4:0]  op_i,
    input  logic [63:0] a_i,
    input  logic [63:0] b_i,
    input  logic [4:0]  n_i,
    input  logic [1:0]  mode_i,
    output logic [63:0] y_o
);

  always_comb begin
    y_o = 64'd0;
    case (op_i)
      5'd0: y_o[32:0] = bouton_arith_pkg::sat33($signed(a_i[32:0]));
      5'd1: y_o[32:0] = bouton_arith_pkg::sat64($signed({{16{a_i[47]}}, a_i[47:0]}));
      5'd2: y_o[16:0] = bouton_arith_pkg::sat16($signed(a_i[31:0]));
      5'd3: y_o[24:0] = bouton_arith_pkg::sat24($signed(a_i[31:0]));
      5'd4: y_o[32:0] = bouton_arith_pkg::add(a_i[31:0], b_i[31:0]);
      5'd5: y_o[32:0] = bouton_arith_pkg::sub(a_i[31:0], b_i[31:0]);
      5'd6: y_o[32:0] = bouton_arith_pkg::shift_left($signed(a_i[31:0]), n_i);
      5'd7: y_o[15:0] = bouton_arith_pkg::b16(a_i[31:0]);
      5'd8: y_o[32:0] = bouton_arith_pkg::mul_rne($signed(a_i[31:0]), $signed(b_i[15:0]), n_i);
      5'd9: y_o[16:0] = bouton_arith_pkg::scale($signed(a_i[15:0]), $signed(b_i[15:0]), n_i);
      5'd10: y_o[31:0] = bouton_arith_pkg::round_shift($signed(a_i[31:0]), n_i, mode_i, b_i[31:0]);
      5'd11: y_o[32:0] = bouton_arith_pkg::exp2($signed(a_i[31:0]), n_i);
      5'd12: y_o[31:0] = bouton_arith_pkg::rnd4(a_i[31:0]);
      5'd13: y_o = bouton_arith_pkg::mix_key(a_i, b_i);
      5'd14: y_o[31:0] = bouton_arith_pkg::draw(a_i, b_i[31:0]);
      5'd15: y_o[31:0] = bouton_arith_pkg::draw_block(a_i[22:0], b_i[2:0], b_i[8:3]);
      default: y_o = 64'd0;
    endcase
  end

endmodule
