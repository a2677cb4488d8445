"""Graphs: from arrays, from other libraries' graphs, from files."""
from __future__ import annotations

import numbers
import os
import warnings
from typing import Any, Dict, Iterable, List, Optional, Sequence, Tuple, Union

import numpy as np

from . import _params
from ._arrays import flag, float32, path_bytes, unmasked
from ._call import ProgressLike, Watch, call
from ._memory import block
from ._n2v import ffi, lib
from .errors import InputError

Ids = Union[Sequence[int], Sequence[str], np.ndarray]


class Graph:
    """A graph in compressed sparse row form; immutable, to be used from any number of threads.

    Nodes have names, which are strings without white space; a number stands for its decimal form.
    Inside they are numbered from 0 in order of descending degree (ties: by name, whole numbers by
    value), whatever the graph was made from: the same edges give the same graph, the same walks and
    the same vectors.

    The methods `from_...` and `n2v.read_graph` make graphs.
    """

    def __init__(self, handle: Any = None, blanks: Optional[str] = None):
        if not isinstance(handle, ffi.CData):
            raise TypeError("n2v.Graph.from_edges, from_networkx, from_scipy, from_pandas, from_igraph, "
                            "from_torch_geometric and n2v.read_graph make graphs")
        self._handle = ffi.gc(handle, lib.n2v_graph_free)
        self._blanks = blanks
        self._names: Optional[List[str]] = None
        self._csr = lib.n2v_graph_csr(self._handle)

    # ------------------------------------------------------------------------------ what it is

    @property
    def num_nodes(self) -> int:
        """Number of nodes."""
        return int(lib.n2v_graph_nodes(self._handle))

    @property
    def num_edges(self) -> int:
        """Undirected edges (a self-loop counts one), or arcs of a directed graph."""
        return int(lib.n2v_graph_edges(self._handle))

    @property
    def directed(self) -> bool:
        """Whether edges go one way."""
        return bool(self._csr.directed)

    @property
    def weighted(self) -> bool:
        """Whether any edge weighs other than 1."""
        return bool(self._csr.weights != ffi.NULL)

    @property
    def names(self) -> List[str]:
        """The nodes' names, in the order of their numbers."""
        if self._names is None:
            self._names = names_of(lib.python_graph_names, self._handle)
        return self._names

    @property
    def offsets(self) -> np.ndarray:
        """Where rows begin, `num_nodes + 1` numbers (uint64). A view, to be read only."""
        return block(self, self._csr.offsets, (self.num_nodes + 1,), "u8")

    @property
    def neighbours(self) -> np.ndarray:
        """The rows one behind another (uint32). A view, to be read only.

        Row v, `neighbours[offsets[v]:offsets[v + 1]]`, has node v's neighbours, ascending. An undirected edge stands in both its nodes' rows, a self-loop once.
        """
        return block(self, self._csr.neighbours, (int(self.offsets[-1]),), "u4")

    @property
    def weights(self) -> Optional[np.ndarray]:
        """What the edges weigh, beside `neighbours` (float32); None where all weigh 1. A view."""
        if not self.weighted:
            return None
        return block(self, self._csr.weights, (int(self.offsets[-1]),), "f4")

    @property
    def degrees(self) -> np.ndarray:
        """Entries of each node's row (int64)."""
        return np.diff(self.offsets.astype(np.int64))

    def to_scipy(self) -> Any:
        """The adjacency matrix as scipy.sparse.csr_matrix, rows in the order of `names` (a copy)."""
        from scipy.sparse import csr_matrix
        weights = self.weights
        data = np.ones(len(self.neighbours), np.float32) if weights is None else weights.copy()
        return csr_matrix((data, self.neighbours.astype(np.int64), self.offsets.astype(np.int64)),
                          shape=(self.num_nodes, self.num_nodes))

    def save(self, path: Union[str, os.PathLike]) -> None:
        """Writes the graph, whole or not at all: as an edge list where the path ends in .txt, .edges,
        .edgelist, .tsv or .csv, else in n2v's binary form, which `read_graph` opens at once."""
        call(lib.n2v_graph_write, self._handle, path_bytes(path), ffi.NULL)

    def __reduce__(self) -> Any:
        """For pickle and copy."""
        return _rebuilt, (self.names, self.directed, self._blanks, np.array(self.offsets),
                          np.array(self.neighbours), None if self.weights is None else np.array(self.weights))

    def __len__(self) -> int:
        return self.num_nodes

    def __repr__(self) -> str:
        return (f"<n2v.Graph: {self.num_nodes:,} nodes, {self.num_edges:,} edges, "
                f"{'directed' if self.directed else 'undirected'}, "
                f"{'weighted' if self.weighted else 'unweighted'}>")

    # ------------------------------------------------------------------------------ from arrays

    @classmethod
    def from_edges(cls, u: Any, v: Optional[Ids] = None, w: Optional[Any] = None, *, nodes: Optional[Ids] = None,
                   directed: bool = False, duplicates: str = "sum", blanks: Optional[str] = None,
                   threads: int = 0) -> "Graph":
        """A graph of the edges `u[i]` - `v[i]`.

        Args:
            u, v: the ends, of one length: whole numbers not below 0, or strings. An integer array of
                numpy is the fastest. Or u alone: pairs, as a list or an array of shape (edges, 2).
            w: weights, finite and above 0, kept as float32 (1.2e-38 to 3.4e38); None: all are 1.
            nodes: names of nodes to be there even if they have no edge.
            directed: edges go from u to v only.
            duplicates: what an edge weighs that is listed more than once: "sum", "max", "last", or
                "error". An edge of an undirected graph that is listed in both directions counts
                once in any case, with the larger of the two weights.
            blanks: what takes the place of each run of white space in names, e.g. "_"; None: white
                space is an error, since no file of vectors could hold it.
            threads: 0: all.

        Raises:
            n2v.InputError: a weight or name that cannot be; its index is named.
            TypeError, ValueError: arrays of other lengths or types, ids that are missing or no whole
                numbers, masked entries, two names that `blanks` makes one.
        """
        if blanks is not None and (not isinstance(blanks, str) or blanks.split() not in ([], [blanks])
                                   or blanks.isspace()):
            raise ValueError(f"blanks = {blanks!r}: must be a string without white space")
        directed = flag(directed, "directed")
        if v is None:
            u, v = _pairs(u)
        u, v = _ends(u, "u"), _ends(v, "v")
        if len(u) != len(v):
            raise ValueError(f"u has {len(u)} entries, v has {len(v)}")
        extra = _ends(nodes, "nodes") if nodes is not None else None
        if w is not None:
            w = float32(w, "w")
            if w.shape != (len(u),):
                raise ValueError(f"w has the shape {w.shape}, it should have one of ({len(u)},)")
        rules = _params.choices("n2v_duplicates")
        if duplicates not in rules:
            raise ValueError(f"duplicates = {duplicates!r}: must be one of {', '.join(rules)}")
        rest = {"directed": directed, "duplicates": rules[duplicates]}
        arrays = [end for end in (u, v, extra) if end is not None]
        if all(isinstance(end, np.ndarray) and end.dtype.kind in "iu" for end in arrays):
            return cls._from_numbers(u, v, w, extra, rest, threads)
        return cls._from_names(u, v, w, extra, rest, blanks, threads)

    @classmethod
    def _from_numbers(cls, u: np.ndarray, v: np.ndarray, w: Any, nodes: Any, rest: Dict[str, Any],
                      threads: int) -> "Graph":
        arrays = [_numbers(u, "u"), _numbers(v, "v")]
        if nodes is not None:
            arrays.append(_numbers(nodes, "nodes"))
            rest["nodes"], rest["node_numbers"] = len(arrays[2]), _pointer(arrays[2], "uint64_t")
        rest["source_numbers"] = _pointer(arrays[0], "uint64_t")
        rest["target_numbers"] = _pointer(arrays[1], "uint64_t")
        return cls._build(len(u), w, rest, arrays, threads)

    @classmethod
    def _from_names(cls, u: Any, v: Any, w: Any, nodes: Any, rest: Dict[str, Any],
                    blanks: Optional[str], threads: int) -> "Graph":
        whole: Dict[str, str] = {}
        u, v, nodes = (_spelled(end, blanks, whole) for end in (u, v, nodes if nodes is not None else ()))
        index: Dict[str, int] = {}
        for names in (u, v, nodes):
            index.update(dict.fromkeys(names))
        for i, name in enumerate(index):
            index[name] = i
        arrays = [np.fromiter(map(index.__getitem__, end), np.uint32, len(end)) for end in (u, v)]
        pointers, keep = _name_pointers(list(index))
        rest.update(sources=_pointer(arrays[0], "uint32_t"), targets=_pointer(arrays[1], "uint32_t"),
                    nodes=len(index), names=pointers, by_degree=True)
        return cls._build(len(u), w, rest, arrays + [keep], threads, blanks)

    @classmethod
    def _build(cls, count: int, w: Any, rest: Dict[str, Any], keep: List[Any], threads: int,
               blanks: Optional[str] = None) -> "Graph":
        if count == 0 and not rest.get("nodes"):
            raise ValueError("no edges and no nodes")
        edges = ffi.new("n2v_edge_list *", dict(rest, size=ffi.sizeof("n2v_edge_list"), count=count))
        if w is not None:
            edges.weights = _pointer(w, "float")
        run = _params.make("n2v_run", {"threads": threads}, keep)
        out = ffi.new("n2v_graph **")
        try:
            call(lib.n2v_graph_from_edges, edges, run, out)
        except InputError as error:
            if "white space" in str(error):
                error.args = (f'{error}: blanks="_" joins the words of names', )
            raise
        return cls(out[0], blanks)

    # ------------------------------------------------------------------------ from other libraries

    @classmethod
    def from_networkx(cls, graph: Any, weight: Optional[str] = "weight", **options: Any) -> "Graph":
        """From a networkx graph, isolated nodes included. Nodes are named str(node).

        Args:
            graph: a Graph, DiGraph, MultiGraph or MultiDiGraph.
            weight: the edge attribute with the weight; edges without it weigh 1. None: all weigh 1.
            options: of `from_edges`.

        Raises:
            KeyError: no edge has the attribute that `weight` names.
            Others: as `from_edges`.
        """
        options.setdefault("directed", graph.is_directed())
        if weight not in (None, "weight") and graph.size() and not any(
                weight in data for _, _, data in graph.edges(data=True)):
            raise KeyError(f"no edge has the attribute {weight!r}; weight=None takes all edges for 1")
        names = {node: _name_of(node) for node in graph}
        if len(set(names.values())) != len(names):
            raise ValueError("two nodes have the same name once they are strings")
        ends: Tuple[List[Any], List[Any]] = ([], [])
        weights: List[float] = []
        for a, b, value in graph.edges(data=weight, default=1) if weight else (
                (a, b, 1) for a, b in graph.edges()):
            ends[0].append(names[a])
            ends[1].append(names[b])
            weights.append(1 if value is None else value)
        return cls.from_edges(ends[0], ends[1], weights if weight else None,
                              nodes=list(names.values()), **options)

    @classmethod
    def from_scipy(cls, matrix: Any, names: Optional[Ids] = None, **options: Any) -> "Graph":
        """From an adjacency matrix: scipy.sparse of any form, a dense array, or a DataFrame.

        Args:
            matrix: n x n; entry (i, j) is the weight of the edge i -> j, 0 (stored or not): no edge.
            names: of the n nodes, each once; None: "0" to "n - 1", or the labels of a DataFrame.
            options: of `from_edges`. Unless `directed` is given, the graph is undirected and the
                matrix has to be symmetric (but for rounding).
        """
        from scipy import sparse
        if names is None and hasattr(matrix, "columns") and hasattr(matrix, "index"):
            names = list(matrix.index)
            if names != list(matrix.columns):
                raise ValueError("the rows and columns of the DataFrame have other labels, or another order; "
                                 "n2v.Graph.from_pandas takes a table with an edge a row")
        if not sparse.issparse(matrix):
            matrix = np.asarray(unmasked(matrix, "the matrix"))
        entries = sparse.coo_matrix(matrix.astype(np.float64) if matrix.dtype.kind in "biufO" else matrix)
        if entries.dtype.kind != "f":
            raise TypeError(f"a matrix of {entries.dtype}: weights are real numbers")
        if entries.shape[0] != entries.shape[1]:
            raise ValueError(f"an adjacency matrix is square; this one is {entries.shape}")
        if not options.get("directed", False):
            if entries.nnz and abs(entries - entries.T).max() > 1e-6 * abs(entries).max():
                raise ValueError("the matrix is not symmetric: give directed=True, or add its transpose")
            entries = sparse.triu(entries, format="coo")
        stored = entries.data != 0
        rows, columns = (ends[stored].astype(np.int64) for ends in (entries.row, entries.col))
        if names is None:
            nodes: Any = np.arange(entries.shape[0])
            return cls.from_edges(rows, columns, entries.data[stored], nodes=nodes, **options)
        named = np.array([_name_of(name) for name in names], dtype=object)
        if len(named) != entries.shape[0]:
            raise ValueError(f"{entries.shape[0]} nodes, but {len(named)} names")
        if len(set(named)) != len(named):
            raise ValueError("two nodes have the same name")
        return cls.from_edges(list(named[rows]), list(named[columns]), entries.data[stored],
                              nodes=list(named), **options)

    @classmethod
    def from_pandas(cls, frame: Any, source: Any = "source", target: Any = "target",
                    weight: Optional[Any] = None, **options: Any) -> "Graph":
        """From a DataFrame with a row an edge.

        Args:
            frame: the table.
            source, target, weight: columns. `weight` None: the column "weight" where there is one,
                otherwise all edges weigh 1.
            options: of `from_edges`.
        """
        for column in (source, target) + ((weight,) if weight is not None else ()):
            if column not in frame.columns:
                raise KeyError(f"no column {column!r}; there are {', '.join(map(repr, frame.columns))}: "
                               "say which are source= and target=")
        if weight is None and "weight" in frame.columns:
            weight = "weight"
        for column in (source, target) + ((weight,) if weight is not None else ()):
            if getattr(frame[column], "ndim", 1) != 1:
                raise ValueError(f"more than one column is named {column!r}")
            if frame[column].isna().any():
                raise ValueError(f"a value is missing in column {column!r}, row {int(frame[column].isna().argmax())}: "
                                 "drop or fill it first")
        return cls.from_edges(frame[source].to_numpy(), frame[target].to_numpy(),
                              None if weight is None else frame[weight].to_numpy(), **options)

    @classmethod
    def from_igraph(cls, graph: Any, weight: Optional[str] = "weight", **options: Any) -> "Graph":
        """From a python-igraph graph; nodes are named by the vertex attribute "name" where there is
        one, otherwise by their index.

        Args:
            graph: an igraph.Graph.
            weight: the edge attribute with the weight, where there is one. None: all weigh 1.
            options: of `from_edges`.
        """
        options.setdefault("directed", graph.is_directed())
        if weight not in (None, "weight") and weight not in graph.es.attributes():
            raise KeyError(f"no edge attribute {weight!r}; there are {', '.join(graph.es.attributes()) or 'none'}")
        ends = np.array(graph.get_edgelist(), dtype=np.int64).reshape(-1, 2)
        weights = graph.es[weight] if weight and weight in graph.es.attributes() else None
        if "name" not in graph.vs.attributes():
            return cls.from_edges(ends[:, 0], ends[:, 1], weights, nodes=np.arange(graph.vcount()),
                                  **options)
        names = [_name_of(name) for name in graph.vs["name"]]
        return cls.from_edges([names[i] for i in ends[:, 0]], [names[i] for i in ends[:, 1]], weights,
                              nodes=names, **options)

    @classmethod
    def from_torch_geometric(cls, data: Any, edge_weight: Any = None, num_nodes: Optional[int] = None,
                             **options: Any) -> "Graph":
        """From PyTorch Geometric's form: a `Data` object, or an `edge_index` of shape (2, edges).

        Args:
            data: an object with `edge_index` (and `edge_weight`, `num_nodes`), or the edge_index
                itself: a tensor or array. torch is not imported.
            edge_weight: weights beside it.
            num_nodes: nodes are named "0" to "num_nodes - 1"; None: as far as edge_index goes.
            options: of `from_edges`. An undirected graph lists each edge in both directions there,
                which counts once here.

        Warns:
            UserWarning: an edge is listed in one direction only, and `directed` is not given.
        """
        if hasattr(data, "edge_index"):
            edge_weight = getattr(data, "edge_weight", None) if edge_weight is None else edge_weight
            num_nodes = getattr(data, "num_nodes", None) if num_nodes is None else num_nodes
            data = data.edge_index
        index = np.asarray(data.cpu() if hasattr(data, "cpu") else data)
        if index.ndim != 2 or index.shape[0] != 2:
            raise ValueError(f"edge_index has the shape {index.shape}, it should have (2, edges)")
        if edge_weight is not None:
            edge_weight = edge_weight.detach().cpu() if hasattr(edge_weight, "detach") else edge_weight
            edge_weight = np.asarray(edge_weight).reshape(-1)
        u, v = (_ends(end, "edge_index") for end in index)
        if isinstance(u, np.ndarray):  # not names
            u, v = (_numbers(end, "edge_index") for end in (u, v))
            largest = max(int(end.max()) for end in (u, v)) if len(u) else -1
            if num_nodes is None:
                num_nodes = largest + 1
            if int(num_nodes) != num_nodes or largest >= num_nodes:
                raise ValueError(f"num_nodes = {num_nodes}, but edge_index goes to {largest}")
            if "directed" not in options and not _symmetric(u, v, edge_weight, int(num_nodes)):
                warnings.warn("edge_index lists edges in one direction only, or with another weight in the other: "
                              "they are taken as undirected; directed=True keeps directions, directed=False "
                              "silences this", UserWarning, stacklevel=2)
        return cls.from_edges(u, v, edge_weight, nodes=np.arange(int(num_nodes or 0)), **options)


