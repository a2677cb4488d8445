"""Graphs from arrays and files."""
import copy
import gc
import pickle

import numpy as np
import pytest

import n2v
from conftest import same_graph


def text_graph(tmp_path, lines, **options):
    path = tmp_path / "edges.txt"
    path.write_text("".join(line + "\n" for line in lines))
    return n2v.read_graph(path, **options)


def test_what_it_is():
    g = n2v.Graph.from_edges([1, 2, 3, 1], [2, 3, 1, 40])
    assert (g.num_nodes, len(g), g.num_edges, g.directed, g.weighted) == (4, 4, 4, False, False)
    assert g.names == ["1", "2", "3", "40"]  # by degree, then by value
    assert g.offsets.tolist() == [0, 3, 5, 7, 8]
    assert g.neighbours.tolist() == [1, 2, 3, 0, 2, 0, 1, 0]
    assert g.weights is None and g.degrees.tolist() == [3, 2, 2, 1]
    assert repr(g) == "<n2v.Graph: 4 nodes, 4 edges, undirected, unweighted>"


@pytest.mark.parametrize("kind", [list, tuple, np.array, lambda x: np.array(x, np.uint8),
                                  lambda x: np.array(x, np.int32)[::1], lambda x: [str(i) for i in x],
                                  lambda x: np.array([str(i) for i in x]),
                                  lambda x: np.array([str(i) for i in x], object)])
def test_any_kind_of_array_gives_the_graph_of_the_text(tmp_path, kind):
    u, v = [7, 7, 3, 3, 9, 100], [3, 9, 9, 3, 100, 7]
    wanted = text_graph(tmp_path, [f"{a} {b}" for a, b in zip(u, v)])
    assert same_graph(n2v.Graph.from_edges(kind(u), kind(v)), wanted)


def test_strided_arrays_are_read_as_they_are():
    both = np.array([[1, 2], [2, 3], [3, 1]])
    assert same_graph(n2v.Graph.from_edges(both[:, 0], both[:, 1]), n2v.Graph.from_edges([1, 2, 3], [2, 3, 1]))


def test_weights_and_duplicates(tmp_path):
    u, v, w = ["a", "a", "b", "a"], ["b", "c", "c", "b"], [2, 0.5, 3, 5]
    lines = [f"{a} {b} {c}" for a, b, c in zip(u, v, w)]
    for rule, weight in (("sum", 7), ("max", 5), ("last", 5)):
        g = n2v.Graph.from_edges(u, v, w, duplicates=rule)
        assert same_graph(g, text_graph(tmp_path, lines, duplicates=rule))
        a, b = g.names.index("a"), g.names.index("b")
        row = slice(int(g.offsets[a]), int(g.offsets[a + 1]))
        assert g.weights[row][g.neighbours[row].tolist().index(b)] == weight
    with pytest.raises(n2v.InputError, match="'a b' is listed twice"):
        n2v.Graph.from_edges(u, v, w, duplicates="error")


def test_directed(tmp_path):
    u, v = [1, 2, 3, 1], [2, 1, 1, 3]
    g = n2v.Graph.from_edges(u, v, directed=True)
    assert g.directed and g.num_edges == 4
    assert same_graph(g, text_graph(tmp_path, ["1 2", "2 1", "3 1", "1 3"], directed=True))


def test_nodes_without_edges():
    g = n2v.Graph.from_edges([5], [6], nodes=[9, 5, 7])
    assert sorted(g.names) == ["5", "6", "7", "9"] and g.num_edges == 1
    assert sorted(n2v.Graph.from_edges(["a"], ["b"], nodes=["c"]).names) == ["a", "b", "c"]
    assert n2v.Graph.from_edges([], [], nodes=[3, 1]).names == ["1", "3"]


@pytest.mark.parametrize("numbers", [[0, 1, 2], [10**18, 10**18 + 1, 5], [9999999999999999999, 0, 1]])
def test_numbers_far_apart(tmp_path, numbers):
    a, b, c = numbers
    g = n2v.Graph.from_edges(np.array([a, b], np.uint64), np.array([b, c], np.uint64))
    assert same_graph(g, text_graph(tmp_path, [f"{a} {b}", f"{b} {c}"]))


def test_many_numbers_dense_and_sparse_are_one_graph():
    random = np.random.default_rng(3)
    u, v = random.integers(0, 5000, (2, 300000))
    dense = n2v.Graph.from_edges(u, v)
    sparse = n2v.Graph.from_edges(u * 10**12 + 7, v * 10**12 + 7)
    assert np.array_equal(dense.neighbours, sparse.neighbours)
    assert [int(name) * 10**12 + 7 for name in dense.names] == [int(name) for name in sparse.names]


