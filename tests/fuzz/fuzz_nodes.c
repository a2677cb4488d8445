/* Names from -nodes, up to the first empty line; behind it edges or, by the first byte, ratings. */
#include "fuzz_graph.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char nodes[FUZZ_PATH];
  int ratings = size && data[0] & 1;
  data += size > 0;
  size -= size > 0;
  const uint8_t *gap = size ? memmem(data, size, "\n\n", 2) : NULL;
  size_t names = gap ? (size_t)(gap - data) + 1 : size, skip = gap ? names + 1 : size;
  strcpy(nodes, fuzz_file(data, names));
  n2v_config *config =
      fuzz_config(fuzz_second_file(data + skip, size - skip), ratings ? "ratings" : "edgelist");
  must(set_option(config, "nodes", nodes, NULL) == N2V_OK);
  must(set_option(config, "min-weight", "-1000", NULL) == N2V_OK);
  n2v_graph_free(fuzz_read_graph(config));
  return 0;
}
