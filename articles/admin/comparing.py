"""Two texts beside each other: what differs field by field, line by line, and as readers would see it."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import Indel

from articles.claims.anchoring import word_diff
from articles.markup import MarkupError
from articles.models import Revision, Topic
from articles.rendering import Mark, render
from articles.review.renditions import picture_of
from articles.review.revisions import RevisionText

Words = tuple[tuple[str, str], ...]
Diff = list[tuple[str, Words]]
#: Equal lines shown around a change; more of them are folded into one row that says how many.
AROUND = 2
#: Share of common letters below which two lines beside each other are shown as two lines, not word by word.
ALIKE = 0.5
_ID = re.compile(r' id="[^"]*"')  # as the one gate writes it


@dataclass(frozen=True, slots=True)
class Row:
    """One row of two columns. ``kind`` is equal, changed, removed, added or folded (then ``folded`` lines are left
    out). A side without a line has the number 0."""

    kind: str
    left: Words = ()
    right: Words = ()
    left_number: int = 0
    right_number: int = 0
    folded: int = 0


def differences(old: RevisionText, new: RevisionText) -> Diff:
    """What differs, field by field, word by word: (name of the field, ((operation, words), …))."""
    found: Diff = []
    for name in old.__dataclass_fields__:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            found.append((name.replace("_", " "), word_diff(_words(name, before), _words(name, after))))
    return found


def _words(name: str, value: Any) -> str:
    if name == "topic":
        topic = Topic.objects.filter(pk=value).first() if value else None
        return topic.name if topic else "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)


def source_of(text: RevisionText) -> list[str]:
    """Everything an editor types, as lines: the fields with their names first, then the body."""
    heads = [
        f"{name.replace('_', ' ')}: {_words(name, getattr(text, name))}"
        for name in text.__dataclass_fields__
        if name != "body"
    ]
    return [*heads, "", *text.body.split("\n")]


def columns(left: Sequence[str], right: Sequence[str], around: int = AROUND) -> list[Row]:
    """Both texts, line beside line; runs of equal lines longer than twice ``around`` are folded."""
    rows: list[Row] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            rows += _equal(left, a, b, c, around, (a, c) == (0, 0), (b, d) == (len(left), len(right)))
            continue
        for step in range(max(b - a, d - c)):
            old = left[a + step] if a + step < b else None
            new = right[c + step] if c + step < d else None
            rows.append(_changed(old, new, a + step + 1, c + step + 1))
    return rows


def _equal(left: Sequence[str], a: int, b: int, c: int, around: int, is_first: bool, is_last: bool) -> list[Row]:
    def row(at: int) -> Row:
        words: Words = (("equal", left[at]),)
        return Row("equal", words, words, at + 1, c + at - a + 1)

    head = 0 if is_first else around
    tail = 0 if is_last else around
    if b - a <= head + tail + 1:
        return [row(at) for at in range(a, b)]
    return [
        *(row(at) for at in range(a, a + head)),
        Row("folded", folded=b - a - head - tail),
        *(row(at) for at in range(b - tail, b)),
    ]


def _changed(old: str | None, new: str | None, left: int, right: int) -> Row:
    if old is None:
        return Row("added", (), (("insert", new or ""),), 0, right)
    if new is None:
        return Row("removed", (("delete", old),), (), left, 0)
    if Indel.normalized_similarity(old, new) < ALIKE:
        return Row("changed", (("delete", old),), (("insert", new),), left, right)
    parts = word_diff(old, new)
    return Row(
        "changed",
        tuple(part for part in parts if part[0] != "insert"),
        tuple(part for part in parts if part[0] != "delete"),
        left,
        right,
    )


def rendered_with_changes(revision: Revision, other: Revision, css: str) -> str:
    """The body of ``revision`` as readers would see it, with every sentence marked that ``other`` does not have."""
    known = {row[0] for row in other.segments}
    marks = [
        Mark(row[4], row[5], css, "", number, wording=True)
        for number, row in enumerate(revision.segments)
        if row[3] == "body" and row[0] not in known and row[4] < row[5]
    ]
    try:
        # Two renderings on one page would share their ids.
        return _ID.sub("", render(revision.body, picture_of=picture_of, notes=marks).html)
    except MarkupError:  # a text from before a character was refused
        return ""
