/* The trainer on a corpus made here: walks that stay in one of two halves of the nodes. */
#include "unit.h"

#include "base/memory.h"
#include "base/params.h"
#include "base/random.h"
#include "chi_square.h"
#include "options/params.h"
#include "set_option.h"
#include "train/lockstep.h"
#include "sgns/noise.h"
#include "train/trainer.h"
#include "train/worker.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

enum { NODES = 40, LENGTH = 60, WALKS = 600 };

static void read_halves(const n2v_corpus *corpus, uint32_t epoch, uint64_t first, uint32_t count,
                        uint32_t *tokens, uint32_t *lengths) {
  for (uint32_t i = 0; i < count; i++) {
    n2v_rng rng = n2v_rng_seed(7, first + i, epoch);
    uint32_t half = (uint32_t)((first + i) % 2) * (NODES / 2);
    lengths[i] = 1 + n2v_rng_below(&rng, LENGTH);
    for (uint32_t j = 0; j < lengths[i]; j++)
      tokens[(size_t)i * corpus->max_length + j] = half + n2v_rng_below(&rng, NODES / 2);
  }
}

static const n2v_corpus halves = {
    .nodes = NODES, .walks = WALKS, .max_length = LENGTH, .read = read_halves};

static n2v_config *options_of(const char *const *pairs) {
  n2v_config *config;
  n2v_error err;
  assert_int_equal(n2v_config_new(&config, &err), N2V_OK);
  static const char *const common[] = {"size", "24",     "alpha", "0.05", "threads",
                                       "1",    "epochs", "1",     NULL};
  for (const char *const *p = common; *p; p += 2)
    assert_int_equal(set_option(config, p[0], p[1], &err), N2V_OK);
  for (const char *const *p = pairs; *p; p += 2)
    assert_int_equal(set_option(config, p[0], p[1], &err), N2V_OK);
  return config;
}

#define OPTIONS(...) options_of((const char *const[]){__VA_ARGS__, NULL})

/* Of the last few runs, so that nobody has to free them. */
static void keep_losses(n2v_train_report *report) {
  enum { RUNS = 8, EPOCHS = 64 };
  static double kept[RUNS][EPOCHS];
  static int next;
  double *losses = kept[next++ % RUNS];
  assert_true(report->epochs <= EPOCHS);
  memcpy(losses, report->loss, report->epochs * sizeof *losses);
  n2v_free((double *)report->loss);
  report->loss = losses;
}

/* n2v_trainer_run by options. */
static n2v_status run(const n2v_config *config, const n2v_corpus *corpus, const uint64_t *counts,
                      const n2v_start *start, const n2v_progress *progress, n2v_model **model,
                      n2v_train_report *report, n2v_error *err) {
  n2v_train_params params = n2v_config_train_params(config);
  n2v_run given = n2v_config_run(config, progress), in_force;
  assert_ok(n2v_run_take(&given, &in_force, err), err);
  n2v_status status =
      n2v_trainer_run(corpus, counts, &params, &in_force, start, model, report, err);
  if (report->loss)
    keep_losses(report);
  return status;
}

static n2v_model *train(n2v_config *config, const n2v_corpus *corpus, n2v_train_report *report) {
  uint64_t *counts = n2v_calloc(corpus->nodes, sizeof *counts);
  n2v_corpus_stats stats;
  n2v_model *model;
  n2v_error err = {0};
  *report = (n2v_train_report){0};
  assert_int_equal(n2v_corpus_count(corpus, 0, 1, NULL, counts, &stats, &err), N2V_OK);
  assert_ok(run(config, corpus, counts, NULL, NULL, &model, report, &err), &err);
  n2v_free(counts);
  n2v_config_free(config);
  return model;
}

static double cosine(const n2v_model *m, uint32_t a, uint32_t b) {
  const float *x = n2v_model_row(m->input, m->stride, a);
  const float *y = n2v_model_row(m->input, m->stride, b);
  double xy = 0, xx = 0, yy = 0;
  for (uint32_t d = 0; d < m->dims; d++) {
    xy += (double)x[d] * (double)y[d];
    xx += (double)x[d] * (double)x[d];
    yy += (double)y[d] * (double)y[d];
  }
  return xy / sqrt(xx * yy);
}

