"""The programs that are tried, with the options that name files, and the files that they read."""
import os
import subprocess

BIN = os.path.abspath(os.environ.get("BIN", "bin"))
NODES, DIMS = 20, 4
SMALL = ["-size", str(DIMS), "-epochs", "1", "-num-walks", "2", "-walk-length", "8"]
ONE = ["-threads", "1"]


class Program:
    """inputs: flags and the files that they may read, some of them with another beside it. outputs:
    flags and the kinds of file that they may make (whole.py). must: flags that are always given.
    onto: an output that may take an input's place."""

    def __init__(self, name, fixed, inputs, outputs, must, onto=()):
        self.name, self.fixed, self.inputs, self.outputs = name, fixed, inputs, outputs
        self.must, self.onto = must, onto

    def runs_in(self, folder):
        """Whether it is there, and was built with what it needs."""
        words = [os.path.join(BIN, self.name), "-quiet", "-input", "g.gml", "-output", "/dev/null"]
        try:
            return self.name != "n2v-import" or subprocess.run(
                words, cwd=folder, stderr=subprocess.DEVNULL).returncode == 0
        except FileNotFoundError:
            return False


ODD_NAME = "a name\nwith lines.txt"
GRAPHS = ["g.txt", "g.csr", "g.txt.gz", ODD_NAME]
VECTORS = ["v.bin", "v.txt", "v.npy"]
KINDS = ["bin", "txt", "npy", "tsv", "txt.gz"]
PROGRAMS = [
    Program("n2v-train", [*ONE, *SMALL],
            {"-input": GRAPHS, "-init": VECTORS, "-resume": ["k.ckp"], "-nodes": ["nodes.txt"]},
            {"-output": KINDS, "-save-context": KINDS, "-save-vocab": ["vocab"],
             "-save-walks": ["walks"], "-metrics": ["json"], "-checkpoint": ["ckp"]},
            must=("-input", "-output"), onto=(("-output", "-init"), ("-checkpoint", "-resume"))),
    Program("n2v-walk", [*ONE, "-num-walks", "2", "-walk-length", "8"], {"-input": GRAPHS},
            {"-output": ["walks"], "-metrics": ["json"]}, must=("-input", "-output")),
    Program("n2v-graph", ONE, {"-input": GRAPHS}, {"-output": ["csr", "edges"], "-metrics": ["json"]},
            must=("-input", "-output")),
    Program("n2v-convert", ONE, {"-input": VECTORS, "-labels": ["labels.txt"], "-graph": ["g.txt"]},
            {"-output": KINDS, "-metadata": ["any"]}, must=("-input", "-output", "-metadata")),
    Program("n2v-page", [*ONE, "-template", "template"],
            {"-model": VECTORS, "-graph": ["g.txt"], "-labels": ["labels.txt"], "-run": ["m.json"],
             "-metadata": ["table.tsv"]}, {"-output": ["html"]}, must=("-model", "-output")),
    Program("n2v-import", ONE, {"-input": ["g.gml"]}, {"-output": ["csr", "edges"]},
            must=("-input", "-output")),
    Program("n2v-eval", ["recall", *ONE, *SMALL], {"-input": ["g.txt", "g.csr"]},
            {"-output": ["bin"], "-save-context": ["bin"], "-save-split": ["any"],
             "-save-rest": ["edges"]}, must=("-input",)),
]


def make_inputs(folder):
    """Two groups of ten nodes, all linked within, one edge between; vectors and a checkpoint of them."""
    edges = [(10 * g + i, 10 * g + j) for g in range(2) for i in range(10) for j in range(i)]
    text = "".join(f"{a} {b}\n" for a, b in [*edges, (0, 10)])
    nodes = "".join(f'node [ id {i} label "n{i}" ]\n' for i in range(NODES))
    links = "".join(f"edge [ source {a} target {b} ]\n" for a, b in edges)
    for name, content in (("g.txt", text), (ODD_NAME, text), ("labels.txt", "0\tzero\n1\tone\n"),
                          ("nodes.txt", "0\n1\n"), ("table.tsv", "name\tsize\n0\t1\n"),
                          ("template", "<html><!--n2v-data--></html>\n"),
                          ("g.gml", f"graph [\n{nodes}{links}]\n")):
        with open(os.path.join(folder, name), "w") as f:
            f.write(content)

    def run(*words):
        subprocess.run([os.path.join(BIN, words[0]), "-quiet", *words[1:]], cwd=folder, check=True)
    subprocess.run(["gzip", "-kn", "g.txt"], cwd=folder, check=True)
    run("n2v-graph", "-input", "g.txt", "-output", "g.csr")
    run("n2v-train", *ONE, *SMALL, "-input", "g.txt", "-output", "v.bin", "-checkpoint", "k.ckp",
        "-metrics", "m.json")
    for name in ("v.txt", "v.npy"):
        run("n2v-convert", "-input", "v.bin", "-output", name)
