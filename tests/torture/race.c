/* Trains with four threads on a corpus whose reader, called by all of them, may count the walks it
 * gives in a plain variable: `race plain` must be caught by ThreadSanitizer, `race atomic` must
 * not. The first shows that the exception for Hogwild's rows hides no race beside it. */
#include "base/memory.h"
#include "train/trainer.h"

#include <stdio.h>
#include <string.h>

enum { NODES = 50, WALKS = 4000, LENGTH = 40 };

static uint64_t walks_read;
static int plain;

static void read_walks(const n2v_corpus *corpus, uint32_t epoch, uint64_t first, uint32_t count,
                       uint32_t *tokens, uint32_t *lengths) {
  (void)epoch;
  if (plain)
    walks_read += count;
  else
    __atomic_fetch_add(&walks_read, count, __ATOMIC_RELAXED);
  for (uint32_t i = 0; i < count; i++) {
    lengths[i] = LENGTH;
    for (uint32_t j = 0; j < LENGTH; j++)
      tokens[(size_t)i * corpus->max_length + j] = (uint32_t)((first + i + j * j) % NODES);
  }
}

int main(int argc, char **argv) {
  const n2v_corpus corpus = {
      .nodes = NODES, .walks = WALKS, .max_length = LENGTH, .read = read_walks};
  uint64_t counts[NODES];
  n2v_train_report report = {0};
  n2v_train_params params;
  const n2v_run run = {.size = sizeof run, .threads = 4, .memory = UINT64_MAX};
  n2v_model *model = NULL;
  n2v_error err = {0};
  plain = argc > 1 && strcmp(argv[1], "plain") == 0;
  for (int i = 0; i < NODES; i++)
    counts[i] = WALKS * LENGTH / NODES;
  n2v_train_params_init(&params, sizeof params);
  n2v_status status = n2v_trainer_run(&corpus, counts, &params, &run, NULL, &model, &report, &err);
  n2v_model_free(model);
  n2v_free((double *)report.loss);
  if (status != N2V_OK)
    fprintf(stderr, "%s\n", err.msg);
  return status != N2V_OK;
}
