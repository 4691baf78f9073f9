"""The line after one's own signature, and undoing what it wrote."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse

from articles.models import Decision, Publication, Revocation
from tests.admin.reviewing import client_of, in_review, press, review_url, select, text_of, tick, tree
from tests.world import HIGH, LOW, MEDIUM, World, latest

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def undo_form(page: Any, **more: Any) -> dict[str, Any]:
    """The form of the line, as a browser would send it."""
    (line,) = select(page, ".undo")
    fields = {item.get("name"): item.get("value") for item in select(line, "input[name]")}
    return {**fields, "do": "undo", **more}


def signed_two(world: World) -> tuple[Any, Any, HttpResponse]:
    article = in_review(world, LOW, MEDIUM)
    client = client_of(world.therapist)
    return article, client, press(client, article, tick(tree(client.get(review_url(article))), [LOW, MEDIUM]))


def test_after_an_act_a_line_says_what_was_done_and_offers_to_undo_it(world: World) -> None:
    _, _, response = signed_two(world)
    (line,) = select(tree(response), ".undo")
    assert "You decided on claims 1, 2" in text_of(line)
    assert "No page rests on it." in text_of(line)


def test_undoing_takes_back_everything_that_the_act_wrote_and_keeps_both_in_the_history(world: World) -> None:
    article, client, response = signed_two(world)
    again = press(client, article, undo_form(tree(response), reason="I ticked the wrong text."))
    assert "Taken back." in again.content.decode()
    assert Decision.objects.count() == 2
    assert set(Revocation.objects.values_list("reason", flat=True)) == {"I ticked the wrong text."}
    assert len(world.board(article).open_claims) == 2
    assert select(tree(again), ".undo") == []


def test_the_signature_on_the_text_is_undone_with_its_claims(world: World) -> None:
    article = in_review(world, LOW)
    client = client_of(world.therapist)
    response = press(client, article, tick(tree(client.get(review_url(article))), [LOW], attest="full"))
    assert latest(article).state == "approved"
    press(client, article, undo_form(tree(response)))
    assert latest(article).state == "in_review"
    assert not world.board(article).coverage.complete


def test_without_a_reason_nothing_is_undone(world: World) -> None:
    article, client, response = signed_two(world)
    refused = press(client, article, undo_form(tree(response), reason=" "))
    assert refused.status_code == 400
    assert "Say why you take your signature back." in text_of(select(tree(refused), "[role=alert]")[0])
    assert not Revocation.objects.exists()


def test_undoing_twice_says_that_it_was_done(world: World) -> None:
    article, client, response = signed_two(world)
    form = undo_form(tree(response))
    press(client, article, form)
    assert press(client, article, form).status_code == 409
    assert Revocation.objects.count() == 2


def test_nobody_undoes_the_act_of_somebody_else(world: World) -> None:
    article, _, response = signed_two(world)
    form = undo_form(tree(response))
    assert press(client_of(world.second_therapist), article, form).status_code == 403
    assert not Revocation.objects.exists()


def test_the_line_goes_after_ten_minutes(world: World) -> None:
    with time_machine.travel(datetime(2026, 11, 23, 9, 0, tzinfo=UTC), tick=False) as clock:
        article, client, _ = signed_two(world)
        clock.shift(9 * 60)
        assert select(tree(client.get(review_url(article))), ".undo")
        clock.shift(2 * 60)
        assert select(tree(client.get(review_url(article))), ".undo") == []


def test_pages_that_rest_on_the_act_are_named_before_it_is_undone(world: World) -> None:
    article = world.published(HIGH, title="Notes on a medicine")
    client = client_of(world.prescriber)
    page = tree(client.get(review_url(article)))
    assert "Pages rest on it: “Notes on a medicine”" in text_of(select(page, ".undo")[0])
    response = press(client, article, undo_form(page))
    assert "“Notes on a medicine” was withdrawn." in response.content.decode()
    assert Publication.objects.get(article=article).withdrawn
