"""Report a problem: anybody can, no machine should, nothing typed is lost, and nothing is kept for long."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from articles.models import LedgerEvent, LedgerPersonal, Notification, ReaderReport
from articles.public import reporting
from articles.publishing import due
from articles.publishing.withdraw import withdraw
from articles.review import reports
from tests.world import LOW, MEDIUM, PLAIN, World, latest

pytestmark = pytest.mark.django_db

FORM = "/articles/walk/report/"
TYPED = {"kind": "wrong", "message": "The number is an old one."}


@pytest.fixture(autouse=True)
def fresh_counters() -> None:
    cache.clear()


@pytest.fixture
def walk(world: World) -> World:
    """A world with a live article at ``/articles/walk/``."""
    world.published(f"{LOW} {MEDIUM}", "## When?", PLAIN, slug="walk", title="Walking and mood")
    return world


def send(client: Client, *, after: int = 30, **typed: Any) -> HttpResponse:
    """Open the form, fill it in for ``after`` seconds and send it. ``headers`` are those of the POST."""
    headers = typed.pop("headers", {})
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        token = token_of(client.get(FORM))
    with time_machine.travel(start + timedelta(seconds=after), tick=False):
        return client.post(FORM, {"token": token, **TYPED, **typed}, headers=headers)


def token_of(response: HttpResponse) -> str:
    found = re.search(r'name="token" value="([^"]+)"', response.content.decode())
    assert found
    return found[1]


def test_a_report_arrives_on_its_passage_and_the_editors_are_told(walk: World, client: Client) -> None:
    response = send(client, words=MEDIUM, email="reader@example.org")
    assert response.status_code == 200
    assert "Thank you" in response.content.decode()
    row = ReaderReport.objects.get()
    (segment,) = [item for item in latest(row.article).segments if item[6] == MEDIUM]
    assert row.fingerprints == [segment[0]]
    assert (row.kind, row.message, row.email, row.state) == ("wrong", TYPED["message"], "reader@example.org", "open")
    told = Notification.objects.filter(url=reports.report_url(row))
    assert {item.person.username for item in told} == {"editor", "second_editor"}
    assert TYPED["message"] not in told[0].text


def test_no_cookie_is_set_and_nothing_is_cached(walk: World, client: Client) -> None:
    for response in (client.get(FORM), send(client), send(client, message="")):
        assert not response.cookies
        assert response.headers["Cache-Control"] == "no-store"
        assert "Vary" not in response.headers


def test_a_browser_that_checks_forgery_tokens_needs_none(walk: World) -> None:
    assert send(Client(enforce_csrf_checks=True)).status_code == 200
    assert ReaderReport.objects.count() == 1


def test_a_chosen_paragraph_stands_for_its_sentences(walk: World, client: Client) -> None:
    page = client.get(FORM).content.decode()
    found = re.search(r'<option value="([0-9a-f]{12})">A short walk', page)
    assert found
    assert send(client, passage=found[1]).status_code == 200
    row = ReaderReport.objects.get()
    assert row.quote == f"{LOW} {MEDIUM}"
    assert len(row.fingerprints) == 2


def test_the_link_beside_a_claim_fills_in_its_words(walk: World, client: Client) -> None:
    page = client.get(f"{FORM}?claim=1").content.decode()
    assert f">{LOW}</textarea>" in page
    for wrong in ("0", "99", "-1", "²", "x" * 9000):
        assert client.get(FORM, {"claim": wrong}).status_code == 200


def test_words_that_are_not_in_the_page_are_kept_without_a_place(walk: World, client: Client) -> None:
    send(client, words="Something about quite another matter, said elsewhere.")
    row = ReaderReport.objects.get()
    assert row.quote
    assert row.fingerprints == []


def test_nearly_the_words_find_the_sentence_they_were_copied_from(walk: World, client: Client) -> None:
    send(client, words=LOW.replace("morning", "mornings").rstrip("."))
    (key,) = ReaderReport.objects.get().fingerprints
    assert key in {item[0] for item in ReaderReport.objects.get().publication.revision.segments if item[6] == LOW}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"message": ""}, "Tell us what is wrong."),
        ({"kind": ""}, "Choose what is wrong."),
        ({"kind": "nonsense"}, "Choose what is wrong."),
        ({"message": "x" * 2001}, "Write at most 2,000 characters."),
        ({"words": "x" * 1001}, "Paste at most 1,000 characters."),
        ({"email": "nobody"}, "Write an e-mail address like name@example.org"),
        ({"passage": "0123456789ab"}, "This passage has changed."),
        ({"message": "http://a http://b http://c"}, "Write at most 2 web addresses."),
        ({"website": "https://example.org"}, "Please look at your words once more"),
        ({"token": "forged"}, "Your words are kept: please send them again."),
        ({"after": 1}, "That was very quick."),
        ({"after": 25 * 60 * 60}, "Your words are kept: please send them again."),
        ({"headers": {"sec-fetch-site": "cross-site"}}, "This form was not sent from our page."),
        ({"headers": {"origin": "https://elsewhere.example"}}, "This form was not sent from our page."),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    walk: World, client: Client, typed: dict[str, Any], said: str
) -> None:
    response = send(client, **typed)
    page = response.content.decode()
    assert response.status_code in {400, 403}
    assert said in page
    assert 'role="alert"' in page
    assert str(typed.get("message", TYPED["message"])) in page
    assert not ReaderReport.objects.exists()
    # What came back can be sent: nobody loses a report to a form that was open for a day.
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        again = token_of(client.post(FORM, {"token": "old", **TYPED}))
        with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
            assert client.post(FORM, {"token": again, **TYPED}).status_code == 200


def test_a_double_click_is_one_report(walk: World, client: Client) -> None:
    token = token_of(client.get(FORM))
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        for _ in range(2):
            assert client.post(FORM, {"token": token, **TYPED}).status_code == 200
    assert ReaderReport.objects.count() == 1
    assert Notification.objects.filter(url__contains="readerreport").count() == 2


def test_one_network_can_send_so_many_a_day_and_others_are_not_held_up(walk: World, client: Client) -> None:
    for number in range(reporting.FROM_A_NETWORK):
        assert send(client, headers={"x-forwarded-for": f"203.0.113.{number}"}).status_code == 200
    response = send(client, headers={"x-forwarded-for": "203.0.113.200"})
    assert response.status_code == 429
    assert TYPED["message"] in response.content.decode()
    assert send(client, headers={"x-forwarded-for": "203.0.113.9, 198.51.100.7"}).status_code == 200


def test_no_address_is_stored_anywhere(walk: World, client: Client) -> None:
    send(client, headers={"x-forwarded-for": "203.0.113.77"})
    assert "203.0.113" not in str(list(cache._cache))  # type: ignore[attr-defined]
    assert "203.0.113" not in str(list(ReaderReport.objects.values()))


@pytest.mark.parametrize(
    ("remote", "forwarded", "network"),
    [
        ("203.0.113.7", "", "203.0.113.0/24"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.0/24"),  # a stranger cannot choose
        ("127.0.0.1", "10.0.0.1, 198.51.100.1", "198.51.100.0/24"),
        ("127.0.0.1", "", ""),
        ("2001:db8:1:2::5", "", "2001:db8:1::/48"),
        ("::1", "::ffff:198.51.100.1", "198.51.100.0/24"),
        ("", "", ""),
    ],
)
def test_the_network_is_the_one_that_our_own_proxy_saw(rf: Any, remote: str, forwarded: str, network: str) -> None:
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    assert reporting.network_of(rf.get("/", REMOTE_ADDR=remote, headers=headers)) == network


def test_a_form_that_is_far_too_large_is_refused_unread(walk: World, client: Client) -> None:
    assert send(client, message="x" * 40_000).status_code == 413


def test_words_of_a_crisis_are_answered_with_help_first(walk: World, client: Client) -> None:
    response = send(client, message="I want to die.")
    page = response.content.decode()
    assert page.index("Not safe right now?") < page.index("<h1>Thank you")
    assert ReaderReport.objects.get().crisis
    assert "risk" in Notification.objects.filter(url__contains="readerreport")[0].text
    refused = send(client, message="I want to die.", kind="").content.decode()
    assert "Not safe right now?" in refused
    assert "Not safe right now?" not in send(client).content.decode()


def test_only_plain_text_is_kept(walk: World, client: Client) -> None:
    send(client, message="Two\r\nlines\x07 and\u202e <b>turned</b>")
    assert ReaderReport.objects.get().message == "Two\nlines and <b>turned</b>"


def test_a_report_changes_nothing_that_readers_or_reviewers_see(walk: World, client: Client) -> None:
    before = (client.get("/articles/walk/").content, LedgerEvent.objects.count())
    send(client, words=MEDIUM)
    assert (client.get("/articles/walk/").content, LedgerEvent.objects.count()) == before


def test_what_a_reader_typed_is_erased_when_its_time_is_over(walk: World, client: Client) -> None:
    send(client, words=LOW, email="reader@example.org")
    row = ReaderReport.objects.get()
    reports.close(walk.editor, row, "The number was brought up to date.")
    due.run(row.at + reports.KEPT - timedelta(minutes=1))
    assert ReaderReport.objects.get().message
    due.run(row.at + reports.KEPT)
    row.refresh_from_db()
    assert (row.message, row.email, row.quote) == ("", "", "")
    assert row.erased_at
    assert row.outcome
    everything = str([*LedgerEvent.objects.values(), *LedgerPersonal.objects.values(), *Notification.objects.values()])
    assert TYPED["message"] not in everything + str([item.body for item in mail.outbox])


def test_editors_are_reminded_of_a_report_once(walk: World, client: Client) -> None:
    send(client)
    later = timezone.now() + timedelta(days=8)
    (told,) = due.run(later)
    assert told.text.startswith("A reader's report on “Walking and mood” has waited since")
    assert due.run(later) == []


def test_pages_that_are_gone_or_never_were_take_no_report(walk: World, client: Client) -> None:
    assert client.get("/articles/nowhere/report/").status_code == 404
    article = walk.published(PLAIN, slug="gone", title="Gone")
    withdraw(walk.editor, article, "It was out of date.")
    assert client.get("/articles/gone/report/").status_code == 410
    assert client.post("/articles/gone/report/", TYPED).status_code == 410
