/* A worker trains in stints, some hundred tokens of several walks. The input rows it meets are
 * copied once a stint, and what has changed is merged into the shared rows at the end: a context
 * row is a line shared between cores once a stint, not once a window. The output rows, of centres
 * and negatives, are trained in place; only workers apart copy them, too. Were both sides copied by
 * many workers for that long, hubs would overshoot: with 32 of them MovieLens diverged at alpha
 * 0.1, where with output rows in place every graph tried was trained as by one worker.
 *
 * Negatives come from a pool, drawn from the noise for the stint and used a few times each: their
 * rows then lie in the core's own cache. */
#include "train/worker.h"

#include "base/memory.h"
#include "base/status.h"
#include "train/rows.h"

#include <math.h>
#include <string.h>

enum {
  STINT = 320,      /* tokens, about: what then is copied fits a second cache of 512 KB */
  SEGMENT = 256,    /* centres trained between two looks at the pool; long walks are cut here */
  POOL_USES = 6,    /* of a negative; at 25, Macro-F1 on BlogCatalog fell from .24 to .229 */
  LEAST_POOL = 256, /* negatives; 64 for a walk: .232 */
  MOST_POOL = 1024, /* a power of two, as every pool */
  /* Nodes. On 40 of them six uses raised the loss from 2.13 to 2.20: of few rows a pool is a poor
   * sample. */
  SMALL_GRAPH = 4 * MOST_POOL,
  BLOCK_TOKENS = 4096,
  NO_ROW = UINT32_MAX
};

/* Chosen on a sparse power law of 100,000 nodes (p 0.25 and 0.001, alpha 0.1 and 0.25), MovieLens
 * and BlogCatalog: the largest whose losses are those of pairs trained one by one. What staleness
 * costs grows with the learning rate once more. */
float n2v_trust(float alpha) {
  return fminf(8, 0.8f / alpha);
}

float n2v_trust_repeats(float alpha) {
  return fminf(1, 0.1f / alpha);
}

/* How much a worker holds; follows from the training. */
typedef struct sizes {
  uint32_t segment;         /* most centres of a segment */
  uint32_t stint;           /* most tokens of a stint */
  uint32_t pool;            /* most negatives in the pool */
  uint32_t inputs, outputs; /* most copies */
} sizes;

