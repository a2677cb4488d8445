/* Columns from text in lines: `name count`, and tab-separated tables with a header.
 *
 *     name<TAB>title<TAB>genre<TAB>year
 *     2571<TAB>The Matrix<TAB>Action|Sci-Fi<TAB>1999
 *
 * The file is read whole and cells point into it: nothing is copied until a column is written.
 * Cells are bytes between tabs, without quotes: a tab inside a value has no way to be written. */
#include "page/columns.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct cell {
  const char *text;
  size_t length;
} cell;

/* A table with a cell for each row of the page in each of its columns, `key` left empty. */
typedef struct table {
  const char *path;
  char *text; /* the file */
  const n2v_embedding *vectors;
  char separator;
  cell header[PAGE_COLUMNS_MAX];
  uint32_t columns, key;
  cell *cells;     /* rows x columns */
  uint32_t column; /* the one being written */
} table;

/* The next line without its end, \n or \r\n; false at the end of the file. A last line need not
 * have one. */
static bool next_line(cell *rest, cell *line) {
  if (!rest->length)
    return false;
  const char *end = memchr(rest->text, '\n', rest->length);
  *line = (cell){rest->text, end ? (size_t)(end - rest->text) : rest->length};
  size_t used = line->length + (end != NULL);
  *rest = (cell){rest->text + used, rest->length - used};
  if (line->length && line->text[line->length - 1] == '\r')
    line->length--;
  return true;
}

/* Cuts the line at separators: how many cells there are, the first `most` of them in cells. */
static uint32_t split(cell line, char separator, cell *cells, uint32_t most) {
  for (uint32_t count = 0;; count++) {
    const char *end = line.length ? memchr(line.text, separator, line.length) : NULL;
    size_t length = end ? (size_t)(end - line.text) : line.length;
    if (count < most)
      cells[count] = (cell){line.text, length};
    if (!end)
      return count + 1;
    line = (cell){end + 1, line.length - length - 1};
  }
}

/* In either case: "Name", "TITLE". */
static bool is(cell c, const char *word) {
  return c.length == strlen(word) && strncasecmp(c.text, word, c.length) == 0;
}

static n2v_status read_header(table *t, cell line, n2v_error *err) {
  t->columns = split(line, '\t', t->header, PAGE_COLUMNS_MAX);
  if (t->columns < 2)
    return n2v_fail(err, N2V_EINPUT,
                    "%s:1: expected the names of columns, separated by tabs, found '%.*s'", t->path,
                    (int)(line.length < 80 ? line.length : 80), line.text);
  if (t->columns > PAGE_COLUMNS_MAX)
    return n2v_fail(err, N2V_EINPUT, "%s:1: has %u columns, at most %d can be shown", t->path,
                    t->columns, PAGE_COLUMNS_MAX);
  /* From the last, so that the first such column wins; without any, key is 0, the first column. */
  for (uint32_t c = t->columns; c-- > 0;)
    if (is(t->header[c], "name") || is(t->header[c], "node") || is(t->header[c], "id"))
      t->key = c;
  return N2V_OK;
}

/* Lines of nodes that the page lacks are passed over: a table may be of more. Of two lines of one
 * node the second counts. number: of the first line, in the file. */
static n2v_status read_lines(table *t, cell rest, uint64_t number, n2v_error *err) {
  cell line, cells[PAGE_COLUMNS_MAX];
  uint64_t known = 0;
  for (; next_line(&rest, &line); number++) {
    uint64_t row;
    if (!line.length)
      continue;
    uint32_t count = split(line, t->separator, cells, PAGE_COLUMNS_MAX);
    if (count != t->columns)
      return n2v_fail(err, N2V_EINPUT, "%s:%llu: has %u cells where %u are expected", t->path,
                      (unsigned long long)number, count, t->columns);
    n2v_status status =
        n2v_embedding_find(t->vectors, cells[t->key].text, cells[t->key].length, &row, err);
    if (status == N2V_EINPUT) /* not there */
      continue;
    if (status != N2V_OK)
      return status;
    known++;
    memcpy(t->cells + row * t->columns, cells, t->columns * sizeof *cells);
  }
  if (!known)
    return n2v_fail(err, N2V_EINPUT,
                    "%s: describes none of the nodes: their names are expected in "
                    "column %u",
                    t->path, t->key + 1);
  return N2V_OK;
}

