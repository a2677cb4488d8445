/* Reads (node, label) marks first and sorts them, since lines of one node may stand anywhere and
 * repeat a label: `12 4 7` in one line and `12 7` in another. What such files look like differs
 * from source to source; where it cannot be told what is meant (a 0 or 1 for every label) the file
 * is refused with a line that turns it round. */
#include "eval/label_sets.h"

#include "base/grow.h"
#include "base/input.h"
#include "base/memory.h"
#include "base/status.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* One node with one label. */
typedef struct mark {
  uint32_t node, label;
} mark;

typedef struct marks {
  mark *items;
  uint64_t count, capacity;
} marks;

static bool add_mark(marks *m, uint32_t node, uint32_t label) {
  if (!n2v_grow(&m->items, &m->capacity, m->count + 1, sizeof *m->items))
    return false;
  m->items[m->count++] = (mark){node, label};
  return true;
}

/* The next word of a line, or NULL. Where a tab stands in the line tabs separate, and labels may
 * hold blanks (`12<TAB>Science Fiction`); otherwise blanks, commas and semicolons do. strchr would
 * find its own end mark, hence the tests for a zero byte. */
static const char *next_word(const char **p, const char *end, bool tabs, size_t *length) {
  const char *separators = tabs ? "\t\r" : " \t\r\v\f,;";
  while (*p < end && **p && strchr(separators, **p))
    ++*p;
  const char *word = *p;
  while (*p < end && !(**p && strchr(separators, **p)))
    ++*p;
  *length = (size_t)(*p - word);
  return *length ? word : NULL;
}

/* A line with a node alone names no label: such a node does not count as labelled. */
static n2v_status read_line(n2v_label_sets *sets, marks *m, const char *p, const char *end,
                            n2v_error *err) {
  size_t length, node_length;
  uint32_t node, label;
  bool tabs = memchr(p, '\t', (size_t)(end - p));
  const char *name = next_word(&p, end, tabs, &node_length);
  if (!name || *name == '#')
    return N2V_OK;
  for (const char *word; (word = next_word(&p, end, tabs, &length));) {
    n2v_status status = n2v_names_add(sets->nodes, name, node_length, &node, err);
    if (status == N2V_OK)
      status = n2v_names_add(sets->labels, word, length, &label, err);
    if (status != N2V_OK)
      return status;
    if (!add_mark(m, node, label))
      return n2v_fail_memory(err, "the labels", m->count * sizeof *m->items);
  }
  return N2V_OK;
}

static int ascending(const void *a, const void *b) {
  const mark *x = a, *y = b;
  if (x->node != y->node)
    return x->node < y->node ? -1 : 1;
  return (x->label > y->label) - (x->label < y->label);
}

/* Sorted and without repeats into offsets and items. Nodes have their numbers in the order of the
 * file, each with a mark at least, so that offsets[node + 1] is set for all of them. */
static n2v_status collect(n2v_label_sets *sets, marks *m, n2v_error *err) {
  sets->offsets = n2v_calloc((size_t)sets->nodes->count + 1, sizeof *sets->offsets);
  sets->items = n2v_alloc(m->count, sizeof *sets->items);
  if (!sets->offsets || !sets->items)
    return n2v_fail_memory(err, "the labels", m->count * sizeof *sets->items);
  qsort(m->items, m->count, sizeof *m->items, ascending);
  uint64_t used = 0;
  for (size_t i = 0; i < m->count; i++) {
    if (i && ascending(&m->items[i - 1], &m->items[i]) == 0)
      continue;
    sets->items[used++] = m->items[i].label;
    sets->offsets[m->items[i].node + 1] = used;
  }
  return N2V_OK;
}

static bool is_one_of(const char *word, size_t length, const char *const *list) {
  for (; *list; list++)
    if (strlen(*list) == length && strncasecmp(*list, word, length) == 0)
      return true;
  return false;
}

/* `node,label` and the like above the nodes. Both words must be of the lists: a file may begin with
 * a node that is called `user`. */
