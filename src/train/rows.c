/* Copies are found by node in a hash table with open addressing, at most half full. Rows lie an odd
 * number of cache lines apart where they are long, so that a column of many rows spreads over the
 * sets of a cache. */
#include "train/rows.h"

#include "base/random.h"
#include "sgns/model.h"

#include <string.h>

static uint32_t hash(uint32_t node) {
  return node * 0x9e3779b9u;
}

void n2v_rows_measure(n2v_rows *rows, uint32_t most, size_t width) {
  size_t lines = width / N2V_ROW_UNIT;
  rows->most = most;
  rows->width = width;
  rows->stride = (lines < 4 ? lines : lines | 1) * N2V_ROW_UNIT;
  rows->slot_mask = 15;
  while (rows->slot_mask < 2 * most)
    rows->slot_mask = 2 * rows->slot_mask + 1;
}

void n2v_rows_share(n2v_rows *rows) {
  rows->nodes = NULL;
  rows->copies = rows->matrix;
  rows->stride = rows->width;
}

void n2v_rows_clear(n2v_rows *rows) {
  if (!rows->nodes)
    return;
  memset(rows->slots, 0, ((size_t)rows->slot_mask + 1) * sizeof *rows->slots);
  rows->count = 0;
}

uint32_t n2v_rows_take(n2v_rows *rows, uint32_t node) {
  if (!rows->nodes)
    return node;
  uint32_t slot = hash(node) >> 7 & rows->slot_mask;
  for (; rows->slots[slot]; slot = (slot + 1) & rows->slot_mask)
    if (rows->nodes[rows->slots[slot] - 1] == node)
      return rows->slots[slot] - 1;
  const uint32_t row = rows->count++;
  rows->nodes[row] = node;
  rows->slots[slot] = row + 1;
  if (rows->matrix16)
    rows->kernel->fetch16(rows->matrix16 + node * rows->width, n2v_rows_copy(rows, row),
                          rows->fetched16 + row * rows->stride, rows->width);
  else
    rows->kernel->fetch(n2v_model_row(rows->matrix, rows->width, node), n2v_rows_copy(rows, row),
                        rows->fetched + row * rows->stride, rows->width);
  return row;
}

static void merge16(const n2v_rows *rows, uint32_t row) {
  enum { AHEAD = 4 };
  const uint32_t node = rows->nodes[row];
  if (row + AHEAD < rows->count)
    n2v_rows_want(rows, rows->nodes[row + AHEAD]);
  (rows->combined ? rows->kernel->combine16 : rows->kernel->write_back16)(
      rows->matrix16 + node * rows->width, n2v_rows_copy(rows, row),
      rows->fetched16 + row * rows->stride, rows->width, rows->rounding + node * 0x85ebca6bu);
}

void n2v_rows_merge(const n2v_rows *rows, const bool *frozen, uint32_t part, uint32_t parts) {
  void (*merge)(float *, const float *, const float *, size_t) =
      rows->combined ? rows->kernel->combine : rows->kernel->write_back;
  for (uint32_t r = 0; r < rows->count; r++) {
    const uint32_t node = rows->nodes[r];
    if (n2v_scale32(hash(node), parts) != part || (frozen && frozen[node]))
      continue;
    if (rows->matrix16)
      merge16(rows, r);
    else
      merge(n2v_model_row(rows->matrix, rows->width, node), n2v_rows_copy(rows, r),
            rows->fetched + r * rows->stride, rows->width);
  }
}

/* How many rows, their nodes, the copies. */
size_t n2v_rows_bytes(const n2v_rows *rows) {
  return sizeof rows->count + rows->count * (sizeof *rows->nodes + rows->width * sizeof(float));
}

char *n2v_rows_pack(const n2v_rows *rows, char *to) {
  const size_t bytes = rows->width * sizeof(float), nodes = rows->count * sizeof *rows->nodes;
  memcpy(to, &rows->count, sizeof rows->count);
  memcpy(to + sizeof rows->count, rows->nodes, nodes);
  to += sizeof rows->count + nodes;
  for (uint32_t r = 0; r < rows->count; r++, to += bytes)
    memcpy(to, n2v_rows_copy(rows, r), bytes);
  return to;
}

const char *n2v_rows_unpack(n2v_rows *rows, const char *from) {
  const size_t bytes = rows->width * sizeof(float);
  memcpy(&rows->count, from, sizeof rows->count);
  from += sizeof rows->count;
  memcpy(rows->nodes, from, rows->count * sizeof *rows->nodes);
  from += rows->count * sizeof *rows->nodes;
  for (uint32_t r = 0; r < rows->count; r++, from += bytes) {
    memcpy(rows->fetched + r * rows->stride,
           n2v_model_row(rows->matrix, rows->width, rows->nodes[r]), bytes);
    memcpy(n2v_rows_copy(rows, r), from, bytes);
  }
  return from;
}
