/* Files that are no table: what they are, and what to type instead. */
#ifndef N2V_INPUT_FOREIGN_H
#define N2V_INPUT_FOREIGN_H

#include "input/columns.h"

/* N2V_EINPUT when the first bytes are those of a form that is no table (GraphML, JSON, a workbook,
 * UTF-16, ...); N2V_OK when nothing is recognised. */
n2v_status n2v_foreign_check(const n2v_text *text, n2v_error *err);

/* The error for rows that differ in their number of fields, or that have more than three without
 * names: what they look like (adjacency list, METIS, triples, SIF, walks, a matrix, vectors, ...).
 * `rows` are all of the sample. */
n2v_status n2v_foreign_rows(const n2v_sample *rows, n2v_error *err);

#endif