/* Mean cosine between nodes of one half, less that between the halves. */
static double separation(const n2v_model *m) {
  double within = 0, across = 0;
  for (uint32_t a = 0; a < NODES / 2; a++)
    for (uint32_t b = 0; b < NODES / 2; b++) {
      if (a != b)
        within += cosine(m, a, b) / (NODES / 2 * (NODES / 2 - 1));
      across += cosine(m, a, NODES / 2 + b) / (NODES / 2 * (NODES / 2));
    }
  return within - across;
}

static void the_halves_part(n2v_config *config) {
  n2v_train_report r;
  double untrained = (double)(1 + config->negative) * log(2); /* every logit is 0 */
  n2v_model *model = train(config, &halves, &r);
  assert_true(r.loss[r.epochs - 1] < 0.8 * untrained);
  assert_true(separation(model) > 0.5);
  n2v_model_free(model);
}

static void every_mode_learns(void **state) {
  (void)state;
  the_halves_part(OPTIONS("epochs", "4"));
  the_halves_part(OPTIONS("epochs", "4", "group", "1"));
  the_halves_part(OPTIONS("epochs", "4", "group", "8", "negative", "15"));
  the_halves_part(OPTIONS("epochs", "4", "shrink-window", "0", "window", "3"));
  the_halves_part(OPTIONS("epochs", "6", "sample", "0.01"));
  the_halves_part(OPTIONS("epochs", "4", "simd", "portable", "size", "7"));
  the_halves_part(OPTIONS("epochs", "4", "threads", "7"));
}

static void one_thread_repeats_exactly(void **state) {
  n2v_train_report r1, r2;
  n2v_model *a = train(OPTIONS("epochs", "2"), &halves, &r1);
  n2v_model *b = train(OPTIONS("epochs", "2"), &halves, &r2);
  n2v_model *c = train(OPTIONS("epochs", "2", "seed", "2"), &halves, &r2);
  size_t bytes = NODES * a->stride * sizeof(float);
  (void)state;
  assert_memory_equal(a->input, b->input, bytes);
  assert_memory_equal(a->output, b->output, bytes);
  assert_true(memcmp(a->input, c->input, bytes) != 0);
  n2v_model_free(a);
  n2v_model_free(b);
  n2v_model_free(c);
}

static void deterministic_is_the_same_for_any_threads(void **state) {
  (void)state;
  static const char *const kinds[][2] = {{"walk-length", "80"}, {"sample", "0.02"}, {"group", "1"}};
  for (int i = 0; i < 3; i++) {
    n2v_model *models[3];
    n2v_train_report r[3];
    for (int t = 0; t < 3; t++)
      models[t] = train(OPTIONS("deterministic", "1", "epochs", "2", "alpha", "0.001", "threads",
                                t == 0   ? "1"
                                : t == 1 ? "2"
                                         : "5",
                                kinds[i][0], kinds[i][1]),
                        &halves, &r[t]);
    size_t bytes = NODES * models[0]->stride * sizeof(float);
    for (int t = 1; t < 3; t++) {
      assert_memory_equal(models[0]->input, models[t]->input, bytes);
      assert_memory_equal(models[0]->output, models[t]->output, bytes);
      assert_true(r[0].loss[1] == r[t].loss[1] && r[0].pairs == r[t].pairs);
    }
    for (int t = 0; t < 3; t++)
      n2v_model_free(models[t]);
  }
}

static void deterministic_learns(void **state) {
  (void)state;
  the_halves_part(OPTIONS("epochs", "4", "deterministic", "1"));
  the_halves_part(OPTIONS("epochs", "4", "deterministic", "1", "threads", "3"));
}

