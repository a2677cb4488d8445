/* Sizes past 2^31 and 2^32, by fabricated objects: no such memory is taken. */
#include "unit.h"

#include "embedding/embedding.h"
#include "graph/csr.h"
#include "train/job.h"
#include "sgns/model.h"
#include "train/trainer.h"
#include "walk/walker.h"

#include <sys/mman.h>

static const uint32_t most_nodes = N2V_NAMES_MAX;

static void bytes_of_large_things(void **state) {
  (void)state;
  n2v_train_params params;
  const n2v_run run = {.size = sizeof run, .threads = 1024};
  assert_true(n2v_model_bytes(most_nodes, 4096) == 2ull * most_nodes * 4096 * sizeof(float));
  n2v_graph graph = {.nodes = most_nodes, .arcs = 1ull << 40, .weights = (float[]){1}};
  assert_true(n2v_graph_bytes(&graph) == (most_nodes + 1ull) * 8 + (1ull << 43));
  n2v_train_params_init(&params, sizeof params);
  params.dims = 4096;
  params.sample = 0.001;
  params.checkpoint = "file";
  const n2v_corpus_size size = {most_nodes, 100000, 1ull << 50};
  uint64_t rows = 2 * n2v_model_bytes(most_nodes, 4096);
  assert_true(n2v_trainer_bytes(&params, &size, &run, true) > rows);
  assert_true(n2v_trainer_bytes(&params, &size, &run, true) < rows + (1ull << 38));
  params.precision = N2V_PRECISION_BF16;
  assert_true(n2v_trainer_bytes(&params, &size, &run, false) < rows / 2 + (1ull << 38));
  params.checkpoint = NULL;
  assert_true(n2v_trainer_bytes(&params, &size, &run, false) < rows / 4 + (1ull << 38));
  assert_true(n2v_trainer_bytes(&params, &size, &run, true) >= rows / 2); /* floats in the end */
  assert_true(n2v_corpus_buffer_bytes(100000, 1024) >= 1024ull * 100000 * 4);
}

/* Addresses only: the matrix is not there. */
static void rows_far_into_a_matrix(void **state) {
  (void)state;
  char *base = (char *)(uintptr_t)(1 << 20);
  n2v_embedding e = {
      .rows = most_nodes, .dims = 1000, .stride = 1008, .data = (float *)(void *)base};
  const uint64_t far = most_nodes - 1;
  assert_true((const char *)n2v_embedding_row(&e, far) - base == (ptrdiff_t)(far * 1008 * 4));
  assert_true((char *)n2v_model_row(e.data, e.stride, (uint32_t)far) - base ==
              (ptrdiff_t)(far * 1008 * 4));
}

/* The learning rate falls, and what is reported grows, over 2^60 walks. */
static void progress_of_a_long_job(void **state) {
  (void)state;
  n2v_corpus corpus = {.nodes = 10, .walks = 1ull << 50, .max_length = 80};
  n2v_job job = {.schedule = {.alpha = 0.025}, .plan = {.epochs = 1 << 10}};
  float before = 1;
  double fraction = -1;
  uint64_t walks = 0;
  job.training.corpus = &corpus;
  job.training.shape.objective = &n2v_sgns;
  for (int part = 0; part < 64; part++) {
    n2v_progress_event event;
    job.state.epoch = (uint64_t)part * job.plan.epochs / 64;
    job.state.walk = corpus.walks / 64 * (uint64_t)part;
    job.reported = -10;
    n2v_job_account(&job, &(n2v_tally){1, 1ull << 50, 1ull << 50, 0});
    assert_true(n2v_job_alpha(&job, job.state.walk) < before);
    before = n2v_job_alpha(&job, job.state.walk);
    assert_true(n2v_job_report_due(&job, &event));
    assert_true(event.fraction > fraction && event.fraction < 1);
    assert_true(event.pairs == ((uint64_t)part + 1) << 50);
    assert_true(part == 0 || event.walks > walks);
    fraction = event.fraction;
    walks = event.walks;
  }
}

enum { NODES = 10, FIRST_LONG = 2, LONG = 6, LENGTH = 20 };
static const uint64_t long_row = 1ull << 30;

/* Nodes 0, 1 and, behind 6 * 2^30 arcs that all lead to node 0, nodes 8 and 9: each pair has only
 * each other. The arcs between are pages of zeros that are never there all at once. */
