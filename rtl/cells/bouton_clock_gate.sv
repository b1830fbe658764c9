// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// A clock gate: `clk_o` has the pulses of `clk_i` for which `enable_i` was up before the edge.
//
// Contract: `enable_i` may change at any time while `clk_i` is high; the latch holds what it was
// when `clk_i` rose, so there are no glitches. Replaced by the technology's own cell in synthesis.
module bouton_clock_gate (
  input  logic clk_i,
  input  logic enable_i,
  output logic clk_o
);

  logic enable_q;

  always_latch begin
    if (!clk_i) enable_q = enable_i;
  end

  assign clk_o = clk_i & enable_q;

endmodule
