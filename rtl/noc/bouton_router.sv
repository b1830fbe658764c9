// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// A router of the mesh (docs/machine.md section 10.2): six inputs with buffers, six outputs with
// credits, X first and then Y, round robin; and the barrier's tokens (10.3).
//
// Ports: Local 0, North 1, East 2, South 3, West 4, Host 5; port p has bit p and word p. An output
// may send to a buffer of `Depth` packets; `credit_i` says that one has left it. A packet takes two
// cycles from input to output. Contract: sources send to cores that are there, and to the host only
// with LEAVE and ANSWER. `core_i` and `present_i` are taken during reset.
//
// A token goes out on an output when every input from which it may turn there has one at its head
// that is not accounted there yet, and leaves an input when it is accounted wherever it may turn.
// END may turn as packets do: it comes from everybody and goes to everybody. NEXT gathers from the
// cores towards the host, on the way that packets take, and spreads from the host to the cores. The
// word sent is the OR of those that came, so that a bit set by one source reaches all.
module bouton_router #(
  parameter int unsigned Width      = 64,
  parameter int unsigned KindLow    = 60,  // where the kind and the core begin in a packet
  parameter int unsigned CoreLow    = 32,
  parameter int unsigned Coordinate = 6,   // bits
  parameter int unsigned Depth      = bouton_spec_pkg::LinkBuffer
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  input  logic [2*Coordinate-1:0] core_i,     // where this is: y, x
  input  logic [5:0]              present_i,  // ports that are connected
  input  logic [5:0]              valid_i,
  input  logic [6*Width-1:0]      word_i,
  output logic [5:0]              credit_o,
  output logic [5:0]              valid_o,
  output logic [6*Width-1:0]      word_o,
  input  logic [5:0]              credit_i,
  output logic                    idle_o      // no packet is here
);

  localparam int unsigned Ports = 6;
  localparam int unsigned Local = 0, North = 1, East = 2, South = 3, West = 4, Host = 5;
  localparam int unsigned CreditWidth = $clog2(Depth + 1);
  // Outputs that an input's packets may turn to, from Host down to Local.
  localparam logic [Ports*Ports-1:0] Turns = {
    6'b011111,  // from the host
    6'b101111,  // from the west
    6'b100011,  // from the south
    6'b111011,  // from the east
    6'b101001,  // from the north
    6'b111110   // from the core
  };

  // Where a NEXT turns: gathering, and spreading along the first row and down the columns.
  localparam logic [Ports-1:0] Spread = 6'b001101, Fall = 6'b001001;
  logic                   first_x, first_y;
  logic [Ports-1:0]       gather;
  logic [Ports*Ports-1:0] end_turns_q, next_turns_q;   // [input][output], of ports that are there
  assign first_x = core_i[Coordinate-1:0] == '0;
  assign first_y = core_i[Coordinate+:Coordinate] == '0;
  assign gather  = !first_x ? 6'b010000 : !first_y ? 6'b000010 : 6'b100000;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      for (int unsigned i = 0; i < Ports; i++) begin
        end_turns_q[i*Ports+:Ports] <= present_i[i] ? Turns[i*Ports+:Ports] & present_i : '0;
      end
      next_turns_q[Local*Ports+:Ports] <= gather;
      next_turns_q[North*Ports+:Ports] <= present_i[North] ? Fall & present_i : '0;
      next_turns_q[East*Ports+:Ports]  <= present_i[East] ? gather : '0;
      next_turns_q[South*Ports+:Ports] <= present_i[South] & first_x ? gather : '0;
      next_turns_q[West*Ports+:Ports]  <= present_i[West] & first_y ? Spread & present_i : '0;
      next_turns_q[Host*Ports+:Ports]  <= present_i[Host] ? Spread & present_i : '0;
    end
  end

  logic [Ports-1:0]             head_valid, is_end, is_next, token, pop, sent;
  logic [Width-1:0]             head [Ports];
  logic [Ports*Ports-1:0]       wanted;              // [input][output]
  logic [Ports*Ports-1:0]       accounted_q;         // [input][output]: the head's token was sent
  logic [Ports*Ports-1:0]       grant;               // [output][input]
  logic [Ports*Ports-1:0]       served_q;            // [output][input]: up to the last one served
  logic [Ports*CreditWidth-1:0] credits_q;           // [output]

  genvar p;
  generate
    for (p = 0; p < Ports; p = p + 1) begin : gen_input
      bouton_link_buffer #(.Width(Width), .Depth(Depth)) u_buffer (
        .clk_i, .rst_ni,
        .valid_i(valid_i[p]), .word_i(word_i[p*Width+:Width]), .credit_o(credit_o[p]),
        .valid_o(head_valid[p]), .word_o(head[p]), .pop_i(pop[p])
      );

      // Where the head wants to go.
      logic [3:0]            kind;
      logic                  leaves;
      logic [Coordinate-1:0] to_x, to_y;
      assign kind     = head[p][KindLow+:4];
      assign leaves   = kind == bouton_spec_pkg::StreamKindLeave ||
                        kind == bouton_spec_pkg::StreamKindAnswer;
      assign is_end[p]  = kind == bouton_spec_pkg::StreamKindEnd;
      assign is_next[p] = kind == bouton_spec_pkg::StreamKindNext;
      assign token[p]   = is_end[p] | is_next[p];
      assign to_x     = leaves ? '0 : head[p][CoreLow+:Coordinate];
      assign to_y     = leaves ? '0 : head[p][CoreLow+Coordinate+:Coordinate];
      always_comb begin
        wanted[p*Ports+:Ports] = '0;
        if (to_x > core_i[Coordinate-1:0])               wanted[p*Ports+East]  = 1'b1;
        else if (to_x < core_i[Coordinate-1:0])          wanted[p*Ports+West]  = 1'b1;
        else if (to_y > core_i[Coordinate+:Coordinate])  wanted[p*Ports+South] = 1'b1;
        else if (to_y < core_i[Coordinate+:Coordinate])  wanted[p*Ports+North] = 1'b1;
        else if (leaves)                                 wanted[p*Ports+Host]  = 1'b1;
        else                                             wanted[p*Ports+Local] = 1'b1;
      end
    end
  endgenerate

  // Who may send: the next packet in turn, or all tokens as one.
  logic [Ports-1:0] packets, ends, nexts, end_sources, next_sources, later, candidates;
  always_comb begin
    grant        = '0;
    packets      = '0;
    ends         = '0;
    nexts        = '0;
    end_sources  = '0;
    next_sources = '0;
    later        = '0;
    candidates   = '0;
    if (head_valid != '0) begin
      for (int unsigned o = 0; o < Ports; o++) begin
        for (int unsigned i = 0; i < Ports; i++) begin
          packets[i]      = head_valid[i] & !token[i] & wanted[i*Ports+o];
          ends[i]         = head_valid[i] & is_end[i] & !accounted_q[i*Ports+o];
          nexts[i]        = head_valid[i] & is_next[i] & !accounted_q[i*Ports+o];
          end_sources[i]  = end_turns_q[i*Ports+o];
          next_sources[i] = next_turns_q[i*Ports+o];
        end
        later      = packets & ~served_q[o*Ports+:Ports];
        candidates = (later != '0) ? later : packets;
        if (credits_q[o*CreditWidth+:CreditWidth] != '0) begin
          grant[o*Ports+:Ports] = candidates & (~candidates + 1'b1);
          if (next_sources != '0 && (next_sources & ~nexts) == '0) begin
            grant[o*Ports+:Ports] = next_sources;
          end
          if (end_sources != '0 && (end_sources & ~ends) == '0) begin
            grant[o*Ports+:Ports] = end_sources;
          end
        end
      end
    end
  end

  // Which heads have done all they had to.
  logic [Ports*Ports-1:0] accounted;
  logic [Ports-1:0]       turns;
  always_comb begin
    accounted = accounted_q;
    turns     = '0;
    pop       = '0;
    sent      = '0;
    if (grant != '0) begin
      for (int unsigned i = 0; i < Ports; i++) begin
        for (int unsigned o = 0; o < Ports; o++) begin
          accounted[i*Ports+o] = accounted_q[i*Ports+o] | grant[o*Ports+i];
        end
        turns  = is_end[i] ? end_turns_q[i*Ports+:Ports] : next_turns_q[i*Ports+:Ports];
        pop[i] = head_valid[i] & (token[i] ? (turns & ~accounted[i*Ports+:Ports]) == '0 :
                                             accounted[i*Ports+:Ports] != '0);
        if (pop[i]) accounted[i*Ports+:Ports] = '0;
        sent[i] = grant[i*Ports+:Ports] != '0;
      end
    end
  end

  // What is sent: the packet, or the OR of the tokens.
  logic [Ports*Width-1:0] merged;
  always_comb begin
    merged = '0;
    if (grant != '0) begin
      for (int unsigned o = 0; o < Ports; o++) begin
        for (int unsigned i = 0; i < Ports; i++) begin
          if (grant[o*Ports+i]) merged[o*Width+:Width] = merged[o*Width+:Width] | head[i];
        end
      end
    end
  end

  always_ff @(posedge clk_i) begin
    valid_o <= sent;
    if (!rst_ni) begin
      valid_o     <= '0;
      accounted_q <= '0;
      served_q    <= '0;
      credits_q   <= {Ports{CreditWidth'(Depth)}};
    end else if (grant != '0 || credit_i != '0) begin
      accounted_q <= accounted;
      for (int unsigned o = 0; o < Ports; o++) begin
        credits_q[o*CreditWidth+:CreditWidth] <= credits_q[o*CreditWidth+:CreditWidth] +
            CreditWidth'(credit_i[o]) - CreditWidth'(sent[o]);
        if (sent[o]) begin
          if ((grant[o*Ports+:Ports] & token) == '0) begin
            served_q[o*Ports+:Ports] <= grant[o*Ports+:Ports] ^ (grant[o*Ports+:Ports] - 1'b1);
          end
          word_o[o*Width+:Width]   <= merged[o*Width+:Width];
        end
      end
    end
  end

  assign idle_o = head_valid == '0 && valid_o == '0 && credit_o == '0;

`ifdef FORMAL_ROUTER
  `include "bouton_router_properties.svh"
`endif

endmodule
