/* n2v-import: graphs in other programs' forms, read by the igraph library, which is optional:
 * without it this program says what to install. Kept apart so that no other program loads what
 * igraph needs.
 *
 * igraph reads a graph whole, with all attributes, in doubles: it takes several times the memory
 * of the graph that is written. -memory bounds the part after it only. */
#include "cli.h"
#include "options/params.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#ifdef N2V_IGRAPH
#include <igraph.h>
#define BUILT "built with igraph " IGRAPH_VERSION
#else
#define BUILT "built without igraph"
#endif

static const cli me = {
    .name = "n2v-import",
    .program = N2V_PROGRAM_IMPORT,
    .synopsis = "n2v-import -input FILE -output g.csr [options]",
    .about =
        "Reads GraphML, GML, Pajek, UCINET DL, LGL, NCOL and GraphDB through igraph, and writes a "
        "graph that the other programs read: a binary CSR or, when the output's name ends in .txt, "
        ".edges, .edgelist, .tsv or .csv, an edge list. Nodes are called by their name, label or "
        "id. "
        "Edges weigh what their attribute `weight` (or `value`) says.",
    .built = BUILT};

#ifndef N2V_IGRAPH

static n2v_status import(const n2v_config *c, n2v_error *err) {
  (void)c;
  return n2v_fail(
      err, N2V_EUSAGE,
      "built without igraph: install libigraph-dev (tools/install-deps.sh import), then "
      "make again; or, in Python, networkx.write_weighted_edgelist(networkx.read_graphml("
      "FILE), 'edges.tsv', delimiter='\\t')");
}

#else

/* ------------------------------------------------------------------------------------- forms */

static bool ends_in(const char *path, const char *ending) {
  size_t length = strlen(path), part = strlen(ending);
  return length > part && strcasecmp(path + length - part, ending) == 0;
}

/* By the first bytes or, where they do not tell, by the name. AUTO: not known.
 *
 *   <?xml ...         GraphML
 *   *Vertices 3       Pajek
 *   DL n=3            UCINET; with white space behind, so that a node "dlx" is none
 *   # a               LGL: a node, its neighbours below
 *   graph [, Creator  GML
 *
 * NCOL is a plain edge list, GraphDB binary: nothing in them tells. */
static n2v_import find_form(const char *path, const char *bytes) {
  const char *p = bytes + strspn(bytes, " \t\r\n");
  if (*p == '<')
    return N2V_IMPORT_GRAPHML;
  if (*p == '*')
    return N2V_IMPORT_PAJEK;
  if (strncasecmp(p, "dl", 2) == 0 && strchr(" \t\r\n", p[2]))
    return N2V_IMPORT_DL;
  if (ends_in(path, ".ncol"))
    return N2V_IMPORT_NCOL;
  if (ends_in(path, ".lgl") || (p[0] == '#' && p[1] == ' '))
    return N2V_IMPORT_LGL;
  if (ends_in(path, ".gml") || strncasecmp(p, "graph", 5) == 0 || strncasecmp(p, "creator", 7) == 0)
    return N2V_IMPORT_GML;
  return N2V_IMPORT_AUTO;
}

/* The first graph of a GraphML file. Names and weights are kept as attributes where the form has
 * them. `directed` is for forms that do not say: DL, LGL, NCOL and GraphDB. */
static igraph_error_t read_form(igraph_t *g, FILE *in, n2v_import form, bool directed) {
  switch (form) {
  case N2V_IMPORT_GRAPHML:
    return igraph_read_graph_graphml(g, in, 0);
  case N2V_IMPORT_GML:
    return igraph_read_graph_gml(g, in);
  case N2V_IMPORT_PAJEK:
    return igraph_read_graph_pajek(g, in);
  case N2V_IMPORT_DL:
    return igraph_read_graph_dl(g, in, directed);
  case N2V_IMPORT_LGL:
    return igraph_read_graph_lgl(g, in, true, IGRAPH_ADD_WEIGHTS_IF_PRESENT, directed);
  case N2V_IMPORT_NCOL:
    return igraph_read_graph_ncol(g, in, NULL, true, IGRAPH_ADD_WEIGHTS_IF_PRESENT, directed);
  default:
    return igraph_read_graph_graphdb(g, in, directed);
  }
}

