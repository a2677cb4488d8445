/* Edges between nodes named by whole numbers, as arrays have them: numbers to ids.
 *
 * Numbers that stand close together, as they mostly do, are looked up in an array as long as the
 * largest; others in the interner's table, which is some five times slower. Either way the graph is
 * the one that a text of the same edges gives. */
#include "graph/numbers.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/status.h"
#include "graph/csr_scatter.h"
#include "graph/interner.h"

#include <string.h>

/* An array of ids is made when it has at most so many places for each number given: 16 bytes for
 * each, as many as a slot of the table takes. */
enum { PLACES_A_NUMBER = 4, PASS_GRAIN = 100000, ROUND = 1 << 20 };

#define NO_ID UINT32_MAX

static const uint64_t names_end = 10000000000000000000u; /* 20 digits: no name of the interner's */

static uint64_t largest_of(const uint64_t *numbers, uint64_t count, int threads) {
  uint64_t largest = 0;
  threads = n2v_pass_threads(threads, count, PASS_GRAIN);
#pragma omp parallel for schedule(static) num_threads(threads) reduction(max : largest)
  for (uint64_t i = 0; i < count; i++)
    largest = numbers[i] > largest ? numbers[i] : largest;
  return largest;
}

static n2v_status too_many(n2v_error *err) {
  return n2v_fail(err, N2V_EINPUT, "more than %u nodes", N2V_NAMES_MAX);
}

static uint32_t write_digits(uint64_t number, char *out) {
  char digits[20];
  uint32_t length = 0;
  do
    digits[sizeof digits - ++length] = (char)('0' + number % 10);
  while ((number /= 10) != 0);
  memcpy(out, digits + sizeof digits - length, length);
  return length;
}

/* Several threads may mark the same number at once: all write a 1. Looking first leaves the cache
 * line of a number that comes often where it is. */
static void mark_each(const uint64_t *numbers, uint64_t count, int threads, uint32_t *marks) {
  threads = n2v_pass_threads(threads, count, PASS_GRAIN);
#pragma omp parallel for schedule(static) num_threads(threads)
  for (uint64_t i = 0; i < count; i++)
    if (!__atomic_load_n(&marks[numbers[i]], __ATOMIC_RELAXED))
      __atomic_store_n(&marks[numbers[i]], 1, __ATOMIC_RELAXED);
}

/* ids[x] = 1 where the number x is there: its row has entries, an arc leads to it, or it is listed.
 */
static void mark(const n2v_edge_list *list, const n2v_edge_parts *p, uint64_t places,
                 uint32_t *ids) {
  int threads = n2v_pass_threads(p->parts, places, PASS_GRAIN);
#pragma omp parallel for schedule(static) num_threads(threads)
  for (uint64_t x = 0; x < places; x++) {
    uint32_t any = 0;
    for (int part = 0; part < p->parts; part++)
      any |= p->degrees[(size_t)part * places + x];
    ids[x] = any != 0;
  }
  if (list->directed)
    mark_each(list->target_numbers, list->count, p->parts, ids);
  if (list->node_numbers)
    mark_each(list->node_numbers, list->nodes, p->parts, ids);
}

/* Counts of numbers become counts of ids: those of numbers that are not there go. In place, since
 * an id is never above its number. */
static void close_gaps(n2v_edge_parts *p, uint64_t places, const n2v_names *names,
                       const uint32_t *ids) {
  for (int part = 0; part < p->parts; part++) {
    uint32_t *to = p->degrees + (size_t)part * names->count;
    const uint32_t *from = p->degrees + (size_t)part * places;
    for (uint64_t x = 0; x < places; x++)
      if (ids[x] != NO_ID)
        to[ids[x]] = from[x];
  }
}

/* Names that are the marked numbers, in ascending order; a mark becomes the name's id, or NO_ID.
 * Ascending by value is the order of n2v_names_sort, which then finds nothing to do. */
static n2v_status name_marked(uint64_t places, uint32_t *marks, n2v_names **out, n2v_error *err) {
  uint64_t distinct = 0, bytes = 0, decade = 10;
  size_t digits = 1;
  for (uint64_t x = 0; x < places; x++) {
    if (x == decade) {
      digits++;
      decade *= 10;
    }
    distinct += marks[x];
    bytes += marks[x] * digits;
  }
  if (distinct > N2V_NAMES_MAX)
    return too_many(err);
  n2v_names *names = n2v_names_with_room((uint32_t)distinct, bytes);
  if (!names)
    return n2v_fail_memory(err, "names", 8 * distinct + bytes);
  names->offsets[0] = 0;
  for (uint64_t x = 0; x < places; x++)
    if (marks[x]) {
      uint64_t at = names->offsets[names->count];
      marks[x] = names->count++;
      names->offsets[names->count] = at + write_digits(x, names->bytes + at);
    } else {
      marks[x] = NO_ID;
    }
  *out = names;
  return N2V_OK;
}

