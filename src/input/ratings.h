/* Who rated what: read from a table, kept as pairs, made a graph of. */
#ifndef N2V_INPUT_RATINGS_H
#define N2V_INPUT_RATINGS_H

#include "graph/csr.h"

typedef struct n2v_ratings {
  n2v_names *users, *movies; /* all that were met, in no order that means anything */
  n2v_edge *kept;            /* of at least `min_rating`: user, movie, rating; as in the file */
  uint64_t count;
  uint64_t lines;   /* ratings, those left out included */
  const char *name; /* of the input, for messages; as long as the path */
  bool file;        /* it is a file of that name: others may lie beside it */
  bool guessed;     /* nothing but the shape of the lines said that they are ratings */
  double start;     /* when reading began, by n2v_now */
} n2v_ratings;

void n2v_ratings_free(n2v_ratings *ratings);

/* The graph of movies kept by the same users, see corating.h, as params say. Only movies
 * with an edge (and those of params->nodes) are nodes. params and run as they are in force. */
n2v_status n2v_ratings_graph(const n2v_ratings *ratings, const n2v_read_params *params,
                             const n2v_run *run, n2v_graph **out, n2v_error *err);

/* Reads a file: ratings, or else a graph. One of the two is not NULL then. Arguments else as for
 * n2v_graph_read. path must outlive the ratings. */
n2v_status n2v_ratings_or_graph_read(const char *path, const n2v_read_params *params,
                                     const n2v_run *run, n2v_ratings **ratings, n2v_graph **graph,
                                     n2v_error *err);

#endif
