/* Walks one by one, in order: a batch is made by all threads, then handed on by the caller's. So a
 * caller needs no thread safety, and gets walks in the same order for any number of threads. The
 * threads rest while the visitor works; who wants both at once reads by n2v_corpus_get from
 * threads of its own. */
#include "base/memory.h"
#include "base/parallel.h"
#include "base/params.h"
#include "base/progress.h"
#include "base/status.h"
#include "corpus/corpus.h"

enum {
  PIECE = 1 << 16,    /* tokens that a thread makes at a time, at the walks' full length: 256 KB */
  PIECES_A_THREAD = 4 /* in a batch: walks differ in length, and a thread that is done takes more */
};

typedef struct batch {
  const n2v_corpus *corpus;
  uint64_t walks; /* at most */
  uint32_t piece; /* walks */
  uint32_t *tokens, *lengths;
} batch;

/* On failure the arrays that are there are freed by n2v_corpus_stream. */
static n2v_status batch_new(const n2v_corpus *corpus, int threads, batch *b, n2v_error *err) {
  uint32_t most = corpus->max_length;
  b->corpus = corpus;
  b->piece = most < PIECE ? PIECE / most : 1;
  b->walks = (uint64_t)b->piece * PIECES_A_THREAD * (uint64_t)threads;
  b->walks = b->walks < corpus->walks ? b->walks : corpus->walks;
  b->tokens = n2v_alloc(b->walks * most, sizeof *b->tokens);
  b->lengths = n2v_alloc(b->walks, sizeof *b->lengths);
  if (b->tokens && b->lengths)
    return N2V_OK;
  return n2v_fail_memory(err, "the walks", b->walks * most * sizeof *b->tokens);
}

/* Walks [first, first + count) of an epoch into the batch. */
static void fill(const batch *b, uint32_t epoch, uint64_t first, uint64_t count, int threads) {
  uint64_t pieces = (count + b->piece - 1) / b->piece;
#pragma omp parallel for schedule(dynamic, 1) num_threads(n2v_pass_threads(threads, pieces, 1))
  for (uint64_t i = 0; i < pieces; i++) {
    uint64_t at = i * b->piece, left = count - at;
    b->corpus->read(b->corpus, epoch, first + at, left < b->piece ? (uint32_t)left : b->piece,
                    b->tokens + at * b->corpus->max_length, b->lengths + at);
  }
}

/* False: the visitor wants no more. */
static bool hand_on(const batch *b, uint64_t count, n2v_walk_visitor *visit, void *user) {
  for (uint64_t i = 0; i < count; i++)
    if (visit(user, b->tokens + i * b->corpus->max_length, b->lengths[i]) != 0)
      return false;
  return true;
}

n2v_status n2v_corpus_stream(const n2v_corpus *corpus, uint32_t epochs, const n2v_run *run,
                             n2v_walk_visitor *visit, void *user, n2v_error *err) {
  n2v_run own;
  batch b = {0};
  n2v_status status = n2v_run_take(run, &own, err);
  if (status == N2V_OK)
    status = n2v_corpus_check_alone(corpus, err);
  if (status == N2V_OK)
    status = batch_new(corpus, own.threads, &b, err);
  for (uint32_t epoch = 0; epoch < epochs && status == N2V_OK; epoch++)
    for (uint64_t first = 0; first < corpus->walks && status == N2V_OK; first += b.walks) {
      uint64_t left = corpus->walks - first, count = left < b.walks ? left : b.walks;
      fill(&b, epoch, first, count, own.threads);
      if (!hand_on(&b, count, visit, user) || n2v_stop_requested(own.progress))
        status = n2v_fail(err, N2V_ESTOPPED, "stopped during the walks");
    }
  n2v_free(b.tokens);
  n2v_free(b.lengths);
  return status;
}
