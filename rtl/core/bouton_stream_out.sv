// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// Output of the spike stream: two words deep. `full_o` depends on registers alone; pushing while it
// is up loses the word. Contract: AXI4-Stream; `tvalid` and `tdata` hold until taken.
module bouton_stream_out (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        push_i,
  input  logic [63:0] word_i,
  output logic        full_o,
  output logic        tvalid_o,
  input  logic        tready_i,
  output logic [63:0] tdata_o
);

  logic [1:0]  count_q;
  logic [63:0] second_q;

  assign full_o   = count_q[1];
  assign tvalid_o = count_q != 2'd0;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      count_q <= 2'd0;
    end else begin
      if (tready_i && count_q[1]) tdata_o <= second_q;
      if (push_i) begin
        if (count_q == 2'd0 || tready_i) tdata_o <= word_i;
        else second_q <= word_i;
      end
      count_q <= count_q + {1'b0, push_i} - {1'b0, tready_i & (count_q != 2'd0)};
    end
  end

endmodule
