/* A model in parts: who is where, that every pair is trained once, and what comes of training. */
#include "base/memory.h"
#include "base/params.h"
#include "base/random.h"
#include "walk/alias.h"
#include "train/bucket.h"
#include "train/parts.h"
#include "train/trainer.h"
#include "unit.h"

#include <math.h>
#include <string.h>

enum { NODES = 1000, LENGTH = 40, WALKS = 3000, DIMS = 16, GROUPS = 4 };

static uint64_t counts[NODES];

/* Walks stay in one of some groups of nodes: node modulo GROUPS. */
static void read_groups(const n2v_corpus *corpus, uint32_t epoch, uint64_t first, uint32_t count,
                        uint32_t *tokens, uint32_t *lengths) {
  for (uint32_t i = 0; i < count; i++) {
    n2v_rng rng = n2v_rng_seed(7, first + i, epoch);
    const uint32_t group = (uint32_t)((first + i) % GROUPS);
    lengths[i] = 1 + n2v_rng_below(&rng, LENGTH);
    for (uint32_t j = 0; j < lengths[i]; j++)
      tokens[(size_t)i * corpus->max_length + j] =
          group + GROUPS * n2v_rng_below(&rng, NODES / GROUPS);
  }
}

static const n2v_corpus corpus = {
    .nodes = NODES, .walks = WALKS, .max_length = LENGTH, .read = read_groups};

/* ------------------------------------------------------------------------------------- places */

static void every_node_has_a_place(void **state) {
  (void)state;
  const uint32_t sizes[] = {1, 63, 64, 65, 500, 1000, 100000};
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
    for (uint32_t count = 2; count <= 7; count++) {
      n2v_model model = {.nodes = sizes[s], .dims = DIMS, .stride = n2v_model_stride(DIMS)};
      uint64_t *one = n2v_calloc(sizes[s], sizeof *one), all = 0;
      uint8_t *met = n2v_calloc(sizes[s], 1);
      n2v_parts *p;
      one[0] = 1;
      assert_int_equal(n2v_parts_new(&model, count, &n2v_sgns, one, 1, &p, NULL), N2V_OK);
      for (uint32_t part = 0; part < count; part++)
        for (uint32_t place = 0; place < p->rows[part]; place++, all++) {
          const uint32_t node = n2v_part_node(p, part, place);
          assert_true(node < sizes[s] && !met[node]++);
          assert_int_equal(n2v_part_of(p, node), part);
        }
      assert_int_equal(all, sizes[s]);
      assert_int_equal(n2v_parts_most(sizes[s], DIMS, count), p->rows[0]);
      n2v_parts_free(p);
      n2v_free(one);
      n2v_free(met);
    }
}

/* Of each part the exact law, read off its table. */
static void noise_is_that_of_the_part(void **state) {
  (void)state;
  n2v_model model = {.nodes = NODES, .dims = DIMS, .stride = n2v_model_stride(DIMS)};
  n2v_parts *p;
  for (uint32_t node = 0; node < NODES; node++)
    counts[node] = node % 10;
  assert_int_equal(n2v_parts_new(&model, 3, &n2v_sgns, counts, 0.75, &p, NULL), N2V_OK);
  for (uint32_t part = 0; part < 3; part++) {
    const uint32_t rows = p->rows[part];
    const n2v_alias *noise = p->tables[part];
    double *mass = n2v_calloc(rows, sizeof *mass), sum = 0;
    for (uint32_t i = 0; i < rows; i++) {
      const double own = noise[i].threshold * 0x1p-32;
      mass[i] += own / rows;
      mass[noise[i].other] += (1 - own) / rows;
      sum += pow((double)counts[n2v_part_node(p, part, i)], 0.75);
    }
    for (uint32_t i = 0; i < rows; i++)
      assert_true(fabs(mass[i] - pow((double)counts[n2v_part_node(p, part, i)], 0.75) / sum) <
                  1e-8);
    n2v_free(mass);
  }
  n2v_parts_free(p);
}

/* -------------------------------------------------------------------------------------- pairs */

