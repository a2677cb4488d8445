/* Titles from the files that name films and from plain `name<TAB>label` lines. The text is kept
 * whole and cut into fields where it stands, so that titles are pointers into it: 62,000 titles are
 * not 62,000 allocations.
 *
 * MovieLens' own forms differ from set to set: CSV with quotes in latest, 20M and later ones, `::`
 * in 1M and 10M, `|` with a column of 0 or 1 for each genre in 100K. The first line tells which. */
#include "embedding/labels.h"

#include "base/grow.h"
#include "base/input.h"
#include "base/memory.h"
#include "base/status.h"
#include "base/utf8.h"
#include "graph/hash.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* u.item: id, title, release date, video release date, address, then 19 genres. */
enum { MAX_FIELDS = 24, ITEM_GENRES = 19, ITEM_FIRST_GENRE = 5 };

/* A place in the text, which is cut into NUL-terminated fields as it is read. */
typedef struct source {
  const char *path;
  char *p, *end; /* *end is '\0' */
  uint64_t line; /* of the record last read; 1-based */
  uint64_t next_line;
  const char *separator; /* "::", "|", "\t", or "," for CSV */
} source;

typedef struct record {
  char *field[MAX_FIELDS]; /* those beyond are dropped */
  int count;
} record;

/* ------------------------------------------------------------------------------- records */

static void put_field(record *r, char *field) {
  if (r->count < MAX_FIELDS)
    r->field[r->count++] = field;
}

/* Separators cannot be escaped in these forms. */
static void read_plain(source *s, record *r) {
  char *end = memchr(s->p, '\n', (size_t)(s->end - s->p));
  char *next = end ? end + 1 : s->end, *p = s->p;
  end = end ? end : s->end;
  if (end > p && end[-1] == '\r')
    end--;
  *end = '\0';
  for (char *cut; (cut = strstr(p, s->separator)); p = cut + strlen(s->separator)) {
    *cut = '\0';
    put_field(r, p);
  }
  put_field(r, p);
  s->p = next;
  s->next_line++;
}

/* Takes the quotes off a field that begins at p, in place; returns what stands behind it, or NULL
 * when the quote is never closed. A newline inside quotes belongs to the field, but counts as a
 * line for messages. */
static char *unquote(source *s, char *p) {
  char *out = p++;
  for (; p < s->end; p++) {
    if (*p == '"' && *++p != '"') {
      *out = '\0'; /* at least one byte behind: the field is shorter without its quotes */
      return p;
    }
    s->next_line += *p == '\n';
    *out++ = *p;
  }
  return NULL;
}

/* One record: `2,"Jumanji, ""the"" game (1995)",Adventure`. *s->end is a zero byte, at which
 * strcspn ends too. */
static bool read_csv(source *s, record *r) {
  char *p = s->p;
  for (;;) {
    bool quoted = *p == '"';
    char *field = p, *end = quoted ? unquote(s, p) : p;
    if (!end)
      return false;
    end += strcspn(end, ",\n");
    char stop = *end;
    if (!quoted && end > field && end[-1] == '\r')
      end[-1] = '\0';
    *end = '\0';
    put_field(r, field);
    p = end + (end < s->end);
    if (stop != ',')
      break;
  }
  s->p = p;
  s->next_line++;
  return true;
}

/* Tabs first: titles hold commas and bars, but no tabs. Fewer bars than u.item has genres may stand
 * in a genre list, `Adventure|Comedy`. */
static const char *separator_of(const char *text) {
  size_t line = strcspn(text, "\n"), bars = 0;
  for (size_t i = 0; i < line; i++)
    bars += text[i] == '|';
  const char *colons = strstr(text, "::"), *tab = memchr(text, '\t', line);
  if (tab)
    return "\t";
  if (colons && colons < text + line)
    return "::";
  return bars >= ITEM_GENRES ? "|" : ",";
}

/* -------------------------------------------------------------------------------- labels */

/* "Toy Story (1995)": the last pair of parentheses, if it holds four digits at its begin. `Babylon
 * 5` has none. */
