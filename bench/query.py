#!/usr/bin/python3
"""n2v-query on many vectors: seconds, and whether numpy's brute force finds the same.

usage: bench/query.py [ROWS [DIMS [QUERIES]]]      (1,000,000 x 128, 100 queries, k = 10)

Prints the fastest of five runs, reading the file included, and how many of the lists of ten are the
same as numpy's.
"""
import os
import subprocess
import sys
import tempfile
import time

import numpy

os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
K = 10


def write_vectors(path, vectors):
    """Names of one width, so that all rows can be written at once."""
    rows, dims = vectors.shape
    record = numpy.dtype([("name", "S8"), ("space", "S1"), ("row", "<f4", dims), ("end", "S1")])
    table = numpy.empty(rows, record)
    table["name"] = numpy.char.mod(b"%08d", numpy.arange(rows))
    table["space"], table["row"], table["end"] = b" ", vectors, b"\n"
    with open(path, "wb") as file:
        file.write(b"%d %d\n" % (rows, dims))
        table.tofile(file)


def brute_force(vectors, queries):
    vectors /= numpy.linalg.norm(vectors, axis=1, keepdims=True)
    lists = []
    for first in range(0, len(queries), 50):  # 50 rows of scores at a time fit memory
        some = queries[first:first + 50]
        scores = vectors[some] @ vectors.T
        scores[numpy.arange(len(some)), some] = -2
        near = numpy.argpartition(-scores, K, axis=1)[:, :K]
        for row, columns in zip(scores, near):
            lists.append(columns[numpy.lexsort((columns, -row[columns]))].tolist())
    return lists


def main():
    rows, dims, count = [int(a) for a in sys.argv[1:]] + [1000000, 128, 100][len(sys.argv) - 1:]
    vectors = numpy.random.default_rng(1).standard_normal((rows, dims), "f4")
    queries = numpy.linspace(0, rows - 1, count, dtype=int)
    with tempfile.TemporaryDirectory() as work:
        path = os.path.join(work, "vectors.bin")
        write_vectors(path, vectors)
        command = ["bin/n2v-query", "-quiet", "-model", path, "-k", str(K)]
        seconds = []
        for _ in range(5):
            start = time.monotonic()
            out = subprocess.run(command + [f"{q:08d}" for q in queries], check=True,
                                 stdout=subprocess.PIPE, text=True).stdout
            seconds.append(time.monotonic() - start)
    names = [int(line.split("\t")[2]) for line in out.splitlines()]
    ours = [names[i:i + K] for i in range(0, len(names), K)]
    same = sum(a == b for a, b in zip(ours, brute_force(vectors, queries)))
    print(f"{rows} x {dims}, {count} queries, k = {K}: {min(seconds):.3f} s "
          f"(of {', '.join(f'{s:.3f}' for s in seconds)}), {same} of {count} lists as numpy's")


main()
