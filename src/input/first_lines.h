/* The first lines of a text, before it is known what they are. */
#ifndef N2V_INPUT_FIRST_LINES_H
#define N2V_INPUT_FIRST_LINES_H

#include "input/columns.h"

/* The line from `line` on that is neither empty nor a comment, or NULL. *last (last may be NULL):
 * the last comment before it that says something. */
const char *n2v_data_line(const n2v_text *text, const n2v_dialect *dialect, const char *line,
                          uint64_t *comments, const char **last);

/* The first data lines from `line` on, and cut. */
void n2v_sample_take(n2v_sample *sample, const n2v_text *text, const n2v_dialect *dialect,
                     const char *line);
void n2v_sample_cut(n2v_sample *sample, const n2v_dialect *dialect);

/* A field, an empty one where the row has none. */
const n2v_field *n2v_sample_at(const n2v_sample *sample, int row, int column);
bool n2v_same_text(const n2v_field *a, const n2v_field *b);

/* N2V_EINPUT: what is doubtful in a row. */
n2v_status n2v_sample_doubt(const n2v_sample *sample, int row, const char *what, n2v_error *err);

/* N2V_EINPUT for a carriage return elsewhere than at the end of a line: of the sample, of the first
 * bytes of the file. */
n2v_status n2v_sample_check_returns(const n2v_sample *sample, n2v_error *err);
n2v_status n2v_text_check_returns(const n2v_text *text, n2v_error *err);

/* Whether a tuple of Python stands on the line. */
bool n2v_has_brackets(const char *line);

/* Whether the first two fields of all rows, cut without regard to them, stand in apostrophes. */
bool n2v_has_apostrophes(const n2v_sample *sample);

#endif
