"""Which rules, terms and policy are in force, and how people change them (law 7)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from articles.claims import RuleSet, load_ruleset
from articles.claims.types import Competence, RulesetChange
from articles.models import PolicyChange, RulesetProposal
from articles.review import permissions
from articles.review.errors import BadInput, InvalidTransition, NotAllowed, check_reason
from articles.review.ledger import Entry, record
from articles.review.locks import lock_policy
from articles.review.people import competences_on, today
from articles.workflow.policy import Policy, strictest

FREE = {"add_term", "switch_on"}


def effective_changes() -> tuple[RulesetChange, ...]:
    """Every change in force, in order of taking effect. Of acts that undo each other only the last counts."""
    rows = RulesetProposal.objects.exclude(effective_at=None).order_by("effective_at", "id")
    return _last_word(RulesetChange(act=row.act, target=row.target, lexicon=row.lexicon) for row in rows)


def _last_word(changes: Iterable[RulesetChange]) -> tuple[RulesetChange, ...]:
    last: dict[tuple[bool, str, str], RulesetChange] = {}
    for change in changes:
        key = (change.act in {"switch_on", "switch_off"}, change.lexicon, change.target.lower())
        last.pop(key, None)
        if change.act == "add_term":
            last.pop((False, "", change.target.lower()), None)  # its removal from every lexicon
        last[key] = change
    return tuple(last.values())


def current_ruleset() -> RuleSet:
    """The shipped rule set with the changes in force. One query."""
    return load_ruleset(effective_changes())


def configured_policy() -> Policy:
    """The policy that ``settings.REVIEW_POLICY`` names, read at call time."""
    return import_string(settings.REVIEW_POLICY)


def _in_force() -> PolicyChange | None:
    return PolicyChange.objects.exclude(effective_at=None).order_by("-effective_at", "-id").first()


def current_policy() -> Policy:
    """The policy in force: the configured one, or, while a looser one waits to be confirmed, the stricter of both."""
    configured, row = configured_policy(), _in_force()
    if row is None or row.digest == configured.digest():
        return configured
    active = Policy.from_data(row.table)
    return strictest([configured, active]) if configured.looser_than(active) else configured


def hold_policy() -> Policy:
    """Lock the policy row and return the policy in force. For acts, inside their transaction and before articles."""
    lock_policy()
    return current_policy()


def adopt_configured_policy(now: datetime) -> None:
    """Record the configured policy when it is new: at once when it is at least as strict, else as waiting (law 7).

    Runs after every migrate, so that acts never write the ledger before they hold their article.
    """
    configured = configured_policy()
    with transaction.atomic():
        lock_policy()
        row = _in_force()
        if row is not None and row.digest == configured.digest():
            return
        looser = configured.looser_than(Policy.from_data(row.table)) if row else []
        if not looser:
            _adopt(now, configured)
        elif not PolicyChange.objects.filter(digest=configured.digest(), effective_at=None).exists():
            PolicyChange.objects.create(
                digest=configured.digest(), table=configured.as_data(), looser=looser, proposed_at=now
            )


def _adopt(now: datetime, policy: Policy) -> None:
    PolicyChange.objects.create(digest=policy.digest(), table=policy.as_data(), proposed_at=now, effective_at=now)
    record(now, Entry("policy_changed", digest="v1:" + policy.digest(), data={"table": policy.as_data()}))


def propose_rule_change(
    by: Any, act: str, target: str, reason: str, lexicon: str = "", now: datetime | None = None
) -> RulesetProposal:
    """Propose a change. Adding a term or switching a rule on takes effect at once; the rest waits for ``confirm``.

    So does a term that would hide another: the longest term wins, so "amitriptyline tea" as a food hides a medicine.
    """
    permissions.check(by, "change_ruleset")
    now = now or timezone.now()
    target = target.strip()
    if not target:
        raise BadInput("Say which term or rule, and why.")
    check_reason(reason, "Say which term or rule, and why.")
    if act not in {"add_term", "remove_term", "switch_off", "switch_on"}:
        raise BadInput(f"“{act}” is not a change of the rules.")
    before = current_ruleset()
    changes = (*effective_changes(), RulesetChange(act=act, target=target, lexicon=lexicon))
    try:
        load_ruleset(_last_word(changes))
    except ValueError as error:
        raise BadInput(str(error)) from error
    free = act in FREE and not (act == "add_term" and _hides(target, lexicon, before))
    with transaction.atomic():
        lock_policy()
        row = RulesetProposal.objects.create(
            act=act,
            target=target,
            lexicon=lexicon,
            reason=reason,
            proposed_by=by,
            proposed_at=now,
            effective_at=now if free else None,
        )
        kind = "rule_changed" if free else "rule_proposed"
        record(now, Entry(kind, by, subject=f"rule:{row.pk}", data=_facts(row)))
    return row


def _hides(target: str, lexicon: str, ruleset: RuleSet) -> bool:
    """The new term holds a known term of another lexicon as whole words."""
    words = f" {' '.join(target.lower().split())} "
    return any(term.kind != lexicon and f" {term.text} " in words for term in ruleset.terms)


def confirm_rule_change(by: Any, pk: int, now: datetime | None = None) -> RulesetProposal:
    """The second person's confirmation. One of the two must be a clinician; nobody confirms their own."""
    permissions.check(by, "change_ruleset")
    now = now or timezone.now()
    with transaction.atomic():
        lock_policy()
        row = RulesetProposal.objects.select_for_update().get(pk=pk)
        if row.effective_at is not None:
            raise InvalidTransition("This change is already in force.")
        _check_two_people(row.proposed_by, by, now)
        row.confirmed_by, row.effective_at = by, now
        row.save(update_fields=["confirmed_by", "effective_at"])
        record(now, Entry("rule_changed", by, subject=f"rule:{row.pk}", data=_facts(row)))
    return row


