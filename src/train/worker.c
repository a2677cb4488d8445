/* A walk is trained on copies. Its distinct nodes' input rows are fetched once, all its windows
 * work on the copies, and what has changed is added to the shared rows at the end: a context row is
 * a line shared between cores once per walk, not once per window. Output rows (the centre's and the
 * negatives') are updated in place, but for workers apart, who copy them, too. Random numbers are
 * drawn a segment ahead, so that the rows they will need can be prefetched. */
#include "train/worker.h"

#include "base/memory.h"
#include "base/status.h"

#include <math.h>
#include <string.h>

enum {
  SEGMENT = 256,        /* centres trained between two write-backs; long walks are cut here */
  MOST_DRAWS = 1 << 16, /* negatives drawn ahead */
  MOST_APART = 1 << 12, /* the same, when all their rows are copied */
  BLOCK_TOKENS = 4096,
  NO_NODE = UINT32_MAX
};

/* A kernel call's errors are stale by what its earlier contexts changed. What that does grows with
 * the learning rate and with the rows' length, which grows with it, too: calls of at most
 * STALE / alpha^2 contexts, 16 at 0.025 and 1 from 0.1 on. Rows of small graphs overshoot
 * otherwise: MovieLens with 28 dimensions diverges at 0.05 in calls of 20 and at 0.1 in calls of 4.
 */
static const float STALE = 0.01f;

/* Copies of the rows of distinct nodes. */
typedef struct row_set {
  float *rows, *fetched; /* working copies, and as they were; local_stride floats each */
  uint32_t *nodes;       /* of each row */
  uint32_t count, most;
  uint32_t *slots; /* hash table node -> row + 1 */
  uint32_t slot_mask;
} row_set;

struct n2v_worker {
  const n2v_training *training;
  n2v_rng rng;
  n2v_loss loss;
  uint64_t pairs, tokens;
  uint32_t segment;    /* most centres of a segment */
  uint32_t groups;     /* most groups of a centre */
  uint32_t batch;      /* most contexts of a kernel call, by the learning rate */
  size_t local_stride; /* floats; an odd number of cache lines, so that columns spread over sets */
  row_set input;       /* of the positions: centres and the windows' ends */
  uint32_t *row_of;    /* position -> row */
  /* Output rows: the model's, a row's number being its node; or, apart, copies. */
  float *output_rows;
  size_t output_stride;
  row_set output;
  uint32_t *centres;         /* apart: rows of the segment's centres */
  uint32_t *walks, *lengths; /* a block of the corpus */
  uint32_t next;             /* apart: first centre of the walk that is not trained yet */
  uint32_t *radius;          /* of each centre in the segment */
  uint32_t *negatives; /* output rows, or NO_NODE: training->negatives for each group of a centre */
  float **contexts, **outputs;
  const float **ahead; /* rows that the next centre needs */
  uint32_t ahead_count;
  float *scratch;
};

/* ------------------------------------------------------------------------------ allocation */

static uint32_t at_most(uint64_t a, uint64_t b) {
  return (uint32_t)(a < b ? a : b);
}

uint32_t n2v_worker_block(const n2v_corpus *corpus) {
  /* NOLINTNEXTLINE(clang-analyzer-core.DivideZero): the longest walk has a token. */
  uint32_t walks = BLOCK_TOKENS / corpus->max_length;
  return walks ? walks : 1;
}

static void measure_set(row_set *set, uint32_t most) {
  set->most = most;
  set->slot_mask = 15;
  while (set->slot_mask < 2 * most)
    set->slot_mask = 2 * set->slot_mask + 1;
}

static void measure(n2v_worker *w) {
  const n2v_training *t = w->training;
  uint32_t most = 2 * t->window, k = t->negatives ? t->negatives : 1;
  w->groups = (most + t->group - 1) / t->group;
  uint32_t affordable = (t->apart ? MOST_APART : MOST_DRAWS) / (w->groups * k);
  w->segment = at_most(affordable ? affordable : 1, at_most(SEGMENT, t->corpus->max_length));
  w->local_stride = (t->model->stride / N2V_ROW_UNIT | 1) * N2V_ROW_UNIT;
  measure_set(&w->input, at_most((uint64_t)w->segment + most, t->corpus->max_length));
  if (t->apart)
    measure_set(&w->output,
                at_most((uint64_t)w->segment * (w->groups * t->negatives + 1), t->corpus->nodes));
}

