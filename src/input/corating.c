/* Counting goes movie by movie: for movie x, over the users who kept it, one pass over the movies
 * behind x in each user's list. No table of pairs is needed. */
#include "input/corating.h"

#include "base/budget.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/status.h"

#include <math.h>
#include <string.h>

typedef struct lists {
  uint32_t users, movies;
  uint64_t *user_begin;  /* users + 1: a user's place in movie_of, by all ratings */
  uint64_t *user_end;    /* users: the end of the distinct movies there */
  uint32_t *movie_of;    /* ascending within a user */
  uint64_t *movie_begin; /* movies + 1: a movie's place in user_of and behind */
  uint32_t *user_of;
  uint64_t *behind;  /* where, in movie_of, the user's movies behind this one begin */
  double *log_count; /* movies: log of the users who kept it */
  uint64_t kept;
} lists;

static void release(lists *l) {
  n2v_free(l->user_begin);
  n2v_free(l->user_end);
  n2v_free(l->movie_of);
  n2v_free(l->movie_begin);
  n2v_free(l->user_of);
  n2v_free(l->behind);
  n2v_free(l->log_count);
}

static n2v_status allocate(lists *l, uint64_t count, n2v_error *err) {
  l->user_begin = n2v_calloc((size_t)l->users + 1, sizeof *l->user_begin);
  l->user_end = n2v_alloc(l->users, sizeof *l->user_end);
  l->movie_of = n2v_alloc(count, sizeof *l->movie_of);
  l->movie_begin = n2v_calloc((size_t)l->movies + 1, sizeof *l->movie_begin);
  l->user_of = n2v_alloc(count, sizeof *l->user_of);
  l->behind = n2v_alloc(count, sizeof *l->behind);
  l->log_count = n2v_alloc(l->movies, sizeof *l->log_count);
  if (l->user_begin && l->user_end && l->movie_of && l->movie_begin && l->user_of && l->behind &&
      l->log_count)
    return N2V_OK;
  return n2v_fail_memory(err, "lists of ratings", 16 * count);
}

static void prefix_sum(uint64_t *begin, uint32_t count) {
  for (uint32_t i = 0; i < count; i++)
    begin[i + 1] += begin[i];
}

/* Movies' lists of users by a counting sort; then users' lists of movies by walking those in order
 * of movie, which sorts them. */
static void fill(lists *l, const n2v_edge *ratings, uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    l->user_begin[ratings[i].source + 1]++;
    l->movie_begin[ratings[i].target + 1]++;
  }
  prefix_sum(l->user_begin, l->users);
  prefix_sum(l->movie_begin, l->movies);
  for (uint64_t i = count; i-- > 0;) /* begins move up to here: from the back, by the next one's */
    l->user_of[--l->movie_begin[ratings[i].target + 1]] = ratings[i].source;
  memmove(l->movie_begin, l->movie_begin + 1, l->movies * sizeof *l->movie_begin);
  l->movie_begin[l->movies] = count;
  memcpy(l->user_end, l->user_begin, l->users * sizeof *l->user_end);
  for (uint32_t x = 0; x < l->movies; x++) {
    uint64_t repeats = 0;
    for (uint64_t k = l->movie_begin[x]; k < l->movie_begin[x + 1]; k++) {
      uint32_t user = l->user_of[k];
      uint64_t *end = &l->user_end[user];
      bool repeat = *end > l->user_begin[user] && l->movie_of[*end - 1] == x;
      if (!repeat)
        l->movie_of[(*end)++] = x;
      l->behind[k] = repeat ? UINT64_MAX : *end;
      repeats += repeat;
    }
    uint64_t users = l->movie_begin[x + 1] - l->movie_begin[x] - repeats;
    l->log_count[x] = log((double)users);
    l->kept += users;
  }
}

/* What one thread counts with. */
typedef struct tally {
  uint32_t *counts, *touched; /* movies each */
  n2v_edge *edges;            /* of one movie */
} tally;

static bool tally_init(tally *t, uint32_t movies) {
  t->counts = n2v_calloc(movies, sizeof *t->counts);
  t->touched = n2v_alloc(movies, sizeof *t->touched);
  t->edges = n2v_alloc(movies, sizeof *t->edges);
  return t->counts && t->touched && t->edges;
}

static void tally_free(tally *t) {
  n2v_free(t->counts);
  n2v_free(t->touched);
  n2v_free(t->edges);
}

/* Symmetric in x and y to the last bit: their order depends on the reading. */
static double weigh(n2v_pair_weight kind, double both, double log_x_and_y, double log_all) {
  if (kind == N2V_PAIR_COUNT)
    return both;
  if (kind == N2V_PAIR_COSINE)
    return both * exp(-0.5 * log_x_and_y);
  double pmi = log(both) + log_all - log_x_and_y;
  return kind == N2V_PAIR_PMI ? pmi : both * pmi;
}

