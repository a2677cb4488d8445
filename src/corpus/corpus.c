/* The two passes over a corpus that are not training: counting its tokens and saving its walks.
 * Both read blocks of walks in parallel; saving writes them in order.
 *
 * A corpus makes its walks when they are read, so neither pass holds more than a block a thread,
 * however many walks there are. A failure cannot leave an OpenMP loop: it is noted in pass.status,
 * and the iterations that are left do nothing. */
#include "corpus/corpus.h"

#include "base/clock.h"
#include "base/grow.h"
#include "base/files.h"
#include "base/memory.h"
#include "base/params.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "base/status.h"
#include "base/turns.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

enum {
  BLOCK_TOKENS = 1 << 16, /* of a thread's block of walks: 256 KB, within its own cache */
  BLOCK_WALKS = 1024,
  TEXT_BYTES = 8 /* of a token as text, by a rough guess */
};
static const double report_every = 0.25; /* seconds */

/* Walks in a block: BLOCK_TOKENS at their longest, so that short walks come in large blocks, and no
 * more than BLOCK_WALKS, so that a small corpus still makes work for all threads. */
static uint32_t block_walks(uint32_t max_length) {
  uint32_t walks = BLOCK_TOKENS / max_length;
  return walks < 1 ? 1 : walks > BLOCK_WALKS ? BLOCK_WALKS : walks;
}

uint64_t n2v_corpus_buffer_bytes(uint32_t max_length, int threads) {
  uint64_t tokens = (uint64_t)block_walks(max_length) * max_length;
  return (uint64_t)n2v_thread_count(threads) * tokens * (sizeof(uint32_t) + TEXT_BYTES);
}

/* What the threads of a pass over the corpus share. */
typedef struct pass {
  const n2v_corpus *corpus;
  const n2v_progress *progress;
  uint32_t epochs;
  uint32_t block;        /* walks in a block */
  uint64_t blocks;       /* in an epoch */
  uint64_t walks, steps; /* done so far; atomic */
  double start, last;    /* time of the start and of the last report (thread 0's) */
  int status;            /* n2v_status of the first failure; atomic */
} pass;

/* What one thread has to itself. */
typedef struct worker {
  uint32_t *tokens, *lengths;
  uint64_t *head; /* HEAD counts of the first nodes, in count passes */
  char *text;     /* the block as lines, in save passes; grows to the longest block */
  size_t text_size;
  uint64_t text_capacity;
} worker;

static void begin(pass *p, const n2v_corpus *corpus, uint32_t epochs,
                  const n2v_progress *progress) {
  uint32_t block = block_walks(corpus->max_length);
  *p = (pass){.corpus = corpus,
              .progress = progress,
              .epochs = epochs,
              .block = block,
              .blocks = (corpus->walks + block - 1) / block,
              .start = n2v_now()};
}

/* The first failure stays. Relaxed: nothing else is read by way of it, and the loop's end is a
 * barrier. */
static void fail(pass *p, n2v_status status) {
  int none = N2V_OK;
  __atomic_compare_exchange_n(&p->status, &none, (int)status, false, __ATOMIC_RELAXED,
                              __ATOMIC_RELAXED);
}

/* Nothing more is to be done: this thread has no memory, or another one failed. */
static bool failed(const pass *p, const worker *w) {
  return !w->tokens || !w->lengths || __atomic_load_n(&p->status, __ATOMIC_RELAXED) != N2V_OK;
}

/* Generates block b of an epoch; how many walks it has: the last one of an epoch has what is
 * left. */
static uint32_t generate(pass *p, worker *w, uint32_t epoch, uint64_t b) {
  uint64_t first = b * p->block, left = p->corpus->walks - first, steps = 0;
  uint32_t count = left < p->block ? (uint32_t)left : p->block;
  p->corpus->read(p->corpus, epoch, first, count, w->tokens, w->lengths);
  for (uint32_t i = 0; i < count; i++)
    steps += w->lengths[i];
  __atomic_fetch_add(&p->walks, count, __ATOMIC_RELAXED);
  __atomic_fetch_add(&p->steps, steps, __ATOMIC_RELAXED);
  return count;
}

/* Called by every thread after a block; thread 0 reports, which is what makes a callback of the
 * caller's safe, and looks at the stop flag for all. */
