/* The two matrices stay two word2vec files, so that every reader of such files reads either. The
 * second is found by its name, and its rows by theirs: either file may have been converted, sorted
 * or filled up since. */
#include "embedding/context.h"

#include "base/memory.h"
#include "base/status.h"
#include "embedding/formats.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where the extension begins, with that of a packed file: `.txt.gz`. A name that is all extension,
 * `.vectors`, has none. */
static size_t stem_length(const char *path) {
  const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
  size_t end = n2v_packed_stem(path);
  const char *dot = memrchr(name, '.', (size_t)(path + end - name));
  return dot && dot > name ? (size_t)(dot - path) : end;
}

n2v_status n2v_context_path(const char *path, char **out, n2v_error *err) {
  size_t stem = stem_length(path);
  if (asprintf(out, "%.*s.context%s", (int)stem, path, path + stem) >= 0)
    return N2V_OK;
  *out = NULL;
  return n2v_fail_memory(err, path, strlen(path));
}

bool n2v_context_exists(const char *path) {
  char beside[PATH_MAX]; /* what is longer, no call opens */
  const int stem = (int)stem_length(path);
  const int length = snprintf(beside, sizeof beside, "%.*s.context%s", stem, path, path + stem);
  return length < (int)sizeof beside && access(beside, R_OK) == 0;
}

/* Where each row of `vectors` stands in `contexts`. */
static n2v_status find_rows(const n2v_embedding *vectors, const char *path,
                            const n2v_embedding *contexts, uint32_t *order, n2v_error *err) {
  n2v_status status = n2v_names_index(contexts->names, err);
  for (uint64_t row = 0; row < vectors->rows && status == N2V_OK; row++) {
    size_t length;
    const char *name = n2v_embedding_name(vectors, row, &length);
    if (!n2v_names_find(contexts->names, name, length, &order[row]))
      status = n2v_fail(err, N2V_EINPUT, "%s: no row '%.*s', which the model has", path,
                        (int)(length < 60 ? length : 60), name);
  }
  return status;
}

/* Puts the rows of `contexts` in the order of those of `vectors`, whose names they take over. Into
 * new memory: contexts may have rows that no vector belongs to, so that there is no permutation to
 * follow in place. */
static n2v_status align(const n2v_embedding *vectors, const char *path, n2v_embedding *contexts,
                        n2v_error *err) {
  if (contexts->dims != vectors->dims)
    return n2v_fail(err, N2V_EINPUT, "%s: vectors of %u dimensions, those of the model have %u",
                    path, contexts->dims, vectors->dims);
  uint32_t *order = n2v_alloc(vectors->rows, sizeof *order);
  float *data = n2v_alloc(vectors->rows * contexts->stride, sizeof *data);
  n2v_status status = order && data ? find_rows(vectors, path, contexts, order, err)
                                    : n2v_fail_memory(err, path, vectors->rows * sizeof *order);
  for (uint64_t row = 0; row < vectors->rows && status == N2V_OK; row++)
    memcpy(data + row * contexts->stride, contexts->data + order[row] * contexts->stride,
           contexts->stride * sizeof *data);
  n2v_free(order);
  if (status != N2V_OK) {
    n2v_free(data);
    return status;
  }
  n2v_free(contexts->data);
  n2v_names_free(contexts->names);
  contexts->data = data;
  contexts->names = n2v_names_share(vectors->names);
  contexts->rows = vectors->rows;
  return N2V_OK;
}

n2v_status n2v_context_load(const n2v_embedding *vectors, const char *path, const char *context,
                            const n2v_run *run, n2v_embedding **out, n2v_error *err) {
  char *beside = NULL;
  *out = NULL;
  n2v_status status = *context ? N2V_OK : n2v_context_path(path, &beside, err);
  const char *from = *context ? context : beside;
  /* Opening would fail too, but could not say which program writes that file. */
  if (status == N2V_OK && beside && access(beside, R_OK) != 0)
    status = n2v_fail(
        err, N2V_EINPUT,
        "no context vectors: there is no %s beside %s; n2v-train with `keep_context` writes "
        "it, `model_context = FILE` names another",
        beside, path);
  if (status == N2V_OK)
    status = n2v_embedding_load(from, run, out, err);
  if (status == N2V_OK)
    status = align(vectors, from, *out, err);
  if (status != N2V_OK) {
    n2v_embedding_free(*out);
    *out = NULL;
  }
  free(beside);
  return status;
}