def test_names_in_any_script_and_of_any_bytes():
    names = ["grün", "日本", "\udcff", "a" * 300]
    g = n2v.Graph.from_edges(names[:-1], names[1:])
    assert sorted(g.names) == sorted(names)


def test_pairs_and_whatever_has_an_end():
    graph = n2v.Graph.from_edges([0, 1, 2], [1, 2, 3])
    for same in (n2v.Graph.from_edges([(0, 1), (1, 2), (2, 3)]),
                 n2v.Graph.from_edges(np.array([[0, 1], [1, 2], [2, 3]])),
                 n2v.Graph.from_edges((a, a + 1) for a in range(3)),
                 n2v.Graph.from_edges(iter([0, 1, 2]), range(1, 4))):
        assert same_graph(graph, same)
    for wrong, error in (([1, 2], TypeError), (["ab", "cd"], TypeError), ([(1, 2, 3)], TypeError),
                         (np.ones((2, 3), int), ValueError)):
        with pytest.raises(error):
            n2v.Graph.from_edges(wrong)
    with pytest.raises(ValueError, match="one of error, last, max, sum"):
        n2v.Graph.from_edges([1], [2], duplicates="first")


@pytest.mark.parametrize("weights", [None, [1.5, 2, 3]])
@pytest.mark.parametrize("directed", [False, True])
def test_pickle_copy_and_files(tmp_path, weights, directed):
    graph = n2v.Graph.from_edges(["a", "b", "b"], ["b", "c", "d"], weights, directed=directed)
    graph.save(tmp_path / "g.csr")
    for again in (pickle.loads(pickle.dumps(graph)), copy.deepcopy(graph), n2v.read_graph(tmp_path / "g.csr")):
        assert same_graph(graph, again) and again.directed == directed
        assert again.num_edges == graph.num_edges


def test_blanks_in_names():
    with pytest.raises(n2v.InputError, match='white space.*blanks="_"'):
        n2v.Graph.from_edges(["Evelyn Jefferson"], ["b"])
    g = n2v.Graph.from_edges(["Evelyn  Jefferson"], ["b"], blanks="_")
    assert sorted(g.names) == ["Evelyn_Jefferson", "b"]
    vectors = n2v.train(g, 4, epochs=1, progress=False)
    assert "Evelyn Jefferson" in vectors
    assert np.array_equal(vectors["Evelyn Jefferson"], vectors["Evelyn_Jefferson"])


@pytest.mark.parametrize("u, v, w, error, message", [
    ([1, 2], [1], None, ValueError, "u has 2 entries, v has 1"),
    ([1.5], [2], None, TypeError, "nodes are whole numbers or strings|no name"),
    (np.array([1.0]), np.array([2.0]), None, TypeError, "pandas makes floats"),
    ([1, -2], [2, 3], None, ValueError, r"u\[1\] = -2"),
    ([[1, 2]], [[3, 4]], None, (ValueError, TypeError), ""),
    ([1], [2], [0.0], n2v.InputError, r"weights\[0\] = 0"),
    ([1, 1], [2, 3], [1, float("nan")], n2v.InputError, r"weights\[1\] = -?nan"),
    ([1], [2], [-1], n2v.InputError, r"weights\[0\] = -1"),
    ([1], [2], [1, 2], ValueError, "shape"),
    ([], [], None, ValueError, "no edges"),
    (["a\0b"], ["c"], None, ValueError, "zero byte"),
    ([""], ["c"], None, n2v.InputError, "empty"),
    ([None], ["c"], None, TypeError, "None is no name"),
])
def test_what_is_refused(u, v, w, error, message):
    with pytest.raises(error, match=message):
        n2v.Graph.from_edges(u, v, w)


def test_views_live_longer_than_the_graph_and_cannot_be_written():
    g = n2v.Graph.from_edges(np.arange(1000), np.arange(1, 1001))
    neighbours, wanted = g.neighbours, g.neighbours.copy()
    del g
    gc.collect()
    assert np.array_equal(neighbours, wanted)
    with pytest.raises(ValueError):
        neighbours[0] = 1


