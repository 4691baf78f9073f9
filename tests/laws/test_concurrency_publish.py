"""Publishing while a ground falls away: nothing goes live on what no longer holds (laws 2 and 13)."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from articles.models import Article, Credential, Decision, LedgerEvent, Publication
from articles.publishing.consequences import find_credential_false, revoke
from articles.publishing.door import lock_grounds, publish
from articles.publishing.evidence import retract_source
from articles.publishing.people import erase
from articles.publishing.redact import redact
from articles.publishing.withdraw import withdraw
from articles.review.errors import GateClosed, InvalidTransition, Refusal, StaleRevision
from articles.review.rulesets import confirm_rule_change, current_ruleset, propose_rule_change
from tests.laws.racing import PATIENCE, Delays, assert_lawful, in_rounds, race
from tests.world import HIGH, LOW, MEDIUM, PLAIN, World, days, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]

SECOND = "Sleep diaries can help some people with insomnia."


def approved(world: World, number: int, *sentences: str) -> Article:
    article = world.article(*sentences, slug=f"race-{number}")
    world.settle(article)
    assert latest(article).state == "approved"
    return article


def is_live(article: Article) -> bool:
    return Publication.objects.live(timezone.now()).filter(article=article, hold="").exists()


@in_rounds(2)
def test_publishing_while_a_signer_revokes(world: World, number: int, delays: Delays) -> None:
    article = approved(world, number, MEDIUM)
    decision = Decision.objects.get(article=article, by=world.therapist)
    published, _ = race(
        lambda: publish(world.editor, latest(article)),
        lambda: revoke(world.therapist, decision, "I misread the guideline."),
        delays=delays,
    )
    assert isinstance(published, Publication | GateClosed | InvalidTransition)
    assert not is_live(article)
    assert_lawful(article)


@in_rounds(2, seed=2)
def test_publishing_while_a_source_is_retracted(world: World, number: int, delays: Delays) -> None:
    article = world.article(HIGH, slug=f"race-{number}")
    source = world.cite(article)
    world.settle(article)
    published, touched = race(
        lambda: publish(world.editor, latest(article)),
        lambda: retract_source(world.editor, source.pk, "The journal retracted it."),
        delays=delays,
    )
    assert not isinstance(touched, Refusal)
    assert isinstance(published, Publication | GateClosed | InvalidTransition)
    assert not Publication.objects.live(timezone.now()).filter(article=article).exists()  # high risk: withdrawn
    assert_lawful(article)


@in_rounds(2, seed=3)
def test_publishing_while_somebody_saves(world: World, number: int, delays: Delays) -> None:
    article = approved(world, number, LOW)
    signed = latest(article)
    published, saved = race(
        lambda: publish(world.editor, signed),
        lambda: world.save(article, LOW, MEDIUM),
        delays=delays,
    )
    assert saved.number == 2
    assert isinstance(published, Publication | StaleRevision)
    assert {row.revision_id for row in Publication.objects.filter(article=article)} <= {signed.pk}
    assert_lawful(article)


@in_rounds(2, seed=4)
def test_publishing_while_a_rule_changes(world: World, number: int, delays: Delays) -> None:
    article = approved(world, number, LOW)
    proposal = propose_rule_change(world.editor, "remove_term", "walking", "Too broad.") if number == 1 else None

    def change() -> Any:
        if proposal is not None:
            return confirm_rule_change(world.therapist, proposal.pk)
        return propose_rule_change(world.editor, "add_term", f"remedy{number}", "Seen.", lexicon="medicine")

    published, changed = race(lambda: publish(world.editor, latest(article)), change, delays=delays)
    assert not isinstance(changed, Refusal), changed
    if isinstance(published, Publication):
        rule = LedgerEvent.objects.filter(kind="rule_changed").latest("seq")
        newest = current_ruleset().version
        assert rule.seq > published.event_id or published.record["ruleset"] == newest
    assert_lawful(article)


@in_rounds(2, seed=5)
def test_publishing_while_a_credential_is_found_false(world: World, number: int, delays: Delays) -> None:
    person = world.clinician(f"pretender{number}", "Example Pretender", "psychotherapist")
    article = world.article(MEDIUM, slug=f"race-{number}")
    world.settle(article, [person])
    credential = Credential.objects.get(person=person)
    published, touched = race(
        lambda: publish(world.editor, latest(article)),
        lambda: find_credential_false(world.administrator, credential.pk, "Not on the register."),
        delays=delays,
    )
    assert not isinstance(touched, Refusal)
    assert isinstance(published, Publication | GateClosed | InvalidTransition)
    assert not is_live(article)
    assert_lawful(article)


@in_rounds(2, seed=6)
def test_publishing_the_same_revision_twice_makes_one_publication(world: World, number: int, delays: Delays) -> None:
    article = approved(world, number, LOW)
    results = race(
        lambda: publish(world.editor, latest(article)),
        lambda: publish(world.second_editor, latest(article)),
        delays=delays,
    )
    assert sorted(type(item).__name__ for item in results) == ["InvalidTransition", "Publication"]
    assert Publication.objects.filter(article=article, live_until=None).count() == 1
    assert_lawful(article)


@in_rounds(2, seed=7)
def test_withdrawing_while_the_next_text_is_scheduled(world: World, number: int, delays: Delays) -> None:
    article = world.published(LOW, slug=f"race-{number}")
    world.save(article, LOW, MEDIUM)
    world.settle(article)
    scheduled, withdrawn = race(
        lambda: publish(world.editor, latest(article), live_from=timezone.now() + days(2)),
        lambda: withdraw(world.second_editor, article, "A complaint."),
        delays=delays,
    )
    assert isinstance(scheduled, Publication)
    assert isinstance(withdrawn, Publication)
    assert not Publication.objects.live(timezone.now()).filter(article=article).exists()
    assert_lawful(article)


@in_rounds(2, seed=8)
def test_withdrawing_while_the_page_goes_live(world: World, number: int, delays: Delays) -> None:
    article = approved(world, number, LOW)
    published, withdrawn = race(
        lambda: publish(world.editor, latest(article)),
        lambda: withdraw(world.second_editor, article, "A complaint."),
        delays=delays,
    )
    assert isinstance(published, Publication)
    row = Publication.objects.get(article=article)
    assert row.withdrawn == isinstance(withdrawn, Publication)
    assert_lawful(article)


@in_rounds(2, seed=9)
def test_redacting_while_the_source_is_retracted(world: World, number: int, delays: Delays) -> None:
    article = world.article(MEDIUM, SECOND, PLAIN, slug=f"race-{number}")
    source = world.cite(article)
    world.settle(article)
    world.publish(article)
    block = next(row[7] for row in latest(article).segments if row[6] == SECOND)
    _, touched = race(
        lambda: redact(world.session(world.prescriber), article, [block], "It may harm.", uuid4()),
        lambda: retract_source(world.editor, source.pk, "Retracted."),
        delays=delays,
    )
    assert not isinstance(touched, Refusal)
    assert not is_live(article)


@in_rounds(2, seed=10)
def test_erasing_a_person_while_a_page_is_withdrawn(world: World, number: int, delays: Delays) -> None:
    article = world.published(LOW, slug=f"race-{number}")
    erased, withdrawn = race(
        lambda: erase(world.administrator, world.therapist.pk, "The person asked for it."),
        lambda: withdraw(world.editor, article, "A complaint."),
        delays=delays,
    )
    assert isinstance(erased, int)
    assert isinstance(withdrawn, Publication)
    row = Publication.objects.get(article=article)
    assert row.withdrawn
    assert row.people[str(world.therapist.pk)]["name"] == "Name removed"
    assert_lawful(article)


def test_who_waited_for_the_lock_does_not_act_in_the_past(committed_world: World) -> None:
    world = committed_world
    article = approved(world, 0, LOW)
    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            lock_grounds(article.pk)
            waiting = threads.submit(race, lambda: publish(world.second_editor, latest(article)))
            time.sleep(0.3)  # long enough for the other to arrive at the lock
            publish(world.editor, latest(article))
        (answer,) = waiting.result(PATIENCE)
    assert isinstance(answer, InvalidTransition)
    assert Publication.objects.get(article=article).live_until is None
