/* Groups of directions, for a colour each. Spherical k-means: a group's centre is the direction of
 * the sum of its rows (Dhillon and Modha, "Concept decompositions for large sparse text data using
 * clustering", Machine Learning 42, 2001).
 *
 * On unit vectors the nearest centre is the one of largest dot product, and the squared distance
 * of two rows is 2 - 2 times theirs: so all work is dot products. A row of zeros (a vector
 * that is zero or not finite) is as far from every centre; it goes to the first group. */
#include "page/projection.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
  SAMPLE_FLOATS = 1 << 22, /* 16 MB: the centres of some ten colours need no more rows */
  ROUNDS = 20              /* of Lloyd's; until nothing moves might take long */
};

/* simd reduction allows the sum to be taken in any order: without it C fixes the order, and the
 * loop stays scalar. */
static float dot(const float *a, const float *b, uint32_t dims) {
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (uint32_t d = 0; d < dims; d++)
    sum += a[d] * b[d];
  return sum;
}

typedef struct kmeans {
  page_rows m;
  uint64_t step; /* the centres are found on every step-th row */
  uint32_t groups;
  float *centres;      /* groups x dims, of length 1 */
  float *distance;     /* of each row looked at, to the nearest seed so far; squared */
  uint64_t sizes[256]; /* rows of each group: a group's number is a byte */
} kmeans;

/* The group whose centre is nearest; of equal ones the first. */
static uint32_t nearest(const kmeans *k, const float *values) {
  uint32_t best = 0;
  float most = -INFINITY;
  for (uint32_t g = 0; g < k->groups; g++) {
    float score = dot(values, k->centres + (size_t)g * k->m.dims, k->m.dims);
    if (score > most)
      most = score, best = g;
  }
  return best;
}

/* The next seed: a row drawn in proportion to its squared distance from the nearest seed. Where all
 * rows lie on seeds the sum is zero, and the last row is as good as any. */
static uint64_t draw_seed(const kmeans *k, uint64_t looked, uint64_t *random) {
  double sum = 0;
  for (uint64_t i = 0; i < looked; i++)
    sum += k->distance[i];
  double left = page_random(random) * sum;
  for (uint64_t i = 0; i < looked; i++)
    if ((left -= k->distance[i]) < 0)
      return i;
  return looked - 1;
}

/* k-means++: for the first seed all distances are 1, so that any row may be drawn. The random
 * numbers depend on the number of rows alone: the same model gets the same colours. */
static void seed(kmeans *k, uint64_t looked) {
  uint64_t random = looked;
  for (uint64_t i = 0; i < looked; i++)
    k->distance[i] = 1;
  for (uint32_t g = 0; g < k->groups; g++) {
    float *centre = k->centres + (size_t)g * k->m.dims;
    memcpy(centre, k->m.values + draw_seed(k, looked, &random) * k->step * k->m.dims,
           k->m.dims * sizeof *centre);
    for (uint64_t i = 0; i < looked; i++) {
      float d = 2 - 2 * dot(k->m.values + i * k->step * k->m.dims, centre, k->m.dims);
      if (d < k->distance[i] || g == 0)
        k->distance[i] = d > 0 ? d : 0; /* rounding makes it negative */
    }
  }
}

/* One round of Lloyd's; sums has room for the centres. A group without rows keeps its centre. */
static void round_of(kmeans *k, float *sums) {
  uint32_t dims = k->m.dims;
  memset(sums, 0, (size_t)k->groups * dims * sizeof *sums);
  for (uint64_t row = 0; row < k->m.rows; row += k->step) {
    const float *values = k->m.values + row * dims;
    float *sum = sums + (size_t)nearest(k, values) * dims;
    for (uint32_t d = 0; d < dims; d++)
      sum[d] += values[d];
  }
  for (uint32_t g = 0; g < k->groups; g++) {
    float *sum = sums + (size_t)g * dims, length = sqrtf(dot(sum, sum, dims));
    for (uint32_t d = 0; length > 0 && d < dims; d++)
      k->centres[(size_t)g * dims + d] = sum[d] / length;
  }
}

/* Numbers groups by size, the largest first, and drops empty ones, which have the last places. Ties
 * go by the old number, so places are all different. */
static void number(kmeans *k, uint8_t *group) {
  uint8_t place[256] = {0};
  uint32_t filled = 0;
  memset(k->sizes, 0, sizeof k->sizes);
  for (uint64_t row = 0; row < k->m.rows; row++)
    k->sizes[group[row]]++;
  for (uint32_t g = 0; g < k->groups; g++) {
    uint32_t before = 0;
    for (uint32_t h = 0; h < k->groups; h++)
      before += k->sizes[h] > k->sizes[g] || (h < g && k->sizes[h] == k->sizes[g]);
    place[g] = (uint8_t)before;
    filled += k->sizes[g] > 0;
  }
  for (uint64_t row = 0; row < k->m.rows; row++)
    group[row] = place[group[row]];
  k->groups = filled;
}

n2v_status page_cluster(page_rows m, uint32_t most, uint8_t *group, uint32_t *groups,
                        n2v_error *err) {
  /* most is at most 256, for group[] holds bytes. One block: centres, the sums of a round,
   * distances. */
  uint64_t fitting = SAMPLE_FLOATS / m.dims + 1;
  kmeans k = {.m = m, .step = (m.rows + fitting - 1) / fitting};
  uint64_t looked = (m.rows + k.step - 1) / k.step;
  k.groups = most < looked ? most : (uint32_t)looked;
  size_t floats = (size_t)k.groups * m.dims;
  k.centres = calloc(2 * floats + looked, sizeof *k.centres);
  if (!k.centres)
    return cli_no_memory(err, "the clusters", (2 * floats + looked) * sizeof *k.centres);
  k.distance = k.centres + 2 * floats;
  seed(&k, looked);
  for (int i = 0; i < ROUNDS; i++)
    round_of(&k, k.centres + floats);
  for (uint64_t row = 0; row < m.rows; row++)
    group[row] = (uint8_t)nearest(&k, m.values + row * m.dims);
  number(&k, group);
  *groups = k.groups;
  free(k.centres);
  return N2V_OK;
}
