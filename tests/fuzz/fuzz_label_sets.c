/* Files of nodes' labels: every one is read into sorted sets without repeats, or refused. */
#include "fuzz.h"

#include "eval/label_sets.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  n2v_label_sets *sets;
  n2v_error err = {0};
  n2v_status status = n2v_label_sets_read(fuzz_file(data, size), &sets, &err);
  if (fuzz_refused(status, sets != NULL, &err))
    return 0;
  for (uint32_t node = 0; node < sets->nodes->count; node++) {
    uint64_t begin = sets->offsets[node], end = sets->offsets[node + 1];
    if (begin >= end)
      abort();
    for (uint64_t i = begin; i < end; i++)
      if (sets->items[i] >= sets->labels->count ||
          (i > begin && sets->items[i] <= sets->items[i - 1]))
        abort();
  }
  n2v_label_sets_free(sets);
  return 0;
}
