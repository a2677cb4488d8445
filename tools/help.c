/* -help and -dump-config: both are the option table, printed. What is printed is also read by
 * programs: tools/manual.sh makes the manual pages from -help (an option starts at two blanks and a
 * dash, its text at two blanks more), tools/completion.sh the completion, and n2v-train -config
 * takes back what -dump-config gave. Lengths count bytes: the table is ASCII. */
#include "cli.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { HELP_COLUMN = 24, HELP_WIDTH = 80 };

/* ----------------------------------------------------------------------------------- text */

/* Words of `text` from `column` on, broken at HELP_WIDTH and continued at `indent`. A word that is
 * longer than a line stays whole. Newlines count as blanks. */
static void print_wrapped(const char *text, int column, int indent) {
  bool first = true;
  for (text += strspn(text, " \n"); *text; text += strspn(text, " \n")) {
    int length = (int)strcspn(text, " \n");
    if (!first && column + 1 + length > HELP_WIDTH) {
      printf("\n%*s", indent, "");
      column = indent;
    } else if (!first) {
      column += printf(" ");
    }
    column += printf("%.*s", length, text);
    text += length;
    first = false;
  }
  printf("\n");
}

/* Paragraphs, which an empty line parts. */
static void print_paragraphs(const char *text) {
  for (const char *end; (end = strstr(text, "\n\n")); text = end + 2) {
    char *paragraph = strndup(text, (size_t)(end - text));
    print_wrapped(paragraph ? paragraph : text, 0, 0);
    printf("\n");
    free(paragraph);
  }
  print_wrapped(text, 0, 0);
}

/* Text in the making; what does not fit is cut. A line of help has some 200 bytes. */
typedef struct text_line {
  char text[1024];
  size_t length;
} text_line;

__attribute__((format(printf, 2, 3))) static void append(text_line *line, const char *format, ...) {
  va_list args;
  va_start(args, format);
  int added = vsnprintf(line->text + line->length, sizeof line->text - line->length, format, args);
  va_end(args);
  if (added > 0)
    line->length += (size_t)added;
  if (line->length >= sizeof line->text)
    line->length = sizeof line->text - 1;
}

/* --------------------------------------------------------------------------------- options */

/* Of the first name in a list of flags, without dash and `=value`. */
static int flag_length(const char *flag) {
  return (int)strcspn(flag, "=,");
}

/* "directed=1" takes no argument. */
static bool takes_value(const n2v_option *o) {
  return !strchr(o->flag, '=');
}

/* Notes end in "; ", which print_option cuts from the last. Only numbers tell their bounds: those
 * of a SIZE or TIME say nothing. */
static void append_bounds(text_line *line, const n2v_option *o) {
  if (o->kind == N2V_KIND_INT || o->kind == N2V_KIND_REAL)
    append(line, "%.16g to %.16g; ", o->min, o->max);
  if (*o->fallback && takes_value(o))
    append(line, "default %s; ", o->fallback);
}

static void append_aliases(text_line *line, const n2v_option *o) {
  const char *separator = "also ";
  for (const char *a = o->aliases; *a; a += strcspn(a, ","), a += *a == ',') {
    append(line, "%s-%.*s", separator, flag_length(a), a);
    separator = ", ";
  }
  if (*o->aliases)
    append(line, "; ");
}

/* The key in an INI file, where it is not the flag with _ for -. */
static void append_key(text_line *line, const n2v_option *o) {
  int length = flag_length(o->flag);
  bool same = (int)strlen(o->key) == length;
  for (int i = 0; same && i < length; i++)
    same = o->key[i] == o->flag[i] || (o->key[i] == '_' && o->flag[i] == '-');
  if (!same && strcmp(o->section, "none") != 0)
    append(line, "in a file: %s; ", o->key);
}

