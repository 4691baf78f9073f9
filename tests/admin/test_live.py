"""The live desk: preview, findings and gate of a text that is only typed, judged as saving it would."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Revision
from articles.rendering import render, visible_text
from tests.world import HIGH, LOW, MEDIUM, PLAIN, World, latest

MARKS = "/admin/articles/preview/"
GATE = "/admin/articles/preview/gate/"


def ask(client: Client, url: str = MARKS, **fields: object) -> dict[str, Any]:
    answer = client.post(url, fields)
    assert answer.status_code == 200
    return answer.json()


def test_claims_are_marked_in_every_part_of_the_rendered_text(client: Client, world: World) -> None:
    client.force_login(world.author)
    page = ask(client, body=f"## A heading\n\n{HIGH}", title=HIGH, summary=MEDIUM)["preview"]
    assert "<h2" in page
    marked = [visible_text(words) for words in re.findall(r"<mark.*?</mark>", page)]
    assert marked == [HIGH, MEDIUM, HIGH]


def test_the_same_sentence_has_one_number_and_two_places(client: Client, world: World) -> None:
    client.force_login(world.author)
    answer = ask(client, body=f"{HIGH}\n\n{MEDIUM}\n\n{HIGH}")
    assert re.findall(r'data-claim="(\d)">[A-Z]', answer["preview"]) == ["1", "2", "1"]
    assert "Claims (2)" in answer["findings"]
    assert ">line 1</a>, <a" in answer["findings"]
    assert ">line 5</a>" in answer["findings"]


def test_words_to_change_are_marked_inside_a_claim_and_offered_in_better_words(client: Client, world: World) -> None:
    client.force_login(world.author)
    answer = ask(client, body="\n\nHis uncle committed suicide after years of depression.")
    assert re.search(
        r'<mark class="claim[^>]*>His uncle <mark class="wording w-block"[^>]*>committed suicide</mark>',
        answer["preview"],
    )
    assert 'data-instead="died by suicide"' in answer["findings"]
    assert 'data-start="12" data-end="29"' in answer["findings"]  # the two line ends before it count
    assert ">line 3</a>" in answer["findings"]


@pytest.mark.parametrize(
    "change",
    [{"title": "Sertraline"}, {"summary": MEDIUM}, {"region": "US"}, {"audience": "young_people"}, {}],
)
def test_live_marks_are_those_of_the_saved_analysis(client: Client, world: World, change: dict[str, str]) -> None:
    body = f"It can help with pain.\n\n{HIGH} It takes some weeks."
    fields = {"title": "Notes"} | change
    client.force_login(world.author)
    live = ask(client, body=body, **fields)["findings"]
    article = world.article(body, **fields)
    anchors = [row.claim.fingerprint[3:15] for row in latest(article).occurrences.all()]
    assert re.findall(r'data-anchor="claim-(\w+)"', live) == list(dict.fromkeys(anchors))


def test_the_gate_judges_what_is_typed_against_what_was_signed(client: Client, world: World) -> None:
    article = world.published(LOW, MEDIUM)
    client.force_login(world.author)
    same = ask(client, GATE, article=article.pk, title=latest(article).title, body=latest(article).body)
    assert "the gate is open for this text" in same["gate"]
    assert {state["label"] for state in same["states"].values()} == {"Signed off"}
    changed = ask(
        client, GATE, article=article.pk, title=latest(article).title, body=f"{LOW}\n\n{MEDIUM[:-1]} quickly."
    )
    assert "1 claim was signed in other words or another context" in changed["gate"]
    assert sorted(state["label"] for state in changed["states"].values()) == ["Lapsed", "Signed off"]
    assert Revision.objects.count() == 1


def test_asking_stores_nothing_and_lapses_nothing(client: Client, world: World) -> None:
    article = world.published(LOW)
    before = latest(article)
    client.force_login(world.author)
    for url in (MARKS, GATE):
        ask(client, url, article=article.pk, title="Other", body=HIGH)
    assert latest(article) == before
    assert latest(article).state == "approved"
    assert world.board(article).open_claims == []


def test_another_readers_first_decision_stays_hidden_while_somebody_types(client: Client, world: World) -> None:
    article = world.article("If you are thinking about ending your life, tell somebody now.")
    world.settle(article, [world.safety_reader])
    client.force_login(world.second_safety_reader)
    states = ask(client, GATE, article=article.pk, title=latest(article).title, body=latest(article).body)["states"]
    assert {state["label"] for state in states.values()} & {"Part signed", "Signed off"} == set()


def test_a_new_article_without_title_is_judged_too(client: Client, world: World) -> None:
    client.force_login(world.author)
    answer = ask(client, GATE, title="", body=HIGH, kind="article")
    assert "No clinician has signed the whole text yet" in answer["gate"]
    assert 'href="/admin' not in answer["gate"]


@pytest.mark.parametrize("url", [MARKS, GATE])
def test_a_longer_text_asks_the_database_no_more(
    client: Client, world: World, django_assert_num_queries: Callable[..., Any], url: str
) -> None:
    article = world.published(LOW, MEDIUM)
    client.force_login(world.author)
    ask(client, url, article=article.pk, title="Notes", body=LOW)  # the first one renews the session
    with CaptureQueriesContext(connection) as few:
        ask(client, url, article=article.pk, title="Notes", body=f"{LOW}\n\n{HIGH}")
    many = "\n\n".join(f"{HIGH[:-1]} for {number} days." for number in range(20))
    with django_assert_num_queries(len(few)):
        ask(client, url, article=article.pk, title="Notes", body=f"{LOW}\n\n{HIGH}\n\n{many}")


def test_length_and_reading_age_are_told(client: Client, world: World) -> None:
    client.force_login(world.author)
    few = ask(client, body=PLAIN)["findings"]
    assert "6 words" in few
    assert "reading age" not in few
    assert re.search(r"reading age about \d+", ask(client, body=f"{PLAIN} " * 30)["findings"])


def test_the_answers_are_never_stored(client: Client, world: World) -> None:
    client.force_login(world.therapist)
    for url in (MARKS, GATE):
        answer = client.post(url, {"body": LOW})
        assert "no-store" in answer["Cache-Control"]
        assert "private" in answer["Cache-Control"]


@pytest.mark.parametrize("url", [MARKS, GATE, "/admin/articles/paste/"])
def test_it_is_closed_to_staff_without_the_right(client: Client, world: World, url: str) -> None:
    client.force_login(world.stranger)
    answer = client.post(url, {"body": LOW, "html": LOW})
    assert answer.status_code == 403
    assert LOW not in answer.content.decode()


@pytest.mark.parametrize("url", [MARKS, GATE, "/admin/articles/paste/"])
def test_it_says_in_words_that_the_session_has_ended(client: Client, url: str) -> None:
    answer = client.post(url, {"body": LOW})
    assert answer.status_code == 403
    assert "You are signed out" in answer.json()["error"]


def test_it_answers_no_link(client: Client, world: World) -> None:
    client.force_login(world.author)
    assert client.get(MARKS, {"body": LOW}).status_code == 405


def test_a_form_of_another_site_is_refused(world: World) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(world.author)
    assert careful.post(MARKS, {"body": LOW}).status_code == 403


def test_what_cannot_be_saved_is_said_inside_the_preview(client: Client, world: World) -> None:
    client.force_login(world.author)
    answer = ask(client, title="Notes", body="One line.\n\nTake 10 \u202eto 20 drops.")
    assert "Line 3 contains a hidden character" in answer["preview"]
    assert "drops" not in answer["preview"]
    assert "cannot be found as it stands" in answer["findings"]


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[here](javascript:alert(1))",
        "![x](https://elsewhere.example.org/x.png)",
        '<div style="position:fixed">over all</div>',
    ],
)
def test_the_preview_lets_nothing_through_that_the_page_would_not(client: Client, world: World, attack: str) -> None:
    client.force_login(world.author)
    page = ask(client, body=attack, title="")["preview"]
    assert f'<div data-part="body">{render(attack).html}</div>' in page
    plain = ask(client, title=attack, summary=attack)
    for danger in ("<script", "<img", 'href="javascript:', "<div style"):
        assert danger not in page + plain["preview"] + plain["findings"]


@pytest.mark.parametrize("path", ["/markdownx/markdownify/", "/markdownx/upload/", "/admin/markdownx/upload/"])
def test_the_views_of_the_widget_are_not_mounted(client: Client, world: World, path: str) -> None:
    client.force_login(world.superuser)
    assert client.post(path, {"content": LOW}).status_code == 404


def test_what_readers_would_miss_is_said(client: Client, world: World) -> None:
    client.force_login(world.author)
    picture = f"/media/articles/{'0' * 64}.webp"
    page = ask(client, body=f"{{{{ helpline:nobody-there }}}}\n\n![A bench.]({picture})")["preview"]
    assert "The help line “nobody-there” is not published" in page
    assert f"The picture “{picture}” is not in the library" in page


def test_pasted_html_comes_back_as_markdown_with_what_was_left_out(client: Client, world: World) -> None:
    client.force_login(world.author)
    answer = client.post("/admin/articles/paste/", {"html": '<h1>Rest</h1><p><b>Well</b></p><img src="x" alt="A dog">'})
    assert answer.json()["markdown"] == "## Rest\n\n**Well**"
    assert "“A dog”" in answer.json()["notes"][0]
    assert client.post("/admin/articles/paste/", {"html": "<ul><li>" * 400}).status_code == 400
