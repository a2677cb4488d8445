"""The estimator in scikit-learn's protocol."""
import numpy as np
import pytest

import n2v

sklearn = pytest.importorskip("sklearn")
networkx = pytest.importorskip("networkx")


def karate_matrix():
    return networkx.to_scipy_sparse_array(networkx.karate_club_graph())


def test_rows_are_in_the_order_of_the_graph():
    matrix = karate_matrix()
    model = n2v.Node2Vec(16, epochs=5, n_jobs=1)
    embedding = model.fit_transform(matrix)
    assert embedding.shape == (34, 16) and embedding.dtype == np.float32
    for node in (0, 5, 33):
        assert np.array_equal(embedding[node], model.vectors_[node])
    assert np.array_equal(model.transform(matrix), embedding)
    assert np.array_equal(model.transform([5, 0]), embedding[[5, 0]])
    dense = n2v.Node2Vec(16, epochs=5, n_jobs=1).fit_transform(matrix.toarray())
    assert np.array_equal(dense, embedding)
    graph = n2v.Node2Vec(16, epochs=5, n_jobs=1).fit_transform(networkx.karate_club_graph())
    assert np.array_equal(graph, embedding)


def test_clone_and_parameters():
    from sklearn.base import clone
    model = n2v.Node2Vec(16, q=0.5)
    assert model.get_params()["q"] == 0.5
    copy = clone(model).set_params(p=2)
    assert (copy.q, copy.p, model.p) == (0.5, 2, 1.0)
    assert "q=0.5" in repr(model)


def test_in_a_pipeline_and_a_search():
    from sklearn.cluster import KMeans
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    clubs = [data["club"] for _, data in networkx.karate_club_graph().nodes(data=True)]
    labels = make_pipeline(n2v.Node2Vec(16, epochs=20, n_jobs=1), KMeans(2, n_init=5, random_state=0)
                           ).fit_predict(karate_matrix())
    agree = np.mean([(label == labels[0]) == (club == clubs[0]) for label, club in zip(labels, clubs)])
    assert agree > 0.85
    model = make_pipeline(n2v.Node2Vec(16, epochs=20, n_jobs=1), LogisticRegression())
    assert model.fit(karate_matrix(), clubs).score(karate_matrix(), clubs) > 0.85


def test_what_is_refused():
    from sklearn.exceptions import NotFittedError
    with pytest.raises(NotFittedError):
        n2v.Node2Vec().transform([1])
    with pytest.raises(ValueError, match="square"):
        n2v.Node2Vec().fit(np.ones((2, 3)))
    with pytest.raises(ValueError, match="not symmetric"):
        n2v.Node2Vec().fit(np.array([[0, 1], [0, 0]]))
    model = n2v.Node2Vec(4).fit(karate_matrix())
    with pytest.raises(ValueError, match="no others"):
        model.transform(np.ones((3, 3)))
    with pytest.raises(KeyError):
        model.transform(["nobody"])
    other = karate_matrix().copy()
    other[0, 9] = other[9, 0] = 1
    with pytest.raises(ValueError, match="other edges"):
        model.transform(other)
    assert list(model.get_feature_names_out()) == [f"node2vec{i}" for i in range(4)]


def test_random_states():
    seeds = [np.random.RandomState(3), np.random.default_rng(3), None, 7]
    for seed in seeds:
        assert n2v.Node2Vec(4, epochs=1, random_state=seed).fit(karate_matrix()).embedding_.shape == (34, 4)


#: What scikit-learn's checks ask of estimators for tables, and a graph cannot be.
TABLES_ONLY = {
    "check_fit2d_1sample": "a matrix of one node",
    "check_fit2d_predict1d": "a list is one of nodes",
    "check_fit_idempotent": "rows of other nodes have no vectors",
    "check_methods_subset_invariance": "a batch of rows is another graph",
    "check_methods_sample_order_invariance": "rows in another order are another graph",
}


def test_scikit_learns_own_checks():
    from sklearn.utils.estimator_checks import check_estimator
    failed, passed = [], 0
    for estimator, check in check_estimator(n2v.Node2Vec(4, epochs=1, num_walks=1, n_jobs=1), generate_only=True):
        name = check.func.__name__
        try:
            check(estimator)
            passed += 1
        except Exception as error:  # pylint: disable=broad-except
            if name not in TABLES_ONLY and "SkipTest" not in type(error).__name__:
                failed.append(f"{name}: {type(error).__name__}: {str(error)[:200]}")
    assert not failed, "\n".join(failed)
    assert passed > 20
