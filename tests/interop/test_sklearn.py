#!/usr/bin/python3
"""Debian's scikit-learn finds the same F1 as n2v-eval classify on the same splits."""
import os
import subprocess
import sys
import tempfile

os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
try:
    import numpy
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import f1_score
except ImportError as missing:
    print(f"ok 1 - sklearn # SKIP {missing}")
    sys.exit(0)

sys.path.insert(0, "tools")
from genre_share import read_vectors

MASK = (1 << 64) - 1
REPEATS, SEED = 3, 5
number = failures = 0


def check(passed, name):
    global failures, number
    number += 1
    failures += not passed
    print("ok" if passed else "not ok", number, "-", name)


def mix64(z):
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9 & MASK
    z = (z ^ z >> 27) * 0x94d049bb133111eb & MASK
    return z ^ z >> 31


def shuffled(count, seed, repeat):
    """The order of n2v_classify's split: src/base/random.h, then Fisher and Yates."""
    state = mix64(seed + 0x9e3779b97f4a7c15 & MASK)
    state = mix64(state ^ repeat + 0x632be59bd9b4e019 & MASK)
    state = mix64(state ^ 0xd1b54a32d192ed03)
    order = list(range(count))
    for i in range(count - 1, 0, -1):
        state = state + 0x9e3779b97f4a7c15 & MASK
        j = (mix64(state) >> 32) * (i + 1) >> 32
        order[i], order[j] = order[j], order[i]
    return order


def write_case(work):
    """600 nodes with 1 to 3 of 7 labels, of which their vectors know a part."""
    rng = numpy.random.default_rng(1)
    nodes, dims, labels = 600, 16, 7
    chosen = rng.random((nodes, labels)) < 0.25
    chosen[numpy.arange(nodes), rng.integers(0, labels, nodes)] = True
    vectors = chosen @ rng.normal(size=(labels, dims)) + rng.normal(size=(nodes, dims))
    with open(work + "/v.txt", "w") as file:
        print(nodes, dims, file=file)
        for i, row in enumerate(vectors):
            print(f"node{i}", *(f"{x:.5f}" for x in row), file=file)
    with open(work + "/l.txt", "w") as file:
        for i in rng.permutation(nodes):
            print(f"node{i}", *(f"L{l}" for l in numpy.flatnonzero(chosen[i])), file=file)


def read_case(labels_path, vectors):
    """Vectors and label matrix in the order of the label file."""
    names, values = vectors
    row_of = {name: row for row, name in enumerate(names)}
    lines = [line.split() for line in open(labels_path)]
    lines = [words for words in lines if len(words) > 1 and words[0] in row_of]
    columns = {label: i for i, label in enumerate(sorted({l for w in lines for l in w[1:]}))}
    y = numpy.zeros((len(lines), len(columns)), int)
    for i, words in enumerate(lines):
        y[i, [columns[label] for label in words[1:]]] = 1
    return values[[row_of[words[0]] for words in lines]], y


def reference(x, y, repeats, seed):
    scores = []
    for repeat in range(repeats):
        order = shuffled(len(x), seed, repeat)
        train, test = order[:len(x) // 2], order[len(x) // 2:]
        odds = numpy.full((len(test), y.shape[1]), -numpy.inf)
        for label in range(y.shape[1]):
            if y[train, label].any():
                model = LogisticRegression(C=1, solver="liblinear").fit(x[train], y[train, label])
                odds[:, label] = model.decision_function(x[test])
        predicted = numpy.zeros_like(y[test])
        for i, k in enumerate(y[test].sum(axis=1)):
            predicted[i, numpy.argsort(-odds[i])[:k]] = 1
        scores.append([f1_score(y[test], predicted, average=average, zero_division=0)
                       for average in ("macro", "micro")])
    return numpy.mean(scores, axis=0), numpy.std(scores, axis=0, ddof=1)


def evaluate(*words):
    output = subprocess.run(["bin/n2v-eval", *words], check=True, stdout=subprocess.PIPE,
                            text=True).stdout
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in output.splitlines()}


def compare(name, model, labels, vectors):
    ours = evaluate("classify", "-model", model, "-labels", labels, "-repeats", str(REPEATS),
                    "-seed", str(SEED), "-quiet")
    mean, deviation = reference(*read_case(labels, vectors), REPEATS, SEED)
    for i, average in enumerate(("macro", "micro")):
        key = average + "_f1"
        check(abs(ours[key] - mean[i]) < 0.002, f"{name}: {key} {ours[key]:.4f} {mean[i]:.4f}")
        check(abs(ours[key + "_deviation"] - deviation[i]) < 0.002, f"{name}: {key}_deviation")


def main():
    if len(sys.argv) == 3:  # vectors and labels of one's own
        compare("case", sys.argv[1], sys.argv[2], read_vectors(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as work:
            write_case(work)
            subprocess.run(["bin/n2v-convert", "-quiet", "-input", work + "/v.txt", "-output",
                            work + "/v.bin"], check=True)
            compare("made up", work + "/v.bin", work + "/l.txt", read_vectors(work + "/v.bin"))
    print(f"1..{number}")
    return failures > 0


if __name__ == "__main__":
    sys.exit(main())