struct n2v_worker {
  const n2v_training *training;
  sizes sizes;
  n2v_rng rng;
  n2v_loss loss;
  uint64_t pairs, tokens;
  n2v_pace pace; /* of the walks at hand */
  float trust, trust_repeats;
  n2v_squares squares;   /* of the stint */
  uint32_t group;        /* most contexts of a group in this segment */
  uint32_t batch;        /* contexts to ask of a kernel call, by how many the last ones took */
  uint64_t asked, calls; /* since the segment began: sum of batches, number of calls */
  n2v_rows input, output;
  uint32_t *row_of;   /* position -> input row */
  uint32_t *centres;  /* of the segment -> output row */
  uint32_t *met;      /* input row -> contexts before and with its last one in the stint; 0: none */
  uint32_t met_count; /* contexts in the stint so far */
  uint32_t stint;     /* tokens of the stint so far */
  uint32_t *pool;     /* output rows of the negatives, in the order of their use */
  uint32_t pool_mask; /* their number, a power of two, less one */
  uint32_t pool_at, pool_step, pool_left, pool_rounds;
  uint32_t uses;             /* of a negative */
  uint32_t *walks, *lengths; /* a block of the corpus */
  uint32_t next;             /* apart: first centre of the walk that is not trained yet */
  float **contexts, **outputs;
  uint32_t *since;     /* of each context: n2v_group.since */
  float **again;       /* outputs that stand in the group already */
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

static sizes sizes_of(const n2v_train_shape *shape) {
  const uint32_t length = shape->max_length;
  sizes s = {.segment = at_most(SEGMENT, length), .pool = MOST_POOL};
  s.stint = shape->apart ? s.segment : STINT; /* workers apart: a segment each */
  /* The first and the last walk of a stint may be cut: a window more of each is looked at. */
  uint64_t tokens = s.stint + 2ull * at_most(shape->window, length);
  s.inputs = at_most(tokens, shape->nodes);
  s.outputs = at_most(tokens + s.pool, shape->nodes);
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
  for (int i = 0; i < (shape->apart ? 2 : 1); i++) {
    ARRAY(sets[i]->copies, sets[i]->most * sets[i]->stride);
    ARRAY(sets[i]->fetched, sets[i]->most * sets[i]->stride);
    ARRAY(sets[i]->nodes, sets[i]->most);
    ARRAY(sets[i]->slots, (uint64_t)sets[i]->slot_mask + 1);
  }
  ARRAY(w->row_of, at_most(s->segment + 2ull * shape->window, shape->max_length));
  ARRAY(w->met, s->inputs);
  ARRAY(w->centres, s->segment);
  ARRAY(w->pool, s->pool);
  ARRAY(w->walks, (uint64_t)block * shape->max_length);
  ARRAY(w->lengths, block);
  ARRAY(w->contexts, most);
  ARRAY(w->since, most);
  ARRAY(w->outputs, outputs);
  ARRAY(w->again, outputs - 1);
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
  lay_out(w, shape, memory); /* input.copies come first: they own the memory */
  w->input.kernel = w->output.kernel = training->kernel;
  w->input.matrix = training->model->input;
  w->output.matrix = training->model->output;
  if (!shape->apart)
    n2v_rows_share(&w->output);
  w->input.combined = true;
  n2v_rows_clear(&w->input);
  n2v_rows_clear(&w->output);
  n2v_loss_start(&w->loss);
  return N2V_OK;
}

void n2v_worker_free(n2v_worker *worker) {
  if (!worker)
    return;
  n2v_free(worker->input.copies);
  n2v_free(worker);
}

/* ---------------------------------------------------------------------------- the pool */

/* A new order: every step-th negative, round and round, from anywhere. An odd step meets each of a
 * power of two once. */
static void begin_round(n2v_worker *w) {
  uint64_t bits = n2v_rng_next(&w->rng);
  w->pool_at = (uint32_t)bits;
  w->pool_step = (uint32_t)(bits >> 32) | 1;
  w->pool_left = w->pool_mask + 1;
  w->pool_rounds++;
}

/* Draws the pool for so many uses of negatives, in one batch. */
static void fill_pool(n2v_worker *w, uint64_t picks) {
  const n2v_training *t = w->training;
  uint64_t least = picks / w->uses;
  if (least < LEAST_POOL)
    least = at_most(LEAST_POOL, picks);
  uint32_t count = 1;
  while (count < least && count < MOST_POOL)
    count *= 2;
  t->shape.objective->draw(t->table, t->shape.nodes, &w->rng, w->pool, count);
  for (uint32_t i = 0; i < count; i++)
    w->pool[i] = n2v_rows_take(&w->output, w->pool[i]);
  w->pool_mask = count - 1;
  w->pool_left = w->pool_rounds = 0;
}

/* A negative's row for a centre's; NO_ROW when the pool has hardly another. */
static uint32_t pick_negative(n2v_worker *w, uint32_t centre) {
  for (int attempt = 0; attempt < 8; attempt++) {
    if (!w->pool_left--)
      begin_round(w), w->pool_left--;
    uint32_t row = w->pool[w->pool_at & w->pool_mask];
    w->pool_at += w->pool_step;
    if (row != centre)
      return row;
  }
  return NO_ROW;
}

/* --------------------------------------------------------------------------------- training */

/* Undoes what a window did to the copies of rows that stay as they are. */
static void restore_frozen(n2v_worker *w, const uint32_t *row_of, uint32_t count) {
  const n2v_rows *input = &w->input;
  for (uint32_t i = 0; i < count; i++)
    if (w->training->frozen[input->nodes[row_of[i]]])
      memcpy(n2v_rows_copy(input, row_of[i]), input->fetched + row_of[i] * input->stride,
             input->width * sizeof(float));
}

/* Trains a group in as few kernel calls as keep its errors fresh. */
static void train_group(n2v_worker *w, n2v_group *group) {
  float *const *contexts = group->contexts;
  for (size_t left = group->context_count; left;) {
    size_t asked = left < w->batch ? left : w->batch;
    group->context_count = asked;
    size_t done = w->training->train(group, &w->loss);
    w->batch = at_most(done < asked ? done + 1 : w->batch + 2, w->pace.group);
    w->asked += w->batch;
    w->calls++;
    left -= done;
    group->contexts += done;
    group->since += group->since ? done : 0;
    group->ahead_count = 0;
  }
  group->contexts = contexts;
}

/* Trains a group whose outputs are not all distinct: a negative drawn twice comes once more, after
 * the others. */
static void train_repeated(n2v_worker *w, n2v_group *group) {
  const size_t contexts = group->context_count;
  const uint32_t *since = group->since;
  for (size_t count = group->output_count, again; count; count = again) {
    group->output_count = again = 0;
    for (size_t o = 0; o < count; o++) {
      size_t before = 0;
      while (before < group->output_count && w->outputs[before] != w->outputs[o])
        before++;
      if (before < group->output_count)
        w->again[again++] = w->outputs[o];
      else
        w->outputs[group->output_count++] = w->outputs[o];
    }
    group->context_count = contexts;
    group->since = since;
    train_group(w, group);
    memcpy(w->outputs, w->again, again * sizeof *w->outputs);
    group->positive = false;
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
      uint32_t row = pick_negative(w, centre);
      if (row == NO_ROW)
        break;
      bit = 1ull << row % 64;
      distinct &= !(met & bit);
      met |= bit;
      w->outputs[group.output_count++] = n2v_rows_copy(&w->output, row);
    }
    if (distinct)
      train_group(w, &group);
    else
      train_repeated(w, &group);
  }
  w->pairs += count;
}