/* Of igraph's last error: its handler has no argument of ours. One graph is read in a run. */
static char reason[300];

/* Instead of igraph's own handler, which prints and aborts. It frees what igraph had in the making;
 * the call that failed then gives its code. */
static void keep_reason(const char *why, const char *file, int line, igraph_error_t code) {
  (void)file, (void)line, (void)code;
  snprintf(reason, sizeof reason, "%s", why);
  reason[strcspn(reason, "\n")] = 0;
  IGRAPH_FINALLY_FREE();
}

static void note_warning(const char *why, const char *file, int line) {
  (void)file, (void)line;
  fprintf(stderr, "%s: note: igraph: %s\n", me.name, cli_printable(why).msg);
}

/* igraph reads from a FILE: fmemopen makes one of the bytes, which may have been unpacked. On
 * failure there is nothing in *g to destroy. */
static n2v_status read_igraph(const n2v_config *c, igraph_t *g, n2v_error *err) {
  char *bytes;
  size_t size;
  n2v_run run = n2v_config_run(c, NULL);
  n2v_status status = n2v_file_read(c->input, &run, &bytes, &size, err);
  if (status == N2V_OK && !size)
    status = n2v_fail(err, N2V_EINPUT, "%s: empty", c->input);
  if (status != N2V_OK) {
    free(bytes);
    return status;
  }
  n2v_import form = (n2v_import)c->import_format;
  if (form == N2V_IMPORT_AUTO)
    form = find_form(c->input, bytes);
  FILE *in = fmemopen(bytes, size, "r");
  if (form == N2V_IMPORT_AUTO)
    status = n2v_fail(err, N2V_EINPUT,
                      "%s: which form is this? -format graphml, gml, pajek, dl, lgl, ncol or "
                      "graphdb; tables of edges are read by n2v-graph",
                      c->input);
  else if (!in)
    status = cli_no_memory(err, c->input, size);
  else if (read_form(g, in, form, c->directed == N2V_DIRECTED_YES) != IGRAPH_SUCCESS)
    status = n2v_fail(err, N2V_EINPUT, "%s: %s", c->input, reason);
  if (in)
    fclose(in);
  free(bytes);
  return status;
}

/* ------------------------------------------------------------------------------------- graph */

/* The attribute of each node as text, ended by NULL; NULL when there is none of that name. GML's
 * `id` is a number: %.17g writes whole ones without a point, as far as doubles are exact. An entry
 * is NULL where memory was out: then are_names turns the list down. */
static char **names_by(const igraph_t *g, const char *attribute) {
  igraph_integer_t count = igraph_vcount(g);
  char **names = NULL;
  if (!igraph_cattribute_has_attr(g, IGRAPH_ATTRIBUTE_VERTEX, attribute) ||
      !(names = calloc((size_t)count + 1, sizeof *names)))
    return NULL;
  igraph_strvector_t values;
  igraph_vector_t numbers;
  if (igraph_strvector_init(&values, count) == IGRAPH_SUCCESS) {
    bool text = igraph_cattribute_VASV(g, attribute, igraph_vss_all(), &values) == IGRAPH_SUCCESS;
    for (igraph_integer_t i = 0; text && i < count; i++)
      names[i] = strdup(igraph_strvector_get(&values, i));
    igraph_strvector_destroy(&values);
  }
  if (count && !names[0] && igraph_vector_init(&numbers, count) == IGRAPH_SUCCESS) {
    bool is = igraph_cattribute_VANV(g, attribute, igraph_vss_all(), &numbers) == IGRAPH_SUCCESS;
    for (igraph_integer_t i = 0; is && i < count; i++)
      if (asprintf(&names[i], "%.17g", VECTOR(numbers)[i]) < 0)
        names[i] = NULL;
    igraph_vector_destroy(&numbers);
  }
  return names;
}

