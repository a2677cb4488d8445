#!/usr/bin/python3
"""Mutation testing: plants one small fault at a time in the library and looks whether a test fails.

usage: tests/mutate.py FOLDER [COUNT [SEED]]      FOLDER: base, train, input, ... of src/

COUNT mutants (50) are drawn by SEED (1) from all places in the folder's sources where an operator
applies:

    negate      if (c), while (c), a ? of its own       ->  the opposite
    compare     < <= > >= == !=                          ->  a neighbour
    arithmetic  + - * / % << >> & | (binary)             ->  another
    logic       && ||                                    ->  the other
    constant    a number                                 ->  one more
    drop        a statement that is a call or assignment ->  nothing

A mutant is built in a copy of the tree by make: one object, the library, the tests that have the
object in them. These are run, those first that call the file themselves, or have found the most in
their time; then the scripts of the programs that concern the folder, until one fails. What does not
compile is drawn again; what takes LIMIT seconds counts as found. tests/mutants.txt lists mutants that
change nothing anyone could see (equivalent ones), with the reason; they are not counted. Prints each
survivor, then the share found, at an end or at a signal.
"""
import collections
import glob
import os
import random
import re
import shutil
import signal
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
SCRIPTS = {"base": "files short disk fault options bad_input external", "train": "train checkpoint warm_start parts mpi",
           "input": "tables bad_input external forms movielens train",
           "graph": "graph external bad_input train"}


class Copy:
    """The tree with what is built in it already."""

    def __init__(self, folder):
        self.top = tempfile.mkdtemp(prefix="n2v-mutate.")
        names = subprocess.run(["git", "ls-files"], cwd=TREE, capture_output=True, text=True).stdout
        for name in names.splitlines():
            os.makedirs(os.path.join(self.top, os.path.dirname(name)), exist_ok=True)
            shutil.copy2(os.path.join(TREE, name), os.path.join(self.top, name))
        for built in ("build/release", "bin", "lib"):
            if os.path.isdir(os.path.join(TREE, built)):
                shutil.copytree(os.path.join(TREE, built), os.path.join(self.top, built), symlinks=True)
        self.seconds = collections.defaultdict(lambda: 1.0)  # that a test takes, lately
        self.found, self.sound = collections.Counter(), set()
        self.tests = sorted("build/release/tests/" + os.path.basename(source)[:-2]
                            for source in glob.glob(os.path.join(TREE, "tests/test_*.c")))
        self.scripts = [f"tests/cli/test_{name}.sh" for name in SCRIPTS.get(folder, "train").split()]
        done = self.make("all", "build/release/tests/torture/fault.so", *self.tests)
        if done.returncode:
            sys.exit(done.stderr.decode())
        self.symbols = {test: self.names(test) for test in self.tests}
        self.calls = {test: self.names(test + ".o", "-u") for test in self.tests}

    def make(self, *goals):
        return subprocess.run(
            ["make", "-s", "-j2", *goals], cwd=self.top, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, env={**os.environ, "N2V_NO_INSTALL": "1"})

    def names(self, path, *which):
        listed = subprocess.run(["nm", *which, path], cwd=self.top, capture_output=True, text=True)
        return {line.split()[-1] for line in listed.stdout.splitlines()}

    def concerned(self, path):
        """The unit tests that have the file's object in them, in the order in which they are run."""
        own = self.names("build/release/" + path[:-1] + "o", "-g", "--defined-only")
        tests = [test for test in self.tests if own & self.symbols[test]]
        return sorted(tests, key=lambda t: (not own & self.calls[t],
                                            -(self.found[path, t] + 0.1) / self.seconds[t]))

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

    def put(self, path, number, line):
        """Plants the line, takes it back where it is None."""
        with open(os.path.join(TREE, path)) as f:
            lines = f.read().splitlines()
        if line is not None:
            lines[number] = line
        with open(os.path.join(self.top, path), "w") as f:
            f.write("\n".join(lines) + "\n")

    def fails(self, test):
        return self.make("all" if test in self.scripts else test).returncode or not self.run(test)

    def is_sound(self, test, path):
        """Whether it passes without a mutant; one that does not is left out."""
        self.put(path, 0, None)
        if test not in self.sound and self.fails(test):
            print(f"# {test} fails without a mutant: left out", flush=True)
            (self.scripts if test in self.scripts else self.tests).remove(test)
            return False
        self.sound.add(test)
        return True

    def killer(self, path, number, line):
        """The test that fails, None for a survivor, False for what does not compile."""
        tests = self.concerned(path)
        try:
            self.put(path, number, line)
            if self.make("build/release/" + path[:-1] + "o").returncode:
                return False
            for test in tests + self.scripts:
                if self.fails(test):
                    if self.is_sound(test, path):
                        self.found[path, test] += 1
                        return test
                    self.put(path, number, line)
            return None
        finally:
            self.put(path, 0, None)


def equivalent():
    try:
        with open(os.path.join(TREE, "tests/mutants.txt")) as f:
            return {tuple(line.split("\t")[:2]) for line in f if "\t" in line}
    except FileNotFoundError:
        return set()


def main():
    folder = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    draw = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sources = sorted(os.path.relpath(s, TREE) for s in glob.glob(
        os.path.join(TREE, "src", folder, "*.c")))
    mutants = [(path, *m) for path in sources for m in mutants_of(path)]
    draw.shuffle(mutants)
    known, copy = equivalent(), Copy(folder)
    tried = same = found = 0
    try:
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
            found += killer is not None
            print(f"{path}:{number + 1}\t{name}\t{line.strip()}\t{killer or 'SURVIVES'}", flush=True)
    finally:
        shutil.rmtree(copy.top)
        print(f"src/{folder}: {found} of {tried} mutants found, {100 * found / max(tried, 1):.0f}%; "
              f"{same} that change nothing left out", flush=True)


if __name__ == "__main__":
    main()
