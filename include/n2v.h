/* n2v: node2vec vectors for the nodes of a graph.
 *
 * The whole job in order: a graph (n2v_graph), second-order biased walks over it (n2v_walk_params),
 * skip-gram with negative sampling on the walks (n2v_train_params), vectors (n2v_embedding).
 *
 *     n2v_graph *graph;
 *     n2v_embedding *vectors;
 *     n2v_graph_read("edges.txt", NULL, NULL, &graph, &err);
 *     n2v_train(graph, NULL, NULL, NULL, &vectors, NULL, NULL, &err);
 *     n2v_embedding_write(vectors, "vectors.bin", "auto", &err);
 *
 * Sources. Walks: Grover and Leskovec, "node2vec: scalable feature learning for networks", KDD
 * 2016, sections 3.2.2 and 3.2.3. Training: Mikolov, Sutskever, Chen, Corrado and Dean,
 * "Distributed representations of words and phrases and their compositionality", NIPS 2013,
 * sections 2.2 and 2.3. Lock-free threads: Recht, Re, Wright and Niu, "Hogwild!", NIPS 2011.
 *
 * Errors. A call that can fail returns n2v_status and, where `err` is not NULL, fills it with a
 * message that names the file and line, the parameter, or the size concerned. A parameter's name
 * stands between backquotes, so that a program can put its own word for it there: `memory`, or
 * `dims = 64` with the value that is wrong or would be right. Nothing is printed and nothing exits.
 * On failure an out-parameter is set to NULL and nothing has to be released; freeing NULL does
 * nothing.
 *
 * Parameters. Each stage takes a struct of its own. NULL stands for the defaults; otherwise fill
 * them in first, then change what is to differ:
 *
 *     n2v_walk_params walk;
 *     n2v_walk_params_init(&walk, sizeof walk);
 *     walk.q = 0.5;
 *
 * The structs may grow at their end: `size` tells the library how much of one the caller knows.
 *
 * Threads. Different objects may be used from different threads. A graph or embedding must not be
 * freed while another call uses it; reading one from many threads is fine. A call starts as many
 * threads as n2v_run.threads says. They end with the call, but for OpenMP's, which wait for the
 * next one. Before a fork these are ended too (pthread_atfork), so that the child may go on using
 * the library. A stack of 256 KB is enough for any call.
 *
 * Files. What is read is mapped where that can be done. Do not overwrite such a file in place, nor
 * cut it short, while a call reads it: the data would change under the call, or the process would
 * end by SIGBUS. A binary graph stays mapped until it is freed. Replacing a file by a rename is
 * safe; the library writes its own files so. Numbers in files have a decimal point, whatever the
 * locale; those in messages follow it.
 *
 * Not guaranteed: that two training runs with more than one thread give the same vectors (Hogwild
 * threads race on purpose; one thread, and `deterministic`, repeat exactly); that vectors agree
 * between processors of different vector width; that the layout of an opaque type stays the same.
 */
#ifndef N2V_H
#define N2V_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define N2V_API                 __attribute__((visibility("default")))
#define N2V_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define N2V_API
#define N2V_PRINTF(text, first)
#endif

/* The version of this header. */
#define N2V_VERSION "1.0.0"

/* The same as a number, three digits each: 1002003 is 1.2.3. */
#define N2V_VERSION_NUMBER 1000000

/* ------------------------------------------------------------------------------------ errors */

#define N2V_STATUS_LIST(ROW)                                                                       \
  ROW(N2V_OK, "done")                                                                              \
  ROW(N2V_EUSAGE, "wrong parameter")                                                               \
  ROW(N2V_EINPUT, "wrong input")                                                                   \
  ROW(N2V_EIO, "input or output failed")                                                           \
  ROW(N2V_ENOMEM, "out of memory")                                                                 \
  ROW(N2V_ELIMIT, "over the memory limit")                                                         \
  ROW(N2V_EDIVERGED, "training diverged")                                                          \
  ROW(N2V_ESTOPPED, "stopped on request")                                                          \
  ROW(N2V_EINTERNAL, "internal error")

#define N2V_ENUM_ROW(name, text) name,
#define N2V_TEXT_ROW(name, text) text,

typedef enum n2v_status { N2V_STATUS_LIST(N2V_ENUM_ROW) } n2v_status;

typedef struct n2v_error {
  n2v_status code;
  char msg[1024]; /* one line, no newline at its end */
} n2v_error;

N2V_API const char *n2v_status_text(n2v_status status);
/* For programs whose own functions report as the library's do: fills *err, unless err is NULL, in
 * the manner of printf, and gives code back. Control characters and what is no UTF-8 stand in the
 * message as \n, \x1b and the like. */
N2V_API n2v_status n2v_fail(n2v_error *err, n2v_status code, const char *format, ...)
    N2V_PRINTF(3, 4);
/* The version of the library in use. */
N2V_API const char *n2v_version(void);
N2V_API uint32_t n2v_version_number(void);
/* Whether the library in use keeps the promises of a header of that version: N2V_OK for
 * n2v_version_check(N2V_VERSION_NUMBER, ...) when the first number is the same and the library is
 * not older. */
N2V_API n2v_status n2v_version_check(uint32_t header, n2v_error *err);

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
 * stop: when it becomes non-zero (a signal handler may set it) calls end soon with N2V_ESTOPPED;
 * leave it non-zero until they have ended. May be NULL.
 * save: when it becomes non-zero, training writes a checkpoint soon (where one is asked for) and
 * sets it back to zero; may be NULL. Threads look at both while a call runs: then set them by
 * __atomic_store_n. */
typedef struct n2v_progress {
  void (*report)(void *user, const n2v_progress_event *event);
  void *user;
  const volatile sig_atomic_t *stop;
  volatile sig_atomic_t *save;
} n2v_progress;

/* --------------------------------------------------------------------------------- resources */

