/* Structs of parameters that come from a caller, who may know an older or a newer one. */
#ifndef N2V_BASE_PARAMS_H
#define N2V_BASE_PARAMS_H

#include "n2v.h"

/* Copies what the caller gave over own, which holds the defaults and is own_size bytes; given may
 * be NULL. Both begin with a size_t that is their size. N2V_EUSAGE when given has no size, or says
 * in bytes that this library does not know something else than zero. what: the struct's name. */
n2v_status n2v_params_take(void *own, size_t own_size, const void *given, const char *what,
                           n2v_error *err);

/* N2V_EUSAGE, "`name = value`: must be from min to max", for a number outside, NaN too. */
n2v_status n2v_in_range(const char *name, double value, double min, double max, n2v_error *err);

typedef struct n2v_range {
  const char *name;
  double value, min, max;
} n2v_range;

/* The last value of a choice that n2v.h lists in rows: a row more, and it is allowed. */
#define N2V_ONE_ROW(name, text) +1
#define N2V_LAST_OF(LIST)       (LIST(N2V_ONE_ROW) - 1)

/* The first that is outside. */
n2v_status n2v_in_ranges(const n2v_range *ranges, size_t count, n2v_error *err);

/* The run in force: threads counted, the memory limit in bytes. given may be NULL. */
n2v_status n2v_run_take(const n2v_run *given, n2v_run *own, n2v_error *err);

#endif
