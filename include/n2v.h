/* n2v: node2vec vectors for the nodes of a graph.
 *
 * The whole job in order: options (n2v_config), a graph in CSR form (n2v_graph), second-order
 * biased walks and skip-gram with negative sampling (n2v_train), vectors (n2v_embedding).
 *
 * Sources. Walks: Grover and Leskovec, "node2vec: scalable feature learning for networks", KDD
 * 2016, sections 3.2.2 and 3.2.3. Training: Mikolov, Sutskever, Chen, Corrado and Dean,
 * "Distributed representations of words and phrases and their compositionality", NIPS 2013,
 * sections 2.2 and 2.3. Lock-free threads: Recht, Re, Wright and Niu, "Hogwild!", NIPS 2011.
 *
 * Errors. A call that can fail returns n2v_status and, where `err` is not NULL, fills it with a
 * message that names the file and line, the option, or the size concerned. Nothing is printed and
 * nothing exits. On failure an out-parameter is set to NULL and nothing has to be released; freeing
 * NULL does nothing.
 *
 * Threads. Different objects may be used from different threads. A config must not be changed, and
 * a graph or embedding not be freed, while another call uses it; reading one from many threads is
 * fine. Calls start threads of their own (option `threads`) and join them before they return.
 *
 * Numbers in options and files have a decimal point: LC_NUMERIC must be "C" or alike during calls,
 * as it is in a program that never calls setlocale.
 *
 * Not guaranteed: that two training runs with more than one thread give the same vectors (Hogwild
 * threads race on purpose; one thread, and option `deterministic`, repeat exactly); that vectors
 * agree between processors of different vector width; that the layout of an opaque type stays the
 * same. */
#ifndef N2V_H
#define N2V_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define N2V_VERSION "1.0.0"

/* ------------------------------------------------------------------------------------ errors */

#define N2V_STATUS_LIST(ROW)                                                                       \
  ROW(N2V_OK, "done")                                                                              \
  ROW(N2V_EUSAGE, "wrong option")                                                                  \
  ROW(N2V_EINPUT, "wrong input")                                                                   \
  ROW(N2V_EIO, "input or output failed")                                                           \
  ROW(N2V_ENOMEM, "out of memory")                                                                 \
  ROW(N2V_ELIMIT, "over the memory limit")                                                         \
  ROW(N2V_EDIVERGED, "training diverged")                                                          \
  ROW(N2V_ESTOPPED, "stopped on request")                                                          \
  ROW(N2V_EINTERNAL, "internal error")

typedef enum n2v_status {
#define N2V_STATUS_ENUM(name, text) name,
  N2V_STATUS_LIST(N2V_STATUS_ENUM)
#undef N2V_STATUS_ENUM
} n2v_status;

typedef struct n2v_error {
  n2v_status code;
  char msg[1024]; /* one line, no newline at its end */
} n2v_error;

const char *n2v_status_text(n2v_status status);
const char *n2v_version(void);

/* ---------------------------------------------------------------------------------- progress */

typedef enum n2v_phase {
  N2V_PHASE_LOAD,
  N2V_PHASE_PREPROCESS,
  N2V_PHASE_WALK,
  N2V_PHASE_TRAIN
} n2v_phase;

typedef struct n2v_progress_event {
  n2v_phase phase;
  double fraction;  /* of the phase, 0 to 1; negative: unknown */
  const char *note; /* a line worth keeping, or NULL; valid during the call */
  /* Since the phase began; zero where the phase does not count them. */
  uint64_t walks, steps, pairs;
  double seconds;
  double loss;    /* mean per pair, recent; 0: none yet */
  double alpha;   /* learning rate now */
  uint32_t epoch; /* 1-based; 0: none */
} n2v_progress_event;

/* report: called from one thread at a time, a few times a second; may be NULL.
 * stop: when it becomes non-zero (a signal handler may set it) calls end soon with N2V_ESTOPPED; it
 * stays so until they have. May be NULL.
 * save: when it becomes non-zero, training writes a checkpoint soon (option `checkpoint`) and sets
 * it back to zero; may be NULL. Both are looked at by several threads, atomically: set them by
 * __atomic_store_n, where it is not before the call. */
typedef struct n2v_progress {
  void (*report)(void *user, const n2v_progress_event *event);
  void *user;
  const volatile sig_atomic_t *stop;
  volatile sig_atomic_t *save;
} n2v_progress;

