# SPDX-License-Identifier: Apache-2.0
# Bouton's front door. Everything works from a fresh Debian 12 and a clone of this repository: each target installs what is
# missing (as root or with sudo), configures, builds and runs.
.DEFAULT_GOAL := help
BUILD ?= build
JOBS ?= $(shell nproc)
CMAKE_FLAGS ?=
CONFIGURE = cmake -G Ninja -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_C_COMPILER=clang $(CMAKE_FLAGS)

help: ## say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/:/' | awk -F: '{printf "  make %-10s %s\n", $$1, $$2}'

setup: ## install what is missing
	@sh cmake/setup.sh

build: setup ## build everything; the tool is build/bin/bouton
	@$(CONFIGURE) -B $(BUILD) >$(BUILD).log 2>&1 || { cat $(BUILD).log; exit 1; }
	@rm -f $(BUILD).log
	@cmake --build $(BUILD) -j $(JOBS)

demo: build ## the main job: learn digits on the chip, verify it against the RTL, compare with floating point
	@mkdir -p $(BUILD)/demo
	@$(BUILD)/bin/bouton digits --images 10000 --lockstep 1000 --twin --progress \
	  --report $(BUILD)/demo/report.html

test: build ## the costs of the library of rules, and every test
	@$(BUILD)/bin/bouton explain --all
	@ctest --test-dir $(BUILD) --output-on-failure -j $(JOBS) -LE nightly

nightly: build ## the long tests
	@ctest --test-dir $(BUILD) --output-on-failure -L nightly

bench: build ## measure, print a table; docs/performance.md says how to read it
	@python3 bench/run.py --build $(BUILD)

lint: build ## linters and formatters, over every named configuration
	@sh cmake/lint.sh $(BUILD)

sanitize: setup ## the tests under AddressSanitizer and UndefinedBehaviorSanitizer
	@$(CONFIGURE) -B $(BUILD)-sanitize -DBOUTON_SANITIZE=ON -DBOUTON_RTL=OFF
	@cmake --build $(BUILD)-sanitize -j $(JOBS)
	@ctest --test-dir $(BUILD)-sanitize --output-on-failure -j $(JOBS) -LE 'nightly|slow'

clean: ## remove what was built
	rm -rf $(BUILD) $(BUILD)-sanitize

.PHONY: help setup build demo test nightly bench lint sanitize clean
