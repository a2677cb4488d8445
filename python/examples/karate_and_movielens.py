"""Two graphs from edges to a picture: a karate club, and films that the same people like.

The cells (`# %%`) are those of a notebook: Jupyter (through jupytext), Spyder, VS Code and PyCharm run
them one by one. As a program it writes its pictures into a folder:

    python3 karate_and_movielens.py [FOLDER [RATINGS]]

RATINGS is MovieLens' ratings.csv with movies.csv beside it; without it the films are left out.
"""
# %% What is needed: n2v, numpy, networkx, matplotlib.
import csv
import os
import sys

import matplotlib
import networkx
import numpy as np

import n2v

arguments = [] if "ipykernel" in sys.modules else sys.argv[1:]
folder = arguments[0] if arguments else "."
ratings = arguments[1] if len(arguments) > 1 else ""
if arguments:
    matplotlib.use("Agg")  # pictures into files, no window
import matplotlib.pyplot as plt  # noqa: E402


def plane(vectors):
    """The two directions in which unit vectors differ most (PCA)."""
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    units -= units.mean(axis=0)
    left, lengths, _ = np.linalg.svd(units, full_matrices=False)
    return left[:, :2] * lengths[:2]


def picture(name):
    path = os.path.join(folder, name)
    plt.savefig(path, dpi=120, bbox_inches="tight")
    plt.close()
    print(path)


# %% The karate club (Zachary 1977): 34 members, who later parted into two clubs.
club = networkx.karate_club_graph()
graph = n2v.Graph.from_networkx(club, weight=None)
vectors = n2v.train(graph, dimensions=16, p=1, q=0.5, epochs=20, seed=1, threads=1, progress=False)
print(graph)
print("near the instructor, 0:", vectors.most_similar(0, topn=4))

# %% The two clubs lie apart, though training did not know of them.
officer = np.array([club.nodes[int(name)]["club"] == "Officer" for name in vectors.names])
xy = plane(vectors.vectors)
figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4.5))
for side, label, colour in ((officer, "Officer", "tab:orange"), (~officer, "Mr. Hi", "tab:blue")):
    left.scatter(*xy[side].T, label=label, color=colour)
for name, place in zip(vectors.names, xy):
    left.annotate(name, place, textcoords="offset points", xytext=(4, 3), fontsize=8)
left.legend(title="later in the club of")
left.set_title("Karate club: 16 dimensions seen in two")
right.plot(range(1, len(vectors.loss) + 1), vectors.loss, marker=".")
right.set(title="Loss of walks that are not trained on", xlabel="epoch", ylabel="mean loss of a pair")
picture("karate.png")

# %% Films are linked when the same users rate both highly.
if ratings:
    films = n2v.read_graph(ratings, format="ratings")
    vectors = n2v.train(films, dimensions=32, window=5, seed=1, progress=False)
    print(films, "-", vectors.report.epochs, "epochs,", vectors.report.ending)
    with open(os.path.join(os.path.dirname(ratings), "movies.csv"), encoding="utf-8", newline="") as table:
        about = {row["movieId"]: row for row in csv.DictReader(table)}
    for title in ("Toy Story (1995)", "Godfather, The (1972)"):
        here = [film for film, row in about.items() if row["title"] == title and film in vectors]
        for film in here:
            print(title)
            for other, cosine in vectors.most_similar(film, topn=5):
                print(f"  {cosine:.3f}  {about[other]['title']}")

# %% Film noir has its own place; horror, and films for children, go with the years and the crowds.
if ratings:
    xy = plane(vectors.vectors)
    genres = [about[name]["genres"].split("|") for name in vectors.names]
    plt.figure(figsize=(7, 6))
    plt.scatter(*xy.T, s=6, color="lightgrey")
    for genre, colour in (("Horror", "tab:red"), ("Children", "tab:green"), ("Film-Noir", "black")):
        there = np.array([genre in of for of in genres])
        plt.scatter(*xy[there].T, s=14, label=genre, color=colour)
    plt.legend()
    plt.title(f"{len(vectors):,} films")
    picture("films.png")
