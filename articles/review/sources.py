"""Sources and citations: add, attach to many claims in one act, remove, bring to a new version.

Retracting and superseding have consequences for publications and live in ``articles.publishing.evidence``.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from articles.literature.record import clean_doi, clean_pmid
from articles.models import Article, Citation, Claim, Source
from articles.review import permissions
from articles.review.board import BoardClaim, load_board
from articles.review.errors import BadInput, InvalidTransition
from articles.review.ledger import Entry, record
from articles.review.locks import lock_article, lock_sources
from articles.review.transitions import settle_after
from articles.workflow.policy import SourceKind, Verdict


@dataclass(frozen=True, slots=True)
class Pointer:
    """How a source is cited: where in it, optionally the passage, what it says of the claim, how good the evidence
    is."""

    locator: str
    quote: str = ""
    verdict: str = Verdict.SUPPORTS.value
    level: str = ""


def add_source(by: Any, *, title: str, kind: str, now: datetime | None = None, **details: Any) -> Source:
    """Register a work. Raises ``BadInput`` with every problem."""
    permissions.check(by, "attach_source")
    now = now or timezone.now()
    if kind not in set(SourceKind):
        raise BadInput(f"“{kind}” is not a kind of source.")
    source = Source(title=title.strip(), kind=kind, added_by=by, **details)
    _check(source)
    if twin := _registered(source):
        raise BadInput(f"This work is registered already, in this version: “{twin.title}” (source {twin.pk}).")
    with transaction.atomic():
        source.save()
        record(now, Entry("source_added", by, subject=f"source:{source.pk}", data=_facts(source)))
    return source


def mend_source(by: Any, pk: int, now: datetime | None = None, **details: Any) -> Source:
    """Mend title, URL and other descriptions: keeps every sign-off. ``version`` and ``kind`` are refused here."""
    permissions.check(by, "attach_source")
    now = now or timezone.now()
    allowed = {"title", "url", "doi", "pmid", "publisher", "year", "region", "checked_on"}
    if extra := set(details) - allowed:
        raise BadInput(f"{', '.join(sorted(extra))} cannot be mended: a new version is new evidence.")
    with transaction.atomic():
        source = lock_sources([pk])[pk]
        for name, value in details.items():
            setattr(source, name, value)
        _check(source)
        source.save()
        record(now, Entry("source_changed", by, subject=f"source:{pk}", data=_facts(source)))
    return source


def attach(
    by: Any,
    article: Article,
    fingerprints: Iterable[str],
    source: Source,
    pointer: Pointer,
    now: datetime | None = None,
) -> list[Citation]:
    """Attach one source to many claims of an article in one act. Required are source and locator."""
    permissions.check(by, "attach_source")
    now = now or timezone.now()
    problems = []
    wanted = set(fingerprints)
    if not wanted:
        problems.append("Tick at least one claim.")
    if not pointer.locator.strip():
        problems.append("Say where in the source: a section, a page or a paragraph.")
    if pointer.verdict not in set(Verdict):
        problems.append("Choose what the source says about the claim.")
    if problems:
        raise BadInput(problems)
    with transaction.atomic():
        source = lock_sources([source.pk])[source.pk]
        if not source.is_current:
            raise BadInput(f"This source is {source.status}: choose another.")
        article = lock_article(article.pk)
        claims = list(Claim.objects.filter(article=article, fingerprint__in=wanted).order_by("pk"))
        if len(claims) != len(wanted):
            raise BadInput("Some of these sentences are not claims of this article any more. Load the page again.")
        cited = set(
            Citation.objects.filter(claim__in=claims, source=source, removed_at=None, **asdict(pointer)).values_list(
                "claim_id", flat=True
            )
        )
        claims = [claim for claim in claims if claim.pk not in cited]
        if not claims:
            raise BadInput("This source is already attached to each of these claims, with the same place in it.")
        rows = [Citation(claim=claim, source=source, added_by=by, added_at=now, **asdict(pointer)) for claim in claims]
        Citation.objects.bulk_create(rows)
        record(
            now,
            *[
                Entry(
                    "citation_added",
                    by,
                    article,
                    subject=f"citation:{row.pk}",
                    digest=row.digest(),
                    data={"claim": row.claim.fingerprint, "source": source.pk, "verdict": row.verdict},
                )
                for row in rows
            ],
        )
        why = "a source that contradicts a claim was attached"
        settle_after(article, article.latest_revision, by, now, wanted, why)
    return rows


def carry(claim: BoardClaim, by: Any, article: Article, now: datetime) -> tuple[list[Citation], list[Entry]]:
    """Attach copies of the citations of a claim's earlier wording to its new words; the caller records the entries."""
    if claim.predecessor is None:
        return [], []
    copies = [
        Citation(
            claim=claim.claim,
            source=item.source,
            locator=item.locator,
            quote=item.quote,
            verdict=item.verdict,
            level=item.level,
            added_by=by,
            added_at=now,
        )
        for item in claim.predecessor.citations
    ]
    Citation.objects.bulk_create(copies)
    entries = [
        Entry(
            "citation_added",
            by,
            article,
            subject=f"citation:{item.pk}",
            digest=item.digest(),
            data={"claim": claim.fingerprint, "source": item.source_id, "verdict": item.verdict, "reaffirmed": True},
        )
        for item in copies
    ]
    return copies, entries


