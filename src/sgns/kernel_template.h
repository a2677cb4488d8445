/* The group kernel, written once. An ISA's file defines, then includes this:
 *   vec, LANES      vector of LANES floats
 *   LOAD STORE      aligned; SET1 broadcast; FMA(a, b, c) a * b + c; ADD MUL DIV MAX
 *   NEG_ABS(z)      -|z|
 *   EXP2I(t)        2^n for t = n + 1.5 * 2^23 exactly (n's integer is in the low bits of t)
 *   SELECT_NEG(z, a, b)  a where z < 0, else b
 *   REDUCE8(p, a)   p[i] = sum of the lanes of a[i], i = 0..7
 *   TILE, DOT_OUTPUTS  contexts and outputs whose dot products are kept in registers together
 *
 * Register blocking. Outputs are taken in panels of at most PANEL = 6. Dots: TILE contexts by
 * DOT_OUTPUTS outputs of sums, as many as leave registers for their rows; they are stored with
 * their lanes, and eight at a time become logits. Update: for one vector-wide column, the panel's
 * values stay in registers while the contexts stream through. */

#define NOTHING (-80.0f) /* a logit that adds nothing to loss or errors */

enum { PANEL = 6, MOST_PANELS = (N2V_MOST_OUTPUTS + PANEL - 1) / PANEL };

#include "sgns/bfloat16.h"
#include "sgns/hogwild.h"

#define INLINE                                                                                     \
  N2V_HOGWILD                                                                                      \
  static inline __attribute__((always_inline))
/* A function of its own, so that its constants take no registers from the loops around it. */
#define OUTLINE                                                                                    \
  N2V_HOGWILD                                                                                      \
  static __attribute__((noinline))
#define UNROLL _Pragma("GCC unroll 8")

/* out[0..2] = the sums of the lanes of a, b and c; writes eight. */
INLINE void sum_lanes(vec a, vec b, vec c, float *out) {
  vec sums[8];
  UNROLL for (int i = 0; i < 8; i++) sums[i] = i == 0 ? a : i == 1 ? b : i == 2 ? c : SET1(0.0f);
  REDUCE8(out, sums);
}

/* Dot products of `tile` contexts with `count` outputs, their lanes not summed yet: of context c
 * and output o at sums + (c * row + o) * LANES. */
INLINE void dot_tile(float *const *contexts, float *const *outputs, size_t width, const int tile,
                     const int count, size_t row, float *sums) {
  vec s[TILE * PANEL];
  UNROLL for (int c = 0; c < tile; c++) UNROLL for (int o = 0; o < count; o++) s[c * count + o] =
      MUL(LOAD(contexts[c]), LOAD(outputs[o]));
  for (size_t d = LANES; d < width; d += LANES) {
    vec x[TILE];
    UNROLL for (int c = 0; c < tile; c++) x[c] = LOAD(contexts[c] + d);
    UNROLL for (int o = 0; o < count; o++) {
      vec y = LOAD(outputs[o] + d);
      UNROLL for (int c = 0; c < tile; c++) s[c * count + o] = FMA(x[c], y, s[c * count + o]);
    }
  }
  UNROLL for (int c = 0; c < tile; c++) UNROLL for (int o = 0; o < count; o++)
      STORE(sums + ((size_t)c * row + (size_t)o) * LANES, s[c * count + o]);
}

/* All contexts with outputs [from, from + count) of a panel of `row`. */
INLINE void dot_block(const n2v_group *group, float *const *outputs, const int from,
                      const int count, size_t row, float *sums) {
  float *const *contexts = group->contexts;
  size_t c = 0, n = group->context_count;
#define TILE_OF(tile)                                                                              \
  dot_tile(contexts + c, outputs + from, group->width, tile, count, row,                           \
           sums + (c * row + (size_t)from) * LANES)
  for (; c + TILE <= n; c += TILE)
    TILE_OF(TILE);
  if (c + 2 == n)
    TILE_OF(2);
  else if (c < n)
    TILE_OF(1);
#undef TILE_OF
}

/* logits[c * panel + o] = contexts[c] . outputs[o]; then NOTHING to the end of an eight and of a
 * vector. sums: room for as many vectors. */
