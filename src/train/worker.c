/* A worker trains in stints, some hundred tokens of several walks. Rows are trained in place where
 * the graph has many for each worker. Where it has few, so that workers meet, the input rows are
 * copied once a stint, and what has changed is merged into the shared rows at the end: a context
 * row is a line shared between cores once a stint, not once a window. Only workers apart copy the
 * output rows, of centres and negatives, too. Were both sides copied by many workers for that long,
 * hubs would overshoot: with 32 of them MovieLens diverged at alpha 0.1, where with output rows in
 * place every graph tried was trained as by one worker.
 *
 * Shared rows of bfloat16 are trained on copies that are floats, of both sides: rounding adds noise
 * each time a row is written, which is once a stint then (bench/README.md has what it costs).
 *
 * Negatives come from a pool that is drawn for the stint (pool.h). */
#include "train/worker.h"

#include "base/memory.h"
#include "base/status.h"
#include "train/calls.h"
#include "train/pool.h"
#include "train/repeats.h"
#include "train/rows.h"

#include <math.h>
#include <string.h>

enum {
  STINT = 320,   /* tokens, about: what then is copied fits a second cache of 512 KB */
  SEGMENT = 256, /* centres trained between two looks at the pool; long walks are cut here */
  BLOCK_TOKENS = 4096,
  AHEAD = 8 /* rows that are asked for while one is copied */
};

/* How much a worker holds; follows from the training. */
typedef struct sizes {
  uint32_t segment;         /* most centres of a segment */
  uint32_t stint;           /* most tokens of a stint */
  uint32_t inputs, outputs; /* most copies */
} sizes;

struct n2v_worker {
  const n2v_training *training;
  sizes sizes;
  n2v_rng rng;
  n2v_calls calls; /* asked and count: since the segment began */
  n2v_tally tally; /* without the loss, which is in calls */
  n2v_pace pace;   /* of the walks at hand */
  float trust, trust_repeats;
  n2v_squares squares; /* of the stint */
  uint32_t group;      /* most contexts of a group in this segment */
  n2v_rows input, output;
  /* Of the positions of the walk that the segment's windows reach. */
  float **rows;      /* input rows */
  uint32_t *back;    /* how many positions before each its node stands last: n2v_repeats_find */
  uint32_t *slots;   /* n2v_repeats_slots(...), for that */
  uint32_t *centres; /* of the segment -> output row */
  uint32_t stint;    /* tokens of the stint so far */
  n2v_pool pool;
  void *memory;              /* of all arrays */
  uint32_t *walks, *lengths; /* a block of the corpus */
  uint32_t next;             /* apart: first centre of the walk that is not trained yet */
  float **contexts, **outputs;
  uint32_t *since;     /* of each context: n2v_group.since */
  const float **ahead; /* rows that the next centre needs */
  uint32_t ahead_count;
  float *scratch;
};

/* ------------------------------------------------------------------------------ allocation */

static uint32_t at_most(uint64_t a, uint64_t b) {
  return (uint32_t)(a < b ? a : b);
}

uint32_t n2v_worker_block(uint32_t max_length) {
  /* NOLINTNEXTLINE(clang-analyzer-core.DivideZero): the longest walk has a token. */
  uint32_t walks = BLOCK_TOKENS / max_length;
  return walks ? walks : 1;
}

/* How many of the two matrices' rows are copied, input rows first. */
static int copied(const n2v_train_shape *shape) {
  return shape->apart || shape->narrow ? 2 : shape->in_place ? 0 : 1;
}

static sizes sizes_of(const n2v_train_shape *shape) {
  const uint32_t length = shape->max_length;
  sizes s = {.segment = at_most(SEGMENT, length)};
  s.stint = shape->apart ? s.segment : STINT; /* workers apart: a segment each */
  /* The first and the last walk of a stint may be cut: a window more of each is looked at. */
  uint64_t tokens = s.stint + 2ull * at_most(shape->window, length);
  s.inputs = at_most(tokens, shape->nodes);
  s.outputs = at_most(tokens + N2V_MOST_POOL, shape->nodes);
  return s;
}

