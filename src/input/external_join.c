/* Names become numbers by sorting, too: the different names, sorted by key, are joined with the
 * edges sorted by the key of their source, then of their target. */
#include "input/external_builder.h"

#include "base/progress.h"
#include "base/status.h"
#include "graph/hash.h"
#include "graph/interner.h"

#include <string.h>

uint32_t n2v_pending_bytes(const n2v_external_builder *b) {
  return b->graph.lined ? sizeof(n2v_pending) : sizeof(uint64_t);
}

n2v_status n2v_external_sorter(const n2v_external_builder *b, uint32_t size, n2v_sorter **out,
                               n2v_error *err) {
  return n2v_sorter_new(&(n2v_sorter_rules){.memory = n2v_external_share(b->memory),
                                            .path = b->output,
                                            .fixed = true,
                                            .size = size,
                                            .progress = b->progress},
                        out, err);
}

uint64_t n2v_external_key(const n2v_external_builder *b, const char *name, uint64_t length) {
  if (b->integers || length <= N2V_SHORT_NAME) {
    uint64_t value = 0;
    for (uint64_t i = 0; b->integers && i < length; i++)
      value = value * 10 + (uint64_t)(name[i] - '0');
    return b->integers ? n2v_integer_key(value) : n2v_name_key(name, length);
  }
  return n2v_hash_seeded(name, length, b->seed) | (uint64_t)1 << 63;
}

static n2v_status number_all(n2v_external_builder *b, n2v_error *err) {
  n2v_sorter_record name;
  bool more = true;
  n2v_status status = n2v_external_sorter(b, sizeof(uint32_t), &b->numbers, err);
  if (status == N2V_OK)
    status = n2v_sorter_rewind(b->graph.names, err);
  for (uint32_t i = 0; status == N2V_OK; i++) {
    status = n2v_external_next_name(&b->graph, &name, &more, err);
    if (status != N2V_OK || !more)
      break;
    b->names = i + 1;
    if (i == N2V_NAMES_MAX)
      return n2v_fail(err, N2V_ELIMIT, "more nodes than %u", N2V_NAMES_MAX);
    if (!b->integers)
      n2v_watch_see(&b->found.watch, name.bytes, name.size);
    status =
        n2v_sorter_add(b->numbers, n2v_external_key(b, name.bytes, name.size), &i, sizeof i, err);
  }
  return status;
}

static n2v_status find_collision(n2v_external_builder *b, n2v_error *err) {
  n2v_sorter_record r;
  uint64_t last = 0;
  bool more = true;
  n2v_status status = n2v_sorter_rewind(b->numbers, err);
  while (status == N2V_OK && !b->collision) {
    status = n2v_sorter_next(b->numbers, &r, &more, err);
    if (!more)
      break;
    b->collision = r.key == last; /* no key is 0 */
    last = r.key;
  }
  return status;
}

n2v_status n2v_external_number_names(n2v_external_builder *b, n2v_error *err) {
  n2v_status status = number_all(b, err);
  return status == N2V_OK ? find_collision(b, err) : status;
}

/* Goes through pending edges in order of key, each with the number of the name that has it. */
static n2v_status join(n2v_external_builder *b, n2v_sorter *edges,
                       n2v_status (*take)(n2v_external_builder *b, uint32_t number,
                                          const n2v_pending *edge, n2v_error *err),
                       n2v_error *err) {
  n2v_sorter_record name = {0}, r;
  n2v_pending edge = {.weight = 1};
  uint32_t number = 0;
  bool more = true, named = true;
  n2v_status status = n2v_sorter_rewind(edges, err);
  if (status == N2V_OK)
    status = n2v_sorter_rewind(b->numbers, err);
  while (status == N2V_OK) {
    status = n2v_sorter_next(edges, &r, &more, err);
    if (status != N2V_OK || !more)
      break;
    while (name.key < r.key && named && status == N2V_OK) {
      status = n2v_sorter_next(b->numbers, &name, &named, err);
      if (status == N2V_OK && named)
        memcpy(&number, name.bytes, sizeof number);
    }
    if (status == N2V_OK && name.key != r.key)
      status = n2v_fail(err, N2V_EINTERNAL, "a name was lost while sorting");
    if (status != N2V_OK)
      break;
    memcpy(&edge, r.bytes, r.size);
    status = take(b, number, &edge, err);
  }
  return status;
}

static n2v_status take_source(n2v_external_builder *b, uint32_t number, const n2v_pending *edge,
                              n2v_error *err) {
  n2v_pending next = *edge;
  next.key = number;
  return n2v_sorter_add(b->by_target, edge->key, &next, n2v_pending_bytes(b), err);
}

static n2v_status take_target(n2v_external_builder *b, uint32_t number, const n2v_pending *edge,
                              n2v_error *err) {
  return n2v_external_add_edge(&b->graph, (uint32_t)edge->key, number, edge->weight, edge->line,
                               err);
}

n2v_status n2v_external_number_edges(n2v_external_builder *b, n2v_error *err) {
  n2v_status status = n2v_external_sorter(b, n2v_pending_bytes(b), &b->by_target, err);
  if (status == N2V_OK)
    status = join(b, b->by_source, take_source, err);
  n2v_sorter_free(b->by_source);
  b->by_source = NULL;
  n2v_report_phase(b->progress, N2V_PHASE_LOAD, 0.6);
  if (status == N2V_OK)
    status = join(b, b->by_target, take_target, err);
  n2v_sorter_free(b->by_target);
  n2v_sorter_free(b->numbers);
  b->by_target = b->numbers = NULL;
  n2v_report_phase(b->progress, N2V_PHASE_LOAD, 0.7);
  return status;
}
