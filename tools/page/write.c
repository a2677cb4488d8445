/* What the page holds, section by section, and the manifest that says so. page/src/data.ts and
 * state.ts read it.
 *
 * Sizes decide the forms: vectors in 8 bits, places on the map in 16, lists as they are. One model
 * at a time is in work, and its arrays are freed before the next one's are made. */
#include "page/page.h"

#include "page/json.h"
#include "page/lists.h"
#include "page/projection.h"
#include "page/sections.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
  LISTED_ROWS = 20000, /* above, a page finds nearest nodes itself: lists take 160 bytes a node */
  CLUSTERS = 12
};

/* A section of a model, or of a column: "vectors-0", "vectors-1". */
static n2v_status section(FILE *out, const char *kind, int model, const void *values, size_t count,
                          unsigned width, n2v_error *err) {
  char name[64];
  snprintf(name, sizeof name, "%s-%d", kind, model);
  return page_section(out, name, values, count, width, err);
}

/* Rows of 8 bits: each is scaled so that its largest value is 127 in size, for the values of a row
 * share a scale and rows do not. *scale (may be NULL) is what a row's bytes are to be multiplied
 * by. */
static void quantise(const float *values, uint32_t dims, int8_t *bytes, float *scale) {
  float most = 0;
  for (uint32_t d = 0; d < dims; d++)
    most = fmaxf(most, fabsf(values[d]));
  for (uint32_t d = 0; d < dims; d++)
    bytes[d] = (int8_t)(most > 0 ? lrintf(values[d] / most * 127) : 0);
  if (scale)
    *scale = most / 127;
}

/* Directions: the page divides by their length again, so their scales are no matter. */
static n2v_status write_vectors(FILE *out, int model, page_rows m, n2v_error *err) {
  int8_t *bytes = calloc(m.rows, m.dims);
  if (!bytes)
    return cli_no_memory(err, "the vectors in 8 bits", m.rows * m.dims);
  for (uint64_t row = 0; row < m.rows; row++)
    quantise(m.values + row * m.dims, m.dims, bytes + row * m.dims, NULL);
  n2v_status status = section(out, "vectors", model, bytes, m.rows * m.dims, 1, err);
  free(bytes);
  return status;
}

/* Context vectors count by their length too: a scale for each row. */
static n2v_status write_contexts(const page *p, FILE *out, int model, n2v_error *err) {
  const page_model *m = &p->models[model];
  uint32_t dims = n2v_embedding_dims(m->contexts);
  int8_t *bytes = calloc(p->rows, dims);
  float *scales = calloc(p->rows, sizeof *scales);
  n2v_status status = N2V_OK;
  if (!bytes || !scales)
    status = cli_no_memory(err, "the context vectors in 8 bits", p->rows * dims);
  for (uint64_t row = 0; row < p->rows && status == N2V_OK; row++)
    if (m->rows[row] != PAGE_ABSENT)
      quantise(n2v_embedding_row(m->contexts, m->rows[row]), dims, bytes + row * dims,
               &scales[row]);
  if (status == N2V_OK)
    status = section(out, "contexts", model, bytes, p->rows * dims, 1, err);
  if (status == N2V_OK)
    status = section(out, "context-scales", model, scales, p->rows, sizeof *scales, err);
  free(bytes);
  free(scales);
  return status;
}

/* Both axes in one scale, so that distances keep their proportion: the largest coordinate is
 * 32767. */
static n2v_status write_places(page *p, FILE *out, int model, page_rows m, n2v_error *err) {
  /* NOLINTNEXTLINE(clang-analyzer-optin.portability.UnixAPI): there is a row. */
  float *xy = calloc(2 * m.rows, sizeof *xy), most = 0;
  int16_t *places = calloc(2 * m.rows, sizeof *places);
  n2v_status status = xy && places ? page_project(m, xy, p->shares[model], err)
                                   : cli_no_memory(err, "the map", 2 * m.rows * sizeof *xy);
  if (status == N2V_OK) {
    for (uint64_t i = 0; i < 2 * m.rows; i++)
      most = fmaxf(most, fabsf(xy[i]));
    for (uint64_t i = 0; i < 2 * m.rows; i++)
      places[i] = (int16_t)(most > 0 ? lrintf(xy[i] / most * 32767) : 0);
    status = section(out, "places", model, places, 2 * m.rows, sizeof *places, err);
  }
  free(xy);
  free(places);
  return status;
}

