#!/usr/bin/python3
"""n2v beside other trainers, on the same walks, in one run, taking turns.

usage: peers.py [-rounds N] [-graphs A,B] [-trainers A,B]

Graphs: movielens and blogcatalog from $N2V_DATA (data), powerlaw: 1M nodes, 10M edges, made by
n2v-graph (the trainers get 20,000 of its walks). Trainers: n2v (from the file of walks, as the
others), word2vec.c, gensim, fasttext, and `graph`: n2v from graph to vectors, walks included. All
with 128 dimensions, window 10, 5 negatives, one learning rate, one epoch, a thread for each core.
Each run is a line in bench/results/peers.csv, to which later runs are added; peers.md and peers.svg
tell the fastest run of each. Pairs are those that n2v counts in these walks.
"""
import argparse
import csv
import datetime
import itertools
import json
import os
import platform
import shutil
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
HOME = os.path.join(HERE, "..")
sys.path.insert(0, os.path.join(HOME, "tools"))
import genre_share

BIN = os.path.join(HOME, "bin")
DATA = os.environ.get("N2V_DATA", os.path.join(HOME, "data"))
RESULTS = os.path.join(HERE, "results")
WORK = os.path.join(HOME, "build", "peers")
WORD2VEC = os.path.join(WORK, "node_modules", "word2vec", "src", "word2vec")
THREADS = str(len(os.sched_getaffinity(0)))
FIELDS = ["graph", "trainer", "seconds", "cpu", "pairs", "peak_mb", "quality", "load", "walk",
          "train"]
MOVIES = os.path.join(DATA, "ml-latest-small")
BLOG = os.path.join(DATA, "blogcatalog")
# The graph, walks from each node, how many of the walks the trainers get (0: all), learning rate.
# word2vec.c does about half a million pairs a second: more walks would take it minutes; the fewer,
# the higher the rate.
GRAPHS = {"movielens": (os.path.join(MOVIES, "ratings.csv"), 10, 0, "0.05"),
          "blogcatalog": (os.path.join(BLOG, "edges.txt"), 2, 0, "0.05"),
          "powerlaw": (os.path.join(WORK, "powerlaw.csr"), 1, 20000, "0.025")}
GENSIM = """
import sys, gensim
model = gensim.models.Word2Vec(corpus_file=sys.argv[1], vector_size=128, window=10, sg=1, hs=0,
                               negative=5, min_count=0, sample=0, alpha=float(sys.argv[4]),
                               epochs=1, workers=int(sys.argv[3]))
model.wv.save_word2vec_format(sys.argv[2], binary=True)
"""


def walks_of(graph):
    return os.path.join(WORK, graph + ".walks")


def commands(graph, vectors):
    walks = walks_of(graph)
    path, count, _, alpha = GRAPHS[graph]
    ours = [os.path.join(BIN, "n2v-train"), "-quiet", "-threads", THREADS, "-output", vectors,
            "-alpha", alpha, "-epochs", "1", "-metrics", vectors + ".json"]
    return {
        "n2v": [*ours, "-walks", walks],
        "graph": [*ours, "-input", path, "-num-walks", str(count)],
        "word2vec.c": [WORD2VEC, "-train", walks, "-output", vectors, "-cbow", "0", "-size", "128",
                       "-window", "10", "-negative", "5", "-hs", "0", "-sample", "0", "-iter", "1",
                       "-min-count", "0", "-alpha", alpha, "-binary", "1", "-threads", THREADS],
        "gensim": [sys.executable, "-c", GENSIM, walks, vectors, THREADS, alpha],
        "fasttext": ["fasttext", "skipgram", "-input", walks, "-output", vectors, "-dim", "128",
                     "-ws", "10", "-neg", "5", "-minCount", "1", "-minn", "0", "-maxn", "0", "-t",
                     "1", "-lr", alpha, "-epoch", "1", "-thread", THREADS],
    }


# ------------------------------------------------------------------------------------- set-up