/* Every array of a worker: called once to count bytes, once to hand out memory. */
static uint64_t lay_out(n2v_worker *w, char *memory) {
  const n2v_training *t = w->training;
  uint64_t used = 0;
#define ARRAY(pointer, count)                                                                      \
  do {                                                                                             \
    if (memory)                                                                                    \
      (pointer) = (void *)(memory + used);                                                         \
    used += ((uint64_t)(count) * sizeof *(pointer) + N2V_CACHE_LINE - 1) / N2V_CACHE_LINE *        \
            N2V_CACHE_LINE;                                                                        \
  } while (0)
  uint32_t most = 2 * t->window, block = n2v_worker_block(t->corpus);
  row_set *sets[] = {&w->input, &w->output};
  for (int i = 0; i < (t->apart ? 2 : 1); i++) {
    ARRAY(sets[i]->rows, sets[i]->most * w->local_stride);
    ARRAY(sets[i]->fetched, sets[i]->most * w->local_stride);
    ARRAY(sets[i]->nodes, sets[i]->most);
    ARRAY(sets[i]->slots, (uint64_t)sets[i]->slot_mask + 1);
  }
  ARRAY(w->row_of, w->input.most);
  ARRAY(w->centres, t->apart ? w->segment : 0);
  ARRAY(w->walks, (uint64_t)block * t->corpus->max_length);
  ARRAY(w->lengths, block);
  ARRAY(w->radius, w->segment);
  ARRAY(w->negatives, (uint64_t)w->segment * w->groups * t->negatives);
  ARRAY(w->contexts, most);
  ARRAY(w->outputs, t->negatives + 1);
  ARRAY(w->ahead, t->negatives + 2);
  ARRAY(w->scratch, n2v_kernel_scratch(t->group < most ? t->group : most, t->negatives + 1));
#undef ARRAY
  return used;
}

uint64_t n2v_worker_bytes(const n2v_training *training) {
  n2v_worker w = {.training = training};
  measure(&w);
  return lay_out(&w, NULL);
}

n2v_status n2v_worker_new(const n2v_training *training, n2v_worker **out, n2v_error *err) {
  n2v_worker *w = n2v_calloc(1, sizeof *w);
  char *memory = w ? n2v_alloc(n2v_worker_bytes(training), 1) : NULL;
  *out = w;
  if (!memory) {
    n2v_free(w);
    *out = NULL;
    return n2v_fail_memory(err, "a worker", n2v_worker_bytes(training));
  }
  w->training = training;
  measure(w);
  lay_out(w, memory); /* input.rows come first: they own the memory */
  w->output_rows = training->apart ? w->output.rows : training->model->output;
  w->output_stride = training->apart ? w->local_stride : training->model->stride;
  n2v_loss_start(&w->loss);
  return N2V_OK;
}

void n2v_worker_free(n2v_worker *worker) {
  if (!worker)
    return;
  n2v_free(worker->input.rows);
  n2v_free(worker);
}

/* ------------------------------------------------------------------------- copies of rows */

/* Negatives drawn for centre i of the segment. */
static uint32_t draws_of(const n2v_worker *w, uint32_t i) {
  const n2v_training *t = w->training;
  return (2 * w->radius[i] + t->group - 1) / t->group * t->negatives;
}

static void clear(row_set *set) {
  memset(set->slots, 0, ((size_t)set->slot_mask + 1) * sizeof *set->slots);
  set->count = 0;
}

/* The row for a node, a new one if it has none yet. */
static uint32_t row_for(row_set *set, uint32_t node) {
  uint32_t slot = (uint32_t)(node * 0x9e3779b9u) >> 7 & set->slot_mask;
  for (; set->slots[slot]; slot = (slot + 1) & set->slot_mask)
    if (set->nodes[set->slots[slot] - 1] == node)
      return set->slots[slot] - 1;
  set->nodes[set->count] = node;
  set->slots[slot] = ++set->count;
  return set->count - 1;
}

static void fetch_rows(const n2v_worker *w, row_set *set, float *matrix) {
  size_t width = w->training->model->stride;
  for (uint32_t r = 0; r < set->count; r++)
    w->training->kernel->fetch(n2v_model_row(matrix, width, set->nodes[r]),
                               set->rows + r * w->local_stride, set->fetched + r * w->local_stride,
                               width);
}

static void fetch_inputs(n2v_worker *w, const uint32_t *tokens, uint32_t count) {
  clear(&w->input);
  for (uint32_t i = 0; i < count; i++)
    w->row_of[i] = row_for(&w->input, tokens[i]);
  fetch_rows(w, &w->input, w->training->model->input);
}

