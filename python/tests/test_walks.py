"""Walks alone."""
import subprocess

import numpy as np
import pytest

import n2v


def test_walks_follow_edges(karate):
    graph = n2v.Graph.from_networkx(karate)
    adjacency = graph.to_scipy().toarray() > 0
    blocks = list(n2v.walks(graph, num_walks=3, walk_length=12, p=0.5, q=2, seed=4))
    walks = np.concatenate(blocks)
    assert walks.shape == (3 * 34, 12) and walks.dtype == np.int32
    assert adjacency[walks[:, :-1], walks[:, 1:]].all()
    assert sorted(walks[:, 0]) == sorted(list(range(34)) * 3)


def test_the_same_walks_for_any_number_of_threads_and_blocks(power_law):
    whole = np.concatenate(list(n2v.walks(power_law, num_walks=2, walk_length=10, q=0.5, threads=1)))
    for options in ({"threads": 2}, {"block": 1000}, {"block": 7777, "threads": 2}):
        blocks = list(n2v.walks(power_law, num_walks=2, walk_length=10, q=0.5, **options))
        assert np.array_equal(np.concatenate(blocks), whole)
    assert all(len(block) <= 1000 for block in n2v.walks(power_law, num_walks=1, walk_length=5, block=1000))


def test_they_are_the_programs(karate, tmp_path, program):
    graph = n2v.Graph.from_networkx(karate, weight=None)
    (tmp_path / "g").write_text("".join(f"{a} {b}\n" for a, b in karate.edges()))
    subprocess.run([program("n2v-walk"), "-quiet", "-input", tmp_path / "g", "-output", tmp_path / "w",
                    "-walk-length", "9", "-num-walks", "2", "-p", "0.25", "-q", "4", "-seed", "5"], check=True)
    names = np.array(graph.names)
    ours = [" ".join(names[walk]) for block in n2v.walks(graph, num_walks=2, walk_length=9, p=0.25, q=4, seed=5)
            for walk in block]
    assert ours == (tmp_path / "w").read_text().splitlines()


def test_dead_ends_end_in_minus_one():
    graph = n2v.Graph.from_edges(["a", "b"], ["b", "c"], directed=True)
    walks = {graph.names[walk[0]]: (walk >= 0).sum() for block in n2v.walks(graph, num_walks=1, walk_length=5)
             for walk in block}
    assert walks == {"a": 3, "b": 2, "c": 1}


def test_what_is_refused(power_law):
    with pytest.raises(n2v.UsageError, match="p = 0"):
        next(n2v.walks(power_law, p=0))
    with pytest.raises(TypeError, match="unknown parameter"):
        next(n2v.walks(power_law, length_of_walk=3))
    with pytest.raises(ValueError):
        next(n2v.walks(power_law, block=0))


def test_training_on_walks_of_ones_own(two_groups, tmp_path):
    """From a file, as lists, and from the graph itself: one corpus."""
    graph = n2v.Graph.from_edges(*two_groups)
    names = graph.names
    lists = [[names[node] for node in walk] for block in n2v.walks(graph, num_walks=5) for walk in block]
    (tmp_path / "walks.txt").write_text("".join(" ".join(walk) + "\n" for walk in lists))
    options = {"dimensions": 8, "epochs": 3, "threads": 1, "progress": False}
    of_file = n2v.train_walks(tmp_path / "walks.txt", **options)
    of_lists = n2v.train_walks(lists, **options)
    assert of_file.names == of_lists.names and sorted(of_file.names) == sorted(names)
    assert np.array_equal(of_file.vectors, of_lists.vectors)
    numbers = n2v.train_walks(([int(name) for name in walk] for walk in lists), **options)
    assert np.array_equal(numbers.vectors, of_lists.vectors) and len(numbers.loss) == 3


def test_walks_of_arrays_end_at_minus_one():
    graph = n2v.Graph.from_edges([1, 2, 3, 1, 2], [2, 3, 4, 3, 4], directed=True)
    options = {"dimensions": 4, "epochs": 1, "threads": 1, "progress": False}
    blocks = list(n2v.walks(graph, num_walks=50, walk_length=5))
    assert (blocks[0] == -1).any()
    of_rows = n2v.train_walks((walk for block in blocks for walk in block), **options)
    of_lists = n2v.train_walks(([node for node in walk if node >= 0] for walk in np.concatenate(blocks)), **options)
    assert of_rows.names == of_lists.names and np.array_equal(of_rows.vectors, of_lists.vectors)
    for wrong in ([1, -1, 2], [1, 2, -3]):
        with pytest.raises(ValueError, match="below 0"):
            n2v.train_walks(np.array([wrong]), **options)


def test_walks_of_ones_own_that_cannot_be():
    with pytest.raises(TypeError, match="split"):
        n2v.train_walks(["a b c"])
    with pytest.raises(ValueError, match="no walks"):
        n2v.train_walks([])
    with pytest.raises(ValueError, match="white space"):
        n2v.train_walks([["a", "b c"]])
    with pytest.raises(n2v.InputError):
        n2v.train_walks([["a"], []])
    with pytest.raises(TypeError, match="walk_length"):
        n2v.train_walks([["a", "b"]], walk_length=3)
    with pytest.raises(FileNotFoundError):
        n2v.train_walks("/nowhere/walks.txt")
    few = n2v.train_walks([["a", "b", "rare"]] + [["a", "b"]] * 3, min_count=2, dimensions=4, progress=False)
    assert sorted(few.names) == ["a", "b"]