def install():
    """word2vec.c as its npm package builds it. Debian's packages are there already."""
    if not os.path.exists(WORD2VEC) and shutil.which("npm"):
        print("npm package missing: word2vec; installing it", flush=True)
        subprocess.run(["npm", "install", "--silent", "--no-save", "--prefix", WORK, "word2vec"],
                       check=False)
    if not os.path.exists(WORD2VEC):
        print("word2vec.c is left out: npm could not install it", file=sys.stderr)


def prepare(graph):
    path, count, most, _ = GRAPHS[graph]
    walks = walks_of(graph)
    if graph == "powerlaw" and not os.path.exists(path):
        subprocess.run([os.path.join(BIN, "n2v-graph"), "-quiet", "-generate", "powerlaw", "-nodes",
                        "1000000", "-edges", "10000000", "-output", path], check=True)
    if not os.path.exists(path):
        print(f"{graph} is left out: no {path} (set N2V_DATA)", file=sys.stderr)
        return False
    if not os.path.exists(walks):
        subprocess.run([os.path.join(BIN, "n2v-train"), "-quiet", "-input", path, "-num-walks",
                        str(count), "-size", "1", "-epochs", "1", "-save-walks", walks + ".all",
                        "-output", "/dev/null"], check=True)
        with open(walks + ".all", "rb") as file, open(walks + ".part", "wb") as out:
            out.writelines(itertools.islice(file, most or None))
        os.remove(walks + ".all")
        os.replace(walks + ".part", walks)
    return True


# --------------------------------------------------------------------------------- measurement


def timed(words):
    """Seconds, seconds of processor time, and peak memory in MB of one command."""
    start = time.monotonic()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"peers.py: failed: {' '.join(words)}")
    seconds = time.monotonic() - start
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def drop_sentence_end(path):
    """Without the row `</s>` that word2vec.c and fastText add."""
    names, rows = genre_share.read_vectors(path)
    with open(path, "wb") as file:
        kept = [i for i, name in enumerate(names) if name != "</s>"]
        file.write(f"{len(kept)} {rows.shape[1]}\n".encode())
        for i in kept:
            file.write(names[i].encode() + b" " + rows[i].tobytes() + b"\n")


def quality(graph, vectors):
    """Macro-F1 (3 splits), or the genre share at 10."""
    if graph == "blogcatalog":
        output = subprocess.run([os.path.join(BIN, "n2v-eval"), "classify", "-quiet", "-repeats",
                                 "3", "-model", vectors, "-labels",
                                 os.path.join(BLOG, "labels.txt")],
                                check=True, stdout=subprocess.PIPE, text=True).stdout
        return f"{float(output.split()[1]):.4f}"
    if graph == "movielens":
        drop_sentence_end(vectors)
        share = genre_share.measure(vectors, os.path.join(MOVIES, "movies.csv"))["genre_share"]
        return f"{share:.4f}"
    return ""


def measure(graph, trainer):
    vectors = os.path.join(WORK, "vectors.bin")
    seconds, cpu, peak = timed(commands(graph, vectors)[trainer])
    row = {"graph": graph, "trainer": trainer, "seconds": f"{seconds:.3f}", "cpu": f"{cpu:.3f}",
           "peak_mb": f"{peak:.0f}"}
    if trainer == "fasttext":
        subprocess.run([os.path.join(BIN, "n2v-convert"), "-quiet", "-input", vectors + ".vec",
                        "-output", vectors], check=True)
    if trainer in ("n2v", "graph"):
        with open(vectors + ".json") as file:
            metrics = json.load(file)
        row.update(pairs=metrics["pairs"], load=f"{metrics['load_seconds']:.3f}",
                   train=f"{metrics['train_seconds']:.3f}")
        if "walks_per_second" in metrics:
            row["walk"] = f"{metrics['walks'] / metrics['walks_per_second']:.3f}"  # one epoch
    row["quality"] = quality(graph, vectors)
    path = os.path.join(RESULTS, "peers.csv")
    new = not os.path.exists(path)
    with open(path, "a", newline="") as file:
        table = csv.DictWriter(file, FIELDS, lineterminator="\n")
        if new:
            table.writeheader()
        table.writerow(row)
    print(graph, trainer, f"{seconds:.2f} s, {cpu:.2f} CPU s, {peak:.0f} MB, quality",
          row["quality"], flush=True)


