/* A training run as a file, to go on from. The format is described in checkpoint.c. */
#ifndef N2V_TRAIN_CHECKPOINT_H
#define N2V_TRAIN_CHECKPOINT_H

#include "n2v.h"
#include "sgns/model.h"

#include <stdbool.h>

/* Where a run stands, beside the model. Part of the file format: 8 bytes a field, the losses behind
 * the others. */
typedef struct n2v_train_state {
  uint64_t epoch;         /* 0-based; the number of epochs once all are done */
  uint64_t walk;          /* the next one of this epoch */
  uint64_t tokens, pairs; /* over all epochs */
  uint64_t epoch_pairs;
  uint64_t idle;     /* epochs in a row that gained too little */
  double epoch_loss; /* sum, while training */
  double best_loss;  /* of held-out walks, after the best epoch */
  double seconds;    /* of training */
  double *loss;      /* loss[epoch]: of held-out walks, after each epoch that is done */
} n2v_train_state;

/* fingerprint: lines `name value` of all that decides how the run goes on. simd: the kernel's name.
 * The file appears whole; N2V_KEEP_PREVIOUS: the one that was there before stays as `path`.1.
 * N2V_KEEP_FAILED: when the last step fails, what was written stays and is named in the message. */
enum { N2V_KEEP_PREVIOUS = 1, N2V_KEEP_FAILED = 2 };
n2v_status n2v_checkpoint_write(const char *path, unsigned keep, const n2v_model *model,
                                const n2v_train_state *state, const char *fingerprint,
                                const char *simd, n2v_error *err);

typedef struct n2v_checkpoint {
  n2v_model *model;
  n2v_train_state state; /* its losses are the checkpoint's */
  char simd[16];
} n2v_checkpoint;

/* Reads a checkpoint of a run that has this fingerprint, this many nodes and dimensions, and this
 * precision. All is checked before anything is allocated. N2V_EINPUT when it is damaged, or of
 * another run: the message names the first field that differs, with both values. on_disk: where its
 * model is to be. team: who will train it. */
n2v_status n2v_checkpoint_read(const char *path, const char *fingerprint, uint32_t nodes,
                               uint32_t dims, n2v_precision precision, bool on_disk,
                               n2v_team_size team, n2v_checkpoint *out, n2v_error *err);

/* Frees model and losses. */
void n2v_checkpoint_free(n2v_checkpoint *checkpoint);

/* Whether a file that can be read is no checkpoint, or one with a wrong checksum. */
bool n2v_checkpoint_is_damaged(const char *path);

#endif
