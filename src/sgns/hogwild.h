/* The one declared race. Hogwild threads (Recht et al. 2011) read and write the model's rows
 * without locks: two threads that meet on a row may lose a little of an update, never more than
 * that row's change in one step, and training is robust to it. Every function that touches shared
 * rows is marked N2V_HOGWILD, which takes it out of ThreadSanitizer's view; nothing else is. */
#ifndef N2V_SGNS_HOGWILD_H
#define N2V_SGNS_HOGWILD_H

#if defined(__SANITIZE_THREAD__) && defined(__GNUC__) && !defined(__clang__)
/* The second attribute keeps gcc from turning a copying loop into memcpy, which is intercepted. */
#define N2V_HOGWILD                                                                                \
  __attribute__((no_sanitize("thread"), optimize("no-tree-loop-distribute-patterns")))
#elif defined(__clang__)
#define N2V_HOGWILD __attribute__((no_sanitize("thread")))
#else
#define N2V_HOGWILD
#endif

#endif
