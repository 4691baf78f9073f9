"""Readers see only publications that are live now: no draft, schedule, promotion or withdrawn text by any address."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.publishing.withdraw import cancel_schedule, withdraw
from tests.world import LOW, PLAIN, World, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

EVERYWHERE = [
    "/",
    "/articles/",
    "/topics/",
    "/topics/low-mood/",
    "/authors/",
    "/authors/author/",
    "/clinicians/",
    "/clinicians/therapist/",
    "/about/",
    "/review-policy/",
    "/accessibility/",
    "/privacy/",
    "/stay-safe-online/",
    "/search/?q=heron",
    "/help-now/",
    "/editorial-policy/",
    "/corrections/",
    "/feed.xml",
    "/feed.json",
    "/sitemap.xml",
    "/sitemap-pages.xml",
    "/sitemap-articles-1.xml",
    "/robots.txt",
    "/site.webmanifest",
    "/.well-known/security.txt",
    "/healthz",
]
OWN = ["/articles/{}/", "/articles/{}/review/", "/articles/{}/report/", "/articles/{}/manifest.json"]


def seen(client: Client, word: str) -> list[str]:
    """The public pages on which the word stands, whatever their status; the search page always repeats the query."""
    found = []
    for path in EVERYWHERE:
        page = client.get(path).content.decode().lower()
        page = page.replace(f'value="{word}"', "").replace(f"“{word}”", "")
        if word in page:
            found.append(path)
    return found


def statuses(client: Client, slug: str) -> set[int]:
    return {client.get(path.format(slug)).status_code for path in OWN}


def test_a_live_article_is_found_everywhere_it_should_be(world: World, client: Client) -> None:
    world.published(LOW, "The heron stands in the water.", title="The grey heron", slug="heron")
    found = seen(client, "heron")
    assert set(found) == {
        "/", "/articles/", "/authors/author/", "/clinicians/therapist/", "/search/?q=heron",
        "/feed.xml", "/feed.json", "/sitemap-articles-1.xml",
    }  # fmt: skip
    assert statuses(client, "heron") == {200}


def test_a_draft_is_nowhere(world: World, client: Client) -> None:
    world.article(LOW, title="The grey heron", slug="heron")
    assert seen(client, "heron") == []
    assert statuses(client, "heron") == {404}


def test_an_approved_text_is_nowhere_until_it_is_published(world: World, client: Client) -> None:
    article = world.article(LOW, title="The grey heron", slug="heron")
    world.settle(article)
    assert latest(article).state == "approved"
    assert seen(client, "heron") == []
    assert statuses(client, "heron") == {404}


def test_a_newer_draft_changes_nothing(world: World, client: Client) -> None:
    article = world.published(LOW, title="Birds", slug="birds")
    world.save(article, LOW, "The heron stands in the water.", title="The grey heron")
    assert seen(client, "heron") == []
    assert "heron" not in client.get("/articles/birds/").content.decode().lower()
    assert "heron" not in client.get("/articles/birds/review/").content.decode().lower()


def test_a_scheduled_text_appears_on_time_and_not_before(world: World, client: Client) -> None:
    article = world.article(LOW, title="The grey heron", slug="heron")
    world.settle(article)
    start = timezone.now() + timedelta(days=2)
    world.publish(article, live_from=start)
    assert seen(client, "heron") == []
    assert statuses(client, "heron") == {404}
    with time_machine.travel(start, tick=False):
        assert "/feed.xml" in seen(client, "heron")
        assert statuses(client, "heron") == {200}


def test_a_cancelled_schedule_never_appears(world: World, client: Client) -> None:
    article = world.article(LOW, title="The grey heron", slug="heron")
    world.settle(article)
    start = timezone.now() + timedelta(days=2)
    cancel_schedule(world.editor, world.publish(article, live_from=start), "Not ready.")
    with time_machine.travel(start + timedelta(days=1), tick=False):
        assert seen(client, "heron") == []
        assert statuses(client, "heron") == {404}


def test_a_withdrawn_article_answers_410_with_its_notice_and_is_nowhere_else(world: World, client: Client) -> None:
    article = world.published(LOW, title="The grey heron", slug="heron")
    withdraw(world.editor, article, "An internal reason.", "A number on this page was wrong.")
    assert seen(client, "heron") == []
    for path in OWN:
        response = client.get(path.format("heron"))
        page = response.content.decode()
        assert response.status_code == 410
        assert "A number on this page was wrong." in page
        assert "internal reason" not in page
        assert "heron" not in page.lower()
        assert '<a href="/help-now/">Get help now</a>' in page
        assert response.headers["Cache-Control"] == "no-cache"


def test_a_withdrawn_article_with_a_cancelled_successor_still_answers_410(world: World, client: Client) -> None:
    article = world.published(LOW, title="The grey heron", slug="heron")
    withdraw(world.editor, article, "Wrong.")
    start = timezone.now() + timedelta(days=1)
    cancel_schedule(world.editor, world.publish(article, live_from=start), "Not ready.")
    with time_machine.travel(start + timedelta(days=1), tick=False):
        assert statuses(client, "heron") == {410}


def test_superseded_words_are_gone_from_every_page(world: World, client: Client) -> None:
    article = world.published(LOW, "The heron stands in the water.", title="Birds", slug="birds")
    world.save(article, LOW, "The swan swims.")
    world.settle(article)
    world.publish(article)
    assert seen(client, "heron") == []
    assert "heron" not in client.get("/articles/birds/").content.decode().lower()


@pytest.mark.parametrize("kind", ["promo", "helpline"])
def test_promotions_and_help_lines_have_no_page_of_their_own(world: World, client: Client, kind: str) -> None:
    world.published(PLAIN, title="The grey heron", slug="heron", kind=kind)
    assert statuses(client, "heron") == {404}
    allowed = {"promo": ["/"], "helpline": ["/help-now/"]}
    assert seen(client, "heron") == allowed[kind]


def test_an_unknown_person_or_topic_is_not_found(world: World, client: Client) -> None:
    world.article(LOW)
    for path in ("/authors/author/", "/authors/nobody/", "/clinicians/therapist/", "/topics/unknown/"):
        assert client.get(path).status_code == 404


def test_lists_take_the_same_queries_for_one_article_and_many(world: World, client: Client) -> None:
    def counts() -> dict[str, int]:
        found = {}
        for path in EVERYWHERE:
            with CaptureQueriesContext(connection) as captured:
                client.get(path)
            found[path] = len(captured)
        return found

    world.published(LOW, title="The first heron", slug="first")
    counts()  # the first read after an act looks at the whole table once
    one = counts()
    for number in range(4):
        world.published(LOW, title=f"Heron {number}", slug=f"heron-{number}")
    counts()
    assert counts() == one
