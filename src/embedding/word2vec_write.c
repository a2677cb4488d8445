/* word2vec's two files, binary and text: a line `rows dims`, then each row's name and values; and
 * the vocabulary beside them. As word2vec.c writes them: a newline ends binary rows too, though
 * nothing needs it, since its own distance tool and gensim both expect or skip it. */
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

/* word2vec.c writes six digits behind the point (%lf), which loses small values; these give the
 * same float back. */
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

/* Every reader would cut a row in the wrong place at such a byte. Told before the training, not
 * after (n2v_names_check). */
static n2v_status check_names(const n2v_names *names, const char *path, n2v_error *err) {
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

static bool write_all(const n2v_embedding *e, n2v_row_format *format, int threads, FILE *stream) {
  fprintf(stream, "%" PRIu64 " %" PRIu32 "\n", e->rows, e->dims);
  return n2v_rows_write(e, format, threads, stream);
}

static bool write_binary(const n2v_embedding *e, int threads, FILE *stream) {
  return write_all(e, binary_row, threads, stream);
}

static bool write_text(const n2v_embedding *e, int threads, FILE *stream) {
  return write_all(e, text_row, threads, stream);
}

const n2v_format n2v_format_bin = {
    .name = "bin",
    .title = "word2vec binary",
    .extensions = ".bin",
    .check_names = check_names,
    .write = write_binary,
    .read = n2v_word2vec_read,
};

const n2v_format n2v_format_text = {
    .name = "text",
    .title = "word2vec text",
    .extensions = ".txt .vec .emb .embeddings .w2v",
    .check_names = check_names,
    .write = write_text,
    .read = n2v_word2vec_read,
};

n2v_status n2v_vocab_add(const n2v_embedding *e, const char *path, n2v_outputs *outputs,
                         n2v_error *err) {
  n2v_atomic_file *file;
  if (!e->counts)
    return n2v_fail(err, N2V_EUSAGE, "%s: these vectors come without counts", path);
  n2v_status status = n2v_outputs_open(outputs, path, &file, err);
  if (status != N2V_OK)
    return status;
  for (uint64_t row = 0; row < e->rows && !ferror(file->stream); row++) {
    size_t length;
    const char *name = n2v_embedding_name(e, row, &length);
    fwrite(name, 1, length, file->stream);
    fprintf(file->stream, " %" PRIu64 "\n", e->counts[row]);
  }
  return N2V_OK;
}
