"""What waits, kept so that the queue needs no board for each text: facts derived from boards, renewed when looked at.

Every act moves the stamp of the entries whose board it may have changed (``stamps``). ``refresh`` runs when somebody
looks: it computes the entries whose stamp has moved, and those that time alone has changed. Why it is built like this:
``docs/queue.md``.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from django.db import transaction
from django.db.models import (
    Case,
    DateField,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from articles.claims.types import ClaimType, Competence
from articles.models import Decision, QueueEntry, QueueReader, Revision
from articles.models.waiting import QueueFacts
from articles.review.board import Board, load_boards
from articles.review.turns import is_second_reading, turn_of
from articles.workflow.settlement import ClaimState
from articles.workflow.states import ReviewState

WAITING = (ReviewState.IN_REVIEW.value, ReviewState.CHANGES_REQUESTED.value)
PROFILES: tuple[frozenset[Competence], ...] = (
    frozenset({Competence.CLINICAL}),
    frozenset({Competence.CLINICAL, Competence.PRESCRIBING}),
    frozenset({Competence.CLINICAL, Competence.SAFETY}),
    frozenset({Competence.CLINICAL, Competence.PRESCRIBING, Competence.SAFETY}),
)
GRAVER = 4  # more than any risk
AT_ONCE = 200  # boards computed together
A_LOOK = 400  # boards that one look at the queue computes: some three seconds; ``run_due`` computes the rest
_LAPSED = (ClaimState.LAPSED.value, ClaimState.CONTEXT_CHANGED.value)
_GRAVE = {ClaimType.CRISIS, ClaimType.SAFETY}
_COLUMNS = ("asks", "weight", "lapsed", "shown", "state", "since", "computed", "stale_at")


@dataclass(frozen=True, slots=True)
class Facts:
    """What one person may know of a text that waits.

    ``states``: open claims by state. ``mine`` and ``second``: for each profile, how many claims wait for a signature of
    this person, and how many of those stand in the list of second readings. ``text``: the whole text waits for them.
    ``risk``: the highest of an open claim: 0 none, 1 low, 2 medium, 3 high. ``grave``: a signed sentence on a crisis or
    on safety counts no more.
    """

    states: dict[str, int]
    settled: int
    total: int
    mine: tuple[int, ...]
    second: tuple[int, ...]
    text: bool
    risk: int
    grave: bool

    @property
    def asks(self) -> int:
        """Bit n: something waits for profile n."""
        return sum((self.text or bool(count)) << number for number, count in enumerate(self.mine))

    @property
    def weight(self) -> int:
        """How far ahead it stands among what waits for the same person."""
        return self.risk + GRAVER * self.grave

    @property
    def lapsed(self) -> bool:
        """A claim was signed once, and its words or context have changed since."""
        return any(state in self.states for state in _LAPSED)

    @classmethod
    def stored(cls, row: QueueFacts) -> "Facts":
        """The facts that a row keeps."""
        counts = {name: tuple(row.shown[name]) for name in ("mine", "second")}
        return cls(**(row.shown | counts))

    def store(self, row: QueueFacts) -> None:
        """Set the columns of a row; nothing is saved."""
        row.asks, row.weight, row.lapsed, row.shown = self.asks, self.weight, self.lapsed, asdict(self)


def bit_of(held: frozenset[Competence]) -> int:
    """The bit of ``asks`` for somebody who holds these competences today; 0 for who cannot sign."""
    return 1 << PROFILES.index(held) if held in PROFILES else 0


def facts_of(board: Board, person_id: int) -> Facts:
    """What ``board``, loaded for this person, asks of them with each profile they may have."""
    person = SimpleNamespace(pk=person_id)
    still_open = board.open_claims
    in_review = board.revision.review_state is ReviewState.IN_REVIEW
    mine, second = [], []
    for held in PROFILES:
        turns = [(claim, turn_of(board, claim, person, held)) for claim in still_open] if in_review else []
        mine.append(sum(turn.sign for _, turn in turns))
        second.append(sum(is_second_reading(claim, turn, person) for claim, turn in turns))
    covered = board.coverage.complete or person_id in board.word_authors()
    return Facts(
        states=dict(Counter(claim.state.value for claim in still_open)),
        settled=board.settled_count,
        total=len(board.claims),
        mine=tuple(mine),
        second=tuple(second),
        text=in_review and not still_open and not covered,
        risk=max((claim.risk.rank + 1 for claim in still_open), default=0),
        grave=any(claim.state.value in _LAPSED and not _GRAVE.isdisjoint(claim.types) for claim in still_open),
    )


# ------------------------------------------------------------------------------------------------- looking renews it


def refresh(now: datetime, most: int | None = None) -> int:
    """Compute what changed since the last look. Returns how many entries are left: 0 without ``most``.

    Two queries when nothing changed; else a constant number for every ``AT_ONCE`` entries, and as many again for each
    person whose own decision is hidden from the others. What an act changes meanwhile stays for the next look.
    """
    known = QueueEntry.objects.filter(revision=OuterRef("pk"))
    since = Coalesce("submitted_at", "saved_at")
    new = Revision.objects.filter(~Exists(known), state__in=WAITING).order_by("pk")
    rows = [
        QueueEntry(revision_id=pk, article_id=article, state=state, since=at)
        for pk, article, state, at in new.values_list("pk", "article_id", "state", since)
    ]
    if rows:
        QueueEntry.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)
    stale = ~Q(computed=F("stamp")) | Q(stale_at__lte=now)
    # New ones first: of the others the queue knows at least what was true before.
    stamps = list(QueueEntry.objects.filter(stale).order_by("computed", "pk").values_list("pk", "stamp"))
    chosen = stamps[:most]
    for start in range(0, len(chosen), AT_ONCE):
        _compute(dict(chosen[start : start + AT_ONCE]), now)
    return len(stamps) - len(chosen)


def _compute(stamps: dict[int, int], now: datetime) -> None:
    """Facts of the entries with these stamps. The stamps were read before the boards: where one has moved by the time
    the facts are stored, an act came between, and the entry stays as it is."""
    revisions = list(Revision.objects.filter(pk__in=stamps, state__in=WAITING).select_related("article"))
    articles = [item.article_id for item in revisions]
    boards = load_boards(revisions, now, None)
    hidden = Decision.objects.hidden_from(None).filter(article__in=articles).order_by()
    makers: dict[int, set[int]] = defaultdict(set)
    for person, article in hidden.values_list("by", "article").distinct():
        makers[person].add(article)
    theirs = {
        person: load_boards([item for item in revisions if item.article_id in where], now, person)
        for person, where in makers.items()
    }
    ends = Decision.objects.filter(article__in=articles, expires__gt=now).order_by().values("article")
    stale_at = dict(ends.annotate(first=Min("expires")).values_list("article", "first"))
    with transaction.atomic():
        # Locked rows are skipped: whoever looks waits for no act, so no two can wait for each other.
        rows = QueueEntry.objects.select_for_update(skip_locked=True).filter(pk__in=stamps)
        entries = {row.pk: row for row in rows if row.stamp == stamps[row.pk]}
        readers = []
        for revision in revisions:
            if entry := entries.get(revision.pk):
                fresh = facts_of(boards[revision.pk], 0)
                fresh.store(entry)
                entry.state, entry.since = revision.state, revision.submitted_at or revision.saved_at
                entry.computed, entry.stale_at = entry.stamp, stale_at.get(revision.article_id)
                for person, facts in _otherwise(boards[revision.pk], theirs, fresh):
                    readers.append(QueueReader(entry=entry, person_id=person))
                    facts.store(readers[-1])
        QueueReader.objects.filter(entry__in=entries).delete()
        over = entries.keys() - {item.pk for item in revisions}
        QueueEntry.objects.filter(pk__in=over).delete()
        QueueEntry.objects.bulk_update([row for pk, row in entries.items() if pk not in over], _COLUMNS)
        QueueReader.objects.bulk_create(readers)


def _otherwise(board: Board, theirs: dict[int, dict[int, Board]], fresh: Facts) -> Iterator[tuple[int, Facts]]:
    """Who sees this text otherwise than somebody who has no part in it."""
    revision = board.revision.pk
    deciders = {row.by_id for claim in board.claims for row in claim.decisions}
    makers = {person for person, boards in theirs.items() if revision in boards}
    for person in sorted(board.word_authors() | deciders | makers):
        facts = facts_of(theirs[person][revision] if person in makers else board, person)
        if facts != fresh:
            yield person, facts


# ------------------------------------------------------------------------------------------------------- the queue


def entries_for(user: Any, held: frozenset[Competence]) -> QuerySet[QueueEntry]:
    """What waits, as this person sees it: ``mine`` (1 or 0), ``my_weight``, ``my_lapsed``, ``reviewer`` and ``due``
    (the last day of the calendar when there is no due date), in the order of the queue."""
    mine = Coalesce("own__asks", "asks").bitand(bit_of(held))
    return (
        QueueEntry.objects.annotate(own=FilteredRelation("readers", condition=Q(readers__person=user.pk)))
        .annotate(
            mine=Case(When(Exact(mine, 0), then=0), default=1, output_field=IntegerField()),
            my_weight=Coalesce("own__weight", "weight"),
            my_lapsed=Coalesce("own__lapsed", "lapsed"),
            reviewer=F("article__assignment__reviewer"),
            due=Coalesce("article__assignment__due_on", Value(date.max), output_field=DateField()),
        )
        .order_by("-mine", "-my_weight", "due", "since", "pk")
    )


def facts_for(user: Any, entries: Sequence[QueueEntry]) -> list[Facts]:
    """The facts of these entries as this person sees them. One query."""
    own = {row.entry_id: row for row in QueueReader.objects.filter(entry__in=entries, person=user.pk)}
    return [Facts.stored(own.get(entry.pk, entry)) for entry in entries]
