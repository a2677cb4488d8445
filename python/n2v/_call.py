"""Calls into the library: status to exception, Ctrl-C, progress.

A long call runs in a thread of its own, without the interpreter's lock, while the thread that asked
for it waits in Python. Signals are delivered to a waiting thread at once, so that Ctrl-C works
whatever handler is set: the wait ends with KeyboardInterrupt, the library's stop flag is raised,
and the exception goes on when the call has ended, some hundredths of a second later. Other Python
threads run all the while.

The library's threads are new with each call (an OpenMP team belongs to the thread that began it),
so a process may fork between calls, as multiprocessing does, and child and parent may both go on.
"""
from __future__ import annotations

import collections
import logging
import re
import threading
from typing import Any, Callable, NamedTuple, Optional, Union

from ._n2v import ffi, lib
from .errors import Error, by_code
from ._progress import display

log = logging.getLogger("n2v")

POLL_SECONDS = 0.1  # between two looks at what the library reports

_statuses = ffi.typeof("n2v_status").elements
_phases = {number: name[len("N2V_PHASE_"):].lower()
           for number, name in ffi.typeof("n2v_phase").elements.items()}


class Event(NamedTuple):
    """How far a call is. Counts and seconds are of the phase; 0 where it does not count them."""

    phase: str  #: "load", "preprocess", "walk" or "train"
    fraction: float  #: of the phase, 0 to 1; negative: unknown
    walks: int
    steps: int
    pairs: int
    seconds: float
    loss: float  #: mean per pair of late; 0: none yet
    alpha: float  #: learning rate
    epoch: int  #: from 1; 0: none


ProgressLike = Union[bool, None, Callable[[Event], Any]]


#: Parameters that messages call by other names than Python's keywords.
_KEYWORDS = {"dims": "dimensions", "output_format": "format"}


def check(status: int, err: Any) -> None:
    """Raises what a status stands for."""
    if status == 0:
        return
    code = _statuses[status]
    message = ffi.string(err.msg).decode("utf-8", "replace")
    for theirs, ours in _KEYWORDS.items():
        message = re.sub(rf"`{theirs}\b", f"`{ours}", message)
    error = by_code.get(code, Error)(message)
    error.code = code
    raise error


def call(function: Callable, *args: Any) -> None:
    """A call that is short: `function(*args, err)`."""
    err = ffi.new("n2v_error *")
    check(function(*args, err), err)


@ffi.def_extern()
def python_report(user, event):
    """Called by the library's threads; the thread that waits does the rest."""
    watch = ffi.from_handle(user)
    if event.note != ffi.NULL:
        watch.notes.append(ffi.string(event.note).decode("utf-8", "replace"))
        return
    watch.latest = Event(_phases[event.phase], event.fraction, event.walks, event.steps, event.pairs,
                         event.seconds, event.loss, event.alpha, event.epoch)


class Watch:
    """One long call: `watch.progress` is the n2v_progress to pass, `run` makes the call."""

    def __init__(self, progress: ProgressLike = False):
        self.notes: collections.deque = collections.deque()
        self.latest: Optional[Event] = None
        self._handle = ffi.new_handle(self)
        self._stop = ffi.new("sig_atomic_t *")
        self.progress = ffi.new("n2v_progress *", {
            "report": lib.python_report, "user": self._handle, "stop": self._stop})
        self._show = progress if callable(progress) else display() if progress else None

    def run(self, function: Callable, *args: Any) -> None:
        err = ffi.new("n2v_error *")
        done = threading.Event()
        status = []

        def work() -> None:
            try:
                status.append(function(*args, err))
            finally:
                done.set()

        thread = threading.Thread(target=work, name="n2v")
        thread.start()
        try:
            while not done.wait(POLL_SECONDS):
                self._tell()
        except BaseException:
            lib.python_set_flag(self._stop)
            _join(thread)
            raise
        finally:
            close = getattr(self._show, "close", None)
            if close:
                close()
        thread.join()
        self._tell()
        if status:
            check(status[0], err)

    def _tell(self) -> None:
        while self.notes:
            log.info("%s", self.notes.popleft())
        event, self.latest = self.latest, None
        if event is not None and self._show:
            self._show(event)


def _join(thread: threading.Thread) -> None:
    """Waits to the end, however often Ctrl-C is pressed: the call still uses its memory."""
    while thread.is_alive():
        try:
            thread.join()
        except KeyboardInterrupt:
            pass
