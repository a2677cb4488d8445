/* Bytes into HTML: deflate, base64, JSON. A file that is opened from disk may fetch nothing, so
 * the data stands in the page itself, in script elements of a type that browsers do not run. The
 * browser inflates them (DecompressionStream, "deflate" is zlib's format). */
#include "page/sections.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

/* --------------------------------------------------------------------------------- template */

/* From the program's folder: after make install, from bin/ of the source, from a program in
 * build/. */
static const char *const places[] = {"../share/n2v/page.html", "../build/page/page.html",
                                     "../../page/page.html"};

n2v_status page_template_find(const char *path, char **out, n2v_error *err) {
  char program[4096] = "";
  if (*path) {
    *out = strdup(path);
    return *out ? N2V_OK : cli_no_memory(err, path, strlen(path));
  }
  /* Not argv[0], which may be a bare name from PATH. */
  ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
  program[length > 0 ? length : 0] = '\0';
  char *slash = strrchr(program, '/');
  if (slash)
    slash[1] = '\0';
  for (size_t i = 0; slash && i < sizeof places / sizeof places[0]; i++) {
    if (asprintf(out, "%s%s", program, places[i]) < 0)
      return cli_no_memory(err, places[i], sizeof program);
    if (access(*out, R_OK) == 0)
      return N2V_OK;
    free(*out);
  }
  *out = NULL;
  return n2v_fail(err, N2V_EUSAGE,
                  "the page's template is not there: build it by `make page` (it needs node and "
                  "npm), or name one by -template FILE");
}

n2v_status page_template_place(const char *path, const char *bytes, size_t size, size_t *place,
                               n2v_error *err) {
  size_t length = strlen(PAGE_PLACE);
  const char *first = memmem(bytes, size, PAGE_PLACE, length);
  const char *behind = first ? first + length : bytes;
  if (!first || memmem(behind, size - (size_t)(behind - bytes), PAGE_PLACE, length))
    return n2v_fail(err, N2V_EINPUT, "%s: is no template: '%s' must stand in it, and only once",
                    path, PAGE_PLACE);
  *place = (size_t)(first - bytes);
  return N2V_OK;
}

/* --------------------------------------------------------------------------------- sections */

/* RFC 4648, section 4, with padding. putc_unlocked: a byte at a time, from one thread. */
static void write_base64(FILE *out, const unsigned char *bytes, size_t size) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < size; i += 3) {
    size_t left = size - i;
    unsigned group = (unsigned)bytes[i] << 16 | (left > 1 ? (unsigned)bytes[i + 1] << 8 : 0) |
                     (left > 2 ? (unsigned)bytes[i + 2] : 0);
    putc_unlocked(digits[group >> 18], out);
    putc_unlocked(digits[group >> 12 & 63], out);
    putc_unlocked(left > 1 ? digits[group >> 6 & 63] : '=', out);
    putc_unlocked(left > 2 ? digits[group & 63] : '=', out);
  }
}

/* Byte b of value i goes to planes[b * count + i]. The order within a value is this machine's, and
 * the page reads little-endian, which all machines that n2v is built for are. */
static unsigned char *to_planes(const unsigned char *values, size_t count, unsigned width) {
  unsigned char *planes = calloc(count, width);
  for (unsigned b = 0; planes && b < width; b++)
    for (size_t i = 0; i < count; i++)
      planes[b * count + i] = values[i * width + b];
  return planes;
}

n2v_status page_section(FILE *out, const char *name, const void *values, size_t count,
                        unsigned width, n2v_error *err) {
  size_t size = count * width;
  uLongf packed_size = compressBound(size);
  unsigned char *planes = width > 1 ? to_planes(values, count, width) : NULL;
  unsigned char *packed = calloc(packed_size, 1);
  n2v_status status = N2V_OK;
  if ((width > 1 && !planes) || !packed ||
      compress2(packed, &packed_size, planes ? planes : values, size, 6) != Z_OK) {
    status = cli_no_memory(err, "a section of the page", size);
  } else {
    fprintf(out, "<script type=\"text/plain\" id=\"n2v-%s\">", name);
    write_base64(out, packed, packed_size);
    fputs("</script>\n", out);
  }
  free(planes);
  free(packed);
  return status;
}

/* ---------------------------------------------------------------------------------- strings */

/* ISO-8859-1 has the numbers of Unicode: from 0x80 on two bytes of UTF-8. Writes at most twice
 * `length` bytes; gives how many. */
static size_t from_latin1(const char *text, size_t length, char *out) {
  size_t n = 0;
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)text[i];
    if (c >= 0x80) {
      out[n++] = (char)(0xc0 | c >> 6);
      c = 0x80 | (c & 0x3f);
    }
    out[n++] = (char)c;
  }
  return n;
}

/* `text` as UTF-8: itself, or a copy in *copy, which the caller frees. NULL: memory is out. */
static const char *as_utf8(const char *text, size_t *length, char **copy) {
  size_t at = 0, bytes;
  *copy = NULL;
  while (at < *length && (bytes = cli_character(text + at, *length - at)))
    at += bytes;
  if (at == *length)
    return text;
  *copy = calloc(*length, 2);
  if (*copy)
    *length = from_latin1(text, *length, *copy);
  return *copy;
}

bool page_json(FILE *out, const char *text, size_t length) {
  char *copy;
  const char *p = as_utf8(text, &length, &copy);
  if (!p)
    return false;
  putc('"', out);
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)p[i];
    if (c == '"' || c == '\\')
      fprintf(out, "\\%c", c);
    /* "</script>" and "<!--" would end or change the element that the JSON stands in. */
    else if (c < 0x20 || c == 0x7f || c == '<' || c == '>' || c == '&')
      fprintf(out, "\\u%04x", c);
    else
      putc(c, out);
  }
  putc('"', out);
  free(copy);
  return true;
}

bool page_string(FILE *out, const char *text, size_t length) {
  char *copy;
  const char *p = as_utf8(text, &length, &copy);
  if (!p)
    return false;
  for (size_t i = 0; i < length; i++)
    if (p[i]) /* a zero byte would end the string */
      putc_unlocked(p[i], out);
    else
      fputs("\xef\xbf\xbd", out);
  putc_unlocked('\0', out);
  free(copy);
  return true;
}
