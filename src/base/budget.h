/* What a job holds or is about to take, against the memory limit: one sum, said part by part. */
#ifndef N2V_BASE_BUDGET_H
#define N2V_BASE_BUDGET_H

#include "n2v.h"

/* Start with {.limit = run->memory}. */
typedef struct n2v_budget {
  uint64_t limit, used; /* bytes */
  char parts[256];      /* "graph 1.2 MB, sampler 3.4 MB" */
} n2v_budget;

void n2v_budget_add(n2v_budget *budget, const char *what, uint64_t bytes);

/* Bytes that are left; 0 when the limit is passed. */
uint64_t n2v_budget_left(const n2v_budget *budget);

/* N2V_ELIMIT, naming all parts, when they are more than the limit. advice: what to do about it. */
n2v_status n2v_budget_check(const n2v_budget *budget, const char *advice, n2v_error *err);

/* The same for one thing alone. */
n2v_status n2v_budget_holds(uint64_t limit, const char *what, uint64_t bytes, const char *advice,
                            n2v_error *err);

#endif
