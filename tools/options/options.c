/* The table of options.def as values: each has its default, text that is set is checked against
 * its row, and where a value came from is kept for messages and -dump-config.
 *
 * The table is included three times: for the rows here, for the numbers of the options and for the
 * fields of n2v_config in options.h. So no field is without its row, and no row without its field.
 * All look-ups are linear: there are about a hundred rows, and they are asked once a flag. */
#include "options/options.h"

#include "support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define T N2V_PROGRAM_TRAIN
#define G N2V_PROGRAM_GRAPH
#define W N2V_PROGRAM_WALK
#define Q N2V_PROGRAM_QUERY
#define C N2V_PROGRAM_CONVERT
#define E N2V_PROGRAM_LINKPRED
#define N N2V_PROGRAM_CLASSIFY
#define R N2V_PROGRAM_RECALL
#define P N2V_PROGRAM_PAGE
#define I N2V_PROGRAM_IMPORT
/* The names of a list of n2v.h, which are in the order of its values: "auto|bin|text". */
#define CHOICE(name, text) "|" text
#define CHOICES(LIST)      (&LIST(CHOICE)[1])
const n2v_option n2v_options[N2V_OPTION_COUNT] = {
#define OPTION(kind, section, key, flag, aliases, fallback, min, max, choices, programs, help)     \
  {N2V_KIND_##kind, #section, #key, flag,                                                          \
   aliases,         fallback, min,  max,                                                           \
   choices,         programs, help, offsetof(n2v_config, key)},
#include "options/options.def"
#undef OPTION
};
#undef T
#undef G
#undef W
#undef Q
#undef C
#undef E
#undef N
#undef R
#undef P
#undef I
#undef CHOICE
#undef CHOICES

/* ---------------------------------------------------------------------------------- values */

/* Which of the choices "auto|bin|text", or -1. The number is the value of the enum in n2v.h, which
 * the list was made of. */
static int find_choice(const char *choices, const char *value) {
  size_t length = strlen(value);
  int i = 0;
  for (const char *c = choices; *c; c += strcspn(c, "|"), c += *c == '|', i++)
    if (strcspn(c, "|") == length && memcmp(c, value, length) == 0)
      return i;
  return -1;
}

/* Decimal only: strtod would also take "0x1p3", "inf" and leading spaces. It reads a decimal point,
 * because the programs never call setlocale. */
static bool starts_decimal(const char *text) {
  text += *text == '+' || *text == '-';
  return strchr("0123456789.", *text) && *text && text[1] != 'x' && text[1] != 'X';
}

/* All of text must be the number. "1e999" is infinite, hence none. */
static bool parse_real(const char *text, double *out) {
  char *end;
  if (!starts_decimal(text))
    return false;
  *out = strtod(text, &end);
  return end != text && !*end && isfinite(*out);
}

/* Bytes: 4096, 200M, 4GB, 1.5GiB; units are powers of 1024 in any case. 80% is of the memory that
 * this process may use, asked for now: it may change between runs, which is why the text is kept.
 */
static bool parse_size(const char *text, double *out) {
  char *end;
  if (!starts_decimal(text))
    return false;
  *out = strtod(text, &end);
  if (end == text || !isfinite(*out))
    return false;
  if (strcmp(end, "%") == 0 && *out <= 100) {
    *out *= cli_memory() / 100;
    return true;
  }
  /* & ~0x20 makes an ASCII letter upper-case. */
  const char *units = "KMGT", *unit = *end ? strchr(units, *end & ~0x20) : NULL;
  if (unit) {
    *out = ldexp(*out, 10 * (int)(unit - units + 1));
    end++;
    if ((end[0] == 'B' || end[0] == 'b') || (end[0] == 'i' && end[1] == 'B'))
      end += end[0] == 'i' ? 2 : 1;
  }
  return !*end;
}

/* Seconds: 30, 30s, 10m, 1.5h. Another letter makes it NaN, which is no time. */
static bool parse_time(const char *text, double *out) {
  char *end;
  if (!starts_decimal(text))
    return false;
  *out = strtod(text, &end);
  if (end == text || !isfinite(*out))
    return false;
  if (*end)
    *out *= *end == 's' ? 1 : *end == 'm' ? 60 : *end == 'h' ? 3600 : NAN;
  return !isnan(*out) && (!*end || !end[1]);
}

/* "N|auto": a number, or 0 for auto. */
static bool takes_auto(const n2v_option *o) {
  return strstr(o->choices, "|auto") != NULL;
}

