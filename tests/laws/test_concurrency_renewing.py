"""Saying that a live page is still correct while something else happens to it (laws 2, 10 and 13)."""

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from articles.models import Article, Attestation, Publication
from articles.publishing.consequences import revoke_attestation
from articles.publishing.door import publish
from articles.publishing.renewing import still_correct
from articles.publishing.withdraw import withdraw
from articles.review.attesting import Attest, text_digest
from articles.review.errors import InvalidTransition, Refusal, StaleRevision
from articles.review.rereading import reread
from articles.review.signatures import text_token
from tests.laws.racing import Delays, assert_lawful, in_rounds, race
from tests.world import LOW, MEDIUM, PLAIN, World, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]


def live_of(article: Article) -> Publication:
    return Publication.objects.live(timezone.now()).select_related("revision").get(article=article)


def read_again(world: World, article: Article, person: Any) -> Any:
    revision = live_of(article).revision
    whole = Attest(text_token(person, revision, text_digest(revision)))
    cards = world.cards(person, article, revision=revision)
    return reread(world.session(person), revision, cards, uuid4(), whole)


@in_rounds(2, seed=11)
def test_two_who_press_at_once_renew_once(world: World, number: int, delays: Delays) -> None:
    article = world.published(LOW, slug=f"race-{number}")
    live = live_of(article)
    read_again(world, article, world.therapist)
    results = race(
        lambda: still_correct(world.editor, live), lambda: still_correct(world.therapist, live), delays=delays
    )
    assert len({item.pk for item in results}) == 1
    assert article.publications.count() == 2
    assert_lawful(article)


@in_rounds(2, seed=12)
def test_renewing_while_the_reader_takes_the_signature_back(world: World, number: int, delays: Delays) -> None:
    article = world.published(MEDIUM, slug=f"race-{number}")
    live = live_of(article)
    read_again(world, article, world.second_therapist)
    row = Attestation.objects.filter(article=article).latest("pk")
    renewed, touched = race(
        lambda: still_correct(world.editor, live),
        lambda: revoke_attestation(world.second_therapist, row, "Too fast."),
        delays=delays,
    )
    assert not isinstance(touched, Refusal)
    if isinstance(renewed, Publication):
        assert live_of(article).hold == "being_checked"
    else:
        assert isinstance(renewed, InvalidTransition)
        assert live_of(article) == live
    assert_lawful(article)


@in_rounds(2, seed=13)
def test_renewing_while_the_page_is_withdrawn(world: World, number: int, delays: Delays) -> None:
    article = world.published(LOW, slug=f"race-{number}")
    live = live_of(article)
    read_again(world, article, world.therapist)
    renewed, _ = race(
        lambda: still_correct(world.editor, live),
        lambda: withdraw(world.editor, article, "A complaint."),
        delays=delays,
    )
    assert isinstance(renewed, Publication | StaleRevision)
    assert not Publication.objects.live(timezone.now()).filter(article=article).exists()
    assert_lawful(article)


@in_rounds(2, seed=14)
def test_reading_again_while_the_next_text_goes_live(world: World, number: int, delays: Delays) -> None:
    article = world.published(LOW, slug=f"race-{number}")
    world.save(article, LOW, PLAIN)
    world.settle(article)
    act, published = race(
        lambda: read_again(world, article, world.second_therapist),
        lambda: publish(world.editor, latest(article)),
        delays=delays,
    )
    assert isinstance(published, Publication)
    assert isinstance(act, StaleRevision) or act.attested
    assert live_of(article) == published
    assert_lawful(article)
