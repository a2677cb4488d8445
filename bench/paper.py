#!/usr/bin/python3
"""The node2vec paper's tables again: ours, and gensim on the same walks.

usage: paper.py [-grid 0.25,0.5,1,2,4] [GRAPH...]

Graphs: all of those known that are in $N2V_DATA (data), each a folder with edges.txt and, for
classification, labels.txt.

Node classification: every p and q of the paper's grid with seed 1 at the learning rate 0.05
(tools/sweep.sh, resumable; its heat maps are in bench/results/paper/GRAPH), scored by n2v-eval
classify with 3 splits; the best p and q, and p = q = 1 (DeepWalk), again at 0.025 and 0.05 with
seeds 2, 3 and 4, which had no part in the choice, and 10 splits; and gensim with one worker on the
walks of seed 2 at the best p and q. Link prediction: n2v-eval
linkpred at p = q = 1, seeds 1, 2 and 3. Everything else is as configs/node2vec-paper.ini says. Writes
bench/results/paper.md.
"""
import argparse
import csv
import datetime
import os
import platform
import shlex
import subprocess
import sys

import gensim
import numpy

HERE = os.path.dirname(os.path.abspath(__file__))
HOME = os.path.join(HERE, "..")
BIN = os.path.join(HOME, "bin")
CONFIG = os.path.join(HOME, "configs", "node2vec-paper.ini")
RESULTS = os.path.join(HERE, "results", "paper")
DATA = os.environ.get("N2V_DATA", os.path.join(HOME, "data"))
ALPHAS = ["0.025", "0.05"]
SEEDS = [2, 3, 4]
# Grover and Leskovec, KDD 2016: Macro-F1 of node2vec and of DeepWalk (table 2); AUC (table 4).
CLASSIFICATION = {"blogcatalog": (0.2581, 0.2110), "ppi": (0.1791, 0.1768),
                  "wikipedia": (0.1552, 0.1274)}
LINKS = {"facebook": 0.9680, "arxiv": 0.9366}
SCORES = ["hadamard", "average", "l1", "l2", "dot", "cosine"]


def evaluate(*words):
    output = subprocess.run([os.path.join(BIN, "n2v-eval"), *words, "-quiet"], check=True,
                            stdout=subprocess.PIPE, text=True).stdout
    return {key: float(value) for key, _, value in
            (line.rpartition(" ") for line in output.splitlines())}


def classify(vectors, labels):
    return evaluate("classify", "-model", vectors, "-labels", labels)["macro_f1"]


def sweep(folder, edges, labels, grid):
    """The best p and q."""
    judge = shlex.join([os.path.join(BIN, "n2v-eval"), "classify", "-repeats", "3", "-labels",
                        labels, "-model"])
    subprocess.run([os.path.join(HOME, "tools", "sweep.sh"), "-config", CONFIG, "-output", folder,
                    "-quality", judge, "p=" + grid, "q=" + grid,
                    "alpha=" + ALPHAS[-1], "--", "-input", edges], check=True)
    with open(os.path.join(folder, "sweep.csv"), newline="") as file:
        best = max(csv.DictReader(file), key=lambda row: float(row["quality"]))
    return best["p"], best["q"]


def train_gensim(walks, vectors, alpha, seed):
    model = gensim.models.Word2Vec(
        corpus_file=walks, vector_size=128, window=10, sg=1, hs=0, negative=5, min_count=0,
        sample=0, alpha=float(alpha), min_alpha=0, epochs=1, workers=1, seed=seed)
    model.wv.save_word2vec_format(vectors, binary=True)


def run(folder, edges, labels, p, q, alpha, seed, with_gensim):
    """Macro-F1 of ours and, where wanted, of gensim; kept in a file."""
    path = os.path.join(folder, f"p={p},q={q},alpha={alpha},seed={seed},{with_gensim}.csv")
    if not os.path.exists(path):
        vectors, walks = os.path.join(folder, "vectors.bin"), os.path.join(folder, "walks.txt")
        save = ["-save-walks", walks] if with_gensim else []
        subprocess.run([os.path.join(BIN, "n2v-train"), "-quiet", "-config", CONFIG, "-input",
                        edges, "-p", p, "-q", q, "-alpha", alpha, "-seed", str(seed), *save,
                        "-output", vectors], check=True)
        scores = [classify(vectors, labels)]
        if with_gensim:
            train_gensim(walks, vectors, alpha, seed)
            scores.append(classify(vectors, labels))
        numpy.savetxt(path, scores)
    return numpy.loadtxt(path, ndmin=1)


def classification(name, grid):
    folder = os.path.join(RESULTS, name)
    os.makedirs(folder, exist_ok=True)
    edges, labels = (os.path.join(DATA, name, file) for file in ("edges.txt", "labels.txt"))
    best = sweep(folder, edges, labels, grid)
    for (p, q), paper in ((("1", "1"), CLASSIFICATION[name][1]), (best, CLASSIFICATION[name][0])):
        for alpha in ALPHAS:
            runs = [run(folder, edges, labels, p, q, alpha, seed,
                        (p, q) == best and seed == SEEDS[0]) for seed in SEEDS]
            ours = [scores[0] for scores in runs]
            theirs = f"{ours[0]:.4f}, {runs[0][1]:.4f}" if len(runs[0]) > 1 else ""
            yield (f"| {name} | {p}, {q} | {alpha} | {paper:.4f} | {numpy.mean(ours):.4f} ± "
                   f"{numpy.std(ours, ddof=1):.4f} | {theirs} |")


def link_prediction(name):
    edges = os.path.join(DATA, name, "edges.txt")
    runs = [evaluate("linkpred", "-config", CONFIG, "-input", edges, "-seed", str(seed))
            for seed in (1, 2, 3)]
    auc = " | ".join(f"{numpy.mean([run[score + ' auc'] for run in runs]):.4f}" for score in SCORES)
    return f"| {name} | {LINKS[name]:.4f} | {auc} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-grid", default="0.25,0.5,1,2,4", help="values of p and of q")
    parser.add_argument("graphs", nargs="*", metavar="GRAPH")
    args = parser.parse_args()
    wanted = args.graphs or [*CLASSIFICATION, *LINKS]
    if unknown := set(wanted) - set(CLASSIFICATION) - set(LINKS):
        parser.error(f"unknown graph: {', '.join(sorted(unknown))}")
    there = [name for name in wanted if os.path.exists(os.path.join(DATA, name, "edges.txt"))]
    if not there:
        sys.exit(f"paper.py: no graph in {DATA}: set N2V_DATA to a folder that has "
                 f"{', '.join(wanted)}, each with an edges.txt")
    processor = next((line.partition(": ")[2].strip() for line in open("/proc/cpuinfo")
                      if line.startswith("model name")), platform.machine())
    lines = [f"{datetime.date.today()}, {processor}, {len(os.sched_getaffinity(0))} cores; "
             f"gensim {gensim.__version__}; mean and deviation of seeds {SEEDS}\n",
             "| graph | p, q | alpha | Macro-F1, paper | ours | one run: ours, gensim |",
             "|---|---|---|---|---|---|"]
    for name in there:
        if name in CLASSIFICATION:
            lines += classification(name, args.grid)
    lines += ["", "| graph | AUC, paper (Hadamard) | " + " | ".join(SCORES) + " |",
              "|---|---|" + "---|" * len(SCORES)]
    lines += [link_prediction(name) for name in there if name in LINKS]
    os.makedirs(RESULTS, exist_ok=True)
    with open(RESULTS + ".md", "w") as file:
        file.write("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as failed:
        sys.exit(f"paper.py: failed: {shlex.join(failed.cmd)}")
