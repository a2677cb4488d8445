/* Structs of parameters that grow: what an older caller does not know keeps its default, and what
 * a newer one sets that is not known here is refused. */
#include "base/params.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/peers.h"
#include "base/status.h"

#include <string.h>

enum {
  MOST_THREADS = 1024, /* more is a slip of the hand; each has buffers of its own */
  DEFAULT_PERCENT = 80 /* of memory: the rest is the system's, and what estimates leave out */
};

/* size comes by memcpy: `given` is of any of the structs, whose first member it is. Bytes behind
 * what is known here must be zero: a newer caller that leaves new members at their default asks for
 * nothing that is not known. */
n2v_status n2v_params_take(void *own, size_t own_size, const void *given, const char *what,
                           n2v_error *err) {
  size_t size;
  if (!given)
    return N2V_OK;
  memcpy(&size, given, sizeof size);
  if (size < sizeof size)
    return n2v_fail(err, N2V_EUSAGE, "%s.size = %zu: fill the struct in by %s_init first", what,
                    size, what);
  for (size_t i = own_size; i < size; i++)
    if (((const char *)given)[i])
      return n2v_fail(err, N2V_EUSAGE,
                      "%s: it asks for what this version of the library, %s, does not know", what,
                      n2v_version());
  memcpy(own, given, size < own_size ? size : own_size);
  memcpy(own, &own_size, sizeof own_size);
  return N2V_OK;
}

/* Written so that NaN, which compares false, is out of every range. */
n2v_status n2v_in_range(const char *name, double value, double min, double max, n2v_error *err) {
  if (value >= min && value <= max)
    return N2V_OK;
  return n2v_fail(err, N2V_EUSAGE, "`%s = %.16g`: must be from %.16g to %.16g", name, value, min,
                  max);
}

n2v_status n2v_in_ranges(const n2v_range *ranges, size_t count, n2v_error *err) {
  n2v_status status = N2V_OK;
  for (size_t i = 0; i < count && status == N2V_OK; i++)
    status = n2v_in_range(ranges[i].name, ranges[i].value, ranges[i].min, ranges[i].max, err);
  return status;
}

const char *n2v_simd_name(n2v_simd simd) {
  static const char *const names[] = {N2V_SIMD_LIST(N2V_TEXT_ROW)};
  return (size_t)simd < sizeof names / sizeof *names ? names[simd] : NULL;
}

void n2v_run_init(n2v_run *run, size_t size) {
  memset(run, 0, size);
  run->size = size; /* all others are zero by default */
}

n2v_status n2v_run_take(const n2v_run *given, n2v_run *own, n2v_error *err) {
  *own = (n2v_run){.size = sizeof *own};
  n2v_status status = n2v_params_take(own, sizeof *own, given, "n2v_run", err);
  if (status == N2V_OK)
    status = n2v_in_range("threads", own->threads, 0, MOST_THREADS, err);
  if (status == N2V_OK)
    status = n2v_in_range("simd", own->simd, 0, N2V_LAST_OF(N2V_SIMD_LIST), err);
  if (status == N2V_OK && own->pin && own->peers && own->peers->count > 1)
    status = n2v_fail(err, N2V_EUSAGE,
                      "`pin`: of several processes each would take the same processors: leave it "
                      "out, and let what starts them bind them (mpirun --bind-to)");
  own->threads = n2v_thread_count(own->threads);
  if (!own->memory)
    own->memory = n2v_physical_memory() / 100 * DEFAULT_PERCENT;
  return status;
}

n2v_status n2v_run_resolve(const n2v_run *given, n2v_run *out, n2v_error *err) {
  return n2v_run_take(given, out, err);
}
