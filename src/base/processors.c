/* The order comes from the files in which Linux describes each processor (Linux kernel, "How CPU
 * topology info is exported via sysfs"). Sets of processors have no fixed size here: a cpu_set_t
 * ends at 1,024. */
#include "base/processors.h"

#include "base/memory.h"
#include "base/status.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const size_t MOST = 1 << 16; /* processors; Linux has been built for 8,192 */

typedef struct place {
  int processor;
  int core; /* the first processor of those that share one */
  int turn; /* how many of them stand before this one */
  int socket;
} place;

/* The number at the start of a file about a processor. */
static int read_number(const char *system, int processor, const char *file, int otherwise) {
  char path[4096];
  int number;
  if (snprintf(path, sizeof path, "%s/cpu%d/topology/%s", system, processor, file) >=
      (int)sizeof path)
    return otherwise;
  FILE *stream = fopen(path, "r");
  if (!stream)
    return otherwise;
  if (fscanf(stream, "%d", &number) != 1)
    number = otherwise;
  fclose(stream);
  return number;
}

static int compare(const void *left, const void *right) {
  const place *a = left, *b = right;
  if (a->turn != b->turn)
    return a->turn < b->turn ? -1 : 1;
  if (a->socket != b->socket)
    return a->socket < b->socket ? -1 : 1;
  return a->processor < b->processor ? -1 : a->processor > b->processor;
}

void n2v_processors_sort(int *processors, int count, const char *system) {
  place *places = n2v_alloc((size_t)count, sizeof *places);
  if (!places) /* an order as good as another */
    return;
  for (int i = 0; i < count; i++) {
    const int own = processors[i];
    places[i] = (place){.processor = own,
                        .core = read_number(system, own, "thread_siblings_list", own),
                        .socket = read_number(system, own, "physical_package_id", 0)};
    for (int before = 0; before < i; before++)
      places[i].turn += places[before].core == places[i].core;
  }
  qsort(places, (size_t)count, sizeof *places, compare);
  for (int i = 0; i < count; i++)
    processors[i] = places[i].processor;
  n2v_free(places);
}

/* The set of the calling thread, of *bytes, for CPU_FREE; NULL with errno when there is none. */
static cpu_set_t *own_set(size_t *bytes) {
  for (size_t most = 1024; most <= MOST; most *= 2) {
    cpu_set_t *set = CPU_ALLOC(most);
    *bytes = CPU_ALLOC_SIZE(most);
    if (set && sched_getaffinity(0, *bytes, set) == 0)
      return set;
    CPU_FREE(set);
    if (errno != EINVAL) /* the set is too small */
      return NULL;
  }
  return NULL;
}

n2v_status n2v_processors_find(n2v_processors *out, n2v_error *err) {
  size_t bytes;
  cpu_set_t *set = own_set(&bytes);
  *out = (n2v_processors){0};
  if (!set)
    return n2v_fail(err, N2V_EINTERNAL, "`pin`: the processors of this thread are not known: %s",
                    strerror(errno));
  const int most = (int)bytes * 8;
  out->numbers = n2v_alloc((size_t)CPU_COUNT_S(bytes, set), sizeof *out->numbers);
  for (int i = 0; out->numbers && i < most; i++)
    if (CPU_ISSET_S((size_t)i, bytes, set))
      out->numbers[out->count++] = i;
  CPU_FREE(set);
  if (!out->numbers)
    return n2v_fail_memory(err, "the processors", (uint64_t)most * sizeof *out->numbers);
  n2v_processors_sort(out->numbers, out->count, "/sys/devices/system/cpu");
  return N2V_OK;
}

void n2v_processors_free(n2v_processors *processors) {
  n2v_free(processors->numbers);
}

/* A set of `count` processors from the first on, for CPU_FREE. */
static cpu_set_t *set_of(const int *numbers, int count, size_t *bytes) {
  cpu_set_t *set = CPU_ALLOC(MOST);
  *bytes = CPU_ALLOC_SIZE(MOST);
  if (!set)
    return NULL;
  CPU_ZERO_S(*bytes, set);
  for (int i = 0; i < count; i++)
    CPU_SET_S((size_t)numbers[i], *bytes, set);
  return set;
}

int n2v_processors_bind(const n2v_processors *p, int i, pthread_attr_t *attr) {
  size_t bytes;
  cpu_set_t *set = set_of(p->numbers + i % p->count, 1, &bytes);
  if (!set)
    return ENOMEM;
  const int failed = pthread_attr_setaffinity_np(attr, bytes, set);
  CPU_FREE(set);
  return failed;
}

static int stay_on(const int *numbers, int count) {
  size_t bytes;
  cpu_set_t *set = set_of(numbers, count, &bytes);
  if (!set)
    return ENOMEM;
  const int failed = sched_setaffinity(0, bytes, set) == 0 ? 0 : errno;
  CPU_FREE(set);
  return failed;
}

int n2v_processors_enter(const n2v_processors *p) {
  return stay_on(p->numbers, 1);
}

void n2v_processors_return(const n2v_processors *p) {
  (void)stay_on(p->numbers, p->count); /* where it fails, work is slower and right */
}
