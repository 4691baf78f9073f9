"""Who checks what: the table that the gate itself uses, and what the clinicians of today can meet."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.claims.types import Competence, Risk
from articles.public import reading, signed
from articles.public.answers import conditional, page
from articles.public.pages import numbered_sources
from articles.public.structured import page_graph
from articles.review.people import Clinician, pool, today
from articles.review.rulesets import current_policy
from articles.workflow.policy import Classification, Policy, Requirement


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    name: str
    needs: str
    months: int
    met: bool


def rows(policy: Policy, people: list[Clinician]) -> list[Row]:
    """What each sort of claim needs under ``policy``, and whether ``people`` can give it."""
    sorts = [
        ("Low risk", Classification(frozenset(), Risk.LOW)),
        ("Medium risk", Classification(frozenset(), Risk.MEDIUM)),
        ("High risk", Classification(frozenset(), Risk.HIGH)),
        ("About a medicine", Classification(frozenset(), Risk.HIGH, medicine=True)),
        ("About a crisis", Classification(frozenset(), Risk.HIGH, crisis=True)),
    ]
    found = []
    for name, sort in sorts:
        need = policy.requirement(sort)
        found.append(Row(name, need.words(), _months(policy.interval(sort)), can_meet(need, people)))
    return found


def can_meet(need: Requirement, people: list[Clinician]) -> bool:
    """Whether enough different clinicians with the competences exist."""
    held = frozenset().union(*(person.competences for person in people)) if people else frozenset()
    return len(people) >= need.signers and need.competences <= held


def _months(interval: timedelta) -> int:
    return round(interval.days / (365.25 / 12))


@require_safe
def editorial_policy(request: HttpRequest) -> HttpResponseBase:
    """The policy in force as a table, below the signed standing page ``editorial-policy`` where one is live."""
    now = timezone.now()
    policy, people, found = current_policy(), pool(now), reading.find("editorial-policy", now)
    counts = {
        "clinicians": len(people),
        "prescribing": sum(Competence.PRESCRIBING in person.competences for person in people),
        "safety": sum(Competence.SAFETY in person.competences for person in people),
    }
    parts: list[object] = ["policy", policy.version, policy.digest(), *counts.values()]
    # Credentials end with a day, so the newest change may be this midnight.
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    moments = [midnight, reading.newest_act(), *(found.moments() if found else [])]

    def build() -> str:
        context = {
            "graph": page_graph("WebPage", "Editorial policy", request.path),
            "policy": policy,
            "rows": rows(policy, people),
            "counts": counts,
            "strong": sorted(kind.label for kind in policy.strong_kinds),
            "redaction_days": policy.redaction_review_days,
            "day": today(now),
            "row": found.publication if found else None,
            "sources": numbered_sources(found.publication.content) if found else [],
            "body": signed.body(found.publication, found.helplines) if found else "",
            "example": bool(found and found.publication.example),
        }
        return page("policy.html", context)

    return conditional(request, [*parts, today(now), *(found.parts() if found else [])], moments, build)