static void every_pair_once(void **state) {
  (void)state;
  enum { WINDOW = 5, PARTS = 3 };
  const n2v_kernel *kernel = n2v_kernel_find("portable");
  n2v_training t = {.shape = {.nodes = NODES,
                              .max_length = LENGTH,
                              .dims = DIMS,
                              .window = WINDOW,
                              .negatives = 2,
                              .group = 4,
                              .objective = &n2v_sgns},
                    .corpus = &corpus,
                    .kernel = kernel,
                    .train = n2v_sgns.trainer(kernel)};
  uint32_t tokens[LENGTH], length;
  uint8_t part_of[LENGTH];
  uint64_t all = 0, wanted = 0;
  double sum = 0;
  n2v_parts *p;
  n2v_bucket_worker *w;
  for (uint32_t node = 0; node < NODES; node++)
    counts[node] = 1;
  assert_int_equal(n2v_model_new(NODES, DIMS, 1, (n2v_team_size){1, false}, &t.model, NULL),
                   N2V_OK);
  assert_int_equal(n2v_parts_new(t.model, PARTS, &n2v_sgns, counts, 0.75, &p, NULL), N2V_OK);
  assert_int_equal(n2v_bucket_worker_new(&t, p, &w, NULL), N2V_OK);
  for (uint64_t walk = 0; walk < 20; walk++) {
    corpus.read(&corpus, 0, walk, 1, tokens, &length);
    for (uint32_t i = 0; i < length; i++) {
      part_of[i] = (uint8_t)n2v_part_of(p, tokens[i]);
      wanted += (i < WINDOW ? i : WINDOW) + (length - 1 - i < WINDOW ? length - 1 - i : WINDOW);
    }
    for (uint32_t bucket = 0; bucket < PARTS * PARTS; bucket++) {
      n2v_bucket_train(w, (n2v_bucket){bucket % PARTS, bucket / PARTS}, 0, walk, tokens, part_of,
                       length, (n2v_pace){0, 4});
      const n2v_tally done = n2v_bucket_take(w);
      all += done.pairs;
      sum += done.loss;
    }
  }
  assert_int_equal(all, wanted);
  /* Output rows are zero: each logit's loss is log 2, of the positive and of two negatives. */
  assert_true(fabs(sum / (double)all / (3 * log(2)) - 1) < 1e-3);
  n2v_bucket_worker_free(w);
  n2v_parts_free(p);
  n2v_model_free(t.model);
}

/* ----------------------------------------------------------------------------------- training */

static n2v_model *train(uint32_t parts, int threads, bool deterministic, n2v_train_report *report) {
  n2v_train_params params;
  n2v_run given, run;
  n2v_model *model;
  n2v_error err = {0};
  n2v_corpus_stats stats;
  const n2v_start start = {.fingerprint = "", .parts = parts};
  memset(counts, 0, sizeof counts);
  n2v_train_params_init(&params, sizeof params);
  n2v_run_init(&given, sizeof given);
  params.dims = DIMS;
  params.epochs = 3;
  params.deterministic = deterministic;
  given.threads = threads;
  *report = (n2v_train_report){0};
  assert_ok(n2v_run_take(&given, &run, &err), &err);
  assert_ok(n2v_corpus_count(&corpus, 0, 1, NULL, counts, &stats, &err), &err);
  assert_ok(n2v_trainer_run(&corpus, counts, &params, &run, &start, &model, report, &err), &err);
  return model;
}

static void as_good_as_in_memory(void **state) {
  (void)state;
  n2v_train_report whole, parts;
  n2v_model_free(train(0, 1, false, &whole));
  n2v_model_free(train(4, 2, false, &parts));
  assert_true(fabs((double)parts.pairs / (double)whole.pairs - 1) < 0.01);
  assert_int_equal(parts.steps, whole.steps);
  assert_true(whole.loss[2] < 0.9 * 6 * log(2)); /* it learns */
  assert_true(parts.loss[2] < 1.02 * whole.loss[2]);
  n2v_free((double *)whole.loss);
  n2v_free((double *)parts.loss);
}

static void deterministic_for_any_threads(void **state) {
  (void)state;
  n2v_train_report a, b;
  n2v_model *one = train(3, 1, true, &a), *two = train(3, 2, true, &b);
  const size_t bytes = NODES * one->stride * sizeof(float);
  assert_memory_equal(one->input, two->input, bytes);
  assert_memory_equal(one->output, two->output, bytes);
  assert_int_equal(a.pairs, b.pairs);
  n2v_model_free(one);
  n2v_model_free(two);
  n2v_free((double *)a.loss);
  n2v_free((double *)b.loss);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_node_has_a_place),
      cmocka_unit_test(noise_is_that_of_the_part),
      cmocka_unit_test(every_pair_once),
      cmocka_unit_test(as_good_as_in_memory),
      cmocka_unit_test(deterministic_for_any_threads),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