/* The flag and its argument's name on the left, what it does and the notes on the right. */
static void print_option(const n2v_option *o) {
  text_line right = {{0}, 0}, notes = {{0}, 0};
  int column = printf("  -%.*s", flag_length(o->flag), o->flag);
  if (takes_value(o))
    column += printf(" %s", o->choices);
  append_bounds(&notes, o);
  append_aliases(&notes, o);
  append_key(&notes, o);
  append(&right, "%s", o->help);
  if (notes.length)
    append(&right, " (%.*s)", (int)notes.length - 2, notes.text); /* without the last "; " */
  if (column >= HELP_COLUMN - 1) { /* no two blanks left: the text begins on the next line */
    printf("\n");
    column = 0;
  }
  printf("%*s", HELP_COLUMN - column, "");
  print_wrapped(right.text, HELP_COLUMN, HELP_COLUMN);
}

/* So each section is printed once, in the order of the table. */
static bool is_first_of_section(int option) {
  for (int i = 0; i < option; i++)
    if (strcmp(n2v_options[i].section, n2v_options[option].section) == 0)
      return false;
  return true;
}

/* The options of a section that this program takes; nothing where it takes none. */
static void print_section(const cli *me, const char *section, const char *heading) {
  bool any = false;
  for (int i = 0; i < N2V_OPTION_COUNT; i++) {
    const n2v_option *o = &n2v_options[i];
    if (!(o->programs & me->program) || strcmp(o->section, section) != 0)
      continue;
    if (!any)
      printf("\n%s\n", heading);
    any = true;
    print_option(o);
  }
}

void cli_print_help(const cli *me) {
  printf("usage: %s\n\n", me->synopsis);
  print_paragraphs(me->about);
  printf("\n");
  print_wrapped(
      "Options may be written with one dash or two. Those under a [section] may also stand in an "
      "INI "
      "file (-config), as lines of key = value; the key is the flag with _ for each -. A flag wins "
      "over the file, and the file over the default. A flag that has no effect beside the others "
      "is refused; in the file it does no harm.",
      0, 0);
  for (int i = 0; i < N2V_OPTION_COUNT; i++) {
    char heading[64];
    snprintf(heading, sizeof heading, "[%s]", n2v_options[i].section);
    if (is_first_of_section(i) && strcmp(n2v_options[i].section, "none") != 0)
      print_section(me, n2v_options[i].section, heading);
  }
  print_section(me, "none", "On the command line only");
}

/* ----------------------------------------------------------------------------- dump-config */

/* Whether the value, on a line of so many bytes, is read back the same: libinih takes blanks from
 * its ends, " ;" for the start of a comment, and lines of at most 198 bytes (options/ini.c). What
 * an INI file cannot hold is printed as a comment. */
static bool fits_ini(const char *value, size_t line_length) {
  size_t length = strlen(value);
  bool edges = length && (strchr(" \t", value[0]) || strchr(" \t", value[length - 1]));
  return !edges && !strpbrk(value, "\r\n") && !strstr(value, " ;") && !strstr(value, "\t;") &&
         !strstr(value, " #") && !strstr(value, "\t#") && value[0] != ';' && value[0] != '#' &&
         line_length <= 198;
}

/* The source stands behind the value where the line has room for it, else on a line above. */
static void print_value(const n2v_option *o, const char *value, const char *source, FILE *to) {
  size_t length = strlen(o->key) + strlen(value) + strlen(source) + strlen(" =  ; ");
  if (fits_ini(value, length))
    fprintf(to, "%s = %s ; %s\n", o->key, value, source);
  else if (fits_ini(value, strlen(o->key) + strlen(value) + strlen(" = ")))
    fprintf(to, "; %s:\n%s = %s\n", source, o->key, value);
  else
    fprintf(to, "; %s: cannot stand in an INI file: %s = %s\n", source, o->key,
            cli_printable(value).msg);
}

void cli_print_config(const cli *me, const n2v_config *config, FILE *to) {
  const char *section = "";
  for (int i = 0; i < N2V_OPTION_COUNT; i++) {
    const n2v_option *o = &n2v_options[i];
    if (!(o->programs & me->program) || strcmp(o->section, "none") == 0)
      continue;
    if (strcmp(o->section, section) != 0)
      fprintf(to, "%s[%s]\n", *section ? "\n" : "", o->section);
    section = o->section;
    print_value(o, config->text[i], config->source[i], to);
  }
}
