"""Training: a graph to vectors."""
from __future__ import annotations

import os
import tempfile
import warnings
from typing import Any, Dict, Iterable, List, Optional, Sequence, Union

import numpy as np

from . import _params
from ._arrays import path_bytes
from ._call import ProgressLike, Watch
from ._n2v import ffi, lib
from ._sources import graph_of
from .graph import Graph, _name_of, readable
from .vectors import Report, Vectors

_STRUCTS = ("n2v_walk_params", "n2v_train_params", "n2v_run")


def train(graph: Any, dimensions: int = 128, p: float = 1.0, q: float = 1.0, *,
          walk_length: int = 80, num_walks: int = 10, window: int = 10,
          epochs: Union[int, str] = "auto", negative: int = 5, alpha: float = 0.05, seed: int = 1, threads: int = 0,
          sampler: str = "auto", extend: bool = False, gamma: float = 0.0, degree_penalty: float = 0.0,
          shrink_window: bool = True, ns_exponent: float = 0.5, sample: float = 0.0, group: int = 0,
          stop_after: int = 0, deterministic: bool = False, init: Optional[Vectors] = None,
          freeze: bool = False, memory: Optional[Union[int, str]] = None, simd: str = "auto",
          pin: bool = False, precision: str = "float32", objective: str = "sgns",
          checkpoint: Optional[Union[str, os.PathLike]] = None, checkpoint_every: float = 60.0,
          resume: Optional[Union[str, os.PathLike]] = None, contexts: bool = True,
          progress: ProgressLike = True, **others: Any) -> Vectors:
    """Vectors for the nodes of a graph, by node2vec.

    Walks are drawn by the law of Grover and Leskovec ("node2vec", KDD 2016, section 3.2.2) and
    trained on by skip-gram with negative sampling (Mikolov et al., NIPS 2013). With threads=1 the
    vectors are bit by bit those of the program n2v-train with the same options and seed.

    Args:
        graph: an `n2v.Graph`; or what one is made of with no option: a graph of networkx, igraph or
            PyTorch Geometric, a sparse matrix of scipy, a DataFrame with the columns "source" and
            "target", the name of a file.
        dimensions: numbers in a vector, 1 to 4096.
        p: return parameter: large, a walk seldom steps back.
        q: in-out parameter: large, a walk stays near; small, it explores.
        walk_length: nodes in a walk.
        num_walks: walks from each node in an epoch.
        window: context radius.
        epochs: passes, each over fresh walks; "auto": until the loss of walks that are not trained
            on settles (`.report.ending` says why training ended).
        negative: negatives for each positive.
        alpha: starting learning rate; falls linearly to 0, with epochs="auto" from halfway on.
        seed: of walks and vectors. Walks are the same for any number of threads, vectors with
            threads=1 or deterministic=True.
        threads: 0: all cores.
        sampler: how steps are drawn: "auto", "precomputed", "rejection", "mixture", "first-order";
            all follow one law.
        extend, gamma: node2vec+ (Liu, Hirn and Krishnan, Bioinformatics 39(1), 2023): edges light
            for the node they lead to count as half missing.
        degree_penalty: divide what a step to x weighs by the sum of x's weights to this power, 0 to
            1: walks meet hubs less.
        shrink_window: draw each radius from 1..window, as word2vec does.
        ns_exponent: noise distribution: count to this power.
        sample: subsample nodes more frequent than this; 0: none.
        group: contexts that share their negatives; 0: a window's; 1: per pair.
        stop_after: end early when so many epochs in a row have not lowered the loss by 0.1%.
        deterministic: the same vectors, bit by bit, for any number of threads; slower.
        init: vectors to start from, by name; nodes not among them start from the mean of their
            neighbours'.
        freeze: keep the vectors of `init` as they are, train those of new nodes.
        memory: most to use: bytes, "4G", or "50%" of the machine's; None: 80%.
        simd: "auto", "portable", "avx2", "avx512", "neon".
        pin: keep each thread that trains on a processor of its own: for machines with several
            sockets, and nothing else running.
        precision: of the rows while they are trained: "float32", or "bf16", which takes half of the
            memory; vectors come out as float32.
        objective: what is trained; "sgns", skip-gram with negative sampling, is all there is.
        checkpoint: a file to keep the state of training in, every `checkpoint_every` seconds.
        resume: a checkpoint to go on from, with the same graph and options.
        contexts: keep the output matrix, too (`Vectors.contexts`).
        progress: True: a bar, where a terminal or notebook shows it; False: none; or a callable that
            is given an `n2v.Event` ten times a second.
        others: the aliases that n2v-train takes (`size`, `workers`, `iter`, `window_size`,
            `random_state`, ...), `init_context` (the contexts that go with `init`), and parameters of the library that are newer than this list.

    Returns:
        The vectors, most visited nodes first; `.report` has the figures, `.loss` the loss after each
        epoch.

    Raises:
        n2v.UsageError: a parameter is out of bounds; the message names it.
        n2v.MemoryLimitError: it would take more than `memory`.
        n2v.DivergedError: training went wrong; the message says what to do.
        KeyboardInterrupt: Ctrl-C; within half a second, nothing is left behind.
        TypeError: an unknown parameter.

    Warns:
        UserWarning: vectors that are likely of no use (no or few pairs, negative=0), and parameters that
        nothing looks at.
    """
    given = {name: value for name, value in locals().items()
             if name not in ("graph", "others", "contexts", "progress")}
    graph = graph_of(graph)
    defaults = train.__kwdefaults__ or {}
    known = set(given) | {name for struct in _STRUCTS for name in _params.fields(struct)}
    for name, value in _params.unalias(others, known - {"dims"}).items():
        if name in given and given[name] != defaults.get(name, {"dimensions": 128}.get(name, 1.0)):
            raise TypeError(f"'{name}' is given twice, once by another name")
        given[name] = value
    return _train(graph, given, contexts, progress)