/* Copies the output rows of a segment; negatives become numbers of copies. */
static void fetch_outputs(n2v_worker *w, const uint32_t *centres, uint32_t count) {
  const n2v_training *t = w->training;
  clear(&w->output);
  for (uint32_t i = 0; i < count; i++) {
    uint32_t *negatives = w->negatives + (size_t)i * w->groups * t->negatives;
    w->centres[i] = row_for(&w->output, centres[i]);
    for (uint32_t n = 0; n < draws_of(w, i); n++)
      if (negatives[n] != NO_NODE)
        negatives[n] = row_for(&w->output, negatives[n]);
  }
  fetch_rows(w, &w->output, t->model->output);
}

/* Adds what has changed in the copies of the nodes of one part of `parts`. */
static void write_back(const n2v_worker *w, const row_set *set, float *matrix, const bool *frozen,
                       uint32_t part, uint32_t parts) {
  size_t width = w->training->model->stride;
  for (uint32_t r = 0; r < set->count; r++) {
    uint32_t node = set->nodes[r];
    if (n2v_scale32(node * 0x9e3779b9u, parts) != part || (frozen && frozen[node]))
      continue;
    w->training->kernel->write_back(n2v_model_row(matrix, width, node),
                                    set->rows + r * w->local_stride,
                                    set->fetched + r * w->local_stride, width);
  }
}

/* --------------------------------------------------------------------------------- training */

static uint32_t draw_negative(n2v_worker *w, uint32_t centre) {
  const n2v_training *t = w->training;
  for (int attempt = 0; attempt < 8; attempt++) {
    uint32_t node = n2v_alias_draw(t->noise, t->corpus->nodes, n2v_rng_next(&w->rng));
    if (node != centre)
      return node;
  }
  return NO_NODE; /* the corpus is nearly all this node */
}

/* Radii and negatives for `count` centres: in a batch, so that table look-ups overlap. */
static void draw_segment(n2v_worker *w, const uint32_t *centres, uint32_t count) {
  const n2v_training *t = w->training;
  for (uint32_t i = 0; i < count; i++) {
    w->radius[i] = t->shrink_window ? 1 + n2v_rng_below(&w->rng, t->window) : t->window;
    uint32_t *negatives = w->negatives + (size_t)i * w->groups * t->negatives;
    uint32_t draws = draws_of(w, i);
    for (uint32_t n = 0; n < draws; n++)
      negatives[n] = draw_negative(w, centres[i]);
  }
}

/* Undoes what a window did to the copies of rows that stay as they are. */
static void restore_frozen(n2v_worker *w, const uint32_t *row_of, uint32_t count) {
  size_t width = w->training->model->stride;
  for (uint32_t i = 0; i < count; i++)
    if (w->training->frozen[w->input.nodes[row_of[i]]])
      memcpy(w->input.rows + row_of[i] * w->local_stride,
             w->input.fetched + row_of[i] * w->local_stride, width * sizeof(float));
}

static float *output_row(const n2v_worker *w, uint32_t row) {
  return n2v_model_row(w->output_rows, w->output_stride, row);
}

/* The output rows of a centre's first group, and the input row of a token of the next walk. */
static void look_ahead(n2v_worker *w, const uint32_t *centre, uint32_t index,
                       const uint32_t *token) {
  const n2v_training *t = w->training;
  const uint32_t *negatives = w->negatives + (size_t)index * w->groups * t->negatives;
  w->ahead_count = 0;
  if (centre) {
    w->ahead[w->ahead_count++] = output_row(w, *centre);
    for (uint32_t n = 0; n < t->negatives; n++)
      if (negatives[n] != NO_NODE)
        w->ahead[w->ahead_count++] = output_row(w, negatives[n]);
  }
  if (token)
    w->ahead[w->ahead_count++] = n2v_model_row(t->model->input, t->model->stride, *token);
}

/* Shares the group's outputs over its contexts in as many equal calls as keep errors fresh. */
static void train_group(n2v_worker *w, n2v_group *group) {
  const size_t count = group->context_count, calls = (count + w->batch - 1) / w->batch;
  for (size_t call = 0, done = 0; call < calls; call++, done += group->context_count) {
    group->context_count = (count - done) / (calls - call);
    w->training->kernel->train(group, &w->loss);
    group->contexts += group->context_count;
    group->ahead_count = 0;
  }
}

