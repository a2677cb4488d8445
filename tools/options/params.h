/* Options to the parameters of the library, and the library's words to options. */
#ifndef N2V_OPTIONS_PARAMS_H
#define N2V_OPTIONS_PARAMS_H

#include "options/options.h"

n2v_run n2v_config_run(const n2v_config *config, const n2v_progress *progress);
n2v_read_params n2v_config_read_params(const n2v_config *config);
n2v_walk_params n2v_config_walk_params(const n2v_config *config);

/* All but init and init_context, which are vectors: the files are the program's to read. */
n2v_train_params n2v_config_train_params(const n2v_config *config);

/* A message of the library with flags in place of the parameters' names: "raise `memory`" becomes
 * "raise -memory", "`weighted = 0`" becomes "-unweighted". out: size bytes, cut there. */
void n2v_message_with_flags(const char *message, char *out, size_t size);

#endif
