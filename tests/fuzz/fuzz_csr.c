/* Binary CSR files as somebody with bad intentions makes them: under right checksums. What opens is
 * walked, too: nothing in it may lead a walk out of bounds. */
#include "fuzz_graph.h"

#include "walk/walker.h"

#include <zlib.h>

enum { HEADER = 128, MOST = 1 << 20 }; /* one block of checksums */

static void put_crc(uint8_t *at, const uint8_t *bytes, size_t size) {
  uint32_t crc = (uint32_t)crc32_z(0, bytes, size);
  memcpy(at, &crc, sizeof crc);
}

static void seal(uint8_t *bytes, size_t size) {
  put_crc(bytes + HEADER - 4, bytes, HEADER - 4);
  put_crc(bytes + size - 8, bytes + HEADER, size - 8 - HEADER);
  put_crc(bytes + size - 4, bytes + size - 8, 4);
}

static void walk(const n2v_graph *graph, n2v_sampler_kind sampler) {
  n2v_walker *walker;
  n2v_walk_params params;
  n2v_walk_params_init(&params, sizeof params);
  params.sampler = sampler;
  params.walk_length = 20;
  params.num_walks = 1;
  params.p = 0.5;
  params.q = 2;
  if (n2v_walker_new(graph, &params, 2, 64 << 20, NULL, &walker, NULL) == N2V_OK) {
    const n2v_corpus *corpus = n2v_walker_corpus(walker);
    for (uint64_t i = 0; i < corpus->walks && i < 100; i++) {
      uint32_t tokens[20], length;
      must(corpus->max_length <= 20);
      corpus->read(corpus, 0, i, 1, tokens, &length);
      must(length >= 1 && length <= 20);
      for (uint32_t t = 0; t < length; t++)
        must(tokens[t] < graph->nodes);
    }
    n2v_walker_free(walker);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static uint8_t bytes[MOST];
  if (size > MOST)
    return 0;
  memcpy(bytes, data, size);
  if (size >= HEADER + 8)
    seal(bytes, size);
  n2v_graph *graph = fuzz_read_graph(fuzz_config(fuzz_file(bytes, size), "csr"));
  if (graph) {
    walk(graph, N2V_SAMPLER_PRECOMPUTED);
    walk(graph, N2V_SAMPLER_REJECTION);
    walk(graph, N2V_SAMPLER_MIXTURE);
    walk(graph, N2V_SAMPLER_AUTO);
  }
  n2v_graph_free(graph);
  return 0;
}
