# n2v: one non-recursive makefile. `make help` lists the targets.
MODE    ?= release
PREFIX  ?= /usr/local
LIBDIR  ?= $(PREFIX)/lib
CC      ?= cc
CXX     ?= c++
BUILD   := build/$(MODE)
version := $(shell sed -n 's/^.define N2V_VERSION "\(.*\)"/\1/p' include/n2v.h)

# The user's CFLAGS come on top of what the program needs to be right.
# -std=c11 turns FMA contraction off in gcc, so it is stated; never -ffast-math: it flushes
# subnormals for the whole process and drops NaN checks. No -march: dispatch is at run time.
CFLAGS  ?= -O3 -g
required = -std=c11 -D_GNU_SOURCE -ffp-contract=fast $(openmp) -pthread -fno-math-errno \
  -fvisibility=hidden -fPIC -fno-semantic-interposition
warnings := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wpointer-arith -Wwrite-strings
packages := inih zlib libzstd
# What the library needs; the programs need inih besides. liblinear has no .pc file; only what uses
# it shall need it at run time.
lib_needs = $(shell pkg-config --libs zlib libzstd) -Wl,--as-needed -llinear -Wl,--no-as-needed -lm
libs      = $(shell pkg-config --libs inih) $(lib_needs)
ifeq ($(MODE),release)
libs += $(shell pkg-config --libs jemalloc)
endif

sanitize_asan  := -fsanitize=address,undefined -fno-sanitize-recover=undefined
sanitize_ubsan := -fsanitize=undefined -fno-sanitize-recover=undefined
sanitize_tsan  := -fsanitize=thread
sanitize_fuzz  := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
sanitize := $(sanitize_$(MODE))
ifneq ($(sanitize),)
CFLAGS := -O1 -g -fno-omit-frame-pointer
endif

# A fuzzer wants one thread.
ifeq ($(MODE),fuzz)
libs += -lgomp
else
openmp := -fopenmp
endif

cflags  = $(required) $(warnings) $(sanitize) -Iinclude -Isrc -Itools $(CPPFLAGS) $(CFLAGS)
ldflags = $(openmp) -pthread $(sanitize) $(LDFLAGS)

# A training kernel is compiled for the instructions that its row in src/base/isa.def names; which
# one runs is chosen there, at run time.
isa_rows := $(shell sed -nE 's/^ISA.([a-z0-9]+),.*target."([a-z0-9,]+)".*/\1=\2/p' src/base/isa.def)
comma    := ,
ifneq ($(filter x86_64,$(shell $(CC) -dumpmachine 2>/dev/null | cut -d- -f1)),)
kernel_flags = -mprefer-vector-width=512 $(addprefix -m,$(subst $(comma), ,$(lastword $(subst =, ,$(1)))))
$(foreach row,$(isa_rows),$(eval \
  $(BUILD)/src/sgns/kernel_$(firstword $(subst =, ,$(row))).o: isa := $(call kernel_flags,$(row))))
endif

