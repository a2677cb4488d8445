"""The calls of eliorc/node2vec.

    from n2v.compat.node2vec import Node2Vec
    node2vec = Node2Vec(graph, dimensions=64, walk_length=30, num_walks=200, workers=4)
    model = node2vec.fit(window=10, min_count=1, batch_words=4)
    model.wv.most_similar("2")

What differs: walks are drawn while training, fresh ones in each epoch, so the constructor returns at
once; `fit` takes gensim.Word2Vec's keywords, but only skip-gram with negative sampling; `model.wv`
is no class of gensim (`model.wv.to_gensim()` is); `sampling_strategy` is not served.
"""
from __future__ import annotations

from typing import Any, List, Optional

from ...graph import Graph
from ...training import train
from ...walking import walks as draw_walks
from .._keyed import KeyedVectors, Model, seed_or_random, training_options

__all__ = ["Node2Vec"]


class Node2Vec:
    """node2vec over a networkx graph.

    Args:
        graph: a networkx graph. Node names become strings.
        dimensions, walk_length, num_walks, p, q: as for `n2v.train`.
        weight_key: the edge attribute with the weight; edges without it weigh 1.
        workers: threads.
        sampling_strategy: must be empty: parameters are the same for all nodes.
        quiet: no progress bar.
        temp_folder: not looked at: there is one copy of the graph.
        seed: None: another one each time.
    """

    def __init__(self, graph: Any, dimensions: int = 128, walk_length: int = 80, num_walks: int = 10,
                 p: float = 1, q: float = 1, weight_key: str = "weight", workers: int = 1,
                 sampling_strategy: Optional[dict] = None, quiet: bool = False,
                 temp_folder: Optional[str] = None, seed: Optional[int] = None):
        if sampling_strategy:
            raise NotImplementedError("sampling_strategy: parameters are the same for all nodes here")
        self.graph = Graph.from_networkx(graph, weight=weight_key)
        self.dimensions = dimensions
        self.walk_length = walk_length
        self.num_walks = num_walks
        self.p = p
        self.q = q
        self.workers = workers
        self.quiet = quiet
        self.seed = seed_or_random(seed)

    @property
    def walks(self) -> List[List[str]]:
        """The walks of the first epoch, as lists of names. Made anew each time."""
        names = self.graph.names
        return [[names[node] for node in walk if node >= 0]
                for block in draw_walks(self.graph, num_walks=self.num_walks,
                                        walk_length=self.walk_length, p=self.p, q=self.q,
                                        seed=self.seed, threads=self.workers)
                for walk in block.tolist()]

    def fit(self, **skip_gram_params: Any) -> Model:
        """Trains; gensim.Word2Vec's keywords (window, epochs, negative, alpha, sample, ...)."""
        options = training_options(skip_gram_params, self.num_walks)
        options.setdefault("dimensions", self.dimensions)
        options.setdefault("threads", self.workers)
        options.setdefault("seed", self.seed)
        return Model(KeyedVectors.of(train(
            self.graph, p=self.p, q=self.q, walk_length=self.walk_length, num_walks=self.num_walks,
            progress=not self.quiet, **options)))
