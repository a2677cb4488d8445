/* Checkpoints: what is written is read back, and nothing else is taken for one. How training goes
 * on from them: tests/test_trainer.c, tests/cli/test_checkpoint.sh. */
#include "unit.h"

#include "train/checkpoint.h"

#include <math.h>
#include <sys/stat.h>

enum { NODES = 5, DIMS = 3 };

static const char fingerprint[] = "graph 1\nsize 3\n";
static n2v_error err;

static double losses[] = {1.5};
static const n2v_train_state sound = {.epoch = 1,
                                      .walk = 7,
                                      .tokens = 70,
                                      .pairs = 300,
                                      .idle = 1,
                                      .epoch_loss = 2,
                                      .best_loss = 1.5,
                                      .seconds = 3,
                                      .loss = losses};

static n2v_model *new_model(void) {
  n2v_model *model;
  assert_ok(n2v_model_new(NODES, DIMS, 1, (n2v_team_size){1, false}, &model, &err), &err);
  return model;
}

static n2v_status write_state(const n2v_train_state *state, const n2v_model *model) {
  return n2v_checkpoint_write("c", 0, model, state, fingerprint, "portable", &err);
}

static n2v_status read_back(n2v_checkpoint *c) {
  return n2v_checkpoint_read("c", fingerprint, NODES, DIMS, N2V_PRECISION_FLOAT32, false,
                             (n2v_team_size){1, false}, c, &err);
}

static void refused(const char *why) {
  n2v_checkpoint c;
  assert_int_equal(read_back(&c), N2V_EINPUT);
  assert_null(c.model);
  assert_contains(err.msg, why);
}

static void all_of_it_comes_back(void **state) {
  (void)state;
  n2v_checkpoint c;
  n2v_model *model = new_model();
  assert_ok(write_state(&sound, model), &err);
  assert_ok(n2v_checkpoint_probe("c", &err), &err);
  assert_false(n2v_checkpoint_is_damaged("c"));
  assert_ok(read_back(&c), &err);
  assert_memory_equal(&c.state, &sound, offsetof(n2v_train_state, loss));
  assert_true(c.state.loss[0] == losses[0]);
  assert_string_equal(c.simd, "portable");
  assert_memory_equal(c.model->input, model->input, NODES * model->stride * sizeof(float));
  assert_memory_equal(c.model->output, model->output, NODES * model->stride * sizeof(float));
  n2v_checkpoint_free(&c);
  n2v_model_free(model);
}

/* With checksums that are right. */
static void states_that_cannot_be(void **state) {
  (void)state;
  n2v_model *model = new_model();
  assert_false(n2v_checkpoint_is_damaged("missing"));
  n2v_train_state wrong[] = {sound, sound, sound, sound, sound, sound};
  wrong[0].epoch_loss = NAN;
  wrong[1].best_loss = INFINITY;
  wrong[2].seconds = -1;
  wrong[3].seconds = NAN;
  wrong[4].loss = (double[]){NAN};
  wrong[5].epoch |= 1ull << 32;
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    assert_ok(write_state(&wrong[i], model), &err);
    refused("impossible state");
  }
  model->output[NODES * model->stride - 1] = NAN;
  assert_ok(write_state(&sound, model), &err);
  refused("a vector is not finite");
  n2v_model_free(model);
}

static void bytes_more_or_less_or_changed(void **state) {
  (void)state;
  n2v_model *model = new_model();
  assert_ok(write_state(&sound, model), &err);
  struct stat info;
  assert_int_equal(stat("c", &info), 0);
  FILE *file = fopen("c", "ab");
  putc(0, file);
  assert_int_equal(fclose(file), 0);
  refused("bytes");
  assert_true(n2v_checkpoint_is_damaged("c"));
  assert_int_equal(truncate("c", info.st_size - 1), 0);
  refused("bytes");
  assert_ok(write_state(&sound, model), &err);
  file = fopen("c", "r+b");
  assert_int_equal(fseek(file, -100, SEEK_END), 0);
  putc(0xaa, file);
  assert_int_equal(fclose(file), 0);
  assert_ok(n2v_checkpoint_probe("c", &err), &err); /* of the header alone */
  assert_true(n2v_checkpoint_is_damaged("c"));
  refused("wrong checksum of the vectors");
  n2v_model_free(model);
}

static void the_one_before_is_kept_if_asked(void **state) {
  (void)state;
  n2v_model *model = new_model();
  unlink("c.1");
  for (int keep = 0; keep < 2; keep++) {
    assert_ok(n2v_checkpoint_write("c", keep ? N2V_KEEP_PREVIOUS : 0, model, &sound, fingerprint,
                                   "portable", &err),
              &err);
    assert_int_equal(access("c.1", F_OK) == 0, keep);
  }
  assert_false(n2v_checkpoint_is_damaged("c.1"));
  n2v_model_free(model);
}

static void targets(void **state) {
  (void)state;
  n2v_model *model = new_model();
  assert_ok(n2v_checkpoint_check_target("new", &err), &err);
  assert_ok(write_state(&sound, model), &err);
  assert_ok(n2v_checkpoint_check_target("c", &err), &err);
  unit_write("text", "a b\n");
  assert_int_equal(n2v_checkpoint_check_target("text", &err), N2V_EUSAGE);
  unit_write("beside.1", "a b\n");
  assert_int_equal(n2v_checkpoint_check_target("beside", &err), N2V_EUSAGE);
  assert_contains(err.msg, "beside.1 is there and is no checkpoint");
  assert_int_equal(mkfifo("fifo", 0600), 0); /* opening it would wait for a writer */
  assert_int_equal(n2v_checkpoint_check_target("fifo", &err), N2V_EUSAGE);
  n2v_model_free(model);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(all_of_it_comes_back),
      cmocka_unit_test(states_that_cannot_be),
      cmocka_unit_test(bytes_more_or_less_or_changed),
      cmocka_unit_test(the_one_before_is_kept_if_asked),
      cmocka_unit_test(targets),
  };
  return cmocka_run_group_tests(tests, unit_enter_folder, unit_leave_folder);
}
