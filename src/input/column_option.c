/* Columns as the user says them: names or numbers. */
#include "base/status.h"
#include "input/column_words.h"
#include "input/columns.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* The column that a part of the option names, or -1; -2: two are called so. */
static int find_named(const n2v_row *header, const char *part, size_t length) {
  int found = -1;
  for (int i = 0; header && i < header->count && i < N2V_COLUMNS; i++) {
    const n2v_field *f = &header->at[i];
    bool same = (f->length == length || n2v_mark_of(f) == length) &&
                strncasecmp(f->begin, part, length) == 0;
    if (same)
      found = found == -1 ? i : -2;
  }
  return found;
}

static int find_numbered(const char *part, size_t length) {
  int column = 0;
  for (size_t i = 0; i < length; i++)
    column =
        isdigit((unsigned char)part[i]) && column < 10000 ? 10 * column + (part[i] - '0') : 100000;
  return column < 100000 ? column - 1 : -1;
}

/* A row of names may be shorter than those below: the first column then has none. */
static n2v_column_kind kind_at(const n2v_row *header, int column) {
  return column >= 0 && column < header->count ? n2v_column_kind_of(&header->at[column])
                                               : N2V_KIND_OTHER;
}

n2v_status n2v_columns_by_option(const char *option, const n2v_text *text, const char *line,
                                 const n2v_row *header, n2v_columns *out, n2v_error *err) {
  int columns[3] = {N2V_NO_COLUMN, N2V_NO_COLUMN, N2V_NO_COLUMN}, count = 0;
  const char *part = option;
  bool more = true;
  char what[400];
  for (; count < 3 && more; count++) {
    size_t length = strcspn(part, ",");
    int column = find_named(header, part, length);
    if (column == -1)
      column = find_numbered(part, length);
    if (column < 0 || column >= N2V_COLUMNS) {
      snprintf(what, sizeof what,
               column == -2 ? "`columns`: two columns are called '%.*s': say their numbers"
               : header     ? "`columns`: no column is called '%.*s' (numbers begin at 1)"
                        : "`columns`: '%.*s' is no number from 1 to 64, and no row names columns",
               length < 60 ? (int)length : 60, part);
      return header ? n2v_columns_ask(text, line, header, what, err)
                    : n2v_text_fail(text, line, what, err);
    }
    columns[count] = column;
    part += length;
    more = *part == ',';
    part += more;
  }
  if (count < 2 || more || columns[0] == columns[1] || columns[2] == columns[0] ||
      columns[2] == columns[1])
    return n2v_fail(
        err, N2V_EUSAGE,
        "`columns = %s`: two or three columns that differ are wanted: SOURCE,TARGET[,WEIGHT]",
        option);
  *out = (n2v_columns){
      .source = columns[0], .target = columns[1], .value = columns[2], .kind = N2V_NO_COLUMN};
  if (header) {
    const n2v_column_kind a = kind_at(header, out->source), b = kind_at(header, out->target);
    out->has_rating = kind_at(header, out->value) == N2V_KIND_RATING;
    out->two_kinds = a >= N2V_KIND_USER && b >= N2V_KIND_USER && a != b;
  }
  return N2V_OK;
}
