/* Google Benchmark for C. A program bench_X.c defines bench_setup, which adds its benchmarks:
 *
 *   static void add_rows(bench_state *state, void *table) {
 *     uint64_t rows = 0;
 *     while (bench_next(state))
 *       rows += work(table);
 *     bench_rate(state, "rows", (double)rows);
 *   }
 *
 * Wall-clock time, since what is measured may start threads. The program takes Google Benchmark's
 * own arguments: --benchmark_filter=REGEX, --benchmark_repetitions=N, --benchmark_format=json. */
#ifndef N2V_BENCH_SHIM_H
#define N2V_BENCH_SHIM_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bench_state bench_state;

/* True as long as another round is to be run. */
bool bench_next(bench_state *state);

/* Takes the time between the two out of the measurement. */
void bench_pause(bench_state *state);
void bench_resume(bench_state *state);

/* A column of the result: total divided by the seconds measured, or a value as it is. */
void bench_rate(bench_state *state, const char *name, double total);
void bench_value(bench_state *state, const char *name, double value);

/* Ends a benchmark that cannot run here. */
void bench_skip(bench_state *state, const char *why);

/* arg must live to the end of the program. */
void bench_add(const char *name, void (*run)(bench_state *state, void *arg), void *arg);

void bench_setup(void);

#ifdef __cplusplus
}
#endif
#endif
