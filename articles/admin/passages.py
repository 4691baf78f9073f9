"""From words that somebody selected or pasted to the sentences in which they stand."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from articles.claims.fingerprints import canonical
from articles.models import Revision
from articles.review.errors import BadInput

Row = Sequence[Any]  # a row of ``Revision.segments``
SHORTEST = 3  # characters: fewer stand everywhere


def passages(revision: Revision, words: str) -> list[Row]:
    """The sentences over which ``words`` reach, in text order; quote marks and white space may differ.

    Raises ``BadInput`` when they stand nowhere in the text, or in several places that are not the same sentence.
    """
    wanted = canonical(words)
    if len(wanted) < SHORTEST:
        raise BadInput("Give at least a word of the passage.")
    texts = [canonical(row[6]) for row in revision.segments]
    starts = [0, *accumulate(len(text) + 1 for text in texts)]
    whole = " ".join(texts)
    found: dict[tuple[str, ...], list[Row]] = {}
    at = whole.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        rows = [
            row
            for row, start, text in zip(revision.segments, starts, texts, strict=False)
            if start < end and at < start + len(text)
        ]
        found.setdefault(tuple(row[0] for row in rows), rows)
        at = whole.find(wanted, at + 1)
    if not found:
        raise BadInput("These words do not stand in the text. Copy them from it, or choose the sentence in the list.")
    if len(found) > 1:
        raise BadInput(
            f"These words stand in {len(found)} different places. Give more of them, or choose the sentence."
        )
    return next(iter(found.values()))
