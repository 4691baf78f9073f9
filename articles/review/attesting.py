"""Signing the whole text: detection is no proof of absence (full), or only what changed since (delta)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from articles.models import Article, Attestation, Revision, Signature
from articles.review.board import Board
from articles.review.errors import BadInput, NotAllowed, StaleRevision
from articles.review.ledger import Entry, digest_of
from articles.review.signatures import MEANINGS, Signer, SigningSession, means_of, read_text_token


@dataclass(frozen=True, slots=True)
class Attest:
    """What is attested: ``token`` proves that this text was served; ``kind`` full or delta. ``pictures`` states that
    the pictures were looked at, since no detector reads what they show."""

    token: str
    kind: str = "full"
    no_claims: bool = False
    pictures: bool = False

    def meaning(self) -> str:
        """The sentence that is shown and stored. Raises ``BadInput`` for a kind that there is not."""
        if self.kind not in {"full", "delta"}:
            raise BadInput("An attestation is full or delta.")
        words = MEANINGS[self.kind]
        if self.no_claims:
            words = MEANINGS["no_claims" if self.kind == "full" else "delta_no_claims"]
        return f"{words} {MEANINGS['pictures']}" if self.pictures else words


def text_digest(revision: Revision) -> str:
    """Digest of the ordered (fingerprint, context digest) pairs and the pictures of a revision."""
    return digest_of([[list(pair) for pair in revision.pairs], revision.analysis.get("images", [])])


def attest_within(
    attest: Attest,
    session: SigningSession,
    signer: Signer,
    signature: Signature,
    article: Article,
    revision: Revision,
    board: Board,
    now: datetime,
) -> tuple[Attestation, Entry]:
    """Build the attestation and its ledger entry; the caller records, sets ``event`` and saves.

    Raises ``StaleRevision`` when the text is not the one that was served, ``NotAllowed`` for an author of words in it,
    ``BadInput`` for a delta without a full attestation before it, a "no claims" statement over open claims, or pictures
    of which nothing was stated.
    """
    digest = text_digest(revision)
    if read_text_token(attest.token, session.user, article.pk, attest.kind) != digest:
        raise StaleRevision("The text has changed since it was shown to you. Read what changed, then sign again.")
    if revision.analysis_error:
        raise BadInput(f"This text cannot be signed: {revision.analysis_error}")
    if session.user.pk in board.word_authors():
        raise NotAllowed("You wrote words that stand in this text, so you cannot sign the whole of it.")
    if attest.kind == "delta" and board.coverage.full is None:
        raise BadInput("The whole text must be signed once before a change can be signed alone.")
    if attest.no_claims and board.claims:
        raise BadInput("There are claims in this text: settle them instead of stating that there are none.")
    # A delta covers what it showed, no more: the rest stays with the attestations before it, and falls with them.
    rows = board.coverage.uncovered if attest.kind == "delta" else revision.segments
    images = board.coverage.uncovered_images if attest.kind == "delta" else revision.analysis.get("images", [])
    if images and not attest.pictures:
        raise BadInput("There are pictures in what you sign. Look at each of them, and say that you did.")
    row = Attestation(
        signature=signature,
        article=article,
        revision=revision,
        kind=attest.kind,
        no_claims=attest.no_claims,
        pairs=[[segment[0], segment[1]] for segment in rows],
        images=images,
        digest=digest,
        by=session.user,
        at=now,
    )
    return row, attestation_entry(row, article, revision, signer.user, signer.personal())


def attestation_facts(row: Attestation) -> dict[str, Any]:
    """What the ledger holds of an attestation; ``verify_ledger`` compares it with the row."""
    return {
        "signature": str(row.signature.nonce),
        "kind": row.kind,
        "no_claims": row.no_claims,
        "digest": row.digest,
        "covers": digest_of([row.pairs, row.images]),
        "by": row.by_id,
        "meaning": row.signature.meaning,
        "competences": row.signature.competences,
        **({"opened": row.signature.opened} if row.signature.opened else {}),
        **means_of(row.signature),
    }


def attestation_entry(
    row: Attestation, article: Article, revision: Revision, user: Any, personal: dict[str, Any]
) -> Entry:
    """The ledger entry of an attestation."""
    kind = "attest" if row.kind == "full" else "attest_delta"
    subject = f"attestation:{row.signature.nonce}"
    return Entry(kind, user, article, revision, subject, row.digest, attestation_facts(row), personal)


def delta(board: Board) -> dict[str, list[Any]]:
    """What a delta attestation shows: segments added (or in a new context), removed since the last covered text,
    moved; pictures that came and that went."""
    revision = board.revision
    coverage = board.coverage
    base = coverage.attestations[-1] if coverage.attestations else None
    old = base.revision.pairs if base else []
    new = revision.pairs
    new_set = set(new)
    texts = {(row[0], row[1]): row for row in base.revision.segments} if base else {}
    removed = [texts[pair] for pair in old if pair not in new_set and pair in texts]
    kept_old = [pair for pair in old if pair in new_set]
    kept_new = [pair for pair in new if pair in set(old)]
    moved_pairs = {pair for before, pair in zip(kept_old, kept_new, strict=False) if before != pair}
    moved = [row for row in revision.segments if (row[0], row[1]) in moved_pairs]
    now_shown = revision.analysis.get("images", [])
    gone = [item for item in (base.revision.analysis.get("images", []) if base else []) if item not in now_shown]
    return {
        "added": coverage.uncovered,
        "removed": removed,
        "moved": moved,
        "images": coverage.uncovered_images,
        "images_gone": gone,
    }
