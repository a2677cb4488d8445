/* Checks that bytes are JSON, so that a wrong file is refused when the page is made, and not when
 * it is opened. Values are not kept: the page's own parser reads them, and a library that builds
 * trees would be one more to install.
 *
 * The grammar of RFC 8259, by recursive descent: each function takes what it stands for from p->at
 * and moves it on; false leaves p->at where the text goes wrong, which is what the message shows.
 * Bytes above 0x7f are let through in strings: page_json makes UTF-8 of what is none. */
#include "page/json.h"

#include <stdbool.h>
#include <string.h>

enum { DEPTH = 64 }; /* of brackets in brackets: bounds the stack; files of n2v have 2 */

typedef struct parser {
  const char *at, *end;
  int depth;
} parser;

static bool value(parser *p);

/* strchr would find the zero that ends its own list: a zero byte is no blank. */
static void blanks(parser *p) {
  while (p->at < p->end && *p->at && strchr(" \t\r\n", *p->at))
    p->at++;
}

static bool take(parser *p, char c) {
  if (p->at == p->end || *p->at != c)
    return false;
  p->at++;
  return true;
}

static bool word(parser *p, const char *text) {
  size_t length = strlen(text);
  if ((size_t)(p->end - p->at) < length || memcmp(p->at, text, length) != 0)
    return false;
  p->at += length;
  return true;
}

/* What follows a backslash. Halves of surrogate pairs are not matched: JSON.parse takes them
 * singly. */
static bool escape(parser *p) {
  if (p->at == p->end)
    return false;
  char c = *p->at++;
  if (c != 'u')
    return c && strchr("\"\\/bfnrt", c);
  for (int i = 0; i < 4; i++, p->at++)
    if (p->at == p->end || !*p->at || !strchr("0123456789abcdefABCDEF", *p->at))
      return false;
  return true;
}

static bool string(parser *p) {
  if (!take(p, '"'))
    return false;
  while (p->at < p->end && *p->at != '"') {
    if ((unsigned char)*p->at < 0x20)
      return false;
    if (*p->at++ == '\\' && !escape(p))
      return false;
  }
  return take(p, '"');
}

static bool digits(parser *p) {
  const char *start = p->at;
  while (p->at < p->end && *p->at >= '0' && *p->at <= '9')
    p->at++;
  return p->at > start;
}

/* "-12.5e+3". No zero in front of other digits: "012" ends behind the 0, and what follows is
 * wrong. */
static bool number(parser *p) {
  take(p, '-');
  if (!take(p, '0') && !digits(p))
    return false;
  if (take(p, '.') && !digits(p))
    return false;
  if (take(p, 'e') || take(p, 'E')) {
    if (!take(p, '+'))
      take(p, '-');
    return digits(p);
  }
  return true;
}

/* An array, or an object with its keys. p->at is at the opening bracket. A comma before the closing
 * one is an error, as in RFC 8259. */
static bool list(parser *p, char close, bool keys) {
  p->at++;
  blanks(p);
  if (take(p, close))
    return true;
  do {
    blanks(p);
    if (keys && !string(p))
      return false;
    blanks(p);
    if ((keys && !take(p, ':')) || !value(p))
      return false;
    blanks(p);
  } while (take(p, ','));
  return take(p, close);
}

static bool value(parser *p) {
  blanks(p);
  if (p->at == p->end || p->depth == DEPTH)
    return false;
  p->depth++;
  bool right = *p->at == '{'   ? list(p, '}', true)
               : *p->at == '[' ? list(p, ']', false)
               : *p->at == '"' ? string(p)
               : *p->at == 't' ? word(p, "true")
               : *p->at == 'f' ? word(p, "false")
               : *p->at == 'n' ? word(p, "null")
                               : number(p);
  p->depth--;
  return right;
}

n2v_status page_json_check(const char *path, const char *bytes, size_t size, n2v_error *err) {
  parser p = {bytes, bytes + size, 0};
  bool right = value(&p);
  blanks(&p);
  if (right && p.at == p.end)
    return N2V_OK;
  unsigned long line = 1; /* counted only now: right files need none */
  for (const char *c = bytes; c < p.at; c++)
    line += *c == '\n';
  int shown = (int)(p.end - p.at < 20 ? p.end - p.at : 20);
  return n2v_fail(err, N2V_EINPUT, "%s:%lu: expected JSON, found '%.*s'", path, line, shown, p.at);
}
