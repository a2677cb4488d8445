/* Walks over a graph that is spread over processes follow the law, and are the same for any number
 * of processes. */
#include "played_peers.h"
#include "step_law.h"
#include "unit.h"
#include "walk/spread.h"

enum { LENGTH = 40, NODES = 16 };

typedef struct job {
  n2v_graph *graph; /* that each process has mapped */
  n2v_walk_params params;
  uint64_t memory;
  bool threads_differ; /* otherwise each process has one: teams that wait for each other spin */
  uint32_t *tokens, *lengths; /* of all walks */
  uint32_t alike[LENGTH * 3], alike_lengths[3];
  n2v_status status;
  n2v_error err;
} job;

/* Each process makes its share; the last one has none. Then all want the same three walks. */
static void walk_share(n2v_peers *peers, void *argument) {
  job *j = argument;
  n2v_corpus *corpus;
  n2v_run run;
  n2v_error err = {0};
  n2v_run_init(&run, sizeof run);
  run.peers = peers;
  run.memory = j->memory;
  run.threads = j->threads_differ ? peers->rank + 1 : 1;
  n2v_status status = n2v_spread_new(j->graph, &j->params, &run, &corpus, &err);
  if (peers->rank == 0) {
    j->status = status;
    j->err = err;
  }
  if (status != N2V_OK)
    return;
  const uint64_t sharers = (uint64_t)peers->count - 1, rank = (uint64_t)peers->rank;
  uint64_t first = rank < sharers ? corpus->walks * rank / sharers : corpus->walks;
  uint64_t end = rank < sharers ? corpus->walks * (rank + 1) / sharers : corpus->walks;
  assert_ok(corpus->together(corpus, 0, first, (uint32_t)(end - first), j->tokens + first * LENGTH,
                             j->lengths + first, &err),
            &err);
  uint32_t tokens[3 * LENGTH], lengths[3];
  for (uint32_t i = 0; i < 3; i++)
    corpus->read(corpus, 1, i, 1, tokens + (size_t)i * LENGTH, lengths + i);
  if (peers->rank == 1) {
    memcpy(j->alike, tokens, sizeof tokens);
    memcpy(j->alike_lengths, lengths, sizeof lengths);
  }
  n2v_corpus_free(corpus);
}

static void make_graph(tiny_graph *g, bool directed, bool weighted, job *j) {
  n2v_graph *made;
  n2v_error err;
  tiny_random(g, NODES, directed, weighted, 5);
  n2v_csr csr = {.size = sizeof csr,
                 .nodes = g->nodes,
                 .directed = directed,
                 .offsets = g->graph.offsets,
                 .neighbours = g->graph.neighbours,
                 .weights = g->graph.weights};
  assert_ok(n2v_graph_from_csr(&csr, NULL, &made, &err), &err);
  assert_ok(n2v_graph_write(made, "g.csr", NULL, &err), &err);
  n2v_graph_free(made);
  assert_ok(n2v_graph_read("g.csr", NULL, NULL, &j->graph, &err), &err);
  assert_true(j->graph->paged);
}

static job new_job(uint32_t num_walks) {
  job j = {.memory = 1 << 30};
  const size_t walks = (size_t)NODES * num_walks;
  n2v_walk_params_init(&j.params, sizeof j.params);
  j.params.walk_length = LENGTH;
  j.params.num_walks = num_walks;
  j.tokens = calloc(walks * LENGTH, sizeof *j.tokens);
  j.lengths = calloc(walks, sizeof *j.lengths);
  assert_true(j.tokens && j.lengths);
  return j;
}

static void end_job(job *j, tiny_graph *g) {
  n2v_graph_free(j->graph);
  free(j->tokens);
  free(j->lengths);
  tiny_free(g);
}

static void tally_all(tally *seen, const job *j) {
  *seen = (tally){0};
  for (size_t w = 0; w < (size_t)NODES * j->params.num_walks; w++) {
    const uint32_t *walk = j->tokens + w * LENGTH;
    assert_in_range(j->lengths[w], 1, LENGTH);
    if (j->lengths[w] < LENGTH) /* only at a dead end does a walk end early */
      assert_int_equal(n2v_degree(j->graph, walk[j->lengths[w] - 1]), 0);
    tally_walk(seen, walk, j->lengths[w]);
  }
}