/* Every array of a worker: called once to count bytes, once to hand out memory. */
static uint64_t lay_out(n2v_worker *w, const n2v_train_shape *shape, char *memory) {
  const sizes *s = &w->sizes;
  uint64_t used = 0;
#define ARRAY(pointer, count)                                                                      \
  do {                                                                                             \
    if (memory)                                                                                    \
      (pointer) = (void *)(memory + used);                                                         \
    used += ((uint64_t)(count) * sizeof *(pointer) + N2V_CACHE_LINE - 1) / N2V_CACHE_LINE *        \
            N2V_CACHE_LINE;                                                                        \
  } while (0)
  const uint32_t most = 2 * shape->window, outputs = shape->negatives + 1;
  const uint32_t block = n2v_worker_block(shape->max_length);
  n2v_rows *sets[] = {&w->input, &w->output};
  for (int i = 0; i < copied(shape); i++) {
    ARRAY(sets[i]->copies, sets[i]->most * sets[i]->stride);
    if (shape->narrow)
      ARRAY(sets[i]->fetched16, sets[i]->most * sets[i]->stride);
    else
      ARRAY(sets[i]->fetched, sets[i]->most * sets[i]->stride);
    ARRAY(sets[i]->nodes, sets[i]->most);
    ARRAY(sets[i]->slots, (uint64_t)sets[i]->slot_mask + 1);
  }
  const uint32_t reach = at_most(s->segment + 2ull * shape->window, shape->max_length);
  ARRAY(w->rows, reach);
  ARRAY(w->back, reach);
  ARRAY(w->slots, n2v_repeats_slots(reach));
  ARRAY(w->centres, s->segment);
  ARRAY(w->pool.rows, N2V_MOST_POOL);
  ARRAY(w->walks, (uint64_t)block * shape->max_length);
  ARRAY(w->lengths, block);
  ARRAY(w->contexts, most);
  ARRAY(w->since, most);
  ARRAY(w->outputs, outputs);
  ARRAY(w->ahead, outputs + 2);
  ARRAY(w->scratch, shape->objective->scratch(at_most(shape->group, most), outputs));
#undef ARRAY
  return used;
}

static n2v_worker sized(const n2v_train_shape *shape) {
  const size_t width = n2v_model_stride(shape->dims);
  n2v_worker w = {.sizes = sizes_of(shape)};
  n2v_rows_measure(&w.input, w.sizes.inputs, width);
  n2v_rows_measure(&w.output, w.sizes.outputs, width);
  return w;
}

uint64_t n2v_worker_bytes(const n2v_train_shape *shape) {
  n2v_worker w = sized(shape);
  return lay_out(&w, shape, NULL);
}

n2v_status n2v_worker_new(const n2v_training *training, n2v_worker **out, n2v_error *err) {
  n2v_worker *w = n2v_calloc(1, sizeof *w);
  const n2v_train_shape *shape = &training->shape;
  const uint64_t bytes = n2v_worker_bytes(shape);
  char *memory = w ? n2v_alloc(bytes, 1) : NULL;
  *out = w;
  if (!memory) {
    n2v_free(w);
    *out = NULL;
    return n2v_fail_memory(err, "a worker", bytes);
  }
  *w = sized(shape);
  w->training = training;
  w->memory = memory;
  lay_out(w, shape, memory);
  w->input.kernel = w->output.kernel = training->kernel;
  w->input.matrix = training->model->input;
  w->output.matrix = training->model->output;
  w->input.matrix16 = training->model->input16;
  w->output.matrix16 = training->model->output16;
  if (copied(shape) < 2)
    n2v_rows_share(&w->output);
  if (copied(shape) < 1)
    n2v_rows_share(&w->input);
  w->input.combined = true;
  n2v_rows_clear(&w->input);
  n2v_rows_clear(&w->output);
  n2v_loss_start(&w->calls.loss);
  w->calls.train = training->train;
  return N2V_OK;
}

void n2v_worker_free(n2v_worker *worker) {
  if (!worker)
    return;
  n2v_free(worker->memory);
  n2v_free(worker);
}

/* --------------------------------------------------------------------------------- training */

/* Undoes what a window did to the copies of rows that stay as they are. */
static void restore_frozen(n2v_worker *w, float *const *rows, uint32_t count) {
  const n2v_rows *input = &w->input;
  for (uint32_t i = 0; i < count; i++) {
    const size_t at = (size_t)(rows[i] - input->copies);
    if (w->training->frozen[input->nodes[at / input->stride]])
      memcpy(rows[i], input->fetched + at, input->width * sizeof(float));
  }
}

