"""Labelled sentences: what people decided about the sentences of articles.

Two forms. ``labels.csv`` names sentences of articles that need not lie here: article, offsets, label and the hash of
the words, without the words. ``*.jsonl`` has one object a line with the words (the form that ``export_claim_labels``
writes). The definition that the labels follow is ``docs/claims.md``.
"""

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .types import ClaimType, Risk

UNSEEN = Path(__file__).parent / "data" / "unseen"  # measured on and never fitted on
HASH_LENGTH = 12  # hexadecimal digits of the SHA-256 of the words: enough to notice another text
COLUMNS = ("article", "start", "end", "types", "risk", "flags", "hash")
_CONTEXT, _BORDERLINE = "c", "b"
_TYPES = frozenset(ClaimType)
_RISKS = frozenset(Risk)


class LabelError(ValueError):
    """A label that cannot be used; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One labelled unit: ``start`` and ``end`` count code points of the file of its article.

    ``types`` and ``risk`` are empty for what is no claim. ``borderline``: two careful readers could disagree.
    ``needs_context``: a claim only under its heading or stem.
    """

    article: str
    start: int
    end: int
    text: str
    is_claim: bool
    types: frozenset[str]
    risk: str
    borderline: bool = False
    needs_context: bool = False


def load_units(file: Path) -> list[Unit]:
    """Units of a file of JSON lines: article, start, end, text, is_claim, types, risk (null for a non-claim), and if
    there borderline and needs_context. Raises ``LabelError``.
    """
    units = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                record = json.loads(line)
                unit = Unit(
                    record["article"],
                    record["start"],
                    record["end"],
                    record["text"],
                    record["is_claim"],
                    frozenset(record["types"]),
                    record["risk"] or "",
                    bool(record.get("borderline")),
                    bool(record.get("needs_context")),
                )
            except (ValueError, KeyError, TypeError) as error:
                raise LabelError(f"{file.name}, line {number}: {type(error).__name__}: {error}") from error
            units.append(_checked(unit, f"{file.name}, line {number}"))
    return units


def read_labels(file: Path, folder: Path) -> tuple[list[Unit], list[str]]:
    """Units of a ``labels.csv`` whose articles lie in ``folder``, and the articles that are missing or have changed.

    An article of which one hash does not fit is left out as a whole. Raises ``LabelError`` for a file that is not one
    of labels.
    """
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    by_article: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        if tuple(row) != COLUMNS or None in row.values():
            raise LabelError(f"{file.name}: the columns are not {', '.join(COLUMNS)}")
        by_article.setdefault(row["article"], []).append(row)
    units: list[Unit] = []
    left_out = []
    for article, labelled in by_article.items():
        path = folder / article
        source = path.read_text(encoding="utf-8") if path.is_file() else ""
        mine = [_unit(row, source, file.name) for row in labelled]
        if all(hash_of(unit.text) == row["hash"] for unit, row in zip(mine, labelled, strict=True)):
            units += mine
        else:
            left_out.append(article)
    return units, left_out


def label_rows(units: Iterable[Unit]) -> Iterator[tuple[str, ...]]:
    """The rows of a ``labels.csv``, its head first."""
    yield COLUMNS
    for unit in units:
        flags = (_CONTEXT if unit.needs_context else "") + (_BORDERLINE if unit.borderline else "")
        types = "+".join(kind for kind in ClaimType if kind in unit.types)
        yield unit.article, str(unit.start), str(unit.end), types, unit.risk, flags, hash_of(unit.text)


def hash_of(text: str) -> str:
    """The beginning of the SHA-256 of the words, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_LENGTH]


def _unit(row: dict[str, str], source: str, name: str) -> Unit:
    try:
        start, end = int(row["start"]), int(row["end"])
    except ValueError as error:
        raise LabelError(f"{name}: an offset of {row['article']} is not a number") from error
    types = frozenset(row["types"].split("+")) - {""}
    flags = row["flags"]
    unit = Unit(
        article=row["article"],
        start=start,
        end=end,
        text=source[start:end],
        is_claim=bool(types),
        types=types,
        risk=row["risk"],
        borderline=_BORDERLINE in flags,
        needs_context=_CONTEXT in flags,
    )
    return _checked(unit, f"{name}, {row['article']} at {start}")


def _checked(unit: Unit, where: str) -> Unit:
    if not unit.types <= _TYPES:
        raise LabelError(f"{where}: there is no type {', '.join(sorted(unit.types - _TYPES))}")
    if unit.is_claim and unit.risk not in _RISKS:
        raise LabelError(f"{where}: a claim needs the risk low, medium or high")
    return unit
