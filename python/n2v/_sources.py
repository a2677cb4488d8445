"""What may stand for a graph: told apart by what it has, so that nothing is imported for it."""
from __future__ import annotations

import os
from typing import Any

from .graph import Graph, read_graph


def graph_of(source: Any) -> Graph:
    """The graph itself, or one made of what other libraries call a graph. TypeError: none of them."""
    if isinstance(source, Graph):
        return source
    if isinstance(source, (str, os.PathLike)):
        return read_graph(source)
    if hasattr(source, "adj") and hasattr(source, "is_directed"):
        return Graph.from_networkx(source)
    if hasattr(source, "vs") and hasattr(source, "es"):
        return Graph.from_igraph(source)
    if hasattr(source, "edge_index"):
        return Graph.from_torch_geometric(source)
    if hasattr(source, "columns") and hasattr(source, "to_numpy"):
        return Graph.from_pandas(source)
    if hasattr(source, "tocoo"):
        return Graph.from_scipy(source)
    raise TypeError(
        f"no graph: {type(source).__name__}. n2v.Graph.from_edges takes pairs and arrays of ends, "
        "n2v.Graph.from_scipy a dense matrix; graphs of networkx, igraph and PyTorch Geometric, sparse "
        "matrices, DataFrames and names of files are taken as they are")