/* A centre against the contexts already in w->contexts[0..count). */
static void train_centre(n2v_worker *w, uint32_t centre, uint32_t count, bool repeats) {
  const n2v_training *t = w->training;
  for (uint32_t c = 0; c < count; c += w->group) {
    w->outputs[0] = n2v_rows_copy(&w->output, centre);
    n2v_group group = {.contexts = w->contexts + c,
                       .outputs = w->outputs,
                       .context_count = at_most(w->group, count - c),
                       .output_count = 1,
                       .positive = true,
                       .width = t->model->stride,
                       .alpha = w->pace.alpha,
                       .trust = w->trust,
                       .trust_repeats = w->trust_repeats,
                       .squares = &w->squares,
                       .since = repeats ? w->since + c : NULL,
                       .scratch = w->scratch,
                       .ahead = w->ahead,
                       .ahead_count = c == 0 ? w->ahead_count : 0};
    uint64_t met = 0, bit; /* rows so far, by the last bits of their numbers */
    bool distinct = true;
    for (uint32_t n = 0; n < t->shape.negatives; n++) {
      uint32_t row = n2v_pool_pick(&w->pool, &w->rng, centre);
      if (row == N2V_NO_ROW)
        break;
      bit = 1ull << row % 64;
      distinct &= !(met & bit);
      met |= bit;
      w->outputs[group.output_count++] = n2v_rows_copy(&w->output, row);
    }
    w->tally.shared_rows += w->output.nodes ? 0 : group.output_count;
    n2v_calls_train(&w->calls, &group, w->pace.group, distinct);
  }
  w->tally.pairs += count;
}

/* The contexts of a centre: positions [low, high] but for its own. Whether a row stands among them
 * twice. */
static bool gather_contexts(n2v_worker *w, uint32_t low, uint32_t centre, uint32_t high) {
  const uint32_t *back = w->back;
  uint32_t *since = w->since, repeats = 0;
  memcpy(w->contexts, w->rows + low, (centre - low) * sizeof *w->rows);
  memcpy(w->contexts + (centre - low), w->rows + centre + 1, (high - centre) * sizeof *w->rows);
  for (uint32_t i = low; i < centre; i++) {
    *since = back[i] <= i - low ? back[i] : 0;
    repeats |= *since++;
  }
  for (uint32_t i = centre + 1; i <= high; i++) {
    const uint32_t over = i - centre; /* the centre is no context: a place less, and not the last */
    uint32_t last = back[i] + (back[i] == over ? back[centre] : 0);
    *since = last <= i - low ? last - (last > over) : 0;
    repeats |= *since++;
  }
  return repeats;
}

/* The block of walks begins: nothing is known of its rows. */
static void begin_block(n2v_worker *w, n2v_pace pace) {
  w->pace = pace;
  /* A loss that is measured wants little noise. */
  w->pool.uses = pace.alpha > 0 ? n2v_pool_uses(w->training->corpus->nodes) : 1;
  w->trust = n2v_trust(pace.alpha);
  w->trust_repeats = n2v_trust_repeats(pace.alpha);
  w->calls.batch = w->group = pace.group;
  w->calls.count = w->calls.asked = 0;
  w->stint = w->sizes.stint; /* the first segment begins a stint */
  n2v_rows_clear(&w->input);
  n2v_rows_clear(&w->output);
}

/* A group's contexts share their negatives, so it is as large as kernel calls have been lately: one
 * that is trained in several calls has no use of sharing, and where rows recur in a window the same
 * pairs would be trained again and again. Gives the centres of the segment from here on: few enough
 * for the pool. */
static uint32_t begin_segment(n2v_worker *w, uint32_t left) {
  const n2v_training *t = w->training;
  if (w->calls.count)
    w->group = (uint32_t)(w->calls.asked / w->calls.count);
  w->calls.count = w->calls.asked = 0;
  uint64_t groups = (2ull * t->shape.window + w->group - 1) / w->group;
  uint64_t centres = (uint64_t)N2V_MOST_POOL * w->pool.uses /
                     (groups * (t->shape.negatives ? t->shape.negatives : 1));
  return at_most(at_most(w->sizes.segment, centres ? centres : 1), left);
}

