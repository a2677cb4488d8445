/* From the first lines of a text to how all of its lines are read: bytes -> lines -> fields ->
 * columns. Whatever is in doubt ends in an error that says what was seen and what to type; nothing
 * is taken for edges because of where it stands alone, unless there is no other reading. */
#include "input/table.h"

#include "base/status.h"
#include "input/dialect.h"
#include "input/foreign.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

enum { HEAD = 4096 };

/* ---------------------------------------------------------------------------------- the lines */

/* The line from `line` on that is neither empty nor a comment. *last: the comment before it. */
static const char *data_line(const n2v_text *text, const n2v_dialect *d, const char *line,
                             uint64_t *comments, const char **last) {
  for (; line; line = n2v_text_next(text, line)) {
    bool comment = n2v_is_comment(d, line);
    if (!comment && !n2v_is_empty_line(line))
      break;
    *comments += comment;
    if (comment && last)
      *last = line;
  }
  return line;
}

/* The first data lines from `line` on. */
static void take_lines(n2v_sample *s, const n2v_text *text, const n2v_dialect *d,
                       const char *line) {
  uint64_t comments = 0;
  s->text = text;
  s->count = 0;
  while (s->count < N2V_SAMPLE && (line = data_line(text, d, line, &comments, NULL))) {
    s->lines[s->count++] = line;
    line = n2v_text_next(text, line);
  }
}

/* A carriage return elsewhere than at the end of a line of the sample. */
static n2v_status check_inner_returns(const n2v_sample *s, n2v_error *err) {
  for (int i = 0; i < s->count; i++) {
    const char *end = rawmemchr(s->lines[i], '\n');
    const char *inner = memchr(s->lines[i], '\r', (size_t)(end - s->lines[i]));
    if (inner && n2v_skip_blanks(inner) < end)
      return n2v_text_fail(s->text, s->lines[i], N2V_INNER_RETURN, err);
  }
  return N2V_OK;
}

static void cut_lines(n2v_sample *s, const n2v_dialect *d) {
  for (int i = 0; i < s->count; i++)
    n2v_row_cut(d, s->lines[i], &s->rows[i]);
}

/* Lines that end in carriage returns alone would make sense of a kind. */
static n2v_status check_returns(const n2v_text *text, n2v_error *err) {
  const char *p = text->input.bytes;
  const char *end = p + (text->input.size < HEAD ? text->input.size : HEAD);
  while (p < end && (p = memchr(p, '\r', (size_t)(end - p))))
    if (++p < end && *p != '\r' && *p != '\n')
      return n2v_text_fail(text, p - 1, N2V_INNER_RETURN, err);
  return N2V_OK;
}

/* A tuple of Python on the line. */
static bool has_brackets(const char *line) {
  const char *p = n2v_skip_blanks(line), *end = rawmemchr(line, '\n');
  while (end > p && (n2v_is_blank(end[-1]) || end[-1] == ','))
    end--;
  return end - p > 2 && ((*p == '(' && end[-1] == ')') || (*p == '[' && end[-1] == ']')) &&
         memchr(p, ',', (size_t)(end - p));
}

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

/* ------------------------------------------------------------------------------------ headers */

/* Whether a field may head a column: a word that is no attempt at a number. */
static bool may_head(const n2v_field *f) {
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

/* Row numbers stand before the first named column: R writes so. */
static bool has_row_numbers(const n2v_sample *s) {
  for (int i = 1; i < s->count; i++)
    if (s->rows[i].count != s->rows[0].count + 1 || s->rows[i].count > N2V_COLUMNS)
      return false;
  return s->count > 1 && s->rows[0].count >= 2;
}

static bool is_header(const n2v_sample *s) {
  const n2v_row *head = &s->rows[0];
  for (int i = 0; i < head->count && i < N2V_COLUMNS; i++)
    if (!may_head(&head->at[i]))
      return false;
  if (head->count < 2 || head->attributes.length || comes_again(s))
    return false;
  return n2v_columns_known(head) || heads_numbers(s, has_row_numbers(s));
}

/* An empty name in front, for row numbers. */
static void insert_column(n2v_row *row) {
  memmove(&row->at[1], &row->at[0], (N2V_COLUMNS - 1) * sizeof row->at[0]);
  row->at[0] = (n2v_field){.begin = ""};
  row->count++;
}

/* A comment above the data that names their columns: `# FromNodeId ToNodeId`. */
static bool is_comment_header(const char *comment, const n2v_dialect *d, int columns,
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
  while ((line = data_line(text, d, line, &comments, NULL))) {
    count++;
    line = n2v_text_next(text, line);
  }
  return count;
}

static bool is_whole(const n2v_field *f) {
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
      if (c >= s->rows[i].count || !is_whole(&s->rows[i].at[c]) ||
          !n2v_field_number(&s->rows[i].at[c], &id) || id > nodes)
        return false;
    }
  return true;
}

