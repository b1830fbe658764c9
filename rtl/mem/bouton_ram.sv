// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// A memory with one synchronous read port, one write port and a parity bit for each word.
//
// Contract: a read gives its word in the next cycle and holds it until the next read; reading the
// address that is being written gives the old word. `parity_o` belongs to `rdata_o`: the word has
// failed when the parity of both together is odd. The host's access shares the two ports and comes
// first; the host does not access while the core does. Contents are not reset.
//
// `mem` holds the words as they are and `par` their parity, so a simulator's back door can load
// them.
module bouton_ram #(
  parameter int unsigned Width,
  parameter int unsigned Depth,
  localparam int unsigned AddressWidth = (Depth > 1) ? $clog2(Depth) : 1
) (
  input  logic                    clk_i,
  input  logic                    re_i,
  input  logic [AddressWidth-1:0] raddr_i,
  output logic [Width-1:0]        rdata_o,
  output logic                    parity_o,
  input  logic                    we_i,
  input  logic [AddressWidth-1:0] waddr_i,
  input  logic [Width-1:0]        wdata_i,
  input  logic                    host_re_i,
  input  logic                    host_we_i,
  input  logic [AddressWidth-1:0] host_addr_i,
  input  logic [Width-1:0]        host_wdata_i,
  input  logic                    host_poison_i
);

  logic [Width-1:0] mem [Depth] /*verilator public_flat_rd*/;
  logic             par [Depth] /*verilator public_flat_rd*/;

  // Tasks, so that a simulator chooses an address only when it is used. Blocking assignments: no
  // one else sees the arrays, and a simulator needs no copy of the write.
  task automatic read(input logic [AddressWidth-1:0] address);
    rdata_o  <= mem[address];
    parity_o <= par[address];
  endtask

  task automatic write(input logic [AddressWidth-1:0] address, input logic [Width-1:0] data,
                       input logic poison);
    mem[address] = data;
    par[address] = ^data ^ poison;
  endtask

  always_ff @(posedge clk_i) begin
    if (re_i | host_re_i) read(host_re_i ? host_addr_i : raddr_i);
    if (we_i | host_we_i) begin
      write(host_we_i ? host_addr_i : waddr_i, host_we_i ? host_wdata_i : wdata_i,
            host_we_i & host_poison_i);
    end
  end

endmodule
