// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// The AXI4-Lite side of a host port: one access at a time.
//
// Contract: addresses and data are taken into registers as they come, one each. `request_o` is up
// while an access waits and its answer's channel is free; a write comes before a read. `take_i`, in
// such a cycle, takes it. Later one pulse of `answer_i` gives its answer. `partial_o`: a write that
// does not have all four byte strobes.
module bouton_axi_lite (
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
  // the access
  output logic        request_o,
  output logic        write_o,
  output logic [31:0] address_o,
  output logic [31:0] data_o,
  output logic        partial_o,
  input  logic        take_i,
  // its answer
  input  logic        answer_i,
  input  logic        answer_write_i,
  input  logic        error_i,        // SLVERR
  input  logic [31:0] data_i
);

  localparam logic [1:0] Okay   = 2'b00;
  localparam logic [1:0] SlvErr = 2'b10;

  logic        aw_q, w_q, ar_q;
  logic [31:0] aw_addr_q, w_data_q, ar_addr_q;
  logic [3:0]  w_strb_q;

  assign awready_o = !aw_q;
  assign wready_o  = !w_q;
  assign arready_o = !ar_q;
  assign write_o   = aw_q & w_q & !bvalid_o;
  assign request_o = write_o | (ar_q & !rvalid_o);
  assign address_o = write_o ? aw_addr_q : ar_addr_q;
  assign data_o    = w_data_q;
  assign partial_o = write_o & (w_strb_q != 4'hf);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      aw_q     <= 1'b0;
      w_q      <= 1'b0;
      ar_q     <= 1'b0;
      bvalid_o <= 1'b0;
      rvalid_o <= 1'b0;
    end else begin
      if (awvalid_i && !aw_q) begin
        aw_q      <= 1'b1;
        aw_addr_q <= awaddr_i;
      end
      if (wvalid_i && !w_q) begin
        w_q      <= 1'b1;
        w_data_q <= wdata_i;
        w_strb_q <= wstrb_i;
      end
      if (arvalid_i && !ar_q) begin
        ar_q      <= 1'b1;
        ar_addr_q <= araddr_i;
      end
      if (take_i) begin
        if (write_o) begin
          aw_q <= 1'b0;
          w_q  <= 1'b0;
        end else begin
          ar_q <= 1'b0;
        end
      end
      if (bvalid_o && bready_i) bvalid_o <= 1'b0;
      if (rvalid_o && rready_i) rvalid_o <= 1'b0;
      if (answer_i) begin
        if (answer_write_i) begin
          bvalid_o <= 1'b1;
          bresp_o  <= error_i ? SlvErr : Okay;
        end else begin
          rvalid_o <= 1'b1;
          rresp_o  <= error_i ? SlvErr : Okay;
          rdata_o  <= error_i ? 32'd0 : data_i;
        end
      end
    end
  end

endmodule
