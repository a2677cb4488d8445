"""The calls of PecanPy, and its command line.

    from n2v.compat import pecanpy as node2vec
    g = node2vec.SparseOTF(p=1, q=0.5, workers=4, verbose=True)
    g.read_edg("karate.edg", weighted=False, directed=False)
    vectors = g.embed()

    python3 -m n2v.compat.pecanpy --input karate.edg --output karate.emb --mode SparseOTF

What differs: the modes are names only; n2v takes the sampler that is fastest on the graph.
`preprocess_transition_probs` does nothing. `embed` trains on fresh walks in each epoch; its rows are
in the order of `nodes`. .npz files are read and written as PecanPy does: sparse (IDs, data, indptr,
indices) or dense (IDs, data).
"""
from __future__ import annotations

import argparse
import sys
from typing import Any, List, Optional

import numpy as np

from ..graph import Graph, read_graph
from ..training import train
from ..vectors import Vectors
from ..walking import walks as draw_walks
from ._keyed import WORD2VEC, seed_or_random

__all__ = ["DenseOTF", "FirstOrderUnweighted", "PreComp", "PreCompFirstOrder", "SparseOTF"]


class Base:
    """A graph with the parameters of its walks.

    Args:
        p, q: return and in-out parameter.
        workers: threads; 0: all.
        verbose: a progress bar.
        extend, gamma: node2vec+.
        random_state: the seed; None: another one each time.
    """

    _only_first_order = False

    def __init__(self, p: float = 1, q: float = 1, workers: int = 1, verbose: bool = False,
                 extend: bool = False, gamma: float = 0, random_state: Optional[int] = None):
        if self._only_first_order and (p != 1 or q != 1):
            raise ValueError(f"{type(self).__name__} only works when p = q = 1, got {p=}, {q=}")
        self.p = p
        self.q = q
        self.workers = workers
        self.verbose = verbose
        self.extend = extend
        self.gamma = gamma
        self.random_state = random_state
        self._seed = seed_or_random(random_state)
        self._graph: Optional[Graph] = None
        self._nodes: List[str] = []

    # ------------------------------------------------------------------------------------ graphs

    def read_edg(self, path: str, weighted: bool, directed: bool, delimiter: str = "\t") -> None:
        """Reads an edge list. The delimiter is found by the reader."""
        self._set(read_graph(path, weighted=bool(weighted), directed=directed))

    def read_npz(self, path: str, weighted: bool, implicit_ids: bool = False) -> None:
        """Reads a matrix that PecanPy wrote: dense (IDs, data) or CSR (IDs, data, indptr, indices)."""
        from scipy import sparse
        with np.load(path, allow_pickle=False) as raw:
            if "indptr" in raw:
                n = len(raw["indptr"]) - 1
                matrix = sparse.csr_matrix((raw["data"], raw["indptr"], raw["indices"]), shape=(n, n))
            else:
                matrix = sparse.csr_matrix(raw["data"])
            ids = None if implicit_ids else [str(name) for name in raw["IDs"].tolist()]
        self._from_matrix(matrix, ids, weighted)

    @classmethod
    def from_mat(cls, adj_mat: Any, node_ids: List[str], **kwargs: Any) -> "Base":
        """From an adjacency matrix with the names of its rows."""
        from scipy import sparse
        self = cls(**kwargs)
        self._from_matrix(sparse.csr_matrix(adj_mat), [str(name) for name in node_ids], True)
        return self

    def _from_matrix(self, matrix: Any, ids: Optional[List[str]], weighted: bool) -> None:
        if not weighted:
            matrix = (matrix != 0).astype(np.float32)
        directed = bool((abs(matrix - matrix.T)).nnz)
        ids = [str(i) for i in range(matrix.shape[0])] if ids is None else ids
        self._set(Graph.from_scipy(matrix, ids, directed=directed))
        self._nodes = ids

    def _set(self, graph: Graph) -> None:
        self._graph = graph
        self._nodes = list(graph.names)

    @property
    def graph(self) -> Graph:
        if self._graph is None:
            raise ValueError("no graph yet: call read_edg, read_npz or from_mat")
        return self._graph

    @property
    def nodes(self) -> List[str]:
        """The nodes' names, in the order of the rows that `embed` returns."""
        return self._nodes

    @property
    def num_nodes(self) -> int:
        return self.graph.num_nodes

    @property
    def num_edges(self) -> int:
        """Arcs: an undirected edge counts two."""
        return int(self.graph.offsets[-1])

    @property
    def density(self) -> float:
        return self.num_edges / self.num_nodes / max(1, self.num_nodes - 1)

    # ---------------------------------------------------------------------------------- training

    def preprocess_transition_probs(self) -> None:
        """Nothing: tables are made when they are needed."""

    def simulate_walks(self, num_walks: int, walk_length: int) -> List[List[str]]:
        """Walks as lists of names. walk_length counts steps, as in PecanPy: a walk has one node more."""
        names = self.graph.names
        return [[names[node] for node in walk if node >= 0]
                for block in draw_walks(self.graph, num_walks=num_walks, walk_length=walk_length + 1,
                                        p=self.p, q=self.q, extend=self.extend, gamma=self.gamma,
                                        seed=self._seed, threads=self.workers)
                for walk in block.tolist()]

    def embed(self, dim: int = 128, num_walks: int = 10, walk_length: int = 80, window_size: int = 10,
              epochs: int = 1, verbose: bool = False) -> np.ndarray:
        """Vectors of the nodes: (num_nodes, dim), float32, rows in the order of `nodes`."""
        return self._train(dim, num_walks, walk_length, window_size, epochs, verbose)[self.nodes]

    def _train(self, dim: int, num_walks: int, walk_length: int, window_size: int, epochs: int,
               verbose: bool) -> Vectors:
        return train(self.graph, dim, self.p, self.q, walk_length=walk_length + 1,
                     num_walks=num_walks, window=window_size, epochs=epochs,
                     extend=self.extend, gamma=self.gamma, seed=self._seed, threads=self.workers,
                     contexts=False, progress=self.verbose or verbose, **WORD2VEC)


