/* One line of records.c's input: two names and a number. */
#ifndef N2V_INPUT_RECORD_LINE_H
#define N2V_INPUT_RECORD_LINE_H

#include "input/records.h"

typedef enum n2v_line_kind {
  N2V_LINE_RECORD,
  N2V_LINE_EMPTY,
  N2V_LINE_COMMENT,
  N2V_LINE_NOT_INTEGERS,
  N2V_LINE_WRONG
} n2v_line_kind;

typedef struct n2v_token {
  const char *name;
  uint64_t length;
  uint64_t key; /* as n2v_interner_id wants it */
} n2v_token;

enum { N2V_JOINED_NAME = 4096 /* bytes of a name that is not in the text as it is */ };

typedef struct n2v_line_parser {
  const n2v_record_format *format;
  bool integers;
  bool fast;                 /* the first columns are the names, and a number comes next or none */
  bool ends_token[256];      /* white space, newline and the separator */
  bool behind_empty;         /* the line before is empty: a table may begin here */
  bool directed, undirected; /* said by a line's column `kind` so far */
  /* The line read last. */
  n2v_token names[2];
  double value;     /* 1 where the line gives none */
  const char *next; /* the line after */
  bool copied;      /* a name stands in `copies`: valid until the next line is read */
  char what[320];   /* N2V_LINE_WRONG: what is wrong */
  char copies[2][N2V_JOINED_NAME];
} n2v_line_parser;

void n2v_line_parser_init(n2v_line_parser *parser, const n2v_record_format *format, bool integers);

/* Reads the line at `line`, which ends in a newline. */
n2v_line_kind n2v_line_parse(n2v_line_parser *parser, const char *line);

/* The same for a line that is one name. */
n2v_line_kind n2v_line_parse_name(n2v_line_parser *parser, const char *line);

#endif