def read_graph(path: Union[str, os.PathLike], *, threads: int = 0,
               memory: Optional[Union[int, str]] = None, progress: ProgressLike = False,
               **options: Any) -> Graph:
    """Reads a graph from a file: edge list, CSV, MovieLens ratings, MatrixMarket or n2v's own binary
    form; .gz and .zst as they are.

    Args:
        path: the file; "-" is standard input.
        threads: 0: all.
        memory: most to use: bytes, "4G", or "50%" of the machine's; None: 80%.
        progress: True: a bar; or a callable that is given an `n2v.Event`.
        options: the reader's, by the names of the programs' flags: format ("auto", "edgelist",
            "csv", "ratings", "mtx", "csr"), directed, weighted ("auto", True, False), duplicates
            ("sum", "max", "last", "error"), nodes (a file of names), columns ("source,target,weight" or
            a list: names or numbers of a table's columns), header ("auto", True, False), blanks (what joins
            the words of a name), bipartite (names of the two columns are kept apart), and for ratings
            min_rating, pair_weight ("pmi-count" and others), min_weight. `n2v.reader_options()` has
            them with their defaults.

    Raises:
        n2v.InputError: with file and line.
        FileNotFoundError, PermissionError: as `open` does.
    """
    struct = "n2v_read_params"
    keep: List[Any] = []
    if isinstance(options.get("columns"), (list, tuple)):
        options["columns"] = ",".join(map(str, options["columns"]))
    params = _params.make(struct, _params.unalias(options, _params.fields(struct)), keep)
    readable(path)
    watch = Watch(progress)
    run = _params.make("n2v_run", {"threads": threads, "memory": _params.memory_bytes(memory)}, keep)
    run.progress = watch.progress
    out = ffi.new("n2v_graph **")
    watch.run(lib.n2v_graph_read, path_bytes(path), params, run, out)
    return Graph(out[0], options.get("blanks"))


