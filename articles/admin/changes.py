"""What a reader would see differently between two texts, sentence by sentence."""

import difflib
from collections.abc import Sequence
from typing import Any

from articles.claims.anchoring import word_diff

Change = dict[str, Any]


def sentence_changes(before: Sequence[str], after: Sequence[str]) -> list[Change]:
    """Visible sentences in text order → ``{"kind": "added" | "removed" | "changed", "diff": ((operation, words), …)}``.

    Operations are those of ``word_diff``: equal, delete, insert.
    """
    found: list[Change] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        gone, came = before[a:b], after[c:d]
        pairs = min(len(gone), len(came))
        found += [{"kind": "changed", "diff": word_diff(x, y)} for x, y in zip(gone[:pairs], came[:pairs], strict=True)]
        found += [{"kind": "removed", "diff": (("delete", text),)} for text in gone[pairs:]]
        found += [{"kind": "added", "diff": (("insert", text),)} for text in came[pairs:]]
    return found
