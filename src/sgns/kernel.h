/* The arithmetic of skip-gram with negative sampling on one group: a centre's contexts against one
 * positive and its negatives. Kernels know rows of floats, nothing else. */
#ifndef N2V_SGNS_KERNEL_H
#define N2V_SGNS_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Rows are padded with zeros to whole N2V_ROW_UNIT floats: one cache line, the widest vector. */
enum { N2V_ROW_UNIT = 16, N2V_MOST_OUTPUTS = 66, N2V_MOST_WIDTH = 4096 };

/* Sum of losses in a form that costs a kernel one multiplication per vector of logits:
 * softplus(z) = max(z, 0) + log(1 + exp(-|z|)), and the logarithm is taken of a product of many
 * factors, each in (1, 2]. Folded into `sum` before the product can overflow. */
typedef struct n2v_loss {
  double sum;
  unsigned factors; /* multiplied into each lane since the last fold; float holds 2^127 */
  _Alignas(64) float product[N2V_ROW_UNIT];
} n2v_loss;

enum { N2V_LOSS_MAX_FACTORS = 100 };

void n2v_loss_start(n2v_loss *loss);
/* Folds the product into loss->sum and returns the sum so far. */
double n2v_loss_fold(n2v_loss *loss);

/* The largest x.x of the contexts and of the outputs in the calls so far that measured them; all 0
 * to begin with. */
typedef struct n2v_squares {
  float contexts, outputs;
  unsigned unmeasured; /* calls still to come that do not */
} n2v_squares;

/* A group. With z = x.y for each pair and label 1 for the positive, 0 for the negatives (Mikolov et
 * al. 2013, equation 4):
 *   e(x, y) = alpha * (label - sigmoid(z)).
 * All logits are taken before any update. Then the contexts go one after the other: x += sum_y e y,
 * and each y += e x, which the next context sees. So a logit is stale by what the contexts before
 * it have changed, and training is sound only while that is little: see `trust`. */
typedef struct n2v_group {
  float *const *contexts; /* context_count rows of syn0 */
  float *const *outputs;  /* output_count distinct rows of syn1neg, at most N2V_MOST_OUTPUTS */
  size_t context_count, output_count;
  bool positive; /* outputs[0] is the positive; otherwise all are negatives */
  size_t width;  /* floats to work on: a multiple of N2V_ROW_UNIT; rows are aligned to 64 bytes */
  float alpha;   /* 0: rows are read only */
  /* The most, by Cauchy's inequality, that a logit may be stale by: for what the contexts before
   * have changed in the outputs; and, where the same row stands among them, for what they have
   * changed in both rows. The first context that may be more ends the call. With 0 a call trains
   * one context, as word2vec does. */
  float trust, trust_repeats;
  n2v_squares *squares; /* by which that is bounded */
  /* How many places before each context the same row stands; 0: nowhere before. NULL: all rows
   * differ. */
  const uint32_t *since;
  float *scratch; /* n2v_kernel_scratch(...) floats, aligned to 64 bytes */
  /* Rows that will be needed next: fetched into the cache a line at a time between the updates, for
   * asked for all at once they would fill the queue of misses and hold up the arithmetic. */
  const float *const *ahead;
  size_t ahead_count;
} n2v_group;

/* Trains the first contexts of the group, at least one, and adds their losses; how many. */
typedef size_t n2v_group_trainer(const n2v_group *group, n2v_loss *loss);

typedef struct n2v_kernel {
  const char *name; /* "avx2" */
  n2v_group_trainer *train;
  /* Copies a shared row of `width` floats twice: to work on, and as it was. */
  void (*fetch)(const float *shared, float *row, float *old, size_t width);
  /* Adds what has changed since: shared += row - old. */
  void (*write_back)(float *shared, const float *row, const float *old, size_t width);
  /* The same with regard to what others have changed meanwhile, b = shared - old. Where they went
   * the same way as a = row - old, a sum of many such changes would overshoot: what is parallel
   * becomes the mean, what is orthogonal is added, a (1 - a.b / 2 a.a) + b (1 - a.b / 2 b.b)
   * (Adasum: Maleki et al., arXiv 2006.02924, section 3). */
  void (*combine)(float *shared, const float *row, const float *old, size_t width);
  /* The three for shared rows of bfloat16, at most N2V_MOST_WIDTH of them; seed: of the rounding,
   * another one for each row and time (bfloat16.h). */
  void (*fetch16)(const uint16_t *shared, float *row, uint16_t *old, size_t width);
  void (*write_back16)(uint16_t *shared, const float *row, const uint16_t *old, size_t width,
                       uint32_t seed);
  void (*combine16)(uint16_t *shared, const float *row, const uint16_t *old, size_t width,
                    uint32_t seed);
} n2v_kernel;

/* Of these, for so many logits: whole lines, and one for what a reduction writes past its end. */
static inline size_t n2v_panel_room(size_t logits) {
  return (logits + N2V_ROW_UNIT - 1) / N2V_ROW_UNIT * N2V_ROW_UNIT + N2V_ROW_UNIT;
}

/* Floats of scratch that a group of at most these counts needs. */
size_t n2v_kernel_scratch(size_t contexts, size_t outputs);

/* The kernel called `name` ("auto": the widest that this processor runs); NULL when this build or
 * processor has none. */
const n2v_kernel *n2v_kernel_find(const char *name);

#define ISA(name, target, bytes, runs) extern const n2v_kernel n2v_kernel_##name;
#include "base/isa.def"
#undef ISA

#endif
