#!/usr/bin/python3
"""Command lines drawn at random, on file systems in states drawn at random, beside a model of what
must hold however they end.

usage: tests/torture/properties.py EXAMPLES [SEED]      BIN: the folder of the programs

A run is a program, inputs, a place for each output (new, older file, link, hard link, folder, pipe,
device, an input, ...), and something that goes wrong, or nothing: a signal at some moment, a limit, a
descriptor that is closed, a call that fails (fault.c), a disk that is full, a folder that is gone. The
model:

- the code is 0, 1 or 2, or that of the signal that was sent; 0 when nothing stands in the way, not 0
  when something does, 2 when an output is an input or another output;
- each file in the way is as it was, or the output, whole; with 0 it is the output;
- nothing else has changed or is left over, but for what a message names;
- a failure is one line `PROGRAM: error: ...`, UTF-8 without control characters; one with code 1 names
  a file, memory, or a standard stream.

Hypothesis shrinks what fails to the shortest run; the seed repeats it.
"""
import json
import os
import re
import resource
import shutil
import signal
import stat
import struct
import subprocess
import sys
import tempfile
import threading
import zlib

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Flaky
from hypothesis import strategies as st

BIN = os.path.abspath(os.environ.get("BIN", "bin"))
USER = 65534
NODES, DIMS = 20, 4
LONGEST = 300  # seconds that a run may take on a machine that is busy otherwise: some hundredths
OLD = b"old\n"

# ------------------------------------------------------------------------------------- programs

SMALL = ["-size", str(DIMS), "-epochs", "1", "-num-walks", "2", "-walk-length", "8"]


class Program:
    """inputs: flags and the files that they may read, some of them with another beside it. outputs:
    flags and the kinds of file that they may make. `onto`: an output that may take an input's place."""

    def __init__(self, name, fixed, inputs, outputs, must=(), onto=(), least=1):
        self.name, self.fixed, self.inputs, self.outputs = name, fixed, inputs, outputs
        self.must, self.onto, self.least = must, onto, least


GRAPHS = ["g.txt", "g.csr", "g.txt.gz", "a name\nwith lines.txt"]
VECTORS = ["v.bin", "v.txt", "v.npy"]
KINDS = ["bin", "txt", "npy", "tsv", "txt.gz"]
PROGRAMS = [
    Program("n2v-train", ["-threads", "1", *SMALL],
            {"-input": GRAPHS, "-init": VECTORS, "-resume": ["k.ckp"], "-nodes": ["nodes.txt"]},
            {"-output": KINDS, "-save-context": KINDS, "-save-vocab": ["vocab"],
             "-save-walks": ["walks"], "-metrics": ["json"], "-checkpoint": ["ckp"]},
            must=("-input", "-output"),
            onto=(("-output", "-init"), ("-checkpoint", "-resume"))),
    Program("n2v-walk", ["-threads", "1", "-num-walks", "2", "-walk-length", "8"],
            {"-input": GRAPHS}, {"-output": ["walks"], "-metrics": ["json"]},
            must=("-input", "-output")),
    Program("n2v-graph", ["-threads", "1"], {"-input": GRAPHS},
            {"-output": ["csr", "edges"], "-metrics": ["json"]}, must=("-input", "-output")),
    Program("n2v-convert", ["-threads", "1"], {"-input": VECTORS, "-labels": ["labels.txt"],
                                               "-graph": ["g.txt"]},
            {"-output": KINDS, "-metadata": ["any"]}, must=("-input", "-output", "-metadata")),
    Program("n2v-page", ["-threads", "1", "-template", "template"],
            {"-model": VECTORS, "-graph": ["g.txt"], "-labels": ["labels.txt"], "-run": ["m.json"],
             "-metadata": ["table.tsv"]},
            {"-output": ["html"]}, must=("-model", "-output")),
    Program("n2v-import", ["-threads", "1"], {"-input": ["g.gml"]}, {"-output": ["csr", "edges"]},
            must=("-input", "-output")),
]
EVAL = Program("n2v-eval", ["recall", "-threads", "1", *SMALL], {"-input": ["g.txt", "g.csr"]},
               {"-output": ["bin"], "-save-context": ["bin"], "-save-split": ["any"],
                "-save-rest": ["edges"]}, must=("-input",))
