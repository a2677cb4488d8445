/* Principal components by orthogonal iteration, on the rows themselves: two axes of at most 4,096
 * dimensions need no covariance matrix and no LAPACK. (Power iteration, the second axis kept at
 * right angles to the first: Golub and Van Loan, "Matrix computations", section 7.3.) An iteration
 * takes two passes' worth of dot products, rows times dims each.
 *
 * Coordinates are for the eye, 16 bits in the page: floats are enough. */
#include "page/projection.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
  SAMPLE_FLOATS = 1 << 24, /* 64 MB of rows that the axes are found on */
  ITERATIONS = 100 /* axes of nearly the same variance may turn for ever: any will do then */
};
static const double tolerance = 1e-5; /* of an axis, as the sine of the angle it still turns by */

static double dot(const float *a, const float *b, uint32_t dims) {
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (uint32_t d = 0; d < dims; d++)
    sum += a[d] * b[d];
  return sum;
}

static void add(float *to, const float *from, double scale, uint32_t dims) {
  for (uint32_t d = 0; d < dims; d++)
    to[d] += (float)scale * from[d];
}

/* To length 1; gives the length before. A zero vector stays. */
static double normalise(float *v, uint32_t dims) {
  double length = sqrt(dot(v, v, dims));
  for (uint32_t d = 0; length > 0 && d < dims; d++)
    v[d] /= (float)length;
  return length;
}

/* Every step-th row is looked at. Rows stand by visits, so a stretch of them would not do. */
static uint64_t step_of(page_rows m) {
  uint64_t most = SAMPLE_FLOATS / m.dims + 1;
  return (m.rows + most - 1) / most;
}

static void mean_of(page_rows m, uint64_t step, float *mean) {
  uint64_t looked = (m.rows + step - 1) / step;
  memset(mean, 0, m.dims * sizeof *mean);
  for (uint64_t row = 0; row < m.rows; row += step)
    add(mean, m.values + row * m.dims, 1.0 / (double)looked, m.dims);
}

/* next = covariance * axis, without its 1 / rows: sum over rows of (row - mean) ((row - mean) .
 * axis), where the mean is taken out of the sums instead of out of each row. */
static void multiply(page_rows m, uint64_t step, const float *mean, const float *axis,
                     float *next) {
  double shift = dot(mean, axis, m.dims), total = 0;
  memset(next, 0, m.dims * sizeof *next);
  for (uint64_t row = 0; row < m.rows; row += step) {
    const float *values = m.values + row * m.dims;
    double along = dot(values, axis, m.dims) - shift;
    add(next, values, along, m.dims);
    total += along;
  }
  add(next, mean, -total, m.dims);
}

/* Turns `axis` to the direction of most variance that is at right angles to `other` (NULL: any).
 * Gives the variance along it, times the number of rows looked at. */
static double find_axis(page_rows m, uint64_t step, const float *mean, const float *other,
                        float *axis, float *next) {
  uint64_t random = other != NULL; /* a seed for each axis: the same picture each time */
  double variance = 0;
  for (uint32_t d = 0; d < m.dims; d++)
    axis[d] = (float)page_random(&random) - 0.5f;
  for (int i = 0; i < ITERATIONS; i++) {
    if (other) /* each time: rounding would let the first axis grow in again */
      add(axis, other, -dot(axis, other, m.dims), m.dims);
    if (normalise(axis, m.dims) == 0)
      return 0; /* one dimension has no second axis */
    multiply(m, step, mean, axis, next);
    if (other)
      add(next, other, -dot(next, other, m.dims), m.dims);
    variance = normalise(next, m.dims);
    double cosine = dot(axis, next, m.dims);
    memcpy(axis, next, m.dims * sizeof *axis);
    if (1 - cosine * cosine < tolerance * tolerance)
      break;
  }
  return variance;
}

/* An axis has no sign of its own: the larger of its components is made positive. */
static void fix_sign(float *axis, uint32_t dims) {
  uint32_t largest = 0;
  for (uint32_t d = 1; d < dims; d++)
    if (fabsf(axis[d]) > fabsf(axis[largest]))
      largest = d;
  for (uint32_t d = 0, turn = axis[largest] < 0; turn && d < dims; d++)
    axis[d] = -axis[d];
}

/* Over all dimensions, times the number of rows looked at, as find_axis gives its part. */
static double total_variance(page_rows m, uint64_t step, const float *mean) {
  double total = 0;
  for (uint64_t row = 0; row < m.rows; row += step) {
    const float *values = m.values + row * m.dims;
    total += dot(values, values, m.dims) - 2 * dot(values, mean, m.dims) + dot(mean, mean, m.dims);
  }
  return total;
}

n2v_status page_project(page_rows m, float *xy, double shares[2], n2v_error *err) {
  uint64_t step = step_of(m);
  float *work = calloc(4 * (size_t)m.dims, sizeof *work);
  if (!work)
    return cli_no_memory(err, "the projection", 4 * (size_t)m.dims * sizeof *work);
  float *mean = work, *next = work + m.dims;
  float *axes[2] = {work + 2 * (size_t)m.dims, work + 3 * (size_t)m.dims};
  mean_of(m, step, mean);
  double total = total_variance(m, step, mean);
  for (int a = 0; a < 2; a++) {
    double variance = find_axis(m, step, mean, a ? axes[0] : NULL, axes[a], next);
    shares[a] = total > 0 ? variance / total : 0;
    fix_sign(axes[a], m.dims);
    double shift = dot(mean, axes[a], m.dims);
    for (uint64_t row = 0; row < m.rows; row++)
      xy[2 * row + (uint64_t)a] = (float)(dot(m.values + row * m.dims, axes[a], m.dims) - shift);
  }
  free(work);
  return N2V_OK;
}
