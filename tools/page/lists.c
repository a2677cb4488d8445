/* Lists are made here and not in the browser: there the vectors have 8 bits, and a list should say
 * what n2v-query says. It is n2v_query that is asked, 256 nodes at a time, so that the rows are
 * read from memory once for all of them. The work is rows^2 times dims: write.c bounds the rows. */
#include "page/lists.h"

#include <stdlib.h>
#include <string.h>

enum { BATCH = 256 };

typedef struct search {
  const page_model *model;
  const n2v_run *run;
  uint32_t *page_rows; /* the way back; UINT32_MAX: no row of the page */
  bool *allowed;       /* rows of the vectors that the page has */
  n2v_query_params how;
  n2v_term terms[BATCH];
  n2v_question questions[BATCH];
  uint64_t asked[BATCH];  /* rows of the page */
  uint32_t found[BATCH];  /* answers to each */
  n2v_neighbour *results; /* k for each of BATCH */
} search;

/* Only rows that the page has may be answers: a later model of the page may have nodes that the
 * first one lacks. On failure the caller frees what is there. */
static n2v_status search_init(search *s, uint64_t rows, n2v_error *err) {
  uint64_t answers = n2v_embedding_rows(s->model->vectors);
  s->page_rows = calloc(answers, sizeof *s->page_rows);
  s->how.allowed = s->allowed = calloc(answers, sizeof *s->allowed);
  s->results = calloc((size_t)BATCH * s->how.k, sizeof *s->results);
  if (!s->page_rows || !s->allowed || !s->results)
    return cli_no_memory(err, "the lists of nearest nodes", answers * sizeof *s->page_rows);
  for (uint64_t row = 0; row < rows; row++)
    if (s->model->rows[row] != PAGE_ABSENT) {
      s->page_rows[s->model->rows[row]] = (uint32_t)row;
      s->allowed[s->model->rows[row]] = true;
    }
  return N2V_OK;
}

/* Answers `count` questions and turns rows of the vectors to rows of the page. A single term is a
 * row of its own, and is left out of its answers. */
static n2v_status answer(search *s, size_t count, const page_lists *out, n2v_error *err) {
  n2v_status status =
      n2v_query(s->model->vectors, &s->how, s->questions, count, s->run, s->results, s->found, err);
  for (size_t t = 0; t < count && status == N2V_OK; t++)
    for (uint32_t i = 0; i < s->found[t]; i++) {
      const n2v_neighbour *result = &s->results[t * s->how.k + i];
      out->ids[s->asked[t] * out->k + i] = s->page_rows[result->row];
      out->scores[s->asked[t] * out->k + i] = (float)result->score;
    }
  return status;
}

/* Rows that the model lacks are not asked for: their lists stay empty. */
static n2v_status answer_all(search *s, uint64_t rows, const page_lists *out, n2v_error *err) {
  n2v_status status = N2V_OK;
  size_t count = 0;
  for (uint64_t row = 0; row < rows && status == N2V_OK; row++) {
    if (s->model->rows[row] == PAGE_ABSENT)
      continue;
    s->asked[count] = row;
    s->terms[count] = (n2v_term){s->model->rows[row], 1};
    s->questions[count] = (n2v_question){&s->terms[count], 1};
    count++;
    if (count == BATCH) {
      status = answer(s, count, out, err);
      count = 0;
    }
  }
  return status == N2V_OK && count ? answer(s, count, out, err) : status;
}

n2v_status page_lists_make(const page_model *model, bool contexts, uint64_t rows,
                           const n2v_run *run, page_lists *out, n2v_error *err) {
  uint32_t k = rows > PAGE_NEAR ? PAGE_NEAR : rows > 1 ? (uint32_t)rows - 1 : 1;
  search s = {.model = model, .run = run};
  n2v_query_params_init(&s.how, sizeof s.how);
  s.how.k = k;
  s.how.metric = contexts ? N2V_DOT : N2V_COSINE;
  s.how.ranked = contexts ? model->contexts : NULL;
  *out = (page_lists){.k = k,
                      .ids = calloc(rows * k, sizeof *out->ids),
                      .scores = calloc(rows * k, sizeof *out->scores)};
  n2v_status status = out->ids && out->scores
                          ? search_init(&s, rows, err)
                          : cli_no_memory(err, "the lists of nearest nodes",
                                          rows * k * (sizeof *out->ids + sizeof *out->scores));
  if (status == N2V_OK) {
    /* UINT32_MAX where a list is shorter than k. */
    memset(out->ids, 0xff, rows * k * sizeof *out->ids);
    status = answer_all(&s, rows, out, err);
  }
  free(s.page_rows);
  free(s.allowed);
  free(s.results);
  return status;
}

void page_lists_free(page_lists *lists) {
  free(lists->ids);
  free(lists->scores);
  *lists = (page_lists){0};
}