#define N2V_SIMD_LIST(ROW)                                                                         \
  ROW(N2V_SIMD_AUTO, "auto")                                                                       \
  ROW(N2V_SIMD_PORTABLE, "portable")                                                               \
  ROW(N2V_SIMD_AVX2, "avx2")                                                                       \
  ROW(N2V_SIMD_AVX512, "avx512")                                                                   \
  ROW(N2V_SIMD_NEON, "neon")

typedef enum n2v_simd { N2V_SIMD_LIST(N2V_ENUM_ROW) } n2v_simd;

/* Whether this build has them and this processor can run them. */
N2V_API bool n2v_simd_usable(n2v_simd simd);
/* "auto", "portable", ...; NULL for any other number, which is how a loop from 0 knows the end. */
N2V_API const char *n2v_simd_name(n2v_simd simd);

/* Files that appear together, or not at all: what may well fail, writing and syncing, is done for
 * all of them before the first is renamed into place. */
typedef struct n2v_files n2v_files;

/* What a call may use, and who watches. Results do not depend on it, except as `Not guaranteed`
 * says, and but for the memory limit, which decides which sampler fits. */
typedef struct n2v_run {
  size_t size;
  int threads;                  /* 0: as many as this process may run on; at most 1024 */
  n2v_simd simd;                /* vector instructions; auto: the widest there are */
  uint64_t memory;              /* bytes, most to be used; 0: 80% of what the machine or the
                                   process's control group has */
  const n2v_progress *progress; /* may be NULL */
  struct n2v_peers *peers;      /* for n2v-train-mpi: processes that train together; NULL */
  n2v_files *files; /* what the call writes becomes one of these; NULL: each call's files
                       appear when it ends. Checkpoints always do. */
  bool pin; /* each thread that trains stays on a processor of its own, of those that the calling
               thread may run on: every core once before any of them twice, one socket after the
               other; the calling thread goes back when the call ends. Pages of the model lie near
               these threads. Not with peers: what starts the processes binds them */
} n2v_run;

N2V_API void n2v_run_init(n2v_run *run, size_t size);
/* What a call that is given this run would use: threads counted, the memory limit in bytes. given
 * may be NULL. */
N2V_API n2v_status n2v_run_resolve(const n2v_run *given, n2v_run *out, n2v_error *err);

/* A whole file in memory, unpacked where it is gzip's or zstd's; "-" is standard input. A zero byte
 * stands behind its end, which *size does not count; free() releases it. N2V_EINPUT when it cannot
 * be read or was cut short, N2V_ELIMIT when it takes more than run->memory. run may be NULL. */
N2V_API n2v_status n2v_file_read(const char *path, const n2v_run *run, char **bytes, size_t *size,
                                 n2v_error *err);

/* ------------------------------------------------------------------------------- output files */

/* stop: writing ends with N2V_ESTOPPED soon after it becomes non-zero; NULL: never. One thread at a
 * time may use a set. */
N2V_API n2v_status n2v_files_new(const volatile sig_atomic_t *stop, n2v_files **out,
                                 n2v_error *err);
/* Holds a place for a file that will be written under this path, hours later maybe: what can be
 * written now can be written then. One that is never written leaves nothing. */
N2V_API n2v_status n2v_files_hold(n2v_files *files, const char *path, n2v_error *err);
/* One more file, at most 10, to be written through *stream until the next one is opened. It belongs
 * to the set: do not close it. Errors may be left for the end to find. */
N2V_API n2v_status n2v_files_open(n2v_files *files, const char *path, FILE **stream,
                                  n2v_error *err);
/* Lets all appear and frees the set; when status is not N2V_OK, or one of them fails, none appears.
 * Gives status, or that failure. files may be NULL. */
N2V_API n2v_status n2v_files_end(n2v_files *files, n2v_status status, n2v_error *err);

/* What will become of a path that is written. */
typedef struct n2v_destination {
  size_t size;
  bool stream; /* a pipe, a device, a descriptor: written as the bytes come */
  const char
      *in_place;        /* why an older file there cannot be replaced, and is written in place at
                           the end: a phrase that lives as long as the program; NULL: it is replaced */
  char temporary[4096]; /* the name that its temporary file may have on a file system that wants
                           one: what a program that ends at once leaves there. "": none */
} n2v_destination;

/* N2V_EIO, with the reason, when nothing could be written there. Touches nothing. Set out->size
 * before. */
N2V_API n2v_status n2v_destination_find(const char *path, n2v_destination *out, n2v_error *err);

/* ------------------------------------------------------------------------------------- graph */

/* The names of nodes or rows, as a value that lives as long as what it is of. */
typedef struct n2v_names n2v_names;

/* A graph in compressed sparse row form; immutable. Nodes are dense ids 0..nodes-1, each with a
 * name: any bytes but white space. A graph that is read from text has its ids in order of
 * descending degree (ties: by name, whole numbers by value); one made from ids keeps them. */
typedef struct n2v_graph n2v_graph;

#define N2V_FORMAT_LIST(ROW)                                                                       \
  ROW(N2V_FORMAT_AUTO, "auto")                                                                     \
  ROW(N2V_FORMAT_EDGELIST, "edgelist")                                                             \
  ROW(N2V_FORMAT_CSV, "csv")                                                                       \
  ROW(N2V_FORMAT_RATINGS, "ratings")                                                               \
  ROW(N2V_FORMAT_ADJLIST, "adjlist")                                                               \
  ROW(N2V_FORMAT_METIS, "metis")                                                                   \
  ROW(N2V_FORMAT_MTX, "mtx")                                                                       \
  ROW(N2V_FORMAT_CSR, "csr")

typedef enum n2v_graph_format { N2V_FORMAT_LIST(N2V_ENUM_ROW) } n2v_graph_format;

/* "auto", "edgelist", ...; NULL for any other number. */
N2V_API const char *n2v_graph_format_name(n2v_graph_format format);

#define N2V_WEIGHTED_LIST(ROW)                                                                     \
  ROW(N2V_WEIGHTED_AUTO, "auto")                                                                   \
  ROW(N2V_WEIGHTED_NO, "0")                                                                        \
  ROW(N2V_WEIGHTED_YES, "1")

