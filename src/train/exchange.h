/* What processes send each other that share out the parts of a model: each trains other parts than
 * the others, and its matrices are right in those alone. */
#ifndef N2V_TRAIN_EXCHANGE_H
#define N2V_TRAIN_EXCHANGE_H

#include "base/peers.h"
#include "train/parts.h"

/* Buffers, and the bytes sent and received so far. */
typedef struct n2v_exchange n2v_exchange;

/* Bytes of the buffers, for walks of at most `width` tokens. */
uint64_t n2v_exchange_bytes(uint32_t dims, uint32_t width, int processes);

/* peers and parts must outlive it; parts->count is a multiple of peers->count. */
n2v_status n2v_exchange_new(n2v_peers *peers, const n2v_parts *parts, uint32_t width,
                            n2v_exchange **out, n2v_error *err);
void n2v_exchange_free(n2v_exchange *exchange);
uint64_t n2v_exchange_traffic(const n2v_exchange *exchange);

/* What became of a stage that began at `begun` (n2v_now), everywhere; see n2v_peers_agree. The
 * others may need some time longer than this process did, from now on. */
n2v_status n2v_exchange_agree(n2v_exchange *exchange, double begun, n2v_status status,
                              n2v_error *err);

/* This process' share [*from, *to) of `walks` walks. */
void n2v_exchange_share(const n2v_exchange *exchange, uint32_t walks, uint32_t *from, uint32_t *to);
/* The largest share of a process, or one more. */
uint32_t n2v_exchange_largest(const n2v_exchange *exchange, uint32_t walks);
/* Each process has its share of the walks, rows of `width` tokens, and its count: then all have all
 * walks, and the sum of the counts. */
n2v_status n2v_exchange_walks(n2v_exchange *exchange, uint32_t *tokens, uint32_t *lengths,
                              uint32_t walks, uint64_t *counted, n2v_error *err);

/* A part of the output rows goes to the process before this one, another comes from the one behind
 * it. */
n2v_status n2v_exchange_pass(n2v_exchange *exchange, uint32_t sent, uint32_t received,
                             n2v_error *err);

/* Process 0 gets the whole model: input rows of part i from process i % count, output rows, too. */
n2v_status n2v_exchange_collect(n2v_exchange *exchange, n2v_error *err);

#endif
