/* INI files: every input is accepted or refused with a message that fits. */
#include "fuzz.h"

#include "options/options.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  n2v_config *config;
  n2v_error err = {0};
  if (n2v_config_new(&config, &err) != N2V_OK)
    abort();
  n2v_status status = n2v_config_load(config, fuzz_file(data, size), &err);
  fuzz_refused(status, false, &err);
  for (int i = 0; i < N2V_OPTION_COUNT; i++)
    if (!config->text[i] || !config->source[i])
      abort();
  n2v_config_free(config);
  return 0;
}