typedef enum n2v_weighted { N2V_WEIGHTED_LIST(N2V_ENUM_ROW) } n2v_weighted;

/* Edges go one way; auto: where the file says so (KONECT's asym, Gephi's column Type). */
#define N2V_DIRECTED_LIST(ROW)                                                                     \
  ROW(N2V_DIRECTED_AUTO, "auto")                                                                   \
  ROW(N2V_DIRECTED_YES, "1")                                                                       \
  ROW(N2V_DIRECTED_NO, "0")

typedef enum n2v_directed { N2V_DIRECTED_LIST(N2V_ENUM_ROW) } n2v_directed;

/* Whether the first row of a table names its columns; auto: where it looks so. */
#define N2V_HEADER_LIST(ROW)                                                                       \
  ROW(N2V_HEADER_AUTO, "auto")                                                                     \
  ROW(N2V_HEADER_NO, "0")                                                                          \
  ROW(N2V_HEADER_YES, "1")

typedef enum n2v_header { N2V_HEADER_LIST(N2V_ENUM_ROW) } n2v_header;

/* What the edge between two items weighs that the same users rate. count(x) is the number of users
 * who rate x, count(x, y) of those who rate both, and pmi = log(count(x, y) D / (count(x)
 * count(y))) with all kept ratings D; cosine is count(x, y) / sqrt(count(x) count(y)). */
#define N2V_PAIR_WEIGHT_LIST(ROW)                                                                  \
  ROW(N2V_PAIR_PMI_COUNT, "pmi-count")                                                             \
  ROW(N2V_PAIR_PMI, "pmi")                                                                         \
  ROW(N2V_PAIR_COUNT, "count")                                                                     \
  ROW(N2V_PAIR_COSINE, "cosine")

typedef enum n2v_pair_weight { N2V_PAIR_WEIGHT_LIST(N2V_ENUM_ROW) } n2v_pair_weight;

/* What an edge weighs that is listed more than once; the last of them refuses it. */
#define N2V_DUPLICATES_LIST(ROW)                                                                   \
  ROW(N2V_DUPLICATES_SUM, "sum")                                                                   \
  ROW(N2V_DUPLICATES_MAX, "max")                                                                   \
  ROW(N2V_DUPLICATES_LAST, "last")                                                                 \
  ROW(N2V_DUPLICATES_ERROR, "error")

typedef enum n2v_duplicates { N2V_DUPLICATES_LIST(N2V_ENUM_ROW) } n2v_duplicates;

/* How text is read. */
typedef struct n2v_read_params {
  size_t size;
  n2v_graph_format format;
  n2v_weighted weighted; /* auto: there are weights where a column is one */
  n2v_directed directed;
  n2v_duplicates duplicates;
  const char *nodes; /* a file of names, one a line: adds those that have no edge; NULL: none */
  /* Of tables: which columns are "SOURCE,TARGET" or "SOURCE,TARGET,WEIGHT", by name or by number
   * from 1; NULL: by their names or, where they have none, the first ones. */
  const char *columns;
  n2v_header header;
  const char *blanks; /* one character that joins the words of names with white space inside; NULL:
                         such names are refused */
  bool bipartite;     /* the names of the two columns are kept apart by prefixes: `user:1` */
  /* Of ratings: two items are linked where the same users rate both. */
  double min_rating; /* ratings below are left out */
  n2v_pair_weight pair_weight;
  double min_weight; /* edges that weigh less are left out; 10 is made for pmi-count */
} n2v_read_params;

N2V_API void n2v_read_params_init(n2v_read_params *params, size_t size);

/* Reads a graph from a file ("-": standard input), plain, .gz or .zst. params and run may be NULL.
 * N2V_EINPUT names the line. A file of n2v's own binary form is mapped, not copied: it must not be
 * cut short or overwritten in place while the graph lives (SIGBUS); replaced by a rename it may be.
 */
N2V_API n2v_status n2v_graph_read(const char *path, const n2v_read_params *params,
                                  const n2v_run *run, n2v_graph **out, n2v_error *err);

/* The same from size bytes in memory, which are not changed and not needed afterwards. name leads
 * messages, as a path would. */
N2V_API n2v_status n2v_graph_parse(const void *bytes, size_t size, const char *name,
                                   const n2v_read_params *params, const n2v_run *run,
                                   n2v_graph **out, n2v_error *err);

/* Edges as arrays of `count` entries, by ids, names or numbers. Whatever does not apply is zero:
 * begin with `n2v_edge_list list = {.size = sizeof list}`. All is copied. */
typedef struct n2v_edge_list {
  size_t size;
  uint64_t count;
  const uint32_t *sources, *targets; /* ids below `nodes`; NULL where names are given instead */
  const char *const *source_names, *const *target_names; /* each ends in a zero byte */
  const float *weights;                                  /* finite and above 0; NULL: all are 1 */
  uint32_t nodes;           /* with ids: their number; 0: one more than the largest */
  const char *const *names; /* with ids: the name of each; NULL: the id in decimal */
  /* Names that are whole numbers of at most 19 digits, instead of ids or names: the graph is that
   * of a text of the same edges. node_numbers: `nodes` numbers that are to be nodes even without an
   * edge; NULL: none. */
  const uint64_t *source_numbers, *target_numbers, *node_numbers;
  bool by_degree; /* with ids: nodes come in order of descending degree, as if they had been read */
  bool directed;
  n2v_duplicates duplicates; /* an edge of an undirected graph that is listed in both directions
                                counts once in any case, with the larger weight */
} n2v_edge_list;

/* With ids the graph's nodes keep them unless `by_degree` is set; with names or numbers they come
 * in order of descending degree. */
N2V_API n2v_status n2v_graph_from_edges(const n2v_edge_list *edges, const n2v_run *run,
                                        n2v_graph **out, n2v_error *err);