static void rounds_fit_the_node_trained_most(void **state) {
  (void)state;
  enum { MANY = 1000 };
  n2v_corpus corpus = {.nodes = MANY, .walks = 1000, .max_length = 10, .read = read_halves};
  n2v_train_params params;
  uint64_t counts[MANY] = {0};
  n2v_train_params_init(&params, sizeof params);
  params.ns_exponent = 0.75;
  params.alpha = 0.1;
  for (int i = 0; i < MANY; i++)
    counts[i] = 10;
  assert_int_equal(n2v_lockstep_walks(&corpus, counts, &params), 24); /* 0.25 tokens a node */
  counts[0] = 1000; /* one visit a walk: 0.4 / 0.1 */
  assert_int_equal(n2v_lockstep_walks(&corpus, counts, &params), 4);
  params.alpha = 0.2; /* twice as bold, and bolder than 0.1 */
  assert_int_equal(n2v_lockstep_walks(&corpus, counts, &params), 1);
  params.alpha = 0.05;
  assert_int_equal(n2v_lockstep_walks(&corpus, counts, &params), 8);
  params.ns_exponent = 1;
  params.negative = 20; /* four times the usual */
  params.alpha = 0.04;
  assert_int_equal(n2v_lockstep_walks(&corpus, counts, &params), 2);
  for (int i = 1; i < MANY; i++)
    counts[i] = i == 1 ? 1 : 0;
  counts[0] = 2;
  params.alpha = 1e-4;
  assert_int_equal(n2v_lockstep_walks(&corpus, counts, &params), N2V_MOST_LOCKSTEP_WALKS);
}

/* The corpus has two halves and nothing more to learn: the loss soon stays. */
static atomic_uint most_at_once; /* walks */

static void read_and_note(const n2v_corpus *corpus, uint32_t epoch, uint64_t first, uint32_t count,
                          uint32_t *tokens, uint32_t *lengths) {
  if (epoch != UINT32_MAX && count > atomic_load(&most_at_once)) /* not the held-out walks */
    atomic_store(&most_at_once, count);
  read_halves(corpus, epoch, first, count, tokens, lengths);
}

/* A block has one learning rate: few of them would end the training at a high one. */
static void few_walks_are_trained_in_many_blocks(void **state) {
  static const struct {
    uint32_t walks, most;
  } cases[] = {{WALKS, 512 / LENGTH + 1}, {512 * 20, 20}, {1 << 16, 4096 / LENGTH}};
  uint64_t counts[NODES];
  (void)state;
  for (int i = 0; i < NODES; i++)
    counts[i] = 1;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    for (int threads = 1; threads <= 3; threads += 2) {
      n2v_corpus noted = halves;
      noted.read = read_and_note;
      noted.walks = cases[i].walks;
      n2v_config *config =
          OPTIONS("threads", threads == 1 ? "1" : "3", "size", "4", "window", "1", "negative", "1");
      n2v_train_report r = {0};
      n2v_model *model;
      n2v_error err;
      atomic_store(&most_at_once, 0);
      assert_ok(run(config, &noted, counts, NULL, NULL, &model, &r, &err), &err);
      assert_int_equal(atomic_load(&most_at_once), cases[i].most);
      n2v_model_free(model);
      n2v_config_free(config);
    }
}

static void idle_epochs_end_training(void **state) {
  (void)state;
  n2v_train_report r, whole;
  n2v_model_free(train(OPTIONS("epochs", "60", "stop-after", "2", "alpha", "0.005"), &halves, &r));
  assert_true(r.epochs > 2 && r.epochs < 60);
  assert_int_equal(r.walks, (uint64_t)r.epochs * WALKS);
  double best = r.loss[0];
  for (uint32_t e = 1; e < r.epochs - 2; e++)
    best = fmin(best, r.loss[e]);
  for (uint32_t e = r.epochs - 2; e < r.epochs; e++)
    assert_true(r.loss[e] >= best * 0.999);
  n2v_model_free(train(OPTIONS("epochs", "60"), &halves, &whole));
  assert_int_equal(whole.epochs, 60);
}