# -------------------------------------------------------------------------------------- report


def fastest():
    """For each graph and trainer the row of the fastest run."""
    best = {}
    with open(os.path.join(RESULTS, "peers.csv"), newline="") as file:
        for row in csv.DictReader(file):
            key = row["graph"], row["trainer"]
            if key not in best or float(row["seconds"]) < float(best[key]["seconds"]):
                best[key] = row
    return best


def report():
    best = fastest()
    processor = next((line.partition(": ")[2].strip() for line in open("/proc/cpuinfo")
                      if line.startswith("model name")), platform.machine())
    lines = [f"{datetime.date.today()}, {processor}, {THREADS} threads; the fastest run of each\n",
             "| graph | trainer | seconds | times n2v | CPU s | times n2v | M pairs/s | peak MB "
             "| quality |",
             "|---|---|---|---|---|---|---|---|---|"]
    bars = {}
    for graph in GRAPHS:
        ours = best.get((graph, "n2v"))
        for trainer in commands(graph, "") if ours else []:
            row = best.get((graph, trainer))
            if not row or trainer == "graph":
                continue
            rate = float(ours["pairs"]) / float(row["seconds"]) / 1e6
            bars[graph, trainer] = rate
            wall, cpu = (f"{float(row[key]):.2f} | {float(row[key]) / float(ours[key]):.1f}"
                         for key in ("seconds", "cpu"))
            lines.append(f"| {graph} | {trainer} | {wall} | {cpu} | {rate:.2f} | "
                         f"{row['peak_mb']} | {row['quality']} |")
    lines += ["", "| graph to vectors, n2v | load s | walk s | train s (walks included) "
              "| whole s | M pairs/s | peak MB | quality |", "|---|---|---|---|---|---|---|---|"]
    for graph in GRAPHS:
        if row := best.get((graph, "graph")):
            rate = float(row["pairs"]) / float(row["train"]) / 1e6
            lines.append(f"| {graph} | {row['load']} | {row['walk']} | {row['train']} | "
                         f"{row['seconds']} | {rate:.2f} | {row['peak_mb']} | {row['quality']} |")
    with open(os.path.join(RESULTS, "peers.md"), "w") as file:
        file.write("\n".join(lines) + "\n")
    print("\n".join(lines))
    chart(bars)


def chart(bars):
    trainers = [t for t in commands(next(iter(GRAPHS)), "") if any(t == b[1] for b in bars)]
    graphs = [g for g in GRAPHS if any(g == b[0] for b in bars)]
    cells = "\n".join(" ".join([g, *(f"{bars.get((g, t), float('nan')):.3f}" for t in trainers)])
                      for g in graphs)
    columns = ", ".join(f"$cells using {i + 2}:xtic(1) title '{t}'" for i, t in enumerate(trainers))
    script = f"""set terminal svg size 720,420 dynamic background 'white'
set output '{os.path.join(RESULTS, "peers.svg")}'
set style data histograms
set style fill solid 0.8
set logscale y
set yrange [0.1:]
set ylabel 'million pairs a second'
set key outside top center horizontal
set grid y
$cells << EOD
{cells}
EOD
plot {columns}
"""
    subprocess.run(["gnuplot"], input=script, text=True, check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-rounds", type=int, default=3)
    parser.add_argument("-graphs", default=",".join(GRAPHS))
    parser.add_argument("-trainers", default=",".join(commands("movielens", "")))
    args = parser.parse_args()
    os.makedirs(WORK, exist_ok=True)
    os.makedirs(RESULTS, exist_ok=True)
    install()
    graphs = [graph for graph in args.graphs.split(",") if prepare(graph)]
    trainers = [trainer for trainer in args.trainers.split(",")
                if trainer != "word2vec.c" or os.path.exists(WORD2VEC)]
    for _, graph, trainer in itertools.product(range(args.rounds), graphs, trainers):
        measure(graph, trainer)
    report()


if __name__ == "__main__":
    main()
