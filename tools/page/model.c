/* Reads models and lines their rows up by name. Models of one sweep hold the same nodes in
 * different orders (rows stand by visits); the page compares node by node. */
#include "page/model.h"

#include "base/memory.h"
#include "base/status.h"
#include "embedding/lookup.h"

#include <math.h>
#include <string.h>

/* Where each of the first model's nodes stands in `other`. */
static n2v_status line_up(const n2v_embedding *first, const n2v_embedding *other, uint64_t *rows,
                          uint64_t *absent) {
  uint64_t count = n2v_embedding_rows(first);
  for (uint64_t row = 0; row < count; row++) {
    size_t length;
    uint32_t id;
    const char *name = n2v_embedding_name(first, row, &length);
    bool found = first == other || n2v_names_find(other->names, name, length, &id);
    /* What was read from a file is in the file's order: a name's id is its row. */
    rows[row] = !found ? PAGE_ABSENT : first == other ? row : id;
    *absent += !found;
  }
  return N2V_OK;
}

static n2v_status read_lined_up(const char *path, const n2v_embedding *first, n2v_embedding **out,
                                uint64_t **rows, uint64_t *absent, n2v_error *err) {
  n2v_status status = n2v_embedding_read(path, out, err);
  if (status == N2V_OK)
    status = n2v_lookup_index(*out, path, err);
  if (status != N2V_OK)
    return status;
  if (!first)
    first = *out;
  uint64_t count = n2v_embedding_rows(first);
  if (!(*rows = n2v_alloc(count, sizeof **rows)))
    return n2v_fail_memory(err, "the order of rows", count * sizeof **rows);
  line_up(first, *out, *rows, absent);
  if (*absent == count)
    return n2v_fail(err, N2V_EINPUT,
                    "%s: holds none of the nodes of -model: is it of the same graph?", path);
  return N2V_OK;
}

n2v_status page_model_read(page_model *model, const char *path, const char *contexts,
                           const page_model *first, n2v_error *err) {
  uint64_t without = 0;
  *model = (page_model){.path = path};
  n2v_status status = read_lined_up(path, first ? first->vectors : NULL, &model->vectors,
                                    &model->rows, &model->absent, err);
  if (status != N2V_OK || !*contexts)
    return status;
  status = read_lined_up(contexts, first ? first->vectors : model->vectors, &model->contexts,
                         &model->context_rows, &without, err);
  if (status == N2V_OK && n2v_embedding_dims(model->contexts) != n2v_embedding_dims(model->vectors))
    status =
        n2v_fail(err, N2V_EINPUT, "%s: has %u dimensions, but the vectors of %s have %u", contexts,
                 n2v_embedding_dims(model->contexts), path, n2v_embedding_dims(model->vectors));
  return status;
}

void page_model_free(page_model *model) {
  n2v_embedding_free(model->vectors);
  n2v_embedding_free(model->contexts);
  n2v_free(model->rows);
  n2v_free(model->context_rows);
  *model = (page_model){0};
}

n2v_status page_model_directions(const page_model *model, uint64_t rows, float **out,
                                 n2v_error *err) {
  uint32_t dims = n2v_embedding_dims(model->vectors);
  float *units = *out = n2v_calloc(rows * dims, sizeof **out);
  if (!units)
    return n2v_fail_memory(err, "the directions of the vectors", rows * dims * sizeof **out);
  for (uint64_t row = 0; row < rows; row++, units += dims) {
    if (model->rows[row] == PAGE_ABSENT)
      continue;
    const float *values = n2v_embedding_row(model->vectors, model->rows[row]);
    double square = 0;
    for (uint32_t d = 0; d < dims; d++)
      square += (double)values[d] * values[d];
    if (!(square > 0) || !isfinite(square))
      continue;
    float scale = (float)(1 / sqrt(square));
    for (uint32_t d = 0; d < dims; d++)
      units[d] = values[d] * scale;
  }
  return N2V_OK;
}
