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

static void walk(const n2v_graph *graph, const char *sampler) {
  n2v_config *config;
  n2v_walker *walker;
  must(n2v_config_new(&config, NULL) == N2V_OK);
  must(n2v_config_set(config, "sampler", sampler, NULL) == N2V_OK);
  must(n2v_config_set(config, "walk-length", "20", NULL) == N2V_OK);
  must(n2v_config_set(config, "num-walks", "1", NULL) == N2V_OK);
  must(n2v_config_set(config, "p", "0.5", NULL) == N2V_OK);
  must(n2v_config_set(config, "q", "2", NULL) == N2V_OK);
  if (n2v_walker_new(graph, config, 64 << 20, NULL, &walker, NULL) == N2V_OK) {
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
  n2v_config_free(config);
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
    walk(graph, "precomputed");
    walk(graph, "rejection");
    walk(graph, "mixture");
    walk(graph, "auto");
  }
  n2v_graph_free(graph);
  return 0;
}
