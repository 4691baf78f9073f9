"""Who checks what: the table that the gate itself uses, and what the clinicians of today can meet."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.claims.types import Competence, Risk
from articles.public import reading
from articles.public.houses import HOUSES
from articles.public.reading import Found
from articles.public.views.standing import house
from articles.review.people import Clinician, pool, today
from articles.review.rulesets import current_policy
from articles.review.signatures import MEANINGS
from articles.workflow.policy import GRANTS, Classification, CredentialKind, Policy, Requirement
from articles.workflow.settlement import ClaimState

#: The signatures that readers meet, under the names they have there.
ACTS = {"sign_off": "A claim", "dismiss": "No claim", "full": "The whole text", "delta": "What changed"}

#: What each state means to somebody who reads about us. Only settled claims ever stand on a page.
STATES = {
    ClaimState.OPEN: "Nobody has decided on these words yet.",
    ClaimState.NEEDS_SOURCE: "A source that carries these words is missing.",
    ClaimState.CHANGES_REQUESTED: "A clinician asks for other words.",
    ClaimState.PART_SIGNED: "One clinician has signed, another must.",
    ClaimState.SIGNED_OFF: "Everybody who must has signed these words in their place, on these sources.",
    ClaimState.DISMISSED: "Clinicians signed that these words are no medical claim.",
    ClaimState.CONTEXT_CHANGED: "The words are as signed, but what stands around them changed.",
    ClaimState.LAPSED: "It was signed, and that signature no longer counts.",
    ClaimState.GONE: "The words no longer stand in the text.",
}


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


def grants() -> dict[str, str]:
    """Which credentials give which competence, as words."""
    return {
        competence.value: ", ".join(kind.label for kind in CredentialKind if competence in GRANTS[kind])
        for competence in Competence
        if any(competence in given for given in GRANTS.values())
    }


@require_safe
def editorial_policy(request: HttpRequest) -> HttpResponseBase:
    """The signed standing page ``editorial-policy`` and, in short, the policy in force."""
    return _policy_page(request, "editorial-policy")


@require_safe
def review_policy(request: HttpRequest) -> HttpResponseBase:
    """The policy in force as tables: who signs what, on which source, for how long, and what the states mean."""
    return _policy_page(request, "review-policy")


def _policy_page(request: HttpRequest, slug: str) -> HttpResponseBase:
    now = timezone.now()
    policy, people = current_policy(), pool(now)
    counts = {
        "clinicians": len(people),
        "prescribing": sum(Competence.PRESCRIBING in person.competences for person in people),
        "safety": sum(Competence.SAFETY in person.competences for person in people),
    }
    # Credentials end with a day, so the newest change may be this midnight.
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)

    def facts(found: Found | None) -> dict[str, Any]:
        return {
            "policy": policy,
            "rows": rows(policy, people),
            "counts": counts,
            "strong": sorted(kind.label for kind in policy.strong_kinds),
            "redaction_days": policy.redaction_review_days,
            "grants": grants(),
            "meanings": [(name, MEANINGS[act]) for act, name in ACTS.items()],
            "states": [(state.label, words) for state, words in STATES.items()],
        }

    parts = [policy.version, policy.digest(), *counts.values(), today(now)]
    return house(request, HOUSES[slug], facts, parts, [midnight, reading.newest_act()])
