/* The view itself: rows in output order over data, names and counts that it owns or borrows, and
 * what other programs would stumble over in the names. */
#include "embedding/embedding.h"

#include "base/memory.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>

void n2v_embedding_free(n2v_embedding *e) {
  if (!e)
    return;
  if (e->owns_data)
    n2v_free(e->data);
  if (e->owns_names)
    n2v_names_free(e->names);
  n2v_free(e->order);
  n2v_free(e->counts);
  free(e);
}

uint64_t n2v_embedding_rows(const n2v_embedding *e) {
  return e->rows;
}

uint32_t n2v_embedding_dims(const n2v_embedding *e) {
  return e->dims;
}

const float *n2v_embedding_row(const n2v_embedding *e, uint64_t row) {
  return e->data + n2v_embedding_index(e, row) * e->stride;
}

const char *n2v_embedding_name(const n2v_embedding *e, uint64_t row, size_t *length) {
  return n2v_names_get(e->names, n2v_embedding_index(e, row), length);
}

/* ------------------------------------------------------------------------------------- names */

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
