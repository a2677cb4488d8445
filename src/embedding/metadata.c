/* The lines beside a .tsv of vectors: what the Embedding Projector shows for each point and may
 * colour it by. It offers a column for colouring when it has at most 50 different values, which is
 * why only the 47 most frequent genres keep their names. */
#include "base/c_locale.h"
#include "base/memory.h"
#include "base/status.h"
#include "embedding/formats.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_GENRES = 47 }; /* with `none` and `other` still under 50 */

/* The first genre of each row. */
typedef struct genres {
  n2v_names *names;
  uint32_t *of_row; /* index into names */
  uint64_t *counts; /* rows of each; 0: too rare to be named */
} genres;

static void genres_free(genres *g) {
  n2v_names_free(g->names);
  n2v_free(g->of_row);
  n2v_free(g->counts);
}

static const n2v_label *label_of(const n2v_embedding *e, const n2v_labels *labels, uint64_t row) {
  size_t length;
  const char *name = n2v_embedding_name(e, row, &length);
  return n2v_labels_find(labels, name, length);
}

static int descending(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x < y) - (x > y);
}

/* Zeroes the counts of all but the MAX_GENRES most frequent, the earlier first among equals. The
 * least count that stays is found by sorting a copy: several genres may have it, and not all of
 * them fit. */
static bool drop_rare(genres *g) {
  size_t count = g->names->count, bytes = count * sizeof(uint64_t);
  if (count <= MAX_GENRES)
    return true;
  uint64_t *sorted = n2v_alloc(count, sizeof *sorted);
  if (!sorted)
    return false;
  memcpy(sorted, g->counts, bytes);
  qsort(sorted, count, sizeof *sorted, descending);
  uint64_t least = sorted[MAX_GENRES - 1];
  size_t equal = 0; /* of those that have exactly the least, how many may stay */
  while (equal < MAX_GENRES && sorted[MAX_GENRES - 1 - equal] == least)
    equal++;
  for (size_t i = 0; i < count; i++)
    if (g->counts[i] == least && equal)
      equal--;
    else if (g->counts[i] <= least)
      g->counts[i] = 0;
  n2v_free(sorted);
  return true;
}

/* A node without a label, or with one that has no genre, is of the genre `none`. */
static n2v_status count_genres(const n2v_embedding *e, const n2v_labels *labels, genres *g,
                               n2v_error *err) {
  n2v_status status = n2v_names_new(&g->names, err);
  g->of_row = n2v_alloc(e->rows, sizeof *g->of_row);
  g->counts = n2v_calloc(e->rows, sizeof *g->counts);
  if (status == N2V_OK && (!g->of_row || !g->counts))
    status = n2v_fail_memory(err, "the genre column", e->rows * sizeof *g->counts);
  for (uint64_t row = 0; row < e->rows && status == N2V_OK; row++) {
    const n2v_label *label = label_of(e, labels, row);
    const char *genre = label && n2v_first_genre(label->genres) ? label->genres : "none";
    status = n2v_names_add(g->names, genre, n2v_first_genre(genre), &g->of_row[row], err);
    if (status == N2V_OK)
      g->counts[g->of_row[row]]++;
  }
  if (status == N2V_OK && !drop_rare(g))
    status = n2v_fail_memory(err, "the genre column", e->rows * sizeof *g->counts);
  return status;
}

/* A cell ends at a tab, a line at a newline: both become spaces. */
static void put_cell(const char *text, size_t length, FILE *stream) {
  for (size_t i = 0; i < length; i++)
    putc(text[i] == '\t' || text[i] == '\n' || text[i] == '\r' ? ' ' : text[i], stream);
}

static void put_label(const genres *g, const n2v_label *label, uint64_t row, const char *name,
                      size_t name_length, FILE *stream) {
  size_t length;
  putc('\t', stream);
  if (label)
    put_cell(label->title, strlen(label->title), stream);
  else
    put_cell(name, name_length, stream);
  putc('\t', stream);
  const char *genre = n2v_names_get(g->names, g->of_row[row], &length);
  if (g->counts[g->of_row[row]])
    put_cell(genre, length, stream);
  else
    fputs("other", stream);
  fprintf(stream, "\t%d", label ? label->year : 0);
}

/* The Projector takes the first line for a header only where there is a second column: this one
 * fills the place where nothing else is known. */
static void put_norm(const n2v_embedding *e, uint64_t row, FILE *stream) {
  const float *values = n2v_embedding_row(e, row);
  double sum = 0;
  for (uint32_t d = 0; d < e->dims; d++)
    sum += (double)values[d] * (double)values[d];
  locale_t before = n2v_c_locale_enter();
  fprintf(stream, "\t%.4g", sqrt(sum));
  n2v_c_locale_leave(before);
}

static void put_rows(const n2v_embedding *e, const n2v_labels *labels, const genres *g,
                     const uint64_t *degrees, FILE *stream) {
  bool alone = !labels && !degrees && !e->counts;
  fprintf(stream, "name%s%s%s%s\n", labels ? "\ttitle\tgenre\tyear" : "", degrees ? "\tdegree" : "",
          e->counts ? "\tcount" : "", alone ? "\tnorm" : "");
  for (uint64_t row = 0; row < e->rows && !ferror(stream); row++) {
    size_t length;
    const char *name = n2v_embedding_name(e, row, &length);
    put_cell(name, length, stream);
    if (labels && g)
      put_label(g, label_of(e, labels, row), row, name, length, stream);
    if (degrees)
      fprintf(stream, "\t%" PRIu64, degrees[row]);
    if (e->counts)
      fprintf(stream, "\t%" PRIu64, e->counts[row]);
    if (alone)
      put_norm(e, row, stream);
    putc('\n', stream);
  }
}

void n2v_metadata_print(const n2v_embedding *e, FILE *stream) {
  put_rows(e, NULL, NULL, NULL, stream);
}

n2v_status n2v_metadata_add(const n2v_embedding *e, const n2v_labels *labels,
                            const uint64_t *degrees, const char *path, n2v_outputs *outputs,
                            n2v_error *err) {
  n2v_atomic_file *file;
  genres g = {0};
  n2v_status status = labels ? count_genres(e, labels, &g, err) : N2V_OK;
  if (status == N2V_OK)
    status = n2v_outputs_open(outputs, path, &file, err);
  if (status == N2V_OK)
    put_rows(e, labels, &g, degrees, file->stream);
  genres_free(&g);
  return status;
}
