"""What readers will see of an act before anybody presses the button: words, sources, names, dates, lines."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from articles.admin.changes import Change, sentence_changes
from articles.models import Article, Publication, Revision
from articles.publishing.withdraw import DEFAULT_NOTICE
from articles.review.board import Board
from articles.review.gate import GateReport
from articles.review.ledger import name_of
from articles.review.revisions import RevisionText
from articles.review.rulesets import current_policy

# What readers are told of an article beside its words, with the words for it.
BESIDE = {"region": "Region", "audience": "Audience", "language": "Language", "topic": "Topic", "sensitive": "Way out"}


@dataclass(frozen=True, slots=True)
class Moving:
    """One date of the page: as it is and as it will be. None: there is none; a string says when it will be known."""

    name: str
    before: datetime | None
    after: datetime | str | None

    @property
    def moves(self) -> bool:
        """Readers will see another day."""
        if isinstance(self.before, datetime) and isinstance(self.after, datetime):
            return timezone.localdate(self.before) != timezone.localdate(self.after)
        return self.before != self.after

    @property
    def said(self) -> str:
        """The words for a date that is not known yet."""
        return self.after if isinstance(self.after, str) else ""


@dataclass(slots=True)
class Prospect:
    """What the page of an act shows. ``fresh``: nothing is live, the whole page is new to readers."""

    fresh: bool = False
    changes: list[Change] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    sources_added: list[str] = field(default_factory=list)
    sources_removed: list[str] = field(default_factory=list)
    pictures_added: int = 0
    pictures_removed: int = 0
    named: list[tuple[str, list[str]]] = field(default_factory=list)  # (what for, names)
    no_longer: list[str] = field(default_factory=list)
    dates: list[Moving] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)  # what else the page will say, or say no longer

    @property
    def same(self) -> bool:
        """Not a word, source or picture changes."""
        return not (
            self.fresh
            or self.changes
            or self.beside
            or self.sources_added
            or self.sources_removed
            or self.pictures_added
            or self.pictures_removed
        )


def of_publishing(article: Article, revision: Revision, board: Board, report: GateReport, by: Any) -> Prospect:
    """Publishing ``revision`` now, as the board stands."""
    now = board.now
    live = Publication.objects.live(now).filter(article=article).select_related("revision").first()
    first = article.publications.order_by("first_live_from").first()
    full = board.coverage.full
    cited = {
        item.source_id: item.source.title
        for claim in board.claims
        if claim.settlement.counted
        for item in claim.citations
    }
    signers = [
        row.by for claim in board.claims for row in claim.decisions if row.pk in claim.settlement.counted
    ]  # a person for each claim: the most frequent is named first
    readers = [item.by for item in board.coverage.attestations]
    found = Prospect(fresh=live is None)
    found.named = [
        ("Signed claims", _counted(signers)),
        ("Signed the whole text", _once(readers)),
        ("Wrote it", _names(board.word_authors())),
        ("Publishes", [name_of(by)]),
    ]
    found.dates = [
        Moving("First published", first.first_live_from if first else None, first.first_live_from if first else _GOES),
        Moving("Last reviewed as a whole", live.last_reviewed if live else None, full.at if full else None),
        Moving("Next review due", live.review_due if live else None, _due(report.valid_until, full, board)),
        Moving("This text live since", live.live_from if live else None, _GOES),
    ]
    if live is None:
        found.lines.append("The page appears in the lists, the search, the feeds and the sitemap.")
    else:
        _compare(found, live, [row[6] for row in revision.segments], revision)
        titles = {item["id"]: item["title"] for item in live.content["sources"]}
        found.sources_added = [title for pk, title in cited.items() if pk not in titles]
        found.sources_removed = [title for pk, title in titles.items() if pk not in cited]
        named = {str(person.pk) for person in [*signers, *readers]} | {str(pk) for pk in board.word_authors()}
        found.no_longer = _gone(live, named | {str(by.pk)})
        found.lines.append(f"The history of the page says that this text replaced that of {_day(live.live_from)}.")
        if live.hold:
            found.lines.append(f"The line “{live.get_hold_display().lower()}” goes.")
        if live.review_due and live.review_due <= now:
            found.lines.append("The line that its review is due goes.")
    for waiting in Publication.objects.scheduled(now).filter(article=article):
        found.lines.append(f"What is scheduled for {_day(waiting.live_from)} is cancelled by it.")
    return found


_GOES = "when it goes live"
_GONE = "not shown any more"


def of_redacting(live: Publication, text: RevisionText, sentences: list[str], by: Any, now: datetime) -> Prospect:
    """Publishing the live page without passages: ``text`` is what would stand, ``sentences`` what readers would see."""
    found = Prospect()
    _compare(found, live, sentences, live.revision)
    soon = now + timedelta(days=current_policy().redaction_review_days)
    found.named = [("Signs the removal", [name_of(by)]), ("Stay named", _cards(live))]
    found.dates = [
        Moving("Last reviewed as a whole", live.last_reviewed, live.last_reviewed),
        Moving("Next review due", live.review_due, min(soon, live.review_due or soon)),
        Moving("This text live since", live.live_from, now),
    ]
    found.lines = [
        "The page says for 30 days, and its history for ever, that a passage was removed, with your note.",
        f"{len(text.body.split())} of {len(live.revision.body.split())} words of the body stay.",
    ]
    if live.hold:
        found.lines.append(f"The line “{live.get_hold_display().lower()}” stays.")
    return found


def of_withdrawing(rows: Iterable[Publication], now: datetime, notice: str = "") -> Prospect:
    """Taking a page down: what its address says, and what goes with it."""
    found = Prospect()
    for row in rows:
        if row.live_from > now:
            found.lines.append(f"What is scheduled for {_day(row.live_from)} is cancelled.")
            continue
        claims = len(row.record["claims"])
        found.lines += [
            f"The address answers “gone” (410) with the notice: “{notice or DEFAULT_NOTICE}”",
            "Lists, search, feeds and sitemap stop naming it. Below the notice readers find other pages of its topic.",
            f"{claims} signed claim{'' if claims == 1 else 's'} and everybody named on it stay in the ledger and in "
            "the record of signatures, where an audit finds them.",
        ]
        found.named = [("No longer named to readers", _cards(row))]
        found.dates = [
            Moving("This text live since", row.live_from, _GONE),
            Moving("Last reviewed as a whole", row.last_reviewed, _GONE),
            Moving("Next review due", row.review_due, _GONE),
        ]
    return found


def _compare(found: Prospect, live: Publication, sentences: list[str], revision: Revision) -> None:
    """Words as readers see them, what stands beside them, pictures."""
    found.changes = sentence_changes([row[6] for row in live.revision.segments], sentences)
    if revision.pk == live.revision_id:
        return
    for name, label in BESIDE.items():
        if getattr(revision, name) != getattr(live.revision, name):
            found.beside.append(f"{label}: {_said(live.revision, name)} becomes {_said(revision, name)}")
    before, after = live.content["images"], revision.analysis.get("images", [])
    found.pictures_added = len([image for image in after if image not in before])
    found.pictures_removed = len([image for image in before if image not in after])


def _said(revision: Revision, name: str) -> str:
    display = getattr(revision, f"get_{name}_display", None)
    value = display() if display else getattr(revision, name)
    if isinstance(value, bool):
        return "“leave this site” is shown" if value else "no “leave this site”"
    return str(value or "none")


def _due(valid_until: datetime | None, full: Any, board: Board) -> datetime | str:
    if valid_until:
        return valid_until
    days = board.policy.days_other
    return full.at + timedelta(days=days) if full else f"{days} days after it goes live"


def _day(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%-d %B %Y, %H:%M}"


def _counted(people: list[Any]) -> list[str]:
    counts: dict[int, int] = {}
    for person in people:
        counts[person.pk] = counts.get(person.pk, 0) + 1
    names = {person.pk: name_of(person) for person in people}
    order = sorted(counts, key=lambda pk: (-counts[pk], names[pk]))
    return [f"{names[pk]} ({counts[pk]} claim{'' if counts[pk] == 1 else 's'})" for pk in order]


def _once(people: list[Any]) -> list[str]:
    return list(dict.fromkeys(name_of(person) for person in people))


def _names(people: set[int]) -> list[str]:
    return sorted(name_of(person) for person in get_user_model().objects.filter(pk__in=people))


def _cards(live: Publication) -> list[str]:
    return sorted(card["name"] for card in live.people.values() if card.get("name"))


def _gone(live: Publication, named: set[str]) -> list[str]:
    return sorted(card["name"] for key, card in live.people.items() if key not in named and card.get("name"))
