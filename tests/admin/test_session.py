"""A signature needs a fresh password (law 11)."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from articles.models import Decision
from tests.admin.reviewing import client_of, fields, in_review, press, review_url, text_of, tick, tree
from tests.world import LOW, MEDIUM, PASSWORD, World

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Any:
    """A clock that the test turns."""
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def password_form(response: Any, password: str) -> dict[str, Any]:
    """The password page, filled in."""
    found = {}
    for item in tree(response).iter("input"):
        if item.get("name") and item.get("disabled") is None:
            found.setdefault(item.get("name"), []).append(item.get("value") or "")
    return found | {"password_again": password}


def test_a_signature_after_fourteen_minutes_needs_no_password(world: World, clock: Any) -> None:
    article = in_review(world, LOW)
    client = client_of(world.therapist)
    form = tick(tree(client.get(review_url(article))), [LOW])
    clock.shift(14 * 60)
    assert "1 claim signed off." in press(client, article, form).content.decode()


def test_after_sixteen_idle_minutes_the_password_is_asked_and_the_ticks_are_kept(world: World, clock: Any) -> None:
    article = in_review(world, LOW, MEDIUM)
    client = client_of(world.therapist)
    form = tick(tree(client.get(review_url(article))), [LOW, MEDIUM])
    clock.shift(16 * 60)
    asked = press(client, article, form)
    assert asked.status_code == 403
    assert not Decision.objects.exists()
    response = press(client, article, password_form(asked, PASSWORD))
    assert "2 claims signed off." in response.content.decode()


def test_sending_the_stale_form_again_does_not_get_around_the_password(world: World, clock: Any) -> None:
    article = in_review(world, LOW)
    client = client_of(world.therapist)
    form = tick(tree(client.get(review_url(article))), [LOW])
    clock.shift(16 * 60)
    assert press(client, article, form).status_code == 403
    assert press(client, article, form).status_code == 403
    fresh = tick(tree(client.get(review_url(article))), [LOW])
    assert press(client, article, fresh).status_code == 403
    assert not Decision.objects.exists()


def test_activity_renews_for_an_hour_and_no_longer(world: World, clock: Any) -> None:
    article = in_review(world, LOW)
    client = client_of(world.therapist)
    for _ in range(5):
        clock.shift(12 * 60)
        form = tick(tree(client.get(review_url(article))), [LOW])
    assert fields(tree(client.get(review_url(article))), "sign")
    clock.shift(60)
    assert press(client, article, form).status_code == 403


def test_a_wrong_password_is_said_and_keeps_the_form(world: World, clock: Any) -> None:
    article = in_review(world, LOW)
    client = client_of(world.therapist)
    form = tick(tree(client.get(review_url(article))), [LOW])
    clock.shift(16 * 60)
    wrong = press(client, article, password_form(press(client, article, form), "not the password"))
    assert "This is not your password. 4 tries left." in text_of(tree(wrong))
    assert not Decision.objects.exists()
    press(client, article, password_form(wrong, PASSWORD))
    assert Decision.objects.count() == 1


def test_five_wrong_passwords_end_the_session(world: World, clock: Any) -> None:
    article = in_review(world, LOW)
    client = client_of(world.therapist)
    form = tick(tree(client.get(review_url(article))), [LOW])
    clock.shift(16 * 60)
    form = password_form(press(client, article, form), "not the password")
    for _ in range(4):
        press(client, article, form)
    response = client.post(review_url(article), form)
    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")
    assert "_auth_user_id" not in client.session
    assert not Decision.objects.exists()


def test_the_password_is_on_no_page(world: World, clock: Any) -> None:
    article = in_review(world, LOW)
    client = client_of(world.therapist)
    form = tick(tree(client.get(review_url(article))), [LOW])
    clock.shift(16 * 60)
    wrong = press(client, article, password_form(press(client, article, form), "nearly-the-password"))
    assert "nearly-the-password" not in wrong.content.decode()


def test_the_ledger_stores_the_meaning_that_the_page_showed(world: World) -> None:
    article = in_review(world, LOW)
    client = client_of(world.therapist)
    page = tree(client.get(review_url(article)))
    press(client, article, tick(page, [LOW]))
    assert Decision.objects.get().signature.meaning in text_of(page)
