"""Graphs of other libraries, there and back."""
import sys
import types

import numpy as np
import pytest

import n2v
from conftest import same_graph


def test_networkx(karate, tmp_path):
    networkx = pytest.importorskip("networkx")
    path = tmp_path / "karate.txt"
    networkx.write_weighted_edgelist(karate, path)
    assert same_graph(n2v.Graph.from_networkx(karate), n2v.read_graph(path))
    assert n2v.Graph.from_networkx(karate, weight=None).weighted is False
    with pytest.raises(KeyError, match="no edge has the attribute 'wieght'"):
        n2v.Graph.from_networkx(karate, weight="wieght")
    with pytest.raises(TypeError, match="1.5 is no name"):
        n2v.Graph.from_networkx(networkx.Graph([(1.5, 2)]))


@pytest.mark.parametrize("kind", ["Graph", "DiGraph", "MultiGraph", "MultiDiGraph"])
def test_networkx_kinds(kind):
    networkx = pytest.importorskip("networkx")
    g = getattr(networkx, kind)([("a", "b"), ("b", "a"), ("a", "a"), ("b", "c")])
    g.add_node("alone")
    (g["b"]["c"][0] if "Multi" in kind else g["b"]["c"])["weight"] = 4
    ours = n2v.Graph.from_networkx(g)
    matrix = networkx.to_scipy_sparse_array(g, nodelist=ours.names).toarray()
    assert np.array_equal(ours.to_scipy().toarray(), matrix)
    assert ours.directed == g.is_directed() and "alone" in ours.names


def test_networkx_names_that_collide():
    networkx = pytest.importorskip("networkx")
    with pytest.raises(ValueError, match="same name"):
        n2v.Graph.from_networkx(networkx.Graph([(1, "1")]))


def test_networkx_tuples_and_blanks():
    networkx = pytest.importorskip("networkx")
    grid = networkx.grid_2d_graph(3, 3)
    with pytest.raises(n2v.InputError, match="white space"):
        n2v.Graph.from_networkx(grid)
    assert n2v.Graph.from_networkx(grid, blanks="").num_edges == grid.number_of_edges()
    women = networkx.davis_southern_women_graph()
    vectors = n2v.train(n2v.Graph.from_networkx(women, blanks="_"), 8, progress=False)
    assert all(node in vectors for node in women)


@pytest.mark.parametrize("form", ["csr_matrix", "coo_matrix", "csc_matrix", "lil_matrix", "csr_array"])
def test_scipy(karate, form):
    sparse = pytest.importorskip("scipy.sparse")
    networkx = pytest.importorskip("networkx")
    matrix = getattr(sparse, form)(networkx.to_scipy_sparse_array(karate))
    assert same_graph(n2v.Graph.from_scipy(matrix), n2v.Graph.from_networkx(karate))


def test_scipy_refuses_what_is_not_an_adjacency_matrix():
    sparse = pytest.importorskip("scipy.sparse")
    arrow = sparse.csr_matrix(np.array([[0, 1], [0, 0]]))
    with pytest.raises(ValueError, match="not symmetric"):
        n2v.Graph.from_scipy(arrow)
    assert n2v.Graph.from_scipy(arrow, directed=True).num_edges == 1
    with pytest.raises(ValueError, match="square"):
        n2v.Graph.from_scipy(sparse.csr_matrix((2, 3)))
    with pytest.raises(n2v.InputError, match="-1"):
        n2v.Graph.from_scipy(sparse.csr_matrix(np.array([[0, -1], [-1, 0]])))
    stored = sparse.csr_matrix((np.array([1.0, 1.0, 0.0]), ([0, 1, 2], [1, 0, 2])), shape=(3, 3))
    assert n2v.Graph.from_scipy(stored).num_edges == 1  # a stored zero is no edge
    for wrong, names, error, message in (
            (np.array([[0, 1j], [1j, 0]]), None, TypeError, "real"),
            (np.array([[0, 0], [-128, 0]], np.int8), None, ValueError, "not symmetric"),
            (np.array([[0, 1], [1, 0]]), ["x", "x"], ValueError, "same name"),
            (np.array([[0, 1], [1, 0]]), [1, "1"], ValueError, "same name"),
            (np.ma.array([[0, 1], [1, 0]], mask=[[0, 1], [1, 0]]), None, ValueError, "masked")):
        with pytest.raises(error, match=message):
            n2v.Graph.from_scipy(wrong, names)
    dense = n2v.Graph.from_scipy(np.array([[0, 1], [1, 0]]), names=["x", "y"])
    assert sorted(dense.names) == ["x", "y"]


