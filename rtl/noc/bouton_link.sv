// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// One direction of a link of the mesh: a pipeline for packets one way and for credits the other.
//
// From a register of the sender to one of the receiver, and back, take `Latency` cycles each; the
// receiver's own register is the last of them, so that `Latency` - 1 are here.
module bouton_link #(
  parameter int unsigned Width   = 64,
  parameter int unsigned Latency = bouton_spec_pkg::LinkLatency
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic             valid_i,
  input  logic [Width-1:0] word_i,
  output logic             credit_o,
  output logic             valid_o,
  output logic [Width-1:0] word_o,
  input  logic             credit_i
);

  localparam int unsigned Stages = Latency - 1;

  logic [Stages-1:0]       valid_q, credit_q;
  logic [Stages*Width-1:0] word_q;

  assign valid_o  = valid_q[Stages-1];
  assign word_o   = word_q[(Stages-1)*Width+:Width];
  assign credit_o = credit_q[Stages-1];

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q  <= '0;
      credit_q <= '0;
    end else begin
      valid_q  <= {valid_q[Stages-2:0], valid_i};
      credit_q <= {credit_q[Stages-2:0], credit_i};
      if (valid_i | (valid_q != '0)) word_q <= {word_q[(Stages-1)*Width-1:0], word_i};
    end
  end

endmodule
