#include "shim.h"

#include <benchmark/benchmark.h>

struct bench_state {
  benchmark::State *state;
};

bool bench_next(bench_state *state) {
  return state->state->KeepRunning();
}

void bench_pause(bench_state *state) {
  state->state->PauseTiming();
}

void bench_resume(bench_state *state) {
  state->state->ResumeTiming();
}

void bench_rate(bench_state *state, const char *name, double total) {
  state->state->counters[name] = benchmark::Counter(total, benchmark::Counter::kIsRate);
}

void bench_value(bench_state *state, const char *name, double value) {
  state->state->counters[name] = value;
}

void bench_skip(bench_state *state, const char *why) {
  state->state->SkipWithError(why);
}

void bench_add(const char *name, void (*run)(bench_state *, void *), void *arg) {
  benchmark::RegisterBenchmark(name,
                               [run, arg](benchmark::State &state) {
                                 bench_state wrapped = {&state};
                                 run(&wrapped, arg);
                               })
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond);
}

int main(int argc, char **argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv))
    return 2;
  bench_setup();
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
