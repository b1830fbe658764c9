// SPDX-License-Identifier: Apache-2.0
#include "sim/verilated/chip.hpp"

#include <VDefault.h>
#include <VFpga.h>
#include <VLarge.h>
#include <VTiny.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <variant>

#include "sim/verilated/back_door.hpp"
#include "sim/verilated/driver.hpp"
#include "spec/image/fault.hpp"

namespace bouton::verilated {

using spec::Region;

namespace {

template <class Top>
using Pins = std::unique_ptr<Driver<Top>>;
using AnyPins = std::variant<Pins<VTiny>, Pins<VDefault>, Pins<VLarge>, Pins<VFpga>>;

AnyPins make_pins(std::string_view configuration, VerilatedContext& context) {
    if (configuration == "tiny") return std::make_unique<Driver<VTiny>>(context);
    if (configuration == "large") return std::make_unique<Driver<VLarge>>(context);
    if (configuration == "fpga") return std::make_unique<Driver<VFpga>>(context);
    return std::make_unique<Driver<VDefault>>(context);
}

constexpr std::uint32_t index_of(spec::Csr csr) {
    return static_cast<std::uint32_t>(csr);
}

bool is_end(std::uint64_t raw) {
    return spec::StreamWord::unpack(raw).kind == static_cast<unsigned>(spec::StreamKind::End);
}

// Where a word's number lies in it, for read_real and write_real.
struct Field {
    unsigned low = 0, bits = 0;
    bool is_signed = false;
};

Field number_field(Region region) {
    switch (region) {
        case Region::Synapse:
            return {48, 16, true};
        case Region::Dendrite:
        case Region::NeuronSum:
        case Region::NeuronState:
        case Region::AxonState:
        case Region::Constant:
            return {0, spec::region_info(region).bits, true};
        default:
            return {0, spec::region_info(region).bits, false};
    }
}

}  // namespace

AccessError::AccessError(Region region_, std::uint32_t index_)
    : std::runtime_error(std::string(spec::to_string(region_)) + "[" + std::to_string(index_) +
                         "]: the chip has no such word, or it cannot be written"),
      region(region_),
      index(index_) {}

struct Chip::Impl {
    explicit Impl(const spec::Configuration& configuration_)
        : configuration(configuration_),
          pins(make_pins(configuration.name, context)),
          door(context, configuration) {}

    void check(Region region, std::uint32_t index) const {
        if (static_cast<std::size_t>(region) >= spec::region_count ||
            index >= spec::region_size(region, configuration) ||
            (region == Region::Csr && spec::find_csr(index) == nullptr)) {
            throw AccessError(region, index);
        }
    }

    void refuse_faulty() const {
        if (!door.fault()) return;
        const auto field = [&](spec::Csr csr) {
            return static_cast<std::uint32_t>(door.read(Region::Csr, index_of(csr)));
        };
        throw image::FaultError(0, static_cast<Region>(field(spec::Csr::FaultRegion)),
                                field(spec::Csr::FaultLane), field(spec::Csr::FaultAddress));
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
                p->offer(words, [&](std::uint64_t word) { return take(word); });
            },
            pins);
        changed = false;
    }

    void end(std::vector<spec::StreamWord>& output) {
        const spec::StreamWord last{.kind = static_cast<std::uint8_t>(spec::StreamKind::End),
                                    .step = static_cast<std::uint16_t>(
                                        door.read(Region::Csr, index_of(spec::Csr::StepLow)))};
        const std::uint64_t word = last.pack();
        const auto taken = [&](std::uint64_t out_word) { return take(out_word); };
        std::visit(
            [&](auto& p) {
                p->offer(std::span(&word, 1), taken);
                p->finish(taken);
            },
            pins);
        std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
            return std::pair(a.core, a.index) < std::pair(b.core, b.index);
        });
        output.swap(out);
    }

    spec::Configuration configuration;
    VerilatedContext context;
    AnyPins pins;
    BackDoor door;
    bool changed = false;  // by the back door, since the last step
    std::vector<std::uint64_t> words;
    std::vector<spec::StreamWord> out;
};

Chip::Chip() = default;
Chip::Chip(Chip&&) noexcept = default;
Chip& Chip::operator=(Chip&&) noexcept = default;
Chip::~Chip() = default;

const spec::Configuration& Chip::configuration() const {
    if (!impl_) throw LoadError("no image is loaded");
    return impl_->configuration;
}

