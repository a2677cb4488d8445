#!/usr/bin/python3
"""MovieLens ratings out of R's package dslabs, without R.

usage: dslabs_movielens.py LIBRARY OUTPUT

LIBRARY holds Rdata.rdx and Rdata.rdb (dslabs/data of the installed package); OUTPUT gets
ratings.csv and movies.csv as GroupLens writes them. An R lazy-load data base is an index (.rdx, a
gzipped R object) of (offset, length) pairs into a file of zlib-compressed R objects (.rdb), each
behind its inflated length. Objects are in R's XDR serialization ("R Internals", section 1.8).
"""
import csv
import gzip
import os
import struct
import sys
import zlib
from array import array

NA_INTEGER = -2147483648


class Reader:
    """One serialized object; R's vectors become Python lists, attributes are kept beside them."""

    def __init__(self, data):
        self.data, self.at, self.references = data, 0, []
        if self.take(2) != b"X\n":
            raise ValueError("not an XDR serialization")
        version = self.integers(3)[0]
        if version >= 3:
            self.take(self.integer())  # name of the native encoding

    def take(self, size):
        piece = self.data[self.at:self.at + size]
        if len(piece) != size:
            raise ValueError("ends too early")
        self.at += size
        return piece

    def numbers(self, code, count):
        values = array(code, self.take(count * array(code).itemsize))
        if sys.byteorder == "little":
            values.byteswap()
        return values.tolist()

    def integers(self, count):
        return self.numbers("i", count)

    def integer(self):
        return self.integers(1)[0]

    def attributes(self, present):
        return dict(self.read()) if present else {}

    def pairs(self, flags):
        """A pairlist as [(tag, value)]; its own attributes are dropped."""
        items = []
        while flags & 0xFF == 2:
            if flags & 0x200:
                self.read()
            tag = self.read() if flags & 0x400 else None
            items.append((tag, self.read()))
            flags = self.integer()
        if flags & 0xFF != 254:
            raise ValueError("improper list")
        return items

    def read(self):
        flags = self.integer()
        kind, has_attributes = flags & 0xFF, flags & 0x200
        if kind == 254:  # NULL
            return []
        if kind == 255:  # an earlier symbol
            return self.references[(flags >> 8 or self.integer()) - 1]
        if kind == 1:  # symbol
            name = self.read()
            self.references.append(name)
            return name
        if kind == 2:
            return self.pairs(flags)
        if kind == 9:  # one string
            length = self.integer()
            return None if length < 0 else self.take(length).decode("utf-8", "replace")
        if kind == 238:  # a compact form; of these only integer and real sequences occur
            (name, *_), state, _ = [value for _, value in self.read()], self.read(), self.read()
            return self.sequence(name, state)
        if kind in (10, 13):
            value = self.integers(self.integer())
        elif kind == 14:
            value = self.numbers("d", self.integer())
        elif kind in (16, 19):
            value = [self.read() for _ in range(self.integer())]
        else:
            raise ValueError(f"R type {kind} is not expected here")
        attributes = self.attributes(has_attributes)
        if "levels" in attributes:  # factor
            return [attributes["levels"][i - 1] if i != NA_INTEGER else None for i in value]
        if "names" in attributes:
            return dict(zip(attributes["names"], value))
        return value

    @staticmethod
    def sequence(name, state):
        if name not in ("compact_intseq", "compact_realseq"):
            raise ValueError(f"compact form {name} is not expected here")
        count, first, step = (int(x) for x in state)
        return list(range(first, first + count * step, step))


def load(library, name):
    with gzip.open(os.path.join(library, "Rdata.rdx")) as index_file:
        index = Reader(index_file.read()).read()
    offset, length = index["variables"][name]
    with open(os.path.join(library, "Rdata.rdb"), "rb") as base:
        base.seek(offset)
        packed = base.read(length)
    data = zlib.decompress(packed[4:])
    if len(data) != struct.unpack(">I", packed[:4])[0]:
        raise ValueError("wrong length")
    return Reader(data).read()


def write_csv(path, header, rows):
    with open(path + ".part", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    os.replace(path + ".part", path)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    library, output = sys.argv[1:]
    frame = load(library, "movielens")
    movies = {}
    for movie, title, year, genres in zip(frame["movieId"], frame["title"], frame["year"],
                                          frame["genres"]):
        dated = f"{title} ({year})" if year != NA_INTEGER else title
        movies[movie] = (movie, dated, genres)
    ratings = zip(frame["userId"], frame["movieId"], frame["rating"], frame["timestamp"])
    os.makedirs(output, exist_ok=True)
    write_csv(os.path.join(output, "movies.csv"), ("movieId", "title", "genres"),
              (movies[key] for key in sorted(movies)))
    write_csv(os.path.join(output, "ratings.csv"), ("userId", "movieId", "rating", "timestamp"),
              ratings)


if __name__ == "__main__":
    main()
