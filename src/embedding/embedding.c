#include "embedding/embedding.h"

#include "base/file_bytes.h"
#include "base/memory.h"
#include "base/status.h"
#include "base/utf8.h"
#include "embedding/formats.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* ------------------------------------------------------------------------------------- files */

n2v_status n2v_embedding_read(const char *path, n2v_embedding **out, n2v_error *err) {
  n2v_file_bytes file;
  *out = NULL;
  n2v_status status = n2v_file_bytes_open(path, &file, err);
  if (status == N2V_OK && file.size == 0)
    status = n2v_fail(err, N2V_EINPUT, "%s: the file is empty", path);
  if (status == N2V_OK)
    status = n2v_word2vec_parse(path, file.bytes, file.size, out, err);
  n2v_file_bytes_close(&file);
  return status;
}

const char *n2v_format_of(const char *path, const char *format) {
  static const char *const known[][2] = {
      {".txt", "text"}, {".vec", "text"}, {".npy", "npy"}, {".tsv", "tsv"}};
  const char *dot = strrchr(path, '.');
  if (strcmp(format, "auto") != 0)
    return format;
  for (size_t i = 0; dot && i < sizeof known / sizeof known[0]; i++)
    if (strcmp(dot, known[i][0]) == 0)
      return known[i][1];
  return "bin";
}

n2v_status n2v_companion_of(const char *path, const char *format, char **out, n2v_error *err) {
  const char *dot = strrchr(path, '.'), *slash = strrchr(path, '/');
  size_t stem = dot && (!slash || dot > slash) ? (size_t)(dot - path) : strlen(path);
  int length = 0;
  *out = NULL;
  format = n2v_format_of(path, format);
  if (strcmp(format, "npy") == 0)
    length = asprintf(out, "%s.names", path);
  else if (strcmp(format, "tsv") == 0)
    length = asprintf(out, "%.*s.metadata.tsv", (int)stem, path);
  if (length >= 0)
    return N2V_OK;
  *out = NULL;
  return n2v_fail_memory(err, path, strlen(path));
}

/* A pipe or /dev/null has no place for the second file. */
static n2v_status write_tsv_pair(const n2v_embedding *e, const char *path, n2v_outputs *outputs,
                                 n2v_error *err) {
  char *metadata = NULL;
  n2v_status status = n2v_tsv_write(e, path, outputs, err);
  if (status != N2V_OK || !outputs->files[outputs->count - 1].regular)
    return status;
  status = n2v_companion_of(path, "tsv", &metadata, err);
  if (status == N2V_OK)
    status = n2v_metadata_write(e, NULL, NULL, metadata, outputs, err);
  free(metadata);
  return status;
}

n2v_status n2v_embedding_add(const n2v_embedding *e, const char *path, const char *format,
                             n2v_outputs *outputs, n2v_error *err) {
  format = n2v_format_of(path, format);
  if (strcmp(format, "bin") == 0 || strcmp(format, "text") == 0)
    return n2v_word2vec_write(e, path, *format == 'b', outputs, err);
  if (strcmp(format, "npy") == 0)
    return n2v_npy_write(e, path, outputs, err);
  if (strcmp(format, "tsv") == 0)
    return write_tsv_pair(e, path, outputs, err);
  return n2v_fail(err, N2V_EUSAGE, "unknown format '%s': bin, text, npy, tsv or auto", format);
}

n2v_status n2v_embedding_write(const n2v_embedding *e, const char *path, const char *format,
                               n2v_error *err) {
  n2v_outputs outputs = {0};
  return n2v_outputs_end(&outputs, n2v_embedding_add(e, path, format, &outputs, err), err);
}
