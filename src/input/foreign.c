/* What a file is when it is no table of edges. People have graphs in many forms; each is recognised
 * by how it begins, and the error says how to make a table of it. */
#include "input/foreign.h"

#include "base/status.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { HEAD = 4096 /* bytes looked at */ };

#define NETWORKX(read)                                                                             \
  "in Python, networkx.write_weighted_edgelist(" read ", 'edges.tsv', delimiter='\\t') makes a "   \
  "table of it"

/* ------------------------------------------------------------------------------ binary files */

static const struct {
  size_t at, length;
  const char *bytes, *name, *advice;
} magics[] = {
    {0, 2, "\xff\xfe", "UTF-16 text", "iconv -f UTF-16 -t UTF-8 <FILE >NEW"},
    {0, 2, "\xfe\xff", "UTF-16 text", "iconv -f UTF-16 -t UTF-8 <FILE >NEW"},
    {0, 4, "PK\3\4", "a zip archive (.xlsx, .ods, .npz or .zip)",
     "unzip it, or save the sheet as CSV, which is read"},
    {0, 4, "PAR1", "Parquet",
     "in Python, pandas.read_parquet(FILE).to_csv('edges.csv', index=False)"},
    {0, 6, "ARROW1", "Arrow or Feather",
     "in Python, pandas.read_feather(FILE).to_csv('edges.csv', index=False)"},
    {0, 4, "FEA1", "Feather",
     "in Python, pandas.read_feather(FILE).to_csv('edges.csv', index=False)"},
    {0, 8, "\x89HDF\r\n\x1a\n", "HDF5",
     "write its edges as CSV: in Python, h5py or pandas.read_hdf"},
    {0, 6, "\x93NUMPY", "a NumPy array",
     "in Python, numpy.savetxt('edges.txt', numpy.load(FILE), fmt='%d')"},
    {0, 16, "SQLite format 3\0", "an SQLite database",
     "export its table of edges: `.mode csv` and `.output edges.csv` in sqlite3"},
    {0, 19, "MATLAB 5.0 MAT-file", "a MATLAB file",
     "in Python, scipy.io.mmwrite('g.mtx', scipy.io.loadmat(FILE)['A'])"},
    {0, 3, "BZh", "bzip2", "bunzip2 FILE; gzip and zstd are read as they are"},
    {0, 6,
     "\xfd"
     "7zXZ\0",
     "xz", "unxz FILE; gzip and zstd are read as they are"},
    {0, 4, "\x04\x22\x4d\x18", "lz4", "lz4 -d FILE NEW; gzip and zstd are read as they are"},
    {0, 6, "7z\xbc\xaf\x27\x1c", "a 7z archive", "7z x FILE"},
    {0, 4, "Rar!", "a rar archive", "unrar x FILE"},
    {257, 5, "ustar", "a tar archive", "tar xf FILE"},
    {0, 4, "RDX3", "R data", "in R, write.csv(edges, 'edges.csv', row.names = FALSE)"},
    {0, 4, "RDX2", "R data", "in R, write.csv(edges, 'edges.csv', row.names = FALSE)"},
    {0, 2, "X\n", "R data (.rds)",
     "in R, write.csv(readRDS(FILE), 'edges.csv', row.names = FALSE)"},
    {0, 4, "%PDF", "a PDF", "the data behind it are wanted, as text"},
    {0, 2, "\x80\x02", "a Python pickle",
     "in Python, load it and write its edges: networkx.write_weighted_edgelist(G, 'edges.txt')"},
    {0, 2, "\x80\x03", "a Python pickle",
     "in Python, load it and write its edges: networkx.write_weighted_edgelist(G, 'edges.txt')"},
    {0, 2, "\x80\x04", "a Python pickle",
     "in Python, load it and write its edges: networkx.write_weighted_edgelist(G, 'edges.txt')"},
    {0, 2, "\x80\x05", "a Python pickle",
     "in Python, load it and write its edges: networkx.write_weighted_edgelist(G, 'edges.txt')"},
};

static n2v_status refuse(const n2v_text *text, const char *name, const char *advice,
                         n2v_error *err) {
  return n2v_fail(err, N2V_EINPUT, "%s: %s, not a table of edges: %s", text->input.name, name,
                  advice);
}

