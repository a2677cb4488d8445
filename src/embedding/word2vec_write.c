#include "base/status.h"
#include "embedding/float_text.h"
#include "embedding/formats.h"

#include <inttypes.h>
#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the files are little-endian");

static char *put_name(const n2v_embedding *e, uint64_t row, char *out) {
  size_t length;
  const char *name = n2v_embedding_name(e, row, &length);
  memcpy(out, name, length);
  return out + length;
}

static size_t binary_row(const n2v_embedding *e, uint64_t row, char *out) {
  size_t bytes = e->dims * sizeof(float);
  char *p = put_name(e, row, out);
  *p++ = ' ';
  memcpy(p, n2v_embedding_row(e, row), bytes);
  p[bytes] = '\n';
  return (size_t)(p + bytes + 1 - out);
}

static size_t text_row(const n2v_embedding *e, uint64_t row, char *out) {
  const float *values = n2v_embedding_row(e, row);
  char *p = put_name(e, row, out);
  for (uint32_t i = 0; i < e->dims; i++) {
    *p++ = ' ';
    p = n2v_float_write(p, values[i]);
  }
  *p++ = '\n';
  return (size_t)(p - out);
}

n2v_status n2v_word2vec_check_names(const n2v_names *names, const char *path, n2v_error *err) {
  for (uint32_t id = 0; id < names->count; id++) {
    size_t length;
    const char *name = n2v_names_get(names, id, &length);
    for (size_t i = 0; i < length; i++)
      if (!name[i] || name[i] == ' ' || (name[i] >= '\t' && name[i] <= '\r'))
        return n2v_fail(
            err, N2V_EINPUT,
            "%s: the name '%.*s' has white space or a zero byte in it, which ends a name "
            "in word2vec files: rename the node, or write .npy or .tsv",
            path, (int)(length < 80 ? length : 80), name);
    if (!length)
      return n2v_fail(err, N2V_EINPUT, "%s: an empty name cannot stand in a word2vec file", path);
  }
  return N2V_OK;
}

n2v_status n2v_word2vec_write(const n2v_embedding *e, const char *path, bool binary,
                              n2v_outputs *outputs, n2v_error *err) {
  n2v_atomic_file *file;
  n2v_status status = n2v_word2vec_check_names(e->names, path, err);
  if (status == N2V_OK)
    status = n2v_outputs_open(outputs, path, &file, err);
  if (status != N2V_OK)
    return status;
  fprintf(file->stream, "%" PRIu64 " %" PRIu32 "\n", e->rows, e->dims);
  if (!n2v_rows_write(e, binary ? binary_row : text_row, file->stream))
    return n2v_fail_memory(err, path, 0);
  return N2V_OK;
}

n2v_status n2v_vocab_write(const n2v_embedding *e, const char *path, n2v_outputs *outputs,
                           n2v_error *err) {
  n2v_atomic_file *file;
  if (!e->counts)
    return n2v_fail(err, N2V_EUSAGE, "%s: these vectors come without counts", path);
  n2v_status status = n2v_outputs_open(outputs, path, &file, err);
  if (status != N2V_OK)
    return status;
  for (uint64_t row = 0; row < e->rows; row++) {
    size_t length;
    const char *name = n2v_embedding_name(e, row, &length);
    fwrite(name, 1, length, file->stream);
    fprintf(file->stream, " %" PRIu64 "\n", e->counts[n2v_embedding_index(e, row)]);
  }
  return N2V_OK;
}
