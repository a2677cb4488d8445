/* L2-regularised logistic regression on dense rows, solved by liblinear (its trust region Newton
 * method in the primal, which draws no random numbers). Minimised is
 * |w|^2 / 2 + C sum log(1 + exp(-y_i w x_i)), the intercept included in w as a feature that is 1:
 * what scikit-learn's LogisticRegression(solver="liblinear") minimises, to the same tolerance. */
#ifndef N2V_EVAL_LOGISTIC_H
#define N2V_EVAL_LOGISTIC_H

#include "n2v.h"

struct feature_node; /* liblinear's index and value */

/* Rows in liblinear's form: 16 bytes a value. Read by any number of threads once set. */
typedef struct n2v_design {
  uint32_t rows, dims;
  struct feature_node *nodes; /* rows x (dims + 2): the values, the intercept, an end mark */
} n2v_design;

/* liblinear prints each iteration on standard output unless told not to, by a setting of the whole
 * process: call this before threads fit. */
void n2v_logistic_silence(void);

n2v_status n2v_design_new(n2v_design *design, uint32_t rows, uint32_t dims, n2v_error *err);
void n2v_design_set(n2v_design *design, uint32_t row, const float *values);
void n2v_design_free(n2v_design *design);

/* Fits on the rows listed; y holds 1 or -1 for each of them. weights: dims + 1, the intercept last.
 * When all y are equal the answer is that class: zero weights and an infinite intercept.
 * Thread-safe. */
n2v_status n2v_logistic_fit(const n2v_design *design, const uint32_t *rows, const double *y,
                            uint32_t count, double c, double *weights, n2v_error *err);

/* The log-odds of a row. */
double n2v_logistic_score(const n2v_design *design, uint32_t row, const double *weights);

#endif
