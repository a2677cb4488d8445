/* A graph larger than memory, by sorting alone. Edges are sorted by (lower node, higher node), so
 * that those listed more than once come together; nodes are numbers in the order of names until
 * their degrees are known. Then each edge becomes its one or two arcs, sorted by (row, neighbour),
 * and the names are sorted by node.
 *
 * Sorting reads and writes in long runs, which disks do well; placing arcs by row, as csr_scatter.c
 * does, would write each of them somewhere else. The file is that of csr.c to the last byte, so
 * that the two can be tested against each other: every rule for repeats and every tie must be the
 * same. */
#include "graph/external.h"

#include "base/budget.h"
#include "base/memory.h"
#include "base/progress.h"
#include "base/status.h"
#include "graph/csr_file.h"

#include <math.h>
#include <string.h>

enum {
  SHARES = 8,            /* of the memory: five sorters, the reader, nodes' numbers */
  LEAST_SHARE = 4 << 20, /* bytes: what a sorter takes at least (sorter.h) */
  LINED = 12             /* line, big-endian; weight */
};

uint64_t n2v_external_share(uint64_t memory) {
  return memory / SHARES < LEAST_SHARE ? LEAST_SHARE : memory / SHARES;
}

static n2v_status new_sorter(const n2v_external *x, bool fixed, uint32_t size, bool by_bytes,
                             bool unique, n2v_sorter **out, n2v_error *err) {
  return n2v_sorter_new(&(n2v_sorter_rules){.memory = n2v_external_share(x->rules.memory),
                                            .path = x->rules.path,
                                            .fixed = fixed,
                                            .size = size,
                                            .by_bytes = by_bytes,
                                            .unique = unique,
                                            .progress = x->rules.progress},
                        out, err);
}

n2v_status n2v_external_open(n2v_external *x, const n2v_external_rules *rules, n2v_error *err) {
  *x = (n2v_external){.rules = *rules};
  /* What an edge weighs, or which listing is the first, depends on the order of lines. Without
   * weights and with repeats allowed an edge is there or not, and 12 bytes of each record are
   * saved. */
  if (rules->memory && rules->memory < (uint64_t)SHARES * LEAST_SHARE)
    n2v_report_note(rules->progress, N2V_PHASE_LOAD,
                    "sorting takes up to %d MB, though `memory` allows %.1f MB",
                    SHARES * LEAST_SHARE >> 20, (double)rules->memory / 1e6);
  x->lined = rules->weighted || rules->duplicates == N2V_DUPLICATES_ERROR;
  n2v_status status = new_sorter(x, false, 0, true, true, &x->names, err);
  if (status == N2V_OK)
    status = new_sorter(x, true, x->lined ? LINED : 0, x->lined, false, &x->edges, err);
  if (status != N2V_OK)
    n2v_external_close(x);
  return status;
}

void n2v_external_close(n2v_external *x) {
  n2v_sorter_free(x->names);
  n2v_sorter_free(x->edges);
  x->names = x->edges = NULL;
}

/* ---------------------------------------------------------------------------------------- names */

/* Sorts as n2v_names_sort does: whole numbers by value, then the rest by bytes. What the shift
 * drops is decided by the bytes: 2k and 2k + 1 have as many digits. */
static uint64_t name_key(const char *name, size_t length) {
  uint64_t key = 0;
  if (n2v_names_number(name, length, &key))
    return key >> 1;
  for (size_t i = 0; i < 8; i++)
    key = key << 8 | (i < length ? (unsigned char)name[i] : 0);
  return (uint64_t)1 << 63 | key >> 1;
}

n2v_status n2v_external_add_name(n2v_external *x, const char *name, size_t length, n2v_error *err) {
  return n2v_sorter_add(x->names, name_key(name, length), name, (uint32_t)length, err);
}

n2v_status n2v_external_next_name(n2v_external *x, n2v_sorter_record *name, bool *more,
                                  n2v_error *err) {
  return n2v_sorter_next(x->names, name, more, err);
}

/* ---------------------------------------------------------------------------------------- edges */

/* A negative weight marks an edge listed from its higher node to its lower one: weights are above
 * 0, so that the sign is free. Without weights the key's lowest bit does. Lines are stored with the
 * highest byte first, so that comparing bytes orders records of one edge by line. */
