/* The roles of columns by their names. Names are taken apart into words (`FromNodeId`: from, node,
 * id), which mean something. Two columns whose names differ in one word, and in that as `source`
 * and `target` do, are the ends of an edge; where two pairs of columns would do, or none, the user
 * is asked. */
#include "input/columns.h"

#include "base/status.h"
#include "input/column_words.h"
#include "input/header.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* ---------------------------------------------------------------------------- pairs of ends */

/* `0.1` and `0.2` differ as `x1` and `x2` do. */
static bool is_fraction(const n2v_field *f) {
  double value;
  return n2v_field_number(f, &value) && !n2v_field_is_whole(f);
}

/* How well two names fit as the two ends, 0 best; 9: they do not. */
static int rank_of_pair(const n2v_field *first, const n2v_field *second, bool *strong) {
  n2v_words a = n2v_words_of(first), b = n2v_words_of(second);
  int rank = 0;
  bool sided = false, strong_word = false;
  *strong = false;
  if (n2v_is_mark(first, "START_ID") || n2v_is_mark(second, "END_ID")) {
    *strong = true;
    return n2v_is_mark(first, "START_ID") && n2v_is_mark(second, "END_ID") ? 0 : 9;
  }
  if (a.count != b.count || a.count == 0 || is_fraction(first) || is_fraction(second))
    return 9;
  for (int i = 0; i < a.count; i++) {
    n2v_column_kind k = N2V_KIND_OTHER;
    if (strcmp(a.word[i], b.word[i]) == 0) {
      if (n2v_is_id_word(a.word[i]))
        rank = rank > 1 ? rank : 1;
      else if (n2v_meaning_of(a.word[i], true, &k) && k <= N2V_KIND_RATING)
        return 9; /* start_time, end_time */
      else
        rank = 3;
      continue;
    }
    if (sided || !n2v_are_sides(a.word[i], b.word[i], &strong_word))
      return 9;
    sided = true;
  }
  if (!sided)
    return 9;
  *strong = strong_word || a.count > 1;
  for (int i = 0; i < a.count && rank == 3; i++)
    if (strcmp(a.word[i], "id") == 0)
      rank = 2;
  return rank;
}

typedef struct pair {
  int source, target, rank;
  int rivals; /* other pairs as good */
  int rival[2];
  bool strong;
} pair;

static pair find_pair(const n2v_row *header) {
  pair best = {N2V_NO_COLUMN, N2V_NO_COLUMN, 9, 0, {0, 0}, false};
  int count = header->count < N2V_COLUMNS ? header->count : N2V_COLUMNS;
  for (int i = 0; i < count; i++)
    for (int j = 0; j < count; j++) {
      bool strong;
      int rank = i == j ? 9 : rank_of_pair(&header->at[i], &header->at[j], &strong);
      if (rank < best.rank) {
        best = (pair){i, j, rank, 0, {0, 0}, strong};
      } else if (rank < 9 && rank == best.rank) {
        if (best.rivals++ == 0) {
          best.rival[0] = i;
          best.rival[1] = j;
        }
      }
    }
  return best;
}

/* The first column of a kind; one whose name says id is better. */
static int find_kind(const n2v_row *header, n2v_column_kind wanted, int besides) {
  int found = N2V_NO_COLUMN;
  bool by_id = false;
  for (int i = 0; i < header->count && i < N2V_COLUMNS; i++) {
    const n2v_field *f = &header->at[i];
    if (i == besides || n2v_column_kind_of(f) != wanted)
      continue;
    size_t length = n2v_mark_of(f);
    bool id = length >= 2 && strncasecmp(f->begin + length - 2, "id", 2) == 0;
    if (found < 0 || (id && !by_id)) {
      found = i;
      by_id = id;
    }
  }
  return found;
}

/* The two columns that are kinds of nodes, if two are and no other is an id of something. */
static bool find_kinds(const n2v_row *header, n2v_columns *out) {
  int found[2], count = 0;
  for (int i = 0; i < header->count && i < N2V_COLUMNS; i++) {
    n2v_column_kind kind = n2v_column_kind_of(&header->at[i]);
    if (kind >= N2V_KIND_USER && count++ < 2)
      found[count - 1] = i;
    if (kind == N2V_KIND_OTHER && n2v_has_id(&header->at[i]))
      return false;
  }
  if (count != 2 || n2v_are_of_one(&header->at[found[0]], &header->at[found[1]]))
    return false;
  out->source = found[0];
  out->target = found[1];
  return true;
}

