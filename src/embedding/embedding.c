/* Named vectors: what they give out, and what other programs would stumble over in the names.
 *
 * The rows are one block, so that a caller gets a matrix by one pointer and a stride. Training may
 * leave it in a file that has no name (base/disk.h) where memory would not hold it; readers then
 * say which rows they are done with. */
#include "embedding/embedding.h"

#include "base/disk.h"
#include "base/memory.h"
#include "base/status.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>
#include <stdlib.h>

void n2v_embedding_free(n2v_embedding *e) {
  if (!e)
    return;
  if (e->on_disk)
    n2v_disk_free(e->data, e->rows * e->stride * sizeof *e->data);
  else
    n2v_free(e->data);
  n2v_names_free(e->names);
  n2v_free(e->counts);
  n2v_free(e->losses);
  free(e);
}

uint64_t n2v_embedding_rows(const n2v_embedding *e) {
  return e->rows;
}

uint32_t n2v_embedding_dims(const n2v_embedding *e) {
  return e->dims;
}

const float *n2v_embedding_row(const n2v_embedding *e, uint64_t row) {
  return e->data + row * e->stride;
}

const char *n2v_embedding_name(const n2v_embedding *e, uint64_t row, size_t *length) {
  return n2v_names_get(e->names, (uint32_t)row, length);
}

const float *n2v_embedding_data(const n2v_embedding *e, size_t *stride) {
  *stride = e->stride;
  return e->data;
}

const uint64_t *n2v_embedding_counts(const n2v_embedding *e) {
  return e->counts;
}

const n2v_names *n2v_embedding_names(const n2v_embedding *e) {
  return e->names;
}

n2v_status n2v_embedding_index(const n2v_embedding *e, n2v_error *err) {
  return n2v_names_index(e->names, err);
}

n2v_status n2v_embedding_find(const n2v_embedding *e, const char *name, size_t length,
                              uint64_t *row, n2v_error *err) {
  uint32_t id;
  n2v_status status = n2v_names_index(e->names, err);
  if (status == N2V_OK && !n2v_names_find(e->names, name, length, &id))
    status = n2v_fail(err, N2V_EINPUT, "no vector is named '%.*s'",
                      (int)(length < 80 ? length : 80), name);
  if (status == N2V_OK)
    *row = id;
  return status;
}

void n2v_embedding_leave(const n2v_embedding *e, uint64_t first, uint64_t end) {
  if (e->on_disk)
    n2v_disk_leave(e->data + first * e->stride, (end - first) * e->stride * sizeof *e->data);
}

/* Along each cycle of the order, with one row set aside: a second copy of the matrix may not fit
 * memory. Each row is moved once, and one row of each cycle twice. */
void n2v_rows_move(void *data, size_t row_bytes, uint32_t *order, uint32_t rows, void *spare) {
  char *at = data;
  for (uint32_t first = 0; first < rows; first++) {
    uint32_t to = first;
    if (order[first] == first)
      continue;
    memcpy(spare, at + first * row_bytes, row_bytes);
    while (order[to] != first) {
      uint32_t from = order[to];
      memcpy(at + to * row_bytes, at + from * row_bytes, row_bytes);
      order[to] = to;
      to = from;
    }
    memcpy(at + to * row_bytes, spare, row_bytes);
    order[to] = to;
  }
}

/* ------------------------------------------------------------------------------------- names */

/* One note at a time, the graver first: gensim refuses a file with a name that is not UTF-8, while
 * word2vec's tools read on (their max_w is 50, the end mark included). */
bool n2v_embedding_name_note(const n2v_names *names, char *note, size_t size) {
  uint32_t broken = 0, longer = 0, first_broken = 0, first_longer = 0;
  for (uint32_t i = 0; i < names->count; i++) {
    size_t length;
    const char *name = n2v_names_get(names, i, &length);
    if (length >= 50 && !longer++)
      first_longer = i;
    if (!n2v_is_utf8(name, length) && !broken++)
      first_broken = i;
  }
  size_t length;
  if (broken) {
    const char *name = n2v_names_get(names, first_broken, &length);
    snprintf(note, size, "%u names are not UTF-8 ('%.*s'): gensim needs unicode_errors='replace'",
             broken, (int)(length < 80 ? length : 80), name);
  } else if (longer) {
    const char *name = n2v_names_get(names, first_longer, &length);
    snprintf(note, size, "%u names have 50 bytes or more ('%.*s'): word2vec's C tools cut them",
             longer, (int)(length < 80 ? length : 80), name);
  }
  return broken || longer;
}
