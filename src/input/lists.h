/* Lines of any number of names: what adjacency lists and METIS share. */
#ifndef N2V_INPUT_LISTS_H
#define N2V_INPUT_LISTS_H

#include "input/readers.h"

/* What is left of a line. */
typedef struct n2v_list {
  const char *p, *end;
  char separator; /* 0: white space */
} n2v_list;

n2v_list n2v_list_begin(const n2v_source *source, const char *line);
bool n2v_list_next(n2v_list *list, const char **token, size_t *length);
uint64_t n2v_list_count(n2v_list list);

/* A whole number of at most 19 digits, and its value. */
bool n2v_list_is_integer(const char *token, size_t length);
uint64_t n2v_list_integer(const char *token, size_t length);

/* Makes room for so many edges and names. */
n2v_status n2v_list_reserve(const n2v_source *source, n2v_edge_records *out, uint64_t edges,
                            uint64_t names, n2v_error *err);

n2v_status n2v_metis_read(const n2v_source *source, n2v_edge_records *out, n2v_error *err);

#endif
