/* Options by name, for tests that set a few without a command line. */
#ifndef N2V_TESTS_SET_OPTION_H
#define N2V_TESTS_SET_OPTION_H

#include "options/options.h"

#include <stdlib.h>
#include <string.h>

/* name: a flag without its dash, or an alias. "1" gives a flag that takes no argument
 * ("unweighted"), "0" undoes it. N2V_EUSAGE: no such option, or not such a value. */
static inline n2v_status set_option(n2v_config *config, const char *name, const char *value,
                                    n2v_error *err) {
  char *implied;
  int option = n2v_option_find(name, ~0u, &implied);
  /* `unweighted` 1 is `weighted` 0. */
  bool negated = implied && *implied == '0' && strlen(value) == 1;
  free(implied);
  if (option < 0)
    return n2v_fail(err, N2V_EUSAGE, "unknown option '%s'", name);
  if (negated && strchr("01", *value))
    value = *value == '0' ? "1" : "0";
  return n2v_config_assign(config, option, value, "set", err);
}

#endif
