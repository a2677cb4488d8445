/* Titles, genres and years for nodes, from a file beside the graph.
 *
 * Read are MovieLens' movies.csv (quotes, doubled quotes, commas, newlines inside quotes),
 * movies.dat (`::`) and u.item (`|`, a 0/1 column for each genre), and plain
 * `name<TAB>label[<TAB>genres]` lines; told apart by the first line. A file that is not UTF-8 is
 * taken for ISO-8859-1, as the older MovieLens sets are. */
#ifndef N2V_EMBEDDING_LABELS_H
#define N2V_EMBEDDING_LABELS_H

#include "graph/names.h"

typedef struct n2v_label {
  const char *title;  /* UTF-8, not empty, no control characters */
  const char *genres; /* "Action|Comedy"; "" where the file has none */
  int year;           /* the one in parentheses that ends the title; 0: none */
} n2v_label;

/* Immutable and thread-safe once read. */
typedef struct n2v_labels {
  n2v_names *names; /* of the nodes that have a label */
  n2v_label *items; /* one for each, names->count */
  char *text;       /* what items point into */
} n2v_labels;

/* N2V_EINPUT names the line. The first of several labels for one node counts. */
n2v_status n2v_labels_read(const char *path, n2v_labels **out, n2v_error *err);
void n2v_labels_free(n2v_labels *labels);

/* The label of a node, or NULL when it has none or labels is NULL. */
const n2v_label *n2v_labels_find(const n2v_labels *labels, const char *name, size_t length);

/* Length of the first genre in a `|` separated list. */
size_t n2v_first_genre(const char *genres);

#endif
