#!/usr/bin/python3
"""Vectors that numpy makes: gensim, numpy and word2vec.c's distance read what n2v-convert writes,
n2v-convert reads what they write, and n2v-query ranks as they do.

distance comes with `npm install word2vec` (looked for in node_modules/)."""
import os
import subprocess
import sys
import tempfile

os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
try:
    import gensim.models
    import numpy
except ImportError as missing:
    print(f"ok 1 - file formats # SKIP {missing}")
    sys.exit(0)

DISTANCE = "node_modules/word2vec/src/distance"
ROWS, DIMS = 2000, 37
failures = 0
number = 0


def check(passed, name):
    global failures, number
    number += 1
    failures += not passed
    print("ok" if passed else "not ok", number, "-", name)


def command(*words, text_in=None):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          input=text_in, text=True).stdout


def convert(*words):
    command("bin/n2v-convert", "-quiet", *words)


def make_vectors():
    """Names of several kinds; some values far from usual, but gensim can still square them."""
    random = numpy.random.default_rng(7)
    vectors = random.standard_normal((ROWS, DIMS)).astype("<f4")
    vectors[1] *= numpy.float32(1e-15)
    vectors[2] *= numpy.float32(1e15)
    vectors[3, :4] = [0, -0.0, 1e-45, 1e-38]
    names = [str(i * 7919) for i in range(ROWS)]
    names[:4] = ["été", "a-b_c.d", "#", "-1"]
    return names, vectors


def nearest(vectors, row, k):
    """Brute force in double precision."""
    wide = vectors.astype(float)
    scores = wide @ wide[row] / numpy.linalg.norm(wide, axis=1) / numpy.linalg.norm(wide[row])
    scores[row] = -2
    return numpy.argsort(-scores, kind="stable")[:k], scores


def check_query(names, vectors, model):
    rows = list(range(0, ROWS, 40))
    lines = command("bin/n2v-query", "-model", model, "-k", "10", *(names[r] for r in rows))
    answers = [line.split("\t") for line in lines.splitlines()]
    agree = 0
    for i, row in enumerate(rows):
        best, scores = nearest(vectors, row, 10)
        agree += all(a[0] == str(j + 1) and a[2] == names[best[j]] and
                     abs(float(a[1]) - scores[best[j]]) < 1e-6
                     for j, a in enumerate(answers[10 * i:10 * i + 10]))
    check(agree == len(rows), f"n2v-query ranks as brute force does ({agree} of {len(rows)})")


def check_analogy(keyed, names, model):
    words = names[10], names[11], names[12]
    lines = command("bin/n2v-query", "-model", model, "-k", "5", words[0], "-plus", words[1],
                    "-minus", words[2])
    ours = [line.split("\t")[2] for line in lines.splitlines()]
    theirs = keyed.most_similar(positive=words[:2], negative=words[2:], topn=5)
    check(ours == [name for name, _ in theirs], "and analogies as gensim does")


def check_distance(names, vectors, model):
    if not os.access(DISTANCE, os.X_OK):
        print(f"ok {number + 1} - distance reads it # SKIP no {DISTANCE}: npm install word2vec")
        return number + 1
    printed = command(DISTANCE, model, text_in=names[100] + "\nEXIT\n").splitlines()
    found = [line.split() for line in printed if line.startswith(" ") and "\t" in line]
    best, scores = nearest(vectors, 100, len(found))
    check(len(found) == 40 and all(name == names[b] and abs(float(score) - scores[b]) < 1e-5
                                   for (name, score), b in zip(found, best)),
          "word2vec.c's distance reads it and ranks the same")
    return number


def main():
    names, vectors = make_vectors()
    keyed = gensim.models.KeyedVectors(DIMS)
    keyed.add_vectors(names, vectors)
    load = gensim.models.KeyedVectors.load_word2vec_format
    with tempfile.TemporaryDirectory() as work:
        def path(name):
            return os.path.join(work, name)
        for binary, kind in ((True, "binary"), (False, "text")):
            keyed.save_word2vec_format(path("gensim"), binary=binary)
            for suffix in ("bin", "txt", "npy", "tsv"):
                convert("-input", path("gensim"), "-output", path("v." + suffix))
            back = load(path("v.bin"), binary=True)
            check(back.index_to_key == names and numpy.array_equal(back.vectors, vectors),
                  f"gensim's {kind} file comes back as binary, bit for bit")
            back = load(path("v.txt"), binary=False)
            check(back.index_to_key == names and numpy.array_equal(back.vectors, vectors),
                  f"gensim's {kind} file comes back as text, bit for bit")
            check(numpy.array_equal(numpy.load(path("v.npy")), vectors),
                  "numpy reads the npy, bit for bit")
            with open(path("v.npy.names"), encoding="utf-8") as lines:
                check(lines.read().split("\n") == names + [""], "the names are beside it")
            table = numpy.loadtxt(path("v.tsv"), delimiter="\t", dtype="f4")
            check(numpy.array_equal(table, vectors), "numpy reads the tsv, bit for bit")
            with open(path("v.metadata.tsv"), encoding="utf-8") as lines:
                check([line.split("\t")[0] for line in lines.read().split("\n")] ==
                      ["name"] + names + [""], "its metadata has the same rows")
        check_query(names, vectors, path("v.bin"))
        check_analogy(keyed, names, path("v.bin"))
        print(f"1..{check_distance(names, vectors, path('v.bin'))}")


main()
sys.exit(failures > 0)
