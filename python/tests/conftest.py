"""What the tests share. They run on the installed package: `make python`, or pytest in this folder."""
import os
import shutil

import numpy as np
import pytest

import n2v

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


@pytest.fixture
def karate():
    return pytest.importorskip("networkx").karate_club_graph()


@pytest.fixture
def two_groups():
    """Two groups of ten nodes, all linked within, one edge between."""
    u, v = np.triu_indices(10, 1)
    return np.concatenate([u, u + 10, [0]]), np.concatenate([v, v + 10, [10]])


@pytest.fixture
def power_law():
    """20,000 nodes, some 100,000 edges, a few great hubs."""
    random = np.random.default_rng(1)
    weights = np.arange(1, 20001) ** -0.7
    u, v = random.choice(20000, (2, 100000), p=weights / weights.sum())
    return n2v.Graph.from_edges(u, v, nodes=np.arange(20000))


@pytest.fixture
def program():
    """The path of a program, to compare with; skips where it is not there."""
    def path(name):
        built = os.environ.get("N2V_PROGRAMS", os.path.join(TOP, "bin"))
        for found in (os.path.join(built, name), shutil.which(name)):
            if found and os.access(found, os.X_OK):
                return found
        pytest.skip(f"no {name}")
    return path


def same_graph(a, b):
    """Node by node, edge by edge."""
    return (a.names == b.names and np.array_equal(a.offsets, b.offsets)
            and np.array_equal(a.neighbours, b.neighbours)
            and (a.weights is None) == (b.weights is None)
            and (a.weights is None or np.array_equal(a.weights, b.weights)))
