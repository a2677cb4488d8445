/* The roles of columns by their names. Names are taken apart into words (`FromNodeId`: from, node,
 * id); the tables below say what the words mean. Two columns whose names differ in one word, and in
 * that as `source` and `target` do, are the ends of an edge; where two pairs of columns would do,
 * or none, the user is asked. */
#include "input/columns.h"

#include "base/status.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { WORDS = 8, WORD = 32 };

typedef struct words {
  int count;
  char word[WORDS][WORD];   /* lower case */
  char whole[WORDS * WORD]; /* all of them in one */
} words;

/* ------------------------------------------------------------------------ what names mean */

/* The first is the source's side. The second half need more of a name, or other evidence of a row
 * of names: they are names of nodes as well. */
static const char *const sides[][2] = {
    {"source", "target"},
    {"source", "dest"},
    {"source", "destination"},
    {"source", "sink"},
    {"source", "dst"},
    {"src", "dst"},
    {"src", "dest"},
    {"src", "tgt"},
    {"src", "trg"},
    {"src", "target"},
    {"from", "to"},
    {"start", "end"},
    {"begin", "end"},
    {"head", "tail"},
    {"origin", "destination"},
    {"origin", "dest"},
    {"orig", "dest"},
    {"subject", "object"},
    {"subj", "obj"},
    {"sender", "receiver"},
    {"sender", "recipient"},
    {"parent", "child"},
    {"citing", "cited"},
    {"follower", "followee"},
    {"follower", "followed"},
    {"follower", "following"},
    {"caller", "callee"},
    {"ego", "alter"},
    {"left", "right"},
    {"row", "col"},
    {"row", "column"},
    {"user", "friend"},
    {"person", "friend"},
    {"startid", "endid"},
    {"sourceid", "targetid"},
    {"fromid", "toid"},
    {"trustor", "trustee"},
    {"rater", "ratee"},
    {"pickup", "dropoff"},
    {"a", "b"},
    {"u", "v"},
    {"s", "t"},
    {"i", "j"},
    {"x", "y"},
    {"1", "2"},
    {"0", "1"},
    {"one", "two"},
    {"o", "d"},
    {"first", "second"},
    {"h", "t"},
    {"p", "q"},
};
enum { STRONG = 39 /* sides[0 .. 38] */ };

typedef enum kind {
  OTHER,
  LEFT_OUT, /* known to be neither an end nor a weight */
  TIME,
  WEIGHT,      /* it says so */
  LIKE_WEIGHT, /* a count or a score */
  RATING,
  USER,
  ITEM,
  THING, /* another kind of node */
} kind;