/* A centre against the contexts already in w->contexts[0..count). */
static void train_centre(n2v_worker *w, uint32_t centre, const uint32_t *negatives, uint32_t count,
                         float alpha) {
  const n2v_training *t = w->training;
  w->outputs[0] = output_row(w, centre);
  for (uint32_t c = 0; c < count; c += t->group, negatives += t->negatives) {
    n2v_group group = {.contexts = w->contexts + c,
                       .outputs = w->outputs,
                       .context_count = at_most(t->group, count - c),
                       .output_count = 1,
                       .width = t->model->stride,
                       .alpha = alpha,
                       .scratch = w->scratch,
                       .ahead = w->ahead,
                       .ahead_count = c == 0 ? w->ahead_count : 0};
    for (uint32_t n = 0; n < t->negatives; n++)
      if (negatives[n] != NO_NODE)
        w->outputs[group.output_count++] = output_row(w, negatives[n]);
    train_group(w, &group);
  }
  w->pairs += count;
}

/* Centres [from, to) of a walk. next: the walk trained after this one, whose rows are asked for
 * meanwhile. */
static void train_segment(n2v_worker *w, const uint32_t *walk, uint32_t length, uint32_t from,
                          uint32_t to, float alpha, const uint32_t *next, uint32_t next_length) {
  const n2v_training *t = w->training;
  uint32_t start = from > t->window ? from - t->window : 0;
  uint32_t end = at_most((uint64_t)to + t->window, length);
  const uint32_t *centres = t->apart ? w->centres : walk + from; /* their output rows */
  w->batch = (uint32_t)fmaxf(1, fminf(STALE / (alpha * alpha), (float)t->group));
  draw_segment(w, walk + from, to - from);
  if (t->apart)
    fetch_outputs(w, walk + from, to - from);
  fetch_inputs(w, walk + start, end - start);
  for (uint32_t i = from; i < to; i++) {
    look_ahead(w, i + 1 < to ? centres + (i + 1 - from) : NULL, i + 1 - from,
               i < next_length ? next + i : NULL);
    uint32_t radius = w->radius[i - from], count = 0;
    uint32_t low = i > radius ? i - radius : 0, high = at_most((uint64_t)i + radius, length - 1);
    for (uint32_t j = low; j <= high; j++)
      if (j != i)
        w->contexts[count++] = w->input.rows + w->row_of[j - start] * w->local_stride;
    train_centre(w, centres[i - from], w->negatives + (size_t)(i - from) * w->groups * t->negatives,
                 count, alpha);
    if (t->frozen)
      restore_frozen(w, w->row_of + (low - start), high - low + 1);
  }
  if (!t->apart)
    write_back(w, &w->input, t->model->input, t->frozen, 0, 1);
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

void n2v_worker_train(n2v_worker *w, uint32_t epoch, uint64_t first, uint32_t count, float alpha) {
  uint32_t most = w->training->corpus->max_length;
  read_walks(w, epoch, first, count);
  for (uint32_t i = 0; i < count; i++) {
    const uint32_t *walk = w->walks + (size_t)i * most;
    for (uint32_t from = 0; from < w->lengths[i]; from += w->segment)
      train_segment(w, walk, w->lengths[i], from, at_most(from + w->segment, w->lengths[i]), alpha,
                    walk + most, i + 1 < count ? w->lengths[i + 1] : 0);
  }
}

void n2v_worker_begin(n2v_worker *w, uint32_t epoch, uint64_t walk) {
  read_walks(w, epoch, walk, 1);
  w->next = 0;
}

bool n2v_worker_step(n2v_worker *w, float alpha) {
  uint32_t length = w->lengths[0], from = w->next;
  w->input.count = w->output.count = 0;
  if (from == length)
    return false;
  w->next = at_most(from + w->segment, length);
  train_segment(w, w->walks, length, from, w->next, alpha, w->walks, 0);
  return w->next < length;
}

void n2v_worker_merge(const n2v_worker *w, uint32_t part, uint32_t parts) {
  const n2v_training *t = w->training;
  write_back(w, &w->input, t->model->input, t->frozen, part, parts);
  write_back(w, &w->output, t->model->output, NULL, part, parts);
}

void n2v_worker_take(n2v_worker *w, double *loss, uint64_t *pairs, uint64_t *tokens) {
  *loss = n2v_loss_fold(&w->loss);
  *pairs = w->pairs;
  *tokens = w->tokens;
  w->loss.sum = 0;
  w->pairs = w->tokens = 0;
}
