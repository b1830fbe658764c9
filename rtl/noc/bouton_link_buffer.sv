// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// The buffer at the receiving end of a link: first in, first out, its head in a register.
//
// Contract: the sender holds `Depth` credits at first, spends one on each packet and gets it back
// by `credit_o` when the packet has left. So the buffer never overflows; nothing here checks it
// again. `pop_i` only while `valid_o`.
module bouton_link_buffer #(
  parameter int unsigned Width = 64,
  parameter int unsigned Depth = bouton_spec_pkg::LinkBuffer  // a power of two
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

  localparam int unsigned Address = $clog2(Depth);

  logic [Width-1:0]   store_q [Depth];  // what waits behind the head
  logic [Address-1:0] read_q, write_q;  // never a whole store: the head is the `Depth`th packet
  logic               waiting, load;

  assign waiting = read_q != write_q;
  assign load    = !valid_o | pop_i;  // the head's register is free

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      credit_o <= 1'b0;
      valid_o  <= 1'b0;
      read_q   <= '0;
      write_q  <= '0;
    end else begin
      credit_o <= pop_i;
      if (valid_i | pop_i) begin
        if (load) begin
          valid_o <= valid_i | waiting;
          word_o  <= waiting ? store_q[read_q] : word_i;
        end
        if (load && waiting) read_q <= read_q + 1'b1;
        if (valid_i && (!load || waiting)) begin
          store_q[write_q] <= word_i;
          write_q          <= write_q + 1'b1;
        end
      end
    end
  end

`ifdef FORMAL_LINK_BUFFER
  `include "bouton_link_buffer_properties.svh"
`endif

endmodule
