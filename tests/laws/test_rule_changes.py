"""Law 7: loosening rules or policy needs a clinician and another person; adding is free; all of it is in the ledger."""

from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from articles.claims import analyse, load_ruleset
from articles.claims.types import ArticleText, Risk, RulesetChange
from articles.models import LedgerEvent, PolicyChange
from articles.review.errors import BadInput, InvalidTransition, NotAllowed
from articles.review.rulesets import (
    adopt_configured_policy,
    confirm_policy,
    confirm_rule_change,
    current_policy,
    current_ruleset,
    needs_second_person,
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


@pytest.mark.parametrize(
    ("target", "lexicon", "group"),
    [
        ("amitriptyline tea", "condition", ""),  # a medicine
        ("Amitriptyline  drops", "medicine", ""),  # the same lexicon, but no antidepressant any more
        ("overdose of paracetamol", "crisis", ""),  # a crisis word is careful, and yet no prescriber would read it
        ("head-shop cbt", "outcome", ""),  # a therapy in a lexicon that asks for less
        ("benzos", "condition", ""),  # the plural of a class: what is written out wins over it
        ("quiet suicidal", "symptom", ""),  # ends with what a crisis word begins with
        ("depression of the dial", "condition", ""),  # a condition of the mind
    ],
)
def test_a_term_that_would_hide_a_more_careful_or_differing_one_waits_for_a_second_person(
    world: World, target: str, lexicon: str, group: str
) -> None:
    before = current_ruleset().version
    row = propose_rule_change(world.editor, "add_term", target, "A name.", lexicon, group=group)
    assert row.effective_at is None
    assert current_ruleset().version == before


@pytest.mark.parametrize(
    ("target", "lexicon", "group"),
    [
        ("amitriptyline drops", "medicine", "antidepressant"),  # the same care
        ("examplinib tablets", "medicine", ""),  # a word about medicines asks for less than the medicine
        ("examplia of the knee", "condition", ""),  # a part of the body asks for less than the condition
        ("depression of the examplia", "condition", "mental"),
        ("moonwortzinc", "supplement", ""),  # no whole word of it is known
    ],
)
def test_a_term_that_hides_only_what_asks_for_less_is_free(world: World, target: str, lexicon: str, group: str) -> None:
    assert propose_rule_change(world.editor, "add_term", target, "A name.", lexicon, group=group).effective_at


def test_however_a_term_is_typed_there_is_one_version_of_the_rules(world: World) -> None:
    row = propose_rule_change(world.editor, "add_term", " Zorbaxine\u00a0XL ", "A new medicine.", "medicine")
    assert row.target == "zorbaxine xl"
    version = current_ruleset().version
    assert version == load_ruleset([RulesetChange("add_term", "zorbaxine xl", "medicine")]).version
    with pytest.raises(BadInput, match="in this lexicon already"):
        propose_rule_change(world.editor, "add_term", "ZORBAXINE XL", "Again.", "medicine")
    assert current_ruleset().version == version


@pytest.mark.parametrize(
    ("target", "lexicon", "sentence"),
    [
        ("zorbaxine", "medicine", "There is no term “zorbaxine” in the lexicon “medicine”."),
        ("amitriptyline", "condition", "There is no term “amitriptyline” in the lexicon “condition”."),
        ("Brain Fogs", "symptom", "“brain fogs” is only another spelling of “brain fog”: remove that term."),
    ],
)
def test_only_a_term_that_is_there_can_be_removed(world: World, target: str, lexicon: str, sentence: str) -> None:
    with pytest.raises(BadInput) as refusal:
        propose_rule_change(world.therapist, "remove_term", target, "By mistake.", lexicon)
    assert str(refusal.value) == sentence


def test_a_removal_still_loads_when_a_later_build_has_dropped_the_term() -> None:
    gone = RulesetChange("remove_term", "term-of-an-older-release", "medicine")
    assert load_ruleset([gone]).terms == load_ruleset().terms


def test_page_rules_count_an_added_antidepressant_and_its_brand(world: World) -> None:
    text = ArticleText("Two names", "Zorbaxine is common.\n\nZorbalift is its brand.\n\nZorbalift is a tablet.")
    assert "M08" not in {finding.rule for finding in analyse(text, current_ruleset()).page}
    propose_rule_change(world.editor, "add_term", "zorbaxine", "New.", "medicine", group="antidepressant")
    propose_rule_change(world.editor, "add_term", "Zorbalift", "New.", "brand", generic="Zorbaxine")
    assert {"M08", "M09"} <= {finding.rule for finding in analyse(text, current_ruleset()).page}


def test_an_added_opioid_asks_for_its_caution_and_one_sold_freely_is_no_prescription_medicine(world: World) -> None:
    propose_rule_change(world.editor, "add_term", "zorbadone", "New.", "medicine", group="opioid", status="otc")
    found = analyse(ArticleText("Two names", "Zorbadone is one.\n\nZorbadone is common."), current_ruleset())
    assert "M14" in {finding.rule for finding in found.page}
    assert found.mentions.substances == ()


def test_what_is_known_of_a_medicine_is_loosened_only_by_two(world: World) -> None:
    known = ("add_term", "sertraline", "Sold in shops.", "medicine")
    assert propose_rule_change(world.editor, *known, group="antidepressant", status="otc").effective_at is None


@pytest.mark.parametrize(
    ("lexicon", "details"),
    [
        ("medicine", {"group": "mental"}),
        ("symptom", {"group": "pain"}),
        ("medicine", {"generic": "sertraline"}),
        ("brand", {"generic": "no such medicine"}),
        ("condition", {"status": "otc"}),
        ("medicine", {"status": "gsl"}),
    ],
)
def test_details_that_no_rule_could_use_are_refused(world: World, lexicon: str, details: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        propose_rule_change(world.editor, "add_term", "zorbaxine", "New.", lexicon, **details)


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


def test_advice_is_switched_off_by_one_editor_and_what_blocks_or_finds_claims_is_not(world: World) -> None:
    """House style is chosen; law 7 is about what keeps readers safe."""
    for rule in current_ruleset().rules:
        blocks_or_finds = rule.blocking or rule.kind == "claim"
        assert needs_second_person(RulesetChange("switch_off", rule.id)) is blocks_or_finds, rule.id
    advice = next(rule for rule in current_ruleset().rules if rule.kind == "wording" and not rule.blocking)
    row = propose_rule_change(world.editor, "switch_off", advice.id, "Not our style.")
    assert row.effective_at is not None
    assert not current_ruleset().is_on(advice.id)
    assert LedgerEvent.objects.filter(kind="rule_changed").latest("seq").facts["target"] == advice.id
    propose_rule_change(world.editor, "switch_on", advice.id, "It is, after all.")
    assert current_ruleset().is_on(advice.id)
    with pytest.raises(NotAllowed):
        propose_rule_change(world.author, "switch_off", advice.id, "Mine.")
