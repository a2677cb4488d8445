/* One model in many processes: each trains its own copy, and what has changed since they were last
 * the same is exchanged. */
#ifndef N2V_TRAIN_REPLICAS_H
#define N2V_TRAIN_REPLICAS_H

#include "base/peers.h"
#include "sgns/model.h"

typedef struct n2v_replicas n2v_replicas;

/* Bytes beside the model: a copy of it, and buffers. */
uint64_t n2v_replicas_bytes(uint32_t nodes, uint32_t dims, int processes);

/* The model, the same in all processes, must outlive it. */
n2v_status n2v_replicas_new(n2v_model *model, n2v_peers *peers, n2v_replicas **out, n2v_error *err);
void n2v_replicas_free(n2v_replicas *replicas);

/* Makes the model the same in all processes, to the last bit. Nobody may train meanwhile. */
n2v_status n2v_replicas_meet(n2v_replicas *replicas, n2v_error *err);

/* Makes the model what it was when it last was the same. */
void n2v_replicas_return(n2v_replicas *replicas);

/* Bytes this process has sent and received so far. */
uint64_t n2v_replicas_traffic(const n2v_replicas *replicas);

#endif
