/* Opening, reading and writing where another program may keep us waiting: a pipe without a writer,
 * a full one, a terminal. All end with errno EINTR soon after *stop becomes non-zero (NULL: never);
 * a call that the system restarts behind a signal handler would wait on. */
#ifndef N2V_BASE_STOPPABLE_H
#define N2V_BASE_STOPPABLE_H

#include <signal.h>
#include <stddef.h>
#include <sys/types.h>

typedef const volatile sig_atomic_t n2v_stop_flag;

/* As open(path, O_RDONLY): a pipe is there at once, and n2v_stoppable_read waits for its writer. */
int n2v_stoppable_open_input(const char *path);

/* As openat(folder, name, O_WRONLY): waits for the reader of a pipe. */
int n2v_stoppable_open_output(int folder, const char *name, n2v_stop_flag *stop);

/* As read and write, which may do less than asked for. */
ssize_t n2v_stoppable_read(int fd, void *bytes, size_t size, n2v_stop_flag *stop);
ssize_t n2v_stoppable_write(int fd, const void *bytes, size_t size, n2v_stop_flag *stop);

#endif
