// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// A table of the sequencer: a bouton_ram that only the host writes, and that checks what it reads.
//
// Contract: `data_o` is the word of the last read, or zero if it failed its parity; `bad_o` is up
// in the one cycle after the read of such a word, `address_o` says which. Host reads are not
// checked: `raw_o` and `failed_o` are what the host sees.
module bouton_table #(
  parameter int unsigned Width,
  parameter int unsigned Depth,
  localparam int unsigned AddressWidth = (Depth > 1) ? $clog2(Depth) : 1
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  input  logic                    re_i,
  input  logic [AddressWidth-1:0] raddr_i,
  output logic [Width-1:0]        data_o,
  output logic                    bad_o,
  output logic [AddressWidth-1:0] address_o,
  input  logic                    host_re_i,
  input  logic                    host_we_i,
  input  logic [AddressWidth-1:0] host_addr_i,
  input  logic [Width-1:0]        host_wdata_i,
  input  logic                    host_poison_i,
  output logic [Width-1:0]        raw_o,
  output logic                    failed_o
);

  logic parity;
  logic fresh_q;

  bouton_ram #(
    .Width(Width),
    .Depth(Depth)
  ) u_ram (
    .clk_i,
    .re_i,
    .raddr_i,
    .rdata_o (raw_o),
    .parity_o(parity),
    .we_i    (1'b0),
    .waddr_i ('0),
    .wdata_i ('0),
    .host_re_i,
    .host_we_i,
    .host_addr_i,
    .host_wdata_i,
    .host_poison_i
  );

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      fresh_q <= 1'b0;
    end else begin
      fresh_q <= re_i;
      if (re_i) address_o <= raddr_i;
    end
  end

  assign failed_o = ^raw_o ^ parity;
  assign bad_o    = fresh_q & failed_o;
  assign data_o   = failed_o ? '0 : raw_o;

endmodule