def train_walks(walks: Union[str, os.PathLike, Iterable[Sequence[Any]]], *, min_count: int = 0,
                contexts: bool = True, progress: ProgressLike = True, **options: Any) -> Vectors:
    """Vectors of what stands in walks that are there already, or in any sequences.

    Args:
        walks: a file, as `n2v-train -walks` reads it: a walk a line, names separated by white space,
            .gz and .zst as they are. Or the walks themselves: sequences of names, or whole numbers
            not below 0; in arrays -1 ends a walk, as in those of `n2v.walks`. Walks of more than
            1,000 names are cut.
        min_count: names met less often are left out.
        contexts, progress: as for `train`.
        options: those of `train` that are not about walks.

    Returns, raises:
        As `train`. n2v.InputError: no walk has two names. ValueError: white space in a name.
    """
    known = {name for struct in _STRUCTS[1:] for name in _params.fields(struct)} - {"dims"}
    given = _params.unalias(options, known | {"dimensions"})
    if isinstance(walks, (str, os.PathLike)):
        readable(walks)
        return _train_file(path_bytes(walks), min_count, given, contexts, progress)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", errors="surrogateescape") as file:
        for walk in walks:
            if isinstance(walk, (str, bytes)):
                raise TypeError(f"the walk {walk!r} is a string: a list of names is wanted (.split() makes one)")
            names = [_name_of(name) for name in _upto_end(walk)]
            if any(name.split() != [name] for name in names):
                raise ValueError(f"a name is empty or has white space in it, in the walk {names!r}")
            file.write(" ".join(names) + "\n")
        if not file.tell():
            raise ValueError("no walks")
        file.flush()
        return _train_file(os.fsencode(file.name), min_count, given, contexts, progress)


def _upto_end(walk: Any) -> Any:
    """An array of numbers up to the -1 that ends it."""
    if isinstance(walk, np.ndarray) and walk.dtype.kind == "i" and (walk < 0).any():
        length = int(np.argmax(walk < 0))
        if (walk[length:] != -1).any():
            raise ValueError(f"a number below 0 in the walk {walk}: only -1 may be there, behind its end")
        return walk[:length]
    return walk


