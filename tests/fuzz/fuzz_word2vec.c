/* word2vec files: a file is read within its bounds, names and values sound, or refused
 * with a message that fits. */
#include "fuzz.h"

#include "embedding/formats.h"

#include <string.h>

static void must(int condition) {
  if (!condition)
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  n2v_embedding *e;
  n2v_error err = {0};
  n2v_status status = n2v_word2vec_read("fuzz", (const char *)data, size, 2, &e, &err);
  if (fuzz_refused(status, e != NULL, &err))
    return 0;
  uint64_t touched = 0;
  for (uint64_t row = 0; row < n2v_embedding_rows(e); row++) {
    size_t length;
    const char *name = n2v_embedding_name(e, row, &length);
    must(length > 0 && !memchr(name, ' ', length));
    const uint8_t *bytes = (const uint8_t *)n2v_embedding_row(e, row);
    for (size_t i = 0; i < n2v_embedding_dims(e) * sizeof(float); i++)
      touched += bytes[i];
    touched += (uint8_t)name[length - 1];
  }
  must(touched > 0);
  n2v_embedding_free(e);
  return 0;
}
