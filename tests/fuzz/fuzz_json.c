/* n2v-page's check of JSON: what is accepted stays so with blanks around it and as part of a list
 * and of an object, and never when it is cut short, but for a number. */
#include "fuzz.h"

#include "page/json.h"

static bool accepted(const char *before, const uint8_t *data, size_t size, const char *behind) {
  n2v_error err = {0};
  size_t front = strlen(before), back = strlen(behind);
  char *text = malloc(front + size + back + 1); /* not longer: reading past its end is seen */
  if (!text)
    abort();
  memcpy(text, before, front);
  if (size)
    memcpy(text + front, data, size);
  memcpy(text + front + size, behind, back);
  n2v_status status = page_json_check("fuzz.json", text, front + size + back, &err);
  bool right = status == N2V_OK;
  if (!right && (err.code != status || strncmp(err.msg, "fuzz.json:", 10) != 0))
    abort();
  free(text);
  return right;
}

static int deepest(const uint8_t *data, size_t size) {
  int depth = 0;
  for (size_t i = 0; i < size; i++)
    depth += data[i] == '[' || data[i] == '{';
  return depth;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  bool right = accepted("", data, size, "");
  if (deepest(data, size) < 50) { /* deeper ones may be refused for that */
    if (accepted(" \n", data, size, "\t ") != right)
      abort();
    if (right && !(accepted("[0,", data, size, "]") && accepted("{\"a\":", data, size, "}")))
      abort();
  }
  if (right && (accepted("[", data, size, "") || accepted("", data, size, "]") ||
                accepted("{", data, size, "}")))
    abort();
  if (right && size > 1 && strchr("}]\"", data[size - 1]) && accepted("", data, size - 1, ""))
    abort();
  return 0;
}
