/* Tables as people have them: each line of tests/data/kinds.tsv is one, small, with what must come
 * of it. Columns behind tabs: a name; the text, with \n, \t, \r, \\ and \xHH; options as
 * name=value, or -; the edges, `u v; ...` or `u v w; ...`, sorted, or `error: ` and an extended
 * regular expression for the message; perhaps such an expression for the notes. What is read is
 * written as a list and read again; where memory does not hold the table, the same comes of it. */
#include "read_graph.h"

#include "base/status.h"

#include <regex.h>

#define CASES "tests/data/kinds.tsv"
enum { LINE = 8192, EDGES = 64, EDGE = 200 };

typedef struct kind {
  char *name, *text, *options, *wanted, *notes;
} kind;

/* Each line is tried, whatever became of those before. */
static int failures;
#define wrong(...) (failures++, print_error(__VA_ARGS__), print_error("\n"))

static size_t unescape(char *text) {
  char *to = text;
  for (char *p = text; *p; p++) {
    unsigned byte;
    if (*p != '\\') {
      *to++ = *p;
      continue;
    }
    p++;
    if (*p == 'x' && sscanf(p + 1, "%2x", &byte) == 1) {
      *to++ = (char)byte;
      p += 2;
    } else {
      *to++ = *p == 'n' ? '\n' : *p == 't' ? '\t' : *p == 'r' ? '\r' : *p;
    }
  }
  *to = 0;
  return (size_t)(to - text);
}

static int by_text(const void *a, const void *b) {
  return strcmp(a, b);
}

/* The edges, ends sorted unless directed. */
static void list_edges(const n2v_graph *g, char *out, size_t size) {
  static char edges[EDGES][EDGE];
  int count = 0;
  size_t used = 0;
  for (uint32_t v = 0; v < g->nodes; v++)
    for (uint64_t i = g->offsets[v]; i < g->offsets[v + 1]; i++) {
      size_t a_length, b_length;
      const char *a = n2v_names_get(g->names, v, &a_length),
                 *b = n2v_names_get(g->names, g->neighbours[i], &b_length);
      size_t least = a_length < b_length ? a_length : b_length;
      int order = memcmp(a, b, least);
      order = order ? order : (a_length > b_length) - (a_length < b_length);
      if (!g->directed && order > 0)
        continue;
      assert_true(count < EDGES);
      int length = snprintf(edges[count], EDGE, "%.*s %.*s", (int)a_length, a, (int)b_length, b);
      if (g->weights)
        snprintf(edges[count] + length, (size_t)(EDGE - length), " %.6g", (double)g->weights[i]);
      count++;
    }
  qsort(edges, (size_t)count, EDGE, by_text);
  out[0] = 0;
  for (int i = 0; i < count; i++)
    used += (size_t)snprintf(out + used, size - used, "%s%s", i ? "; " : "", edges[i]);
}

static void note(void *user, const n2v_progress_event *event) {
  char *notes = user;
  if (event->note && strlen(notes) + strlen(event->note) + 2 < LINE)
    sprintf(notes + strlen(notes), "%s\n", event->note);
}

static bool matches(const char *pattern, const char *text) {
  regex_t regex;
  if (regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB) != 0)
    fail_msg("no regular expression: %s", pattern);
  bool found = regexec(&regex, text, 0, NULL, 0) == 0;
  regfree(&regex);
  return found;
}

/* Applies options, `name=value ...`, which are cut. */
static n2v_config *configure(char *options, const char *threads, n2v_error *err) {
  n2v_config *config;
  assert_ok(n2v_config_new(&config, err), err);
  assert_ok(set_option(config, "threads", threads, err), err);
  for (char *option; (option = strsep(&options, " "));)
    if (strchr(option, '=')) {
      char *value = strchr(option, '=');
      *value++ = 0;
      assert_ok(set_option(config, option, value, err), err);
    }
  return config;
}

static n2v_status parse(const char *text, size_t size, char *options, const char *threads,
                        char *notes, n2v_graph **graph, n2v_error *err) {
  n2v_config *config = configure(options, threads, err);
  n2v_progress progress = {.report = note, .user = notes};
  n2v_read_params params = n2v_config_read_params(config);
  n2v_run run = n2v_config_run(config, &progress);
  notes[0] = 0;
  n2v_status status = n2v_graph_parse(text, size, "FILE", &params, &run, graph, err);
  n2v_config_free(config);
  return status;
}

