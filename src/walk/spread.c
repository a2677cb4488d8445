/* Walks go to whoever has the row that they need next, as KnightKing's walkers do (Yang et al.,
 * SOSP 2019, section 5). All advance in passes: in one, every walk takes one action where it is
 * (traveller.c), and is then sent on with all others, so that a pass costs two messages to each
 * process however many walks there are. */
#include "walk/spread.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "base/status.h"
#include "walk/traveller.h"

#include <stdlib.h>
#include <string.h>

/* Walks of all processes on their way together: one for so many entries of the graph, so that
 * buffers stay small beside it, within bounds. More make fewer passes. */
enum { ARCS_A_WALK = 256, LEAST_TOGETHER = 1 << 13, MOST_TOGETHER = 1 << 20 };

/* Tokens that are read ahead where all want the same walks, a few at a time. */
enum { AHEAD_TOKENS = 1 << 12 };

/* A test is in vain 1 - q of the times, or 1 - 1/q: beyond this a step takes hundreds of passes. */
static const double MOST_BIAS = 100;

/* A token that a walk has come to, for its home. */
typedef struct arrival {
  uint32_t walk, place, node;
} arrival;

typedef struct spread {
  n2v_corpus corpus; /* first */
  n2v_law law;
  n2v_peers *peers;
  uint64_t seed;
  int threads;
  n2v_share share;
  /* Walks that all want alike, read ahead. */
  uint32_t ahead_epoch, ahead_count;
  uint64_t ahead_first;
  uint32_t *ahead, *ahead_lengths;
  /* Travellers, and what follows from them. */
  uint32_t batch; /* walks of a process on their way together: they may all be here */
  size_t here;
  n2v_traveller *in, *out;
  int *to;                       /* of each of `in`: the process it goes to, or N2V_NOWHERE */
  arrival *arrivals;             /* of each of `in` that took a step (stepped) */
  bool *stepped;                 /* of each of `in` */
  arrival *posted, *delivered;   /* in order of their homes; this process' own */
  uint64_t *counts, *all_counts; /* see sizes_of */
  size_t *sent, *received;       /* bytes */
} spread;

/* ------------------------------------------------------------------------------------- a pass */

static void advance_all(spread *s) {
#pragma omp parallel for num_threads(n2v_pass_threads(s->threads, s->here, 1024))
  for (size_t i = 0; i < s->here; i++) {
    n2v_traveller *t = &s->in[i];
    uint32_t length = t->length;
    s->to[i] = n2v_traveller_advance(t, &s->share, &s->law, s->corpus.max_length);
    s->stepped[i] = t->length > length;
    s->arrivals[i] = (arrival){t->walk, length, t->node};
  }
}

/* Puts travellers and arrivals in order of where they go, and counts them: counts[2 * r] travellers
 * and counts[2 * r + 1] arrivals for process r. */
static void sort_all(spread *s) {
  const int processes = s->peers->count;
  memset(s->counts, 0, 2 * (size_t)processes * sizeof *s->counts);
  for (size_t i = 0; i < s->here; i++) {
    if (s->to[i] != N2V_NOWHERE)
      s->counts[2 * (size_t)s->to[i]]++;
    s->counts[2 * s->in[i].home + 1] += s->stepped[i];
  }
  /* sent and received serve as the places where the next of each process goes. */
  size_t *place = s->sent, *posts = s->received, travellers = 0, arrivals = 0;
  for (int r = 0; r < processes; r++) {
    place[r] = travellers;
    posts[r] = arrivals;
    travellers += s->counts[2 * (size_t)r];
    arrivals += s->counts[2 * (size_t)r + 1];
  }
  for (size_t i = 0; i < s->here; i++) {
    if (s->to[i] != N2V_NOWHERE)
      s->out[place[s->to[i]]++] = s->in[i];
    if (s->stepped[i])
      s->posted[posts[s->in[i].home]++] = s->arrivals[i];
  }
}

/* Sets sent and received, in bytes, for one kind: 0 travellers, 1 arrivals. How many this process
 * gets. Every process has everyone's counts: those of process r stand at all_counts[r * (2 * count
 * + 1)], 2 * count of them, and behind them how many walks it has not begun yet. */
