/* One line to two names and a number. Most lines of large files are two plain names and perhaps a
 * number: parse_fast reads those in one pass over their bytes and gives up at anything else,
 * quotes, comments, errors. The tokenizer then cuts the line, and parse_row reads the fields; what
 * a line means, and what is wrong with it, is said there alone. */
#include "input/record_line.h"

#include "input/decimals.h"

#include <float.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Bytes; the interner counts them in 32 bits. */
enum { LONGEST_NAME = 1 << 30 };

void n2v_line_parser_init(n2v_line_parser *parser, const n2v_record_format *format, bool integers) {
  const n2v_dialect *d = &format->dialect;
  parser->format = format;
  parser->integers = integers;
  parser->directed = parser->undirected = parser->copied = parser->behind_empty = false;
  parser->fast = format->source == 0 && format->target == 1 && format->kind == N2V_NO_COLUMN &&
                 ((format->value == 2 && !d->comma) || format->value == N2V_NO_COLUMN) &&
                 !d->brackets && !d->apostrophes;
  memset(parser->ends_token, 0, sizeof parser->ends_token);
  for (const char *c = " \t\n\v\f\r"; *c; c++)
    parser->ends_token[(unsigned char)*c] = true;
  if (d->separator)
    parser->ends_token[(unsigned char)d->separator] = true;
}

/* ------------------------------------------------------------------------------ plain lines */

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
  const char *begin = p;
  if (*p == '"' || *p == '\xef' || *p == '#' || *p == '%' || *p == '{' || *p == ';' ||
      (*p == '/' && p[1] == '/'))
    return NULL;
  while (!parser->ends_token[(unsigned char)*p])
    p++;
  if (begin == p || p - begin > LONGEST_NAME)
    return NULL;
  *token = (n2v_token){begin, (size_t)(p - begin), n2v_name_key(begin, (size_t)(p - begin))};
  return p;
}

/* Over spaces, and tabs that do not separate; a carriage return is nothing but the line's end. */
static inline const char *skip_spaces(char separator, const char *p) {
  while (*p == ' ' || (*p == '\t' && separator != '\t'))
    p++;
  return *p == '\r' && p[1] == '\n' ? p + 1 : p;
}

/* Over what separates two fields, if they are; NULL: neither that nor the line's end is there. */
static inline const char *skip_separator(char separator, const char *p) {
  const char *begin = p;
  p = skip_spaces(separator, p);
  if (*p == '\n')
    return p;
  if (!separator)
    return p > begin ? p : NULL;
  if (*p != separator || (separator == ':' && *++p != ':'))
    return NULL;
  return skip_spaces(separator, p + 1);
}

/* Whether the line ends at p, behind the columns that it may have and none that need a look. */
static const char *skip_rest(const n2v_line_parser *parser, const char *p, int columns) {
  char separator = parser->format->dialect.separator;
  while (*p != '\n' && columns < parser->format->most) {
    const char *begin = p;
    while (!parser->ends_token[(unsigned char)*p])
      if (*p == '"' || *p == '#' || *p == '{')
        return NULL;
      else
        p++;
    if (p == begin || !(p = skip_separator(separator, p)))
      return NULL;
    columns++;
  }
  return *p == '\n' && columns >= parser->format->least ? p + 1 : NULL;
}

static bool is_weight(double value) {
  return value >= (double)FLT_MIN && value <= (double)FLT_MAX;
}

