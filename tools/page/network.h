/* The graph that the vectors were made of, in the page's numbering of nodes. */
#ifndef N2V_PAGE_NETWORK_H
#define N2V_PAGE_NETWORK_H

#include "page/columns.h"
#include "options/params.h"

#include <stdio.h>

/* More arcs than this are left out of the page: 2^21 with weights make some 15 MB of it. Degrees
 * and components are there all the same. */
enum { PAGE_ARCS_MAX = 1 << 21 };

typedef struct page_network {
  n2v_graph *graph;
  uint32_t *nodes;  /* of the graph, for each row of the page; UINT32_MAX: it has none */
  uint64_t unknown; /* rows of the page that are no node of the graph */
  bool arcs;        /* few enough to be shown */
} page_network;

/* Reads the graph as the options say and adds the columns degree and component. */
n2v_status page_network_read(page_network *network, const n2v_config *config,
                             const n2v_embedding *vectors, page_columns *columns, n2v_error *err);
void page_network_free(page_network *network);

/* The graph's figures as a JSON object, and, where they are shown, its arcs as sections offsets,
 * neighbours and weights: the CSR of the page's rows. */
void page_network_json(const page_network *network, FILE *out);
n2v_status page_network_write(const page_network *network, uint64_t rows, FILE *out,
                              n2v_error *err);

#endif
