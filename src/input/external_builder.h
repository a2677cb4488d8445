/* The state of external_edges.c, which reads, and external_join.c, which makes numbers of names. */
#ifndef N2V_INPUT_EXTERNAL_BUILDER_H
#define N2V_INPUT_EXTERNAL_BUILDER_H

#include "graph/external.h"
#include "input/edge_checks.h"
#include "input/record_line.h"

enum { N2V_NAMES_SEEN = 1 << 16 /* names met lately */ };

/* What an edge is while its names are keys; without a weight only `key`. */
typedef struct n2v_pending {
  uint64_t key; /* of the target; then the number of the source */
  uint64_t line;
  float weight;
  uint32_t unused;
} n2v_pending;

typedef struct n2v_external_builder {
  const char *path, *output;
  const n2v_read_params *params;
  uint64_t memory;
  const n2v_progress *progress;
  n2v_external graph;
  n2v_sorter *by_source, *by_target; /* pending edges */
  n2v_sorter *numbers;               /* of names, by key */
  n2v_text head;                     /* a copy of the first lines, into which the table points */
  n2v_table table;
  n2v_line_parser parser;
  uint64_t seed;
  bool integers, not_integers; /* names are read as integers; one was not an integer */
  bool collision;              /* two names have one key */
  uint64_t records, size_line; /* of a matrix: the line with its size */
  uint32_t names;              /* different ones */
  uint64_t first[2];           /* keys of the first edge */
  float first_weight;
  uint64_t comments;   /* lines behind the first edge */
  uint64_t data_lines; /* of the file, when an earlier attempt has counted them */
  n2v_edges_seen found;
  uint64_t seen[N2V_NAMES_SEEN][2]; /* key, another hash */
} n2v_external_builder;

/* Bytes of a pending edge; a sorter of such records. */
uint32_t n2v_pending_bytes(const n2v_external_builder *b);
n2v_status n2v_external_sorter(const n2v_external_builder *b, uint32_t size, n2v_sorter **out,
                               n2v_error *err);

/* A name as a number: an integer's value, a short name itself, a longer one's hash. */
uint64_t n2v_external_key(const n2v_external_builder *b, const char *name, uint64_t length);

/* Numbers the different names; b->collision when two have one key. Marks those that are watched. */
n2v_status n2v_external_number_names(n2v_external_builder *b, n2v_error *err);

/* Gives the edges, between numbers, to b->graph. */
n2v_status n2v_external_number_edges(n2v_external_builder *b, n2v_error *err);

#endif