/* Up to the first NULL. */
static void free_names(char **names) {
  for (char **n = names; n && *n; n++)
    free(*n);
  free(names);
}

#define BLANKS " \t\r\n\v\f"

/* Without white space at its ends, and with `join` for that inside: " New  York " becomes
 * "New_York". False: white space inside, and join is zero. In place: it never gets longer. */
static bool join_words(char *name, char join) {
  size_t used = 0;
  for (const char *p = name + strspn(name, BLANKS); *p;) {
    size_t word = strcspn(p, BLANKS);
    memmove(name + used, p, word);
    used += word;
    p += word + strspn(p + word, BLANKS);
    if (*p && !join)
      return false;
    if (*p)
      name[used++] = join;
  }
  name[used] = 0;
  return true;
}

static int by_text(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Whether every node has a name, and no two the same. An empty name is none. */
static bool are_names(char **names, size_t count) {
  char **sorted = malloc(count * sizeof *sorted + 1);
  bool good = sorted != NULL;
  for (size_t i = 0; i < count && good; i++) {
    good = names[i] && *names[i];
    sorted[i] = names[i];
  }
  if (good)
    qsort(sorted, count, sizeof *sorted, by_text);
  for (size_t i = 1; i < count && good; i++)
    good = strcmp(sorted[i - 1], sorted[i]) != 0;
  free(sorted);
  return good;
}

/* The attributes that forms keep names in, the first that names every node apart: a `label` may
 * well be shared, then `id` serves. Without any, nodes are called by their numbers. *which: its
 * name, for the closing line. The caller frees the names. */
static char **find_names(const igraph_t *g, const char **which) {
  static const char *const attributes[] = {"name", "label", "id"};
  for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
    char **names = names_by(g, attributes[i]);
    if (names && are_names(names, (size_t)igraph_vcount(g))) {
      *which = attributes[i];
      return names;
    }
    free_names(names);
  }
  *which = NULL;
  return NULL;
}

/* As forms call it: `weight` (GraphML, NCOL, LGL, Pajek), `Weight` (Gephi), `value` (GML). */
static const char *weight_of(const igraph_t *g) {
  static const char *const attributes[] = {"weight", "Weight", "value"};
  for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++)
    if (igraph_cattribute_has_attr(g, IGRAPH_ATTRIBUTE_EDGE, attributes[i]))
      return attributes[i];
  return NULL;
}

/* Edges as arrays. Within the bounds a weight is a normal float, which goes from 1.2e-38 to
 * 3.4e38. */
static n2v_status fill(const n2v_config *c, const igraph_t *g, uint32_t *sources, uint32_t *targets,
                       float *weights, const char *weight, n2v_error *err) {
  for (igraph_integer_t e = 0; e < igraph_ecount(g); e++) {
    sources[e] = (uint32_t)IGRAPH_FROM(g, e);
    targets[e] = (uint32_t)IGRAPH_TO(g, e);
    double value = weight ? EAN(g, weight, e) : 1;
    weights[e] = (float)value;
    if (isnan(value)) /* igraph's word for an attribute that is not there */
      return n2v_fail(err, N2V_EINPUT,
                      "%s: edge %lld has no %s, and others have one: give it one, or -unweighted "
                      "leaves weights out",
                      c->input, (long long)e + 1, weight);
    if (!(value > 1e-37 && value < 1e38))
      return n2v_fail(err, N2V_EINPUT,
                      "%s: edge %lld: its %s is %g, no finite number above 0; -unweighted leaves "
                      "weights out",
                      c->input, (long long)e + 1, weight, value);
  }
  return N2V_OK;
}

