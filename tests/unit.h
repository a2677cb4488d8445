/* What unit tests share: cmocka and a folder of their own. */
#ifndef N2V_TESTS_UNIT_H
#define N2V_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "n2v.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define assert_ok(call, err)                                                                       \
  do {                                                                                             \
    if ((call) != N2V_OK)                                                                          \
      fail_msg("%s: %s", #call, (err)->msg);                                                       \
  } while (0)

#define assert_contains(text, part)                                                                \
  do {                                                                                             \
    if (!strstr((text), (part)))                                                                   \
      fail_msg("'%s' is not in '%s'", (part), (text));                                             \
  } while (0)

/* Group set-up and tear-down: a new current folder, and its removal. */
static inline int unit_enter_folder(void **state) {
  char *folder = strdup("/tmp/n2v-test.XXXXXX");
  if (!folder || !mkdtemp(folder) || chdir(folder) != 0) {
    free(folder);
    return -1;
  }
  *state = folder;
  return 0;
}

static inline int unit_leave_folder(void **state) {
  char command[64];
  int length = snprintf(command, sizeof command, "rm -rf '%s'", (char *)*state);
  free(*state);
  return length > 0 && chdir("/") == 0 && system(command) == 0 ? 0 : -1;
}

/* Names in a folder; of /proc/self/fd: open descriptors, those of looking among them. */
static inline int unit_entries(const char *folder) {
  int count = 0;
  DIR *opened = opendir(folder);
  assert_non_null(opened);
  while (readdir(opened))
    count++;
  closedir(opened);
  return count;
}

static inline void unit_write(const char *path, const char *text) {
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
  assert_int_equal(fclose(file), 0);
}

/* The whole file, at most size - 1 bytes, as a string. */
static inline char *unit_read(const char *path, char *text, size_t size) {
  FILE *file = fopen(path, "rb");
  assert_non_null(file);
  text[fread(text, 1, size - 1, file)] = 0;
  fclose(file);
  return text;
}

#endif