lib_sources  := $(wildcard src/*/*.c)
lib_objects  := $(lib_sources:%.c=$(BUILD)/%.o)
programs     := $(patsubst tools/n2v_%.c,n2v-%,$(wildcard tools/n2v_*.c))
tool_shared  := $(patsubst %.c,$(BUILD)/%.o,$(filter-out tools/n2v_%.c,$(wildcard tools/*.c)) $(wildcard tools/options/*.c))
options      := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tools/options/*.c) tools/support.c)
test_sources := $(wildcard tests/test_*.c)
tests        := $(test_sources:tests/%.c=$(BUILD)/tests/%)
fuzz_targets := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
replays      := $(fuzz_targets:%=$(BUILD)/replay/fuzz_%)
fault        := build/release/tests/torture/fault.so

ifeq ($(MODE),release)
bin := bin
lib := lib/libn2v.a
shared := lib/libn2v.so.$(version)
else
bin := $(BUILD)/bin
lib := $(BUILD)/libn2v.a
shared := $(BUILD)/libn2v.so.$(version)
endif

# Training in several processes, where there is an MPI to build it with.
mpicc := $(shell echo '\#include <mpi.h>' | mpicc -E - >/dev/null 2>&1 && command -v mpicc)
mpi   := $(if $(mpicc),$(bin)/n2v-train-mpi,without-mpi)

.PHONY: all
all: $(programs:%=$(bin)/%) $(lib) $(shared) $(mpi)  ## the programs (bin/) and the library (lib/)

# For the makefile called by itself: all cores, unless told how many.
quietly = --no-print-directory $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))

.PHONY: without-mpi
without-mpi:
	@echo '  bin/n2v-train-mpi is left out: no MPI (tools/install-deps.sh mpi)'

# Commands are shown short; make V=1 shows them whole.
ifeq ($(V),)
short = @echo '  $(1) $(2)';
endif

# Says what to do where the compiler would only say that a header is missing.
.PHONY: libraries
libraries:
	@{ pkg-config --exists $(packages) && echo '#include <linear.h>' | $(CC) -E - >/dev/null 2>&1; } || { echo "Libraries are missing ($(packages) liblinear):" \
	  "run tools/install-deps.sh build"; exit 1; }

$(BUILD)/%.o: %.c Makefile | libraries
	@mkdir -p $(@D)
	$(call short,CC,$<)$(CC) $(cflags) $(isa) -MMD -MP -c -o $@ $<

$(lib): $(lib_objects)
	@mkdir -p $(@D)
	$(call short,AR,$@)rm -f $@ && $(AR) rcs $@ $^

# Programs link the archive; the shared library is for others. soname: the first number of the
# version, raised when a promise of n2v.h is broken. Its names are those of n2v.h: src/libn2v.map.
soname := libn2v.so.$(firstword $(subst ., ,$(version)))

$(shared): $(lib_objects) src/libn2v.map
	@mkdir -p $(@D)
	$(call short,LD,$@)$(CC) -shared $(ldflags) -Wl,-soname,$(soname) \
	  -Wl,--version-script=src/libn2v.map $(if $(sanitize),,-Wl,-z,defs) -o $@ $(lib_objects) $(lib_needs)
	@ln -sf $(@F) $(@D)/$(soname) && ln -sf $(soname) $(@D)/libn2v.so

# What only n2v-page needs.
$(bin)/n2v-page: $(patsubst %.c,$(BUILD)/%.o,$(wildcard tools/page/*.c))

# What only n2v-import needs, where it is there; without it the program says what to install.
igraph := $(shell pkg-config --exists 'igraph >= 0.10' 2>/dev/null && echo igraph)
$(BUILD)/tools/n2v_import.o: cflags += $(if $(igraph),-DN2V_IGRAPH $(shell pkg-config --cflags-only-I igraph | sed 's/-I/-isystem /g'))
$(bin)/n2v-import: libs += $(if $(igraph),$(shell pkg-config --libs igraph) -lz)

$(bin)/n2v-%: $(BUILD)/tools/n2v_%.o $(tool_shared) $(lib)
	@mkdir -p $(@D)
	$(call short,LD,$@)$(CC) $(ldflags) -o $@ $(filter %.o,$^) $(lib) $(libs)

# The compiler is the one of all other files: mpicc only says which flags it wants.
$(BUILD)/tools/mpi/%.o $(BUILD)/tools/n2v_train_mpi.o: cflags += -DN2V_MPI $(shell mpicc --showme:compile 2>/dev/null || mpicc -compile_info | cut -d' ' -f2-)

$(BUILD)/tools/n2v_train_mpi.o: tools/n2v_train.c Makefile | libraries
	@mkdir -p $(@D)
	$(call short,CC,$< for MPI)$(CC) $(cflags) -MMD -MP -c -o $@ $<

$(bin)/n2v-train-mpi: $(BUILD)/tools/n2v_train_mpi.o $(BUILD)/tools/mpi/peers.o $(tool_shared) $(lib) \
  $(if $(filter asan,$(MODE)),$(BUILD)/tests/torture/mpi_leaks.o)
	@mkdir -p $(@D)
	$(call short,LD,$@)OMPI_CC="$(CC)" MPICH_CC="$(CC)" mpicc $(ldflags) -o $@ $(filter %.o,$^) $(lib) $(libs)

$(BUILD)/tests/%: $(BUILD)/tests/%.o $(BUILD)/options.a $(lib)
	$(call short,LD,$@)$(CC) $(ldflags) -o $@ $^ $(shell pkg-config --libs cmocka) $(libs)

# What tests may use of the programs: options as values, the page's check of JSON.
$(BUILD)/options.a: $(options) $(BUILD)/tools/page/json.o
	@mkdir -p $(@D)
	$(call short,AR,$@)rm -f $@ && $(AR) rcs $@ $^

# A fuzz target with a main of its own that reads the kept corpus.
$(BUILD)/replay/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(BUILD)/tests/fuzz/replay.o $(BUILD)/options.a $(lib)
	@mkdir -p $(@D)
	$(call short,LD,$@)$(CC) $(ldflags) -o $@ $^ $(libs)

# --------------------------------------------------------------------------------- the main job

# Packages are installed before the makefile is read again: its flags come from pkg-config.
.PHONY: movielens
movielens:  ## install what is missing, build, get the data, train on it, show similar films
	@tools/install-deps.sh build data
	@$(MAKE) $(quietly) all
	@tools/movielens.sh

# ---------------------------------------------------------------------------------------- tests

# tests/run.sh prints `N passed, N failed` last, over all that ran in this call of make.
.PHONY: test test-built unit check check-built
test:  ## install what is missing, build, run all tests
	@rm -rf build/results
	@tools/install-deps.sh build data test
	@$(MAKE) $(quietly) test-built

test-built: all $(tests) $(replays) $(fault)
	@tests/run.sh $(tests) $(replays) $(wildcard tests/cli/test_*.sh tests/page/test_*.sh tests/interop/test_*.py)

unit: $(tests) $(replays)  ## build and run the unit tests only, the fuzz corpora among them
	@rm -rf build/results
	@tests/run.sh $(tests) $(replays)

check: test  ## all tests, then the checks of layers, exported names and format
	@tools/install-deps.sh lint
	@$(MAKE) $(quietly) check-built

check-built: $(lib) $(shared)
	@tests/run.sh $(wildcard tests/check_*.sh)

.PHONY: abi abi-update
abi abi-update: all  ## libn2v.so against the stored description of its binary interface; writes it anew
	@tools/install-deps.sh abi
	@rm -rf build/results
	@$(if $(filter abi,$@),tests/run.sh tests/abi.sh,tests/abi.sh update)

# --------------------------------------------------------------------------------------- torture

$(BUILD)/tests/torture/race: $(BUILD)/tests/torture/race.o $(BUILD)/options.a $(lib)
	$(call short,LD,$@)$(CC) $(ldflags) -o $@ $^ $(libs)

$(fault): tests/torture/fault.c Makefile
	@mkdir -p $(@D)
	$(call short,LD,$@)$(CC) -std=c11 -D_GNU_SOURCE $(warnings) -O1 -g -fPIC -shared -fno-builtin -o $@ $<

# COVERAGE_SECONDS: tests are begun for so long only.
.PHONY: coverage mutate
coverage:  ## the share of lines that the tests run, by folder (gcov)
	@tools/install-deps.sh build data test coverage
	@tests/coverage.sh $(COVERAGE_SECONDS)

# The share of planted faults that the tests find: tests/README.md.
mutate:  ## plants MUTANTS (50) small faults in each of MUTATE (base train input), runs the tests
	@tools/install-deps.sh build data test
	@$(MAKE) $(quietly) all $(fault) $(tests)
	@for folder in $(or $(MUTATE),base train input); do \
	  tests/mutate.py $$folder $(or $(MUTANTS),50) || exit 1; done

# What takes longer than `make test` may: tests/README.md says what is tried, and how often.
.PHONY: torture torture-built
torture:  ## sanitizers, failures, crashes, limits, soak, valgrind, fuzzing: half an hour
	@tools/install-deps.sh build data test torture emulate fuzz
	@$(MAKE) --no-print-directory asan ubsan tsan
	@$(MAKE) $(quietly) all $(fault) $(isa_tests)
	@$(MAKE) $(quietly) MODE=asan all
	@$(MAKE) $(quietly) MODE=plain all
	@$(MAKE) --no-print-directory torture-built
	@$(MAKE) --no-print-directory fuzz FUZZ_SECONDS=30

torture-built: export TEST_SECONDS := 1800
torture-built:
	@rm -rf build/results
	@tests/run.sh tests/crash.sh $(filter-out %/inputs.sh,$(wildcard tests/torture/*.sh)); first=$$?; \
	  BIN=build/asan/bin STRACE= tests/run.sh tests/torture/fault.sh tests/cli/test_parts.sh tests/cli/test_mpi.sh && \
	  exit $$first

# What runs differs with the instruction set.
isa_tests := $(patsubst %,build/release/tests/test_%,kernel bfloat16 neighbours)

.PHONY: emulate emulate-built
emulate:  ## the kernels on emulated processors: AVX-512, NEON, none of AVX; minutes
	@tools/install-deps.sh build test emulate
	@$(MAKE) $(quietly) all $(isa_tests)
	@$(MAKE) --no-print-directory emulate-built

emulate-built: export TEST_SECONDS := 3600
emulate-built:
	@rm -rf build/results
	@tests/run.sh tests/torture/isa.sh tests/torture/avx512.sh

.PHONY: asan ubsan tsan
asan ubsan:  ## unit tests under AddressSanitizer (with UBSan), under UBSan alone
	@$(MAKE) $(quietly) MODE=$@ unit

# gcc's OpenMP runtime is not instrumented, its barriers look like races: one OpenMP thread only.
tsan:  ## unit tests under ThreadSanitizer, and a planted race that it must catch
	@OMP_THREAD_LIMIT=1 $(MAKE) $(quietly) MODE=tsan unit
	@$(MAKE) $(quietly) MODE=tsan all build/tsan/tests/torture/race
	@tests/run.sh tests/torture/race.sh

.PHONY: lint
lint:  ## clang-tidy, cppcheck, shellcheck
	@tools/install-deps.sh build lint
	tests/lint.sh $(cflags)

# --------------------------------------------------------------------------------------- fuzzing

# Each tests/fuzz/fuzz_X.c is a libFuzzer target with a corpus in tests/fuzz/X/.
FUZZ_SECONDS ?= 60

.PHONY: fuzz $(fuzz_targets:%=fuzz-%)
fuzz:  ## fuzz every reader for FUZZ_SECONDS (60) each
	@tools/install-deps.sh build fuzz
	@$(MAKE) $(quietly) MODE=fuzz CC=clang $(fuzz_targets:%=build/fuzz/fuzz_%)
	@$(MAKE) --no-print-directory -j1 $(fuzz_targets:%=fuzz-%)

$(fuzz_targets:%=fuzz-%): fuzz-%:
	@mkdir -p build/fuzz/corpus/$*
	build/fuzz/fuzz_$* -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=2048 \
	  -print_final_stats=1 -artifact_prefix=build/fuzz/ build/fuzz/corpus/$* tests/fuzz/$*

build/fuzz/fuzz_%: build/fuzz/tests/fuzz/fuzz_%.o build/fuzz/options.a build/fuzz/libn2v.a
	$(call short,LD,$@)clang -fsanitize=fuzzer,address,undefined $(ldflags) -o $@ $^ $(libs)

# ---------------------------------------------------------------------------------------- page

# What n2v-page fills. It is not part of `all`: without node everything else builds and tests.
page := build/page/page.html

.PHONY: page test-page
page:  ## the template of n2v-page (page/, TypeScript; needs node and npm)
	@tools/install-deps.sh page
	@$(MAKE) --no-print-directory $(page)

page/node_modules/.package-lock.json: page/package-lock.json page/package.json
	cd page && npm ci --no-audit --no-fund --ignore-scripts

$(page): page/node_modules/.package-lock.json page/index.html page/vite.config.js page/tsconfig.json \
  $(wildcard page/src/*.* page/src/*/*.*)
	cd page && npm run --silent build

