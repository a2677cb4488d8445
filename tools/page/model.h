/* The vectors that the page shows, brought into one order of rows: that of the first model. */
#ifndef N2V_PAGE_MODEL_H
#define N2V_PAGE_MODEL_H

#include "n2v.h"
#include "support.h"

#include <stdbool.h>

#define PAGE_ABSENT UINT64_MAX

typedef struct page_model {
  const char *path;
  n2v_embedding *vectors;
  n2v_embedding *contexts; /* in the rows of `vectors`; NULL: none known */
  uint64_t *rows;          /* of `vectors`, for each row of the page; PAGE_ABSENT: none */
  uint64_t absent;         /* rows of the page that this model lacks */
} page_model;

/* Reads the vectors and their context vectors, from `context` or, where that is "", from the file
 * beside `path` if there is one. `first` gives the order of rows; NULL: this is the first model.
 * N2V_EINPUT when it shares no node with the first, or when two rows have one name. */
n2v_status page_model_read(page_model *model, const char *path, const char *context,
                           const page_model *first, const n2v_run *run, n2v_error *err);
void page_model_free(page_model *model);

/* rows x dims floats in the page's order, each row of length 1: what cosines are made of. Rows that
 * are absent, zero or not finite are zeros. The caller frees it. */
n2v_status page_model_directions(const page_model *model, uint64_t rows, float **out,
                                 n2v_error *err);

#endif
