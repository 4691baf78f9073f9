"""Rules and policy on the desk: adding is free, taking away needs a clinician and another person."""

from django.http import HttpResponse
from django.test import Client
from django.utils.html import escape

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


def add(client: Client, target: str, lexicon: str, **more: str) -> HttpResponse:
    form = {"act": "add_term", "target": target, "lexicon": lexicon, "reason": "For this test."}
    return client.post(LIST, form | more)


def test_an_everyday_word_is_added_only_after_its_effect_was_shown(client: Client, world: World) -> None:
    world.article("The bus stops in the evening.", "An evening can be long.")
    client.force_login(world.editor)
    page = add(client, "Evening", "medicine")
    words = page.content.decode()
    assert page.status_code == 200
    assert not RulesetProposal.objects.exists()
    assert "“evening” is an everyday word" in words
    assert "It stands in 1 article of today. It would newly flag 2 sentences, and ask more of 0 claims." in words
    assert 'value="For this test."' in words or "For this test.</textarea>" in words
    confirmed = page.context["form"].initial["confirmed"]
    # Another word than the one that was confirmed is shown again.
    assert add(client, "morning", "medicine", confirmed=confirmed).status_code == 200
    assert add(client, "Evening", "medicine", confirmed=confirmed).status_code == 302
    assert RulesetProposal.objects.get().target == "evening"


def test_a_word_that_stands_in_many_articles_of_today_is_an_everyday_word(client: Client, world: World) -> None:
    client.force_login(world.editor)
    for number in range(3):
        world.article(f"Quilting is fun, part {number}.", slug=f"quilting-{number}")
    words = add(client, "quilting", "therapy", group="practice").content.decode()
    assert "“quilting” is an everyday word" in words
    assert "It stands in 3 articles of today." in words


def test_what_a_rare_new_term_would_flag_is_shown_before_it_is_proposed(client: Client, world: World) -> None:
    world.article("Examplipramine arrived by post.")
    client.force_login(world.editor)
    words = add(client, "examplipramine", "medicine").content.decode()
    assert "It would newly flag 1 sentence, and ask more of 0 claims." in words
    assert "everyday word" not in words
    assert not RulesetProposal.objects.exists()


def test_group_generic_and_status_are_given_in_the_form_and_shown_on_the_page(client: Client, world: World) -> None:
    client.force_login(world.editor)
    assert add(client, "examplipramine", "medicine", group="antidepressant", status="otc").status_code == 302
    assert add(client, "Examplift", "brand", generic="examplipramine").status_code == 302
    terms = {term.text: term for term in current_ruleset().terms}
    assert (terms["examplipramine"].group, terms["examplipramine"].pom) == ("antidepressant", False)
    assert terms["examplift"].generic == "examplipramine"
    page = client.get(LIST).content.decode()
    assert "(medicine, antidepressant, otc)" in page
    assert "(brand, of examplipramine)" in page


def test_removing_what_is_not_there_is_refused_in_one_sentence(client: Client, world: World) -> None:
    client.force_login(world.editor)
    form = {"act": "remove_term", "target": "zorbaxine", "lexicon": "medicine", "reason": "Gone."}
    answer = client.post(LIST, form)
    assert answer.status_code == 400
    assert "There is no term “zorbaxine” in the lexicon “medicine”." in answer.content.decode()


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


def test_house_style_is_listed_with_examples_and_its_advice_switched_off_by_one_editor(
    client: Client, world: World
) -> None:
    client.force_login(world.editor)
    advice = next(rule for rule in current_ruleset().rules if rule.kind == "wording" and not rule.blocking)
    page = client.get(LIST).content.decode()
    assert escape(advice.hits[0]) in page
    form = client.get(LIST, {"act": "switch_off", "target": advice.id}).context["form"]
    assert (form["act"].value(), form["target"].value()) == ("switch_off", advice.id)
    assert propose(client, "switch_off", advice.id) == 302
    assert not current_ruleset().is_on(advice.id)
    assert f"?act=switch_on&amp;target={advice.id}" in client.get(LIST).content.decode()
