/* The nearest nodes of every node, exact, as n2v-query would answer. */
#ifndef N2V_PAGE_LISTS_H
#define N2V_PAGE_LISTS_H

#include "page/model.h"

enum { PAGE_NEAR = 20 };

/* For each row of the page the `k` best, rows of the page again: ids[row * k + i] with
 * scores[row * k + i], best first; where there are fewer, UINT32_MAX and 0. */
typedef struct page_lists {
  uint32_t k;
  uint32_t *ids;
  float *scores;
} page_lists;

/* By the cosine of vectors, or, with contexts, by the dot product of a row's vector with the
 * context vectors of others: training made that large for nodes that are met on the same walks. */
n2v_status page_lists_make(const page_model *model, bool contexts, uint64_t rows,
                           const n2v_run *run, page_lists *out, n2v_error *err);
void page_lists_free(page_lists *lists);

#endif