/* A name as a whole, or else one word of it: `only_whole` ones are too common within names. */
static const struct {
  const char *word;
  kind kind;
  bool only_whole;
} meanings[] = {
    {"weight", WEIGHT, false},
    {"weights", WEIGHT, true},
    {"w", WEIGHT, true},
    {"wt", WEIGHT, true},
    {"combinedscore", WEIGHT, true},
    {"score", LIKE_WEIGHT, false},
    {"value", LIKE_WEIGHT, false},
    {"val", LIKE_WEIGHT, true},
    {"count", LIKE_WEIGHT, false},
    {"counts", LIKE_WEIGHT, false},
    {"cnt", LIKE_WEIGHT, false},
    {"n", LIKE_WEIGHT, true},
    {"num", LIKE_WEIGHT, false},
    {"number", LIKE_WEIGHT, false},
    {"freq", LIKE_WEIGHT, false},
    {"frequency", LIKE_WEIGHT, false},
    {"strength", LIKE_WEIGHT, false},
    {"trips", LIKE_WEIGHT, false},
    {"plays", LIKE_WEIGHT, false},
    {"playcount", LIKE_WEIGHT, true},
    {"similarity", LIKE_WEIGHT, false},
    {"sim", LIKE_WEIGHT, true},
    {"confidence", LIKE_WEIGHT, false},
    {"correlation", LIKE_WEIGHT, false},
    {"corr", LIKE_WEIGHT, true},
    {"amount", LIKE_WEIGHT, false},
    {"total", LIKE_WEIGHT, false},
    {"volume", LIKE_WEIGHT, false},
    {"times", LIKE_WEIGHT, true},
    {"occurrences", LIKE_WEIGHT, false},
    {"cooccurrences", LIKE_WEIGHT, false},
    {"flow", LIKE_WEIGHT, false},
    {"passengers", LIKE_WEIGHT, false},
    {"transactions", LIKE_WEIGHT, false},
    {"messages", LIKE_WEIGHT, true},
    {"calls", LIKE_WEIGHT, true},
    {"interactions", LIKE_WEIGHT, true},
    {"clicks", LIKE_WEIGHT, true},
    {"hits", LIKE_WEIGHT, true},
    {"views", LIKE_WEIGHT, true},
    {"visits", LIKE_WEIGHT, true},
    {"purchases", LIKE_WEIGHT, true},
    {"quantity", LIKE_WEIGHT, true},
    {"hours", LIKE_WEIGHT, false},
    {"rating", RATING, false},
    {"ratings", RATING, true},
    {"stars", RATING, true},
    {"overall", RATING, true},
    {"time", TIME, false},
    {"timestamp", TIME, false},
    {"date", TIME, false},
    {"datetime", TIME, false},
    {"year", TIME, false},
    {"month", TIME, false},
    {"day", TIME, false},
    {"unixtime", TIME, false},
    {"unixreviewtime", TIME, false},
    {"ts", TIME, true},
    {"since", TIME, true},
    {"createdat", TIME, true},
    {"at", TIME, false},
    {"epoch", TIME, true},
    {"id", LEFT_OUT, true},
    {"edgeid", LEFT_OUT, true},
    {"index", LEFT_OUT, true},
    {"idx", LEFT_OUT, true},
    {"rownames", LEFT_OUT, true},
    {"rowid", LEFT_OUT, true},
    {"unnamed0", LEFT_OUT, true},
    {"type", LEFT_OUT, false},
    {"kind", LEFT_OUT, false},
    {"class", LEFT_OUT, false},
    {"label", LEFT_OUT, false},
    {"category", LEFT_OUT, false},
    {"relation", LEFT_OUT, false},
    {"relationship", LEFT_OUT, true},
    {"rel", LEFT_OUT, true},
    {"predicate", LEFT_OUT, true},
    {"interaction", LEFT_OUT, true},
    {"timeset", LEFT_OUT, true},
    {"interval", LEFT_OUT, true},
    {"key", LEFT_OUT, true},
    {"color", LEFT_OUT, false},
    {"colour", LEFT_OUT, false},
    {"comment", LEFT_OUT, false},
    {"comments", LEFT_OUT, false},
    {"description", LEFT_OUT, false},
    {"notes", LEFT_OUT, true},
    {"note", LEFT_OUT, true},
    {"review", LEFT_OUT, true},
    {"text", LEFT_OUT, false},
    {"url", LEFT_OUT, false},
    {"title", LEFT_OUT, false},
    {"genre", LEFT_OUT, false},
    {"genres", LEFT_OUT, false},
    {"lat", LEFT_OUT, false},
    {"lng", LEFT_OUT, false},
    {"lon", LEFT_OUT, false},
    {"latitude", LEFT_OUT, false},
    {"longitude", LEFT_OUT, false},
    {"user", USER, false},
    {"users", USER, false},
    {"userid", USER, true},
    {"uid", USER, true},
    {"reviewer", USER, false},
    {"reviewerid", USER, true},
    {"customer", USER, false},
    {"customerid", USER, true},
    {"member", USER, false},
    {"listener", USER, false},
    {"reader", USER, false},
    {"profile", USER, false},
    {"visitor", USER, false},
    {"session", USER, false},
    {"item", ITEM, false},
    {"items", ITEM, false},
    {"itemid", ITEM, true},
    {"iid", ITEM, true},
    {"movie", ITEM, false},
    {"movieid", ITEM, true},
    {"film", ITEM, false},
    {"book", ITEM, false},
    {"bookid", ITEM, true},
    {"isbn", ITEM, false},
    {"product", ITEM, false},
    {"productid", ITEM, true},
    {"asin", ITEM, false},
    {"artist", ITEM, false},
    {"artistid", ITEM, true},
    {"track", ITEM, false},
    {"song", ITEM, false},
    {"album", ITEM, false},
    {"business", ITEM, false},
    {"game", ITEM, false},
    {"anime", ITEM, false},
    {"recipe", ITEM, false},
    {"joke", ITEM, false},
    {"article", ITEM, false},
    {"news", ITEM, false},
    {"venue", ITEM, false},
    {"poi", ITEM, false},
    {"show", ITEM, false},
    {"course", ITEM, false},
    {"author", THING, false},
    {"paper", THING, false},
    {"actor", THING, false},
    {"director", THING, false},
    {"gene", THING, false},
    {"disease", THING, false},
    {"drug", THING, false},
    {"protein", THING, false},
    {"student", THING, false},
    {"person", THING, false},
    {"company", THING, false},
    {"tag", THING, false},
    {"word", THING, false},
    {"term", THING, false},
    {"document", THING, false},
    {"doc", THING, false},
    {"event", THING, false},
    {"group", THING, false},
    {"club", THING, false},
    {"team", THING, false},
    {"player", THING, false},
    {"country", THING, false},
    {"city", THING, false},
};

