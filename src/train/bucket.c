/* The windows are those of any training; of a window, one bucket sees the contexts that are in its
 * part. Rows are worked on in place: with few contexts a window there is little to copy for. */
#include "train/bucket.h"

#include "base/memory.h"
#include "base/status.h"
#include "train/calls.h"

#include <string.h>

enum { NO_NODE = UINT32_MAX, ATTEMPTS = 8 };

struct n2v_bucket_worker {
  const n2v_training *training;
  const n2v_parts *parts;
  n2v_rng rng;
  n2v_calls calls;
  n2v_tally tally;         /* without the loss and tokens */
  n2v_squares squares;     /* of the bucket */
  float **contexts;        /* of a window */
  uint32_t *nodes, *since; /* theirs: n2v_group.since */
  float *outputs[N2V_MOST_OUTPUTS];
  float *scratch;
};

static size_t scratch_floats(const n2v_train_shape *s) {
  const uint32_t most = 2 * s->window;
  return s->objective->scratch(s->group < most ? s->group : most, s->negatives + 1);
}

uint64_t n2v_bucket_worker_bytes(const n2v_train_shape *s) {
  return sizeof(n2v_bucket_worker) + scratch_floats(s) * sizeof(float) +
         (uint64_t)2 * s->window * (sizeof(float *) + 2 * sizeof(uint32_t));
}

n2v_status n2v_bucket_worker_new(const n2v_training *t, const n2v_parts *parts,
                                 n2v_bucket_worker **out, n2v_error *err) {
  n2v_bucket_worker *w = n2v_calloc(1, sizeof *w);
  const size_t most = 2 * (size_t)t->shape.window;
  *out = w;
  if (!w)
    return n2v_fail_memory(err, "a worker", sizeof *w);
  w->training = t;
  w->parts = parts;
  w->calls.train = t->train;
  w->contexts = n2v_alloc(most, sizeof *w->contexts);
  w->nodes = n2v_alloc(most, sizeof *w->nodes);
  w->since = n2v_alloc(most, sizeof *w->since);
  w->scratch = n2v_alloc(scratch_floats(&t->shape), sizeof *w->scratch);
  n2v_loss_start(&w->calls.loss);
  if (w->contexts && w->nodes && w->since && w->scratch)
    return N2V_OK;
  n2v_bucket_worker_free(w);
  *out = NULL;
  return n2v_fail_memory(err, "a worker", n2v_bucket_worker_bytes(&t->shape));
}

void n2v_bucket_worker_free(n2v_bucket_worker *w) {
  if (!w)
    return;
  n2v_free(w->contexts);
  n2v_free(w->nodes);
  n2v_free(w->since);
  n2v_free(w->scratch);
  n2v_free(w);
}

/* -------------------------------------------------------------------------------- one window */

/* A centre's part of the output rows gives the negatives: NO_NODE where there is hardly another. */
static uint32_t draw_negative(n2v_bucket_worker *w, uint32_t part, uint32_t centre) {
  const n2v_parts *p = w->parts;
  for (int attempt = 0; attempt < ATTEMPTS && p->tables[part]; attempt++) {
    uint32_t place;
    p->objective->draw(p->tables[part], p->rows[part], &w->rng, &place, 1);
    uint32_t node = n2v_part_node(p, part, place);
    if (node != centre)
      return node;
  }
  return NO_NODE;
}

/* A group's contexts against the centre and its negatives. */
static void train_group(n2v_bucket_worker *w, n2v_group *group, uint32_t centre, uint32_t part,
                        uint32_t most) {
  const n2v_training *t = w->training;
  w->outputs[0] = n2v_model_row(t->model->output, t->model->stride, centre);
  group->output_count = 1;
  for (uint32_t n = 0; n < t->shape.negatives; n++) {
    const uint32_t node = draw_negative(w, part, centre);
    if (node != NO_NODE)
      w->outputs[group->output_count++] = n2v_model_row(t->model->output, t->model->stride, node);
  }
  w->tally.shared_rows += group->output_count;
  n2v_calls_train(&w->calls, group, most, false);
}

