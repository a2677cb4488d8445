#!/usr/bin/python3
"""Command lines drawn at random, on file systems in states drawn at random, beside a model of what
must hold however they end.

usage: tests/torture/properties EXAMPLES [SEED]      BIN: the folder of the programs

A run is a program, inputs, a place for each output (new, older file, link, hard link, folder, pipe,
device, an input, ...), and something that goes wrong, or nothing: a signal at some moment, a limit, a
descriptor that is closed, a call that fails, a disk that is full, a folder that is gone (plans.py).
The model (model.py):

- the code is 0, 1 or 2, or that of the signal that was sent; 0 when nothing stands in the way, not 0
  when something does, 2 when an output is an input or another output;
- each file in the way is as it was, or the output, whole; with 0 it is the output;
- nothing else has changed or is left over, but for what a message names;
- a failure is one line `PROGRAM: error: ...`, UTF-8 without control characters; one with code 1 names
  a file, memory, or a standard stream.

Hypothesis shrinks what fails to the shortest run; the seed repeats it.
"""
import os
import shutil
import subprocess
import sys
import tempfile

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Flaky

from model import Model, state_of
from plans import plans
from programs import PROGRAMS, make_inputs
from run import Run
from setting import Setting

DISK_BYTES, ROOM = 64 * 1024, 4096


class World:
    """The folder of all runs: their inputs, a small disk where one can be mounted, the library that
    makes calls fail where it is built. failure: what failed last."""

    def __init__(self):
        self.top = tempfile.mkdtemp(prefix="n2v-properties.")
        self.inputs, self.disk, self.fault = (
            os.path.join(self.top, name) for name in ("inputs", "disk", "fault.so"))
        self.failure = ""
        os.chmod(self.top, 0o755)
        os.mkdir(self.inputs)
        os.mkdir(self.disk)
        if os.getuid() != 0 or subprocess.run(
                ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES},mode=1777", "tmpfs", self.disk],
                stderr=subprocess.DEVNULL).returncode != 0:
            self.disk = None
        try:
            shutil.copy("build/release/tests/torture/fault.so", self.fault)
        except FileNotFoundError:
            self.fault = None

    def __enter__(self):
        make_inputs(self.inputs)
        return self

    def __exit__(self, *_):
        if self.disk:
            subprocess.run(["umount", self.disk], check=False)
        shutil.rmtree(self.top, ignore_errors=True)

    def fill_disk(self):
        for name in os.listdir(self.disk):
            os.unlink(os.path.join(self.disk, name))
        with open(os.path.join(self.disk, "ballast"), "wb") as f:
            f.write(bytes(DISK_BYTES - ROOM))

    def try_plan(self, plan):
        work = tempfile.mkdtemp(dir=self.top)
        places = [work]
        if self.disk:
            self.fill_disk()
            places.append(self.disk)
        try:
            run = Run(Setting(plan, work, self.inputs, self.disk), self.fault)
            before = state_of(*places)
            try:
                run.execute()
                Model(run).check(before, state_of(*places))
            except (AssertionError, UnicodeDecodeError) as error:
                self.failure = (
                    f"{error}\n  {run.setting.words}\n  outputs {plan['outputs']}, trouble "
                    f"{plan['trouble']} ({plan['number']}), as user {run.setting.as_user}: code "
                    f"{run.code}\n  {run.said!r}")
                raise AssertionError(self.failure) from None
        finally:
            subprocess.run(["chmod", "-R", "u+rwx", work], check=False)
            shutil.rmtree(work)


def main():
    examples = int(sys.argv[1])
    number = int(sys.argv[2]) if len(sys.argv) > 2 else int.from_bytes(os.urandom(3), "little")
    with World() as world:
        programs = [p for p in PROGRAMS if p.runs_in(world.inputs)]
        prove = settings(
            max_examples=examples, deadline=None, database=None, print_blob=False,
            phases=[Phase.generate, Phase.shrink], report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck))(given(plans(programs))(world.try_plan))
        try:
            seed(number)(prove)()
        except (AssertionError, Flaky) as error:  # Flaky: not each time, for a signal's moment
            print(f"not ok 1 - a command line, seed {number}")
            print("\n".join("# " + line for line in str(world.failure or error).splitlines()))
            return 1
    print(f"ok 1 - {examples} command lines, seed {number}")
    print("1..1")
    return 0


if __name__ == "__main__":
    sys.exit(main())
