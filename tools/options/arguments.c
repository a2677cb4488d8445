/* Flags as people type them: one dash or two, `-flag value` or `-flag=value`, and the names that
 * the node2vec reference program and word2vec gave them.
 *
 * getopt_long would keep a second table of the options, and would take any unique beginning of a
 * name: a new option could then change what an old command line means. */
#include "options/options.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

static n2v_status unknown(const char *flag, unsigned program, n2v_error *err) {
  char *near = n2v_option_nearest(flag, NULL, program);
  n2v_status status =
      n2v_fail(err, N2V_EUSAGE, "unknown option '-%s'%s%s%s (-help lists all)", flag,
               near ? ": did you mean -" : "", near ? near : "", near ? "?" : "");
  free(near);
  return status;
}

/* One flag at argv[*i]; moves *i over its argument. Its value is noted in values[], not stored yet:
 * -config FILE may come behind the flags that win over it. owned[] has those values that are no
 * part of argv, for the caller to free. */
static n2v_status take_flag(unsigned program, int argc, char **argv, int *i,
                            const char *values[N2V_OPTION_COUNT], char **owned, n2v_error *err) {
  const char *flag = argv[*i] + (argv[*i][1] == '-' ? 2 : 1);
  char *name = strndup(flag, strcspn(flag, "=")), *implied = NULL;
  n2v_status status = N2V_OK;
  if (!name)
    return cli_no_memory(err, "an option", strlen(flag));
  int option = n2v_option_find(name, program, &implied);
  if (option < 0)
    status = unknown(name, program, err);
  /* by its row, so that `-dim 64 -size 32` is seen, too */
  else if (values[option])
    status = n2v_fail(err, N2V_EUSAGE,
                      "option '-%s' is given twice (it sets %s, and so does an option before it)",
                      name, n2v_options[option].key);
  else if (implied && flag[strlen(name)] == '=') /* -quiet=1 */
    status = n2v_fail(err, N2V_EUSAGE, "option '-%s' takes no value", name);
  else if (implied)
    values[option] = owned[option] = implied;
  else if (flag[strlen(name)] == '=') /* --walk-length=80 */
    values[option] = flag + strlen(name) + 1;
  else if (*i + 1 < argc)
    values[option] = argv[++*i];
  else
    status = n2v_fail(err, N2V_EUSAGE, "option '-%s' needs a value", name);
  if (option < 0 || !owned[option] || owned[option] != implied)
    free(implied);
  free(name);
  return status;
}

/* A lone "-" (standard input) and negative numbers are arguments, not flags. So no option's name
 * may begin with a digit. */
static int is_flag(const char *argument) {
  return argument[0] == '-' && argument[1] && !strchr("0123456789.", argument[1]);
}

n2v_status n2v_config_arguments(n2v_config *config, unsigned program, int argc, char **argv,
                                int *positional, n2v_error *err) {
  const char *values[N2V_OPTION_COUNT] = {0};
  char *owned[N2V_OPTION_COUNT] = {0};
  n2v_status status = N2V_OK;
  int rest = 0, plain = 0;
  for (int i = 1; i < argc && status == N2V_OK; i++) {
    /* behind `--` all are arguments: names of nodes may begin with a dash */
    if (!plain && strcmp(argv[i], "--") == 0)
      plain = 1;
    else if (!plain && is_flag(argv[i]))
      status = take_flag(program, argc, argv, &i, values, owned, err);
    else
      argv[++rest] = argv[i]; /* in place: rest never overtakes i */
  }
  /* The file first, the flags over it: config_assign keeps the last value. */
  if (status == N2V_OK && values[N2V_OPTION_config])
    status = n2v_config_load(config, values[N2V_OPTION_config], err);
  for (int i = 0; i < N2V_OPTION_COUNT && status == N2V_OK; i++)
    if (values[i])
      status = n2v_config_assign(config, i, values[i], "command line", err);
  for (int i = 0; i < N2V_OPTION_COUNT; i++)
    free(owned[i]);
  *positional = rest;
  return status;
}
