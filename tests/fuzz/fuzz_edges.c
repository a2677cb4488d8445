/* Edge lists; the first byte chooses the options. */
#include "fuzz_graph.h"

static void set(n2v_config *config, const char *name, const char *value) {
  must(set_option(config, name, value, NULL) == N2V_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const duplicates[] = {"sum", "max", "last", "error"};
  static const char *const weighted[] = {"auto", "auto", "0", "1"};
  uint8_t options = size ? data[0] : 0;
  n2v_config *config = fuzz_config(fuzz_file(data + (size > 0), size - (size > 0)), "edgelist");
  set(config, "duplicates", duplicates[options & 3]);
  set(config, "weighted", weighted[options >> 2 & 3]);
  set(config, "directed", options & 16 ? "1" : "0");
  if (options & 32) /* the same lines as names, most often refused */
    set(config, "nodes", config->input);
  n2v_graph_free(fuzz_read_graph(config));
  return 0;
}