INLINE void dot_panel(const n2v_group *group, float *const *outputs, const int panel, float *sums,
                      float *logits) {
  const size_t total = group->context_count * (size_t)panel;
  if (panel > DOT_OUTPUTS) {
    dot_block(group, outputs, 0, (panel + 1) / 2, (size_t)panel, sums);
    dot_block(group, outputs, (panel + 1) / 2, panel / 2, (size_t)panel, sums);
  } else {
    dot_block(group, outputs, 0, panel, (size_t)panel, sums);
  }
  const size_t unit = LANES > 8 ? LANES : 8, whole = (total + unit - 1) / unit * unit;
  for (size_t i = total; i < whole; i++)
    STORE(sums + i * LANES, SET1(NOTHING / LANES));
  for (size_t i = 0; i < whole; i += 8) {
    vec eight[8];
    UNROLL for (size_t j = 0; j < 8; j++) eight[j] = LOAD(sums + (i + j) * LANES);
    REDUCE8(logits + i, eight);
  }
}

INLINE void prefetch_column(const n2v_group *group, size_t d) {
  if (d % N2V_ROW_UNIT == 0)
    for (size_t r = 0; r < group->ahead_count; r++)
      __builtin_prefetch(group->ahead[r] + d, 1, 3);
}

/* x += e y and y += e x for the panel, context by context, in columns [d, d + LANES). carry: each
 * context's change from earlier panels; the last panel adds it to the row, so that every panel sees
 * the old one. */
INLINE void update_column(float *const *contexts, size_t count, float *const *outputs,
                          const int panel, const float *errors, size_t d, float *carry,
                          const int first, const int last) {
  vec y[PANEL];
  UNROLL for (int o = 0; o < panel; o++) y[o] = LOAD(outputs[o] + d);
  for (size_t c = 0; c < count; c++, errors += panel) {
    float *row = contexts[c] + d;
    vec x = LOAD(row);
    /* Three sums: one alone would be a chain of six additions, each waiting for the last. */
    vec moved[3] = {first ? (last ? x : SET1(0.0f)) : LOAD(carry + c * LANES)};
    UNROLL for (int o = 0; o < panel; o++) {
      vec e = SET1(errors[o]);
      moved[o % 3] = o == 1 || o == 2 ? MUL(e, y[o]) : FMA(e, y[o], moved[o % 3]);
      y[o] = FMA(e, x, y[o]);
    }
    UNROLL for (int i = 1; i < 3 && i < panel; i++) moved[0] = ADD(moved[0], moved[i]);
    if (!last)
      STORE(carry + c * LANES, moved[0]);
    else
      STORE(row, first ? moved[0] : ADD(x, moved[0]));
  }
  UNROLL for (int o = 0; o < panel; o++) STORE(outputs[o] + d, y[o]);
}

#define FOR_PANEL(panel, CALL)                                                                     \
  switch (panel) {                                                                                 \
  case 1:                                                                                          \
    CALL(1);                                                                                       \
    break;                                                                                         \
  case 2:                                                                                          \
    CALL(2);                                                                                       \
    break;                                                                                         \
  case 3:                                                                                          \
    CALL(3);                                                                                       \
    break;                                                                                         \
  case 4:                                                                                          \
    CALL(4);                                                                                       \
    break;                                                                                         \
  case 5:                                                                                          \
    CALL(5);                                                                                       \
    break;                                                                                         \
  default:                                                                                         \
    CALL(6);                                                                                       \
    break;                                                                                         \
  }

/* errors = alpha * -sigmoid(logits), and softplus(logits) into the loss. count is a multiple of
 * LANES. */
OUTLINE void errors_from_logits(const float *logits, size_t count, float alpha, float *errors,
                                n2v_loss *loss) {
  const vec magic = SET1(0x1.8p23f), log2e = SET1(0x1.715476p0f), one = SET1(1.0f);
  vec product = LOAD(loss->product), linear = SET1(0.0f);
  for (size_t i = 0; i < count; i += LANES) {
    vec z = LOAD(logits + i);
    /* exp(-|z|) = 2^n * 2^f, |f| <= 1/2; a polynomial for 2^f (Taylor of exp(f ln 2), error below
     * 2e-7), in three parts that do not wait for each other (Estrin); -|z| is held above -80 so
     * that no result is subnormal. */
    vec t = MUL(MAX(NEG_ABS(z), SET1(-80.0f)), log2e);
    vec shifted = ADD(t, magic);
    vec f = MUL(ADD(t, MUL(ADD(shifted, SET1(-0x1.8p23f)), SET1(-1.0f))), SET1(0x1.62e43p-1f));
    vec ff = MUL(f, f);
    vec low = FMA(ff, FMA(f, SET1(1.0f / 6), SET1(0.5f)), ADD(f, one));
    vec high = FMA(ff, SET1(1.0f / 720), FMA(f, SET1(1.0f / 120), SET1(1.0f / 24)));
    vec e = MUL(FMA(high, MUL(ff, ff), low), EXP2I(shifted));
    vec factor = ADD(one, e);
    product = MUL(product, factor);
    linear = ADD(linear, MAX(z, SET1(0.0f)));
    STORE(errors + i, DIV(MUL(SET1(-alpha), SELECT_NEG(z, e, one)), factor));
  }
  STORE(loss->product, product);
  float lanes[N2V_ROW_UNIT] __attribute__((aligned(64)));
  STORE(lanes, linear);
  float sum = 0;
  for (int i = 0; i < LANES; i++)
    sum += lanes[i]; // cppcheck-suppress uninitvar // STORE has set them
  loss->sum += (double)sum;
  loss->factors += (unsigned)(count / LANES);
}

