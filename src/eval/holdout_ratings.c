/* Users are numbered as they first appear in the table, and their films stand in its order: the
 * split does not depend on how many threads read it, though the ids of names do. A film that a user
 * rated twice counts once. Both of these ratings are hidden together; otherwise the graph that is
 * left would still know the answer. */
#include "base/memory.h"
#include "base/status.h"
#include "eval/holdout.h"
#include "eval/holdout_parts.h"

#include <inttypes.h>
#include <string.h>

/* Each user's distinct films. */
typedef struct lists {
  uint32_t users;   /* with a kept rating */
  uint32_t *id_of;  /* the user's number in the names */
  uint64_t *begin;  /* users + 1 */
  uint32_t *films;  /* user u's: films[begin[u] .. end[u]) */
  uint64_t *end;    /* users */
  uint32_t *number; /* of each user named; UINT32_MAX: none of the ratings was kept */
} lists;

static void release(lists *l) {
  n2v_free(l->id_of);
  n2v_free(l->begin);
  n2v_free(l->end);
  n2v_free(l->films);
  n2v_free(l->number);
}

/* A counting sort by user, as in a CSR: begin[u + 1] counts first, then sums up. A user's `end` is
 * where the next film goes until all stand, and then the end of the list. */
static void number_users(lists *l, const n2v_ratings *r) {
  memset(l->number, 0xff, r->users->count * sizeof *l->number);
  for (uint64_t i = 0; i < r->count; i++) {
    uint32_t *number = &l->number[r->kept[i].source];
    if (*number == UINT32_MAX) {
      *number = l->users;
      l->id_of[l->users++] = r->kept[i].source;
    }
    l->begin[*number + 1]++;
  }
  for (uint32_t u = 0; u < l->users; u++) {
    l->begin[u + 1] += l->begin[u];
    l->end[u] = l->begin[u];
  }
}

/* Leaves the first of a user's ratings of one film. seen[film] is the last user who had it,
 * UINT32_MAX at first: no clearing between users. */
static void drop_repeats(lists *l, uint32_t *seen) {
  for (uint32_t u = 0; u < l->users; u++) {
    uint64_t used = l->begin[u];
    for (uint64_t i = l->begin[u]; i < l->end[u]; i++) {
      uint32_t film = l->films[i];
      if (seen[film] != u)
        l->films[used++] = film;
      seen[film] = u;
    }
    l->end[u] = used;
  }
}

static n2v_status list_films(lists *l, const n2v_ratings *r, n2v_error *err) {
  uint32_t *seen = n2v_alloc(r->movies->count, sizeof *seen);
  l->id_of = n2v_alloc(r->users->count, sizeof *l->id_of);
  l->begin = n2v_calloc((size_t)r->users->count + 1, sizeof *l->begin);
  l->end = n2v_alloc(r->users->count, sizeof *l->end);
  l->films = n2v_alloc(r->count, sizeof *l->films);
  l->number = n2v_alloc(r->users->count, sizeof *l->number);
  if (!seen || !l->id_of || !l->begin || !l->end || !l->films || !l->number) {
    n2v_free(seen);
    return n2v_fail_memory(err, "the users' lists", r->count * sizeof *l->films);
  }
  number_users(l, r);
  for (uint64_t i = 0; i < r->count; i++)
    l->films[l->end[l->number[r->kept[i].source]]++] = r->kept[i].target;
  memset(seen, 0xff, r->movies->count * sizeof *seen);
  drop_repeats(l, seen);
  n2v_free(seen);
  return N2V_OK;
}

/* -------------------------------------------------------------------------------- questions */

/* Draws who is asked, in the order of the table, and what is hidden from them. */
static n2v_status draw(const lists *l, const n2v_ratings *r, const n2v_holdout_rules *rules,
                       n2v_holdout *h, n2v_error *err) {
  uint32_t *able = n2v_alloc(l->users, sizeof *able), count = 0, used = 0;
  bool *asked = n2v_calloc(l->users, sizeof *asked);
  h->asker = n2v_alloc(l->users, sizeof *h->asker);
  h->answer = n2v_alloc(l->users, sizeof *h->answer);
  if (!able || !asked || !h->asker || !h->answer) {
    n2v_free(able);
    n2v_free(asked);
    return n2v_fail_memory(err, "the questions", l->users * sizeof *able);
  }
  for (uint32_t u = 0; u < l->users; u++)
    if (l->end[u] - l->begin[u] >= rules->least)
      able[count++] = u;
  /* Whom to ask and what to hide are drawn from streams of their own: with fewer `questions` fewer
   * users are asked, but each for the same film. */
  n2v_rng order = n2v_rng_seed(rules->seed, l->users, 0);
  n2v_shuffle(&order, able, count);
  h->count = count < rules->questions ? count : rules->questions;
  for (uint32_t i = 0; i < h->count; i++)
    asked[able[i]] = true;
  for (uint32_t u = 0; u < l->users; u++) {
    n2v_rng rng = n2v_rng_seed(rules->seed, u, 1);
    uint32_t films = (uint32_t)(l->end[u] - l->begin[u]);
    if (!asked[u])
      continue;
    h->asker[used] = l->id_of[u];
    h->answer[used++] = l->films[l->begin[u] + n2v_rng_below(&rng, films)];
  }
  n2v_free(able);
  n2v_free(asked);
  if (!h->count)
    return n2v_fail(err, N2V_EINPUT, "%s: no user has %" PRIu32 " kept ratings: lower `least`",
                    r->name, rules->least);
  return N2V_OK;
}

