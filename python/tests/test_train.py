"""Training: the same bits as the program's, parameters, errors, threads."""
import inspect
import subprocess
import threading

import numpy as np
import pytest

import n2v
from n2v import _params


def write_edges(path, u, v):
    path.write_text("".join(f"{a} {b}\n" for a, b in zip(u, v)))


@pytest.mark.parametrize("options", [
    {}, {"p": 0.25, "q": 4}, {"dimensions": 33, "window": 3, "negative": 2, "epochs": 3, "seed": 9},
    {"sample": 0.01, "alpha": 0.05, "shrink_window": False, "ns_exponent": 0.5, "group": 1},
    {"deterministic": True}])
def test_bit_by_bit_the_programs_vectors(two_groups, tmp_path, program, options):
    write_edges(tmp_path / "edges.txt", *two_groups)
    flags = []
    for name, value in options.items():
        flag = "-" + {"dimensions": "size"}.get(name, name).replace("_", "-")
        flags += [flag] if value is True else [flag, str(int(value) if value is False else value)]
    subprocess.run([program("n2v-train"), "-quiet", "-threads", "1", "-input", tmp_path / "edges.txt",
                    "-output", tmp_path / "v.bin"] + flags, check=True)
    theirs = n2v.Vectors.load(tmp_path / "v.bin")
    for graph in (n2v.Graph.from_edges(*two_groups), n2v.read_graph(tmp_path / "edges.txt")):
        ours = n2v.train(graph, threads=1, progress=False, **options)
        assert ours.names == theirs.names
        assert np.array_equal(ours.vectors, theirs.vectors)


def test_defaults_are_the_librarys():
    library = {}
    for struct in ("n2v_walk_params", "n2v_train_params", "n2v_run"):
        library.update(_params.defaults(struct))
    library["dimensions"], library["memory"] = library.pop("dims"), None
    assert library["epochs"] == 0
    library["epochs"] = "auto"
    for name, parameter in inspect.signature(n2v.train).parameters.items():
        if name in library:
            assert parameter.default == library[name], name


def test_epochs_by_themselves(two_groups):
    graph = n2v.Graph.from_edges(*two_groups)
    vectors = n2v.train(graph, 8, threads=1, progress=False)
    assert vectors.report.epochs == len(vectors.loss) > 1 and vectors.report.ending
    same = n2v.train(graph, 8, threads=1, progress=False, epochs="auto")
    assert np.array_equal(vectors.vectors, same.vectors)
    fixed = n2v.train(graph, 8, threads=1, progress=False, epochs=1)
    assert fixed.report.epochs == 1
    with pytest.raises(ValueError, match="epochs = 'often'"):
        n2v.train(graph, epochs="often", progress=False)


def test_vectors_know_the_groups(two_groups):
    vectors = n2v.train(n2v.Graph.from_edges(*two_groups), 16, epochs=5, threads=1, progress=False)
    assert len(vectors) == 20 and vectors.vectors.shape == (20, 16)
    assert vectors.vectors.dtype == np.float32 and vectors.contexts.shape == (20, 16)
    for group in (range(10), range(10, 20)):
        for node in list(group)[1:]:
            nearest = {int(name) for name, _ in vectors.most_similar(node, topn=5)}
            assert nearest <= set(group)
    assert len(vectors.loss) == 5 and vectors.loss[-1] < vectors.loss[0]
    report = vectors.report
    assert report.epochs == 5 and report.threads == 1 and report.pairs > 0 and report.walks == 1000


def test_every_epoch_has_its_loss():
    ring = [0, 1, 2, 3], [1, 2, 3, 0]
    vectors = n2v.train(n2v.Graph.from_edges(*ring), 2, walk_length=4, num_walks=1, epochs=1500,
                        alpha=0.01, threads=1, progress=False)
    assert len(vectors.loss) == 1500 and all(0.1 < loss < 10 for loss in vectors.loss)


@pytest.mark.parametrize("alias, name, value", [
    ("size", "dimensions", 7), ("vector_size", "dimensions", 7), ("window_size", "window", 2),
    ("iter", "epochs", 1), ("workers", "threads", 1), ("random_state", "seed", 5), ("lr", "alpha", 0.01)])
def test_aliases(two_groups, alias, name, value):
    graph = n2v.Graph.from_edges(*two_groups)
    fixed = {"threads": 1, "dimensions": 9, "epochs": 2}
    fixed.pop(name, None)
    one = n2v.train(graph, progress=False, **fixed, **{alias: value})
    other = n2v.train(graph, progress=False, **fixed, **{name: value})
    assert np.array_equal(one.vectors, other.vectors)


@pytest.mark.parametrize("options, error, message", [
    ({"dimension": 5}, TypeError, "did you mean 'dimensions'"),
    ({"nonsense_at_all": 5}, TypeError, "unknown parameter 'nonsense_at_all'"),
    ({"dimensions": 5, "size": 6}, TypeError, "given twice"),
    ({"dimensions": 0}, n2v.UsageError, "dimensions = 0"),
    ({"dimensions": 5000}, ValueError, "4096"),
    ({"dimensions": -1}, ValueError, "dimensions = -1"),
    ({"epochs": 1.5}, ValueError, "whole number"),
    ({"epochs": float("inf")}, ValueError, "whole number"),
    ({"p": 0}, n2v.UsageError, "`p = 0`"),
    ({"q": float("nan")}, n2v.UsageError, "`q"),
    ({"alpha": 7}, n2v.UsageError, "alpha = 7"),
    ({"sampler": "magic"}, ValueError, "sampler = 'magic'"),
    ({"memory": "lots"}, ValueError, "memory = 'lots'"),
    ({"memory": 1000}, n2v.MemoryLimitError, "memory"),
    ({"init": 3}, TypeError, "n2v.Vectors"),
    ({"p": "1"}, TypeError, "p = '1': must be a number"),
    ({"extend": "yes"}, TypeError, "extend = 'yes': must be True or False"),
    ({"dimensions": True}, ValueError, "dimensions = True"),
    ({"walk_length": 2**40}, ValueError, "walk_length = .*too large"),
    ({"seed": 2**64}, ValueError, "seed = .*too large"),
    ({"epochs": "Auto"}, ValueError, '"auto"'),
    ({"memory": "."}, ValueError, "memory = '.'"),
    ({"memory": 1.5}, ValueError, "memory = 1.5"),
    ({"min_count": 0}, TypeError, "unknown parameter 'min_count'$"),
    ({"resume": "/nowhere/ckpt"}, n2v.Error, "/nowhere/ckpt"),
])
def test_what_is_refused(two_groups, options, error, message):
    with pytest.raises(error, match=message):
        n2v.train(n2v.Graph.from_edges(*two_groups), progress=False, **options)


