#!/usr/bin/python3
"""Every command of README.md, python/README.md and docs/ runs, page by page, in a folder of its own.

Those are the blocks ```sh and ```python, and indented lines that begin with a program. What cannot run
here stands in ELSEWHERE, with what tries it instead. The programs are those of bin/; Python's blocks
want the module n2v, which `make python` installs in build/python/venv: where it is not there they are
skipped.
"""
import glob
import os
import re
import subprocess
import sys
import tempfile

TOP = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
PYTHON = os.path.join(TOP, "build", "python", "venv", "bin", "python")
COMMAND = re.compile(r"(bin/|tools/|build/|env/bin/)\S|n2v-\w|make\b|apt |python3 |mpirun |srun |git ")
ELSEWHERE = (
    (r"mpirun |srun ", "tests/cli/test_mpi.sh"),
    (r"apt install ", "make deb, debian/tests"),
    (r"python3 -m venv |env/bin/python -m pip ", "tools/python.sh"),
    (r"build/python/venv/bin/python python/examples/", "python/tests/test_examples.py"),
    (r"tools/sweep.sh ", "tests/cli/test_sweep.sh"),
    (r"tools/tune.sh ", "tests/cli/test_tune.sh"),
)
number = failures = 0
with open(os.path.join(TOP, "Makefile"), encoding="utf-8") as makefile:
    TARGETS = set(" ".join(re.findall(r"^([a-z][a-z -]*):", makefile.read(), re.M)).split())


def result(name, passed, output="", skipped=""):
    global number, failures
    number += 1
    failures += not passed
    print("ok" if passed else "not ok", number, "-", name, f"# SKIP {skipped}" if skipped else "")
    if not passed:
        print("\n".join("# " + line for line in output.splitlines()[-20:]))


def run(command, code, folder):
    done = subprocess.run(command, input=code, cwd=folder, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=300,
                          env=dict(os.environ, PATH=os.path.join(TOP, "bin") + ":" + os.environ["PATH"],
                                   N2V_NO_INSTALL="1", MPLBACKEND="agg"))
    return done.returncode == 0, done.stdout


def has_module():
    return os.path.exists(PYTHON) and subprocess.run(
        [PYTHON, "-c", "import n2v, networkx, sklearn, pandas, gensim"],
        stderr=subprocess.DEVNULL).returncode == 0


def furnish(folder):
    """The files that the pages speak of: small ones, of the karate club and of made-up ratings."""
    for shared in ("examples", "configs", "bin", "tools", "build", "docs"):
        if os.path.exists(os.path.join(TOP, shared)):
            os.symlink(os.path.join(TOP, shared), os.path.join(folder, shared))

    def write(name, text):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)
    with open(os.path.join(TOP, "examples", "karate.txt"), encoding="utf-8") as karate:
        write("edges.txt", karate.read() + "Alice 1\nAlice 34\n2571 1\n2571 34\n")
    with open(os.path.join(TOP, "examples", "karate.labels"), encoding="utf-8") as labels:
        write("labels.txt", labels.read())
    movies = [2571] + list(range(1, 30))
    write("movies.csv", "movieId,title,genres\n2571,\"Matrix, The (1999)\",Action|Sci-Fi\n" + "".join(
        f"{movie},Film {movie} (1990),Drama\n" for movie in movies[1:]))
    write("ratings.csv", "userId,movieId,rating,timestamp\n" + "".join(
        f"{user},{movie},5,1\n" for user in range(1, 61) for i, movie in enumerate(movies)
        if i % 3 == user % 3 or (user * 7 + i * 5) % 11 == 0))
    made = run(["sh", "-eu"], """n2v-train -quiet -input edges.txt -output vectors.bin -size 16 -epochs 2
        cp vectors.bin movielens.bin; n2v-convert -quiet -input movielens.bin -output movielens.npy""", folder)
    if not made[0]:
        result("the files that pages speak of", *made)


def blocks_of(text):
    """Kind and code of each block, in order; indented lines one by one, joined where they go on."""
    for match in re.finditer(r"^```(\w*)[^\n]*\n(.*?)^```$|((?:^    \S[^\n]*\n(?:      +[^\n]*\n)*)+)",
                             text, re.S | re.M):
        if match[3] is None:
            yield match[1], match[2]
            continue
        for line in re.sub(r"\\\n\s*", "", match[3]).splitlines():
            if COMMAND.match(line.strip()):
                yield "line", re.sub(r"\s+# .*", "", line.strip())


def try_line(name, line, folder):
    name = f"{name}: {line[:70]}"
    elsewhere = [where for pattern, where in ELSEWHERE if re.match(pattern, line)]
    if elsewhere:
        tested = elsewhere[0].split(",")[0]
        result(f"{name} ({tested})", tested.startswith("make ") or os.path.exists(os.path.join(TOP, tested)),
               f"there is no {tested}")
    elif line.startswith("make"):
        wrong = set(line.split()[1:]) - TARGETS
        result(f"{name} (a target of the makefile)", not wrong, f"no target {wrong}")
    elif "n2v-page" in line and not os.path.exists(os.path.join(TOP, "build", "page", "page.html")):
        result(name, True, skipped="no page: make page")
    else:
        result(name, *run(["sh", "-eu"], line.replace("/usr/share/n2v/", "configs/"), folder))


def try_page(page, with_python):
    with open(page, encoding="utf-8") as text:
        blocks = list(blocks_of(text.read()))
    name = os.path.relpath(page, TOP)
    with tempfile.TemporaryDirectory() as folder:
        furnish(folder)
        for kind, code in blocks:
            if kind == "sh":
                result(f"{name}: {code.splitlines()[0][:60]}", *run(["sh", "-eu"], code, folder))
            elif kind == "line":
                try_line(name, code, folder)
        session = "".join(code for kind, code in blocks if kind == "python")  # a page's Python is one
        if session and not with_python:
            result(f"{name}: its Python", True, skipped="no module n2v: make python")
        elif session:
            result(f"{name}: its Python", *run([PYTHON, "-"], session, folder))


with_module = has_module()
for path in [os.path.join(TOP, "README.md"), os.path.join(TOP, "python", "README.md")] + sorted(
        glob.glob(os.path.join(TOP, "docs", "*.md"))):
    try_page(path, with_module)
print(f"1..{number}")
sys.exit(failures > 0)