/* Pairs: every (centre, context) position pair within a full window, once each way. */
static void every_pair_is_counted(void **state) {
  uint32_t tokens[LENGTH], length;
  uint64_t pairs = 0, steps = 0;
  n2v_train_report r;
  (void)state;
  for (uint64_t w = 0; w < WALKS; w++) {
    read_halves(&halves, 0, w, 1, tokens, &length);
    steps += length;
    for (uint32_t i = 0; i < length; i++)
      for (uint32_t j = 0; j < length; j++)
        pairs += i != j && (i > j ? i - j : j - i) <= 4;
  }
  n2v_model_free(train(OPTIONS("shrink-window", "0", "window", "4"), &halves, &r));
  assert_int_equal(r.pairs, pairs);
  assert_int_equal(r.steps, steps);
  assert_int_equal(r.walks, WALKS);
}

static void read_long(const n2v_corpus *corpus, uint32_t epoch, uint64_t first, uint32_t count,
                      uint32_t *tokens, uint32_t *lengths) {
  for (uint32_t i = 0; i < count; i++) {
    n2v_rng rng = n2v_rng_seed(9, first + i, epoch);
    lengths[i] = corpus->max_length;
    for (uint32_t j = 0; j < lengths[i]; j++)
      tokens[(size_t)i * corpus->max_length + j] = n2v_rng_below(&rng, NODES);
  }
}

/* Walks longer than a segment are cut inside, but lose no pair at the cuts. */
static void long_walks_keep_all_pairs(void **state) {
  const n2v_corpus corpus = {.nodes = NODES, .walks = 3, .max_length = 1000, .read = read_long};
  n2v_train_report r;
  (void)state;
  n2v_model_free(train(OPTIONS("shrink-window", "0", "window", "9"), &corpus, &r));
  assert_int_equal(r.pairs, 3 * 2 * (9 * 1000 - 9 * 10 / 2));
  n2v_model_free(
      train(OPTIONS("shrink-window", "0", "window", "1000", "alpha", "0.0001"), &corpus, &r));
  assert_int_equal(r.pairs, 3ull * 1000 * 999);
  n2v_model_free(train(OPTIONS("shrink-window", "0", "window", "9", "deterministic", "1", "threads",
                               "2", "alpha", "0.0001"),
                       &corpus, &r));
  assert_int_equal(r.pairs, 3 * 2 * (9 * 1000 - 9 * 10 / 2));
}

static void read_single(const n2v_corpus *corpus, uint32_t epoch, uint64_t first, uint32_t count,
                        uint32_t *tokens, uint32_t *lengths) {
  (void)epoch, (void)first;
  for (uint32_t i = 0; i < count; i++) {
    lengths[i] = corpus->max_length;
    memset(tokens + (size_t)i * corpus->max_length, 0, corpus->max_length * sizeof *tokens);
  }
}

/* Only the last walks have pairs: the held-out sample has none. */
static void read_late_pairs(const n2v_corpus *corpus, uint32_t epoch, uint64_t first,
                            uint32_t count, uint32_t *tokens, uint32_t *lengths) {
  read_halves(corpus, epoch, first, count, tokens, lengths);
  for (uint32_t i = 0; i < count; i++)
    if (first + i < WALKS / 2)
      lengths[i] = 1;
}

static void a_sample_without_pairs_is_no_loss_of_zero(void **state) {
  const n2v_corpus corpus = {
      .nodes = NODES, .walks = WALKS, .max_length = LENGTH, .read = read_late_pairs};
  n2v_train_report r;
  (void)state;
  n2v_model_free(train(OPTIONS("epochs", "2"), &corpus, &r));
  assert_true(r.loss[0] > 1 && r.loss[1] > 1);
}

/* One node only: there is no negative to draw, and the loss is that of the positives. */
static void one_node_does_not_hang(void **state) {
  const n2v_corpus corpus = {.nodes = 1, .walks = 5, .max_length = 4, .read = read_single};
  n2v_train_report r;
  (void)state;
  n2v_model *model = train(OPTIONS("window", "2"), &corpus, &r);
  assert_true(isfinite(r.loss[0]) && r.loss[0] < 1);
  n2v_model_free(model);
}

static void read_isolated(const n2v_corpus *corpus, uint32_t epoch, uint64_t first, uint32_t count,
                          uint32_t *tokens, uint32_t *lengths) {
  (void)epoch;
  for (uint32_t i = 0; i < count; i++) {
    lengths[i] = 1;
    tokens[(size_t)i * corpus->max_length] = (uint32_t)(first + i);
  }
}

