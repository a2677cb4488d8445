"""node2vec as an estimator of scikit-learn's kind."""
from __future__ import annotations

import hashlib
import inspect
from typing import Any, Dict, List, Optional

import numpy as np

from .graph import Graph
from .training import train
from .vectors import Vectors

try:
    from sklearn.base import BaseEstimator, TransformerMixin
    from sklearn.exceptions import NotFittedError
except ImportError:  # the estimator works without, only not in scikit-learn's pipelines

    class BaseEstimator:  # type: ignore[no-redef]
        """get_params and set_params, as scikit-learn's."""

        def get_params(self, deep: bool = True) -> Dict[str, Any]:
            names = list(inspect.signature(type(self).__init__).parameters)[1:]
            return {name: getattr(self, name) for name in names}

        def set_params(self, **params: Any) -> Any:
            for name, value in params.items():
                if name not in self.get_params():
                    raise ValueError(f"unknown parameter {name!r}")
                setattr(self, name, value)
            return self

    class TransformerMixin:  # type: ignore[no-redef]
        """fit_transform is the estimator's own."""

    class NotFittedError(ValueError, AttributeError):  # type: ignore[no-redef]
        """Used before fit."""


class Node2Vec(TransformerMixin, BaseEstimator):
    """Vectors for the nodes of a graph, in scikit-learn's protocol.

    `fit` takes a graph: an adjacency matrix (n x n, scipy.sparse or dense, entry (i, j) the weight of
    the edge i -> j, 0: none), or a graph of networkx, igraph or n2v. `fit_transform` gives an array
    whose row i is the vector of node i in the order of that graph. The method is transductive: there
    are vectors for the nodes that were seen, no others. So `transform` takes the graph that was
    fitted, or some of its nodes (names, or row numbers of the matrix), and looks them up.

    Args:
        directed: entry (i, j) of a matrix says nothing of (j, i); otherwise it has to be symmetric.
            Graphs of other libraries know it themselves.
        random_state: the seed; None: another one each time.
        progress: as for `n2v.train`.
        others: as for `n2v.train`.

    Attributes:
        embedding_: (n, dimensions), float32, in the order of the fitted graph's nodes.
        node_names_: their names.
        vectors_: `n2v.Vectors`.
        loss_: mean loss per pair after each epoch.
        n_features_in_: n.
    """

    def __init__(self, dimensions: int = 128, p: float = 1.0, q: float = 1.0, walk_length: int = 80,
                 num_walks: int = 10, window: int = 10, epochs: Any = "auto", negative: int = 5,
                 alpha: float = 0.05, directed: bool = False, n_jobs: int = 0,
                 random_state: Any = 1, deterministic: bool = False, progress: Any = False):
        self.dimensions = dimensions
        self.p = p
        self.q = q
        self.walk_length = walk_length
        self.num_walks = num_walks
        self.window = window
        self.epochs = epochs
        self.negative = negative
        self.alpha = alpha
        self.directed = directed
        self.n_jobs = n_jobs
        self.random_state = random_state
        self.deterministic = deterministic
        self.progress = progress

    def fit(self, X: Any, y: Any = None) -> "Node2Vec":
        """Trains. X: a graph, see above; y is not looked at."""
        graph, names = self._graph(X)
        self.vectors_: Vectors = train(
            graph, self.dimensions, self.p, self.q, walk_length=self.walk_length,
            num_walks=self.num_walks, window=self.window, epochs=self.epochs, negative=self.negative,
            alpha=self.alpha, threads=max(0, self.n_jobs or 0), seed=_seed(self.random_state),
            deterministic=self.deterministic, progress=self.progress)
        self.node_names_: List[str] = names
        self._fitted = _digest(graph)
        self.embedding_: np.ndarray = self.vectors_[names]
        self.loss_ = self.vectors_.loss
        self.n_features_in_ = len(names)
        return self

    def fit_transform(self, X: Any, y: Any = None) -> np.ndarray:
        """Trains; the vectors of all nodes, in the order of the graph."""
        return self.fit(X, y).embedding_

    def transform(self, X: Any) -> np.ndarray:
        """The vectors of the nodes X, or of all where X is the graph that was fitted."""
        if not hasattr(self, "embedding_"):
            raise NotFittedError("this Node2Vec is not fitted yet: call fit first")
        if not _is_graph(X) and hasattr(X, "__array__"):
            X = np.asarray(X)
        if _is_graph(X) or getattr(X, "ndim", 1) == 2 or _is_table(X):
            graph, names = self._graph(X)
            if names != self.node_names_:
                raise ValueError(
                    f"a graph of {len(names)} nodes, but vectors are there for the "
                    f"{len(self.node_names_)} that were fitted: node2vec knows no others")
            if _digest(graph) != self._fitted:
                raise ValueError("a graph with other edges than the one that was fitted: node2vec has no "
                                 "vectors for it; give the names of nodes to look them up")
            return self.embedding_
        return self.vectors_[list(X)]

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Names of the columns: "node2vec0" and so on."""
        return np.array([f"node2vec{i}" for i in range(self.embedding_.shape[1])], dtype=object)

    def _graph(self, X: Any) -> Any:
        """An n2v.Graph, and the nodes' names in the order of X."""
        if isinstance(X, Graph):
            return X, X.names
        if _is_graph(X):
            if hasattr(X, "adj"):
                return Graph.from_networkx(X), [str(node) for node in X]
            named = "name" in X.vs.attributes()
            return Graph.from_igraph(X), [str(name) for name in
                                          (X.vs["name"] if named else range(X.vcount()))]
        matrix = _checked(X)
        return (Graph.from_scipy(matrix, directed=self.directed),
                [str(i) for i in range(matrix.shape[0])])

    def _more_tags(self) -> Dict[str, Any]:
        return {"pairwise": True, "requires_positive_X": True, "non_deterministic": True,
                "preserves_dtype": [np.float32]}

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.pairwise = True
        tags.input_tags.positive_only = True
        tags.non_deterministic = True
        tags.transformer_tags.preserves_dtype = ["float32"]
        return tags


def _digest(graph: Graph) -> str:
    """Tells graphs apart, but for their names."""
    digest = hashlib.blake2b(digest_size=16)
    for array in (graph.offsets, graph.neighbours, graph.weights):
        if array is not None:
            digest.update(np.ascontiguousarray(array))
    return digest.hexdigest()


def _is_graph(X: Any) -> bool:
    return isinstance(X, Graph) or hasattr(X, "adj") or (hasattr(X, "vs") and hasattr(X, "es"))


def _is_table(X: Any) -> bool:
    return isinstance(X, (list, tuple)) and bool(X) and isinstance(X[0], (list, tuple, np.ndarray))


def _checked(X: Any) -> Any:
    """A square matrix of numbers, sparse or dense."""
    try:
        from sklearn.utils import check_array
    except ImportError:
        return X
    matrix = check_array(X, accept_sparse=True, dtype="numeric", estimator="Node2Vec")
    if matrix.shape[0] != matrix.shape[1]:
        raise ValueError(f"an adjacency matrix is square; this one is {matrix.shape}")
    return matrix


def _seed(random_state: Any) -> int:
    if random_state is None:
        random_state = np.random.default_rng()
    if isinstance(random_state, (int, np.integer)):
        return int(random_state)
    draw = getattr(random_state, "integers", None) or random_state.randint
    return int(draw(1, 2**31 - 1))
