/* First rows that may be names of columns, and names that stand for a missing one: the sample of
 * first lines does not show them, so both readers, in memory and beyond it, ask here at their end.
 */
#include "input/edge_checks.h"

#include "base/status.h"
#include "input/column_words.h"
#include "input/first_lines.h"
#include "input/header.h"

#include <ctype.h>
#include <string.h>

/* As pandas and databases write it. Behind `always` only among numbers: people are called Null. */
static const char *const missing[] = {"\\N",  "<NA>", "#N/A", "NaN", "nan",
                                      "NULL", "null", "None", "NA"};
enum { MISSING = sizeof missing / sizeof missing[0], ALWAYS = 4 };

bool n2v_is_missing_name(const char *name, size_t length) {
  for (int i = 0; i < ALWAYS; i++)
    if (strlen(missing[i]) == length && memcmp(missing[i], name, length) == 0)
      return true;
  return false;
}

static void watch_name(n2v_watch *w, const char *name, size_t length) {
  if (length && w->count < N2V_WATCHED) {
    w->at[w->count].name = name;
    w->at[w->count++].length = length;
  }
}

/* Whether the row of names was seen by its words, and not by the user. */
static bool header_may_be_edge(const n2v_table *t, const n2v_read_params *params) {
  return t->header_line && params->header != N2V_HEADER_YES && !params->columns &&
         !n2v_is_comment(&(n2v_dialect){0}, t->header_line);
}

void n2v_watch_init(n2v_watch *w, const n2v_table *t, const n2v_read_params *params) {
  *w = (n2v_watch){.count = 0};
  if (t->kind != N2V_INPUT_EDGES)
    return;
  for (int i = 0; i < MISSING; i++)
    watch_name(w, missing[i], strlen(missing[i]));
  if (header_may_be_edge(t, params))
    for (int side = 0; side < 2; side++) {
      int column = side ? t->columns.target : t->columns.source;
      if (column < t->header.count)
        watch_name(w, t->header.at[column].begin, t->header.at[column].length);
    }
}

void n2v_watch_see(n2v_watch *w, const char *name, size_t length) {
  for (int i = 0; i < w->count; i++)
    w->at[i].found |= w->at[i].length == length && memcmp(w->at[i].name, name, length) == 0;
}

/* Names of columns that are names of nodes as well: the row may be an edge. */
static n2v_status check_header(const n2v_text *text, const n2v_table *t, const n2v_watch *w,
                               n2v_error *err) {
  for (int i = MISSING; i < w->count; i++)
    if (w->at[i].found)
      return n2v_text_fail(
          text, t->header_line,
          "a row of column names, or an edge? One of its names is on a later line "
          "too: `header = 0` takes it as an edge, `header = 1` as names of columns",
          err);
  return N2V_OK;
}

static n2v_status check_missing(const n2v_text *text, const n2v_table *t, const n2v_watch *w,
                                n2v_error *err) {
  n2v_row row;
  n2v_row_cut(&t->format.dialect, t->first, &row);
  bool numbers = false;
  for (int side = 0; side < 2; side++) {
    int column = side ? t->columns.target : t->columns.source;
    numbers |= column < row.count && n2v_field_is_whole(&row.at[column]);
  }
  for (int i = 0; i < (numbers ? MISSING : ALWAYS) && i < w->count; i++)
    if (w->at[i].found)
      return n2v_fail(err, N2V_EINPUT,
                      "%s: a node is called '%s'%s: is its name missing? Leave such lines out: "
                      "grep -vF '%s' FILE >NEW",
                      text->input.name, missing[i], numbers ? ", the others are numbers" : "",
                      missing[i]);
  return N2V_OK;
}

static bool is_id(const n2v_field *f) {
  return n2v_is_id_word(n2v_words_of(f).whole);
}

/* `0,1`: pandas calls columns so that have no names. `a, b`: as queries do. `author,reply`: one of
 * the words is known. */
bool n2v_first_may_be_names(const n2v_text *text, const n2v_table *t) {
  n2v_row row, below;
  const char *next = n2v_text_next(text, t->first);
  n2v_row_cut(&t->format.dialect, t->first, &row);
  bool numbered = t->format.dialect.separator;
  for (int i = 0; i < row.count && i < 3; i++)
    numbered &= row.at[i].length == 1 && !row.at[i].quoted && *row.at[i].begin == '0' + i;
  if (numbered || !next || row.count != 2 || !n2v_may_head(&row.at[0]) || !n2v_may_head(&row.at[1]))
    return numbered;
  if (n2v_column_kind_of(&row.at[0]) != N2V_KIND_OTHER ||
      n2v_column_kind_of(&row.at[1]) != N2V_KIND_OTHER || (is_id(&row.at[0]) && is_id(&row.at[1])))
    return true;
  n2v_row_cut(&t->format.dialect, next, &below);
  return n2v_columns_weak(&row) && !isdigit((unsigned char)row.at[0].begin[row.at[0].length - 1]) &&
         below.count == 2 && below.at[0].length > 1 && below.at[1].length > 1;
}

/* Where the user said which of several columns are meant, but not whether a row names them: words
 * that none of the lines behind have again. */
static bool first_is_apart(const n2v_text *text, const n2v_table *t) {
  n2v_row row, below;
  const char *line = t->first;
  n2v_row_cut(&t->format.dialect, line, &row);
  bool apart = row.count > 2;
  for (int c = 0; c < row.count && c < N2V_COLUMNS; c++)
    apart &= n2v_may_head(&row.at[c]);
  for (int i = 1; i < N2V_SAMPLE && apart && (line = n2v_text_next(text, line)); i++) {
    n2v_row_cut(&t->format.dialect, line, &below);
    for (int c = 0; c < row.count && c < below.count && c < N2V_COLUMNS; c++)
      apart &= !row.at[c].length || !n2v_same_text(&row.at[c], &below.at[c]);
  }
  return apart;
}

n2v_status n2v_edges_check(const n2v_text *text, const n2v_table *t, const n2v_read_params *params,
                           const n2v_edges_seen *seen, n2v_error *err) {
  if (t->kind != N2V_INPUT_EDGES || !t->first)
    return N2V_OK;
  n2v_status status = seen->integers ? N2V_OK : check_header(text, t, &seen->watch, err);
  if (status == N2V_OK && !seen->integers)
    status = check_missing(text, t, &seen->watch, err);
  if (status != N2V_OK || t->header_line || params->header != N2V_HEADER_AUTO ||
      seen->records < 3 || !seen->first_apart ||
      !(params->columns ? first_is_apart(text, t) : n2v_first_may_be_names(text, t)))
    return status;
  return n2v_text_fail(text, t->first,
                       "names of columns, or an edge? Its nodes have no other: "
                       "`header = 1` leaves the line out, `header = 0` takes it as an edge",
                       err);
}
