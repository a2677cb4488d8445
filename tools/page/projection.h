/* What can be said about rows of directions without a library for linear algebra: a flat picture
 * and groups. */
#ifndef N2V_PAGE_PROJECTION_H
#define N2V_PAGE_PROJECTION_H

#include "n2v.h"
#include "support.h"

/* Rows of floats, one after the other. */
typedef struct page_rows {
  const float *values;
  uint64_t rows;
  uint32_t dims;
} page_rows;

/* Random numbers that are the same on every machine: Steele, Lea and Flood's splitmix64 (OOPSLA
 * 2014). From 0 to 1, less than 1. */
static inline double page_random(uint64_t *state) {
  uint64_t z = *state += 0x9e3779b97f4a7c15;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return (double)((z ^ z >> 31) >> 11) * 0x1p-53;
}

/* The first two principal components: xy[2 * row] and xy[2 * row + 1]. shares: the part of the
 * variance that lies along each. Large inputs are sampled (every k-th row) for the axes, which all
 * rows are then projected on. The same input gives the same picture. */
n2v_status page_project(page_rows m, float *xy, double shares[2], n2v_error *err);

/* Spherical k-means: group[row] is 0 for the largest group, 1 for the next. At most `most` groups;
 * gives their number. Seeds by k-means++ (Arthur and Vassilvitskii, SODA 2007). */
n2v_status page_cluster(page_rows m, uint32_t most, uint8_t *group, uint32_t *groups,
                        n2v_error *err);

#endif
