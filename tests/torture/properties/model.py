"""What must hold however a run ends."""
import os
import re
import stat

from plans import BREAKING, PLACES, on_input
from whole import is_whole

WHOLE_OF_ANY_SIZE = ("json", "csr", "ckp", "html")  # as against those of a graph of 20 nodes


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


def printable(path):
    """As messages show it."""
    shown = os.fsencode(path).decode(errors="backslashreplace").replace("\n", "\\n")
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in shown)


class Model:
    """check() raises AssertionError, or UnicodeDecodeError for a message that is no UTF-8."""

    def __init__(self, run):
        self.setting, self.plan, self.code = run.setting, run.plan, run.code
        self.trouble, self.sent = run.plan["trouble"], run.sent
        self.text = run.said.decode()
        self.all_text = self.text
        if not {"-", "/dev/stdout"} & set(self.setting.words):
            self.all_text += run.printed.decode()

    def check(self, before, after):
        self.check_code()
        self.check_message()
        for path in sorted(set(before) | set(after)):
            self.check_file(path, before.get(path), after.get(path))
        if self.code == 0:
            self.check_new(before, after)

    def check_code(self):
        s = self.setting
        codes = {0, 1, 2}
        if self.sent:
            codes |= {-self.sent, 128 + self.sent}
        assert self.code in codes, "the code"
        broken = self.trouble in BREAKING
        if not broken and not s.unsure and not s.wrong:
            assert self.code == 0, "nothing stands in the way"
        if s.wrong and not self.sent:
            assert self.code in (1, 2), "something stands in the way"
        impossible = sum(PLACES[place] is False for _, place in self.plan["outputs"].values())
        if s.twice and impossible == 1 and not s.unsure and not broken and not on_input(self.trouble):
            assert self.code == 2, "an output is an input, or another output"

    def check_message(self):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", self.all_text), (
            "a control character in a message")
        errors = [line for line in self.text.splitlines() if ": error: " in line]
        if self.code == 0:
            assert not errors, "an error, and code 0"
        if self.code not in (1, 2) or self.trouble == "closed":
            return
        assert len(errors) == 1 and self.text.splitlines()[-1] == errors[0], (
            "not one line of error, last")
        assert re.match("n2v-[a-z]+: error: .", errors[0]), "the form of the error"
        if self.code == 1:
            assert re.search(r"/|memory|standard|\.(gml|csr|bin|txt)|thread", errors[0]), (
                "no file named")

    def check_file(self, path, old, new):
        kind = self.setting.may.get(path)
        if old == new:
            replaced = self.code != 0 or not kind or new is None or kind in ("any", "ckp")
            assert replaced or self.whole(kind, new), f"{path!r}: code 0, and it is the older one"
        elif kind is None:
            named = f"whole in {printable(path)}" in self.text
            temporary = re.search(r"\.tmp\.\d+\.\d+$", path) and old is None
            assert temporary and (named or self.trouble == "kill"), (
                f"{path!r} has changed or is left over")
        elif new is None:
            raise AssertionError(f"{path!r} is gone")
        elif path.endswith(".lock"):
            assert self.trouble == "kill", f"{path!r} is left over"
        else:
            assert self.whole(kind, new), f"{path!r} is neither the older file nor a whole one"
            assert old is None or not new[0] & 0o7000, f"{path!r} runs as its owner"

    def check_new(self, before, after):
        for path, kind in self.setting.may.items():
            if path in before or kind == "any":
                continue
            if path.endswith((".1", ".lock", ".names", ".metadata.tsv")):
                continue
            # The run was done before; or it failed, and vectors count for more.
            if kind == "ckp" and ("-resume" in self.plan["inputs"] or
                                  "warning: checkpoint" in self.text):
                continue
            assert path in after, f"{path!r}: code 0, and it is not there"

    def whole(self, kind, state):
        """A cut input may be another, smaller graph."""
        smaller = self.trouble == "cut input" and kind not in WHOLE_OF_ANY_SIZE
        return smaller or is_whole(kind, state[1])
