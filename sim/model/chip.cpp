// SPDX-License-Identifier: Apache-2.0
#include "sim/model/chip.hpp"

#include <algorithm>
#include <thread>

#include "sim/load.hpp"
#include "sim/model/batch/phases.hpp"
#include "sim/model/errors.hpp"
#include "sim/model/host.hpp"
#include "sim/model/phases.hpp"
#include "sim/model/transport.hpp"
#include "sim/number.hpp"
#include "spec/image/fault.hpp"

namespace bouton::model {

namespace {

using spec::Region;

constexpr unsigned mesh_bits = 6;  // of x in the address of a core

void load_core(Core& core, const image::Core& image) {
    for (std::size_t i = 0; i < spec::region_count; ++i) {
        const auto region = static_cast<Region>(i);
        if (region == Region::Csr) continue;
        for (std::uint32_t n = 0; n < image.region[i].size(); ++n) {
            host_write(core, region, n, image.region[i][n]);
        }
    }
    const auto& csr = image.region[static_cast<std::size_t>(Region::Csr)];
    for (std::uint32_t n = 0; n < csr.size(); ++n) {
        const spec::CsrInfo* const info = spec::find_csr(n);
        if (info != nullptr && info->writable) host_write(core, Region::Csr, n, csr[n]);
    }
}

std::uint64_t cycles_of(const Core& core) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < spec::counter_count; ++i) {
        if (spec::counter_info(static_cast<spec::Counter>(i)).kind == spec::CounterKind::Cycles)
            sum += core.counters.values[i];
    }
    return sum;
}

// What a core does before and after TRANSPORT.
void run_before(Core& core, bool by_batch) {
    begin_step(core);
    by_batch ? batch::run_core_program(core) : run_core_program(core);
    by_batch ? batch::run_neurons(core) : run_neurons(core);
}

void run_after(Core& core, bool by_batch) {
    list_rows(core);
    by_batch ? batch::deliver(core) : deliver(core);
    if (core.registers.control.learn) {
        by_batch ? batch::learn_pre(core) : learn_pre(core);
        by_batch ? batch::learn_post(core) : learn_post(core);
        by_batch ? batch::learn_sweep(core) : learn_sweep(core);
        by_batch ? batch::learn_reward(core) : learn_reward(core);
    }
    by_batch ? batch::run_axons(core) : run_axons(core);
    end_step(core);
}

}  // namespace

void Chip::load(const image::Image& image) {
    const spec::Configuration& configuration = configuration_of(image);
    std::vector<Core> cores;
    for (std::uint32_t n = 0; n < image.cores.size(); ++n) {
        const std::uint32_t x = n % image.mesh_x, y = n / image.mesh_x;
        cores.push_back(
            make_core(configuration, n, static_cast<std::uint16_t>(y << mesh_bits | x)));
        load_core(cores.back(), image.cores[n]);
    }
    configuration_ = configuration;
    cores_ = std::move(cores);
    mesh_x_ = image.mesh_x;
    timer_ = MeshTimer(image.mesh_x, image.mesh_y);
    step_cycles_ = 0;
    employ();
}

void Chip::set_threads(unsigned threads) {
    wanted_threads_ = threads;
    employ();
}

// As many threads as are of use: a step of fewer cores is too short to share.
void Chip::employ() {
    constexpr std::size_t few = 4;
    unsigned wanted = wanted_threads_;
    if (wanted == 0)
        wanted = cores_.size() < few ? 1 : std::max(1U, std::thread::hardware_concurrency());
    const auto threads = static_cast<unsigned>(std::min<std::size_t>(wanted, cores_.size()));
    if (threads <= 1)
        workers_.reset();
    else if (!workers_ || workers_->threads() != threads || workers_->count() != cores())
        workers_ = std::make_unique<Workers>(threads, cores());
}

template <class Act>
void Chip::each_core(Act act) {
    if (!workers_) {
        for (Core& core : cores_) act(core);
        return;
    }
    workers_->run([&](unsigned n) { act(cores_[n]); });
}

void Chip::step(std::span<const spec::StreamWord> input, std::vector<spec::StreamWord>& output) {
    output.clear();
    if (cores_.empty()) throw LoadError("no image is loaded");
    for (const Core& core : cores_) {
        if (!core.registers.fault) continue;
        const auto [region, index] = *core.registers.fault;
        const bool laned = spec::region_info(region).lanes;
        throw image::FaultError(core.number, region, laned ? core.lane_of(index) : 0,
                                laned ? core.group_of(index) : index);
    }
    for (std::size_t n = 0; n < input.size(); ++n) {
        if (input[n].kind == static_cast<unsigned>(spec::StreamKind::End)) throw InputError(n);
    }
    timer_.begin_step();
    each_core([this](Core& core) {
        const std::uint64_t start = cycles_of(core);
        run_before(core, !reference_ && batch::can_run(core));
        timer_.core(core.number).before = cycles_of(core) - start;
    });
    transport({cores_, mesh_x_, timer_}, input, output);
    each_core([this](Core& core) {
        const std::uint64_t start = cycles_of(core);
        run_after(core, !reference_ && batch::can_run(core));
        timer_.core(core.number).after = cycles_of(core) - start;
    });
    step_cycles_ += timer_.end_step();
}

const Core& Chip::at(std::uint32_t core, Region region, std::uint32_t index) const {
    if (core >= cores_.size()) throw AccessError(core, region, index, "no such core");
    return cores_[core];
}

Core& Chip::at(std::uint32_t core, Region region, std::uint32_t index) {
    if (core >= cores_.size()) throw AccessError(core, region, index, "no such core");
    return cores_[core];
}

std::uint64_t Chip::read(std::uint32_t core, Region region, std::uint32_t index) const {
    return host_read(at(core, region, index), region, index);
}

void Chip::write(std::uint32_t core, Region region, std::uint32_t index, std::uint64_t word) {
    host_write(at(core, region, index), region, index, word);
}

void Chip::read_block(std::uint32_t core, Region region, std::uint32_t first,
                      std::span<std::uint64_t> words) const {
    const Core& from = at(core, region, first);
    for (std::uint32_t n = 0; n < words.size(); ++n) words[n] = host_read(from, region, first + n);
}

std::uint64_t Chip::counter(std::uint32_t core, spec::Counter counter) const {
    return at(core, Region::Csr, 0).counters.get(counter);
}

void Chip::set_counter(std::uint32_t core, spec::Counter counter, std::uint64_t value) {
    at(core, Region::Csr, 0).counters[counter] = value & Counters::mask;
}

double Chip::read_real(std::uint32_t core, Region region, std::uint32_t index) const {
    return number_in(region, read(core, region, index));
}

void Chip::write_real(std::uint32_t core, Region region, std::uint32_t index, double word) {
    write(core, region, index, with_number(region, read(core, region, index), word));
}

}  // namespace bouton::model
