"""A second factor: set up, asked for at the door and with the password, recorded, taken away."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.models import Decision, LedgerEvent, Notification
from articles.publishing import verify
from articles.review import second_factor
from articles.review.errors import InvalidTransition, NotAllowed, PasswordNeeded
from articles.review.signatures import SigningSession
from tests.admin.reviewing import client_of, in_review, press, review_url, select, text_of, tick, tree
from tests.admin.test_session import password_form
from tests.world import LOW, PASSWORD, World

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

PAGE = "/admin/articles/revision/second-factor/"
STEP = "/admin/second-step/"
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Any:
    """A clock that the test turns: a code counts once, and wrong ones make one wait."""
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def code_of(person: User) -> str:
    """What the person's app shows now."""
    device = TOTPDevice.objects.get(user=person)
    app = TOTP(device.bin_key, device.step, device.t0, device.digits)
    app.time = time.time()
    return f"{app.token():06d}"


def set_up(person: User, clock: Any) -> list[str]:
    """The recovery codes of a person who set up an app."""
    second_factor.begin(person)
    codes = second_factor.confirm(person, code_of(person))
    clock.shift(60)
    return codes


def sign_in(person: User, password: str = PASSWORD) -> tuple[Client, Any]:
    """The login form, sent."""
    client = Client()
    return client, client.post(
        "/admin/login/", {"username": person.username, "password": password, "next": "/admin/articles/revision/queue/"}
    )


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_setting_up_shows_a_picture_and_the_secret_and_is_on_after_the_first_code(world: World, clock: Any) -> None:
    client = client_of(world.therapist)
    assert select(tree(client.post(PAGE, {"do": "begin", "password": "wrong"})), "[role=alert]")
    assert not TOTPDevice.objects.exists()
    page = tree(client.post(PAGE, {"do": "begin", "password": PASSWORD}))
    assert select(page, ".qr svg path")
    assert len(text_of(select(page, ".secret")[0]).replace(" ", "")) == 32
    assert select(page, "a[href]")
    refused = client.post(PAGE, {"do": "confirm", "code": "000000"})
    assert refused.status_code == 400
    assert not second_factor.enrolled(world.therapist)
    clock.shift(5)
    page = tree(client.post(PAGE, {"do": "confirm", "code": code_of(world.therapist)}))
    assert len(select(page, ".codes li")) == second_factor.RECOVERY_CODES
    assert second_factor.enrolled(world.therapist)
    assert select(tree(client.get(PAGE)), ".codes") == []
    assert LedgerEvent.objects.filter(kind="second_factor_added", actor=world.therapist.pk).count() == 1
    assert Notification.objects.filter(person=world.therapist, text__contains="was set up").exists()


def test_a_desk_left_open_does_not_show_the_secret_again(world: World, clock: Any) -> None:
    client = client_of(world.therapist)
    client.post(PAGE, {"do": "begin", "password": PASSWORD})
    assert select(tree(client_of(world.therapist).get(PAGE)), ".qr") == []
    clock.shift(16 * 60)
    assert select(tree(client.get(PAGE)), ".qr") == []
    assert client.post(PAGE, {"do": "confirm", "code": code_of(world.therapist)}).status_code == 400


def test_without_a_second_factor_the_password_is_enough(world: World) -> None:
    client, response = sign_in(world.therapist)
    assert response["Location"] == "/admin/articles/revision/queue/"
    assert signed_in(client)


def test_the_password_alone_lets_nobody_in_and_the_code_leads_where_they_were_going(world: World, clock: Any) -> None:
    set_up(world.therapist, clock)
    client, response = sign_in(world.therapist)
    assert response["Location"] == STEP
    assert not signed_in(client)
    assert client.get("/admin/").status_code == 302
    wrong = client.post(STEP, {"code": "000000"})
    assert wrong.status_code == 403
    assert not signed_in(client)
    clock.shift(5)
    assert client.post(STEP, {"code": code_of(world.therapist)})["Location"] == "/admin/articles/revision/queue/"
    assert signed_in(client)


def test_a_wrong_password_says_nothing_of_a_second_factor(world: World, clock: Any) -> None:
    set_up(world.therapist, clock)
    client, response = sign_in(world.therapist, "wrong")
    assert response.status_code == 200
    assert client.get(STEP)["Location"] == "/admin/login/"


def test_the_second_step_leads_to_no_other_site_and_waits_five_minutes(world: World, clock: Any) -> None:
    set_up(world.therapist, clock)
    client = Client()
    elsewhere = {"username": "therapist", "password": PASSWORD, "next": "https://example.org/"}
    client.post("/admin/login/", elsewhere)
    clock.shift(6 * 60)
    assert client.post(STEP, {"code": code_of(world.therapist)})["Location"] == "/admin/login/"
    client.post("/admin/login/", elsewhere)
    assert client.post(STEP, {"code": code_of(world.therapist)})["Location"] == "/admin/"


def test_five_wrong_codes_begin_again_with_the_password(world: World, clock: Any) -> None:
    set_up(world.therapist, clock)
    client, _ = sign_in(world.therapist)
    for _ in range(4):
        assert client.post(STEP, {"code": "000000"}).status_code == 403
        clock.shift(60)
    assert client.post(STEP, {"code": "000000"})["Location"] == "/admin/login/"
    assert client.get(STEP)["Location"] == "/admin/login/"


