"""Words counted piece by piece: what stands between two blanks is looked at once, however often it is written."""

from collections.abc import Callable

_REMEMBERED = 16_384  # pieces; then the memory is emptied, so that no text makes it grow for ever
_REMEMBERED_LENGTH = 50  # longer ones seldom come again


class Counted(dict[str, int]):
    """What a function counts in pieces of text, remembered. For functions that count nothing across a blank."""

    def __init__(self, count: Callable[[str], int]) -> None:
        self._count = count

    def __missing__(self, piece: str) -> int:
        count = self._count(piece)
        if len(piece) <= _REMEMBERED_LENGTH:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[piece] = count
        return count

    def of(self, text: str) -> int:
        """What is counted in all pieces of a text."""
        return sum(map(self.__getitem__, text.split()))
