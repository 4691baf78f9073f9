"""What the review takes, in figures: claims by state and risk over time, time to sign, what is overdue, noisy rules.

Everything is counted from decisions, publications and assignments as they are stored, so the past needs no snapshot
and every figure can be counted again. What blind reading hides from the viewer is in no figure. A constant number of
queries for each figure. What a state means here, and what it leaves out: ``docs/figures.md``.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from itertools import groupby
from statistics import median, quantiles
from typing import Any

from django.db.models import F, Max, Min

from articles.claims.types import Competence, Risk
from articles.models import Assignment, Claim, Decision, Occurrence, Publication, Revision
from articles.review.people import today
from articles.review.rule_use import RuleUse, rule_use
from articles.review.rulesets import current_policy
from articles.workflow.policy import Classification, Policy
from articles.workflow.settlement import Outcome
from articles.workflow.states import ReviewState

COLUMNS = 12  # points in time of a period
OPEN, PART, SENT_BACK, SIGNED, DISMISSED = (
    "undecided",
    "first signature",
    "changes requested",
    "signed off",
    "dismissed",
)
STATES = (SIGNED, DISMISSED, PART, SENT_BACK, OPEN)
SETTLED = {SIGNED, DISMISSED}
FEWEST = 5  # answers before a rule's rate says anything
_CHUNK = 2000

Key = tuple[int, str]  # article, fingerprint


@dataclass(frozen=True, slots=True)
class OverTime:
    """Counts at the end of each part of a period: ``states`` of all claims, ``risks`` of those not settled."""

    ends: list[datetime]
    states: dict[str, list[int]]
    risks: dict[str, list[int]]

    @property
    def empty(self) -> bool:
        """There was no claim at any time."""
        return not any(map(any, self.states.values()))


@dataclass(frozen=True, slots=True)
class Waited:
    """How long sign-offs by holders of a competence took from submission: ``count``, half and nine tenths of them."""

    competence: str
    count: int
    half: timedelta
    most: timedelta


@dataclass(frozen=True, slots=True)
class Overdue:
    """How much is overdue by how many days, ``kind`` in words."""

    kind: str
    week: int
    month: int
    longer: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.week + self.month + self.longer


# -------------------------------------------------------------------------------------------------- claims over time


def parts_of(since: datetime, until: datetime) -> list[datetime]:
    """The ends of ``COLUMNS`` equal parts of a period."""
    return [since + (until - since) * (number + 1) / COLUMNS for number in range(COLUMNS)]


def first_claim() -> datetime | None:
    """When the first claim was found; None when there is none."""
    return Claim.objects.aggregate(first=Min("first_seen"))["first"]


def over_time(viewer: Any, since: datetime, until: datetime) -> OverTime:
    """Claims of the newest texts, by what had been decided about their words at each time. Three queries."""
    ends = parts_of(since, until)
    states = {name: [0] * COLUMNS for name in STATES}
    risks = {risk.value: [0] * COLUMNS for risk in Risk}
    decided = _decided(viewer, until)
    policy = current_policy()
    for key, found, seen in _claims():
        steps = list(states_of(decided.get(key, ()), policy, found))
        for at, end in enumerate(ends):
            if seen > end:
                continue
            state = next((name for moment, name in reversed(steps) if moment <= end), OPEN)
            states[state][at] += 1
            if state not in SETTLED:
                risks[found.risk.value][at] += 1
    return OverTime(ends, states, risks)


def _claims() -> Iterator[tuple[Key, Classification, datetime]]:
    """The claims of the newest text of each article, with what detection found and when the words were first seen."""
    newest = Revision.objects.annotate(last=Max("article__revisions__number")).filter(number=F("last"))
    columns = ("types", "risk", "medicine", "crisis", "blocking", "competences", "acknowledge")
    rows = Occurrence.objects.filter(revision__in=newest.order_by().values("pk")).order_by("claim")
    wanted = rows.values_list("claim", "claim__article", "claim__fingerprint", "claim__first_seen", *columns)
    for (_, article, fingerprint, seen), same in groupby(wanted.iterator(_CHUNK), key=lambda row: row[:4]):
        parts = [Classification.from_data(dict(zip(columns, row[4:], strict=True))) for row in same]
        yield (article, fingerprint), reduce(Classification.raised, parts), seen


@dataclass(frozen=True, slots=True)
class _Act:
    """A decision as a figure sees it; ``taken_back``: when it stopped counting for its maker's sake."""

    at: datetime
    by: int
    outcome: str
    held: frozenset[str]
    taken_back: datetime | None


