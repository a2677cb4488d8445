/* Processes that train together, played by threads: what they exchange, and what comes of it. */
#include "base/memory.h"
#include "base/peers.h"
#include "graph/csr.h"
#include "graph/generate.h"
#include "played_peers.h"
#include "train/replicas.h"
#include "unit.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------------------------ replicas */

enum { NODES = 50, DIMS = 5 };

typedef struct meeting {
  n2v_model *models[MOST];
} meeting;

/* The change that a process makes to a row; 0: none. */
static float change(int rank, uint32_t node, uint32_t d) {
  return (node + (uint32_t)rank) % 3
             ? 0
             : (float)((int)(node * 7 + d * 3 + (uint32_t)rank * 5) % 11 - 5) / 8;
}

static n2v_model *new_model(void) {
  n2v_model *model;
  assert_int_equal(n2v_model_new(NODES, DIMS, 1, (n2v_team_size){1, false}, &model, NULL), N2V_OK);
  return model;
}

static void change_model(n2v_model *model, int rank) {
  for (uint32_t node = 0; node < NODES; node++)
    for (uint32_t d = 0; d < DIMS; d++) {
      model->input[node * model->stride + d] += change(rank, node, d);
      model->output[node * model->stride + d] -= change(rank, node, d);
    }
}

static void meet(n2v_peers *peers, void *argument) {
  meeting *m = argument;
  n2v_replicas *replicas;
  n2v_model *model = new_model();
  m->models[peers->rank] = model;
  assert_int_equal(n2v_replicas_new(model, peers, &replicas, NULL), N2V_OK);
  change_model(model, peers->rank);
  assert_int_equal(n2v_replicas_meet(replicas, NULL), N2V_OK);
  n2v_replicas_free(replicas);
}

static double dot(const double *a, const double *b) {
  double sum = 0;
  for (uint32_t d = 0; d < DIMS; d++)
    sum += a[d] * b[d];
  return sum;
}

/* The direction of the mean of all processes' rows, of inputs or outputs. */
static void common_direction(int processes, bool outputs, double out[DIMS]) {
  memset(out, 0, DIMS * sizeof *out);
  for (int rank = 0; rank < processes; rank++) {
    n2v_model *model = new_model();
    change_model(model, rank);
    const float *rows = outputs ? model->output : model->input;
    for (uint32_t node = 0; node < NODES; node++)
      for (uint32_t d = 0; d < DIMS; d++)
        out[d] += (double)rows[node * model->stride + d];
    n2v_model_free(model);
  }
  const double length = sqrt(dot(out, out));
  for (uint32_t d = 0; d < DIMS; d++)
    out[d] /= length;
}

/* What becomes of a row's changes, in double precision, straight from the definition. */
static void combined(int processes, uint32_t node, double sign, const double *common, double *out) {
  double changes[MOST][DIMS], along = 0;
  int count = 0;
  for (int rank = 0; rank < processes; rank++) {
    double *one = changes[count], length = 0;
    for (uint32_t d = 0; d < DIMS; d++) {
      one[d] = sign * (double)change(rank, node, d);
      length += fabs(one[d]);
    }
    const double part = dot(one, common);
    for (uint32_t d = 0; d < DIMS; d++)
      one[d] -= part * common[d];
    along += part / processes;
    count += length > 0;
  }
  for (int step = 1; step < count; step *= 2)
    for (int i = 0; i + step < count; i += 2 * step) {
      double *a = changes[i], *b = changes[i + step];
      const double of_a = 1 - dot(a, b) / (2 * dot(a, a)), of_b = 1 - dot(a, b) / (2 * dot(b, b));
      for (uint32_t d = 0; d < DIMS; d++)
        a[d] = a[d] * of_a + b[d] * of_b;
    }
  for (uint32_t d = 0; d < DIMS; d++)
    out[d] = (count ? changes[0][d] : 0) + along * common[d];
}

