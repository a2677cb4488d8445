/* A corpus whose walks a caller makes. What comes from outside is checked as it is read: a token
 * that is no node would be an index out of bounds in the trainer. It is taken for node 0, as n2v.h
 * says: the callback runs on the trainer's threads, in the midst of a round, where nothing can
 * fail. */
#include "base/memory.h"
#include "base/params.h"
#include "base/status.h"
#include "corpus/corpus.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct called {
  n2v_corpus corpus; /* first: read() gets the rest from it */
  n2v_walk_source source;
} called;

/* n2v_corpus.read over the caller's function. A walk of a length that cannot be becomes one of node
 * 0 alone, which trains no pair. Writing beyond max_length is the caller's fault and not seen
 * here. */
static void read_walks(const n2v_corpus *corpus, uint32_t epoch, uint64_t first, uint32_t count,
                       uint32_t *tokens, uint32_t *lengths) {
  const called *c = (const called *)corpus;
  c->source.read(c->source.user, epoch, first, count, tokens, lengths);
  for (uint32_t i = 0; i < count; i++) {
    uint32_t *walk = tokens + (size_t)i * corpus->max_length;
    if (lengths[i] < 1 || lengths[i] > corpus->max_length) {
      lengths[i] = 1;
      walk[0] = 0;
    }
    for (uint32_t j = 0; j < lengths[i]; j++)
      walk[j] = walk[j] < corpus->nodes ? walk[j] : 0;
  }
}

static void release(n2v_corpus *corpus) {
  free(corpus);
}

/* Bounds: ids have 31 bits, walks are counted in doubles for progress (exact to 2^53), and lengths
 * are those of walks over a graph. */
static n2v_status check(const n2v_walk_source *s, n2v_error *err) {
  const n2v_range ranges[] = {{"nodes", s->nodes, 1, N2V_NAMES_MAX},
                              {"walks", (double)s->walks, 1, 0x1p53},
                              {"max_length", s->max_length, 1, 100000}};
  if (!s->read)
    return n2v_fail(err, N2V_EUSAGE, "a source of walks needs `read`");
  return n2v_in_ranges(ranges, sizeof ranges / sizeof *ranges, err);
}

n2v_status n2v_corpus_from_callback(const n2v_walk_source *source, n2v_corpus **out,
                                    n2v_error *err) {
  n2v_walk_source own = {.size = sizeof own};
  *out = NULL;
  n2v_status status = n2v_params_take(&own, sizeof own, source, "n2v_walk_source", err);
  if (status == N2V_OK)
    status = check(&own, err);
  if (status != N2V_OK)
    return status;
  called *c = calloc(1, sizeof *c);
  if (!c)
    return n2v_fail_memory(err, "a corpus", sizeof *c);
  *c = (called){.source = own,
                .corpus = {.nodes = own.nodes,
                           .walks = own.walks,
                           .max_length = own.max_length,
                           .read = read_walks,
                           .release = release}};
  /* A copy: the caller's names may go when this call ends. */
  status = n2v_names_of(own.names, own.nodes, &c->corpus.names, err);
  if (status == N2V_OK)
    *out = &c->corpus;
  else
    n2v_corpus_free(&c->corpus);
  return status;
}
