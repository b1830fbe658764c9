// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// A tile of the mesh: a core, its router and the adapter between them.
//
// Ports of the router but for Local: North 1, East 2, South 3, West 4, Host 5. Contract: every
// input meets a register or a clock gate first, every output is a register or follows from
// registers alone; `core_i`, `last_i` (the core in the south-east corner) and `present_i` never
// change. While `asleep_o` is up nothing here changes until a packet or a credit comes, but for
// CyclesWaiting, which counts each cycle if `waiting_o` is up too.
module bouton_tile #(
  parameter int unsigned Configuration  // index in spec/def/limits.toml: tiny, default, large, fpga
) (
  input  logic           clk_i,
  input  logic           rst_ni,
  input  logic [11:0]    core_i,
  input  logic [11:0]    last_i,
  input  logic [5:1]     present_i,
  input  logic [5:1]     valid_i,
  input  logic [5*64-1:0] word_i,
  output logic [5:1]     credit_o,
  output logic [5:1]     valid_o,
  output logic [5*64-1:0] word_o,
  input  logic [5:1]     credit_i,
  output logic           asleep_o,
  output logic           waiting_o
);

  localparam int unsigned Lanes =
      (Configuration == 0) ? bouton_spec_pkg::TinyLanes :
      (Configuration == 1) ? bouton_spec_pkg::DefaultLanes :
      (Configuration == 2) ? bouton_spec_pkg::LargeLanes : bouton_spec_pkg::FpgaLanes;
  localparam int unsigned Neurons =
      (Configuration == 0) ? bouton_spec_pkg::TinyNeurons :
      (Configuration == 1) ? bouton_spec_pkg::DefaultNeurons :
      (Configuration == 2) ? bouton_spec_pkg::LargeNeurons : bouton_spec_pkg::FpgaNeurons;
  localparam int unsigned Axons =
      (Configuration == 0) ? bouton_spec_pkg::TinyAxons :
      (Configuration == 1) ? bouton_spec_pkg::DefaultAxons :
      (Configuration == 2) ? bouton_spec_pkg::LargeAxons : bouton_spec_pkg::FpgaAxons;
  localparam int unsigned Words =
      (Configuration == 0) ? bouton_spec_pkg::TinyWords :
      (Configuration == 1) ? bouton_spec_pkg::DefaultWords :
      (Configuration == 2) ? bouton_spec_pkg::LargeWords : bouton_spec_pkg::FpgaWords;

  // Router, core and what is between them, in their own words.
  logic        up_valid, up_credit, down_valid, down_credit, router_idle, adapter_idle;
  logic        in_tvalid, in_tready, out_tvalid, out_tready;

  // Router and adapter stand still while no packet is in them and nothing comes. What never changes
  // is taken with their clock too, so that nothing of them depends on another one.
  logic clk_packets;
  bouton_clock_gate u_packets_clock (
    .clk_i,
    .enable_i(!rst_ni | (valid_i != '0) | (credit_i != '0) | out_tvalid | !router_idle |
              !adapter_idle),
    .clk_o(clk_packets)
  );

  logic [11:0] core_q, last_q;
  logic [5:1]  present_q;
  always_ff @(posedge clk_packets) begin
    core_q    <= core_i;
    last_q    <= last_i;
    present_q <= present_i;
  end

  logic [63:0] up_word, down_word;
  bouton_router u_router (
    .clk_i(clk_packets), .rst_ni, .core_i(core_q), .present_i({present_q, 1'b1}),
    .valid_i({valid_i, up_valid}), .word_i({word_i, up_word}), .credit_o({credit_o, up_credit}),
    .valid_o({valid_o, down_valid}), .word_o({word_o, down_word}),
    .credit_i({credit_i, down_credit}), .idle_o(router_idle)
  );

  logic [63:0] in_tdata, out_tdata;
  logic        awvalid, awready, wvalid, wready, arvalid, arready, bvalid, rvalid;
  logic [31:0] host_address, wdata, rdata;
  logic [1:0]  bresp, rresp;
  bouton_adapter u_adapter (
    .clk_i(clk_packets), .rst_ni, .core_i(core_q),
    .valid_i(down_valid), .word_i(down_word), .credit_o(down_credit),
    .valid_o(up_valid), .word_o(up_word), .credit_i(up_credit),
    .in_tvalid_o(in_tvalid), .in_tready_i(in_tready), .in_tdata_o(in_tdata),
    .out_tvalid_i(out_tvalid), .out_tready_o(out_tready), .out_tdata_i(out_tdata),
    .awvalid_o(awvalid), .awready_i(awready), .wvalid_o(wvalid), .wready_i(wready),
    .arvalid_o(arvalid), .arready_i(arready), .address_o(host_address), .wdata_o(wdata),
    .bvalid_i(bvalid), .bresp_i(bresp), .rvalid_i(rvalid), .rdata_i(rdata), .rresp_i(rresp),
    .idle_o(adapter_idle)
  );

  logic running, waiting, unused_fault;
  bouton_core #(
    .Lanes(Lanes), .Neurons(Neurons), .Axons(Axons), .Words(Words),
    .ConfigurationIndex(Configuration)
  ) u_core (
    .clk_i, .rst_ni, .core_i(core_q), .last_i(last_q),
    .awvalid_i(awvalid), .awready_o(awready), .awaddr_i(host_address),
    .wvalid_i(wvalid), .wready_o(wready), .wdata_i(wdata), .wstrb_i(4'hf),
    .bvalid_o(bvalid), .bready_i(1'b1), .bresp_o(bresp),
    .arvalid_i(arvalid), .arready_o(arready), .araddr_i(host_address),
    .rvalid_o(rvalid), .rready_i(1'b1), .rdata_o(rdata), .rresp_o(rresp),
    .in_tvalid_i(in_tvalid), .in_tready_o(in_tready), .in_tdata_i(in_tdata),
    .out_tvalid_o(out_tvalid), .out_tready_i(out_tready), .out_tdata_o(out_tdata),
    .running_o(running), .waiting_o(waiting), .fault_o(unused_fault)
  );

  // Asleep: without anything to do, for so long that every pipeline has run empty.
  localparam logic [3:0] Drained = 4'd15;
  logic       still;
  logic [3:0] still_q;
  assign still = router_idle & adapter_idle & !in_tvalid & !out_tvalid & (!running | waiting);
  always_ff @(posedge clk_i) begin
    if (!rst_ni || !still) still_q <= 4'd0;
    else if (still_q != Drained) still_q <= still_q + 4'd1;
  end
  assign asleep_o  = still && still_q == Drained;
  assign waiting_o = waiting;

endmodule
