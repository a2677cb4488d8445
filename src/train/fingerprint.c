#include "train/fingerprint.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/status.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { BLOCK = 1 << 20 };

/* CRC-32 of an array, made from those of its blocks, in parallel. */
static uint32_t crc_of(uint32_t before, const void *array, uint64_t bytes, int threads) {
  uint64_t blocks = (bytes + BLOCK - 1) / BLOCK;
  uint32_t *crcs = n2v_alloc(blocks, sizeof *crcs), crc = before;
  int team = n2v_pass_threads(threads, bytes, 8ull * BLOCK);
  if (!crcs) /* slower, the same */
    return (uint32_t)crc32_z(before, array, bytes);
#pragma omp parallel for num_threads(team) schedule(static)
  for (uint64_t i = 0; i < blocks; i++) {
    uint64_t at = i * BLOCK, left = bytes - at;
    crcs[i] = (uint32_t)crc32_z(0, (const unsigned char *)array + at, left < BLOCK ? left : BLOCK);
  }
  for (uint64_t i = 0; i < blocks; i++) {
    uint64_t left = bytes - i * BLOCK;
    crc = (uint32_t)crc32_combine(crc, crcs[i], (z_off_t)(left < BLOCK ? left : BLOCK));
  }
  n2v_free(crcs);
  return crc;
}

static void print_graph(FILE *out, const n2v_graph *g, int threads) {
  uint32_t crc = crc_of(0, g->offsets, ((uint64_t)g->nodes + 1) * sizeof *g->offsets, threads);
  crc = crc_of(crc, g->neighbours, g->arcs * sizeof *g->neighbours, threads);
  if (g->weights)
    crc = crc_of(crc, g->weights, g->arcs * sizeof *g->weights, threads);
  fprintf(out, "nodes %" PRIu32 "\narcs %" PRIu64 "\ndirected %d\nweighted %d\n", g->nodes, g->arcs,
          g->directed, g->weights != NULL);
  fprintf(out, "edges' checksum %08" PRIx32 "\n", crc);
}

/* All tokens, in order: the corpus of a file is the same in each epoch. */
static n2v_status print_corpus(FILE *out, const n2v_corpus *corpus, n2v_error *err) {
  uint32_t *tokens = n2v_alloc(corpus->max_length, sizeof *tokens), length;
  uint32_t crc = 0;
  if (!tokens)
    return n2v_fail_memory(err, "a walk", corpus->max_length * sizeof *tokens);
  for (uint64_t walk = 0; walk < corpus->walks; walk++) {
    corpus->read(corpus, 0, walk, 1, tokens, &length);
    crc = (uint32_t)crc32_z(crc, (void *)&length, sizeof length);
    crc = (uint32_t)crc32_z(crc, (void *)tokens, length * sizeof *tokens);
  }
  n2v_free(tokens);
  fprintf(out, "nodes %" PRIu32 "\nwalks %" PRIu64 "\ntokens' checksum %08" PRIx32 "\n",
          corpus->nodes, corpus->walks, crc);
  return N2V_OK;
}

static void print_names(FILE *out, const n2v_names *names, int threads) {
  uint32_t crc = crc_of(0, names->offsets, ((uint64_t)names->count + 1) * 8, threads);
  crc = crc_of(crc, names->bytes, names->offsets[names->count], threads);
  fprintf(out, "names' checksum %08" PRIx32 "\n", crc);
}

static void print_start(FILE *out, const n2v_start *start, int threads) {
  const n2v_model *m = start->model;
  if (m) {
    uint64_t bytes = (uint64_t)m->nodes * m->stride * sizeof(float);
    uint32_t crc = crc_of(crc_of(0, m->input, bytes, threads), m->output, bytes, threads);
    fprintf(out, "-init vectors' checksum %08" PRIx32 "\n", crc);
    if (start->frozen)
      fprintf(out, "-freeze nodes' checksum %08" PRIx32 "\n",
              crc_of(0, start->frozen, m->nodes * sizeof *start->frozen, threads));
  }
}

static void print_option(FILE *out, const n2v_config *config, const n2v_option *o) {
  const void *field = (const char *)config + o->offset;
  fprintf(out, "-%.*s ", (int)strcspn(o->flag, "=,"), o->flag);
  switch (o->kind) {
  case N2V_KIND_TEXT:
  case N2V_KIND_CHOICE:
    fprintf(out, "%s\n", *(const char *const *)field);
    break;
  case N2V_KIND_BOOL:
    fprintf(out, "%d\n", *(const bool *)field);
    break;
  case N2V_KIND_INT:
    fprintf(out, "%" PRId64 "\n", *(const int64_t *)field);
    break;
  case N2V_KIND_SIZE:
    fprintf(out, "%" PRIu64 "\n", *(const uint64_t *)field);
    break;
  case N2V_KIND_REAL:
  case N2V_KIND_TIME:
    fprintf(out, "%.15g\n", *(const double *)field);
    break;
  }
}

/* Of the sections on walks and training all but files, whose contents are in it already, and the
 * sampler, which stands there by its real name. */
static bool decides(const n2v_option *o, bool walks) {
  if (o->kind == N2V_KIND_TEXT || strcmp(o->key, "sampler") == 0)
    return false;
  return strcmp(o->section, "train") == 0 || strcmp(o->key, "seed") == 0 ||
         (walks && strcmp(o->section, "walk") == 0);
}

n2v_status n2v_fingerprint(const n2v_config *config, const n2v_graph *graph, const n2v_names *names,
                           const n2v_corpus *corpus, const char *sampler, const n2v_start *start,
                           char **out, n2v_error *err) {
  enum { ROOM = 1 << 13 }; /* a line of at most some 60 bytes for each option */
  int threads = n2v_thread_count((long)config->threads);
  n2v_status status = N2V_OK;
  *out = calloc(1, ROOM);
  FILE *text = *out ? fmemopen(*out, ROOM, "w") : NULL;
  if (!text) {
    free(*out);
    *out = NULL;
    return n2v_fail_memory(err, "the fingerprint", ROOM);
  }
  if (graph)
    print_graph(text, graph, threads);
  else
    status = print_corpus(text, corpus, err);
  print_names(text, names, threads);
  print_start(text, start, threads);
  for (int i = 0; i < N2V_OPTION_COUNT; i++)
    if (decides(&n2v_options[i], graph != NULL))
      print_option(text, config, &n2v_options[i]);
  if (graph) /* last: other options may be why it is another one */
    fprintf(text, "-sampler %s\n", sampler);
  bool failed = ferror(text);
  failed = fclose(text) != 0 || failed;
  if (status == N2V_OK && failed)
    status = n2v_fail_memory(err, "the fingerprint", ROOM);
  if (status != N2V_OK) {
    free(*out);
    *out = NULL;
  }
  return status;
}
