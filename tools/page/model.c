/* Reads models and lines their rows up by name. Models of one sweep hold the same nodes in
 * different orders (rows stand by visits); the page compares node by node. */
#include "page/model.h"

#include "base/memory.h"
#include "base/status.h"
#include "embedding/context.h"
#include "embedding/lookup.h"

#include <math.h>
#include <string.h>

/* Where each of the first model's nodes stands in this one. */
static n2v_status line_up(page_model *model, const n2v_embedding *first, n2v_error *err) {
  uint64_t count = n2v_embedding_rows(first);
  if (!(model->rows = n2v_alloc(count, sizeof *model->rows)))
    return n2v_fail_memory(err, "the order of rows", count * sizeof *model->rows);
  for (uint64_t row = 0; row < count; row++) {
    size_t length;
    uint32_t id;
    const char *name = n2v_embedding_name(first, row, &length);
    bool found = n2v_names_find(model->vectors->names, name, length, &id);
    model->rows[row] = found ? id : PAGE_ABSENT; /* a file's names are numbered as its rows */
    model->absent += !found;
  }
  if (count && model->absent == count)
    return n2v_fail(err, N2V_EINPUT,
                    "%s: holds none of the nodes of -model: is it of the same graph?", model->path);
  return N2V_OK;
}

n2v_status page_model_read(page_model *model, const char *path, const char *context,
                           const page_model *first, int threads, n2v_error *err) {
  *model = (page_model){.path = path};
  n2v_status status = n2v_embedding_read(path, &model->vectors, err);
  if (status == N2V_OK)
    status = n2v_lookup_index(model->vectors, path, err);
  if (status == N2V_OK)
    status = line_up(model, first ? first->vectors : model->vectors, err);
  if (status == N2V_OK && (*context || n2v_context_exists(path)))
    status = n2v_context_load(model->vectors, path, context, threads, &model->contexts, err);
  return status;
}

void page_model_free(page_model *model) {
  n2v_embedding_free(model->vectors);
  n2v_embedding_free(model->contexts);
  n2v_free(model->rows);
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