def test_reading(tmp_path):
    assert set(n2v.reader_options()) >= {"format", "directed", "weighted", "duplicates", "nodes"}
    with pytest.raises(n2v.InputError, match="edges.txt:2"):
        text_graph(tmp_path, ["1 2 1", "2 3 -4"])
    with pytest.raises(FileNotFoundError, match="nowhere"):
        n2v.read_graph(tmp_path / "nowhere")
    with pytest.raises(TypeError, match="did you mean 'weighted'"):
        text_graph(tmp_path, ["1 2"], weightd=True)
    with pytest.raises(ValueError, match="format = 'parquet'"):
        text_graph(tmp_path, ["1 2"], format="parquet")
    assert not text_graph(tmp_path, ["1 2 5"], weighted=False).weighted
    assert text_graph(tmp_path, ["1 2 5"], weighted=True).weighted
    assert text_graph(tmp_path, ["1 2 5"]).weighted


def test_to_scipy():
    pytest.importorskip("scipy")
    g = n2v.Graph.from_edges([0, 1], [1, 2], [2, 3])
    back = n2v.Graph.from_scipy(g.to_scipy(), g.names)
    assert same_graph(g, back)


@pytest.mark.parametrize("u, v, options, error, message", [
    ([True, False], [1, 2], {}, TypeError, "True is no name"),
    (np.array([1, 2], object), [np.float32(1), 3], {}, TypeError, "no name"),
    ([[1], [2]], [3, 4], {}, TypeError, "no name"),
    ("abc", "bcd", {}, TypeError, "u is a str"),
    (1, 2, {}, TypeError, "u is a int"),
    ({1, 2}, {3, 4}, {}, TypeError, "u is a set"),
    ("edges.txt", None, {}, TypeError, "read_graph"),
    ([(1, 2, 3.0)], None, {}, TypeError, "zip"),
    (np.ma.array([1, 2], mask=[0, 1]), [3, 4], {}, ValueError, "1 entries are masked"),
    ([1, 2], [3, 4], {"w": np.ma.array([1.0, 2], mask=[0, 1])}, ValueError, "masked"),
    ([1], [2], {"w": np.array([1 + 2j])}, TypeError, "complex128: real"),
    ([1], [2], {"w": np.array(["2020-01-01"], "datetime64[D]")}, TypeError, "datetime64"),
    ([1, 2], [2, 3], {"w": [1, 1e300]}, ValueError, r"w\[1\] = 1e\+300: numbers are kept as float32"),
    ([1], [2], {"w": [1e-300]}, ValueError, r"w\[0\] = 1e-300"),
    ([1], [2], {"w": ["heavy"]}, ValueError, "w: could not convert"),
    ([1], [2], {"directed": "no"}, TypeError, "directed = 'no': must be True or False"),
    (["a b"], ["c"], {"blanks": " "}, ValueError, "blanks = ' '"),
    (["a b", "a_b"], ["c", "d"], {"blanks": "_"}, ValueError, "makes one name of 'a b' and 'a_b'"),
    ([1], [2], {"threads": True}, ValueError, "whole number"),
    ([1], [2], {"threads": 2**40}, ValueError, "too large"),
])
def test_nothing_is_taken_for_something_else(u, v, options, error, message):
    with pytest.raises(error, match=message):
        n2v.Graph.from_edges(u, v, **options)


def test_what_else_is_taken():
    wanted = n2v.Graph.from_edges([0, 1, 2], [1, 2, 3], [1, 2, 3])
    ends = {0: 1, 1: 2, 2: 3}
    for same in (n2v.Graph.from_edges(ends.keys(), ends.values(), [1, 2, 3]),
                 n2v.Graph.from_edges(np.array([0, 1, 2], ">i4"), np.arange(8, dtype=np.uint8)[1:7:2] // 2 + 1,
                                      np.array([1, 2, 3], object)),
                 n2v.Graph.from_edges(np.ma.array([0, 1, 2]), [1, 2, 3], np.array([1, 2, 3], np.float16))):
        assert same_graph(wanted, same)
    assert n2v.Graph.from_edges(np.array([]), np.array([]), nodes=["a"]).names == ["a"]
    with pytest.raises(ValueError, match="no edges and no nodes"):
        n2v.Graph.from_edges(np.array([]), np.array([]))
    with pytest.raises(TypeError, match="from_edges"):
        n2v.Graph()


def test_paths_end_where_they_end(tmp_path):
    graph = n2v.Graph.from_edges(["a"], ["b"])
    for write in (graph.save, n2v.Vectors(["a"], [[1, 2]]).save):
        with pytest.raises(ValueError, match="zero byte"):
            write(str(tmp_path / "g\0.csr"))
    assert not list(tmp_path.iterdir())
    graph.save(tmp_path / "g.txt")
    assert same_graph(graph, n2v.read_graph(tmp_path / "g.txt", columns=[1, 2], format="csv", header=False))
