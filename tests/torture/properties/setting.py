"""The files among which a run begins, its command line, and what may come of it."""
import os
import shutil

from plans import PLACES, on_input
from programs import BIN
from whole import OLD, beside

USER = 65534
MODES = {"old": 0o644, "link": 0o644, "hard link": 0o644, "read by all": 0o664,
         "set-user-id": 0o6755, "read-only": 0o444}  # places where an older file is
NO_FILE = ("folder", "loop", "pipe", "a file as folder", "no folder", "name of 256 bytes", "null",
           "full", "stdout", "-")  # places where no file may come


def write(path, data=OLD, mode=0o644):
    with open(path, "wb") as f:
        f.write(data)
    os.chmod(path, mode)


class Setting:
    """Made by `plan` in the empty folder `work`; `disk`: a folder that is full, or None."""

    def __init__(self, plan, work, inputs, disk):
        self.plan, self.work, self.disk, self.program = plan, work, disk, plan["program"]
        self.as_user = plan["user"] and os.getuid() == 0
        self.may = {}        # path: kind of what may come there
        self.wrong = False   # something stands in the way
        self.unsure = False  # nobody says whether something does
        self.twice = False   # an output is an input, or another one
        self.words = [os.path.join(BIN, self.program.name), *self.program.fixed]
        self.words += ["-quiet"] * plan["quiet"]
        os.mkdir(self.path("to"))
        for name in os.listdir(inputs):
            shutil.copy(os.path.join(inputs, name), self.path(name))
        for flag, name in plan["inputs"].items():
            self.add_input(flag, self.path(name))
        others = []
        for flag, (kind, place) in plan["outputs"].items():
            self.add_output(flag, kind, place, others)
        if self.program.name == "n2v-eval" and "-output" not in plan["outputs"]:
            self.unsure = True  # the others are of the vectors
        self.set_owners()

    def path(self, *names):
        return os.path.join(self.work, *names)

    def pick(self, things):
        return things[self.plan["number"] % len(things)]

    # ----------------------------------------------------------------------------------- inputs

    def add_input(self, flag, path):
        if flag == "-input" and on_input(self.plan["trouble"]):
            self.spoil(path)
        if flag == "-nodes" and self.plan["inputs"]["-input"] == "g.csr":
            self.unsure = True  # which has all its nodes
        if flag == "-resume":
            self.unsure = True  # options may differ from the checkpoint's
        self.words += [flag, path]

    def spoil(self, path):
        trouble = self.plan["trouble"]
        if trouble == "cut input":
            os.truncate(path, os.path.getsize(path) * (self.plan["number"] % 90) // 100)
            self.unsure = True
            return
        self.wrong = True
        os.unlink(path)
        if trouble == "folder as input":
            os.mkdir(path)
        elif trouble != "no input":
            write(path, b"" if trouble == "empty input" else bytes(range(256)) * 9)

    # ---------------------------------------------------------------------------------- outputs

    def add_output(self, flag, kind, place, others):
        path = None
        if place in ("input", "beside an input"):
            path = self.onto_input(flag, kind, beside_it=place != "input")
        elif place == "other output":
            path = self.onto_output(others)
        if path is None:  # there is no such file
            place = {"input": "new", "beside an input": "new", "other output": "old"}.get(place, place)
            path = self.into_place(flag, kind, place)
        others.append(path)
        self.words += [flag, path]

    def expect(self, path, target, kind):
        name = self.program.name
        files = {target: kind, **beside(target, kind, name), **beside(path, kind, name)}
        if self.may.keys() & files.keys():
            self.unsure = True  # two outputs in one place by their second files
        self.may.update(files)

    def onto_input(self, flag, kind, beside_it):
        """The path of an input or of a file beside one, None where the run has none."""
        read = list(self.plan["inputs"].values())
        if beside_it:
            read = [name + ".names" for name in read if name.endswith(".npy")]
        if not read:
            return None
        chosen = self.pick(read)
        readers = [f for f, name in self.plan["inputs"].items() if name == chosen]
        allowed = all((flag, f) in self.program.onto for f in readers)
        if allowed and kind == chosen.split(".")[-1]:
            self.unsure = True
            self.may[self.path(chosen)] = kind
        else:
            self.wrong = self.twice = True
        return self.path(chosen)

    def onto_output(self, others):
        if not others:
            return None
        path = self.pick(others)
        places = [place for _, place in self.plan["outputs"].values()]
        if path.startswith("/dev/") or path == "-" or "pipe" in places:
            self.unsure = True  # one behind the other
        else:
            self.wrong = self.twice = True
        return path

    def into_place(self, flag, kind, place):
        """The path, when its place is made."""
        can = PLACES[place]
        if place == "name of 255 bytes" and kind in ("npy", "tsv", "ckp"):
            can = None  # what lies beside it has a longer name
        if kind == "ckp" and place == "full":
            can = None
        self.wrong |= can is False
        self.unsure |= can is None
        path, target = self.make_place(flag, kind, place)
        if place not in NO_FILE:
            self.expect(path, target, kind)
        return path

    def make_place(self, flag, kind, place):
        """The path for an output, and the file behind it."""
        name = f"{flag[1:]}.{kind}"
        path = self.path("to", name)
        if place in MODES:
            write(path, self.older(kind), MODES[place])
        if place in ("link", "link to nothing"):
            return self.link(path, self.path("to", f"{flag[1:]}-target.{kind}"), place == "link")
        if place.startswith("foreign"):
            return self.foreign(name, kind, self.path("sticky-" + flag[1:]), "link" in place)
        if place == "hard link":
            os.link(path, self.path("to", f"{flag[1:]}.other"))
        elif place == "folder":
            os.mkdir(path)
        elif place == "loop":
            os.symlink(name, path)
        elif place == "pipe":
            os.mkfifo(path)
        elif place in ("null", "full", "stdout"):
            path = "/dev/" + place
        elif place == "-":
            path = "-"
        elif place == "no folder":
            path = self.path("nowhere", name)
        elif place == "a file as folder":
            path = self.path("g.txt", name)
        elif place.startswith("name of"):
            path = self.path("to", "n" * (int(place.split()[2]) - len(kind) - 1) + "." + kind)
        elif place == "name with lines":
            path = self.path("to", "a\n\x1b[1m" + name)
        elif place == "no UTF-8":
            path = os.fsdecode(os.fsencode(self.path("to")) + b"/\xff\xfe" + name.encode())
        elif place == "read-only folder":
            os.mkdir(self.path("closed-" + flag[1:]))
            path = self.path("closed-" + flag[1:], name)
        elif place == "full disk" and self.disk:
            path = os.path.join(self.disk, name)
        return path, path

    def older(self, kind):
        """What an output replaces: a checkpoint replaces nothing but another one."""
        if kind != "ckp":
            return OLD
        with open(self.path("k.ckp"), "rb") as f:
            return f.read()

    @staticmethod
    def link(path, target, there):
        if there:
            os.rename(path, target)
        os.symlink(os.path.basename(target), path)
        return path, target

    def foreign(self, name, kind, folder, linked):
        os.mkdir(folder)
        path = os.path.join(folder, name)
        if linked:
            write(self.path("to", name), self.older(kind))
            os.symlink(self.path("to", name), path)
        else:
            write(path, self.older(kind), 0o666)
        return path, path

    def set_owners(self):
        os.chmod(self.work, 0o755)
        if self.as_user:
            os.chown(self.work, USER, USER)
            for folder, names, files in os.walk(self.work):
                for name in [*names, *files]:
                    os.chown(os.path.join(folder, name), USER, USER, follow_symlinks=False)
        for name in os.listdir(self.work):
            if name.startswith("closed-"):
                os.chmod(self.path(name), 0o555)
            if name.startswith("sticky-"):
                if os.getuid() == 0:
                    owner = 0 if self.as_user else USER
                    os.chown(self.path(name), owner, owner)
                    for file in os.listdir(self.path(name)):
                        os.chown(self.path(name, file), 1, 1, follow_symlinks=False)
                os.chmod(self.path(name), 0o1777)
