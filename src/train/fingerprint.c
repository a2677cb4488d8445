/* What must not have changed between a checkpoint and the run that goes on from it: the graph or
 * corpus, by checksums, and every parameter that training follows, a line each, so that a
 * difference can be named. Threads and paths may change. */
#include "train/fingerprint.h"

#include "base/c_locale.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/status.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { BLOCK = 1 << 20 };

/* CRC-32 of an array, made from those of its blocks, in parallel. graph: whose array it is, if it
 * is one's. */
static uint32_t crc_of(uint32_t before, const void *array, uint64_t bytes, const n2v_graph *graph,
                       int threads) {
  uint64_t blocks = (bytes + BLOCK - 1) / BLOCK;
  uint32_t *crcs = n2v_alloc(blocks, sizeof *crcs), crc = before;
  int team = n2v_pass_threads(threads, bytes, 8ull * BLOCK);
  if (!crcs) /* slower, the same */
    return (uint32_t)crc32_z(before, array, bytes);
#pragma omp parallel for num_threads(team) schedule(static)
  for (uint64_t i = 0; i < blocks; i++) {
    uint64_t at = i * BLOCK, left = bytes - at;
    const unsigned char *block = (const unsigned char *)array + at;
    crcs[i] = (uint32_t)crc32_z(0, block, left < BLOCK ? left : BLOCK);
    if (graph)
      n2v_graph_passed(graph, block, left < BLOCK ? left : BLOCK);
  }
  for (uint64_t i = 0; i < blocks; i++) {
    uint64_t left = bytes - i * BLOCK;
    crc = (uint32_t)crc32_combine(crc, crcs[i], (z_off_t)(left < BLOCK ? left : BLOCK));
  }
  n2v_free(crcs);
  return crc;
}

static void print_graph(FILE *out, const n2v_graph *g, int threads) {
  uint32_t crc = crc_of(0, g->offsets, (g->nodes + 1ull) * sizeof *g->offsets, g, threads);
  crc = crc_of(crc, g->neighbours, g->arcs * sizeof *g->neighbours, g, threads);
  if (g->weights)
    crc = crc_of(crc, g->weights, g->arcs * sizeof *g->weights, g, threads);
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
  uint32_t crc = crc_of(0, names->offsets, ((uint64_t)names->count + 1) * 8, NULL, threads);
  crc = crc_of(crc, names->bytes, names->offsets[names->count], NULL, threads);
  fprintf(out, "names' checksum %08" PRIx32 "\n", crc);
}

static void print_start(FILE *out, const n2v_start *start, int threads) {
  const n2v_model *m = start->model;
  if (m) {
    uint64_t bytes = (uint64_t)m->nodes * m->stride * sizeof(float);
    uint32_t crc = crc_of(0, m->input, bytes, NULL, threads);
    crc = crc_of(crc, m->output, bytes, NULL, threads);
    fprintf(out, "`init` vectors' checksum %08" PRIx32 "\n", crc);
    if (start->frozen)
      fprintf(out, "`freeze` nodes' checksum %08" PRIx32 "\n",
              crc_of(0, start->frozen, m->nodes * sizeof *start->frozen, NULL, threads));
  }
}

/* One line a parameter, named as in messages. */
static void print_real(FILE *out, const char *name, double value) {
  fprintf(out, "`%s = %.15g`\n", name, value);
}

static void print_walk_params(FILE *out, const n2v_walk_params *p) {
  print_real(out, "p", p->p);
  print_real(out, "q", p->q);
  print_real(out, "walk_length", p->walk_length);
  print_real(out, "num_walks", p->num_walks);
  print_real(out, "extend", p->extend);
  print_real(out, "gamma", p->gamma);
  print_real(out, "degree_penalty", p->degree_penalty);
}

static void print_train_params(FILE *out, const n2v_train_params *p) {
  print_real(out, "dims", p->dims);
  print_real(out, "window", p->window);
  print_real(out, "shrink_window", p->shrink_window);
  print_real(out, "negative", p->negative);
  print_real(out, "ns_exponent", p->ns_exponent);
  print_real(out, "alpha", p->alpha);
  print_real(out, "epochs", p->epochs);
  print_real(out, "stop_after", p->stop_after);
  print_real(out, "sample", p->sample);
  print_real(out, "group", p->group);
  print_real(out, "deterministic", p->deterministic);
  print_real(out, "freeze", p->freeze);
  print_real(out, "objective", p->objective);
  print_real(out, "seed", (double)p->seed); /* at most 2^53 */
}

static n2v_status print_all(FILE *out, const n2v_corpus *corpus, const n2v_train_params *params,
                            const n2v_start *start, int threads, n2v_error *err) {
  n2v_status status = N2V_OK;
  if (corpus->graph)
    print_graph(out, corpus->graph, threads);
  else
    status = print_corpus(out, corpus, err);
  print_names(out, corpus->names, threads);
  print_start(out, start, threads);
  if (corpus->graph)
    print_walk_params(out, &corpus->walk);
  print_train_params(out, params);
  if (corpus->graph) /* last: other parameters may be why it is another one */
    fprintf(out, "`sampler = %s`\n", corpus->sampler);
  return status;
}

n2v_status n2v_fingerprint(const n2v_corpus *corpus, const n2v_train_params *params,
                           const n2v_start *start, int threads, char **out, n2v_error *err) {
  enum { ROOM = 1 << 13 }; /* a line of at most some 60 bytes for each parameter */
  *out = calloc(1, ROOM);
  FILE *text = *out ? fmemopen(*out, ROOM, "w") : NULL;
  if (!text) {
    free(*out);
    *out = NULL;
    return n2v_fail_memory(err, "the fingerprint", ROOM);
  }
  locale_t before = n2v_c_locale_enter();
  n2v_status status = print_all(text, corpus, params, start, threads, err);
  n2v_c_locale_leave(before);
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
