#!/usr/bin/python3
"""Searches the settings that serve a graph and a goal best, on held-out data of its own.

  tools/tune.sh -goal recall -input ratings.csv -output build/tuned
  tools/tune.sh -goal link   -input edges.txt -output build/tuned
  tools/tune.sh -goal labels -input edges.txt -labels labels.txt -output build/tuned -time 300

Goals: recall (hit@10 by cosine, or -by context), link (AUC of the Hadamard product), labels
(Macro-F1). Part of the data is set aside first (-seed): a rating of each user or an edge of each
node, 30% of the edges, or the labels of half of the nodes. The search never sees it; the report at
the end is of nothing else.

The search is successive halving (Karnin, Koren and Somekh, "Almost optimal exploration in
multi-armed bandits", ICML 2013): all candidates get a quarter of the walks and one split of what
is left; the best third whole walks; the best three of those three splits more. The first candidate
is the settings as they are. The search takes about -time SECONDS, the report included, unless
-candidates N says how many there are. The order of candidates, splits and walks follow from -seed.

Written into the output folder: base.ini (what -config and the options after -- say), tune.csv (each
run), best.ini (for n2v-train -config), report.txt.
A search that was stopped goes on where it stood, with the same words.

OPTION=V1,V2,... replaces the values of an option, or adds one, in the space that is searched:
"""
import argparse
import csv
import io
import json
import math
import os
import random
import signal
import statistics
import subprocess
import sys
import time

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
SPACE = {"p": "0.25,0.5,1,2,4", "q": "0.25,0.5,1,2,4", "size": "32,64,128,256", "window": "5,10,15",
         "alpha": "0.025,0.05,0.1", "ns-exponent": "0.25,0.5,0.75,1",
         "degree-penalty": "0,0.25,0.5"}
__doc__ += "".join(f"  {option}={values}\n" for option, values in SPACE.items())
LABELS = ["search.labels", "report.labels"]
WRITTEN = ["base.ini", "tune.csv", "best.ini", "report.txt", "runs.json", "rest.csv", "rest.txt",
           "vectors.bin", *LABELS]
OF_A_RUN = ("input", "seed", "quiet", "config")
REPORTS = 3   # trainings of the report, under seeds of their own
FINALISTS, SPLITS = 3, 3


