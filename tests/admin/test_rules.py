"""Rules and policy on the desk: adding is free, taking away needs a clinician and another person."""

from django.test import Client

from articles.models import RulesetProposal
from articles.review.rulesets import current_ruleset
from tests.world import World

LIST = "/admin/articles/rulesetproposal/"


def propose(client: Client, act: str, target: str, lexicon: str = "") -> int:
    form = {"act": act, "target": target, "lexicon": lexicon, "reason": "For this test."}
    return client.post(LIST, form).status_code


def blocking_rule() -> str:
    return next(rule.id for rule in current_ruleset().rules if rule.severity.value == "block")


def test_a_new_term_takes_effect_at_once(client: Client, world: World) -> None:
    client.force_login(world.editor)
    before = current_ruleset().version
    assert propose(client, "add_term", "examplipramine", "medicine") == 302
    assert current_ruleset().version != before
    assert "examplipramine" in client.get(LIST).content.decode()


def test_switching_a_rule_off_waits_for_another_person(client: Client, world: World) -> None:
    rule = blocking_rule()
    client.force_login(world.editor)
    assert propose(client, "switch_off", rule) == 302
    assert current_ruleset().is_on(rule)
    row = RulesetProposal.objects.get()
    assert client.post(f"{LIST}{row.pk}/confirm/").status_code == 403
    assert current_ruleset().is_on(rule)
    client.force_login(world.second_editor)
    answer = client.post(f"{LIST}{row.pk}/confirm/")
    assert answer.status_code == 403
    assert "must be a clinician" in answer.content.decode()
    client.force_login(world.therapist)
    assert f"{LIST}{row.pk}/confirm/" in client.get(LIST).content.decode()
    client.post(f"{LIST}{row.pk}/confirm/")
    assert not current_ruleset().is_on(rule)


def test_a_term_without_a_lexicon_and_a_rule_that_does_not_exist_are_refused(client: Client, world: World) -> None:
    client.force_login(world.editor)
    assert propose(client, "add_term", "examplipramine") == 400
    assert propose(client, "switch_off", "Z99") == 400
    assert not RulesetProposal.objects.exists()


def test_the_page_names_the_policy_in_force(client: Client, world: World) -> None:
    client.force_login(world.therapist)
    page = client.get(LIST).content.decode()
    assert "2 clinicians; 1 source of a strong kind" in page
    assert "one signer holds prescribing" in page


def test_rules_are_closed_to_others_and_proposals_are_never_edited(client: Client, world: World) -> None:
    client.force_login(world.editor)
    propose(client, "switch_off", blocking_rule())
    row = RulesetProposal.objects.get()
    client.force_login(world.author)
    assert client.get(LIST).status_code == 403
    assert propose(client, "add_term", "examplipramine", "medicine") == 403
    client.force_login(world.superuser)
    assert client.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post(f"{LIST}{row.pk}/change/", {"target": "Z99"})
    row.refresh_from_db()
    assert row.target != "Z99"
