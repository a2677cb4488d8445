/* What can be said about rows of directions without a library for linear algebra: a flat picture
 * and groups. */
#ifndef N2V_PAGE_PROJECTION_H
#define N2V_PAGE_PROJECTION_H

#include "n2v.h"

/* Rows of floats, one after the other. */
typedef struct page_rows {
  const float *values;
  uint64_t rows;
  uint32_t dims;
} page_rows;

/* The first two principal components: xy[2 * row] and xy[2 * row + 1]. shares: the part of the
 * variance that lies along each. Large inputs are sampled (every k-th row) for the axes, which all
 * rows are then projected on. The same input gives the same picture. */
n2v_status page_project(page_rows m, float *xy, double shares[2], n2v_error *err);

/* Spherical k-means: group[row] is 0 for the largest group, 1 for the next. At most `most` groups;
 * gives their number. Seeds by k-means++ (Arthur and Vassilvitskii, SODA 2007). */
n2v_status page_cluster(page_rows m, uint32_t most, uint8_t *group, uint32_t *groups,
                        n2v_error *err);

#endif