static void report(pass *p, uint32_t epoch) {
  if (omp_get_thread_num() != 0)
    return;
  double now = n2v_now();
  if (n2v_stop_requested(p->progress))
    fail(p, N2V_ESTOPPED);
  if (now - p->last < report_every)
    return;
  p->last = now;
  n2v_progress_event event = {.phase = N2V_PHASE_WALK,
                              .walks = __atomic_load_n(&p->walks, __ATOMIC_RELAXED),
                              .steps = __atomic_load_n(&p->steps, __ATOMIC_RELAXED),
                              .seconds = now - p->start,
                              .epoch = epoch + 1};
  event.fraction = (double)event.walks / ((double)p->corpus->walks * p->epochs);
  n2v_report(p->progress, &event);
}

/* After the threads have ended. N2V_EIO goes back without a message: who wrote knows the reason. */
static n2v_status finish(const pass *p, n2v_corpus_stats *stats, n2v_error *err) {
  if (stats)
    *stats = (n2v_corpus_stats){p->walks, p->steps, n2v_now() - p->start};
  if (p->status == N2V_ENOMEM)
    return n2v_fail_memory(err, "a block of walks",
                           (size_t)p->block * p->corpus->max_length * sizeof(uint32_t));
  if (p->status == N2V_ESTOPPED)
    return n2v_fail(err, N2V_ESTOPPED, "stopped during the walks");
  if (p->status == N2V_OK)
    n2v_report_phase(p->progress, N2V_PHASE_WALK, 1);
  return (n2v_status)p->status;
}

/* Within the parallel region, so that a thread's buffers are on its own NUMA node. False: memory is
 * out; worker_close frees what there is. */
static bool worker_open(worker *w, const pass *p) {
  w->tokens = n2v_alloc((size_t)p->block * p->corpus->max_length, sizeof *w->tokens);
  w->lengths = n2v_alloc(p->block, sizeof *w->lengths);
  return w->tokens && w->lengths;
}

static void worker_close(worker *w) {
  n2v_free(w->tokens);
  n2v_free(w->lengths);
  n2v_free(w->head);
  free(w->text);
}

/* ------------------------------------------------------------------------------------- count */

/* Tokens of the lowest ids are counted by each thread for itself: where ids go by degree these are
 * the hubs, over whose counters the threads would fight. The others are added atomically. 128 KB a
 * thread, which stay in its second-level cache. */
enum { HEAD = 1 << 14 };

/* Two rounds: the first asks for the counters' cache lines, the second finds them there. Without it
 * each atomic add would wait for memory, one after the other. */
static void count_walk(const uint32_t *tokens, uint32_t length, uint64_t *head, uint64_t *counts) {
  for (uint32_t j = 0; j < length; j++)
    if (tokens[j] >= HEAD)
      __builtin_prefetch(&counts[tokens[j]], 1);
  for (uint32_t j = 0; j < length; j++)
    if (tokens[j] < HEAD)
      head[tokens[j]]++;
    else
      __atomic_fetch_add(&counts[tokens[j]], 1, __ATOMIC_RELAXED);
}

static void count_block(const pass *p, worker *w, uint32_t walks, uint64_t *counts) {
  for (uint32_t i = 0; i < walks; i++)
    count_walk(w->tokens + (size_t)i * p->corpus->max_length, w->lengths[i], w->head, counts);
}

n2v_status n2v_corpus_count(const n2v_corpus *corpus, uint32_t epoch, int threads,
                            const n2v_progress *progress, uint64_t *counts, n2v_corpus_stats *stats,
                            n2v_error *err) {
  pass p;
  begin(&p, corpus, 1, progress);
  memset(counts, 0, corpus->nodes * sizeof *counts);
#pragma omp parallel num_threads(n2v_pass_threads(threads, p.blocks, 1))
  {
    worker w = {0};
    w.head = n2v_calloc(HEAD, sizeof *w.head);
    if (!worker_open(&w, &p) || !w.head)
      fail(&p, N2V_ENOMEM);
#pragma omp for schedule(dynamic, 1)
    for (uint64_t b = 0; b < p.blocks; b++) {
      if (failed(&p, &w))
        continue;
      count_block(&p, &w, generate(&p, &w, epoch, b), counts);
      report(&p, epoch);
    }
    /* Behind the loop, whose end is a barrier; still by several threads at once, hence atomic. */
    for (uint32_t v = 0; w.head && v < HEAD && v < corpus->nodes; v++)
      __atomic_fetch_add(&counts[v], w.head[v], __ATOMIC_RELAXED);
    worker_close(&w);
  }
  return finish(&p, stats, err);
}

