"""Code as it stands in the READMEs of other packages, with the import line changed."""
import subprocess
import sys

import numpy as np
import pytest

networkx = pytest.importorskip("networkx")


def test_eliorc_node2vec(tmp_path):
    from n2v.compat.node2vec import Node2Vec
    graph = networkx.fast_gnp_random_graph(n=100, p=0.5, seed=1)
    node2vec = Node2Vec(graph, dimensions=64, walk_length=30, num_walks=20, workers=4, quiet=True)
    model = node2vec.fit(window=10, min_count=1, batch_words=4)
    assert len(model.wv.most_similar("2")) == 10
    model.wv.save_word2vec_format(tmp_path / "embedding")
    assert (tmp_path / "embedding").read_text().startswith("100 64\n")
    model.save(tmp_path / "model")

    from n2v.compat.node2vec.edges import HadamardEmbedder
    edges_embs = HadamardEmbedder(keyed_vectors=model.wv)
    assert np.array_equal(edges_embs[("1", "2")], model.wv["1"] * model.wv["2"])
    with pytest.raises(KeyError):
        edges_embs[("1", "nobody")]
    with pytest.raises(ValueError):
        edges_embs["12"]


def test_eliorc_edges_as_keyed_vectors(tmp_path):
    from n2v.compat.node2vec import Node2Vec
    from n2v.compat.node2vec import edges
    model = Node2Vec(networkx.path_graph(12), dimensions=8, quiet=True, seed=1).fit(min_count=1)
    for kind, of in ((edges.AverageEmbedder, lambda a, b: (a + b) / 2),
                     (edges.WeightedL1Embedder, lambda a, b: abs(a - b)),
                     (edges.WeightedL2Embedder, lambda a, b: (a - b) ** 2)):
        keyed = kind(model.wv).as_keyed_vectors()
        assert len(keyed) == 12 * 13 // 2
        assert np.allclose(keyed[str(("1", "2"))], of(model.wv["1"], model.wv["2"]))
        assert keyed.most_similar(str(("1", "2")), topn=3)


def test_eliorc_repeats_and_refuses():
    from n2v.compat.node2vec import Node2Vec
    graph = networkx.karate_club_graph()
    one, two = (Node2Vec(graph, 16, seed=3, quiet=True).fit(epochs=1).wv.vectors for _ in range(2))
    assert np.array_equal(one, two)
    other = Node2Vec(graph, 16, seed=4, quiet=True).fit(epochs=1).wv.vectors
    assert not np.array_equal(one, other)
    walks = Node2Vec(graph, walk_length=7, num_walks=2, quiet=True).walks
    assert len(walks) == 68 and all(len(walk) == 7 for walk in walks)
    assert all(graph.has_edge(int(a), int(b)) for walk in walks for a, b in zip(walk, walk[1:]))
    for wrong in ({"sg": 0}, {"hs": 1}, {"min_count": 50}):
        with pytest.raises(ValueError):
            Node2Vec(graph, quiet=True).fit(**wrong)
    with pytest.raises(TypeError, match="windoww"):
        Node2Vec(graph, quiet=True).fit(windoww=1)
    with pytest.raises(NotImplementedError):
        Node2Vec(graph, sampling_strategy={"0": {"p": 2}})


def write_karate(path, weighted=False):
    graph = networkx.karate_club_graph()
    path.write_text("".join(f"{a}\t{b}" + (f"\t{data['weight']}" if weighted else "") + "\n"
                            for a, b, data in graph.edges(data=True)))
    return graph


@pytest.mark.parametrize("mode", ["PreComp", "SparseOTF", "DenseOTF"])
def test_pecanpy(tmp_path, mode):
    from n2v.compat import pecanpy as node2vec
    graph = write_karate(tmp_path / "karate.edg", weighted=True)
    g = getattr(node2vec, mode)(p=0.5, q=1, workers=4, verbose=False, extend=mode == "SparseOTF")
    g.read_edg(str(tmp_path / "karate.edg"), weighted=True, directed=False)
    g.preprocess_transition_probs()
    walks = g.simulate_walks(num_walks=10, walk_length=80)
    assert len(walks) == 340 and len(walks[0]) == 81
    emd = g.embed()
    assert emd.shape == (34, 128) and emd.dtype == np.float32
    assert sorted(g.nodes) == sorted(map(str, graph)) and g.num_edges == 156


