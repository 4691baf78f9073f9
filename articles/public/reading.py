"""The only reads of the public side. Every one starts at ``Publication.objects.live(now)`` (law 1).

The exceptions read that a page ended, not what stood in it: ``ended`` (the notice of a withdrawal), ``former`` and
``first_addresses`` (where articles were), ``state`` (times for ETags) and ``changes`` (what was changed when, of pages
that are live).
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import F, Max, Min, OuterRef, Q, Subquery

from articles.models import FormerAddress, LedgerEvent, Publication
from articles.models.publication import PublicationQuerySet
from articles.public import lifelines

T = TypeVar("T")
READABLE = ("article", "standing")  # what has an address of its own; promotions and help lines stand inside pages
BANNER = "app-banner"  # the address of the promotion for articles and lists; any other one is for the home page
HEAVY = ("payload", "manifest", "people")
ABOUT_LISTS = ("topic_changed", "topics_merged")  # acts on no publication after which lists are other lists
NOTES = (
    "slug",
    "kind",
    "article_id",
    "live_from",
    "unchanged_since",
    "change_note",
    "correction",
    "redaction",
    "example",
)


def _event_at() -> Subquery:
    return Subquery(LedgerEvent.objects.filter(seq=OuterRef("last_event")).values("at")[:1])


def readable(now: datetime) -> PublicationQuerySet:
    """Live articles and standing pages, what changed last first, without their texts."""
    return Publication.objects.live(now).filter(kind__in=READABLE).defer(*HEAVY).order_by("-changed_at", "-id")


def listed(now: datetime) -> PublicationQuerySet:
    """Live articles, what changed last first, without their texts: what lists and feeds show."""
    return readable(now).filter(kind="article")


def helplines(now: datetime) -> dict[str, Publication]:
    """The live help lines by key."""
    found = {row.slug: row for row in Publication.objects.live(now).filter(kind="helpline").order_by("slug")}
    lifelines.remember(found.values())
    return found


@dataclass(frozen=True, slots=True)
class Found:
    """A live page with the live help lines and the live banner, and the time the last of these ended."""

    publication: Publication
    helplines: dict[str, Publication]
    banner: Publication | None = None

    def parts(self) -> list[object]:
        """What the page depends on, beside the clock and the shell."""
        rows = [self.publication, *self._around()]
        return [(row.uid, row.content_digest, row.last_event) for row in rows]

    def moments(self) -> list[datetime | None]:
        """When any of it changed."""
        rows = [self.publication, *self._around()]
        ended = getattr(self.publication, "around_ended_at", None)
        return [ended, *(row.live_from for row in rows), *(getattr(row, "event_at", None) for row in rows)]

    def _around(self) -> list[Publication]:
        return [*self.helplines.values(), *([self.banner] if self.banner else [])]


def find(slug: str, now: datetime) -> Found | None:
    """The live page at this address with every live help line and the banner. One query."""
    around = Q(kind="helpline") | Q(kind="promo", slug=BANNER)
    ended = Publication.objects.filter(around, live_until__lte=now).order_by("-live_until")
    rows = (
        Publication.objects.live(now)
        .filter(Q(slug=slug, kind__in=READABLE) | around)
        .annotate(event_at=_event_at(), around_ended_at=Subquery(ended.values("live_until")[:1]))
        .order_by("slug")
    )
    found: Publication | None = None
    banner: Publication | None = None
    lines: dict[str, Publication] = {}
    for row in rows:
        if row.kind == "helpline":
            lines[row.slug] = row
        elif row.kind == "promo":
            banner = row
        else:
            found = row
    lifelines.remember(lines.values())
    return Found(found, lines, banner) if found else None


def ended(slug: str, now: datetime) -> Publication | None:
    """The last publication that readers saw at this address, when it is no longer live; without its text."""
    was_live = Q(live_until__gt=F("live_from")) | Q(withdrawn=True)
    return (
        Publication.objects.filter(was_live, slug=slug, kind__in=READABLE, live_until__lte=now)
        .defer(*HEAVY)
        .order_by("-live_until", "-id")
        .first()
    )


def former(slug: str, now: datetime) -> tuple[Publication | None, Publication | None]:
    """What the article shows that once had this address: (its live page, else the last one that ended)."""
    article = FormerAddress.objects.filter(slug=slug).values_list("article__slug", flat=True).first()
    if article is None:
        return None, None
    live = readable(now).filter(slug=article).first()
    return live, None if live else ended(article, now)


def first_addresses(articles: Iterable[int]) -> dict[int, str]:
    """The first address of each of these articles that had others since: names that have to last are made of it."""
    found: dict[int, str] = {}
    for article, slug in (
        FormerAddress.objects.filter(article__in=articles).values_list("article", "slug").order_by("pk")
    ):
        found.setdefault(article, slug)
    return found


@dataclass(frozen=True, slots=True)
class State:
    """What all publications together are at one moment: two equal states show the same lists."""

    event: int
    started: datetime | None
    ended: datetime | None
    changed: datetime | None

    def parts(self) -> list[object]:
        """For an ETag."""
        return [self.event, self.started, self.ended]

    def moments(self) -> list[datetime | None]:
        """For Last-Modified."""
        return [self.started, self.ended, self.changed]


@dataclass(frozen=True, slots=True)
class _Known:
    """A state with what it was computed from: it holds from ``since`` until the clock starts or ends a range."""

    ledger: str
    since: datetime
    until: datetime | None
    state: State


_known: _Known | None = None


def state(now: datetime) -> State:
    """One small query, and one over all publications after an act or when a range has begun or ended.

    Every change of a publication has a ledger event of its own (law 2, triggers), so what was computed for the newest
    such event holds for as long as no other follows; its hash names it.
    """
    global _known
    speaks = Q(publication__isnull=False) | Q(kind__in=ABOUT_LISTS)
    newest = LedgerEvent.objects.filter(speaks).order_by("-seq").values("seq", "at", "hash").first()
    if newest is None:
        return State(0, None, None, None)
    known = _known
    if known and known.ledger == newest["hash"] and known.since <= now and (not known.until or now < known.until):
        return known.state
    found = Publication.objects.aggregate(
        started=Max("live_from", filter=Q(live_from__lte=now)),
        ended=Max("live_until", filter=Q(live_until__lte=now)),
        starts=Min("live_from", filter=Q(live_from__gt=now)),
        ends=Min("live_until", filter=Q(live_until__gt=now)),
    )
    fresh = State(newest["seq"], found["started"], found["ended"], newest["at"])
    until = min([moment for moment in (found["starts"], found["ends"]) if moment], default=None)
    _known = _Known(newest["hash"], now, until, fresh)
    return fresh


_remembered: OrderedDict[tuple[object, ...], Any] = OrderedDict()
MOST_REMEMBERED = 2_000


def remembered(state: State, name: tuple[object, ...], read: Callable[[], T]) -> T:
    """What ``read`` returns, read once for as long as the same publications are live. ``name`` says what it is."""
    key = (*state.parts(), state.changed, *name)
    if key not in _remembered:
        _remembered[key] = read()
        while len(_remembered) > MOST_REMEMBERED:
            _remembered.popitem(last=False)
    found: T = _remembered[key]
    return found


def newest_act() -> datetime | None:
    """When anybody last did anything that the ledger records."""
    return LedgerEvent.objects.order_by("-seq").values_list("at", flat=True).first()


def changes(now: datetime, *, slugs: list[str]) -> list[Publication]:
    """What went live when on these pages, where they are live now: newest first, with the notes to readers only."""
    return list(_went_live(now, readable(now).filter(slug__in=slugs))[:200])


def corrections(now: datetime) -> PublicationQuerySet:
    """The corrections of every page that is live now, newest first, with the notes to readers only."""
    return _went_live(now, readable(now)).filter(correction=True)


def _went_live(now: datetime, live: PublicationQuerySet) -> PublicationQuerySet:
    was_live = Q(live_until=None) | Q(live_until__gt=F("live_from"))
    return (
        Publication.objects.filter(was_live, article__in=live.values("article"), live_from__lte=now)
        .only(
            "slug",
            "kind",
            "article_id",
            "live_from",
            "unchanged_since",
            "change_note",
            "correction",
            "redaction",
            "example",
        )
        .annotate(live_title=Subquery(readable(now).filter(article=OuterRef("article")).values("title")[:1]))
        .order_by("-live_from", "-id")
    )