static n2v_status check_bytes(const n2v_text *text, n2v_error *err) {
  const char *p = text->input.bytes;
  size_t size = text->input.size;
  for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++)
    if (size >= magics[i].at + magics[i].length &&
        memcmp(p + magics[i].at, magics[i].bytes, magics[i].length) == 0)
      return refuse(text, magics[i].name, magics[i].advice, err);
  size_t head = size < HEAD ? size : HEAD, zeros = 0;
  for (size_t i = 0; i < head; i++)
    zeros += p[i] == 0;
  if (zeros == 0)
    return N2V_OK;
  if (zeros > head / 3 && (p[0] == 0) != (head > 1 && p[1] == 0))
    return refuse(text, "UTF-16 text", "iconv -f UTF-16LE -t UTF-8 <FILE >NEW", err);
  return n2v_fail(err, N2V_EINPUT, "%s: not text, and no binary graph of n2v", text->input.name);
}

/* --------------------------------------------------------------------------------- text forms */

/* The first bytes of the text as a string, for the likes of strstr. */
typedef struct head {
  char bytes[HEAD + 1];
} head;

static void copy_head(const n2v_text *text, head *h) {
  size_t size = (size_t)(text->end - text->begin);
  const char *from = size ? text->begin : text->tail;
  size = size ? size : text->tail_size;
  size = size < HEAD ? size : HEAD;
  memcpy(h->bytes, from ? from : "", from ? size : 0);
  h->bytes[from ? size : 0] = 0;
}

static bool begins(const char *p, const char *with) {
  return strncasecmp(p, with, strlen(with)) == 0;
}

/* Whether one of the first lines begins so. */
static bool has_line(const char *p, const char *with) {
  for (; p; p = strchr(p, '\n'), p = p ? p + 1 : p)
    if (begins(p + strspn(p, " \t"), with))
      return true;
  return false;
}

/* JSON, or a Python list; `(1, 2)` and `[1, 2]` on lines of their own are tuples. */
static bool is_json(const char *p) {
  size_t line = strcspn(p, "\r\n");
  if (*p == '{')
    return true;
  if (*p != '[')
    return false;
  while (line && isspace((unsigned char)p[line - 1]))
    line--;
  bool tuple = p[line - 1] == ']' && line > 2 && !memchr(p + 1, '[', line - 1) &&
               !memchr(p, '{', line) && memchr(p, ',', line);
  return !tuple;
}

/* <subject> <predicate> <object> . */
static bool is_ntriples(const char *p) {
  size_t line = strcspn(p, "\r\n");
  while (line && (p[line - 1] == ' ' || p[line - 1] == '\t'))
    line--;
  return (begins(p, "<http") || begins(p, "<urn:") || begins(p, "_:")) && line &&
         p[line - 1] == '.';
}

static const char *xml_name(const char *p, const char **advice) {
  *advice = NETWORKX("networkx.read_graphml(FILE)");
  if (strstr(p, "<graphml"))
    return "GraphML";
  *advice = NETWORKX("networkx.read_gexf(FILE)");
  if (strstr(p, "<gexf"))
    return "GEXF";
  *advice = "the file behind that page is wanted";
  if (strcasestr(p, "<html") || strcasestr(p, "<!doctype html"))
    return "a web page (HTML)";
  *advice = "write its edges as lines of `source target`";
  return begins(p, "<?xml") || begins(p, "<!") || begins(p, "<rdf") ? "XML" : NULL;
}

