"""What of a text somebody signed as a whole: the last full attestation, and those of what changed since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from articles.claims.types import Competence
from articles.models import Attestation, Decision, Override, Revision
from articles.review.people import competences_of, today


@dataclass(slots=True)
class Coverage:
    """Which segments of a revision somebody attested, and by whom."""

    full: Attestation | None
    deltas: list[Attestation]
    uncovered: list[Sequence[Any]]  # segment rows
    uncovered_images: list[str]

    @property
    def complete(self) -> bool:
        """Every segment and every picture is attested."""
        return self.full is not None and not self.uncovered and not self.uncovered_images

    @property
    def attestations(self) -> list[Attestation]:
        """What the coverage rests on."""
        return [self.full, *self.deltas] if self.full else []

    @property
    def no_claims(self) -> bool:
        """Signed statements say of the whole of this text that it makes no medical claims."""
        return bool(self.attestations) and all(item.no_claims for item in self.attestations)


def coverage_of(revision: Revision, attestations: Sequence[Attestation], authors: dict[str, set[int]]) -> Coverage:
    """The last valid full attestation and the delta attestations after it, against this revision's segments.

    "After" goes by the text that was read, then by time: a live page may be read again while a newer text is being
    reviewed, and that takes nothing away from what was signed of the newer one.
    """
    writers = set().union(*authors.values()) if authors else set()
    valid = [
        item
        for item in attestations
        if item.by_id not in writers
        and Competence.CLINICAL in competences_held(item)
        # What was signed later, on a newer text, says nothing against this one (a scheduled or live revision).
        and item.revision_id <= revision.pk
    ]
    valid.sort(key=_order)
    full = next((item for item in reversed(valid) if item.kind == "full"), None)
    deltas = [item for item in valid if full and item.kind == "delta" and _order(item) > _order(full)]
    covered = {tuple(pair) for item in [full, *deltas] if item for pair in item.pairs}
    images = {image for item in [full, *deltas] if item for image in item.images}
    used = [
        item
        for item in deltas
        if {tuple(pair) for pair in item.pairs} & {(row[0], row[1]) for row in revision.segments}
        or set(item.images) & set(revision.analysis.get("images", []))
    ]
    return Coverage(
        full=full,
        deltas=used,
        uncovered=[row for row in revision.segments if (row[0], row[1]) not in covered],
        uncovered_images=[image for image in revision.analysis.get("images", []) if image not in images],
    )


def _order(item: Attestation) -> tuple[int, datetime, int]:
    return item.revision_id, item.at, item.pk


def competences_held(row: Decision | Attestation | Override) -> frozenset[Competence]:
    """What the signer could vouch for on the day, as known now. Needs signature and its credentials loaded.

    Never more than the signature itself states, which the ledger holds: a credential linked later adds nothing.
    """
    day = today(row.at)
    stated = frozenset(Competence(item) for item in row.signature.competences)
    return stated & competences_of(item for item in row.signature.credentials.all() if item.counts_on(day))
