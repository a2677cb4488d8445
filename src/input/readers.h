/* The readers behind n2v_graph_read. */
#ifndef N2V_INPUT_READERS_H
#define N2V_INPUT_READERS_H

#include "graph/external.h"
#include "input/ratings.h"
#include "input/table.h"

/* What a reader is given. */
typedef struct n2v_source {
  n2v_text *text;
  n2v_table table;
  const n2v_read_params *params;
  uint64_t memory; /* the limit, in bytes */
  const n2v_progress *progress;
  int threads;
  bool file; /* the text is a file of that name: others may lie beside it */
} n2v_source;

/* The parameters in force; given may be NULL. */
n2v_status n2v_read_params_take(const n2v_read_params *given, n2v_read_params *own, n2v_error *err);

/* Edge lists and MatrixMarket. Closes the text as soon as it is no longer needed. */
n2v_status n2v_edges_read(const n2v_source *source, n2v_graph **out, n2v_error *err);

/* What the first pass over a list of edges gives: edges between ids of the two interners, which are
 * the same where the ends are not kept apart. */
typedef struct n2v_edge_records {
  n2v_interner sides[2];
  n2v_interner *source, *target; /* into sides */
  n2v_records records;
  uint64_t isolated; /* lines that are a node alone */
} n2v_edge_records;

/* Adjacency lists and METIS. Integers: names are taken as such, records.not_integers when one is
 * none. */
n2v_status n2v_adjacency_read(const n2v_source *source, n2v_edge_records *out, n2v_error *err);

/* Ratings, not yet a graph. Closes the text. */
n2v_status n2v_ratings_read(const n2v_source *source, n2v_ratings **out, n2v_error *err);

/* A note on the graph that an edge list has become. why: what made it directed, or NULL. */
void n2v_edges_report(const n2v_progress *progress, const char *name, uint64_t nodes,
                      const n2v_external_summary *found, bool directed, const char *why,
                      double seconds);

/* Adds the names of the file `nodes` that are not there yet. */
n2v_status n2v_add_listed_nodes(const n2v_read_params *params, uint64_t memory, int threads,
                                const n2v_progress *progress, n2v_names *names, n2v_error *err);

/* The names of both sides, each behind its prefix; ids of the second follow those of the first. */
n2v_status n2v_names_of_sides(const n2v_names *first, const char *first_prefix,
                              const n2v_names *second, const char *second_prefix, n2v_names **out,
                              n2v_error *err);

/* The prefix of one end's names in a bipartite graph: its column's name, or `user` and `item`, and
 * a colon. */
void n2v_side_prefix(const n2v_table *table, int side, char *out, size_t size);

/* One note that says what was understood: what separates, the columns, the first edge, names in
 * both columns (`shared`; UINT64_MAX: not counted), and what was left out. */
void n2v_report_reading(const n2v_source *source, const n2v_records *records, uint64_t shared);

#endif