def readable(path: Union[str, os.PathLike]) -> None:
    """Python's own exceptions for files that are not there or not to be read."""
    if os.fspath(path) not in ("-", b"-"):
        with open(path, "rb"):
            pass


def reader_options() -> Dict[str, Any]:
    """The options of `read_graph` with their defaults."""
    return _params.defaults("n2v_read_params")


def names_of(function: Any, handle: Any) -> List[str]:
    """All names of a graph or embedding."""
    size = int(function(handle, ffi.NULL))
    if not size:
        return []
    text = ffi.new("char[]", size)
    function(handle, text)
    return ffi.buffer(text, size - 1)[:].decode("utf-8", "surrogateescape").split("\n")


# ------------------------------------------------------------------------------------------ arrays


def _pointer(array: np.ndarray, kind: str) -> Any:
    return ffi.cast(f"{kind} *", ffi.from_buffer(array)) if array.size else ffi.NULL


def _rebuilt(names: List[str], directed: bool, blanks: Optional[str], offsets: np.ndarray,
             neighbours: np.ndarray, weights: Optional[np.ndarray]) -> Graph:
    """A graph of the arrays of another."""
    pointers, keep = _name_pointers(names)
    csr = ffi.new("n2v_csr *", {"size": ffi.sizeof("n2v_csr"), "nodes": len(names), "directed": directed,
                                "offsets": ffi.cast("uint64_t *", ffi.from_buffer(offsets)),
                                "neighbours": ffi.cast("uint32_t *", ffi.from_buffer(neighbours)),
                                "names": pointers})
    if weights is not None:
        csr.weights = _pointer(weights, "float")
    out = ffi.new("n2v_graph **")
    call(lib.n2v_graph_from_csr, csr, ffi.NULL, out)
    del keep
    return Graph(out[0], blanks)