@pytest.mark.parametrize("edges, options, message", [
    (([1], [2]), {"walk_length": 1}, "no pair was trained"),
    (([], [], None, range(9)), {}, "no pair was trained"),
    (([1, 2], [2, 1]), {"negative": 0}, "negative = 0"),
    (([1, 2], [2, 1]), {"gamma": 0.5}, "only looked at with extend"),
])
def test_what_is_of_no_use_is_warned_of(edges, options, message):
    graph = n2v.Graph.from_edges(*edges[:3], nodes=edges[3] if len(edges) > 3 else None)
    with pytest.warns(UserWarning, match=message) as caught:
        n2v.train(graph, 4, epochs=1, progress=False, **options)
    assert caught[0].filename == __file__


def test_what_is_no_graph():
    for wrong in ([(1, 2)], np.eye(3), None):
        with pytest.raises(TypeError, match="from_edges"):
            n2v.train(wrong)
    with pytest.raises(TypeError, match="from_networkx"):
        n2v.Graph([(1, 2)])


def test_what_stands_for_a_graph(karate, tmp_path):
    """Whatever it comes as, the vectors are the same."""
    scipy, pandas = pytest.importorskip("scipy.sparse"), pytest.importorskip("pandas")
    edges = [(str(a), str(b)) for a, b in karate.edges()]
    graph = n2v.Graph.from_edges(edges)
    graph.save(tmp_path / "karate.csr")
    frame = pandas.DataFrame(edges, columns=["source", "target"])
    u, v = np.array(karate.edges()).T
    ones = np.ones(len(u))
    matrix = scipy.coo_matrix((ones, (u, v)), (34, 34))
    karate = type(karate)(karate.edges())  # without weights
    first = n2v.train(graph, 8, epochs=1, threads=1, progress=False)
    for source in (karate, frame, matrix + matrix.T, tmp_path / "karate.csr", str(tmp_path / "karate.csr")):
        vectors = n2v.train(source, 8, epochs=1, threads=1, progress=False)
        assert vectors.names == first.names and np.array_equal(vectors.vectors, first.vectors)
    assert next(n2v.walks(karate)).shape == (340, 80)


def test_errors_are_of_python_kinds_too():
    for kind, base in ((n2v.UsageError, ValueError), (n2v.FileError, OSError),
                       (n2v.MemoryLimitError, MemoryError), (n2v.DivergedError, ArithmeticError)):
        assert issubclass(kind, base) and issubclass(kind, n2v.Error)


def test_warm_start(two_groups):
    u, v = two_groups
    old = n2v.train(n2v.Graph.from_edges(u, v), 8, threads=1, progress=False)
    grown = n2v.Graph.from_edges(np.append(u, 99), np.append(v, 3))
    new = n2v.train(grown, 8, threads=1, init=old, freeze=True, progress=False)
    assert np.array_equal(new[old.names], old.vectors) and 99 in new
    arrays = n2v.train(grown, 8, threads=1, init=n2v.Vectors(old.names, old.vectors.copy()),
                       freeze=True, progress=False)
    assert np.array_equal(arrays.vectors, new.vectors)


def test_checkpoint(two_groups, tmp_path):
    graph = n2v.Graph.from_edges(*two_groups)
    whole = n2v.train(graph, 8, threads=1, checkpoint=tmp_path / "c", progress=False)
    again = n2v.train(graph, 8, threads=1, resume=tmp_path / "c", progress=False)
    assert np.array_equal(whole.vectors, again.vectors)


def test_deterministic_on_two_threads(two_groups):
    graph = n2v.Graph.from_edges(*two_groups)
    one, two = (n2v.train(graph, 8, deterministic=True, threads=threads, progress=False)
                for threads in (1, 2))
    assert np.array_equal(one.vectors, two.vectors)


def test_several_python_threads_at_once(two_groups):
    u, v = two_groups
    graphs = [n2v.Graph.from_edges(u, v), n2v.Graph.from_edges(u + 100, v + 100)]
    alone = [n2v.train(graph, 8, threads=1, progress=False) for graph in graphs]
    found = [None] * 8

    def work(i):
        found[i] = n2v.train(graphs[i % 2], 8, threads=1, progress=False)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for i, vectors in enumerate(found):
        assert np.array_equal(vectors.vectors, alone[i % 2].vectors)


def test_progress_is_told(power_law):
    events = []
    n2v.train(power_law, 32, epochs=1, progress=events.append)
    assert events and all(isinstance(event, n2v.Event) for event in events)
    assert any(event.phase == "train" and event.pairs > 0 for event in events)


def test_an_exception_in_progress_stops_the_training(power_law):
    def stop(event):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        n2v.train(power_law, 64, epochs=1000, progress=stop)
