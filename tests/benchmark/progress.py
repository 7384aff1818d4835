"""Tells how far it is, on standard error."""
from __future__ import annotations

import sys
import time

WIDTH = 24


class Progress:
    """On a terminal a line that is drawn over; elsewhere only what has come out."""

    def __init__(self, total: int):
        self._total = total
        self._done = 0
        self._start = time.monotonic()
        self._terminal = sys.stderr.isatty()

    def begins(self, what: str) -> None:
        if not self._terminal:
            return
        filled = WIDTH * self._done // self._total
        bar = "█" * filled + "░" * (WIDTH - filled)
        sys.stderr.write(f"\r\x1b[K{bar} {self._done + 1}/{self._total}  {what}{self._left()}")
        sys.stderr.flush()

    def ends(self, what: str) -> None:
        self._done += 1
        start = "\r\x1b[K" if self._terminal else ""
        sys.stderr.write(f"{start}{self._done:>{len(str(self._total))}}/{self._total}  {what}\n")
        sys.stderr.flush()

    def skips(self, count: int) -> None:
        self._total -= count

    def _left(self) -> str:
        if self._done == 0:
            return ""
        seconds = (time.monotonic() - self._start) / self._done * (self._total - self._done)
        return f", {seconds / 60:.0f} min left" if seconds >= 90 else f", {seconds:.0f} s left"
