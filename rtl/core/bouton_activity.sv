// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// Which axon groups an AXON program has to visit: those with an event in this step or a trace that
// is not zero. A bit each, in words of 64 with a summary bit for each word.
//
// Contract: `start_i` begins a scan; `group_o` is its next group while `valid_o`, `pop_i` takes it.
// Groups are set by events and by the host, and set or cleared when their element ends.
module bouton_activity #(
  parameter int unsigned Groups,
  localparam int unsigned GroupWidth = $clog2(Groups),
  localparam int unsigned BlockBits  = 64,
  localparam int unsigned Blocks     = (Groups + BlockBits - 1) / BlockBits,
  localparam int unsigned BlockWidth = (Blocks > 1) ? $clog2(Blocks) : 1
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic                  set_i,
  input  logic [GroupWidth-1:0] set_group_i,
  input  logic                  host_set_i,
  input  logic [GroupWidth-1:0] host_group_i,
  input  logic                  end_i,
  input  logic [GroupWidth-1:0] end_group_i,
  input  logic                  end_alive_i,
  input  logic                  start_i,
  input  logic                  pop_i,
  output logic                  any_o,
  output logic                  valid_o,
  output logic [GroupWidth-1:0] group_o
);

  logic [63:0]       active_q [Blocks] /*verilator public_flat_rd*/;
  logic [Blocks-1:0] summary_q /*verilator public_flat_rd*/;
  logic [63:0]       bits_q;
  logic [Blocks-1:0] left_q;
  logic [5:0]        block_q;

  assign any_o   = |summary_q;
  assign valid_o = bits_q != 64'd0;
  always_comb begin
    group_o = '0;
    if (bits_q != 64'd0) group_o = GroupWidth'({block_q, bouton_core_pkg::lowest(bits_q)});
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      for (int unsigned i = 0; i < Blocks; i++) active_q[i] <= 64'd0;
      summary_q <= '0;
      bits_q    <= 64'd0;
      left_q    <= '0;
    end else begin
      if (set_i | end_i | host_set_i) begin
        automatic logic [GroupWidth-1:0] group;
        automatic logic [8:0]            wide;
        automatic logic [63:0]           block;
        group = end_i ? end_group_i : set_i ? set_group_i : host_group_i;
        wide  = 9'(group);
        block = active_q[BlockWidth'(wide[8:6])];
        block[wide[5:0]] = end_i ? end_alive_i : 1'b1;
        active_q[BlockWidth'(wide[8:6])]  <= block;
        summary_q[BlockWidth'(wide[8:6])] <= block != 64'd0;
      end
      if (start_i) begin
        automatic logic [5:0] first;
        first   = bouton_core_pkg::lowest(64'(summary_q));
        block_q <= first;
        bits_q  <= (summary_q != '0) ? active_q[BlockWidth'(first)] : 64'd0;
        left_q  <= summary_q & (summary_q - 1'b1);
      end else if (pop_i) begin
        automatic logic [63:0] rest;
        rest = bits_q & (bits_q - 64'd1);
        if (rest == 64'd0 && left_q != '0) begin
          automatic logic [5:0] next;
          next    = bouton_core_pkg::lowest(64'(left_q));
          block_q <= next;
          rest    = active_q[BlockWidth'(next)];
          left_q  <= left_q & (left_q - 1'b1);
        end
        bits_q <= rest;
      end
    end
  end

endmodule
