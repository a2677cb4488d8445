/* The sample is walks of an epoch that is never trained, cut from all over the corpus, the same
 * each time: differences between two epochs are then the model's. */
#include "train/held_out.h"

/* Blocks are of some 4,000 tokens: half a million pairs at the defaults. A model on disk is
 * measured a few walks at a time, for each row that is read brings a block of pages with it. */
enum { MOST_BLOCKS = 16, DISK_TOKENS = 64 };
static const uint64_t SHARE = 64; /* at most one walk in so many, or one block */
static const uint32_t EPOCH = UINT32_MAX;

double n2v_held_out_loss(const n2v_training *training, n2v_worker *worker) {
  const n2v_corpus *corpus = training->corpus;
  uint32_t block = n2v_worker_block(corpus->max_length);
  if (block > corpus->walks)
    block = (uint32_t)corpus->walks;
  uint64_t blocks = corpus->walks / block / SHARE;
  blocks = blocks < 1 ? 1 : blocks > MOST_BLOCKS ? MOST_BLOCKS : blocks;
  uint32_t part = training->model->on_disk ? DISK_TOKENS / corpus->max_length + 1 : block;
  for (uint64_t b = 0; b < blocks; b++)
    for (uint32_t walk = 0; walk < block; walk += part) {
      n2v_worker_train(worker, EPOCH, b * (corpus->walks / blocks) + walk,
                       block - walk < part ? block - walk : part,
                       (n2v_pace){0, training->shape.group});
      n2v_model_leave(training->model, 0, training->model->nodes);
    }
  const n2v_tally all = n2v_worker_take(worker);
  return all.pairs ? all.loss / (double)all.pairs : 0;
}
