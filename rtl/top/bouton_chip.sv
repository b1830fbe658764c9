// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// A chip of `MeshX` by `MeshY` tiles, its links, and its host's AXI4-Lite and AXI4-Stream at the
// Host port of core 0 (docs/machine.md section 10). For a chip of one core: bouton_top.
//
// Contract: links at the edge of the mesh are not connected. Every input meets a register first,
// every output is one or follows from registers alone.
module bouton_chip #(
  parameter int unsigned Configuration,
  parameter int unsigned MeshX,
  parameter int unsigned MeshY
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

  localparam int unsigned Tiles = MeshX * MeshY;
  localparam int unsigned Ports = 5, North = 0, East = 1, South = 2, West = 3, Host = 4;
  localparam logic [11:0] Last  = {6'(MeshY - 1), 6'(MeshX - 1)};

  if (Tiles < 2) begin : gen_no_mesh
    $error("bouton_chip: a mesh has two tiles at least");
  end

  // Of every tile and port but Local: what leaves it, and what arrives by its link.
  logic [Tiles*Ports-1:0]    out_valid /*verilator public_flat_rd*/;
  logic [Tiles*Ports*64-1:0] out_word /*verilator public_flat_rd*/;
  logic [Tiles*Ports-1:0]    out_credit, in_valid, in_credit;
  logic [Tiles*Ports*64-1:0] in_word;
  logic [Tiles-1:0]          unused_asleep, unused_waiting;

  // The host port, and its link.
  logic        host_valid, host_credit, to_host_valid, to_host_credit;
  logic [63:0] host_word, to_host_word;
  bouton_host_port u_host_port (
    .clk_i, .rst_ni, .last_i(Last),
    .awvalid_i, .awready_o, .awaddr_i, .wvalid_i, .wready_o, .wdata_i, .wstrb_i,
    .bvalid_o, .bready_i, .bresp_o, .arvalid_i, .arready_o, .araddr_i,
    .rvalid_o, .rready_i, .rdata_o, .rresp_o,
    .in_tvalid_i, .in_tready_o, .in_tdata_i, .out_tvalid_o, .out_tready_i, .out_tdata_o,
    .valid_i(to_host_valid), .word_i(to_host_word), .credit_o(host_credit),
    .valid_o(host_valid), .word_o(host_word), .credit_i(to_host_credit),
    .running_o, .fault_o
  );
  bouton_link u_from_host (
    .clk_i, .rst_ni, .valid_i(host_valid), .word_i(host_word), .credit_i(out_credit[Host]),
    .valid_o(in_valid[Host]), .word_o(in_word[Host*64+:64]), .credit_o(to_host_credit)
  );
  bouton_link u_to_host (
    .clk_i, .rst_ni, .valid_i(out_valid[Host]), .word_i(out_word[Host*64+:64]),
    .credit_i(host_credit), .valid_o(to_host_valid), .word_o(to_host_word),
    .credit_o(in_credit[Host])
  );

  genvar t, p;
  generate
    for (t = 0; t < Tiles; t = t + 1) begin : gen_tile
      localparam int unsigned X = t % MeshX, Y = t / MeshX;
      localparam logic [Ports-1:0] Present = {t == 0, X > 0, Y + 1 < MeshY, X + 1 < MeshX, Y > 0};

      bouton_tile #(.Configuration(Configuration)) u_tile (
        .clk_i, .rst_ni, .core_i({6'(Y), 6'(X)}), .last_i(Last), .present_i(Present),
        .valid_i(in_valid[t*Ports+:Ports]), .word_i(in_word[t*Ports*64+:Ports*64]),
        .credit_o(out_credit[t*Ports+:Ports]), .valid_o(out_valid[t*Ports+:Ports]),
        .word_o(out_word[t*Ports*64+:Ports*64]), .credit_i(in_credit[t*Ports+:Ports]),
        .asleep_o(unused_asleep[t]), .waiting_o(unused_waiting[t])
      );

      // What this tile sends by each port arrives at the neighbour's opposite one, and its credits
      // come back the same way.
      for (p = North; p <= West; p = p + 1) begin : gen_link
        localparam int unsigned Back      = (p + 2) % 4;
        localparam int unsigned Neighbour = (p == North) ? t - MeshX : (p == South) ? t + MeshX :
                                            (p == East) ? t + 1 : t - 1;
        if (Present[p]) begin : gen_present
          bouton_link u_link (
            .clk_i, .rst_ni, .valid_i(out_valid[t*Ports+p]),
            .word_i(out_word[(t*Ports+p)*64+:64]), .credit_o(in_credit[t*Ports+p]),
            .valid_o(in_valid[Neighbour*Ports+Back]),
            .word_o(in_word[(Neighbour*Ports+Back)*64+:64]),
            .credit_i(out_credit[Neighbour*Ports+Back])
          );
        end else begin : gen_absent
          assign in_valid[t*Ports+p]         = 1'b0;
          assign in_word[(t*Ports+p)*64+:64] = 64'd0;
          assign in_credit[t*Ports+p]        = 1'b0;
        end
      end
      if (t != 0) begin : gen_no_host
        assign in_valid[t*Ports+Host]         = 1'b0;
        assign in_word[(t*Ports+Host)*64+:64] = 64'd0;
        assign in_credit[t*Ports+Host]        = 1'b0;
      end
    end
  endgenerate

endmodule
