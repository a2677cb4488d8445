/* A third column without a name would be the weight. It may be a time, or the tail of a triple. */
#include "base/status.h"
#include "input/doubts.h"
#include "input/first_lines.h"
#include "input/header.h"
#include "input/times.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static bool is_whole_at(const n2v_sample *s, int row, int column, double *value) {
  return column < s->rows[row].count && n2v_field_is_whole(&s->rows[row].at[column]) &&
         n2v_field_number(&s->rows[row].at[column], value);
}

static bool never_falls(const n2v_sample *s, int column) {
  double last = -INFINITY, value;
  for (int i = 0; i < s->count; i++) {
    if (!is_whole_at(s, i, column, &value) || value < last)
      return false;
    last = value;
  }
  return true;
}

/* The number of the edge. */
static bool counts_rows(const n2v_sample *s) {
  enum { ROWS = 8 };
  double first, value;
  for (int i = 0; i < s->count; i++)
    if (!is_whole_at(s, 0, 2, &first) || first > 1 || !is_whole_at(s, i, 2, &value) ||
        value != first + i)
      return false;
  return s->count >= ROWS;
}

/* Steps of a clock that began at 0: many values that never fall, down a list of edges in no order.
 */
static bool may_be_steps(const n2v_sample *s) {
  enum { ROWS = 16, VALUES = 8 };
  int values = 1;
  if (counts_rows(s))
    return true;
  for (int i = 1; i < s->count; i++)
    values += !n2v_same_text(&s->rows[i].at[2], &s->rows[i - 1].at[2]);
  return s->count >= ROWS && values >= VALUES && never_falls(s, 2) && !never_falls(s, 0) &&
         !never_falls(s, 1);
}

/* Words between two names, some of them again and again: relations of a knowledge graph. */
static bool has_relations(const n2v_sample *s) {
  double value;
  bool repeats = false;
  for (int i = 0; i < s->count; i++) {
    if (s->rows[i].count != 3 || n2v_field_number(&s->rows[i].at[1], &value) ||
        n2v_field_number(&s->rows[i].at[2], &value))
      return false;
    for (int j = 0; j < i; j++)
      repeats |= n2v_same_text(&s->rows[i].at[1], &s->rows[j].at[1]);
  }
  return repeats;
}

n2v_status n2v_check_relations(const n2v_sample *s, n2v_error *err) {
  return has_relations(s)
             ? n2v_text_fail(
                   s->text, s->lines[0],
                   "column 2 is the same text in several rows, and no column is a weight: triples "
                   "of head, relation and tail? `columns = 1,3` takes head and tail",
                   err)
             : N2V_OK;
}

/* Words where the weight would be. */
static n2v_status refuse_words(const n2v_sample *s, n2v_error *err) {
  const n2v_row *row = &s->rows[0];
  n2v_status status = n2v_check_relations(s, err);
  if (status != N2V_OK)
    return status;
  char what[300];
  int length = row->at[2].length < 40 ? (int)row->at[2].length : 40;
  bool control = false;
  for (int i = 0; i < length; i++)
    control |= (unsigned char)row->at[2].begin[i] < ' ';
  snprintf(
      what, sizeof what,
      "column 3 would be the weight; it is '%.*s': `columns = 1,2` leaves it out; are they triples "
      "of head, relation and tail, `columns = 1,3`",
      control ? 3 : length, control ? "???" : row->at[2].begin);
  return n2v_text_fail(s->text, s->lines[0], what, err);
}

n2v_status n2v_check_third(const n2v_sample *s, bool asked, n2v_error *err) {
  int words = 0;
  for (int i = 0; i < s->count; i++)
    if (s->rows[i].count < 3) /* the reader says what is wrong with that line */
      return N2V_OK;
  for (int i = 0; i < s->count; i++) {
    const n2v_field *f = &s->rows[i].at[2];
    const char *slash = memchr(f->begin, '-', f->length);
    bool date = f->length >= 8 && isdigit((unsigned char)*f->begin) && slash;
    double value;
    words += !n2v_field_number(f, &value) && !memchr(f->begin, ',', f->length) &&
             (date || *f->begin == '<' || *f->begin == '/' ||
              (n2v_may_head(f) && !isdigit((unsigned char)*f->begin)));
  }
  if (words == s->count)
    return refuse_words(s, err);
  if (!asked && n2v_are_times(s, 2))
    return n2v_text_fail(
        s->text, s->lines[0],
        "column 3 would be the weight; it looks like a time: `columns = 1,2` leaves "
        "it out, `weighted = 1` takes it as a weight",
        err);
  if (!asked && may_be_steps(s))
    return n2v_text_fail(s->text, s->lines[0],
                         "column 3 would be the weight; it never falls from line to line: a time, "
                         "or a number of the "
                         "line? `columns = 1,2` "
                         "leaves it out, `weighted = 1` takes it as a weight",
                         err);
  return N2V_OK;
}
