#!/usr/bin/python3
"""Mutation testing: plants one small fault at a time in the library and looks whether a test fails.

usage: tests/mutate.py FOLDER [COUNT [SEED]]      FOLDER: base, train, input, ... of src/

COUNT mutants (100) are drawn by SEED (1) from all places in the folder's sources where an operator
applies:

    negate      if (c), while (c), a ? of its own       ->  the opposite
    compare     < <= > >= == !=                          ->  a neighbour
    arithmetic  + - * / % << >> & | (binary)             ->  another
    logic       && ||                                    ->  the other
    constant    a number                                 ->  one more
    drop        a statement that is a call or assignment ->  nothing

A mutant is one object compiled anew in a copy of the tree and linked into a shared library that its
programs and tests use: all unit tests are run, then the scripts of the programs that concern the
folder, until one fails. What does not compile is drawn again; what takes five minutes counts as found. tests/mutants.txt lists mutants that change nothing anyone could see
(equivalent ones), with the reason; they are not counted. Prints each survivor, then the share found.
"""
import collections
import glob
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

LIMIT = 300  # seconds for a test: a mutant that takes longer is found
TREE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

COMPARE = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}
ARITHMETIC = {"+": "-", "-": "+", "*": "+", "/": "*", "%": "+", "<<": ">>", ">>": "<<", "&": "|",
              "|": "&"}
BINARY = re.compile(r" (<=|>=|==|!=|<<|>>|&&|\|\||[-+*/%<>&|]) ")
NUMBER = re.compile(r"(?<![\w.\"'])(\d+)(?![\w.\"'])")
CONDITION = re.compile(r"\b(if|while) \((.*)\)( \{)?$")
STATEMENT = re.compile(r"^ +(?!return|break|continue|goto|else|case|static|const|struct)"
                       r"[\w*(][\w.\->\[\]* ]*( [-+|&]?= .*|\(.*\));$|^ +[\w.\->\[\]]+(\+\+|--);$")


def code_lines(text):
    """Numbers of lines that are code: no comments, no preprocessor, no texts alone."""
    comment = continued = False
    for number, line in enumerate(text.splitlines()):
        bare = line.strip()
        skip = comment or continued or bare.startswith(("/*", "//", "#", "*")) or (
            "enum" in bare or "_Static_assert" in bare or "n2v_fail" in bare or "n2v_report" in bare)
        if "/*" in line and "*/" not in line[line.index("/*"):]:
            comment = True
        elif "*/" in line:
            comment = False
        continued = line.endswith("\\")
        if not skip:
            yield number, line.split("/*")[0].rstrip()


def without_texts(line):
    """The line with the inside of string and character literals blanked."""
    return re.sub(r'"(\\.|[^"\\])*"|\'(\\.|[^\'\\])*\'', lambda m: '"' + "_" * (len(m[0]) - 2) + '"',
                  line)


def mutants_of(path):
    """(line number, new line, name) of each mutant."""
    with open(os.path.join(TREE, path)) as f:
        text = f.read()
    lines = text.splitlines()
    for number, line in code_lines(text):
        bare, rest = without_texts(line), lines[number][len(line):]

        def put(start, end, new, name):
            return number, line[:start] + new + line[end:] + rest, name
        found = CONDITION.search(bare)
        if found:
            yield put(found.start(2), found.end(2), "!(" + line[found.start(2):found.end(2)] + ")",
                      "negate")
        for m in BINARY.finditer(bare):
            token, at = m[1], (m.start(1), m.end(1))
            if token in COMPARE:
                yield put(*at, COMPARE[token], "compare")
            elif token in ("&&", "||"):
                yield put(*at, "||" if token == "&&" else "&&", "logic")
            elif bare[:m.start()].strip():
                yield put(*at, ARITHMETIC[token], "arithmetic")
        for m in NUMBER.finditer(bare):
            yield put(m.start(), m.end(), str(int(m[1]) + 1), "constant")
        if STATEMENT.match(bare) and bare.count("(") == bare.count(")"):
            yield number, re.match(" *", line)[0] + ";", "drop"


# What finds faults of a folder beside the unit tests, the quick ones of tests/cli.
SCRIPTS = {"base": "files disk options bad_input external", "train": "train checkpoint warm_start parts",
           "input": "tables bad_input external forms movielens train",
           "graph": "graph external bad_input train"}
LIBRARIES = "-linih -lz -lzstd -llinear -lm -lcmocka -ljemalloc".split()


