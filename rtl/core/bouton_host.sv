// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
// The host port: AXI4-Lite, one access at a time (docs/machine.md section 7).
//
// Contract: all inputs are registered; a write needs all four byte strobes. While a step runs, and
// for an address that is not there, a read answers SLVERR with data 0 and a write SLVERR without
// effect; live registers can be read at any time. `busy_o` holds the next step back. Memory
// accesses go out as one pulse of `valid_o` and answer `Latency` cycles later.
module bouton_host #(
  parameter int unsigned Lanes,
  parameter int unsigned Neurons,
  parameter int unsigned Axons,
  parameter int unsigned Words,
  localparam int unsigned LaneWidth = $clog2(Lanes)
) (
  input  logic        clk_i,
  input  logic        rst_ni,
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
  // sequencer
  input  logic        running_i,
  output logic        busy_o,
  // memories
  output logic                 valid_o,
  output logic                 write_o,
  output logic [4:0]           region_o,
  output logic [LaneWidth-1:0] lane_o,
  output logic [14:0]          address_o,
  output logic [63:0]          data_o,
  output logic                 poison_o,
  input  logic [63:0]          data_i,
  input  logic                 poison_i,
  output logic                 poisoned_o,
  // registers
  output logic        register_read_o,
  output logic        register_write_o,
  output logic [5:0]  register_o,
  output logic [31:0] register_data_o,
  input  logic [31:0] register_data_i,
  // counters
  output logic        counter_valid_o,
  output logic        counter_write_o,
  output logic [47:0] counter_data_o,
  input  logic [47:0] counter_data_i,
  input  logic        counter_there_i
);

  localparam int unsigned Latency  = 5;
  localparam int unsigned IndexWidth = 22;

  typedef enum logic [2:0] {StIdle, StDecode, StWait, StMerge, StCounter, StAnswer} state_e;
  state_e      state_q;
  logic        write_q, half_q, error_q, merged_q;
  logic [31:0] address_q, data_q, answer_q;
  logic [3:0]  age_q;

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
  assign take   = (state_q == StIdle) & request;
  assign answer = state_q == StAnswer;
  assign busy_o    = state_q != StIdle;

  function automatic logic laned(input logic [4:0] region);
    laned = region >= bouton_spec_pkg::RegionSynapse && region <= bouton_spec_pkg::RegionAxonFlag;
  endfunction

  // Words of a region, as the port counts them.
  function automatic logic [IndexWidth:0] size(input logic [4:0] region);
    case (region)
      bouton_spec_pkg::RegionCsr:         size = (IndexWidth + 1)'(64);
      bouton_spec_pkg::RegionSynapse:     size = (IndexWidth + 1)'(Words * Lanes * 2);
      bouton_spec_pkg::RegionDendrite:    size = (IndexWidth + 1)'(Neurons *
          bouton_spec_pkg::DendriteSlots);
      bouton_spec_pkg::RegionNeuronState: size = (IndexWidth + 1)'(Neurons *
          bouton_spec_pkg::States);
      bouton_spec_pkg::RegionNeuronId, bouton_spec_pkg::RegionNeuronChain,
      bouton_spec_pkg::RegionNeuronSum, bouton_spec_pkg::RegionNeuronFlag,
      bouton_spec_pkg::RegionFanoutHead:  size = (IndexWidth + 1)'(Neurons);
      bouton_spec_pkg::RegionAxonState:   size = (IndexWidth + 1)'(Axons *
          bouton_spec_pkg::AxonStates);
      bouton_spec_pkg::RegionAxonId, bouton_spec_pkg::RegionAxonFlag,
      bouton_spec_pkg::RegionRow:         size = (IndexWidth + 1)'(Axons);
      bouton_spec_pkg::RegionOwner:       size = (IndexWidth + 1)'(Words);
      bouton_spec_pkg::RegionFanout:      size = (IndexWidth + 1)'(bouton_spec_pkg::FanoutWords);
      bouton_spec_pkg::RegionProgram:     size = (IndexWidth + 1)'(bouton_spec_pkg::ProgramWords);
      bouton_spec_pkg::RegionConstant:    size = (IndexWidth + 1)'(bouton_spec_pkg::Constants);
      bouton_spec_pkg::RegionDescriptor:  size = (IndexWidth + 1)'(bouton_spec_pkg::Descriptors *
          8);
      bouton_spec_pkg::RegionNeuronGroup: size = (IndexWidth + 1)'(Neurons / Lanes);
      bouton_spec_pkg::RegionAxonGroup:   size = (IndexWidth + 1)'(Axons / Lanes);
      default:                            size = '0;
    endcase
  endfunction

  function automatic logic live(input logic [5:0] index);
    live = index <= bouton_spec_pkg::CsrStatus ||
           (index >= bouton_spec_pkg::CsrFaultRegion && index <= bouton_spec_pkg::CsrFaultAddress);
  endfunction

  function automatic logic exists(input logic [5:0] index);
    exists = index <= bouton_spec_pkg::CsrCounterHigh &&
             index != bouton_spec_pkg::CsrModulator0 + 6'(bouton_spec_pkg::Modulators);
  endfunction

  logic [4:0]            region;
  logic [IndexWidth-1:0] index, element;
  logic                  there, is_counter;
  always_comb begin
    region     = 5'd0;
    index      = '0;
    element    = '0;
    there      = 1'b0;
    is_counter = 1'b0;
    if (state_q != StIdle) begin
      region  = address_q[28:24];
      index   = address_q[23:2];
      element = (region == bouton_spec_pkg::RegionSynapse) ? index >> 1 : index;
      there   = address_q[31:29] == 3'd0 && {1'b0, index} < size(region);
      if (region == bouton_spec_pkg::RegionCsr) begin
        is_counter = index[5:0] == bouton_spec_pkg::CsrCounterLow || index[5:0] ==
            bouton_spec_pkg::CsrCounterHigh;
        // Live registers can only be read.
        there = there && exists(index[5:0]) && !(write_q && live(index[5:0])) &&
                (!running_i || live(index[5:0]));
      end else begin
        there = there && !running_i;
      end
    end
  end

  assign register_o       = index[5:0];
  assign register_data_o  = data_q;
  assign register_read_o  = state_q == StDecode && region == bouton_spec_pkg::RegionCsr;
  assign register_write_o = state_q == StDecode && region == bouton_spec_pkg::RegionCsr && write_q
      && there && !error_q && !is_counter;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q         <= StIdle;
      valid_o         <= 1'b0;
      counter_valid_o <= 1'b0;
      counter_write_o <= 1'b0;
      poisoned_o      <= 1'b0;
    end else begin
      case (state_q)
        StIdle: begin
          if (take) begin
            state_q   <= StDecode;
            write_q   <= request_write;
            address_q <= request_address;
            data_q    <= request_data;
            error_q   <= request_partial;
          end
        end
        StDecode: begin
          age_q    <= 4'd0;
          merged_q <= 1'b0;
          answer_q <= 32'd0;
          if (!there || error_q) begin
            error_q <= 1'b1;
            state_q <= StAnswer;
          end else if (is_counter) begin
            counter_valid_o <= 1'b1;
            state_q         <= StCounter;
          end else if (region == bouton_spec_pkg::RegionCsr) begin
            answer_q <= register_data_i;
            state_q  <= StAnswer;
          end else begin
            valid_o   <= 1'b1;
            // A half of a synapse word is written into the word as it is.
            write_o   <= write_q && region != bouton_spec_pkg::RegionSynapse;
            region_o  <= region;
            half_q    <= index[0];
            lane_o    <= laned(region) ? LaneWidth'(element) : '0;
            address_o <= laned(region) ? 15'(element >> LaneWidth) : 15'(element);
            data_o    <= {32'd0, data_q};
            poison_o  <= poison_i;
            poisoned_o <= write_q && region != bouton_spec_pkg::RegionSynapse;
            state_q   <= StWait;
          end
        end
        StWait: begin
          valid_o    <= 1'b0;
          poisoned_o <= 1'b0;
          age_q      <= age_q + 4'd1;
          if (age_q == 4'(Latency)) begin
            answer_q <= (region == bouton_spec_pkg::RegionSynapse && half_q) ? data_i[63:32] :
                data_i[31:0];
            state_q  <= (write_q && region == bouton_spec_pkg::RegionSynapse && !merged_q) ?
                StMerge : StAnswer;
          end
        end
        StMerge: begin
          valid_o    <= 1'b1;
          write_o    <= 1'b1;
          data_o     <= half_q ? {data_q, data_i[31:0]} : {data_i[63:32], data_q};
          poison_o   <= poison_i;
          poisoned_o <= 1'b1;
          merged_q   <= 1'b1;
          age_q      <= 4'd0;
          state_q    <= StWait;
        end
        StCounter: begin
          counter_valid_o <= 1'b0;
          counter_write_o <= 1'b0;
          age_q           <= age_q + 4'd1;
          if (age_q == 4'(Latency)) begin
            answer_q <= !counter_there_i ? 32'd0 :
                        (index[5:0] == bouton_spec_pkg::CsrCounterLow) ? counter_data_i[31:0] :
                {16'd0, counter_data_i[47:32]};
            if (write_q && counter_there_i) begin
              counter_valid_o <= 1'b1;
              counter_write_o <= 1'b1;
              counter_data_o  <= (index[5:0] == bouton_spec_pkg::CsrCounterLow) ?
                                 {counter_data_i[47:32], data_q} : {data_q[15:0],
                                     counter_data_i[31:0]};
            end
            state_q <= StAnswer;
          end
        end
        default: begin
          counter_valid_o <= 1'b0;
          counter_write_o <= 1'b0;
          state_q         <= StIdle;
        end
      endcase
    end
  end

endmodule
