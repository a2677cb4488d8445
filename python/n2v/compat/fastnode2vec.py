"""The calls of fastnode2vec, and its command line.

    from n2v.compat.fastnode2vec import Graph, Node2Vec
    graph = Graph([("a", "b"), ("b", "c"), ("c", "a"), ("a", "d")], directed=False, weighted=False)
    n2v = Node2Vec(graph, dim=10, walk_length=100, window=10, p=2.0, q=0.5, workers=2)
    n2v.train(epochs=100)
    n2v.wv["a"]

    python3 -m n2v.compat.fastnode2vec graph.txt --dim 16 --walk-length 100 --epochs 10

What differs: an epoch is one walk from each node, as there, but each `train` begins anew; `wv` is no
class of gensim (`wv.to_gensim()` is), and what the command line writes is word2vec's binary form, to
be read by `KeyedVectors.load_word2vec_format(path, binary=True)`.
"""
from __future__ import annotations

import argparse
import sys
from typing import Any, Iterable, List, Optional

import numpy as np

from .. import graph as _graph
from ..training import train as _train
from ..walking import walks as _walks
from ._keyed import WORD2VEC, KeyedVectors, seed_or_random, training_options

__all__ = ["Graph", "Node2Vec"]


class Graph:
    """A graph from pairs, or triples with a weight.

    Args:
        edges: (a, b) or, where `weighted`, (a, b, weight).
        directed: edges go from a to b only.
        weighted: edges have weights.
        n_edges: not looked at.
    """

    def __init__(self, edges: Iterable[tuple], directed: bool, weighted: bool,
                 n_edges: Optional[int] = None):
        edges = list(edges)
        self.directed = directed
        self.weighted = weighted
        self._graph = _graph.Graph.from_edges(
            [str(edge[0]) for edge in edges], [str(edge[1]) for edge in edges],
            [edge[2] for edge in edges] if weighted else None, directed=directed)

    @property
    def node_names(self) -> List[str]:
        return self._graph.names

    def generate_random_walk(self, walk_length: int, p: float, q: float, start: int) -> np.ndarray:
        """A walk from the node with the number `start`, as numbers of nodes."""
        for block in _walks(self._graph, num_walks=1, walk_length=walk_length, p=p, q=q,
                            seed=seed_or_random(None)):
            here = block[block[:, 0] == start]
            if len(here):
                return here[0][here[0] >= 0]
        raise ValueError(f"no node {start}")


class Node2Vec:
    """node2vec over a Graph: `train(epochs)`, then `wv`.

    Args:
        graph: a Graph of this module.
        dim, walk_length, window, p, q: as for `n2v.train`; dim are its dimensions.
        workers: threads; -1: all.
        batch_walks: not looked at.
        use_skipgram: must be True.
        seed: None: another one each time.
        kwargs: gensim.Word2Vec's.
    """

    def __init__(self, graph: Graph, dim: int, walk_length: int, window: int = 10, p: float = 1.0,
                 q: float = 1.0, workers: int = 1, batch_walks: Optional[int] = None,
                 use_skipgram: bool = True, seed: Optional[int] = None, **kwargs: Any):
        if not use_skipgram:
            raise ValueError("use_skipgram=False: only skip-gram is served here")
        window = kwargs.pop("context", window)
        self.graph = graph
        self.dim = dim
        self.walk_length = walk_length
        self.window = window
        self.p = p
        self.q = q
        self.workers = 0 if workers == -1 else workers
        self.seed = seed
        self._options = training_options(kwargs, 1)
        self._wv: Optional[KeyedVectors] = None

    def train(self, epochs: int, *, verbose: bool = True, **kwargs: Any) -> None:
        """Trains: one walk from each node in an epoch."""
        options = dict(self._options, epochs=epochs, window=self.window, threads=self.workers,
                       seed=seed_or_random(self.seed))
        self._wv = KeyedVectors.of(_train(self.graph._graph, self.dim, self.p, self.q, num_walks=1,
                                          walk_length=self.walk_length, progress=verbose, **options))

    @property
    def wv(self) -> KeyedVectors:
        """The vectors."""
        if self._wv is None:
            raise ValueError("not trained yet: call train")
        return self._wv


def main(arguments: Optional[List[str]] = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="fastnode2vec", description="node2vec, by n2v")
    parser.add_argument("filename")
    parser.add_argument("--directed", action="store_true")
    parser.add_argument("--weighted", action="store_true")
    parser.add_argument("--dim", type=int, required=True)
    parser.add_argument("--p", type=float, default=1)
    parser.add_argument("--q", type=float, default=1)
    parser.add_argument("--walk-length", type=int, required=True)
    parser.add_argument("--context", type=int, default=10)
    parser.add_argument("--epochs", type=int, required=True)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--batch-walks", type=int, default=None)
    parser.add_argument("--debug", default=None)
    parser.add_argument("--output", default=None)
    args = parser.parse_args(arguments)
    graph = _graph.read_graph(args.filename, directed=args.directed, weighted=args.weighted)
    print("Graph loaded")
    vectors = _train(graph, args.dim, args.p, args.q, num_walks=1, walk_length=args.walk_length,
                     window=args.context, epochs=args.epochs,
                     threads=max(0, args.workers), seed=seed_or_random(None), **WORD2VEC)
    vectors.save(args.output or args.filename + ".wv", "bin")
    return 0


if __name__ == "__main__":
    sys.exit(main())