class Copy:
    """The tree, built once, its programs and tests linked with one shared library: a mutant is one
    object and that library anew."""

    def __init__(self, folder):
        self.top = tempfile.mkdtemp(prefix="n2v-mutate.")
        names = subprocess.run(["git", "ls-files"], cwd=TREE, capture_output=True, text=True).stdout
        for name in names.splitlines():
            os.makedirs(os.path.join(self.top, os.path.dirname(name)), exist_ok=True)
            shutil.copy2(os.path.join(TREE, name), os.path.join(self.top, name))
        self.seconds = collections.defaultdict(lambda: 1.0)  # that a test takes, lately
        self.found = collections.Counter()
        self.tests = [t for t in self.unit_tests()]
        self.scripts = [f"tests/cli/test_{name}.sh" for name in SCRIPTS.get(folder, "train").split()]
        self.build()

    def make(self, *goals):
        return subprocess.run(
            ["make", "-s", "-j2", "CFLAGS=-O1 -fvisibility=default", *goals], cwd=self.top,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            env={**os.environ, "N2V_NO_INSTALL": "1"})

    def objects(self, pattern):
        return sorted(glob.glob("build/release/" + pattern, root_dir=self.top))

    def link(self, out, *objects):
        return subprocess.run(["cc", "-fopenmp", "-pthread", "-o", out, *objects, *LIBRARIES],
                              cwd=self.top, stderr=subprocess.DEVNULL).returncode == 0

    def link_library(self):
        return self.link("lib/libmutant.so", "-shared", *self.objects("src/*/*.o"))

    def build(self):
        done = self.make("all", "build/release/tests/torture/fault.so", *self.tests)
        if done.returncode:
            sys.exit(done.stderr.decode())
        mutant = ["-Llib", "-lmutant", "-Wl,-rpath," + os.path.join(self.top, "lib")]
        shared = [o for o in self.objects("tools/*.o") + self.objects("tools/options/*.o")
                  if not os.path.basename(o).startswith("n2v_")]
        whole = self.link_library()
        for test in self.tests:
            whole &= self.link(test, test + ".o", "build/release/options.a", *mutant)
        for program in "train graph walk query eval convert".split():
            whole &= self.link("bin/n2v-" + program, f"build/release/tools/n2v_{program}.o", *shared,
                               *mutant)
        if not whole:
            sys.exit("the copy cannot be linked")

    def unit_tests(self):
        sources = glob.glob(os.path.join(TREE, "tests/test_*.c"))
        return sorted("build/release/tests/" + os.path.basename(s)[:-2] for s in sources)

    def in_turn(self):
        """Unit tests in the order of what they have found in their time, then scripts."""
        yield from sorted(self.tests, key=lambda t: -(self.found[t] + 0.1) / self.seconds[t])
        yield from self.scripts

    def run(self, test):
        process = subprocess.Popen(["./" + test], cwd=self.top, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   start_new_session=True)
        begin = time.monotonic()
        try:
            return process.wait(LIMIT) == 0
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            process.wait()
            return False
        finally:
            self.seconds[test] = (self.seconds[test] + time.monotonic() - begin) / 2

    def drop_failing(self):
        """Leaves out the tests that fail without a mutant."""
        for test in list(self.in_turn()):
            if not self.run(test):
                print(f"# {test} fails without a mutant: left out", flush=True)
                (self.tests if test in self.tests else self.scripts).remove(test)

    def killer(self, path, number, line):
        """The test that fails, None for a survivor, False for what does not compile."""
        whole = os.path.join(self.top, path)
        with open(whole) as f:
            kept = f.read()
        lines = kept.splitlines()
        lines[number] = line
        with open(whole, "w") as f:
            f.write("\n".join(lines) + "\n")
        thing = "build/release/" + path[:-1] + "o"
        try:
            if self.make(thing).returncode or not self.link_library():
                return False
            for test in self.in_turn():
                if not self.run(test):
                    self.found[test] += 1
                    return test
            return None
        finally:
            with open(whole, "w") as f:
                f.write(kept)
            self.make(thing)


def equivalent():
    try:
        with open(os.path.join(TREE, "tests/mutants.txt")) as f:
            return {tuple(line.split("\t")[:2]) for line in f if "\t" in line}
    except FileNotFoundError:
        return set()


def main():
    folder = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    draw = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    sources = sorted(os.path.relpath(s, TREE) for s in glob.glob(
        os.path.join(TREE, "src", folder, "*.c")))
    mutants = [(path, *m) for path in sources for m in mutants_of(path)]
    draw.shuffle(mutants)
    known, copy = equivalent(), Copy(folder)
    tried = same = 0
    killers = collections.Counter()
    try:
        copy.drop_failing()
        for path, number, line, name in mutants:
            if tried == count:
                break
            if (path, line.strip()) in known:
                same += 1
                continue
            killer = copy.killer(path, number, line)
            if killer is False:
                continue
            tried += 1
            killers[killer] += 1
            print(f"{path}:{number + 1}\t{name}\t{line.strip()}\t{killer or 'SURVIVES'}", flush=True)
    finally:
        shutil.rmtree(copy.top)
    found = tried - killers[None]
    print(f"src/{folder}: {found} of {tried} mutants found, {100 * found / max(tried, 1):.0f}%; "
          f"{same} that change nothing left out", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
