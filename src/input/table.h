/* What a text input holds, and how its lines are to be read. */
#ifndef N2V_INPUT_TABLE_H
#define N2V_INPUT_TABLE_H

#include "input/columns.h"

typedef enum n2v_input_kind {
  N2V_INPUT_EDGES,
  N2V_INPUT_RATINGS,
  N2V_INPUT_MATRIX,   /* MatrixMarket */
  N2V_INPUT_ADJACENCY /* a node and its neighbours on a line; METIS: the neighbours alone */
} n2v_input_kind;

/* Of a MatrixMarket file. */
typedef struct n2v_matrix_size {
  uint64_t nodes, entries;
  bool symmetric;
  const char *line; /* that says so */
} n2v_matrix_size;

typedef struct n2v_table {
  n2v_input_kind kind;
  n2v_record_format format;
  n2v_columns columns;
  n2v_matrix_size matrix;
  const char *header_line; /* the row, or comment, that names columns; or NULL */
  n2v_row header;
  const char *first;        /* the first line of data */
  int row_columns;          /* columns of a line */
  bool bipartite;           /* the ends are kept apart, by prefixes to their names */
  bool directed;            /* by the parameter or, where it leaves that open, the file */
  const char *directed_why; /* what said so, or NULL */
  uint64_t comments;        /* lines above the first of data */
  uint64_t counts[2];       /* nodes and edges that a first line gave; 0: none did */
} n2v_table;

/* As the parameters say, the rest by the first lines. N2V_EINPUT when there is no line to read, the
 * file is no table, or what it means is in doubt: the error then says what to type. */
n2v_status n2v_table_find(const n2v_text *text, const n2v_read_params *params, uint64_t memory,
                          n2v_table *table, n2v_error *err);

/* *plain: whether lines are read, with the default parameters, as edges and nothing but edges:
 * their first two columns, and a third as a weight if `weighted`. */
void n2v_table_is_plain(const char *lines, size_t size, char separator, bool weighted, bool *plain);

/* Reads a MatrixMarket header up to the first entry. */
n2v_status n2v_matrix_market_header(const n2v_text *text, const n2v_read_params *params,
                                    n2v_table *table, n2v_error *err);
bool n2v_is_matrix_market(const n2v_text *text);

#endif
