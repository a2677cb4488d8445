/* Files are prepared (written, synced, packed) one after the other, as a run comes to them, and
 * renamed only when all are: what may fail for want of space or rights has failed by then. */
#include "base/outputs.h"

#include "base/status.h"

#include <string.h>

/* One file is open at a time: the one before is flushed and synced when the next is asked for. */
static n2v_status prepare_last(n2v_outputs *outputs, n2v_error *err) {
  n2v_atomic_file *last = outputs->writing;
  outputs->writing = NULL;
  return last && last->stream ? n2v_atomic_prepare(last, err) : N2V_OK;
}

/* Packed where the name says so. */
static n2v_status open_file(n2v_outputs *outputs, n2v_atomic_file *file, const char *path,
                            n2v_error *err) {
  n2v_status status = n2v_atomic_open(file, path, outputs->stop, err);
  if (status == N2V_OK)
    status = n2v_atomic_pack(file, err);
  if (status != N2V_OK)
    n2v_atomic_abort(file);
  return status;
}

static n2v_status too_many(const char *path, n2v_error *err) {
  return n2v_fail(err, N2V_EINTERNAL, "%s: more than %d files at once", path, N2V_OUTPUTS_MAX);
}

/* A place is an open file without a name, or with a temporary one: its folder and the right to
 * write there are held by it. A stream is looked at and let go: opening a pipe would wait for its
 * reader. */
n2v_status n2v_outputs_reserve(n2v_outputs *outputs, const char *path, n2v_error *err) {
  n2v_atomic_file *file = &outputs->files[outputs->count];
  n2v_status status = outputs->count < N2V_OUTPUTS_MAX ? N2V_OK : too_many(path, err);
  if (status == N2V_OK)
    status = n2v_atomic_check(path, err);
  if (status == N2V_OK)
    status = n2v_place_find(&file->target, path, err);
  bool stream = status == N2V_OK && file->target.way == N2V_WAY_STREAM;
  if (status == N2V_OK)
    n2v_place_close(&file->target);
  if (status == N2V_OK && !stream)
    status = open_file(outputs, file, path, err);
  if (status == N2V_OK && !stream)
    outputs->reserved[outputs->count++] = true;
  return status;
}

n2v_status n2v_outputs_open(n2v_outputs *outputs, const char *path, n2v_atomic_file **file,
                            n2v_error *err) {
  n2v_status status = prepare_last(outputs, err);
  if (status != N2V_OK)
    return status;
  for (int i = 0; i < outputs->count; i++)
    if (outputs->reserved[i] && strcmp(outputs->files[i].target.path, path) == 0) {
      outputs->reserved[i] = false;
      *file = outputs->writing = &outputs->files[i];
      return N2V_OK;
    }
  if (outputs->count == N2V_OUTPUTS_MAX)
    return too_many(path, err);
  *file = outputs->writing = &outputs->files[outputs->count++];
  return open_file(outputs, *file, path, err);
}

/* Those to be copied first: the copy may still fail, and then no other has changed. */
static n2v_status commit_all(n2v_outputs *outputs, n2v_error *err) {
  n2v_status status = N2V_OK;
  for (int renamed = 0; renamed < 2; renamed++)
    for (int i = 0; i < outputs->count && status == N2V_OK; i++) {
      n2v_atomic_file *file = &outputs->files[i];
      if (file->target.path && (file->target.way != N2V_WAY_COPY) == renamed)
        status = n2v_atomic_commit(file, err);
    }
  return status;
}

/* The order is: prepare all, name all, show all. Only the last step changes what others see; when
 * it fails in the middle, files shown already stay, and those that were written and not shown are
 * kept under their temporary names, which the message gives. */
n2v_status n2v_outputs_end(n2v_outputs *outputs, n2v_status status, n2v_error *err) {
  if (status == N2V_OK)
    status = prepare_last(outputs, err);
  for (int i = 0; i < outputs->count; i++)
    if (outputs->reserved[i])
      n2v_atomic_abort(&outputs->files[i]);
  bool written = status == N2V_OK;
  for (int i = 0; i < outputs->count && status == N2V_OK; i++)
    if (outputs->files[i].target.path)
      status = n2v_atomic_name(&outputs->files[i], err);
  written = written && status != N2V_ESTOPPED; /* what fails now is the last step */
  if (status == N2V_OK)
    status = commit_all(outputs, err);
  for (int i = 0; i < outputs->count; i++) {
    n2v_atomic_file *file = &outputs->files[i];
    if (written && file->target.path)
      n2v_atomic_keep(file, err);
    else
      n2v_atomic_abort(file);
  }
  *outputs = (n2v_outputs){.stop = outputs->stop};
  return status;
}
