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
  MOST_DRAWS = 1 << 14, /* negatives drawn ahead */
  MOST_APART = 1 << 10, /* the same, when all their rows are copied */
  BLOCK_TOKENS = 4096,
  NO_NODE = UINT32_MAX
};

/* Bounds on how stale a logit may be within a kernel call (see n2v_group): by contexts whose rows
 * differ, and by contexts of one row. Chosen on a sparse power law of 100,000 nodes (p 0.25 and
 * 0.001, alpha 0.1 and 0.25), MovieLens and BlogCatalog: the largest whose losses are those of
 * pairs trained one by one. What staleness costs grows with the learning rate once more. */
static float trust(float alpha) {
  return fminf(8, 0.8f / alpha);
}

static float trust_repeats(float alpha) {
  return fminf(1, 0.1f / alpha);
}

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
  uint32_t segment; /* most centres of a segment */
  uint32_t draws;   /* most negatives of a segment */
  n2v_pace pace;    /* of the walks at hand */
  uint32_t group;   /* most contexts of a group in this segment, and its most groups of a centre */
  uint32_t groups;
  uint32_t batch;        /* contexts to ask of a kernel call, by how many the last ones took */
  uint64_t asked, calls; /* since the segment began: sum of batches, number of calls */
  size_t local_stride; /* floats; an odd number of cache lines, so that columns spread over sets */
  row_set input;       /* of the positions: centres and the windows' ends */
  uint32_t *row_of;    /* position -> row */
  uint32_t *met;       /* row -> contexts before and with its last one in the segment; 0: none */
  uint32_t met_count;  /* contexts in the segment so far */
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
  uint32_t ahead = t->apart ? MOST_APART : MOST_DRAWS;
  w->draws = most * k > ahead ? most * k : ahead;
  w->segment = at_most(SEGMENT, t->corpus->max_length);
  w->local_stride = (t->model->stride / N2V_ROW_UNIT | 1) * N2V_ROW_UNIT;
  measure_set(&w->input, at_most((uint64_t)w->segment + most, t->corpus->max_length));
  if (t->apart)
    measure_set(&w->output, at_most((uint64_t)w->segment + w->draws, t->corpus->nodes));
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
  ARRAY(w->met, w->input.most);
  ARRAY(w->centres, t->apart ? w->segment : 0);
  ARRAY(w->walks, (uint64_t)block * t->corpus->max_length);
  ARRAY(w->lengths, block);
  ARRAY(w->radius, w->segment);
  ARRAY(w->negatives, w->draws);
  ARRAY(w->contexts, most);
  ARRAY(w->since, most);
  ARRAY(w->outputs, t->negatives + 1);
  ARRAY(w->again, t->negatives);
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
  return (2 * w->radius[i] + w->group - 1) / w->group * t->negatives;
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
  memset(w->met, 0, w->input.count * sizeof *w->met);
  w->met_count = 0;
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

