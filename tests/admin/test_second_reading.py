"""Second reading: one list, one signature."""

import pytest

from articles.models import Decision, Signature
from articles.workflow.settlement import ClaimState
from tests.admin.reviewing import client_of, fields, in_review, press, review_url, select, text_of, tree
from tests.world import HIGH, LOW, MEDIUM, SECOND_HIGH, World, latest

pytestmark = pytest.mark.django_db

PAGE = "second-reading"


def test_the_list_holds_what_somebody_else_signed_first_and_is_ticked(world: World) -> None:
    article = in_review(world, HIGH, SECOND_HIGH, MEDIUM, LOW)
    world.decide(world.therapist, article, [HIGH, SECOND_HIGH])
    page = tree(client_of(world.prescriber).get(review_url(article, PAGE)))
    assert [text_of(item)[3:] for item in select(page, ".cards .words")] == [HIGH, SECOND_HIGH]
    assert {"card-1", "card-2"} <= fields(page, "sign").keys()
    assert "Example Psychotherapist: signed off" in text_of(select(page, ".card")[0])
    assert "Example guideline" in text_of(select(page, ".card")[0])


def test_a_first_reader_finds_an_empty_list(world: World) -> None:
    article = in_review(world, HIGH)
    world.decide(world.therapist, article)
    page = tree(client_of(world.therapist).get(review_url(article, PAGE)))
    assert not select(page, ".card")
    assert "Nothing here waits" in text_of(page)


def test_one_signature_settles_list_and_text(world: World) -> None:
    article = in_review(world, HIGH, SECOND_HIGH)
    world.decide(world.therapist, article)
    before = Signature.objects.count()
    client = client_of(world.prescriber)
    page = tree(client.get(review_url(article, PAGE)))
    press(client, article, fields(page, "sign") | {"attest": "full"}, PAGE)
    assert Signature.objects.count() == before + 1
    board = world.board(article)
    assert not board.open_claims
    assert board.coverage.complete


def test_what_is_taken_out_stays_open(world: World) -> None:
    article = in_review(world, HIGH, SECOND_HIGH)
    world.decide(world.therapist, article)
    client = client_of(world.prescriber)
    form = fields(tree(client.get(review_url(article, PAGE))), "sign")
    del form["card-2"]
    press(client, article, form, PAGE)
    assert [claim.state for claim in world.board(article).claims] == [ClaimState.SIGNED_OFF, ClaimState.PART_SIGNED]


def test_a_therapist_is_not_asked_to_second_what_only_lacks_a_prescriber(world: World) -> None:
    article = in_review(world, HIGH)
    world.decide(world.therapist, article)
    page = tree(client_of(world.second_therapist).get(review_url(article, PAGE)))
    assert not select(page, ".card")


def test_a_list_that_went_stale_is_answered_with_409(world: World) -> None:
    article = in_review(world, HIGH)
    world.decide(world.therapist, article)
    client = client_of(world.prescriber)
    served = latest(article)
    form = fields(tree(client.get(review_url(served, PAGE))), "sign")
    world.save(article, HIGH.replace("some", "many"))
    assert press(client, served, form, PAGE).status_code == 409
    assert Decision.objects.filter(by=world.prescriber).count() == 0
