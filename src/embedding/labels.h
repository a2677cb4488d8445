/* Titles, genres and years for nodes, from a file beside the graph.
 *
 * Read are MovieLens' movies.csv (quotes, doubled quotes, commas, newlines inside quotes),
 * movies.dat (`::`) and u.item (`|`, a 0/1 column for each genre), and plain
 * `name<TAB>label[<TAB>genres]` lines; told apart by the first line. A file that is not UTF-8 is
 * taken for ISO-8859-1, as the older MovieLens sets are. */
#ifndef N2V_EMBEDDING_LABELS_H
#define N2V_EMBEDDING_LABELS_H

#include "graph/names.h"

/* What n2v.h calls so. */
struct n2v_labels {
  n2v_names *names; /* of the nodes that have a label */
  n2v_label *items; /* one for each, names->count; titles and genres point into text */
  char *text;       /* what items point into */
  uint32_t *first;  /* by the hash of a title, first_mask + 1 of them: a label that has it, */
  uint32_t *next;   /* and the one behind each label; 1 + its number, rising; 0: none */
  uint32_t first_mask;
};

/* 1 + the number of the first label behind `label` (1 + its number; 0: from the start) with this
 * title; 0: none. */
uint32_t n2v_labels_titled(const n2v_labels *labels, const char *title, uint32_t label);

/* Length of the first genre in a `|` separated list. */
size_t n2v_first_genre(const char *genres);

#endif
