"""Looking at the queue while people sign: nobody waits for a look, and what an act changed is computed by the next."""

import pytest
from django.db.models import F
from django.utils import timezone

from articles.models import QueueEntry
from articles.review import waiting
from articles.review.board import load_board
from articles.review.people import competences_on
from articles.review.transitions import submit
from tests.laws.racing import Delays, in_rounds, race
from tests.world import HIGH, LOW, World, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]


@in_rounds(4, seed=21)
def test_two_looks_and_two_signatures_at_once_lose_nothing(world: World, number: int, delays: Delays) -> None:
    articles = [world.article(HIGH, LOW, slug=f"look-{number}-{at}") for at in range(2)]
    for article in articles:
        world.cite(article)
        submit(world.author, latest(article))
    race(
        lambda: waiting.refresh(timezone.now()),
        lambda: world.decide(world.therapist, articles[0]),
        lambda: waiting.refresh(timezone.now()),
        lambda: world.decide(world.prescriber, articles[1]),
        delays=delays,
    )
    now = timezone.now()
    waiting.refresh(now)
    assert not QueueEntry.objects.exclude(computed=F("stamp")).exists()
    for person in (world.therapist, world.prescriber, world.second_therapist):
        held = competences_on(person, timezone.localdate())
        entries = list(waiting.entries_for(person, held).select_related("revision"))
        for entry, facts in zip(entries, waiting.facts_for(person, entries), strict=True):
            assert facts == waiting.facts_of(load_board(entry.revision, now, person), person.pk)