static bool is_header(const char *p, const char *end) {
  static const char *const nodes[] = {"node", "id",      "name",   "node_id", "nodeid",
                                      "user", "user_id", "vertex", "index",   NULL};
  static const char *const labels[] = {"label", "labels", "class",     "category", "group",
                                       "y",     "target", "community", "type",     NULL};
  size_t length, label_length;
  bool tabs = memchr(p, '\t', (size_t)(end - p));
  const char *name = next_word(&p, end, tabs, &length);
  const char *label = name ? next_word(&p, end, tabs, &label_length) : NULL;
  return label && is_one_of(name, length, nodes) && is_one_of(label, label_length, labels);
}

/* Whether every line has as many words behind its node, all of them 0 or 1 and, on some line, one
 * of them twice: columns of a table, not labels called 0 and 1. */
static bool is_one_hot(const char *p, const char *end) {
  size_t columns = 0, lines = 0;
  bool twice = false;
  while (p < end) {
    const char *stop = memchr(p, '\n', (size_t)(end - p));
    stop = stop ? stop : end;
    size_t counts[2] = {0, 0}, length;
    bool tabs = memchr(p, '\t', (size_t)(stop - p));
    bool empty = !next_word(&p, stop, tabs, &length);
    for (const char *word; (word = next_word(&p, stop, tabs, &length));) {
      if (length != 1 || (*word != '0' && *word != '1'))
        return false;
      counts[*word - '0']++;
    }
    if (!empty && lines++ == 0)
      columns = counts[0] + counts[1];
    if (!empty && columns != counts[0] + counts[1])
      return false;
    twice |= counts[0] > 1 || counts[1] > 1;
    p = stop + 1;
  }
  return columns >= 2 && twice;
}

static n2v_status read_all(const char *path, n2v_label_sets *sets, const n2v_input *file,
                           n2v_error *err) {
  static const char mark_bytes[] = "\xef\xbb\xbf"; /* UTF-8's byte order mark */
  marks m = {0};
  const char *p = file->bytes, *end = p + file->size;
  if (file->size >= 3 && memcmp(p, mark_bytes, 3) == 0)
    p += 3;
  if (is_one_hot(p, end))
    return n2v_fail(err, N2V_EINPUT,
                    "%s: a 0 or 1 for each label (one-hot rows): lines of `node label ...` are "
                    "wanted: awk '{ printf $1; for (i = 2; i <= NF; i++) if ($i == 1) printf \" \" "
                    "i - 1; print \"\" }' FILE",
                    path);
  const char *first_end = p < end ? memchr(p, '\n', (size_t)(end - p)) : NULL;
  if (first_end && is_header(p, first_end))
    p = first_end + 1;
  n2v_status status = n2v_names_new(&sets->nodes, err);
  if (status == N2V_OK)
    status = n2v_names_new(&sets->labels, err);
  while (status == N2V_OK && p < end) {
    const char *stop = memchr(p, '\n', (size_t)(end - p));
    stop = stop ? stop : end;
    status = read_line(sets, &m, p, stop, err);
    p = stop + 1;
  }
  if (status == N2V_OK && !m.count)
    status = n2v_fail(err, N2V_EINPUT, "%s: no labels: lines of `node label ...` are wanted", path);
  if (status == N2V_OK)
    status = collect(sets, &m, err);
  if (status == N2V_OK) /* for n2v_label_sets_of, from many threads */
    status = n2v_names_index(sets->nodes, err);
  free(m.items);
  return status;
}

n2v_status n2v_label_sets_read(const char *path, n2v_label_sets **out, n2v_error *err) {
  n2v_input file = {0};
  n2v_label_sets *sets = calloc(1, sizeof *sets);
  *out = NULL;
  if (!sets)
    return n2v_fail_memory(err, "the labels", sizeof *sets);
  n2v_status status = n2v_input_open(&file, path, 0, NULL, err);
  if (status == N2V_OK)
    status = read_all(path, sets, &file, err);
  n2v_input_close(&file);
  if (status == N2V_OK)
    *out = sets;
  else
    n2v_label_sets_free(sets);
  return status;
}

void n2v_label_sets_free(n2v_label_sets *sets) {
  if (!sets)
    return;
  n2v_names_free(sets->nodes);
  n2v_names_free(sets->labels);
  n2v_free(sets->offsets);
  n2v_free(sets->items);
  free(sets);
}