def propose_policy(by: Any, pk: int, reason: str, now: datetime | None = None) -> PolicyChange:
    """Take responsibility for a looser policy that waits: the first of two people."""
    permissions.check(by, "change_ruleset")
    now = now or timezone.now()
    check_reason(reason, "Say why the policy may be looser.")
    with transaction.atomic():
        lock_policy()
        row = PolicyChange.objects.select_for_update().get(pk=pk, effective_at=None)
        row.proposed_by, row.reason = by, reason
        row.save(update_fields=["proposed_by", "reason"])
        record(
            now, Entry("policy_proposed", by, subject=f"policy:{row.pk}", data={"looser": row.looser, "reason": reason})
        )
    return row


def confirm_policy(by: Any, pk: int, now: datetime | None = None) -> PolicyChange:
    """Put a looser policy in force: a clinician and another person."""
    permissions.check(by, "change_ruleset")
    now = now or timezone.now()
    with transaction.atomic():
        lock_policy()
        row = PolicyChange.objects.select_for_update().get(pk=pk, effective_at=None)
        if row.proposed_by is None:
            raise InvalidTransition("Somebody must first propose this policy with a reason.")
        _check_two_people(row.proposed_by, by, now)
        row.confirmed_by, row.effective_at = by, now
        row.save(update_fields=["confirmed_by", "effective_at"])
        record(
            now,
            Entry(
                "policy_changed",
                by,
                subject=f"policy:{row.pk}",
                digest="v1:" + row.digest,
                data={"table": row.table, "looser": row.looser, "proposed_by": row.proposed_by.pk},
            ),
        )
    return row


def _check_two_people(first: Any, second: Any, now: datetime) -> None:
    if first == second:
        raise NotAllowed("Nobody confirms their own change: another person has to.")
    held = [competences_on(person, today(now)) for person in (first, second)]
    if not any(Competence.CLINICAL in item for item in held):
        raise NotAllowed("One of the two people must be a clinician with a current credential.")


def _facts(row: RulesetProposal) -> dict[str, Any]:
    return {
        "act": row.act,
        "target": row.target,
        "lexicon": row.lexicon,
        "reason": row.reason,
        "proposed_by": row.proposed_by_id,
    }
