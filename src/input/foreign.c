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
#define MAGIC(at, bytes, name, advice) {at, sizeof(bytes) - 1, bytes, name, advice},
#include "input/foreign.def"
#undef MAGIC
};

/* What igraph reads: in `advice`, IMPORT. */
#define IMPORT ""

static n2v_status refuse_importable(const n2v_text *text, const char *name, n2v_error *err) {
  return n2v_fail(err, N2V_EINPUT,
                  "%s: %s, not a table of edges: n2v-import `input = %s` `output = g.csr` makes a "
                  "graph of it that is read",
                  text->input.name, name, text->input.name);
}

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
    return refuse(text, "UTF-16 text",
                  p[0] ? "iconv -f UTF-16LE -t UTF-8 <FILE >NEW"
                       : "iconv -f UTF-16BE -t UTF-8 <FILE >NEW",
                  err);
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
  const char *inner = p + 1 + strspn(p + 1, " \t");
  if (*p != '[' || *inner == ',' ||
      (isalpha((unsigned char)*inner) && !begins(inner, "true") && !begins(inner, "null")))
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
  *advice = IMPORT;
  if (strstr(p, "<graphml"))
    return "GraphML";
  *advice = NETWORKX("networkx.read_gexf(FILE)");
  if (strstr(p, "<gexf"))
    return "GEXF";
  *advice = "the file behind that page is wanted";
  if (strcasestr(p, "<html") || strcasestr(p, "<!doctype html"))
    return "a web page (HTML)";
  *advice = "write its edges as lines of `source target`";
  bool element = isalpha((unsigned char)p[1]) && (strstr(p, "/>") || strstr(p, "</"));
  return begins(p, "<?xml") || begins(p, "<!") || begins(p, "<rdf") || element ? "XML" : NULL;
}

/* `# node`, then a line for each neighbour: http://lgl.sourceforge.net/#FileFormat */
static bool is_lgl(const char *p) {
  int heads = 0;
  bool below = false;
  if (p[0] != '#' || p[1] != ' ')
    return false;
  for (; *p && strchr(p, '\n'); p = strchr(p, '\n') + 1) {
    size_t line = strcspn(p, "\r\n"), words = 0;
    for (size_t i = 0; i < line; i++)
      words += (p[i] != ' ' && p[i] != '\t') && (i == 0 || p[i - 1] == ' ' || p[i - 1] == '\t');
    bool named = *p == '#';
    if (words != 2 && (named || words != 1))
      return false;
    heads += named && below;
    below = !named;
  }
  return heads > 0;
}

/* Lines that are objects. */
static bool is_json_lines(const char *p) {
  const char *end = strchr(p, '\n'), *next = end ? end + 1 + strspn(end + 1, " \t\r\n") : NULL;
  while (end && end > p && isspace((unsigned char)end[-1]))
    end--;
  return *p == '{' && next && end[-1] == '}' && *next == '{';
}

/* The length of `word:` at p, with white space or one word behind it; or 0. */
static size_t key_at(const char *p) {
  size_t length = strcspn(p, ": \t,;\r\n"), line = strcspn(p, "\r\n");
  if (!isalpha((unsigned char)*p) || p[length] != ':')
    return 0;
  const char *value = p + ++length;
  return *value == ' ' || strcspn(value, " \t,;") >= line - length ? length : 0;
}

/* A field a line, under its name; behind an empty line the first name comes again: records. */
static bool is_records(const char *p) {
  size_t key = key_at(p);
  bool empty = false;
  if (key == 0)
    return false;
  for (const char *line = strchr(p, '\n'); line; line = strchr(line, '\n')) {
    line += 1 + strspn(line + 1, " \t\r");
    if (*line == '\n')
      empty = true;
    else if (strncmp(line, p, key) == 0)
      return empty;
  }
  return false;
}

static const char *text_name(const char *p, const char **advice) {
  if (is_ntriples(p)) {
    *advice = "grep ' <http' FILE | awk '{ print $1, $3 }' >edges.txt keeps subject and object of "
              "each";
    return "N-Triples (RDF)";
  }
  if (*p == '<')
    return xml_name(p, advice);
  *advice =
      "in Python, pandas.read_json(FILE, lines=True).to_csv('edges.csv', index=False) makes a "
      "table of it";
  if (is_json_lines(p))
    return "JSON lines";
  if (is_json(p)) {
    *advice = NETWORKX("networkx.node_link_graph(json.load(open(FILE)))");
    return "JSON";
  }
  *advice = IMPORT;
  if ((begins(p, "graph") && p[5 + strspn(p + 5, " \t\r\n")] == '[') ||
      ((begins(p, "Creator ") || begins(p, "Version ")) && has_line(p, "graph")))
    return "GML";
  if (begins(p, "*vertices") || begins(p, "*network") || begins(p, "*arcs") || begins(p, "*edges"))
    return "Pajek";
  *advice = NETWORKX("networkx.nx_pydot.read_dot(FILE)");
  if ((begins(p, "digraph") || begins(p, "graph") || begins(p, "strict ")) &&
      p[strcspn(p, "{\n")] == '{')
    return "DOT (Graphviz)";
  *advice = IMPORT;
  if (is_lgl(p))
    return "LGL";
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
  *advice = "write its arrows as lines of `source target`";
  if (begins(p, "flowchart ") || begins(p, "graph TD") || begins(p, "graph LR") ||
      begins(p, "graph TB"))
    return "Mermaid";
  *advice = "awk -F, '/:$/ { sub(\":\", \"\"); m = $1; next } { print $1 \",\" m \",\" $2 }' FILE "
            ">ratings.csv makes a table of them, for `format = ratings`";
  size_t digits = strspn(p, "0123456789"), colon = digits + (p[digits] == ':');
  if (digits && colon > digits && (p[colon] == '\n' || p[colon] == '\r') && p[colon + 1])
    return "ratings in blocks, as Netflix had them";
  *advice = "in Python, networkx.write_edgelist(obonet.read_obo(FILE), 'edges.tsv', "
            "delimiter='\\t', data=False) makes a table of it";
  if (begins(p, "format-version:"))
    return "an ontology (OBO)";
  *advice =
      "awk -F': *' '/^NAME1:/ { a = $2 } /^NAME2:/ { print a \"\\t\" $2 }' FILE >edges.tsv makes "
      "edges of two of its fields";
  if (begins(p, "---\n") || (begins(p, "- ") && key_at(p + 2)))
    return "YAML";
  const char *behind = strstr(p, "\n\n");
  if (is_records(p) || (behind && is_records(behind + 2)))
    return "records, a field a line";
  *advice = "git lfs pull fetches the file that it stands for";
  if (begins(p, "version https://git-lfs"))
    return "a pointer of Git LFS";
  *advice = "export the table of edges as CSV";
  if (has_line(p, "insert into ") || has_line(p, "create table ") || has_line(p, "-- MySQL") ||
      has_line(p, "-- PostgreSQL") || (begins(p, "copy ") && strcasestr(p, "from stdin")))
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
  if (name && !*advice)
    return refuse_importable(text, name, err);
  return name ? refuse(text, name, advice, err) : N2V_OK;
}