def test_pandas(karate):
    pandas = pytest.importorskip("pandas")
    networkx = pytest.importorskip("networkx")
    frame = networkx.to_pandas_edgelist(karate)
    assert same_graph(n2v.Graph.from_pandas(frame), n2v.Graph.from_networkx(karate))
    other = frame.rename(columns={"source": "from", "target": "to", "weight": "w"})
    assert same_graph(n2v.Graph.from_pandas(other, "from", "to", "w"), n2v.Graph.from_networkx(karate))
    with pytest.raises(KeyError, match="'from', 'to', 'w'"):
        n2v.Graph.from_pandas(other)
    with pytest.raises(ValueError, match="missing"):
        n2v.Graph.from_pandas(pandas.DataFrame({"source": [1, None], "target": [2, 3]}))
    for column, value, message in (("weight", None, "'weight', row 1"), ("source", pandas.NA, "'source'")):
        holes = frame.astype({"source": "object", "target": "object"})
        holes.loc[1, column] = value
        with pytest.raises(ValueError, match=f"missing in column.*{message}"):
            n2v.Graph.from_pandas(holes)
        with pytest.raises((TypeError, n2v.InputError)):
            n2v.Graph.from_edges(holes.source, holes.target, holes.weight)
    with pytest.raises(ValueError, match="more than one column"):
        n2v.Graph.from_pandas(pandas.DataFrame([[1, 2, 3]], columns=["source", "target", "source"]))
    with pytest.raises(ValueError, match="no edges"):
        n2v.Graph.from_pandas(frame[:0].astype({"source": float}))
    matrix = networkx.to_pandas_adjacency(karate)
    assert same_graph(n2v.Graph.from_scipy(matrix), n2v.Graph.from_networkx(karate))
    with pytest.raises(ValueError, match="other labels"):
        n2v.Graph.from_scipy(matrix[matrix.columns[::-1]])
    texts = frame.assign(source=frame.source.astype("string"), target=frame.target.astype("category"))
    assert same_graph(n2v.Graph.from_pandas(texts), n2v.Graph.from_networkx(karate))


def test_igraph(karate):
    igraph = pytest.importorskip("igraph")
    assert same_graph(n2v.Graph.from_igraph(igraph.Graph.from_networkx(karate)),
                      n2v.Graph.from_networkx(karate))
    named = igraph.Graph.TupleList([("a", "b"), ("b", "c")], directed=True)
    with pytest.raises(KeyError, match="wieght"):
        n2v.Graph.from_igraph(named, weight="wieght")
    assert same_graph(n2v.Graph.from_igraph(named),
                      n2v.Graph.from_edges(["a", "b"], ["b", "c"], directed=True))


def test_torch_geometric_without_torch(karate):
    """A Data object as PyTorch Geometric makes it, in numpy's arrays."""
    ends = np.array(list(karate.edges())).T
    data = types.SimpleNamespace(edge_index=np.concatenate([ends, ends[::-1]], axis=1), num_nodes=35,
                                 edge_weight=None)
    ours = n2v.Graph.from_torch_geometric(data)
    assert ours.num_nodes == 35 and ours.num_edges == karate.number_of_edges()
    assert n2v.Graph.from_torch_geometric(ends, directed=False).num_nodes == 34
    with pytest.warns(UserWarning, match="one direction only"):
        assert not n2v.Graph.from_torch_geometric(ends).directed
    assert sorted(n2v.Graph.from_torch_geometric([[0, 3], [3, 0]]).names) == ["0", "1", "2", "3"]
    for wrong in ({"num_nodes": 33}, {"num_nodes": 34.5}):
        with pytest.raises(ValueError, match="num_nodes"):
            n2v.Graph.from_torch_geometric(ends, directed=True, **wrong)
    with pytest.raises(ValueError, match="below 0"):
        n2v.Graph.from_torch_geometric([[0, -1], [-1, 0]])
    with pytest.raises(ValueError, match="edge_index has the shape"):
        n2v.Graph.from_torch_geometric(ends.T)
    assert "torch" not in sys.modules


def test_gensim(karate):
    pytest.importorskip("gensim")
    vectors = n2v.train(n2v.Graph.from_networkx(karate), 16, progress=False)
    keyed = vectors.to_gensim()
    assert keyed.index_to_key == vectors.names and np.array_equal(keyed.vectors, vectors.vectors)
    for name in ("0", "33"):
        ours, theirs = vectors.most_similar(name, topn=5), keyed.most_similar(name, topn=5)
        assert [a for a, _ in ours] == [a for a, _ in theirs]
        assert np.allclose([s for _, s in ours], [s for _, s in theirs], atol=1e-5)
    back = n2v.Vectors.from_gensim(keyed)
    assert back.names == vectors.names and np.array_equal(back.vectors, vectors.vectors)


def test_gensim_trains_on_our_walks(karate):
    models = pytest.importorskip("gensim.models")
    graph = n2v.Graph.from_networkx(karate)
    names = np.array(graph.names)
    corpus = [names[walk[walk >= 0]].tolist()
              for block in n2v.walks(graph, num_walks=5, walk_length=20, seed=2) for walk in block]
    model = models.Word2Vec(corpus, vector_size=8, sg=1, min_count=0, epochs=1, workers=1)
    assert len(model.wv) == 34


def test_pandas_frame_of_vectors(karate):
    pytest.importorskip("pandas")
    vectors = n2v.train(n2v.Graph.from_networkx(karate), 16, progress=False)
    frame = vectors.to_pandas()
    assert frame.shape == (34, 16) and list(frame.index) == vectors.names
    assert np.array_equal(frame.loc["33"], vectors["33"])
    assert np.shares_memory(frame.to_numpy(), vectors.vectors)
