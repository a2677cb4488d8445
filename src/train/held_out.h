/* The loss of the model as it is, on walks it is never trained on: one that runs with any number of
 * threads and any learning rate can be compared by. (The loss met while training depends on the
 * rate: at a high one, the rows of a walk have half learnt it before it ends, so that the loss may
 * rise while the rate, and with it the noise in the vectors, falls.) */
#ifndef N2V_TRAIN_HELD_OUT_H
#define N2V_TRAIN_HELD_OUT_H

#include "train/worker.h"

/* Mean of a pair's loss over a sample of walks, the same at every call: walks of an epoch that is
 * never trained or, in a corpus read from a file, walks of the file. 0 when the sample has no
 * pairs. Nobody may train meanwhile; the worker's own counts must have been taken. */
double n2v_held_out_loss(const n2v_training *training, n2v_worker *worker);

#endif
