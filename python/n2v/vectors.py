"""Named vectors: what training gives, or a file."""
from __future__ import annotations

import difflib
import os
import tempfile
from typing import Any, Dict, Iterable, Iterator, List, NamedTuple, Optional, Sequence, Tuple, Union

import numpy as np

from ._arrays import float32, path_bytes
from ._call import call
from ._memory import block
from ._n2v import ffi, lib
from .graph import names_of, readable, spelling

Name = Union[str, int]
Names = Union[Name, Sequence[Name]]


class Report(NamedTuple):
    """Figures of a training."""

    loss: List[float]  #: mean loss per pair after each epoch, of walks that are not trained on
    epochs: int
    walks: int
    steps: int  #: nodes visited
    pairs: int
    preprocess_seconds: float
    walk_seconds: float
    train_seconds: float
    pairs_per_second: float
    sampler: str
    simd: str
    threads: int
    ending: str  #: why there were no more epochs
    #: cache lines of the shared model written for each pair: how far threads can scale
    shared_lines_per_pair: float


class Vectors:
    """Vectors with a name each: a matrix of float32, `len(v)` x `dimensions`.

    Rows of trained vectors stand in order of how often the walks visited their nodes. `v[name]` is a
    row, `v[[name, name]]` several; a number stands for its decimal form. `names` and `vectors` belong
    together, row by row.

    Args:
        names: strings, each once; without white space if they are to be saved.
        vectors: shape (len(names), dimensions); float32 in C order is used as it is, not copied.
        contexts: the output matrix of the training, of the same shape, or None.

    Raises:
        ValueError: other shapes, a name twice, a number that is not finite.
        TypeError: no real numbers.
    """

    def __init__(self, names: Iterable[Name], vectors: Any, contexts: Any = None):
        self._names: Optional[List[str]] = [spelling(name, None) for name in names]
        self.vectors = float32(vectors, "vectors")
        self.contexts = None if contexts is None else float32(contexts, "contexts")
        self._handle: Any = None
        self._counts: Optional[np.ndarray] = None
        self._blanks: Optional[str] = None
        self._index: Optional[Dict[str, int]] = None
        self._lengths: Optional[np.ndarray] = None
        #: figures of the training; None where the vectors come from elsewhere
        self.report: Optional[Report] = None
        if self.vectors.ndim != 2 or len(self.vectors) != len(self._names):
            raise ValueError(f"{len(self._names)} names, but vectors of the shape {self.vectors.shape}")
        if self.contexts is not None and self.contexts.shape != self.vectors.shape:
            raise ValueError(f"contexts of the shape {self.contexts.shape}, "
                             f"vectors of the shape {self.vectors.shape}")
        if len(set(self._names)) != len(self._names):
            raise ValueError("two rows have the same name")
        for what, matrix in (("vector", self.vectors), ("context", self.contexts)):
            if matrix is not None and not np.isfinite(matrix).all():
                row = int(np.argmin(np.isfinite(matrix).all(axis=1)))
                raise ValueError(f"the {what} of {self._names[row]!r} is not finite")

    @classmethod
    def _of(cls, handle: Any, contexts: Any = None) -> "Vectors":
        """Over embeddings of the library: nothing is copied."""
        self = cls.__new__(cls)
        self._handle = ffi.gc(handle, lib.n2v_embedding_free)
        self._names = self._index = self._lengths = self._blanks = self._counts = self.report = None
        self.vectors = _matrix(self._handle)
        self.contexts = None if contexts is None else _matrix(ffi.gc(contexts, lib.n2v_embedding_free))
        return self

    # ------------------------------------------------------------------------------- what there is

    #: (rows, dimensions), float32: a view of the library's memory, to be read only, or the array given
    vectors: np.ndarray
    #: the output matrix (word2vec's syn1neg), row by row beside `vectors`; None where it was not kept
    contexts: Optional[np.ndarray]

    @property
    def names(self) -> List[str]:
        """The rows' names."""
        if self._names is None:
            self._names = names_of(lib.python_embedding_names, self._handle)
        return self._names

    @property
    def dimensions(self) -> int:
        """Numbers in a vector."""
        return int(self.vectors.shape[1])

    @property
    def counts(self) -> Optional[np.ndarray]:
        """How often the walks visited each row's node (uint64); None where that is not known."""
        if self._handle is None:
            return self._counts
        counts = lib.n2v_embedding_counts(self._handle)
        return block(self._handle, counts, (len(self),), "u8") if counts != ffi.NULL else None

    @property
    def loss(self) -> List[float]:
        """Mean loss per pair after each epoch; empty where nothing was trained here."""
        return self.report.loss if self.report else []

    def __array__(self, dtype: Any = None, copy: Optional[bool] = None) -> np.ndarray:
        """The matrix, for numpy and what builds on it."""
        return np.array(self.vectors, dtype) if copy else np.asarray(self.vectors, dtype)

    def __len__(self) -> int:
        return len(self.vectors)

    def __contains__(self, name: Name) -> bool:
        return spelling(name, self._blanks) in self._rows()

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __getitem__(self, name: Names) -> np.ndarray:
        """A row (a view), or the rows of a sequence of names (a copy). KeyError: not there."""
        if isinstance(name, slice):
            raise TypeError("rows by their place are in v.vectors[...], beside v.names[...]")
        if isinstance(name, (list, tuple, np.ndarray)):
            return self.vectors[[self.row(one) for one in name]]
        return self.vectors[self.row(name)]

    def row(self, name: Name) -> int:
        """The row of a name. KeyError: not there; the nearest names are said."""
        rows = self._rows()
        key = spelling(name, self._blanks)
        if key not in rows:
            near = difflib.get_close_matches(key, self.names, 3) if len(self) < 200_000 else []
            raise KeyError(f"no vector is named {key!r}" + (
                ": did you mean " + " or ".join(map(repr, near)) + "?" if near else ""))
        return rows[key]

    def __getstate__(self) -> Dict[str, Any]:
        """For pickle and copy: arrays of one's own instead of the library's memory."""
        counts = None if self.counts is None else self.counts.copy()
        return dict(self.__dict__, _names=self.names, _handle=None, _counts=counts, vectors=self.vectors.copy(),
                    contexts=None if self.contexts is None else self.contexts.copy())

    def __repr__(self) -> str:
        return f"<n2v.Vectors: {len(self):,} rows of {self.dimensions}>"

    def _rows(self) -> Dict[str, int]:
        if self._index is None:
            index = {name: row for row, name in enumerate(self.names)}
            if len(index) != len(self):
                raise ValueError("two rows have the same name")
            self._index = index
        return self._index

    # ------------------------------------------------------------------------------------- queries

    def most_similar(self, positive: Names, negative: Names = (), topn: int = 10, *,
                     metric: str = "cosine") -> List[Tuple[str, float]]:
        """The nearest of a vector, or of a sum of vectors, which themselves are left out.

        Args:
            positive, negative: names whose vectors are added and taken away; with metric "cosine"
                each is scaled to length 1 first. positive may be a vector, too: an array of
                `dimensions` floats.
            topn: how many, at most.
            metric: "cosine"; "dot", products of vectors; "context", products of the vectors with
                the output matrix: who is visited together, rather than who is alike.

        Returns:
            (name, score) pairs, best first; equal scores in the order of the rows.
        """
        if isinstance(positive, np.ndarray) and positive.dtype.kind == "f":
            if positive.shape != (self.dimensions,):
                raise ValueError(f"a vector of the shape {positive.shape}, it should be ({self.dimensions},)")
            if len(negative):
                raise ValueError("a vector has no `negative`: take it away from the vector")
            if not np.isfinite(positive).all():
                raise ValueError("the vector is not finite")
            return self._best(positive.astype(np.float32), [], topn, metric)
        plus, minus = self._rows_of(positive), self._rows_of(negative)
        if not plus + minus:
            raise ValueError("no names")
        weights = np.array([1] * len(plus) + [-1] * len(minus), np.float32)
        asked = plus + minus
        vectors = self.vectors[asked]
        if metric == "cosine":
            vectors = vectors / self._norms()[asked][:, None]
        return self._best(weights @ vectors, asked, topn, metric)

    def together(self, names: Names, topn: int = 10, *, metric: Optional[str] = None
                 ) -> List[Tuple[str, float]]:
        """What goes with all of these names, as with the things in a basket.

        Ranks by the sum of the scores with each of them. metric: as for `most_similar`; None:
        "context" where the output matrix is there, "cosine" otherwise.
        """
        if metric is None:
            metric = "cosine" if self.contexts is None else "context"
        return self.most_similar(names, topn=topn, metric=metric)

    def similarity(self, a: Name, b: Name) -> float:
        """The cosine of the angle between two vectors."""
        i, j = self.row(a), self.row(b)
        return float(self.vectors[i] @ self.vectors[j] / (self._norms()[i] * self._norms()[j]))

    def _rows_of(self, names: Names) -> List[int]:
        if hasattr(names, "__iter__") and not isinstance(names, (str, bytes)):
            return [self.row(name) for name in names]
        return [self.row(names)]

    def _norms(self) -> np.ndarray:
        if self._lengths is None:
            norms = np.sqrt(np.einsum("ij,ij->i", self.vectors, self.vectors))
            norms[norms == 0] = 1
            self._lengths = norms
        return self._lengths

    def _best(self, query: np.ndarray, asked: List[int], topn: int, metric: str
              ) -> List[Tuple[str, float]]:
        if metric == "context":
            if self.contexts is None:
                raise ValueError("metric 'context' needs the output matrix, which is not here")
            scores = self.contexts @ query
        elif metric == "dot":
            scores = self.vectors @ query
        elif metric == "cosine":
            length = float(np.sqrt(query @ query)) or 1.0
            scores = self.vectors @ (query / length) / self._norms()
        else:
            raise ValueError(f"metric = {metric!r}: must be one of cosine, dot, context")
        scores[asked] = -np.inf
        count = max(0, min(int(topn), len(self) - len(set(asked))))
        if count < len(self):
            cut = np.partition(scores, len(scores) - count)[len(scores) - count] if count else np.inf
            rows = np.flatnonzero(scores >= cut)
        else:
            rows = np.arange(len(self))
        rows = rows[np.argsort(-scores[rows], kind="stable")][:count]
        names = self.names
        return [(names[row], float(scores[row])) for row in rows]

    # --------------------------------------------------------------------------------------- files

    def save(self, path: Union[str, os.PathLike], format: str = "auto") -> None:
        """Writes the vectors, whole or not at all.

        Args:
            path: the file.
            format: "bin" (word2vec's binary), "text" (word2vec's text), "npy" (the names in
                path.names), "tsv" (Embedding Projector), or "auto": by the extension, as in the
                programs.
        """
        handle = self._handle if self._handle is not None else self._embedding()
        call(lib.n2v_embedding_write, handle, path_bytes(path), format.encode(), ffi.NULL)

    @classmethod
    def load(cls, path: Union[str, os.PathLike]) -> "Vectors":
        """Reads a file that `save`, the programs, word2vec or gensim wrote (word2vec's formats)."""
        readable(path)
        out = ffi.new("n2v_embedding **")
        call(lib.n2v_embedding_read, path_bytes(path), ffi.NULL, out)
        return cls._of(out[0])

    def _embedding(self) -> Any:
        """The library's form of vectors that came as an array: by way of a file of word2vec's."""
        if not self.vectors.size:
            raise ValueError(f"no vectors: {len(self)} rows of {self.dimensions}")
        for name in self.names:
            if name.split() != [name]:
                raise ValueError(f"the name {name!r} is empty or has white space in it, which no file holds")
        with tempfile.NamedTemporaryFile(suffix=".bin") as file:
            file.write(f"{len(self)} {self.dimensions}\n".encode())
            for name, row in zip(self.names, self.vectors.astype("<f4", copy=False)):
                file.write(name.encode("utf-8", "surrogateescape") + b" " + row.tobytes() + b"\n")
            file.flush()
            out = ffi.new("n2v_embedding **")
            call(lib.n2v_embedding_read, os.fsencode(file.name), ffi.NULL, out)
        return ffi.gc(out[0], lib.n2v_embedding_free)

    # ----------------------------------------------------------------------------- other libraries

    def to_gensim(self) -> Any:
        """gensim's KeyedVectors with the same names and vectors (a copy)."""
        from gensim.models import KeyedVectors
        keyed = KeyedVectors(self.dimensions)
        keyed.add_vectors(self.names, self.vectors)
        return keyed

    @classmethod
    def from_gensim(cls, keyed: Any) -> "Vectors":
        """From gensim's KeyedVectors (the array is shared, not copied)."""
        return cls(keyed.index_to_key, keyed.vectors)

    def to_pandas(self) -> Any:
        """A DataFrame: names are the index, columns 0 to dimensions - 1 (the array is shared)."""
        import pandas
        return pandas.DataFrame(self.vectors, index=pandas.Index(self.names, name="name"), copy=False)


def _matrix(handle: Any) -> np.ndarray:
    """The rows, where they are."""
    rows, dims = int(lib.n2v_embedding_rows(handle)), int(lib.n2v_embedding_dims(handle))
    stride = ffi.new("size_t *")
    first = lib.n2v_embedding_data(handle, stride)
    return block(handle, first, (rows, dims), "f4", (4 * stride[0], 4))