static void each_kind_follows_the_law(void **state) {
  (void)state;
  static const double ps[] = {0.01, 1, 100}, qs[] = {0.1, 1, 8};
  static tally seen;
  int tests = 0;
  for (int kind = 0; kind < 4; kind++) {
    tiny_graph g;
    job j = new_job(600);
    make_graph(&g, kind & 1, kind & 2, &j);
    for (size_t i = 0; i < 9; i++) {
      law l = {.p = ps[i / 3], .q = qs[i % 3]};
      j.params.p = l.p;
      j.params.q = l.q;
      play_all(2 + (int)i % 2, walk_share, &j);
      assert_ok(j.status, &j.err);
      tally_all(&seen, &j);
      double z = worst(&g, &seen, l, &tests);
      if (z > limit)
        fail_msg("kind %d, p %g, q %g: z = %.1f", kind, l.p, l.q, z);
    }
    end_job(&j, &g);
  }
  assert_true(tests > 50 * 9);
}

/* The test can fail: a slightly wrong p or q is noticed. */
static void wrong_laws_are_rejected(void **state) {
  (void)state;
  static tally seen;
  tiny_graph g;
  job j = new_job(8000);
  int tests = 0;
  make_graph(&g, false, false, &j);
  j.params.p = 0.25;
  j.params.q = 4;
  play_all(3, walk_share, &j);
  assert_ok(j.status, &j.err);
  tally_all(&seen, &j);
  assert_true(worst(&g, &seen, (law){.p = 0.25, .q = 4}, &tests) < limit);
  assert_true(worst(&g, &seen, (law){.p = 0.25, .q = 3.6}, &tests) > limit);
  assert_true(worst(&g, &seen, (law){.p = 0.27, .q = 4}, &tests) > limit);
  end_job(&j, &g);
}

static void any_number_of_processes_walks_the_same(void **state) {
  (void)state;
  tiny_graph g;
  job j = new_job(20), other = new_job(20);
  make_graph(&g, false, true, &j);
  other.graph = j.graph;
  other.threads_differ = true;
  j.params.p = other.params.p = 0.5;
  j.params.q = other.params.q = 2;
  play_all(2, walk_share, &j);
  for (int processes = 3; processes <= MOST; processes++) {
    play_all(processes, walk_share, &other);
    assert_ok(other.status, &other.err);
    assert_memory_equal(j.lengths, other.lengths, NODES * 20 * sizeof *j.lengths);
    assert_memory_equal(j.tokens, other.tokens, NODES * 20 * LENGTH * sizeof *j.tokens);
    assert_memory_equal(j.alike, other.alike, sizeof j.alike);
  }
  other.graph = NULL;
  free(other.tokens);
  free(other.lengths);
  end_job(&j, &g);
}

static void what_it_cannot_do_is_said(void **state) {
  (void)state;
  tiny_graph g;
  job j = new_job(1);
  make_graph(&g, false, false, &j);
  j.params.q = 1000;
  play_all(2, walk_share, &j);
  assert_int_equal(j.status, N2V_EUSAGE);
  assert_contains(j.err.msg, "`q = 1000`");
  j.params.q = 1;
  j.params.extend = true;
  play_all(2, walk_share, &j);
  assert_int_equal(j.status, N2V_EUSAGE);
  j.params.extend = false;
  j.params.sampler = N2V_SAMPLER_REJECTION;
  play_all(2, walk_share, &j);
  assert_int_equal(j.status, N2V_EUSAGE);
  j.params.sampler = N2V_SAMPLER_AUTO;
  j.memory = 1 << 10;
  play_all(2, walk_share, &j);
  assert_int_equal(j.status, N2V_ELIMIT);
  assert_contains(j.err.msg, "more processes");
  end_job(&j, &g);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_kind_follows_the_law),
      cmocka_unit_test(wrong_laws_are_rejected),
      cmocka_unit_test(any_number_of_processes_walks_the_same),
      cmocka_unit_test(what_it_cannot_do_is_said),
  };
  return cmocka_run_group_tests(tests, unit_enter_folder, unit_leave_folder);
}