/* "movielens.ini:12: walk_length = 'x': must be ..." or "-walk-length 'x': must be ...". */
static n2v_status bad_value(const n2v_option *o, const char *value, const char *place,
                            n2v_error *err) {
  /* by n2v_kind */
  static const char *const wants[] = {"text",
                                      "one of ",
                                      "0 or 1",
                                      "a whole number",
                                      "a number",
                                      "a size such as 200M, 4G or 80%",
                                      "a time such as 30s, 10m or 1.5h"};
  char bounds[112] = "";
  const char *choices = o->kind == N2V_KIND_CHOICE ? o->choices : "";
  if (o->kind == N2V_KIND_INT || o->kind == N2V_KIND_REAL)
    snprintf(bounds, sizeof bounds, " from %.16g to %.16g%s", o->min, o->max,
             takes_auto(o) ? ", or auto" : "");
  /* On the command line the flag is named as the table spells it, even where an alias was typed. */
  if (strcmp(place, "command line") == 0)
    return n2v_fail(err, N2V_EUSAGE, "-%.*s '%s': must be %s%s%s", (int)strcspn(o->flag, "="),
                    o->flag, value, wants[o->kind], choices, bounds);
  return n2v_fail(err, N2V_EUSAGE, "%s: %s = '%s': must be %s%s%s", place, o->key, value,
                  wants[o->kind], choices, bounds);
}

/* Writes the parsed value into its field; false when it is ill-typed or out of bounds. Whole
 * numbers go through a double, so that 1e6 is one. A double holds every whole number up to 2^53,
 * which is more than anything here counts, and the largest bound, 1e18, fits 64 bits. Only a CHOICE
 * changes its field when it fails; the program ends then. */
static bool store(n2v_config *config, const n2v_option *o, const char *value) {
  void *field = (char *)config + o->offset;
  double number = 0;
  switch (o->kind) {
  case N2V_KIND_TEXT:
    *(const char **)field = value;
    return true;
  case N2V_KIND_CHOICE: {
    int choice = find_choice(o->choices, value);
    *(int *)field = choice;
    return choice >= 0;
  }
  case N2V_KIND_BOOL: /* "yes" and "true" are refused: one way to write it */
    if (strcmp(value, "0") != 0 && strcmp(value, "1") != 0)
      return false;
    *(bool *)field = *value == '1';
    return true;
  case N2V_KIND_SIZE:
    if (!parse_size(value, &number) || number < o->min || number > o->max)
      return false;
    *(uint64_t *)field = (uint64_t)number;
    return true;
  case N2V_KIND_TIME:
    if (!parse_time(value, &number) || number < o->min || number > o->max)
      return false;
    *(double *)field = number;
    return true;
  case N2V_KIND_INT:
    if (takes_auto(o) && strcmp(value, "auto") == 0) {
      *(int64_t *)field = 0;
      return true;
    }
    if (!parse_real(value, &number) || number != floor(number) || number < o->min ||
        number > o->max)
      return false;
    *(int64_t *)field = (int64_t)number;
    return true;
  case N2V_KIND_REAL:
    if (!parse_real(value, &number) || number < o->min || number > o->max)
      return false;
    *(double *)field = number;
    return true;
  }
  return false;
}

/* The copy is made before it is parsed, for a TEXT field points into it; config owns it from then
 * on, and the field stays right when argv or libinih's buffer is gone. */
n2v_status n2v_config_assign(n2v_config *config, int option, const char *value, const char *place,
                             n2v_error *err) {
  const n2v_option *o = &n2v_options[option];
  char *copy = strdup(value), *where = strdup(place);
  if (!copy || !where || !store(config, o, copy)) {
    n2v_status status = copy && where ? bad_value(o, value, place, err)
                                      : cli_no_memory(err, "an option", strlen(value));
    free(copy);
    free(where);
    return status;
  }
  free(config->text[option]);
  free(config->source[option]);
  config->text[option] = copy;
  config->source[option] = where;
  return N2V_OK;
}

n2v_status n2v_config_new(n2v_config **out, n2v_error *err) {
  n2v_config *config = calloc(1, sizeof *config);
  *out = NULL;
  if (!config)
    return cli_no_memory(err, "the options", sizeof *config);
  /* Defaults are parsed as any value is: one that its own row forbids is found by every run. */
  for (int i = 0; i < N2V_OPTION_COUNT; i++) {
    n2v_status status = n2v_config_assign(config, i, n2v_options[i].fallback, "default", err);
    if (status != N2V_OK) {
      n2v_config_free(config);
      return status;
    }
  }
  *out = config;
  return N2V_OK;
}

