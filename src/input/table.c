/* From the first lines of a text to how all of its lines are read: bytes -> lines -> fields ->
 * columns. Whatever is in doubt ends in an error that says what was seen and what to type; nothing
 * is taken for edges because of where it stands alone, unless there is no other reading. */
#include "input/table.h"

#include "base/status.h"
#include "input/decimals.h"
#include "input/dialect.h"
#include "input/doubts.h"
#include "input/edge_checks.h"
#include "input/first_lines.h"
#include "input/foreign.h"
#include "input/header.h"
#include "input/times.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

/* ------------------------------------------------------------------------------------ KONECT */

/* `% asym posweighted`: http://konect.cc/networks. The columns are the two ends, a weight, a time;
 * white space separates. */
typedef struct konect {
  bool found, asymmetric, bipartite;
} konect;

static konect find_konect(const n2v_text *text) {
  const char *line = n2v_text_first(text);
  char form[16] = "", weights[24] = "";
  konect k = {false, false, false};
  if (!line || *line != '%')
    return k;
  char head[64];
  size_t length = (size_t)((const char *)rawmemchr(line, '\n') - line);
  snprintf(head, sizeof head, "%.*s", (int)(length < 60 ? length : 60), line);
  if (sscanf(head, "%% %15s %23s", form, weights) != 2)
    return k;
  k.asymmetric = strcmp(form, "asym") == 0;
  k.bipartite = strcmp(form, "bip") == 0;
  k.found = k.asymmetric || k.bipartite || strcmp(form, "sym") == 0;
  return k;
}

/* ------------------------------------------------------------------------ columns by place */

static bool is_rated_header(const n2v_row *r) {
  return r->count >= 3 && n2v_field_is(&r->at[0], "userId") && n2v_field_is(&r->at[1], "movieId") &&
         n2v_field_is(&r->at[2], "rating");
}

/* user, movie, rating, Unix time: MovieLens without its header. */
static bool is_rated(const n2v_row *r) {
  double v[4];
  if (r->count != 4)
    return false;
  for (int i = 0; i < 4; i++)
    if (!n2v_field_number(&r->at[i], &v[i]))
      return false;
  return v[2] >= 0.5 && v[2] <= 5 && v[3] >= 1e8 && v[3] < 1e10 && r->at[3].length <= 10;
}

/* Whether the fourth column holds times. */
static bool is_timed(const n2v_sample *s) {
  for (int i = 0; i < s->count; i++)
    if (s->rows[i].count == 4 && !n2v_is_time(&s->rows[i].at[3]) && !n2v_is_date(&s->rows[i].at[3]))
      return false;
  return true;
}

/* `weighted` is about the graph: ratings have their number all the same. */
static bool wants_number(const n2v_read_params *params, const n2v_table *t) {
  return params->weighted != N2V_WEIGHTED_NO || t->kind == N2V_INPUT_RATINGS;
}

static n2v_status columns_by_place(const n2v_sample *s, const konect *k,
                                   const n2v_read_params *params, n2v_table *t, n2v_error *err) {
  bool ratings = t->kind == N2V_INPUT_RATINGS, weighted = wants_number(params, t);
  int columns = s->rows[0].count, most = k->found || ratings ? 4 : 3;
  t->columns = (n2v_columns){
      .target = 1, .value = N2V_NO_COLUMN, .kind = N2V_NO_COLUMN, .two_kinds = k->bipartite};
  if (columns > most || columns == 1 || (ratings && columns == 4 && !is_timed(s)))
    return n2v_foreign_rows(s, err);
  for (int i = 1; i < s->count; i++)
    if (!n2v_row_fits(&s->rows[i], columns, columns) && s->rows[i].count > 1 &&
        !(!weighted && s->rows[i].count >= 2 && s->rows[i].count <= 3 && columns <= 3))
      return n2v_foreign_rows(s, err);
  n2v_status status = k->found  ? N2V_OK
                      : ratings ? n2v_check_times(s, err)
                                : n2v_check_rows(s, err);
  if (status == N2V_OK && !weighted && !k->found)
    status = n2v_check_relations(s, err);
  if (status == N2V_OK && weighted && t->counts[1] && !t->counts[0])
    status = n2v_check_counted(s, err);
  if (status == N2V_OK && !ratings)
    status = n2v_check_ends(s, &t->columns, false, err);
  if (status != N2V_OK)
    return status;
  if (!weighted) {
    t->format.most = columns < 3 ? 3 : columns;
    t->format.least = columns <= 3 ? 2 : columns;
    return N2V_OK;
  }
  if (s->rows[0].attributes.length && columns == 2)
    t->columns.value = N2V_IN_ATTRIBUTES;
  else if (columns > 2 || params->weighted == N2V_WEIGHTED_YES)
    t->columns.value = 2;
  t->columns.has_rating = ratings;
  return columns == 3 && !ratings && !k->found
             ? n2v_check_third(s, params->weighted == N2V_WEIGHTED_YES, err)
             : N2V_OK;
}