/* The line after, or NULL: the line is not plain. */
static const char *parse_fast(n2v_line_parser *parser, const char *line) {
  const n2v_record_format *format = parser->format;
  char separator = format->dialect.separator;
  const char *p = skip_spaces(separator, line);
  for (int i = 0; i < 2; i++) {
    p = parser->integers ? read_integer(parser, p, &parser->names[i])
                         : read_bytes(parser, p, &parser->names[i]);
    if (!p || !(p = skip_separator(separator, p)))
      return NULL;
  }
  parser->value = 1;
  int columns = 2;
  if (format->value == 2) {
    const char *stop = p;
    while (!parser->ends_token[(unsigned char)*stop])
      stop++;
    if (!n2v_text_number(p, stop, &parser->value) ||
        (!format->rating && !is_weight(parser->value)) ||
        (format->dialect.no_thousands && memchr(p, '.', (size_t)(stop - p))) ||
        !(p = skip_separator(separator, stop)))
      return NULL;
    columns = 3;
  }
  return skip_rest(parser, p, columns);
}

/* -------------------------------------------------------------------------------- any line */

static __attribute__((format(printf, 2, 3))) n2v_line_kind wrong(n2v_line_parser *parser,
                                                                 const char *format, ...) {
  va_list args;
  va_start(args, format);
  vsnprintf(parser->what, sizeof parser->what, format, args);
  va_end(args);
  return N2V_LINE_WRONG;
}

/* networkx' {} or {'weight': 3.0}: where the number stands, or length 0. */
static n2v_field find_weight(const n2v_field *attributes) {
  static const char *const keys[] = {"'weight':", "\"weight\":"};
  if (attributes->length == 0)
    return (n2v_field){0};
  const char *end = attributes->begin + attributes->length;
  for (int i = 0; i < 2; i++) {
    const char *key = memmem(attributes->begin, attributes->length, keys[i], strlen(keys[i]));
    if (!key)
      continue;
    const char *p = n2v_skip_blanks(key + strlen(keys[i])), *stop = p;
    while (stop < end && *stop != ',' && *stop != '}' && !n2v_is_blank(*stop))
      stop++;
    return (n2v_field){.begin = p, .length = (size_t)(stop - p)};
  }
  return (n2v_field){0};
}

static bool is_decimal_comma(const n2v_field *f) {
  const char *end = f->begin + f->length, *comma = memchr(f->begin, ',', f->length);
  double value;
  return comma && n2v_text_number(f->begin, comma, &value) &&
         n2v_text_number(comma + 1, end, &value);
}

static n2v_line_kind wrong_weight(n2v_line_parser *parser) {
  const n2v_record_format *format = parser->format;
  if (format->value < 0 || format->matrix)
    return wrong(parser, "the weight is not a finite number above 0");
  return wrong(
      parser,
      "the weight is not a finite number above 0; `columns = %d,%d` leaves that column out%s",
      format->source + 1, format->target + 1,
      format->rated ? ", `format = ratings` takes it as a rating" : "");
}

static n2v_line_kind read_number(n2v_line_parser *parser, const n2v_field *f) {
  bool rating = parser->format->rating;
  if (f->length == 0)
    return wrong(parser, rating ? "no rating" : "no weight on this line, where others have one");
  bool comma = parser->format->dialect.comma;
  if (f->open ||
      !(comma ? n2v_comma_number(f, &parser->value) : n2v_field_number(f, &parser->value)))
    return comma && n2v_field_number(f, &parser->value)
               ? wrong(parser, "a decimal point, where other lines have commas")
           : is_decimal_comma(f)
               ? wrong(parser, "a decimal comma, where the lines before have points or none")
           : rating ? wrong(parser, "the rating is not a number")
                    : wrong_weight(parser);
  if (parser->format->dialect.no_thousands && n2v_may_be_thousands(f))
    return wrong(parser, N2V_THOUSANDS);
  if (rating || is_weight(parser->value))
    return N2V_LINE_RECORD;
  if (parser->value > 0 && parser->value < (double)FLT_MIN)
    return wrong(parser,
                 "the weight is too small for single precision (the least is %.3g); for "
                 "p-values and E-values take minus log10 of them as weights",
                 (double)FLT_MIN);
  if (parser->value > 0)
    return wrong(parser, "the weight is too large for single precision (the most is %.3g)",
                 (double)FLT_MAX);
  return wrong_weight(parser);
}

