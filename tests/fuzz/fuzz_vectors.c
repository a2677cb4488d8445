/* Vectors in any form that is read; three names lie beside them. The first byte says how the file
 * is called. */
#include "fuzz.h"

#include "embedding/formats.h"

static char folder[] = "/tmp/n2v-fuzz.XXXXXX";

static void remove_folder(void) {
  char command[64];
  snprintf(command, sizeof command, "rm -rf %s", folder);
  (void)!system(command);
}

static void write_names(const char *name, const char *names) {
  char path[64];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "w");
  if (!file || fputs(names, file) < 0 || fclose(file) != 0)
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const names[] = {"v.npy", "v.tsv", "v.csv", "v"};
  static bool ready;
  char path[64];
  n2v_embedding *e = NULL;
  n2v_error err = {0};
  if (!ready && (!mkdtemp(folder) || atexit(remove_folder) != 0))
    abort();
  if (!ready) {
    write_names("v.npy.names", "a\nb\nc\n");
    write_names("v.metadata.tsv", "name\tcount\na\t3\nb\t2\n\t1\n");
  }
  ready = true;
  if (size < 1)
    return 0;
  snprintf(path, sizeof path, "%s/%s", folder, names[data[0] & 3]);
  /* As much as there is, so that a step too far is seen. */
  char *bytes = malloc(size);
  if (!bytes)
    abort();
  memcpy(bytes, data + 1, size - 1);
  n2v_status status = n2v_vectors_parse(path, true, bytes, size - 1, 2, &e, &err);
  free(bytes);
  if (fuzz_refused(status, e != NULL, &err))
    return 0;
  uint64_t touched = 0;
  for (uint64_t row = 0; row < n2v_embedding_rows(e); row++) {
    size_t length;
    const char *name = n2v_embedding_name(e, row, &length);
    for (size_t i = 0; i < length; i++)
      touched += (uint8_t)name[i];
    for (uint32_t d = 0; d < n2v_embedding_dims(e); d++)
      if (!(n2v_embedding_row(e, row)[d] - n2v_embedding_row(e, row)[d] == 0)) /* not finite */
        abort();
  }
  n2v_embedding_free(e);
  return touched == UINT64_MAX;
}