static void isolated_nodes_keep_a_small_random_vector(void **state) {
  const n2v_corpus corpus = {
      .nodes = NODES, .walks = NODES, .max_length = 1, .read = read_isolated};
  n2v_train_report r;
  (void)state;
  n2v_model *model = train(OPTIONS("window", "2"), &corpus, &r);
  assert_int_equal(r.pairs, 0);
  for (uint32_t node = 0; node < NODES; node++) {
    const float *row = n2v_model_row(model->input, model->stride, node);
    assert_true(row[0] != 0 && fabsf(row[0]) <= 0.5f / 24);
  }
  n2v_model_free(model);
}

static void a_stop_request_ends_training(void **state) {
  static volatile sig_atomic_t stop = 1;
  n2v_progress progress = {.stop = &stop};
  n2v_config *config = OPTIONS("threads", "3");
  uint64_t counts[NODES];
  n2v_train_report r = {0};
  n2v_model *model;
  n2v_error err;
  (void)state;
  for (int i = 0; i < NODES; i++)
    counts[i] = 1;
  assert_int_equal(run(config, &halves, counts, NULL, &progress, &model, &r, &err), N2V_ESTOPPED);
  assert_null(model);
  n2v_config_free(config);
}

static void positions_outside_of_the_training_are_refused(void **state) {
  double losses[2] = {1, 1};
  const n2v_train_state wrong[] = {
      {.epoch = 3}, {.epoch = 2, .walk = 1, .loss = losses}, {.walk = 1u << 30, .loss = losses}};
  n2v_config *config = OPTIONS("epochs", "2", "size", "16");
  uint64_t counts[NODES];
  n2v_train_report r = {0};
  n2v_error err;
  (void)state;
  for (int i = 0; i < NODES; i++)
    counts[i] = 1;
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    n2v_model *model;
    n2v_start start = {.fingerprint = "", .state = &wrong[i]};
    assert_ok(n2v_model_new(NODES, 16, 1, (n2v_team_size){1, false}, &start.model, &err), &err);
    assert_int_equal(run(config, &halves, counts, &start, NULL, &model, &r, &err), N2V_EINPUT);
    assert_contains(err.msg, "outside of the training");
    assert_null(model);
  }
  n2v_config_free(config);
}

typedef struct told {
  int events; /* without those that come with a note */
  double seconds;
} told;

static void count_events(void *user, const n2v_progress_event *event) {
  told *t = user;
  t->events += !event->note;
  t->seconds = event->seconds;
}

/* However many blocks of walks there are: here more than a hundred. */
static void progress_is_told_a_few_times_a_second(void **state) {
  told t = {0};
  n2v_progress progress = {.report = count_events, .user = &t};
  n2v_config *config = OPTIONS("epochs", "40", "size", "16");
  uint64_t counts[NODES];
  n2v_train_report r = {0};
  n2v_model *model;
  n2v_error err;
  (void)state;
  for (int i = 0; i < NODES; i++)
    counts[i] = 1;
  assert_ok(run(config, &halves, counts, NULL, &progress, &model, &r, &err), &err);
  assert_in_range(t.events, 1, 10 + (int)(5 * t.seconds));
  n2v_model_free(model);
  n2v_config_free(config);
}

/* Stopped again and again at the end of a round, and gone on from a checkpoint. */
static volatile sig_atomic_t interrupted;

static void interrupt(void *user, const n2v_progress_event *event) {
  (void)user, (void)event;
  interrupted = 1;
}

