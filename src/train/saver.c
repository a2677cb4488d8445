/* Copying a model takes a fraction of a second, writing it minutes on a slow disk: so training
 * waits for the copy only. A write that is still going on when the next is due is waited for, as
 * two would need two copies. */
#include "train/saver.h"

#include "base/file_lock.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/status.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

enum { COPY_BYTES = 1 << 20 }; /* at a time */

struct n2v_saver {
  const char *path, *fingerprint, *simd;
  n2v_model *copy; /* NULL for a model on disk: training waits while that is written */
  n2v_train_state state;
  pthread_t thread;
  bool started;     /* the thread is to be joined */
  bool wrote;       /* the file there is this run's, and whole */
  atomic_bool busy; /* it writes */
  n2v_file_lock lock;
  n2v_status status;
  n2v_error err; /* of the last write */
};

/* A damaged file that a run before left does not take the place of the one before it. */
static void write_file(n2v_saver *s, const n2v_model *model, const n2v_train_state *state,
                       unsigned keep) {
  if (s->wrote || !n2v_checkpoint_is_damaged(s->path))
    keep |= N2V_KEEP_PREVIOUS;
  s->status = n2v_checkpoint_write(s->path, keep, model, state, s->fingerprint, s->simd, &s->err);
  s->wrote |= s->status == N2V_OK;
}

static void *write_copy(void *argument) {
  n2v_saver *s = argument;
  write_file(s, s->copy, &s->state, 0);
  atomic_store(&s->busy, false);
  return NULL;
}

bool n2v_saver_idle(const n2v_saver *saver) {
  return !atomic_load(&saver->busy);
}

n2v_status n2v_saver_finish(n2v_saver *s, n2v_error *err) {
  if (s->started)
    pthread_join(s->thread, NULL);
  s->started = false;
  if (s->status != N2V_OK && err)
    *err = s->err;
  return s->status;
}

static void copy_matrix(void *to, const void *from, size_t bytes, int threads) {
  int team = n2v_pass_threads(threads, bytes, 64ull * COPY_BYTES);
#pragma omp parallel for num_threads(team) schedule(static)
  for (size_t at = 0; at < bytes; at += COPY_BYTES)
    memcpy((char *)to + at, (const char *)from + at,
           bytes - at < COPY_BYTES ? bytes - at : COPY_BYTES);
}

void n2v_saver_start(n2v_saver *s, const n2v_model *model, const n2v_train_state *state,
                     int threads) {
  n2v_saver_finish(s, NULL);
  if (!s->copy) {
    write_file(s, model, state, 0);
    return;
  }
  const n2v_matrices from = n2v_model_matrices(model), to = n2v_model_matrices(s->copy);
  for (int m = 0; m < 2; m++)
    copy_matrix(to.matrix[m], from.matrix[m], model->nodes * from.row_bytes, threads);
  s->state = *state;
  atomic_store(&s->busy, true);
  s->started = pthread_create(&s->thread, NULL, write_copy, s) == 0;
  if (!s->started) /* training waits, then */
    write_copy(s);
}

n2v_status n2v_saver_write(n2v_saver *s, const n2v_model *model, const n2v_train_state *state,
                           n2v_error *err) {
  n2v_saver_finish(s, NULL);
  write_file(s, model, state, N2V_KEEP_FAILED);
  return n2v_saver_finish(s, err);
}

n2v_status n2v_saver_new(const char *path, const char *fingerprint, const char *simd,
                         const n2v_model *model, n2v_saver **out, n2v_error *err) {
  n2v_saver *s = n2v_calloc(1, sizeof *s);
  *out = s;
  if (!s)
    return n2v_fail_memory(err, "checkpoints", sizeof *s);
  s->path = path;
  s->fingerprint = fingerprint;
  s->simd = simd;
  s->lock = (n2v_file_lock){.fd = -1, .folder = -1};
  n2v_status status = n2v_file_lock_take(path, &s->lock, err);
  if (status == N2V_OK && !model->on_disk)
    status =
        n2v_model_alloc(model->nodes, model->dims,
                        model->input16 ? N2V_PRECISION_BF16 : N2V_PRECISION_FLOAT32, &s->copy, err);
  if (status != N2V_OK) {
    n2v_saver_free(s);
    *out = NULL;
  }
  return status;
}

void n2v_saver_free(n2v_saver *saver) {
  if (!saver)
    return;
  n2v_saver_finish(saver, NULL);
  n2v_file_lock_drop(&saver->lock);
  n2v_model_free(saver->copy);
  n2v_free(saver);
}
