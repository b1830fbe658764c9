// SPDX-License-Identifier: Apache-2.0
#include "sim/verilated/chip.hpp"

#include <VDefault.h>
#include <VDefaultTile.h>
#include <VFpga.h>
#include <VFpgaTile.h>
#include <VHostPort.h>
#include <VLarge.h>
#include <VLargeTile.h>
#include <VTiny.h>
#include <VTinyTile.h>

#include <algorithm>
#include <optional>
#include <string>
#include <thread>
#include <variant>

#include "sim/load.hpp"
#include "sim/number.hpp"
#include "sim/verilated/back_door.hpp"
#include "sim/verilated/code_pages.hpp"
#include "sim/verilated/driver.hpp"
#include "sim/verilated/load.hpp"
#include "sim/verilated/mesh.hpp"
#include "spec/image/fault.hpp"

namespace bouton::verilated {

using spec::Region;

namespace {

template <class Top>
using Pins = std::unique_ptr<Driver<Top>>;
template <class Tile>
using MeshPins = std::unique_ptr<Driver<VHostPort, Mesh<Tile>>>;
using AnyPins =
    std::variant<Pins<VTiny>, Pins<VDefault>, Pins<VLarge>, Pins<VFpga>, MeshPins<VTinyTile>,
                 MeshPins<VDefaultTile>, MeshPins<VLargeTile>, MeshPins<VFpgaTile>>;

AnyPins make_pins(const Shape& shape, VerilatedContext& context) {
    const std::string_view name = shape.configuration.name;
    if (shape.width * shape.height == 1) {
        if (name == "tiny") return std::make_unique<Driver<VTiny>>(context);
        if (name == "large") return std::make_unique<Driver<VLarge>>(context);
        if (name == "fpga") return std::make_unique<Driver<VFpga>>(context);
        return std::make_unique<Driver<VDefault>>(context);
    }
    if (name == "tiny") return std::make_unique<Driver<VHostPort, Mesh<VTinyTile>>>(context, shape);
    if (name == "large")
        return std::make_unique<Driver<VHostPort, Mesh<VLargeTile>>>(context, shape);
    if (name == "fpga") return std::make_unique<Driver<VHostPort, Mesh<VFpgaTile>>>(context, shape);
    return std::make_unique<Driver<VHostPort, Mesh<VDefaultTile>>>(context, shape);
}

constexpr std::uint32_t host_port_core = 0x8000'0000, host_port_status = 0x8000'0008;
constexpr std::uint32_t status_running = 1, status_fault = 2;

constexpr std::uint32_t index_of(spec::Csr csr) {
    return static_cast<std::uint32_t>(csr);
}

bool is_end(std::uint64_t raw) {
    return spec::StreamWord::unpack(raw).kind == static_cast<unsigned>(spec::StreamKind::End);
}

}  // namespace

AccessError::AccessError(Region region_, std::uint32_t index_)
    : std::runtime_error(std::string(spec::to_string(region_)) + "[" + std::to_string(index_) +
                         "]: the chip has no such word, or it cannot be written"),
      region(region_),
      index(index_) {}

struct Chip::Impl {
    explicit Impl(const Shape& shape_)
        : shape(shape_), configuration(shape.configuration), pins(make_pins(shape, context)) {
        std::visit(
            [&](auto& p) {
                if constexpr (requires { p->rest().door(0); }) {
                    // Until the first NEXT has come nothing can be asked.
                    while ((p->host_read(host_port_status).data & status_running) != 0) {
                    }
                    for (std::uint32_t n = 0; n < shape.width * shape.height; ++n)
                        doors.push_back(&p->rest().door(n));
                } else {
                    own_door.emplace(context, configuration, "TOP.bouton_top.u_core");
                    doors.push_back(&*own_door);
                }
            },
            pins);
    }

    std::uint16_t number(std::uint32_t core) const {
        return static_cast<std::uint16_t>(core / shape.width << 6 | core % shape.width);
    }

    void check(std::uint32_t core, Region region, std::uint32_t index) const {
        if (core >= doors.size() || static_cast<std::size_t>(region) >= spec::region_count ||
            index >= spec::region_size(region, configuration) ||
            (region == Region::Csr && spec::find_csr(index) == nullptr)) {
            throw AccessError(region, index);
        }
    }

    void refuse_faulty() const {
        for (std::uint32_t core = 0; core < doors.size(); ++core) {
            if (!doors[core]->fault()) continue;
            const auto field = [&](spec::Csr csr) {
                return static_cast<std::uint32_t>(doors[core]->read(Region::Csr, index_of(csr)));
            };
            throw image::FaultError(core, static_cast<Region>(field(spec::Csr::FaultRegion)),
                                    field(spec::Csr::FaultLane), field(spec::Csr::FaultAddress));
        }
    }

    // Takes what leaves the chip; true for END.
    bool take(std::uint64_t word) {
        if (is_end(word)) return true;
        out.push_back(spec::StreamWord::unpack(word));
        return false;
    }

    void begin(std::span<const spec::StreamWord> input) {
        refuse_faulty();
        words.clear();
        for (const spec::StreamWord& word : input) {
            if (is_end(word.pack())) throw StepError("a step's input has an END; the chip adds it");
            words.push_back(word.pack());
        }
        out.clear();
        std::visit(
            [&](auto& p) {
                if (changed) p->settle();
                step_began = p->cycles();
                p->offer(words, [&](std::uint64_t word) { return take(word); });
            },
            pins);
        changed = false;
    }