/* The arrays of a graph: row v is neighbours[offsets[v] .. offsets[v + 1]), ascending and without
 * repeats. An undirected edge stands in both its nodes' rows, with the same weight; a self-loop
 * once. */
typedef struct n2v_csr {
  size_t size;
  uint32_t nodes;
  bool directed;
  bool borrow;             /* use the three arrays where they are, not a copy: they must outlive the
                              graph and stay as they are */
  const uint64_t *offsets; /* nodes + 1, the first 0 */
  const uint32_t *neighbours;
  const float *weights;     /* finite and above 0; NULL: all are 1 */
  const char *const *names; /* copied; NULL: the ids in decimal */
} n2v_csr;

/* N2V_EINPUT, naming the row, when the arrays are not as said above. Nodes keep their ids. */
N2V_API n2v_status n2v_graph_from_csr(const n2v_csr *csr, const n2v_run *run, n2v_graph **out,
                                      n2v_error *err);

/* Free the corpora that walk the graph first. */
N2V_API void n2v_graph_free(n2v_graph *graph);

/* The graph's own arrays, to be read only, valid as long as the graph; names is NULL. */
N2V_API n2v_csr n2v_graph_csr(const n2v_graph *graph);

N2V_API uint32_t n2v_graph_nodes(const n2v_graph *graph);
/* Undirected edges (a self-loop counts one), or arcs of a directed graph. */
N2V_API uint64_t n2v_graph_edges(const n2v_graph *graph);
/* Entries of the node's row. */
N2V_API uint64_t n2v_graph_degree(const n2v_graph *graph, uint32_t node);
N2V_API const n2v_names *n2v_graph_names(const n2v_graph *graph);
/* A node's name, not NUL-terminated; owned by the graph. */
N2V_API const char *n2v_graph_name(const n2v_graph *graph, uint32_t node, size_t *length);
/* The node of that name; N2V_EINPUT when there is none. The first call makes an index; calls may
 * come from many threads. */
N2V_API n2v_status n2v_graph_find(const n2v_graph *graph, const char *name, size_t length,
                                  uint32_t *node, n2v_error *err);

/* What a graph is like; of a directed one its weakly connected components. */
typedef struct n2v_graph_stats {
  size_t size; /* set before the call; no more than that is filled */
  uint64_t self_loops;
  uint64_t max_degree;                    /* a self-loop of an undirected graph counts twice */
  uint32_t components, largest_component; /* their number; nodes of the largest */
  uint32_t isolated;                      /* nodes without an edge; a self-loop is one */
  uint64_t bytes;                         /* of memory: the arrays and names */
} n2v_graph_stats;

N2V_API n2v_status n2v_graph_describe(const n2v_graph *graph, n2v_graph_stats *stats,
                                      n2v_error *err);
/* component[node]: the first node of the component that the node is in; nodes of them. */
N2V_API n2v_status n2v_graph_components(const n2v_graph *graph, uint32_t *component,
                                        n2v_error *err);
/* The subgraph of the largest component (the earliest of equals), nodes in the same order. */
N2V_API n2v_status n2v_graph_largest(const n2v_graph *graph, n2v_graph **out, n2v_error *err);

/* Writes a graph: as an edge list where the path ends in .txt, .edges, .edgelist, .tsv or .csv,
 * else in n2v's own binary form, which opens at once. In an edge list isolated nodes have no line,
 * which a note to run->progress says; N2V_EINPUT when a name would not be read back all the same.
 * run may be NULL. */
N2V_API n2v_status n2v_graph_write(const n2v_graph *graph, const char *path, const n2v_run *run,
                                   n2v_error *err);

/* The same to a stream; open_memstream makes a buffer of it, which n2v_graph_parse reads back.
 * format: N2V_FORMAT_CSR, the binary form; N2V_FORMAT_EDGELIST, with spaces; N2V_FORMAT_CSV. A
 * write that fails is the stream's to tell. */
N2V_API n2v_status n2v_graph_print(const n2v_graph *graph, n2v_graph_format format, FILE *stream,
                                   n2v_error *err);

/* Whether n2v_graph_write would write the binary form there. */
N2V_API bool n2v_graph_writes_binary(const char *path);

/* A file to n2v's binary form, the same bytes that n2v_graph_read and n2v_graph_write would make,
 * within about run->memory however large it is: edge lists and MatrixMarket, sorted in temporary
 * files beside `output`, some four times its size. n2v_graph_fits: whether n2v_graph_read would do
 * within that memory, as far as the file's size says; true for other formats. */
N2V_API bool n2v_graph_fits(const char *path, const n2v_read_params *params, const n2v_run *run);
N2V_API n2v_status n2v_graph_convert(const char *path, const n2v_read_params *params,
                                     const n2v_run *run, const char *output, n2v_error *err);

/* Random graphs: undirected, of exactly so many nodes, named 0, 1, ..., and different edges without
 * loops; the same for any number of threads. */
typedef struct n2v_generate_params {
  size_t size;
  const char *model; /* "er": every edge equally likely (Erdos and Renyi's G(n, m)).
                        "powerlaw": Chung and Lu's, degrees with an exponent of 2.5, no isolated
                        node where edges suffice. "sbm": a stochastic block model of equal
                        communities */
  uint64_t nodes, edges;
  uint64_t communities; /* sbm: node i belongs to community i mod communities */
  double mixing;        /* sbm: share of edges whose ends are drawn from all nodes */
  uint64_t seed;
} n2v_generate_params;

/* powerlaw; nodes and edges have no default. */
N2V_API void n2v_generate_params_init(n2v_generate_params *params, size_t size);
/* N2V_ELIMIT when run->memory is too little, N2V_EUSAGE when so many edges do not exist or cannot
 * be drawn in reasonable time. run may be NULL. */
N2V_API n2v_status n2v_graph_generate(const n2v_generate_params *params, const n2v_run *run,
                                      n2v_graph **out, n2v_error *err);
/* The same graph as a binary file, within about run->memory; and whether n2v_graph_generate would
 * do within it. */
