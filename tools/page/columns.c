/* Columns from the files that describe nodes: labels as n2v-query takes them, and groups as
 * n2v-eval does. A column is written cell by cell into memory that grows, each cell ended by a
 * zero byte: in this form it becomes a section of the page as it is, and the page splits it at the
 * zeros.
 *
 * A file none of whose names is a node is refused: it is of another graph, or it has titles
 * where names are meant, and an empty column would hide that. */
#include "page/columns.h"

#include "n2v_eval.h"

#include "page/sections.h"

#include <stdlib.h>
#include <string.h>

/* The cells of all rows, in the page's order. open_memstream's only error is memory; glibc's fclose
 * then gives 0, and no text. The caller frees *text. */
static n2v_status strings_of(uint64_t rows, page_cell *cell, const void *how, char **text,
                             size_t *size, n2v_error *err) {
  FILE *out = open_memstream(text, size);
  if (!out)
    return cli_no_memory(err, "a column", rows);
  for (uint64_t row = 0; row < rows; row++) {
    cell(how, row, out);
    putc('\0', out);
  }
  bool failed = ferror(out) != 0;
  if (fclose(out) != 0 || failed || !*text)
    return cli_no_memory(err, "a column", rows);
  return N2V_OK;
}

n2v_status page_column_add(page_columns *columns, const char *title, bool number, uint64_t rows,
                           page_cell *cell, const void *how, n2v_error *err) {
  if (columns->count == PAGE_COLUMNS_MAX)
    return n2v_fail(err, N2V_EUSAGE, "more than %d columns: leave some out of -metadata",
                    PAGE_COLUMNS_MAX);
  page_column *column = &columns->items[columns->count];
  *column = (page_column){.title = strdup(title), .number = number};
  if (!column->title)
    return cli_no_memory(err, "a column's title", strlen(title));
  columns->count++; /* from here on page_columns_free frees it, whatever comes */
  return strings_of(rows, cell, how, &column->text, &column->size, err);
}

void page_columns_free(page_columns *columns) {
  for (int i = 0; i < columns->count; i++) {
    free(columns->items[i].title);
    free(columns->items[i].text);
  }
  free(columns->titles);
  *columns = (page_columns){0};
}

/* ----------------------------------------------------------------------------------- labels */

/* What the cells of labels are written from. */
typedef struct labelled {
  const n2v_embedding *vectors;
  const n2v_labels *labels;
} labelled;

static const n2v_label *label_of(const labelled *l, uint64_t row) {
  size_t length;
  const char *name = n2v_embedding_name(l->vectors, row, &length);
  return n2v_labels_find(l->labels, name, length);
}

/* "" where the file has no label: the page then shows the name. */
static void put_title(const void *how, uint64_t row, FILE *out) {
  const n2v_label *label = label_of(how, row);
  fputs(label ? label->title : "", out);
}

/* "Action|Comedy": several values in one cell, for the page to filter by each. */
static void put_genres(const void *how, uint64_t row, FILE *out) {
  const n2v_label *label = label_of(how, row);
  fputs(label ? label->genres : "", out);
}

static void put_year(const void *how, uint64_t row, FILE *out) {
  const n2v_label *label = label_of(how, row);
  if (label && label->year)
    fprintf(out, "%d", label->year);
}

/* Genres and years become columns only where a node has one: files of `name<TAB>label` have
 * neither. */
n2v_status page_columns_labels(page_columns *columns, const n2v_embedding *vectors,
                               const char *path, n2v_error *err) {
  n2v_labels *labels = NULL;
  n2v_status status = n2v_labels_read(path, &labels, err);
  if (status != N2V_OK)
    return status;
  labelled l = {vectors, labels};
  uint64_t rows = n2v_embedding_rows(vectors);
  bool known = false, genres = false, years = false;
  for (uint64_t row = 0; row < rows; row++) {
    const n2v_label *label = label_of(&l, row);
    known |= label != NULL;
    genres |= label && *label->genres;
    years |= label && label->year;
  }
  if (!known)
    status = n2v_fail(err, N2V_EINPUT, "%s: describes none of the nodes: is it of the same graph?",
                      path);
  if (status == N2V_OK)
    status = strings_of(rows, put_title, &l, &columns->titles, &columns->titles_size, err);
  if (status == N2V_OK && genres)
    status = page_column_add(columns, "genre", false, rows, put_genres, &l, err);
  if (status == N2V_OK && years)
    status = page_column_add(columns, "year", true, rows, put_year, &l, err);
  n2v_labels_free(labels);
  return status;
}

/* ----------------------------------------------------------------------------------- groups */

/* What the cells of groups are written from. */
typedef struct grouped {
  const n2v_embedding *vectors;
  const n2v_label_sets *sets;
} grouped;

/* "7|12|31" for a node of three labels. Names of labels have no white space; one with a bar in it
 * would be taken for two. */
static void put_groups(const void *how, uint64_t row, FILE *out) {
  const grouped *g = how;
  size_t length;
  uint32_t count;
  const char *name = n2v_embedding_name(g->vectors, row, &length);
  const uint32_t *labels = n2v_label_sets_of(g->sets, name, length, &count);
  for (uint32_t i = 0; i < count; i++) {
    const char *label = n2v_label_sets_name(g->sets, labels[i], &length);
    if (i)
      putc('|', out);
    fwrite(label, 1, length, out);
  }
}

/* Whether the file has a label for any node; the first one found ends the search. */
static bool labels_any(const grouped *g) {
  uint32_t count = 0;
  for (uint64_t row = 0; row < n2v_embedding_rows(g->vectors) && !count; row++) {
    size_t length;
    const char *name = n2v_embedding_name(g->vectors, row, &length);
    n2v_label_sets_of(g->sets, name, length, &count);
  }
  return count > 0;
}

n2v_status page_columns_groups(page_columns *columns, const n2v_embedding *vectors,
                               const char *path, n2v_error *err) {
  n2v_label_sets *sets = NULL;
  n2v_status status = n2v_label_sets_read(path, &sets, err);
  grouped g = {vectors, sets};
  if (status == N2V_OK && !labels_any(&g))
    status = n2v_fail(err, N2V_EINPUT, "%s: describes none of the nodes: is it of the same graph?",
                      path);
  if (status == N2V_OK)
    status =
        page_column_add(columns, "label", false, n2v_embedding_rows(vectors), put_groups, &g, err);
  n2v_label_sets_free(sets);
  return status;
}