    void end(std::vector<spec::StreamWord>& output) {
        const spec::StreamWord last{.kind = static_cast<std::uint8_t>(spec::StreamKind::End),
                                    .step = static_cast<std::uint16_t>(
                                        doors[0]->read(Region::Csr, index_of(spec::Csr::StepLow)))};
        const std::uint64_t word = last.pack();
        const auto taken = [&](std::uint64_t out_word) { return take(out_word); };
        std::visit(
            [&](auto& p) {
                p->offer(std::span(&word, 1), taken);
                p->finish(taken);
                step_cycles += p->cycles() - step_began;
            },
            pins);
        std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
            return std::pair(a.core, a.index) < std::pair(b.core, b.index);
        });
        output.swap(out);
    }

    Shape shape;
    spec::Configuration configuration;
    VerilatedContext context;
    AnyPins pins;
    std::optional<BackDoor> own_door;
    std::vector<BackDoor*> doors;  // by core
    bool changed = false;          // by the back door, since the last step
    std::uint64_t step_began = 0, step_cycles = 0;
    std::vector<std::uint64_t> words;
    std::vector<spec::StreamWord> out;
};

Chip::Chip() {
    use_large_code_pages();
}
Chip::Chip(Chip&&) noexcept = default;
Chip& Chip::operator=(Chip&&) noexcept = default;
Chip::~Chip() = default;

std::uint32_t Chip::cores() const {
    return impl_ ? static_cast<std::uint32_t>(impl_->doors.size()) : 0;
}

const spec::Configuration& Chip::configuration() const {
    if (!impl_) throw LoadError("no image is loaded");
    return impl_->configuration;
}

void Chip::load(const image::Image& image) {
    const spec::Configuration& configuration = configuration_of(image);
    const unsigned threads =
        threads_ != 0 ? threads_ : std::max(1u, std::thread::hardware_concurrency());
    auto impl = std::make_unique<Impl>(Shape{image.mesh_x, image.mesh_y, threads, configuration});
    for (std::uint32_t core = 0; core < image.cores.size(); ++core) {
        load_core(*impl->doors[core], image.cores[core], configuration);
    }
    impl->changed = true;
    impl_ = std::move(impl);
}

void Chip::step(std::span<const spec::StreamWord> input, std::vector<spec::StreamWord>& output) {
    begin_step(input);
    end_step(output);
}

void Chip::begin_step(std::span<const spec::StreamWord> input) {
    configuration();
    impl_->begin(input);
}

void Chip::end_step(std::vector<spec::StreamWord>& output) {
    impl_->end(output);
}

void Chip::set_stalls(Stalls stalls) {
    std::visit([&](auto& p) { p->set_stalls(stalls); }, impl_->pins);
}

std::uint64_t Chip::read(std::uint32_t core, Region region, std::uint32_t index) const {
    configuration();
    impl_->check(core, region, index);
    return impl_->doors[core]->read(region, index);
}

void Chip::write(std::uint32_t core, Region region, std::uint32_t index, std::uint64_t word) {
    configuration();
    impl_->check(core, region, index);
    if (region == Region::Csr) {
        if (!spec::find_csr(index)->writable) throw AccessError(region, index);
        // The fault is latched in many places; only the port clears them all.
        auto control = spec::ControlWord::unpack(static_cast<std::uint32_t>(word));
        if (index == index_of(spec::Csr::Control) && control.clear_fault) {
            if (impl_->changed) std::visit([](auto& p) { p->settle(); }, impl_->pins);
            if (cores() > 1) host_write(host_port_core, impl_->number(core));
            host_write(index * 4, static_cast<std::uint32_t>(word));
            if (cores() > 1) host_write(host_port_status, status_fault);
            return;
        }
    }
    impl_->doors[core]->write(region, index, word);
    impl_->changed = true;
}

void Chip::read_block(std::uint32_t core, Region region, std::uint32_t first,
                      std::span<std::uint64_t> words) const {
    configuration();
    if (words.empty()) return;
    impl_->check(core, region, first + static_cast<std::uint32_t>(words.size()) - 1);
    for (std::uint32_t n = 0; n < words.size(); ++n)
        words[n] = impl_->doors[core]->read(region, first + n);
}

std::uint64_t Chip::counter(std::uint32_t core, spec::Counter counter) const {
    configuration();
    impl_->check(core, Region::Csr, 0);
    return impl_->doors[core]->counter(counter);
}

void Chip::set_counter(std::uint32_t core, spec::Counter counter, std::uint64_t value) {
    configuration();
    impl_->check(core, Region::Csr, 0);
    impl_->doors[core]->set_counter(counter, value);
    impl_->changed = true;
}

double Chip::read_real(std::uint32_t core, Region region, std::uint32_t index) const {
    return number_in(region, read(core, region, index));
}

void Chip::write_real(std::uint32_t core, Region region, std::uint32_t index, double word) {
    write(core, region, index, with_number(region, read(core, region, index), word));
}

HostAnswer Chip::host_read(std::uint32_t address) {
    configuration();
    return std::visit([&](auto& p) { return p->host_read(address); }, impl_->pins);
}

HostAnswer Chip::host_write(std::uint32_t address, std::uint32_t data) {
    configuration();
    return std::visit([&](auto& p) { return p->host_write(address, data); }, impl_->pins);
}

void Chip::start_waves(const std::filesystem::path& file, std::uint32_t core) {
    configuration();
    impl_->check(core, Region::Csr, 0);
    std::visit([&](auto& p) { p->start_waves(file.string(), core); }, impl_->pins);
}

void Chip::stop_waves() {
    if (impl_) std::visit([](auto& p) { p->stop_waves(); }, impl_->pins);
}

std::uint64_t Chip::cycles() const {
    configuration();
    return std::visit([](const auto& p) { return p->cycles(); }, impl_->pins);
}

std::uint64_t Chip::step_cycles() const {
    configuration();
    return impl_->step_cycles;
}

}  // namespace bouton::verilated
