#!/usr/bin/python3
"""The recipe of Keras' public node2vec example (MovieLens), in numpy and scipy.

usage: keras_recipe.py EDGES VECTORS [SEED]

EDGES: lines `node node weight`; VECTORS: word2vec text file to write. p = q = 1; 5 walks of 10 from
every node; every pair of a walk is a positive; 4 negatives for each, the second node drawn
uniformly; equal examples merged, their number is their weight; one table for both nodes of a pair,
50 dimensions, He-normal start, L2 1e-6; cross-entropy of the dot product; Adam at 0.001, batches of
1,024, 10 epochs.
"""
import sys

import numpy
import scipy.sparse

WALKS, LENGTH, NEGATIVE = 5, 10, 4
DIMS, L2, RATE, BATCH, EPOCHS = 50, 1e-6, 0.001, 1024, 10
BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-7  # Adam's, as Keras sets them


def read_graph(path):
    """Node names, and the symmetric matrix of weights."""
    edges = [line.split() for line in open(path)]
    names = sorted({name for edge in edges for name in edge[:2]})
    number = {name: i for i, name in enumerate(names)}
    ends = numpy.array([[number[a], number[b]] for a, b, _ in edges])
    weights = numpy.array([float(edge[2]) for edge in edges])
    half = scipy.sparse.coo_matrix((weights, ends.T), shape=(len(names),) * 2)
    return names, (half + half.T).tocsr()


def walk(graph, rng):
    """WALKS walks from every node, a row each: steps with probabilities as the weights."""
    nodes = numpy.tile(numpy.arange(graph.shape[0]), WALKS)
    sums = numpy.concatenate([[0], numpy.cumsum(graph.data)])
    walks = [nodes]
    for _ in range(LENGTH - 1):
        low, high = sums[graph.indptr[nodes]], sums[graph.indptr[nodes + 1]]
        at = numpy.searchsorted(sums, low + rng.random(len(nodes)) * (high - low), side="right") - 1
        nodes = graph.indices[numpy.minimum(at, graph.indptr[nodes + 1] - 1)]
        walks.append(nodes)
    return numpy.stack(walks, axis=1)


def examples(walks, nodes, rng):
    """Distinct (smaller node, larger node, label) and how often each occurs."""
    i, j = numpy.nonzero(~numpy.eye(LENGTH, dtype=bool))
    target, context = walks[:, i].ravel(), walks[:, j].ravel()
    false_target = numpy.tile(target, NEGATIVE)
    false_context = rng.integers(0, nodes, len(false_target))
    a = numpy.concatenate([target, false_target]).astype(numpy.int64)
    b = numpy.concatenate([context, false_context])
    label = numpy.arange(len(a)) < len(target)
    key = (numpy.minimum(a, b) * nodes + numpy.maximum(a, b)) * 2 + label
    key, counts = numpy.unique(key, return_counts=True)
    return key // 2 // nodes, key // 2 % nodes, key % 2, counts.astype(float)


def train(graph, seed):
    rng = numpy.random.default_rng(seed)
    nodes = graph.shape[0]
    a, b, label, weight = examples(walk(graph, rng), nodes, rng)
    # Truncated at two standard deviations, as Keras does.
    table = rng.normal(size=(nodes, DIMS))
    while (far := numpy.abs(table) > 2).any():
        table[far] = rng.normal(size=far.sum())
    table *= numpy.sqrt(2 / nodes) / 0.87962566103423978
    mean, square, step, losses = numpy.zeros_like(table), numpy.zeros_like(table), 0, []
    for _ in range(EPOCHS):
        order, total = rng.permutation(len(a)), 0.0
        for start in range(0, len(a), BATCH):
            rows = order[start:start + BATCH]
            logits = (table[a[rows]] * table[b[rows]]).sum(axis=1)
            total += (weight[rows] * (numpy.logaddexp(0, logits) - label[rows] * logits)).sum()
            pull = weight[rows] * (1 / (1 + numpy.exp(-logits)) - label[rows]) / len(rows)
            pairs = scipy.sparse.csr_matrix((pull, (a[rows], b[rows])), shape=(nodes, nodes))
            gradient = pairs @ table + pairs.T @ table + 2 * L2 * table
            step += 1
            mean += (1 - BETA1) * (gradient - mean)
            square += (1 - BETA2) * (gradient**2 - square)
            rate = RATE * numpy.sqrt(1 - BETA2**step) / (1 - BETA1**step)
            table -= rate * mean / (numpy.sqrt(square) + EPSILON)
        losses.append(total / len(a))
    return table, len(a), losses


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    names, graph = read_graph(sys.argv[1])
    table, count, losses = train(graph, int(sys.argv[3]) if len(sys.argv) == 4 else 1)
    with open(sys.argv[2], "w") as file:
        print(len(names), DIMS, file=file)
        for name, row in zip(names, table):
            print(name, *(f"{x:.6g}" for x in row), file=file)
    print("examples", count)
    print("loss", *(f"{loss:.4f}" for loss in losses))


if __name__ == "__main__":
    main()
