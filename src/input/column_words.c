/* Tables of words, and names cut into words where case, digits and signs change. */
#include "input/column_words.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* ------------------------------------------------------------------------ what names mean */

bool n2v_are_sides(const char *source, const char *target, bool *strong) {
  static const struct {
    const char *source, *target;
    bool strong;
  } sides[] = {
#define SIDE(source, target, strong) {source, target, strong},
#include "input/column_sides.def"
#undef SIDE
  };
  for (size_t i = 0; i < sizeof sides / sizeof sides[0]; i++)
    if (strcmp(source, sides[i].source) == 0 && strcmp(target, sides[i].target) == 0) {
      *strong = sides[i].strong;
      return true;
    }
  return false;
}

bool n2v_is_id_word(const char *word) {
  static const char *const ids[] = {"id",   "ids",     "node", "nodes", "vertex",    "entrez",
                                    "gene", "protein", "name", "key",   "interactor"};
  for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
    if (strcmp(ids[i], word) == 0)
      return true;
  return false;
}

bool n2v_meaning_of(const char *word, bool whole, n2v_column_kind *found) {
  static const struct {
    const char *word;
    n2v_column_kind kind;
    bool only_whole;
  } meanings[] = {
#define MEANING(word, kind, whole) {word, kind, whole},
#include "input/column_kinds.def"
#undef MEANING
  };
  for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
    if ((whole || !meanings[i].only_whole) && strcmp(meanings[i].word, word) == 0) {
      *found = meanings[i].kind;
      return true;
    }
  return false;
}

/* ------------------------------------------------------------------------- names to words */

size_t n2v_mark_of(const n2v_field *f) {
  const char *colon = memrchr(f->begin, ':', f->length);
  return colon ? (size_t)(colon - f->begin) : f->length;
}

bool n2v_is_mark(const n2v_field *f, const char *mark) {
  size_t at = n2v_mark_of(f), length = strlen(mark);
  return at + 1 + length <= f->length && strncasecmp(f->begin + at + 1, mark, length) == 0;
}

/* Between a and b, both within a name, a word ends. */
static bool is_word_end(unsigned char a, unsigned char b) {
  return (islower(a) && isupper(b)) || (isdigit(a) != 0) != (isdigit(b) != 0);
}

n2v_words n2v_words_of(const n2v_field *f) {
  n2v_words w = {.count = 0};
  size_t length = n2v_mark_of(f), used = 0;
  bool inside = false;
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)f->begin[i];
    if (length - i >= 3 && strncmp(f->begin + i, "(s)", 3) == 0) { /* `ID(s) interactor A` */
      i += 2;
      continue;
    }
    if (c == '(' || c == '[') /* a unit */
      break;
    bool part = isalnum(c) || c >= 0x80;
    if (part && (!inside || is_word_end((unsigned char)f->begin[i - 1], c) ||
                 (isupper(c) && i + 1 < length && islower((unsigned char)f->begin[i + 1]) &&
                  isupper((unsigned char)f->begin[i - 1])))) {
      if (w.count == N2V_WORDS)
        break;
      w.count++;
      used = 0;
    }
    inside = part;
    if (part && used < N2V_WORD - 1)
      w.word[w.count - 1][used++] = (char)tolower(c);
  }
  char *end = w.whole;
  for (int i = 0; i < w.count; i++)
    end = stpcpy(end, w.word[i]);
  return w;
}

n2v_column_kind n2v_column_kind_of(const n2v_field *f) {
  n2v_words w = n2v_words_of(f);
  n2v_column_kind found = N2V_KIND_OTHER, last = N2V_KIND_OTHER;
  if (f->length == 0 || n2v_is_mark(f, "TYPE"))
    return N2V_KIND_LEFT_OUT;
  if (n2v_meaning_of(w.whole, true, &found))
    return found;
  size_t whole = strlen(w.whole);
  if (w.count == 1 && whole > 4 && strcmp(w.whole + whole - 2, "id") == 0) { /* visitorid */
    w.whole[whole - 2] = 0;
    if (n2v_meaning_of(w.whole, true, &found) && found >= N2V_KIND_USER)
      return found;
  }
  if (w.count > 1 && strcmp(w.word[w.count - 1], "number") == 0)
    return N2V_KIND_LEFT_OUT; /* a flight's, a person's: it counts nothing */
  for (int i = 0; i < w.count; i++)
    if (n2v_meaning_of(w.word[i], false, &found))
      last = found;
  return last;
}

bool n2v_has_id(const n2v_field *f) {
  static const char *const ids[] = {"id", "ids", "code", "no", "nr", "key", "sku", "ref"};
  n2v_words w = n2v_words_of(f);
  for (int i = 0; i < w.count; i++)
    for (size_t k = 0; k < sizeof ids / sizeof ids[0]; k++)
      if (strcmp(w.word[i], ids[k]) == 0)
        return true;
  return false;
}

bool n2v_are_of_one(const n2v_field *first, const n2v_field *second) {
  static const char *const facts[] = {"name",   "label",       "title", "symbol",
                                      "code",   "alias",       "email", "login",
                                      "handle", "description", "slug",  "nickname"};
  n2v_words a = n2v_words_of(first), b = n2v_words_of(second);
  if (a.count != b.count || a.count < 2)
    return false;
  for (int i = 0; i + 1 < a.count; i++)
    if (strcmp(a.word[i], b.word[i]) != 0)
      return false;
  const char *id = a.word[a.count - 1], *fact = b.word[b.count - 1];
  for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++)
    if ((strcmp(fact, facts[i]) == 0 && strcmp(id, fact) != 0) ||
        (strcmp(id, facts[i]) == 0 && strcmp(id, fact) != 0))
      return true;
  return false;
}
