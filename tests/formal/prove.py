#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proofs about the mesh's routers by k-induction, with the SAT solver in Yosys.

  prove.py PROOF [--size small|full]   proves; exit 1 if it does not hold
  prove.py PROOF --seeded              seeds faults in the RTL, one at a time: each must be refuted
  prove.py PROOF --reach               shows that what the proof assumes can happen

A proof holds for every reachable state, not up to a depth: each property is shown to follow in any
state from its holding one cycle before, and to hold after reset. `small` has the widths that the
properties need to say what they say, `full` those of the chip. Properties are in the .svh files
here, which the RTL includes for a reader that defines FORMAL_<NAME>.
"""
import argparse
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "spec/gen/bouton_spec_pkg.sv"
BUFFER = "rtl/noc/bouton_link_buffer.sv"
ROUTER = "rtl/noc/bouton_router.sv"
ANY_BUFFER = "tests/formal/any/bouton_link_buffer.sv"  # in the place of BUFFER


@dataclass(frozen=True)
class Proof:
    top: str
    define: str
    sources: tuple
    sizes: dict      # size -> parameters
    reach: int       # steps in which `reached` of the properties comes up
    faults: tuple    # (file, text, text with a fault)


PROOFS = {
    "link_buffer": Proof(
        "bouton_link_buffer", "FORMAL_LINK_BUFFER", (PACKAGE, BUFFER),
        {"small": {"Width": 4, "Depth": 4}, "full": {}}, 9,
        ((BUFFER, "valid_i && (!load || waiting)", "valid_i && !load"),
         (BUFFER, "valid_i | waiting;", "valid_i;"),
         (BUFFER, "credit_o <= pop_i;", "credit_o <= pop_i | valid_i;"),
         (BUFFER, "load && waiting) read_q", "waiting) read_q"))),
    "router": Proof(
        "bouton_router", "FORMAL_ROUTER", (PACKAGE, ANY_BUFFER, ROUTER),
        {"small": {"Width": 9, "Depth": 2, "KindLow": 5, "CoreLow": 1, "Coordinate": 2},
         "full": {}}, 5,
        ((ROUTER, "is_end[i] & !accounted_q[i*Ports+o];", "is_end[i];"),
         (ROUTER, "(end_sources & ~ends) == '0", "(end_sources & ends) != '0"),
         (ROUTER, "(next_sources & ~nexts) == '0", "(next_sources & nexts) != '0"),
         (ROUTER, "present_i[South] & first_x ?", "present_i[South] ?"),
         (ROUTER, "if (to_x > core_i", "if (to_x >= core_i"),
         (ROUTER, "credits_q[o*CreditWidth+:CreditWidth] != '0)", "1'b1)"),
         (ROUTER, "(later != '0) ? later : packets", "packets"),
         (ROUTER, "if (pop[i]) accounted", "if (pop[i] & token[i]) accounted"),
         (ROUTER, "(turns & ~accounted[i*Ports+:Ports]) == '0", "turns != '0"))),
}


def yosys(script):
    return subprocess.run(["yosys", "-q", "-p", script], cwd=ROOT, capture_output=True, text=True)


def read(proof, parameters, sources):
    settings = "".join(f"chparam -set {name} {value} {proof.top}; "
                       for name, value in parameters.items())
    return (f"read_verilog -sv -formal -D{proof.define} -Itests/formal {' '.join(sources)}; "
            f"{settings}prep -flatten -top {proof.top}; memory_map -formal; async2sync; ")


def prove(proof, size, sources):
    """Nothing, or what Yosys said when the proof did not hold."""
    sat = "sat -prove-asserts -set-assumes -seq 1 -verify"
    result = yosys(read(proof, proof.sizes[size], sources) +
                   "setundef -anyseq; opt -full; "
                   f"{sat} -tempinduct-baseonly -maxsteps 1 -set-at 1 rst_ni 0; "
                   f"{sat} -tempinduct-inductonly -maxsteps 2")
    return (result.stderr or "failed") if result.returncode else ""


def seeded(proof):
    survivors = 0
    with tempfile.TemporaryDirectory() as folder:
        for file, good, bad in proof.faults:
            text = (ROOT / file).read_text()
            if text.count(good) != 1:
                sys.exit(f"{file} does not have '{good}' once")
            faulty = Path(folder) / Path(file).name
            faulty.write_text(text.replace(good, bad))
            said = prove(proof, "small", [str(faulty) if s == file else s for s in proof.sources])
            refuted = "proof did fail" in said
            survivors += not refuted
            print(f"{'refuted' if refuted else 'SURVIVES'}: '{bad}' for '{good}'", flush=True)
            if not refuted and said:
                print(said)
    return survivors


def reach(proof):
    """Whether the proof's assumptions leave room for what must be able to happen."""
    result = subprocess.run(
        ["yosys", "-p", read(proof, proof.sizes["small"], proof.sources) +
         "chformal -assert -remove; setundef -anyseq; opt -full; "
         f"sat -set-assumes -seq {proof.reach} -set-at 1 rst_ni 0 -set-at {proof.reach} reached 1"],
        cwd=ROOT, capture_output=True, text=True)
    return "SAT solving finished - model found" in result.stdout


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("proof", choices=PROOFS)
    parser.add_argument("--size", choices=("small", "full"), default="small")
    parser.add_argument("--seeded", action="store_true")
    parser.add_argument("--reach", action="store_true")
    options = parser.parse_args()
    proof = PROOFS[options.proof]
    if options.seeded:
        sys.exit(seeded(proof) != 0)
    if options.reach:
        reached = reach(proof)
        print("reached" if reached else "not reached: the assumptions are too strong")
        sys.exit(not reached)
    said = prove(proof, options.size, proof.sources)
    print(said or f"{options.proof}, {options.size}: proved")
    sys.exit(said != "")


if __name__ == "__main__":
    main()
