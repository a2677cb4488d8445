/* liblinear behind five calls: it is what scikit-learn fits with under solver="liblinear", so that
 * figures can be compared with those of papers that used it.
 *
 * Its rows are sparse (index, value) even where nothing is zero, which costs 16 bytes a value; in
 * exchange a fit names the rows that it wants by pointers, and all fits of all splits share one
 * matrix. Its messages can only be turned off for the whole process (set_print_string_function),
 * which is what n2v_logistic_silence does. It does not say when memory is out. */
#include "eval/logistic.h"

#include "base/memory.h"
#include "base/status.h"

#include <linear.h>
#include <math.h>
#include <string.h>

static const double tolerance =
    1e-4; /* scikit-learn's default; liblinear's own for this solver is 0.01 */

static struct feature_node *row_nodes(const n2v_design *design, uint32_t row) {
  return design->nodes + (size_t)row * (design->dims + 2);
}

static void ignore(const char *text) {
  (void)text;
}

void n2v_logistic_silence(void) {
  set_print_string_function(ignore);
}

/* Indices count from 1 and a row ends with index -1, as liblinear's README says. The intercept is a
 * last feature that is always 1: the field `bias` of a problem only tells that it is there. */
n2v_status n2v_design_new(n2v_design *design, uint32_t rows, uint32_t dims, n2v_error *err) {
  size_t width = (size_t)dims + 2;
  *design = (n2v_design){.rows = rows, .dims = dims};
  design->nodes = n2v_alloc((size_t)rows * width, sizeof *design->nodes);
  if (!design->nodes)
    return n2v_fail_memory(err, "the rows of the regression",
                           (size_t)rows * width * sizeof *design->nodes);
  for (uint32_t row = 0; row < rows; row++) {
    struct feature_node *nodes = row_nodes(design, row);
    for (uint32_t d = 0; d <= dims; d++)
      nodes[d] = (struct feature_node){.index = (int)d + 1, .value = d == dims};
    nodes[dims + 1] = (struct feature_node){.index = -1};
  }
  return N2V_OK;
}

void n2v_design_set(n2v_design *design, uint32_t row, const float *values) {
  struct feature_node *nodes = row_nodes(design, row);
  for (uint32_t d = 0; d < design->dims; d++)
    nodes[d].value = (double)values[d];
}

void n2v_design_free(n2v_design *design) {
  n2v_free(design->nodes);
  design->nodes = NULL;
}

static n2v_status solve(const struct problem *problem, double c, double *weights, n2v_error *err) {
  struct parameter parameter = {.solver_type = L2R_LR, .eps = tolerance, .C = c};
  struct model *model = train(problem, &parameter);
  if (!model)
    return n2v_fail_memory(err, "a regression", (size_t)problem->n * sizeof *weights);
  /* The weights are those of the class label[0], which is the first one met or, in some versions,
   * always 1: asking is right for all. */
  double sign = model->label[0];
  for (int d = 0; d < problem->n; d++)
    weights[d] = sign * model->w[d];
  free_and_destroy_model(&model);
  return N2V_OK;
}

n2v_status n2v_logistic_fit(const n2v_design *design, const uint32_t *rows, const double *y,
                            uint32_t count, double c, double *weights, n2v_error *err) {
  uint32_t width = design->dims + 1, positives = 0;
  for (uint32_t i = 0; i < count; i++)
    positives += y[i] > 0;
  /* liblinear would make a model of one class without weights. A label that no node of the split
   * has is predicted last, one that all have first. */
  if (positives == 0 || positives == count) {
    memset(weights, 0, width * sizeof *weights);
    weights[design->dims] = positives ? INFINITY : -INFINITY;
    return N2V_OK;
  }
  struct feature_node **x = n2v_alloc(count, sizeof *x);
  if (!x)
    return n2v_fail_memory(err, "a regression", count * sizeof *x);
  for (uint32_t i = 0; i < count; i++)
    x[i] = row_nodes(design, rows[i]);
  /* liblinear only reads y. */
  struct problem problem = {.l = (int)count, .n = (int)width, .y = (double *)y, .x = x, .bias = 1};
  n2v_status status = solve(&problem, c, weights, err);
  n2v_free(x);
  return status;
}

double n2v_logistic_score(const n2v_design *design, uint32_t row, const double *weights) {
  const struct feature_node *nodes = row_nodes(design, row);
  double sum = 0;
  for (uint32_t d = 0; d <= design->dims; d++)
    sum += weights[d] * nodes[d].value;
  return sum;
}
