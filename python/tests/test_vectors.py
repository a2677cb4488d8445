"""Vectors: look-up, queries, files."""
import gc
import pickle
import subprocess

import numpy as np
import pytest

import n2v


@pytest.fixture
def vectors():
    random = np.random.default_rng(2)
    return n2v.Vectors([f"n{i}" for i in range(50)], random.normal(size=(50, 12)),
                       random.normal(size=(50, 12)))


def test_look_up(vectors):
    assert len(vectors) == 50 and vectors.dimensions == 12 and "n7" in vectors and "x" not in vectors
    assert np.array_equal(vectors["n7"], vectors.vectors[7])
    assert np.shares_memory(vectors["n7"], vectors.vectors)
    assert np.array_equal(vectors[["n3", "n1"]], vectors.vectors[[3, 1]])
    assert list(vectors)[:2] == ["n0", "n1"]
    with pytest.raises(KeyError, match="did you mean 'n4"):
        vectors["n444"]
    assert n2v.Vectors([3, 4], np.eye(2))[3].tolist() == [1, 0]


def exact(vectors, rows, signs, metric):
    v = vectors.vectors.astype(np.float64)
    unit = v / np.linalg.norm(v, axis=1)[:, None]
    query = np.array(signs) @ (unit if metric == "cosine" else v)[rows]
    if metric == "cosine":
        return unit @ query / np.linalg.norm(query)
    return (vectors.contexts.astype(np.float64) if metric == "context" else v) @ query


@pytest.mark.parametrize("metric", ["cosine", "dot", "context"])
def test_queries_are_exact(vectors, metric):
    for positive, negative in ((["n1"], []), (["n1", "n2"], ["n3"])):
        rows = [vectors.row(name) for name in positive + negative]
        scores = exact(vectors, rows, [1] * len(positive) + [-1] * len(negative), metric)
        order = [row for row in np.argsort(-scores, kind="stable") if row not in rows]
        for topn in (1, 10, 1000):
            found = vectors.most_similar(positive, negative, topn, metric=metric)
            assert [name for name, _ in found] == [f"n{row}" for row in order[:topn]]
            assert np.allclose([score for _, score in found], scores[order[:topn]], atol=1e-5)
    assert vectors.most_similar("n1", topn=0) == []


def test_equal_scores_stand_in_the_order_of_rows():
    vectors = n2v.Vectors("abcdef", np.ones((6, 4)))
    assert [name for name, _ in vectors.most_similar("c", topn=3)] == ["a", "b", "d"]


def test_together(vectors):
    assert vectors.together(["n1", "n2"], 5) == vectors.most_similar(["n1", "n2"], topn=5, metric="context")
    assert vectors.together(["n1"], 5, metric="cosine") == vectors.most_similar("n1", topn=5)


def test_similarity(vectors):
    assert vectors.similarity("n3", "n3") == pytest.approx(1)
    assert vectors.similarity("n3", "n4") == pytest.approx(exact(vectors, [3], [1], "cosine")[4], abs=1e-6)
    zero = n2v.Vectors("ab", np.array([[0, 0], [1, 0]]))
    assert zero.similarity("a", "b") == 0


@pytest.mark.parametrize("call, error", [
    (lambda v: v.most_similar("x"), KeyError), (lambda v: v.most_similar([]), ValueError),
    (lambda v: v.most_similar("n1", metric="l2"), ValueError),
    (lambda v: n2v.Vectors("ab", np.eye(3)), ValueError),
    (lambda v: n2v.Vectors("aa", np.eye(2))["a"], ValueError),
    (lambda v: n2v.Vectors("ab", np.eye(2)).most_similar("a", metric="context"), ValueError)])
def test_what_is_refused(vectors, call, error):
    with pytest.raises(error):
        call(vectors)


@pytest.mark.parametrize("ending, exactly", [(".bin", True), (".txt", True), ("", True)])
def test_files_there_and_back(vectors, tmp_path, ending, exactly):
    path = tmp_path / ("v" + ending)
    vectors.save(path)
    back = n2v.Vectors.load(path)
    assert back.names == vectors.names and np.array_equal(back.vectors, vectors.vectors)


def test_numpy_reads_npy(vectors, tmp_path):
    vectors.save(tmp_path / "v.npy")
    assert np.array_equal(np.load(tmp_path / "v.npy"), vectors.vectors)
    assert (tmp_path / "v.npy.names").read_text().split() == vectors.names