static size_t sizes_of(spread *s, int kind, size_t bytes) {
  const int processes = s->peers->count, me = s->peers->rank;
  const size_t row = 2 * (size_t)processes + 1;
  size_t gets = 0;
  for (int r = 0; r < processes; r++) {
    const size_t from = s->all_counts[(size_t)r * row + 2 * (size_t)me + (size_t)kind];
    s->sent[r] = s->counts[2 * (size_t)r + (size_t)kind] * bytes;
    s->received[r] = from * bytes;
    s->corpus.traffic += r == me ? 0 : s->sent[r] + s->received[r];
    gets += from;
  }
  return gets;
}

/* Sends all on: *delivered arrivals for walks of this process. Travellers that are on their way
 * anywhere, and walks not begun, are counted into *moving and *waiting: all processes find the
 * same. */
static n2v_status exchange_all(spread *s, uint64_t left, size_t *delivered, uint64_t *moving,
                               uint64_t *waiting, n2v_error *err) {
  const int processes = s->peers->count;
  const size_t row = 2 * (size_t)processes + 1;
  s->counts[row - 1] = left;
  n2v_status status =
      s->peers->gather(s->peers, s->counts, row * sizeof *s->counts, s->all_counts, err);
  if (status != N2V_OK)
    return status;
  *moving = *waiting = 0;
  for (int r = 0; r < processes; r++) {
    for (int to = 0; to < processes; to++)
      *moving += s->all_counts[(size_t)r * row + 2 * (size_t)to];
    *waiting += s->all_counts[(size_t)(r + 1) * row - 1];
  }
  *delivered = sizes_of(s, 1, sizeof(arrival));
  status = s->peers->exchange(s->peers, s->posted, s->sent, s->delivered, s->received, err);
  if (status == N2V_OK && *moving) {
    s->here = sizes_of(s, 0, sizeof(n2v_traveller));
    status = s->peers->exchange(s->peers, s->out, s->sent, s->in, s->received, err);
  }
  return status;
}

/* ------------------------------------------------------------------------------------- a batch */

/* Walks [first, first + count) of an epoch set out from here. */
static void set_out(spread *s, uint32_t epoch, uint64_t first, uint32_t count, uint32_t *tokens,
                    uint32_t *lengths) {
  s->here = 0;
  for (uint32_t i = 0; i < count; i++) {
    n2v_traveller t = {.home = (uint32_t)s->peers->rank,
                       .walk = i,
                       .length = 1,
                       .previous = N2V_NO_NODE,
                       .candidate = N2V_NO_NODE};
    t.node = n2v_walk_start(s->corpus.nodes, s->seed, epoch, first + i, &t.rng);
    tokens[(size_t)i * s->corpus.max_length] = t.node;
    lengths[i] = 1;
    if (s->corpus.max_length > 1)
      s->in[s->here++] = t;
  }
}

/* Arrivals come in no order, but a walk's longest has its length. */
static void enter(const spread *s, size_t count, uint32_t *tokens, uint32_t *lengths) {
  for (size_t i = 0; i < count; i++) {
    const arrival *a = &s->delivered[i];
    tokens[(size_t)a->walk * s->corpus.max_length + a->place] = a->node;
    if (a->place >= lengths[a->walk])
      lengths[a->walk] = a->place + 1;
  }
}

/* Processes that have no walks left help the others' along until nobody has any. */
static n2v_status walk_together(const n2v_corpus *corpus, uint32_t epoch, uint64_t first,
                                uint32_t count, uint32_t *tokens, uint32_t *lengths,
                                n2v_error *err) {
  spread *s = (spread *)corpus;
  for (uint64_t moving, waiting = 1; waiting;) {
    const uint32_t batch = count < s->batch ? count : s->batch;
    set_out(s, epoch, first, batch, tokens, lengths);
    do {
      size_t arrived;
      advance_all(s);
      sort_all(s);
      n2v_status status = exchange_all(s, count - batch, &arrived, &moving, &waiting, err);
      if (status != N2V_OK)
        return status;
      enter(s, arrived, tokens, lengths);
    } while (moving);
    first += batch;
    count -= batch;
    tokens += (size_t)batch * corpus->max_length;
    lengths += batch;
  }
  return N2V_OK;
}

/* Where all processes want the same walks, each has them made for itself. When the others are gone
 * there are none, which the next call to them finds out. */
