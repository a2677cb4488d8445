/* How often the walks visited each node, from the file of `name count` lines that word2vec_write.c
 * makes and word2vec's own -save-vocab does too. Names of other rows are passed over: the file may
 * be of a larger model. */
#include "base/input.h"
#include "base/memory.h"
#include "base/status.h"
#include "embedding/formats.h"

#include <inttypes.h>
#include <string.h>

/* One line, `name count`. False: it is none. Read from its end, since a name may hold blanks and a
 * count may not; 19 digits fit 64 bits. */
static bool read_line(const char *line, const char *end, size_t *name, uint64_t *count) {
  const char *digit = end;
  uint64_t unit = 1;
  *count = 0;
  for (; digit > line && digit[-1] >= '0' && digit[-1] <= '9' && end - digit < 19; unit *= 10)
    *count += (uint64_t)(*--digit - '0') * unit;
  *name = digit > line ? (size_t)(digit - line - 1) : 0;
  return *name > 0 && digit < end && (digit[-1] == ' ' || digit[-1] == '\t');
}

static n2v_status read_all(const n2v_embedding *e, uint64_t *counts, const char *path,
                           const n2v_input *file, n2v_error *err) {
  const char *line = file->bytes, *end = file->bytes + file->size;
  for (uint64_t number = 1; line < end; number++) {
    const char *next = memchr(line, '\n', (size_t)(end - line));
    const char *stop = next ? next : end;
    size_t length = 0;
    uint64_t count = 0;
    uint32_t id;
    if (stop > line && stop[-1] == '\r')
      stop--;
    if (stop > line && !read_line(line, stop, &length, &count))
      return n2v_fail(err, N2V_EINPUT, "%s:%" PRIu64 ": no name and count: '%.*s'", path, number,
                      (int)(stop - line < 60 ? stop - line : 60), line);
    if (stop > line && n2v_names_find(e->names, line, length, &id))
      counts[id] = count;
    line = next ? next + 1 : end;
  }
  return N2V_OK;
}

/* The counts that the vectors have stay as they are until the file is read whole. */
n2v_status n2v_counts_read(n2v_embedding *e, const char *path, n2v_error *err) {
  n2v_input file = {0};
  uint64_t *counts = n2v_calloc(e->names->count, sizeof *counts);
  n2v_status status =
      counts ? N2V_OK : n2v_fail_memory(err, path, e->names->count * sizeof *counts);
  if (status == N2V_OK)
    status = n2v_names_index(e->names, err);
  if (status == N2V_OK)
    status = n2v_input_open(&file, path, 0, NULL, err);
  if (status == N2V_OK)
    status = read_all(e, counts, path, &file, err);
  n2v_input_close(&file);
  if (status != N2V_OK) {
    n2v_free(counts);
    return status;
  }
  n2v_free(e->counts);
  e->counts = counts;
  return N2V_OK;
}
