/* One line of records.c's input: tokens and numbers. */
#ifndef N2V_INPUT_RECORD_LINE_H
#define N2V_INPUT_RECORD_LINE_H

#include "input/records.h"

typedef enum n2v_line_kind {
  N2V_LINE_RECORD,
  N2V_LINE_EMPTY, /* or a comment */
  N2V_LINE_NOT_INTEGERS,
  N2V_LINE_WRONG
} n2v_line_kind;

typedef struct n2v_token {
  const char *name;
  uint64_t length;
  uint64_t key; /* as n2v_interner_id wants it */
} n2v_token;

typedef struct n2v_line_parser {
  bool ends_token[256]; /* white space, newline and the separator */
  char separator;
  bool integers;
  n2v_number_rule number;
  bool rating, pattern;
  /* The line read last. */
  n2v_token names[2];
  double value;     /* 1 where the line gives none */
  const char *next; /* the line after */
  const char *what; /* N2V_LINE_WRONG: what is wrong */
} n2v_line_parser;

void n2v_line_parser_init(n2v_line_parser *parser, const n2v_record_format *format, bool integers);

/* Reads the line at `line`, which ends in a newline. */
n2v_line_kind n2v_line_parse(n2v_line_parser *parser, const char *line);

/* The same for a line that is one name. */
n2v_line_kind n2v_line_parse_name(n2v_line_parser *parser, const char *line);

#endif