/* `n.name,m.name` of a query: each of several words, the last of which says id or name. */
static bool are_all_ids(const n2v_row *header) {
  for (int i = 0; i < header->count && i < N2V_COLUMNS; i++) {
    n2v_words w = n2v_words_of(&header->at[i]);
    const char *last = w.word[w.count ? w.count - 1 : 0];
    if (w.count < 2 || (strcmp(last, "id") != 0 && strcmp(last, "name") != 0))
      return false;
  }
  return header->count >= 2;
}

/* `a,type(r),b`: weak words for the ends, but all else is known to head columns. */
static bool is_all_known(const n2v_row *header, const pair *p) {
  for (int i = 0; i < header->count && i < N2V_COLUMNS; i++) {
    n2v_column_kind kind = n2v_column_kind_of(&header->at[i]);
    if (i != p->source && i != p->target && (kind == N2V_KIND_OTHER || kind >= N2V_KIND_USER))
      return false;
  }
  return header->count > 2 && p->rank < 9;
}

bool n2v_columns_known(const n2v_row *header) {
  n2v_columns kinds;
  pair p = find_pair(header);
  return (p.rank < 9 && p.strong) || is_all_known(header, &p) || are_all_ids(header) ||
         find_kinds(header, &kinds) ||
         (find_kind(header, N2V_KIND_USER, N2V_NO_COLUMN) >= 0 &&
          find_kind(header, N2V_KIND_ITEM, N2V_NO_COLUMN) >= 0);
}

bool n2v_columns_weak(const n2v_row *row) {
  return find_pair(row).rank < 9;
}

bool n2v_row_is_names(const n2v_row *row) {
  bool known = n2v_columns_known(row);
  for (int i = 0; i < row->count && i < N2V_COLUMNS && !known; i++)
    if (n2v_column_kind_of(&row->at[i]) == N2V_KIND_OTHER &&
        !n2v_is_id_word(n2v_words_of(&row->at[i]).whole))
      return false;
  return row->count >= 2;
}

/* --------------------------------------------------------------------------------- deciding */

const char *n2v_column_name(const n2v_row *header, int column, char *out, size_t size) {
  if (column >= header->count) { /* the row of names may be shorter than those below */
    snprintf(out, size, "column%d", column + 1);
    return out;
  }
  const n2v_field *f = &header->at[column];
  size_t length = n2v_mark_of(f), used = 0;
  if (length == 0)
    length = f->length; /* nothing but a mark */
  for (size_t i = 0; i < length && used + 1 < size; i++) {
    unsigned char c = (unsigned char)f->begin[i];
    out[used++] = (char)(c < ' ' || c == 0x7f ? ' ' : c);
  }
  out[used] = 0;
  return out;
}

/* Also with a decimal comma, which is refused later, in so many words. */
static bool is_number(const n2v_field *f) {
  const char *comma = memchr(f->begin, ',', f->length);
  n2v_field whole = {.begin = f->begin, .length = comma ? (size_t)(comma - f->begin) : f->length};
  n2v_field rest = {.begin = comma ? comma + 1 : "0",
                    .length = comma ? f->length - whole.length - 1 : 1};
  double value;
  return n2v_field_number(&whole, &value) && n2v_field_number(&rest, &value);
}

bool n2v_column_is_number(const n2v_sample *sample, int column) {
  for (int i = 0; i < sample->count; i++)
    if (column >= sample->rows[i].count || !is_number(&sample->rows[i].at[column]))
      return false;
  return sample->count > 0;
}

/* Whether some row of the sample has a number there: `confidence` may be `high`. */
static bool has_number(const n2v_sample *sample, int column) {
  bool other = false;
  for (int i = 0; i < sample->count; i++) {
    const n2v_row *row = &sample->rows[i];
    if (column < row->count && is_number(&row->at[column]))
      return true;
    other |= column < row->count && row->at[column].length &&
             isalpha((unsigned char)*row->at[column].begin);
  }
  return !other;
}