/* Writes what the stint has changed. */
static void end_stint(n2v_worker *w) {
  w->tally.shared_rows += w->input.count + w->output.count;
  n2v_worker_merge(w, 0, 1);
}

/* Forgets the last stint; draws the pool for one of so many tokens. */
static void begin_stint(n2v_worker *w, uint64_t tokens) {
  const n2v_training *t = w->training;
  const uint64_t window = t->shape.window;
  const uint64_t contexts = t->shrink_window ? window + 1 : 2 * window; /* on average */
  w->stint = 0;
  w->squares = (n2v_squares){0};
  n2v_rows_clear(&w->input);
  n2v_rows_clear(&w->output);
  if (t->shape.narrow) {
    const uint64_t bits = n2v_rng_next(&w->rng);
    w->input.rounding = (uint32_t)bits;
    w->output.rounding = (uint32_t)(bits >> 32);
  }
  const uint64_t picks = tokens * ((contexts + w->group - 1) / w->group) * t->shape.negatives;
  const uint32_t drawn = n2v_pool_size(&w->pool, picks);
  t->shape.objective->draw(t->table, t->shape.nodes, &w->rng, w->pool.rows, drawn);
  for (uint32_t i = 0; i < drawn; i++) {
    if (i + AHEAD < drawn)
      n2v_rows_want(&w->output, w->pool.rows[i + AHEAD]);
    w->pool.rows[i] = n2v_rows_take(&w->output, w->pool.rows[i]);
  }
  n2v_pool_begin(&w->pool, drawn);
}

/* Copies the rows of a segment: centres [from, to), positions [start, end) of a walk. */
static void take_rows(n2v_worker *w, const uint32_t *walk, uint32_t from, uint32_t to,
                      uint32_t start, uint32_t end) {
  for (uint32_t i = start; i < end && w->input.matrix16; i++) {
    n2v_rows_want(&w->input, walk[i]);
    n2v_rows_want(&w->output, walk[i]);
  }
  for (uint32_t i = start; i < end; i++)
    w->rows[i - start] = n2v_rows_copy(&w->input, n2v_rows_take(&w->input, walk[i]));
  for (uint32_t i = from; i < to; i++)
    w->centres[i - from] = n2v_rows_take(&w->output, walk[i]);
  n2v_repeats_find(walk + start, end - start, w->slots, w->back);
}

/* What the next centre needs: its copy and those of its negatives, into the first cache; and the
 * shared rows of a token of the next walk. */
static void look_ahead(n2v_worker *w, const uint32_t *centre, const uint32_t *token) {
  const n2v_training *t = w->training;
  w->ahead_count = 0;
  if (centre)
    w->ahead[w->ahead_count++] = n2v_rows_copy(&w->output, *centre);
  for (uint32_t n = t->shape.negatives; n < 2 * t->shape.negatives; n++) /* behind this centre's */
    w->ahead[w->ahead_count++] = n2v_rows_copy(&w->output, n2v_pool_ahead(&w->pool, n));
  if (token && !t->shape.narrow) {
    w->ahead[w->ahead_count++] = n2v_model_row(t->model->input, t->model->stride, *token);
    w->ahead[w->ahead_count++] = n2v_model_row(t->model->output, t->model->stride, *token);
  }
}

/* Centres [from, to) of a walk. next: the walk trained after this one, whose rows are asked for
 * meanwhile. */
static void train_segment(n2v_worker *w, const uint32_t *walk, uint32_t length, uint32_t from,
                          uint32_t to, const uint32_t *next, uint32_t next_length) {
  const n2v_training *t = w->training;
  uint32_t start = from > t->shape.window ? from - t->shape.window : 0;
  uint32_t end = at_most((uint64_t)to + t->shape.window, length);
  take_rows(w, walk, from, to, start, end);
  for (uint32_t i = from; i < to; i++) {
    look_ahead(w, i + 1 < to ? w->centres + (i + 1 - from) : NULL,
               i < next_length ? next + i : NULL);
    uint32_t radius =
        t->shrink_window ? 1 + n2v_rng_below(&w->rng, t->shape.window) : t->shape.window;
    uint32_t low = i > radius ? i - radius : 0, high = at_most((uint64_t)i + radius, length - 1);
    bool repeats = gather_contexts(w, low - start, i - start, high - start);
    train_centre(w, w->centres[i - from], high - low, repeats);
    if (t->frozen)
      restore_frozen(w, w->rows + (low - start), high - low + 1);
  }
  w->stint += to - from;
  w->tally.shared_rows += w->input.nodes ? 0 : to - from;
}