/* Counts movies behind x; gives how many pairs there are, and how many of them become edges. */
static uint32_t count_movie(const lists *l, uint32_t x, const n2v_corating_rules *rules, tally *t,
                            uint32_t *edges) {
  uint32_t pairs = 0;
  double log_all = log((double)l->kept);
  for (uint64_t k = l->movie_begin[x]; k < l->movie_begin[x + 1]; k++)
    for (uint64_t j = l->behind[k], end = l->user_end[l->user_of[k]]; j < end; j++) {
      uint32_t y = l->movie_of[j];
      if (t->counts[y]++ == 0)
        t->touched[pairs++] = y;
    }
  *edges = 0;
  for (uint32_t i = 0; i < pairs; i++) {
    uint32_t y = t->touched[i];
    double both = t->counts[y];
    double weight = weigh(rules->weight, both, l->log_count[x] + l->log_count[y], log_all);
    t->counts[y] = 0;
    if (weight >= rules->min_weight && (float)weight > 0)
      t->edges[(*edges)++] = (n2v_edge){x, y, (float)weight};
  }
  return pairs;
}

/* Edges found so far, and the bytes that they may take. */
typedef struct heap {
  n2v_corating *found;
  uint64_t capacity, room;
  uint64_t wanted; /* bytes; more than room: there were too many */
} heap;

static n2v_status append(heap *h, const n2v_edge *edges, uint32_t count) {
  n2v_corating *found = h->found;
  if (count == 0)
    return N2V_OK;
  if (found->count + count > h->capacity) {
    uint64_t larger = 2 * (found->count + count) + 1024;
    h->wanted = (found->count + larger) * sizeof *edges; /* both, while it is moved */
    if (h->wanted > h->room)
      return N2V_ELIMIT;
    n2v_edge *moved = n2v_alloc(larger, sizeof *moved);
    if (!moved)
      return N2V_ENOMEM;
    if (found->edges)
      memcpy(moved, found->edges, found->count * sizeof *moved);
    n2v_free(found->edges);
    found->edges = moved;
    h->capacity = larger;
  }
  memcpy(found->edges + found->count, edges, count * sizeof *edges);
  found->count += count;
  return N2V_OK;
}

static n2v_status count_all(const lists *l, const n2v_corating_rules *rules, int threads, heap *h) {
  uint64_t pairs = 0;
  int failed = N2V_OK;
#pragma omp parallel num_threads(threads) reduction(+ : pairs) reduction(max : failed)
  {
    tally t;
    failed = tally_init(&t, l->movies) ? N2V_OK : N2V_ENOMEM;
#pragma omp for schedule(dynamic, 16)
    for (uint32_t x = 0; x < l->movies; x++) {
      uint32_t edges = 0;
      if (failed)
        continue;
      pairs += count_movie(l, x, rules, &t, &edges);
#pragma omp critical(n2v_corating)
      failed = (int)append(h, t.edges, edges);
    }
    tally_free(&t);
  }
  h->found->pairs = pairs;
  return (n2v_status)failed;
}

static n2v_status check_memory(uint64_t bytes, uint64_t memory, n2v_error *err) {
  return n2v_budget_holds(memory, "pairs of movies", bytes,
                          "raise `memory`, or `min_weight`, or `min_rating`", err);
}

static n2v_status count_pairs(const lists *l, const n2v_corating_rules *rules, uint64_t room,
                              int threads, n2v_corating *out, n2v_error *err) {
  heap h = {.found = out, .room = room};
  out->ratings = l->kept;
  n2v_status status = count_all(l, rules, threads, &h);
  if (status == N2V_ELIMIT)
    return check_memory(rules->memory - room + h.wanted, rules->memory, err);
  return status == N2V_OK ? N2V_OK : n2v_fail_memory(err, "pairs of movies", h.wanted);
}

n2v_status n2v_corating_build(const n2v_edge *ratings, uint64_t count, uint32_t users,
                              uint32_t movies, const n2v_corating_rules *rules, n2v_corating *out,
                              n2v_error *err) {
  lists l = {.users = users, .movies = movies};
  int threads = n2v_pass_threads(rules->threads, count, 1000);
  uint64_t bytes = 16 * (count + users + movies) + /* lists and tallies */
                   (uint64_t)threads * movies * (8 + sizeof(n2v_edge));
  *out = (n2v_corating){0};
  n2v_status status = check_memory(bytes, rules->memory, err);
  if (status == N2V_OK)
    status = allocate(&l, count, err);
  if (status == N2V_OK) {
    fill(&l, ratings, count);
    status = count_pairs(&l, rules, rules->memory - bytes, threads, out, err);
  }
  if (status != N2V_OK) {
    n2v_free(out->edges);
    *out = (n2v_corating){0};
  }
  release(&l);
  return status;
}
