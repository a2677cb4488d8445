#include "input/record_line.h"

#include <float.h>
#include <string.h>

/* Bytes; the interner counts them in 32 bits. */
enum { LONGEST_NAME = 1 << 30 };

void n2v_line_parser_init(n2v_line_parser *parser, const n2v_record_format *format, bool integers) {
  *parser = (n2v_line_parser){.separator = format->separator,
                              .integers = integers,
                              .number = format->number,
                              .rating = format->rating,
                              .pattern = format->pattern};
  for (const char *c = " \t\n\v\f\r"; *c; c++)
    parser->ends_token[(unsigned char)*c] = true;
  if (format->separator)
    parser->ends_token[(unsigned char)format->separator] = true;
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

static const char *skip_blanks(const char *p) {
  while (is_blank(*p))
    p++;
  return p;
}

static const char *line_end(const char *p) {
  return rawmemchr(p, '\n');
}

/* Digits only, at most 19, no leading zero. */
static const char *read_integer(const n2v_line_parser *parser, const char *p, n2v_token *token) {
  const char *begin = p;
  uint64_t value = 0;
  for (unsigned digit; (digit = (unsigned)(unsigned char)*p - '0') <= 9; p++)
    value = value * 10 + digit;
  size_t length = (size_t)(p - begin);
  if (!parser->ends_token[(unsigned char)*p] || length == 0 || length > 19 ||
      (*begin == '0' && length > 1))
    return NULL;
  *token = (n2v_token){begin, length, n2v_integer_key(value)};
  return p;
}

static const char *read_bytes(const n2v_line_parser *parser, const char *p, n2v_token *token) {
  const char *begin = p, *end;
  if (*p == '"' && parser->separator) { /* a quoted field; neither quotes nor white space inside */
    for (begin = ++p; *p != '"' && *p != '\n' && !is_blank(*p); p++)
      ;
    end = p;
    if (*p++ != '"' || !parser->ends_token[(unsigned char)*p])
      return NULL;
  } else {
    while (!parser->ends_token[(unsigned char)*p])
      p++;
    end = p;
  }
  if (begin == end || end - begin > LONGEST_NAME)
    return NULL;
  *token = (n2v_token){begin, (size_t)(end - begin), n2v_name_key(begin, (size_t)(end - begin))};
  return p;
}

/* Steps over what separates two fields; NULL when it is not there. */
static const char *skip_separator(const n2v_line_parser *parser, const char *p) {
  p = skip_blanks(p);
  if (!parser->separator || *p == '\n')
    return p;
  if (*p != parser->separator)
    return NULL;
  if (parser->separator == ':' && *++p != ':')
    return NULL;
  return skip_blanks(p + 1);
}

/* networkx's {} or {'weight': 3.0}: gives where the number stands, or NULL. */
static const char *find_weight(const char *p, const char *end) {
  static const char *const keys[] = {"'weight':", "\"weight\":"};
  for (int i = 0; i < 2; i++) {
    const char *key = memmem(p, (size_t)(end - p), keys[i], strlen(keys[i]));
    if (key)
      return skip_blanks(key + strlen(keys[i]));
  }
  return NULL;
}

static n2v_line_kind wrong(n2v_line_parser *parser, const char *what) {
  parser->what = what;
  return N2V_LINE_WRONG;
}

static bool is_decimal_comma(const char *p, const char *end) {
  const char *comma = memchr(p, ',', (size_t)(end - p));
  double value;
  return comma && n2v_text_number(p, comma, &value) && n2v_text_number(comma + 1, end, &value);
}

static n2v_line_kind read_number(n2v_line_parser *parser, const char *p, const char *end) {
  if (!n2v_text_number(p, end, &parser->value))
    return is_decimal_comma(p, end)
               ? wrong(parser, "a decimal comma: numbers are written with a point")
               : wrong(parser, parser->rating ? "the rating is not a number"
                                              : "the weight is not a finite number above 0");
  if (!parser->rating && !(parser->value >= FLT_MIN && parser->value <= FLT_MAX))
    return wrong(parser, "the weight is not a finite number above 0");
  return N2V_LINE_RECORD;
}

static n2v_line_kind third_column(n2v_line_parser *parser) {
  return wrong(parser, parser->pattern ? "a third column, but the header says `pattern`"
                                       : "a third column, which the first line does not have; "
                                         "`weighted = 0` ignores it");
}

/* The number at p, perhaps in quotes; columns behind it do not matter. */
static n2v_line_kind read_column(n2v_line_parser *parser, const char *p) {
  const char *stop = p;
  if (*p == '"' && parser->separator) {
    for (stop = ++p; *stop != '"' && *stop != '\n'; stop++)
      ;
    if (*stop == '"' && !parser->ends_token[(unsigned char)stop[1]])
      stop++; /* more behind the quote: no number */
    return read_number(parser, p, stop);
  }
  while (!parser->ends_token[(unsigned char)*stop])
    stop++;
  if (*stop == '\r' && stop[1] != '\n')
    return wrong(parser, N2V_INNER_RETURN);
  return read_number(parser, p, stop);
}

/* What stands behind the names, from p on. */
static n2v_line_kind read_rest(n2v_line_parser *parser, const char *p) {
  const char *end = line_end(p);
  parser->next = end + 1;
  parser->value = 1;
  if (p < end && p[-1] == '\r')
    return wrong(parser, N2V_INNER_RETURN);
  if (parser->number == N2V_NUMBER_IGNORED)
    return N2V_LINE_RECORD;
  if (*p == '{') {
    const char *weight = find_weight(p, end), *stop = weight;
    if (!weight)
      return N2V_LINE_RECORD;
    if (parser->number == N2V_NUMBER_NONE)
      return third_column(parser);
    while (*stop != ',' && *stop != '}' && *stop != '\n' && !is_blank(*stop))
      stop++;
    return read_number(parser, weight, stop);
  }
  if (parser->number == N2V_NUMBER_NONE)
    return p == end ? N2V_LINE_RECORD : third_column(parser);
  if (p == end)
    return wrong(parser, parser->rating ? "no rating"
                                        : "no weight on this line; `weighted = 0` ignores weights");
  return read_column(parser, p);
}

static bool is_empty(n2v_line_parser *parser, const char *p) {
  if (*p != '\n' && *p != '#' && *p != '%')
    return false;
  parser->next = line_end(p) + 1;
  return true;
}

/* The kind of a line whose name at p cannot be read. */
static n2v_line_kind bad_name(n2v_line_parser *parser, const char *p) {
  if (*p == '\n')
    return wrong(parser, "one name only, two are needed");
  if (parser->separator && *p == parser->separator)
    return wrong(parser, "an empty name");
  if (parser->integers)
    return N2V_LINE_NOT_INTEGERS;
  if (*p == '"')
    return wrong(parser, "a quoted name that is empty, or has quotes or white space inside");
  return wrong(parser, "a name of more than 1 GB");
}

static n2v_line_kind no_separator(n2v_line_parser *parser) {
  if (parser->separator == ':')
    return wrong(parser, "no :: behind a name");
  return wrong(parser, parser->separator == ','
                           ? "no comma behind a name (names have no blanks)"
                           : "no semicolon behind a name (names have no blanks)");
}

n2v_line_kind n2v_line_parse(n2v_line_parser *parser, const char *line) {
  const char *p = skip_blanks(line);
  if (is_empty(parser, p))
    return N2V_LINE_EMPTY;
  for (int i = 0; i < 2; i++) {
    const char *after = parser->integers ? read_integer(parser, p, &parser->names[i])
                                         : read_bytes(parser, p, &parser->names[i]);
    if (!after)
      return bad_name(parser, p);
    p = skip_separator(parser, after);
    if (!p)
      return no_separator(parser);
  }
  return read_rest(parser, p);
}

n2v_line_kind n2v_line_parse_name(n2v_line_parser *parser, const char *line) {
  const char *p = skip_blanks(line);
  if (is_empty(parser, p))
    return N2V_LINE_EMPTY;
  p = parser->integers ? read_integer(parser, p, &parser->names[0])
                       : read_bytes(parser, p, &parser->names[0]);
  if (!p)
    return bad_name(parser, line);
  p = skip_blanks(p);
  parser->next = p + 1;
  return *p == '\n' ? N2V_LINE_RECORD : wrong(parser, "more than one name on a line");
}