/* Names that are kept as they are point into the text, others into parser->copies. */
static n2v_line_kind read_name(n2v_line_parser *parser, const n2v_field *f, int which) {
  n2v_token *token = &parser->names[which];
  const n2v_dialect *d = &parser->format->dialect;
  if (f->length == 0)
    return wrong(parser,
                 "an empty name in column %d: leave the line out, or choose other columns "
                 "(`columns`)",
                 1 + (which ? parser->format->target : parser->format->source));
  if (f->open)
    return wrong(parser, N2V_OPEN_QUOTE);
  if (f->length > LONGEST_NAME)
    return parser->integers ? N2V_LINE_NOT_INTEGERS : wrong(parser, "a name of more than 1 GB");
  if (f->blank && !d->join)
    return wrong(parser, "white space inside a name: `blanks = _` joins its words by `_`");
  const char *begin = f->begin;
  size_t length = f->length;
  if (f->blank || f->doubled) {
    length = n2v_field_name(d, f, parser->copies[which], N2V_JOINED_NAME);
    begin = parser->copies[which];
    parser->copied = true;
    if (length == 0)
      return wrong(parser, "a name of more than %d bytes with white space or quotes in it",
                   N2V_JOINED_NAME);
  }
  if (!parser->integers) {
    *token = (n2v_token){begin, length, n2v_name_key(begin, length)};
    return N2V_LINE_RECORD;
  }
  char digits[24];
  if (length >= sizeof digits)
    return N2V_LINE_NOT_INTEGERS;
  memcpy(digits, begin, length);
  digits[length] = '\n';
  if (read_integer(parser, digits, token) != digits + length)
    return N2V_LINE_NOT_INTEGERS;
  token->name = begin;
  return N2V_LINE_RECORD;
}

static const char *separator_name(char separator) {
  return separator == '\t'  ? "tab"
         : separator == ',' ? "comma"
         : separator == ';' ? "semicolon"
         : separator == '|' ? "bar"
         : separator == ':' ? "::"
                            : "white space";
}

static n2v_line_kind wrong_count(n2v_line_parser *parser, const n2v_row *row) {
  const n2v_record_format *format = parser->format;
  for (int i = 0; i < row->count && i < N2V_COLUMNS; i++)
    if (row->at[i].open)
      return wrong(parser, N2V_OPEN_QUOTE);
  if (row->count < format->least && format->most == INT_MAX)
    return wrong(parser, "%d columns, but `columns` asks for column %d", row->count, format->least);
  if (row->count < 2 && format->dialect.separator)
    return wrong(parser, "no %s behind a name, which separates on the lines before",
                 separator_name(format->dialect.separator));
  if (row->count < 2)
    return wrong(parser, "one name only, two are needed; an adjacency list? `format = adjlist`");
  if (format->pattern)
    return wrong(parser, "a third column, but the header says `pattern`");
  if (row->count < format->least)
    return row->count == format->value
               ? wrong(parser, format->rating ? "no rating"
                                              : "no weight on this line, where others have one")
               : wrong(parser, "%d columns, where the lines before have %d", row->count,
                       format->least);
  return wrong(parser,
               "%d columns, where the lines before have %d: an adjacency list? `format = adjlist`; "
               "`columns = 1,2` takes the first two of every line",
               row->count, format->most);
}

/* Gephi's Type. */
static n2v_line_kind read_kind(n2v_line_parser *parser, const n2v_field *f) {
  bool directed = n2v_field_is(f, "directed"), undirected = n2v_field_is(f, "undirected");
  parser->directed |= directed;
  parser->undirected |= undirected;
  return directed || undirected
             ? N2V_LINE_RECORD
             : wrong(parser,
                     "the column Type is neither Directed nor Undirected on this line; `columns = "
                     "%d,%d` leaves it out",
                     parser->format->source + 1, parser->format->target + 1);
}

