/* Rows that are no edges: names of columns, and counts on top. */
#ifndef N2V_INPUT_HEADER_H
#define N2V_INPUT_HEADER_H

#include "input/columns.h"

/* Whether the sample's first row names columns. */
bool n2v_is_header(const n2v_sample *sample);

/* The first row below that is the same as the first, if that might name columns; else 0. */
int n2v_header_again(const n2v_sample *sample);

/* Whether a field may head a column: a word that is no attempt at a number. */
bool n2v_may_head(const n2v_field *field);

/* Whether every row below the first has a column more, row numbers in front: R writes so. And an
 * empty name for that column. */
bool n2v_has_row_numbers(const n2v_sample *sample);
void n2v_insert_column(n2v_row *row);

/* A comment above the data that names their columns: `# FromNodeId ToNodeId`. */
bool n2v_is_comment_header(const char *comment, const n2v_dialect *dialect, int columns,
                           n2v_row *header);

/* A first line `nodes edges`, or `edges`, above as many lines: then counts[1] is set. In a short
 * list it may be an edge as well, unless that were a loop: N2V_EINPUT asks. Of a text that is the
 * beginning of a file whose lines are not counted yet, a number alone is taken for the count. */
n2v_status n2v_find_count_line(const n2v_sample *sample, const n2v_dialect *dialect,
                               uint64_t counts[2], n2v_error *err);

/* Whole numbers, not from 0 on as pandas counts columns: sizes, which name nothing. */
bool n2v_row_is_sizes(const n2v_row *row);

bool n2v_field_is_whole(const n2v_field *field); /* digits, fewer than 16 */

#endif