/* ---------------------------------------------------------------------------------- deciding */

/* Reads the header row, when the first line is one, and moves the sample behind it. */
static n2v_status take_header(n2v_sample *s, n2v_header given, n2v_dialect *d, n2v_table *t,
                              n2v_error *err) {
  bool header = given == N2V_HEADER_YES || (given == N2V_HEADER_AUTO && n2v_is_header(s));
  int again = header || given != N2V_HEADER_AUTO ? 0 : n2v_header_again(s);
  if (again)
    return n2v_text_fail(s->text, s->lines[again],
                         "the first line comes again: a row of column names, of two tables one "
                         "behind the other? `header = 0` takes it as an edge",
                         err);
  if (!header)
    return N2V_OK;
  if (given == N2V_HEADER_YES && n2v_row_is_sizes(&s->rows[0])) {
    t->comments++; /* it names nothing */
    n2v_sample_take(s, s->text, d, n2v_text_next(s->text, s->lines[0]));
    n2v_sample_cut(s, d);
    return N2V_OK;
  }
  t->header_line = s->lines[0];
  t->header = s->rows[0];
  if (n2v_has_row_numbers(s))
    n2v_insert_column(&t->header);
  d->hash_names = true;
  n2v_sample_take(s, s->text, d, n2v_text_next(s->text, s->lines[0]));
  n2v_sample_cut(s, d);
  if (!d->apostrophes && !d->brackets && n2v_has_apostrophes(s)) {
    d->apostrophes = true;
    n2v_sample_cut(s, d);
  }
  return N2V_OK;
}

static n2v_status check_rows(const n2v_sample *s, const n2v_table *t, n2v_error *err) {
  char what[200];
  bool quotes = t->format.dialect.separator == ',' || t->format.dialect.separator == ';';
  for (int i = 0; i < s->count; i++) {
    for (int c = 0; c < s->rows[i].count && c < N2V_COLUMNS && quotes; c++)
      if (s->rows[i].at[c].open)
        return n2v_text_fail(s->text, s->lines[i], N2V_OPEN_QUOTE, err);
    if (!n2v_row_fits(&s->rows[i], t->header.count, t->header.count)) {
      snprintf(what, sizeof what, "%d columns, where the row of names has %d", s->rows[i].count,
               t->header.count);
      return n2v_text_fail(s->text, s->lines[i], what, err);
    }
  }
  return N2V_OK;
}

