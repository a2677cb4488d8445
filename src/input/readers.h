/* The readers behind n2v_graph_read. */
#ifndef N2V_INPUT_READERS_H
#define N2V_INPUT_READERS_H

#include "graph/external.h"
#include "input/dialect.h"
#include "input/ratings.h"

/* What a reader is given. */
typedef struct n2v_source {
  n2v_text *text;
  n2v_dialect dialect;
  const n2v_read_params *params;
  uint64_t memory; /* the limit, in bytes */
  const n2v_progress *progress;
  int threads;
  bool file; /* the text is a file of that name: others may lie beside it */
} n2v_source;

/* Edge lists and MatrixMarket. Closes the text as soon as it is no longer needed. */
n2v_status n2v_edges_read(const n2v_source *source, n2v_graph **out, n2v_error *err);

/* Ratings, not yet a graph. Closes the text. */
n2v_status n2v_ratings_read(const n2v_source *source, n2v_ratings **out, n2v_error *err);

/* A note on the graph that an edge list has become. */
void n2v_edges_report(const n2v_progress *progress, const char *name, uint64_t nodes,
                      const n2v_external_summary *found, bool directed, bool header,
                      double seconds);

/* N2V_ELIMIT when `bytes` are more than the limit. */
n2v_status n2v_check_memory(const n2v_source *source, const char *what, uint64_t bytes,
                            n2v_error *err);

#endif
