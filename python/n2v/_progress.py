"""A progress bar: tqdm's where there is tqdm, a plain line otherwise; nothing where nobody looks."""
from __future__ import annotations

import sys
from typing import Any, Optional

PHASES = {"load": "reading", "preprocess": "preparing", "walk": "walking", "train": "training"}


def display() -> Optional[Any]:
    """A callable for events with a method close(), or None: no terminal and no notebook."""
    notebook = "ipykernel" in sys.modules
    if not notebook and not (sys.stderr and sys.stderr.isatty()):
        return None
    try:
        if notebook:
            from tqdm.notebook import tqdm
        else:
            from tqdm import tqdm
    except ImportError:
        return _Line()
    return _Bar(tqdm)


def _figures(event: Any) -> str:
    parts = []
    if event.epoch:
        parts.append(f"epoch {event.epoch}")
    if event.pairs and event.seconds > 0:
        parts.append(f"{event.pairs / event.seconds / 1e6:.1f}M pairs/s")
    if event.loss:
        parts.append(f"loss {event.loss:.4f}")
    return ", ".join(parts)


class _Bar:
    def __init__(self, tqdm: Any):
        self._tqdm = tqdm
        self._bar: Any = None
        self._phase = ""

    def __call__(self, event: Any) -> None:
        if event.phase != self._phase:
            self.close()
            self._phase = event.phase
            self._bar = self._tqdm(total=100, desc=PHASES.get(event.phase, event.phase), leave=False,
                                   bar_format="{desc}: {percentage:3.0f}%|{bar}| {elapsed}<{remaining}{postfix}")
        if event.fraction >= 0:
            self._bar.update(min(100 * event.fraction, 100) - self._bar.n)
        self._bar.set_postfix_str(_figures(event))

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


class _Line:
    def __init__(self) -> None:
        self._width = 0

    def __call__(self, event: Any) -> None:
        share = f" {100 * event.fraction:3.0f}%" if event.fraction >= 0 else ""
        text = f"{PHASES.get(event.phase, event.phase)}{share} {_figures(event)}"[:78]
        sys.stderr.write("\r" + text.ljust(self._width))
        sys.stderr.flush()
        self._width = len(text)

    def close(self) -> None:
        if self._width:
            sys.stderr.write("\r" + " " * self._width + "\r")
            sys.stderr.flush()
            self._width = 0
