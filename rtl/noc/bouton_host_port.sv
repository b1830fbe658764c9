// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// The Host port of a mesh: the chip's AXI4-Lite and AXI4-Stream on one side, packets on the other
// (docs/machine.md section 10.4).
//
// Contract: the stream is section 8's: the first word of a step, if no core has latched a fault,
// lets the cores begin it, END ends its input, and END comes back when all cores have ended it. An
// access to a core is taken between steps only, one at a time, and refused (SLVERR) while a step
// runs. A write needs all four byte strobes. Every input goes to a register.
module bouton_host_port (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [11:0] last_i,   // the core in the south-east corner
  // AXI4-Lite
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
  // AXI4-Stream
  input  logic        in_tvalid_i,
  output logic        in_tready_o,
  input  logic [63:0] in_tdata_i,
  output logic        out_tvalid_o,
  input  logic        out_tready_i,
  output logic [63:0] out_tdata_o,
  // router of core 0
  input  logic        valid_i,
  input  logic [63:0] word_i,
  output logic        credit_o,
  output logic        valid_o,
  output logic [63:0] word_o,
  input  logic        credit_i,
  output logic        running_o,
  output logic        fault_o
);

  localparam int unsigned Depth       = bouton_spec_pkg::LinkBuffer;
  localparam int unsigned CreditWidth = $clog2(Depth + 1);
  localparam logic [29:0] CoreRegister   = 30'h2000_0000;  // word addresses
  localparam logic [29:0] MeshRegister   = 30'h2000_0001;
  localparam logic [29:0] StatusRegister = 30'h2000_0002;

  logic [11:0] last_q;
  always_ff @(posedge clk_i) last_q <= last_i;

  // ---- what comes from the mesh ----
  logic        head_valid, pop, push;
  logic [63:0] head_bits;
  bouton_spec_pkg::stream_word_t head;
  bouton_link_buffer #(.Width(64), .Depth(Depth)) u_buffer (
    .clk_i, .rst_ni, .valid_i, .word_i, .credit_o,
    .valid_o(head_valid), .word_o(head_bits), .pop_i(pop)
  );
  assign head = head_bits;

  logic next_comes, leave_comes, out_full;
  logic open_q;         // the cores have ended a step, or have not begun one since reset
  logic running_q;      // the host has let them begin
  logic fault_q;
  logic [15:0] tag_q;   // of the last NEXT
  assign next_comes  = head_valid && head.kind == bouton_spec_pkg::StreamKindNext;
  assign leave_comes = head_valid && head.kind == bouton_spec_pkg::StreamKindLeave;
  assign push = (next_comes & running_q | leave_comes) & !out_full;
  assign pop  = head_valid & !((next_comes | leave_comes) & out_full);
  bouton_stream_out u_stream_out (
    .clk_i, .rst_ni, .push_i(push),
    .word_i(next_comes ? {bouton_spec_pkg::StreamKindEnd, head.step, 44'd0} :
                         {bouton_spec_pkg::StreamKindSpike, head_bits[59:0]}),
    .full_o(out_full), .tvalid_o(out_tvalid_o), .tready_i(out_tready_i), .tdata_o(out_tdata_o)
  );
  assign running_o = running_q;
  assign fault_o   = fault_q;

  // ---- the host's words ----
  logic        in_valid, in_pop, named;
  logic [63:0] in_bits;
  bouton_spec_pkg::stream_word_t in_word;
  bouton_stream_in u_stream_in (
    .clk_i, .rst_ni, .tvalid_i(in_tvalid_i), .tready_o(in_tready_o), .tdata_i(in_tdata_i),
    .valid_o(in_valid), .word_o(in_bits), .pop_i(in_pop)
  );
  assign in_word = in_bits;
  assign named   = in_word.core[5:0] <= last_q[5:0] && in_word.core[11:6] <= last_q[11:6];

  // ---- the host's accesses ----
  typedef enum logic [2:0] {StIdle, StDecode, StAddress, StAccess, StWait, StAnswer} state_e;
  state_e      state_q;
  logic        write_q, error_q;
  logic [31:0] data_q, answer_q;
  logic [29:0] address_q;
  logic [11:0] core_q;
  logic        ended_q;   // the host's END has gone

  logic        request, request_write, request_partial, take, answer;
  logic [31:0] request_address, request_data;
  bouton_axi_lite u_axi_lite (
    .clk_i, .rst_ni, .awvalid_i, .awready_o, .awaddr_i, .wvalid_i, .wready_o, .wdata_i, .wstrb_i,
    .bvalid_o, .bready_i, .bresp_o, .arvalid_i, .arready_o, .araddr_i, .rvalid_o, .rready_i,
    .rdata_o, .rresp_o,
    .request_o(request), .write_o(request_write), .address_o(request_address),
    .data_o(request_data), .partial_o(request_partial), .take_i(take),
    .answer_i(answer), .answer_write_i(write_q), .error_i(error_q), .data_i(answer_q)
  );
  assign take   = (state_q == StIdle) & request & !begins;
  assign answer = state_q == StAnswer;

  // ---- what goes to the mesh ----
  logic [CreditWidth-1:0] credits_q;
  logic                   room, begins, sends, accesses;
  assign room     = credits_q != '0;
  assign begins   = room & in_valid & open_q & !running_q & !fault_q & (state_q == StIdle);
  assign sends    = room & in_valid & running_q & !ended_q;
  assign accesses = room & (state_q == StAddress || state_q == StAccess);
  assign in_pop   = sends;

  always_ff @(posedge clk_i) begin
    valid_o <= 1'b0;
    if (!rst_ni) begin
      credits_q <= CreditWidth'(Depth);
      open_q    <= 1'b0;
      running_q <= 1'b0;
      ended_q   <= 1'b0;
      fault_q   <= 1'b0;
    end else begin
      credits_q <= credits_q + CreditWidth'(credit_i) -
                   CreditWidth'({begins | sends | accesses});
      if (pop && next_comes) begin
        open_q    <= 1'b1;
        running_q <= 1'b0;
        fault_q   <= head.payload[0];
        tag_q     <= head.step;
      end else if (state_q == StDecode && write_q && address_q == StatusRegister && data_q[1]) begin
        fault_q <= 1'b0;
      end
      if (begins) begin
        valid_o   <= 1'b1;
        word_o    <= {bouton_spec_pkg::StreamKindNext, tag_q, 44'd0};
        open_q    <= 1'b0;
        running_q <= 1'b1;
        ended_q   <= 1'b0;
      end
      if (sends) begin
        // A word for nobody becomes one that core 0 will drop, so that it is counted.
        valid_o <= 1'b1;
        ended_q <= in_word.kind == bouton_spec_pkg::StreamKindEnd;
        if (in_word.kind == bouton_spec_pkg::StreamKindEnd) begin
          word_o <= {in_bits[63:44], 44'd0};
        end else begin
          word_o <= {(in_word.kind > bouton_spec_pkg::StreamKindEnd) ? 4'hf : in_word.kind,
                     in_word.step, named ? in_word.core : 12'd0,
                     named ? in_word.index : 16'hffff, in_word.payload};
        end
      end
      if (accesses) begin
        valid_o <= 1'b1;
        word_o  <= {(state_q == StAddress) ? bouton_spec_pkg::StreamKindAddress :
                    write_q ? bouton_spec_pkg::StreamKindWrite : bouton_spec_pkg::StreamKindRead,
                    16'd0, core_q, (state_q == StAddress) ? {address_q, 2'b00} : data_q};
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q <= StIdle;
      core_q  <= 12'd0;
    end else begin
      case (state_q)
        StIdle: begin
          answer_q <= 32'd0;
          if (take) begin
            state_q   <= StDecode;
            write_q   <= request_write;
            address_q <= request_address[31:2];
            data_q    <= request_write ? request_data : 32'd0;
            error_q   <= request_partial;
          end
        end
        StDecode: begin
          state_q <= StAnswer;
          if (address_q[29:27] == 3'd0 && open_q && !error_q) begin
            state_q <= StAddress;
          end else if (address_q == CoreRegister) begin
            answer_q <= {20'd0, core_q};
            if (write_q && !error_q) begin
              if (data_q[31:12] == 20'd0 && data_q[5:0] <= last_q[5:0] &&
                  data_q[11:6] <= last_q[11:6]) core_q <= data_q[11:0];
              else error_q <= 1'b1;
            end
          end else if (address_q == MeshRegister && !write_q) begin
            answer_q <= {18'd0, last_q[11:6], 2'd0, last_q[5:0]} + 32'h0101;
          end else if (address_q == StatusRegister) begin
            answer_q <= {30'd0, fault_q, !open_q};
          end else begin
            error_q <= 1'b1;
          end
        end
        StAddress: if (room) state_q <= StAccess;
        StAccess:  if (room) state_q <= StWait;
        StWait: begin
          if (head_valid && head.kind == bouton_spec_pkg::StreamKindAnswer) begin
            answer_q <= head_bits[31:0];
            error_q  <= head.step[0];
            state_q  <= StAnswer;
          end
        end
        default: state_q <= StIdle;
      endcase
    end
  end

endmodule
