/* A graph made without ever being in memory: names and edges are sorted in a file beside the output
 * (base/sorter.h) and written as a binary CSR, the same to the last byte as n2v_csr_build and
 * n2v_csr_write would. In memory are 4 bytes a node and what the sorters are given. */
#ifndef N2V_GRAPH_EXTERNAL_H
#define N2V_GRAPH_EXTERNAL_H

#include "base/sorter.h"
#include "graph/csr.h"

typedef struct n2v_external_rules {
  bool directed, weighted;
  n2v_duplicates duplicates;
  uint64_t memory;  /* bytes */
  const char *path; /* of the output; must outlive it */
  const n2v_progress *progress;
} n2v_external_rules;

typedef struct n2v_external {
  n2v_external_rules rules;
  bool lined; /* edges are held with their line: their order matters */
  n2v_sorter *names, *edges;
  uint64_t nodes; /* different names met by n2v_external_next_name */
} n2v_external;

/* What each sorter of a job may take, 4 MB at least: at most five are there at a time, beside what
 * is read. */
uint64_t n2v_external_share(uint64_t memory);

n2v_status n2v_external_open(n2v_external *external, const n2v_external_rules *rules,
                             n2v_error *err);
void n2v_external_close(n2v_external *external);

/* A name, as often as it comes. */
n2v_status n2v_external_add_name(n2v_external *external, const char *name, size_t length,
                                 n2v_error *err);

/* The different names in the order of n2v_names_sort: behind n2v_sorter_rewind(external->names).
 * The i-th is node i of n2v_external_add_edge, from 0. */
n2v_status n2v_external_next_name(n2v_external *external, n2v_sorter_record *name, bool *more,
                                  n2v_error *err);

/* line: of its text, for edges listed twice. */
n2v_status n2v_external_add_edge(n2v_external *external, uint32_t source, uint32_t target,
                                 float weight, uint64_t line, n2v_error *err);

/* What has been written. counts.first_repeat is a line here. */
typedef struct n2v_external_summary {
  uint64_t edges, loops;
  bool weighted;
  n2v_csr_counts counts;
} n2v_external_summary;

/* Writes rules.path, whole or not at all. N2V_EINPUT and summary->counts.first_repeat for an edge
 * listed twice under N2V_DUPLICATES_ERROR; N2V_ELIMIT when the memory does not hold 4 bytes a node.
 */
n2v_status n2v_external_write(n2v_external *external, n2v_external_summary *summary,
                              n2v_error *err);

#endif
