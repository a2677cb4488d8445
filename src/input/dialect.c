#include "input/dialect.h"

#include "base/status.h"

#include <ctype.h>
#include <string.h>

enum { HEAD = 4096 /* bytes looked at to tell text from binary data */ };

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

/* The line from `line` on that is neither empty nor a comment. */
static const char *data_line(const n2v_text *text, const char *line) {
  for (; line; line = n2v_text_next(text, line)) {
    const char *p = line;
    while (is_blank(*p))
      p++;
    if (*p != '\n' && *p != '#' && *p != '%')
      break;
  }
  return line;
}

static bool is_ratings_header(const n2v_fields *r) {
  return n2v_field_is(r, 0, "userId") && n2v_field_is(r, 1, "movieId") &&
         n2v_field_is(r, 2, "rating");
}

/* user, movie, rating, Unix time: MovieLens without its header. */
static bool looks_rated(const n2v_fields *r) {
  double rating, time, id;
  return r->count == 4 && n2v_field_number(r, 0, &id) && n2v_field_number(r, 1, &id) &&
         n2v_field_number(r, 2, &rating) && n2v_field_number(r, 3, &time) && rating >= 0.5 &&
         rating <= 5 && time >= 1e8 && time < 1e10 && r->at[3].length <= 10;
}

static bool tabs_only(const char *line) {
  const char *end = rawmemchr(line, '\n');
  return memchr(line, '\t', (size_t)(end - line)) && !memchr(line, ' ', (size_t)(end - line));
}

/* Whether the third field, where there is one, may head a column: a word that is no attempt at a
 * weight. */
static bool may_head_weights(const n2v_fields *row) {
  static const char *const values[] = {"nan", "inf", "infinity", "na", "null", "none"};
  if (row->count < 3)
    return true;
  unsigned char c = row->at[2].length ? (unsigned char)row->at[2].begin[0] : 0;
  for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
    if (n2v_field_is(row, 2, values[i]))
      return false;
  return isalpha(c) || c == '_' || c >= 0x80;
}

bool n2v_is_header(const n2v_fields *first, const n2v_fields *second) {
  static const char *const known[][2] = {{"source", "target"}, {"src", "dst"},
                                         {"from", "to"},       {"node1", "node2"},
                                         {"head", "tail"},     {"FromNodeId", "ToNodeId"}};
  double value;
  if (!may_head_weights(first))
    return false;
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
    if (n2v_field_is(first, 0, known[i][0]) && n2v_field_is(first, 1, known[i][1]))
      return true;
  if (second->count < 2)
    return false;
  int words = !n2v_field_number(first, 0, &value) + !n2v_field_number(first, 1, &value);
  bool over_numbers =
      words == 2 && n2v_field_number(second, 0, &value) && n2v_field_number(second, 1, &value);
  bool over_weights = words && first->count > 2 && n2v_field_number(second, 2, &value);
  return over_numbers || over_weights;
}

static n2v_number_rule number_rule(const n2v_read_params *params, const n2v_fields *first) {
  if (params->weighted == N2V_WEIGHTED_NO)
    return N2V_NUMBER_IGNORED;
  return params->weighted == N2V_WEIGHTED_YES || first->count > 2 ? N2V_NUMBER_NEEDED
                                                                  : N2V_NUMBER_NONE;
}

static n2v_status find_edges(const n2v_text *text, const n2v_read_params *params, const char *line,
                             n2v_dialect *dialect) {
  n2v_fields first = n2v_fields_cut(line, dialect->format.separator);
  const char *after = data_line(text, n2v_text_next(text, line));
  n2v_fields second = after ? n2v_fields_cut(after, dialect->format.separator) : (n2v_fields){0};
  dialect->kind = N2V_INPUT_EDGES;
  dialect->header = n2v_is_header(&first, &second);
  dialect->format.from = dialect->header ? after : line;
  dialect->format.number = number_rule(params, dialect->header ? &second : &first);
  return N2V_OK;
}

/* True when the first line is one of ratings. */
static n2v_status find_ratings(const n2v_text *text, const n2v_read_params *params,
                               const char *line, n2v_dialect *dialect, bool *found,
                               n2v_error *err) {
  bool asked = params->format == N2V_FORMAT_RATINGS;
  char separator = dialect->format.separator;
  n2v_fields first = n2v_fields_cut(line, separator);
  dialect->header = is_ratings_header(&first);
  bool rated = looks_rated(&first);
  *found = asked || dialect->header || (rated && (separator == ':' || tabs_only(line)));
  if ((*found || rated) && separator == ',' && !dialect->header)
    return n2v_text_fail(text, line,
                         asked ? "ratings need the header userId,movieId,rating"
                               : "looks like ratings without their header userId,movieId,rating; "
                                 "`format = edgelist` takes it as edges",
                         err);
  if (!*found)
    return N2V_OK;
  dialect->kind = N2V_INPUT_RATINGS;
  dialect->format.number = N2V_NUMBER_NEEDED;
  dialect->format.rating = true;
  dialect->format.least = params->min_rating;
  dialect->format.from = dialect->header ? n2v_text_next(text, line) : line;
  return N2V_OK;
}

/* Binary data, and lines that end in carriage returns alone, would make sense of a kind. */
static n2v_status check_head(const n2v_text *text, n2v_error *err) {
  size_t head = text->input.size < HEAD ? text->input.size : HEAD;
  const char *p = text->input.bytes, *end = p + head;
  if (head && memchr(p, 0, head))
    return n2v_fail(err, N2V_EINPUT, "%s: not text, and no binary graph of n2v", text->input.name);
  while (p < end && (p = memchr(p, '\r', (size_t)(end - p))))
    if (++p < end && *p != '\r' && *p != '\n')
      return n2v_text_fail(text, p - 1, N2V_INNER_RETURN, err);
  return N2V_OK;
}

n2v_status n2v_dialect_find(const n2v_text *text, const n2v_read_params *params, uint64_t memory,
                            n2v_dialect *dialect, n2v_error *err) {
  const char *start = n2v_text_first(text);
  n2v_graph_format format = params->format;
  const char *line = data_line(text, start);
  bool choose = format == N2V_FORMAT_AUTO, ratings = false;
  n2v_status status = N2V_OK;
  *dialect = (n2v_dialect){.format.memory = memory};
  status = check_head(text, err);
  if (status != N2V_OK)
    return status;
  if (format == N2V_FORMAT_MTX || (choose && start && strncmp(start, "%%Matrix", 8) == 0))
    return n2v_matrix_market_header(text, params, dialect, err);
  if (!line)
    return n2v_fail(err, N2V_EINPUT, "%s: empty: not a single line of data", text->input.name);
  status = n2v_fields_separator(text, line, data_line(text, n2v_text_next(text, line)), format,
                                &dialect->format.separator, err);
  if (status != N2V_OK)
    return status;
  if (choose || format == N2V_FORMAT_RATINGS)
    status = find_ratings(text, params, line, dialect, &ratings, err);
  if (status != N2V_OK || ratings)
    return status;
  return find_edges(text, params, line, dialect);
}