/* Without a header t->columns and t->separator are set before. On failure the caller calls
 * table_free. */
static n2v_status table_read(table *t, bool header, n2v_error *err) {
  cell line;
  uint64_t rows = n2v_embedding_rows(t->vectors);
  size_t size;
  n2v_status status = n2v_file_read(t->path, NULL, &t->text, &size, err);
  if (status != N2V_OK)
    return status;
  cell rest = {t->text, size};
  /* UTF-8's byte order mark, as spreadsheets write it, is no part of the first name. */
  if (rest.length >= 3 && memcmp(rest.text, "\xef\xbb\xbf", 3) == 0)
    rest = (cell){rest.text + 3, rest.length - 3};
  if (header && !next_line(&rest, &line))
    return n2v_fail(err, N2V_EINPUT, "%s: is empty", t->path);
  if (header)
    status = read_header(t, line, err);
  if (status == N2V_OK && !(t->cells = calloc(rows * t->columns, sizeof *t->cells)))
    status = cli_no_memory(err, t->path, rows * t->columns * sizeof *t->cells);
  return status == N2V_OK ? read_lines(t, rest, header ? 2 : 1, err) : status;
}

static void table_free(table *t) {
  free(t->text);
  free(t->cells);
}

static const cell *cell_of(const table *t, uint64_t row) {
  return &t->cells[row * t->columns + t->column];
}

static void put_cell(const void *how, uint64_t row, FILE *out) {
  const cell *c = cell_of(how, row);
  for (size_t i = 0; i < c->length; i++)
    putc(c->text[i] ? c->text[i] : ' ', out);
}

/* "" too: not known. The page reads it by JavaScript's Number. */
static bool is_number(cell c) {
  char text[64], *end;
  if (!c.length || c.length >= sizeof text)
    return c.length == 0;
  memcpy(text, c.text, c.length);
  text[c.length] = '\0';
  double value = strtod(text, &end);
  return *end == '\0' && isfinite(value);
}

static bool all_numbers(const table *t, uint64_t rows) {
  for (uint64_t row = 0; row < rows; row++)
    if (!is_number(*cell_of(t, row)))
      return false;
  return true;
}

n2v_status page_columns_visits(page_columns *columns, const n2v_embedding *vectors,
                               const char *path, n2v_error *err) {
  uint64_t rows = n2v_embedding_rows(vectors);
  table t = {.path = path, .vectors = vectors, .separator = ' ', .columns = 2};
  n2v_status status = table_read(&t, false, err);
  t.column = 1;
  if (status == N2V_OK && !all_numbers(&t, rows))
    status =
        n2v_fail(err, N2V_EINPUT, "%s: expected lines `name count` of n2v-train -save-vocab", path);
  if (status == N2V_OK)
    status = page_column_add(columns, "visits", true, rows, put_cell, &t, err);
  table_free(&t);
  return status;
}

/* The column t->column under the title that the header gives it, cut to 200 bytes. `title` or
 * `label` becomes the titles of the nodes, where no -labels file gave them. */
static n2v_status add_column(page_columns *columns, table *t, uint64_t rows, n2v_error *err) {
  char title[256];
  cell head = t->header[t->column];
  snprintf(title, sizeof title, "%.*s", (int)(head.length < 200 ? head.length : 200), head.text);
  if (!columns->titles && (is(head, "title") || is(head, "label"))) {
    page_columns titles = {0};
    n2v_status status = page_column_add(&titles, title, false, rows, put_cell, t, err);
    columns->titles = titles.items[0].text;
    columns->titles_size = titles.items[0].size;
    free(titles.items[0].title);
    return status;
  }
  for (int i = 0; i < columns->count; i++) /* what another file said already */
    if (is(head, columns->items[i].title))
      return N2V_OK;
  return page_column_add(columns, title, all_numbers(t, rows), rows, put_cell, t, err);
}

n2v_status page_columns_table(page_columns *columns, const n2v_embedding *vectors, const char *path,
                              n2v_error *err) {
  uint64_t rows = n2v_embedding_rows(vectors);
  table t = {.path = path, .vectors = vectors, .separator = '\t'};
  n2v_status status = table_read(&t, true, err);
  for (t.column = 0; t.column < t.columns && status == N2V_OK; t.column++)
    if (t.column != t.key && !(columns->titles && is(t.header[t.column], "title")))
      status = add_column(columns, &t, rows, err);
  table_free(&t);
  return status;
}