void n2v_config_free(n2v_config *config) {
  if (!config)
    return;
  for (int i = 0; i < N2V_OPTION_COUNT; i++) {
    free(config->text[i]);
    free(config->source[i]);
  }
  free(config);
}

/* ----------------------------------------------------------------------------------- names */

/* Calls visit for each flag and alias of an option; stops at true. */
static bool each_flag(const n2v_option *o, bool (*visit)(const char *, size_t, void *), void *ctx) {
  const char *lists[] = {o->flag, o->aliases};
  for (int i = 0; i < 2; i++)
    for (const char *c = lists[i]; *c; c += strcspn(c, ","), c += *c == ',')
      if (visit(c, strcspn(c, ","), ctx))
        return true;
  return false;
}

typedef struct match {
  const char *name; /* what is looked for, without dashes and value */
  size_t length;
  const char *found; /* the table's spelling, `=value` included */
  size_t found_length;
} match;

/* For each_flag: whether a flag of the table, "directed=1" or "size", has the name that is looked
 * for. */
static bool equals(const char *flag, size_t length, void *ctx) {
  match *m = ctx;
  const char *equal = memchr(flag, '=', length);
  size_t name = equal ? (size_t)(equal - flag) : length;
  if (name != m->length || memcmp(flag, m->name, name) != 0)
    return false;
  m->found = flag;
  m->found_length = length;
  return true;
}

/* Two programs may spell different options alike (-format of n2v-graph and of n2v-import): the
 * first row whose programs agree is it, and options.def gives no program both. */
int n2v_option_find(const char *flag, unsigned programs, char **implied) {
  match m = {.name = flag, .length = strlen(flag)};
  *implied = NULL;
  for (int i = 0; i < N2V_OPTION_COUNT; i++) {
    if (!(n2v_options[i].programs & programs) || !each_flag(&n2v_options[i], equals, &m))
      continue;
    const char *equal = memchr(m.found, '=', m.found_length);
    if (equal)
      *implied = strndup(equal + 1, m.found_length - (size_t)(equal + 1 - m.found));
    return i;
  }
  return -1;
}

/* Levenshtein distance, by Wagner and Fischer's dynamic programme (JACM 21(1), 1974) in one row:
 * n_a times n_b steps. Before step i, row[j] is the distance of a's first i - 1 letters from b's
 * first j; `diagonal` saves the entry that was overwritten last. b longer than the buffer is never
 * near. */
static size_t distance(const char *a, size_t na, const char *b, size_t nb) {
  size_t row[64];
  if (nb >= sizeof row / sizeof row[0])
    return SIZE_MAX;
  for (size_t j = 0; j <= nb; j++)
    row[j] = j;
  for (size_t i = 1; i <= na; i++) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= nb; j++) {
      size_t change = diagonal + (a[i - 1] != b[j - 1]);
      size_t best = row[j - 1] < row[j] ? row[j - 1] + 1 : row[j] + 1;
      diagonal = row[j];
      row[j] = change < best ? change : best;
    }
  }
  return row[nb];
}

typedef struct search {
  const char *name, *best;
  size_t best_length, least; /* of best: its length, its distance */
} search;

/* For each_flag: keeps the flag when it is nearer than the best so far. Always false: go on. */
static bool consider(const char *flag, size_t length, void *ctx) {
  search *s = ctx;
  const char *equal = memchr(flag, '=', length);
  if (equal)
    length = (size_t)(equal - flag);
  size_t d = distance(s->name, strlen(s->name), flag, length);
  if (d < s->least) {
    s->least = d;
    s->best = flag;
    s->best_length = length;
  }
  return false;
}

char *n2v_option_nearest(const char *name, const char *section, unsigned programs) {
  /* Up to a third of the name may be wrong, and always two letters. */
  size_t allowed = strlen(name) / 3 > 2 ? strlen(name) / 3 : 2;
  search s = {.name = name, .least = allowed + 1};
  for (int i = 0; i < N2V_OPTION_COUNT; i++) {
    const n2v_option *o = &n2v_options[i];
    if (!section && (o->programs & programs))
      each_flag(o, consider, &s);
    else if (section && strcmp(o->section, section) == 0)
      consider(o->key, strlen(o->key), &s);
  }
  return s.best ? strndup(s.best, s.best_length) : NULL;
}
