/* A model to embeddings, when training is over. */
#ifndef N2V_TRAIN_WRAP_H
#define N2V_TRAIN_WRAP_H

#include "embedding/embedding.h"
#include "sgns/model.h"

/* Rows by descending count, of equal ones by name. The matrices that become embeddings are taken
 * over; contexts may be NULL. counts are put in that order, too. */
n2v_status n2v_model_wrap(n2v_model *model, uint64_t *counts, n2v_names *names,
                          n2v_embedding **vectors, n2v_embedding **contexts, n2v_error *err);

#endif
