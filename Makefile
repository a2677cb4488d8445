# n2v: one non-recursive makefile. `make help` lists the targets.
MODE    ?= release
PREFIX  ?= /usr/local
CC      ?= cc
CXX     ?= c++
BUILD   := build/$(MODE)
PYTHON  := /usr/bin/python3

# The user's CFLAGS come on top of what the program needs to be right.
# -std=c11 turns FMA contraction off in gcc, so it is stated; never -ffast-math: it flushes
# subnormals for the whole process and drops NaN checks. No -march: dispatch is at run time.
CFLAGS  ?= -O3 -g
required := -std=c11 -D_GNU_SOURCE -ffp-contract=fast -fopenmp -pthread -fno-math-errno -fvisibility=hidden
warnings := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wpointer-arith -Wwrite-strings
packages := inih zlib libzstd
libs     = $(shell pkg-config --libs $(packages)) -lm
ifeq ($(MODE),release)
libs += $(shell pkg-config --libs jemalloc)
endif

sanitize_asan  := -fsanitize=address,undefined -fno-sanitize-recover=undefined
sanitize_ubsan := -fsanitize=undefined -fno-sanitize-recover=undefined
sanitize_tsan  := -fsanitize=thread
sanitize := $(sanitize_$(MODE))
ifneq ($(sanitize),)
CFLAGS := -O1 -g -fno-omit-frame-pointer
endif

cflags  = $(required) $(warnings) $(sanitize) -Iinclude -Isrc -Itools $(CFLAGS)
ldflags = -fopenmp -pthread $(sanitize) $(LDFLAGS)

# Which vector instructions a file may use; the choice is made at run time (src/sgns/simd.c).
x86 := $(filter x86_64,$(shell $(CC) -dumpmachine | cut -d- -f1))
ifneq ($(x86),)
$(BUILD)/src/sgns/kernel_avx2.o:   isa := -mavx2 -mfma
$(BUILD)/src/sgns/kernel_avx512.o: isa := -mavx512f -mavx512dq -mavx512vl -mavx512bw -mavx2 -mfma -mprefer-vector-width=512
endif

lib_sources  := $(wildcard src/*/*.c)
lib_objects  := $(lib_sources:%.c=$(BUILD)/%.o)
programs     := $(patsubst tools/n2v_%.c,n2v-%,$(wildcard tools/n2v_*.c))
tool_shared  := $(patsubst %.c,$(BUILD)/%.o,$(filter-out tools/n2v_%.c,$(wildcard tools/*.c)))
test_sources := $(wildcard tests/test_*.c)
tests        := $(test_sources:tests/%.c=$(BUILD)/tests/%)

ifeq ($(MODE),release)
bin := bin
lib := lib/libn2v.a
else
bin := $(BUILD)/bin
lib := $(BUILD)/libn2v.a
endif

.PHONY: all
all: $(programs:%=$(bin)/%)  ## the programs (bin/) and the library (lib/)

$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(cflags) $(isa) -MMD -MP -c -o $@ $<

$(lib): $(lib_objects)
	@mkdir -p $(@D)
	rm -f $@ && $(AR) rcs $@ $^

$(bin)/n2v-%: $(BUILD)/tools/n2v_%.o $(tool_shared) $(lib)
	@mkdir -p $(@D)
	$(CC) $(ldflags) -o $@ $^ $(libs)

$(BUILD)/tests/%: $(BUILD)/tests/%.o $(lib)
	$(CC) $(ldflags) -o $@ $^ $(shell pkg-config --libs cmocka) $(libs)

.PHONY: unit
unit: $(tests)  ## build and run the unit tests only
	@for t in $(tests); do $$t || exit 1; done

.PHONY: clean help
clean:  ## remove what was built
	rm -rf build bin lib

help:  ## this list
	@grep -hE '^[a-z0-9-]+:.*##' Makefile | sed 's/:.*##/\t/' | expand -t 14

.SECONDARY:
-include $(shell find build/$(MODE) -name '*.d' 2>/dev/null)
