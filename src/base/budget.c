/* One accounting for all stages. It is of what is asked for, not of what the process has: so a job
 * that does not fit a limit is refused before anything is allocated, by every machine alike.
 *
 * Megabytes are of 10^6 bytes here, as in every message. parts is cut when it is full; used is
 * not. */
#include "base/budget.h"

#include "base/status.h"

#include <stdio.h>
#include <string.h>

void n2v_budget_add(n2v_budget *b, const char *what, uint64_t bytes) {
  size_t used = strlen(b->parts);
  snprintf(b->parts + used, sizeof b->parts - used, "%s%s %.1f MB", used ? ", " : "", what,
           (double)bytes / 1e6);
  b->used += bytes;
}

/* Never below 0: a caller may go on to divide what is left. */
uint64_t n2v_budget_left(const n2v_budget *b) {
  return b->used < b->limit ? b->limit - b->used : 0;
}

n2v_status n2v_budget_check(const n2v_budget *b, const char *advice, n2v_error *err) {
  if (b->used <= b->limit)
    return N2V_OK;
  return n2v_fail(err, N2V_ELIMIT, "over the memory limit of %.1f MB: %s; %s",
                  (double)b->limit / 1e6, b->parts, advice);
}

n2v_status n2v_budget_holds(uint64_t limit, const char *what, uint64_t bytes, const char *advice,
                            n2v_error *err) {
  n2v_budget budget = {.limit = limit};
  n2v_budget_add(&budget, what, bytes);
  return n2v_budget_check(&budget, advice, err);
}
