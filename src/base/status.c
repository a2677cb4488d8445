/* Messages are cut to n2v_error.msg, never allocated: running out of memory can be told, too. */
#include "base/status.h"

#include "base/utf8.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const status_texts[] = {
#define TEXT(name, text) text,
    N2V_STATUS_LIST(TEXT)
#undef TEXT
};

const char *n2v_status_text(n2v_status status) {
  size_t count = sizeof status_texts / sizeof status_texts[0];
  return (size_t)status < count ? status_texts[status] : "unknown status";
}

const char *n2v_version(void) {
  return N2V_VERSION;
}

uint32_t n2v_version_number(void) {
  return N2V_VERSION_NUMBER;
}

n2v_status n2v_version_check(uint32_t header, n2v_error *err) {
  const uint32_t own = N2V_VERSION_NUMBER, major = 1000000, minor = 1000;
  if (header / major == own / major && header <= own)
    return N2V_OK;
  return n2v_fail(err, N2V_EUSAGE, "the program wants version %u.%u.%u of libn2v, this is %s",
                  header / major, header / minor % minor, header % minor, N2V_VERSION);
}

/* Behind the first `at` bytes of the message. All that comes in is made printable, whatever a
 * file's name or a line of input holds: a message may go to a terminal, and escape sequences with
 * it. */
__attribute__((format(printf, 3, 0))) static void add(n2v_error *err, size_t at, const char *format,
                                                      va_list args) {
  char text[sizeof err->msg];
  vsnprintf(text, sizeof text, format, args);
  n2v_utf8_printable(text, err->msg + at, sizeof err->msg - at);
}

n2v_status(n2v_fail)(n2v_error *err, n2v_status code, const char *format, ...) {
  if (err) {
    va_list args;
    va_start(args, format);
    err->code = code;
    add(err, 0, format, args);
    va_end(args);
  }
  return code;
}

void n2v_fail_more(n2v_error *err, const char *format, ...) {
  if (err) {
    va_list args;
    va_start(args, format);
    add(err, strlen(err->msg), format, args);
    va_end(args);
  }
}

/* errno first: va_start and vsnprintf may change it. strerror's buffer is the thread's own in
 * glibc. */
n2v_status(n2v_fail_errno)(n2v_error *err, const char *path, const char *what) {
  int saved = errno;
  return n2v_fail(err, N2V_EIO, "%s: %s: %s", path, what, strerror(saved));
}

n2v_status(n2v_fail_memory)(n2v_error *err, const char *what, size_t bytes) {
  return n2v_fail(err, N2V_ENOMEM, "out of memory: %s needs %.1f MB", what, (double)bytes / 1e6);
}
