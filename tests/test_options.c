/* Option values, the command line and INI files. */
#include "unit.h"

#include "options/options.h"
#include "set_option.h"

static n2v_error err;

static n2v_config *parse(unsigned program, int argc, const char **argv, int *positional) {
  n2v_config *config;
  assert_ok(n2v_config_new(&config, &err), &err);
  memset(&err, 0, sizeof err);
  if (n2v_config_arguments(config, program, argc, (char **)argv, positional, &err) == N2V_OK)
    return config;
  assert_int_equal(err.code, N2V_EUSAGE);
  n2v_config_free(config);
  return NULL;
}

#define PARSE(program, ...)                                                                        \
  parse(program, (int)(sizeof((const char *[]){"n2v", __VA_ARGS__}) / sizeof(char *)),             \
        (const char *[]){"n2v", __VA_ARGS__}, &(int){0})
#define TRAIN(...) PARSE(N2V_PROGRAM_TRAIN, __VA_ARGS__)

#define FAILS(part, ...)                                                                           \
  do {                                                                                             \
    n2v_config *wrong = TRAIN(__VA_ARGS__);                                                        \
    if (wrong)                                                                                     \
      fail_msg("accepted, but expected: %s", part);                                                \
    assert_contains(err.msg, part);                                                                \
  } while (0)

static void defaults(void **state) {
  (void)state;
  n2v_config *c;
  assert_ok(n2v_config_new(&c, &err), &err);
  assert_int_equal(c->size, 128);
  assert_int_equal(c->window, 10);
  assert_int_equal(c->walk_length, 80);
  assert_int_equal(c->num_walks, 10);
  assert_int_equal(c->negative, 5);
  assert_int_equal(c->epochs, 0);
  assert_int_equal(c->seed, 1);
  assert_true(c->p == 1 && c->q == 1 && c->ns_exponent == 0.5 && c->sample == 0);
  assert_true(c->min_rating == 5 && c->min_weight == 10);
  assert_true(c->shrink_window && c->directed == N2V_DIRECTED_AUTO);
  assert_int_equal(c->weighted, N2V_WEIGHTED_AUTO);
  assert_string_equal(c->input, "");
  assert_true(c->memory > 0);
  n2v_config_free(c);
}

/* A row whose default is refused by its own bounds would make every program fail; a flag or alias
 * that stands in two rows of one program would hide the second. */
static void table_is_consistent(void **state) {
  (void)state;
  for (int i = 0; i < N2V_OPTION_COUNT; i++) {
    const n2v_option *o = &n2v_options[i];
    char names[256], *save, *implied;
    snprintf(names, sizeof names, "%s,%s", o->flag, o->aliases);
    for (char *name = strtok_r(names, ",", &save); name; name = strtok_r(NULL, ",", &save)) {
      name[strcspn(name, "=")] = 0;
      assert_int_equal(n2v_option_find(name, o->programs, &implied), i);
      free(implied);
    }
    assert_true(o->programs != 0 && *o->help);
  }
}

static void both_dashes_and_aliases(void **state) {
  (void)state;
  n2v_config *c = TRAIN("--input", "g.txt", "-dimensions", "32", "--walk-length=7", "-r", "3",
                        "--iter", "2", "--workers", "4", "-window-size", "5", "-lr", "0.05",
                        "--directed", "--unweighted", "-h");
  assert_non_null(c);
  assert_string_equal(c->input, "g.txt");
  assert_int_equal(c->size, 32);
  assert_int_equal(c->walk_length, 7);
  assert_int_equal(c->num_walks, 3);
  assert_int_equal(c->epochs, 2);
  assert_int_equal(c->threads, 4);
  assert_int_equal(c->window, 5);
  assert_true(c->alpha == 0.05);
  assert_true(c->directed == N2V_DIRECTED_YES && c->help);
  assert_int_equal(c->weighted, N2V_WEIGHTED_NO);
  assert_string_equal(c->source[N2V_OPTION_size], "command line");
  n2v_config_free(c);
}

static void reference_invocation(void **state) {
  (void)state;
  n2v_config *c =
      TRAIN("--input", "graph/karate.edgelist", "--output", "emb/karate.emd", "--dimensions", "128",
            "--walk-length", "80", "--num-walks", "10", "--window-size", "10", "--iter", "1",
            "--workers", "8", "--p", "0.25", "--q", "4", "--weighted", "--undirected");
  assert_non_null(c);
  assert_true(c->p == 0.25 && c->q == 4 && c->directed == N2V_DIRECTED_NO);
  assert_int_equal(c->weighted, N2V_WEIGHTED_YES);
  n2v_config_free(c);
}