N2V_API bool n2v_graph_generate_fits(const n2v_generate_params *params, const n2v_run *run);
N2V_API n2v_status n2v_graph_generate_file(const n2v_generate_params *params, const char *path,
                                           const n2v_run *run, n2v_error *err);

/* ------------------------------------------------------------------------------------- walks */

#define N2V_SAMPLER_LIST(ROW)                                                                      \
  ROW(N2V_SAMPLER_AUTO, "auto")                                                                    \
  ROW(N2V_SAMPLER_PRECOMPUTED, "precomputed")                                                      \
  ROW(N2V_SAMPLER_REJECTION, "rejection")                                                          \
  ROW(N2V_SAMPLER_MIXTURE, "mixture")                                                              \
  ROW(N2V_SAMPLER_FIRST_ORDER, "first-order")

typedef enum n2v_sampler_kind { N2V_SAMPLER_LIST(N2V_ENUM_ROW) } n2v_sampler_kind;

/* "auto", "precomputed", ...; NULL for any other number. */
N2V_API const char *n2v_sampler_name(n2v_sampler_kind sampler);
/* Bytes of the tables that it would build for the graph, at most; 0 for auto. */
N2V_API uint64_t n2v_sampler_bytes(const n2v_graph *graph, n2v_sampler_kind sampler);

typedef struct n2v_walk_params {
  size_t size;
  double p, q;          /* return and in-out parameter, 1e-6 to 1e6 */
  uint32_t walk_length; /* nodes in a walk, 1 to 100,000 */
  uint32_t num_walks;   /* from each node in an epoch, 1 to 1,000,000 */
  uint32_t epochs;      /* passes that auto expects, to weigh tables against; n2v_train takes its
                           own number */
  n2v_sampler_kind sampler; /* how steps are drawn: all follow one law; auto: the fastest that fits
                               the memory limit */
  bool extend;   /* node2vec+ (Liu, Hirn and Krishnan 2023): an edge that is light among those of
                    the node it leads to counts in part */
  double gamma;  /* with extend: light is below mean + gamma standard deviations of the
                    node's weights; -100 to 100 */
  uint64_t seed; /* the same walks for any number of threads; at most 2^53 */
  /* A step to x weighs weight(v, x) / strength(x)^degree_penalty, strength(x) being the sum of the
   * weights that lead to x: walks meet hubs less. 0, none, to 1. */
  double degree_penalty;
} n2v_walk_params;

N2V_API void n2v_walk_params_init(n2v_walk_params *params, size_t size);

/* A corpus: an ordered list of walks over nodes that have names, a new list in each epoch. It is
 * the same list however it is cut into pieces and whoever reads it. */
typedef struct n2v_corpus n2v_corpus;

/* The walks of a graph, made when they are read: num_walks from every node in each epoch, in random
 * order. A walk depends on the parameters, its epoch and its number alone. Builds the sampler's
 * tables; N2V_ELIMIT when none fits. The graph must outlive the corpus. */
N2V_API n2v_status n2v_corpus_from_graph(const n2v_graph *graph, const n2v_walk_params *params,
                                         const n2v_run *run, n2v_corpus **out, n2v_error *err);

/* Walks, or any text, from a file ("-": standard input): names separated by white space, a walk a
 * line. Lines of more than 1,000 names are cut, as word2vec.c does. The same in every epoch.
 * Names met fewer than min_count times are left out. Packed by gzip or zstd it is read too.
 * N2V_EINPUT when no line has two names. */
N2V_API n2v_status n2v_corpus_read(const char *path, uint64_t min_count, const n2v_run *run,
                                   n2v_corpus **out, n2v_error *err);

/* Walks that the caller makes. */
typedef struct n2v_walk_source {
  size_t size;
  uint32_t nodes;
  const char *const *names; /* of the nodes, copied; NULL: the ids in decimal */
  uint64_t walks;           /* in each epoch */
  uint32_t max_length;      /* nodes in a walk, at most 100,000 */
  /* Writes walks [first, first + count) of an epoch: walk i's nodes to tokens[i * max_length],
   * their number, at least 1, to lengths[i]. Called from several threads at once, and more than
   * once for the same walks, which must then be the same; an epoch of UINT32_MAX asks for walks
   * that are not trained on, to measure the loss. What is no node is taken for node 0. */
  void (*read)(void *user, uint32_t epoch, uint64_t first, uint32_t count, uint32_t *tokens,
               uint32_t *lengths);
  void *user;
} n2v_walk_source;

N2V_API n2v_status n2v_corpus_from_callback(const n2v_walk_source *source, n2v_corpus **out,
                                            n2v_error *err);
N2V_API void n2v_corpus_free(n2v_corpus *corpus);

N2V_API uint32_t n2v_corpus_nodes(const n2v_corpus *corpus);
N2V_API uint64_t n2v_corpus_walks(const n2v_corpus *corpus); /* in an epoch */
N2V_API uint32_t n2v_corpus_max_length(const n2v_corpus *corpus);
/* "rejection", ...; NULL when the walks are not of a graph. */
N2V_API const char *n2v_corpus_sampler(const n2v_corpus *corpus);
N2V_API const n2v_names *n2v_corpus_names(const n2v_corpus *corpus);
/* A node's name, not NUL-terminated; owned by the corpus. */
N2V_API const char *n2v_corpus_name(const n2v_corpus *corpus, uint32_t node, size_t *length);

/* Walks [first, first + count) of an epoch into the caller's arrays: walk i's nodes begin at
 * tokens[i * max_length], their number goes to lengths[i]. From any number of threads. */
N2V_API n2v_status n2v_corpus_get(const n2v_corpus *corpus, uint32_t epoch, uint64_t first,
                                  uint32_t count, uint32_t *tokens, uint32_t *lengths,
                                  n2v_error *err);

/* All walks of epochs 0 .. epochs - 1 in order, one call each, from the calling thread; made by all
 * threads. A call that gives something else than 0 ends it: N2V_ESTOPPED. */
