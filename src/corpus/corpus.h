/* A corpus: an ordered list of walks over node ids, the same list however it is cut into blocks
 * and whoever reads it. The trainer sees only this: where walks come from is one function and the
 * data behind it. A kind of corpus is a struct that begins with n2v_corpus. */
#ifndef N2V_CORPUS_CORPUS_H
#define N2V_CORPUS_CORPUS_H

#include "base/outputs.h"
#include "graph/names.h"
#include "n2v.h"

struct n2v_corpus {
  uint32_t nodes;      /* ids are below this */
  uint64_t walks;      /* in each epoch */
  uint32_t max_length; /* tokens of the longest walk */
  /* Writes walks [first, first + count) of an epoch: walk i's tokens to tokens[i * max_length],
   * its length, at least 1, to lengths[i]. Thread-safe; depends on its arguments alone. */
  void (*read)(const n2v_corpus *corpus, uint32_t epoch, uint64_t first, uint32_t count,
               uint32_t *tokens, uint32_t *lengths);
  /* Of walks that several processes make together, otherwise NULL: what `read` does, made by one
   * thread of every process in the same order, each for walks of its own, or none. `read` may then
   * only be called so, too, and by all for the same walks. */
  n2v_status (*together)(const n2v_corpus *corpus, uint32_t epoch, uint64_t first, uint32_t count,
                         uint32_t *tokens, uint32_t *lengths, n2v_error *err);
  uint64_t traffic; /* bytes that this process has sent and received by it so far */
  uint64_t bytes;   /* of memory that it takes, a graph that it walks not counted */
  /* What n2v_corpus_free looks at; unused in one that nobody frees. */
  n2v_names *names; /* of the nodes; held */
  void (*release)(n2v_corpus *corpus);
  /* Of walks over a graph, otherwise zero: */
  const n2v_graph *graph; /* borrowed */
  n2v_walk_params walk;
  const char *sampler; /* its name, which lives as long as the program */
  double seconds;      /* that its tables took */
};

typedef struct n2v_corpus_stats {
  uint64_t walks, steps; /* steps: tokens */
  double seconds;
} n2v_corpus_stats;

/* Counts each node's tokens in one epoch into counts[nodes]. In parallel. */
n2v_status n2v_corpus_count(const n2v_corpus *corpus, uint32_t epoch, int threads,
                            const n2v_progress *progress, uint64_t *counts, n2v_corpus_stats *stats,
                            n2v_error *err);

/* Writes the walks of epochs 0..epochs-1 to a file, one a line, names separated by a space.
 * Generated in parallel, written in order. N2V_EINPUT when a name has white space in it or is
 * empty, which n2v_corpus_read would not read back. names == NULL: nothing but timing (for
 * /dev/null). */
n2v_status n2v_corpus_save(const n2v_corpus *corpus, const n2v_names *names, uint32_t epochs,
                           const char *path, int threads, const n2v_progress *progress,
                           n2v_corpus_stats *stats, n2v_error *err);
/* The same as one of a run's outputs. */
n2v_status n2v_corpus_add(const n2v_corpus *corpus, const n2v_names *names, uint32_t epochs,
                          const char *path, int threads, const n2v_progress *progress,
                          n2v_outputs *outputs, n2v_corpus_stats *stats, n2v_error *err);

/* N2V_EUSAGE for walks that are only made together (n2v_corpus.together), which are for training.
 */
n2v_status n2v_corpus_check_alone(const n2v_corpus *corpus, n2v_error *err);

/* Memory that either pass takes for the blocks in the making. */
uint64_t n2v_corpus_buffer_bytes(uint32_t max_length, int threads);

#endif
