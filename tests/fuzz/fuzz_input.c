/* Whatever it is: plain, gzip or zstd, told apart by content. */
#include "fuzz_graph.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  n2v_graph_free(fuzz_read_graph(fuzz_config(fuzz_file(data, size), "auto")));
  return 0;
}