/* The ratings without the hidden ones, in the order of the table. The graph is made of these alone,
 * by what reads ratings elsewhere: counts, thresholds and weights know nothing of what is
 * hidden. */
static n2v_status hide(const lists *l, const n2v_ratings *r, n2v_holdout *h, n2v_error *err) {
  uint32_t *hidden = n2v_alloc(l->users, sizeof *hidden);
  h->ratings = *r;
  h->ratings.count = 0;
  h->ratings.kept = n2v_alloc(r->count, sizeof *r->kept);
  if (!hidden || !h->ratings.kept) {
    n2v_free(hidden);
    return n2v_fail_memory(err, "the ratings", r->count * sizeof *r->kept);
  }
  memset(hidden, 0xff, l->users * sizeof *hidden);
  for (uint32_t q = 0; q < h->count; q++)
    hidden[l->number[h->asker[q]]] = h->answer[q];
  for (uint64_t i = 0; i < r->count; i++)
    if (r->kept[i].target != hidden[l->number[r->kept[i].source]])
      h->ratings.kept[h->ratings.count++] = r->kept[i];
  n2v_free(hidden);
  return N2V_OK;
}

/* What each question gives and hides, as nodes of the graph that is left. A film that is no node
 * there is left out of what is given; a hidden one stays a question, which nobody can answer.
 * Popularity counts the users who kept a film after the hiding, hence the subtraction. */
static n2v_status pose(const lists *l, const uint32_t *node_of, n2v_holdout *h, n2v_error *err) {
  uint64_t used = 0;
  h->begin = n2v_alloc((size_t)h->count + 1, sizeof *h->begin);
  h->given = n2v_alloc(l->begin[l->users], sizeof *h->given);
  h->hidden = n2v_alloc(h->count, sizeof *h->hidden);
  h->popularity = n2v_calloc(h->rest->nodes, sizeof *h->popularity);
  if (!h->begin || !h->given || !h->hidden || !h->popularity)
    return n2v_fail_memory(err, "the questions", l->begin[l->users] * sizeof *h->given);
  for (uint32_t u = 0; u < l->users; u++)
    for (uint64_t i = l->begin[u]; i < l->end[u]; i++)
      if (node_of[l->films[i]] != UINT32_MAX)
        h->popularity[node_of[l->films[i]]]++;
  for (uint32_t q = 0; q < h->count; q++) {
    uint32_t user = l->number[h->asker[q]];
    h->begin[q] = used;
    h->hidden[q] = node_of[h->answer[q]];
    if (h->hidden[q] != UINT32_MAX)
      h->popularity[h->hidden[q]]--;
    for (uint64_t i = l->begin[user]; i < l->end[user]; i++)
      if (l->films[i] != h->answer[q] && node_of[l->films[i]] != UINT32_MAX)
        h->given[used++] = node_of[l->films[i]];
  }
  h->begin[h->count] = used;
  return N2V_OK;
}

n2v_status n2v_holdout_ratings(const n2v_ratings *ratings, const n2v_read_params *params,
                               const n2v_run *run, const n2v_holdout_rules *rules,
                               n2v_holdout **out, n2v_error *err) {
  n2v_holdout *h = n2v_calloc(1, sizeof *h);
  lists l = {0};
  uint32_t *node_of = NULL;
  *out = NULL;
  if (!h)
    return n2v_fail_memory(err, "the questions", sizeof *h);
  h->asker_names = ratings->users;
  h->answer_names = ratings->movies;
  n2v_status status = list_films(&l, ratings, err);
  if (status == N2V_OK)
    status = draw(&l, ratings, rules, h, err);
  if (status == N2V_OK)
    status = hide(&l, ratings, h, err);
  if (status == N2V_OK)
    status = n2v_ratings_graph(&h->ratings, params, run, &h->rest, err);
  if (status == N2V_OK)
    status = n2v_holdout_map(ratings->movies, h->rest->names, &node_of, err);
  if (status == N2V_OK)
    status = pose(&l, node_of, h, err);
  release(&l);
  n2v_free(node_of);
  if (status == N2V_OK)
    *out = h;
  else
    n2v_holdout_free(h);
  return status;
}