typedef int n2v_walk_visitor(void *user, const uint32_t *nodes, uint32_t length);
N2V_API n2v_status n2v_corpus_stream(const n2v_corpus *corpus, uint32_t epochs, const n2v_run *run,
                                     n2v_walk_visitor *visit, void *user, n2v_error *err);

typedef struct n2v_walk_report {
  size_t size;           /* set before the call; no more than that is filled */
  uint64_t walks, steps; /* steps = nodes visited, the first included */
  double seconds;
} n2v_walk_report;

/* The same into a file, a walk a line, names separated by a space; N2V_EINPUT when a name has white
 * space in it. Into /dev/null walks are made without their text, to be timed. report may be NULL.
 */
N2V_API n2v_status n2v_corpus_write(const n2v_corpus *corpus, uint32_t epochs, const char *path,
                                    const n2v_run *run, n2v_walk_report *report, n2v_error *err);

/* -------------------------------------------------------------------------------- embeddings */

/* Named vectors: `rows` rows of `dims` floats. It owns all that it gives out, which stays as it is
 * until it is freed. */
typedef struct n2v_embedding n2v_embedding;

/* What vectors are trained for. sgns: skip-gram with negative sampling. */
#define N2V_OBJECTIVE_LIST(ROW) ROW(N2V_OBJECTIVE_SGNS, "sgns")

typedef enum n2v_objective_kind { N2V_OBJECTIVE_LIST(N2V_ENUM_ROW) } n2v_objective_kind;

/* What the model's numbers are while it is trained; vectors are floats when they are done. bf16:
 * bfloat16 with stochastic rounding, half the memory, a little slower. Not with init, peers, or a
 * model that memory does not hold. */
#define N2V_PRECISION_LIST(ROW)                                                                    \
  ROW(N2V_PRECISION_FLOAT32, "float32") ROW(N2V_PRECISION_BF16, "bf16")

typedef enum n2v_precision { N2V_PRECISION_LIST(N2V_ENUM_ROW) } n2v_precision;

typedef struct n2v_train_params {
  size_t size;
  uint32_t dims;       /* 1 to 4096 */
  uint32_t window;     /* context radius, 1 to 1000 */
  bool shrink_window;  /* draw each radius from 1..window, as word2vec does */
  uint32_t negative;   /* negatives for each positive, 0 to 64 */
  double ns_exponent;  /* noise distribution: count to this power; -4 to 4 */
  double alpha;        /* starting learning rate; falls linearly to 0, with `epochs` 0 at the end
                          of training only; 1e-9 to 1 */
  uint32_t epochs;     /* passes, each over fresh walks; 1 to 100,000. 0: until the held-out loss
                          settles, or the most that is made of a graph of this size */
  uint32_t stop_after; /* end early when so many epochs in a row have not lowered the loss by 0.1%;
                          0: never */
  double sample;       /* subsample nodes more frequent than this, 0 to 1; 0: none */
  uint32_t group;      /* contexts that share their negatives, at most 4096; 0: a window's, at most
                          20; 1: per pair */
  bool deterministic;  /* the same vectors, bit by bit, for any number of threads; slower */
  uint64_t seed;       /* at most 2^53 */

  /* Start from these vectors where names agree; other nodes from the mean of their neighbours'.
   * Borrowed during the call; NULL: from random ones. init_context: the contexts of that run, to go
   * on where it ended. */
  const n2v_embedding *init, *init_context;
  bool freeze; /* keep the vectors of init as they are, train those of new nodes */

  /* Paths; NULL: none. The state of training is written to `checkpoint`, the one before it kept in
   * `checkpoint`.1; `resume` names one to go on from, with the same graph and parameters. */
  const char *checkpoint, *resume;
  double checkpoint_every; /* seconds; 0: only at the end, when stopped, and when asked for */

  n2v_objective_kind objective;
  n2v_precision precision;
} n2v_train_params;

N2V_API void n2v_train_params_init(n2v_train_params *params, size_t size);

/* What came of a training. Set `size` before the call: `n2v_train_report report = {.size = sizeof
 * report}`; no more than that is filled. */
typedef struct n2v_train_report {
  size_t size;
  uint64_t walks, steps, pairs; /* over all epochs; steps = nodes visited, the first included */
  double preprocess_seconds, walk_seconds, train_seconds;
  /* Of the walk phase alone: the pass that counts the first epoch's corpus. */
  double walks_per_second, steps_per_second;
  double pairs_per_second;    /* of training, the walks it consumes included */
  const char *sampler, *simd; /* names that live as long as the program */
  int threads;
  uint32_t epochs;
  const char *ending; /* why no more of them, a phrase; lives as long as the program */
  /* loss[epochs]: mean SGNS loss per pair at the end of each epoch, of one sample of walks that are
   * not trained on (in a corpus read from a file, of its own). NaN where no pair was trained at
   * all. It belongs to *vectors and lives as long; NULL when the call fails. */
  const double *loss;
  /* Why the last checkpoint could not be written, though training went on; its code is N2V_OK when
   * it was, or none was asked for. */
  n2v_error checkpoint;
  /* Cache lines of the shared model that this run has written, for each pair: what another core may
   * have to wait for. It says how far threads can scale, whatever machine it is taken on. NaN where
   * this run has trained no pair. */
  double shared_lines_per_pair;
} n2v_train_report;

/* Walks the graph and trains. Goes on from a checkpoint where `resume` names one; figures in the
 * report then are of the whole job. Rows stand in order of how
 * often the walks visited their node, equal ones by name; the vectors need the graph no longer.
 * contexts (may be NULL): the output matrix, syn1neg. walk, train, run and report may be NULL. */
N2V_API n2v_status n2v_train(const n2v_graph *graph, const n2v_walk_params *walk,
                             const n2v_train_params *train, const n2v_run *run,
                             n2v_embedding **vectors, n2v_embedding **contexts,
                             n2v_train_report *report, n2v_error *err);

/* Whether the parameters are right and graph and model fit into the memory limit: what n2v_train
 * looks at before anything is made. Quick. */
