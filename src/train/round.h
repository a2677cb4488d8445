/* The walks of a round of training, on disk, with the part of each of their tokens. */
#ifndef N2V_TRAIN_ROUND_H
#define N2V_TRAIN_ROUND_H

#include "train/exchange.h"
#include "train/parts.h"
#include "train/worker.h"

#include <stdatomic.h>

typedef struct n2v_round {
  const n2v_training *training;
  const n2v_parts *parts;
  n2v_team_size team;
  uint32_t epoch;
  uint64_t first;       /* of the epoch's walks */
  uint32_t walks, most; /* in this round, in any */
  uint64_t counted;     /* tokens, before subsampling */
  /* Of walk i: max_length tokens at tokens + i * max_length, lengths[i] of them in use, and the
   * parts of these. */
  uint32_t *tokens, *lengths;
  uint8_t *part_of;
  /* Walks that threads work on, a block at a time. */
  uint32_t from, to, block;
  atomic_uint next;
  atomic_ullong counting;
} n2v_round;

/* Bytes of memory that a round takes, beside those on the disk. */
uint64_t n2v_round_bytes(const n2v_train_shape *shape, int threads);

/* training and parts must outlive it. */
n2v_status n2v_round_new(const n2v_training *training, const n2v_parts *parts, n2v_team_size team,
                         n2v_round **out, n2v_error *err);
void n2v_round_free(n2v_round *round);

/* Makes the walks from `first` on, at most as many as a round has and as `left`. Of several
 * processes each walks its share, and gets the others' (exchange; NULL: alone). */
n2v_status n2v_round_walk(n2v_round *round, uint32_t epoch, uint64_t first, uint64_t left,
                          n2v_exchange *exchange, n2v_error *err);

/* Runs work(argument, i) on all threads, for them to take blocks of the round's walks. */
n2v_status n2v_round_share(n2v_round *round, void (*work)(void *argument, int i), void *argument,
                           n2v_error *err);
/* The next block: how many walks from *first on; 0: none. */
uint32_t n2v_round_take(n2v_round *round, uint32_t *first);
/* A block is done with: it leaves memory. */
void n2v_round_leave(const n2v_round *round, uint32_t first, uint32_t count);

#endif