/* ----------------------------------------------------------------------------------- options */

/* All options with their defaults. `name` is a flag without its dash ("walk-length", or an alias)
 * or "section.key" as in an INI file ("walk.walk_length"). Values are text, checked against the
 * option's type and bounds, and copied; "1" gives a flag that takes none ("unweighted"), "0" undoes
 * it. "k" is the window's alias. Errors: N2V_EUSAGE, N2V_ENOMEM. */
typedef struct n2v_config n2v_config;

n2v_status n2v_config_new(n2v_config **out, n2v_error *err);
void n2v_config_free(n2v_config *config);
n2v_status n2v_config_set(n2v_config *config, const char *name, const char *value, n2v_error *err);
n2v_status n2v_config_load(n2v_config *config, const char *ini_path, n2v_error *err);

/* ------------------------------------------------------------------------------------- graph */

/* A graph in compressed sparse row form; immutable. Nodes are dense ids 0..nodes-1 in order of
 * descending degree (ties: by name, integers by value), each with a name: the bytes that stood in
 * the file. */
typedef struct n2v_graph n2v_graph;

/* Reads config's `input` as the [graph] and [ratings] options say. */
n2v_status n2v_graph_read(const n2v_config *config, const n2v_progress *progress, n2v_graph **out,
                          n2v_error *err);
void n2v_graph_free(n2v_graph *graph);

uint32_t n2v_graph_nodes(const n2v_graph *graph);
/* Undirected edges (a self-loop counts one), or arcs of a directed graph. */
uint64_t n2v_graph_edges(const n2v_graph *graph);
/* A node's name, not NUL-terminated; owned by the graph. */
const char *n2v_graph_name(const n2v_graph *graph, uint32_t node, size_t *length);

/* -------------------------------------------------------------------------------- embeddings */

/* Named vectors: `rows` rows of `dims` floats. */
typedef struct n2v_embedding n2v_embedding;

typedef struct n2v_train_report {
  uint64_t walks, steps, pairs; /* over all epochs; steps = nodes visited, the first included */
  double preprocess_seconds, walk_seconds, train_seconds;
  /* Of the walk phase alone: the pass that counts the first epoch's corpus. */
  double walks_per_second, steps_per_second;
  double pairs_per_second;    /* of training, the walks it consumes included */
  const char *sampler, *simd; /* names that live as long as the program */
  int threads;
  uint32_t epochs;
  /* Mean SGNS loss per pair at the end of each of the first 1024 epochs, of one sample of walks
   * that are not trained on (in a corpus read from a file, of its own). */
  double loss[1024];
  /* Why the last checkpoint could not be written, though training went on; its code is N2V_OK when
   * it was, or none was asked for. */
  n2v_error checkpoint;
} n2v_train_report;

/* Walks the graph and trains. Goes on from a checkpoint where the option `resume` names one;
 * figures in the report then are of the whole job. The vectors borrow the graph's names: free them
 * before the graph. contexts (may be NULL): the output matrix, syn1neg. report may be NULL. */
n2v_status n2v_train(const n2v_config *config, const n2v_graph *graph, const n2v_progress *progress,
                     n2v_embedding **vectors, n2v_embedding **contexts, n2v_train_report *report,
                     n2v_error *err);

/* word2vec binary or text, told apart by content. */
n2v_status n2v_embedding_read(const char *path, n2v_embedding **out, n2v_error *err);
/* format: "bin", "text", "npy", "tsv" or "auto" (by the path's extension). The file appears whole
 * or not at all. The last two hold no names: these go into a second file, `path`.names or, for
 * vectors.tsv, vectors.metadata.tsv. */
n2v_status n2v_embedding_write(const n2v_embedding *embedding, const char *path, const char *format,
                               n2v_error *err);
void n2v_embedding_free(n2v_embedding *embedding);

uint64_t n2v_embedding_rows(const n2v_embedding *embedding);
uint32_t n2v_embedding_dims(const n2v_embedding *embedding);
/* `dims` floats, owned by the embedding. */
const float *n2v_embedding_row(const n2v_embedding *embedding, uint64_t row);
const char *n2v_embedding_name(const n2v_embedding *embedding, uint64_t row, size_t *length);

#ifdef __cplusplus
}
#endif
#endif
