// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// In the place of bouton_link_buffer in proofs about the router: any packets in any order, each of
// which stays at the head until it is taken.
module bouton_link_buffer #(
  parameter int unsigned Width = 64,
  parameter int unsigned Depth = 2
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic             valid_i,
  input  logic [Width-1:0] word_i,
  output logic             credit_o,
  output logic             valid_o,
  output logic [Width-1:0] word_o,
  input  logic             pop_i
);

  (* anyseq *) reg             any_valid;
  (* anyseq *) reg [Width-1:0] any_word;
  reg                          stays_q;
  reg [Width-1:0]              word_q;

  assign valid_o = stays_q | (any_valid & rst_ni);
  assign word_o  = stays_q ? word_q : any_word;

  always @(posedge clk_i) begin
    credit_o <= pop_i & rst_ni;
    stays_q  <= valid_o & !pop_i & rst_ni;
    word_q   <= word_o;
  end

  wire unused = valid_i | (|word_i) | (Depth != 0);

endmodule