def test_pickle(karate):
    trained = n2v.train(n2v.Graph.from_networkx(karate), 8, progress=False)
    back = pickle.loads(pickle.dumps(trained))
    assert back.names == trained.names and np.array_equal(back.vectors, trained.vectors)
    assert back.loss == trained.loss and back.most_similar(3) == trained.most_similar(3)


def test_files_that_cannot_be(vectors, tmp_path):
    with pytest.raises(n2v.FileError):
        vectors.save(tmp_path / "nowhere" / "v.bin")
    with pytest.raises(FileNotFoundError):
        n2v.Vectors.load(tmp_path / "nothing")
    (tmp_path / "bad").write_text("2 3\na 1 2 3\nb 1 2\n")
    with pytest.raises(n2v.InputError, match="bad"):
        n2v.Vectors.load(tmp_path / "bad")


def test_the_program_finds_the_same(vectors, tmp_path, program):
    vectors.save(tmp_path / "v.bin")
    out = subprocess.run([program("n2v-query"), "-quiet", "-model", tmp_path / "v.bin", "-k", "10", "n5"],
                         check=True, stdout=subprocess.PIPE, text=True).stdout
    rows = [line.split("\t") for line in out.splitlines()]
    ours = vectors.most_similar("n5")
    assert [row[2] for row in rows] == [name for name, _ in ours]
    assert np.allclose([float(row[1]) for row in rows], [score for _, score in ours], atol=1e-4)


def test_trained_vectors_are_a_view_that_cannot_be_written(karate):
    trained = n2v.train(n2v.Graph.from_networkx(karate), 8, progress=False)
    assert trained.vectors.base is not None and not trained.vectors.flags.writeable
    assert trained.counts.dtype == np.uint64 and (np.diff(trained.counts.astype(np.int64)) <= 0).all()
    matrix, wanted = trained.vectors, trained.vectors.copy()
    del trained
    gc.collect()
    assert np.array_equal(matrix, wanted)


def test_as_numpy_has_them(vectors):
    assert np.asarray(vectors) is vectors.vectors or np.array_equal(np.asarray(vectors), vectors.vectors)
    assert np.asarray(vectors, np.float64).dtype == np.float64
    name = vectors.names[3]
    of_vector = vectors.most_similar(vectors[name], topn=3)
    assert of_vector[0][0] == name and of_vector[1:] == vectors.most_similar(name, topn=2)
    with pytest.raises(ValueError, match="shape"):
        vectors.most_similar(np.zeros(3, np.float32))
    with pytest.raises(TypeError, match="v.vectors"):
        vectors[0:3]


def test_messages_have_pythons_words(vectors, tmp_path):
    with pytest.raises(n2v.UsageError, match="`format`"):
        vectors.save(tmp_path / "v.parquet")


@pytest.mark.parametrize("names, matrix, error, message", [
    (["a", "a"], [[1, 2], [3, 4]], ValueError, "two rows"),
    (["a", "b"], [[1, 2], [3, np.nan]], ValueError, "the vector of 'b' is not finite"),
    (["a"], [[1e300, 2]], ValueError, "float32"),
    (["a"], [[1j, 2]], TypeError, "complex"),
    (["a"], np.array([[1j, 2]]), TypeError, "complex"),
    (["a", True], np.eye(2), TypeError, "True is no name"),
])
def test_what_no_vectors_are(names, matrix, error, message):
    with pytest.raises(error, match=message):
        n2v.Vectors(names, matrix)


def test_what_no_file_holds(tmp_path):
    for wrong, message in ((n2v.Vectors(["New York"], [[1, 2]]), "'New York' is empty or has white space"),
                           (n2v.Vectors([], np.zeros((0, 4))), "0 rows of 4"),
                           (n2v.Vectors(["a"], np.zeros((1, 0))), "1 rows of 0")):
        with pytest.raises(ValueError, match=message):
            wrong.save(tmp_path / "v.bin")
    assert not list(tmp_path.iterdir())


def test_queries_that_cannot_be(vectors):
    with pytest.raises(ValueError, match="not finite"):
        vectors.most_similar(np.full(12, np.nan))
    assert vectors.most_similar(name for name in ("n1", "n2")) == vectors.most_similar(["n1", "n2"])


def test_counts_are_kept_by_pickle(karate):
    trained = n2v.train(karate, 4, epochs=1, progress=False)
    again = pickle.loads(pickle.dumps(trained))
    assert np.array_equal(again.counts, trained.counts) and again.report == trained.report
    assert again.most_similar(0) == trained.most_similar(0)
