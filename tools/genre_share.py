#!/usr/bin/python3
"""How well film vectors know genres.

usage: genre_share.py VECTORS MOVIES [K]

VECTORS: word2vec binary file, films named by their ids; MOVIES: MovieLens movies.csv. Prints

  genre_share S      of a film's K (10) nearest by cosine, the part that shares a genre with it,
                     mean over all films
  random_share S     the same for films drawn at random
  distinct_films N   films that are among the K nearest of any (few: the same films everywhere)
  films N
"""
import csv
import sys

import numpy


def read_vectors(path):
    """word2vec binary: `N D`, then name, space, D little-endian floats, line end (may lack)."""
    with open(path, "rb") as file:
        rows, dims = map(int, file.readline().split())
        names, vectors = [], numpy.empty((rows, dims), "f4")
        for row in range(rows):
            name = bytearray()
            while (byte := file.read(1)) != b" ":
                if not byte:
                    raise ValueError(f"{path}: ends at row {row} of {rows}")
                if byte != b"\n":
                    name += byte
            names.append(name.decode())
            vectors[row] = numpy.frombuffer(file.read(4 * dims), "<f4")
    return names, vectors


def read_genres(path):
    with open(path, newline="", encoding="utf-8") as file:
        return {row["movieId"]: set(row["genres"].split("|")) - {"(no genres listed)"}
                for row in csv.DictReader(file)}


def measure(vectors_path, movies_path, k=10):
    names, vectors = read_vectors(vectors_path)
    genres = read_genres(movies_path)
    columns = {genre: i for i, genre in enumerate(sorted(set().union(*genres.values())))}
    has = numpy.zeros((len(names), len(columns)), "f4")
    for row, name in enumerate(names):
        has[row, [columns[genre] for genre in genres[name]]] = 1
    shares = has @ has.T > 0
    numpy.fill_diagonal(shares, False)

    unit = vectors / numpy.maximum(numpy.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    scores = unit @ unit.T
    numpy.fill_diagonal(scores, -numpy.inf)
    nearest = numpy.argpartition(-scores, k, axis=1)[:, :k]
    return {"genre_share": float(numpy.take_along_axis(shares, nearest, axis=1).mean()),
            "random_share": float(shares.sum() / (len(names) * (len(names) - 1))),
            "distinct_films": len(numpy.unique(nearest)), "films": len(names)}


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    k = int(sys.argv[3]) if len(sys.argv) == 4 else 10
    for key, value in measure(sys.argv[1], sys.argv[2], k).items():
        print(key, f"{value:.4f}" if isinstance(value, float) else value)


if __name__ == "__main__":
    main()
