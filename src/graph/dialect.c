#include "graph/dialect.h"

#include "base/status.h"

#include <string.h>
#include <strings.h>

enum { FIELDS = 5, HEAD = 4096 /* bytes looked at to tell text from binary data */ };

/* A line cut into fields. */
typedef struct row {
  struct {
    const char *begin;
    size_t length;
  } fields[FIELDS];
  int count;
  bool clean; /* no white space inside a field */
} row;

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

/* The end of the field at p: at its separator, or at the newline. An opening brace begins a last
 * field that takes the whole line. */
static const char *field_end(const char *p, char separator) {
  if (*p == '{')
    return rawmemchr(p, '\n');
  while (*p != '\n' && *p != '{' && !(separator ? *p == separator : is_blank(*p)))
    p++;
  return p;
}

static row cut_row(const char *p, char separator) {
  row r = {.clean = true};
  while (r.count < FIELDS) {
    while (is_blank(*p))
      p++;
    if (*p == '\n')
      break;
    const char *begin = p, *end = field_end(p, separator);
    p = end + (separator && *end == separator);
    p += separator == ':' && *p == ':';
    while (end > begin && is_blank(end[-1]))
      end--;
    for (const char *c = begin; c < end && *begin != '{'; c++)
      r.clean &= !is_blank(*c);
    if (end - begin >= 2 && *begin == '"' && end[-1] == '"') {
      begin++;
      end--;
    }
    r.fields[r.count].begin = begin;
    r.fields[r.count++].length = (size_t)(end - begin);
  }
  return r;
}

static bool is_number(const row *r, int field, double *value) {
  const char *begin = r->fields[field].begin;
  return field < r->count && n2v_text_number(begin, begin + r->fields[field].length, value);
}

static bool is_word(const row *r, int field, const char *word) {
  return field < r->count && strlen(word) == r->fields[field].length &&
         strncasecmp(r->fields[field].begin, word, r->fields[field].length) == 0;
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

/* The separator that cuts the line into at least two fields without white space inside. */
static char find_separator(const char *line) {
  static const char candidates[] = {':', ',', ';'};
  for (size_t i = 0; i < sizeof candidates; i++) {
    const char *end = rawmemchr(line, '\n');
    if (candidates[i] == ':' && !memmem(line, (size_t)(end - line), "::", 2))
      continue;
    row r = cut_row(line, candidates[i]);
    if (r.count >= 2 && r.clean && r.fields[0].length && r.fields[1].begin[0] != '{')
      return candidates[i];
  }
  return 0;
}

static bool is_ratings_header(const row *r) {
  return is_word(r, 0, "userId") && is_word(r, 1, "movieId") && is_word(r, 2, "rating");
}

/* user, movie, rating, Unix time: MovieLens without its header. */
static bool looks_rated(const row *r) {
  double rating, time, id;
  return r->count == 4 && is_number(r, 0, &id) && is_number(r, 1, &id) &&
         is_number(r, 2, &rating) && is_number(r, 3, &time) && rating >= 0.5 && rating <= 5 &&
         time >= 1e8 && time < 1e10 && r->fields[3].length <= 10;
}

static bool tabs_only(const char *line) {
  const char *end = rawmemchr(line, '\n');
  return memchr(line, '\t', (size_t)(end - line)) && !memchr(line, ' ', (size_t)(end - line));
}

/* Column names: the line after differs in kind, or they are well-known. */
static bool is_header(const row *first, const row *second) {
  static const char *const known[][2] = {{"source", "target"}, {"src", "dst"},
                                         {"from", "to"},       {"node1", "node2"},
                                         {"head", "tail"},     {"FromNodeId", "ToNodeId"}};
  double value;
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
    if (is_word(first, 0, known[i][0]) && is_word(first, 1, known[i][1]))
      return true;
  if (second->count < 2)
    return false;
  bool names = !is_number(first, 0, &value) && !is_number(first, 1, &value) &&
               is_number(second, 0, &value) && is_number(second, 1, &value);
  bool weight = first->count > 2 && !is_number(first, 2, &value) &&
                first->fields[2].begin[0] != '{' && is_number(second, 2, &value);
  return names || weight;
}

static n2v_number_rule number_rule(const n2v_config *config, const row *first) {
  if (config->weighted[0] == '0')
    return N2V_NUMBER_IGNORED;
  return config->weighted[0] == '1' || first->count > 2 ? N2V_NUMBER_NEEDED : N2V_NUMBER_NONE;
}

static n2v_status find_edges(const n2v_text *text, const n2v_config *config, const char *line,
                             n2v_dialect *dialect) {
  row first = cut_row(line, dialect->format.separator);
  const char *after = data_line(text, n2v_text_next(text, line));
  row second = after ? cut_row(after, dialect->format.separator) : (row){0};
  dialect->kind = N2V_INPUT_EDGES;
  dialect->header = is_header(&first, &second);
  dialect->format.from = dialect->header ? after : line;
  dialect->format.number = number_rule(config, dialect->header ? &second : &first);
  return N2V_OK;
}

/* True when the first line is one of ratings. */
static n2v_status find_ratings(const n2v_text *text, const n2v_config *config, const char *line,
                               n2v_dialect *dialect, bool *found, n2v_error *err) {
  bool asked = strcmp(config->format, "ratings") == 0;
  char separator = dialect->format.separator;
  row first = cut_row(line, separator);
  dialect->header = is_ratings_header(&first);
  bool rated = looks_rated(&first);
  *found = asked || dialect->header || (rated && (separator == ':' || tabs_only(line)));
  if ((*found || rated) && separator == ',' && !dialect->header)
    return n2v_text_fail(text, line,
                         asked ? "ratings need the header userId,movieId,rating"
                               : "looks like ratings without their header userId,movieId,rating; "
                                 "-format edgelist takes it as edges",
                         err);
  if (!*found)
    return N2V_OK;
  dialect->kind = N2V_INPUT_RATINGS;
  dialect->format.number = N2V_NUMBER_NEEDED;
  dialect->format.rating = true;
  dialect->format.least = config->min_rating;
  dialect->format.from = dialect->header ? n2v_text_next(text, line) : line;
  return N2V_OK;
}

n2v_status n2v_dialect_find(const n2v_text *text, const n2v_config *config, n2v_dialect *dialect,
                            n2v_error *err) {
  const char *start = n2v_text_first(text), *format = config->format;
  const char *line = data_line(text, start);
  bool choose = strcmp(format, "auto") == 0, ratings = false;
  n2v_status status = N2V_OK;
  *dialect = (n2v_dialect){.format.memory = config->memory};
  size_t head = text->input.size < HEAD ? text->input.size : HEAD;
  if (head && memchr(text->input.bytes, 0, head))
    return n2v_fail(err, N2V_EINPUT, "%s: not text, and no binary graph of n2v", text->input.name);
  if (strcmp(format, "mtx") == 0 || (choose && start && strncmp(start, "%%Matrix", 8) == 0))
    return n2v_matrix_market_header(text, config, dialect, err);
  if (!line)
    return n2v_fail(err, N2V_EINPUT, "%s: empty: not a single line of data", text->input.name);
  dialect->format.separator = find_separator(line);
  if (choose || strcmp(format, "ratings") == 0)
    status = find_ratings(text, config, line, dialect, &ratings, err);
  if (status != N2V_OK || ratings)
    return status;
  return find_edges(text, config, line, dialect);
}