static int year_of(const char *title) {
  const char *open = strrchr(title, '(');
  if (!open)
    return 0;
  for (int i = 1; i <= 4; i++)
    if (!isdigit((unsigned char)open[i]))
      return 0;
  return isdigit((unsigned char)open[5]) ? 0 : atoi(open + 1);
}

/* Control characters become spaces; none are left at the end. */
static void clean(char *text) {
  size_t length = strlen(text);
  for (size_t i = 0; i < length; i++)
    if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
      text[i] = ' ';
  while (length && text[length - 1] == ' ')
    text[--length] = '\0';
}

/* u.item's flags as a list of names, written over the fields between title and flags, which the
 * release date and the address leave long enough; a genre that does not fit is dropped. All flags
 * are read before the first name is written, since names may reach into them. */
static const char *item_genres(const record *r) {
  static const char *const names[ITEM_GENRES] = {
      "unknown",     "Action", "Adventure", "Animation", "Children's", "Comedy",  "Crime",
      "Documentary", "Drama",  "Fantasy",   "Film-Noir", "Horror",     "Musical", "Mystery",
      "Romance",     "Sci-Fi", "Thriller",  "War",       "Western"};
  bool has[ITEM_GENRES] = {false};
  if (r->count <= ITEM_FIRST_GENRE)
    return "";
  for (int i = 0; i < ITEM_GENRES && ITEM_FIRST_GENRE + i < r->count; i++)
    has[i] = *r->field[ITEM_FIRST_GENRE + i] == '1';
  char *out = r->field[2], *p = out;
  const char *end = r->field[r->count - 1];
  for (int i = 0; i < ITEM_GENRES; i++)
    if (has[i] && strlen(names[i]) + 1 < (size_t)(end - p)) {
      if (p > out)
        *p++ = '|';
      p = stpcpy(p, names[i]);
    }
  if (p == out)
    *out = '\0';
  return out;
}

static bool is_header(const record *r) {
  static const char *const heads[] = {"title", "label", "name"};
  for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
    if (r->count > 1 && strcasecmp(r->field[1], heads[i]) == 0)
      return true;
  return false;
}

/* The first label of a name counts; an empty title is none, and such a node keeps its name. */
static n2v_status add(n2v_labels *l, const source *s, record *r, uint64_t *capacity,
                      n2v_error *err) {
  uint32_t id, before = l->names->count;
  clean(r->field[0]);
  if (r->count < 2 || !*r->field[0])
    return n2v_fail(err, N2V_EINPUT, "%s:%" PRIu64 ": no name and label: '%.60s'", s->path, s->line,
                    r->field[0]);
  char *title = r->field[1];
  clean(title);
  if (!*title)
    return N2V_OK;
  if (!n2v_grow(&l->items, capacity, (uint64_t)before + 1, sizeof *l->items))
    return n2v_fail_memory(err, s->path, before * sizeof *l->items);
  n2v_status status = n2v_names_add(l->names, r->field[0], strlen(r->field[0]), &id, err);
  if (status != N2V_OK || id < before)
    return status;
  n2v_label *label = &l->items[id];
  *label = (n2v_label){.title = title, .genres = "", .year = year_of(title)};
  if (*s->separator == '|') {
    label->genres = item_genres(r);
  } else if (r->count > 2) {
    clean(r->field[2]);
    label->genres = r->field[2];
  }
  return N2V_OK;
}

/* The whole file as UTF-8 with a NUL behind it, without a byte order mark. A byte of ISO-8859-1
 * becomes two of UTF-8 at most, hence the room. */