/* A graph of ours with a copy of all: igraph's may be destroyed afterwards. */
static n2v_status build(const n2v_config *c, const igraph_t *g, n2v_graph **out, n2v_error *err) {
  size_t edges = (size_t)igraph_ecount(g);
  const char *which, *weight = c->weighted == N2V_WEIGHTED_NO ? NULL : weight_of(g);
  if (igraph_vcount(g) == 0 || igraph_vcount(g) > INT32_MAX)
    return n2v_fail(err, N2V_EINPUT, "%s: no nodes, or too many", c->input);
  if (c->weighted == N2V_WEIGHTED_YES && !weight)
    return n2v_fail(err, N2V_EINPUT, "%s: no edge has a weight", c->input);
  char **names = find_names(g, &which);
  for (size_t i = 0; names && names[i]; i++)
    if (!join_words(names[i], *c->blanks)) {
      n2v_status status = n2v_fail(
          err, N2V_EINPUT, "%s: white space inside the name '%s': -blanks _ joins its words by `_`",
          c->input, names[i]);
      free_names(names);
      return status;
    }
  /* + 1: a graph without edges gets a pointer, too. */
  uint32_t *ends = malloc(2 * edges * sizeof *ends + 1);
  float *weights = malloc(edges * sizeof *weights + 1);
  n2v_status status = ends && weights ? fill(c, g, ends, ends + edges, weights, weight, err)
                                      : cli_no_memory(err, "the edges", edges * 12);
  bool directed = c->directed == N2V_DIRECTED_YES ||
                  (c->directed == N2V_DIRECTED_AUTO && igraph_is_directed(g));
  n2v_edge_list list = {.size = sizeof list,
                        .count = edges,
                        .sources = ends,
                        .targets = ends + edges,
                        .weights = weight ? weights : NULL,
                        .nodes = (uint32_t)igraph_vcount(g),
                        .names = (const char *const *)names,
                        .by_degree = true,
                        .directed = directed,
                        .duplicates = (n2v_duplicates)c->duplicates};
  n2v_run run = n2v_config_run(c, NULL);
  if (status == N2V_OK)
    status = n2v_graph_from_edges(&list, &run, out, err);
  if (status == N2V_OK && !c->quiet)
    fprintf(stderr, "%s: %s: nodes are called by their %s, %s%s%s, %s\n", me.name,
            cli_printable(c->input).msg, which ? cli_printable(which).msg : "number, from 0",
            weight ? "weighted by '" : "unweighted", weight ? cli_printable(weight).msg : "",
            weight ? "'" : "", directed ? "directed" : "undirected");
  free(ends);
  free(weights);
  free_names(names);
  return status;
}

static n2v_status import(const n2v_config *c, n2v_error *err) {
  igraph_t g;
  n2v_graph *graph = NULL;
  igraph_set_error_handler(keep_reason);
  igraph_set_warning_handler(note_warning);
  /* Without a table igraph drops all attributes, and names and weights with them. */
  igraph_set_attribute_table(&igraph_cattribute_table);
  n2v_status status = read_igraph(c, &g, err);
  if (status != N2V_OK)
    return status;
  status = build(c, &g, &graph, err);
  igraph_destroy(&g);
  n2v_run run = n2v_config_run(c, NULL);
  if (status == N2V_OK)
    status = n2v_graph_write(graph, c->output, &run, err);
  if (status == N2V_OK && !c->quiet)
    fprintf(stderr, "%s: %s (%s): %u nodes, %llu edges\n", me.name, cli_printable(c->output).msg,
            n2v_graph_writes_binary(c->output) ? "binary CSR" : "edge list", n2v_graph_nodes(graph),
            (unsigned long long)n2v_graph_edges(graph));
  n2v_graph_free(graph);
  return status;
}

#endif

int main(int argc, char **argv) {
  n2v_config *config;
  n2v_error err = {0};
  int code = cli_start(&me, argc, argv, &config, NULL);
  if (code >= 0)
    return code;
  cli_signals_at_once();
  n2v_status status = N2V_OK;
  if (!*config->input || !*config->output)
    status = n2v_fail(&err, N2V_EUSAGE, "from what to what? Give -input FILE and -output FILE");
  if (status == N2V_OK)
    status = cli_check_outputs(&me, config, NULL, &err);
  if (status == N2V_OK)
    status = import(config, &err);
  code = status == N2V_OK ? cli_done(&me) : cli_fail(&me, &err);
  n2v_config_free(config);
  return code;
}