PROGRAMS.append(EVAL)

# Where an output goes: whether it can be made there. None: nobody says.
PLACES = {"new": True, "old": True, "link": True, "link to nothing": True, "hard link": True,
          "name with lines": True, "name of 255 bytes": True, "no UTF-8": True, "read by all": True,
          "set-user-id": True, "null": None, "stdout": None, "pipe": None, "-": None,
          "folder": False, "no folder": False, "loop": False, "name of 256 bytes": False,
          "full": False, "a file as folder": False, "input": False, "other output": False,
          "beside an input": None, "read-only": None, "read-only folder": None,
          "foreign in a sticky folder": None, "foreign link in a sticky folder": False,
          "full disk": None}
TROUBLES = ["none", "none", "none", "signal", "signal", "kill", "fault", "fault", "file size", "descriptors", "closed",
            "gone folder", "no home", "no TMPDIR", "locale", "empty input", "binary input",
            "cut input", "no input", "folder as input"]

FAULTS = ["alloc", "map", "open", "read", "sync", "rename", "link"]

# --------------------------------------------------------------------------------------- inputs


def make_inputs(folder):
    lines = [f"{10 * g + i} {10 * g + j}" for g in range(2) for i in range(10) for j in range(i)]
    text = "\n".join(lines + ["0 10"]) + "\n"
    for name in ("g.txt", GRAPHS[3]):
        with open(os.path.join(folder, name), "w") as f:
            f.write(text)
    for name, content in (("labels.txt", "0\tzero\n1\tone\n"), ("nodes.txt", "0\n1\n"),
                          ("table.tsv", "name\tsize\n0\t1\n"),
                          ("template", "<html><!--n2v-data--></html>\n")):
        with open(os.path.join(folder, name), "w") as f:
            f.write(content)
    edges = "".join(f"edge [ source {e.split()[0]} target {e.split()[1]} ]\n" for e in lines)
    nodes = "".join(f'node [ id {i} label "n{i}" ]\n' for i in range(NODES))
    with open(os.path.join(folder, "g.gml"), "w") as f:
        f.write(f"graph [\n{nodes}{edges}]\n")

    def run(*words):
        subprocess.run([os.path.join(BIN, words[0]), "-quiet", *words[1:]], cwd=folder, check=True)
    subprocess.run(["gzip", "-kn", "g.txt"], cwd=folder, check=True)
    run("n2v-graph", "-input", "g.txt", "-output", "g.csr")
    run("n2v-train", "-threads", "1", *SMALL, "-input", "g.txt", "-output", "v.bin", "-checkpoint",
        "k.ckp", "-metrics", "m.json")
    for name in ("v.txt", "v.npy"):
        run("n2v-convert", "-input", "v.bin", "-output", name)


# ------------------------------------------------------------------------------ outputs, whole?


def lines_of(data):
    return data.endswith(b"\n") and data[:-1].split(b"\n")


def is_matrix_text(data):
    rows = lines_of(data)
    return rows and rows[0] == b"%d %d" % (NODES, DIMS) and len(rows) == NODES + 1


