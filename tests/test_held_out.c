/* The loss of held-out walks against the one reckoned from the distributions. */
#include "unit.h"

#include "base/memory.h"
#include "base/random.h"
#include "train/held_out.h"

#include <math.h>

enum { NODES = 5, DIMS = 7, LENGTH = 4, WALKS = 200000, NEGATIVES = 3, SEED = 9 };

/* Every walk is the same. */
static const uint32_t WALK[LENGTH] = {0, 1, 1, 3};
static const uint64_t COUNTS[NODES] = {4, 9, 2, 5, 1};

static void read_walk(const n2v_corpus *corpus, uint32_t epoch, uint64_t first, uint32_t count,
                      uint32_t *tokens, uint32_t *lengths) {
  assert_true(epoch == UINT32_MAX && first + count <= corpus->walks);
  for (uint32_t i = 0; i < count; i++) {
    lengths[i] = LENGTH;
    memcpy(tokens + (size_t)i * LENGTH, WALK, sizeof WALK);
  }
}

static const n2v_corpus corpus = {
    .nodes = NODES, .walks = WALKS, .max_length = LENGTH, .read = read_walk};

static double softplus(double z) {
  return log1p(exp(-fabs(z))) + fmax(z, 0);
}

static double logit(const n2v_model *m, uint32_t context, uint32_t output) {
  double z = 0;
  for (uint32_t d = 0; d < m->dims; d++)
    z += (double)n2v_model_row(m->input, m->stride, context)[d] *
         (double)n2v_model_row(m->output, m->stride, output)[d];
  return z;
}

/* Mean over the pairs of a walk; negatives by counts^0.75, the centre excepted. */
static double expected_loss(const n2v_model *m) {
  double sum = 0;
  for (int i = 0; i < LENGTH; i++)
    for (int j = 0; j < LENGTH; j++) {
      double negative = 0, weights = 0;
      for (uint32_t n = 0; n < NODES; n++) {
        double weight = n == WALK[i] ? 0 : pow((double)COUNTS[n], 0.75);
        negative += weight * softplus(logit(m, WALK[j], n));
        weights += weight;
      }
      if (i != j)
        sum += softplus(-logit(m, WALK[j], WALK[i])) + NEGATIVES * negative / weights;
    }
  return sum / (LENGTH * (LENGTH - 1));
}

static void loss_is_the_models_and_changes_nothing(n2v_training *t, n2v_worker *worker) {
  size_t floats = NODES * t->model->stride;
  float before[2][NODES * N2V_ROW_UNIT];
  assert_true(floats == sizeof before[0] / sizeof before[0][0]);
  double loss = n2v_held_out_loss(t, worker), expected = expected_loss(t->model);
  assert_true(fabs(loss - expected) < 0.01 * expected);
  memcpy(before[0], t->model->input, sizeof before[0]);
  memcpy(before[1], t->model->output, sizeof before[1]);
  assert_true(n2v_held_out_loss(t, worker) == loss);
  assert_memory_equal(t->model->input, before[0], sizeof before[0]);
  assert_memory_equal(t->model->output, before[1], sizeof before[1]);
}

static void loss_agrees_with_the_distributions(void **state) {
  (void)state;
  const n2v_kernel *kernel = n2v_kernel_find("auto");
  n2v_training t = {.shape = {.nodes = NODES,
                              .max_length = LENGTH,
                              .dims = DIMS,
                              .window = 3,
                              .negatives = NEGATIVES,
                              .group = 2,
                              .objective = &n2v_sgns},
                    .corpus = &corpus,
                    .kernel = kernel,
                    .train = n2v_sgns.trainer(kernel),
                    .seed = SEED};
  void *table;
  n2v_worker *worker;
  n2v_error err;
  n2v_rng rng = {SEED};
  assert_ok(n2v_sgns.make_table(COUNTS, NODES, 0.75, &table, &err), &err);
  assert_ok(n2v_model_new(NODES, DIMS, SEED, (n2v_team_size){1, false}, &t.model, &err), &err);
  t.table = table;
  for (int kind = 0; kind < 3; kind++) {
    t.shape.apart = kind == 1;
    t.shape.in_place = kind == 2;
    assert_ok(n2v_worker_new(&t, &worker, &err), &err);
    loss_is_the_models_and_changes_nothing(&t, worker); /* output rows are zero */
    for (uint32_t i = 0; i < NODES * DIMS; i++) {
      n2v_model_row(t.model->input, t.model->stride, i / DIMS)[i % DIMS] =
          n2v_rng_float(&rng) - 0.4f;
      n2v_model_row(t.model->output, t.model->stride, i / DIMS)[i % DIMS] =
          2 * n2v_rng_float(&rng) - 0.7f;
    }
    loss_is_the_models_and_changes_nothing(&t, worker);
    n2v_worker_free(worker);
  }
  n2v_model_free(t.model);
  n2v_free(table);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(loss_agrees_with_the_distributions)};
  return cmocka_run_group_tests_name("held_out", tests, NULL, NULL);
}
