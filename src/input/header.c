/* A first row is a header when its words are known to head columns, or when it stands over numbers.
 */
#include "input/header.h"

#include "base/status.h"
#include "input/first_lines.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

bool n2v_may_head(const n2v_field *f) {
  static const char *const values[] = {"nan", "inf", "infinity", "na", "null", "none"};
  double value;
  if (f->length == 0)
    return true;
  for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
    if (n2v_field_is(f, values[i]))
      return false;
  unsigned char c = (unsigned char)*f->begin;
  return !n2v_field_number(f, &value) &&
         (isalpha(c) || c == '_' || c == ':' || c == '#' || c >= 0x80 || isdigit(c) || f->quoted);
}

/* Whether one of the first row's names is a field below. */
static bool comes_again(const n2v_sample *s) {
  const n2v_row *head = &s->rows[0];
  for (int h = 0; h < head->count && h < N2V_COLUMNS; h++)
    for (int i = 1; i < s->count; i++)
      for (int c = 0; c < s->rows[i].count && c < N2V_COLUMNS; c++)
        if (head->at[h].length && head->at[h].length == s->rows[i].at[c].length &&
            memcmp(head->at[h].begin, s->rows[i].at[c].begin, head->at[h].length) == 0)
          return true;
  return false;
}

/* Whether all rows below have a number where the first has none. */
static bool heads_numbers(const n2v_sample *s, int shift) {
  n2v_sample below = {.count = 0};
  int count = s->rows[0].count;
  for (int i = 1; i < s->count; i++)
    below.rows[below.count++] = s->rows[i];
  for (int c = 0; c < count && c < N2V_COLUMNS - 1; c++)
    if (n2v_column_is_number(&below, c + shift))
      return true;
  return false;
}

bool n2v_has_row_numbers(const n2v_sample *s) {
  for (int i = 1; i < s->count; i++)
    if (s->rows[i].count != s->rows[0].count + 1 || s->rows[i].count > N2V_COLUMNS)
      return false;
  return s->count > 1 && s->rows[0].count >= 2;
}

int n2v_header_again(const n2v_sample *s) {
  const n2v_row *head = &s->rows[0];
  bool same = false;
  int row = 0;
  for (int i = 0; i < head->count && i < N2V_COLUMNS; i++)
    if (!n2v_may_head(&head->at[i]))
      return 0;
  while (!same && ++row < s->count) {
    same = s->rows[row].count == head->count;
    for (int i = 0; i < head->count && i < N2V_COLUMNS && same; i++)
      same = head->at[i].length == s->rows[row].at[i].length &&
             memcmp(head->at[i].begin, s->rows[row].at[i].begin, head->at[i].length) == 0;
  }
  return same && n2v_columns_known(head) ? row : 0;
}

/* pandas: an empty name for the index, then 0, 1, ... */
static bool is_numbered(const n2v_row *head) {
  if (head->count < 3 || head->at[0].length)
    return false;
  for (int i = 1; i < head->count && i < N2V_COLUMNS; i++) {
    char number[12];
    int length = snprintf(number, sizeof number, "%d", i - 1);
    if (head->at[i].length != (size_t)length ||
        memcmp(head->at[i].begin, number, (size_t)length) != 0)
      return false;
  }
  return true;
}

/* A sign before or around a word: `*source`, `$from`, "`from`", `[from]`. */
static bool is_decorated(const n2v_field *f) {
  n2v_field word = *f;
  while (word.length && strchr("`*$@;/<[&", *word.begin)) {
    word.begin++;
    word.length--;
  }
  return word.length && word.length < f->length && isalpha((unsigned char)*word.begin) &&
         !memchr(word.begin, '/', word.length) && n2v_may_head(&word);
}

/* pandas calls a column 0 that has no name, behind others that have: `source,target,0`. */
static bool is_unnamed(const n2v_row *head, int column) {
  return column > 1 && column < N2V_COLUMNS && head->at[column].length == 1 &&
         *head->at[column].begin == '0' && n2v_columns_known(head);
}

/* Whether two names differ in their digits only, and have some: `user1` and `user20`. */
static bool differ_in_number(const n2v_field *a, const n2v_field *b) {
  size_t i = 0, j = 0;
  bool numbered = false;
  for (;; i++, j++) {
    for (; i < a->length && isdigit((unsigned char)a->begin[i]); i++)
      numbered = true;
    while (j < b->length && isdigit((unsigned char)b->begin[j]))
      j++;
    if (i == a->length || j == b->length)
      return numbered && i == a->length && j == b->length;
    if (a->begin[i] != b->begin[j])
      return false;
  }
}

/* `x1 y1` above `x2 y2`, `x3 y3`: known words, but numbered as the names below are. */
static bool goes_on_below(const n2v_sample *s) {
  for (int i = 1; i < s->count; i++)
    for (int c = 0; c < s->rows[0].count && c < N2V_COLUMNS; c++)
      if (c >= s->rows[i].count || !differ_in_number(&s->rows[0].at[c], &s->rows[i].at[c]))
        return false;
  return s->count > 1;
}