/* p->rows * k ids and scores; k is `near` of the manifest. */
static n2v_status write_lists(const page *p, FILE *out, int model, bool contexts, n2v_error *err) {
  page_lists lists = {0};
  const char *ids = contexts ? "context-near" : "near";
  const char *scores = contexts ? "context-near-scores" : "near-scores";
  n2v_status status = page_lists_make(&p->models[model], contexts, p->rows, &p->run, &lists, err);
  size_t count = p->rows * lists.k;
  if (status == N2V_OK)
    status = section(out, ids, model, lists.ids, count, sizeof *lists.ids, err);
  if (status == N2V_OK)
    status = section(out, scores, model, lists.scores, count, sizeof *lists.scores, err);
  page_lists_free(&lists);
  return status;
}

static void put_cluster(const void *how, uint64_t row, FILE *out) {
  fprintf(out, "%d", ((const uint8_t *)how)[row] + 1);
}

/* One group for each 20 nodes, from 2 to CLUSTERS: as many colours as the eye tells apart. */
static n2v_status add_clusters(page *p, page_rows m, n2v_error *err) {
  uint32_t groups, most = m.rows / 20 < 2          ? 2
                          : m.rows / 20 < CLUSTERS ? (uint32_t)(m.rows / 20)
                                                   : CLUSTERS;
  uint8_t *group = calloc(m.rows, 1);
  if (!group)
    return cli_no_memory(err, "the clusters", m.rows);
  n2v_status status = page_cluster(m, most, group, &groups, err);
  if (status == N2V_OK)
    status = page_column_add(&p->columns, "cluster", false, m.rows, put_cluster, group, err);
  free(group);
  return status;
}

/* Groups are of the first model alone: a node has one colour, whichever model is looked at. */
static n2v_status write_model(page *p, FILE *out, int model, n2v_error *err) {
  float *directions = NULL;
  const page_model *m = &p->models[model];
  n2v_status status = page_model_directions(m, p->rows, &directions, err);
  page_rows rows = {directions, p->rows, n2v_embedding_dims(m->vectors)};
  bool listed = p->rows <= LISTED_ROWS;
  if (status == N2V_OK)
    status = write_places(p, out, model, rows, err);
  if (status == N2V_OK && model == 0)
    status = add_clusters(p, rows, err);
  if (status == N2V_OK)
    status = write_vectors(out, model, rows, err);
  free(directions);
  if (status == N2V_OK && listed)
    status = write_lists(p, out, model, false, err);
  if (status == N2V_OK && m->contexts)
    status = listed ? write_lists(p, out, model, true, err) : write_contexts(p, out, model, err);
  return status;
}

/* Names may be any bytes; page_string makes UTF-8 of them for showing. */
static n2v_status write_names(const page *p, FILE *out, n2v_error *err) {
  char *text = NULL;
  size_t size;
  FILE *names = open_memstream(&text, &size);
  bool failed = !names;
  for (uint64_t row = 0; row < p->rows && !failed; row++) {
    size_t length;
    const char *name = n2v_embedding_name(p->models[0].vectors, row, &length);
    failed = !page_string(names, name, length);
  }
  failed = failed || ferror(names);
  if (names)
    failed |= fclose(names) != 0;
  n2v_status status = failed || !text ? cli_no_memory(err, "the names", p->rows)
                                      : page_section(out, "names", text, size, 1, err);
  free(text);
  return status;
}

