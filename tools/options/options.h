/* The option table and the values in force. Precedence: default < INI file < flag.
 *
 * A program makes one n2v_config in main, before it starts a thread, and changes it no more once
 * its arguments are read: any thread may then read it. */
#ifndef N2V_OPTIONS_OPTIONS_H
#define N2V_OPTIONS_OPTIONS_H

#include "n2v.h"

#include <stdbool.h>

/* Bits: a row of the table names all programs that take the option. The tasks of n2v-eval count as
 * programs, for their options differ. */
enum n2v_program {
  N2V_PROGRAM_TRAIN = 1,
  N2V_PROGRAM_GRAPH = 2,
  N2V_PROGRAM_WALK = 4,
  N2V_PROGRAM_QUERY = 8,
  N2V_PROGRAM_CONVERT = 16,
  N2V_PROGRAM_LINKPRED = 32, /* n2v-eval linkpred */
  N2V_PROGRAM_CLASSIFY = 64, /* n2v-eval classify */
  N2V_PROGRAM_RECALL = 128,  /* n2v-eval recall */
  N2V_PROGRAM_PAGE = 256,
  N2V_PROGRAM_IMPORT = 512,
};

typedef enum n2v_kind {
  N2V_KIND_TEXT,
  N2V_KIND_CHOICE,
  N2V_KIND_BOOL,
  N2V_KIND_INT,
  N2V_KIND_REAL,
  N2V_KIND_SIZE,
  N2V_KIND_TIME
} n2v_kind;

typedef struct n2v_option {
  n2v_kind kind;
  const char *section, *key, *flag, *aliases, *fallback; /* see options.def */
  double min, max;                                       /* both included */
  const char *choices; /* of a CHOICE: "auto|bin|text"; else the argument's name in -help */
  unsigned programs;
  const char *help;
  size_t offset; /* of the field in n2v_config */
} n2v_option;

/* Values of CHOICE options that are no list of n2v.h. */
enum { N2V_LOG_TEXT, N2V_LOG_JSON };
enum { N2V_BINARY_AUTO, N2V_BINARY_NO, N2V_BINARY_YES };
enum { N2V_METRIC_COSINE, N2V_METRIC_DOT, N2V_METRIC_CONTEXT };
enum { N2V_GENERATE_NONE };
typedef enum n2v_import {
  N2V_IMPORT_AUTO,
  N2V_IMPORT_GRAPHML,
  N2V_IMPORT_GML,
  N2V_IMPORT_PAJEK,
  N2V_IMPORT_DL,
  N2V_IMPORT_LGL,
  N2V_IMPORT_NCOL,
  N2V_IMPORT_GRAPHDB
} n2v_import;

enum {
#define OPTION(kind, section, key, ...) N2V_OPTION_##key,
#include "options/options.def"
#undef OPTION
  N2V_OPTION_COUNT
};

extern const n2v_option n2v_options[N2V_OPTION_COUNT];

#define N2V_FIELD_TEXT(key)   const char *key; /* "" when not given */
#define N2V_FIELD_CHOICE(key) int key;         /* which of the choices, from 0 */
#define N2V_FIELD_BOOL(key)   bool key;
#define N2V_FIELD_INT(key)    int64_t key;
#define N2V_FIELD_REAL(key)   double key;
#define N2V_FIELD_SIZE(key)   uint64_t key; /* bytes */
#define N2V_FIELD_TIME(key)   double key;   /* seconds */

typedef struct n2v_config {
#define OPTION(kind, section, key, ...) N2V_FIELD_##kind(key)
#include "options/options.def"
#undef OPTION
  char *text[N2V_OPTION_COUNT];   /* each value as given */
  char *source[N2V_OPTION_COUNT]; /* "default", "movielens.ini:12" or "command line" */
} n2v_config;

/* All options with their defaults. */
n2v_status n2v_config_new(n2v_config **out, n2v_error *err);
void n2v_config_free(n2v_config *config);

/* Reads an INI file over what is there; N2V_EUSAGE names the line. Values are text, checked against
 * the option's type and bounds, and copied. */
n2v_status n2v_config_load(n2v_config *config, const char *ini_path, n2v_error *err);

/* Sets one option; place is kept as its source and leads messages. */
n2v_status n2v_config_assign(n2v_config *config, int option, const char *value, const char *place,
                             n2v_error *err);

/* The option with this flag or alias among `programs`, or -1. *implied is the value of a flag that
 * takes no argument, or NULL when an argument follows; the caller frees it. */
int n2v_option_find(const char *flag, unsigned programs, char **implied);

/* The flag (section == NULL) or the INI key of the section that is nearest to a mistyped name; NULL
 * when none is near. The caller frees it. */
char *n2v_option_nearest(const char *name, const char *section, unsigned programs);

/* Reads argv[1..]: `-config FILE` first, then the flags, over the defaults. Arguments that are no
 * flags are left in argv[1..*positional]. */
n2v_status n2v_config_arguments(n2v_config *config, unsigned program, int argc, char **argv,
                                int *positional, n2v_error *err);

/* N2V_EUSAGE for a flag of the command line that has no effect beside the others. */
n2v_status n2v_config_check(const n2v_config *config, unsigned program, n2v_error *err);

#endif
