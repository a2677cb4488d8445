/* All that a page is made of, once it is read. */
#ifndef N2V_PAGE_PAGE_H
#define N2V_PAGE_PAGE_H

#include "options/params.h"
#include "page/columns.h"
#include "page/model.h"
#include "page/network.h"

enum { PAGE_MODELS_MAX = 4 };

/* The files of one option, one for each model; "" where there is none. */
typedef struct file_list {
  char *text;
  const char *paths[PAGE_MODELS_MAX];
} file_list;

typedef struct page {
  n2v_config *config;
  n2v_run run;
  page_model models[PAGE_MODELS_MAX];
  int count;
  uint64_t rows;
  file_list contexts, runs, evals;
  page_columns columns;
  page_network network;
  double shares[PAGE_MODELS_MAX][2];
} page;

/* The data in the place that the template has for it. Adds the column `cluster`. */
n2v_status page_write(page *p, FILE *out, n2v_error *err);

#endif