def is_whole(kind, data):
    """Whether the bytes are an output of that kind, to its end."""
    if kind == "txt.gz":
        unpack = zlib.decompressobj(31)
        return is_matrix_text(unpack.decompress(data)) and unpack.eof and not unpack.unused_data
    if kind == "bin":
        head = b"%d %d\n" % (NODES, DIMS)
        return data.startswith(head) and len(data) == len(head) + sum(
            len(str(i)) + 1 + 4 * DIMS + 1 for i in range(NODES))
    if kind == "npy":
        return data[:6] == b"\x93NUMPY" and (
            len(data) == 10 + struct.unpack_from("<H", data, 8)[0] + NODES * DIMS * 4)
    if kind == "json":
        return isinstance(json.loads(data), dict)
    if kind == "ckp":
        text, size, epochs = struct.unpack_from("<12xI16xQ16xI", data)
        rows = 128 + (72 + 8 * epochs + text + 63) // 64 * 64
        return size == len(data) and zlib.crc32(data[rows:-4]) == struct.unpack("<I", data[-4:])[0]
    if kind == "csr":
        return data[:8] == b"n2v-csr\n" and struct.unpack_from("<Q", data, CSR_SIZE_AT)[0] == len(data)
    if kind == "html":
        return data.startswith(b"<html>") and data.endswith(b"</html>\n")
    rows = {"txt": NODES + 1, "names": NODES, "vocab": NODES, "tsv": NODES, "walks": 2 * NODES,
            "edges": None, "any": None}[kind]
    got = lines_of(data)
    return bool(got) and data != OLD and (rows is None or len(got) == rows)


CSR_SIZE_AT = 0  # found in a whole file, at the start


def find_csr_size(folder):
    with open(os.path.join(folder, "g.csr"), "rb") as f:
        data = f.read()
    return data.index(struct.pack("<Q", len(data)))


def beside(path, kind, program):
    """What is written beside an output without being named."""
    if kind == "npy":
        return {path + ".names": "names"}
    if kind == "tsv" and program.name != "n2v-convert":
        return {path[:-4] + ".metadata.tsv": "any"}
    if kind == "ckp":
        return {path + ".1": "ckp", path + ".lock": "any"}
    return {}


# ------------------------------------------------------------------------------------- one run


@st.composite
def runs(draw):
    program = draw(st.sampled_from(PROGRAMS))
    inputs = {}
    for flag, files in program.inputs.items():
        if flag in program.must or draw(st.integers(0, 3)) == 0:
            inputs[flag] = draw(st.sampled_from(files))
    outputs = {}
    for flag, kinds in program.outputs.items():
        if flag in program.must or draw(st.integers(0, 2)) == 0:
            outputs[flag] = (draw(st.sampled_from(kinds)),
                             draw(st.sampled_from(["new", "old"] + list(PLACES))))
    return {"program": program, "inputs": inputs, "outputs": outputs,
            "trouble": draw(st.sampled_from(TROUBLES)), "number": draw(st.integers(0, 1000)),
            "quiet": draw(st.booleans()), "user": draw(st.booleans()),
            "umask": draw(st.sampled_from([0o22, 0o77, 0o2]))}


def write(path, data=OLD, mode=0o644):
    with open(path, "wb") as f:
        f.write(data)
    os.chmod(path, mode)