static void wrong_flags(void **state) {
  (void)state;
  FAILS("unknown option '-thread': did you mean -threads?", "-thread", "2");
  FAILS("unknown option '-negativ': did you mean -negative?", "--negativ", "3");
  FAILS("unknown option '-zzzzzzzz'", "-zzzzzzzz");
  FAILS("option '-size' is given twice", "-size", "3", "-size", "3");
  FAILS("option '-dim' is given twice (it sets size", "-size", "3", "-dim", "3");
  FAILS("option '-undirected' is given twice", "-directed", "-undirected");
  FAILS("option '-size' needs a value", "-size");
  FAILS("option '-directed' takes no value", "-directed=1");
  FAILS("unknown option '-stats'", "-stats"); /* n2v-graph's */
  FAILS("unknown option '-in'", "-in", "x");  /* no abbreviations */
}

static void wrong_values(void **state) {
  (void)state;
  FAILS("-size 'x': must be a whole number from 1 to 4096", "-size", "x");
  FAILS("-size '1.5': must be a whole number", "-size", "1.5");
  FAILS("-size '': must be", "-size", "");
  FAILS("-size '0': must be a whole number from 1 to 4096", "-size", "0");
  FAILS("-size '4097'", "-size", "4097");
  FAILS("-size '12 '", "-size", "12 ");
  FAILS("-size ' 12'", "-size", " 12");
  FAILS("-size '0x10'", "-size", "0x10");
  FAILS("-size '99999999999999999999999'", "-dim", "99999999999999999999999");
  FAILS("-p 'nan': must be a number from 1e-06 to 1000000", "-p", "nan");
  FAILS("-p 'inf'", "-p", "inf");
  FAILS("-q '-1'", "-q", "-1");
  FAILS("-q '0'", "-q", "0");
  FAILS("-format 'exel': must be one of auto|edgelist", "-format", "exel");
  FAILS("-shrink-window 'yes': must be 0 or 1", "-shrink-window", "yes");
  FAILS("-memory '4 G': must be a size such as 200M", "-memory", "4 G");
  FAILS("-memory '-1'", "-memory", "-1");
  FAILS("-memory '110%': must be a size such as 200M", "-memory", "110%");
  FAILS("-memory '4X'", "-memory", "4X");
  FAILS("-checkpoint-every '10x': must be a time such as 30s", "-checkpoint-every", "10x");
  FAILS("-checkpoint-every '5ms'", "-checkpoint-every", "5ms");
  FAILS("-checkpoint-every '-1s'", "-checkpoint-every", "-1s");
}

static void good_values(void **state) {
  (void)state;
  static const struct {
    const char *text;
    double bytes;
  } sizes[] = {{"1", 1},       {"200M", 200 * 0x1p20}, {"4G", 4 * 0x1p30},
               {"1.5k", 1536}, {"2GiB", 0x1p31},       {"3mb", 3 * 0x1p20}};
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    n2v_config *c = TRAIN("-memory", sizes[i].text);
    assert_non_null(c);
    assert_true((double)c->memory == sizes[i].bytes);
    n2v_config_free(c);
  }
  static const struct {
    const char *text;
    double seconds;
  } times[] = {{"0", 0}, {"30", 30}, {"2.5s", 2.5}, {"10m", 600}, {"1.5h", 5400}};
  for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
    n2v_config *c = TRAIN("-checkpoint-every", times[i].text);
    assert_non_null(c);
    assert_true(c->checkpoint_every == times[i].seconds);
    n2v_config_free(c);
  }
  n2v_config *c = TRAIN("-num-walks", "1e3", "-min-weight", "-2.5", "-p", ".5", "-seed",
                        "9007199254740992", "-output", "-");
  assert_non_null(c);
  assert_int_equal(c->num_walks, 1000);
  assert_true(c->min_weight == -2.5 && c->p == 0.5);
  assert_int_equal(c->seed, INT64_C(9007199254740992));
  assert_string_equal(c->output, "-");
  n2v_config_free(c);
}

