/* What a text input holds and how its lines are to be read. */
#ifndef N2V_INPUT_DIALECT_H
#define N2V_INPUT_DIALECT_H

#include "input/fields.h"
#include "input/records.h"

typedef enum n2v_input_kind { N2V_INPUT_EDGES, N2V_INPUT_RATINGS, N2V_INPUT_MATRIX } n2v_input_kind;

/* Of a MatrixMarket file. */
typedef struct n2v_matrix_size {
  uint64_t nodes, entries;
  bool symmetric;
  const char *line; /* that says so */
} n2v_matrix_size;

typedef struct n2v_dialect {
  n2v_input_kind kind;
  n2v_record_format format;
  bool header; /* a row of column names was left out */
  n2v_matrix_size matrix;
} n2v_dialect;

/* As format, weighted and min_rating say, the rest by the first lines; memory: the limit, in bytes,
 * for what is read. N2V_EINPUT
 * when there is no line to read, or a header is missing or wrong. */
n2v_status n2v_dialect_find(const n2v_text *text, const n2v_read_params *params, uint64_t memory,
                            n2v_dialect *dialect, n2v_error *err);

/* Whether the first line of an edge list holds column names: well-known ones, or the second line
 * (no fields: there is none) differs in kind. */
bool n2v_is_header(const n2v_fields *first, const n2v_fields *second);

/* Reads a MatrixMarket header up to the first entry. */
n2v_status n2v_matrix_market_header(const n2v_text *text, const n2v_read_params *params,
                                    n2v_dialect *dialect, n2v_error *err);

#endif
