/* After every reading, one line that says what was understood, so that a table read wrong is seen.
 */
#include "base/figures.h"
#include "base/progress.h"
#include "input/dialect.h"
#include "input/readers.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef struct line {
  size_t used;
  char text[480];
} line;

static __attribute__((format(printf, 2, 3))) void put(line *l, const char *format, ...) {
  va_list args;
  if (l->used >= sizeof l->text - 1)
    return;
  va_start(args, format);
  int length = vsnprintf(l->text + l->used, sizeof l->text - l->used, format, args);
  va_end(args);
  l->used += length > 0 ? (size_t)length : 0;
  if (l->used >= sizeof l->text)
    l->used = sizeof l->text - 1;
}

/* A column's name in quotes, or its number. */
static void put_column(line *l, const n2v_table *t, int column) {
  char name[40];
  if (!t->header_line || column >= t->header.count)
    put(l, "column %d", column + 1);
  else if (t->header.at[column].length == 0)
    put(l, "column %d (%s)", column + 1, column ? "without a name" : "row numbers");
  else
    put(l, "'%s'", n2v_column_name(&t->header, column, name, sizeof name));
}

static bool is_used(const n2v_table *t, int column) {
  return column == t->columns.source || column == t->columns.target || column == t->columns.value;
}

static void put_left_out(line *l, const n2v_table *t) {
  bool any = false;
  for (int c = 0; c < t->row_columns && c < N2V_COLUMNS; c++) {
    if (is_used(t, c))
      continue;
    put(l, any ? ", " : "; left out: ");
    put_column(l, t, c);
    any = true;
  }
}

static void put_field(line *l, const n2v_dialect *d, const n2v_field *field) {
  char name[48];
  size_t length = n2v_field_name(d, field, name, sizeof name - 1);
  if (length == 0)
    length = (size_t)snprintf(name, sizeof name, "%.*s...",
                              field->length < 40 ? (int)field->length : 40, field->begin);
  for (size_t i = 0; i < length; i++)
    if ((unsigned char)name[i] < ' ' || name[i] == 0x7f)
      name[i] = '?';
  put(l, "%.*s", (int)length, name);
}

static void put_first_edge(line *l, const n2v_table *t) {
  n2v_row row;
  if (!t->first)
    return;
  n2v_row_cut(&t->format.dialect, t->first, &row);
  int last = t->columns.source > t->columns.target ? t->columns.source : t->columns.target;
  if (row.count <= last)
    return;
  put(l, "; first %s ", t->kind == N2V_INPUT_RATINGS ? "rating" : "edge");
  put_field(l, &t->format.dialect, &row.at[t->columns.source]);
  put(l, t->directed ? " -> " : " - ");
  put_field(l, &t->format.dialect, &row.at[t->columns.target]);
  if (t->columns.value >= 0 && t->columns.value < row.count) {
    put(l, ", %s ", t->kind == N2V_INPUT_RATINGS ? "rated" : "weight");
    put_field(l, &t->format.dialect, &row.at[t->columns.value]);
  }
}

static void put_columns(line *l, const n2v_table *t) {
  bool ratings = t->kind == N2V_INPUT_RATINGS;
  put(l, "%s separate%s; %s ", n2v_separator_name(t->format.dialect.separator),
      !t->header_line ? "; no row of column names"
      : n2v_is_comment(&(n2v_dialect){0}, t->header_line) && !t->format.dialect.hash_names
          ? "; a comment names the columns"
          : "; first row left out as column names",
      ratings ? "users in" : "ends");
  put_column(l, t, t->columns.source);
  put(l, ratings ? ", items in " : " and ");
  put_column(l, t, t->columns.target);
  if (t->columns.value >= 0) {
    put(l, ", %s ", t->kind == N2V_INPUT_RATINGS ? "rating" : "weight");
    put_column(l, t, t->columns.value);
  } else if (t->columns.value == N2V_IN_ATTRIBUTES) {
    put(l, ", weight from {'weight': ...}");
  }
  put_left_out(l, t);
}

void n2v_report_reading(const n2v_source *s, const n2v_records *records, uint64_t shared) {
  const n2v_table *t = &s->table;
  line l = {.used = 0};
  uint64_t comments = t->comments + records->comments;
  put(&l, "%.120s: ", s->text->input.name);
  if (t->kind == N2V_INPUT_ADJACENCY)
    put(&l, "an adjacency list, %s lines", n2v_thousands(records->lines).text);
  else if (t->kind == N2V_INPUT_MATRIX)
    put(&l, "a MatrixMarket file, %s", t->matrix.symmetric ? "symmetric" : "general");
  else
    put_columns(&l, t);
  if (t->kind != N2V_INPUT_ADJACENCY)
    put_first_edge(&l, t);
  if (shared != UINT64_MAX && !t->bipartite && t->kind != N2V_INPUT_MATRIX)
    put(&l, "; %s name%s in both columns", n2v_thousands(shared).text,
        shared == 1 ? " stands" : "s stand");
  if (t->bipartite)
    put(&l, "; the columns' names are kept apart");
  if (t->counts[1])
    put(&l, "; the first line, which counts %s edges, left out", n2v_thousands(t->counts[1]).text);
  if (comments)
    put(&l, "; %s line%s of comment", n2v_thousands(comments).text, comments == 1 ? "" : "s");
  n2v_report_note(s->progress, N2V_PHASE_LOAD, "%s", l.text);
}
