/* Finding out what separates the fields of a table. */
#ifndef N2V_INPUT_DIALECT_H
#define N2V_INPUT_DIALECT_H

#include "input/columns.h"

/* Of the sample's lines, not yet cut. "::" separates between three or four numbers, a tab wherever
 * each line has one, then the comma or semicolon that comes first, a bar between fields without
 * white space, else white space. Where comma or semicolon leave white space inside fields, format
 * csv takes them all the same and edgelist takes white space; else the lines must tell: N2V_EINPUT
 * where they do not. dialect->join (white space inside names is meant) speaks for csv. */
n2v_status n2v_dialect_find(const n2v_sample *sample, n2v_graph_format format, n2v_dialect *dialect,
                            n2v_error *err);

/* "tabs", "commas", ...: `... separate`. */
const char *n2v_separator_name(char separator);

#endif
