"""Law 7: loosening rules or policy needs a clinician and another person; adding is free; all of it is in the ledger."""

from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from articles.claims.types import Risk
from articles.models import LedgerEvent, PolicyChange
from articles.review.errors import BadInput, InvalidTransition, NotAllowed
from articles.review.rulesets import (
    adopt_configured_policy,
    confirm_policy,
    confirm_rule_change,
    current_policy,
    current_ruleset,
    propose_policy,
    propose_rule_change,
)
from articles.workflow.policy import POLICY, Requirement
from tests.world import World

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

LOOSE = replace(POLICY, version="loose", by_risk={**POLICY.by_risk, Risk.HIGH: Requirement(signers=1)})
STRICT = replace(POLICY, version="strict", override_signers=3)


def kinds() -> list[str]:
    """Kinds of the ledger entries about rules and policy, in order."""
    rows = LedgerEvent.objects.filter(kind__in=["rule_proposed", "rule_changed", "policy_proposed", "policy_changed"])
    return list(rows.values_list("kind", flat=True))


def test_adding_a_term_is_free_and_takes_effect_at_once(world: World) -> None:
    before = current_ruleset().version
    row = propose_rule_change(world.editor, "add_term", "examplamine", "A new medicine.", "medicine")
    assert row.effective_at
    assert current_ruleset().version != before
    assert kinds()[-1] == "rule_changed"


def test_switching_a_blocking_rule_off_waits_for_a_clinician_and_another_person(world: World) -> None:
    row = propose_rule_change(world.editor, "switch_off", "E01", "Too many false alarms.")
    assert row.effective_at is None
    assert current_ruleset().is_on("E01")
    with pytest.raises(NotAllowed):
        confirm_rule_change(world.editor, row.pk)
    with pytest.raises(NotAllowed, match="clinician"):
        confirm_rule_change(world.second_editor, row.pk)
    assert current_ruleset().is_on("E01")
    confirm_rule_change(world.therapist, row.pk)
    assert not current_ruleset().is_on("E01")
    with pytest.raises(InvalidTransition):
        confirm_rule_change(world.second_therapist, row.pk)
    assert kinds()[-2:] == ["rule_proposed", "rule_changed"]


def test_a_clinician_may_propose_and_an_editor_confirm(world: World) -> None:
    row = propose_rule_change(world.therapist, "remove_term", "amitriptyline", "By mistake.", "medicine")
    confirm_rule_change(world.editor, row.pk)
    assert not any(term.text == "amitriptyline" and term.kind == "medicine" for term in current_ruleset().terms)


def test_what_was_removed_can_be_added_again_freely(world: World) -> None:
    row = propose_rule_change(world.therapist, "remove_term", "amitriptyline", "By mistake.", "medicine")
    confirm_rule_change(world.editor, row.pk)
    propose_rule_change(world.editor, "add_term", "amitriptyline", "It was right.", "medicine")
    assert any(term.text == "amitriptyline" and term.kind == "medicine" for term in current_ruleset().terms)


def test_a_rule_can_be_switched_on_again_freely_and_off_again_only_by_two(world: World) -> None:
    confirm_rule_change(world.therapist, propose_rule_change(world.editor, "switch_off", "E01", "Why.").pk)
    propose_rule_change(world.editor, "switch_on", "E01", "It was right.")
    assert current_ruleset().is_on("E01")
    again = propose_rule_change(world.editor, "switch_off", "E01", "No, it was not.")
    assert current_ruleset().is_on("E01")
    confirm_rule_change(world.therapist, again.pk)
    assert not current_ruleset().is_on("E01")


def test_a_term_that_would_hide_a_medicine_waits_for_a_second_person(world: World) -> None:
    hiding = propose_rule_change(world.editor, "add_term", "amitriptyline tea", "A drink.", "condition")
    assert hiding.effective_at is None
    assert propose_rule_change(world.editor, "add_term", "amitriptyline drops", "A form.", "medicine").effective_at


def test_a_change_that_names_nothing_known_or_no_reason_is_refused(world: World) -> None:
    for act, target, reason in (
        ("switch_off", "E01", " "),
        ("switch_off", "NO99", "Why."),
        ("rename", "E01", "Why."),
        ("add_term", " ", "Why."),
    ):
        with pytest.raises(BadInput):
            propose_rule_change(world.editor, act, target, reason)
    with pytest.raises(NotAllowed):
        propose_rule_change(world.author, "add_term", "examplamine", "Why.", "medicine")


def test_a_looser_policy_waits_and_the_stricter_of_both_holds(world: World, settings: Any) -> None:
    settings.REVIEW_POLICY = f"{__name__}.LOOSE"
    adopt_configured_policy(timezone.now())
    adopt_configured_policy(timezone.now())
    (waiting,) = PolicyChange.objects.filter(effective_at=None)
    assert current_policy().by_risk[Risk.HIGH].signers == 2
    with pytest.raises(InvalidTransition):
        confirm_policy(world.therapist, waiting.pk)
    propose_policy(world.editor, waiting.pk, "We have one clinician only.")
    with pytest.raises(NotAllowed):
        confirm_policy(world.editor, waiting.pk)
    with pytest.raises(NotAllowed, match="clinician"):
        confirm_policy(world.second_editor, waiting.pk)
    confirm_policy(world.therapist, waiting.pk)
    assert current_policy() == LOOSE
    assert kinds()[-2:] == ["policy_proposed", "policy_changed"]


def test_a_stricter_policy_holds_from_the_moment_it_is_configured(world: World, settings: Any) -> None:
    settings.REVIEW_POLICY = f"{__name__}.STRICT"
    assert current_policy().override_signers == 3
    adopt_configured_policy(timezone.now())
    assert current_policy() == STRICT
    assert kinds()[-1] == "policy_changed"


def test_going_back_from_a_stricter_policy_is_a_loosening(world: World, settings: Any) -> None:
    settings.REVIEW_POLICY = f"{__name__}.STRICT"
    adopt_configured_policy(timezone.now())
    settings.REVIEW_POLICY = "articles.workflow.policy.POLICY"
    adopt_configured_policy(timezone.now())
    assert current_policy().override_signers == 3


def test_a_clinician_does_not_confirm_their_own_change(world: World) -> None:
    row = propose_rule_change(world.therapist, "switch_off", "E01", "Too many false alarms.")
    with pytest.raises(NotAllowed, match="their own"):
        confirm_rule_change(world.therapist, row.pk)
    assert current_ruleset().is_on("E01")