test-page: page  ## the page in Chromium: all that it can do, on MovieLens and on hostile names
	@tools/install-deps.sh build data page-test
	@$(MAKE) $(quietly) all
	@rm -rf build/results
	@tests/run.sh tests/page/test_page.sh

# ------------------------------------------------------------------------------------ benchmarks

# bench/bench_X.c registers its benchmarks through bench/shim.h; shim.cc alone is C++.
benches := $(patsubst bench/%.c,$(BUILD)/bench/%,$(wildcard bench/bench_*.c))

.PHONY: bench
bench:  ## build and run the benchmarks; BENCH_ARGS go to each
	@tools/install-deps.sh build bench
	@$(MAKE) $(quietly) bench-built

.PHONY: bench-built
bench-built: $(benches)
	@for b in $(benches); do $$b $(BENCH_ARGS) || exit 1; done

$(BUILD)/bench/shim.o: bench/shim.cc bench/shim.h Makefile
	@mkdir -p $(@D)
	$(call short,CXX,$<)$(CXX) -std=c++17 -O2 -g $(shell pkg-config --cflags benchmark) -c -o $@ $<

$(BUILD)/bench/bench_%: $(BUILD)/bench/bench_%.o $(BUILD)/bench/shim.o $(BUILD)/options.a $(lib)
	$(call short,LD,$@)$(CXX) $(ldflags) -o $@ $^ $(shell pkg-config --libs benchmark) $(libs)