N2V_API n2v_status n2v_train_check(const n2v_graph *graph, const n2v_walk_params *walk,
                                   const n2v_train_params *train, const n2v_run *run,
                                   n2v_error *err);

/* n2v_train on walks that are there already. */
N2V_API n2v_status n2v_train_corpus(const n2v_corpus *corpus, const n2v_train_params *train,
                                    const n2v_run *run, n2v_embedding **vectors,
                                    n2v_embedding **contexts, n2v_train_report *report,
                                    n2v_error *err);

N2V_API void n2v_embedding_free(n2v_embedding *embedding);

N2V_API uint64_t n2v_embedding_rows(const n2v_embedding *embedding);
N2V_API uint32_t n2v_embedding_dims(const n2v_embedding *embedding);
/* All rows in one block: row r begins at [r * *stride], in floats; *stride is at least `dims`, what
 * lies between is of no meaning. */
N2V_API const float *n2v_embedding_data(const n2v_embedding *embedding, size_t *stride);
/* `dims` floats. */
N2V_API const float *n2v_embedding_row(const n2v_embedding *embedding, uint64_t row);
N2V_API const n2v_names *n2v_embedding_names(const n2v_embedding *embedding);
/* A row's name, not NUL-terminated. */
N2V_API const char *n2v_embedding_name(const n2v_embedding *embedding, uint64_t row,
                                       size_t *length);
/* How often the walks visited the node of each row; NULL when that is not known. */
N2V_API const uint64_t *n2v_embedding_counts(const n2v_embedding *embedding);
/* Makes the index of names that looking for one needs: N2V_EINPUT when two rows have the same name,
 * so that it would not be known which is meant. Not needed before n2v_embedding_find. */
N2V_API n2v_status n2v_embedding_index(const n2v_embedding *embedding, n2v_error *err);
/* The row of that name. N2V_EINPUT when there is none, or when two rows of the embedding have the
 * same name. The first call makes an index; calls may come from many threads. */
N2V_API n2v_status n2v_embedding_find(const n2v_embedding *embedding, const char *name,
                                      size_t length, uint64_t *row, n2v_error *err);

/* ------------------------------------------------------------------------- files of vectors */

/* Reads vectors from a file, plain, .gz or .zst; its form is told by its content. run may be NULL.
 */
N2V_API n2v_status n2v_embedding_read(const char *path, const n2v_run *run, n2v_embedding **out,
                                      n2v_error *err);
/* The same from size bytes in memory, not packed, which are not needed afterwards. name leads
 * messages. npy and tsv have no names in them: their rows are named by their numbers from 0. */
N2V_API n2v_status n2v_embedding_parse(const void *bytes, size_t size, const char *name,
                                       const n2v_run *run, n2v_embedding **out, n2v_error *err);

#define N2V_VECTOR_FORMAT_LIST(ROW)                                                                \
  ROW(N2V_VECTORS_AUTO, "auto")                                                                    \
  ROW(N2V_VECTORS_BIN, "bin")                                                                      \
  ROW(N2V_VECTORS_TEXT, "text")                                                                    \
  ROW(N2V_VECTORS_NPY, "npy")                                                                      \
  ROW(N2V_VECTORS_TSV, "tsv")                                                                      \
  ROW(N2V_VECTORS_CSV, "csv")

/* Writes vectors. format: "bin", "text" (both word2vec's), "npy", "tsv", "csv" or "auto", by the
 * path's extension; packed where that is .gz or .zst. npy and tsv have no place for names: these go
 * into a second file, `path`.names or, for vectors.tsv, vectors.metadata.tsv, unless `path` is a
 * pipe. N2V_EINPUT when the format cannot hold a name. run may be NULL. */
N2V_API n2v_status n2v_embedding_write(const n2v_embedding *embedding, const char *path,
                                       const char *format, const n2v_run *run, n2v_error *err);
/* What the first file would hold, to a stream; open_memstream makes a buffer of it. format is not
 * "auto". A write that fails is the stream's to tell. */
N2V_API n2v_status n2v_embedding_print(const n2v_embedding *embedding, const char *format,
                                       FILE *stream, const n2v_run *run, n2v_error *err);

/* The format that n2v_embedding_write would take; NULL: there is none of that name. */
N2V_API const char *n2v_vector_format(const char *path, const char *format);
/* The same in words, "NumPy"; and whether the path asks for a packed file (.gz, .zst). */
N2V_API const char *n2v_vector_title(const char *path, const char *format);
N2V_API bool n2v_is_packed(const char *path);
/* The name of the second file, to be released by free(); NULL where there is none. */
N2V_API n2v_status n2v_vector_second(const char *path, const char *format, char **out,
                                     n2v_error *err);
/* To be asked before the work: N2V_EUSAGE for a format that there is not, N2V_EINPUT for names that
 * it cannot hold. What other programs would stumble over goes into note, a line of at most size
 * bytes, "" where there is nothing; note may be NULL. */
N2V_API n2v_status n2v_names_check(const n2v_names *names, const char *path, const char *format,
                                   char *note, size_t size, n2v_error *err);

/* Lines `name count`, of how often the walks visited each row's node. N2V_EUSAGE when that is not
 * known. Read back, a row without a line has 0. */
N2V_API n2v_status n2v_counts_write(const n2v_embedding *embedding, const char *path,
                                    const n2v_run *run, n2v_error *err);
N2V_API n2v_status n2v_counts_read(n2v_embedding *embedding, const char *path, n2v_error *err);

/* Context vectors lie beside their vectors: vectors.bin has vectors.context.bin, vectors.txt.gz
 * vectors.context.txt.gz. That name, to be released by free(), and whether there is such a file. */
N2V_API n2v_status n2v_context_path(const char *path, char **out, n2v_error *err);
N2V_API bool n2v_context_exists(const char *path);
/* Reads the context vectors that go with `vectors`, from `context` or, where that is NULL, from the
 * file beside `path`; row r of *out belongs to row r of the vectors. N2V_EINPUT when a row has none
 * or they have other dimensions. */
