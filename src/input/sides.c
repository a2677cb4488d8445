/* Names of the nodes of a bipartite graph: those of one side, then those of the other, each behind
 * a prefix, so that user 1 and film 1 are two nodes. Also names that a file of its own lists. */
#include "base/memory.h"
#include "base/status.h"
#include "input/readers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const n2v_field *side_name(const n2v_table *t, int side) {
  int column = side ? t->columns.target : t->columns.source;
  return t->header_line && column < t->header.count ? &t->header.at[column] : NULL;
}

void n2v_side_prefix(const n2v_table *t, int side, char *out, size_t size) {
  const n2v_field *name = side_name(t, side), *other = side_name(t, !side);
  char names[2][64];
  if (name && other) {
    n2v_column_name(&t->header, t->columns.source, names[0], sizeof names[0]);
    n2v_column_name(&t->header, t->columns.target, names[1], sizeof names[1]);
  }
  if (name && other && *names[0] && *names[1] && strcmp(names[0], names[1]) != 0)
    snprintf(out, size - 1, "%s", names[side]);
  else
    snprintf(out, size, side ? "item" : "user");
  char *p = out;
  for (; *p; p++)
    if (n2v_is_blank(*p))
      *p = '_';
  *p++ = ':';
  *p = '\0';
}

/* Adds the names of one side behind those that are there. */
static void add_side(n2v_names *names, const n2v_names *side, const char *prefix) {
  size_t prefix_length = strlen(prefix);
  for (uint32_t i = 0; i < side->count; i++) {
    size_t length;
    const char *name = n2v_names_get(side, i, &length);
    char *end = mempcpy(names->bytes + names->offsets[names->count], prefix, prefix_length);
    memcpy(end, name, length);
    names->offsets[names->count + 1] = names->offsets[names->count] + prefix_length + length;
    names->count++;
  }
}

n2v_status n2v_names_of_sides(const n2v_names *first, const char *first_prefix,
                              const n2v_names *second, const char *second_prefix, n2v_names **out,
                              n2v_error *err) {
  uint64_t count = (uint64_t)first->count + second->count;
  uint64_t bytes = first->offsets[first->count] + second->offsets[second->count] +
                   first->count * strlen(first_prefix) + second->count * strlen(second_prefix);
  *out = NULL;
  if (count > N2V_NAMES_MAX)
    return n2v_fail(err, N2V_EINPUT, "more than %u different names", N2V_NAMES_MAX);
  n2v_names *names = calloc(1, sizeof *names);
  if (!names)
    return n2v_fail_memory(err, "names", bytes);
  names->capacity_count = count ? count : 1;
  names->capacity_bytes = bytes ? bytes : 1;
  names->offsets = n2v_alloc(count + 1, sizeof *names->offsets);
  names->bytes = n2v_alloc(names->capacity_bytes, 1);
  if (!names->offsets || !names->bytes) {
    n2v_names_free(names);
    return n2v_fail_memory(err, "names", bytes + 8 * count);
  }
  names->offsets[0] = 0;
  add_side(names, first, first_prefix);
  add_side(names, second, second_prefix);
  *out = names;
  return N2V_OK;
}

n2v_status n2v_add_listed_nodes(const n2v_read_params *params, uint64_t memory, int threads,
                                const n2v_progress *progress, n2v_names *names, n2v_error *err) {
  n2v_interner listed = {0};
  n2v_names *more = NULL;
  n2v_text text;
  bool not_integers;
  n2v_status status = n2v_text_open(&text, params->nodes, memory, progress, err);
  if (status != N2V_OK)
    return status;
  status = n2v_interner_init(&listed, false, err);
  if (status == N2V_OK)
    status = n2v_records_names(&text, &listed, params->blanks ? *params->blanks : 0, threads,
                               &not_integers, err);
  if (status == N2V_OK)
    status = n2v_interner_names(&listed, threads, &more, err);
  for (uint32_t i = 0; status == N2V_OK && i < more->count; i++) {
    uint32_t id;
    size_t length;
    const char *name = n2v_names_get(more, i, &length);
    status = n2v_names_add(names, name, length, &id, err);
  }
  n2v_names_free(more);
  n2v_interner_free(&listed);
  n2v_text_close(&text);
  return status;
}
