// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// Decoded controls that the sequencer broadcasts to the lanes. Internal to the core: nothing here
// is visible to a user.
package bouton_core_pkg;

  // Where an operand comes from. Broadcast: X and fired of a row, G, K, zero.
  localparam logic [3:0] SourceBroadcast = 4'd0;
  localparam logic [3:0] SourceRegister  = 4'd1;
  localparam logic [3:0] SourceState     = 4'd2;
  localparam logic [3:0] SourceTrace     = 4'd3;
  localparam logic [3:0] SourceW         = 4'd4;
  localparam logic [3:0] SourceT         = 4'd5;
  localparam logic [3:0] SourceZ         = 4'd6;
  localparam logic [3:0] SourceU         = 4'd7;
  localparam logic [3:0] SourceDendrite  = 4'd8;
  localparam logic [3:0] SourceSum       = 4'd9;
  localparam logic [3:0] SourceFired     = 4'd10;
  localparam logic [3:0] SourcePostFlag  = 4'd11;
  localparam logic [3:0] SourceUniform   = 4'd12;
  localparam logic [3:0] SourceGauss     = 4'd13;
  localparam logic [3:0] SourcePending   = 4'd14;
  localparam logic [3:0] SourceModulator = 4'd15;  // core map, which writes G too

  // Where a result goes.
  localparam logic [3:0] DestinationNone      = 4'd0;
  localparam logic [3:0] DestinationRegister  = 4'd1;
  localparam logic [3:0] DestinationState     = 4'd2;
  localparam logic [3:0] DestinationTrace     = 4'd3;
  localparam logic [3:0] DestinationW         = 4'd4;
  localparam logic [3:0] DestinationT         = 4'd5;
  localparam logic [3:0] DestinationZ         = 4'd6;
  localparam logic [3:0] DestinationU         = 4'd7;
  localparam logic [3:0] DestinationDendrite  = 4'd8;
  localparam logic [3:0] DestinationSum       = 4'd9;
  localparam logic [3:0] DestinationModulator = 4'd10;

  // Address maps. Core runs on lane 0.
  localparam logic [1:0] MapNeuron  = 2'd0;
  localparam logic [1:0] MapAxon    = 2'd1;
  localparam logic [1:0] MapCore    = 2'd2;
  localparam logic [1:0] MapSynapse = 2'd3;

  // Counters that every lane keeps for itself; the host reads their sums.
  localparam int unsigned LaneCounters         = 9;
  localparam logic [3:0] LaneSynapticOps       = 4'd0;
  localparam logic [3:0] LanePlasticVisits     = 4'd1;
  localparam logic [3:0] LaneUpdates           = 4'd2;
  localparam logic [3:0] LaneClipped           = 4'd3;
  localparam logic [3:0] LaneUnchanged         = 4'd4;
  localparam logic [3:0] LaneSaturatedOp       = 4'd5;
  localparam logic [3:0] LaneSaturatedStore    = 4'd6;
  localparam logic [3:0] LaneSaturatedRead     = 4'd7;
  localparam logic [3:0] LaneParity            = 4'd8;

  // Index of the lowest bit that is set; 0 when none is.
  function automatic logic [5:0] lowest(input logic [63:0] bits);
    logic [63:0] x;
    lowest = 6'd0;
    x = bits;
    if (x[31:0] == 32'd0) begin
      lowest[5] = 1'b1;
      x = x >> 32;
    end
    if (x[15:0] == 16'd0) begin
      lowest[4] = 1'b1;
      x = x >> 16;
    end
    if (x[7:0] == 8'd0) begin
      lowest[3] = 1'b1;
      x = x >> 8;
    end
    if (x[3:0] == 4'd0) begin
      lowest[2] = 1'b1;
      x = x >> 4;
    end
    if (x[1:0] == 2'd0) begin
      lowest[1] = 1'b1;
      x = x >> 2;
    end
    if (!x[0]) lowest[0] = 1'b1;
  endfunction

endpackage
