/* Vectors from one file format to another: read all, add what else is asked for, write. What is
 * written appears as one set of files: vectors, their names, metadata and context vectors, or
 * none. */
#include "cli.h"
#include "options/params.h"

#include <stdlib.h>

static const cli me = {
    "n2v-convert", N2V_PROGRAM_CONVERT, "n2v-convert -input FILE -output FILE [options]",
    "Reads vectors and writes them in another format: word2vec binary or text, npy, tsv or csv, "
    "packed (.gz, .zst) or not. The format of the input is told by its content. npy has no place "
    "for "
    "names: these are in FILE.npy.names. tsv is for the Embedding Projector: what is known of each "
    "row goes to -metadata FILE (else to NAME.metadata.tsv). That is titles, genres and years, "
    "where "
    "-labels gives them, and degrees, where -graph gives the graph.",
    NULL};

/* The degree of each row's node; 0 when the graph does not have it. The graph is read with
 * defaults: n2v-convert takes no options of reading, so a table that needs some goes through
 * n2v-graph first. The caller frees *degrees. */
static n2v_status read_degrees(const n2v_config *config, const n2v_embedding *vectors,
                               uint64_t **degrees, n2v_error *err) {
  n2v_graph *graph = NULL;
  *degrees = NULL;
  n2v_status status = n2v_graph_read(config->graph, NULL, NULL, &graph, err);
  uint64_t rows = n2v_embedding_rows(vectors);
  if (status == N2V_OK && !(*degrees = calloc(rows, sizeof **degrees)))
    status = cli_no_memory(err, "the degrees", rows * sizeof **degrees);
  for (uint64_t row = 0; row < rows && status == N2V_OK; row++) {
    size_t length;
    uint32_t node;
    const char *name = n2v_embedding_name(vectors, row, &length);
    status = n2v_graph_find(graph, name, length, &node, err);
    if (status == N2V_OK)
      (*degrees)[row] = n2v_graph_degree(graph, node);
    else if (status == N2V_EINPUT) /* not there */
      status = N2V_OK;
  }
  n2v_graph_free(graph);
  return status;
}

/* What is read beside the vectors. NULL: not asked for. */
typedef struct additions {
  n2v_labels *labels;
  uint64_t *degrees;
  n2v_embedding *contexts;
} additions;

/* On failure what was read so far is the caller's to free, by free_additions. */
static n2v_status read_additions(const n2v_config *config, const n2v_embedding *vectors,
                                 const n2v_run *run, additions *a, n2v_error *err) {
  n2v_status status = N2V_OK;
  if (*config->metadata && *config->labels)
    status = n2v_labels_read(config->labels, &a->labels, err);
  if (status == N2V_OK && *config->metadata && *config->graph)
    status = read_degrees(config, vectors, &a->degrees, err);
  if (status == N2V_OK && config->keep_context)
    status = cli_read_contexts(config, vectors, config->input, run, &a->contexts, err);
  return status;
}

static void free_additions(additions *a) {
  n2v_labels_free(a->labels);
  free(a->degrees);
  n2v_embedding_free(a->contexts);
}

/* A .tsv without the metadata that would lie beside it: n2v_embedding_write makes both files, and
 * here the second has a name of the user's. */
static n2v_status write_alone(const n2v_config *config, const n2v_embedding *vectors,
                              const n2v_run *run, n2v_error *err) {
  FILE *stream;
  n2v_status status = n2v_files_open(run->files, config->output, &stream, err);
  return status == N2V_OK ? n2v_embedding_print(vectors, "tsv", stream, run, err) : status;
}

/* A .tsv has its metadata beside it under a name of the library's, unless -metadata gives another;
 * any other format has them only where -metadata asks. Context vectors go beside the output. */
static n2v_status write_all(const n2v_config *config, const n2v_embedding *vectors,
                            const additions *a, const n2v_run *run, n2v_error *err) {
  const char *format = config->text[N2V_OPTION_output_format];
  n2v_status status = N2V_OK;
  if (*config->metadata)
    status = n2v_metadata_write(vectors, a->labels, a->degrees, config->metadata, run, err);
  if (status == N2V_OK && *config->metadata && cli_is_tsv(config->output, format))
    status = write_alone(config, vectors, run, err);
  else if (status == N2V_OK)
    status = n2v_embedding_write(vectors, config->output, format, run, err);
  if (status == N2V_OK && config->keep_context)
    status = cli_write_contexts(config, a->contexts, run, err);
  return status;
}

static n2v_status convert(const n2v_config *config, n2v_error *err) {
  n2v_embedding *vectors = NULL;
  additions a = {0};
  n2v_run run = n2v_config_run(config, NULL);
  char note[256] = "";
  if (!*config->input || !*config->output)
    return n2v_fail(err, N2V_EUSAGE, "from what to what? Give -input FILE and -output FILE");
  /* Places of outputs before the input is read: who has no room shall know at once. */
  n2v_status status = n2v_files_new(cli_stop_flag(), &run.files, err);
  if (status == N2V_OK)
    status = cli_check_outputs(&me, config, run.files, err);
  if (status == N2V_OK)
    status = n2v_embedding_read(config->input, &run, &vectors, err);
  if (status == N2V_OK)
    status = n2v_names_check(n2v_embedding_names(vectors), config->output,
                             config->text[N2V_OPTION_output_format], note, sizeof note, err);
  if (*note && !config->quiet)
    fprintf(stderr, "%s: note: %s\n", me.name, note);
  if (status == N2V_OK)
    status = read_additions(config, vectors, &run, &a, err);
  if (status == N2V_OK)
    cli_signals(&me); /* writing looks at the flag they set, reading does not */
  if (status == N2V_OK)
    status = write_all(config, vectors, &a, &run, err);
  status = n2v_files_end(run.files, status, err);
  if (status == N2V_OK && !config->quiet) {
    fprintf(stderr, "%s: ", me.name);
    cli_print_form(stderr, config->output, config->text[N2V_OPTION_output_format]);
    fprintf(stderr, "%llu vectors of %u\n", (unsigned long long)n2v_embedding_rows(vectors),
            n2v_embedding_dims(vectors));
  }
  free_additions(&a);
  n2v_embedding_free(vectors);
  return status;
}

int main(int argc, char **argv) {
  n2v_config *config;
  n2v_error err = {0};
  int code = cli_start(&me, argc, argv, &config, NULL);
  if (code >= 0)
    return code;
  cli_signals_at_once(); /* until the writing begins there is nothing to tidy up */
  n2v_status status = convert(config, &err);
  code = status == N2V_OK ? cli_done(&me) : cli_fail(&me, &err);
  n2v_config_free(config);
  return code;
}