static void replicas_become_one(void **state) {
  (void)state;
  for (int processes = 1; processes <= MOST; processes++) {
    meeting m;
    n2v_model *start = new_model();
    double of_inputs[DIMS], of_outputs[DIMS];
    play_all(processes, meet, &m);
    common_direction(processes, false, of_inputs);
    common_direction(processes, true, of_outputs);
    const size_t bytes = NODES * start->stride * sizeof(float);
    for (int rank = 1; rank < processes; rank++) {
      assert_memory_equal(m.models[0]->input, m.models[rank]->input, bytes);
      assert_memory_equal(m.models[0]->output, m.models[rank]->output, bytes);
    }
    for (uint32_t node = 0; node < NODES; node++) {
      double inputs[DIMS], outputs[DIMS];
      combined(processes, node, 1, of_outputs, inputs);
      combined(processes, node, -1, of_inputs, outputs);
      for (uint32_t d = 0; d < DIMS; d++) {
        const size_t at = node * start->stride + d;
        assert_true(fabs((double)(m.models[0]->input[at] - start->input[at]) - inputs[d]) < 1e-5);
        assert_true(fabs((double)(m.models[0]->output[at] - start->output[at]) - outputs[d]) <
                    1e-5);
      }
    }
    for (int rank = 0; rank < processes; rank++)
      n2v_model_free(m.models[rank]);
    n2v_model_free(start);
  }
}

/* ------------------------------------------------------------------------------------- training */

typedef struct training {
  n2v_train_params params;
  const n2v_graph *graph;
  int threads;
  bool stops; /* process 1 is asked to, in the middle of a round */
  n2v_status status[MOST];
  n2v_error err[MOST];
  float *vectors[MOST]; /* NODES rows of DIMS, by row */
  uint64_t pairs[MOST];
} training;

static volatile sig_atomic_t stop;
static int rounds;

/* What processes wish comes before each round. */
static n2v_status gather_then_stop(n2v_peers *peers, const void *mine, size_t bytes, void *all,
                                   n2v_error *err) {
  n2v_status status = gather(peers, mine, bytes, all, err);
  if (bytes == 2 * sizeof(bool) && ++rounds == 3)
    stop = 1;
  return status;
}

static void train(n2v_peers *peers, void *argument) {
  training *t = argument;
  n2v_run run;
  n2v_walk_params walk;
  n2v_embedding *vectors = NULL;
  n2v_train_report report = {.size = sizeof report};
  n2v_run_init(&run, sizeof run);
  n2v_walk_params_init(&walk, sizeof walk);
  walk.walk_length = 30;
  run.threads = t->threads;
  run.peers = peers;
  int rank = peers->rank;
  const n2v_progress progress = {.stop = &stop};
  if (t->stops && rank == 1) {
    peers->gather = gather_then_stop;
    run.progress = &progress;
  }
  t->status[rank] =
      n2v_train(t->graph, &walk, &t->params, &run, &vectors, NULL, &report, &t->err[rank]);
  t->pairs[rank] = report.pairs;
  if (t->status[rank] == N2V_OK) {
    uint32_t dims = n2v_embedding_dims(vectors);
    uint64_t rows = n2v_embedding_rows(vectors);
    t->vectors[rank] = malloc(rows * dims * sizeof(float));
    for (uint64_t row = 0; row < rows; row++)
      memcpy(t->vectors[rank] + row * dims, n2v_embedding_row(vectors, row), dims * sizeof(float));
  }
  n2v_embedding_free(vectors);
}

static void train_all(training *t, const n2v_graph *graph, int processes, int threads,
                      bool deterministic) {
  *t = (training){.graph = graph, .threads = threads};
  n2v_train_params_init(&t->params, sizeof t->params);
  t->params.dims = 8;
  t->params.epochs = 2;
  t->params.deterministic = deterministic;
  play_all(processes, train, t);
  for (int rank = 0; rank < processes; rank++)
    if (t->status[rank] != N2V_OK)
      fail_msg("process %d: %s", rank, t->err[rank].msg);
}

static void release(training *t) {
  for (int rank = 0; rank < MOST; rank++)
    free(t->vectors[rank]);
}

static n2v_graph *make_graph(void) {
  n2v_generator g = {.model = "powerlaw", .nodes = 300, .edges = 1500, .seed = 2, .threads = 1};
  n2v_graph *graph;
  assert_int_equal(n2v_generate(&g, NULL, &graph, NULL), N2V_OK);
  return graph;
}

