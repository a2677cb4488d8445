#!/usr/bin/python3
"""numpy finds the same figures as n2v-eval recall from the same vectors and the same split.

test_recall.py [RATINGS [OPTION...]]: the same on ratings of one's own."""
import math
import os
import subprocess
import sys
import tempfile

os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
try:
    import numpy
except ImportError as missing:
    print(f"ok 1 - recall # SKIP {missing}")
    sys.exit(0)

sys.path.insert(0, "tools")
from genre_share import read_vectors

K = 10
number = failures = 0


def check(passed, name):
    global failures, number
    number += 1
    failures += not passed
    print("ok" if passed else "not ok", number, "-", name)


# ------------------------------------------------------------------------------------ cases


def write_ratings(path):
    """400 users of 5 tastes and 120 items, one taste each and all tastes a little."""
    rng = numpy.random.default_rng(3)
    with open(path, "w") as file:
        file.write("userId,movieId,rating,timestamp\n")
        for user in range(400):
            for item in rng.permutation(120)[:rng.integers(5, 60)]:
                likes = rng.random() < (0.8 if item % 5 == user % 5 else 0.15)
                file.write(f"{user + 1},{item + 1000},{5.0 if likes else 3.5},0\n")
            if user % 7 == 0:  # twice the same
                file.write(f"{user + 1},{item + 1000},5.0,1\n")


def write_graph(path, weighted):
    rng = numpy.random.default_rng(4)
    edges = {tuple(sorted(pair)) for pair in rng.integers(0, 150, (900, 2)).tolist()
             if pair[0] % 6 == pair[1] % 6 or rng.random() < 0.2}
    with open(path, "w") as file:
        for u, v in sorted(edges):
            file.write(f"n{u} n{v}" + (f" {1 + (u + v) % 4}" if weighted else "") + "\n")


# -------------------------------------------------------------------------------- references


def read_ratings(path, least=5):
    kept = {}
    with open(path) as file:
        next(file)
        for line in file:
            user, item, rating = line.split(",")[:3]
            if float(rating) >= least:
                kept.setdefault(user, dict())[item] = True
    return {user: list(items) for user, items in kept.items()}


def pmi_matrix(rest, ids, least=10):
    """pmi * count over the kept ratings, where at least 10; of the items that have such an edge."""
    has = numpy.zeros((len(rest), len(ids)))
    for row, items in enumerate(rest.values()):
        has[row, [ids[item] for item in items]] = 1
    counts, both = has.sum(axis=0), has.T @ has
    numpy.fill_diagonal(both, 0)
    with numpy.errstate(divide="ignore", invalid="ignore"):
        weights = both * (numpy.log(both) - numpy.log(counts) - numpy.log(counts)[:, None]
                          + math.log(has.sum()))
    weights[~(weights >= least)] = 0
    return weights, counts


def ask_ratings(work, source):
    """names, weights, popularity and questions (given, hidden) of what is left."""
    hidden = dict(line.rstrip("\n").split("\t") for line in open(work + "/split"))
    rest = {user: [item for item in items if hidden.get(user) != item]
            for user, items in read_ratings(source).items()}
    written = read_ratings(work + "/rest.csv")
    check({user: set(items) for user, items in rest.items() if items}
          == {user: set(items) for user, items in written.items()}, "-save-rest leaves out the split")
    ids = {item: i for i, item in enumerate(sorted({i for items in rest.values() for i in items}))}
    weights, counts = pmi_matrix(rest, ids)
    nodes = numpy.flatnonzero(weights.any(axis=0))
    names = [list(ids)[i] for i in nodes]
    place = {name: i for i, name in enumerate(names)}
    questions = [([place[item] for item in rest[user] if item in place], place.get(item))
                 for user, item in hidden.items()]
    return names, weights[numpy.ix_(nodes, nodes)], counts[nodes], questions


def ask_edges(work, source):
    weights = {}
    for line in open(work + "/rest.txt"):
        u, v, w = (line.split() + ["1"])[:3]
        weights[u, v] = weights[v, u] = float(w)
    split = [line.rstrip("\n").split("\t") for line in open(work + "/split")]
    whole = {frozenset(line.split()[:2]) for line in open(source)}
    check({frozenset(pair) for pair in weights} | {frozenset(pair) for pair in split} == whole
          and not any(tuple(pair) in weights for pair in split), "split and rest make the graph")
    names = sorted({name for pair in weights for name in pair})
    place = {name: i for i, name in enumerate(names)}
    matrix = numpy.zeros((len(names), len(names)))
    for (u, v), w in weights.items():
        matrix[place[u], place[v]] = w
    return names, matrix, (matrix > 0).sum(axis=0), [([place[u]], place[v]) for u, v in split]


