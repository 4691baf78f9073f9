"""Law 12: new rules never rewrite history."""

import pytest
from django.utils import timezone

from articles.models import LedgerEvent, Notification, Publication
from articles.publishing.rescanning import rescan
from articles.review.rulesets import propose_rule_change
from articles.workflow.settlement import ClaimState
from tests.world import LOW, World, days, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

NEWLY = "Two of our readers asked about examplamine."


def new_medicine(world: World) -> None:
    propose_rule_change(world.editor, "add_term", "examplamine", "A new medicine.", "medicine")


def test_a_rescan_without_new_rules_changes_nothing(world: World) -> None:
    world.published(LOW)
    events = LedgerEvent.objects.count()
    assert rescan() == []
    assert LedgerEvent.objects.count() == events


def test_only_what_a_new_term_hits_is_open_again_and_the_rest_keeps_its_sign_off(world: World) -> None:
    article = world.published(LOW, NEWLY)
    decisions = set(article.decisions.values_list("pk", flat=True))
    new_medicine(world)
    ((revision, texts),) = rescan()
    assert revision == latest(article)
    assert texts == [NEWLY]
    states = {claim.claim.text: claim.settlement.state for claim in world.board(article).claims}
    assert states[LOW] is ClaimState.SIGNED_OFF
    assert not states[NEWLY].settled
    assert set(article.decisions.values_list("pk", flat=True)) == decisions
    (event,) = LedgerEvent.objects.filter(kind="rescanned")
    assert len(event.facts["opened"]) == 1


def test_a_live_page_stays_as_it_was_and_is_listed(world: World) -> None:
    article = world.published(LOW, NEWLY)
    before = article.publications.get()
    new_medicine(world)
    rescan()
    after = article.publications.get()
    assert list(Publication.objects.live(timezone.now())) == [after]
    assert after.hold == "recheck"
    assert (after.payload, after.manifest) == (before.payload, before.manifest)
    assert latest(article).state == "in_review"


def test_a_live_page_that_new_rules_do_not_hit_is_not_listed(world: World) -> None:
    article = world.published(LOW)
    new_medicine(world)
    rescan()
    assert article.publications.get().hold == ""
    assert latest(article).state == "approved"


def test_a_page_that_is_only_due_for_review_is_not_listed_as_hit_by_new_rules(world: World) -> None:
    article = world.published(LOW)
    new_medicine(world)
    assert rescan(now=timezone.now() + days(800)) == []
    assert article.publications.get().hold == ""


def test_a_scheduled_page_that_new_rules_hit_is_cancelled_and_the_owner_told(world: World) -> None:
    article = world.article(LOW, NEWLY)
    world.settle(article)
    row = world.publish(article, live_from=timezone.now() + days(1))
    new_medicine(world)
    rescan()
    row.refresh_from_db()
    assert row.live_until == row.live_from
    assert Notification.objects.filter(person=article.owner, text__contains="will not go live").exists()


def test_a_second_rescan_finds_nothing_more(world: World) -> None:
    world.published(LOW, NEWLY)
    new_medicine(world)
    assert len(rescan()) == 1
    assert rescan() == []


def test_a_release_that_cuts_sentences_otherwise_asks_only_for_those(world: World, monkeypatch) -> None:
    with monkeypatch.context() as before:
        before.setattr("articles.markup.build.with_line_ends", lambda inlines: inlines)
        article = world.published(LOW, "✓ Lowers anxiety\n✓ Helps you fall asleep")
    page = article.publications.get()
    new_medicine(world)  # a new version of the rule set, as every release is
    ((_, texts),) = rescan()
    assert texts == ["✓ Lowers anxiety", "✓ Helps you fall asleep"]
    states = {claim.claim.text: claim.settlement.state for claim in world.board(article).claims}
    assert states[LOW] is ClaimState.SIGNED_OFF
    after = article.publications.get()
    assert (after.payload, after.hold) == (page.payload, "recheck")