/* All names, in quotes, as far as they fit. */
static void list_names(const n2v_row *header, char *out, size_t size) {
  size_t used = 0;
  out[0] = 0;
  for (int i = 0; i < header->count && i < N2V_COLUMNS && used + 48 < size; i++) {
    char name[40];
    used += (size_t)snprintf(out + used, size - used, "%s'%s'", i ? ", " : "",
                             n2v_column_name(header, i, name, sizeof name));
  }
  if (used + 8 < size && header->count > N2V_COLUMNS)
    snprintf(out + used, size - used, ", ...");
}

n2v_status n2v_columns_ask(const n2v_text *text, const char *line, const n2v_row *header,
                           const char *what, n2v_error *err) {
  char names[560], message[900];
  list_names(header, names, sizeof names);
  snprintf(message, sizeof message, "%s; the columns are %s", what, names);
  return n2v_text_fail(text, line, message, err);
}

/* The two columns that are left when all that is known to be no end is taken away. */
static bool find_remaining(const n2v_row *header, n2v_columns *out) {
  int found[2], count = 0;
  for (int i = 0; i < header->count; i++) {
    if (i >= N2V_COLUMNS)
      return false;
    n2v_column_kind k = n2v_column_kind_of(&header->at[i]);
    if (k != N2V_KIND_OTHER && k < N2V_KIND_USER)
      continue;
    if (count == 2)
      return false;
    found[count++] = i;
  }
  if (count != 2 || n2v_are_of_one(&header->at[found[0]], &header->at[found[1]]))
    return false;
  out->source = found[0];
  out->target = found[1];
  return true;
}

/* A label, a count, a time: no name of a node. */
static bool is_no_end(const n2v_field *name) {
  n2v_column_kind kind = n2v_column_kind_of(name);
  return name->length && kind != N2V_KIND_OTHER && kind < N2V_KIND_USER;
}

static n2v_status find_ends(const n2v_text *text, const char *line, const n2v_row *header,
                            n2v_columns *out, n2v_error *err) {
  char names[4][40], what[400];
  pair p = find_pair(header);
  int user = find_kind(header, N2V_KIND_USER, N2V_NO_COLUMN),
      item = find_kind(header, N2V_KIND_ITEM, N2V_NO_COLUMN);
  if (p.rank < 9 && p.rivals == 0) {
    out->source = p.source;
    out->target = p.target;
    out->named = p.strong;
  } else if (p.rank < 9) {
    int columns[4] = {p.source, p.target, p.rival[0], p.rival[1]};
    for (int i = 0; i < 4; i++)
      n2v_column_name(header, columns[i], names[i], sizeof names[i]);
    snprintf(what, sizeof what,
             "which columns are the ends of an edge? `columns = '%s,%s'` or `columns = '%s,%s'`",
             names[0], names[1], names[2], names[3]);
    return n2v_columns_ask(text, line, header, what, err);
  } else if (user >= 0 && item >= 0) {
    out->source = user;
    out->target = item;
    out->two_kinds = true;
  } else if (find_kinds(header, out) || find_remaining(header, out)) {
    n2v_column_kind a = n2v_column_kind_of(&header->at[out->source]),
                    b = n2v_column_kind_of(&header->at[out->target]);
    n2v_words x = n2v_words_of(&header->at[out->source]),
              y = n2v_words_of(&header->at[out->target]);
    bool known = a >= N2V_KIND_USER && b >= N2V_KIND_USER;
    out->two_kinds = known ? a != b || (a == N2V_KIND_THING && strcmp(x.whole, y.whole) != 0)
                           : a == N2V_KIND_USER || b == N2V_KIND_USER;
    out->perhaps_one_kind = !known;
    out->guessed = !known;
  } else if (header->count == 2 && !n2v_are_of_one(&header->at[0], &header->at[1]) &&
             !is_no_end(&header->at[0]) && !is_no_end(&header->at[1])) {
    out->source = 0;
    out->target = 1;
    out->guessed = true;
  } else {
    return n2v_columns_ask(
        text, line, header,
        "which columns are the ends of an edge, and which is its weight? "
        "`columns = SOURCE,TARGET` or `columns = SOURCE,TARGET,WEIGHT`, names or numbers",
        err);
  }
  return N2V_OK;
}