static void walk_alike(spread *s, uint32_t epoch, uint64_t first, uint32_t count, uint32_t *tokens,
                       uint32_t *lengths) {
  if (!s->peers->lost &&
      walk_together(&s->corpus, epoch, first, count, tokens, lengths, NULL) == N2V_OK)
    return;
  for (uint32_t i = 0; i < count; i++) {
    tokens[(size_t)i * s->corpus.max_length] = 0;
    lengths[i] = 1;
  }
}

static uint32_t ahead_of(uint32_t max_length) {
  return AHEAD_TOKENS / max_length + 1;
}

/* A held-out loss reads some walks at a time: passes for each time would take longest of all. */
static void read_alike(const n2v_corpus *corpus, uint32_t epoch, uint64_t first, uint32_t count,
                       uint32_t *tokens, uint32_t *lengths) {
  spread *s = (spread *)corpus;
  const uint32_t width = corpus->max_length, most = ahead_of(width);
  if (count > most) {
    walk_alike(s, epoch, first, count, tokens, lengths);
    return;
  }
  const bool there = s->ahead_count && epoch == s->ahead_epoch && first >= s->ahead_first &&
                     first + count <= s->ahead_first + s->ahead_count;
  if (!there) {
    const uint64_t left = corpus->walks - first;
    s->ahead_epoch = epoch;
    s->ahead_first = first;
    s->ahead_count = left < most ? (uint32_t)left : most;
    walk_alike(s, epoch, first, s->ahead_count, s->ahead, s->ahead_lengths);
  }
  const size_t at = first - s->ahead_first;
  memcpy(tokens, s->ahead + at * width, (size_t)count * width * sizeof *tokens);
  memcpy(lengths, s->ahead_lengths + at, count * sizeof *lengths);
}

/* ------------------------------------------------------------------------------------- making */

bool n2v_spread_possible(const n2v_graph *graph, const n2v_peers *peers) {
  return peers && peers->count > 1 && graph->paged;
}

bool n2v_spread_wanted(const n2v_graph *graph, const n2v_run *run) {
  return n2v_spread_possible(graph, run->peers) && n2v_graph_bytes(graph) > run->memory / 2;
}

static uint32_t batch_of(const n2v_graph *g, int processes) {
  uint64_t together = g->arcs / ARCS_A_WALK;
  together = together < LEAST_TOGETHER  ? LEAST_TOGETHER
             : together > MOST_TOGETHER ? MOST_TOGETHER
                                        : together;
  return (uint32_t)(together / (uint64_t)processes) + 1;
}

static uint64_t buffer_bytes(uint32_t batch, int processes) {
  const uint64_t traveller_bytes =
      2 * sizeof(n2v_traveller) + sizeof(int) + sizeof(bool) + 2 * sizeof(arrival);
  return (uint64_t)processes * batch * traveller_bytes + batch * sizeof(arrival) +
         4ull * AHEAD_TOKENS;
}

uint64_t n2v_spread_bytes(const n2v_graph *g, const n2v_peers *peers) {
  return n2v_share_bytes(g, peers->rank, peers->count) +
         buffer_bytes(batch_of(g, peers->count), peers->count);
}

static void release(n2v_corpus *corpus) {
  spread *s = (spread *)corpus;
  void *const blocks[] = {s->in,       s->out,       s->to,           s->arrivals,   s->stepped,
                          s->posted,   s->delivered, s->counts,       s->all_counts, s->sent,
                          s->received, s->ahead,     s->ahead_lengths};
  n2v_share_clear(&s->share);
  for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
    n2v_free(blocks[i]);
  free(s);
}

static bool make_buffers(spread *s) {
  const size_t processes = (size_t)s->peers->count, row = 2 * processes + 1;
  const size_t most = processes * s->batch, ahead = ahead_of(s->corpus.max_length);
  s->in = n2v_alloc(most, sizeof *s->in);
  s->out = n2v_alloc(most, sizeof *s->out);
  s->to = n2v_alloc(most, sizeof *s->to);
  s->arrivals = n2v_alloc(most, sizeof *s->arrivals);
  s->stepped = n2v_alloc(most, sizeof *s->stepped);
  s->posted = n2v_alloc(most, sizeof *s->posted);
  s->delivered = n2v_alloc(s->batch, sizeof *s->delivered); /* a walk takes one step in a pass */
  s->ahead = n2v_alloc(ahead * s->corpus.max_length, sizeof *s->ahead);
  s->ahead_lengths = n2v_alloc(ahead, sizeof *s->ahead_lengths);
  s->counts = n2v_calloc(row, sizeof *s->counts);
  s->all_counts = n2v_calloc(row * processes, sizeof *s->all_counts);
  s->sent = n2v_calloc(processes, sizeof *s->sent);
  s->received = n2v_calloc(processes, sizeof *s->received);
  return s->in && s->out && s->to && s->arrivals && s->stepped && s->posted && s->delivered &&
         s->ahead && s->ahead_lengths && s->counts && s->all_counts && s->sent && s->received;
}