static const char *text_name(const char *p, const char **advice) {
  if (is_ntriples(p)) {
    *advice = "grep ' <http' FILE | awk '{ print $1, $3 }' >edges.txt keeps subject and object of "
              "each";
    return "N-Triples (RDF)";
  }
  if (*p == '<')
    return xml_name(p, advice);
  if (is_json(p)) {
    *advice = NETWORKX("networkx.node_link_graph(json.load(open(FILE)))");
    return "JSON";
  }
  *advice = NETWORKX("networkx.read_gml(FILE)");
  if ((begins(p, "graph") && p[5 + strspn(p + 5, " \t\r\n")] == '[') ||
      ((begins(p, "Creator ") || begins(p, "Version ")) && has_line(p, "graph")))
    return "GML";
  *advice = NETWORKX("networkx.read_pajek(FILE)");
  if (begins(p, "*vertices") || begins(p, "*network") || begins(p, "*arcs") || begins(p, "*edges"))
    return "Pajek";
  *advice = NETWORKX("networkx.nx_pydot.read_dot(FILE)");
  if ((begins(p, "digraph") || begins(p, "graph") || begins(p, "strict ")) &&
      p[strcspn(p, "{\n")] == '{')
    return "DOT (Graphviz)";
  *advice = "keep the lines behind its head: source target [weight]";
  if ((begins(p, "dl ") || begins(p, "dl\n")) && (strcasestr(p, "n=") || strcasestr(p, "n =")))
    return "UCINET DL";
  *advice = "keep the lines below edgedef>: sed '1,/^edgedef/d' FILE >edges.csv";
  if (begins(p, "nodedef>"))
    return "GDF (GUESS)";
  *advice = "keep the lines below *Tie data";
  if (begins(p, "*node data") || begins(p, "*tie data"))
    return "VNA (NetDraw)";
  *advice = "convert it to N-Triples (rapper -o ntriples), then keep subject and object";
  if (begins(p, "@prefix") || begins(p, "@base"))
    return "Turtle (RDF)";
  *advice = "grep '^[ae] ' FILE | cut -d' ' -f2- >edges.txt";
  if ((begins(p, "c ") || begins(p, "c\n") || begins(p, "p ")) &&
      (has_line(p, "p sp ") || has_line(p, "p edge ") || has_line(p, "p col ") ||
       has_line(p, "p max ") || has_line(p, "p min ")))
    return "DIMACS";
  *advice = "git lfs pull fetches the file that it stands for";
  if (begins(p, "version https://git-lfs"))
    return "a pointer of Git LFS";
  *advice = "export the table of edges as CSV";
  if (begins(p, "insert into") || begins(p, "create table") || begins(p, "-- MySQL") ||
      begins(p, "-- PostgreSQL"))
    return "an SQL dump";
  return NULL;
}

n2v_status n2v_foreign_check(const n2v_text *text, n2v_error *err) {
  head h;
  const char *advice = "";
  n2v_status status = check_bytes(text, err);
  if (status != N2V_OK)
    return status;
  copy_head(text, &h);
  const char *name = text_name(h.bytes + strspn(h.bytes, " \t\r\n"), &advice);
  return name ? refuse(text, name, advice, err) : N2V_OK;
}

/* -------------------------------------------------------------------------------------- rows */

static bool is_whole(const n2v_field *f) {
  bool digits = f->length > 0;
  for (size_t i = 0; i < f->length && digits; i++)
    digits = isdigit((unsigned char)f->begin[i]) != 0;
  return digits;
}

/* Whether the fields of a row from `first` on, as far as kept, are numbers. */
static bool is_numbers(const n2v_row *row, int first) {
  double value;
  for (int i = first; i < row->count && i < N2V_COLUMNS; i++)
    if (!n2v_field_number(&row->at[i], &value))
      return false;
  return row->count > first;
}

static bool is_bits(const n2v_field *f) {
  for (size_t i = 0; i < f->length; i++)
    if (f->begin[i] != '0' && f->begin[i] != '1')
      return false;
  return f->length > 0;
}

static uint64_t count_words(const char *line) {
  uint64_t words = 0;
  for (bool blank = true; *line != '\n'; line++) {
    words += blank && !n2v_is_blank(*line);
    blank = n2v_is_blank(*line);
  }
  return words;
}

/* `nodes edges [format]` above as many lines as there are nodes, with each edge on two of them. */
static bool is_metis(const n2v_sample *s) {
  const n2v_row *first = &s->rows[0];
  double nodes = 0, edges = 0, lines = 0;
  uint64_t words = 0;
  if (first->count < 2 || first->count > 4 || !is_whole(&first->at[0]) ||
      !is_whole(&first->at[1]) ||
      (first->count > 2 && (first->at[2].length > 3 || !is_bits(&first->at[2]))))
    return false;
  n2v_field_number(&first->at[0], &nodes);
  n2v_field_number(&first->at[1], &edges);
  for (const char *line = n2v_text_next(s->text, s->lines[0]); line && lines <= nodes;
       line = n2v_text_next(s->text, line)) {
    lines += *line != '%';
    words += *line != '%' ? count_words(line) : 0;
  }
  return nodes > 1 && lines == nodes && (first->count > 2 || (double)words == 2 * edges);
}

static bool is_vectors(const n2v_sample *s) {
  double dims;
  return s->count > 1 && s->rows[0].count == 2 && is_whole(&s->rows[0].at[0]) &&
         is_whole(&s->rows[0].at[1]) && n2v_field_number(&s->rows[0].at[1], &dims) && dims > 2 &&
         s->rows[1].count == (int)dims + 1 && is_numbers(&s->rows[1], 1);
}

static bool same_text(const n2v_field *a, const n2v_field *b) {
  return a->length == b->length && memcmp(a->begin, b->begin, a->length) == 0;
}

