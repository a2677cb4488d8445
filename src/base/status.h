/* Error convention: every call that can fail returns n2v_status and fills an n2v_error when one is
 * given. What a function took is released behind its last step, whether all went well or not: steps
 * follow each other as `if (status == N2V_OK) status = ...`, or go to a label `out`. Nothing in
 * src/ prints or exits. */
#ifndef N2V_BASE_STATUS_H
#define N2V_BASE_STATUS_H

#include "n2v.h"

#include <stddef.h>

/* These fill *err and return the code as n2v_fail (n2v.h) does, so that a caller can write
 * `status = n2v_fail(...)` or `return n2v_fail(...)`. */

/* Adds to the message. */
void n2v_fail_more(n2v_error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "path: what: strerror(errno)", code N2V_EIO. */
n2v_status n2v_fail_errno(n2v_error *err, const char *path, const char *what);

/* "out of memory: what needs N MB", code N2V_ENOMEM. */
n2v_status n2v_fail_memory(n2v_error *err, const char *what, size_t bytes);

/* The static analyser sees one file at a time: this tells it what the calls above return. */
#ifdef __clang_analyzer__
#define n2v_fail(err, code, ...)          ((void)n2v_fail(err, code, __VA_ARGS__), (code))
#define n2v_fail_errno(err, path, what)   ((void)n2v_fail_errno(err, path, what), N2V_EIO)
#define n2v_fail_memory(err, what, bytes) ((void)n2v_fail_memory(err, what, bytes), N2V_ENOMEM)
#endif

#endif
