/* What makes rows that could be edges doubtful: N2V_EINPUT asks, and says what to type. */
#ifndef N2V_INPUT_DOUBTS_H
#define N2V_INPUT_DOUBTS_H

#include "input/columns.h"

/* Rows without names of columns: lists of other things that have two or three columns. */
n2v_status n2v_check_rows(const n2v_sample *sample, n2v_error *err);

/* Rows below a line that is their number and nothing else. */
n2v_status n2v_check_counted(const n2v_sample *sample, n2v_error *err);

/* Signs in the place of names; before and behind those of a column. */
n2v_status n2v_check_signs(const n2v_sample *sample, n2v_error *err);
n2v_status n2v_check_name_signs(const n2v_sample *sample, int column, n2v_error *err);

/* `---|---` under a head, `+---+` around a table. */
n2v_status n2v_check_rulers(const n2v_sample *sample, n2v_error *err);

/* Ends that are no names, whatever said that these columns are the ends. told: the user did, and
 * may mean numbers with fractions. */
n2v_status n2v_check_ends(const n2v_sample *sample, const n2v_columns *columns, bool told,
                          n2v_error *err);

/* Columns under names that do not tell: numbers beside words, unless the name above the numbers is
 * one of nodes (`gene,pathway_id`). */
n2v_status n2v_check_facts(const n2v_sample *sample, const char *line, const n2v_row *header,
                           const n2v_columns *columns, n2v_error *err);

/* Triples of head, relation and tail. */
n2v_status n2v_check_relations(const n2v_sample *sample, n2v_error *err);

/* A third column without a name. asked: the user says that there is a weight. */
n2v_status n2v_check_third(const n2v_sample *sample, bool asked, n2v_error *err);

#endif
