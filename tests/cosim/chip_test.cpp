// SPDX-License-Identifier: Apache-2.0
// The same tiles put together in three ways: in one Verilated model of a chip with its links in
// RTL; one by one, run in quanta by threads; and as two chips that are joined at an edge. The same
// packets on the same links in the same cycles, and the same words in all memories at the end.
#include <VHostPort.h>
#include <VTinyChip.h>
#include <VTinyHalf.h>
#include <VTinyTile.h>
#include <verilated.h>
#include <verilated_sym_props.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "sim/verilated/back_door.hpp"
#include "sim/verilated/driver.hpp"
#include "sim/verilated/load.hpp"
#include "sim/verilated/mesh.hpp"
#include "tests/cosim/random_mesh.hpp"

using namespace bouton;

namespace {

constexpr unsigned width = 2, height = 2;
constexpr std::uint16_t last = (height - 1) << 6 | (width - 1);

// Writes down what leaves the tiles of bouton_chip.
class LinkWatch {
  public:
    static constexpr unsigned settle_cycles = verilated::Mesh<VTinyTile>::settle_cycles;

    explicit LinkWatch(VerilatedContext* context) {
        const VerilatedScope* const scope = context->scopeFind("TOP.bouton_chip");
        REQUIRE(scope != nullptr);
        valid_ = static_cast<const std::uint32_t*>(scope->varFind("out_valid")->datap());
        word_ = static_cast<const std::uint32_t*>(scope->varFind("out_word")->datap());
    }

    void wake() {}
    template <class Top>
    void before_edge(Top& top) {
        top.base_i = 0;
        top.last_i = last;
    }
    template <class Top>
    void after_edge(const Top&) {
        for (unsigned i = 0; i < width * height * verilated::port_count; ++i) {
            if ((*valid_ >> i & 1) == 0) continue;
            departures.push_back({cycle_, i / verilated::port_count, i % verilated::port_count,
                                  std::uint64_t{word_[2 * i + 1]} << 32 | word_[2 * i]});
        }
        ++cycle_;
    }

    std::vector<verilated::Departure> departures;

  private:
    const std::uint32_t* valid_ = nullptr;
    const std::uint32_t* word_ = nullptr;
    std::uint64_t cycle_ = 0;
};

// The eastern half of the mesh, a chip of its own: joined to the western one, whose clock it has.
class EasternChip {
  public:
    static constexpr unsigned settle_cycles = verilated::Mesh<VTinyTile>::settle_cycles;

    explicit EasternChip(VerilatedContext* context) : chip_(context, "EAST") {
        chip_.base_i = 1;
        chip_.last_i = last;
        chip_.in_tvalid_i = chip_.awvalid_i = chip_.wvalid_i = chip_.arvalid_i = 0;
        chip_.bready_i = chip_.rready_i = chip_.out_tready_i = 1;
    }
    ~EasternChip() { chip_.final(); }
    EasternChip(const EasternChip&) = delete;
    EasternChip& operator=(const EasternChip&) = delete;

    void wake() {}
    void before_edge(VTinyHalf& west) {
        west.base_i = 0;
        west.last_i = last;
        chip_.rst_ni = west.rst_ni;
        join(west, east_edge, chip_, west_edge);
        join(chip_, west_edge, west, east_edge);
    }
    void after_edge(const VTinyHalf&) {
        for (const std::uint8_t clock : {std::uint8_t{0}, std::uint8_t{1}}) {
            chip_.clk_i = clock;
            chip_.eval();
        }
    }

  private:
    // Of chips of 1 x 2: an edge to the north, two to the east, one to the south, two to the west.
    static constexpr unsigned east_edge = 1, west_edge = 4;

    static void join(const VTinyHalf& from, unsigned out, VTinyHalf& to, unsigned in) {
        to.edge_valid_i = to.edge_credit_i = 0;
        for (unsigned y = 0; y < height; ++y) {
            to.edge_valid_i |= (from.edge_valid_o >> (out + y) & 1) << (in + y);
            to.edge_credit_i |= (from.edge_credit_o >> (out + y) & 1) << (in + y);
            for (unsigned half = 0; half < 2; ++half)
                to.edge_word_i[2 * (in + y) + half] = from.edge_word_o[2 * (out + y) + half];
        }
    }

