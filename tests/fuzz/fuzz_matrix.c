/* MatrixMarket files. */
#include "fuzz_graph.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  for (int directed = 0; directed < 2; directed++) {
    n2v_config *config = fuzz_config(fuzz_file(data, size), "mtx");
    must(set_option(config, "directed", directed ? "1" : "0", NULL) == N2V_OK);
    n2v_graph_free(fuzz_read_graph(config));
  }
  return 0;
}
