// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// The machine's arithmetic (docs/machine.md sections 2 to 4) as pure functions, every width
// explicit. Where a function can saturate, the highest bit of its result says that it did. Each
// has a twin in arith/*.hpp; tests/arith compares them. Knows no constant of the project but the
// roundings of a store.
//
//   sat33(value[32:0])                       {saturated, [31:0]}  sum of two registers
//   sat64(value[63:0])                       {saturated, [31:0]}  a rounded product
//   add(a[31:0], b[31:0]), sub(a, b)         {saturated, [31:0]}
//   shift_left(sum[31:0], n[4:0])            {saturated, [31:0]}  D, A, P when read
//   b16(b[31:0])                             [15:0]               multiplier form
//   mul_rne(a[31:0], b[15:0], n[4:0])        {saturated, [31:0]}  sat(rne(a * b, n))
//   scale(w[15:0], gain[15:0], n[4:0])       [16:0], signed       contribution of a delivery
//   round_shift(v[31:0], n[4:0], mode[1:0], random[31:0])
//                                            [31:0], signed       quotient of a store
//   sat16(q[31:0]), sat24(q[31:0])           {saturated, value}   word of a store
//   exp2(a[31:0], sh[4:0])                   {saturated, [31:0]}
//   rnd4(random[31:0])                       [31:0]               about Gaussian
//   key_round(block[63:0], key[31:0])        [63:0]               one round; block = {x, y}
//   mix_key(key[63:0], block[63:0])          [63:0]               10 rounds: step key, row key
//   draw_block(target[22:0], ordinal[2:0], position[5:0])  [31:0]
//   draw_round(block[31:0], key[15:0])       [31:0]               one round
//   draw(row_key[63:0], block[31:0])         [31:0]               7 rounds
//
// Products and sums that are to be rounded have 64 bits, more than they need: a simulator computes
// 64 bits as they are, but has to mask every other width.
//
// Step key: mix_key(seed, {16'b0, step[47:0]}); row key: mix_key(step_key, {source,
// salt[15:0], map[15:0]}).
// Written in what both Verilator 5.006 and Yosys 0.23 read, for clocked blocks under their enables.
package bouton_arith_pkg;

  // Rounding of a store; any other mode truncates toward minus infinity.
  localparam logic [1:0] RoundTowardZero = 2'd1;
  localparam logic [1:0] RoundNearest    = 2'd2;
  localparam logic [1:0] RoundStochastic = 2'd3;

  // i * 0x9e37 of the rounds i = 0..6 of a draw, 16 bits each, round 0's lowest.
  localparam logic [111:0] DrawKeys = 112'hb54a_1713_78dc_daa5_3c6e_9e37_0000;

  // ---- saturation ----

  function automatic logic [32:0] sat33(input logic signed [32:0] value);
    if (value[32] != value[31]) sat33 = {1'b1, value[32], {31{~value[32]}}};
    else sat33 = {1'b0, value[31:0]};
  endfunction

  // value fits when value + 2^31 is in [0, 2^32).
  function automatic logic [32:0] sat64(input logic signed [63:0] value);
    logic [63:0] biased;
    biased = $unsigned(value + 64'sh80000000) >> 32;
    if (biased != 64'd0) sat64 = {1'b1, value[63], {31{~value[63]}}};
    else sat64 = {1'b0, value[31:0]};
  endfunction

  function automatic logic [16:0] sat16(input logic signed [31:0] value);
    if (value[31:15] != {17{value[31]}}) sat16 = {1'b1, value[31], {15{~value[31]}}};
    else sat16 = {1'b0, value[15:0]};
  endfunction

  function automatic logic [24:0] sat24(input logic signed [31:0] value);
    if (value[31:23] != {9{value[31]}}) sat24 = {1'b1, value[31], {23{~value[31]}}};
    else sat24 = {1'b0, value[23:0]};
  endfunction

  function automatic logic [32:0] add(input logic [31:0] a, input logic [31:0] b);
    logic [31:0] sum;
    logic signed [31:0] wrong;  // negative: both signs differ from the sum's
    sum   = a + b;
    wrong = $signed((a ^ sum) & (b ^ sum));
    if (wrong < 32'sd0) add = {1'b1, a[31], {31{~a[31]}}};
    else add = {1'b0, sum};
  endfunction

  function automatic logic [32:0] sub(input logic [31:0] a, input logic [31:0] b);
    logic [31:0] difference;
    logic signed [31:0] wrong;  // negative: the signs differ, and the difference has not a's
    difference = a - b;
    wrong      = $signed((a ^ b) & (a ^ difference));
    if (wrong < 32'sd0) sub = {1'b1, a[31], {31{~a[31]}}};
    else sub = {1'b0, difference};
  endfunction

  // The bits shifted out, and the sign of what stays, must all be the sign.
  function automatic logic [32:0] shift_left(input logic signed [31:0] sum, input logic [4:0] n);
    logic signed [31:0] kept;
    kept = $signed(sum << n);
    if ((kept >>> n) != sum) shift_left = {1'b1, sum[31], {31{~sum[31]}}};
    else shift_left = {1'b0, kept};
  endfunction

  // ---- rounding ----

  function automatic logic signed [31:0] round_shift(
      input logic signed [31:0] v, input logic [4:0] n, input logic [1:0] mode,
      input logic [31:0] random);
    logic [31:0] below;  // 2^n - 1
    logic [31:0] bias;
    logic [63:0] sum;
    below = ~(32'hffffffff << n);
    case (mode)
      RoundTowardZero: bias = v[31] ? below : 32'd0;
      // Half less one, and one more for an odd quotient: ties go to even.
      RoundNearest: bias = (below >> 1) + {31'd0, (v[n] & below[0])};
      RoundStochastic: bias = random >> (6'd32 - {1'b0, n});
      default: bias = 32'd0;
    endcase
    sum = {{32{v[31]}}, v} + {32'd0, bias};
    sum = sum >> n;
    round_shift = sum[31:0];
  endfunction

  function automatic logic signed [63:0] rne64(
      input logic signed [63:0] value, input logic [4:0] n);
    logic [31:0] below;
    logic signed [63:0] sum;
    below = ~(32'hffffffff << n);
    sum   = value + $signed({32'd0, below >> 1}) + $signed({63'd0, value[{1'b0, n}] & below[0]});
    rne64 = sum >>> n;
  endfunction

  // ---- multiplication ----

  function automatic logic [15:0] b16(input logic [31:0] b);
    if (b[31:15] == 17'h0ffff) b16 = 16'h7fff;
    else b16 = 16'((b + 32'h8000) >> 16);
  endfunction

  function automatic logic [32:0] mul_rne(input logic signed [31:0] a, input logic signed [15:0] b,
                                          input logic [4:0] n);
    logic signed [63:0] product;
    product = a * b;
    mul_rne = sat64(rne64(product, n));
  endfunction

  function automatic logic [16:0] scale(input logic signed [15:0] w, input logic signed [15:0] gain,
                                        input logic [4:0] n);
    logic signed [63:0] product;
    logic [63:0] biased;
    product = w * gain;
    product = rne64(product, n);
    biased  = $unsigned(product + 64'sh10000) >> 17;
    if (biased != 64'd0) scale = {product[63], {16{~product[63]}}};
    else scale = product[16:0];
  endfunction

  // ---- 2^a ----

  // round(2^(16 + j/32)), j in 0..32
  function automatic logic [17:0] exp2_table(input logic [5:0] j);
    case (j)
      6'd0: exp2_table = 18'd65536;
      6'd1: exp2_table = 18'd66971;
      6'd2: exp2_table = 18'd68438;
      6'd3: exp2_table = 18'd69936;
      6'd4: exp2_table = 18'd71468;
      6'd5: exp2_table = 18'd73032;
      6'd6: exp2_table = 18'd74632;
      6'd7: exp2_table = 18'd76266;
      6'd8: exp2_table = 18'd77936;
      6'd9: exp2_table = 18'd79642;
      6'd10: exp2_table = 18'd81386;
      6'd11: exp2_table = 18'd83169;
      6'd12: exp2_table = 18'd84990;
      6'd13: exp2_table = 18'd86851;
      6'd14: exp2_table = 18'd88752;
      6'd15: exp2_table = 18'd90696;
      6'd16: exp2_table = 18'd92682;
      6'd17: exp2_table = 18'd94711;
      6'd18: exp2_table = 18'd96785;
      6'd19: exp2_table = 18'd98905;
      6'd20: exp2_table = 18'd101070;
      6'd21: exp2_table = 18'd103283;
      6'd22: exp2_table = 18'd105545;
      6'd23: exp2_table = 18'd107856;
      6'd24: exp2_table = 18'd110218;
      6'd25: exp2_table = 18'd112631;
      6'd26: exp2_table = 18'd115098;
      6'd27: exp2_table = 18'd117618;
      6'd28: exp2_table = 18'd120194;
      6'd29: exp2_table = 18'd122825;
      6'd30: exp2_table = 18'd125515;
      6'd31: exp2_table = 18'd128263;
      default: exp2_table = 18'd131072;
    endcase
  endfunction

  // The mantissa m is in [2^16, 2^17); the result is m * 2^14 divided by 2^(14 - exponent).
  function automatic logic [32:0] exp2(input logic signed [31:0] a, input logic [4:0] sh);
    logic signed [47:0] scaled;    // 32.16
    logic signed [33:0] exponent;
    logic signed [33:0] down;
    logic [17:0] low;
    logic [28:0] along;
    logic [17:0] mantissa;
    scaled   = $signed({a, 16'd0}) >>> sh;
    low      = exp2_table({1'b0, scaled[15:11]});
    along    = {11'd0, exp2_table({1'b0, scaled[15:11]} + 6'd1) - low} * {18'd0, scaled[10:0]};
    mantissa = low + 18'(along >> 11);
    exponent = $signed({{2{scaled[47]}}, scaled[47:16]}) + $signed({29'd0, sh}) - 34'sd16;
    down     = 34'sd14 - exponent;
    if (down < 34'sd0) exp2 = {1'b1, 32'h7fffffff};
    else if (down > 34'sd31) exp2 = 33'd0;
    else exp2 = {1'b0, 32'(rne64($signed({32'd0, mantissa, 14'd0}), down[4:0]))};
  endfunction

  // ---- random numbers ----

  function automatic logic [31:0] rnd4(input logic [31:0] random);
    logic [10:0] sum;
    sum = {3'd0, random[31:24]} + {3'd0, random[23:16]} + {3'd0, random[15:8]} +
          {3'd0, random[7:0]} - 11'd510;
    rnd4 = {sum, 21'd0};
  endfunction

  function automatic logic [63:0] key_round(input logic [63:0] block, input logic [31:0] key);
    logic [31:0] x;
    logic [31:0] y;
    x = ({block[39:32], block[63:40]} + block[31:0]) ^ key;
    y = {block[28:0], block[31:29]} ^ x;
    key_round = {x, y};
  endfunction

  function automatic logic [63:0] mix_key(input logic [63:0] key, input logic [63:0] block);
    logic [63:0] b;
    b = key_round(block, key[31:0]);
    b = key_round(b, key[63:32] + 32'h9e3779b9);
    b = key_round(b, key[31:0]  + 32'h3c6ef372);
    b = key_round(b, key[63:32] + 32'hdaa66d2b);
    b = key_round(b, key[31:0]  + 32'h78dde6e4);
    b = key_round(b, key[63:32] + 32'h1715609d);
    b = key_round(b, key[31:0]  + 32'hb54cda56);
    b = key_round(b, key[63:32] + 32'h5384540f);
    b = key_round(b, key[31:0]  + 32'hf1bbcdc8);
    mix_key = key_round(b, key[63:32] + 32'h8ff34781);
  endfunction

  function automatic logic [31:0] draw_block(input logic [22:0] target, input logic [2:0] ordinal,
                                             input logic [5:0] position);
    draw_block = {ordinal, position, target};
  endfunction

  function automatic logic [31:0] draw_round(input logic [31:0] block, input logic [15:0] key);
    logic [15:0] x;
    logic [15:0] y;
    x = block[31:16];
    y = block[15:0];
    x = ({x[6:0], x[15:7]} + y) ^ key;
    y = {y[13:0], y[15:14]} ^ x;
    draw_round = {x, y};
  endfunction

  function automatic logic [31:0] draw(input logic [63:0] row_key, input logic [31:0] block);
    logic [31:0] b;
    b = draw_round(block, row_key[15:0] ^ DrawKeys[15:0]);
    b = draw_round(b, row_key[31:16] ^ DrawKeys[31:16]);
    b = draw_round(b, row_key[47:32] ^ DrawKeys[47:32]);
    b = draw_round(b, row_key[63:48] ^ DrawKeys[63:48]);
    b = draw_round(b, row_key[15:0]  ^ DrawKeys[79:64]);
    b = draw_round(b, row_key[31:16] ^ DrawKeys[95:80]);
    draw = draw_round(b, row_key[47:32] ^ DrawKeys[111:96]);
  endfunction

endpackage
