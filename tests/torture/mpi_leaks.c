/* What LeakSanitizer shall pass over in n2v-train-mpi: MODE=asan links this into it.
 *
 * Open MPI keeps what it needs once (operations, plugins, events) until the process ends. A leak of
 * ours has no function of Open MPI's on its stack, for MPI calls nothing of ours: so naming its
 * libraries hides none. Names are known only of libraries that are still loaded: the plugins must
 * not leave. Open MPI is built without frame pointers: stacks are unwound by tables. */

#define VISIBLE __attribute__((visibility("default")))

VISIBLE const char *__lsan_default_suppressions(void);
VISIBLE const char *__lsan_default_options(void);
VISIBLE const char *__asan_default_options(void);
VISIBLE int dlclose(void *handle);

const char *__lsan_default_suppressions(void) {
  return "leak:libmpi.so\n"
         "leak:libopen-rte.so\n"
         "leak:libopen-pal.so\n"
         "leak:libpmix.so\n"
         "leak:libevent\n";
}

const char *__lsan_default_options(void) {
  return "print_suppressions=0";
}

const char *__asan_default_options(void) {
  return "fast_unwind_on_malloc=0";
}

int dlclose(void *handle) {
  (void)handle;
  return 0;
}
