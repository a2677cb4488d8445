#!/usr/bin/python3
"""Debian's gensim and numpy read what n2v writes and find the same nearest films."""
import os
import subprocess
import sys
import tempfile

os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
try:
    import gensim.models
    import numpy
except ImportError as missing:
    print(f"ok 1 - gensim # SKIP {missing}")
    sys.exit(0)

failures = 0
number = 0


def check(passed, name):
    global failures, number
    number += 1
    failures += not passed
    print("ok" if passed else "not ok", number, "-", name)


def command(*words):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          text=True).stdout


def main():
    data = command("tools/get-movielens.sh").strip()
    with tempfile.TemporaryDirectory() as work:
        path = os.path.join(work, "v")
        command("bin/n2v-train", "-config", "configs/movielens.ini", "-epochs", "1", "-quiet",
                "-input", data + "/ratings.csv", "-output", path + ".bin")
        for suffix in ("txt", "npy"):
            command("bin/n2v-convert", "-quiet", "-input", path + ".bin", "-output",
                    path + "." + suffix)
        load = gensim.models.KeyedVectors.load_word2vec_format
        binary = load(path + ".bin", binary=True)
        text = load(path + ".txt", binary=False)
        check(binary.index_to_key == text.index_to_key, "gensim reads the same names from both")
        check(numpy.array_equal(binary.vectors, text.vectors), "and the same numbers")
        check(numpy.array_equal(binary.vectors, numpy.load(path + ".npy")), "numpy reads the npy")

        agree, names = 0, binary.index_to_key[::len(binary) // 50][:50]
        for name in names:
            rows = [line.split("\t") for line in
                    command("bin/n2v-query", "-model", path + ".bin", "-k", "10", name).splitlines()]
            nearest = binary.most_similar(name, topn=10)
            # Equal scores may stand in either order.
            agree += (len(rows) == 10 and
                      {row[2] for row in rows} == {other for other, _ in nearest} and
                      all(abs(float(row[1]) - score) < 1e-4
                          for row, (_, score) in zip(rows, nearest)))
        check(agree == len(names), f"gensim and n2v-query find the same 10 nearest "
                                   f"({agree} of {len(names)} films)")

        binary.save_word2vec_format(path + ".gensim", binary=True)
        command("bin/n2v-convert", "-quiet", "-input", path + ".gensim", "-output", path + "2.bin")
        with open(path + ".bin", "rb") as ours, open(path + "2.bin", "rb") as back:
            check(ours.read() == back.read(), "n2v-convert reads what gensim writes")
    print(f"1..{number}")


main()
sys.exit(failures > 0)