.PHONY: coherence
coherence: $(BUILD)/bench/coherence  ## cache lines that change cores for each trained pair
	@$<

$(BUILD)/bench/coherence: $(BUILD)/bench/coherence.o $(lib)
	$(call short,LD,$@)$(CC) $(ldflags) -o $@ $^ $(libs)

# Their tables go into bench/results/; bench/README.md has the kept ones.
.PHONY: paper peers quality
paper:  ## the node2vec paper's tables, and gensim on the same walks (graphs in N2V_DATA; hours)
	@tools/install-deps.sh build test sweep
	@$(MAKE) $(quietly) all
	@/usr/bin/python3 bench/paper.py

peers:  ## word2vec.c, gensim and fastText timed beside n2v on the same walks (graphs in N2V_DATA)
	@tools/install-deps.sh build peers
	@$(MAKE) $(quietly) all
	@/usr/bin/python3 bench/peers.py

quality:  ## MovieLens vectors beside those of the Keras example's recipe
	@tools/install-deps.sh build data test
	@$(MAKE) $(quietly) all
	@/usr/bin/python3 bench/movielens_quality.py "$$(tools/get-movielens.sh)"

# -------------------------------------------------------------------------------------- install

# The script gets all by the environment: names may have blanks and quotes in them.
install uninstall: export PREFIX := $(PREFIX)
install uninstall: export LIBDIR := $(LIBDIR)
install uninstall: export DESTDIR := $(DESTDIR)
install uninstall: export N2V_VERSION := $(version)
install uninstall: export N2V_PROGRAMS := $(programs)
install uninstall: export N2V_FILES := $(bin) $(lib) $(shared) $(soname) $(page) $(mpicc)

