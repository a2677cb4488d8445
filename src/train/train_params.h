/* The parameters of training that are in force. */
#ifndef N2V_TRAIN_TRAIN_PARAMS_H
#define N2V_TRAIN_TRAIN_PARAMS_H

#include "n2v.h"

/* given, which may be NULL, over the defaults; N2V_EUSAGE names the first that is out of bounds. */
n2v_status n2v_train_params_take(const n2v_train_params *given, n2v_train_params *own,
                                 n2v_error *err);

#endif
