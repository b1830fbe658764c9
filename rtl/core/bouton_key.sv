// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// Keys of the random numbers, as a pipeline of three stages: 10 rounds on a block (docs/machine.md
// section 4). A step key is kept; a row key is on `draw_key_o` from the third cycle after its start
// until the third cycle after the next start, as the keys of the first four rounds of a draw.
module bouton_key (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        start_step_i,
  input  logic [63:0] seed_i,
  input  logic [47:0] step_i,
  input  logic        start_row_i,
  input  logic [31:0] source_i,
  input  logic [15:0] salt_i,
  input  logic [2:0]  map_i,
  output logic [63:0] draw_key_o
);

  logic        first_q, second_q;
  logic        first_is_step_q, second_is_step_q;
  logic [63:0] first_block_q, second_block_q;
  logic [63:0] step_key_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      first_q  <= 1'b0;
      second_q <= 1'b0;
    end else begin
      first_q  <= start_step_i | start_row_i;
      second_q <= first_q;
      if (start_step_i | start_row_i) begin
        automatic logic [63:0] key, b;
        first_is_step_q <= start_step_i;
        key = start_step_i ? seed_i : step_key_q;
        b = start_step_i ? {16'd0, step_i} : {source_i, salt_i, 13'd0, map_i};
        b = bouton_arith_pkg::key_round(b, key[31:0]);
        b = bouton_arith_pkg::key_round(b, key[63:32] + 32'h9e3779b9);
        b = bouton_arith_pkg::key_round(b, key[31:0]  + 32'h3c6ef372);
        first_block_q <= bouton_arith_pkg::key_round(b, key[63:32] + 32'hdaa66d2b);
      end
      if (first_q) begin
        automatic logic [63:0] key, b;
        second_is_step_q <= first_is_step_q;
        key = first_is_step_q ? seed_i : step_key_q;
        b = bouton_arith_pkg::key_round(first_block_q, key[31:0]  + 32'h78dde6e4);
        b = bouton_arith_pkg::key_round(b, key[63:32] + 32'h1715609d);
        second_block_q <= bouton_arith_pkg::key_round(b, key[31:0] + 32'hb54cda56);
      end
      if (second_q) begin
        automatic logic [63:0] key, b;
        key = second_is_step_q ? seed_i : step_key_q;
        b = bouton_arith_pkg::key_round(second_block_q, key[63:32] + 32'h5384540f);
        b = bouton_arith_pkg::key_round(b, key[31:0] + 32'hf1bbcdc8);
        b = bouton_arith_pkg::key_round(b, key[63:32] + 32'h8ff34781);
        if (second_is_step_q) step_key_q <= b;
        else draw_key_o <= b ^ bouton_arith_pkg::DrawKeys[63:0];
      end
    end
  end

endmodule