static void positional_arguments(void **state) {
  (void)state;
  const char *argv[] = {"n2v-query", "Matrix, The (1999)", "-threads", "2", "-5", "-", "--", "-x"};
  int count = 0;
  n2v_config *c = parse(N2V_PROGRAM_QUERY, 8, argv, &count);
  assert_non_null(c);
  assert_int_equal(count, 4);
  assert_string_equal(argv[1], "Matrix, The (1999)");
  assert_string_equal(argv[2], "-5");
  assert_string_equal(argv[3], "-");
  assert_string_equal(argv[4], "-x");
  assert_int_equal(c->threads, 2);
  n2v_config_free(c);
}

static void precedence(void **state) {
  (void)state;
  unit_write("a.ini", "[train]\nsize = 64\nwindow = 7 ; a comment\n; another\n# a third\n\n"
                      "[walk]\r\np = 0.5\r\n");
  for (int order = 0; order < 2; order++) {
    n2v_config *c =
        order ? TRAIN("-config", "a.ini", "-size", "32") : TRAIN("-size", "32", "-config", "a.ini");
    assert_non_null(c);
    assert_int_equal(c->size, 32);
    assert_int_equal(c->window, 7);
    assert_int_equal(c->negative, 5);
    assert_true(c->p == 0.5);
    assert_string_equal(c->source[N2V_OPTION_size], "command line");
    assert_string_equal(c->source[N2V_OPTION_window], "a.ini:3");
    assert_string_equal(c->source[N2V_OPTION_p], "a.ini:8");
    assert_string_equal(c->source[N2V_OPTION_negative], "default");
    n2v_config_free(c);
  }
}

