/* A graph as an edge list. */
#ifndef N2V_INPUT_EDGE_WRITER_H
#define N2V_INPUT_EDGE_WRITER_H

#include "base/outputs.h"
#include "graph/csr.h"

/* What separates in the list that the path's ending asks for: .txt .edges .edgelist blanks, .tsv
 * tabs, .csv commas, in either case and packed or not. 0: none of them. */
char n2v_edges_separator(const char *path);

/* One edge a line, an undirected one once: two names and, in a weighted graph, the weight, with
 * enough digits to read the same float back. Isolated nodes have no line. Names are quoted in a
 * list separated by commas where that is needed; N2V_EINPUT for a name that would not be read back
 * all the same. A row `source target` comes first where the first edge would be taken for column
 * names. The file appears whole or not at all. */
n2v_status n2v_edges_write(const n2v_graph *graph, const char *path, char separator,
                           n2v_error *err);
/* The same to a stream, which is called `path` in messages; a write that fails is the stream's to
 * tell. */
n2v_status n2v_edges_print(const n2v_graph *graph, const char *path, char separator, FILE *stream,
                           n2v_error *err);
/* The same as one of a run's outputs. */
n2v_status n2v_edges_add(const n2v_graph *graph, const char *path, char separator,
                         n2v_outputs *outputs, n2v_error *err);

/* A name as such a list with commas has it: in quotes where the reader needs them. */
void n2v_csv_put_name(FILE *stream, const char *name, size_t length);

#endif
