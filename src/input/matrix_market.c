/* The header of a MatrixMarket file (https://math.nist.gov/MatrixMarket/formats.html): its entries
 * are read like the lines of an edge list. */
#include "base/status.h"
#include "input/table.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { HEADER = 200 };

/* A line as a string without its newline; a longer one is cut. */
static void copy_line(const char *line, char text[HEADER]) {
  size_t length = (size_t)((const char *)rawmemchr(line, '\n') - line);
  snprintf(text, HEADER, "%.*s", length < HEADER ? (int)length : HEADER - 1, line);
}

static const char *data_line(const n2v_text *text, const char *line) {
  while (line && (*line == '%' || line[strspn(line, " \t\r")] == '\n'))
    line = n2v_text_next(text, line);
  return line;
}

static const char *read_kind(const char *line, bool *pattern, bool *symmetric) {
  char head[HEADER], object[32], layout[32], field[32], symmetry[32];
  copy_line(line, head);
  const char *banner = head + strspn(head, "%");
  if (banner == head ||
      sscanf(banner, "MatrixMarket %31s %31s %31s %31s", object, layout, field, symmetry) != 4)
    return "not a MatrixMarket header";
  *pattern = strcasecmp(field, "pattern") == 0;
  *symmetric = strcasecmp(symmetry, "symmetric") == 0;
  if (strcasecmp(object, "matrix") != 0 || strcasecmp(layout, "coordinate") != 0)
    return "only `matrix coordinate` can be read as a graph";
  if (!*pattern && strcasecmp(field, "real") != 0 && strcasecmp(field, "integer") != 0)
    return "entries must be pattern, real or integer";
  if (!*symmetric && strcasecmp(symmetry, "general") != 0)
    return "the matrix must be general or symmetric";
  return NULL;
}

static const char *read_size(const char *line, n2v_matrix_size *size) {
  char text[HEADER];
  unsigned long long rows, columns, entries;
  int used = 0;
  copy_line(line, text);
  if (strchr(text, '-') ||
      sscanf(text, "%llu %llu %llu %n", &rows, &columns, &entries, &used) != 3 || text[used])
    return "the size must be three numbers: rows, columns, entries";
  if (rows != columns)
    return "a graph's matrix is square";
  if (rows == 0 || rows > N2V_NAMES_MAX)
    return "no or too many rows";
  size->nodes = rows;
  size->entries = entries;
  return NULL;
}

/* networkrepository.com writes its banners with one percent sign. */
bool n2v_is_matrix_market(const n2v_text *text) {
  const char *line = n2v_text_first(text);
  if (!line || *line != '%')
    return false;
  line += line[1] == '%' ? 2 : 1;
  return strncasecmp(line, "MatrixMarket", 12) == 0;
}

n2v_status n2v_matrix_market_header(const n2v_text *text, const n2v_read_params *params,
                                    n2v_table *table, n2v_error *err) {
  const char *line = n2v_text_first(text), *what;
  bool pattern = false;
  if (!line)
    return n2v_fail(err, N2V_EINPUT, "%s: empty: not a MatrixMarket file", text->input.name);
  what = read_kind(line, &pattern, &table->matrix.symmetric);
  if (!what) {
    const char *size = data_line(text, n2v_text_next(text, line));
    what = size ? read_size(size, &table->matrix) : "no size behind the header";
    line = size ? size : line;
  }
  if (what)
    return n2v_text_fail(text, line, what, err);
  table->kind = N2V_INPUT_MATRIX;
  table->matrix.line = line;
  table->first = n2v_text_next(text, line);
  table->row_columns = pattern ? 2 : 3;
  table->directed = params->directed == N2V_DIRECTED_YES;
  table->columns =
      (n2v_columns){.target = 1,
                    .value = pattern || params->weighted == N2V_WEIGHTED_NO ? N2V_NO_COLUMN : 2,
                    .kind = N2V_NO_COLUMN};
  table->format.matrix = true;
  table->format.pattern = pattern;
  table->format.from = table->first;
  table->format.target = 1;
  table->format.value = table->columns.value;
  table->format.least = table->format.most = table->row_columns;
  return N2V_OK;
}
