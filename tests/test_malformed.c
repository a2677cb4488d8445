/* Malformed inputs: each file of tests/data/malformed is refused with the message that its line of
 * expected.txt gives: file, TAB, an option as name=value or nothing, TAB, message. */
#include "read_graph.h"

#include <dirent.h>

#define FOLDER "tests/data/malformed/"

/* name=value into options; @nodes: the file lists the nodes of another. */
static const char *set_options(char *text, const char *file, const char **options) {
  char *equal = strchr(text, '=');
  if (strcmp(text, "@nodes") == 0) {
    options[0] = "nodes";
    options[1] = file;
    return FOLDER "../two-nodes.txt";
  }
  if (equal) {
    *equal = 0;
    options[0] = text;
    options[1] = equal + 1;
  }
  return file;
}

static void each_file_is_refused(void **state) {
  (void)state;
  char line[1024], path[256], shown[1024];
  FILE *list = fopen(FOLDER "expected.txt", "r");
  int count = 0, files = 0;
  assert_non_null(list);
  while (fgets(line, sizeof line, list)) {
    const char *options[5] = {"threads", "1"};
    char *rest = line, *name = strsep(&rest, "\t"), *option = strsep(&rest, "\t");
    n2v_graph *graph;
    n2v_error err = {0};
    assert_non_null(rest);
    rest[strcspn(rest, "\n")] = 0;
    snprintf(path, sizeof path, FOLDER "%s", name);
    const char *input = set_options(option, path, options + 2);
    for (int threads = 1; threads <= 3; threads += 2) { /* the first error, whoever finds it */
      options[1] = threads == 1 ? "1" : "3";
      n2v_status status = read_graph(input, options, NULL, &graph, &err);
      if (status != N2V_EINPUT && status != N2V_EUSAGE)
        fail_msg("%s: status %d, %s", name, status, err.msg);
      assert_null(graph);
      n2v_message_with_flags(err.msg, shown, sizeof shown);
      assert_string_equal(shown, rest);
    }
    count++;
  }
  fclose(list);
  DIR *folder = opendir(FOLDER);
  assert_non_null(folder);
  for (struct dirent *entry; (entry = readdir(folder));)
    files += entry->d_name[0] != '.' && strcmp(entry->d_name, "expected.txt") != 0;
  closedir(folder);
  assert_int_equal(count, files);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(each_file_is_refused)};
  return cmocka_run_group_tests_name("malformed inputs", tests, NULL, NULL);
}