class PreComp(Base):
    """A name of PecanPy's; all of them are served alike."""


class SparseOTF(Base):
    """A name of PecanPy's; all of them are served alike."""


class DenseOTF(Base):
    """A name of PecanPy's; all of them are served alike."""


class PreCompFirstOrder(Base):
    """For p = q = 1."""

    _only_first_order = True


class FirstOrderUnweighted(Base):
    """For p = q = 1 and edges without weights."""

    _only_first_order = True


_MODES = {kind.__name__: kind for kind in (PreComp, SparseOTF, DenseOTF, PreCompFirstOrder,
                                           FirstOrderUnweighted)}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="pecanpy", description="node2vec, by n2v")
    parser.add_argument("--input", required=True, help="edge list (.edg) or .npz")
    parser.add_argument("--output", required=True, help="vectors: word2vec text, or .npz")
    parser.add_argument("--task", default="pecanpy", choices=["pecanpy", "tocsr", "todense"])
    parser.add_argument("--mode", default="SparseOTF", choices=sorted(_MODES))
    parser.add_argument("--dimensions", type=int, default=128)
    parser.add_argument("--walk-length", type=int, default=80)
    parser.add_argument("--num-walks", type=int, default=10)
    parser.add_argument("--window-size", type=int, default=10)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--p", type=float, default=1)
    parser.add_argument("--q", type=float, default=1)
    parser.add_argument("--weighted", action="store_true")
    parser.add_argument("--directed", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--extend", action="store_true")
    parser.add_argument("--gamma", type=float, default=0)
    parser.add_argument("--random_state", type=int, default=None)
    parser.add_argument("--delimiter", default="\t")
    parser.add_argument("--implicit_ids", action="store_true")
    return parser


def _write_matrix(graph: Graph, path: str, dense: bool) -> None:
    matrix = graph.to_scipy()
    ids = np.array(graph.names)
    if dense:
        np.savez(path, data=matrix.toarray(), IDs=ids)
    else:
        np.savez(path, IDs=ids, data=matrix.data, indptr=matrix.indptr, indices=matrix.indices)


def main(arguments: Optional[List[str]] = None) -> int:
    """The command line."""
    args = _parser().parse_args(arguments)
    g = _MODES[args.mode](p=args.p, q=args.q, workers=args.workers, verbose=args.verbose,
                          extend=args.extend, gamma=args.gamma, random_state=args.random_state)
    if args.input.endswith(".npz"):
        g.read_npz(args.input, args.weighted, args.implicit_ids)
    else:
        g.read_edg(args.input, args.weighted, args.directed, args.delimiter)
    if args.task != "pecanpy":
        _write_matrix(g.graph, args.output, args.task == "todense")
        return 0
    vectors = g._train(args.dimensions, args.num_walks, args.walk_length, args.window_size,
                       args.epochs, args.verbose)
    if args.output.endswith(".npz"):
        np.savez(args.output, IDs=np.array(g.nodes), data=vectors[g.nodes])
    else:
        vectors.save(args.output, "text")
    return 0


if __name__ == "__main__":
    sys.exit(main())