static n2v_status load(const char *path, char **text, size_t *size, n2v_error *err) {
  n2v_input file;
  n2v_status status = n2v_input_open(&file, path, 0, NULL, err);
  if (status != N2V_OK)
    return status;
  bool utf8 = n2v_is_utf8(file.bytes, file.size);
  size_t mark = utf8 && file.size >= 3 && memcmp(file.bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
  *size = file.size - mark;
  *text = malloc(*size * (utf8 ? 1 : 2) + 1);
  if (!*text)
    status = n2v_fail_memory(err, path, *size);
  else if (utf8)
    memcpy(*text, file.bytes + mark, *size);
  else
    *size = n2v_utf8_from_latin1(file.bytes, *size, *text);
  if (*text)
    (*text)[*size] = '\0';
  n2v_input_close(&file);
  return status;
}

static n2v_status parse(n2v_labels *l, const char *path, size_t size, n2v_error *err) {
  source s = {path, l->text, l->text + size, 1, 1, separator_of(l->text)};
  uint64_t capacity = 0;
  n2v_status status = N2V_OK;
  while (s.p < s.end && status == N2V_OK) {
    record r = {.count = 0};
    s.line = s.next_line;
    if (*s.separator != ',')
      read_plain(&s, &r);
    else if (!read_csv(&s, &r))
      return n2v_fail(err, N2V_EINPUT, "%s:%" PRIu64 ": a quote is never closed", path, s.line);
    bool blank = r.count == 1 && !*r.field[0];
    if (!blank && !(s.line == 1 && is_header(&r)))
      status = add(l, &s, &r, &capacity, err);
  }
  if (status == N2V_OK && !l->names->count)
    status = n2v_fail(err, N2V_EINPUT, "%s: no labels in it", path);
  return status;
}

static uint32_t slot_of(const n2v_labels *l, const char *title) {
  return (uint32_t)n2v_hash_bytes(title, strlen(title)) & l->first_mask;
}

/* Titles are shared, so a table of names would not do: labels of one slot form a list. From the
 * last on, so that each list rises. */
static n2v_status index_titles(n2v_labels *l, const char *path, n2v_error *err) {
  const uint32_t count = l->names->count;
  l->first_mask = 1;
  while (l->first_mask < count)
    l->first_mask = 2 * l->first_mask + 1;
  l->first = n2v_calloc((size_t)l->first_mask + 1, sizeof *l->first);
  l->next = n2v_alloc(count, sizeof *l->next);
  if (!l->first || !l->next)
    return n2v_fail_memory(err, path, 3 * (size_t)count * sizeof *l->first);
  for (uint32_t label = count; label; label--) {
    uint32_t slot = slot_of(l, l->items[label - 1].title);
    l->next[label - 1] = l->first[slot];
    l->first[slot] = label;
  }
  return N2V_OK;
}

uint32_t n2v_labels_titled(const n2v_labels *l, const char *title, uint32_t label) {
  label = label ? l->next[label - 1] : l->first[slot_of(l, title)];
  while (label && strcmp(l->items[label - 1].title, title) != 0)
    label = l->next[label - 1];
  return label;
}

n2v_status n2v_labels_read(const char *path, n2v_labels **out, n2v_error *err) {
  size_t size = 0;
  *out = NULL;
  n2v_labels *l = calloc(1, sizeof *l);
  if (!l)
    return n2v_fail_memory(err, path, sizeof *l);
  n2v_status status = n2v_names_new(&l->names, err);
  if (status == N2V_OK)
    status = load(path, &l->text, &size, err);
  if (status == N2V_OK)
    status = parse(l, path, size, err);
  if (status == N2V_OK)
    status = n2v_names_index(l->names, err);
  if (status == N2V_OK)
    status = index_titles(l, path, err);
  if (status == N2V_OK)
    *out = l;
  else
    n2v_labels_free(l);
  return status;
}

void n2v_labels_free(n2v_labels *labels) {
  if (!labels)
    return;
  n2v_names_free(labels->names);
  free(labels->items);
  free(labels->text);
  n2v_free(labels->first);
  n2v_free(labels->next);
  free(labels);
}

const n2v_label *n2v_labels_find(const n2v_labels *labels, const char *name, size_t length) {
  uint32_t id;
  return labels && n2v_names_find(labels->names, name, length, &id) ? &labels->items[id] : NULL;
}

size_t n2v_first_genre(const char *genres) {
  return strcspn(genres, "|");
}
