/* Lists are made here and not in the browser: there the vectors have 8 bits, and a list should say
 * what n2v-query says. */
#include "page/lists.h"

#include "base/memory.h"
#include "base/status.h"
#include "embedding/neighbours.h"

#include <string.h>

enum { BATCH = 256 };

typedef struct search {
  const page_model *model;
  const n2v_embedding *answers; /* the vectors, or the contexts */
  uint32_t *page_rows;          /* the way back; UINT32_MAX: no row of the page */
  bool *allowed;                /* rows of `answers` that the page has */
  n2v_search how;
  n2v_target targets[BATCH];
  uint64_t asked[BATCH]; /* rows of the page */
  uint32_t found[BATCH];
  n2v_neighbour *results;
} search;

static n2v_status search_init(search *s, uint64_t rows, n2v_error *err) {
  uint64_t answers = n2v_embedding_rows(s->answers);
  s->page_rows = n2v_alloc(answers, sizeof *s->page_rows);
  s->how.allowed = s->allowed = n2v_calloc(answers, sizeof *s->allowed);
  s->results = n2v_alloc((size_t)BATCH * s->how.k, sizeof *s->results);
  if (!s->page_rows || !s->allowed || !s->results)
    return n2v_fail_memory(err, "the lists of nearest nodes", answers * sizeof *s->page_rows);
  for (uint64_t row = 0; row < rows; row++)
    if (s->model->rows[row] != PAGE_ABSENT) {
      s->page_rows[s->model->rows[row]] = (uint32_t)row;
      s->allowed[s->model->rows[row]] = true;
    }
  return N2V_OK;
}

static n2v_status answer(search *s, size_t count, const page_lists *out, n2v_error *err) {
  n2v_status status =
      n2v_neighbours(s->answers, &s->how, s->targets, count, s->results, s->found, err);
  for (size_t t = 0; t < count && status == N2V_OK; t++)
    for (uint32_t i = 0; i < s->found[t]; i++) {
      const n2v_neighbour *result = &s->results[t * s->how.k + i];
      out->ids[s->asked[t] * out->k + i] = s->page_rows[result->row];
      out->scores[s->asked[t] * out->k + i] = (float)result->score;
    }
  return status;
}

static n2v_status answer_all(search *s, uint64_t rows, const page_lists *out, n2v_error *err) {
  n2v_status status = N2V_OK;
  size_t count = 0;
  for (uint64_t row = 0; row < rows && status == N2V_OK; row++) {
    if (s->model->rows[row] == PAGE_ABSENT)
      continue;
    s->asked[count] = row;
    s->targets[count++] =
        (n2v_target){.vector = n2v_embedding_row(s->model->vectors, s->model->rows[row]),
                     .excluded = &s->model->rows[row],
                     .excluded_count = 1};
    if (count == BATCH) {
      status = answer(s, count, out, err);
      count = 0;
    }
  }
  return status == N2V_OK && count ? answer(s, count, out, err) : status;
}

n2v_status page_lists_make(const page_model *model, bool contexts, uint64_t rows, int threads,
                           page_lists *out, n2v_error *err) {
  uint32_t k = rows > PAGE_NEAR ? PAGE_NEAR : rows > 1 ? (uint32_t)rows - 1 : 1;
  search s = {.model = model,
              .answers = contexts ? model->contexts : model->vectors,
              .how = {.k = k, .cosine = !contexts, .threads = threads}};
  *out = (page_lists){.k = k,
                      .ids = n2v_alloc(rows * k, sizeof *out->ids),
                      .scores = n2v_calloc(rows * k, sizeof *out->scores)};
  n2v_status status = out->ids && out->scores
                          ? search_init(&s, rows, err)
                          : n2v_fail_memory(err, "the lists of nearest nodes",
                                            rows * k * (sizeof *out->ids + sizeof *out->scores));
  if (status == N2V_OK) {
    memset(out->ids, 0xff, rows * k * sizeof *out->ids);
    status = answer_all(&s, rows, out, err);
  }
  n2v_free(s.page_rows);
  n2v_free(s.allowed);
  n2v_free(s.results);
  return status;
}

void page_lists_free(page_lists *lists) {
  n2v_free(lists->ids);
  n2v_free(lists->scores);
  *lists = (page_lists){0};
}