/* A first line `nodes edges`, or `edges`, above as many lines: then counts[1] is set. In a short
 * list it may be an edge as well, unless that were a loop: N2V_EINPUT asks. */
static n2v_status find_count_line(const n2v_sample *s, const n2v_dialect *d, uint64_t counts[2],
                                  n2v_error *err) {
  enum { SHORT = 100 /* edges; in a longer list nobody's first edge is its own count */ };
  const n2v_row *row = &s->rows[0];
  double values[2] = {0, 0};
  if (row->count < 1 || row->count > 2 || s->count < 2)
    return N2V_OK;
  for (int i = 0; i < row->count; i++)
    if (!is_whole(&row->at[i]) || !n2v_field_number(&row->at[i], &values[2 - row->count + i]))
      return N2V_OK;
  /* A line has four bytes or more: most files need no counting. */
  if (values[1] < 1 || values[1] > (double)s->text->input.size / 4 ||
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

/* Seconds or milliseconds since 1970, or a day as in 20091231: no weight, most likely. */
static bool is_time(const n2v_field *f) {
  double v;
  if (!is_whole(f) || !n2v_field_number(f, &v))
    return false;
  int day = (int)(v < 1e9 ? v : 0);
  bool date = f->length == 8 && day / 10000 >= 1900 && day / 10000 <= 2100 &&
              day / 100 % 100 >= 1 && day / 100 % 100 <= 12 && day % 100 >= 1 && day % 100 <= 31;
  return date || (f->length >= 9 && f->length <= 10 && v >= 3e8 && v <= 3e9) ||
         (f->length == 13 && v >= 3e11 && v <= 3e12);
}

static bool are_times(const n2v_sample *s, int column) {
  for (int i = 0; i < s->count; i++)
    if (!is_time(&s->rows[i].at[column]))
      return false;
  return s->count > 1;
}

/* Words, as in knowledge graphs, where the weight would be. */
static n2v_status refuse_words(const n2v_sample *s, n2v_error *err) {
  const n2v_row *row = &s->rows[0];
  double value;
  bool repeats = false;
  for (int i = 0; i < s->count; i++)
    for (int j = 0; j < i; j++)
      repeats |=
          s->rows[i].at[1].length == s->rows[j].at[1].length &&
          memcmp(s->rows[i].at[1].begin, s->rows[j].at[1].begin, s->rows[j].at[1].length) == 0;
  if (repeats && !n2v_field_number(&row->at[1], &value))
    return n2v_text_fail(s->text, s->lines[0],
                         "column 2 is the same text in several rows, and no column is a weight: "
                         "triples of head, relation and tail? `columns = 1,3` takes head and tail",
                         err);
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

/* A third column without a name. */
static n2v_status check_third(const n2v_sample *s, bool asked, n2v_error *err) {
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
             ((may_head(f) && !isdigit((unsigned char)*f->begin)) || date || *f->begin == '/');
  }
  if (words == s->count)
    return refuse_words(s, err);
  if (!asked && are_times(s, 2))
    return n2v_text_fail(
        s->text, s->lines[0],
        "column 3 would be the weight; it looks like a time: `columns = 1,2` leaves "
        "it out, `weighted = 1` takes it as a weight",
        err);
  return N2V_OK;
}

/* `weighted` is about the graph: ratings have their number all the same. */
static bool wants_number(const n2v_read_params *params, const n2v_table *t) {
  return params->weighted != N2V_WEIGHTED_NO || t->kind == N2V_INPUT_RATINGS;
}

static n2v_status columns_by_place(const n2v_sample *s, const konect *k,
                                   const n2v_read_params *params, n2v_table *t, n2v_error *err) {
  bool ratings = t->kind == N2V_INPUT_RATINGS, weighted = wants_number(params, t);
  int columns = s->rows[0].count, most = k->found || ratings ? 4 : 3;
  t->columns = (n2v_columns){0, 1, N2V_NO_COLUMN, N2V_NO_COLUMN, k->bipartite, false};
  if (columns > most)
    return n2v_foreign_rows(s, err);
  for (int i = 1; i < s->count; i++)
    if (!n2v_row_fits(&s->rows[i], columns, columns) && s->rows[i].count > 1 &&
        !(!weighted && s->rows[i].count >= 2 && s->rows[i].count <= 3 && columns <= 3))
      return n2v_foreign_rows(s, err);
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
             ? check_third(s, params->weighted == N2V_WEIGHTED_YES, err)
             : N2V_OK;
}

/* ---------------------------------------------------------------------------------- deciding */

/* Reads the header row, when the first line is one, and moves the sample behind it. */
static void take_header(n2v_sample *s, n2v_header given, n2v_dialect *d, n2v_table *t) {
  bool header = given == N2V_HEADER_YES || (given == N2V_HEADER_AUTO && is_header(s));
  if (!header)
    return;
  t->header_line = s->lines[0];
  t->header = s->rows[0];
  if (has_row_numbers(s))
    insert_column(&t->header);
  d->hash_names = true;
  take_lines(s, s->text, d, n2v_text_next(s->text, s->lines[0]));
  cut_lines(s, d);
}

static n2v_status check_rows(const n2v_sample *s, const n2v_table *t, n2v_error *err) {
  char what[200];
  for (int i = 0; i < s->count; i++)
    if (!n2v_row_fits(&s->rows[i], t->header.count, t->header.count)) {
      snprintf(what, sizeof what, "%d columns, where the row of names has %d", s->rows[i].count,
               t->header.count);
      return n2v_text_fail(s->text, s->lines[i], what, err);
    }
  return N2V_OK;
}

static n2v_status find_columns(const n2v_sample *s, const konect *k, const n2v_read_params *params,
                               const char *comment, n2v_table *t, n2v_error *err) {
  const char *line = t->header_line;
  bool weighted = wants_number(params, t);
  int columns = line || !s->count ? t->header.count : s->rows[0].count;
  if (!line && !k->found && is_comment_header(comment, &t->format.dialect, columns, &t->header) &&
      (params->columns || columns > 3 || n2v_columns_known(&t->header)))
    line = comment;
  t->format.least = t->format.most = columns;
  if (params->columns) {
    n2v_status status = n2v_columns_by_option(params->columns, s->text, line ? line : t->first,
                                              line ? &t->header : NULL, &t->columns, err);
    int last = t->columns.source > t->columns.target ? t->columns.source : t->columns.target;
    t->format.least = 1 + (last > t->columns.value ? last : t->columns.value);
    t->format.most = INT_MAX;
    t->header_line = line;
    return status;
  }
  if (!line)
    return columns_by_place(s, k, params, t, err);
  n2v_status status = t->header_line ? check_rows(s, t, err) : N2V_OK;
  if (status == N2V_OK)
    status = n2v_columns_by_name(s->text, line, &t->header, s, weighted, &t->columns, err);
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
  f->rating = t->kind == N2V_INPUT_RATINGS && f->value >= 0;
  f->least_rating = params->min_rating;
  t->bipartite = params->bipartite || k->bipartite;
  t->directed = params->directed == N2V_DIRECTED_YES ||
                (params->directed == N2V_DIRECTED_AUTO && k->asymmetric);
  if (params->directed == N2V_DIRECTED_AUTO && k->asymmetric)
    t->directed_why = "the first line says asym";
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
  t->first = data_line(text, d, n2v_text_first(text), &t->comments, &comment);
  if (!t->first)
    return n2v_fail(err, N2V_EINPUT, "%s: empty: not a single line of data", text->input.name);
  take_lines(&s, text, d, t->first);
  d->brackets = has_brackets(s.lines[0]) && has_brackets(s.lines[s.count - 1]);
  n2v_status status = check_inner_returns(&s, err);
  if (status == N2V_OK)
    status = n2v_dialect_find(&s, format, d, err);
  if (status != N2V_OK)
    return status;
  cut_lines(&s, d);
  if (adjacency) {
    t->kind = N2V_INPUT_ADJACENCY;
    t->format.from = t->first;
    finish(t, &k, params);
    return N2V_OK;
  }
  if (!k.found && params->header == N2V_HEADER_AUTO)
    status = find_count_line(&s, d, t->counts, err);
  if (status != N2V_OK)
    return status;
  if (t->counts[1]) {
    take_lines(&s, text, d, n2v_text_next(text, t->first));
    cut_lines(&s, d);
  } else if (!k.found)
    take_header(&s, params->header, d, t);
  bool asked = format == N2V_FORMAT_RATINGS;
  if (!params->bipartite &&
      (asked || (format == N2V_FORMAT_AUTO && !params->columns && is_movielens(&s, t, t->first))))
    t->kind = N2V_INPUT_RATINGS;
  t->first = s.count ? s.lines[0] : NULL;
  t->format.from = t->first;
  status = find_columns(&s, &k, params, comment, t, err);
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
    status = check_returns(text, err);
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
           t.columns.source == 0 && t.columns.target == 1 &&
           t.columns.value == (weighted ? 2 : N2V_NO_COLUMN);
}