n2v_status n2v_external_add_edge(n2v_external *x, uint32_t source, uint32_t target, float weight,
                                 uint64_t line, n2v_error *err) {
  bool backward = !x->rules.directed && source > target;
  uint64_t low = backward ? target : source, high = backward ? source : target;
  uint64_t key = low << 32 | high << 1;
  if (!x->lined)
    return n2v_sorter_add(x->edges, key | backward, NULL, 0, err);
  char bytes[LINED];
  uint64_t ordered = __builtin_bswap64(line); /* little-endian machines only, as the CSR file */
  float marked = backward ? -weight : weight;
  memcpy(bytes, &ordered, sizeof ordered);
  memcpy(bytes + sizeof ordered, &marked, sizeof marked);
  return n2v_sorter_add(x->edges, key, bytes, sizeof bytes, err);
}

/* Edges once each, from the sorted listings. One listing is read ahead, to see where an edge's end.
 * Passed through twice, once for degrees and once for arcs: merging again costs less than storing
 * what was merged. */
typedef struct merger {
  n2v_external *x;
  n2v_sorter_record listing; /* read, not yet used */
  bool more;
  n2v_csr_counts *counts;
} merger;

static n2v_status read_listing(merger *m, n2v_error *err) {
  return n2v_sorter_next(m->x->edges, &m->listing, &m->more, err);
}

static n2v_status begin_edges(merger *m, n2v_external *x, n2v_csr_counts *counts, n2v_error *err) {
  *m = (merger){.x = x, .counts = counts};
  *counts = (n2v_csr_counts){.first_repeat = UINT64_MAX};
  n2v_status status = n2v_sorter_rewind(x->edges, err);
  return status == N2V_OK ? read_listing(m, err) : status;
}

/* The listings of one edge, from the first line to the last. */
typedef struct sum {
  double side[2]; /* forward, backward */
  uint64_t listed[2];
} sum;

static void take_listing(merger *m, sum *s) {
  const n2v_sorter_record *r = &m->listing;
  const n2v_duplicates rule = m->x->rules.duplicates;
  bool backward = r->key & 1;
  if (m->x->lined) {
    uint64_t line;
    float marked;
    memcpy(&line, r->bytes, sizeof line);
    memcpy(&marked, r->bytes + sizeof line, sizeof marked);
    backward = signbit(marked);
    double weight = fabs((double)marked), *total = &s->side[backward];
    line = __builtin_bswap64(line);
    if (rule == N2V_DUPLICATES_SUM)
      *total += weight;
    else if (rule == N2V_DUPLICATES_LAST)
      s->side[0] = weight;
    else if (weight > *total)
      *total = weight;
    if (s->listed[backward] && line < m->counts->first_repeat)
      m->counts->first_repeat = line;
  }
  s->listed[backward]++;
}

static n2v_status next_edge(merger *m, n2v_edge *edge, bool *more, n2v_error *err) {
  const uint64_t pair = m->listing.key & ~(uint64_t)1;
  sum s = {0};
  *more = m->more;
  while (m->more && (m->listing.key & ~(uint64_t)1) == pair) {
    take_listing(m, &s);
    n2v_status status = read_listing(m, err);
    if (status != N2V_OK)
      return status;
  }
  m->counts->repeats += s.listed[0] + s.listed[1] - (s.listed[0] > 0) - (s.listed[1] > 0);
  m->counts->both_ways += s.listed[0] > 0 && s.listed[1] > 0;
  *edge = (n2v_edge){(uint32_t)(pair >> 32), (uint32_t)pair >> 1,
                     m->x->rules.weighted ? (float)fmax(s.side[0], s.side[1]) : 1};
  if (isfinite(edge->weight))
    return N2V_OK;
  return n2v_fail(err, N2V_EINPUT,
                  "weights of an edge listed twice sum to more than a float holds");
}

/* --------------------------------------------------------------------------------- node numbers */

/* Degrees become numbers in place: descending by degree, then by name. A counting sort, since
 * degrees are small whole numbers: two arrays as long as the largest degree in place of 8 bytes a
 * node. */
typedef struct numbering {
  uint32_t *number;    /* of each node by name; its degree before */
  uint64_t *of_degree; /* [d]: nodes of degree d */
  uint32_t most;       /* degree */
} numbering;

