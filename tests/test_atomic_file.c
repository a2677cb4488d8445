/* Output files that appear whole or not at all. */
#include "unit.h"

#include "base/atomic_file.h"

#include <glob.h>
#include <sys/stat.h>
#include <sys/xattr.h>

static n2v_error err;
static char text[256];

static size_t leftovers(void) {
  glob_t found;
  size_t count = glob("*.tmp.*", 0, NULL, &found) == 0 ? found.gl_pathc : 0;
  globfree(&found);
  return count;
}

static mode_t mode_of(const char *path) {
  struct stat info;
  assert_int_equal(stat(path, &info), 0);
  return info.st_mode & 07777;
}

static void commit_replaces(void **state) {
  (void)state;
  n2v_atomic_file file;
  unit_write("out", "old");
  assert_ok(n2v_atomic_open(&file, "out", NULL, &err), &err);
  fputs("new", file.stream);
  fflush(file.stream);
  assert_string_equal(unit_read("out", text, sizeof text), "old");
  assert_true(leftovers() == 0 || file.temporary); /* no name, where that is possible */
  assert_ok(n2v_atomic_commit(&file, &err), &err);
  assert_string_equal(unit_read("out", text, sizeof text), "new");
  assert_int_equal(leftovers(), 0);
  n2v_atomic_abort(&file); /* harmless */
  assert_string_equal(unit_read("out", text, sizeof text), "new");
}

static void prepared_is_not_there_yet(void **state) {
  (void)state;
  n2v_atomic_file file;
  unit_write("pair", "old");
  for (int commit = 0; commit < 2; commit++) {
    assert_ok(n2v_atomic_open(&file, "pair", NULL, &err), &err);
    fputs("new", file.stream);
    assert_ok(n2v_atomic_prepare(&file, &err), &err);
    assert_string_equal(unit_read("pair", text, sizeof text), "old");
    assert_true(leftovers() == 0 || file.temporary);
    if (commit)
      assert_ok(n2v_atomic_commit(&file, &err), &err);
    else
      n2v_atomic_abort(&file);
    assert_string_equal(unit_read("pair", text, sizeof text), commit ? "new" : "old");
    assert_int_equal(leftovers(), 0);
  }
}

/* A host without standard input: descriptor 0 is one as any other. */
static void no_standard_input(void **state) {
  (void)state;
  n2v_atomic_file file;
  const int input = dup(0);
  close(0);
  assert_ok(n2v_atomic_open(&file, "zero", NULL, &err), &err);
  fputs("new", file.stream);
  assert_ok(n2v_atomic_commit(&file, &err), &err);
  if (input >= 0) {
    assert_int_equal(dup2(input, 0), 0);
    close(input);
  }
  assert_string_equal(unit_read("zero", text, sizeof text), "new");
  assert_int_equal(leftovers(), 0);
}

static void names_on_the_way(void **state) {
  (void)state;
  char got[300], wanted[300], name[256];
  static const unsigned attempts[] = {0, 9, 10, 907};
  for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
    n2v_temporary_name("v.bin", attempts[i], got, sizeof got);
    snprintf(wanted, sizeof wanted, "v.bin.tmp.%d.%u", (int)getpid(), attempts[i]);
    assert_string_equal(got, wanted);
  }
  memset(name, 'x', 255);
  name[255] = 0;
  n2v_temporary_name(name, 907, got, sizeof got);
  assert_in_range(strlen(got), 200, 255);
  assert_non_null(strstr(got, strstr(wanted, ".tmp.")));
}

static void the_previous_is_kept(void **state) {
  (void)state;
  n2v_atomic_file file;
  static const char *const contents[] = {"first", "second", "third"};
  for (int i = 0; i < 3; i++) {
    assert_ok(n2v_atomic_open(&file, "kept.ckp", NULL, &err), &err);
    file.keep_previous = true;
    fputs(contents[i], file.stream);
    assert_ok(n2v_atomic_commit(&file, &err), &err);
    assert_string_equal(unit_read("kept.ckp", text, sizeof text), contents[i]);
    if (i)
      assert_string_equal(unit_read("kept.ckp.1", text, sizeof text), contents[i - 1]);
    else
      assert_int_not_equal(access("kept.ckp.1", F_OK), 0);
  }
}

static void abort_keeps_the_old(void **state) {
  (void)state;
  n2v_atomic_file file;
  unit_write("kept", "old");
  assert_ok(n2v_atomic_open(&file, "kept", NULL, &err), &err);
  fputs("new", file.stream);
  n2v_atomic_abort(&file);
  n2v_atomic_abort(&file);
  assert_string_equal(unit_read("kept", text, sizeof text), "old");
  assert_ok(n2v_atomic_open(&file, "never", NULL, &err), &err);
  n2v_atomic_abort(&file);
  assert_int_not_equal(access("never", F_OK), 0);
  assert_int_equal(leftovers(), 0);
}

static void modes(void **state) {
  (void)state;
  n2v_atomic_file file;
  mode_t mask = umask(027);
  assert_ok(n2v_atomic_open(&file, "fresh", NULL, &err), &err);
  assert_ok(n2v_atomic_commit(&file, &err), &err);
  umask(mask);
  assert_int_equal(mode_of("fresh"), 0640);
  unit_write("shared", "old");
  assert_int_equal(chmod("shared", 0664), 0);
  assert_ok(n2v_atomic_open(&file, "shared", NULL, &err), &err);
  assert_ok(n2v_atomic_commit(&file, &err), &err);
  assert_int_equal(mode_of("shared"), 0664);
}

