"""node2vec vectors for the nodes of a graph.

>>> import n2v
>>> graph = n2v.Graph.from_edges(["a", "b", "c", "a"], ["b", "c", "a", "d"])
>>> vectors = n2v.train(graph, dimensions=16, seed=1)
>>> vectors.most_similar("a", topn=2)  # doctest: +SKIP

Graphs come from arrays (`Graph.from_edges`), from networkx, scipy, pandas, igraph and PyTorch
Geometric (`Graph.from_networkx`, ...) and from files (`read_graph`). `train` makes vectors of a
graph, `train_walks` of walks that are there, `walks` the walks alone; `Node2Vec` is an estimator for scikit-learn's pipelines, and
`n2v.compat` has the calls of other node2vec packages.

Errors are exceptions with the library's message (`Error` and its kinds). Objects may be used from
several threads; long calls release the interpreter's lock, and Ctrl-C ends them.
"""
from __future__ import annotations

from typing import Any

from ._call import Event
from ._n2v import ffi as _ffi
from ._n2v import lib as _lib
from .errors import (DivergedError, Error, FileError, InputError, MemoryLimitError, OutOfMemoryError,
                     StoppedError, UsageError)
from .graph import Graph, read_graph, reader_options
from .training import train, train_walks
from .vectors import Report, Vectors
from .walking import walks

__version__ = _ffi.string(_lib.n2v_version()).decode()

__all__ = ["DivergedError", "Error", "Event", "FileError", "Graph", "InputError", "MemoryLimitError",
           "Node2Vec", "OutOfMemoryError", "Report", "StoppedError", "UsageError", "Vectors",
           "read_graph", "reader_options", "train", "train_walks", "walks"]


def __getattr__(name: str) -> Any:
    # scikit-learn takes a second to import: only who asks for the estimator waits.
    if name == "Node2Vec":
        from .estimator import Node2Vec
        return Node2Vec
    raise AttributeError(f"module 'n2v' has no attribute {name!r}")