/* -------------------------------------------------------------------------------------- save */

/* False: memory is out, and the text so far is as it was. */
static bool text_room(worker *w, size_t more) {
  return n2v_grow(&w->text, &w->text_capacity, w->text_size + more, 1);
}

/* Names separated by a space, a walk a line: what n2v_corpus_read reads back. */
static bool format_block(const pass *p, worker *w, const n2v_names *names, uint32_t walks) {
  w->text_size = 0;
  for (uint32_t i = 0; i < walks; i++) {
    const uint32_t *tokens = w->tokens + (size_t)i * p->corpus->max_length;
    for (uint32_t j = 0; j < w->lengths[i]; j++) {
      size_t length;
      const char *name = n2v_names_get(names, tokens[j], &length);
      if (!text_room(w, length + 1))
        return false;
      memcpy(w->text + w->text_size, name, length);
      w->text_size += length;
      w->text[w->text_size++] = j + 1 < w->lengths[i] ? ' ' : '\n';
    }
  }
  return true;
}

/* Blocks are made in parallel and written in order. names == NULL: nothing is written. */
static void save_blocks(pass *p, worker *w, const n2v_names *names, n2v_turns *turns,
                        FILE *stream) {
  for (uint64_t b; !failed(p, w) && n2v_turns_take(turns, &b);) {
    const uint32_t epoch = (uint32_t)(b / p->blocks);
    const uint32_t walks = generate(p, w, epoch, b % p->blocks);
    if (names && !format_block(p, w, names, walks))
      fail(p, N2V_ENOMEM);
    report(p, epoch);
    if (!names || failed(p, w) || !n2v_turns_await(turns, b))
      continue;
    if (fwrite(w->text, 1, w->text_size, stream) != w->text_size)
      fail(p, N2V_EIO); /* the commit finds out why */
    n2v_turns_pass(turns);
  }
  if (failed(p, w))
    n2v_turns_end(turns); /* others may be waiting for this one's turn */
}

/* A name that a reader of the walks would cut in two, or not see: one with white space (9 to 13 in
 * ASCII, and blanks) or an empty one. Before the pass, so that no hour is lost to it. */
static n2v_status check_names(const n2v_names *names, const char *path, n2v_error *err) {
  for (uint32_t id = 0; id < names->count; id++) {
    size_t length, i = 0;
    const char *name = n2v_names_get(names, id, &length);
    while (i < length && name[i] != ' ' && (name[i] < '\t' || name[i] > '\r'))
      i++;
    if (i < length || length == 0)
      return n2v_fail(
          err, N2V_EINPUT,
          "%s: the name '%.*s' %s and would not be read back from walks: rename the node", path,
          (int)(length < 80 ? length : 80), name, length ? "has white space in it" : "is empty");
  }
  return N2V_OK;
}

n2v_status n2v_corpus_add(const n2v_corpus *corpus, const n2v_names *names, uint32_t epochs,
                          const char *path, int threads, const n2v_progress *progress,
                          n2v_outputs *outputs, n2v_corpus_stats *stats, n2v_error *err) {
  pass p;
  n2v_turns turns;
  n2v_atomic_file *file;
  n2v_status status = names ? check_names(names, path, err) : N2V_OK;
  if (status == N2V_OK)
    status = n2v_outputs_open(outputs, path, &file, err);
  if (status != N2V_OK)
    return status;
  begin(&p, corpus, epochs, progress);
  n2v_turns_start(&turns, epochs * p.blocks);
#pragma omp parallel num_threads(n2v_pass_threads(threads, p.blocks, 1))
  {
    worker w = {0};
    if (!worker_open(&w, &p))
      fail(&p, N2V_ENOMEM);
    save_blocks(&p, &w, names, &turns, file->stream);
    worker_close(&w);
  }
  n2v_turns_stop(&turns);
  status = finish(&p, stats, err);
  return status == N2V_EIO ? n2v_atomic_prepare(file, err) : status; /* which knows the reason */
}

