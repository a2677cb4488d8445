/* From what a person types to a row: by name, by label, and by what is nearly one.
 *
 * Names have an index, and so have labels: a list of what somebody has seen may be long.
 * Suggestions look at every row, which is only done once nothing else was found. */
#include "embedding/lookup.h"

#include "base/status.h"

#include <string.h>

n2v_status n2v_lookup_index(const n2v_embedding *e, const char *path, n2v_error *err) {
  /* Which file has the name twice: the index knows the name alone. */
  n2v_error why;
  n2v_status status = n2v_names_index(e->names, &why);
  return status == N2V_OK ? status : n2v_fail(err, status, "%s: %s", path, why.msg);
}

/* Several films may have one title, `Emma (1996)`: all are given, and the caller asks which. */
uint64_t n2v_lookup_labelled(const n2v_embedding *e, const n2v_labels *labels, const char *text,
                             uint64_t *rows, size_t most) {
  uint64_t count = 0;
  for (uint32_t label = 0; labels && (label = n2v_labels_titled(labels, text, label));) {
    size_t length;
    uint32_t id;
    const char *name = n2v_names_get(labels->names, label - 1, &length);
    if (n2v_names_find(e->names, name, length, &id) && count++ < most)
      rows[count - 1] = id;
  }
  return count;
}

bool n2v_lookup(const n2v_embedding *e, const n2v_labels *labels, const char *text, uint64_t *row) {
  uint32_t id;
  if (n2v_names_find(e->names, text, strlen(text), &id)) {
    *row = id;
    return true;
  }
  return n2v_lookup_labelled(e, labels, text, row, 1) > 0;
}

const char *n2v_lookup_label(const n2v_embedding *e, const n2v_labels *labels, uint64_t row,
                             size_t *length) {
  const char *name = n2v_embedding_name(e, row, length);
  const n2v_label *label = n2v_labels_find(labels, name, *length);
  if (!label)
    return name;
  *length = strlen(label->title);
  return label->title;
}

/* ------------------------------------------------------------------------------ suggestions */

enum { PATTERN = 64, FAR = UINT32_MAX };

/* What was typed, ready to be compared: for each byte the places (bits) where the pattern, its
 * first 64 bytes, has that byte in either case. */
typedef struct pattern {
  const char *text;
  uint32_t length;
  uint64_t places[256];
} pattern;

/* ASCII alone: other letters are compared as bytes. */
static unsigned char lower(char c) {
  return (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

static void pattern_set(pattern *p, const char *text) {
  size_t length = strlen(text);
  *p = (pattern){.text = text, .length = (uint32_t)(length < PATTERN ? length : PATTERN)};
  for (uint32_t i = 0; i < p->length; i++)
    p->places[lower(text[i])] |= 1ull << i;
}

/* Least number of letters to change, insert or drop that turns the pattern into a beginning of the
 * text: a column of the table of edit distances at a time, its differences held as bits (Myers, "A
 * fast bit-vector algorithm for approximate string matching based on dynamic programming", J. ACM
 * 46(3), 1999). `up` and `down` are the places where a cell is one more, or one less, than the one
 * above it; the last bit follows the distance of the whole pattern. Behind twice its length a
 * beginning cannot get nearer. */
static uint32_t prefix_distance(const pattern *p, const char *text, size_t length) {
  uint64_t up = ~0ull, down = 0, last = 1ull << (p->length - 1);
  uint32_t distance = p->length, best = distance;
  for (size_t i = 0; i < length && i < 2 * (size_t)p->length; i++) {
    uint64_t equal = p->places[lower(text[i])];
    uint64_t vertical = equal | down;
    uint64_t horizontal = (((equal & up) + up) ^ up) | equal;
    uint64_t right_up = down | ~(horizontal | up), right_down = up & horizontal;
    distance += (right_up & last) != 0;
    distance -= (right_down & last) != 0;
    right_up = right_up << 1 | 1;
    right_down <<= 1;
    up = right_down | ~(vertical | right_up);
    down = right_up & vertical;
    best = distance < best ? distance : best;
  }
  return best;
}

/* At most text x word comparisons, which is quick for words of a few letters. */
static bool holds(const char *text, size_t length, const char *word, size_t word_length) {
  for (size_t i = 0; i + word_length <= length; i++) {
    size_t j = 0;
    while (j < word_length && lower(text[i + j]) == lower(word[j]))
      j++;
    if (j == word_length)
      return true;
  }
  return false;
}

static bool holds_all_words(const char *text, size_t length, const char *words) {
  for (words += strspn(words, " "); *words; words += strspn(words, " ")) {
    size_t word = strcspn(words, " ");
    if (!holds(text, length, words, word))
      return false;
    words += word;
  }
  return true;
}

/* Smaller is nearer; FAR: not near at all. Whole words first, the shortest text before the others:
 * `matrix` is nearer to `Matrix, The (1999)` than to `Matrix Reloaded, The (2003)`. Behind all of
 * them texts that begin alike, up to a third of whose letters may be wrong. */
static uint32_t farness(const pattern *p, const char *text, size_t length) {
  if (holds_all_words(text, length, p->text))
    return (uint32_t)(length < 1000 ? length : 1000);
  uint32_t distance = prefix_distance(p, text, length);
  return distance <= (p->length + 2) / 3 && distance < p->length ? 1000 + distance : FAR;
}

size_t n2v_lookup_near(const n2v_embedding *e, const n2v_labels *labels, const char *text,
                       uint64_t *rows, size_t most) {
  /* More suggestions than fit a screen are none. */
  uint32_t far[16];
  size_t count = 0;
  pattern p;
  pattern_set(&p, text);
  most = most < 16 ? most : 16;
  for (uint64_t row = 0; p.length && most && row < e->rows; row++) {
    size_t name_length, label_length;
    const char *name = n2v_embedding_name(e, row, &name_length);
    const char *label = n2v_lookup_label(e, labels, row, &label_length);
    uint32_t by_name = farness(&p, name, name_length);
    uint32_t by_label = label == name ? by_name : farness(&p, label, label_length);
    uint32_t now = by_name < by_label ? by_name : by_label;
    if (now == FAR || (count == most && now >= far[most - 1]))
      continue;
    size_t at = count < most ? count++ : most - 1;
    for (; at && far[at - 1] > now; at--) {
      far[at] = far[at - 1];
      rows[at] = rows[at - 1];
    }
    far[at] = now;
    rows[at] = row;
  }
  return count;
}
