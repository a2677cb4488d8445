/* MovieLens-style ratings, and the graph of movies rated by the same users that is made of them.
 * Nodes are the movies that have an edge. The two steps are apart so that an evaluation can hide
 * ratings before the graph is made. */
#include "base/clock.h"
#include "base/figures.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "base/status.h"
#include "input/corating.h"
#include "input/ratings.h"
#include "input/readers.h"

#include <stdio.h>
#include <string.h>

/* ---------------------------------------------------------------------------------- ratings */

typedef struct people {
  n2v_interner users, movies;
} people;

static void release(people *p) {
  n2v_interner_free(&p->users);
  n2v_interner_free(&p->movies);
}

static n2v_status read_as(const n2v_source *s, people *p, bool integers, n2v_records *records,
                          n2v_error *err) {
  *records = (n2v_records){0};
  *p = (people){0};
  n2v_status status = n2v_interner_init(&p->users, integers, err);
  if (status == N2V_OK)
    status = n2v_interner_init(&p->movies, integers, err);
  if (status == N2V_OK)
    status = n2v_records_read(s->text, &s->table.format, &p->users, &p->movies, s->threads,
                              s->progress, records, err);
  if (status != N2V_OK || records->not_integers)
    release(p);
  return status;
}

n2v_status n2v_ratings_read(const n2v_source *s, n2v_ratings **out, n2v_error *err) {
  n2v_ratings *r = n2v_calloc(1, sizeof *r);
  people p;
  n2v_records records;
  *out = NULL;
  if (!r)
    return n2v_fail_memory(err, "ratings", sizeof *r);
  if (s->params->directed == N2V_DIRECTED_YES) {
    n2v_free(r);
    return n2v_fail(err, N2V_EUSAGE, "ratings make an undirected graph: leave `directed` out");
  }
  r->start = n2v_now();
  r->name = s->text->input.name;
  r->file = s->file;
  r->guessed = s->params->format == N2V_FORMAT_AUTO && !s->table.header_line;
  n2v_status status = read_as(s, &p, true, &records, err);
  if (status == N2V_OK && records.not_integers)
    status = read_as(s, &p, false, &records, err);
  if (status != N2V_OK) {
    n2v_free(r);
    return status;
  }
  r->kept = records.edges;
  r->count = records.count;
  r->lines = records.lines;
  if (records.lines == 0)
    status = n2v_fail(err, N2V_EINPUT, "%s: empty: not a single rating", r->name);
  if (status == N2V_OK)
    status = n2v_interner_names(&p.users, s->threads, &r->users, err);
  if (status == N2V_OK)
    status = n2v_interner_names(&p.movies, s->threads, &r->movies, err);
  release(&p);
  if (status == N2V_OK) {
    n2v_report_reading(s, &records, UINT64_MAX);
    n2v_text_close(s->text);
    *out = r;
  } else {
    n2v_ratings_free(r);
  }
  return status;
}

void n2v_ratings_free(n2v_ratings *r) {
  if (!r)
    return;
  n2v_names_free(r->users);
  n2v_names_free(r->movies);
  n2v_free(r->kept);
  n2v_free(r);
}

/* ------------------------------------------------------------------------------------ graph */

/* Lines of the list of movies that comes with the ratings, or 0; *name says which file. */
static uint64_t count_listed_movies(const char *ratings, uint64_t memory, const char **name) {
  static const char *const files[] = {"movies.csv", "movies.dat", "u.item"};
  const char *slash = strrchr(ratings, '/');
  for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
    char path[4096];
    n2v_text text;
    uint64_t lines = 0;
    int folder = slash ? (int)(slash + 1 - ratings) : 0;
    int length = snprintf(path, sizeof path, "%.*s%s", folder, ratings, files[i]);
    if (length >= (int)sizeof path || n2v_text_open(&text, path, memory, NULL, NULL) != N2V_OK)
      continue;
    for (const char *line = n2v_text_first(&text); line; line = n2v_text_next(&text, line))
      lines += *line != '\n' && *line != '\r';
    n2v_text_close(&text);
    *name = files[i];
    return lines - (i == 0 && lines > 0); /* movies.csv has a header */
  }
  return 0;
}