/* Lists that n2v writes are read without options. */
static void read_back(const kind *k, const n2v_graph *graph, const char *edges) {
  static const char *const files[] = {"/g.csv", "/g.txt"};
  char folder[] = "/tmp/n2v-test.XXXXXX", path[64], again[LINE], notes[LINE];
  assert_non_null(mkdtemp(folder));
  for (int i = 0; i < 2; i++) {
    n2v_error err;
    n2v_graph *copy;
    char text[LINE];
    snprintf(path, sizeof path, "%s%s", folder, files[i]);
    if (n2v_graph_write(graph, path, NULL, &err) != N2V_OK)
      continue; /* a name that the form does not hold */
    unit_read(path, text, sizeof text);
    unlink(path);
    char directed[] = "directed=1", none[] = "-";
    if (parse(text, strlen(text), graph->directed ? directed : none, "1", notes, &copy, &err)) {
      wrong("%s: written as %s, not read: %s", k->name, files[i], err.msg);
      continue;
    }
    list_edges(copy, again, sizeof again);
    n2v_graph_free(copy);
    if (strcmp(edges, again) != 0)
      wrong("%s: written as %s, read as %s", k->name, edges, again);
  }
  rmdir(folder);
}

/* What is read in memory is the same, or refused in the same words, where memory does not hold it.
 * wanted: the edges, or NULL and the message behind the file's name. */
static void try_external(const kind *k, size_t size, const char *wanted, const char *message) {
  char folder[] = "/tmp/n2v-test.XXXXXX", path[64], output[64], options[LINE], got[LINE];
  n2v_error err = {0};
  n2v_graph *graph;
  assert_non_null(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/t", folder);
  snprintf(output, sizeof output, "%s/g.csr", folder);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  assert_int_equal(fwrite(k->text, 1, size, file), size);
  fclose(file);
  snprintf(options, sizeof options, "%s", k->options);
  n2v_config *config = configure(options, "1", &err);
  n2v_read_params params = n2v_config_read_params(config);
  n2v_run run = n2v_config_run(config, NULL);
  run.memory = 1;
  if (!n2v_graph_fits(path, &params, &run)) {
    n2v_status status = n2v_graph_convert(path, &params, &run, output, &err);
    if (status == N2V_OK && wanted) {
      assert_ok(n2v_graph_read(output, NULL, NULL, &graph, &err), &err);
      list_edges(graph, got, sizeof got);
      n2v_graph_free(graph);
      if (strcmp(got, wanted) != 0)
        wrong("%s: %s, in sorted files %s", k->name, wanted, got);
    } else if (status == N2V_OK) {
      wrong("%s: refused in memory (%s), read in sorted files", k->name, message);
    } else if (wanted || strcmp(err.msg + strlen(path), message) != 0) {
      wrong("%s: in sorted files %s, in memory %s", k->name, err.msg, wanted ? wanted : message);
    }
  }
  n2v_config_free(config);
  unlink(output);
  unlink(path);
  rmdir(folder);
}

static void try_kind(const kind *k, size_t size, const char *threads, bool external) {
  n2v_graph *graph;
  n2v_error err = {0};
  char notes[LINE], got[LINE], options[LINE];
  snprintf(options, sizeof options, "%s", k->options);
  n2v_status status = parse(k->text, size, options, threads, notes, &graph, &err);
  if (strncmp(k->wanted, "error: ", 7) == 0) {
    if (status == N2V_OK) {
      wrong("%s: read, though it should be refused: %s", k->name, notes);
      n2v_graph_free(graph);
      return;
    }
    n2v_message_with_flags(err.msg, got, sizeof got);
    if (!matches(k->wanted + 7, got))
      wrong("%s: %s", k->name, got);
    if (external)
      try_external(k, size, NULL, err.msg + strlen("FILE"));
    return;
  }
  if (status != N2V_OK) {
    wrong("%s: %s", k->name, err.msg);
    return;
  }
  list_edges(graph, got, sizeof got);
  unescape(strcpy(options, k->wanted));
  if (strcmp(got, options) != 0)
    wrong("%s: %s, not %s", k->name, got, k->wanted);
  if (k->notes && !matches(k->notes, notes))
    wrong("%s: the notes are %s", k->name, notes);
  if (external)
    try_external(k, size, got, NULL);
  else
    read_back(k, graph, got);
  n2v_graph_free(graph);
}

static void each_kind(void **state) {
  (void)state;
  static char line[LINE];
  FILE *cases = fopen(CASES, "r");
  int count = 0;
  assert_non_null(cases);
  while (fgets(line, sizeof line, cases)) {
    char *rest = line;
    rest[strcspn(rest, "\n")] = 0;
    if (*line == '#' || !*line)
      continue;
    kind k = {.name = strsep(&rest, "\t"),
              .text = strsep(&rest, "\t"),
              .options = strsep(&rest, "\t"),
              .wanted = strsep(&rest, "\t"),
              .notes = rest};
    assert_non_null(k.wanted);
    size_t size = unescape(k.text);
    try_kind(&k, size, "1", false);
    try_kind(&k, size, "3", true);
    count++;
  }
  fclose(cases);
  assert_int_equal(failures, 0);
  assert_true(count > 200);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(each_kind)};
  return cmocka_run_group_tests_name("tables", tests, NULL, NULL);
}
