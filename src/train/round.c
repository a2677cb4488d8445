/* Walks are made once and read by a pass for each bucket, in blocks that leave memory at once: what
 * stays is their lengths. */
#include "train/round.h"

#include "base/clock.h"
#include "base/disk.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/status.h"
#include "base/threads.h"

/* A round has at least some tokens for each node: what the disk moves for a node takes as long as
 * training a few of them. */
enum { ROUNDS = 16, LEAST_TOKENS_A_NODE = 8, BLOCK_TOKENS = 1 << 15, TOGETHER_TOKENS = 1 << 21 };

static uint64_t row_bytes(const n2v_train_shape *shape) {
  return (uint64_t)shape->max_length * sizeof(uint32_t);
}

/* Walks of a round: a share of the epoch, whose rows take no more of the disk than the model. */
static uint32_t round_of(const n2v_train_shape *s) {
  const uint64_t least = (uint64_t)LEAST_TOKENS_A_NODE * s->nodes / s->max_length + 1;
  const uint64_t part = (s->walks + ROUNDS - 1) / ROUNDS, share = part > least ? part : least;
  const uint64_t room = n2v_model_bytes(s->nodes, s->dims) / row_bytes(s) + 1;
  const uint64_t most = share < room ? share : room;
  return most < INT32_MAX ? (uint32_t)most : INT32_MAX;
}

uint64_t n2v_round_bytes(const n2v_train_shape *s, int threads) {
  const uint64_t blocks = (uint64_t)threads * (BLOCK_TOKENS + s->max_length) * 5;
  return (uint64_t)round_of(s) * sizeof(uint32_t) + blocks;
}

n2v_status n2v_round_new(const n2v_training *training, const n2v_parts *parts, n2v_team_size team,
                         n2v_round **out, n2v_error *err) {
  const n2v_train_shape *shape = &training->shape;
  n2v_round *r = n2v_calloc(1, sizeof *r);
  void *tokens = NULL, *part_of = NULL;
  *out = r;
  if (!r)
    return n2v_fail_memory(err, "a round of walks", sizeof *r);
  r->training = training;
  r->parts = parts;
  r->team = team;
  r->most = round_of(shape);
  /* NOLINTNEXTLINE(clang-analyzer-core.DivideZero): the longest walk has a token. */
  r->block = BLOCK_TOKENS / shape->max_length + 1;
  const uint64_t bytes = r->most * row_bytes(shape);
  n2v_status status = n2v_disk_alloc(bytes, "a round of walks", &tokens, err);
  if (status == N2V_OK)
    status = n2v_disk_alloc(bytes / sizeof(uint32_t), "a round of walks", &part_of, err);
  r->tokens = tokens;
  r->part_of = part_of;
  r->lengths = n2v_alloc(r->most, sizeof *r->lengths);
  if (status == N2V_OK && !r->lengths)
    status = n2v_fail_memory(err, "a round of walks", r->most * sizeof *r->lengths);
  if (status == N2V_OK)
    return N2V_OK;
  n2v_round_free(r);
  *out = NULL;
  return status;
}

void n2v_round_free(n2v_round *r) {
  if (!r)
    return;
  const uint64_t bytes = r->most * row_bytes(&r->training->shape);
  n2v_disk_free(r->tokens, bytes);
  n2v_disk_free(r->part_of, bytes / sizeof(uint32_t));
  n2v_free(r->lengths);
  n2v_free(r);
}

/* ------------------------------------------------------------------------------------ blocks */

void n2v_round_leave(const n2v_round *r, uint32_t first, uint32_t count) {
  const uint64_t at = (uint64_t)first * r->training->shape.max_length;
  const uint64_t tokens = (uint64_t)count * r->training->shape.max_length;
  n2v_disk_leave(r->tokens + at, tokens * sizeof *r->tokens);
  n2v_disk_leave(r->part_of + at, tokens);
}

uint32_t n2v_round_take(n2v_round *r, uint32_t *first) {
  const uint32_t blocks = (r->to - r->from + r->block - 1) / r->block;
  const uint32_t number = atomic_fetch_add(&r->next, 1);
  if (number >= blocks)
    return 0;
  *first = r->from + number * r->block;
  return r->to - *first < r->block ? r->to - *first : r->block;
}