bool n2v_is_header(const n2v_sample *s) {
  const n2v_row *head = &s->rows[0];
  if (is_numbered(head))
    return true;
  for (int i = 0; i < head->count && i < N2V_COLUMNS; i++)
    if (!n2v_may_head(&head->at[i]) && !is_decorated(&head->at[i]) && !is_unnamed(head, i))
      return false;
  if (head->count < 2 || head->attributes.length || comes_again(s) || goes_on_below(s))
    return false;
  return n2v_columns_known(head) || heads_numbers(s, n2v_has_row_numbers(s));
}

void n2v_insert_column(n2v_row *row) {
  memmove(&row->at[1], &row->at[0], (N2V_COLUMNS - 1) * sizeof row->at[0]);
  row->at[0] = (n2v_field){.begin = ""};
  row->count++;
}

bool n2v_is_comment_header(const char *comment, const n2v_dialect *d, int columns,
                           n2v_row *header) {
  if (!comment)
    return false;
  const char *p = n2v_skip_blanks(comment);
  while (*p == '#' || *p == '%')
    p++;
  n2v_dialect names = *d;
  names.hash_names = true;
  n2v_row_cut(&names, p, header);
  return header->count == columns;
}

/* --------------------------------------------------------------------------- counts on top */

static uint64_t count_data_lines(const n2v_text *text, const n2v_dialect *d, const char *line) {
  uint64_t count = 0, comments = 0;
  if (text->data_lines)
    return text->data_lines - 1;
  while ((line = n2v_data_line(text, d, line, &comments, NULL))) {
    count++;
    line = n2v_text_next(text, line);
  }
  return count;
}

bool n2v_field_is_whole(const n2v_field *f) {
  bool digits = f->length > 0 && f->length < 16;
  for (size_t i = 0; i < f->length && digits; i++)
    digits = isdigit((unsigned char)f->begin[i]) != 0;
  return digits;
}

/* Whether all names below are whole numbers that so many nodes can have. */
static bool are_ids_below(const n2v_sample *s, double nodes) {
  for (int i = 1; i < s->count; i++)
    for (int c = 0; c < 2; c++) {
      double id;
      if (c >= s->rows[i].count || !n2v_field_is_whole(&s->rows[i].at[c]) ||
          !n2v_field_number(&s->rows[i].at[c], &id) || id > nodes)
        return false;
    }
  return true;
}

/* `3 3 2` above two lines: MatrixMarket's sizes, without its first line. */
static n2v_status check_sizes(const n2v_sample *s, const n2v_dialect *d, n2v_error *err) {
  double size[3] = {0};
  for (int i = 0; i < 3; i++)
    if (!n2v_field_is_whole(&s->rows[0].at[i]) || !n2v_field_number(&s->rows[0].at[i], &size[i]))
      return N2V_OK;
  if (size[0] != size[1] || s->count < 2 || !are_ids_below(s, size[0]) ||
      s->text->data_lines == UINT64_MAX ||
      size[2] != (double)count_data_lines(s->text, d, n2v_text_next(s->text, s->lines[0])))
    return N2V_OK;
  return n2v_text_fail(s->text, s->lines[0],
                       "the size of a matrix and the number of the lines that follow, or an edge? "
                       "`header = 1` leaves it out, `header = 0` takes it as an edge",
                       err);
}

bool n2v_row_is_sizes(const n2v_row *row) {
  for (int i = 0; i < row->count && i < N2V_COLUMNS; i++)
    if (!n2v_field_is_whole(&row->at[i]))
      return false;
  return row->count >= 2 && *row->at[0].begin != '0';
}

n2v_status n2v_find_count_line(const n2v_sample *s, const n2v_dialect *d, uint64_t counts[2],
                               n2v_error *err) {
  enum { SHORT = 100 /* edges; in a longer list nobody's first edge is its own count */ };
  const n2v_row *row = &s->rows[0];
  double values[2] = {0, 0};
  if (row->count == 3)
    return check_sizes(s, d, err);
  if (row->count < 1 || row->count > 2 || s->count < 2)
    return N2V_OK;
  for (int i = 0; i < row->count; i++)
    if (!n2v_field_is_whole(&row->at[i]) ||
        !n2v_field_number(&row->at[i], &values[2 - row->count + i]))
      return N2V_OK;
  if (s->text->data_lines == UINT64_MAX && row->count == 1 && s->rows[1].count > 1) {
    counts[1] = (uint64_t)values[1]; /* to be compared behind the last line */
    return N2V_OK;
  }
  /* A line has four bytes or more: most files need no counting. */
  if (values[1] < 1 || (!s->text->data_lines && values[1] > (double)s->text->input.size / 4) ||
      (row->count == 2 && !are_ids_below(s, values[0])) ||
      values[1] != (double)count_data_lines(s->text, d, n2v_text_next(s->text, s->lines[0])))
    return N2V_OK;
  if (row->count == 2 && values[0] != values[1] && values[1] < SHORT)
    return n2v_text_fail(
        s->text, s->lines[0],
        "the number of nodes and of the lines that follow, or an edge? `header = 1` "
        "leaves it out, `header = 0` takes it as an edge",
        err);
  counts[0] = (uint64_t)values[0];
  counts[1] = (uint64_t)values[1];
  return N2V_OK;
}
