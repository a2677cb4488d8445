/* What both kinds of holdout share: finding nodes again in the graph that is left, and files.
 *
 * The graph that is left has ids of its own, since nodes are numbered by degree and degrees have
 * changed. Names are what the two have in common. */
#include "eval/holdout.h"

#include "base/c_locale.h"
#include "base/memory.h"
#include "base/status.h"
#include "eval/holdout_parts.h"
#include "eval/rest_graph.h"
#include "input/edge_writer.h"

#include <stdio.h>

/* A film whose only edges came from hidden ratings is no node any more: UINT32_MAX. */
n2v_status n2v_holdout_map(const n2v_names *names, n2v_names *rest, uint32_t **out,
                           n2v_error *err) {
  uint32_t *map = n2v_alloc(names->count, sizeof *map);
  *out = map;
  if (!map)
    return n2v_fail_memory(err, "the nodes", names->count * sizeof *map);
  n2v_status status = n2v_names_index(rest, err);
  for (uint32_t i = 0; i < names->count && status == N2V_OK; i++) {
    size_t length;
    const char *name = n2v_names_get(names, i, &length);
    if (!n2v_names_find(rest, name, length, &map[i]))
      map[i] = UINT32_MAX;
  }
  return status;
}

void n2v_shuffle(n2v_rng *rng, uint32_t *items, uint32_t count) {
  for (uint32_t i = count; i-- > 1;) {
    uint32_t j = n2v_rng_below(rng, i + 1), swapped = items[i];
    items[i] = items[j];
    items[j] = swapped;
  }
}

void n2v_holdout_free(n2v_holdout *h) {
  if (!h)
    return;
  n2v_graph_free(h->rest);
  n2v_free(h->begin);
  n2v_free(h->given);
  n2v_free(h->hidden);
  n2v_free(h->popularity);
  n2v_free(h->asker);
  n2v_free(h->answer);
  n2v_free(h->ratings.kept);
  n2v_free(h);
}

/* Names are not NUL-terminated, and may hold zero bytes. */
static void write_name(FILE *stream, const n2v_names *names, uint32_t id, char end) {
  size_t length;
  const char *name = n2v_names_get(names, id, &length);
  fwrite(name, 1, length, stream);
  fputc(end, stream);
}

n2v_status n2v_holdout_write(const n2v_holdout *h, const char *path, n2v_outputs *outputs,
                             n2v_error *err) {
  n2v_atomic_file *file;
  n2v_status status = n2v_outputs_open(outputs, path, &file, err);
  if (status != N2V_OK)
    return status;
  for (uint32_t q = 0; q < h->count; q++) {
    write_name(file->stream, h->asker_names, h->asker[q], '\t');
    write_name(file->stream, h->answer_names, h->answer[q], '\n');
  }
  return N2V_OK; /* what fails by now the end of the outputs tells */
}

static void write_cell(FILE *stream, const n2v_names *names, uint32_t id) {
  size_t length;
  const char *name = n2v_names_get(names, id, &length);
  n2v_csv_put_name(stream, name, length);
  fputc(',', stream);
}

static n2v_status write_ratings(const n2v_ratings *r, const char *path, n2v_outputs *outputs,
                                n2v_error *err) {
  n2v_atomic_file *file;
  n2v_status status = n2v_outputs_open(outputs, path, &file, err);
  if (status != N2V_OK)
    return status;
  /* Nine digits give the same float back, with a decimal point whatever the locale. */
  locale_t before = n2v_c_locale_enter();
  fputs("userId,movieId,rating\n", file->stream);
  for (uint64_t i = 0; i < r->count; i++) {
    write_cell(file->stream, r->users, r->kept[i].source);
    write_cell(file->stream, r->movies, r->kept[i].target);
    fprintf(file->stream, "%.9g\n", (double)r->kept[i].weight);
  }
  n2v_c_locale_leave(before);
  return N2V_OK; /* what fails by now the end of the outputs tells */
}

n2v_status n2v_holdout_write_rest(const n2v_holdout *h, const char *path, n2v_outputs *outputs,
                                  n2v_error *err) {
  return h->ratings.kept ? write_ratings(&h->ratings, path, outputs, err)
                         : n2v_rest_write(h->rest, path, outputs, err);
}