def arguments():
    words = sys.argv[1:]
    at = words.index("--") if "--" in words else len(words)
    parser = argparse.ArgumentParser(prog="tune.sh", description=__doc__, allow_abbrev=False,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-goal", required=True, choices=["recall", "link", "labels"])
    parser.add_argument("-by", default="cosine", choices=["cosine", "context"])
    parser.add_argument("-input", required=True, metavar="FILE")
    parser.add_argument("-labels", metavar="FILE")
    parser.add_argument("-output", required=True, metavar="FOLDER")
    parser.add_argument("-config", metavar="FILE", help="settings to begin with")
    parser.add_argument("-time", type=float, default=300, metavar="SECONDS", help="(300)")
    parser.add_argument("-candidates", type=int, metavar="N")
    parser.add_argument("-seed", type=int, default=1)
    parser.add_argument("space", nargs="*", metavar="OPTION=V1,V2,...")
    args = parser.parse_args(words[:at])
    args.others = (["-config", args.config] if args.config else []) + words[at + 1:]
    if (args.goal == "labels") != bool(args.labels):
        parser.error("-labels FILE goes with -goal labels")
    space = {**SPACE, **dict(word.partition("=")[::2] for word in args.space)}
    if not all(space.values()):
        parser.error("each option of the space needs values: p=0.5,1,2")
    args.space = {option: values.split(",") for option, values in space.items()}
    return args


class Failed(Exception):
    """A program's, with what it says."""


def program(name, *words):
    run = subprocess.run([os.path.join(ROOT, "bin", name), *words], text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if run.returncode:
        raise Failed(f"{name} failed: {run.stderr.strip()}")
    return run.stdout


def keep(path, text):
    """The file is the older one, or the new one whole, whenever the machine stops."""
    with open(path + ".part", "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".part", path)


# --------------------------------------------------------------------------------- settings


def dumped(words):
    """(section, key, value, where it comes from) of each option in force."""
    section = ""
    for line in program("n2v-train", "-dump-config", *words).splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif " = " in line:
            key, _, value = line.partition(" = ")
            value, _, source = value.rpartition(" ; ")
            yield section, key, value, source


def in_force(config):
    return {f"{section}.{key}": value for section, key, value, _ in dumped(["-config", config])}


def settings_ini(words):
    """The options that are not at their defaults, but for those of a run alone, as an INI file."""
    text, last = "", ""
    for section, key, value, source in dumped(words):
        if source == "default" or section in ("none", "query", "output") or key in OF_A_RUN:
            continue
        text += (f"\n[{section}]\n" if section != last else "") + f"{key} = {value}\n"
        last = section
    return text


# ----------------------------------------------------------------------------- held-out data


def split_labels(path, seed, search, report):
    nodes = {}
    with open(path) as file:
        for line in file:
            words = line.replace(",", " ").replace(";", " ").split()
            if words and not words[0].startswith("#"):
                nodes.setdefault(words[0], []).append(line.rstrip("\n"))
    names = sorted(nodes)
    random.Random(seed).shuffle(names)
    for part, target in ((names[::2], search), (names[1::2], report)):
        keep(target, "".join(line + "\n" for name in part for line in nodes[name]))


class Data:
    """What the search may see, and what the report is of."""

    def __init__(self, args):
        self.args = args
        self.apart = 10**6 + args.seed  # a seed that no candidate meets
        self.labels = [os.path.join(args.output, name) for name in LABELS]
        ending = ".csv" if args.input.endswith(".csv") else ".txt"
        self.rest = args.input if args.goal == "labels" else os.path.join(args.output, "rest" + ending)

    def split(self):
        args = self.args
        if args.goal == "labels":
            split_labels(args.labels, args.seed, *self.labels)
        elif not os.path.exists(self.rest):
            cheap = ["-epochs", "1", "-num-walks", "1", "-size", "8"]
            self.evaluate(args.input, self.apart, ["-save-rest", self.rest, *cheap])

    def evaluate(self, source, seed, settings):
        """n2v-eval's lines, as lists of words."""
        task, more = ("recall", []) if self.args.goal == "recall" else ("linkpred", ["-remove", "0.3"])
        output = program("n2v-eval", task, "-quiet", "-config", self.args.base, "-input", source,
                         "-seed", str(seed), *more, *settings)
        return [line.split() for line in output.splitlines()]

    def score(self, settings, seed, stage):
        """Of a training under this seed; of what the search may not see in the report."""
        report, repeats = stage == "report", 3 if stage == "few" else 10
        if self.args.goal == "labels":
            vectors = os.path.join(self.args.output, "vectors.bin")
            program("n2v-train", "-quiet", "-config", self.args.base, "-input", self.args.input,
                    "-seed", str(seed), "-output", vectors, *settings)
            output = program("n2v-eval", "classify", "-quiet", "-model", vectors, "-labels",
                             self.labels[report], "-seed", str(seed), "-repeats", str(repeats))
            return float(output.split()[1])
        lines = self.evaluate(self.args.input if report else self.rest,
                              self.apart if report else seed, settings)
        wanted = self.args.by if self.args.goal == "recall" else "hadamard"
        return next(float(line[2]) for line in lines if line[0] == wanted)


# ------------------------------------------------------------------------------------ search


def mark(path):
    """Of a file as it is now: another graph is another search."""
    info = os.stat(path)
    return [path, info.st_size, info.st_mtime_ns]


class Search:
    """The runs that are made. Reads those of an earlier search with the same words."""

    def __init__(self, args, data, base):
        self.args, self.data = args, data
        self.started, self.spent = time.time(), 0
        self.runs, self.failed = {}, set()
        self.random, self.points = random.Random(args.seed), [[]]
        self.path = os.path.join(args.output, "runs.json")
        files = [mark(path) for path in (args.input, args.labels) if path]
        self.words = json.dumps([args.goal, args.by, files, args.seed, base, args.space],
                                sort_keys=True)
        if os.path.exists(self.path):
            self.read()
            return
        for name in WRITTEN:
            if os.path.exists(os.path.join(args.output, name)):
                sys.exit(f"tune.sh: {args.output} holds {name}, and no search: give another folder")
        self.save()

    def read(self):
        with open(self.path) as file:
            try:
                stored = json.load(file)
                words, self.runs, self.spent = (stored[key] for key in ("words", "runs", "spent"))
            except (ValueError, KeyError, TypeError):
                sys.exit(f"tune.sh: {self.path} holds no search: give another folder")
        if words != self.words:
            sys.exit(f"tune.sh: {self.args.output} holds another search, of other words or files: "
                     "give another folder")

    def settings(self, candidate):
        """The settings as they are, then points of the space in a random order, each once."""
        while len(self.points) <= candidate:
            point = [word for option, values in self.args.space.items()
                     for word in ("-" + option, self.random.choice(values))]
            if point not in self.points:
                self.points.append(point)
        return self.points[candidate]

    def run(self, candidate, stage, seed):
        """Its score. Settings that fail are the worst; those as they are must not fail."""
        key = f"{candidate}/{stage}/{seed}"
        if key not in self.runs and candidate not in self.failed:
            begun = time.time()
            settings = self.settings(candidate) + (self.few if stage == "few" else [])
            try:
                value = self.data.score(settings, seed, stage)
            except Failed as why:
                if candidate == 0:
                    raise
                self.failed.add(candidate)
                print(f"{stage:6} candidate {candidate:3} seed {seed} {why}", " ".join(settings),
                      flush=True)
                return -math.inf
            self.runs[key] = {"score": value, "seconds": time.time() - begun}
            self.save()
            print(f"{stage:6} candidate {candidate:3} seed {seed} score {value:.4f}",
                  " ".join(settings), flush=True)
        return -math.inf if candidate in self.failed else self.runs[key]["score"]

    @property
    def few(self):
        """A quarter of the walks."""
        walks = in_force(self.args.base)["walk.num_walks"]
        return ["-num-walks", str(max(1, int(walks) // 4))]

    def save(self):
        spent = self.spent + time.time() - self.started
        keep(self.path, json.dumps({"words": self.words, "runs": self.runs, "spent": spent}))

    def in_time(self, part, candidate, stage, seed):
        """Whether a run may begin in this part of the time; one that was made before counts."""
        if self.args.candidates or f"{candidate}/{stage}/{seed}" in self.runs:
            return True
        self.run(0, "whole", 2)
        report = 2 * REPORTS * self.runs["0/whole/2"]["seconds"]
        spent = self.spent + time.time() - self.started
        return spent < part * max(self.args.time - report, self.args.time / 2)

    def mean(self, candidate):
        if candidate in self.failed:
            return -math.inf
        return statistics.mean(run["score"] for key, run in self.runs.items()
                               if key.startswith(f"{candidate}/whole/"))

    def best(self):
        most = 1 + math.prod(len(set(values)) for values in self.args.space.values())
        scores = {}
        for candidate in range(min(self.args.candidates or most, most)):
            if candidate < 2 or self.in_time(0.5, candidate, "few", 1):
                scores[candidate] = self.run(candidate, "few", 1)
            else:
                break
        self.count = len(scores)
        whole = {0: self.run(0, "whole", 2)}
        third = sorted(scores, key=scores.get, reverse=True)[:max(FINALISTS, len(scores) // 3)]
        for candidate in third:
            if self.in_time(0.75, candidate, "whole", 2):
                whole[candidate] = self.run(candidate, "whole", 2)
        finalists = sorted(whole, key=whole.get, reverse=True)[:FINALISTS]
        finalists = list(dict.fromkeys([*finalists, 0]))
        for split in range(3, 3 + SPLITS):
            if self.in_time(1, finalists[0], "whole", split):
                for candidate in finalists:
                    self.run(candidate, "whole", split)
        return max(finalists, key=self.mean)


# ------------------------------------------------------------------------------------ output


def write_table(search, path):
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["stage", "candidate", "seed", "score", "seconds", *search.args.space])
    for key, run in search.runs.items():
        candidate, stage, seed = key.split("/")
        values = search.settings(int(candidate))[1::2] or [""] * len(search.args.space)
        table.writerow([stage, candidate, seed, f"{run['score']:.6f}", f"{run['seconds']:.2f}",
                        *values])
    keep(path, text.getvalue())


def write_best(search, best, path):
    args = search.args
    words = ["-config", args.base, *search.settings(best)]
    text = f"# Chosen by tools/tune.sh -goal {args.goal} of {search.count} candidates.\n"
    keep(path, text + settings_ini(words))


def report(search, best):
    """Means of what the search has not seen, under seeds that it has not seen."""
    lines = []
    for name, candidate in (("as it was", 0), ("best", best)):
        scores = [search.run(candidate, "report", 10**6 + i) for i in range(REPORTS)]
        lines.append(f"{name:9} {statistics.mean(scores):.4f} ("
                     + ", ".join(f"{score:.4f}" for score in scores) + ") "
                     + (" ".join(search.settings(candidate)) or "no changes"))
        if best == 0:
            break
    return "\n".join(lines) + "\n"


def main():
    args = arguments()
    os.makedirs(args.output, exist_ok=True)
    args.base = os.path.join(args.output, "base.ini")
    base, data = settings_ini(args.others), Data(args)
    search = Search(args, data, base)
    keep(args.base, base)
    data.split()
    best = search.best()
    text = report(search, best)
    write_table(search, os.path.join(args.output, "tune.csv"))
    write_best(search, best, os.path.join(args.output, "best.ini"))
    keep(os.path.join(args.output, "report.txt"), text)
    print(f"\n{args.goal} on data set aside, seeds not searched:\n{text}"
          f"settings in {args.output}/best.ini, all runs in {args.output}/tune.csv")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # which ends the program that runs, too
    try:
        main()
    except Failed as why:
        sys.exit(f"tune.sh: {why}")
    except OSError as why:
        sys.exit(f"tune.sh: {why.filename}: {why.strerror}")
    except KeyboardInterrupt:
        sys.exit(130)
