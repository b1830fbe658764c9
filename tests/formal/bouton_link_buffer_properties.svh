// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// What bouton_link_buffer promises, read inside it by Yosys only: a sender that keeps to its
// credits never overflows it, and each packet comes out once, whole and in its turn.

  localparam int unsigned CountWidth = Address + 1;

  initial assume (!rst_ni);

  // The sender and its credits.
  reg [CountWidth-1:0] held_q;
  always @(posedge clk_i) begin
    if (!rst_ni) held_q <= CountWidth'(Depth);
    else held_q <= held_q + CountWidth'(credit_o) - CountWidth'(valid_i);
  end
  always @(*) begin
    if (valid_i) assume (held_q != 0);
    if (pop_i) assume (valid_o);
  end

  // Any one packet, chosen when it arrives: how many are ahead of it, and what it is.
  (* anyseq *) reg choose;
  reg                  chosen_q, gone_q;
  reg [CountWidth-1:0] ahead_q;
  reg [Width-1:0]      chosen_word_q;
  wire [Address-1:0]   stored = write_q - read_q;
  wire [CountWidth-1:0] held_here = CountWidth'(stored) + CountWidth'(valid_o);
  wire [Address-1:0]   place = read_q + Address'(ahead_q) - 1'b1;
  always @(posedge clk_i) begin
    if (!rst_ni) begin
      chosen_q <= 1'b0;
      gone_q   <= 1'b0;
    end else if (!chosen_q) begin
      if (valid_i && choose) begin
        chosen_q      <= 1'b1;
        chosen_word_q <= word_i;
        ahead_q       <= held_here - CountWidth'(pop_i);
      end
    end else if (!gone_q && pop_i) begin
      if (ahead_q == 0) gone_q <= 1'b1;
      else ahead_q <= ahead_q - 1'b1;
    end
  end

  always @(*) begin
    if (rst_ni) begin
      // Credits: held by the sender, on their way back, or spent on what is here.
      assert (held_q + CountWidth'(credit_o) + held_here == CountWidth'(Depth));
      assert (held_q <= CountWidth'(Depth));
      assert (stored == 0 || valid_o);
      if (chosen_q && !gone_q) begin
        assert (ahead_q < held_here);
        if (ahead_q == 0) assert (word_o == chosen_word_q);
        else assert (store_q[place] == chosen_word_q);
      end
    end
  end

  // The assumptions leave room: a packet that came and went, and a full buffer.
  (* keep *) wire reached = gone_q && held_here == CountWidth'(Depth);
