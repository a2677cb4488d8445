"""The examples run as they are."""
import pathlib
import subprocess
import sys

import pytest

EXAMPLES = pathlib.Path(__file__).resolve().parents[1] / "examples"


def run(*arguments):
    return subprocess.run([sys.executable, EXAMPLES / "karate_and_movielens.py", *arguments], check=True,
                          stdout=subprocess.PIPE, text=True).stdout


@pytest.fixture(autouse=True)
def needed():
    pytest.importorskip("matplotlib")
    pytest.importorskip("networkx")
    if not EXAMPLES.exists():
        pytest.skip("the examples are not here")


def test_karate(tmp_path):
    assert "34 nodes, 78 edges" in run(tmp_path)
    assert (tmp_path / "karate.png").read_bytes().startswith(b"\x89PNG")


def test_films(tmp_path):
    (tmp_path / "movies.csv").write_text("movieId,title,genres\n" + "".join(
        f'{i},"Film {i}, The (1990)",{"Horror" if i < 10 else "Children|Drama"}\n' for i in range(20)))
    (tmp_path / "ratings.csv").write_text("userId,movieId,rating,timestamp\n" + "".join(
        f"{user},{film},5.0,1\n" for user in range(60) for film in range(10 * (user % 2), 10 * (user % 2) + 10)
        if (user + film) % 3))
    assert "20 nodes" in run(tmp_path, tmp_path / "ratings.csv")
    assert (tmp_path / "films.png").read_bytes().startswith(b"\x89PNG")
