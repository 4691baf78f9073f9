"""The register of help lines: their numbers, who answers for them, when they were last checked.

An entry is an article of kind help line with sign-offs and a publication of its own. The register adds what a
signature cannot say: that the number was dialled lately. Numbers are read from the published words, so that the two
cannot disagree.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from articles.claims.numbers import dialled, numbers_in
from articles.models import Article, HelpLineCheck, Publication, Revision
from articles.models.revision import REGIONS
from articles.review import permissions
from articles.review.errors import BadInput, InvalidTransition, check_reason
from articles.review.ledger import Entry, name_of, record
from articles.review.locks import lock_article
from articles.review.people import today

FRESH = timedelta(days=90)  # how long a check counts: numbers of services change without notice
LONGEST_HOURS = 200


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One entry of the register. ``due`` is the day until which its last check counts; None when none counts."""

    article: Article
    title: str
    region: str
    numbers: tuple[str, ...]
    live: Publication | None
    check: HelpLineCheck | None
    due: date | None

    def is_stale(self, day: date) -> bool:
        """Live, and not checked within 90 days (or not since its words changed)."""
        return self.live is not None and (self.due is None or self.due < day)

    @property
    def owner(self) -> str:
        """Who answers for it."""
        return name_of(self.article.owner)


def register(now: datetime | None = None, key: str = "") -> list[HelpLine]:
    """Every help line (or the one with ``key``), those that need a check first. Four queries at most."""
    now = now or timezone.now()
    articles = Article.objects.filter(kind="helpline").select_related("owner")
    if key:
        articles = articles.filter(slug=key)
    rows = list(articles)
    live = {
        row.article_id: row
        for row in Publication.objects.live(now).filter(article__in=rows).select_related("revision").defer("manifest")
    }
    latest = {row.article_id: row for row in Revision.objects.filter(article__in=rows).order_by("number")}
    checks = {row.article_id: row for row in HelpLineCheck.objects.filter(article__in=rows).order_by("pk")}
    found = [_entry(row, live.get(row.pk), latest.get(row.pk), checks.get(row.pk)) for row in rows]
    day = today(now)
    return sorted(found, key=lambda item: (not item.is_stale(day), item.live is None, item.due or day, item.title))


def stale_count(now: datetime) -> int:
    """How many public help lines are to be checked. One query."""
    checks = HelpLineCheck.objects.filter(article=OuterRef("article"), content_digest=OuterRef("content_digest"))
    rows = Publication.objects.live(now).filter(kind="helpline")
    rows = rows.annotate(checked=Subquery(checks.order_by("-pk").values("on")[:1]))
    return rows.filter(Q(checked=None) | Q(checked__lt=today(now) - FRESH)).count()


def _entry(
    article: Article, live: Publication | None, latest: Revision | None, check: HelpLineCheck | None
) -> HelpLine:
    revision = live.revision if live else latest
    counts = bool(check and live and check.content_digest == live.content_digest)
    return HelpLine(
        article=article,
        title=revision.title if revision else article.slug,
        region=dict(REGIONS).get(revision.region, revision.region) if revision else "",
        numbers=numbers_in(_words(revision.segments)) if revision else (),
        live=live,
        check=check,
        due=check.on + FRESH if check and counts else None,
    )


def _words(segments: Iterable[Any]) -> list[str]:
    return [row[6] for row in segments if row[3] == "body"]


def known_numbers(now: datetime | None = None) -> dict[str, str]:
    """The numbers of every entry that was public, as dialled, each with the key of its entry. One query.

    What was withdrawn stays known: a number that turned out wrong may not come back by hand.
    """
    rows = Publication.objects.filter(kind="helpline", live_from__lte=now or timezone.now())
    rows = rows.filter(Q(live_until=None) | Q(live_until__gt=F("live_from"))).order_by("live_from", "-slug")
    return {
        dialled(number): slug
        for slug, segments in rows.values_list("slug", "revision__segments")
        for number in numbers_in(_words(segments))
    }


def check_facts(row: HelpLineCheck) -> dict[str, Any]:
    """What the ledger says about a check."""
    return {"on": row.on.isoformat(), "numbers": row.numbers, "hours": row.hours, "how": row.how}


def verify(
    by: Any, article: Article, *, seen: str, on: date, hours: str, how: str, now: datetime | None = None
) -> HelpLineCheck:
    """Record that the numbers of the live entry were right on the day ``on``.

    ``seen`` is the content digest of the entry that was on the page. Raises ``BadInput`` for a day that is to come or
    so long ago that it would not count, and ``InvalidTransition`` when the entry is not public or has other words.
    """
    permissions.check(by, "publish_article")
    hours = " ".join(hours.split())
    if not hours or len(hours) > LONGEST_HOURS:
        raise BadInput(f"Say when the line is open, in {LONGEST_HOURS} characters at most.")
    check_reason(how, "Say how it was checked: who answered, or where it is written.")
    with transaction.atomic():
        article = lock_article(article.pk)
        now = now or timezone.now()
        if on > today(now):
            raise BadInput("That day is still to come.")
        if on + FRESH < today(now):
            raise BadInput(f"A check counts for {FRESH.days} days: check it again.")
        live = Publication.objects.live(now).filter(article=article, kind="helpline").select_related("revision").first()
        if live is None:
            raise InvalidTransition("This help line is not public: publish it first.")
        if live.content_digest != seen:
            raise InvalidTransition("The entry has other words by now. Read it again before you confirm it.")
        row = HelpLineCheck(
            article=article,
            content_digest=live.content_digest,
            on=on,
            numbers=list(numbers_in(_words(live.revision.segments))),
            hours=hours,
            how=how.strip(),
            by=by,
            at=now,
        )
        (event,) = record(
            now,
            Entry(
                "helpline_verified",
                by,
                article,
                live.revision,
                f"article:{article.pk}",
                live.content_digest,
                check_facts(row),
            ),
        )
        row.event = event.seq
        row.save()
    return row
