#!/usr/bin/python3
"""MovieLens vectors of n2v-train with configs/movielens.ini beside those of the Keras recipe.

usage: movielens_quality.py FOLDER [SEEDS]        FOLDER: ratings.csv and movies.csv; SEEDS: 3

Both train on the same graph. For each, means over seeds of the genre share at 10 and the number of
distinct films among all nearest 10 (tools/genre_share.py), and, trained on a graph without a tenth
of its edges, the area under the ROC curve that the cosine and the dot product give these edges
against as many pairs of films without an edge. Prints a Markdown table.
"""
import os
import subprocess
import sys
import tempfile
import time

import numpy
import scipy.sparse
import scipy.sparse.csgraph

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tools"))
import genre_share

BIN = os.path.join(HERE, "..", "bin")
HELD_OUT = 0.1


def read_graph(path, work):
    """Films and the edges (i, j, weight), as n2v-graph makes them of ratings."""
    graph = os.path.join(work, "graph.txt")
    subprocess.run([os.path.join(BIN, "n2v-graph"), "-quiet", "-input", path, "-output", graph],
                   check=True)
    edges = [line.split() for line in open(graph)]
    films = sorted({film for edge in edges for film in edge[:2]}, key=int)
    number = {film: k for k, film in enumerate(films)}
    i, j = numpy.sort([[number[a], number[b]] for a, b, _ in edges], axis=1).T
    return films, i, j, [edge[2] for edge in edges]


def write_graph(path, films, i, j, weight):
    with open(path, "w") as file:
        for a, b, w in zip(i, j, weight):
            print(films[a], films[b], w, file=file)


def hold_out(i, j, nodes, rng):
    """Edges to keep and to hold out: the kept ones connect what all did. And non-edges."""
    order = rng.permutation(len(i))
    rank = numpy.empty(len(i))
    rank[order] = numpy.arange(1, len(i) + 1)
    tree = scipy.sparse.csgraph.minimum_spanning_tree(
        scipy.sparse.csr_matrix((rank, (i, j)), shape=(nodes, nodes)))
    free = numpy.setdiff1d(numpy.arange(len(i)), tree.data.astype(int) - 1)
    free = order[free]
    held = rng.permutation(free)[:int(HELD_OUT * len(i))]
    kept = numpy.setdiff1d(numpy.arange(len(i)), held)
    edges, others = set(zip(i.tolist(), j.tolist())), set()
    while len(others) < len(held):
        a, b = sorted(rng.integers(0, nodes, 2).tolist())
        if a < b and (a, b) not in edges:
            others.add((a, b))
    return kept, held, numpy.array(sorted(others))


def auc(good, bad):
    values = numpy.concatenate([good, bad])
    _, inverse, counts = numpy.unique(values, return_inverse=True, return_counts=True)
    ranks = (numpy.cumsum(counts) - (counts - 1) / 2)[inverse]
    return (ranks[:len(good)].sum() - len(good) * (len(good) + 1) / 2) / (len(good) * len(bad))


def edge_auc(path, films, held, others):
    names, vectors = genre_share.read_vectors(path)
    row = {name: k for k, name in enumerate(names)}
    table = vectors[[row[film] for film in films]].astype(float)
    unit = table / numpy.maximum(numpy.linalg.norm(table, axis=1, keepdims=True), 1e-12)
    return [auc(*((x[a] * x[b]).sum(axis=1) for a, b in (held, others.T))) for x in (unit, table)]


def ours(graph, vectors, seed):
    subprocess.run([os.path.join(BIN, "n2v-train"), "-quiet", "-config",
                    os.path.join(HERE, "..", "configs", "movielens.ini"), "-format", "edgelist",
                    "-input", graph, "-seed", str(seed), "-output", vectors], check=True)


def keras(graph, vectors, seed):
    subprocess.run([sys.executable, os.path.join(HERE, "keras_recipe.py"), graph, vectors + ".txt",
                    str(seed)], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([os.path.join(BIN, "n2v-convert"), "-quiet", "-input",
                    vectors + ".txt", "-output", vectors], check=True)


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    seeds = range(1, 1 + (int(sys.argv[2]) if len(sys.argv) == 3 else 3))
    movies = os.path.join(sys.argv[1], "movies.csv")
    with tempfile.TemporaryDirectory() as work:
        films, i, j, weight = read_graph(os.path.join(sys.argv[1], "ratings.csv"), work)
    print(f"{len(films)} films, {len(i)} edges; means of {len(seeds)} seeds\n")
    print("| vectors | genre share at 10 | distinct films | AUC, cosine | AUC, dot | seconds |")
    print("|---|---|---|---|---|---|")
    for name, train in (("n2v, configs/movielens.ini", ours), ("Keras recipe", keras)):
        figures = []
        for seed in seeds:
            kept, held, others = hold_out(i, j, len(films), numpy.random.default_rng(seed))
            with tempfile.TemporaryDirectory() as work:
                whole, rest, vectors = (os.path.join(work, name) for name in ("g", "rest", "v.bin"))
                write_graph(whole, films, i, j, weight)
                write_graph(rest, films, i[kept], j[kept], [weight[k] for k in kept])
                start = time.monotonic()
                train(whole, vectors, seed)
                seconds = time.monotonic() - start
                share = genre_share.measure(vectors, movies)
                train(rest, vectors, seed)
                figures.append([share["genre_share"], share["distinct_films"],
                                *edge_auc(vectors, films, (i[held], j[held]), others), seconds])
        share, distinct, *auc_seconds = numpy.mean(figures, axis=0)
        print(f"| {name} | {share:.4f} | {distinct:.0f} |", *(f"{x:.4f} |" for x in auc_seconds))


if __name__ == "__main__":
    main()
