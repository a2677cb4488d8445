/* Which vector instructions are used: one row of isa.def for each set, and one choice between them,
 * by name or by what the processor runs. What depends on it has a table by n2v_isa: training
 * (sgns/kernel.c) and the scores of queries (embedding/scores.c).
 *
 * Walks do not depend on it. A fused multiply-add rounds otherwise than two instructions, and the
 * same walks shall come on every machine; the compares of an edge test are vector code in any
 * build, and wider ones gained nothing (0.96 to 1.01 of the time, in turns), for
 * they wait for memory. */
#ifndef N2V_BASE_ISA_H
#define N2V_BASE_ISA_H

#include <stdbool.h>

typedef enum n2v_isa {
#define ISA(name, target, bytes, runs) N2V_ISA_##name,
#include "base/isa.def"
#undef ISA
  N2V_ISAS
} n2v_isa;

/* Whether this processor and build have the set of that name; "auto" (or NULL) is the widest that
 * they have. */
bool n2v_isa_find(const char *name, n2v_isa *out);

const char *n2v_isa_name(n2v_isa isa);

#endif
