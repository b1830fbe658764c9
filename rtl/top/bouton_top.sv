// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// The chip's top: one core of a named configuration. AXI4-Lite for the host, AXI4-Stream for spikes
// in and out, clock, synchronous active-low reset. Every input meets a register first, every output
// is one or follows from registers alone.
module bouton_top #(
  parameter int unsigned Configuration  // index in spec/def/limits.toml: tiny, default, large, fpga
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        awvalid_i,
  output logic        awready_o,
  input  logic [31:0] awaddr_i,
  input  logic        wvalid_i,
  output logic        wready_o,
  input  logic [31:0] wdata_i,
  input  logic [3:0]  wstrb_i,
  output logic        bvalid_o,
  input  logic        bready_i,
  output logic [1:0]  bresp_o,
  input  logic        arvalid_i,
  output logic        arready_o,
  input  logic [31:0] araddr_i,
  output logic        rvalid_o,
  input  logic        rready_i,
  output logic [31:0] rdata_o,
  output logic [1:0]  rresp_o,
  input  logic        in_tvalid_i,
  output logic        in_tready_o,
  input  logic [63:0] in_tdata_i,
  output logic        out_tvalid_o,
  input  logic        out_tready_i,
  output logic [63:0] out_tdata_o,
  output logic        running_o,
  output logic        fault_o
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

  if (Configuration > 3) begin : gen_unknown
    $error("bouton_top: no such configuration");
  end

  logic unused_waiting;
  bouton_core #(
    .Lanes(Lanes), .Neurons(Neurons), .Axons(Axons), .Words(Words),
    .ConfigurationIndex(Configuration)
  ) u_core (
    .clk_i, .rst_ni, .core_i(12'd0), .last_i(12'd0),
    .awvalid_i, .awready_o, .awaddr_i, .wvalid_i, .wready_o, .wdata_i, .wstrb_i,
    .bvalid_o, .bready_i, .bresp_o, .arvalid_i, .arready_o, .araddr_i,
    .rvalid_o, .rready_i, .rdata_o, .rresp_o,
    .in_tvalid_i, .in_tready_o, .in_tdata_i,
    .out_tvalid_o, .out_tready_i, .out_tdata_o,
    .running_o, .waiting_o(unused_waiting), .fault_o
  );

endmodule
