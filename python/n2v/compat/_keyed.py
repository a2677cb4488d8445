"""The part of gensim's KeyedVectors and Word2Vec that users of node2vec packages call."""
from __future__ import annotations

import os
from typing import Any, Dict, List, Optional, Union

import numpy as np

from ..vectors import Vectors


class KeyedVectors(Vectors):
    """n2v.Vectors by the names that gensim has for them.

    `to_gensim()` gives gensim's own class, for all that is not here.
    """

    @classmethod
    def of(cls, vectors: Vectors) -> "KeyedVectors":
        """The same vectors, nothing copied."""
        self = cls.__new__(cls)
        self.__dict__.update(vectors.__dict__)
        return self

    @property
    def index_to_key(self) -> List[str]:
        return self.names

    @property
    def key_to_index(self) -> Dict[str, int]:
        return self._rows()

    @property
    def vector_size(self) -> int:
        return self.dimensions

    def get_vector(self, key: Any, norm: bool = False) -> np.ndarray:
        """The vector of a key; norm: scaled to length 1."""
        vector = self[key]
        return vector / (np.linalg.norm(vector) or 1.0) if norm else vector

    def get_normed_vectors(self) -> np.ndarray:
        """All vectors, scaled to length 1."""
        return self.vectors / self._norms()[:, None]

    def most_similar(self, positive: Any = (), negative: Any = (), topn: int = 10,  # type: ignore[override]
                     **ignored: Any) -> Any:
        """(key, cosine) pairs of the nearest to the mean of `positive` less `negative`."""
        if ignored:
            raise TypeError(f"most_similar: {', '.join(ignored)} is not served here: "
                            "to_gensim() gives gensim's own")
        return super().most_similar(positive, negative, topn)

    def similar_by_word(self, word: Any, topn: int = 10) -> Any:
        return self.most_similar(word, topn=topn)

    def distance(self, a: Any, b: Any) -> float:
        return 1.0 - self.similarity(a, b)

    def save_word2vec_format(self, fname: Union[str, os.PathLike], binary: bool = False,
                             **ignored: Any) -> None:
        """word2vec's text, or binary."""
        self.save(fname, "bin" if binary else "text")

    def save(self, path: Union[str, os.PathLike], format: str = "bin") -> None:
        """word2vec's binary form, whatever the extension, unless told otherwise."""
        super().save(path, format)


class Model:
    """What `fit` returns: gensim's Word2Vec as far as `model.wv` and `model.save` go."""

    def __init__(self, wv: KeyedVectors):
        self.wv = wv

    @property
    def vector_size(self) -> int:
        return self.wv.vector_size

    def save(self, path: Union[str, os.PathLike]) -> None:
        """The vectors, as word2vec's binary file."""
        self.wv.save(path)

    @classmethod
    def load(cls, path: Union[str, os.PathLike]) -> "Model":
        return cls(KeyedVectors.of(Vectors.load(path)))


#: gensim's keywords that mean something else in n2v, and what they may be here.
_FIXED = {"sg": 1, "hs": 0}
_MEANINGLESS = {"batch_words", "cbow_mean", "compute_loss", "callbacks", "sorted_vocab", "min_alpha",
                "max_vocab_size", "max_final_vocab", "hashfxn", "trim_rule", "comment", "null_word",
                "shrink_windows"}


#: What gensim.Word2Vec takes where the packages here say nothing.
WORD2VEC = {"negative": 5, "sample": 1e-3, "alpha": 0.025, "ns_exponent": 0.75}


def training_options(given: Dict[str, Any], least_visits: int) -> Dict[str, Any]:
    """gensim.Word2Vec's keywords as those of n2v.train.

    Defaults are gensim's: window 5, 5 epochs, WORD2VEC. Keywords about gensim's own machinery are
    taken and not looked at.
    """
    given = dict(given)
    for name, value in _FIXED.items():
        if given.pop(name, value) != value:
            raise ValueError(f"{name}: node2vec is skip-gram with negative sampling; "
                             f"only {name}={value} is served here")
    if given.pop("min_count", 1) > least_visits:
        raise ValueError(f"min_count: every node is visited {least_visits} times at least; "
                         "none is left out here")
    options: Dict[str, Any] = dict(WORD2VEC, window=5, epochs=5)
    for theirs, ours in (("window", "window"), ("epochs", "epochs"), ("iter", "epochs"),
                         ("negative", "negative"), ("sample", "sample"), ("alpha", "alpha"),
                         ("ns_exponent", "ns_exponent"), ("workers", "threads"), ("seed", "seed"),
                         ("shrink_windows", "shrink_window"), ("vector_size", "dimensions"),
                         ("size", "dimensions")):
        if theirs in given:
            options[ours] = given.pop(theirs)
    unknown = set(given) - _MEANINGLESS
    if unknown:
        raise TypeError(f"unknown: {', '.join(sorted(unknown))}")
    return options


def seed_or_random(seed: Optional[int]) -> int:
    return int(np.random.default_rng().integers(1, 2**31 - 1)) if seed is None else int(seed)