static n2v_model *train_with_stops(const char *deterministic, n2v_train_report *r, int *stops) {
  n2v_config *config = OPTIONS("epochs", "2", "deterministic", deterministic, "checkpoint", "c",
                               "alpha", "0.01", "size", "512");
  n2v_progress progress = {.report = interrupt, .stop = &interrupted};
  n2v_start start = {.fingerprint = "halves\n"};
  n2v_checkpoint c = {0};
  uint64_t counts[NODES];
  n2v_model *model;
  n2v_error err;
  n2v_status status;
  assert_int_equal(n2v_corpus_count(&halves, 0, 1, NULL, counts, &(n2v_corpus_stats){0}, &err),
                   N2V_OK);
  do {
    interrupted = 0;
    status = run(config, &halves, counts, &start, &progress, &model, r, &err);
    if (status == N2V_ESTOPPED) {
      ++*stops;
      n2v_free(c.state.loss);
      assert_contains(err.msg, "`resume = c`");
      assert_ok(n2v_checkpoint_read("c", "halves\n", NODES, 512, N2V_PRECISION_FLOAT32, false,
                                    (n2v_team_size){1, false}, &c, &err),
                &err);
      start.model = c.model;
      start.state = &c.state;
    }
  } while (status == N2V_ESTOPPED);
  n2v_free(c.state.loss);
  assert_ok(status, &err);
  n2v_config_free(config);
  return model;
}

static void stops_change_nothing(void **state) {
  (void)state;
  const char *const modes[] = {"0", "1"};
  for (int i = 0; i < 2; i++) {
    n2v_train_report r1 = {0}, r2 = {0};
    int stops = 0;
    n2v_model *a =
        train(OPTIONS("epochs", "2", "deterministic", modes[i], "alpha", "0.01", "size", "512"),
              &halves, &r1);
    n2v_model *b = train_with_stops(modes[i], &r2, &stops);
    size_t bytes = NODES * a->stride * sizeof(float);
    assert_true(stops > 0);
    assert_memory_equal(a->input, b->input, bytes);
    assert_memory_equal(a->output, b->output, bytes);
    assert_true(r1.loss[0] == r2.loss[0] && r1.loss[1] == r2.loss[1]);
    assert_int_equal(r1.pairs, r2.pairs);
    n2v_model_free(a);
    n2v_model_free(b);
  }
}

static void noise_follows_the_counts(void **state) {
  enum { KINDS = 6, DRAWS = 600000 };
  const uint64_t counts[KINDS] = {1000, 1, 0, 50, 7, 300};
  uint64_t seen[KINDS] = {0};
  double expected[KINDS], total = 0;
  n2v_alias *noise;
  n2v_error err;
  n2v_rng rng = {42};
  (void)state;
  assert_int_equal(n2v_noise_new(counts, KINDS, 0.75, &noise, &err), N2V_OK);
  for (int i = 0; i < KINDS; i++)
    total += expected[i] = counts[i] ? pow((double)counts[i], 0.75) : 0;
  for (int i = 0; i < DRAWS; i++)
    seen[n2v_alias_draw(noise, KINDS, n2v_rng_next(&rng))]++;
  for (int i = 0; i < KINDS; i++)
    expected[i] /= total;
  assert_true(chi_square_z(seen, expected, KINDS, DRAWS) < 4);
  for (int i = 0; i < KINDS; i++) /* and the test would see another exponent */
    expected[i] = (double)counts[i] / 1358;
  assert_true(chi_square_z(seen, expected, KINDS, DRAWS) > 4);
  n2v_free(noise);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_mode_learns),
      cmocka_unit_test(one_thread_repeats_exactly),
      cmocka_unit_test(deterministic_is_the_same_for_any_threads),
      cmocka_unit_test(deterministic_learns),
      cmocka_unit_test(rounds_fit_the_node_trained_most),
      cmocka_unit_test(few_walks_are_trained_in_many_blocks),
      cmocka_unit_test(idle_epochs_end_training),
      cmocka_unit_test(every_pair_is_counted),
      cmocka_unit_test(long_walks_keep_all_pairs),
      cmocka_unit_test(a_sample_without_pairs_is_no_loss_of_zero),
      cmocka_unit_test(one_node_does_not_hang),
      cmocka_unit_test(isolated_nodes_keep_a_small_random_vector),
      cmocka_unit_test(a_stop_request_ends_training),
      cmocka_unit_test(positions_outside_of_the_training_are_refused),
      cmocka_unit_test(progress_is_told_a_few_times_a_second),
      cmocka_unit_test(stops_change_nothing),
      cmocka_unit_test(noise_follows_the_counts),
  };
  return cmocka_run_group_tests_name("trainer", tests, unit_enter_folder, unit_leave_folder);
}
