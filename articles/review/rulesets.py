"""Which rules, terms and policy are in force, and how people change them (law 7)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from articles.claims import RuleSet, load_ruleset
from articles.claims.hiding import GROUPS, hidden_by
from articles.claims.lexicon import SOLD, Term, added_term, folded_term, spellings
from articles.claims.numbers import with_numbers
from articles.claims.rules import Rule
from articles.claims.rules.model import PAGE, WORDING
from articles.claims.types import Competence, RulesetChange
from articles.models import PolicyChange, RulesetProposal
from articles.review import permissions
from articles.review.errors import BadInput, InvalidTransition, NotAllowed, check_reason
from articles.review.helplines import known_numbers
from articles.review.ledger import Entry, record
from articles.review.locks import lock_policy
from articles.review.people import competences_on, today
from articles.workflow.policy import Policy, strictest

TERM_ACTS = {"add_term", "remove_term"}
RULE_ACTS = {"switch_off", "switch_on"}
STATUSES = {"pom", "otc"}


def effective_changes() -> tuple[RulesetChange, ...]:
    """Every change in force, in order of taking effect. Of acts that undo each other only the last counts."""
    rows = RulesetProposal.objects.exclude(effective_at=None).order_by("effective_at", "id")
    return _last_word(
        RulesetChange(row.act, row.target, row.lexicon, row.group, row.generic, row.status) for row in rows
    )


def _last_word(changes: Iterable[RulesetChange]) -> tuple[RulesetChange, ...]:
    last: dict[tuple[bool, str, str], RulesetChange] = {}
    for change in changes:
        key = (change.act in RULE_ACTS, change.lexicon, change.target)
        last.pop(key, None)
        if change.act == "add_term":
            last.pop((False, "", change.target), None)  # its removal from every lexicon
        last[key] = change
    return tuple(last.values())


def current_ruleset() -> RuleSet:
    """The shipped rule set with the changes in force and the numbers of the help line register. Two queries."""
    return with_numbers(load_ruleset(effective_changes()), known_numbers())


def changed_ruleset(change: RulesetChange) -> RuleSet:
    """The rule set as it would be with one more change. Raises ``ValueError`` for what names nothing known."""
    return with_numbers(load_ruleset(_last_word((*effective_changes(), change))), known_numbers())


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


def checked_change(change: RulesetChange) -> RulesetChange:
    """The change as it is stored: a term folded as texts are, in lower case, so that two spellings make one version.

    Raises ``BadInput`` for what names nothing known or would change nothing.
    """
    target = folded_term(change.target) if change.act in TERM_ACTS else change.target.strip()
    change = replace(change, target=target, generic=folded_term(change.generic))
    if not change.target:
        raise BadInput("Say which term or rule, and why.")
    if change.act not in TERM_ACTS | RULE_ACTS:
        raise BadInput(f"“{change.act}” is not a change of the rules.")
    try:
        after = changed_ruleset(change)
    except ValueError as error:
        raise BadInput(str(error)) from error
    terms = current_ruleset().terms
    if change.act == "add_term":
        _check_details(change, terms)
        if after.terms == terms:
            raise BadInput(f"“{change.target}” is in this lexicon already.")
    elif change.act == "remove_term":
        _check_removal(change, terms)
    return change


def _check_details(change: RulesetChange, terms: Sequence[Term]) -> None:
    kind = change.lexicon or "condition"
    if change.group and change.group not in GROUPS.get(kind, ()):
        raise BadInput(f"The lexicon “{kind}” has no group “{change.group}”: {_choices(GROUPS.get(kind, ()))}.")
    if change.generic and kind != "brand":
        raise BadInput("Only a brand has a generic name.")
    if change.generic and not any(term.text == change.generic and term.kind == "medicine" for term in terms):
        raise BadInput(f"There is no medicine called “{change.generic}”: add it first.")
    if change.status and (kind not in SOLD or change.status not in STATUSES):
        raise BadInput("Only medicines, brands and classes are sold with or without a prescription: “pom” or “otc”.")


def _choices(groups: Sequence[str]) -> str:
    return f"choose one of {', '.join(groups)}" if groups else "leave the group empty"


def _check_removal(change: RulesetChange, terms: Sequence[Term]) -> None:
    mine = [term for term in terms if not change.lexicon or term.kind == change.lexicon]
    if any(term.text == change.target for term in mine):
        return
    where = f"the lexicon “{change.lexicon}”" if change.lexicon else "any lexicon"
    for term in mine:
        if change.target in spellings(term):
            raise BadInput(f"“{change.target}” is only another spelling of “{term.text}”: remove that term.")
    raise BadInput(f"There is no term “{change.target}” in {where}.")


def needs_second_person(change: RulesetChange) -> bool:
    """Whether a checked change could find fewer claims or block less than before.

    The longest term wins, so additions may hide terms. Advice on wording or on the page is house style: it blocks
    nothing, so an editor may switch it off alone.
    """
    if change.act == "add_term":
        return bool(hidden_by(added_term(change), current_ruleset().terms))
    if change.act == "switch_off":
        return not is_house_style(current_ruleset().rule(change.target))
    return change.act != "switch_on"


def is_house_style(rule: Rule) -> bool:
    """Whether a rule only advises on wording or on the page."""
    return rule.kind in (WORDING, PAGE) and not rule.blocking


def propose_rule_change(
    by: Any,
    act: str,
    target: str,
    reason: str,
    lexicon: str = "",
    now: datetime | None = None,
    *,
    group: str = "",
    generic: str = "",
    status: str = "",
) -> RulesetProposal:
    """Propose a change. Adding a term, switching a rule on and switching advice off takes effect at once; the rest
    waits for ``confirm``.

    So does a term that would hide another that asks for more care or for something else. ``group``, ``generic`` (of
    brands) and ``status`` ("pom", "otc") belong to added terms.
    """
    permissions.check(by, "change_ruleset")
    now = now or timezone.now()
    check_reason(reason, "Say which term or rule, and why.")
    with transaction.atomic():
        lock_policy()
        change = checked_change(RulesetChange(act, target, lexicon, group, generic, status))
        free = not needs_second_person(change)
        row = RulesetProposal.objects.create(
            act=change.act,
            target=change.target,
            lexicon=change.lexicon,
            group=change.group,
            generic=change.generic,
            status=change.status,
            reason=reason,
            proposed_by=by,
            proposed_at=now,
            effective_at=now if free else None,
        )
        kind = "rule_changed" if free else "rule_proposed"
        record(now, Entry(kind, by, subject=f"rule:{row.pk}", data=_facts(row)))
    return row


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
        **{name: value for name in ("group", "generic", "status") if (value := getattr(row, name))},
        "reason": row.reason,
        "proposed_by": row.proposed_by_id,
    }