static bool make_sparse_graph(n2v_graph *g, uint64_t *offsets) {
  g->nodes = NODES;
  g->directed = true;
  for (int v = 0; v < NODES; v++)
    offsets[v + 1] = offsets[v] + (v >= FIRST_LONG && v < FIRST_LONG + LONG ? long_row : 1);
  g->offsets = offsets;
  g->arcs = g->edges = offsets[NODES];
  g->neighbours = mmap(NULL, g->arcs * sizeof *g->neighbours, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (g->neighbours == MAP_FAILED)
    return false;
  (void)madvise(g->neighbours, g->arcs * sizeof *g->neighbours, MADV_NOHUGEPAGE);
  g->neighbours[0] = 1;
  g->neighbours[offsets[8]] = 9;
  g->neighbours[offsets[9]] = 8;
  return true;
}

static void walks_over_more_than_2_32_arcs(void **state) {
  (void)state;
  uint64_t offsets[NODES + 1] = {0};
  uint32_t tokens[2 * NODES * LENGTH], lengths[2 * NODES];
  n2v_graph graph = {0};
  n2v_walk_params params;
  n2v_walker *walker;
  n2v_error err;
  if (!make_sparse_graph(&graph, offsets))
    skip(); /* no room for 26 GB of addresses */
  assert_true(n2v_degree(&graph, 5) == long_row && graph.arcs > UINT32_MAX);
  n2v_walk_params_init(&params, sizeof params);
  params.sampler = N2V_SAMPLER_FIRST_ORDER;
  params.walk_length = 20;
  params.num_walks = 1000000;
  assert_ok(n2v_walker_new(&graph, &params, 2, UINT64_MAX, NULL, &walker, &err), &err);
  const n2v_corpus *corpus = n2v_walker_corpus(walker);
  corpus->read(corpus, 0, 0, 2 * NODES, tokens, lengths);
  for (int i = 0; i < 2 * NODES; i++) {
    const uint32_t *walk = tokens + (size_t)i * LENGTH;
    assert_int_equal(lengths[i], LENGTH);
    for (int j = 1; j < LENGTH; j++)
      assert_int_equal(walk[j], walk[j - 1] == 8   ? 9
                                : walk[j - 1] == 9 ? 8
                                : walk[j - 1] == 0 ? 1
                                                   : 0);
  }
  n2v_walker_free(walker);
  munmap(graph.neighbours, graph.arcs * sizeof *graph.neighbours);
}

/* A ring of 6,000 nodes, 1,000,000 walks from each: 6e9 walks. Those of one repeat start at every
 * node once, wherever in the epoch they stand. */
static void walks_numbered_past_2_32(void **state) {
  (void)state;
  enum { RING = 6000 };
  static uint64_t offsets[RING + 1];
  static uint32_t neighbours[RING], tokens[RING * 2], lengths[RING];
  static bool seen[RING];
  n2v_graph graph = {.nodes = RING, .directed = true, .edges = RING, .arcs = RING};
  n2v_walk_params params;
  n2v_walker *walker;
  n2v_error err;
  for (uint32_t v = 0; v < RING; v++) {
    offsets[v + 1] = v + 1;
    neighbours[v] = (v + 1) % RING;
  }
  graph.offsets = offsets;
  graph.neighbours = neighbours;
  n2v_walk_params_init(&params, sizeof params);
  params.walk_length = 2;
  params.num_walks = 1000000;
  assert_ok(n2v_walker_new(&graph, &params, 2, UINT64_MAX, NULL, &walker, &err), &err);
  const n2v_corpus *corpus = n2v_walker_corpus(walker);
  assert_true(corpus->walks == 6000000000ull);
  for (uint64_t repeat = 715827; repeat < 1000000; repeat += 284172) { /* 2^32 is in the first */
    memset(seen, 0, sizeof seen);
    corpus->read(corpus, 0, repeat * RING, RING, tokens, lengths);
    for (int i = 0; i < RING; i++) {
      assert_true(tokens[2 * i] < RING && !seen[tokens[2 * i]]);
      assert_int_equal(tokens[2 * i + 1], (tokens[2 * i] + 1) % RING);
      seen[tokens[2 * i]] = true;
    }
  }
  n2v_walker_free(walker);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(bytes_of_large_things),    cmocka_unit_test(rows_far_into_a_matrix),
      cmocka_unit_test(progress_of_a_long_job),   cmocka_unit_test(walks_over_more_than_2_32_arcs),
      cmocka_unit_test(walks_numbered_past_2_32),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
