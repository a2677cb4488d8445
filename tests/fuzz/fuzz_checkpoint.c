/* Checkpoints: read as they are, and with checksums made right, which lets what is behind them be
 * reached. What is read is finite and has the size asked for. */
#include "fuzz.h"

#include "train/checkpoint.h"

#include <math.h>
#include <string.h>
#include <zlib.h>

enum { NODES = 3, DIMS = 2, HEADER = 128, HEADER_CRC = 124, FINGERPRINT_BYTES = 12, EPOCHS = 56 };
static const char fingerprint[] = "graph 1f\nsize 2\n";

static void must(int condition) {
  if (!condition)
    abort();
}

static void try_to_read(const char *path) {
  n2v_checkpoint c;
  n2v_error err = {0};
  n2v_status status = n2v_checkpoint_read(path, fingerprint, NODES, DIMS, N2V_PRECISION_FLOAT32,
                                          false, (n2v_team_size){1, false}, &c, &err);
  if (fuzz_refused(status, c.model != NULL, &err))
    return;
  must(c.model->nodes == NODES && c.model->dims == DIMS && isfinite(c.state.epoch_loss));
  must(memchr(c.simd, 0, sizeof c.simd) != NULL);
  for (size_t i = 0; i < NODES * c.model->stride; i++)
    must(isfinite(c.model->input[i]) && isfinite(c.model->output[i]));
  for (uint64_t e = 0; e < c.state.epoch; e++)
    must(isfinite(c.state.loss[e]));
  n2v_checkpoint_free(&c);
}

static void put_crc(uint8_t *at, uint64_t crc) {
  uint32_t value = (uint32_t)crc;
  memcpy(at, &value, sizeof value);
}

/* Where the file's layout has them (src/train/checkpoint.c). */
static void correct_checksums(uint8_t *bytes, size_t size) {
  uint32_t text, epochs;
  memcpy(&text, bytes + FINGERPRINT_BYTES, sizeof text);
  memcpy(&epochs, bytes + EPOCHS, sizeof epochs);
  size_t covered = offsetof(n2v_train_state, loss) + epochs * sizeof(double) + text;
  size_t rows = HEADER + (covered + 63) / 64 * 64;
  if (size < HEADER + covered)
    return;
  put_crc(bytes + HEADER_CRC, crc32_z(crc32_z(0, bytes, HEADER_CRC), bytes + HEADER, covered));
  if (size >= rows + 4)
    put_crc(bytes + size - 4, crc32_z(0, bytes + rows, size - 4 - rows));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  n2v_error err;
  const char *path = fuzz_file(data, size);
  try_to_read(path);
  (void)n2v_checkpoint_probe(path, &err);
  if (size < HEADER)
    return 0;
  uint8_t *copy = malloc(size);
  must(copy != NULL);
  memcpy(copy, data, size);
  correct_checksums(copy, size);
  try_to_read(fuzz_file(copy, size));
  free(copy);
  return 0;
}