static n2v_status count_degrees(n2v_external *x, numbering *n, n2v_external_summary *out,
                                n2v_error *err) {
  merger m;
  n2v_edge edge;
  bool more = true;
  n2v_status status = begin_edges(&m, x, &out->counts, err);
  while (status == N2V_OK) {
    status = next_edge(&m, &edge, &more, err);
    if (status != N2V_OK || !more)
      break;
    out->edges++;
    out->loops += edge.source == edge.target;
    out->weighted |= edge.weight != 1;
    n->number[edge.source]++;
    if (!x->rules.directed && edge.source != edge.target)
      n->number[edge.target]++;
  }
  return status;
}

/* Nodes of each degree: most + 1 counts. */
static uint64_t *count_by_degree(const numbering *n, uint64_t nodes) {
  uint64_t *counts = n2v_calloc((size_t)n->most + 2, sizeof *counts);
  for (uint64_t i = 0; counts && i < nodes; i++)
    counts[n->number[i]]++;
  return counts;
}

static n2v_status give_numbers(numbering *n, uint64_t nodes, n2v_error *err) {
  for (uint64_t i = 0; i < nodes; i++)
    n->most = n->number[i] > n->most ? n->number[i] : n->most;
  n->of_degree = count_by_degree(n, nodes);
  uint64_t *next = count_by_degree(n, nodes), above = 0;
  if (!n->of_degree || !next) {
    n2v_free(next);
    return n2v_fail_memory(err, "ordering nodes", 16 * (size_t)n->most);
  }
  for (uint64_t d = n->most + UINT64_C(1); d-- > 0;) {
    uint64_t here = next[d];
    next[d] = above;
    above += here;
  }
  for (uint64_t i = 0; i < nodes; i++)
    n->number[i] = (uint32_t)next[n->number[i]]++;
  n2v_free(next);
  return N2V_OK;
}

/* -------------------------------------------------------------------------------------- writing */

/* Arcs by (row, neighbour), names by node. */
static n2v_status sort_arcs(n2v_external *x, const numbering *n, bool weighted, n2v_sorter *arcs,
                            n2v_error *err) {
  n2v_csr_counts unused;
  merger m;
  n2v_edge e;
  bool more = true;
  const uint32_t size = weighted ? sizeof e.weight : 0;
  n2v_status status = begin_edges(&m, x, &unused, err);
  while (status == N2V_OK) {
    status = next_edge(&m, &e, &more, err);
    if (status != N2V_OK || !more)
      break;
    uint64_t source = n->number[e.source], target = n->number[e.target];
    status = n2v_sorter_add(arcs, source << 32 | target, &e.weight, size, err);
    if (status == N2V_OK && !x->rules.directed && source != target)
      status = n2v_sorter_add(arcs, target << 32 | source, &e.weight, size, err);
  }
  return status == N2V_OK ? n2v_sorter_rewind(arcs, err) : status;
}

static n2v_status sort_names(n2v_external *x, const numbering *n, n2v_sorter *names,
                             uint64_t *bytes, n2v_error *err) {
  n2v_sorter_record name;
  bool more = true;
  n2v_status status = n2v_sorter_rewind(x->names, err);
  *bytes = 0;
  for (uint64_t i = 0; status == N2V_OK; i++) {
    status = n2v_external_next_name(x, &name, &more, err);
    if (status != N2V_OK || !more)
      break;
    *bytes += name.size;
    status = n2v_sorter_add(names, n->number[i], name.bytes, name.size, err);
  }
  return status == N2V_OK ? n2v_sorter_rewind(names, err) : status;
}

/* Offsets follow from how many nodes have each degree: nodes come in descending order of it. */
static void put_offsets(n2v_csr_writer *w, const numbering *n) {
  uint64_t offset = 0;
  n2v_csr_put(w, &offset, sizeof offset);
  for (uint64_t d = n->most + UINT64_C(1); d-- > 0;)
    for (uint64_t i = 0; i < n->of_degree[d]; i++) {
      offset += d;
      n2v_csr_put(w, &offset, sizeof offset);
    }
  n2v_csr_part_end(w);
}

typedef enum part { NEIGHBOURS, WEIGHTS, NAME_OFFSETS, NAME_BYTES } part;

/* One part from one pass over sorted records. The file has its parts one behind the other, so that
 * each pass over the arcs writes one of them. */
