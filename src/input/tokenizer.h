/* The one place that says how a line of a table is cut into fields. The reader parses by it, what
 * looks at the first lines does, and the writer of lists tries its names on it. */
#ifndef N2V_INPUT_TOKENIZER_H
#define N2V_INPUT_TOKENIZER_H

#include <stdbool.h>
#include <stddef.h>

enum { N2V_COLUMNS = 64 /* columns that can be looked at; those behind are counted */ };

typedef struct n2v_dialect {
  char separator;    /* ',' ';' '|' '\t', ':' for "::"; 0: any run of white space */
  bool hash_names;   /* below a row of column names `#python` is a name, not a comment */
  bool brackets;     /* a line is a tuple of Python: (1, 2) or [1, 2] */
  bool apostrophes;  /* fields may stand in them, as in double quotes */
  bool comma;        /* numbers have a decimal comma, and points between thousands */
  bool no_thousands; /* `1.234` may be thousands or a fraction: it is refused */
  char join;         /* put in place of white space inside names; 0: such a name is wrong */
} n2v_dialect;

/* Bytes of the line, without white space around them and without their quotes. */
typedef struct n2v_field {
  const char *begin;
  size_t length;
  bool quoted;
  bool open;    /* its quote is never closed on the line, or more follows behind it */
  bool doubled; /* "" stands for one quote inside */
  bool blank;   /* white space inside */
} n2v_field;

typedef struct n2v_row {
  int count;            /* fields of the line, `attributes` not among them */
  bool trailing;        /* a separator stands at the end: perhaps there is an empty field more */
  n2v_field attributes; /* networkx' {'weight': 3.0} behind two fields or more; length 0: none */
  n2v_field at[N2V_COLUMNS];
} n2v_row;

/* White space within a line. */
static inline bool n2v_is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

/* The first byte of a line that is no white space, or its newline. */
static inline const char *n2v_skip_blanks(const char *p) {
  while (n2v_is_blank(*p))
    p++;
  return p;
}

/* Whether the line is empty (a newline, perhaps behind white space) or a comment: it begins with #
 * or %, or with // or ; and white space. */
bool n2v_is_empty_line(const char *line);
bool n2v_is_empty_row(const n2v_dialect *dialect, const char *line); /* or separators alone */
bool n2v_is_comment(const n2v_dialect *dialect, const char *line);

/* Whether a line may have so many columns as the row, an empty one at its end counted or not. */
static inline bool n2v_row_fits(const n2v_row *row, int least, int most) {
  return row->count <= most && row->count + row->trailing >= least;
}

/* Cuts a line, which ends in a newline. A separator at its end begins no field that counts, but
 * at[count] is an empty one then. A comment may follow the second field: white space and #. */
void n2v_row_cut(const n2v_dialect *dialect, const char *line, n2v_row *row);

/* A field's name as it is in the graph: quotes single, white space joined. Returns its length, or 0
 * when it does not fit `size` bytes, is empty, or has white space that nothing joins. */
size_t n2v_field_name(const n2v_dialect *dialect, const n2v_field *field, char *out, size_t size);

bool n2v_field_number(const n2v_field *field, double *value);
bool n2v_field_is(const n2v_field *field, const char *word); /* in either case */

#endif
