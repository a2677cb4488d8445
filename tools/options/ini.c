/* INI files through libinih, with its silent traps made errors: it cuts lines of 200 bytes, joins
 * indented lines to the key above, keeps `# ...` behind a value, and gives no line numbers. All are
 * caught in the line reader, which sees every line before the library does.
 *
 * The first error stops the parse: read_line then reports the end of the file, and handle() turns
 * down what libinih may still call it with. So the message kept is that of the first bad line. */
#include "options/options.h"
#include "support.h"

#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct ini_state {
  n2v_config *config;
  FILE *file;
  const char *path;
  int line;
  int seen[N2V_OPTION_COUNT]; /* line where a key stood first */
  n2v_status status;
  n2v_error *err;
} ini_state;

/* Keeps the first error only. excerpt is a whole line of the file: its end is cut off. */
static void complain(ini_state *s, const char *what, const char *excerpt) {
  if (s->status == N2V_OK)
    s->status = n2v_fail(s->err, N2V_EUSAGE, "%s:%d: %s: '%.*s'", s->path, s->line, what,
                         (int)strcspn(excerpt, "\r\n"), excerpt);
}

/* Where it is not alone on its line, libinih would leave the rest out without a word. */
static bool is_section(const char *line) {
  const char *rest = strchr(line, ']') + 1;
  rest += strspn(rest, " \t\r\n");
  return !*rest || *rest == ';' || *rest == '#';
}

/* Stands in for fgets: NULL ends the parse. The buffer is filled with ones before, so that the last
 * zero in it is the one that fgets wrote: an earlier zero came from the file, and strlen, which
 * libinih goes by, would end the line there. */
static char *read_line(char *buffer, int size, void *stream) {
  ini_state *s = stream;
  if (s->status != N2V_OK)
    return NULL;
  memset(buffer, 1, (size_t)size);
  if (!fgets(buffer, size, s->file))
    return NULL;
  s->line++;
  size_t length = strlen(buffer);
  if (memrchr(buffer, 0, (size_t)size) != buffer + length) /* not the one at its end */
    complain(s, "zero byte in the line", buffer);
  else if (buffer[strcspn(buffer, "\r")] && buffer[strcspn(buffer, "\r") + 1] != '\n')
    complain(s, "a carriage return in the line: lines end by a newline", buffer);
  else if (length + 1 == (size_t)size && buffer[length - 1] != '\n') /* size: libinih's 200 */
    complain(s, "line is longer than 198 bytes", "");
  else if (isspace((unsigned char)*buffer) && buffer[strspn(buffer, " \t\r\n")])
    complain(s, "indented line (would continue the key above)", buffer);
  else if (*buffer == '[' && !strchr(buffer, ']'))
    complain(s, "section name without ']'", buffer);
  else if (*buffer == '[' && !is_section(buffer))
    complain(s, "a section stands alone on its line", buffer);
  else if (*buffer != '#' && *buffer != ';' && (strstr(buffer, " #") || strstr(buffer, "\t#")))
    /* libinih would take "64 # small" for the value */
    complain(s, "a comment behind a value begins with ' ;', not with '#'", buffer);
  return s->status == N2V_OK ? buffer : NULL;
}

/* The nearest key of the same section is suggested, whichever program it belongs to: one file may
 * serve them all. */
static void unknown_key(ini_state *s, const char *section, const char *key) {
  char *near = n2v_option_nearest(key, section, ~0u);
  s->status =
      n2v_fail(s->err, N2V_EUSAGE, "%s:%d: unknown key '%s' in [%s]%s%s%s", s->path, s->line, key,
               section, near ? ": did you mean " : "", near ? near : "", near ? "?" : "");
  free(near);
}

/* Sections are few: name them all. Options of one section stand together in options.def, so a name
 * is new where it differs from the one before. "none" is no section of a file. */
static void unknown_section(ini_state *s, const char *section, const char *key) {
  char names[256] = "";
  const char *last = "";
  for (int i = 0; i < N2V_OPTION_COUNT; i++) {
    const char *name = n2v_options[i].section;
    if (strcmp(name, "none") == 0 || strcmp(name, last) == 0)
      continue;
    snprintf(names + strlen(names), sizeof names - strlen(names), " [%s]", name);
    last = name;
  }
  if (*section)
    s->status = n2v_fail(s->err, N2V_EUSAGE, "%s:%d: unknown section [%s]: there are%s", s->path,
                         s->line, section, names);
  else
    s->status = n2v_fail(s->err, N2V_EUSAGE,
                         "%s:%d: '%s' stands above the first section; it belongs below one of%s",
                         s->path, s->line, key, names);
}

/* A key given twice is an error, as on the command line. The option may belong to another program:
 * its value is checked all the same, and then not used. */
static void take_value(ini_state *s, int option, const char *value) {
  char *place = NULL;
  if (s->seen[option]) {
    s->status = n2v_fail(s->err, N2V_EUSAGE, "%s:%d: key '%s' is given twice (line %d, too)",
                         s->path, s->line, n2v_options[option].key, s->seen[option]);
    return;
  }
  s->seen[option] = s->line;
  if (asprintf(&place, "%s:%d", s->path, s->line) < 0) {
    s->status = cli_no_memory(s->err, s->path, strlen(s->path));
    return;
  }
  s->status = n2v_config_assign(s->config, option, value, place, s->err);
  free(place);
}

/* libinih's callback for each key; 0 tells it that the line is bad. The value has lost its blanks
 * and any ` ; comment`. Above the first [section] the section is "". */
static int handle(void *user, const char *section, const char *key, const char *value) {
  ini_state *s = user;
  int found = -1;
  bool known = false;
  if (s->status != N2V_OK)
    return 0;
  for (int i = 0; i < N2V_OPTION_COUNT && strcmp(section, "none") != 0; i++) {
    if (strcmp(n2v_options[i].section, section) != 0)
      continue;
    known = true;
    if (strcmp(n2v_options[i].key, key) == 0)
      found = i;
  }
  if (!known)
    unknown_section(s, section, key);
  else if (found < 0)
    unknown_key(s, section, key);
  else
    take_value(s, found, value);
  return s->status == N2V_OK;
}

n2v_status n2v_config_load(n2v_config *config, const char *path, n2v_error *err) {
  ini_state s = {.config = config, .path = path, .err = err};
  s.file = fopen(path, "r");
  if (!s.file)
    return n2v_fail(err, N2V_EUSAGE, "%s: cannot read: %s", path, strerror(errno));
  /* bad_line is the first line that libinih could not read, by its own count; above 0 with status
   * OK it is a line that our reader lets through: neither section nor `key = value`. */
  int bad_line = ini_parse_stream(read_line, &s, handle, &s);
  if (s.status == N2V_OK && ferror(s.file))
    s.status = n2v_fail(err, N2V_EUSAGE, "%s: cannot read: %s", path, strerror(errno));
  if (s.status == N2V_OK && bad_line > 0)
    s.status =
        n2v_fail(err, N2V_EUSAGE, "%s:%d: neither [section] nor key = value", path, bad_line);
  fclose(s.file);
  return s.status;
}