static n2v_status find_columns(const n2v_sample *s, const konect *k, const n2v_read_params *params,
                               const char *comment, n2v_table *t, n2v_error *err) {
  const char *line = t->header_line;
  bool weighted = wants_number(params, t);
  int columns = line || !s->count ? t->header.count : s->rows[0].count;
  if (!line && !k->found &&
      n2v_is_comment_header(comment, &t->format.dialect, columns, &t->header) &&
      (params->columns || columns > 3 || n2v_columns_known(&t->header)))
    line = comment;
  t->format.least = t->format.most = columns;
  if (params->columns) {
    /* Where a first line of counts is all there is, messages show that one. */
    const char *shown = line ? line : t->first ? t->first : n2v_text_first(s->text);
    n2v_status status = n2v_columns_by_option(params->columns, s->text, shown,
                                              line ? &t->header : NULL, &t->columns, err);
    int last = t->columns.source > t->columns.target ? t->columns.source : t->columns.target;
    t->format.least = 1 + (last > t->columns.value ? last : t->columns.value);
    t->format.most = INT_MAX;
    t->header_line = line;
    return status == N2V_OK ? n2v_check_ends(s, &t->columns, true, err) : status;
  }
  if (!line)
    return columns_by_place(s, k, params, t, err);
  n2v_status status = t->header_line ? check_rows(s, t, err) : N2V_OK;
  if (status == N2V_OK)
    status = n2v_columns_by_name(s->text, line, &t->header, s, weighted, &t->columns, err);
  if (status == N2V_OK && t->columns.guessed && !params->bipartite && t->kind != N2V_INPUT_RATINGS)
    status = n2v_check_facts(s, line, &t->header, &t->columns, err);
  if (status == N2V_OK && t->kind != N2V_INPUT_RATINGS)
    status = n2v_check_ends(s, &t->columns, t->columns.named, err);
  t->header_line = line;
  return status;
}

/* MovieLens' own files are ratings without being told. */
static bool is_movielens(const n2v_sample *s, const n2v_table *t, const char *first) {
  if (t->header_line)
    return is_rated_header(&t->header);
  bool tabs = t->format.dialect.separator == '\t' && !memchr(first, ' ', strcspn(first, "\n"));
  return s->count && is_rated(&s->rows[0]) && (t->format.dialect.separator == ':' || tabs);
}

static void finish(n2v_table *t, const konect *k, const n2v_read_params *params) {
  n2v_record_format *f = &t->format;
  f->source = t->columns.source;
  f->target = t->columns.target;
  f->value = t->columns.value;
  f->kind = t->columns.kind;
  f->rated = t->columns.has_rating;
  f->rating = t->kind == N2V_INPUT_RATINGS && f->value >= 0;
  f->least_rating = params->min_rating;
  t->bipartite = params->bipartite || k->bipartite;
  t->directed = params->directed == N2V_DIRECTED_YES ||
                (params->directed == N2V_DIRECTED_AUTO && k->asymmetric);
  if (params->directed == N2V_DIRECTED_AUTO && k->asymmetric)
    t->directed_why = "the first line says asym";
}

/* An adjacency list has no row of names, unless the user says so. */
static n2v_status skip_list_header(const n2v_sample *s, n2v_header given, n2v_table *t,
                                   n2v_error *err) {
  const n2v_row *row = &s->rows[0];
  bool names = given == N2V_HEADER_AUTO && n2v_row_is_names(row);
  for (int i = 0; i < row->count && i < N2V_COLUMNS; i++)
    names &= n2v_may_head(&row->at[i]) && !memchr(row->at[i].begin, ':', row->at[i].length);
  if (given == N2V_HEADER_YES)
    t->first = n2v_text_next(s->text, t->first);
  return names
             ? n2v_text_fail(s->text, t->first,
                             "names of columns, or a node and its neighbours? `header = 1` leaves "
                             "the line out, `header = 0` takes it as a node's",
                             err)
             : N2V_OK;
}