static n2v_status check(const n2v_graph *graph, const n2v_walk_params *params,
                        const n2v_peers *peers, uint64_t budget, n2v_error *err) {
  if (params->sampler != N2V_SAMPLER_AUTO)
    return n2v_fail(err, N2V_EUSAGE,
                    "`sampler = %s`: the graph is spread over processes, which walk together: use "
                    "`sampler = auto`, or raise `memory`",
                    n2v_sampler_name(params->sampler));
  if (params->extend)
    return n2v_fail(err, N2V_EUSAGE,
                    "`extend`: not for a graph that is spread over processes: raise `memory`");
  if (params->degree_penalty > 0)
    return n2v_fail(err, N2V_EUSAGE,
                    "`degree_penalty`: not for a graph that is spread over processes: raise "
                    "`memory`");
  if (params->q > MOST_BIAS || params->q < 1 / MOST_BIAS)
    return n2v_fail(err, N2V_EUSAGE,
                    "`q = %g`: a graph that is spread over processes takes %g to %g", params->q,
                    1 / MOST_BIAS, MOST_BIAS);
  const uint64_t bytes = n2v_spread_bytes(graph, peers);
  return bytes <= budget ? N2V_OK
                         : n2v_fail(err, N2V_ELIMIT,
                                    "this process' share of the graph takes %.1f MB, over the "
                                    "%.1f MB that the limit leaves: raise `memory`, or take more "
                                    "processes",
                                    (double)bytes / 1e6, (double)budget / 1e6);
}

static n2v_status make(spread *s, const n2v_graph *graph, const n2v_walk_params *params,
                       uint64_t budget, n2v_error *err) {
  n2v_peers *peers = s->peers;
  n2v_status status = check(graph, params, peers, budget, err);
  if (status != N2V_OK)
    return status;
  status = n2v_share_init(&s->share, graph, peers->rank, peers->count, s->threads, err);
  s->law = n2v_law_of(&s->share.rows, params->p, params->q);
  if (status == N2V_OK && !make_buffers(s))
    status = n2v_fail_memory(err, "walks on their way", buffer_bytes(s->batch, peers->count));
  return status;
}

n2v_status n2v_spread_new(const n2v_graph *graph, const n2v_walk_params *params, const n2v_run *run,
                          n2v_corpus **out, n2v_error *err) {
  n2v_peers *peers = run->peers;
  spread *s = calloc(1, sizeof *s);
  *out = NULL;
  if (!s)
    return n2v_peers_agree(peers, n2v_fail_memory(err, "the walks", sizeof *s), err);
  s->corpus = (n2v_corpus){.nodes = graph->nodes,
                           .walks = (uint64_t)graph->nodes * params->num_walks,
                           .max_length = params->walk_length,
                           .read = read_alike,
                           .together = walk_together,
                           .bytes = n2v_spread_bytes(graph, peers),
                           .release = release,
                           .graph = graph,
                           .walk = *params,
                           .sampler = "spread"};
  s->peers = peers;
  s->batch = batch_of(graph, peers->count);
  s->seed = params->seed;
  s->threads = run->threads;
  n2v_status status = make(s, graph, params, run->memory / 2, err);
  n2v_graph_leave(graph);
  status = n2v_peers_agree(peers, status, err);
  if (status != N2V_OK) {
    release(&s->corpus);
    return status;
  }
  s->corpus.names = n2v_names_share(graph->names);
  n2v_report_note(run->progress, N2V_PHASE_PREPROCESS,
                  "the graph is spread over %d processes, which walk together: %.1f MB of each",
                  peers->count, (double)s->corpus.bytes / 1e6);
  *out = &s->corpus;
  return N2V_OK;
}