def ranked(scores, hidden):
    """What the hidden one's rank is worth: mean over all orders of equal scores."""
    above, equal = (scores > scores[hidden]).sum(), (scores == scores[hidden]).sum()
    ranks = numpy.arange(above + 1, above + equal + 1)
    return numpy.array([(ranks <= K).mean(), (1 / ranks).mean(),
                        ((ranks <= K) / numpy.log2(1 + ranks)).mean()])


def measure(score, weights, questions, edges):
    found, covered = numpy.zeros((len(questions), 3)), set()
    for q, (given, hidden) in enumerate(questions):
        scores = score(given).astype(float)
        scores[given] = -numpy.inf
        if edges:
            scores[numpy.flatnonzero(weights[given[0]])] = -numpy.inf
        if hidden is not None:
            found[q] = ranked(scores, hidden)
        first = numpy.argsort(-scores)[:K]
        covered.update(first[scores[first] > -numpy.inf].tolist())
    hit, mrr, ndcg = found.mean(axis=0)
    return {"hit": hit, "+-": found[:, 0].std(ddof=1) / math.sqrt(len(questions)), "mrr": mrr,
            "ndcg": ndcg, "coverage": len(covered) / len(weights)}


def references(weights, popularity, questions, vectors, contexts, edges):
    unit = vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)
    common = (weights > 0).astype(float)
    common = common @ common
    paths = weights @ (weights / weights.sum(axis=1, keepdims=True)) if edges else weights
    scores = {"cosine": lambda given: unit[given].sum(axis=0) @ unit.T,
              "context": lambda given: vectors[given].sum(axis=0) @ contexts.T,
              "popularity": lambda given: popularity,
              # Equal sums, added in another order, are equal.
              "weights": lambda given: numpy.round(paths[given].sum(axis=0), 6),
              "common": lambda given: common[given].sum(axis=0)}
    figures = {name: measure(score, weights, questions, edges) for name, score in scores.items()}
    for name in ("popularity", "weights", "common"):  # which of equal ones come first is not said
        del figures[name]["coverage"]
    return figures


# ---------------------------------------------------------------------------------- compare


def run(work, rest, *words):
    output = subprocess.run(
        ["bin/n2v-eval", "recall", *words, "-quiet", "-save-split", work + "/split", "-save-rest",
         work + rest, "-output", work + "/v.bin", "-save-context", work + "/c.bin"],
        check=True, stdout=subprocess.PIPE, text=True).stdout
    rows, counts = {}, {}
    for line in output.splitlines():
        words = line.split()
        if len(words) == 2:
            counts[words[0]] = int(words[1])
        else:
            keys = [word.partition("@")[0] for word in words[1::2]]
            rows[words[0]] = dict(zip(keys, map(float, words[2::2])))
    return rows, counts


def compare(title, source, edges, *options):
    with tempfile.TemporaryDirectory() as work:
        rows, counts = run(work, "/rest.txt" if edges else "/rest.csv", "-input", source, *options)
        names, weights, popularity, questions = (ask_edges if edges else ask_ratings)(work, source)
        matrices = []
        for path in ("/v.bin", "/c.bin"):
            stored, values = read_vectors(work + path)
            row_of = {name: row for row, name in enumerate(stored)}
            check(set(stored) == set(names), f"{title}: the same nodes in {path[1:]}")
            matrices.append(values[[row_of[name] for name in names]].astype(float))
        check(counts["questions"] == len(questions)
              and counts["unknown"] == sum(hidden is None for _, hidden in questions)
              and counts["edges"] == numpy.count_nonzero(numpy.triu(weights)), f"{title}: counts")
        wanted = references(weights, popularity, questions, *matrices, edges)
        for name, figures in wanted.items():
            far = max(abs(rows[name][key] - value) for key, value in figures.items())
            check(far < 1.5e-6, f"{title}: {name} within {far:.1e}")


def main():
    if len(sys.argv) > 1:
        compare("ratings", sys.argv[1], False, *sys.argv[2:])
    else:
        with tempfile.TemporaryDirectory() as work:
            write_ratings(work + "/ratings.csv")
            compare("ratings", work + "/ratings.csv", False, "-seed", "5", "-size", "16",
                    "-walk-length", "20", "-epochs", "2")
            for weighted in (False, True):
                write_graph(work + "/g.txt", weighted)
                compare("weighted graph" if weighted else "graph", work + "/g.txt", True, "-size",
                        "16", "-walk-length", "20", "-epochs", "2", "-least", "3")
    print(f"1..{number}")
    return failures > 0


if __name__ == "__main__":
    sys.exit(main())