void Chip::load(const image::Image& image) {
    const spec::Configuration* const found = spec::find_configuration(image.configuration);
    if (found == nullptr)
        throw LoadError("no configuration is named '" + image.configuration + "'");
    if (image.cores.size() != 1) {
        throw LoadError("the RTL has one core, the image " + std::to_string(image.cores.size()));
    }
    auto impl = std::make_unique<Impl>(*found);
    const image::Core& core = image.cores[0];
    for (std::size_t i = 0; i < spec::region_count; ++i) {
        const auto region = static_cast<Region>(i);
        const std::uint32_t size = spec::region_size(region, *found);
        if (core.region[i].size() > size) {
            throw LoadError("region " + std::string(spec::to_string(region)) +
                            " of the image has " + std::to_string(core.region[i].size()) +
                            " words, the chip " + std::to_string(size));
        }
        if (region == Region::Csr) continue;
        for (std::uint32_t n = 0; n < size; ++n) {
            impl->door.write(
                region, n,
                n < core.region[i].size() ? core.region[i][n] : spec::region_info(region).empty);
        }
    }
    const auto& registers = core.region[static_cast<std::size_t>(Region::Csr)];
    for (std::uint32_t n = 0; n < registers.size(); ++n) {
        const spec::CsrInfo* const info = spec::find_csr(n);
        if (info != nullptr && info->writable) impl->door.write(Region::Csr, n, registers[n]);
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

std::uint64_t Chip::read(std::uint32_t, Region region, std::uint32_t index) const {
    configuration();
    impl_->check(region, index);
    return impl_->door.read(region, index);
}

void Chip::write(std::uint32_t, Region region, std::uint32_t index, std::uint64_t word) {
    configuration();
    impl_->check(region, index);
    if (region == Region::Csr) {
        if (!spec::find_csr(index)->writable) throw AccessError(region, index);
        // The fault is latched in many places; only the port clears them all.
        auto control = spec::ControlWord::unpack(static_cast<std::uint32_t>(word));
        if (index == index_of(spec::Csr::Control) && control.clear_fault) {
            if (impl_->changed) std::visit([](auto& p) { p->settle(); }, impl_->pins);
            host_write(index * 4, static_cast<std::uint32_t>(word));
            return;
        }
    }
    impl_->door.write(region, index, word);
    impl_->changed = true;
}

void Chip::read_block(std::uint32_t, Region region, std::uint32_t first,
                      std::span<std::uint64_t> words) const {
    configuration();
    if (words.empty()) return;
    impl_->check(region, first + static_cast<std::uint32_t>(words.size()) - 1);
    for (std::uint32_t n = 0; n < words.size(); ++n) words[n] = impl_->door.read(region, first + n);
}

std::uint64_t Chip::counter(std::uint32_t, spec::Counter counter) const {
    configuration();
    return impl_->door.counter(counter);
}

void Chip::set_counter(std::uint32_t, spec::Counter counter, std::uint64_t value) {
    configuration();
    impl_->door.set_counter(counter, value);
    impl_->changed = true;
}

double Chip::read_real(std::uint32_t core, Region region, std::uint32_t index) const {
    const auto [low, bits, is_signed] = number_field(region);
    const std::uint64_t raw = read(core, region, index) << (64 - bits - low);
    return is_signed ? static_cast<double>(static_cast<std::int64_t>(raw) >> (64 - bits))
                     : static_cast<double>(raw >> (64 - bits));
}

void Chip::write_real(std::uint32_t core, Region region, std::uint32_t index, double word) {
    const auto [low, bits, is_signed] = number_field(region);
    const auto mask = (~std::uint64_t{0} >> (64 - bits)) << low;
    const auto number = static_cast<std::uint64_t>(std::llrint(word)) << low;
    write(core, region, index, (read(core, region, index) & ~mask) | (number & mask));
}

HostAnswer Chip::host_read(std::uint32_t address) {
    configuration();
    return std::visit([&](auto& p) { return p->host_read(address); }, impl_->pins);
}

HostAnswer Chip::host_write(std::uint32_t address, std::uint32_t data) {
    configuration();
    return std::visit([&](auto& p) { return p->host_write(address, data); }, impl_->pins);
}

void Chip::start_waves(const std::filesystem::path& file) {
    configuration();
    std::visit([&](auto& p) { p->start_waves(file.string()); }, impl_->pins);
}

void Chip::stop_waves() {
    if (impl_) std::visit([](auto& p) { p->stop_waves(); }, impl_->pins);
}

std::uint64_t Chip::cycles() const {
    configuration();
    return std::visit([](const auto& p) { return p->cycles(); }, impl_->pins);
}

}  // namespace bouton::verilated