def take_over(by: Any, article: Article, fingerprints: Iterable[str], now: datetime | None = None) -> list[Citation]:
    """Attach the sources of earlier wordings to the new words of these claims, before anybody reads them.

    Whoever signs reads them like any other. Raises ``BadInput`` when nothing can be taken over: a claim has sources of
    its own, has no earlier wording, or one of the sources is retracted or superseded.
    """
    permissions.check(by, "attach_source")
    now = now or timezone.now()
    with transaction.atomic():
        lock_sources(Citation.objects.filter(claim__article=article).values_list("source_id", flat=True))
        article = lock_article(article.pk)
        board = load_board(article.latest_revision, now) if article.latest_revision else None
        found = [claim for claim in map(board.by_fingerprint, dict.fromkeys(fingerprints)) if claim] if board else []
        chosen = [claim for claim in found if can_take_over(claim)]
        if not chosen:
            raise BadInput("There is nothing to take over. Load the page again.")
        made = [carry(claim, by, article, now) for claim in chosen]
        record(now, *[entry for _, entries in made for entry in entries])
        settle_after(article, article.latest_revision, by, now, [claim.fingerprint for claim in chosen])
    return [copy for copies, _ in made for copy in copies]


def can_take_over(claim: BoardClaim) -> bool:
    """The claim has no source yet, and its earlier wording has some, all of which still count."""
    earlier = claim.predecessor.citations if claim.predecessor else []
    return bool(earlier) and not claim.citations and all(item.source.is_current for item in earlier)


def detach(by: Any, citation_id: int, now: datetime | None = None) -> Citation:
    """Remove a citation. Sign-offs that rested on it no longer hold."""
    permissions.check(by, "attach_source")
    now = now or timezone.now()
    with transaction.atomic():
        citation = Citation.objects.select_related("claim").get(pk=citation_id)
        article = lock_article(citation.claim.article_id)
        citation.refresh_from_db()
        if citation.removed_at is not None:
            raise InvalidTransition("This source was already removed from the claim.")
        citation.removed_by, citation.removed_at = by, now
        citation.save(update_fields=["removed_by", "removed_at"])
        record(
            now,
            Entry(
                "citation_removed",
                by,
                article,
                subject=f"citation:{citation.pk}",
                data={"claim": citation.claim.fingerprint, "source": citation.source_id},
            ),
        )
        touched = [citation.claim.fingerprint]
        settle_after(article, article.latest_revision, by, now, touched, "a source was removed from a claim")
    return citation


def _check(source: Source) -> None:
    """Brings DOI and PMID to the one form in which duplicates are found. Raises ``BadInput`` with every problem."""
    problems = []
    if source.doi and not clean_doi(source.doi):
        problems.append("doi: A DOI looks like 10.1000/example.")
    if source.pmid and not clean_pmid(source.pmid):
        problems.append("pmid: A PMID is a number of up to nine digits.")
    source.doi, source.pmid = clean_doi(source.doi), clean_pmid(source.pmid)
    try:
        source.full_clean()
    except ValidationError as error:
        problems += [f"{field}: {' '.join(words)}" for field, words in error.message_dict.items()]
    if problems:
        raise BadInput(problems)


def _registered(source: Source) -> Source | None:
    """The current source with the same DOI or PMID in the same version."""
    same = Q()
    if source.doi:
        same |= Q(doi__iexact=source.doi)
    if source.pmid:
        same |= Q(pmid=source.pmid)
    return Source.objects.filter(same, version=source.version, status="current").first() if same else None


def _facts(source: Source) -> dict[str, Any]:
    names = ("title", "kind", "publisher", "year", "url", "doi", "pmid", "version", "region", "status")
    return {name: getattr(source, name) for name in names}
