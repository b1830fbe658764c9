// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// Between a router's Local port and a core: packets to the core's stream and back, and the host
// port's traffic as AXI4-Lite (docs/machine.md section 10).
//
// Contract: every input goes to a register. What comes is taken in its order: words and tokens by
// the core's stream, ADDRESS, WRITE and READ here, an ANSWER for each of the last two. The first
// packet after reset is NEXT. A token reaches the core as a word to itself.
//
// While half of the buffer is full, the core's own packets go out only in turn with those that it
// takes: a core that can send takes nothing, and a mesh full of packets for one that sends on and
// on would let nobody else send.
module bouton_adapter (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [11:0] core_i,
  // router
  input  logic        valid_i,
  input  logic [63:0] word_i,
  output logic        credit_o,
  output logic        valid_o,
  output logic [63:0] word_o,
  input  logic        credit_i,
  // core's streams
  output logic        in_tvalid_o,
  input  logic        in_tready_i,
  output logic [63:0] in_tdata_o,
  input  logic        out_tvalid_i,
  output logic        out_tready_o,
  input  logic [63:0] out_tdata_i,
  // core's host port
  output logic        awvalid_o,
  input  logic        awready_i,
  output logic        wvalid_o,
  input  logic        wready_i,
  output logic        arvalid_o,
  input  logic        arready_i,
  output logic [31:0] address_o,
  output logic [31:0] wdata_o,
  input  logic        bvalid_i,
  input  logic [1:0]  bresp_i,
  input  logic        rvalid_i,
  input  logic [31:0] rdata_i,
  input  logic [1:0]  rresp_i,
  output logic        idle_o
);

  localparam int unsigned Depth       = bouton_spec_pkg::LinkBuffer;
  localparam int unsigned CreditWidth = $clog2(Depth + 1);

  typedef enum logic [1:0] {StIdle, StAccess, StWait, StAnswer} state_e;
  state_e                 state_q;
  logic [CreditWidth-1:0] credits_q, held_q;
  logic [31:0]            answer_q;
  logic                   refused_q, begun_q;
  logic                   owes_q;   // one went out; the core must take the one that waits

  logic        head_valid, pop, for_stream, token;
  logic [63:0] head_bits;
  bouton_spec_pkg::stream_word_t head;
  bouton_link_buffer #(.Width(64), .Depth(Depth)) u_buffer (
    .clk_i, .rst_ni, .valid_i, .word_i, .credit_o,
    .valid_o(head_valid), .word_o(head_bits), .pop_i(pop)
  );
  assign head = head_bits;

  assign token      = head.kind == bouton_spec_pkg::StreamKindEnd ||
                      head.kind == bouton_spec_pkg::StreamKindNext;
  assign for_stream = head.kind != bouton_spec_pkg::StreamKindAddress &&
                      head.kind != bouton_spec_pkg::StreamKindWrite &&
                      head.kind != bouton_spec_pkg::StreamKindRead;

  assign in_tvalid_o = head_valid & for_stream;
  assign in_tdata_o  = {head_bits[63:44], token ? core_i : head.core, head_bits[31:0]};
  assign wdata_o     = head_bits[31:0];
  assign pop         = head_valid & (for_stream ? in_tready_i :
                           head.kind == bouton_spec_pkg::StreamKindAddress || answers);

  // Room for a packet, and whose it is.
  logic room, answers, passes, waits, many;
  assign room         = credits_q != '0;
  assign answers      = state_q == StAnswer && room;
  assign waits        = in_tvalid_o & !token & !in_tready_i;
  assign many         = held_q >= CreditWidth'(Depth / 2);
  assign out_tready_o = room & begun_q & !owes_q & (state_q != StAnswer);
  assign passes       = out_tvalid_i & out_tready_o;

  assign idle_o = !head_valid & !valid_o & !credit_o & begun_q & (state_q == StIdle);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q   <= StIdle;
      credits_q <= CreditWidth'(Depth);
      begun_q   <= 1'b0;
      held_q    <= '0;
      owes_q    <= 1'b0;
      valid_o   <= 1'b0;
      awvalid_o <= 1'b0;
      wvalid_o  <= 1'b0;
      arvalid_o <= 1'b0;
    end else begin
      valid_o <= 1'b0;
      if (answers) begin
        valid_o <= 1'b1;
        word_o  <= {bouton_spec_pkg::StreamKindAnswer, 15'd0, refused_q, core_i, answer_q};
      end else if (!begun_q) begin
        valid_o <= 1'b1;
        begun_q <= 1'b1;
        word_o  <= {bouton_spec_pkg::StreamKindNext, 60'd0};
      end else if (passes) begin
        valid_o <= 1'b1;
        word_o  <= out_tdata_i;
      end
      held_q    <= held_q + CreditWidth'(valid_i) - CreditWidth'(pop);
      owes_q    <= waits & (passes & many | owes_q);
      credits_q <= credits_q + CreditWidth'(credit_i) -
                   CreditWidth'({answers | passes | !begun_q});

      case (state_q)
        StIdle: begin
          if (head_valid && head.kind == bouton_spec_pkg::StreamKindAddress) begin
            address_o <= head_bits[31:0];
          end
          if (head_valid && head.kind == bouton_spec_pkg::StreamKindWrite) begin
            awvalid_o <= 1'b1;
            wvalid_o  <= 1'b1;
            state_q   <= StAccess;
          end
          if (head_valid && head.kind == bouton_spec_pkg::StreamKindRead) begin
            arvalid_o <= 1'b1;
            state_q   <= StAccess;
          end
        end
        StAccess: begin
          if (awready_i) awvalid_o <= 1'b0;
          if (wready_i) wvalid_o <= 1'b0;
          if (arready_i) arvalid_o <= 1'b0;
          if (!awvalid_o && !wvalid_o && !arvalid_o) state_q <= StWait;
        end
        StWait: begin
          if (bvalid_i || rvalid_i) begin
            answer_q  <= rvalid_i ? rdata_i : 32'd0;
            refused_q <= rvalid_i ? rresp_i != 2'b00 : bresp_i != 2'b00;
            address_o <= address_o + 32'd4;
            state_q   <= StAnswer;
          end
        end
        default: if (room) state_q <= StIdle;
      endcase
    end
  end

endmodule