/* Some of a group's outputs, and the numbers of all contexts with them: [c * count + o]. */
typedef struct panel {
  float *const *outputs;
  size_t count;
  float *logits, *errors;
} panel;

/* Shares the outputs out evenly over as few panels as hold them; how many. scratch: see
 * n2v_kernel_scratch. */
INLINE size_t make_panels(const n2v_group *group, float *scratch, panel *panels) {
  const size_t n = group->output_count, parts = (n + PANEL - 1) / PANEL;
  float *const *outputs = group->outputs;
  for (size_t p = 0; p < parts; p++) {
    const size_t count = parts == 1 ? n : n / parts + (p < n % parts);
    const size_t room = n2v_panel_room(group->context_count * count);
    panels[p] = (panel){outputs, count, scratch, scratch + room};
    outputs += count;
    scratch += 2 * room;
  }
  return parts;
}

INLINE void panel_logits(const n2v_group *group, const panel *p, float *sums){
#define CALL(n) dot_panel(group, p->outputs, n, sums, p->logits)
    FOR_PANEL(p->count, CALL)
#undef CALL
}

/* Errors and losses of the first contexts with a panel. */
INLINE void panel_errors(const n2v_group *group, const panel *p, size_t contexts, bool positive,
                         n2v_loss *loss) {
  const size_t used = contexts * p->count, whole = (used + LANES - 1) / LANES * LANES;
  const size_t most = (size_t)N2V_LOSS_MAX_FACTORS * LANES;
  if (contexts < group->context_count)
    for (size_t i = used; i < whole; i++)
      p->logits[i] = NOTHING;
  for (size_t i = 0, part; i < whole; i += part) {
    part = whole - i < most ? whole - i : most;
    if (loss->factors + part / LANES > N2V_LOSS_MAX_FACTORS)
      n2v_loss_fold(loss);
    errors_from_logits(p->logits + i, part, group->alpha, p->errors + i, loss);
  }
  if (!positive)
    return;
  float positives = 0; /* softplus(-z) = softplus(z) - z */
  for (size_t c = 0; c < contexts; c++) {
    positives += p->logits[c * p->count];
    p->errors[c * p->count] += group->alpha;
  }
  loss->sum -= (double)positives;
}

#include "sgns/kernel_trust.h"

/* The panel of `outputs` in columns [from, to). */
INLINE void update_columns(const n2v_group *group, const panel *p, const int outputs, size_t count,
                           size_t from, size_t to, float *carry, const int first, const int last) {
  /* In registers: for all that the compiler knows, a store to a row may change the pointers. */
  float *const *contexts = group->contexts, *rows[PANEL];
  UNROLL for (int o = 0; o < outputs; o++) rows[o] = p->outputs[o];
  for (size_t d = from; d < to; d += LANES) {
    if (first)
      prefetch_column(group, d);
    update_column(contexts, count, rows, outputs, p->errors, d, carry, first, last);
  }
}

N2V_HOGWILD
static void update_panels(const n2v_group *group, const panel *panels, size_t parts, size_t count,
                          float *carry) {
  for (size_t d = 0; d < group->width; d += LANES)
    for (size_t p = 0; p < parts; p++) {
#define CALL(n)                                                                                    \
  update_columns(group, &panels[p], n, count, d, d + LANES, carry, p == 0, p + 1 == parts)
      FOR_PANEL(panels[p].count, CALL)
#undef CALL
    }
}

INLINE void update_panel(const n2v_group *group, const panel *p, size_t count){
#define CALL(n) update_columns(group, p, n, count, 0, group->width, NULL, 1, 1)
    FOR_PANEL(p->count, CALL)
#undef CALL
}

