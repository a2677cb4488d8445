/* Training: the group kernel on rows in the first cache, and the whole trainer on a model that fits
 * the caches and on one that does not. Columns: pairs (positives) a second; flops; `peak`, the
 * fraction of what fused multiply-adds alone reach on one core in the same run. */
#include "shim.h"

#include "base/memory.h"
#include "base/random.h"
#include "peak.h"
#include "sgns/kernel.h"
#include "skewed.h"
#include "train/trainer.h"

#include <float.h>
#include <stdio.h>
#include <stdlib.h>

static double peak;

/* 3 products (one dot, two updates) of multiply and add for each pair, output and dimension. */
static double flop(double pairs, double outputs, double width) {
  return pairs * outputs * width * 6;
}

/* ----------------------------------------------------------------------------------- kernel */

typedef struct shape {
  const char *simd;
  uint32_t contexts, negatives, dims;
} shape;

enum { ROWS = 64, CALLS = 2000 };

static void bench_kernel(bench_state *state, void *argument) {
  const shape *s = argument;
  const n2v_kernel *kernel = n2v_kernel_find(s->simd);
  uint32_t outputs = s->negatives + 1;
  float *contexts_of[ROWS], *outputs_of[ROWS];
  n2v_loss loss;
  n2v_squares squares = {0};
  uint64_t calls = 0;
  if (!kernel) {
    bench_skip(state, "not on this processor");
    return;
  }
  const size_t width = n2v_model_stride(s->dims),
               stride = (width / N2V_ROW_UNIT | 1) * N2V_ROW_UNIT;
  float *rows = n2v_calloc(2 * ROWS * stride, sizeof *rows);
  for (size_t i = 0; i < 2 * ROWS * stride; i++)
    rows[i] = 1e-3f * (float)(i % 7);
  float *scratch = n2v_alloc(n2v_kernel_scratch(s->contexts, outputs), sizeof *scratch);
  for (uint32_t i = 0; i < ROWS; i++) { /* as far apart as a worker's copies */
    contexts_of[i] = rows + i * stride;
    outputs_of[i] = rows + (ROWS + i) * stride;
  }
  n2v_loss_start(&loss);
  while (bench_next(state))
    for (int i = 0; i < CALLS; i++, calls++) {
      n2v_group group = {.contexts = contexts_of + calls % 32,
                         .outputs = outputs_of + calls * 5 % 32,
                         .context_count = s->contexts,
                         .output_count = outputs,
                         .positive = true,
                         .width = width,
                         .alpha = 1e-3f,
                         .trust = FLT_MAX, /* all contexts in one call */
                         .squares = &squares,
                         .scratch = scratch};
      kernel->train(&group, &loss);
    }
  double pairs = (double)calls * s->contexts;
  bench_rate(state, "pairs", pairs);
  bench_rate(state, "flops", flop(pairs, outputs, (double)width));
  if (peak > 0)
    bench_rate(state, "peak", flop(pairs, outputs, (double)width) / peak);
  n2v_free(scratch);
  n2v_free(rows);
}

static void add_kernels(void) {
  static const char *const simds[] = {"portable", "avx2", "avx512", "neon"};
  static const uint32_t shapes[][3] = {
      /* contexts, negatives, dims */
      {1, 5, 128},   {4, 5, 128},   {8, 5, 128},   {10, 5, 128}, {20, 5, 128}, {10, 4, 128},
      {10, 10, 128}, {10, 15, 128}, {10, 20, 128}, {10, 5, 64},  {10, 5, 100}, {10, 5, 200},
      {10, 5, 256},  {10, 5, 300},  {10, 5, 28},   {6, 5, 28},   {10, 5, 16}};
  enum { SHAPES = sizeof shapes / sizeof *shapes };
  static shape all[4 * SHAPES];
  for (int k = 0; k < 4; k++)
    for (int i = 0; i < SHAPES && n2v_kernel_find(simds[k]); i++) {
      char name[64];
      shape *s = &all[k * SHAPES + i];
      *s = (shape){simds[k], shapes[i][0], shapes[i][1], shapes[i][2]};
      snprintf(name, sizeof name, "kernel/%s/g:%u/k:%u/d:%u", s->simd, s->contexts, s->negatives,
               s->dims);
      bench_add(name, bench_kernel, s);
    }
}

/* ---------------------------------------------------------------------------------- trainer */

typedef struct trial {
  uint32_t nodes, threads;
  uint64_t walks;
} trial;

enum { LENGTH = 80 };

static void bench_trainer(bench_state *state, void *argument) {
  const trial *r = argument;
  n2v_corpus corpus = {
      .nodes = r->nodes, .walks = r->walks, .max_length = LENGTH, .read = bench_read_skewed};
  n2v_train_params params;
  const n2v_run resources = {
      .size = sizeof resources, .threads = (int)r->threads, .memory = UINT64_MAX};
  uint64_t pairs = 0;
  uint64_t *counts = n2v_calloc(r->nodes, sizeof *counts);
  n2v_train_params_init(&params, sizeof params);
  if (!counts ||
      n2v_corpus_count(&corpus, 0, 2, NULL, counts, &(n2v_corpus_stats){0}, NULL) != N2V_OK)
    abort();
  double train_seconds = 0;
  while (bench_next(state)) {
    n2v_train_report report = {0};
    n2v_model *model;
    if (n2v_trainer_run(&corpus, counts, &params, &resources, NULL, &model, &report, NULL) !=
        N2V_OK)
      abort();
    pairs += report.pairs;
    train_seconds += report.train_seconds;
    n2v_model_free(model);
    n2v_free((double *)report.loss);
  }
  /* Over training alone: the round also makes and checks the model. */
  double rate = (double)pairs / train_seconds;
  bench_value(state, "pairs", rate);
  bench_value(state, "flops", flop(rate, 6, 128));
  if (peak > 0)
    bench_value(state, "peak", flop(rate, 6, 128) / (peak * r->threads));
  n2v_free(counts);
}

void bench_setup(void) {
  static trial runs[] = {
      {10000, 1, 20000}, {10000, 2, 20000}, {1000000, 1, 60000}, {1000000, 2, 60000}};
  peak = peak_flops();
  printf("fused multiply-add peak of one core: %.1f GFLOP/s\n", peak / 1e9);
  add_kernels();
  for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
    char name[64];
    snprintf(name, sizeof name, "trainer/nodes:%u/threads:%u", runs[i].nodes, runs[i].threads);
    bench_add(name, bench_trainer, &runs[i]);
  }
}
