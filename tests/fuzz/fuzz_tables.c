/* Tables of any kind: the first two bytes choose what is said about them. */
#include "fuzz_graph.h"

static void set(n2v_config *config, const char *name, const char *value) {
  must(set_option(config, name, value, NULL) == N2V_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const formats[] = {"auto",  "auto",    "edgelist", "csv",
                                        "metis", "adjlist", "ratings",  "auto"};
  static const char *const columns[] = {"",    "",      "1,2",           "2,1",
                                        "1,3", "1,2,3", "source,target", "u,v,w"};
  static const char *const pairs[] = {"pmi-count", "pmi", "count", "cosine"};
  if (size < 2)
    return 0;
  n2v_config *config = fuzz_config(fuzz_file(data + 2, size - 2), formats[data[0] & 7]);
  set(config, "columns", columns[data[0] >> 3 & 7]);
  set(config, "blanks", data[0] & 64 ? "_" : "");
  set(config, "bipartite", data[0] & 128 ? "1" : "0");
  set(config, "header", data[1] & 1 ? data[1] & 2 ? "1" : "0" : "auto");
  set(config, "directed", data[1] & 4 ? data[1] & 8 ? "1" : "0" : "auto");
  set(config, "pair-weight", pairs[data[1] >> 4 & 3]);
  set(config, "min-rating", "1");
  set(config, "min-weight", "-100");
  n2v_graph_free(fuzz_read_graph(config));
  return 0;
}
