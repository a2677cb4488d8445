"""Vectors of edges from those of their ends, by the operators of Grover and Leskovec (KDD 2016,
table 1), with the calls of eliorc/node2vec's `edges`."""
from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Tuple

import numpy as np

from .._keyed import KeyedVectors

__all__ = ["AverageEmbedder", "EdgeEmbedder", "HadamardEmbedder", "WeightedL1Embedder",
           "WeightedL2Embedder"]


class EdgeEmbedder(ABC):
    """`embedder[a, b]` is the vector of the pair, whether or not there is such an edge.

    Args:
        keyed_vectors: vectors of nodes: `model.wv`, n2v.Vectors, or gensim's KeyedVectors.
        quiet: not looked at.
    """

    def __init__(self, keyed_vectors: Any, quiet: bool = False):
        self.kv = keyed_vectors
        self.quiet = quiet

    @abstractmethod
    def _embed(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """Of arrays whose last axis is the vector."""

    def __getitem__(self, edge: Tuple[Any, Any]) -> np.ndarray:
        if not isinstance(edge, tuple) or len(edge) != 2:
            raise ValueError("edge must be a tuple of two nodes")
        for node in edge:
            if node not in self.kv:
                raise KeyError(f"node {node} does not exist in given KeyedVectors")
        return self._embed(self.kv[edge[0]], self.kv[edge[1]])

    def as_keyed_vectors(self) -> KeyedVectors:
        """Vectors of all pairs of nodes, named as str(("a", "b")) with the names in order.

        There are n (n + 1) / 2 of them.
        """
        names = list(self.kv.names if hasattr(self.kv, "names") else self.kv.index_to_key)
        order = np.array(sorted(range(len(names)), key=names.__getitem__))
        first, second = np.triu_indices(len(names))
        first, second = order[first], order[second]
        keys = [str((names[a], names[b])) for a, b in zip(first, second)]
        vectors = np.asarray(self.kv.vectors)
        return KeyedVectors(keys, self._embed(vectors[first], vectors[second]))


class AverageEmbedder(EdgeEmbedder):
    """The mean."""

    def _embed(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return (a + b) / 2


class HadamardEmbedder(EdgeEmbedder):
    """The product, number by number."""

    def _embed(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return a * b


class WeightedL1Embedder(EdgeEmbedder):
    """The amount of a - b, number by number."""

    def _embed(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return np.abs(a - b)


class WeightedL2Embedder(EdgeEmbedder):
    """The square of a - b, number by number."""

    def _embed(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return (a - b) ** 2
