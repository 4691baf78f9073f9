"""Whether a term is an everyday word: how many of the training articles hold it (``data/training/``).

They are invented pages of every kind, most of them hardly medical, so that a word which stands in many of them would
flag sentences that say nothing about health.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from .lexicon import folded_term

FOLDER = Path(__file__).parent / "data" / "training"
EVERYDAY_SHARE = 0.05  # of the articles; "evening" stands in more, "citalopram" in fewer


def holds(text: str, spellings: Iterable[str]) -> bool:
    """Whether folded lower-case text holds one of the spellings as whole words."""
    return any(_holds(text, spelling) for spelling in spellings)


def _holds(text: str, spelling: str) -> bool:
    at = text.find(spelling)
    while at >= 0:
        end = at + len(spelling)
        if not (at and text[at - 1].isalnum()) and not (end < len(text) and text[end].isalnum()):
            return True
        at = text.find(spelling, at + 1)
    return False


def is_everyday(spellings: Iterable[str]) -> bool:
    """Whether one of the spellings stands in at least ``EVERYDAY_SHARE`` of the training articles."""
    wanted, texts = tuple(spellings), _texts()
    return sum(holds(text, wanted) for text in texts) >= max(1, EVERYDAY_SHARE * len(texts))


@cache
def _texts() -> tuple[str, ...]:
    files = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
    return tuple(folded_term(path.read_text(encoding="utf-8")) for path in files)