/* An access list that lets one other user read and write, and the group do nothing: the mode says
 * 0660, which without the list would be the group's. */
static void access_lists_are_kept(void **state) {
  (void)state;
  static const struct __attribute__((packed)) {
    uint32_t version;
    struct __attribute__((packed)) {
      uint16_t tag, rights;
      uint32_t id;
    } of[5];
  } list = {2,
            {{1, 6, UINT32_MAX},
             {2, 6, 12345},
             {4, 0, UINT32_MAX},
             {16, 6, UINT32_MAX},
             {32, 0, UINT32_MAX}}};
  static const char attribute[] = "system.posix_acl_access";
  char kept[sizeof list];
  n2v_atomic_file file;
  unit_write("listed", "old");
  if (setxattr("listed", attribute, &list, sizeof list, 0) != 0)
    skip();
  assert_int_equal(mode_of("listed"), 0660);
  assert_ok(n2v_atomic_open(&file, "listed", NULL, &err), &err);
  assert_ok(n2v_atomic_commit(&file, &err), &err);
  assert_int_equal(mode_of("listed"), 0660);
  assert_int_equal(getxattr("listed", attribute, kept, sizeof kept), sizeof list);
  assert_memory_equal(kept, &list, sizeof list);
}

static void links_stay_links(void **state) {
  (void)state;
  n2v_atomic_file file;
  struct stat info;
  unit_write("target", "old");
  assert_int_equal(symlink("target", "link"), 0);
  assert_ok(n2v_atomic_open(&file, "link", NULL, &err), &err);
  fputs("new", file.stream);
  assert_ok(n2v_atomic_commit(&file, &err), &err);
  assert_int_equal(lstat("link", &info), 0);
  assert_true(S_ISLNK(info.st_mode));
  assert_string_equal(unit_read("target", text, sizeof text), "new");
}

static void refused(void **state) {
  (void)state;
  n2v_atomic_file file;
  assert_int_equal(n2v_atomic_open(&file, "no/such/folder/out", NULL, &err), N2V_EIO);
  assert_contains(err.msg, "no/such/folder/out: cannot write: No such file");
  assert_int_equal(n2v_atomic_check("no/such/folder/out", &err), N2V_EIO);
  assert_int_equal(n2v_atomic_check(".", &err), N2V_EIO);
  assert_contains(err.msg, "Is a directory");
  assert_int_equal(n2v_atomic_check("", &err), N2V_EIO);
  if (geteuid() != 0) { /* nothing is read-only to root */
    unit_write("locked", "old");
    assert_int_equal(chmod("locked", 0444), 0);
    assert_int_equal(n2v_atomic_check("locked", &err), N2V_EIO);
  }
  assert_ok(n2v_atomic_check("fine", &err), &err);
  assert_int_not_equal(access("fine", F_OK), 0);
  assert_int_equal(leftovers(), 0);
}

static void full_disk(void **state) {
  (void)state;
  n2v_atomic_file file;
  for (size_t bytes = 1; bytes <= 1 << 20; bytes <<= 10) {
    assert_ok(n2v_atomic_check("/dev/full", &err), &err);
    assert_ok(n2v_atomic_open(&file, "/dev/full", NULL, &err), &err);
    char *block = calloc(bytes, 1);
    assert_non_null(block);
    (void)fwrite(block, bytes, 1, file.stream);
    free(block);
    assert_int_equal(n2v_atomic_commit(&file, &err), N2V_EIO);
    assert_contains(err.msg, "/dev/full: cannot write: No space left");
  }
  assert_ok(n2v_atomic_open(&file, "/dev/null", NULL, &err), &err);
  fputs("gone", file.stream);
  assert_ok(n2v_atomic_commit(&file, &err), &err);
  assert_int_equal(access("/dev/null", W_OK), 0);
}

/* The check must not open a pipe: its reader would see the end. */
static void pipes(void **state) {
  (void)state;
  n2v_atomic_file file;
  char name[32];
  int ends[2];
  assert_int_equal(mkfifo("fifo", 0600), 0);
  assert_ok(n2v_atomic_check("fifo", &err), &err);
  assert_int_equal(pipe(ends), 0);
  snprintf(name, sizeof name, "/dev/fd/%d", ends[1]);
  assert_ok(n2v_atomic_check(name, &err), &err);
  assert_ok(n2v_atomic_open(&file, name, NULL, &err), &err);
  fputs("through", file.stream);
  assert_ok(n2v_atomic_commit(&file, &err), &err);
  assert_int_equal(read(ends[0], text, sizeof text), 7);
  close(ends[0]);
  close(ends[1]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(commit_replaces),
      cmocka_unit_test(prepared_is_not_there_yet),
      cmocka_unit_test(no_standard_input),
      cmocka_unit_test(names_on_the_way),
      cmocka_unit_test(the_previous_is_kept),
      cmocka_unit_test(abort_keeps_the_old),
      cmocka_unit_test(modes),
      cmocka_unit_test(access_lists_are_kept),
      cmocka_unit_test(links_stay_links),
      cmocka_unit_test(refused),
      cmocka_unit_test(full_disk),
      cmocka_unit_test(pipes),
  };
  return cmocka_run_group_tests(tests, unit_enter_folder, unit_leave_folder);
}