def test_after_wrong_codes_even_the_right_one_has_to_wait(world: World, clock: Any) -> None:
    set_up(world.therapist, clock)
    for _ in range(3):
        second_factor.check(world.therapist, "000000")
        clock.shift(2)
    assert "Too many wrong codes" in second_factor.check(world.therapist, code_of(world.therapist))
    clock.shift(60)
    assert second_factor.check(world.therapist, code_of(world.therapist)) == ""


def test_a_code_counts_once(world: World, clock: Any) -> None:
    set_up(world.therapist, clock)
    code = code_of(world.therapist)
    assert second_factor.check(world.therapist, code) == ""
    assert second_factor.check(world.therapist, code) != ""


def test_a_recovery_code_lets_in_once_in_any_writing(world: World, clock: Any) -> None:
    first, *_ = set_up(world.therapist, clock)
    assert second_factor.check(world.therapist, f" {first[:4].upper()}-{first[4:]} ") == ""
    clock.shift(60)
    assert second_factor.check(world.therapist, first) != ""
    assert second_factor.codes_left(world.therapist) == second_factor.RECOVERY_CODES - 1
    assert second_factor.check(world.prescriber, first) != ""


def test_a_signature_after_sixteen_minutes_needs_password_and_code_and_says_so(world: World, clock: Any) -> None:
    article = in_review(world, LOW)
    set_up(world.therapist, clock)
    client, _ = sign_in(world.therapist)
    client.post(STEP, {"code": code_of(world.therapist)})
    form = tick(tree(client.get(review_url(article))), [LOW])
    clock.shift(16 * 60)
    asked = press(client, article, form)
    assert select(tree(asked), "#code-again")
    only_password = press(client, article, password_form(asked, PASSWORD))
    assert "This code is not right. 4 tries left." in text_of(tree(only_password))
    assert not Decision.objects.exists()
    clock.shift(5)
    done = press(client, article, password_form(asked, PASSWORD) | {"code_again": code_of(world.therapist)})
    assert "1 claim signed off." in done.content.decode()
    decision = Decision.objects.get()
    assert decision.signature.second_factor
    assert LedgerEvent.objects.get(seq=decision.event).facts["second_factor"] is True
    assert list(verify.problems()) == []


def test_a_session_older_than_the_second_factor_signs_nothing_without_a_code(world: World, clock: Any) -> None:
    article = in_review(world, LOW)
    client = client_of(world.therapist)
    form = tick(tree(client.get(review_url(article))), [LOW])
    set_up(world.therapist, clock)
    assert press(client, article, form).status_code == 403
    now = datetime.now(UTC)
    with pytest.raises(PasswordNeeded):
        world.decide(world.therapist, article, session=SigningSession(world.therapist, now, now))


def test_removing_needs_password_and_code_and_stands_in_the_ledger(world: World, clock: Any) -> None:
    set_up(world.therapist, clock)
    client = client_of(world.therapist)
    for wrong in ({"password": PASSWORD, "code": "000000"}, {"password": "wrong", "code": "000000"}):
        assert client.post(PAGE, {"do": "remove", **wrong}).status_code == 400
        clock.shift(60)
    assert second_factor.enrolled(world.therapist)
    client.post(PAGE, {"do": "remove", "password": PASSWORD, "code": code_of(world.therapist)})
    assert not second_factor.enrolled(world.therapist)
    assert not StaticToken.objects.exists()
    assert LedgerEvent.objects.filter(kind="second_factor_removed").count() == 1


def test_another_administrator_resets_what_was_lost_with_a_reason(world: World, clock: Any) -> None:
    set_up(world.therapist, clock)
    set_up(world.administrator, clock)
    with pytest.raises(NotAllowed):
        second_factor.reset(world.editor, world.therapist, "They rang.")
    with pytest.raises(NotAllowed):
        second_factor.reset(world.administrator, world.administrator, "My telephone is gone.")
    second_factor.reset(world.administrator, world.therapist, "We spoke by video and saw the badge.")
    assert not second_factor.enrolled(world.therapist)
    with pytest.raises(InvalidTransition):
        second_factor.reset(world.administrator, world.therapist, "Again.")


def test_the_command_resets_a_second_factor_by_name(world: World, clock: Any) -> None:
    set_up(world.therapist, clock)
    call_command("reset_second_factor", "therapist", by="administrator", reason="We spoke by video.")
    assert not second_factor.enrolled(world.therapist)
    with pytest.raises(CommandError, match="no second factor"):
        call_command("reset_second_factor", "therapist", by="administrator", reason="We spoke by video.")


def test_no_page_of_the_admin_shows_secrets(world: World, clock: Any) -> None:
    set_up(world.therapist, clock)
    client = client_of(world.superuser)
    for address in ("otp_totp/totpdevice/", "otp_static/staticdevice/"):
        assert client.get(f"/admin/{address}").status_code == 404
    assert TOTPDevice.objects.get().key not in client_of(world.therapist).get(PAGE).content.decode()
