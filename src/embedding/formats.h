/* The files that vectors are read from and written to; docs/files.md describes them. One file of
 * code a format, one row of formats.def. Rows keep the embedding's order. Writers add to the files
 * of `outputs`, also when they fail: end it either way. */
#ifndef N2V_EMBEDDING_FORMATS_H
#define N2V_EMBEDDING_FORMATS_H

#include "base/outputs.h"
#include "embedding/embedding.h"
#include "embedding/labels.h"

#include <stdio.h>

typedef struct n2v_format {
  const char *name, *title; /* `npy`; "NumPy", as the closing line of a program calls it */
  const char *extensions;   /* that `auto` takes for it, each with its dot, with blanks between */

  /* N2V_EINPUT for a name that the files cannot hold. path is what is to be written, for the
   * message. */
  n2v_status (*check_names)(const n2v_names *names, const char *path, n2v_error *err);
  /* false: memory is out. A failed write stays with the stream, whose owner looks for it once at
   * the end. */
  bool (*write)(const n2v_embedding *embedding, int threads, FILE *stream);

  /* The second file, for what the first has no place for: its name is that of the first with this
   * behind it, or in place of the extension. NULL: there is none. */
  const char *second;
  bool second_replaces_extension;
  void (*write_second)(const n2v_embedding *embedding, FILE *stream);

  /* Whether a file that begins so is one of this format, and its reader; both NULL: none yet.
   * What is allocated is bounded by `size`. path only leads messages. Rows whose names stand in the
   * second file are numbered. */
  bool (*knows)(const char *path, const char *bytes, size_t size);
  n2v_status (*read)(const char *path, const char *bytes, size_t size, int threads,
                     n2v_embedding **out, n2v_error *err);
} n2v_format;

#define FORMAT(name) extern const n2v_format n2v_format_##name;
#include "embedding/formats.def"
#undef FORMAT

/* The format of that name; "auto" is taken from the path's extension (no known one: bin). NULL:
 * there is no such format. */
const n2v_format *n2v_format_of(const char *path, const char *name);

/* The name of the second file, which the caller frees; NULL in *out where there is none. */
n2v_status n2v_format_second(const n2v_format *format, const char *path, char **out,
                             n2v_error *err);

/* N2V_EUSAGE for an unknown format, N2V_EINPUT for names that it cannot hold: to be asked before
 * the work. */
n2v_status n2v_format_check(const n2v_names *names, const char *path, const char *format,
                            n2v_error *err);

/* The bytes of a file of any form. beside: a second file of names lies beside the path, where the
 * form has one; otherwise such rows are named by their numbers. */
n2v_status n2v_vectors_parse(const char *path, bool beside, const char *bytes, size_t size,
                             int threads, n2v_embedding **out, n2v_error *err);
/* As n2v_embedding_read (n2v.h), of a run that is resolved. */
n2v_status n2v_embedding_load(const char *path, const n2v_run *run, n2v_embedding **out,
                              n2v_error *err);
/* As n2v_embedding_write, with so many threads. A second file is only written where the first is a
 * regular file: a pipe has no place beside it. */
n2v_status n2v_embedding_add(const n2v_embedding *embedding, const char *path, const char *format,
                             int threads, n2v_outputs *outputs, n2v_error *err);
/* The first file alone. */
n2v_status n2v_vectors_add(const n2v_embedding *embedding, const char *path, const char *format,
                           int threads, n2v_outputs *outputs, n2v_error *err);

/* ------------------------------------------------------------------- what formats are made of */

/* word2vec's binary or text form, told apart by content: `rows dims\n`, then for each row the name,
 * one space, and the values. Lines may end in CRLF and in spaces, and the newline behind a binary
 * row may be missing. N2V_EINPUT names the line, or the row and byte, and what stands there. */
n2v_status n2v_word2vec_read(const char *path, const char *bytes, size_t size, int threads,
                             n2v_embedding **out, n2v_error *err);

/* Writes row r into out, which has room for twice its name and N2V_FLOAT_CHARS bytes for each value
 * and one more; gives the bytes written. */
typedef size_t n2v_row_format(const n2v_embedding *embedding, uint64_t row, char *out);

/* Formats all rows in parallel and writes them in order. false: memory is out; a failed write
 * stays with the stream. */
bool n2v_rows_write(const n2v_embedding *embedding, n2v_row_format *format, int threads,
                    FILE *stream);

/* The lines that go with the vectors in a .tsv: name, title, genre, year, degree and count, without
 * those that are not known; in row order, below a line of these words. labels may be NULL, degrees
 * (one a row) too. The Projector takes a first line for a header only where there is a second
 * column, so names alone have their vectors' norm beside them. It colours by columns of at most 50
 * values: genre is the first one of each node, rare ones `other`. No cell is empty; tabs and
 * newlines become spaces. */
n2v_status n2v_metadata_add(const n2v_embedding *embedding, const n2v_labels *labels,
                            const uint64_t *degrees, const char *path, n2v_outputs *outputs,
                            n2v_error *err);
/* The same without labels and degrees. */
void n2v_metadata_print(const n2v_embedding *embedding, FILE *stream);

/* `name count` lines. N2V_EUSAGE when the counts are not known. */
n2v_status n2v_vocab_add(const n2v_embedding *embedding, const char *path, n2v_outputs *outputs,
                         n2v_error *err);

#endif