/* Words that do not say of what kind a thing is. */
static bool is_id_word(const char *word) {
  static const char *const ids[] = {"id",   "ids",     "node", "nodes", "vertex",    "entrez",
                                    "gene", "protein", "name", "key",   "interactor"};
  for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
    if (strcmp(ids[i], word) == 0)
      return true;
  return false;
}

static bool meaning_of(const char *word, bool whole, kind *found) {
  for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
    if ((whole || !meanings[i].only_whole) && strcmp(meanings[i].word, word) == 0) {
      *found = meanings[i].kind;
      return true;
    }
  return false;
}

/* ------------------------------------------------------------------------- names to words */

/* Where the mark of a name begins: `:token` of RecBole, `:START_ID(Person)` of Neo4j. */
static size_t mark_of(const n2v_field *f) {
  const char *colon = memrchr(f->begin, ':', f->length);
  return colon ? (size_t)(colon - f->begin) : f->length;
}

static bool is_mark(const n2v_field *f, const char *mark) {
  size_t at = mark_of(f), length = strlen(mark);
  return at + 1 + length <= f->length && strncasecmp(f->begin + at + 1, mark, length) == 0;
}

/* Between a and b, both within a name, a word ends. */
static bool is_word_end(unsigned char a, unsigned char b) {
  return (islower(a) && isupper(b)) || (isdigit(a) != 0) != (isdigit(b) != 0);
}

static words words_of(const n2v_field *f) {
  words w = {.count = 0};
  size_t length = mark_of(f), used = 0;
  bool inside = false;
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)f->begin[i];
    if (c == '(' || c == '[') /* a unit */
      break;
    bool part = isalnum(c) || c >= 0x80;
    if (part && (!inside || is_word_end((unsigned char)f->begin[i - 1], c) ||
                 (isupper(c) && i + 1 < length && islower((unsigned char)f->begin[i + 1]) &&
                  isupper((unsigned char)f->begin[i - 1])))) {
      if (w.count == WORDS)
        break;
      w.count++;
      used = 0;
    }
    inside = part;
    if (part && used < WORD - 1)
      w.word[w.count - 1][used++] = (char)tolower(c);
  }
  for (int i = 0; i < w.count; i++)
    strcat(w.whole, w.word[i]);
  return w;
}