/* Drops tokens of frequent nodes (Mikolov et al. 2013, section 2.3). */
static uint32_t subsample(n2v_worker *w, uint32_t *walk, uint32_t length) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < length; i++)
    if (n2v_rng_float(&w->rng) < w->training->keep[walk[i]])
      walk[kept++] = walk[i];
  return kept;
}

/* Reads walks of the corpus; subsamples them. */
static void read_walks(n2v_worker *w, uint32_t epoch, uint64_t first, uint32_t count) {
  const n2v_training *t = w->training;
  w->rng = n2v_rng_seed(t->seed, first, (uint64_t)epoch + 1);
  t->corpus->read(t->corpus, epoch, first, count, w->walks, w->lengths);
  for (uint32_t i = 0; i < count; i++) {
    w->tally.tokens += w->lengths[i];
    if (t->keep)
      w->lengths[i] = subsample(w, w->walks + (size_t)i * t->corpus->max_length, w->lengths[i]);
  }
}

/* Tokens of walks [from, count) of the block. */
static uint64_t tokens_left(const n2v_worker *w, uint32_t from, uint32_t count) {
  uint64_t tokens = 0;
  for (uint32_t i = from; i < count; i++)
    tokens += w->lengths[i];
  return tokens;
}

void n2v_worker_train(n2v_worker *w, uint32_t epoch, uint64_t first, uint32_t count,
                      n2v_pace pace) {
  uint32_t most = w->training->corpus->max_length;
  begin_block(w, pace);
  read_walks(w, epoch, first, count);
  uint64_t left = tokens_left(w, 0, count);
  for (uint32_t i = 0; i < count; i++) {
    const uint32_t *walk = w->walks + (size_t)i * most;
    for (uint32_t from = 0, to; from < w->lengths[i]; left -= to - from, from = to) {
      to = from + begin_segment(w, w->lengths[i] - from);
      if (w->stint + (to - from) > w->sizes.stint || n2v_pool_used_up(&w->pool)) {
        end_stint(w);
        begin_stint(w, left < w->sizes.stint ? left : w->sizes.stint);
      }
      train_segment(w, walk, w->lengths[i], from, to, walk + most,
                    i + 1 < count ? w->lengths[i + 1] : 0);
    }
  }
  end_stint(w);
}

void n2v_worker_begin(n2v_worker *w, uint32_t epoch, uint64_t walk, n2v_pace pace) {
  read_walks(w, epoch, walk, 1);
  begin_block(w, pace);
  w->next = 0;
}

bool n2v_worker_step(n2v_worker *w) {
  uint32_t length = w->lengths[0], from = w->next;
  w->input.count = w->output.count = 0;
  if (from == length)
    return false;
  w->next = from + begin_segment(w, length - from);
  begin_stint(w, w->next - from);
  train_segment(w, w->walks, length, from, w->next, w->walks, 0);
  w->tally.shared_rows += w->input.count + w->output.count;
  return w->next < length;
}

void n2v_worker_merge(const n2v_worker *w, uint32_t part, uint32_t parts) {
  n2v_rows_merge(&w->input, w->training->frozen, part, parts);
  n2v_rows_merge(&w->output, NULL, part, parts);
}

size_t n2v_worker_changes_bytes(const n2v_worker *w) {
  return n2v_rows_bytes(&w->input) + n2v_rows_bytes(&w->output);
}

void n2v_worker_get_changes(const n2v_worker *w, char *to) {
  to = n2v_rows_pack(&w->input, to);
  n2v_rows_pack(&w->output, to);
}

void n2v_worker_set_changes(n2v_worker *w, const char *from) {
  from = n2v_rows_unpack(&w->input, from);
  n2v_rows_unpack(&w->output, from);
}

n2v_tally n2v_worker_take(n2v_worker *w) {
  n2v_tally tally = w->tally;
  tally.loss = n2v_loss_fold(&w->calls.loss);
  w->calls.loss.sum = 0;
  w->tally = (n2v_tally){0};
  return tally;
}
