"""How far a long run is: one line on a terminal that writes over itself."""

from typing import TextIO


class Progress:
    """Counts steps up to ``total``. Says nothing to a file or a pipe, nor for a run of few steps.

    ``noun`` is one of the things that are counted.
    """

    FEW = 20  # these are done before a line could be read
    WIDTH = 30

    def __init__(self, stream: TextIO, total: int, noun: str = "file") -> None:
        self._stream = stream
        self._total = total
        self._noun = noun
        self._done = 0
        self._shown = -1
        self.on = total > self.FEW and stream.isatty()

    def step(self) -> None:
        """One more is done."""
        self._done += 1
        share = 100 * self._done // self._total
        if self.on and share != self._shown:
            self._shown = share
            bar = "█" * (self.WIDTH * share // 100)
            self._write(f"\r{bar:·<{self.WIDTH}} {self._done:,} of {self._total:,} {self._noun}s")

    def clear(self) -> None:
        """Take the line away, so that what follows starts on a clean one."""
        if self.on and self._shown >= 0:
            self._write("\r\x1b[K")
            self._shown = -1

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