static int count_kind(const n2v_row *header, n2v_column_kind wanted) {
  int count = 0;
  for (int i = 0; i < header->count && i < N2V_COLUMNS; i++)
    count += n2v_column_kind_of(&header->at[i]) == wanted;
  return count;
}

static bool is_end(const n2v_columns *c, int column) {
  return column == c->source || column == c->target;
}

/* Whether a number there may be the weight, or may not. */
static bool is_unknown(n2v_column_kind kind) {
  return kind == N2V_KIND_OTHER || kind == N2V_KIND_FACT;
}

/* A column of numbers whose name does not tell: it may be the weight. */
static int find_unknown_number(const n2v_row *header, const n2v_sample *sample,
                               const n2v_columns *c) {
  for (int i = 0; i < header->count && i < N2V_COLUMNS; i++)
    if (!is_end(c, i) && is_unknown(n2v_column_kind_of(&header->at[i])) &&
        !n2v_has_id(&header->at[i]) && n2v_column_is_number(sample, i))
      return i;
  return N2V_NO_COLUMN;
}

static n2v_status find_value(const n2v_text *text, const char *line, const n2v_row *header,
                             const n2v_sample *sample, n2v_columns *out, n2v_error *err) {
  static const n2v_column_kind order[] = {N2V_KIND_WEIGHT, N2V_KIND_RATING, N2V_KIND_LIKE_WEIGHT};
  char source[40], target[40], name[40], what[400];
  n2v_column_name(header, out->source, source, sizeof source);
  n2v_column_name(header, out->target, target, sizeof target);
  for (int i = 0; i < 3; i++) {
    int count = count_kind(header, order[i]), column = find_kind(header, order[i], N2V_NO_COLUMN);
    if (count == 0 || is_end(out, column) ||
        (order[i] == N2V_KIND_LIKE_WEIGHT && count == 1 && !has_number(sample, column)))
      continue;
    if (count > 1) {
      snprintf(what, sizeof what,
               "which column is the weight? `columns = '%s,%s,%s'` takes one of them, "
               "`columns = '%s,%s'` none",
               source, target, n2v_column_name(header, column, name, sizeof name), source, target);
      return n2v_columns_ask(text, line, header, what, err);
    }
    out->value = column;
    out->has_rating = order[i] == N2V_KIND_RATING;
    return N2V_OK;
  }
  int column = find_unknown_number(header, sample, out);
  if (column < 0)
    return N2V_OK;
  n2v_column_name(header, column, name, sizeof name);
  snprintf(what, sizeof what,
           "is '%s' the weight? `columns = '%s,%s,%s'` takes it, `columns = '%s,%s'` leaves it out",
           name, source, target, name, source, target);
  return n2v_columns_ask(text, line, header, what, err);
}

/* Gephi's: rows say Directed or Undirected. */
static int find_direction(const n2v_row *header, const n2v_sample *sample) {
  for (int c = 0; c < header->count && c < N2V_COLUMNS; c++) {
    int said = 0;
    for (int i = 0; i < sample->count; i++) {
      const n2v_field *f = &sample->rows[i].at[c];
      said += c < sample->rows[i].count &&
              (n2v_field_is(f, "directed") || n2v_field_is(f, "undirected"));
    }
    if (said && n2v_field_is(&header->at[c], "type"))
      return c;
  }
  return N2V_NO_COLUMN;
}

n2v_status n2v_columns_by_name(const n2v_text *text, const char *line, const n2v_row *header,
                               const n2v_sample *sample, bool weighted, n2v_columns *out,
                               n2v_error *err) {
  *out = (n2v_columns){.value = N2V_NO_COLUMN, .kind = find_direction(header, sample)};
  n2v_status status = find_ends(text, line, header, out, err);
  if (status == N2V_OK && weighted)
    status = find_value(text, line, header, sample, out, err);
  return status;
}
