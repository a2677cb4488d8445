/* Files of walks: every token has a name, every walk its length, or the file is refused. */
#include "fuzz.h"

#include "corpus/corpus.h"

#include <string.h>

static void must(int condition) {
  if (!condition)
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  n2v_corpus *corpus;
  n2v_error err = {0};
  n2v_status status = n2v_corpus_read(fuzz_file(data, size), 0, NULL, &corpus, &err);
  if (fuzz_refused(status, corpus != NULL, &err))
    return 0;
  uint32_t *tokens = malloc(corpus->max_length * sizeof *tokens), length;
  must(tokens && corpus->walks && corpus->nodes == corpus->names->count);
  for (uint64_t walk = 0; walk < corpus->walks; walk++) {
    corpus->read(corpus, 0, walk, 1, tokens, &length);
    must(length >= 1 && length <= corpus->max_length);
    for (uint32_t i = 0; i < length; i++) {
      size_t bytes;
      must(tokens[i] < corpus->nodes);
      const char *name = n2v_names_get(corpus->names, tokens[i], &bytes);
      must(bytes > 0 && !memchr(name, ' ', bytes) && !memchr(name, '\n', bytes));
    }
  }
  free(tokens);
  n2v_corpus_free(corpus);
  return 0;
}
