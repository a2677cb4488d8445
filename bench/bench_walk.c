/* Walks of 80 steps: every sampler that can draw the law, on each graph, by one thread and by two.
 *
 * Columns: steps and walks a second; `build_s`, seconds of the same threads to make the tables, and
 * `MB`, their size; `trials`, the proposals that rejection needs for a step; `bound`, steps a
 * second that random access alone would allow: the rate of lines from an array as large as graph
 * and tables, measured in the same run, over the lines that a step reads. */
#include "shim.h"

#include "base/memory.h"
#include "graphs.h"
#include "random_access.h"
#include "../tests/samplers.h"
#include "walk/choose.h"
#include "walk/walker.h"

#include <math.h>

enum { MOST_MB = 4000 }; /* larger tables are left out */

typedef struct run {
  const bench_graph *graph;
  const char *sampler;
  double p, q;
  int threads;
} run;

/* -------------------------------------------------------------------------- tables of the day */

/* The same benchmark is called several times; its tables are made once. */
static struct {
  const run *of;
  n2v_walker *walker;
  n2v_status status;
  double build_seconds;
} now;

static const n2v_corpus *prepare(const run *r, const n2v_graph *graph, n2v_error *err) {
  n2v_walk_params params;
  if (now.of != r) {
    n2v_walker_free(now.walker);
    now.of = r;
    n2v_walk_params_init(&params, sizeof params);
    params.sampler = sampler_of(r->sampler);
    params.p = r->p;
    params.q = r->q;
    params.num_walks = r->graph->walks;
    double start = n2v_now();
    now.status = n2v_walker_new(graph, &params, r->threads, (uint64_t)MOST_MB * 1000000, NULL,
                                &now.walker, err);
    now.build_seconds = n2v_now() - start;
  }
  return now.status == N2V_OK ? n2v_walker_corpus(now.walker) : NULL;
}

/* ------------------------------------------------------------------------------------- a bound */

/* Proposals expected for the step from v, given t, straight from the law. */
static double trials_at(const n2v_law *law, uint32_t t, uint32_t v) {
  const n2v_graph *g = law->graph;
  double mass = 0, proposed = 0, fold = fmax(law->back - law->most, 0);
  for (uint64_t arc = g->offsets[v]; arc < g->offsets[v + 1]; arc++) {
    uint32_t x = g->neighbours[arc];
    uint64_t near = n2v_row_find(g->neighbours, g->offsets[t], g->offsets[t + 1], x);
    float weight = n2v_weight(g, arc), of_near = near < g->offsets[t + 1] ? n2v_weight(g, near) : 0;
    mass += weight * n2v_law_factor(law, t, v, x, weight, of_near);
    proposed += weight * (law->most + (x == t ? fold : 0));
  }
  return proposed / mass;
}

/* The mean over some steps of real walks. */
static double mean_trials(const n2v_law *law, const n2v_corpus *corpus) {
  enum { WALKS = 200, EVERY = 7 };
  uint32_t *tokens = n2v_alloc((size_t)WALKS * corpus->max_length, sizeof *tokens), *walk = tokens;
  uint32_t lengths[WALKS];
  double sum = 0, count = 0;
  corpus->read(corpus, 0, 0, WALKS, tokens, lengths);
  for (uint32_t i = 0; i < WALKS; i++, walk += corpus->max_length)
    for (uint32_t j = 1; j + 1 < lengths[i]; j += EVERY, count++)
      sum += trials_at(law, walk[j - 1], walk[j]);
  n2v_free(tokens);
  return sum / count;
}

/* Cache lines of a step: the node; the arc proposed; what the sampler looks up besides. */
static double lines_of_step(const run *r, const n2v_law *law, double trials) {
  if (strcmp(r->sampler, "first-order") == 0)
    return law->graph->weights ? 3 : 2;
  if (strcmp(r->sampler, "precomputed") == 0)
    return 4; /* the slot, and where the next table starts */
  if (strcmp(r->sampler, "mixture") == 0)
    return 2;                                             /* the lists, too, for some steps */
  return 1 + trials * (1 + (1 - law->least / law->most)); /* edge tests, unless accepted before */
}