/* Words in the second column that come again: relations. */
static bool has_relations(const n2v_sample *s) {
  double value;
  int repeats = 0;
  for (int i = 0; i < s->count; i++) {
    if (s->rows[i].count < 3 || n2v_field_number(&s->rows[i].at[1], &value))
      return false;
    for (int j = 0; j < i; j++)
      if (same_text(&s->rows[i].at[1], &s->rows[j].at[1])) {
        repeats++;
        break;
      }
  }
  return repeats > 0 && 2 * repeats >= s->count - 1;
}

/* As many rows as columns, all of them numbers but for a name in front. */
static bool is_matrix(const n2v_sample *s) {
  int columns = s->rows[s->count - 1].count, first = s->count > 1 ? 1 : 0;
  for (int i = first; i < s->count; i++)
    if (s->rows[i].count != columns || !is_numbers(&s->rows[i], 1))
      return false;
  int last = columns < N2V_COLUMNS ? columns : N2V_COLUMNS, zeros = 0, cells = 0;
  for (int i = first; i < s->count; i++)
    for (int c = 1; c < last; c++, cells++)
      zeros += s->rows[i].at[c].length <= 3 && *s->rows[i].at[c].begin == '0';
  return columns > 4 && 4 * zeros >= cells;
}

static bool is_ragged(const n2v_sample *s) {
  for (int i = 1; i < s->count; i++)
    if (s->rows[i].count != s->rows[0].count)
      return true;
  return false;
}

/* user, item, a small number, Unix time. */
static bool is_rated(const n2v_sample *s) {
  double rating, time;
  for (int i = 0; i < s->count; i++) {
    const n2v_row *r = &s->rows[i];
    if (r->count != 4 || !n2v_field_number(&r->at[2], &rating) || rating > 100 ||
        !n2v_field_number(&r->at[3], &time) || time < 1e8 || time > 1e13)
      return false;
  }
  return true;
}

static n2v_status fail_ragged(const n2v_sample *s, int row, n2v_error *err) {
  char what[400];
  int least = s->rows[0].count, most = least;
  for (int i = 0; i < s->count; i++) {
    least = s->rows[i].count < least ? s->rows[i].count : least;
    most = s->rows[i].count > most ? s->rows[i].count : most;
  }
  if (has_relations(s))
    snprintf(what, sizeof what,
             "the lines differ in their number of columns (%d and more): SIF, with several targets "
             "on a line? awk '{ for (i = 3; i <= NF; i++) print $1, $i }' FILE >edges.txt makes a "
             "list of edges",
             least);
  else
    snprintf(what, sizeof what,
             "the lines differ in their number of columns (%d to %d): an adjacency list? "
             "`format = adjlist`; walks, one a line? `walks = FILE`; `columns = 1,2` takes the "
             "first two of every line",
             least, most);
  return n2v_text_fail(s->text, s->lines[row], what, err);
}

n2v_status n2v_foreign_rows(const n2v_sample *s, n2v_error *err) {
  int odd = 0;
  while (odd < s->count - 1 && s->rows[odd].count == s->rows[0].count)
    odd++;
  if (is_vectors(s))
    return n2v_text_fail(s->text, s->lines[0], "vectors in word2vec's text form, not a graph", err);
  if (is_metis(s))
    return n2v_text_fail(
        s->text, s->lines[0],
        "counts of nodes and edges, and a line for each node: METIS? `format = metis`", err);
  if (is_matrix(s))
    return n2v_text_fail(s->text, s->lines[0],
                         "a matrix of numbers, not a list of edges: in Python, scipy.io.mmwrite("
                         "'g.mtx', scipy.sparse.coo_matrix(A)) writes one that is read",
                         err);
  if (is_ragged(s))
    return fail_ragged(s, odd, err);
  if (is_rated(s))
    return n2v_text_fail(
        s->text, s->lines[0],
        "looks like ratings (user, item, rating, time) without column names: "
        "`format = ratings` makes a graph of items, `columns = 1,2,3` `bipartite = 1` one of "
        "users and items",
        err);
  char what[300];
  snprintf(what, sizeof what,
           "%d columns and no row that names them: `columns = SOURCE,TARGET` or "
           "`columns = SOURCE,TARGET,WEIGHT` says which are meant, as in `columns = 1,2`%s",
           s->rows[0].count, s->rows[0].count > 4 ? "; walks, one a line? `walks = FILE`" : "");
  return n2v_text_fail(s->text, s->lines[0], what, err);
}
