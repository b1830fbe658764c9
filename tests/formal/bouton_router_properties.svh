// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// What bouton_router promises, read inside it by Yosys only. The heads of its inputs are whatever
// they like; that its buffers keep and order packets is bouton_link_buffer's promise.

  localparam int unsigned TokenCount = 3;  // bits of the counts of tokens, which are compared

  // ---- the contract of those around it ----
  initial assume (!rst_ni);
  reg [2*Coordinate-1:0] core_past_q;
  reg [5:0]              present_past_q;
  reg                    begun_q = 1'b0;
  always @(posedge clk_i) begin
    begun_q        <= 1'b1;
    core_past_q    <= core_i;
    present_past_q <= present_i;
  end
  integer a, b;
  always @(*) begin
    assume (present_i[Local] && present_i != 6'b000001);
    // There is a way to the host.
    assume (present_i[core_i[Coordinate-1:0] != 0 ? West : core_i != 0 ? North : Host]);
    if (begun_q) assume (core_i == core_past_q && present_i == present_past_q);
    for (a = 0; a < Ports; a = a + 1) begin
      // Only ports that are there give packets, only legal turns to ports that are there are asked.
      if (head_valid[a]) assume (present_i[a]);
      if (head_valid[a] && !token[a])
        assume ((wanted[a*Ports+:Ports] & ~(Turns[a*Ports+:Ports] & present_i)) == 0);
      // NEXT comes by the ways on which it gathers and spreads.
      if (head_valid[a] && is_next[a]) assume (next_turns_q[a*Ports+:Ports] != 0);
    end
  end

  // ---- the buffers at the other ends ----
  reg [Ports*CreditWidth-1:0] far_q;   // packets sent whose credit has not come back
  always @(posedge clk_i) begin
    for (a = 0; a < Ports; a = a + 1) begin
      if (!rst_ni) far_q[a*CreditWidth+:CreditWidth] <= 0;
      else far_q[a*CreditWidth+:CreditWidth] <= far_q[a*CreditWidth+:CreditWidth] +
          CreditWidth'(sent[a]) - CreditWidth'(credit_i[a]);
    end
  end
  always @(*) begin
    for (a = 0; a < Ports; a = a + 1)
      if (credit_i[a]) assume (far_q[a*CreditWidth+:CreditWidth] != 0);
  end

  // ---- tokens that left each input, and that were sent on each output: END, and NEXT ----
  reg [Ports*TokenCount-1:0] popped_end_q, popped_next_q, sent_end_q, sent_next_q;
  wire [Ports-1:0]           sends_end, sends_next;
  wire [Ports-1:0]           sends_token = sends_end | sends_next;
  genvar q;
  generate
    for (q = 0; q < Ports; q = q + 1) begin : gen_sends_token
      assign sends_end[q]  = (grant[q*Ports+:Ports] & is_end) != 0;
      assign sends_next[q] = (grant[q*Ports+:Ports] & is_next) != 0;
      always @(posedge clk_i) begin
        if (!rst_ni) begin
          popped_end_q[q*TokenCount+:TokenCount]  <= 0;
          popped_next_q[q*TokenCount+:TokenCount] <= 0;
          sent_end_q[q*TokenCount+:TokenCount]    <= 0;
          sent_next_q[q*TokenCount+:TokenCount]   <= 0;
        end else begin
          popped_end_q[q*TokenCount+:TokenCount]  <= popped_end_q[q*TokenCount+:TokenCount] +
                                                     TokenCount'(pop[q] & is_end[q]);
          popped_next_q[q*TokenCount+:TokenCount] <= popped_next_q[q*TokenCount+:TokenCount] +
                                                     TokenCount'(pop[q] & is_next[q]);
          sent_end_q[q*TokenCount+:TokenCount]    <= sent_end_q[q*TokenCount+:TokenCount] +
                                                     TokenCount'(sends_end[q]);
          sent_next_q[q*TokenCount+:TokenCount]   <= sent_next_q[q*TokenCount+:TokenCount] +
                                                     TokenCount'(sends_next[q]);
        end
      end
    end
  endgenerate

  // Where tokens turn, said in another way than the router does.
  wire [Ports*Ports-1:0] end_turns, next_turns;
  wire column0 = core_i[Coordinate-1:0] == 0;
  wire row0    = core_i[Coordinate+:Coordinate] == 0;
  genvar s, d;
  generate
    for (s = 0; s < Ports; s = s + 1) begin : gen_source
      for (d = 0; d < Ports; d = d + 1) begin : gen_destination
        wire gathers = (s == Local || s == East || (s == South && column0)) &&
                       d == (!column0 ? West : !row0 ? North : Host);
        wire spreads = (s == Host || s == North || (s == West && row0)) &&
                       (d == Local || d == South || (d == East && s != North));
        assign end_turns[s*Ports+d]  = Turns[s*Ports+d] & present_i[s] & present_i[d];
        assign next_turns[s*Ports+d] = (gathers | spreads) & present_i[s] & present_i[d];
      end
    end
  endgenerate

  // ---- how many packets were served while a head waited for the same output ----
  reg [Ports*Ports*3-1:0] waited_q;   // [input][output]
  always @(posedge clk_i) begin
    for (a = 0; a < Ports; a = a + 1) begin
      for (b = 0; b < Ports; b = b + 1) begin
        if (!rst_ni || !packet_to[a*Ports+b] || grant[b*Ports+a])
          waited_q[(a*Ports+b)*3+:3] <= 0;
        else if (sent[b] && !sends_token[b])
          waited_q[(a*Ports+b)*3+:3] <= waited_q[(a*Ports+b)*3+:3] + 1'b1;
      end
    end
  end
  // [input][output]: a packet at the head that goes there; its turn comes after so many others.
  wire [Ports*Ports-1:0] packet_to;
  wire [Ports*Ports*3-1:0] turn;
  genvar i, o;
  generate
    for (i = 0; i < Ports; i = i + 1) begin : gen_packet
      for (o = 0; o < Ports; o = o + 1) begin : gen_to
        wire [5:0] served = served_q[o*Ports+:Ports];
        wire [2:0] last = served[5] ? 3'd5 : served[4] ? 3'd4 : served[3] ? 3'd3 :
                          served[2] ? 3'd2 : served[1] ? 3'd1 : served[0] ? 3'd0 : 3'd5;
        assign packet_to[i*Ports+o] = head_valid[i] & !token[i] & wanted[i*Ports+o];
        assign turn[(i*Ports+o)*3+:3] = (3'(i) > last) ? 3'(i) - last : 3'(i) + 3'd6 - last;
      end
    end
  endgenerate

  // Word of the head of one input; where it goes, said in another way than the router does.
  wire [Ports*Width-1:0] heads;
  wire [Ports*Ports-1:0] goes;   // [input][output]
  generate
    for (i = 0; i < Ports; i = i + 1) begin : gen_goes
      wire [3:0] head_kind = head[i][KindLow+:4];
      wire to_host = head_kind == bouton_spec_pkg::StreamKindLeave ||
                     head_kind == bouton_spec_pkg::StreamKindAnswer;
      wire [Coordinate-1:0] x = to_host ? 0 : head[i][CoreLow+:Coordinate];
      wire [Coordinate-1:0] y = to_host ? 0 : head[i][CoreLow+Coordinate+:Coordinate];
      wire same_x = x == core_i[Coordinate-1:0];
      wire same_y = y == core_i[Coordinate+:Coordinate];
      assign heads[i*Width+:Width]     = head[i];
      assign goes[i*Ports+Local] = same_x & same_y & !to_host;
      assign goes[i*Ports+Host]  = same_x & same_y & to_host;
      assign goes[i*Ports+East]  = x > core_i[Coordinate-1:0];
      assign goes[i*Ports+West]  = x < core_i[Coordinate-1:0];
      assign goes[i*Ports+South] = same_x & y > core_i[Coordinate+:Coordinate];
      assign goes[i*Ports+North] = same_x & y < core_i[Coordinate+:Coordinate];
    end
  endgenerate

  // [output]: every input from which a token may turn there has one that was not sent there.
  reg [Ports-1:0] ends_ready, nexts_ready;
  always @(*) begin
    for (b = 0; b < Ports; b = b + 1) begin
      ends_ready[b]  = 1'b0;
      nexts_ready[b] = 1'b0;
      for (a = 0; a < Ports; a = a + 1) begin
        if (end_turns[a*Ports+b]) ends_ready[b] = 1'b1;
        if (next_turns[a*Ports+b]) nexts_ready[b] = 1'b1;
      end
      for (a = 0; a < Ports; a = a + 1) begin
        if (end_turns[a*Ports+b] && !(head_valid[a] && is_end[a] && !accounted_q[a*Ports+b]))
          ends_ready[b] = 1'b0;
        if (next_turns[a*Ports+b] && !(head_valid[a] && is_next[a] && !accounted_q[a*Ports+b]))
          nexts_ready[b] = 1'b0;
      end
    end
  end

  reg [Ports-1:0]       sent_past_q;
  reg [Ports*Width-1:0] expected_q;   // what each output was granted, one cycle ago
  reg [Width-1:0]       expected;
  always @(posedge clk_i) begin
    sent_past_q <= rst_ni ? sent : 0;
    for (b = 0; b < Ports; b = b + 1) begin
      expected = 0;
      for (a = 0; a < Ports; a = a + 1)
        if (grant[b*Ports+a]) expected = expected | heads[a*Width+:Width];
      expected_q[b*Width+:Width] <= expected;
    end
  end

  always @(*) begin
    if (rst_ni) begin
      for (b = 0; b < Ports; b = b + 1) begin
        // Nothing is sent but to a buffer with room, and nothing but what was granted.
        assert (credits_q[b*CreditWidth+:CreditWidth] + far_q[b*CreditWidth+:CreditWidth] ==
                CreditWidth'(Depth));
        assert (credits_q[b*CreditWidth+:CreditWidth] <= CreditWidth'(Depth));
        if (sent[b])
          assert (far_q[b*CreditWidth+:CreditWidth] < CreditWidth'(Depth) && present_i[b]);
        assert (valid_o[b] == sent_past_q[b]);
        if (valid_o[b]) assert (word_o[b*Width+:Width] == expected_q[b*Width+:Width]);
        // A packet goes alone; tokens go from all that may turn there together.
        if (sent[b]) begin
          assert ((grant[b*Ports+:Ports] & ~head_valid) == 0);
          if (sends_token[b]) begin
            assert ((grant[b*Ports+:Ports] & ~is_end) == 0 ||
                    (grant[b*Ports+:Ports] & ~is_next) == 0);
          end else begin
            assert ((grant[b*Ports+:Ports] & (grant[b*Ports+:Ports] - 1'b1)) == 0);
          end
        end
        // The turn of an output is one input's or nobody's: a run of ones from the lowest bit.
        assert ((served_q[b*Ports+:Ports] & (served_q[b*Ports+:Ports] + 1'b1)) == 0);
      end
      for (a = 0; a < Ports; a = a + 1) begin
        // What leaves an input was there, and what stays was not sent for good.
        if (pop[a]) assert (head_valid[a]);
        for (b = 0; b < Ports; b = b + 1) begin
          if (head_valid[a] && !token[a]) begin
            // No loss, no duplication, no misrouting: popped exactly when sent, where it goes.
            assert (wanted[a*Ports+b] == goes[a*Ports+b]);
            if (grant[b*Ports+a]) assert (pop[a] && goes[a*Ports+b]);
            if (pop[a] && goes[a*Ports+b]) assert (grant[b*Ports+a]);
            // No packet overtakes an END, and none is overtaken by one.
            if (grant[b*Ports+a])
              assert (popped_end_q[a*TokenCount+:TokenCount] ==
                      sent_end_q[b*TokenCount+:TokenCount]);
            // Progress: with room, the output serves somebody; a head lets five packets
            // pass at most.
            if (goes[a*Ports+b] && credits_q[b*CreditWidth+:CreditWidth] != 0) assert (sent[b]);
          end
          if (packet_to[a*Ports+b]) begin
            assert ({1'b0, waited_q[(a*Ports+b)*3+:3]} + {1'b0, turn[(a*Ports+b)*3+:3]} <= 4'd6);
          end else begin
            assert (waited_q[(a*Ports+b)*3+:3] == 0);
          end
          // A token is sent once on each output between two tokens' leaving, never twice.
          assert (end_turns_q[a*Ports+b] == end_turns[a*Ports+b]);
          assert (next_turns_q[a*Ports+b] == next_turns[a*Ports+b]);
          if (end_turns[a*Ports+b])
            assert (popped_end_q[a*TokenCount+:TokenCount] +
                    TokenCount'(accounted_q[a*Ports+b] & is_end[a]) ==
                    sent_end_q[b*TokenCount+:TokenCount]);
          if (next_turns[a*Ports+b])
            assert (popped_next_q[a*TokenCount+:TokenCount] +
                    TokenCount'(accounted_q[a*Ports+b] & is_next[a]) ==
                    sent_next_q[b*TokenCount+:TokenCount]);
          if (accounted_q[a*Ports+b]) assert (head_valid[a] && token[a]);
          if (accounted_q[a*Ports+b]) assert (is_end[a] ? end_turns[a*Ports+b] :
                                                          next_turns[a*Ports+b]);
        end
        // Progress of tokens: one that was sent wherever it may turn is gone.
        if (head_valid[a] && token[a])
          assert (((is_end[a] ? end_turns[a*Ports+:Ports] : next_turns[a*Ports+:Ports]) &
                   ~accounted_q[a*Ports+:Ports]) != 0);
        // And it is sent as soon as all are there and there is room.
        if (credits_q[a*CreditWidth+:CreditWidth] != 0) begin
          if (ends_ready[a]) assert (sends_end[a]);
          if (nexts_ready[a]) assert (sends_next[a]);
        end
      end
    end
  end

  // The assumptions leave room: two tokens that went everywhere, then packets to five outputs.
  (* keep *) wire reached = popped_end_q[0+:TokenCount] == 2 && present_i == 6'b111111 &&
                            sent[4:0] == 5'b11111 && (token & head_valid) == 0;
