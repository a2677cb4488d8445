#!/usr/bin/python3
"""Trains once for every combination of option values and tables what came out.

  tools/sweep.sh -config configs/movielens.ini -output build/sweep \\
    -labels data/ml-latest-small/movies.csv p=0.25,1,4 q=0.25,1,4 \\
    -- -input data/ml-latest-small/ratings.csv

Without OPTION=V1,V2,... it is the node2vec paper's grid: p and q each 0.25, 0.5, 1, 2, 4. Written
into the output folder:
  sweep.csv            the options, loss (of the last epoch), seconds (of the whole run), quality
  loss.csv             the loss of every epoch of every run
  quality.svg seconds.svg
                       heat maps over the first two options that vary, the others as in the best run
  loss.svg             loss curves
  page.html            up to four of the runs to look at, the best first, where `make page` has
                       built the page (tools/n2v_page.c)
Quality is the genre share at 10 (-labels), or the last word of the first line that a command prints
(-quality; the vectors' path is put behind it), for example
  -quality 'bin/n2v-eval classify -labels labels.txt -model'
A run that is already in the folder with the same options in force is not repeated. Each keeps its
vectors, its context vectors, its metrics and its quality in runs/, for page.html; all but the .json
may be deleted.
"""
import argparse
import concurrent.futures
import csv
import hashlib
import io
import itertools
import json
import math
import os
import shlex
import signal
import subprocess
import sys
import threading

import genre_share

TOOLS = os.path.dirname(os.path.abspath(__file__))
TRAIN = os.path.join(TOOLS, "..", "bin", "n2v-train")
PAGE = os.path.join(TOOLS, "..", "bin", "n2v-page")
PAPER = ["p=0.25,0.5,1,2,4", "q=0.25,0.5,1,2,4"]


