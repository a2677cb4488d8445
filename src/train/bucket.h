/* Trains the pairs of walks whose contexts are in one part and whose centres are in another. */
#ifndef N2V_TRAIN_BUCKET_H
#define N2V_TRAIN_BUCKET_H

#include "train/parts.h"
#include "train/worker.h"

/* Which pairs: input rows of part `inputs`, output rows of part `outputs`. */
typedef struct n2v_bucket {
  uint32_t inputs, outputs;
} n2v_bucket;

/* One thread's buffers, random numbers and figures. */
typedef struct n2v_bucket_worker n2v_bucket_worker;

uint64_t n2v_bucket_worker_bytes(const n2v_train_shape *shape);
n2v_status n2v_bucket_worker_new(const n2v_training *training, const n2v_parts *parts,
                                 n2v_bucket_worker **out, n2v_error *err);
void n2v_bucket_worker_free(n2v_bucket_worker *worker);

/* parts: of each token. A walk's windows and negatives depend on (seed, epoch, walk, bucket) alone;
 * over all buckets each of its pairs is trained once. */
void n2v_bucket_train(n2v_bucket_worker *worker, n2v_bucket bucket, uint32_t epoch, uint64_t walk,
                      const uint32_t *tokens, const uint8_t *parts, uint32_t length, n2v_pace pace);

/* Since the last call. */
n2v_tally n2v_bucket_take(n2v_bucket_worker *worker);

#endif
