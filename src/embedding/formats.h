/* The files that vectors are read from and written to; docs/files.md describes them. Writers add
 * to the files of `outputs`, also when they fail: end it either way. Rows keep the embedding's
 * order. */
#ifndef N2V_EMBEDDING_FORMATS_H
#define N2V_EMBEDDING_FORMATS_H

#include "base/outputs.h"
#include "embedding/embedding.h"
#include "embedding/labels.h"

#include <stdio.h>

/* "auto" by the path's extension (.txt and .vec, .npy, .tsv, others bin); another format as it is.
 */
const char *n2v_format_of(const char *path, const char *format);

/* The second file, for the names, that n2v_embedding_write writes beside `path` when that is a
 * regular file: `path`.names for npy, vectors.metadata.tsv for vectors.tsv. *out, which the caller
 * frees, is NULL for other formats. */
n2v_status n2v_companion_of(const char *path, const char *format, char **out, n2v_error *err);

/* word2vec's binary or text form, told apart by content: `rows dims\n`, then for each row the name,
 * one space, and the values. Lines may end in CRLF and in spaces, and the newline behind a binary
 * row may be missing. What is allocated is bounded by `size`. path only leads messages.
 * N2V_EINPUT names the line, or the row and byte, and what stands there. */
n2v_status n2v_word2vec_parse(const char *path, const char *bytes, size_t size, n2v_embedding **out,
                              n2v_error *err);

/* N2V_EINPUT for a name with white space or a zero byte: every reader would cut the row in the
 * wrong place. path: the file that is to be written, for the message. */
n2v_status n2v_word2vec_check_names(const n2v_names *names, const char *path, n2v_error *err);

/* Checks the names first. */
n2v_status n2v_word2vec_write(const n2v_embedding *embedding, const char *path, bool binary,
                              n2v_outputs *outputs, n2v_error *err);

/* numpy's format 1.0, float32, and the names, one a line, in `path`.names (not when path is no
 * regular file). */
n2v_status n2v_npy_write(const n2v_embedding *embedding, const char *path, n2v_outputs *outputs,
                         n2v_error *err);

/* Tab-separated values without names or header: the Embedding Projector's vectors. */
n2v_status n2v_tsv_write(const n2v_embedding *embedding, const char *path, n2v_outputs *outputs,
                         n2v_error *err);

/* The lines that go with n2v_tsv_write: title, genre, year, degree, count and name, without those
 * that are not known; in row order. labels may be NULL, degrees (one a row) too. The Projector
 * takes a first line for a header only where there is a second column, so a lone column has none.
 * It colours by columns of at most 50 values: genre is the first one of each node, rare ones
 * `other`. No cell is empty; tabs and newlines become spaces. */
n2v_status n2v_metadata_write(const n2v_embedding *embedding, const n2v_labels *labels,
                              const uint64_t *degrees, const char *path, n2v_outputs *outputs,
                              n2v_error *err);

/* One of the above, as n2v_embedding_write (n2v.h). */
n2v_status n2v_embedding_add(const n2v_embedding *embedding, const char *path, const char *format,
                             n2v_outputs *outputs, n2v_error *err);

/* `name count` lines. N2V_EUSAGE when the counts are not known. */
n2v_status n2v_vocab_write(const n2v_embedding *embedding, const char *path, n2v_outputs *outputs,
                           n2v_error *err);

/* Writes row r into out, which has room for its name and N2V_FLOAT_CHARS bytes for
 * each value and one more; gives the bytes written. */
typedef size_t n2v_row_format(const n2v_embedding *embedding, uint64_t row, char *out);

/* Formats all rows in parallel and writes them in order. false: memory is out; a failed write
 * stays with the stream. */
bool n2v_rows_write(const n2v_embedding *embedding, n2v_row_format *format, FILE *stream);

#endif
