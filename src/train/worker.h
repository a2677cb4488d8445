/* One Hogwild worker: its own buffers and random numbers, and the shared model. */
#ifndef N2V_TRAIN_WORKER_H
#define N2V_TRAIN_WORKER_H

#include "base/random.h"
#include "n2v.h"
#include "sgns/model.h"
#include "sgns/objective.h"
#include "corpus/corpus.h"

#include <stdbool.h>

/* What the sizes of all that trains follow from, before any of it is made. */
typedef struct n2v_train_shape {
  uint32_t nodes, max_length; /* of the corpus */
  uint64_t walks;             /* in an epoch */
  uint32_t dims, window, negatives;
  uint32_t group; /* most contexts in a group */
  bool apart;     /* workers change nothing shared but in n2v_worker_merge */
  bool in_place;  /* workers train input rows, too, where they are; not with `apart` or `frozen` */
  bool narrow;    /* the model is bfloat16: workers copy all rows */
  const n2v_objective *objective;
} n2v_train_shape;

/* What all workers share; nothing here changes while they run, but for the model's rows. */
typedef struct n2v_training {
  n2v_train_shape shape;
  const n2v_corpus *corpus;
  n2v_model *model;
  const n2v_kernel *kernel;
  n2v_group_trainer *train; /* the objective's, with this kernel */
  const void *table;        /* that the objective draws from */
  const float *keep;        /* subsampling: probability to keep a token of each node; NULL: all */
  bool shrink_window;
  const bool *frozen; /* nodes whose input row stays as it is; NULL: none */
  uint64_t seed;
} n2v_training;

/* On cache lines of its own: workers count without disturbing each other. */
typedef struct n2v_worker n2v_worker;

/* How boldly to learn now. */
typedef struct n2v_pace {
  float alpha;    /* 0: rows are read only, for their loss */
  uint32_t group; /* most contexts that share their negatives, up to n2v_train_shape.group */
} n2v_pace;

/* Bytes one worker takes. */
uint64_t n2v_worker_bytes(const n2v_train_shape *shape);

n2v_status n2v_worker_new(const n2v_training *training, n2v_worker **out, n2v_error *err);
void n2v_worker_free(n2v_worker *worker);

/* Walks of at most max_length tokens that are handed out at a time. */
uint32_t n2v_worker_block(uint32_t max_length);

/* Trains on walks [first, first + count) of the epoch, count <= n2v_worker_block. Its random
 * numbers depend on (seed, epoch, first) alone. */
void n2v_worker_train(n2v_worker *worker, uint32_t epoch, uint64_t first, uint32_t count,
                      n2v_pace pace);

/* The same in steps, for workers apart. Takes a walk ... */
void n2v_worker_begin(n2v_worker *worker, uint32_t epoch, uint64_t walk, n2v_pace pace);
/* ... trains on its next centres, on copies of rows of the model, which only n2v_worker_merge may
 * change meanwhile; false when the walk ends with them ... */
bool n2v_worker_step(n2v_worker *worker);
/* ... and adds what the step has changed in the rows of one part of the nodes. Parts 0 to parts - 1
 * may be merged at the same time. */
void n2v_worker_merge(const n2v_worker *worker, uint32_t part, uint32_t parts);

/* What the last step has changed, for a worker of another process: that many bytes; and into it, as
 * if it had made the step itself, for n2v_worker_merge. */
size_t n2v_worker_changes_bytes(const n2v_worker *worker);
void n2v_worker_get_changes(const n2v_worker *worker, char *changes);
void n2v_worker_set_changes(n2v_worker *worker, const char *changes);

/* What has been trained. */
typedef struct n2v_tally {
  double loss; /* sum over the pairs; NaN or infinite once training diverges */
  uint64_t pairs, tokens;
  uint64_t shared_rows; /* rows of the model that were written: other cores then miss them */
} n2v_tally;

/* Since the last call. */
n2v_tally n2v_worker_take(n2v_worker *worker);

#endif