def arguments():
    words = sys.argv[1:]
    own, others = words, []
    if "--" in words:
        at = words.index("--")
        own, others = words[:at], words[at + 1:]
    parser = argparse.ArgumentParser(prog="sweep.sh", description=__doc__, allow_abbrev=False,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-config", required=True, metavar="FILE")
    parser.add_argument("-output", required=True, metavar="FOLDER")
    parser.add_argument("-jobs", type=int, default=1, metavar="N", help="runs at a time (1)")
    parser.add_argument("-labels", metavar="FILE", help="movies.csv: quality is the genre share")
    parser.add_argument("-quality", metavar="COMMAND")
    parser.add_argument("grid", nargs="*", metavar="OPTION=V1,V2,...")
    args = parser.parse_args(own)
    args.others = others
    args.grid = dict(word.partition("=")[::2] for word in args.grid or PAPER)
    if not all(args.grid.values()):
        parser.error("each option of the grid needs values: p=0.5,1,2")
    args.grid = {option: values.split(",") for option, values in args.grid.items()}
    return args


def command(args, point):
    flags = [word for option, value in point.items() for word in ("-" + option, value)]
    threads = max(1, len(os.sched_getaffinity(0)) // args.jobs)
    return [TRAIN, "-config", args.config, "-threads", str(threads), *args.others, *flags]


class Failed(Exception):
    """A run's, with why."""


class Children:
    """The programs that run, which end with the sweep: a signal may be for it alone."""

    def __init__(self):
        self.lock, self.stopped, self.running = threading.Lock(), False, set()

    def call(self, words):
        """What it prints, as bytes."""
        with self.lock:
            if self.stopped:
                raise Failed("stopped")
            child = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            self.running.add(child)
        with child:
            printed, said = child.communicate()
        with self.lock:
            self.running.discard(child)
        if child.returncode:
            lines = said.decode(errors="replace").strip().splitlines()
            raise Failed(lines[-1] if lines else shlex.join(words))
        return printed

    def stop(self):
        with self.lock:
            self.stopped = True
            for child in self.running:
                child.terminate()


children = Children()


def quality(args, vectors):
    if args.labels:
        return genre_share.measure(vectors, args.labels)["genre_share"]
    if args.quality:
        printed = children.call([*shlex.split(args.quality), vectors]).decode(errors="replace")
        try:
            return float(printed.splitlines()[0].split()[-1])
        except (IndexError, ValueError):
            raise Failed(f"no number ends the first line of {args.quality}: {printed[:60]!r}") from None
    return math.nan


def inputs_of(options):
    """Size and time of the files that options name: another graph is another run."""
    names = "\n".join(line.split(b" ;")[0].decode(errors="replace") for line in options.splitlines()
                      if line.split(b" =")[0] in (b"input", b"walks", b"nodes", b"init"))
    marks = []
    for line in names.splitlines():
        path = line.partition("=")[2].strip()
        if path and os.path.isfile(path):
            info = os.stat(path)
            marks.append(f"{info.st_size} {info.st_mtime_ns}")
    return " ".join(marks).encode()


def keep(path, text):
    """The file is the older one, or the new one whole, whenever the machine stops."""
    with open(path + ".part", "w", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".part", path)


def read_result(path):
    """None where there is none, or a file that an interrupted run left empty."""
    try:
        with open(path) as file:
            result = json.load(file)
        return result if {"loss", "seconds", "quality"} <= result.keys() else None
    except (OSError, ValueError, AttributeError):
        return None


def run(args, point):
    """The result of one point, from its file where the same run has been made before."""
    words = command(args, point)
    options = children.call([*words, "-dump-config"])
    values = b"\n".join(line.split(b" ;")[0] for line in options.splitlines())
    judge = f"{args.labels} {args.quality}".encode()
    name = ",".join(f"{option}={value}" for option, value in point.items()).replace("/", "_")
    base = os.path.join(args.output, "runs",
                        f"{name}-{hashlib.sha256(values + judge + inputs_of(options)).hexdigest()[:8]}")
    result = read_result(base + ".json")
    if result is None:
        children.call([*words, "-quiet", "-output", base + ".bin", "-keep-context",
                       "-metrics", base + ".metrics", "-save-vocab", base + ".visits"])
        with open(base + ".metrics") as file:
            metrics = json.load(file)
        # No pair trained is no loss, not the lowest.
        losses = [math.nan if loss is None else loss for loss in metrics["loss"]]
        result = {"loss": losses, "seconds": metrics["total_seconds"],
                  "quality": quality(args, base + ".bin")}
        keep(base + ".json", json.dumps(result))
    return {**result, "base": base}


def attempt(args, point):
    """The result, or None when this point's training fails: the others go on."""
    try:
        return run(args, point)
    except Failed as why:
        point_name = " ".join(f"{option}={value}" for option, value in point.items())
        if not children.stopped:
            print(f"{point_name} failed: {why}", file=sys.stderr)
        return None


def shown(args, points, results):
    """The best run, and the corners of the grid: what its options do shows there the most."""
    best = max(range(len(points)), key=lambda i: (results[i]["quality"], -results[i]["loss"][-1]))
    ends = [{values[0], values[-1]} for values in args.grid.values()]
    corners = [i for i, point in enumerate(points)
               if all(value in end for value, end in zip(point.values(), ends))]
    return list(dict.fromkeys([best, *corners, *range(len(points))]))[:4]


def option_in_force(words, key):
    """A value of the configuration that these arguments make; "" where there is none."""
    lines = subprocess.run([*words, "-dump-config"], check=True, text=True,
                           stdout=subprocess.PIPE).stdout.splitlines()
    values = [line.partition(" = ")[2].rpartition(" ; ")[0] for line in lines
              if line.startswith(key + " = ")]
    return values[0].strip() if values else ""


def kept(path):
    """The path, or "" where an earlier version, or its owner, left no such file."""
    return path if os.path.isfile(path) else ""


def quality_name(args):
    return "genre_share" if args.labels else "quality"


def write_page(args, points, results):
    """Goes on without a page where it cannot be made, and says why."""
    chosen = shown(args, points, results)
    words = command(args, points[chosen[0]])
    config = os.path.join(args.output, "page.ini")
    with open(config, "wb") as file:
        file.write(subprocess.run([*words, "-dump-config"], check=True,
                                  stdout=subprocess.PIPE).stdout)
    bases = [results[i]["base"] for i in chosen]
    for i in chosen:  # as a line of n2v-eval's
        with open(results[i]["base"] + ".quality", "w") as file:
            file.write(f"{quality_name(args)} {results[i]['quality']:.4f}\n")
    graph = option_in_force(words, "input")
    page = [PAGE, "-quiet", "-config", config, "-model", bases[0] + ".bin",
            "-run", "|".join(kept(base + ".metrics") for base in bases)]
    if not math.isnan(results[chosen[0]]["quality"]):
        page += ["-eval", "|".join(base + ".quality" for base in bases)]
    if kept(bases[0] + ".visits"):
        page += ["-visits", bases[0] + ".visits"]
    if graph and graph != "-":
        page += ["-graph", graph]
    if args.labels:
        page += ["-labels", args.labels]
    if len(bases) > 1:
        page += ["-compare", *(base + ".bin" for base in bases[1:])]
    made = subprocess.run([*page, "-output", os.path.join(args.output, "page.html")],
                          stderr=subprocess.PIPE, text=True)
    if made.returncode:
        print("no page.html:", made.stderr.strip(), file=sys.stderr)
    else:
        print(os.path.join(args.output, "page.html"), "shows", len(bases), "of the runs")


def write_table(path, rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    keep(path, text.getvalue())


def write_tables(args, points, results):
    runs = list(zip(points, results))
    write_table(os.path.join(args.output, "sweep.csv"),
                [[*args.grid, "loss", "seconds", quality_name(args)],
                 *([*point.values(), f"{r['loss'][-1]:.6f}", f"{r['seconds']:.3f}",
                    f"{r['quality']:.4f}"] for point, r in runs)])
    write_table(os.path.join(args.output, "loss.csv"),
                [[*args.grid, "epoch", "loss"],
                 *([*point.values(), epoch, f"{loss:.6f}"] for point, r in runs
                   for epoch, loss in enumerate(r["loss"], 1))])


def plot(path, script):
    folder, name = os.path.split(path)
    setup = f"set terminal svg size 720,540 dynamic background 'white'\nset output '{name}'\n"
    subprocess.run(["gnuplot"], input=setup + script, text=True, check=True, cwd=folder)


def quoted(text):
    """A string of gnuplot's, in which nothing has a meaning."""
    return "'" + "".join(c if c.isprintable() else "?" for c in str(text)).replace("'", "''") + "'"


def tics(axis, option, values):
    marks = ", ".join(f"{quoted(value)} {i}" for i, value in enumerate(values))
    return f"set {axis}tics ({marks}) scale 0\nset {axis}label {quoted(option)}\n"


def heat_map(args, points, results, what, title):
    """Over the first two options that vary; the others stay as in the best run."""
    options = [option for option, values in args.grid.items() if len(values) > 1][:2]
    if len(options) < 2 or any(math.isnan(r[what]) for r in results):
        return
    best = points[max(range(len(points)), key=lambda i: results[i]["quality"])]
    fixed = {option: value for option, value in best.items() if option not in options}
    x, y = args.grid[options[0]], args.grid[options[1]]
    cells = "\n".join(f"{x.index(point[options[0]])} {y.index(point[options[1]])} {r[what]:.4g}"
                      for point, r in zip(points, results) if fixed.items() <= point.items())
    at = "".join(f", {option} = {value}" for option, value in fixed.items()
                 if len(args.grid[option]) > 1)
    plot(os.path.join(args.output, what + ".svg"),
         f"set title {quoted(title + at)}\nunset key\n"
         f"set xrange [-0.5:{len(x) - 0.5}]\nset yrange [-0.5:{len(y) - 0.5}]\n"
         + tics("x", options[0], x) + tics("y", options[1], y) +
         "set palette defined (0 '#f7fbff', 1 '#6baed6')\n"
         f"$cells << EOD\n{cells}\nEOD\n"
         # Boxes, since browsers smooth the image that `with image` puts into an SVG, and since a
         # run that failed leaves a hole, which an image cannot have.
         "plot $cells using 1:2:($1-.5):($1+.5):($2-.5):($2+.5):3 with boxxyerror "
         "fillstyle solid noborder linecolor palette, '' using 1:2:3 with labels\n")


def loss_curves(args, points, results):
    """A line for each run: its colour tells the first option that varies, its points the second."""
    if all(math.isnan(loss) for r in results for loss in r["loss"]):
        return
    varying = [option for option, values in args.grid.items() if len(values) > 1]
    colour, mark = (varying + [None, None])[:2]
    data, lines = [], []
    for i, (point, r) in enumerate(zip(points, results)):
        rows = "".join(f"{epoch} {loss:.6f}\n" for epoch, loss in enumerate(r["loss"], 1))
        data.append(f"$run{i} << EOD\n{rows}EOD\n")
        lines.append(f"$run{i} with linespoints pointsize 0.8"
                     f" linecolor {args.grid[colour].index(point[colour]) + 1 if colour else 1}"
                     f" pointtype {args.grid[mark].index(point[mark]) + 1 if mark else 7} notitle")
    if colour:
        lines += [f"keyentry with lines linewidth 3 linecolor {i} title {quoted(f'{colour} = {value}')}"
                  for i, value in enumerate(args.grid[colour], 1)]
    if mark:
        lines += [f"keyentry with points linecolor 'black' pointtype {i} title {quoted(f'{mark} = {value}')}"
                  for i, value in enumerate(args.grid[mark], 1)]
    plot(os.path.join(args.output, "loss.svg"),
         "set xlabel 'epoch'\nset ylabel 'mean loss of a pair'\nset xtics 1\nset xrange [0.5:]\n"
         "set key outside right top\n" + "".join(data) + "plot " + ", ".join(lines) + "\n")


def make_all(args, points):
    """(point, result) of each that did not fail."""
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as team:
        waiting = [team.submit(attempt, args, point) for point in points]
        made = []
        try:
            for point, future in zip(points, waiting):
                r = future.result()
                if r is None:
                    continue
                made.append((point, r))
                print(" ".join(f"{option}={value}" for option, value in point.items()),
                      f"loss {r['loss'][-1]:.4f} seconds {r['seconds']:.2f} "
                      f"quality {r['quality']:.4f}", flush=True)
        except BaseException:  # a signal's, too: the team would make all that waits
            team.shutdown(wait=False, cancel_futures=True)
            children.stop()
            raise
    return made


def main():
    args = arguments()
    os.makedirs(os.path.join(args.output, "runs"), exist_ok=True)
    points = [dict(zip(args.grid, values)) for values in itertools.product(*args.grid.values())]
    made = make_all(args, points)
    if not made:
        sys.exit("sweep.sh: every run failed")
    points, results = zip(*made)
    write_tables(args, points, results)
    title = "genre share at 10" if args.labels else "quality"
    heat_map(args, points, results, "quality", title)
    heat_map(args, points, results, "seconds", "seconds")
    loss_curves(args, points, results)
    write_page(args, points, results)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except subprocess.CalledProcessError as failed:
        sys.exit(f"sweep.sh: failed: {shlex.join(failed.cmd)}")