/* Numbers below `places`, looked up in an array, unless each is its own id: all are there. One pass
 * over the edges says which are there and counts them for the rows. The edges stay in the caller's
 * arrays and are looked up as they are read (n2v_edge_at). */
static n2v_status number_dense(const n2v_edge_list *list, uint64_t places, int threads,
                               n2v_numbered *out, n2v_error *err) {
  out->ids = n2v_alloc(places, sizeof *out->ids);
  if (!out->ids)
    return n2v_fail_memory(err, "numbering nodes", places * sizeof *out->ids);
  out->edges = (n2v_edges){.count = list->count,
                           .sources = list->source_numbers,
                           .targets = list->target_numbers,
                           .weights = list->weights};
  n2v_status status =
      n2v_edge_parts_count(&out->edges, places, list->directed, threads, &out->parts, err);
  if (status == N2V_OK) {
    mark(list, &out->parts, places, out->ids);
    status = name_marked(places, out->ids, &out->names, err);
  }
  if (status != N2V_OK)
    return status;
  if (out->names->count == places) {
    n2v_free(out->ids);
    out->ids = NULL;
  } else {
    close_gaps(&out->parts, places, out->names, out->ids);
    out->edges.ids = out->ids;
  }
  return N2V_OK;
}

static uint32_t id_of(n2v_interner *interner, uint64_t number) {
  return n2v_interner_id(interner, n2v_integer_key(number), NULL, 0);
}

/* Any numbers, by a hash table. Room is made between rounds, so that it follows the number of
 * names, not of edges. Ids are those of arrival and differ with the threads; the graph does not
 * (interner.h). */
static n2v_status fill_sparse(const n2v_edge_list *list, int threads, n2v_interner *interner,
                              n2v_edge *edges, n2v_error *err) {
  n2v_status status = N2V_OK;
  for (uint64_t begin = 0; begin < list->count && status == N2V_OK; begin += ROUND) {
    uint64_t end = list->count - begin < ROUND ? list->count : begin + ROUND;
    status = n2v_interner_reserve(interner, 2 * (end - begin), 0, threads, err);
    if (status != N2V_OK)
      break;
    int team = n2v_pass_threads(threads, end - begin, PASS_GRAIN);
#pragma omp parallel for schedule(static) num_threads(team)
    for (uint64_t e = begin; e < end; e++)
      edges[e] = (n2v_edge){id_of(interner, list->source_numbers[e]),
                            id_of(interner, list->target_numbers[e]),
                            list->weights ? list->weights[e] : 1};
    if (interner->count > N2V_NAMES_MAX)
      status = too_many(err);
  }
  uint64_t more = list->node_numbers && status == N2V_OK ? list->nodes : 0;
  if (more)
    status = n2v_interner_reserve(interner, more, 0, threads, err);
  for (uint64_t i = 0; i < more && status == N2V_OK; i++)
    id_of(interner, list->node_numbers[i]);
  return status == N2V_OK && interner->count > N2V_NAMES_MAX ? too_many(err) : status;
}

/* What numbers like 4,000,000,001 come to: a list of edges of its own, 12 bytes each, and the
 * table. */
static n2v_status number_sparse(const n2v_edge_list *list, int threads, n2v_numbered *out,
                                n2v_error *err) {
  n2v_interner interner;
  out->list = n2v_alloc(list->count, sizeof *out->list);
  if (!out->list)
    return n2v_fail_memory(err, "the edges", list->count * sizeof *out->list);
  n2v_status status = n2v_interner_init(&interner, true, err);
  if (status != N2V_OK)
    return status;
  status = fill_sparse(list, threads, &interner, out->list, err);
  if (status == N2V_OK)
    status = n2v_interner_names(&interner, threads, &out->names, err);
  n2v_interner_free(&interner);
  return status;
}

n2v_status n2v_number_edges(const n2v_edge_list *list, int threads, n2v_numbered *out,
                            n2v_error *err) {
  *out = (n2v_numbered){0};
  uint64_t given = 2 * list->count,
           largest = largest_of(list->source_numbers, list->count, threads);
  const uint64_t *others[] = {list->target_numbers, list->node_numbers};
  const uint64_t counts[] = {list->count, list->node_numbers ? list->nodes : 0};
  for (int i = 0; i < 2; i++) {
    uint64_t here = largest_of(others[i], counts[i], threads);
    largest = here > largest ? here : largest;
  }
  given += counts[1];
  if (largest >= names_end)
    return n2v_fail(err, N2V_EINPUT, "node %llu: numbers of nodes have at most 19 digits",
                    (unsigned long long)largest);
  if (largest / PLACES_A_NUMBER < given + PASS_GRAIN && largest < UINT32_MAX)
    return number_dense(list, largest + 1, threads, out, err);
  return number_sparse(list, threads, out, err);
}
