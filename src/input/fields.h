/* A line of a text input cut into fields, to see what the input is; record_line.c reads it. */
#ifndef N2V_INPUT_FIELDS_H
#define N2V_INPUT_FIELDS_H

#include "input/text.h"

enum { N2V_FIELDS = 5 };

typedef struct n2v_fields {
  struct {
    const char *begin; /* quotes around a field are left out */
    size_t length;
    bool quoted;
  } at[N2V_FIELDS];
  int count;
  bool clean, rest_clean; /* no white space inside the first three, inside those behind them */
  bool attributes;        /* the last one is networkx' {...} */
} n2v_fields;

/* separator as in n2v_record_format. A brace that begins the third field or a later one begins the
 * last, which takes the rest. */
n2v_fields n2v_fields_cut(const char *line, char separator);

bool n2v_field_number(const n2v_fields *fields, int field, double *value);
bool n2v_field_is(const n2v_fields *fields, int field, const char *word); /* in either case */

/* What separates the fields of a line, given the next one (NULL: there is none): "::" between three
 * or four numbers (in format ratings the third is enough), else the comma or semicolon that comes
 * first, else white space. Where comma or semicolon leave white space inside fields, format csv
 * takes them all the same, format edgelist white space; else the next line tells: clean fields
 * speak for them, none at all for white space. N2V_EINPUT where that is not certain, or where one
 * of the first three fields holds the other of comma and semicolon. */
n2v_status n2v_fields_separator(const n2v_text *text, const char *line, const char *after,
                                n2v_graph_format format, char *separator, n2v_error *err);

#endif