static void train_centre(n2v_bucket_worker *w, uint32_t centre, uint32_t part, uint32_t count,
                         bool repeats, n2v_pace pace) {
  for (uint32_t c = 0; c < count; c += pace.group) {
    const uint32_t left = count - c;
    n2v_group group = {.contexts = w->contexts + c,
                       .outputs = w->outputs,
                       .context_count = left < pace.group ? left : pace.group,
                       .positive = true,
                       .width = w->training->model->stride,
                       .alpha = pace.alpha,
                       .trust = n2v_trust(pace.alpha),
                       .trust_repeats = n2v_trust_repeats(pace.alpha),
                       .squares = &w->squares,
                       .since = repeats ? w->since + c : NULL,
                       .scratch = w->scratch};
    train_group(w, &group, centre, part, pace.group);
  }
  w->tally.pairs += count;
}

/* Contexts of the centre at `at` that are in the part; how many. */
static uint32_t gather(n2v_bucket_worker *w, uint32_t inputs, const uint32_t *tokens,
                       const uint8_t *parts, uint32_t first, uint32_t end, uint32_t at,
                       bool *repeats) {
  const n2v_model *m = w->training->model;
  uint32_t count = 0;
  for (uint32_t i = first; i < end; i++) {
    if (i == at || parts[i] != inputs)
      continue;
    uint32_t before = count;
    while (before > 0 && w->nodes[before - 1] != tokens[i])
      before--;
    w->since[count] = before ? count - (before - 1) : 0;
    *repeats |= before > 0;
    w->nodes[count] = tokens[i];
    w->contexts[count++] = n2v_model_row(m->input, m->stride, tokens[i]);
  }
  return count;
}

/* --------------------------------------------------------------------------------- one walk */

/* The radius at a place of a walk: a draw of its own, whichever bucket asks. */
static uint32_t radius_at(const n2v_training *t, uint64_t windows, uint32_t at) {
  n2v_rng rng = {n2v_mix64(windows ^ at)};
  return t->shrink_window ? 1 + n2v_rng_below(&rng, t->shape.window) : t->shape.window;
}

void n2v_bucket_train(n2v_bucket_worker *w, n2v_bucket bucket, uint32_t epoch, uint64_t walk,
                      const uint32_t *tokens, const uint8_t *parts, uint32_t length,
                      n2v_pace pace) {
  const n2v_training *t = w->training;
  const uint64_t number = (uint64_t)bucket.inputs * w->parts->count + bucket.outputs + 1;
  const uint64_t windows = n2v_rng_seed(t->seed, walk, (uint64_t)epoch + 1).state;
  if (!memchr(parts, (int)bucket.inputs, length))
    return;
  w->rng = n2v_rng_seed(t->seed, walk, number << 32 | (epoch + 1));
  w->squares = (n2v_squares){0};
  w->calls.batch = pace.group;
  for (uint32_t at = 0; at < length; at++) {
    w->tally.shared_rows += parts[at] == bucket.inputs;
    if (parts[at] != bucket.outputs)
      continue;
    const uint32_t radius = radius_at(t, windows, at);
    const uint32_t first = at > radius ? at - radius : 0;
    const uint32_t end = length - at > radius ? at + radius + 1 : length;
    bool repeats = false;
    const uint32_t count = gather(w, bucket.inputs, tokens, parts, first, end, at, &repeats);
    if (count)
      train_centre(w, tokens[at], bucket.outputs, count, repeats, pace);
  }
}

n2v_tally n2v_bucket_take(n2v_bucket_worker *w) {
  n2v_tally tally = w->tally;
  tally.loss = n2v_loss_fold(&w->calls.loss);
  w->calls.loss.sum = 0;
  w->tally = (n2v_tally){0};
  return tally;
}