.PHONY: install uninstall
install: all  ## PREFIX (/usr/local), LIBDIR (PREFIX/lib), DESTDIR
	@tools/install.sh

uninstall:  ## removes what install put there
	@tools/install.sh remove

# -------------------------------------------------------------------- releases, packages, docs

.PHONY: python python-asan dist deb docs
python: all  ## the Python package, installed in build/python/venv, and its tests; PYTEST_ARGS
	@tools/install-deps.sh build python
	@tools/python.sh $(PYTEST_ARGS)

python-asan: all  ## Python's tests on a library built with AddressSanitizer; PYTEST_ARGS
	@tools/install-deps.sh build python
	@$(MAKE) $(quietly) MODE=asan all
	@tools/python.sh -asan $(PYTEST_ARGS)

dist:  ## build/dist/n2v-VERSION.tar.xz from the files git knows: the same bytes each time
	@tools/dist.sh $(version)

deb:  ## Debian packages into build/deb/, from the archive that `make dist` makes
	@tools/install-deps.sh build deb
	@tools/deb.sh $(version)

docs: all  ## docs/ as HTML in build/docs/html, by Sphinx
	@tools/install-deps.sh docs
	@docs/build.sh

.PHONY: clean help
clean:  ## remove what was built
	rm -rf build bin lib

help:  ## this list
	@sed -nE 's/^([a-z][a-z -]*):[^#]*## *(.*)/\1\t\2/p' Makefile | expand -t 14

.SECONDARY:
.DELETE_ON_ERROR:
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