/* Adds the rows of positions to the `count` contexts of a centre; how many stood there already. */
static uint32_t gather_contexts(n2v_worker *w, const uint32_t *row_of, uint32_t positions,
                                uint32_t count) {
  float **contexts = w->contexts + count, *rows = w->input.copies;
  uint32_t *since = w->since + count, *met = w->met, start = w->met_count, repeats = 0;
  const size_t stride = w->input.stride;
  for (uint32_t i = 0; i < positions; i++) {
    const uint32_t row = row_of[i], now = start + count + i + 1, last = met[row];
    contexts[i] = rows + row * stride;
    since[i] = last > start ? now - last : 0;
    repeats += last > start;
    met[row] = now;
  }
  return repeats;
}

/* The block of walks begins: nothing is known of its rows. */
static void begin_block(n2v_worker *w, n2v_pace pace) {
  w->pace = pace;
  /* A loss that is measured wants little noise; and all rows of a small graph lie in a cache. */
  w->uses = pace.alpha > 0 && w->training->corpus->nodes > SMALL_GRAPH ? POOL_USES : 1;
  w->trust = n2v_trust(pace.alpha);
  w->trust_repeats = n2v_trust_repeats(pace.alpha);
  w->batch = w->group = pace.group;
  w->calls = w->asked = 0;
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
  if (w->calls)
    w->group = (uint32_t)(w->asked / w->calls);
  w->calls = w->asked = 0;
  uint64_t groups = (2 * t->shape.window + w->group - 1) / w->group;
  uint64_t centres =
      w->sizes.pool * w->uses / (groups * (t->shape.negatives ? t->shape.negatives : 1));
  return at_most(at_most(w->sizes.segment, centres ? centres : 1), left);
}

/* The pool for a stint of so many tokens. */
static void begin_stint(n2v_worker *w, uint64_t tokens) {
  const n2v_training *t = w->training;
  uint64_t contexts = t->shrink_window ? t->shape.window + 1 : 2 * t->shape.window; /* on average */
  w->stint = w->met_count = 0;
  w->squares = (n2v_squares){0};
  n2v_rows_clear(&w->input);
  n2v_rows_clear(&w->output);
  fill_pool(w, tokens * ((contexts + w->group - 1) / w->group) * t->shape.negatives);
}

/* Copies the rows of a segment: centres [from, to), positions [start, end) of a walk. */
static void take_rows(n2v_worker *w, const uint32_t *walk, uint32_t from, uint32_t to,
                      uint32_t start, uint32_t end) {
  const uint32_t known = w->input.count;
  for (uint32_t i = start; i < end; i++)
    w->row_of[i - start] = n2v_rows_take(&w->input, walk[i]);
  for (uint32_t i = from; i < to; i++)
    w->centres[i - from] = n2v_rows_take(&w->output, walk[i]);
  memset(w->met + known, 0, (w->input.count - known) * sizeof *w->met);
}

/* What the next centre needs: its copy and those of its negatives, into the first cache; and the
 * shared rows of a token of the next walk. */
static void look_ahead(n2v_worker *w, const uint32_t *centre, const uint32_t *token) {
  const n2v_training *t = w->training;
  w->ahead_count = 0;
  if (centre)
    w->ahead[w->ahead_count++] = n2v_rows_copy(&w->output, *centre);
  uint32_t at = w->pool_at + t->shape.negatives * w->pool_step; /* behind this centre's */
  for (uint32_t n = 0; n < t->shape.negatives; n++, at += w->pool_step)
    w->ahead[w->ahead_count++] = n2v_rows_copy(&w->output, w->pool[at & w->pool_mask]);
  if (token) {
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
    const uint32_t *row_of = w->row_of + (low - start);
    uint32_t repeats = gather_contexts(w, row_of, i - low, 0);
    repeats += gather_contexts(w, row_of + (i - low) + 1, high - i, i - low);
    w->met_count += high - low;
    train_centre(w, w->centres[i - from], high - low, repeats > 0);
    if (t->frozen)
      restore_frozen(w, row_of, high - low + 1);
  }
  w->stint += to - from;
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
    w->tokens += w->lengths[i];
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
      if (w->stint + (to - from) > w->sizes.stint || w->pool_rounds > w->uses) {
        n2v_worker_merge(w, 0, 1);
        begin_stint(w, left < w->sizes.stint ? left : w->sizes.stint);
      }
      train_segment(w, walk, w->lengths[i], from, to, walk + most,
                    i + 1 < count ? w->lengths[i + 1] : 0);
    }
  }
  n2v_worker_merge(w, 0, 1);
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

void n2v_worker_take(n2v_worker *w, double *loss, uint64_t *pairs, uint64_t *tokens) {
  *loss = n2v_loss_fold(&w->loss);
  *pairs = w->pairs;
  *tokens = w->tokens;
  w->loss.sum = 0;
  w->pairs = w->tokens = 0;
}