def _pairs(pairs: Any) -> Tuple[Any, Any]:
    """Both ends of edges that are given as pairs."""
    if isinstance(pairs, (str, bytes, os.PathLike)):
        raise TypeError("u is a string; n2v.read_graph reads files")
    if hasattr(pairs, "shape"):
        pairs = np.asarray(unmasked(pairs, "u"))
        if pairs.ndim != 2 or pairs.shape[1] != 2:
            raise ValueError(f"pairs have the shape {pairs.shape}, it should be (edges, 2); give u and v "
                             "where they are two arrays")
        return pairs[:, 0], pairs[:, 1]
    pairs = list(pairs)
    if any(isinstance(pair, (str, bytes)) or not hasattr(pair, "__len__") or len(pair) != 2 for pair in pairs):
        raise TypeError("v is missing: give u and v, or u as a list of pairs; triples with weights become "
                        "three by u, v, w = zip(*triples)")
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def _ends(values: Any, what: str) -> Any:
    """An integer array as it is, anything else as a list of names."""
    if isinstance(values, (str, bytes, dict, set, frozenset)) or not (
            hasattr(values, "__iter__") or hasattr(values, "__array__")):
        raise TypeError(f"{what} is {'a ' + type(values).__name__}: a list or array is wanted, an entry an edge"
                        if what != "nodes" else f"nodes is a {type(values).__name__}: a list or array is wanted")
    if not isinstance(values, (list, tuple)):
        if hasattr(values, "__array__"):
            values = np.asarray(unmasked(values.cpu() if hasattr(values, "cpu") else values, what))
        else:
            values = list(values)
    if len(values) == 0 and getattr(values, "ndim", 1) == 1:
        return np.empty(0, np.int64)
    if isinstance(values, (list, tuple)) and all(type(value) is int for value in values):
        try:
            values = np.array(values, dtype=np.int64)
        except OverflowError:
            return [str(value) for value in values]
    if isinstance(values, np.ndarray):
        if values.ndim != 1:
            raise ValueError(f"{what} has the shape {values.shape}, it should have one dimension")
        if values.dtype.kind in "iu":
            return values
        if values.dtype.kind not in "OUS":
            raise TypeError(f"{what} is of type {values.dtype}: nodes are whole numbers or strings"
                            + (" (pandas makes floats of a column in which some are missing)"
                               if values.dtype.kind == "f" else ""))
        values = values.tolist()
    return [_name_of(value) for value in values]


