#include "base/outputs.h"

#include "base/status.h"

static n2v_status prepare_last(n2v_outputs *outputs, n2v_error *err) {
  n2v_atomic_file *last = outputs->count ? &outputs->files[outputs->count - 1] : NULL;
  return last && last->stream ? n2v_atomic_prepare(last, err) : N2V_OK;
}

n2v_status n2v_outputs_open(n2v_outputs *outputs, const char *path, n2v_atomic_file **file,
                            n2v_error *err) {
  if (outputs->count == N2V_OUTPUTS_MAX)
    return n2v_fail(err, N2V_EINTERNAL, "%s: more than %d files at once", path, N2V_OUTPUTS_MAX);
  n2v_status status = prepare_last(outputs, err);
  if (status != N2V_OK)
    return status;
  *file = &outputs->files[outputs->count++];
  return n2v_atomic_open(*file, path, err);
}

n2v_status n2v_outputs_end(n2v_outputs *outputs, n2v_status status, n2v_error *err) {
  if (status == N2V_OK)
    status = prepare_last(outputs, err);
  for (int i = 0; i < outputs->count; i++)
    if (status == N2V_OK)
      status = n2v_atomic_commit(&outputs->files[i], err);
    else
      n2v_atomic_abort(&outputs->files[i]);
  outputs->count = 0;
  return status;
}
