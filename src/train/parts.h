/* The nodes of a model that memory does not hold, in parts. A pair is trained when the context's
 * part of the input rows and the centre's part of the output rows are in memory. */
#ifndef N2V_TRAIN_PARTS_H
#define N2V_TRAIN_PARTS_H

#include "n2v.h"
#include "sgns/model.h"
#include "sgns/objective.h"

enum { N2V_MOST_PARTS = 255 };

/* Nodes go to parts by turns, a chunk at a time: ids often follow the degree, and each part is to
 * have hubs. */
typedef struct n2v_parts {
  n2v_model *model;
  uint32_t count, chunk; /* parts; nodes in a chunk */
  uint32_t *rows;        /* nodes of each part */
  const n2v_objective *objective;
  void **tables; /* that it draws from, of each part, over its nodes' places; NULL: of none */
} n2v_parts;

/* counts and exponent as for n2v_objective.make_table: what is drawn in a part is what would be
 * drawn in the whole corpus, given the part. */
n2v_status n2v_parts_new(n2v_model *model, uint32_t count, const n2v_objective *objective,
                         const uint64_t *counts, double exponent, n2v_parts **out, n2v_error *err);
void n2v_parts_free(n2v_parts *parts);

/* Most nodes of one of `count` parts. */
uint32_t n2v_parts_most(uint32_t nodes, uint32_t dims, uint32_t count);

static inline uint32_t n2v_part_of(const n2v_parts *p, uint32_t node) {
  return node / p->chunk % p->count;
}

/* The node at a place of a part, places being 0 to rows[part] - 1. */
static inline uint32_t n2v_part_node(const n2v_parts *p, uint32_t part, uint32_t place) {
  return (place / p->chunk * p->count + part) * p->chunk + place % p->chunk;
}

/* A part of one of the model's matrices is wanted soon, or may leave memory. */
void n2v_part_want(const n2v_parts *parts, float *matrix, uint32_t part);
void n2v_part_leave(const n2v_parts *parts, float *matrix, uint32_t part);

#endif