static n2v_status put_part(n2v_csr_writer *w, n2v_sorter *sorter, part what, n2v_error *err) {
  n2v_sorter_record r;
  uint64_t offset = 0;
  bool more = true;
  n2v_status status = n2v_sorter_rewind(sorter, err);
  if (what == NAME_OFFSETS)
    n2v_csr_put(w, &offset, sizeof offset);
  while (status == N2V_OK) {
    status = n2v_sorter_next(sorter, &r, &more, err);
    if (status != N2V_OK || !more)
      break;
    uint32_t neighbour = (uint32_t)r.key;
    offset += r.size;
    switch (what) {
    case NEIGHBOURS:
      n2v_csr_put(w, &neighbour, sizeof neighbour);
      break;
    case NAME_OFFSETS:
      n2v_csr_put(w, &offset, sizeof offset);
      break;
    case WEIGHTS:
    case NAME_BYTES:
      n2v_csr_put(w, r.bytes, r.size);
    }
  }
  n2v_csr_part_end(w);
  return status;
}

static n2v_status write_file(n2v_external *x, const numbering *n, n2v_external_summary *out,
                             n2v_error *err) {
  n2v_sorter *arcs = NULL, *names = NULL;
  n2v_csr_writer w;
  n2v_outputs outputs = {.stop = x->rules.progress ? x->rules.progress->stop : NULL};
  n2v_csr_sizes sizes = {.directed = x->rules.directed,
                         .weighted = out->weighted,
                         .nodes = x->nodes,
                         .edges = out->edges,
                         .arcs = x->rules.directed ? out->edges : 2 * out->edges - out->loops,
                         .loops = out->loops};
  n2v_status status =
      new_sorter(x, true, out->weighted ? sizeof(float) : 0, false, false, &arcs, err);
  if (status == N2V_OK)
    status = new_sorter(x, false, 0, false, false, &names, err);
  if (status == N2V_OK)
    status = sort_arcs(x, n, out->weighted, arcs, err);
  if (status == N2V_OK)
    status = sort_names(x, n, names, &sizes.name_bytes, err);
  if (status == N2V_OK)
    status = n2v_csr_writer_open(&w, &sizes, x->rules.path, &outputs, err);
  if (status == N2V_OK) {
    put_offsets(&w, n);
    status = put_part(&w, arcs, NEIGHBOURS, err);
    if (status == N2V_OK && out->weighted)
      status = put_part(&w, arcs, WEIGHTS, err);
    if (status == N2V_OK)
      status = put_part(&w, names, NAME_OFFSETS, err);
    if (status == N2V_OK)
      status = put_part(&w, names, NAME_BYTES, err);
    n2v_csr_writer_end(&w, status);
  }
  status = n2v_outputs_end(&outputs, status, err);
  n2v_sorter_free(arcs);
  n2v_sorter_free(names);
  return status;
}

/* The first thing that can be said for certain: whether 4 bytes a node fit. Nothing has been
 * written yet. */
static n2v_status count_names(n2v_external *x, n2v_error *err) {
  n2v_sorter_record name;
  bool more = true;
  n2v_status status = n2v_sorter_rewind(x->names, err);
  for (x->nodes = 0; status == N2V_OK && more; x->nodes += more)
    status = n2v_external_next_name(x, &name, &more, err);
  if (status == N2V_OK && x->nodes > N2V_NAMES_MAX)
    status = n2v_fail(err, N2V_ELIMIT, "%llu nodes: a graph has at most %u",
                      (unsigned long long)x->nodes, N2V_NAMES_MAX);
  if (status != N2V_OK)
    return status;
  return n2v_budget_holds(SHARES * n2v_external_share(x->rules.memory),
                          "nodes, whose numbers may take an eighth of it,",
                          SHARES * x->nodes * sizeof(uint32_t), "raise `memory`", err);
}

n2v_status n2v_external_write(n2v_external *x, n2v_external_summary *out, n2v_error *err) {
  numbering n = {0};
  *out = (n2v_external_summary){0};
  n2v_status status = count_names(x, err);
  if (status == N2V_OK && !(n.number = n2v_calloc(x->nodes, sizeof *n.number)))
    status = n2v_fail_memory(err, "the nodes' degrees", x->nodes * sizeof *n.number);
  if (status == N2V_OK)
    status = count_degrees(x, &n, out, err);
  if (status == N2V_OK && x->rules.duplicates == N2V_DUPLICATES_ERROR && out->counts.repeats)
    status = n2v_fail(err, N2V_EINPUT, "line %llu: an edge that was listed before",
                      (unsigned long long)out->counts.first_repeat);
  if (status == N2V_OK)
    status = give_numbers(&n, x->nodes, err);
  if (status == N2V_OK)
    status = write_file(x, &n, out, err);
  n2v_free(n.number);
  n2v_free(n.of_degree);
  return status;
}