static n2v_line_kind parse_row(n2v_line_parser *parser, const n2v_row *row) {
  const n2v_record_format *format = parser->format;
  static const n2v_field none = {.begin = ""};
  if (!n2v_row_fits(row, format->least, format->most) || row->count < 2)
    return wrong_count(parser, row);
  for (int i = 0; i < row->count && i < N2V_COLUMNS; i++)
    if (row->at[i].open && (format->dialect.separator == ',' || format->dialect.separator == ';'))
      return wrong(parser, N2V_OPEN_QUOTE); /* what follows is no line of the table */
  n2v_line_kind kind = read_name(parser, &row->at[format->source], 0);
  if (kind == N2V_LINE_RECORD)
    kind = read_name(parser, &row->at[format->target], 1);
  if (kind == N2V_LINE_RECORD && format->kind >= 0)
    kind = read_kind(parser, &row->at[format->kind]);
  if (kind != N2V_LINE_RECORD)
    return kind;
  parser->value = 1;
  n2v_field weight = find_weight(&row->attributes);
  if (format->value >= 0)
    return read_number(parser, format->value < row->count ? &row->at[format->value]
                               : weight.length            ? &weight
                                                          : &none);
  if (!weight.length || format->value == N2V_NO_COLUMN)
    return weight.length && format->most < 3
               ? wrong(parser, "a weight, which the lines before do not have")
               : N2V_LINE_RECORD;
  return read_number(parser, &weight);
}

/* What the line is when its fields need not be looked at; N2V_LINE_RECORD: they tell. */
static n2v_line_kind begin_line(n2v_line_parser *parser, const char *line) {
  parser->next = (const char *)rawmemchr(line, '\n') + 1;
  parser->copied = false;
  if (n2v_is_empty_row(&parser->format->dialect, line)) {
    parser->behind_empty = true;
    return N2V_LINE_EMPTY;
  }
  return n2v_is_comment(&parser->format->dialect, line) ? N2V_LINE_COMMENT : N2V_LINE_RECORD;
}

static n2v_line_kind parse_any(n2v_line_parser *parser, const char *line) {
  n2v_row row;
  const n2v_line_kind kind = begin_line(parser, line);
  if (kind != N2V_LINE_RECORD)
    return kind;
  if (strncmp(line, "\xef\xbb\xbf", 3) == 0)
    return wrong(parser, "a byte order mark inside the file: two files, one behind the other? "
                         "sed 's/^\\xef\\xbb\\xbf//' FILE >NEW leaves such marks out");
  const char *end = parser->next - 1, *inner = memchr(line, '\r', (size_t)(end - line));
  if (inner && n2v_skip_blanks(inner) < end)
    return wrong(parser, N2V_INNER_RETURN);
  n2v_row_cut(&parser->format->dialect, line, &row);
  if (parser->behind_empty && n2v_row_is_names(&row))
    return wrong(parser, "names of columns behind an empty line: a second table? sed '/^$/q' FILE "
                         ">NEW takes the first, sed '1,/^$/d' FILE >NEW what follows");
  parser->behind_empty = false;
  return parse_row(parser, &row);
}

n2v_line_kind n2v_line_parse(n2v_line_parser *parser, const char *line) {
  const char *next = parser->fast && !parser->behind_empty ? parse_fast(parser, line) : NULL;
  if (!next)
    return parse_any(parser, line);
  parser->next = next;
  parser->copied = false;
  return N2V_LINE_RECORD;
}

n2v_line_kind n2v_line_parse_name(n2v_line_parser *parser, const char *line) {
  n2v_row row;
  const n2v_line_kind kind = begin_line(parser, line);
  if (kind != N2V_LINE_RECORD)
    return kind;
  n2v_row_cut(&parser->format->dialect, line, &row);
  if (row.count > 1)
    return wrong(parser, "more than one name on a line");
  return row.count ? read_name(parser, &row.at[0], 0) : wrong(parser, "an empty name");
}
