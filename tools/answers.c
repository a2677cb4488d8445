/* One flag for each row, made before the questions: a search then asks nothing but an array.
 *
 * What an option rules out no later one brings back: each only clears flags. A row counts as it
 * stands in the file, which is in the order of visits: so -restrict N needs no counts. */
#include "answers.h"

#include "options/params.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bytes, not letters: the case counts, and so does how an accent is written. */
static bool begins(const char *text, size_t length, const char *prefix) {
  size_t wanted = strlen(prefix);
  return length >= wanted && memcmp(text, prefix, wanted) == 0;
}

/* A node without a label has its name for one, so both tests see it. */
static void leave_prefix(const char *prefix, const n2v_embedding *vectors, const n2v_labels *labels,
                         bool *allowed) {
  for (uint64_t row = 0; row < n2v_embedding_rows(vectors); row++) {
    size_t name_length, label_length;
    const char *name = n2v_embedding_name(vectors, row, &name_length);
    const char *label = n2v_lookup_label(vectors, labels, row, &label_length);
    allowed[row] &= begins(name, name_length, prefix) || begins(label, label_length, prefix);
  }
}

/* Counts are not in a file of vectors. A row that -vocab FILE does not name counts as never
 * visited, hence is no answer. */
static n2v_status leave_visited(const n2v_config *config, n2v_embedding *vectors, bool *allowed,
                                n2v_error *err) {
  if (!*config->vocab_counts)
    return n2v_fail(err, N2V_EUSAGE,
                    "-min-visits needs -vocab FILE, which n2v-train -save-vocab "
                    "writes; -restrict N needs none");
  n2v_status status = n2v_counts_read(vectors, config->vocab_counts, err);
  const uint64_t *counts = n2v_embedding_counts(vectors);
  for (uint64_t row = 0; row < n2v_embedding_rows(vectors) && status == N2V_OK; row++)
    allowed[row] &= counts[row] >= (uint64_t)config->min_visits;
  return status;
}

/* Takes out the node of that name or, where there is none, all nodes of that label, which several
 * may share. *known: there was one. */
static n2v_status leave_out(const char *text, const n2v_embedding *vectors,
                            const n2v_labels *labels, bool *allowed, bool *known, n2v_error *err) {
  uint64_t row, few[16], *rows = few;
  const size_t most = sizeof few / sizeof *few;
  if (n2v_embedding_find(vectors, text, strlen(text), &row, NULL) == N2V_OK) {
    allowed[row] = false;
    *known = true;
    return N2V_OK;
  }
  uint64_t count = n2v_lookup_labelled(vectors, labels, text, rows, most);
  if (count > most && !(rows = calloc(count, sizeof *rows)))
    return cli_no_memory(err, "the answers", count * sizeof *rows);
  if (count > most)
    n2v_lookup_labelled(vectors, labels, text, rows, count);
  for (uint64_t i = 0; i < count; i++)
    allowed[rows[i]] = false;
  *known |= count > 0;
  if (rows != few)
    free(rows);
  return N2V_OK;
}

/* Lines of names or labels. One that is not there cannot be an answer anyway: the same list (what
 * somebody has seen) may serve several models. But where none is there it is another list. */
static n2v_status leave_listed(const n2v_config *config, const n2v_embedding *vectors,
                               const n2v_labels *labels, bool *allowed, n2v_error *err) {
  char *text = NULL;
  size_t size;
  bool known = false;
  n2v_run run = n2v_config_run(config, NULL);
  n2v_status status = n2v_file_read(config->exclude, &run, &text, &size, err);
  for (char *line = text, *end = text + size; status == N2V_OK && line < end;) {
    size_t length = strcspn(line, "\r\n"); /* stops at a zero byte, too: there is one at the end */
    char *next = memchr(line + length, '\n', (size_t)(end - line) - length);
    line[length] = '\0';
    if (length)
      status = leave_out(line, vectors, labels, allowed, &known, err);
    line = next ? next + 1 : end;
  }
  free(text);
  if (status == N2V_OK && size && !known && !config->quiet)
    fprintf(stderr, "n2v-query: note: %s: no line of it is a name or label of the model\n",
            cli_printable(config->exclude).msg);
  return status;
}

n2v_status answers_allowed(const n2v_config *config, n2v_embedding *vectors,
                           const n2v_labels *labels, bool **allowed, n2v_error *err) {
  uint64_t rows = n2v_embedding_rows(vectors);
  n2v_status status = N2V_OK;
  *allowed = NULL;
  if (!*config->filter && !config->restrict_to && !config->min_visits && !*config->exclude)
    return N2V_OK;
  if (!(*allowed = calloc(rows, sizeof **allowed)))
    return cli_no_memory(err, "the answers", rows);
  for (uint64_t row = 0; row < rows; row++)
    (*allowed)[row] = !config->restrict_to || row < (uint64_t)config->restrict_to;
  if (*config->filter)
    leave_prefix(config->filter, vectors, labels, *allowed);
  if (config->min_visits)
    status = leave_visited(config, vectors, *allowed, err);
  if (status == N2V_OK && *config->exclude)
    status = leave_listed(config, vectors, labels, *allowed, err);
  return status;
}
