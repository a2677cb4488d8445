/* Options and parameters agree, and messages of the library reach the user with flags. */
#include "unit.h"

#include "options/params.h"

static void check(const char *message, const char *shown) {
  char text[256];
  n2v_message_with_flags(message, text, sizeof text);
  assert_string_equal(text, shown);
}

static void parameters_become_flags(void **state) {
  (void)state;
  check("raise `memory` or lower `dims` or `threads`", "raise -memory or lower -size or -threads");
  check("give `dims = 3`", "give -size 3");
  check("`weighted = 0` ignores weights", "-unweighted ignores weights");
  check("leave `directed` out", "leave -directed out");
  check("`directed = 1`, `directed = 0`", "-directed, -undirected");
  check("`sampler = mixture`: no", "-sampler mixture: no");
  check("`min_rating`", "-min-rating");
  check("a `quoted` word, one ` alone", "a `quoted` word, one ` alone");
  char cut[8];
  n2v_message_with_flags("`threads` is high", cut, sizeof cut);
  assert_string_equal(cut, "-thread");
}

/* The defaults of the table are those of the library. */
static void defaults_agree(void **state) {
  (void)state;
  n2v_config *config;
  n2v_error err;
  assert_ok(n2v_config_new(&config, &err), &err);
  n2v_read_params read, read_options = n2v_config_read_params(config);
  n2v_walk_params walk, walk_options = n2v_config_walk_params(config);
  n2v_train_params train, train_options = n2v_config_train_params(config);
  n2v_read_params_init(&read, sizeof read);
  n2v_walk_params_init(&walk, sizeof walk);
  n2v_train_params_init(&train, sizeof train);
  assert_memory_equal(&read, &read_options, sizeof read);
  assert_memory_equal(&walk, &walk_options, sizeof walk);
  assert_memory_equal(&train, &train_options, sizeof train);
  n2v_config_free(config);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(parameters_become_flags),
      cmocka_unit_test(defaults_agree),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