N2V_HOGWILD
static size_t train(const n2v_group *group, n2v_loss *loss) {
  panel panels[MOST_PANELS];
  const size_t asked = group->context_count, parts = make_panels(group, group->scratch, panels);
  float *rest = panels[parts - 1].errors + n2v_panel_room(asked * panels[parts - 1].count);
  const n2v_loss before = *loss;
  for (size_t p = 0; p < parts; p++)
    panel_logits(group, &panels[p], rest);
  for (size_t p = 0; p < parts; p++)
    panel_errors(group, &panels[p], asked, p == 0 && group->positive, loss);
  if (group->alpha == 0)
    return asked;
  size_t count = asked > 1 ? trusted(group, panels, parts, rest) : 1;
  if (count < asked) { /* the others' losses go, too */
    *loss = before;
    for (size_t p = 0; p < parts; p++)
      panel_errors(group, &panels[p], count, p == 0 && group->positive, loss);
  }
  if (parts == 1)
    update_panel(group, &panels[0], count);
  else
    update_panels(group, panels, parts, count, rest);
  return count;
}

N2V_HOGWILD
static void fetch(const float *shared, float *row, float *old, size_t width) {
  for (size_t d = 0; d < width; d += LANES) {
    vec value = LOAD(shared + d);
    STORE(row + d, value);
    STORE(old + d, value);
  }
}

N2V_HOGWILD
static void write_back(float *shared, const float *row, const float *old, size_t width) {
  for (size_t d = 0; d < width; d += LANES) {
    vec change = FMA(LOAD(old + d), SET1(-1.0f), LOAD(row + d));
    STORE(shared + d, ADD(LOAD(shared + d), change));
  }
}

/* a.a, b.b and a.b of what the worker (a) and all others (b) have changed since. */
INLINE void compare_changes(const float *shared, const float *row, const float *old, size_t width,
                            float *aa, float *bb, float *ab) {
  vec as = SET1(0.0f), bs = SET1(0.0f), both = SET1(0.0f);
  for (size_t d = 0; d < width; d += LANES) {
    vec before = MUL(LOAD(old + d), SET1(-1.0f));
    vec a = ADD(LOAD(row + d), before), b = ADD(LOAD(shared + d), before);
    as = FMA(a, a, as);
    bs = FMA(b, b, bs);
    both = FMA(a, b, both);
  }
  float lanes[8];
  sum_lanes(as, bs, both, lanes);
  *aa = lanes[0];
  *bb = lanes[1];
  *ab = lanes[2];
}

N2V_HOGWILD
static void combine(float *shared, const float *row, const float *old, size_t width) {
  float aa, bb, ab;
  compare_changes(shared, row, old, width, &aa, &bb, &ab);
  if (!(ab > 0)) { /* nobody else has changed it, or not the same way */
    write_back(shared, row, old, width);
    return;
  }
  const vec mine = SET1(1 - ab / (2 * aa)), theirs = SET1(-ab / (2 * bb));
  for (size_t d = 0; d < width; d += LANES) {
    vec before = MUL(LOAD(old + d), SET1(-1.0f)), now = LOAD(shared + d);
    vec a = ADD(LOAD(row + d), before), b = ADD(now, before);
    STORE(shared + d, FMA(theirs, b, FMA(mine, a, now)));
  }
}

N2V_HOGWILD
static void fetch16(const uint16_t *shared, float *row, uint16_t *old, size_t width) {
  for (size_t d = 0; d < width; d++) {
    const uint16_t number = shared[d];
    row[d] = n2v_bf16_widen(number);
    old[d] = number;
  }
}

/* In floats, then rounded: numbers that have not changed come out as they were. */
INLINE void merge16(uint16_t *shared, const float *row, const uint16_t *old, size_t width,
                    uint32_t seed, void (*merge)(float *, const float *, const float *, size_t)) {
  float now[N2V_MOST_WIDTH] __attribute__((aligned(64)));
  float before[N2V_MOST_WIDTH] __attribute__((aligned(64)));
  n2v_bf16_widen_row(shared, now, width);
  n2v_bf16_widen_row(old, before, width);
  merge(now, row, before, width);
  n2v_bf16_narrow_row(now, shared, width, seed);
}

N2V_HOGWILD
static void write_back16(uint16_t *shared, const float *row, const uint16_t *old, size_t width,
                         uint32_t seed) {
  merge16(shared, row, old, width, seed, write_back);
}

N2V_HOGWILD
static void combine16(uint16_t *shared, const float *row, const uint16_t *old, size_t width,
                      uint32_t seed) {
  merge16(shared, row, old, width, seed, combine);
}
