"""The whole way, on both databases: a draft becomes a signed-off public page."""

import pytest
from django.utils import timezone

from articles.models import Publication
from articles.publishing import verify
from articles.workflow.settlement import ClaimState
from tests.world import HIGH, LOW, MEDIUM, PLAIN, World, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def test_a_draft_is_signed_off_and_goes_live(world: World) -> None:
    article = world.article(PLAIN, LOW, MEDIUM)
    assert {claim.claim.text for claim in world.board(article).claims} == {LOW, MEDIUM}
    world.settle(article)
    assert latest(article).state == "approved"
    publication = world.publish(article)
    assert list(Publication.objects.live(timezone.now())) == [publication]
    assert MEDIUM in publication.content["body_html"]
    assert list(verify.problems()) == []


def test_a_medicine_claim_waits_for_the_prescriber(world: World) -> None:
    article = world.article(HIGH)
    world.settle(article, [world.therapist, world.second_therapist])
    (claim,) = world.board(article).claims
    assert claim.settlement.state is ClaimState.PART_SIGNED
    assert "prescribing" in " ".join(claim.settlement.missing)
    world.decide(world.prescriber, article)
    assert world.board(article).claims[0].settlement.state is ClaimState.SIGNED_OFF