N2V_API n2v_status n2v_context_read(const n2v_embedding *vectors, const char *path,
                                    const char *context, const n2v_run *run, n2v_embedding **out,
                                    n2v_error *err);

/* Whether there is a checkpoint in the file: its header is read and checked. */
N2V_API n2v_status n2v_checkpoint_probe(const char *path, n2v_error *err);
/* Whether training could write its checkpoints there: N2V_EUSAGE when something else than a
 * checkpoint would be replaced, or another process writes there now. */
N2V_API n2v_status n2v_checkpoint_check_target(const char *path, n2v_error *err);

/* ------------------------------------------------------------------------------------- labels */

/* What a person calls a node. */
typedef struct n2v_label {
  const char *title;  /* UTF-8, not empty, no control characters */
  const char *genres; /* "Action|Comedy"; "" where the file has none */
  int year;           /* the one in parentheses that ends the title; 0: none */
} n2v_label;

/* Labels by node name; immutable. */
typedef struct n2v_labels n2v_labels;

/* Reads MovieLens' movies.csv, movies.dat or u.item, or lines of name, label and perhaps genres,
 * separated by tabs; plain, .gz or .zst, told apart by content. What is no UTF-8 is taken for
 * ISO-8859-1. N2V_EINPUT names the line. The first of several labels of one node counts. */
N2V_API n2v_status n2v_labels_read(const char *path, n2v_labels **out, n2v_error *err);
N2V_API void n2v_labels_free(n2v_labels *labels);
/* A node's label, owned by labels; NULL when it has none. labels may be NULL. */
N2V_API const n2v_label *n2v_labels_find(const n2v_labels *labels, const char *name, size_t length);

/* Rows by what a person types; labels may be NULL. Call n2v_embedding_index before. The row of that
 * name or, where there is none, the first in the file of labels of exactly that title. */
N2V_API bool n2v_lookup(const n2v_embedding *embedding, const n2v_labels *labels, const char *text,
                        uint64_t *row);
/* All rows of exactly that title, in the order of the file: at most `most` of them into rows. Gives
 * their number, which may be more. */
N2V_API uint64_t n2v_lookup_labelled(const n2v_embedding *embedding, const n2v_labels *labels,
                                     const char *text, uint64_t *rows, size_t most);
/* A row's label, or its name where it has none; not NUL-terminated. */
N2V_API const char *n2v_lookup_label(const n2v_embedding *embedding, const n2v_labels *labels,
                                     uint64_t row, size_t *length);
/* Up to `most` rows whose label or name is near to a text that is neither, the nearest first: those
 * that hold all its words, then those that begin with nearly the same letters, in either case.
 * Gives their number. */
N2V_API size_t n2v_lookup_near(const n2v_embedding *embedding, const n2v_labels *labels,
                               const char *text, uint64_t *rows, size_t most);

/* The lines that the Embedding Projector takes beside a .tsv of vectors: title, genre, year,
 * degree, count and name. A column that is not known is left out. labels may be NULL, degrees (one
 * a row) too. */
N2V_API n2v_status n2v_metadata_write(const n2v_embedding *embedding, const n2v_labels *labels,
                                      const uint64_t *degrees, const char *path, const n2v_run *run,
                                      n2v_error *err);

/* ---------------------------------------------------------------------------------- neighbours */

typedef struct n2v_neighbour {
  double score; /* cosine or dot product, in double precision */
  uint64_t row;
} n2v_neighbour;

typedef enum n2v_metric { N2V_COSINE, N2V_DOT } n2v_metric;

/* The k nearest rows of each of `count` rows, itself left out: those of rows[i] are results[i * k
 * ..], best first, found[i] of them (fewer than k where there are fewer). Exact: every row is
 * looked at. Equal scores: the lower row first. A row of zeros has cosine 0. */
N2V_API n2v_status n2v_nearest(const n2v_embedding *embedding, n2v_metric metric, uint32_t k,
                               const uint64_t *rows, size_t count, const n2v_run *run,
                               n2v_neighbour *results, uint32_t *found, n2v_error *err);

/* The same for vectors that are no rows, `dims` floats each, one behind the other: sums and
 * differences of rows, for analogies. No row is left out. */
N2V_API n2v_status n2v_nearest_to(const n2v_embedding *embedding, n2v_metric metric, uint32_t k,
                                  const float *vectors, size_t count, const n2v_run *run,
                                  n2v_neighbour *results, uint32_t *found, n2v_error *err);

/* A row that a question adds (weight 1), takes away (-1), or weighs otherwise. */
typedef struct n2v_term {
  uint64_t row;
  float weight;
} n2v_term;

/* One row: its neighbours. a - b + c: an analogy. Many with weight 1: what goes with them together.
 * Asked for is the sum of the terms' rows, each of length 1 first where it is cosines that count;
 * a single row of weight 1 stays as it is. Rows of the terms are no answers. */
typedef struct n2v_question {
  const n2v_term *terms;
  uint32_t count; /* at least 1 */
} n2v_question;

typedef struct n2v_query_params {
  size_t size;
  n2v_metric metric;
  uint32_t k;
  const bool *allowed;         /* for each row whether it may be an answer; NULL: all may */
  const n2v_embedding *ranked; /* answers are its rows, which belong to the embedding's: with the
                                  context vectors, by N2V_DOT, what is visited together ranks high.
                                  NULL: the embedding's own */
} n2v_query_params;

/* N2V_COSINE, 10 answers. */
N2V_API void n2v_query_params_init(n2v_query_params *params, size_t size);

/* Answers `count` questions as n2v_nearest would. params and run may be NULL. */
N2V_API n2v_status n2v_query(const n2v_embedding *embedding, const n2v_query_params *params,
                             const n2v_question *questions, size_t count, const n2v_run *run,
                             n2v_neighbour *results, uint32_t *found, n2v_error *err);

#ifdef __cplusplus
}
#endif
#endif