static void report_bound(bench_state *state, const run *r, const n2v_law *law,
                         const n2v_corpus *corpus, double table_bytes) {
  double trials = mean_trials(law, corpus);
  double bytes = (double)n2v_graph_bytes(law->graph) + table_bytes;
  double lines = random_access_rate((uint64_t)bytes, N2V_LANES, r->threads) * r->threads;
  if (strcmp(r->sampler, "rejection") == 0)
    bench_value(state, "trials", trials);
  bench_value(state, "bound", lines / lines_of_step(r, law, trials));
}

/* -------------------------------------------------------------------------------------- walking */

static void bench_walks(bench_state *state, void *argument) {
  const run *r = argument;
  const n2v_graph *graph = bench_graph_get(r->graph);
  n2v_law law = n2v_law_of(graph, r->p, r->q);
  n2v_error err;
  const n2v_corpus *corpus = prepare(r, graph, &err);
  if (!corpus) {
    bench_skip(state, now.status == N2V_ELIMIT ? "tables too large" : "not drawn by this sampler");
    return;
  }
  uint64_t steps = 0, walks = 0;
  while (bench_next(state)) {
    n2v_corpus_stats stats;
    if (n2v_corpus_save(corpus, NULL, 1, "/dev/null", r->threads, NULL, &stats, &err) != N2V_OK)
      abort();
    steps += stats.steps;
    walks += stats.walks;
  }
  double bytes = (double)n2v_sampler_find(r->sampler)->bytes(&law, UINT64_MAX, r->threads);
  bench_rate(state, "steps", (double)steps);
  bench_rate(state, "walks", (double)walks);
  bench_value(state, "build_s", now.build_seconds);
  bench_value(state, "MB", bytes / 1e6);
  report_bound(state, r, &law, corpus, bytes);
}

static void bench_access(bench_state *state, void *argument) {
  const uint64_t *shape = argument; /* bytes, chains */
  double rate = 0;
  while (bench_next(state)) {
    double once = random_access_rate(shape[0], (int)shape[1], 1);
    rate = once > rate ? once : rate;
  }
  bench_value(state, "lines", rate);
  bench_value(state, "ns", 1e9 / rate);
}

static void add_runs(const bench_graph *graph) {
  static const double laws[][2] = {{1, 1}, {0.25, 4}, {1, 0.5}, {0.01, 1}};
  enum { LAWS = sizeof laws / sizeof *laws, EACH = LAWS * N2V_SAMPLERS * 2 };
  static run all[BENCH_GRAPHS][EACH];
  for (int i = 0; i < EACH; i++) {
    const double *law = laws[i / 2 / N2V_SAMPLERS];
    run *r = &all[graph - bench_graphs][i];
    char name[128];
    *r = (run){graph, n2v_samplers[i / 2 % N2V_SAMPLERS]->name, law[0], law[1], 1 + i % 2};
    if ((law[0] == 1 && law[1] == 1) != (strcmp(r->sampler, "first-order") == 0))
      continue;
    snprintf(name, sizeof name, "walk/%s/%s/p:%g/q:%g/threads:%d", graph->name, r->sampler, r->p,
             r->q, r->threads);
    bench_add(name, bench_walks, r);
  }
}

void bench_setup(void) {
  static uint64_t shapes[][2] = {{4 << 20, 1},   {4 << 20, 32},  {32 << 20, 1},
                                 {32 << 20, 32}, {256 << 20, 1}, {256 << 20, 32}};
  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
    char name[64];
    snprintf(name, sizeof name, "access/MB:%d/chains:%d", (int)(shapes[i][0] >> 20),
             (int)shapes[i][1]);
    bench_add(name, bench_access, shapes[i]);
  }
  for (int i = 0; i < BENCH_GRAPHS; i++)
    if (bench_graph_there(&bench_graphs[i]))
      add_runs(&bench_graphs[i]);
}
