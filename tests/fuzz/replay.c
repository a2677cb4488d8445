/* Runs a fuzz target over its kept corpus with an ordinary compiler: the program fuzz_X reads every
 * file of tests/fuzz/X. A crash, a sanitizer's report or a time-out is the failure. */
#include "fuzz.h"

#include <dirent.h>
#include <string.h>

static void replay(const char *path) {
  FILE *file = fopen(path, "rb");
  uint8_t *data = NULL;
  long size = -1;
  if (file && fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) >= 0)
    data = malloc((size_t)size + 1);
  if (!data || fseek(file, 0, SEEK_SET) != 0 ||
      fread(data, 1, (size_t)size, file) != (size_t)size) {
    printf("not ok - cannot read %s\n", path);
    exit(1);
  }
  printf("# %s\n", path);
  fflush(stdout);
  LLVMFuzzerTestOneInput(data, (size_t)size);
  free(data);
  fclose(file);
}

int main(int argc, char **argv) {
  const char *name = argc ? strstr(argv[0], "fuzz_") : NULL;
  char folder[128], path[512];
  int count = 0;
  if (!name)
    return 2;
  snprintf(folder, sizeof folder, "tests/fuzz/%s", name + strlen("fuzz_"));
  DIR *listing = opendir(folder);
  if (!listing) {
    printf("not ok - cannot read %s\n", folder);
    return 1;
  }
  for (struct dirent *entry; (entry = readdir(listing));) {
    if (entry->d_name[0] == '.')
      continue;
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    replay(path);
    count++;
  }
  closedir(listing);
  printf("%s 1 - %d inputs of %s\n", count ? "ok" : "not ok", count, folder);
  return count ? 0 : 1;
}
