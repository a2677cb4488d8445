"""Walks alone, for those who train something else on them."""
from __future__ import annotations

import collections
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Iterator, List, Optional, Union

import numpy as np

from . import _params
from ._call import Watch, call
from ._n2v import ffi, lib
from ._sources import graph_of
from .graph import Graph


def walks(graph: Any, *, num_walks: int = 10, walk_length: int = 80, p: float = 1.0, q: float = 1.0,
          epochs: int = 1, seed: int = 1, sampler: str = "auto", extend: bool = False,
          gamma: float = 0.0, block: int = 8192, threads: int = 0,
          memory: Optional[Union[int, str]] = None, **others: Any) -> Iterator[np.ndarray]:
    """The walks that training would take, as numpy arrays.

    Args:
        graph: as for `n2v.train`.
        num_walks, walk_length, p, q, sampler, extend, gamma, seed: as for `n2v.train`.
        epochs: how many rounds of `num_walks` walks from each node; all differ.
        block: walks in an array, at most.
        threads: 0: all cores. The walks do not depend on it, nor on `block`.
        memory: as for `n2v.train`.
        others: aliases, as for `n2v.train`.

    Yields:
        Arrays of int32, at most `block` x `walk_length`: a walk a row, numbers of nodes as in
        `graph.names`, and -1 behind the end of a walk that came to a dead end.
    """
    graph = graph_of(graph)
    if block < 1:
        raise ValueError(f"block = {block}: must be at least 1")
    values = dict(p=p, q=q, walk_length=walk_length, num_walks=num_walks, sampler=sampler, extend=extend,
                  gamma=gamma, seed=seed)
    values.update(_params.unalias(others, _params.fields("n2v_walk_params")))
    return _read(graph, values, epochs, block, threads, memory)


def _read(graph: Graph, values: dict, epochs: int, block: int, threads: int, memory: Any
          ) -> Iterator[np.ndarray]:
    keep: List[Any] = []
    watch = Watch()
    run = _params.make("n2v_run", {"threads": threads, "memory": _params.memory_bytes(memory)}, keep)
    run.progress = watch.progress
    out = ffi.new("n2v_corpus **")
    watch.run(lib.n2v_corpus_from_graph, graph._handle, _params.make("n2v_walk_params", values, keep), run,
              out)
    corpus = ffi.gc(out[0], lib.n2v_corpus_free)
    total, length = int(lib.n2v_corpus_walks(corpus)), int(lib.n2v_corpus_max_length(corpus))

    def get(epoch: int, first: int) -> np.ndarray:
        count = min(block, total - first)
        walks_, lengths = np.empty((count, length), np.int32), np.empty(count, np.uint32)
        call(lib.n2v_corpus_get, corpus, epoch, first, count,
             ffi.cast("uint32_t *", ffi.from_buffer(walks_)),
             ffi.cast("uint32_t *", ffi.from_buffer(lengths)))
        if (lengths < length).any():
            walks_[np.arange(length) >= lengths[:, None]] = -1
        return walks_

    # Each thread makes a block; they are given out in order.
    places = ((epoch, first) for epoch in range(epochs) for first in range(0, total, block))
    workers = threads or len(os.sched_getaffinity(0))
    with ThreadPoolExecutor(workers, "n2v-walks") as pool:
        ahead: collections.deque = collections.deque()
        for epoch, first in places:
            ahead.append(pool.submit(get, epoch, first))
            if len(ahead) > workers:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()