def _decided(viewer: Any, until: datetime) -> dict[Key, list[_Act]]:
    rows = Decision.objects.visible_to(viewer).filter(at__lte=until).exclude(outcome=Outcome.RECLASSIFY.value)
    columns = ("article", "fingerprint", "at", "by", "outcome", "signature__competences", "revocation__at")
    found: dict[Key, list[_Act]] = defaultdict(list)
    for article, fingerprint, at, by, outcome, held, back in rows.order_by("at", "pk").values_list(*columns):
        found[article, fingerprint].append(_Act(at, by, outcome, frozenset(held), back))
    return found


def states_of(acts: Sequence[_Act], policy: Policy, found: Classification) -> Iterator[tuple[datetime, str]]:
    """Each moment at which a decision was made or taken back, with the state from then on. Oldest first."""
    moments = sorted({act.at for act in acts} | {act.taken_back for act in acts if act.taken_back})
    for moment in moments:
        latest: dict[int, _Act] = {}
        for act in acts:
            if act.at <= moment and (act.taken_back is None or act.taken_back > moment):
                latest[act.by] = act
        yield moment, _state(list(latest.values()), policy, found)


def _state(acts: list[_Act], policy: Policy, found: Classification) -> str:
    by_outcome = {name: [act for act in acts if act.outcome == name] for name in {act.outcome for act in acts}}
    if by_outcome.get(Outcome.REQUEST_CHANGES.value):
        return SENT_BACK
    for outcome, done, need in (
        (Outcome.SIGN_OFF, SIGNED, policy.requirement(found)),
        (Outcome.DISMISS, DISMISSED, policy.dismissal(found)),
    ):
        votes = by_outcome.get(outcome.value, [])
        held = frozenset().union(*(act.held for act in votes))
        able = {item.value for item in need.competences} <= held
        if able and len(votes) >= need.signers and 2 * len(votes) > len(acts):
            return done
    return PART if acts else OPEN


# ------------------------------------------------------------------------------------------------------ time to sign


def waited(viewer: Any, since: datetime) -> list[Waited]:
    """From submission to sign-off, by each competence that the signer held that day. One query."""
    rows = Decision.objects.visible_to(viewer).filter(
        at__gte=since, outcome=Outcome.SIGN_OFF.value, revision__submitted_at__lte=F("at")
    )
    spans: dict[str, list[float]] = defaultdict(list)
    for at, sent, held in rows.order_by().values_list("at", "revision__submitted_at", "signature__competences"):
        for name in held:
            spans[name].append((at - sent).total_seconds())
    found = []
    for item in Competence:
        if lengths := spans.get(item.value):
            most = quantiles(lengths, n=10, method="inclusive")[-1] if len(lengths) > 1 else lengths[0]
            half = timedelta(seconds=median(lengths))
            found.append(Waited(item.value, len(lengths), half, timedelta(seconds=most)))
    return found


# ----------------------------------------------------------------------------------------------------------- overdue


def overdue(now: datetime) -> list[Overdue]:
    """Reviews past their due date, and live pages past their review date. Two queries."""
    day = today(now)
    waiting = Revision.objects.filter(state=ReviewState.IN_REVIEW.value).values("article")
    tasks = Assignment.objects.filter(article__in=waiting, due_on__lt=day).values_list("due_on", flat=True)
    pages = Publication.objects.live(now).filter(review_due__lt=now).order_by().values_list("review_due", flat=True)
    return [
        _late("Texts in review past their due date", day, (due for due in tasks if due)),
        _late("Live pages past their review date", day, (today(due) for due in pages if due)),
    ]


def _late(kind: str, day: date, due: Iterable[date]) -> Overdue:
    days = [(day - item).days for item in due]
    week, month = sum(number <= 7 for number in days), sum(7 < number <= 30 for number in days)
    return Overdue(kind, week, month, len(days) - week - month)


# ------------------------------------------------------------------------------------------------------------- rules


def noisy(viewer: Any, since: datetime | None) -> list[RuleUse]:
    """Rules and layers with enough answers, those with the largest part dismissed or overridden first."""
    return [use for use in rule_use(viewer, since) if use.share is not None and answered(use) >= FEWEST]


def answered(use: RuleUse) -> int:
    """How many of its findings somebody answered."""
    return len(set().union(*use.answers.values()))
