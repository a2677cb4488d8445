/* A corpus: an ordered list of walks over node ids, the same list however it is cut into blocks
 * and whoever reads it. The trainer sees only this. */
#ifndef N2V_CORPUS_CORPUS_H
#define N2V_CORPUS_CORPUS_H

#include "base/outputs.h"
#include "graph/names.h"
#include "n2v.h"

typedef struct n2v_corpus n2v_corpus;

struct n2v_corpus {
  uint32_t nodes;      /* ids are below this */
  uint64_t walks;      /* in each epoch */
  uint32_t max_length; /* tokens of the longest walk */
  /* Writes walks [first, first + count) of an epoch: walk i's tokens to tokens[i * max_length],
   * its length, at least 1, to lengths[i]. Thread-safe; depends on its arguments alone. */
  void (*read)(const n2v_corpus *corpus, uint32_t epoch, uint64_t first, uint32_t count,
               uint32_t *tokens, uint32_t *lengths);
  uint64_t bytes; /* of memory that the walks take, names included; 0: made when they are read */
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
 * Generated in parallel, written in order. N2V_EINPUT when a name
 * has white space in it, which n2v_token_file_open would not read back. names == NULL: nothing but
 * timing (for /dev/null). */
n2v_status n2v_corpus_save(const n2v_corpus *corpus, const n2v_names *names, uint32_t epochs,
                           const char *path, int threads, const n2v_progress *progress,
                           n2v_corpus_stats *stats, n2v_error *err);
/* The same as one of a run's outputs. */
n2v_status n2v_corpus_add(const n2v_corpus *corpus, const n2v_names *names, uint32_t epochs,
                          const char *path, int threads, const n2v_progress *progress,
                          n2v_outputs *outputs, n2v_corpus_stats *stats, n2v_error *err);

/* Memory that either pass takes for the blocks in the making. */
uint64_t n2v_corpus_buffer_bytes(uint32_t max_length, int threads);

/* A corpus read from a text file of white-space separated tokens, a walk a line (`-` is standard
 * input); lines of more than 1,000 tokens are cut, as word2vec.c does. memory: most bytes that it
 * may take, N2V_ELIMIT above. Tokens met fewer than min_count times are left out. Packed by gzip or
 * zstd it is read too. N2V_EINPUT when no line has two tokens. */
n2v_status n2v_token_file_open(const char *path, uint64_t memory, uint64_t min_count,
                               const n2v_progress *progress, n2v_corpus **out, n2v_names **names,
                               n2v_error *err);
void n2v_token_file_close(n2v_corpus *corpus);

#endif