static n2v_status share_out(n2v_round *r, uint32_t from, uint32_t to,
                            void (*work)(void *argument, int i), void *argument, n2v_error *err) {
  r->from = from;
  r->to = to;
  atomic_store(&r->next, 0);
  return n2v_threads_run(r->team, work, argument, err);
}

n2v_status n2v_round_share(n2v_round *r, void (*work)(void *argument, int i), void *argument,
                           n2v_error *err) {
  return share_out(r, 0, r->walks, work, argument, err);
}

/* ------------------------------------------------------------------------------------- walks */

/* Drops tokens of frequent nodes (Mikolov et al. 2013, section 2.3). */
static uint32_t subsample(const n2v_round *r, uint32_t i) {
  const n2v_training *t = r->training;
  uint32_t *walk = r->tokens + (size_t)i * t->shape.max_length, kept = 0;
  n2v_rng rng = n2v_rng_seed(t->seed, r->first + i, (uint64_t)UINT32_MAX << 32 | r->epoch);
  for (uint32_t j = 0; j < r->lengths[i]; j++)
    if (n2v_rng_float(&rng) < t->keep[walk[j]])
      walk[kept++] = walk[j];
  return kept;
}

static void read_walks(void *argument, int member) {
  n2v_round *r = argument;
  const n2v_training *t = r->training;
  (void)member;
  for (uint32_t first, count; (count = n2v_round_take(r, &first)) > 0;) {
    uint64_t counted = 0;
    if (!t->corpus->together) /* otherwise they are there */
      t->corpus->read(t->corpus, r->epoch, r->first + first, count,
                      r->tokens + (size_t)first * t->shape.max_length, r->lengths + first);
    for (uint32_t i = first; i < first + count; i++) {
      counted += r->lengths[i];
      if (t->keep)
        r->lengths[i] = subsample(r, i);
    }
    atomic_fetch_add(&r->counting, counted);
    n2v_round_leave(r, first, count);
  }
}

static void find_parts(void *argument, int member) {
  n2v_round *r = argument;
  const uint32_t width = r->training->shape.max_length;
  (void)member;
  for (uint32_t first, count; (count = n2v_round_take(r, &first)) > 0;) {
    for (uint32_t i = first; i < first + count; i++)
      for (size_t at = (size_t)i * width, end = at + r->lengths[i]; at < end; at++)
        r->part_of[at] = (uint8_t)n2v_part_of(r->parts, r->tokens[at]);
    n2v_round_leave(r, first, count);
  }
}

/* This process' share of the walks of a corpus whose processes walk together: in pieces that leave
 * memory, as many in each process. */
static n2v_status walk_together(n2v_round *r, const n2v_exchange *exchange, uint32_t from,
                                uint32_t to, n2v_error *err) {
  const n2v_corpus *corpus = r->training->corpus;
  const uint32_t piece = TOGETHER_TOKENS / corpus->max_length + 1;
  const uint32_t largest = n2v_exchange_largest(exchange, r->walks);
  n2v_status status = N2V_OK;
  for (uint32_t done = 0; done < largest && status == N2V_OK; done += piece) {
    const uint32_t count = to - from < piece ? to - from : piece;
    status =
        corpus->together(corpus, r->epoch, r->first + from, count,
                         r->tokens + (size_t)from * corpus->max_length, r->lengths + from, err);
    n2v_round_leave(r, from, count);
    from += count;
  }
  return status;
}

n2v_status n2v_round_walk(n2v_round *r, uint32_t epoch, uint64_t first, uint64_t left,
                          n2v_exchange *exchange, n2v_error *err) {
  const double begun = n2v_now();
  r->epoch = epoch;
  r->first = first;
  r->walks = left < r->most ? (uint32_t)left : r->most;
  uint32_t from = 0, to = r->walks;
  if (exchange)
    n2v_exchange_share(exchange, r->walks, &from, &to);
  n2v_status status = N2V_OK;
  if (r->training->corpus->together)
    status = walk_together(r, exchange, from, to, err);
  if (status != N2V_OK) /* the others are gone */
    return status;
  atomic_store(&r->counting, 0);
  status = share_out(r, from, to, read_walks, r, err);
  r->counted = atomic_load(&r->counting);
  if (exchange) {
    status = n2v_exchange_agree(exchange, begun, status, err);
    if (status == N2V_OK)
      status = n2v_exchange_walks(exchange, r->tokens, r->lengths, r->walks, &r->counted, err);
  }
  return status == N2V_OK ? n2v_round_share(r, find_parts, r, err) : status;
}
