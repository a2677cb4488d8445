/* How many cache lines change hands between cores for each trained pair: a figure that says how
 * training scales, and comes out the same on any machine.
 *
 * Each of N workers trains blocks of a corpus through a kernel that notes what it touches. The
 * notes are then replayed side by side, a worker's time being the pairs it has trained, on lines
 * that one core owns or several share (MESI without capacity): an access to a line that another
 * core has written since, or a write to one that others hold, moves it. First touches come from
 * memory and are not counted, nor is the first block of each worker.
 *
 *   make coherence     two graphs of the size of MovieLens and BlogCatalog, their most
 *                    visited node as there (0.8% and 0.5% of the visits), and a larger one
 */
#include "base/memory.h"
#include "n2v.h"
#include "sgns/kernel.h"
#include "sgns/model.h"
#include "skewed.h"
#include "train/worker.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { LENGTH = 80, BLOCKS = 2, MOST_THREADS = 64 };

typedef struct touch {
  uint64_t time; /* pairs of this worker so far */
  uint32_t row;  /* of both matrices; all its lines move together */
  bool writes;
} touch;

typedef struct trace {
  touch *list;
  size_t count, room, next;
  uint64_t pairs, warm; /* all; of the first block */
} trace;

/* Where the kernel notes; one worker runs at a time. */
static trace *noted;
static const n2v_kernel *real;
static const float *model_start, *model_end;

static void note(const float *row, size_t width, bool writes) {
  if (row < model_start || row >= model_end)
    return; /* a copy */
  if (noted->count == noted->room) {
    noted->room = noted->room ? 2 * noted->room : 1 << 16;
    noted->list = realloc(noted->list, noted->room * sizeof *noted->list);
    if (!noted->list)
      abort();
  }
  noted->list[noted->count++] =
      (touch){noted->pairs, (uint32_t)((size_t)(row - model_start) / width), writes};
}

static size_t note_train(const n2v_group *group, n2v_loss *loss) {
  size_t trained = real->train(group, loss);
  for (size_t o = 0; o < group->output_count; o++)
    note(group->outputs[o], group->width, true);
  for (size_t c = 0; c < trained; c++)
    note(group->contexts[c], group->width, true);
  noted->pairs += group->positive ? trained : 0;
  return trained;
}

static void note_fetch(const float *shared, float *row, float *old, size_t width) {
  real->fetch(shared, row, old, width);
  note(shared, width, false);
}

static void note_write_back(float *shared, const float *row, const float *old, size_t width) {
  real->write_back(shared, row, old, width);
  note(shared, width, true);
}

static void note_combine(float *shared, const float *row, const float *old, size_t width) {
  real->combine(shared, row, old, width);
  note(shared, width, true);
}

/* Lines moved by pairs trained (`lines` a row), of the accesses behind the warm-up. */
static double replay(trace *traces, int threads, size_t rows, size_t lines) {
  uint64_t *holders = calloc(rows, sizeof *holders); /* cores with the row, a bit each */
  uint64_t moved = 0, pairs = 0;
  if (!holders)
    abort();
  for (;;) {
    int first = -1;
    for (int t = 0; t < threads; t++)
      if (traces[t].next < traces[t].count &&
          (first < 0 ||
           traces[t].list[traces[t].next].time < traces[first].list[traces[first].next].time))
        first = t;
    if (first < 0)
      break;
    const touch a = traces[first].list[traces[first].next++];
    const uint64_t me = 1ull << first, held = holders[a.row];
    const bool has = a.writes ? held == me : held & me;
    moved += held && !has && a.time >= traces[first].warm;
    holders[a.row] = a.writes ? me : held | me;
  }
  for (int t = 0; t < threads; t++)
    pairs += traces[t].pairs - traces[t].warm;
  free(holders);
  return (double)(moved * lines) / (double)pairs;
}

static double lines_per_pair(uint32_t nodes, uint32_t dims, int threads) {
  n2v_corpus corpus = {
      .nodes = nodes, .walks = 1u << 24, .max_length = LENGTH, .read = bench_read_skewed};
  n2v_kernel noting = {"noting",     note_train, note_fetch, note_write_back,
                       note_combine, NULL,       NULL,       NULL};
  n2v_training t = {
      .shape = {.nodes = nodes,
                .max_length = LENGTH,
                .walks = corpus.walks,
                .dims = dims,
                .window = 10,
                .negatives = 5,
                .group = 20,
                .in_place = nodes >= 128 * (uint32_t)threads, /* as the trainer has it */
                .objective = &n2v_sgns},
      .corpus = &corpus,
      .kernel = &noting,
      .train = note_train,
      .shrink_window = true,
      .seed = 1};
  uint64_t *counts = n2v_calloc(nodes, sizeof *counts);
  void *table;
  trace traces[MOST_THREADS] = {0};
  for (uint32_t i = 0; i < 10 * nodes; i++) {
    double u = (i + 0.5) / (10.0 * nodes);
    counts[(uint32_t)(pow(u, bench_skew) * nodes)]++;
  }
  if (!counts || n2v_sgns.make_table(counts, nodes, 0.75, &table, NULL) != N2V_OK ||
      n2v_model_new(nodes, dims, 1, (n2v_team_size){1, false}, &t.model, NULL) != N2V_OK)
    abort();
  t.table = table;
  /* Both matrices, wherever they lie: lines are counted from the lower one. */
  const size_t floats = (size_t)nodes * t.model->stride;
  float *both = n2v_alloc(2 * floats, sizeof *both), *input = t.model->input,
        *output = t.model->output;
  for (size_t i = 0; i < floats; i++) {
    both[i] = input[i];
    both[floats + i] = output[i];
  }
  t.model->input = both;
  t.model->output = both + floats;
  model_start = both;
  model_end = both + 2 * floats;
  for (int i = 0; i < threads; i++) {
    n2v_worker *worker;
    uint32_t block = n2v_worker_block(LENGTH);
    noted = &traces[i];
    if (n2v_worker_new(&t, &worker, NULL) != N2V_OK)
      abort();
    for (int b = 0; b < BLOCKS; b++) {
      n2v_worker_train(worker, 0, (uint64_t)(b * threads + i) * block, block,
                       (n2v_pace){.alpha = 0.025f, .group = 20});
      traces[i].warm = b == 0 ? noted->pairs : traces[i].warm;
    }
    n2v_worker_free(worker);
  }
  double moved = replay(traces, threads, 2 * (size_t)nodes, t.model->stride / N2V_ROW_UNIT);
  for (int i = 0; i < threads; i++)
    free(traces[i].list);
  t.model->input = input;
  t.model->output = output;
  n2v_free(both);
  n2v_model_free(t.model);
  n2v_free(table);
  n2v_free(counts);
  return moved;
}

int main(void) {
  static const struct {
    uint32_t nodes, dims;
    double skew;
  } shapes[] = {{1405, 28, 1.5}, {1405, 128, 1.5}, {10312, 128, 1.75}, {100000, 128, 2}};
  real = n2v_kernel_find("auto");
  printf("%8s %5s %8s %9s\n", "nodes", "dims", "threads", "lines/pair");
  for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++)
    for (int threads = 2; threads <= MOST_THREADS; threads *= 2) {
      bench_skew = shapes[s].skew;
      double lines = lines_per_pair(shapes[s].nodes, shapes[s].dims, threads);
      printf("%8u %5u %8d %9.2f\n", shapes[s].nodes, shapes[s].dims, threads, lines);
    }
  return 0;
}
