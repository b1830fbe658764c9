// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// A chip of `MeshX` by `MeshY` tiles, its links, and its host's AXI4-Lite and AXI4-Stream at the
// Host port of core 0 (docs/machine.md section 10). It is a mesh, or a part of one that other chips
// go on with at its edges (10.6). For a chip of one core: bouton_top.
//
// Contract: `base_i` is the core in this chip's north-west corner, `last_i` the one in the
// south-east corner of the whole mesh, which has two cores at least; they never change. A chip
// whose base is not core 0 has no host: its host port is not connected to the mesh. Edges are
// numbered from north by x, east by y, south by x, west by y; where there is no chip beyond, their
// inputs are 0. Every input meets a register first, every output is one or follows from registers
// alone.
module bouton_chip #(
  parameter int unsigned Configuration,
  parameter int unsigned MeshX,
  parameter int unsigned MeshY,
  localparam int unsigned Edges = 2 * (MeshX + MeshY)
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [11:0] base_i,
  input  logic [11:0] last_i,
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
  output logic        fault_o,
  // edges: packets out and their credits back, packets in and their credits back
  output logic [Edges-1:0]    edge_valid_o,
  output logic [Edges*64-1:0] edge_word_o,
  input  logic [Edges-1:0]    edge_credit_i,
  input  logic [Edges-1:0]    edge_valid_i,
  input  logic [Edges*64-1:0] edge_word_i,
  output logic [Edges-1:0]    edge_credit_o
);

  localparam int unsigned Tiles = MeshX * MeshY;
  localparam int unsigned Ports = 5, North = 0, East = 1, South = 2, West = 3, Host = 4;

  logic [5:0]  base_x, base_y, last_x, last_y;
  logic [11:0] base_q, last_q;
  assign {base_y, base_x} = base_q;
  assign {last_y, last_x} = last_q;
  always_ff @(posedge clk_i) begin
    base_q <= base_i;
    last_q <= last_i;
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
    .clk_i, .rst_ni, .last_i,
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
      // On this chip, what lies beyond each port.
      localparam logic [3:0] Inside = {X > 0, Y + 1 < MeshY, X + 1 < MeshX, Y > 0};

      logic [5:0]       x, y;
      logic [Ports-1:0] present;
      assign x       = base_x + 6'(X);
      assign y       = base_y + 6'(Y);
      assign present = {{y, x} == 12'd0, x != 6'd0, y != last_y, x != last_x, y != 6'd0};

      bouton_tile #(.Configuration(Configuration)) u_tile (
        .clk_i, .rst_ni, .core_i({y, x}), .last_i(last_q), .present_i(present),
        .valid_i(in_valid[t*Ports+:Ports]), .word_i(in_word[t*Ports*64+:Ports*64]),
        .credit_o(out_credit[t*Ports+:Ports]), .valid_o(out_valid[t*Ports+:Ports]),
        .word_o(out_word[t*Ports*64+:Ports*64]), .credit_i(in_credit[t*Ports+:Ports]),
        .asleep_o(unused_asleep[t]), .waiting_o(unused_waiting[t])
      );

      // What this tile sends by each port arrives at the neighbour's opposite one, and its credits
      // come back the same way. At an edge the link is the sender's.
      for (p = North; p <= West; p = p + 1) begin : gen_link
        localparam int unsigned Back      = (p + 2) % 4;
        localparam int unsigned Neighbour = (p == North) ? t - MeshX : (p == South) ? t + MeshX :
                                            (p == East) ? t + 1 : t - 1;
        localparam int unsigned Edge      = (p == North) ? X : (p == East) ? MeshX + Y :
                                            (p == South) ? MeshX + MeshY + X :
                                            2 * MeshX + MeshY + Y;
        if (Inside[p]) begin : gen_inside
          bouton_link u_link (
            .clk_i, .rst_ni, .valid_i(out_valid[t*Ports+p]),
            .word_i(out_word[(t*Ports+p)*64+:64]), .credit_o(in_credit[t*Ports+p]),
            .valid_o(in_valid[Neighbour*Ports+Back]),
            .word_o(in_word[(Neighbour*Ports+Back)*64+:64]),
            .credit_i(out_credit[Neighbour*Ports+Back])
          );
        end else begin : gen_edge
          bouton_link u_link (
            .clk_i, .rst_ni, .valid_i(out_valid[t*Ports+p]),
            .word_i(out_word[(t*Ports+p)*64+:64]), .credit_o(in_credit[t*Ports+p]),
            .valid_o(edge_valid_o[Edge]), .word_o(edge_word_o[Edge*64+:64]),
            .credit_i(edge_credit_i[Edge])
          );
          assign in_valid[t*Ports+p]         = edge_valid_i[Edge];
          assign in_word[(t*Ports+p)*64+:64] = edge_word_i[Edge*64+:64];
          assign edge_credit_o[Edge]         = out_credit[t*Ports+p];
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
