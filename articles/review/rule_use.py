"""How rules fare in use: where each fires now, and what people answered. Noisy rules show by what is dismissed.

Counted are sentences, each once in its article; for a page rule, articles. A sentence counts for every rule that had
fired on it when it was decided, by the last decision on it. What blind reading hides from the viewer is not counted.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from articles.claims.rules import CLAIM
from articles.models import Article, Decision, Occurrence, Override, Publication, Revision
from articles.review.rulesets import current_ruleset
from articles.workflow.settlement import Outcome

#: What finds claims beside the rules, by the name that stands in a claim's reasons.
LAYERS = {
    "model": "Word groups in context (the trained weights)",
    "lexicon": "Terms of the lexicons",
    "person": "Flagged by a person",
}
_CHUNK = 500

Unit = tuple[int, str]  # article and fingerprint; the fingerprint is empty for the page as a whole


@dataclass(slots=True)
class RuleUse:
    """One rule or layer. ``on`` is None for a layer, which cannot be switched off."""

    id: str
    title: str
    kind: str
    severity: str = ""
    on: bool | None = None
    firing: set[Unit] = field(default_factory=set)
    answers: dict[str, set[Unit]] = field(default_factory=lambda: defaultdict(set))

    @property
    def fires(self) -> int:
        """Sentences in live and latest texts on which it fires now."""
        return len(self.firing)

    @property
    def signed(self) -> int:
        """Its claims that were signed off."""
        return len(self.answers[Outcome.SIGN_OFF.value])

    @property
    def dismissed(self) -> int:
        """Its claims that were dismissed."""
        return len(self.answers[Outcome.DISMISS.value])

    @property
    def changed(self) -> int:
        """Its claims that were sent back to be changed."""
        return len(self.answers[Outcome.REQUEST_CHANGES.value])

    @property
    def lowered(self) -> int:
        """Its claims whose risk or types were lowered."""
        return len(self.answers[Outcome.RECLASSIFY.value])

    @property
    def overridden(self) -> int:
        """Its findings that clinicians let stand."""
        return len(self.answers["override"])

    @property
    def silent(self) -> bool:
        """It fires nowhere and nobody answered it."""
        return not (self.firing or any(self.answers.values()))

    @property
    def share(self) -> float | None:
        """Part (0 to 1) of what was answered that was dismissed or overridden; None when nothing was.

        Nobody answers a finding of wording that is mended, so there the part of all findings counts.
        """
        if self.kind in (CLAIM, "layer"):
            answered = len(set().union(*self.answers.values()))
        else:
            answered = len(self.firing | self.answers["override"]) if self.overridden else 0
        return (self.dismissed + self.overridden) / answered if answered else None


@dataclass(frozen=True, slots=True)
class Passage:
    """One place where a rule fires now. ``fingerprint`` is empty when the whole page is meant."""

    revision: Revision
    text: str
    fingerprint: str
    claim: bool
    live: bool


def rule_use(viewer: Any, since: datetime | None = None) -> list[RuleUse]:
    """Every rule and layer, those with the largest part dismissed first. ``since`` narrows the answers, not the
    firing. A constant number of queries."""
    ruleset = current_ruleset()
    used = {
        rule.id: RuleUse(rule.id, rule.title, rule.kind, rule.severity.value, ruleset.is_on(rule.id))
        for rule in ruleset.rules
    } | {name: RuleUse(name, title, "layer") for name, title in LAYERS.items()}

    def of(name: str) -> RuleUse:
        return used.setdefault(name, RuleUse(name, name, "layer"))

    for article, _, fingerprint, names in _reasons(Q(revision__in=current_revisions(timezone.now()))):
        for name in names:
            of(name).firing.add((article, fingerprint))
    for revision in _with_findings(timezone.now()):
        for name, fingerprint, _ in _findings(revision):
            of(name).firing.add((revision.article_id, fingerprint))
    _answers(of, viewer, since)
    return sorted(used.values(), key=lambda use: (-(use.share or 0.0), -use.dismissed, -use.fires, use.id))


def passages(name: str) -> list[Passage]:
    """Where this rule or layer fires now, in the order of articles and texts. A constant number of queries."""
    now = timezone.now()
    live = set(Publication.objects.live(now).values_list("revision_id", flat=True))
    rows = Occurrence.objects.filter(revision__in=current_revisions(now)).select_related("revision", "claim")
    found = [
        (row.index, Passage(row.revision, row.claim.text, row.claim.fingerprint, True, row.revision_id in live))
        for row in rows.defer("revision__segments", "revision__analysis", "revision__body").iterator(_CHUNK)
        if any(reason["rule"] == name for reason in row.reasons)
    ]
    for revision in _with_findings(now):
        found += [
            (-1, Passage(revision, text, fingerprint, False, revision.pk in live))
            for rule, fingerprint, text in _findings(revision)
            if rule == name
        ]
    found.sort(key=lambda item: (item[1].revision.article_id, -item[1].revision.number, item[0]))
    return [passage for _, passage in found]


def current_revisions(now: datetime) -> QuerySet[Revision]:
    """Live revisions, and the latest of every article."""
    newest = Revision.objects.filter(article=OuterRef("pk")).order_by("-number").values("pk")[:1]
    latest = Article.objects.annotate(newest=Subquery(newest)).values("newest")
    live = Publication.objects.live(now).values("revision")
    return Revision.objects.filter(Q(pk__in=latest) | Q(pk__in=live))


def _reasons(which: Q) -> Iterable[tuple[int, int, str, set[str]]]:
    """(article, revision, fingerprint, names of rules and layers) of claims as detection stored them."""
    rows = Occurrence.objects.filter(which).order_by("pk")
    columns = rows.values_list("revision__article_id", "revision_id", "claim__fingerprint", "reasons")
    for article, revision, fingerprint, reasons in columns.iterator(_CHUNK):
        yield article, revision, fingerprint, {reason["rule"] for reason in reasons}


def _with_findings(now: datetime) -> Iterable[Revision]:
    rows = current_revisions(now).order_by("pk").defer("body", "summary", "meta_description")
    return rows.iterator(_CHUNK)


def _findings(revision: Revision) -> Iterable[tuple[str, str, str]]:
    """(rule, fingerprint, words) of wording; page findings have no fingerprint and the page's title for words."""
    for item in revision.analysis.get("wording", []):
        row = revision.segments[item["segment"]]
        yield item["rule"], row[0], row[6]
    for item in revision.analysis.get("page", []):
        yield item["rule"], "", revision.title


def _answers(of: Callable[[str], RuleUse], viewer: Any, since: datetime | None) -> None:
    decisions = Decision.objects.visible_to(viewer).filter(revocation=None)
    overrides = Override.objects.all()
    if since is not None:
        decisions, overrides = decisions.filter(at__gte=since), overrides.filter(at__gte=since)
    last: dict[Unit, tuple[int, str]] = {}
    columns = ("article_id", "fingerprint", "revision_id", "outcome")
    for article, fingerprint, revision, outcome in decisions.order_by("at", "pk").values_list(*columns):
        last[article, fingerprint] = (revision, outcome)
    decided = Q(revision__in=decisions.order_by().values("revision"))
    for article, revision, fingerprint, names in _reasons(decided):
        unit = (article, fingerprint)
        if unit in last and last[unit][0] == revision:
            for name in names:
                of(name).answers[last[unit][1]].add(unit)
    for article, fingerprint, name in overrides.values_list("article_id", "fingerprint", "rule"):
        of(name).answers["override"].add((article, fingerprint))