class Run:
    def __init__(self, plan, work):
        self.plan, self.work, self.program = plan, work, plan["program"]
        self.as_user = plan["user"] and os.getuid() == 0
        self.may = {}      # path: kind of what may come there
        self.wrong = False  # something stands in the way
        self.unsure = False
        self.code, self.printed, self.said = None, b"", b""
        self.twice = False  # an output is an input, or another one
        self.words = []
        self.build()

    def path(self, *names):
        return os.path.join(self.work, *names)

    def place(self, flag, kind, place, others):
        """The word for an output, when its place is made."""
        name = f"{flag[1:]}.{kind}"
        older = (open(self.path("k.ckp"), "rb").read() if kind == "ckp" else OLD)
        path = self.path("to", name)
        target = path
        if place in ("old", "link", "hard link", "read by all", "set-user-id", "read-only"):
            write(path, older, {"read by all": 0o664, "set-user-id": 0o6755,
                                "read-only": 0o444}.get(place, 0o644))
        if place in ("link", "link to nothing"):
            target = self.path("to", f"{flag[1:]}-target.{kind}")
            if place == "link":
                os.rename(path, target)
            os.symlink(os.path.basename(target), path)
        elif place == "hard link":
            os.link(path, self.path("to", f"{flag[1:]}.other"))
        elif place == "folder":
            os.mkdir(path)
        elif place in ("no folder", "a file as folder"):
            path = target = self.path("nowhere" if place == "no folder" else "g.txt", name)
        elif place == "loop":
            os.symlink(name, path)
        elif place.startswith("name of"):
            path = target = self.path("to", "n" * (int(place.split()[2]) - len(kind) - 1) + "." + kind)
        elif place == "name with lines":
            path = target = self.path("to", "a\n\x1b[1m" + name)
        elif place == "no UTF-8":
            path = target = os.fsdecode(os.fsencode(self.path("to")) + b"/\xff\xfe" + name.encode())
        elif place == "pipe":
            os.mkfifo(path)
        elif place in ("null", "full", "stdout"):
            path = "/dev/" + place
        elif place == "-":
            path = "-"
        elif place == "read-only folder":
            os.mkdir(self.path("closed-" + flag[1:]))
            path = target = self.path("closed-" + flag[1:], name)
        elif place.startswith("foreign"):
            folder = self.path("sticky-" + flag[1:])
            os.mkdir(folder)
            path = target = os.path.join(folder, name)
            if place == "foreign in a sticky folder":
                write(path, older, 0o666)
            else:
                write(self.path("to", name), older)
                os.symlink(self.path("to", name), path)
        elif place == "full disk":
            path = target = os.path.join(DISK, name) if DISK else path
        elif place in ("input", "beside an input"):
            read = [f for f in self.plan["inputs"].values()]
            second = [f + ".names" for f in read if f.endswith(".npy")]
            pick = read if place == "input" else second
            if not pick:
                return self.place(flag, kind, "new", others)
            chosen = pick[self.plan["number"] % len(pick)]
            by = [f for f, name in self.plan["inputs"].items() if name == chosen]
            path = target = self.path(chosen)
            if all((flag, f) in self.program.onto for f in by) and kind == chosen.split(".")[-1]:
                self.unsure = True
                self.may[target] = kind
            else:
                self.wrong = self.twice = True
            return path
        elif place == "other output":
            if not others:
                return self.place(flag, kind, "old", others)
            path, kinds = others[self.plan["number"] % len(others)]
            if path.startswith("/dev/") or path == "-" or "pipe" in [p for _, p in
                                                                       self.plan["outputs"].values()]:
                self.unsure = True
                return path
            self.wrong = self.twice = True
            return path
        can = PLACES[place]
        if place == "read-only":
            can = not self.as_user and None
        if place in ("read-only folder", "pipe", "foreign in a sticky folder"):
            can = None
        if place == "name of 255 bytes" and kind in ("npy", "tsv", "ckp"):
            can = None  # what lies beside it has a longer one
        if kind == "ckp" and place in ("null", "stdout", "-", "pipe"):
            can = None
        if place == "full":
            can = False if kind != "ckp" else None
        self.wrong |= can is False
        self.unsure |= can is None
        if not path.startswith("/dev/") and path != "-" and place not in (
                "folder", "loop", "pipe", "a file as folder", "no folder", "name of 256 bytes"):
            self.may[target] = kind
            self.may.update(beside(target, kind, self.program))
            self.may.update(beside(path, kind, self.program))
        return path

    def build(self):
        for name in ("to",):
            os.mkdir(self.path(name))
        for name in os.listdir(INPUTS):
            shutil.copy(os.path.join(INPUTS, name), self.path(name))
        p, trouble = self.program, self.plan["trouble"]
        self.words = [os.path.join(BIN, p.name), *p.fixed] + ["-quiet"] * self.plan["quiet"]
        if self.words[1:2] and self.words[1] == "recall" and "-output" not in self.plan["outputs"]:
            self.unsure = True
        for flag, name in self.plan["inputs"].items():
            path = self.path(name)
            if flag == "-input" and trouble.endswith("input"):
                if trouble == "empty input":
                    write(path, b"")
                elif trouble == "binary input":
                    write(path, bytes(range(256)) * 9)
                elif trouble == "cut input":
                    os.truncate(path, os.path.getsize(path) * (self.plan["number"] % 90) // 100)
                else:
                    os.unlink(path)
                    if trouble == "folder as input":
                        os.mkdir(path)
            if flag == "-nodes" and self.plan["inputs"]["-input"] == "g.csr":
                self.unsure = True  # which has all its nodes
            if flag == "-resume":
                self.unsure = True  # options may differ from the checkpoint's
            self.words += [flag, path]
        if trouble.endswith("input") and "-input" in self.plan["inputs"]:
            self.unsure |= trouble == "cut input"
            self.wrong |= trouble != "cut input"
        others = []
        for flag, (kind, place) in self.plan["outputs"].items():
            before = dict(self.may)
            path = self.place(flag, kind, place, others)
            for second in set(self.may) & set(before):
                self.unsure = True  # two outputs in one place by their second files
            others.append((path, kind))
            self.words += [flag, path]
        for folder, names, files in os.walk(self.work):
            for name in [*names, *files]:
                if self.as_user:
                    os.chown(os.path.join(folder, name), USER, USER, follow_symlinks=False)
        os.chmod(self.work, 0o755)
        if self.as_user:
            os.chown(self.work, USER, USER)
        for name in os.listdir(self.work):
            if name.startswith("closed-"):
                os.chmod(self.path(name), 0o555)
            if name.startswith("sticky-"):
                owner = 0 if self.as_user else USER
                if os.getuid() == 0:
                    os.chown(self.path(name), owner, owner)
                    for file in os.listdir(self.path(name)):
                        os.chown(self.path(name, file), 1, 1, follow_symlinks=False)
                os.chmod(self.path(name), 0o1777)

    # ---------------------------------------------------------------------------- the program

    def settings(self):
        trouble, n = self.plan["trouble"], self.plan["number"]
        env = {"PATH": os.environ["PATH"], "HOME": "/", "LC_ALL": "C.UTF-8"}
        if trouble == "no home":
            env = {"TZ": "nowhere/at all"}
        if trouble == "no TMPDIR":
            env["TMPDIR"] = "/nowhere/at/all"
        if trouble == "locale":
            env["LC_ALL"] = "xx_YY.none"
        if trouble == "fault" and FAULT:  # the k-th call of a kind fails: fault.c
            env["LD_PRELOAD"] = FAULT
            env["N2V_FAULT"] = f"{FAULTS[n % len(FAULTS)]}:{n // len(FAULTS) % 40 + 1}"
        closed = [fd for fd in range(3) if trouble == "closed" and n >> fd & 1]

        def prepare():
            if trouble == "file size":
                resource.setrlimit(resource.RLIMIT_FSIZE, (n * 4, n * 4))
            if trouble == "descriptors":
                resource.setrlimit(resource.RLIMIT_NOFILE, (4 + n % 24, 4 + n % 24))
            if trouble == "gone folder":
                os.mkdir("gone")
                os.chdir("gone")
                os.rmdir("../gone")
            for fd in closed:
                os.close(fd)
        return env, prepare

    def execute(self):
        env, prepare = self.settings()
        trouble, n = self.plan["trouble"], self.plan["number"]
        who = {"user": USER, "group": USER, "extra_groups": []} if self.as_user else {}
        readers = [threading.Thread(target=drain, args=(self.path("to", name),), daemon=True)
                   for name in os.listdir(self.path("to"))
                   if stat.S_ISFIFO(os.lstat(self.path("to", name)).st_mode)]
        for reader in readers:
            reader.start()
        process = subprocess.Popen(self.words, cwd=self.work, env=env, preexec_fn=prepare,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, umask=self.plan["umask"], **who)
        if trouble in ("signal", "kill"):
            self.sent = signal.SIGKILL if trouble == "kill" else [
                signal.SIGTERM, signal.SIGINT, signal.SIGHUP][n % 3]
            try:
                process.wait(n / 20000)
            except subprocess.TimeoutExpired:
                process.send_signal(self.sent)
        try:
            self.printed, self.said = process.communicate(timeout=LONGEST)
            self.code = process.returncode
        except subprocess.TimeoutExpired:
            process.kill()
            self.printed, self.said = process.communicate()
            raise AssertionError("it does not end") from None
        for name in os.listdir(self.path("to")):  # readers of pipes that nobody has opened
            if stat.S_ISFIFO(os.lstat(self.path("to", name)).st_mode):
                os.close(os.open(self.path("to", name), os.O_RDWR | os.O_NONBLOCK))

    # ------------------------------------------------------------------------------- the model

    def judge(self, before, after):
        trouble = self.plan["trouble"]
        text = self.said.decode()  # or it is no UTF-8
        if not {"-", "/dev/stdout"} & set(self.words):
            text += self.printed.decode()
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", text), "a control character in a message"
        text = self.said.decode()
        codes = {0, 1, 2}
        if trouble in ("signal", "kill"):
            codes |= {-self.sent, 128 + self.sent}
        assert self.code in codes, "the code"
        broken = trouble in ("signal", "kill", "fault", "file size", "descriptors", "closed", "gone folder")
        if not broken and not self.unsure and not self.wrong:
            assert self.code == 0, "nothing stands in the way"
        if self.wrong and trouble not in ("signal", "kill"):
            assert self.code in (1, 2), "something stands in the way"
        if self.twice and not self.unsure and not broken and not trouble.endswith("input") and sum(
                PLACES[p] is False for _, p in self.plan["outputs"].values()) == 1:
            assert self.code == 2, "an output is an input, or another output"
        self.judge_message(text)
        self.judge_files(before, after, text)

    def judge_message(self, text):
        errors = [line for line in text.splitlines() if ": error: " in line]
        if self.code == 0:
            assert not errors, "an error, and code 0"
        if self.code not in (1, 2) or self.plan["trouble"] == "closed":
            return
        assert len(errors) == 1 and text.splitlines()[-1] == errors[0], "not one line of error, last"
        assert re.match("n2v-[a-z]+: error: .", errors[0]), "the form of the error"
        if self.code == 1:
            assert re.search(r"/|memory|standard|\.(gml|csr|bin|txt)|thread", errors[0]), "no file named"

    def judge_files(self, before, after, text):
        named = set(re.findall(r"whole in (\S+)", text))
        for path in sorted(set(before) | set(after)):
            old, new = before.get(path), after.get(path)
            kind = self.may.get(path)
            if old == new:
                assert self.code != 0 or not kind or new is None or kind in ("any", "ckp") or (
                    self.whole(kind, new)), f"{path!r}: code 0, and it is the older one"
            elif kind is None:
                temporary = re.search(r"\.tmp\.\d+\.\d+$", path) and old is None
                assert temporary and (path in named or self.plan["trouble"] == "kill"), (
                    f"{path!r} has changed or is left over")
            elif new is None:
                assert False, f"{path!r} is gone"
            elif path.endswith(".lock"):
                assert self.plan["trouble"] == "kill", f"{path!r} is left over"
            else:
                assert self.whole(kind, new), f"{path!r} is neither the older file nor a whole one"
                assert old is None or not new[0] & 0o7000, f"{path!r} runs as its owner"
        if self.code == 0:
            for path, kind in self.may.items():
                if path in before or kind == "any" or path.endswith((".1", ".lock")):
                    continue
                if kind == "ckp" and ("-resume" in self.plan["inputs"] or "warning: checkpoint" in text):
                    continue  # the run was done before; vectors count for more than a checkpoint
                if path.endswith((".names", ".metadata.tsv")):
                    continue
                assert path in after, f"{path!r}: code 0, and it is not there"

    def whole(self, kind, state):
        try:
            return self.nodes_differ(kind) or is_whole(kind, state[1])
        except (ValueError, struct.error, zlib.error):
            return False

    def nodes_differ(self, kind):
        """A cut input may be another, smaller graph."""
        return self.plan["trouble"] == "cut input" and kind not in ("json", "csr", "ckp", "html")


FAILED = ""  # what failed last


def drain(path):
    try:
        with open(path, "rb") as f:
            f.read()
    except OSError:
        pass


def state_of(*folders):
    """Path: (mode, content) of files, content of links; hard links are files of their own."""
    found = {}
    for top in folders:
        for folder, names, files in os.walk(top):
            for name in [*names, *files]:
                path = os.path.join(folder, name)
                info = os.lstat(path)
                if stat.S_ISLNK(info.st_mode):
                    found[path] = (0, os.readlink(path))
                elif stat.S_ISREG(info.st_mode):
                    with open(path, "rb") as f:
                        found[path] = (stat.S_IMODE(info.st_mode), f.read())
    return found


def fill_disk():
    if DISK:
        for name in os.listdir(DISK):
            os.unlink(os.path.join(DISK, name))
        with open(os.path.join(DISK, "ballast"), "wb") as f:
            f.write(bytes(64 * 1024 - 4096))


def try_run(plan):
    work = tempfile.mkdtemp(dir=TOP)
    fill_disk()
    try:
        run = Run(plan, work)
        places = [work] + [DISK] * bool(DISK)
        before = state_of(*places)
        try:
            run.execute()
            run.judge(before, state_of(*places))
        except (AssertionError, UnicodeDecodeError) as error:
            global FAILED
            FAILED = (
                f"{error}\n  {run.words}\n  outputs {plan['outputs']}, trouble {plan['trouble']} "
                f"({plan['number']}), as user {run.as_user}: code {run.code}\n  {run.said!r}")
            raise AssertionError(FAILED) from None
    finally:
        subprocess.run(["chmod", "-R", "u+rwx", work], check=False)
        shutil.rmtree(work)


def imports():
    """Whether n2v-import is there, and was built with igraph."""
    words = [os.path.join(BIN, "n2v-import"), "-quiet", "-input", "g.gml", "-output", "/dev/null"]
    try:
        return subprocess.run(words, cwd=INPUTS, stderr=subprocess.DEVNULL).returncode == 0
    except FileNotFoundError:
        return False


def main():
    global TOP, INPUTS, DISK, CSR_SIZE_AT, PROGRAMS, FAULT
    examples = int(sys.argv[1])
    number = int(sys.argv[2]) if len(sys.argv) > 2 else int.from_bytes(os.urandom(3), "little")
    TOP = tempfile.mkdtemp(prefix="n2v-properties.")
    os.chmod(TOP, 0o755)
    INPUTS = os.path.join(TOP, "inputs")
    os.mkdir(INPUTS)
    DISK = os.path.join(TOP, "disk")
    os.mkdir(DISK)
    mounted = os.getuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k,mode=1777", "tmpfs", DISK],
        stderr=subprocess.DEVNULL).returncode == 0
    if not mounted:
        DISK = None
    FAULT = os.path.join(TOP, "fault.so")
    try:
        shutil.copy("build/release/tests/torture/fault.so", FAULT)
    except FileNotFoundError:
        FAULT = None
    try:
        make_inputs(INPUTS)
        CSR_SIZE_AT = find_csr_size(INPUTS)
        if not imports():
            PROGRAMS = [p for p in PROGRAMS if p.name != "n2v-import"]
        phases = [Phase.generate, Phase.shrink]
        prove = settings(max_examples=examples, deadline=None, database=None, phases=phases,
                         print_blob=False, report_multiple_bugs=False, suppress_health_check=list(HealthCheck))(
                             given(runs())(try_run))
        try:
            seed(number)(prove)()
            print(f"ok 1 - {examples} command lines, seed {number}")
        except (AssertionError, Flaky) as error:  # Flaky: not each time, for a signal's moment
            print(f"not ok 1 - a command line, seed {number}")
            print("\n".join("# " + line for line in str(FAILED or error).splitlines()))
            return 1
    finally:
        if mounted:
            subprocess.run(["umount", os.path.join(TOP, "disk")], check=False)
        shutil.rmtree(TOP, ignore_errors=True)
    print("1..1")
    return 0


if __name__ == "__main__":
    sys.exit(main())
