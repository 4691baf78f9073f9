"""What is frozen: the signed payload (what readers see) and the manifest (who checked what)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model

from articles.claims.types import Field
from articles.models import Citation, Decision, Publication, Revision, Signature, Source
from articles.models.ledger import canonical, sha256
from articles.rendering import render, visible_text
from articles.review.board import Board, BoardClaim
from articles.review.bylines import unshown
from articles.review.errors import BadInput
from articles.review.gate import used_overrides
from articles.review.people import public_card, today
from articles.review.renditions import picture_of
from articles.review.signatures import means_of
from articles.workflow.settlement import ClaimState, Outcome

PAYLOAD_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Frozen:
    """Texts and digests ready to be stored, with the rows the publication rests on."""

    payload: str
    content_digest: str
    manifest: str
    manifest_digest: str
    people: dict[str, Any]
    decisions: list[Decision]
    sources: list[Source]


def _signed(board: Board) -> list[BoardClaim]:
    return [claim for claim in board.claims if claim.settlement.state is ClaimState.SIGNED_OFF]


def _numbered(claims: Sequence[BoardClaim]) -> dict[int, int]:
    """Source id → number, in order of first mention."""
    numbers: dict[int, int] = {}
    for claim in claims:
        for citation in claim.citations:
            numbers.setdefault(citation.source_id, len(numbers) + 1)
    return numbers


def build_payload(revision: Revision, board: Board) -> tuple[str, list[Source]]:
    """The signed payload as canonical JSON text: title, summary, meta, body HTML, alt texts, image hashes, source
    list."""
    claims = _signed(board)
    numbers = _numbered(claims)
    cites: dict[int, list[int]] = {}
    for claim in claims:
        marks = sorted({numbers[item.source_id] for item in claim.citations})
        for occurrence in claim.occurrences:
            if occurrence.part == "body" and marks and occurrence.field != Field.ALT.value:
                cites.setdefault(occurrence.end, marks)
    rendered = render(revision.body, cites=cites, picture_of=picture_of)
    _check_visible(revision, rendered.html)
    sources = {item.source_id: item.source for claim in claims for item in claim.citations}
    locators: dict[int, list[str]] = {}
    for claim in claims:
        for item in claim.citations:
            places = locators.setdefault(item.source_id, [])
            if item.locator not in places:
                places.append(item.locator)
    data = {
        "format": PAYLOAD_FORMAT,
        "title": revision.title,
        "summary": revision.summary,
        "meta": revision.meta_description,
        "body_html": rendered.html,
        "headings": [list(item) for item in rendered.headings],
        "alts": [row[6] for row in revision.segments if row[2] == Field.ALT.value],
        "images": revision.analysis.get("images", []),
        "helplines": revision.analysis.get("helplines", []),
        "sources": [
            _source(sources[pk], number, locators[pk])
            for pk, number in sorted(numbers.items(), key=lambda item: item[1])
        ],
    }
    return canonical(data), list(sources.values())


def reads_the_same(live: Publication, payload: str, board: Board) -> bool:
    """Whether readers of this payload, made of the same revision, would see what they see now: the same sources, and
    the same numbers at the same sentences. How the HTML is written is not asked."""
    numbers = _numbered(_signed(board))
    marks = {claim.fingerprint: {numbers[item.source_id] for item in claim.citations} for claim in _signed(board)}
    shown = {item["fingerprint"]: {cited["n"] for cited in item["sources"]} for item in live.record["claims"]}
    cited = [{key: value for key, value in found.items() if value} for found in (marks, shown)]
    before, after = live.content, json.loads(payload)
    return cited[0] == cited[1] and all(
        before.get(key) == after.get(key) for key in after if key not in {"body_html", "format"}
    )


def _check_visible(revision: Revision, html: str) -> None:
    """Law 4 at the door: what readers will see of the body is exactly what was cut into segments."""
    signed = " ".join(row[6] for row in revision.segments if row[3] == "body")
    if visible_text(html) != " ".join(signed.split()):
        raise BadInput("The rendered page shows words that were not checked. Nothing was published; tell a developer.")


def _source(source: Source, number: int, locators: list[str]) -> dict[str, Any]:
    return {
        "n": number,
        "id": source.pk,
        "title": source.title,
        "kind": source.get_kind_display(),
        "publisher": source.publisher,
        "year": source.year,
        "version": source.version,
        "url": source.url,
        "doi": source.doi,
        "pmid": source.pmid,
        "locators": locators,
    }


class People:
    """Collects the public cards of the people a manifest names, by user id."""

    def __init__(self) -> None:
        self.cards: dict[str, Any] = {}

    def add(self, user: Any, credentials: Sequence[Any] = ()) -> str:
        """The key of this person; the fullest card wins."""
        key = str(user.pk)
        if key not in self.cards or credentials:
            self.cards[key] = public_card(user, credentials)
        return key


def build_manifest(
    revision: Revision,
    board: Board,
    content_digest: str,
    *,
    published_by: Any,
    live_from: datetime,
    now: datetime,
    redaction: dict[str, Any] | None,
    redactor: Signature | None,
    last_reviewed: datetime | None,
) -> tuple[str, dict[str, Any], list[Decision]]:
    """Who signed which claim, when, on which source; names stand apart in ``people`` so that they can be erased.

    Never notes, reasons or dismissed words: the manifest is public.
    """
    people = People()
    if redactor is not None:
        day = today(redactor.at)
        people.add(redactor.by, [item for item in redactor.credentials.all() if item.counts_on(day)])
    numbers = _numbered(_signed(board))
    used: list[Decision] = []
    claims = []
    for claim in board.claims:
        chosen = [item for item in claim.decisions if item.pk in claim.settlement.counted]
        used += chosen
        if claim.settlement.state is ClaimState.SIGNED_OFF:
            claims.append(_claim(claim, chosen, numbers, people))
    coverage = board.coverage
    data = {
        "format": 1,
        "article": revision.article.slug,
        "title": revision.title,
        "revision": revision.number,
        "revision_digest": revision.digest,
        "content_digest": content_digest,
        "ruleset": revision.ruleset,
        "policy": board.policy.version,
        "published_at": _time(now),
        "live_from": _time(live_from),
        "published_by": people.add(published_by),
        "written_by": _writers(revision, board, people),
        "claims": claims,
        "dismissed": board.dismissed_count,
        "attestations": [
            {
                "kind": item.kind,
                "person": people.add(item.by, _counting(item)),
                "at": _time(item.at),
                "event": item.event,
                "meaning": item.signature.meaning,
                "no_claims": item.no_claims,
                **means_of(item.signature),
            }
            for item in coverage.attestations
        ],
        "overrides": [
            {
                "rule": item.rule,
                "person": people.add(item.by, _counting(item)),
                "at": _time(item.at),
                "event": item.event,
            }
            for item in used_overrides(board)
        ],
        "last_reviewed": _time(last_reviewed) if last_reviewed else None,
        "redaction": redaction,
    }
    return canonical(data), people.cards, used


def _claim(claim: BoardClaim, chosen: Sequence[Decision], numbers: dict[int, int], people: People) -> dict[str, Any]:
    return {
        "text": claim.claim.text,
        "fingerprint": claim.fingerprint,
        "fields": sorted({item.field for item in claim.occurrences}),
        "types": [item.value for item in claim.types],
        "risk": claim.risk.value,
        "signatures": [
            {
                "person": people.add(item.by, _counting(item)),
                "at": _time(item.at),
                "event": item.event,
                "meaning": item.signature.meaning,
                "evidence": item.evidence_digest,
                "context": item.context_digest,
                "expires": _time(item.expires),
                **means_of(item.signature),
            }
            for item in chosen
            if item.outcome == Outcome.SIGN_OFF.value
        ],
        "sources": [_cited(item, numbers) for item in claim.citations],
    }


def _cited(citation: Citation, numbers: dict[int, int]) -> dict[str, Any]:
    return {
        "n": numbers[citation.source_id],
        "source": citation.source_id,
        "title": citation.source.title,
        "version": citation.source.version,
        "locator": citation.locator,
        "verdict": citation.verdict,
        "level": citation.level,
    }


def _counting(row: Any) -> list[Any]:
    day = today(row.at)
    return [item for item in row.signature.credentials.all() if item.counts_on(day)]


def _writers(revision: Revision, board: Board, people: People) -> list[str]:
    """Who wrote most of the words first; people who only made a small change still are authors, unless they are not
    shown."""
    counts: dict[int, int] = {}
    for persons in board.authors.values():
        for person in persons:
            counts[person] = counts.get(person, 0) + 1
    users = {user.pk: user for user in get_user_model().objects.filter(pk__in=counts.keys() - unshown())}
    ordered = sorted(counts, key=lambda pk: (-counts[pk], pk))
    return [people.add(users[pk]) for pk in ordered if pk in users]


def _time(value: datetime) -> str:
    return value.isoformat(timespec="seconds")


def digest(text: str) -> str:
    """Versioned SHA-256 of a stored text."""
    return "v1:" + sha256(text)
