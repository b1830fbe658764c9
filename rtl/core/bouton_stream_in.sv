// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// Input of the spike stream: two words deep, so that it is full speed with a registered `ready`.
// Contract: AXI4-Stream; `tready` depends on registers alone.
module bouton_stream_in (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        tvalid_i,
  output logic        tready_o,
  input  logic [63:0] tdata_i,
  output logic        valid_o,
  output logic [63:0] word_o,
  input  logic        pop_i
);

  logic [1:0]  count_q;
  logic [63:0] second_q;

  assign tready_o = !count_q[1];
  assign valid_o  = count_q != 2'd0;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      count_q <= 2'd0;
    end else begin
      if (pop_i && count_q[1]) word_o <= second_q;
      if (tvalid_i && !count_q[1]) begin
        if (count_q == 2'd0 || pop_i) word_o <= tdata_i;
        else second_q <= tdata_i;
      end
      count_q <= count_q + {1'b0, tvalid_i & !count_q[1]} - {1'b0, pop_i};
    end
  end

endmodule
