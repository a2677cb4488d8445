/* The training of a model on a corpus, from the first epoch or a checkpoint to the last. */
#ifndef N2V_TRAIN_TRAINER_H
#define N2V_TRAIN_TRAINER_H

#include "n2v.h"
#include "train/checkpoint.h"
#include "sgns/model.h"
#include "corpus/corpus.h"

/* What sizes depend on. */
typedef struct n2v_corpus_size {
  uint32_t nodes, max_length;
  uint64_t walks;
} n2v_corpus_size;

/* Bytes that training takes beside the corpus: the model, the noise table, the team's buffers.
 * contexts: whether the output rows are wanted in the end. */
uint64_t n2v_trainer_bytes(const n2v_train_params *params, const n2v_corpus_size *size,
                           const n2v_run *run, bool contexts);

/* In how many parts, two of which are in memory at a time, a model trains within `limit` bytes of
 * each process; *bytes: what it takes then. 0: in none; *bytes stays. */
uint32_t n2v_trainer_parts(const n2v_train_params *params, const n2v_corpus_size *size,
                           const n2v_run *run, uint64_t limit, uint64_t *bytes);

/* Where training starts, other than at random vectors. */
typedef struct n2v_start {
  n2v_model *model;   /* taken over, whatever comes of it; NULL: a new one */
  const bool *frozen; /* for each node whether its input row stays as it is; NULL: none does */
  const n2v_train_state *state; /* a checkpoint's, with its model; NULL: the beginning */
  const char *fingerprint;      /* for checkpoints: see checkpoint.h */
  uint32_t
      parts; /* the model is on disk, or to be made there, and trained in so many; 0: it is not */
} n2v_start;

/* Trains for params->epochs passes. counts[nodes]: tokens of the corpus, for the noise and for
 * subsampling; at least one of them positive. Learning rate: linear in the position of a block of
 * walks in the whole job, which is the shared progress (never a thread's own). With one thread the
 * result depends on corpus and parameters alone.
 * With params->checkpoint, the state is written there, every params->checkpoint_every seconds and
 * on request (n2v_progress.save) beside training, and at the end. A write that fails does not end
 * training: see n2v_train_report.checkpoint.
 * start may be NULL. Fills of report: walks, steps, pairs, train_seconds, pairs_per_second, simd,
 * threads, epochs, loss (the caller's to n2v_free), checkpoint. N2V_EDIVERGED when a loss or a
 * vector is not finite: no model then. N2V_ESTOPPED when progress asks to, after a checkpoint. */
n2v_status n2v_trainer_run(const n2v_corpus *corpus, const uint64_t *counts,
                           const n2v_train_params *params, const n2v_run *run,
                           const n2v_start *start, n2v_model **out, n2v_train_report *report,
                           n2v_error *err);

#endif