def test_pecanpy_first_order_modes(tmp_path):
    from n2v.compat import pecanpy
    with pytest.raises(ValueError, match="p = q = 1"):
        pecanpy.FirstOrderUnweighted(p=2)
    matrix = networkx.to_numpy_array(networkx.karate_club_graph())
    g = pecanpy.PreCompFirstOrder.from_mat(matrix, [f"m{i}" for i in range(34)], random_state=1)
    assert g.nodes[3] == "m3" and g.embed(dim=8).shape == (34, 8)


def test_pecanpy_command_line(tmp_path):
    write_karate(tmp_path / "karate.edg")
    run = [sys.executable, "-m", "n2v.compat.pecanpy", "--input"]
    subprocess.run(run + ["karate.edg", "--output", "karate.emb", "--mode", "SparseOTF"], cwd=tmp_path, check=True)
    assert (tmp_path / "karate.emb").read_text().startswith("34 128\n")
    subprocess.run(run + ["karate.edg", "--output", "karate.npz", "--task", "todense"], cwd=tmp_path, check=True)
    subprocess.run(run + ["karate.npz", "--output", "dense.emb", "--mode", "DenseOTF", "--extend"],
                   cwd=tmp_path, check=True)
    assert (tmp_path / "dense.emb").read_text().startswith("34 128\n")


@pytest.mark.parametrize("weighted", [False, True])
def test_fastnode2vec(weighted):
    from n2v.compat.fastnode2vec import Graph, Node2Vec
    if weighted:
        graph = Graph([("a", "b", 1), ("b", "c", 2), ("c", "a", 3), ("a", "d", 4)],
                      directed=False, weighted=True)
    else:
        graph = Graph([("a", "b"), ("b", "c"), ("c", "a"), ("a", "d")], directed=False, weighted=False)
    n2v = Node2Vec(graph, dim=10, walk_length=100, window=10, p=2.0, q=0.5, workers=2)
    n2v.train(epochs=100, verbose=False)
    assert n2v.wv["a"].shape == (10,)
    walk = graph.generate_random_walk(20, 1.0, 1.0, 0)
    assert walk[0] == 0 and len(walk) == 20


def test_fastnode2vec_command_line(tmp_path):
    write_karate(tmp_path / "g.txt")
    subprocess.run([sys.executable, "-m", "n2v.compat.fastnode2vec", "g.txt", "--dim", "16", "--walk-length",
                    "100", "--epochs", "10", "--workers", "2"], cwd=tmp_path, check=True)
    import n2v
    assert n2v.Vectors.load(tmp_path / "g.txt.wv").vectors.shape == (34, 16)


def test_the_names_of_gensim(karate):
    gensim = pytest.importorskip("gensim")
    from n2v.compat.node2vec import Node2Vec
    wv = Node2Vec(karate, 16, quiet=True, seed=1).fit(epochs=2).wv
    theirs = wv.to_gensim()
    assert isinstance(theirs, gensim.models.KeyedVectors)
    assert wv.index_to_key == theirs.index_to_key and wv.key_to_index == dict(theirs.key_to_index)
    assert wv.vector_size == 16 and np.allclose(wv.get_vector("3", norm=True), theirs.get_vector("3", norm=True))
    assert np.isclose(wv.distance("1", "2"), theirs.distance("1", "2"), atol=1e-5)
    assert np.allclose(wv.get_normed_vectors(), theirs.get_normed_vectors(), atol=1e-6)
    assert [k for k, _ in wv.similar_by_word("3")] == [k for k, _ in theirs.similar_by_word("3")]
    ours = wv.most_similar(positive=["1", "2"], negative=["3"], topn=4)
    assert [k for k, _ in ours] == [k for k, _ in theirs.most_similar(positive=["1", "2"], negative=["3"], topn=4)]
