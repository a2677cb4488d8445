#!/usr/bin/python3
"""Other node2vec packages for Python, and n2v under their own calls (n2v.compat), timed in turns.

usage: PYTHONPATH=... bench/python_peers.py PACKAGE EDGES [REPEATS]

PACKAGE is node2vec, pecanpy or fastnode2vec, to be found by the interpreter (their sources in
PYTHONPATH do); EDGES a file of edges without weights. Prints wall clock and processor seconds of
both, the least and the median of REPEATS (3), and the ratio. One thread each. The first call of a
package that compiles when it is called (numba) is left out.
"""
import importlib
import os
import statistics
import sys
import time


def node2vec(module, edges):
    import networkx
    graph = networkx.read_edgelist(edges)
    walker = module.Node2Vec(graph, dimensions=64, walk_length=30, num_walks=20, workers=1, quiet=True)
    return walker.fit(window=10, min_count=1, batch_words=4, epochs=1).wv


def pecanpy(module, edges):
    g = module.SparseOTF(p=0.5, q=2, workers=1)
    tabbed = edges + ".tab"
    if not os.path.exists(tabbed):
        with open(edges, encoding="utf-8") as lines, open(tabbed, "w", encoding="utf-8") as out:
            out.writelines("\t".join(line.split()[:2]) + "\n" for line in lines if line[0] != "#")
    g.read_edg(tabbed, weighted=False, directed=False)
    return g.embed(dim=64, num_walks=5, walk_length=40)


def fastnode2vec(module, edges):
    with open(edges, encoding="utf-8") as lines:
        pairs = [tuple(line.split()[:2]) for line in lines if line[0] != "#"]
    graph = module.Graph(pairs, directed=False, weighted=False)
    model = module.Node2Vec(graph, dim=64, walk_length=40, window=10, p=0.5, q=2, workers=1)
    model.train(epochs=5, verbose=False)
    return model.wv


PACKAGES = {"node2vec": ("node2vec", node2vec), "pecanpy": ("pecanpy.pecanpy", pecanpy),
            "fastnode2vec": ("fastnode2vec", fastnode2vec)}


def timed(call, module, edges):
    wall, processor = time.perf_counter(), time.process_time()
    call(module, edges)
    return time.perf_counter() - wall, time.process_time() - processor


def main():
    package, edges = sys.argv[1:3]
    repeats = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    name, call = PACKAGES[package]
    theirs, ours = importlib.import_module(name), importlib.import_module("n2v.compat." + package)
    if package != "node2vec":
        timed(call, theirs, edges)
    times = {"theirs": [], "n2v": []}
    for _ in range(repeats):
        times["theirs"].append(timed(call, theirs, edges))
        times["n2v"].append(timed(call, ours, edges))
    for i, what in enumerate(("wall", "processor")):
        least = {who: min(t[i] for t in seen) for who, seen in times.items()}
        middle = {who: statistics.median(t[i] for t in seen) for who, seen in times.items()}
        print(f"{package} {os.path.basename(edges)} {what}: theirs {least['theirs']:.2f} s (median "
              f"{middle['theirs']:.2f}), n2v {least['n2v']:.3f} s ({middle['n2v']:.3f}), "
              f"{least['theirs'] / least['n2v']:.0f} times as fast")


main()