/* Keeps the movies that have an edge, and renumbers the edges to match. */
static n2v_status keep_connected(const n2v_names *all, n2v_corating *pairs, n2v_names **out,
                                 n2v_error *err) {
  uint32_t *order = n2v_alloc(all->count, sizeof *order), count = 0;
  uint32_t *ids = n2v_alloc(all->count, sizeof *ids);
  n2v_status status = N2V_OK;
  if (!order || !ids) {
    status = n2v_fail_memory(err, "movies", 8 * (size_t)all->count);
    goto out;
  }
  memset(ids, 0xff, all->count * sizeof *ids);
  for (uint64_t i = 0; i < pairs->count; i++) {
    uint32_t *ends[] = {&pairs->edges[i].source, &pairs->edges[i].target};
    for (int side = 0; side < 2; side++) {
      uint32_t *id = &ids[*ends[side]];
      if (*id == UINT32_MAX) {
        *id = count;
        order[count++] = *ends[side];
      }
      *ends[side] = *id;
    }
  }
  status = n2v_names_permute(all, order, count, out, err);
out:
  n2v_free(order);
  n2v_free(ids);
  return status;
}

static void report(const n2v_read_params *params, const n2v_ratings *r, const n2v_corating *pairs,
                   const n2v_graph *graph, const n2v_run *run) {
  const char *list = NULL;
  char listed[80] = "";
  uint64_t movies = r->file ? count_listed_movies(r->name, run->memory, &list) : 0;
  if (list)
    snprintf(listed, sizeof listed, "%s movies in %s, ", n2v_thousands(movies).text, list);
  n2v_report_note(
      run->progress, N2V_PHASE_LOAD,
      "%s: %s ratings, %s%s movies rated, %s ratings of at least %g, %s users with a kept rating, "
      "%s co-rated pairs, %s nodes, %s edges, average degree %.2f, %s; read in %.2f s",
      r->name, n2v_thousands(r->lines).text, listed, n2v_thousands(r->movies->count).text,
      n2v_thousands(pairs->ratings).text, params->min_rating, n2v_thousands(r->users->count).text,
      n2v_thousands(pairs->pairs).text, n2v_thousands(graph->nodes).text,
      n2v_thousands(graph->edges).text, 2.0 * (double)graph->edges / graph->nodes,
      graph->weights ? "weighted" : "unweighted", n2v_now() - r->start);
}

static n2v_status build(const n2v_read_params *params, const n2v_run *run, const n2v_ratings *r,
                        n2v_corating *pairs, n2v_graph **out, n2v_error *err) {
  n2v_names *names = NULL;
  n2v_csr_rules rules = {.unweighted = params->weighted == N2V_WEIGHTED_NO,
                         .duplicates = N2V_DUPLICATES_SUM,
                         .threads = run->threads};
  n2v_status status = keep_connected(r->movies, pairs, &names, err);
  if (status == N2V_OK && params->nodes)
    status = n2v_add_listed_nodes(params, run->memory, run->threads, run->progress, names, err);
  if (status != N2V_OK) {
    n2v_names_free(names);
    return status;
  }
  return n2v_csr_build(&pairs->edges, pairs->count, names, &rules, out, err);
}

n2v_status n2v_ratings_graph(const n2v_ratings *r, const n2v_read_params *params,
                             const n2v_run *run, n2v_graph **out, n2v_error *err) {
  n2v_corating pairs = {0};
  const n2v_corating_rules rules = {.weight = params->pair_weight,
                                    .min_weight = params->min_weight,
                                    .memory = run->memory,
                                    .threads = run->threads};
  *out = NULL;
  n2v_status status =
      n2v_corating_build(r->kept, r->count, r->users->count, r->movies->count, &rules, &pairs, err);
  if (status == N2V_OK && pairs.pairs == 0)
    status = n2v_fail(err, N2V_EINPUT,
                      "%s: no edges: no user has two items with ratings of at least %g; lower "
                      "`min_rating`, or name the columns, `columns = USER,ITEM,RATING`%s",
                      r->name, params->min_rating,
                      r->guessed ? ", or, should the lines be edges, say `format = edgelist`" : "");
  else if (status == N2V_OK && pairs.count == 0)
    status = n2v_fail(err, N2V_EINPUT,
                      "%s: no edges: no pair of items reaches the weight %g with ratings of at "
                      "least %g; lower `min_weight` or `min_rating`%s",
                      r->name, params->min_weight, params->min_rating,
                      r->guessed ? ", or, should the lines be edges, say `format = edgelist`" : "");
  if (status == N2V_OK)
    status = build(params, run, r, &pairs, out, err);
  if (status == N2V_OK)
    report(params, r, &pairs, *out, run);
  n2v_free(pairs.edges);
  return status;
}
