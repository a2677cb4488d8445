/* What the columns of a table are: which hold the ends of an edge, which its weight. */
#ifndef N2V_INPUT_COLUMNS_H
#define N2V_INPUT_COLUMNS_H

#include "input/records.h"

enum { N2V_SAMPLE = 24 /* lines that are looked at before reading */ };

/* The first lines of a table, cut. */
typedef struct n2v_sample {
  const n2v_text *text;
  const char *lines[N2V_SAMPLE];
  n2v_row rows[N2V_SAMPLE];
  int count;
} n2v_sample;

typedef struct n2v_columns {
  int source, target, value, kind; /* counted from 0, or N2V_NO_COLUMN */
  bool two_kinds;                  /* the ends are of different kinds: users and items, say */
  bool perhaps_one_kind;           /* one of them has a name that is not known */
  bool named;                      /* the ends have names that head nothing else */
  bool guessed;                    /* the ends are what is left, their names say nothing */
  bool has_rating;                 /* `value` is headed as a rating */
} n2v_columns;

/* Whether the words of a row are known to head the ends of an edge, as `source` and `target` do,
 * or users and items. */
bool n2v_columns_known(const n2v_row *header);

/* Whether they may be, as `a` and `b`, which are names of nodes as well. */
bool n2v_columns_weak(const n2v_row *row);

/* Whether every word of a row is one that heads columns: `id,name`, `source,target`. */
bool n2v_row_is_names(const n2v_row *row);

/* By the names in the header; `sample` are rows below. `weighted`: the number is wanted. N2V_EINPUT
 * where the names do not decide: the error lists the columns and says what to type. */
n2v_status n2v_columns_by_name(const n2v_text *text, const char *line, const n2v_row *header,
                               const n2v_sample *sample, bool weighted, n2v_columns *out,
                               n2v_error *err);

/* By the option: `1,3` or `from,to,weight`. header: NULL when there is none. */
n2v_status n2v_columns_by_option(const char *option, const n2v_text *text, const char *line,
                                 const n2v_row *header, n2v_columns *out, n2v_error *err);

/* N2V_EINPUT: `what`, then the names of all columns. */
n2v_status n2v_columns_ask(const n2v_text *text, const char *line, const n2v_row *header,
                           const char *what, n2v_error *err);

/* A column's name without its mark (`user_id` of `user_id:token`), without control characters. */
const char *n2v_column_name(const n2v_row *header, int column, char *out, size_t size);

/* Whether every row of the sample has a number there. */
bool n2v_column_is_number(const n2v_sample *sample, int column);

#endif