def _name_of(value: Any) -> str:
    """A node's name: strings as they are, anything else as it prints itself."""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    if (value is None or isinstance(value, (bool, np.bool_, list, dict, set, np.ndarray))
            or (isinstance(value, numbers.Number) and not isinstance(value, numbers.Integral))
            or type(value).__name__ in ("NAType", "NaTType")):  # pandas' missing values
        raise TypeError(f"{value!r} is no name of a node: whole numbers or strings are")
    return str(value)


def spelling(name: Any, blanks: Optional[str]) -> str:
    """A name as the graph spells it."""
    name = _name_of(name)
    return name if blanks is None else blanks.join(name.split())


def _spelled(values: Any, blanks: Optional[str], whole: Dict[str, str]) -> List[str]:
    """Names as the graph spells them; `whole` remembers what each was before."""
    if isinstance(values, np.ndarray):
        return [str(value) for value in values.tolist()]
    if blanks is None:
        return list(values)
    result = []
    for name in values:
        spelled = spelling(name, blanks)
        if whole.setdefault(spelled, name) != name:
            raise ValueError(f"blanks = {blanks!r} makes one name of {whole[spelled]!r} and {name!r}")
        result.append(spelled)
    return result


def _symmetric(u: np.ndarray, v: np.ndarray, weights: Optional[np.ndarray], nodes: int) -> bool:
    """Whether each edge is listed in both directions, as often and with the same weights."""
    ahead, back = (a.astype(np.uint64) * np.uint64(nodes) + b.astype(np.uint64) for a, b in ((u, v), (v, u)))
    if weights is None or len(weights) != len(u):  # from_edges says what is wrong
        return bool(np.array_equal(np.sort(ahead), np.sort(back)))
    one, other = np.lexsort((weights, ahead)), np.lexsort((weights, back))
    return bool(np.array_equal(ahead[one], back[other]) and np.allclose(weights[one], weights[other]))


def _numbers(values: np.ndarray, what: str) -> np.ndarray:
    if values.dtype.kind == "i" and values.size and values.min() < 0:
        raise ValueError(f"{what}[{int(np.argmin(values))}] = {values.min()}: nodes that are numbers "
                         "are not below 0")
    return np.ascontiguousarray(values, dtype=np.uint64 if values.dtype.kind == "u" else
                                np.int64).view(np.uint64)


def _name_pointers(names: List[str]) -> Tuple[Any, List[Any]]:
    """char *[] over one block of all names; what has to stay alive."""
    for name in names:
        if "\0" in name:
            raise ValueError(f"{name!r} has a zero byte")
    encoded = [name.encode("utf-8", "surrogateescape") for name in names]
    text = ffi.from_buffer(b"\0".join(encoded) + b"\0")
    lengths = np.fromiter(map(len, encoded), np.uint64, len(encoded))
    addresses = np.zeros(len(encoded), np.uint64)
    np.cumsum(lengths[:-1] + np.uint64(1), out=addresses[1:])
    addresses += np.uint64(int(ffi.cast("uintptr_t", text)))
    return ffi.cast("char **", ffi.from_buffer(addresses)), [text, addresses]