def _train_file(path: bytes, min_count: int, given: Dict[str, Any], contexts: bool,
                progress: ProgressLike) -> Vectors:
    keep: List[Any] = []
    _, _, run = _structs(given, keep)
    watch = Watch()
    run.progress = watch.progress
    out = ffi.new("n2v_corpus **")
    watch.run(lib.n2v_corpus_read, path, min_count, run, out)
    corpus = ffi.gc(out[0], lib.n2v_corpus_free)

    def call(walk: Any, *rest: Any) -> Any:
        return lib.n2v_train_corpus(corpus, *rest)
    return _run(call, given, contexts, progress)


def _train(graph: Graph, given: Dict[str, Any], contexts: bool, progress: ProgressLike) -> Vectors:
    def call(*rest: Any) -> Any:
        return lib.n2v_train(graph._handle, *rest)
    vectors = _run(call, given, contexts, progress)
    vectors._blanks = graph._blanks
    return vectors


def _run(call: Any, given: Dict[str, Any], contexts: bool, progress: ProgressLike) -> Vectors:
    """`call` is given the structs of parameters, where to put the results, and the error."""
    keep: List[Any] = []
    walk, training, run = _structs(given, keep)
    watch = Watch(progress)
    run.progress = watch.progress
    out, context = ffi.new("n2v_embedding **"), ffi.new("n2v_embedding **")
    report = ffi.new("n2v_train_report *", {"size": ffi.sizeof("n2v_train_report")})
    watch.run(call, walk, training, run, out, context if contexts else ffi.NULL, report)
    vectors = Vectors._of(out[0], context[0] if contexts else None)
    vectors.report = _report(report)
    if given.get("resume") is None:
        _warn(given, vectors)
    return vectors


def _warn(given: Dict[str, Any], vectors: Vectors) -> None:
    """What is an error in all likelihood, as the program says it."""
    pairs = vectors.report.pairs if vectors.report else 0
    if not pairs:
        text = "no pair was trained, the vectors are random: every walk is one node long"
    elif pairs < len(vectors):
        text = (f"{pairs:,} pairs were trained for {len(vectors):,} nodes, most vectors are random: more "
                "epochs or num_walks, or longer walks are needed")
    elif given.get("negative") == 0:
        text = "negative = 0: nothing pushes vectors apart, they will hardly differ; 5 is usual"
    elif given.get("gamma") and not given.get("extend"):
        text = f"gamma = {given['gamma']}: is only looked at with extend=True"
    else:
        return
    warnings.warn(text, UserWarning, stacklevel=5)


def _structs(given: Dict[str, Any], keep: List[Any]) -> List[Any]:
    """The library's structs of parameters, each with those of `given` that it has."""
    values = dict(given, memory=_params.memory_bytes(given.get("memory")))
    values["dims"] = values.pop("dimensions", None)
    if values.get("epochs") == "auto":
        values["epochs"] = None  # the library's default
    for name in ("init", "init_context"):
        if values.get(name) is not None:
            values[name] = _handle_of(values[name])
            keep.append(values[name])
    structs = []
    for struct in _STRUCTS:
        known = _params.fields(struct)
        structs.append(_params.make(struct, {k: v for k, v in values.items() if k in known}, keep))
    return structs


def _handle_of(vectors: Vectors) -> Any:
    if not isinstance(vectors, Vectors):
        raise TypeError(f"n2v.Vectors are wanted, not {type(vectors).__name__}")
    return vectors._handle if vectors._handle is not None else vectors._embedding()


def _report(report: Any) -> Report:
    return Report(
        loss=ffi.unpack(report.loss, report.epochs), epochs=int(report.epochs),
        walks=int(report.walks), steps=int(report.steps), pairs=int(report.pairs),
        preprocess_seconds=report.preprocess_seconds, walk_seconds=report.walk_seconds,
        train_seconds=report.train_seconds, pairs_per_second=report.pairs_per_second,
        sampler="" if report.sampler == ffi.NULL else ffi.string(report.sampler).decode(), simd=ffi.string(report.simd).decode(),
        threads=int(report.threads), ending=ffi.string(report.ending).decode(),
        shared_lines_per_pair=report.shared_lines_per_pair)
