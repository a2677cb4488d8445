/* Ratings in every dialect. */
#include "fuzz_graph.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  n2v_config *config = fuzz_config(fuzz_file(data, size), "ratings");
  must(set_option(config, "min-rating", "3", NULL) == N2V_OK);
  must(set_option(config, "min-weight", "-10", NULL) == N2V_OK);
  n2v_graph_free(fuzz_read_graph(config));
  return 0;
}
