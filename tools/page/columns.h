/* What is known of the nodes beside their vectors: titles, and columns to colour, size and filter
 * by. */
#ifndef N2V_PAGE_COLUMNS_H
#define N2V_PAGE_COLUMNS_H

#include "page/model.h"

#include <stdio.h>

enum { PAGE_COLUMNS_MAX = 32 };

/* One string for each row of the page, each ended by a zero byte; "" where it is not known. */
typedef struct page_column {
  char *title; /* UTF-8 or not, as the file had it */
  bool number; /* every string is "" or a number; otherwise `|` separates several values */
  char *text;
  size_t size;
} page_column;

typedef struct page_columns {
  page_column items[PAGE_COLUMNS_MAX];
  int count;
  char *titles; /* of nodes; NULL: none known */
  size_t titles_size;
} page_columns;

/* Writes row's string to out; `how` is the caller's. Nothing written: not known. */
typedef void page_cell(const void *how, uint64_t row, FILE *out);

/* One more column; without a zero byte written by cell. N2V_EUSAGE: there are too many. */
n2v_status page_column_add(page_columns *columns, const char *title, bool number, uint64_t rows,
                           page_cell *cell, const void *how, n2v_error *err);

/* Titles, genre, year from a file that n2v-query's -labels reads. */
n2v_status page_columns_labels(page_columns *columns, const n2v_embedding *vectors,
                               const char *path, n2v_error *err);

/* Lines `name label label ...`, as for n2v-eval classify: one column `label`. */
n2v_status page_columns_groups(page_columns *columns, const n2v_embedding *vectors,
                               const char *path, n2v_error *err);

/* Lines `name count` of n2v-train -save-vocab: one column `visits`. */
n2v_status page_columns_visits(page_columns *columns, const n2v_embedding *vectors,
                               const char *path, n2v_error *err);

/* A tab-separated table whose first line names its columns: the nodes' names are in the one called
 * name, node or id, else in the first; title (or label) gives titles where there are none yet. */
n2v_status page_columns_table(page_columns *columns, const n2v_embedding *vectors, const char *path,
                              n2v_error *err);

void page_columns_free(page_columns *columns);

#endif