    VTinyHalf chip_;
};

struct Record {
    std::vector<verilated::Departure> departures;
    std::vector<std::uint64_t> out, cycles;  // words on the stream; when each step ended
    std::vector<std::uint64_t> counters;     // of all cores
    std::vector<std::uint64_t> words;        // of all memories of all cores
};

template <class Driver, class Doors>
Record run(Driver& driver, const cosim::RandomMesh& mesh, Doors doors) {
    for (unsigned core = 0; core < width * height; ++core) {
        verilated::load_core(doors(core), mesh.image.cores[core], mesh.cores[core].configuration);
    }
    driver.settle();
    const auto stalls = cosim::random_stalls(mesh.cores[0]);
    driver.set_stalls({stalls.input, stalls.output});
    Record record;
    for (std::uint64_t step = mesh.first_step; step < mesh.first_step + 12; ++step) {
        std::vector<std::uint64_t> words;
        for (const spec::StreamWord& word : cosim::random_input(mesh, step))
            words.push_back(word.pack());
        words.push_back(spec::StreamWord{.kind = static_cast<std::uint8_t>(spec::StreamKind::End),
                                         .step = static_cast<std::uint16_t>(step)}
                            .pack());
        const auto take = [&](std::uint64_t word) {
            record.out.push_back(word);
            return spec::StreamWord::unpack(word).kind ==
                   static_cast<unsigned>(spec::StreamKind::End);
        };
        driver.offer(words, take);
        driver.finish(take);
        record.cycles.push_back(driver.cycles());
    }
    driver.settle();  // the tiles of a mesh may be a quantum behind
    for (unsigned core = 0; core < width * height; ++core) {
        for (std::size_t i = 0; i < spec::counter_count; ++i)
            record.counters.push_back(doors(core).counter(static_cast<spec::Counter>(i)));
        for (std::size_t i = 0; i < spec::region_count; ++i) {
            const auto region = static_cast<spec::Region>(i);
            if (region == spec::Region::Csr) continue;
            const std::uint32_t size = spec::region_size(region, mesh.cores[core].configuration);
            for (std::uint32_t n = 0; n < size; ++n)
                record.words.push_back(doors(core).read(region, n));
        }
    }
    return record;
}

Record run_whole(const cosim::RandomMesh& mesh) {
    VerilatedContext context;
    verilated::Driver<VTinyChip, LinkWatch> driver(context, &context);
    std::vector<verilated::BackDoor> doors;
    for (unsigned n = 0; n < width * height; ++n) {
        doors.emplace_back(
            context, mesh.cores[n].configuration,
            "TOP.bouton_chip.gen_tile__BRA__" + std::to_string(n) + "__KET__.u_tile.u_core");
    }
    Record record =
        run(driver, mesh, [&](unsigned core) -> verilated::BackDoor& { return doors[core]; });
    record.departures = driver.rest().departures;
    return record;
}

Record run_tiles(const cosim::RandomMesh& mesh, unsigned threads) {
    VerilatedContext context;
    const verilated::Shape shape{width, height, threads, mesh.cores[0].configuration};
    verilated::Driver<VHostPort, verilated::Mesh<VTinyTile>> driver(context, shape);
    std::vector<verilated::Departure> departures;
    driver.rest().watch(&departures);
    Record record = run(driver, mesh, [&](unsigned core) -> verilated::BackDoor& {
        return driver.rest().door(core);
    });
    record.departures = departures;
    return record;
}

// Core n is the tile n / 2 of the western chip, or of the eastern.
Record run_halves(const cosim::RandomMesh& mesh) {
    VerilatedContext context;
    verilated::Driver<VTinyHalf, EasternChip> driver(context, &context);
    std::vector<verilated::BackDoor> doors;
    for (unsigned n = 0; n < width * height; ++n) {
        doors.emplace_back(context, mesh.cores[n].configuration,
                           std::string(n % width == 0 ? "TOP" : "EAST") +
                               ".bouton_chip.gen_tile__BRA__" + std::to_string(n / width) +
                               "__KET__.u_tile.u_core");
    }
    return run(driver, mesh, [&](unsigned core) -> verilated::BackDoor& { return doors[core]; });
}

// Those of both that lie in the time which both have seen.
void cut(std::vector<verilated::Departure>& departures, std::uint64_t from, std::uint64_t to) {
    std::erase_if(departures, [&](const auto& d) { return d.cycle < from || d.cycle >= to; });
    std::sort(departures.begin(), departures.end());
}

}  // namespace

TEST_CASE("tiles run in quanta send the same packets in the same cycles as one model of the chip") {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        INFO("seed " << seed);
        const auto mesh =
            cosim::random_mesh(seed, *spec::find_configuration("tiny"), width, height);
        Record whole = run_whole(mesh);
        for (const unsigned threads : {1u, 2u, 3u}) {
            Record tiles = run_tiles(mesh, threads);
            CHECK(tiles.out == whole.out);
            CHECK(tiles.cycles == whole.cycles);
            CHECK(tiles.counters == whole.counters);
            CHECK(tiles.words == whole.words);
            // The first packets left before anybody watched the tiles.
            constexpr std::uint64_t watched = 20;
            auto expected = whole.departures;
            cut(expected, watched, whole.cycles.back());
            cut(tiles.departures, watched, whole.cycles.back());
            CHECK(tiles.departures == expected);
            REQUIRE(expected.size() > 100);
        }
    }
}

TEST_CASE("two chips joined at an edge are a chip of twice the width, cycle by cycle") {
    std::uint64_t crossed = 0;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        INFO("seed " << seed);
        const auto mesh =
            cosim::random_mesh(seed, *spec::find_configuration("tiny"), width, height);
        const Record whole = run_whole(mesh);
        const Record halves = run_halves(mesh);
        CHECK(halves.out == whole.out);
        CHECK(halves.cycles == whole.cycles);
        CHECK(halves.counters == whole.counters);
        CHECK(halves.words == whole.words);
        for (const verilated::Departure& d : whole.departures) {
            const auto kind = static_cast<spec::StreamKind>(spec::StreamWord::unpack(d.word).kind);
            crossed += d.port == verilated::East && kind == spec::StreamKind::Spike;
        }
    }
    REQUIRE(crossed > 100);
}