static void deterministic_for_any_number(void **state) {
  (void)state;
  n2v_graph *graph = make_graph();
  training one, more;
  const size_t bytes = 300 * 8 * sizeof(float);
  train_all(&one, graph, 1, 1, true);
  for (int processes = 2; processes <= 4; processes++) {
    train_all(&more, graph, processes, processes == 2 ? 2 : 1, true);
    for (int rank = 0; rank < processes; rank++)
      assert_memory_equal(one.vectors[0], more.vectors[rank], bytes);
    assert_int_equal(one.pairs[0], more.pairs[0]);
    release(&more);
  }
  release(&one);
  n2v_graph_free(graph);
}

static void all_have_the_same_model(void **state) {
  (void)state;
  n2v_graph *graph = make_graph();
  training t;
  train_all(&t, graph, 3, 1, false);
  assert_memory_equal(t.vectors[0], t.vectors[1], 300 * 8 * sizeof(float));
  assert_memory_equal(t.vectors[0], t.vectors[2], 300 * 8 * sizeof(float));
  assert_int_equal(t.pairs[0], t.pairs[2]);
  assert_true(t.pairs[0] > 1000000); /* what all have trained, not one's part */
  release(&t);
  n2v_graph_free(graph);
}

/* The checkpoint has nothing of the round that one process has cut short: whoever goes on from it
 * gets the same vectors. */
static void a_round_is_cut_short(void **state) {
  (void)state;
  n2v_graph *graph = make_graph();
  training whole, cut;
  train_all(&whole, graph, 3, 1, false);
  cut = (training){.graph = graph, .threads = 1, .params = whole.params, .stops = true};
  cut.params.checkpoint = "cut.ckpt";
  stop = rounds = 0;
  play_all(3, train, &cut);
  for (int rank = 0; rank < 3; rank++)
    assert_int_equal(cut.status[rank], N2V_ESTOPPED);
  assert_contains(cut.err[0].msg, "stopped at 50.0%");
  cut.stops = false;
  cut.params.resume = "cut.ckpt";
  play_all(3, train, &cut);
  assert_int_equal(cut.status[0], N2V_OK);
  assert_memory_equal(whole.vectors[0], cut.vectors[0], 300 * 8 * sizeof(float));
  assert_int_equal(whole.pairs[0], cut.pairs[0]);
  release(&whole);
  release(&cut);
  n2v_graph_free(graph);
}

/* ------------------------------------------------------------------------------------- agreement
 */

static n2v_status statuses[MOST];
static n2v_error errors[MOST];

static void fail_in_one(n2v_peers *peers, void *argument) {
  n2v_error *err = &errors[peers->rank];
  (void)argument;
  *err = (n2v_error){N2V_EINPUT, "no such file"};
  statuses[peers->rank] = n2v_peers_agree(peers, peers->rank == 1 ? N2V_EINPUT : N2V_OK, err);
}

static void differ_in_one(n2v_peers *peers, void *argument) {
  (void)argument;
  statuses[peers->rank] =
      n2v_peers_compare(peers, peers->rank == 2 ? "nodes 5\narcs 7\n" : "nodes 5\narcs 6\n",
                        "input", &errors[peers->rank]);
}

static void failures_are_everyones(void **state) {
  (void)state;
  play_all(3, fail_in_one, NULL);
  for (int rank = 0; rank < 3; rank++) {
    assert_int_equal(statuses[rank], N2V_EINPUT);
    assert_string_equal(errors[rank].msg, "process 2 of 3: no such file");
  }
  play_all(3, differ_in_one, NULL);
  for (int rank = 0; rank < 3; rank++) {
    assert_int_equal(statuses[rank], N2V_EINPUT);
    assert_string_equal(errors[rank].msg, "processes differ in their input: 'arcs 6' in process 1, "
                                          "'arcs 7' in process 3");
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(replicas_become_one),     cmocka_unit_test(deterministic_for_any_number),
      cmocka_unit_test(all_have_the_same_model), cmocka_unit_test(a_round_is_cut_short),
      cmocka_unit_test(failures_are_everyones),
  };
  return cmocka_run_group_tests(tests, unit_enter_folder, unit_leave_folder);
}