static kind kind_of(const n2v_field *f) {
  words w = words_of(f);
  kind found = OTHER, last = OTHER;
  if (f->length == 0 || is_mark(f, "TYPE"))
    return LEFT_OUT;
  if (meaning_of(w.whole, true, &found))
    return found;
  for (int i = 0; i < w.count; i++)
    if (meaning_of(w.word[i], false, &found))
      last = found;
  return last;
}

/* ---------------------------------------------------------------------------- pairs of ends */

/* How well two names fit as the two ends, 0 best; 9: they do not. */
static int rank_of_pair(const n2v_field *first, const n2v_field *second, bool *strong) {
  words a = words_of(first), b = words_of(second);
  int rank = 0, side = -1;
  *strong = false;
  if (is_mark(first, "START_ID") || is_mark(second, "END_ID")) {
    *strong = true;
    return is_mark(first, "START_ID") && is_mark(second, "END_ID") ? 0 : 9;
  }
  if (a.count != b.count || a.count == 0)
    return 9;
  for (int i = 0; i < a.count; i++) {
    kind k = OTHER;
    if (strcmp(a.word[i], b.word[i]) == 0) {
      if (is_id_word(a.word[i]))
        rank = rank > 1 ? rank : 1;
      else if (meaning_of(a.word[i], true, &k) && k <= RATING)
        return 9; /* start_time, end_time */
      else
        rank = 3;
      continue;
    }
    for (size_t s = 0; side < 0 && s < sizeof sides / sizeof sides[0]; s++)
      if (strcmp(a.word[i], sides[s][0]) == 0 && strcmp(b.word[i], sides[s][1]) == 0)
        side = (int)s;
    if (side < 0 || *strong)
      return 9;
    *strong = true;
  }
  *strong = side >= 0 && (side < STRONG || a.count > 1);
  if (side < 0)
    return 9;
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
static int find_kind(const n2v_row *header, kind wanted, int besides) {
  int found = N2V_NO_COLUMN;
  bool by_id = false;
  for (int i = 0; i < header->count && i < N2V_COLUMNS; i++) {
    const n2v_field *f = &header->at[i];
    if (i == besides || kind_of(f) != wanted)
      continue;
    size_t length = mark_of(f);
    bool id = length >= 2 && strncasecmp(f->begin + length - 2, "id", 2) == 0;
    if (found < 0 || (id && !by_id)) {
      found = i;
      by_id = id;
    }
  }
  return found;
}

/* The two columns that are kinds of nodes, if two are. */
static bool find_kinds(const n2v_row *header, n2v_columns *out) {
  int found[2], count = 0;
  for (int i = 0; i < header->count && i < N2V_COLUMNS; i++)
    if (kind_of(&header->at[i]) >= USER && count++ < 2)
      found[count - 1] = i;
  if (count != 2)
    return false;
  out->source = found[0];
  out->target = found[1];
  return true;
}

bool n2v_columns_known(const n2v_row *header) {
  n2v_columns kinds;
  pair p = find_pair(header);
  return (p.rank < 9 && p.strong) || find_kinds(header, &kinds) ||
         (find_kind(header, USER, N2V_NO_COLUMN) >= 0 &&
          find_kind(header, ITEM, N2V_NO_COLUMN) >= 0);
}

/* --------------------------------------------------------------------------------- deciding */

const char *n2v_column_name(const n2v_row *header, int column, char *out, size_t size) {
  const n2v_field *f = &header->at[column];
  size_t length = mark_of(f), used = 0;
  if (length == 0)
    length = f->length; /* nothing but a mark */
  for (size_t i = 0; i < length && used + 1 < size; i++) {
    unsigned char c = (unsigned char)f->begin[i];
    out[used++] = (char)(c < ' ' || c == 0x7f ? ' ' : c);
  }
  out[used] = 0;
  return out;
}

bool n2v_column_is_number(const n2v_sample *sample, int column) {
  double value;
  for (int i = 0; i < sample->count; i++)
    if (column >= sample->rows[i].count || !n2v_field_number(&sample->rows[i].at[column], &value))
      return false;
  return sample->count > 0;
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

static n2v_status ask(const n2v_text *text, const char *line, const n2v_row *header,
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
    kind k = kind_of(&header->at[i]);
    if (k != OTHER && k < USER)
      continue;
    if (count == 2)
      return false;
    found[count++] = i;
  }
  if (count != 2)
    return false;
  out->source = found[0];
  out->target = found[1];
  return true;
}

static n2v_status find_ends(const n2v_text *text, const char *line, const n2v_row *header,
                            n2v_columns *out, n2v_error *err) {
  char names[4][40], what[400];
  pair p = find_pair(header);
  int user = find_kind(header, USER, N2V_NO_COLUMN), item = find_kind(header, ITEM, N2V_NO_COLUMN);
  if (p.rank < 9 && p.rivals == 0) {
    out->source = p.source;
    out->target = p.target;
  } else if (p.rank < 9) {
    int columns[4] = {p.source, p.target, p.rival[0], p.rival[1]};
    for (int i = 0; i < 4; i++)
      n2v_column_name(header, columns[i], names[i], sizeof names[i]);
    snprintf(what, sizeof what,
             "which columns are the ends of an edge? `columns = '%s,%s'` or `columns = '%s,%s'`",
             names[0], names[1], names[2], names[3]);
    return ask(text, line, header, what, err);
  } else if (user >= 0 && item >= 0) {
    out->source = user;
    out->target = item;
    out->two_kinds = true;
  } else if (find_kinds(header, out) || find_remaining(header, out)) {
    kind a = kind_of(&header->at[out->source]), b = kind_of(&header->at[out->target]);
    words x = words_of(&header->at[out->source]), y = words_of(&header->at[out->target]);
    out->two_kinds = a >= USER && b >= USER && (a != b || strcmp(x.whole, y.whole) != 0);
  } else if (header->count == 2) {
    out->source = 0;
    out->target = 1;
  } else {
    return ask(text, line, header,
               "which columns are the ends of an edge, and which is its weight? "
               "`columns = SOURCE,TARGET` or `columns = SOURCE,TARGET,WEIGHT`, names or numbers",
               err);
  }
  return N2V_OK;
}

static int count_kind(const n2v_row *header, kind wanted) {
  int count = 0;
  for (int i = 0; i < header->count && i < N2V_COLUMNS; i++)
    count += kind_of(&header->at[i]) == wanted;
  return count;
}

static bool is_end(const n2v_columns *c, int column) {
  return column == c->source || column == c->target;
}

/* Numbers under such a name are no weights. */
static bool has_id(const n2v_field *f) {
  words w = words_of(f);
  for (int i = 0; i < w.count; i++)
    if (strcmp(w.word[i], "id") == 0 || strcmp(w.word[i], "ids") == 0 ||
        strcmp(w.word[i], "code") == 0)
      return true;
  return false;
}

/* A column of numbers whose name is not known: it may be the weight. */
static int find_unknown_number(const n2v_row *header, const n2v_sample *sample,
                               const n2v_columns *c) {
  for (int i = 0; i < header->count && i < N2V_COLUMNS; i++)
    if (!is_end(c, i) && kind_of(&header->at[i]) == OTHER && !has_id(&header->at[i]) &&
        n2v_column_is_number(sample, i))
      return i;
  return N2V_NO_COLUMN;
}

static n2v_status find_value(const n2v_text *text, const char *line, const n2v_row *header,
                             const n2v_sample *sample, n2v_columns *out, n2v_error *err) {
  static const kind order[] = {WEIGHT, RATING, LIKE_WEIGHT};
  char source[40], target[40], name[40], what[400];
  n2v_column_name(header, out->source, source, sizeof source);
  n2v_column_name(header, out->target, target, sizeof target);
  for (int i = 0; i < 3; i++) {
    int count = count_kind(header, order[i]), column = find_kind(header, order[i], N2V_NO_COLUMN);
    if (count == 0 || is_end(out, column))
      continue;
    if (count > 1) {
      snprintf(what, sizeof what,
               "which column is the weight? `columns = '%s,%s,%s'` takes one of them, "
               "`columns = '%s,%s'` none",
               source, target, n2v_column_name(header, column, name, sizeof name), source, target);
      return ask(text, line, header, what, err);
    }
    out->value = column;
    out->has_rating = order[i] == RATING;
    return N2V_OK;
  }
  int column = find_unknown_number(header, sample, out);
  if (column < 0)
    return N2V_OK;
  n2v_column_name(header, column, name, sizeof name);
  snprintf(what, sizeof what,
           "is '%s' the weight? `columns = '%s,%s,%s'` takes it, `columns = '%s,%s'` leaves it out",
           name, source, target, name, source, target);
  return ask(text, line, header, what, err);
}

/* Gephi's: every row says Directed, Undirected or Mutual. */
static int find_direction(const n2v_row *header, const n2v_sample *sample) {
  for (int c = 0; c < header->count && c < N2V_COLUMNS; c++) {
    int said = 0;
    for (int i = 0; i < sample->count; i++) {
      const n2v_field *f = &sample->rows[i].at[c];
      said += c < sample->rows[i].count &&
              (n2v_field_is(f, "directed") || n2v_field_is(f, "undirected"));
    }
    if (said && said == sample->count && n2v_field_is(&header->at[c], "type"))
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

/* The column that a part of the option names, or -1; -2: two are called so. */
static int find_named(const n2v_row *header, const char *part, size_t length) {
  int found = -1;
  for (int i = 0; header && i < header->count && i < N2V_COLUMNS; i++) {
    const n2v_field *f = &header->at[i];
    bool same =
        (f->length == length || mark_of(f) == length) && strncasecmp(f->begin, part, length) == 0;
    if (same)
      found = found == -1 ? i : -2;
  }
  return found;
}

static int find_numbered(const char *part, size_t length) {
  int column = 0;
  for (size_t i = 0; i < length; i++)
    column =
        isdigit((unsigned char)part[i]) && column < 10000 ? 10 * column + (part[i] - '0') : 100000;
  return column < 100000 ? column - 1 : -1;
}

n2v_status n2v_columns_by_option(const char *option, const n2v_text *text, const char *line,
                                 const n2v_row *header, n2v_columns *out, n2v_error *err) {
  int columns[3] = {N2V_NO_COLUMN, N2V_NO_COLUMN, N2V_NO_COLUMN}, count = 0;
  char what[400];
  for (const char *part = option; count < 3; count++) {
    size_t length = strcspn(part, ",");
    int column = find_named(header, part, length);
    if (column == -1)
      column = find_numbered(part, length);
    if (column < 0 || column >= N2V_COLUMNS) {
      snprintf(what, sizeof what,
               column == -2 ? "`columns`: two columns are called '%.*s': say their numbers"
               : header     ? "`columns`: no column is called '%.*s'"
                        : "`columns`: '%.*s' is no number from 1 to 64, and no row names columns",
               length < 60 ? (int)length : 60, part);
      return header ? ask(text, line, header, what, err) : n2v_text_fail(text, line, what, err);
    }
    columns[count] = column;
    part += length;
    if (!*part) {
      count++;
      break;
    }
    part++;
  }
  if (count < 2 || columns[0] == columns[1] || strchr(option, ',') == NULL)
    return n2v_fail(err, N2V_EUSAGE,
                    "`columns = %s`: two columns, or three, are wanted: SOURCE,TARGET[,WEIGHT]",
                    option);
  *out = (n2v_columns){columns[0], columns[1], columns[2], N2V_NO_COLUMN, false, false};
  if (header) {
    out->has_rating = out->value >= 0 && kind_of(&header->at[out->value]) == RATING;
    kind a = kind_of(&header->at[out->source]), b = kind_of(&header->at[out->target]);
    out->two_kinds = a >= USER && b >= USER && a != b;
  }
  return N2V_OK;
}
