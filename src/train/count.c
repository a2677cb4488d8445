/* How often the walks of the first epoch come to each node: what the noise is drawn from, and the
 * order of the vectors. Of several processes each counts its share of the walks, and all get the
 * sum. */
#include "train/count.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/peers.h"
#include "base/progress.h"
#include "base/status.h"

enum { PIECE_TOKENS = 1 << 20 }; /* of walks that processes count together: 4 MB */

/* Some walks of a corpus. */
typedef struct slice {
  n2v_corpus corpus; /* first */
  const n2v_corpus *whole;
  uint64_t first;
} slice;

static void read_slice(const n2v_corpus *corpus, uint32_t epoch, uint64_t first, uint32_t count,
                       uint32_t *tokens, uint32_t *lengths) {
  const slice *s = (const slice *)corpus;
  s->whole->read(s->whole, epoch, s->first + first, count, tokens, lengths);
}

/* Where processes only walk together: piece by piece, as many pieces in each process, so that all
 * can stop between two. */
static n2v_status count_together(const n2v_corpus *corpus, const n2v_run *run, uint64_t *counts,
                                 n2v_corpus_stats *stats, n2v_error *err) {
  const uint64_t rank = (uint64_t)run->peers->rank, processes = (uint64_t)run->peers->count;
  const uint64_t end = corpus->walks * (rank + 1) / processes;
  const uint64_t most = corpus->walks / processes + 1; /* of the largest share */
  const uint32_t piece = PIECE_TOKENS / corpus->max_length + 1;
  const double start = n2v_now();
  uint32_t *tokens = n2v_alloc((uint64_t)piece * corpus->max_length, sizeof *tokens);
  uint32_t *lengths = n2v_alloc(piece, sizeof *lengths);
  uint64_t first = corpus->walks * rank / processes, stops = 0;
  n2v_status status =
      tokens && lengths ? N2V_OK : n2v_fail_memory(err, "walks", PIECE_TOKENS * sizeof *tokens);
  status = n2v_peers_agree(run->peers, status, err);
  for (uint64_t done = 0; tokens && lengths && done < most && !stops && status == N2V_OK;
       done += piece) {
    const uint32_t count = end - first < piece ? (uint32_t)(end - first) : piece;
    status = corpus->together(corpus, 0, first, count, tokens, lengths, err);
    for (uint32_t i = 0; i < count && status == N2V_OK; i++) {
      for (uint32_t j = 0; j < lengths[i]; j++)
        counts[tokens[(size_t)i * corpus->max_length + j]]++;
      stats->steps += lengths[i];
    }
    first += count;
    stats->walks += count;
    stops = n2v_stop_requested(run->progress);
    if (status == N2V_OK)
      status = n2v_peers_sum(run->peers, &stops, 1, err);
    n2v_report_phase(run->progress, N2V_PHASE_WALK,
                     (double)(done + piece) / (double)(most + piece));
  }
  stats->seconds = n2v_now() - start;
  if (stats->steps)
    n2v_report_note(run->progress, N2V_PHASE_WALK,
                    "walks sent and received by each process: %.1f bytes for a token of its own",
                    (double)corpus->traffic / (double)stats->steps);
  n2v_free(tokens);
  n2v_free(lengths);
  return status == N2V_OK && stops ? n2v_fail(err, N2V_ESTOPPED, "stopped during the walks")
                                   : status;
}

static n2v_status sum_counts(const n2v_run *run, uint64_t *counts, uint32_t nodes,
                             n2v_corpus_stats *stats, n2v_error *err) {
  n2v_status status = n2v_peers_sum(run->peers, counts, nodes, err);
  if (status == N2V_OK)
    status = n2v_peers_sum(run->peers, &stats->walks, 1, err);
  return status == N2V_OK ? n2v_peers_sum(run->peers, &stats->steps, 1, err) : status;
}

n2v_status n2v_count_tokens(const n2v_corpus *corpus, const n2v_run *run, uint64_t *counts,
                            n2v_corpus_stats *stats, n2v_error *err) {
  if (!run->peers)
    return n2v_corpus_count(corpus, 0, run->threads, run->progress, counts, stats, err);
  if (corpus->together) {
    n2v_status status = count_together(corpus, run, counts, stats, err);
    return status == N2V_OK ? sum_counts(run, counts, corpus->nodes, stats, err) : status;
  }
  const uint64_t rank = (uint64_t)run->peers->rank, processes = (uint64_t)run->peers->count;
  slice s = {*corpus, corpus, corpus->walks * rank / processes};
  s.corpus.walks = corpus->walks * (rank + 1) / processes - s.first;
  s.corpus.read = read_slice;
  n2v_status status =
      n2v_corpus_count(&s.corpus, 0, run->threads, run->progress, counts, stats, err);
  status = n2v_peers_agree(run->peers, status, err);
  return status == N2V_OK ? sum_counts(run, counts, corpus->nodes, stats, err) : status;
}