n2v_status n2v_corpus_save(const n2v_corpus *corpus, const n2v_names *names, uint32_t epochs,
                           const char *path, int threads, const n2v_progress *progress,
                           n2v_corpus_stats *stats, n2v_error *err) {
  n2v_outputs outputs = {.stop = progress ? progress->stop : NULL};
  n2v_status status =
      n2v_corpus_add(corpus, names, epochs, path, threads, progress, &outputs, stats, err);
  return n2v_outputs_end(&outputs, status, err);
}

/* ------------------------------------------------------------------------------------- value */

/* The names first: release frees the struct they hang on. */
void n2v_corpus_free(n2v_corpus *corpus) {
  if (!corpus)
    return;
  n2v_names_free(corpus->names);
  corpus->names = NULL;
  corpus->release(corpus);
}

uint32_t n2v_corpus_nodes(const n2v_corpus *corpus) {
  return corpus->nodes;
}

uint64_t n2v_corpus_walks(const n2v_corpus *corpus) {
  return corpus->walks;
}

uint32_t n2v_corpus_max_length(const n2v_corpus *corpus) {
  return corpus->max_length;
}

const char *n2v_corpus_sampler(const n2v_corpus *corpus) {
  return corpus->sampler;
}

const n2v_names *n2v_corpus_names(const n2v_corpus *corpus) {
  return corpus->names;
}

const char *n2v_corpus_name(const n2v_corpus *corpus, uint32_t node, size_t *length) {
  return n2v_names_get(corpus->names, node, length);
}

/* count <= walks - first, not first + count <= walks, which could overflow. */
n2v_status n2v_corpus_check_alone(const n2v_corpus *corpus, n2v_error *err) {
  return corpus->together ? n2v_fail(err, N2V_EUSAGE,
                                     "the graph is spread over processes, which walk together and "
                                     "keep no walks: raise `memory`, or walk in one process")
                          : N2V_OK;
}

n2v_status n2v_corpus_get(const n2v_corpus *corpus, uint32_t epoch, uint64_t first, uint32_t count,
                          uint32_t *tokens, uint32_t *lengths, n2v_error *err) {
  if (first > corpus->walks || count > corpus->walks - first)
    return n2v_fail(err, N2V_EUSAGE, "walks %llu to %llu: the corpus has %llu",
                    (unsigned long long)first, (unsigned long long)(first + count),
                    (unsigned long long)corpus->walks);
  n2v_status status = n2v_corpus_check_alone(corpus, err);
  if (status == N2V_OK)
    corpus->read(corpus, epoch, first, count, tokens, lengths);
  return status;
}

n2v_status n2v_corpus_write(const n2v_corpus *corpus, uint32_t epochs, const char *path,
                            const n2v_run *run, n2v_walk_report *report, n2v_error *err) {
  n2v_run own;
  n2v_outputs outputs = {0};
  n2v_corpus_stats stats = {0};
  const n2v_names *names = strcmp(path, "/dev/null") == 0 ? NULL : corpus->names;
  /* What is filled is at most what the caller's struct holds, which may be an older, shorter
   * one. */
  n2v_walk_report full = {.size = report ? report->size : sizeof full};
  n2v_status status = n2v_run_take(run, &own, err);
  if (status == N2V_OK && full.size < sizeof full.size)
    status = n2v_fail(err, N2V_EUSAGE, "n2v_walk_report.size = %zu: set it to the struct's size",
                      full.size);
  if (status == N2V_OK)
    status = n2v_corpus_check_alone(corpus, err);
  if (status != N2V_OK)
    return status;
  status = n2v_corpus_add(corpus, names, epochs, path, own.threads, own.progress,
                          n2v_files_outputs(run, &outputs), &stats, err);
  full.walks = stats.walks;
  full.steps = stats.steps;
  full.seconds = stats.seconds;
  if (report)
    memcpy(report, &full, full.size < sizeof full ? full.size : sizeof full);
  return n2v_files_close(run, &outputs, status, err);
}
