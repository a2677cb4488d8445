/* Reads models and lines their rows up by name. Models of one sweep hold the same nodes in
 * different orders (rows stand by visits); the page compares node by node. The vectors stay as they
 * were read: an order of rows, 8 bytes a node, is cheaper than a second matrix. */
#include "page/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Where each of the first model's nodes stands in this one. Nodes that only this model has are not
 * on the page. A model without any of the nodes is of another graph. */
static n2v_status line_up(page_model *model, const n2v_embedding *first, n2v_error *err) {
  uint64_t count = n2v_embedding_rows(first);
  if (!(model->rows = calloc(count, sizeof *model->rows)))
    return cli_no_memory(err, "the order of rows", count * sizeof *model->rows);
  for (uint64_t row = 0; row < count; row++) {
    size_t length;
    const char *name = n2v_embedding_name(first, row, &length);
    bool found =
        n2v_embedding_find(model->vectors, name, length, &model->rows[row], NULL) == N2V_OK;
    if (!found)
      model->rows[row] = PAGE_ABSENT;
    model->absent += !found;
  }
  if (count && model->absent == count)
    return n2v_fail(err, N2V_EINPUT,
                    "%s: holds none of the nodes of -model: is it of the same graph?", model->path);
  return N2V_OK;
}

/* With the file's name before the library's message, which knows no path. */
static n2v_status index_names(const page_model *model, n2v_error *err) {
  n2v_error why;
  n2v_status status = n2v_embedding_index(model->vectors, &why);
  return status == N2V_OK ? status : n2v_fail(err, status, "%s: %s", model->path, why.msg);
}

n2v_status page_model_read(page_model *model, const char *path, const char *context,
                           const page_model *first, const n2v_run *run, n2v_error *err) {
  *model = (page_model){.path = path};
  n2v_status status = n2v_embedding_read(path, run, &model->vectors, err);
  if (status == N2V_OK)
    status = index_names(model, err);
  if (status == N2V_OK)
    status = line_up(model, first ? first->vectors : model->vectors, err);
  if (status == N2V_OK && (*context || n2v_context_exists(path)))
    status = n2v_context_read(model->vectors, path, *context ? context : NULL, run,
                              &model->contexts, err);
  return status;
}

void page_model_free(page_model *model) {
  n2v_embedding_free(model->vectors);
  n2v_embedding_free(model->contexts);
  free(model->rows);
  *model = (page_model){0};
}

n2v_status page_model_directions(const page_model *model, uint64_t rows, float **out,
                                 n2v_error *err) {
  uint32_t dims = n2v_embedding_dims(model->vectors);
  float *units = *out = calloc(rows * dims, sizeof **out);
  if (!units)
    return cli_no_memory(err, "the directions of the vectors", rows * dims * sizeof **out);
  for (uint64_t row = 0; row < rows; row++, units += dims) {
    if (model->rows[row] == PAGE_ABSENT)
      continue;
    const float *values = n2v_embedding_row(model->vectors, model->rows[row]);
    double square = 0; /* a float could overflow, or lose small ones */
    for (uint32_t d = 0; d < dims; d++)
      square += (double)values[d] * values[d];
    if (!(square > 0) || !isfinite(square))
      continue; /* zero or not finite: it has no direction */
    float scale = (float)(1 / sqrt(square));
    for (uint32_t d = 0; d < dims; d++)
      units[d] = values[d] * scale;
  }
  return N2V_OK;
}
