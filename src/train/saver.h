/* Checkpoints written beside training: the model is copied, and a thread writes the copy. */
#ifndef N2V_TRAIN_SAVER_H
#define N2V_TRAIN_SAVER_H

#include "train/checkpoint.h"

#include <stdbool.h>

typedef struct n2v_saver n2v_saver;

/* path, fingerprint and simd must outlive it. Takes the memory of one more model,
 * unless the model is on disk: then training waits for each write. */
n2v_status n2v_saver_new(const char *path, const char *fingerprint, const char *simd,
                         const n2v_model *model, n2v_saver **out, n2v_error *err);
/* Waits for a write under way. */
void n2v_saver_free(n2v_saver *saver);

/* Whether no write is under way. From any thread. */
bool n2v_saver_idle(const n2v_saver *saver);

/* Copies model and state, with so many threads, and begins to write. Nobody may train meanwhile.
 * The saver must be idle. */
void n2v_saver_start(n2v_saver *saver, const n2v_model *model, const n2v_train_state *state,
                     int threads);

/* Waits for a write under way; what came of the last one. */
n2v_status n2v_saver_finish(n2v_saver *saver, n2v_error *err);

/* Writes the model itself, in this thread, after a write under way. */
n2v_status n2v_saver_write(n2v_saver *saver, const n2v_model *model, const n2v_train_state *state,
                           n2v_error *err);

#endif
