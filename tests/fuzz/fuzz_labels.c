/* Files of labels: every one is read into clean labels or refused with a message that fits. */
#include "fuzz.h"

#include "embedding/labels.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  n2v_labels *labels;
  n2v_error err = {0};
  n2v_status status = n2v_labels_read(fuzz_file(data, size), &labels, &err);
  if (fuzz_refused(status, labels != NULL, &err))
    return 0;
  for (uint32_t i = 0; i < labels->names->count; i++) {
    const n2v_label *label = &labels->items[i];
    if (!*label->title || strpbrk(label->title, "\t\r\n") || strpbrk(label->genres, "\t\r\n"))
      abort();
    if (label->year < 0 || label->year > 9999)
      abort();
  }
  n2v_labels_free(labels);
  return 0;
}