/* Trains a group in as few kernel calls as keep its errors fresh. */
static void train_group(n2v_worker *w, n2v_group *group) {
  float *const *contexts = group->contexts;
  for (size_t left = group->context_count; left;) {
    size_t asked = left < w->batch ? left : w->batch;
    group->context_count = asked;
    size_t done = w->training->kernel->train(group, &w->loss);
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
static void train_centre(n2v_worker *w, uint32_t centre, const uint32_t *negatives, uint32_t count,
                         bool repeats) {
  const n2v_training *t = w->training;
  for (uint32_t c = 0; c < count; c += w->group, negatives += t->negatives) {
    w->outputs[0] = output_row(w, centre);
    n2v_group group = {.contexts = w->contexts + c,
                       .outputs = w->outputs,
                       .context_count = at_most(w->group, count - c),
                       .output_count = 1,
                       .positive = true,
                       .width = t->model->stride,
                       .alpha = w->pace.alpha,
                       .trust = trust(w->pace.alpha),
                       .trust_repeats = trust_repeats(w->pace.alpha),
                       .since = repeats ? w->since + c : NULL,
                       .scratch = w->scratch,
                       .ahead = w->ahead,
                       .ahead_count = c == 0 ? w->ahead_count : 0};
    uint64_t met = 0, bit; /* nodes so far, by the last bits of their numbers */
    bool distinct = true;
    for (uint32_t n = 0; n < t->negatives; n++)
      if (negatives[n] != NO_NODE) {
        bit = 1ull << negatives[n] % 64;
        distinct &= !(met & bit);
        met |= bit;
        w->outputs[group.output_count++] = output_row(w, negatives[n]);
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
  float **contexts = w->contexts + count, *rows = w->input.rows;
  uint32_t *since = w->since + count, *met = w->met, start = w->met_count, repeats = 0;
  const size_t stride = w->local_stride;
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
  w->batch = w->group = pace.group;
  w->calls = w->asked = 0;
}

/* A group's contexts share their negatives, so it is as large as kernel calls have been lately: one
 * that is trained in several calls has no use of sharing, and where rows recur in a window the same
 * pairs would be trained again and again. Gives the centres of the segment from here on. */
static uint32_t begin_segment(n2v_worker *w, uint32_t left) {
  const n2v_training *t = w->training;
  if (w->calls)
    w->group = (uint32_t)(w->asked / w->calls);
  w->calls = w->asked = 0;
  w->groups = (2 * t->window + w->group - 1) / w->group;
  uint32_t each = w->groups * (t->negatives ? t->negatives : 1);
  return at_most(at_most(w->segment, w->draws / each), left);
}

/* Centres [from, to) of a walk. next: the walk trained after this one, whose rows are asked for
 * meanwhile. */
static void train_segment(n2v_worker *w, const uint32_t *walk, uint32_t length, uint32_t from,
                          uint32_t to, const uint32_t *next, uint32_t next_length) {
  const n2v_training *t = w->training;
  uint32_t start = from > t->window ? from - t->window : 0;
  uint32_t end = at_most((uint64_t)to + t->window, length);
  const uint32_t *centres = t->apart ? w->centres : walk + from; /* their output rows */
  draw_segment(w, walk + from, to - from);
  if (t->apart)
    fetch_outputs(w, walk + from, to - from);
  fetch_inputs(w, walk + start, end - start);
  for (uint32_t i = from; i < to; i++) {
    look_ahead(w, i + 1 < to ? centres + (i + 1 - from) : NULL, i + 1 - from,
               i < next_length ? next + i : NULL);
    uint32_t radius = w->radius[i - from];
    uint32_t low = i > radius ? i - radius : 0, high = at_most((uint64_t)i + radius, length - 1);
    const uint32_t *row_of = w->row_of + (low - start);
    uint32_t repeats = gather_contexts(w, row_of, i - low, 0);
    repeats += gather_contexts(w, row_of + (i - low) + 1, high - i, i - low);
    w->met_count += high - low;
    train_centre(w, centres[i - from], w->negatives + (size_t)(i - from) * w->groups * t->negatives,
                 high - low, repeats > 0);
    if (t->frozen)
      restore_frozen(w, row_of, high - low + 1);
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

void n2v_worker_train(n2v_worker *w, uint32_t epoch, uint64_t first, uint32_t count,
                      n2v_pace pace) {
  uint32_t most = w->training->corpus->max_length;
  begin_block(w, pace);
  read_walks(w, epoch, first, count);
  for (uint32_t i = 0; i < count; i++) {
    const uint32_t *walk = w->walks + (size_t)i * most;
    for (uint32_t from = 0, to; from < w->lengths[i]; from = to) {
      to = from + begin_segment(w, w->lengths[i] - from);
      train_segment(w, walk, w->lengths[i], from, to, walk + most,
                    i + 1 < count ? w->lengths[i + 1] : 0);
    }
  }
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
  train_segment(w, w->walks, length, from, w->next, w->walks, 0);
  return w->next < length;
}

void n2v_worker_merge(const n2v_worker *w, uint32_t part, uint32_t parts) {
  const n2v_training *t = w->training;
  write_back(w, &w->input, t->model->input, t->frozen, part, parts);
  write_back(w, &w->output, t->model->output, NULL, part, parts);
}

/* Changes: how many rows, their nodes, the changes; of the input side, then of the output side. */
size_t n2v_worker_changes_bytes(const n2v_worker *w) {
  size_t row = sizeof(uint32_t) + w->training->model->stride * sizeof(float);
  return 2 * sizeof(uint32_t) + (w->input.count + w->output.count) * row;
}

void n2v_worker_get_changes(const n2v_worker *w, char *to) {
  const row_set *sets[] = {&w->input, &w->output};
  const size_t width = w->training->model->stride;
  for (int i = 0; i < 2; i++) {
    const row_set *set = sets[i];
    memcpy(to, &set->count, sizeof set->count);
    memcpy(to + sizeof set->count, set->nodes, set->count * sizeof *set->nodes);
    to += sizeof set->count + set->count * sizeof *set->nodes;
    for (uint32_t r = 0; r < set->count; r++)
      for (size_t d = 0; d < width; d++, to += sizeof(float)) {
        float change = set->rows[r * w->local_stride + d] - set->fetched[r * w->local_stride + d];
        memcpy(to, &change, sizeof change);
      }
  }
}

void n2v_worker_set_changes(n2v_worker *w, const char *from) {
  row_set *sets[] = {&w->input, &w->output};
  const size_t width = w->training->model->stride, bytes = width * sizeof(float);
  for (int i = 0; i < 2; i++) {
    row_set *set = sets[i];
    memcpy(&set->count, from, sizeof set->count);
    memcpy(set->nodes, from + sizeof set->count, set->count * sizeof *set->nodes);
    from += sizeof set->count + set->count * sizeof *set->nodes;
    for (uint32_t r = 0; r < set->count; r++, from += bytes) {
      memcpy(set->rows + r * w->local_stride, from, bytes);
      memset(set->fetched + r * w->local_stride, 0, bytes);
    }
  }
}

void n2v_worker_take(n2v_worker *w, double *loss, uint64_t *pairs, uint64_t *tokens) {
  *loss = n2v_loss_fold(&w->loss);
  *pairs = w->pairs;
  *tokens = w->tokens;
  w->loss.sum = 0;
  w->pairs = w->tokens = 0;
}