/* What a line of flags is refused with; NULL: it is not. */
#define EFFECT(program, message, ...)                                                              \
  do {                                                                                             \
    n2v_config *c = PARSE(N2V_PROGRAM_##program, __VA_ARGS__);                                     \
    const char *wanted = message;                                                                  \
    assert_non_null(c);                                                                            \
    memset(&err, 0, sizeof err);                                                                   \
    assert_int_equal(n2v_config_check(c, N2V_PROGRAM_##program, &err),                             \
                     wanted ? N2V_EUSAGE : N2V_OK);                                                \
    assert_string_equal(err.msg, wanted ? wanted : "");                                            \
    n2v_config_free(c);                                                                            \
  } while (0)

static void without_effect(void **state) {
  (void)state;
  EFFECT(TRAIN, "`p` has no effect with `walks`: leave `p` out", "-walks", "w", "-p", "4");
  EFFECT(TRAIN, "`directed = 0` has no effect with `walks`: leave `directed = 0` out", "-walks",
         "w", "-undirected");
  EFFECT(TRAIN, "`nodes` has no effect with `walks`: leave `nodes` out", "-walks", "w", "-nodes",
         "n");
  EFFECT(TRAIN, "`min_weight` has no effect with `walks`: leave `min_weight` out", "-walks", "w",
         "-min-weight", "2");
  EFFECT(WALK, "`gamma` has no effect without `extend`: add that, or leave `gamma` out", "-gamma",
         "1");
  EFFECT(LINKPRED,
         "`ns_exponent` has no effect with `negative = 0`: leave "
         "`ns_exponent` out",
         "-negative", "0", "-ns-exponent", "1");
  EFFECT(TRAIN,
         "`checkpoint_every` has no effect without `checkpoint`: add that, or leave "
         "`checkpoint_every` out",
         "-resume", "c", "-checkpoint-every", "0");
  EFFECT(TRAIN,
         "`binary = 1` has no effect with `output_format`: leave `binary = 1` "
         "out",
         "-binary", "1", "-output-format", "text");
  EFFECT(GRAPH, "`columns` has no effect with `generate`: leave `columns` out", "-generate", "er",
         "-columns", "1,2");
  EFFECT(GRAPH,
         "`pair_weight = pmi` has no effect with `generate`: leave "
         "`pair_weight = pmi` out",
         "-generate", "er", "-pair-weight", "pmi");
  EFFECT(GRAPH, "`edges` has no effect without `generate`: add that, or leave `edges` out",
         "-input", "g", "-edges", "5");
  EFFECT(GRAPH, "`mixing` has no effect without `generate = sbm`: add that, or leave `mixing` out",
         "-generate", "er", "-mixing", "0.5");
  EFFECT(PAGE,
         "`duplicates = max` has no effect without `graph`: add that, or leave "
         "`duplicates = max` out",
         "-duplicates", "max");
  EFFECT(CONVERT, "`labels` has no effect without `metadata`: add that, or leave `labels` out",
         "-labels", "l");
  EFFECT(QUERY,
         "`model_context` has no effect without `metric = context`: add that, or leave "
         "`model_context` out",
         "-context", "c");
  EFFECT(QUERY,
         "`vocab_counts` has no effect without `min_visits`: add that, or leave "
         "`vocab_counts` out",
         "-vocab", "v");
  EFFECT(RECALL, "`size` has no effect with `model`: leave `size` out", "-model", "m", "-size",
         "8");
  EFFECT(RECALL, "`output` has no effect with `model`: leave `output` out", "-model", "m",
         "-output", "v");
  EFFECT(TRAIN,
         "`verbose` has no effect with `log_format = json`: leave `verbose` "
         "out",
         "-verbose", "-log-format", "json");
}

/* They belong to the two or more runs that one file serves. */
static void with_effect(void **state) {
  (void)state;
  EFFECT(TRAIN, NULL, "-walks", "w", "-size", "8", "-window", "3");
  EFFECT(TRAIN, NULL, "-walks", "w", "-p", "1", "-format", "auto"); /* the default */
  EFFECT(TRAIN, NULL, "-gamma", "1", "-extend");
  EFFECT(TRAIN, NULL, "-checkpoint", "c", "-checkpoint-every", "0");
  EFFECT(GRAPH, NULL, "-generate", "sbm", "-mixing", "0.5", "-edges", "5", "-seed", "3");
  EFFECT(RECALL, NULL, "-model", "m", "-context", "c", "-min-rating", "4");
  EFFECT(RECALL, NULL, "-size", "8", "-output", "v", "-keep-context");
  unit_write("all.ini", "[graph]\ndirected = 1\ncolumns = 1,2\n[ratings]\nmin_rating = 4\n"
                        "[walk]\np = 2\ngamma = 1\n[train]\nsize = 8\nns_exponent = 1\n"
                        "[output]\ncheckpoint_every = 0\ngraph = g\n[query]\nlabels = l\n"
                        "model_context = c\nvocab_counts = v\n");
  EFFECT(TRAIN, NULL, "-config", "all.ini", "-walks", "w");
  EFFECT(TRAIN, NULL, "-config", "all.ini", "-input", "g", "-negative", "0");
  EFFECT(GRAPH, NULL, "-config", "all.ini", "-generate", "er");
  EFFECT(PAGE, NULL, "-config", "all.ini");
  EFFECT(CONVERT, NULL, "-config", "all.ini");
  EFFECT(QUERY, NULL, "-config", "all.ini");
  EFFECT(RECALL, NULL, "-config", "all.ini", "-model", "m");
  unit_write("walks.ini", "[graph]\nwalks = w\n");
  EFFECT(TRAIN, "`q` has no effect with `walks` (walks.ini:2): leave `q` out", "-config",
         "walks.ini", "-q", "4");
}

static void ini_fails(const char *part, const char *text) {
  unit_write("wrong.ini", text);
  n2v_config *c = TRAIN("-config", "wrong.ini");
  if (c)
    fail_msg("accepted, but expected: %s", part);
  assert_contains(err.msg, part);
}

static void wrong_ini(void **state) {
  (void)state;
  ini_fails("wrong.ini:2: unknown key 'walk-length' in [walk]: did you mean walk_length?",
            "[walk]\nwalk-length = 3\n");
  ini_fails("wrong.ini:2: unknown key 'qqqqqqqqq' in [walk]", "[walk]\nqqqqqqqqq = 3\n");
  ini_fails("wrong.ini:3: unknown section [wlak]: there are [graph] [ratings] [walk]",
            "\n[wlak]\np = 1\n");
  ini_fails("wrong.ini:2: unknown section [none]", "[none]\nhelp = 1\n");
  ini_fails("wrong.ini:1: 'p' stands above the first section", "p = 1\n");
  ini_fails("wrong.ini:4: key 'p' is given twice (line 2, too)", "[walk]\np = 1\nq = 2\np = 1\n");
  ini_fails("wrong.ini:2: p = 'x': must be a number", "[walk]\np = x\n");
  ini_fails("wrong.ini:2: size = '5000': must be a whole number from 1 to 4096",
            "[train]\nsize = 5000\n");
  ini_fails("wrong.ini:3: indented line", "[walk]\np = 1\n  q = 2\n");
  ini_fails("wrong.ini:2: a comment behind a value begins with ' ;'", "[walk]\np = 1 # return\n");
  ini_fails("wrong.ini:2: neither [section] nor key = value", "[walk]\njust words\n");
  ini_fails("wrong.ini:1: section name without ']': '[walk'", "[walk\np = 1\n");
}

static void long_ini_lines(void **state) {
  (void)state;
  char text[512] = "[graph]\ninput = ";
  size_t start = strlen("[graph]\n"), end = strlen(text);
  memset(text + end, 'a', start + 198 - end);
  strcpy(text + start + 198, "\n[walk]\np = 4\n");
  unit_write("fits.ini", text);
  n2v_config *c = TRAIN("-config", "fits.ini");
  assert_non_null(c);
  assert_int_equal(strlen(c->input), 198 - strlen("input = "));
  assert_true(c->p == 4);
  n2v_config_free(c);
  strcpy(text + start + 198, "a\n[walk]\np = 4\n");
  ini_fails("wrong.ini:2: line is longer than 198 bytes", text);
}

static void missing_ini(void **state) {
  (void)state;
  FAILS("missing.ini: cannot read: No such file", "-config", "missing.ini");
  FAILS(".: cannot read: Is a directory", "-config", ".");
}

static void set_by_name(void **state) {
  (void)state;
  n2v_config *c;
  assert_ok(n2v_config_new(&c, &err), &err);
  assert_ok(set_option(c, "unweighted", "1", &err), &err);
  assert_int_equal(c->weighted, N2V_WEIGHTED_NO);
  assert_ok(set_option(c, "undirected", "0", &err), &err);
  assert_int_equal(c->directed, N2V_DIRECTED_YES);
  assert_int_equal(set_option(c, "undirected", "x", &err), N2V_EUSAGE);
  assert_int_equal(set_option(c, "sise", "16", &err), N2V_EUSAGE);
  n2v_config_free(c);
}

static void assign(void **state) {
  (void)state;
  n2v_config *c;
  assert_ok(n2v_config_new(&c, &err), &err);
  assert_ok(n2v_config_assign(c, N2V_OPTION_size, "16", "set", &err), &err);
  assert_int_equal(n2v_config_assign(c, N2V_OPTION_size, "0", "set", &err), N2V_EUSAGE);
  assert_contains(err.msg, "set: size = '0'");
  assert_int_equal(c->size, 16); /* a refused value changes nothing */
  assert_int_equal(n2v_config_assign(c, N2V_OPTION_size, "0", "set", NULL), N2V_EUSAGE);
  n2v_config_free(c);
  n2v_config_free(NULL);
}

static void nearest_name(void **state) {
  (void)state;
  static const struct {
    const char *typed, *section, *near;
  } cases[] = {{"thraeds", NULL, "threads"},
               {"undirectd", NULL, "undirected"},
               {"sise", "train", "size"},
               {"walklength", "walk", "walk_length"},
               {"sise", "walk", NULL},
               {"completely-different", NULL, NULL},
               {"outputformat", NULL, "output-format"}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    char *near = n2v_option_nearest(cases[i].typed, cases[i].section, N2V_PROGRAM_TRAIN);
    if (cases[i].near) {
      assert_non_null(near);
      assert_string_equal(near, cases[i].near);
    } else {
      assert_null(near);
    }
    free(near);
  }
  char endless[5000];
  memset(endless, 'x', sizeof endless - 1);
  endless[sizeof endless - 1] = 0;
  free(n2v_option_nearest(endless, NULL, ~0u));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(defaults),
      cmocka_unit_test(table_is_consistent),
      cmocka_unit_test(both_dashes_and_aliases),
      cmocka_unit_test(reference_invocation),
      cmocka_unit_test(wrong_flags),
      cmocka_unit_test(wrong_values),
      cmocka_unit_test(good_values),
      cmocka_unit_test(positional_arguments),
      cmocka_unit_test(precedence),
      cmocka_unit_test(without_effect),
      cmocka_unit_test(with_effect),
      cmocka_unit_test(wrong_ini),
      cmocka_unit_test(long_ini_lines),
      cmocka_unit_test(missing_ini),
      cmocka_unit_test(set_by_name),
      cmocka_unit_test(assign),
      cmocka_unit_test(nearest_name),
  };
  return cmocka_run_group_tests(tests, unit_enter_folder, unit_leave_folder);
}