static n2v_status find_table(const n2v_text *text, const n2v_read_params *params, n2v_table *t,
                             n2v_error *err) {
  n2v_sample s;
  n2v_dialect *d = &t->format.dialect;
  n2v_graph_format format = params->format;
  const char *comment = NULL;
  bool adjacency = format == N2V_FORMAT_ADJLIST;
  konect k = find_konect(text);
  d->join = params->blanks ? *params->blanks : 0;
  t->first = n2v_data_line(text, d, n2v_text_first(text), &t->comments, &comment);
  if (!t->first)
    return n2v_fail(err, N2V_EINPUT, "%s: empty: not a single line of data%s", text->input.name,
                    t->comments ? ", all are comments: they begin with # or %" : "");
  n2v_sample_take(&s, text, d, t->first);
  d->brackets = n2v_has_brackets(s.lines[0]) && n2v_has_brackets(s.lines[s.count - 1]);
  n2v_status status = n2v_sample_check_returns(&s, err);
  if (status == N2V_OK)
    status = n2v_dialect_find(&s, format, d, err);
  if (status != N2V_OK)
    return status;
  n2v_sample_cut(&s, d);
  d->apostrophes = !d->brackets && n2v_has_apostrophes(&s);
  if (d->apostrophes)
    n2v_sample_cut(&s, d);
  if (adjacency) {
    status = skip_list_header(&s, params->header, t, err);
    if (status != N2V_OK)
      return status;
    t->kind = N2V_INPUT_ADJACENCY;
    t->format.from = t->first;
    finish(t, &k, params);
    return N2V_OK;
  }
  if (!k.found && params->header == N2V_HEADER_AUTO)
    status = n2v_find_count_line(&s, d, t->counts, err);
  if (status != N2V_OK)
    return status;
  if (t->counts[1]) {
    n2v_sample_take(&s, text, d, n2v_text_next(text, t->first));
    n2v_sample_cut(&s, d);
  } else if (!k.found)
    status = take_header(&s, params->header, d, t, err);
  if (status != N2V_OK)
    return status;
  bool asked = format == N2V_FORMAT_RATINGS;
  if (!params->bipartite &&
      (asked || (format == N2V_FORMAT_AUTO && !params->columns && is_movielens(&s, t, t->first))))
    t->kind = N2V_INPUT_RATINGS;
  t->first = s.count ? s.lines[0] : NULL;
  t->format.from = t->first;
  status = find_columns(&s, &k, params, comment, t, err);
  if (status == N2V_OK)
    status = n2v_decimals_find(&s, t->columns.value, params->columns, d, err);
  t->row_columns = t->header_line || !s.count ? t->header.count : s.rows[0].count;
  finish(t, &k, params);
  return status;
}

/* One byte that no dialect gives a meaning. */
static n2v_status check_blanks(const char *join, n2v_error *err) {
  if (!*join || (!join[1] && (ispunct((unsigned char)*join) || isalnum((unsigned char)*join)) &&
                 !strchr("\"'#%,;|{}()[]", *join)))
    return N2V_OK;
  return n2v_fail(err, N2V_EUSAGE,
                  "`blanks = %s`: one character that joins words is wanted, as in `blanks = _`",
                  join);
}

n2v_status n2v_table_find(const n2v_text *text, const n2v_read_params *params, uint64_t memory,
                          n2v_table *table, n2v_error *err) {
  n2v_graph_format format = params->format;
  *table = (n2v_table){.format = {.memory = memory, .kind = N2V_NO_COLUMN}};
  n2v_status status = check_blanks(params->blanks ? params->blanks : "", err);
  if (status == N2V_OK)
    status = n2v_foreign_check(text, err);
  if (status == N2V_OK)
    status = n2v_text_check_returns(text, err);
  if (status != N2V_OK)
    return status;
  if (format == N2V_FORMAT_MTX || (format == N2V_FORMAT_AUTO && n2v_is_matrix_market(text)))
    return n2v_matrix_market_header(text, params, table, err);
  if (format == N2V_FORMAT_METIS) {
    table->kind = N2V_INPUT_ADJACENCY;
    table->format.from = n2v_text_first(text);
    return N2V_OK;
  }
  return find_table(text, params, table, err);
}

void n2v_table_is_plain(const char *lines, size_t size, char separator, bool weighted,
                        bool *plain) {
  n2v_text text = {
      .input = {.name = "", .bytes = lines, .size = size}, .begin = lines, .end = lines + size};
  n2v_table t;
  n2v_read_params params;
  *plain = true;
  if (size == 0)
    return;
  n2v_read_params_init(&params, sizeof params);
  n2v_status status = n2v_table_find(&text, &params, UINT64_MAX, &t, NULL);
  *plain = status == N2V_OK && t.kind == N2V_INPUT_EDGES && !t.header_line && !t.counts[1] &&
           t.format.dialect.separator == separator && !t.format.dialect.brackets &&
           !t.format.dialect.apostrophes && t.columns.source == 0 && t.columns.target == 1 &&
           t.columns.value == (weighted ? 2 : N2V_NO_COLUMN) && !n2v_first_may_be_names(&text, &t);
}
