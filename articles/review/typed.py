"""What detection, board and gate would say of a text that is only typed: judged like a revision, stored nowhere."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from articles.claims import DetectorError, analyse
from articles.claims.types import Analysis
from articles.markup import MarkupError
from articles.models import Article, Claim, Revision, Topic
from articles.review.analysis import claimed, fill, flags_of, occurrences_of, text_of
from articles.review.board import Board, load_boards
from articles.review.revisions import RevisionText, text_digest_of
from articles.review.rulesets import current_ruleset


@dataclass(frozen=True, slots=True)
class Typed:
    """A text as if it had been saved: ``revision`` carries the id of the latest one (0 without) and is never stored.

    ``analysis`` is None when the detector failed; the sentence then stands in ``revision.analysis_error``.
    """

    revision: Revision
    analysis: Analysis | None


def judge(text: RevisionText, article: Article | None, kind: str = "article") -> Typed:
    """Run detection over ``text`` exactly as saving it would. ``kind`` counts for a text without an article."""
    values = asdict(text)
    values["topic"] = Topic.objects.filter(pk=text.topic).first() if text.topic else None  # it may be gone by now
    latest = article.latest_revision if article else None
    revision = Revision(
        pk=latest.pk if latest else 0,
        number=latest.number if latest else 0,
        article=article or Article(kind=kind),
        digest=text_digest_of(text),
        **values,
    )
    try:
        analysis = analyse(text_of(revision), current_ruleset())
    except (DetectorError, MarkupError) as error:
        revision.analysis_error = str(error) or "The detector failed on this text."
        return Typed(revision, None)
    fill(revision, analysis)
    return Typed(revision, analysis)


def board_of(typed: Typed, now: datetime, viewer: Any) -> Board:
    """The board of a typed text: what was signed for exactly these words in this context still counts."""
    revision, article = typed.revision, typed.revision.article
    rows = []
    if typed.analysis is not None:
        flags = flags_of(article) if article.pk else {}
        texts = claimed(typed.analysis, flags)
        known = Claim.objects.filter(article=article, fingerprint__in=texts) if article.pk else []
        claims = {claim.fingerprint: claim for claim in known}
        for fingerprint, words in texts.items():
            claims.setdefault(fingerprint, Claim(article=article, fingerprint=fingerprint, text=words))
        rows = occurrences_of(revision, typed.analysis, flags, claims)
    return load_boards([revision], now, viewer, {revision.pk: rows})[revision.pk]
