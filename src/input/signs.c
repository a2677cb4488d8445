/* Signs where names would be: drawn lines, arrows, brackets, the letters and colons of other forms.
 * A sign that is on every one of the first lines is no part of a name. */
#include "base/status.h"
#include "input/doubts.h"
#include "input/first_lines.h"
#include "input/header.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* Nothing but signs of ASCII. */
static bool is_signs(const n2v_field *f) {
  for (size_t i = 0; i < f->length; i++)
    if (!ispunct((unsigned char)f->begin[i]))
      return false;
  return f->length > 0 && !f->quoted;
}

static bool is_ruler(const n2v_row *row) {
  int lines = 0;
  for (int i = 0; i < row->count && i < N2V_COLUMNS; i++) {
    const n2v_field *f = &row->at[i];
    size_t signs = 0;
    while (signs < f->length && strchr("-+=:|", f->begin[signs]))
      signs++;
    if (signs < f->length)
      return false;
    lines += f->length >= 2;
  }
  return lines > 0;
}

n2v_status n2v_check_rulers(const n2v_sample *s, n2v_error *err) {
  for (int i = 0; i < s->count; i++)
    if (is_ruler(&s->rows[i]))
      return n2v_sample_doubt(
          s, i,
          "a table drawn with lines, as psql, MySQL and Markdown do: export it as CSV, or "
          "leave out the lines and bars",
          err);
  return N2V_OK;
}

static n2v_status check_signs(const n2v_sample *s, n2v_error *err) {
  bool same[2] = {s->count > 1, s->count > 1};
  for (int i = 0; i < s->count; i++) {
    for (int c = 0; c < 2; c++)
      same[c] &= is_signs(n2v_sample_at(s, i, c)) &&
                 n2v_same_text(n2v_sample_at(s, i, c), n2v_sample_at(s, 0, c));
    if (n2v_sample_at(s, i, 1)->length && *n2v_sample_at(s, i, 1)->begin == '{')
      return n2v_sample_doubt(
          s, i,
          "networkx's multi-line adjacency list? In Python, networkx.write_edgelist("
          "networkx.read_multiline_adjlist(FILE), 'edges.txt') makes a list of edges",
          err);
  }
  if (same[1] && s->rows[0].count > 2)
    return n2v_sample_doubt(
        s, 0,
        "column 2 is the same sign on every line: `columns = 1,3` takes what stands "
        "on both sides of it",
        err);
  if (same[0] || same[1])
    return n2v_sample_doubt(
        s, 0,
        "a column of nothing but the same sign: `columns` says which hold the ends of "
        "an edge",
        err);
  if (s->count > 1 && is_signs(n2v_sample_at(s, 0, 0)) &&
      strchr("*!->/;", *n2v_sample_at(s, 0, 0)->begin) && !is_signs(n2v_sample_at(s, 1, 0)))
    return n2v_sample_doubt(
        s, 0,
        "a comment? Lines of comment begin with # or %; `header = 1` leaves the first "
        "line out, `header = 0` takes it as an edge",
        err);
  return N2V_OK;
}

/* A bracket is opened in the field, and closed in another. */
static bool leaves_open(const n2v_field *f) {
  bool open = false;
  for (size_t i = 0; i < f->length && !f->quoted; i++) {
    const char sign = f->begin[i];
    open = sign == '(' || sign == '[' || sign == '{' ||
           (open && sign != ')' && sign != ']' && sign != '}');
  }
  return open;
}

/* `(1, 2),` of SQL, `tensor([[0, 1],` of Python. */
static n2v_status check_brackets(const n2v_sample *s, int column, n2v_error *err) {
  for (int i = 0; i < s->count; i++)
    if (!leaves_open(n2v_sample_at(s, i, column)))
      return N2V_OK;
  return n2v_sample_doubt(
      s, 0,
      "a bracket before a name of every line: tr -d '()[]{};' <FILE >NEW leaves brackets "
      "out",
      err);
}

/* `Id: 5`, `12: 13 14`, `1 -> 2;`: a sign behind a name on every line is none of it. */
static n2v_status check_ending(const n2v_sample *s, int column, n2v_error *err) {
  const n2v_field *first = n2v_sample_at(s, 0, column);
  char sign = first->length ? first->begin[first->length - 1] : 0;
  for (int i = 0; i < s->count; i++) {
    const n2v_field *f = n2v_sample_at(s, i, column);
    if (f->length < 2 || f->quoted || f->begin[f->length - 1] != sign)
      return N2V_OK;
  }
  char what[200];
  snprintf(what, sizeof what,
           "a %s behind a name on every line: tr -d '%c' <FILE >NEW leaves it out",
           sign == ';' ? "semicolon" : "comma", sign);
  return sign == ':' ? n2v_sample_doubt(
                           s, 0,
                           "a colon behind a name on every line: sed 's/:/ /' FILE >NEW leaves it "
                           "out, should it be a node and its neighbours (`format = adjlist`)",
                           err)
         : sign == ';' || sign == ',' ? n2v_sample_doubt(s, 0, what, err)
                                      : N2V_OK;
}

/* `a<tab>b,c`: a node and its neighbours. */
static n2v_status check_lists(const n2v_sample *s, n2v_error *err) {
  for (int i = 0; i < s->count; i++) {
    const n2v_field *first = n2v_sample_at(s, i, 0), *second = n2v_sample_at(s, i, 1);
    if (s->rows[i].count != 2 || second->quoted || second->blank ||
        !memchr(second->begin, ',', second->length) || memchr(first->begin, ',', first->length))
      return N2V_OK;
  }
  return n2v_sample_doubt(
      s, 0,
      "commas in column 2 of every line: a node and its neighbours? tr ',' '\\t' <FILE >NEW "
      "for `format = adjlist`; `columns = 1,2` takes them as names",
      err);
}

/* The letter before each edge in files of DIMACS: http://archive.dimacs.rutgers.edu/Challenges */
static n2v_status check_letters(const n2v_sample *s, n2v_error *err) {
  for (int i = 0; i < s->count; i++) {
    const n2v_field *f = n2v_sample_at(s, i, 0);
    if (f->length != 1 || !strchr("ae", *f->begin) || s->rows[i].count < 3 ||
        !n2v_field_is_whole(n2v_sample_at(s, i, 1)) || !n2v_field_is_whole(n2v_sample_at(s, i, 2)))
      return N2V_OK;
  }
  return s->count > 1
             ? n2v_sample_doubt(s, 0,
                                "the same letter before every edge, as in DIMACS: `columns = 2,3` "
                                "leaves it out, `columns = 2,3,4` takes a weight, too",
                                err)
             : N2V_OK;
}

n2v_status n2v_check_signs(const n2v_sample *s, n2v_error *err) {
  n2v_status status = check_signs(s, err);
  if (status == N2V_OK)
    status = check_lists(s, err);
  return status == N2V_OK ? check_letters(s, err) : status;
}

n2v_status n2v_check_name_signs(const n2v_sample *s, int column, n2v_error *err) {
  if (s->count == 0)
    return N2V_OK;
  n2v_status status = check_brackets(s, column, err);
  return status == N2V_OK ? check_ending(s, column, err) : status;
}
