#!/usr/bin/python3
"""Every block ```sh and ```python in docs/ runs, page by page, in a folder of its own.

The programs are those of bin/; Python's blocks want the module n2v, which `make python` installs in
build/python/venv: where it is not there they are skipped.
"""
import glob
import os
import re
import subprocess
import sys
import tempfile

TOP = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
PYTHON = os.path.join(TOP, "build", "python", "venv", "bin", "python")
number = failures = 0


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
                          env=dict(os.environ, PATH=os.path.join(TOP, "bin") + ":" + os.environ["PATH"]))
    return done.returncode == 0, done.stdout


def has_module():
    return os.path.exists(PYTHON) and subprocess.run(
        [PYTHON, "-c", "import n2v, networkx, sklearn, pandas"], stderr=subprocess.DEVNULL).returncode == 0


def try_page(page, with_python):
    with open(page, encoding="utf-8") as text:
        blocks = re.findall(r"^```(sh|python)\n(.*?)^```$", text.read(), re.S | re.M)
    name = os.path.relpath(page, TOP)
    with tempfile.TemporaryDirectory() as folder:
        for shared in ("examples", "configs"):
            os.symlink(os.path.join(TOP, shared), os.path.join(folder, shared))
        for code in [code for kind, code in blocks if kind == "sh"]:
            result(f"{name}: {code.splitlines()[0][:60]}", *run(["sh", "-eu"], code, folder))
        # A page's Python is one session; what wants the vectors of `make movielens` is left out.
        session = "".join(code for kind, code in blocks if kind == "python" and "movielens" not in code)
        if session and not with_python:
            result(f"{name}: its Python", True, skipped="no module n2v: make python")
        elif session:
            result(f"{name}: its Python", *run([PYTHON, "-"], session, folder))


with_module = has_module()
for path in sorted(glob.glob(os.path.join(TOP, "docs", "*.md"))):
    try_page(path, with_module)
print(f"1..{number}")
sys.exit(failures > 0)