static n2v_status write_columns(const page *p, FILE *out, n2v_error *err) {
  n2v_status status = N2V_OK;
  if (p->columns.titles)
    status = page_section(out, "titles", p->columns.titles, p->columns.titles_size, 1, err);
  for (int i = 0; i < p->columns.count && status == N2V_OK; i++)
    status = section(out, "column", i, p->columns.items[i].text, p->columns.items[i].size, 1, err);
  return status;
}

/* --------------------------------------------------------------------------------- manifest */

/* The file's text as a JSON string. n2v-eval's may be lines of `key value`, others are JSON. */
static n2v_status put_file(FILE *out, const char *key, const char *path, bool lines,
                           n2v_error *err) {
  char *text = NULL;
  size_t size = 0;
  if (!*path)
    return N2V_OK;
  n2v_status status = n2v_file_read(path, NULL, &text, &size, err);
  if (status == N2V_OK && !(lines && size && *text >= 'a' && *text <= 'z'))
    status = page_json_check(path, text, size, err);
  if (status == N2V_OK) {
    fprintf(out, ",\"%s\":", key);
    if (!page_json(out, text, size))
      status = cli_no_memory(err, path, size);
  }
  free(text);
  return status;
}

/* The last part of the path is the model's name on the page: folders are nobody else's business. */
static n2v_status put_model(const page *p, FILE *out, int i, n2v_error *err) {
  const page_model *m = &p->models[i];
  const char *slash = strrchr(m->path, '/');
  const char *name = slash ? slash + 1 : m->path;
  fputs(i ? ",{\"name\":" : "{\"name\":", out);
  if (!page_json(out, name, strlen(name)))
    return cli_no_memory(err, name, strlen(name));
  fprintf(out,
          ",\"dims\":%" PRIu32 ",\"absent\":%" PRIu64 ",\"contexts\":%s,\"shares\":[%.6f,%.6f]",
          n2v_embedding_dims(m->vectors), m->absent, m->contexts ? "true" : "false",
          p->shares[i][0], p->shares[i][1]);
  n2v_status status = put_file(out, "run", p->runs.paths[i], false, err);
  if (status == N2V_OK)
    status = put_file(out, "eval", p->evals.paths[i], true, err);
  putc('}', out);
  return status;
}

/* Last, when all is known: columns come with the first model, the shares of variance with each. */
static n2v_status write_manifest(const page *p, FILE *out, n2v_error *err) {
  n2v_status status = N2V_OK;
  fprintf(out,
          "<script type=\"application/json\" id=\"n2v\">{\"format\":1,\"version\":\"%s\","
          "\"rows\":%" PRIu64 ",\"near\":%d,\"titles\":%s,\"columns\":[",
          n2v_version(), p->rows,
          p->rows > LISTED_ROWS ? 0
          : p->rows > PAGE_NEAR ? PAGE_NEAR
          : p->rows > 1         ? (int)p->rows - 1
                                : 1,
          p->columns.titles ? "true" : "false");
  for (int i = 0; i < p->columns.count; i++) {
    const page_column *c = &p->columns.items[i];
    fputs(i ? ",{\"title\":" : "{\"title\":", out);
    if (!page_json(out, c->title, strlen(c->title)))
      return cli_no_memory(err, c->title, strlen(c->title));
    fprintf(out, ",\"number\":%s}", c->number ? "true" : "false");
  }
  fputs("],\"models\":[", out);
  for (int i = 0; i < p->count && status == N2V_OK; i++)
    status = put_model(p, out, i, err);
  fputs("],\"graph\":", out);
  if (p->network.graph)
    page_network_json(&p->network, out);
  else
    fputs("null", out);
  fputs("}</script>\n", out);
  return status;
}

n2v_status page_write(page *p, FILE *out, n2v_error *err) {
  n2v_status status = write_names(p, out, err);
  for (int i = 0; i < p->count && status == N2V_OK; i++)
    status = write_model(p, out, i, err);
  if (status == N2V_OK)
    status = write_columns(p, out, err);
  if (status == N2V_OK)
    status = page_network_write(&p->network, p->rows, out, err);
  return status == N2V_OK ? write_manifest(p, out, err) : status;
}
