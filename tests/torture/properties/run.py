"""One run of a program, and what goes wrong in it."""
import os
import resource
import signal
import stat
import subprocess
import threading

from setting import USER

FAULTS = ["alloc", "map", "open", "read", "sync", "rename", "link"]
SIGNALS = [signal.SIGTERM, signal.SIGINT, signal.SIGHUP]
LONGEST = 300  # seconds that a run may take on a machine that is busy otherwise: some hundredths


def drain(path):
    try:
        with open(path, "rb") as f:
            f.read()
    except OSError:
        pass


class Run:
    """sent: the signal, or None. code, printed, said: what came of it. fault: the library that makes
    calls fail (fault.c), or None."""

    def __init__(self, setting, fault):
        self.setting, self.plan, self.fault = setting, setting.plan, fault
        self.sent, self.code, self.printed, self.said = None, None, b"", b""

    def environment(self):
        trouble, n = self.plan["trouble"], self.plan["number"]
        env = {"PATH": os.environ["PATH"], "HOME": "/", "LC_ALL": "C.UTF-8"}
        if trouble == "no home":
            env = {"TZ": "nowhere/at all"}
        if trouble == "no TMPDIR":
            env["TMPDIR"] = "/nowhere/at/all"
        if trouble == "locale":
            env["LC_ALL"] = "xx_YY.none"
        if trouble == "fault" and self.fault:  # the k-th call of a kind fails
            env["LD_PRELOAD"] = self.fault
            env["N2V_FAULT"] = f"{FAULTS[n % len(FAULTS)]}:{n // len(FAULTS) % 40 + 1}"
        return env

    def prepare(self):
        """In the new process, before the program."""
        trouble, n = self.plan["trouble"], self.plan["number"]
        if trouble == "file size":
            resource.setrlimit(resource.RLIMIT_FSIZE, (n * 4, n * 4))
        if trouble == "descriptors":
            resource.setrlimit(resource.RLIMIT_NOFILE, (4 + n % 24, 4 + n % 24))
        if trouble == "gone folder":
            os.mkdir("gone")
            os.chdir("gone")
            os.rmdir("../gone")
        if trouble == "closed":
            for fd in range(3):
                if n >> fd & 1:
                    os.close(fd)

    def pipes(self):
        folder = self.setting.path("to")
        paths = [os.path.join(folder, name) for name in os.listdir(folder)]
        return [path for path in paths if stat.S_ISFIFO(os.lstat(path).st_mode)]

    def send_signal(self, process):
        trouble, n = self.plan["trouble"], self.plan["number"]
        self.sent = signal.SIGKILL if trouble == "kill" else SIGNALS[n % 3]
        try:
            process.wait(n / 20000)
        except subprocess.TimeoutExpired:
            process.send_signal(self.sent)

    def execute(self):
        who = {"user": USER, "group": USER, "extra_groups": []} if self.setting.as_user else {}
        for path in self.pipes():
            threading.Thread(target=drain, args=(path,), daemon=True).start()
        process = subprocess.Popen(
            self.setting.words, cwd=self.setting.work, env=self.environment(),
            preexec_fn=self.prepare, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, umask=self.plan["umask"], **who)
        if self.plan["trouble"] in ("signal", "kill"):
            self.send_signal(process)
        try:
            self.printed, self.said = process.communicate(timeout=LONGEST)
            self.code = process.returncode
        except subprocess.TimeoutExpired:
            process.kill()
            self.printed, self.said = process.communicate()
            raise AssertionError("it does not end") from None
        for path in self.pipes():  # readers of those that nobody has opened
            os.close(os.open(path, os.O_RDWR | os.O_NONBLOCK))
