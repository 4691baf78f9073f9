"""Conditional requests: browsers may keep a page, ask every time, and see every change at once."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django.utils.http import parse_http_date

from articles.models import Article, Topic
from articles.public import shell
from articles.public.urls import urlpatterns
from articles.publishing.consequences import revoke
from articles.publishing.withdraw import withdraw
from tests.world import LOW, PLAIN, World

pytestmark = pytest.mark.django_db

#: An address of every name in ``articles.public.urls``; a new name without one fails below.
EVERY = {
    "home": "/",
    "articles": "/articles/",
    "article": "/articles/walk/",
    "review": "/articles/walk/review/",
    "manifest": "/articles/walk/manifest.json",
    "topics": "/topics/",
    "topic": "/topics/birds/",
    "authors": "/authors/",
    "author": "/authors/author/",
    "clinicians": "/clinicians/",
    "clinician": "/clinicians/therapist/",
    "search": "/search/?q=walk",
    "help": "/help-now/",
    "about": "/about/",
    "policy": "/editorial-policy/",
    "review_policy": "/review-policy/",
    "accessibility": "/accessibility/",
    "privacy": "/privacy/",
    "safe": "/stay-safe-online/",
    "corrections": "/corrections/",
    "feed": "/feed.xml",
    "feed_json": "/feed.json",
    "sitemap": "/sitemap.xml",
    "sitemap_pages": "/sitemap-pages.xml",
    "sitemap_articles": "/sitemap-articles-1.xml",
    "robots": "/robots.txt",
    "webmanifest": "/site.webmanifest",
    "favicon": "/favicon.ico",
    "touch_icon": "/apple-touch-icon.png",
    "security": "/.well-known/security.txt",
}
#: Names that no browser keeps, and why; pictures have tests of their own.
NOT_KEPT = {
    "healthz": "true only at the moment of asking",
    "report": "a form with a token of its own",
    "moved": "only a redirect",
    "picture": "kept for ever, its name is its content",
    "card": "likewise",
}
PAGES = list(EVERY.values())
ASKED = re.compile(r'<(?:link rel="(?!canonical|alternate)[^>]*href|(?:script|img)[^>]* src)="([^"]*)"')


def publish_a_walk(world: World) -> Article:
    topic = Topic.objects.create(slug="birds", name="Birds")
    return world.published(LOW, slug="walk", topic=topic.pk)


def test_every_address_is_in_one_of_the_lists() -> None:
    assert {pattern.name for pattern in urlpatterns} == set(EVERY) | set(NOT_KEPT)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_revalidated_and_answers_304_while_nothing_changed(
    world: World, client: Client, path: str
) -> None:
    publish_a_walk(world)
    first = client.get(path)
    assert first.status_code == 200
    assert first.headers["Cache-Control"] == "no-cache"
    assert "Vary" not in first.headers
    assert not first.cookies
    again = client.get(path, headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    since = client.get(path, headers={"if-modified-since": first.headers["Last-Modified"]})
    assert since.status_code == 304
    head = client.head(path)
    assert (head.status_code, head.headers["ETag"]) == (200, first.headers["ETag"])
    assert client.post(path).status_code == 405


def test_last_modified_never_lies_in_the_future(world: World, client: Client) -> None:
    publish_a_walk(world)
    for path in PAGES:
        assert parse_http_date(client.get(path).headers["Last-Modified"]) <= timezone.now().timestamp() + 1


@pytest.mark.parametrize("path", ["/articles/", "/", "/about/", "/clinicians/", "/sitemap-pages.xml"])
def test_an_act_changes_every_list(world: World, client: Client, path: str) -> None:
    publish_a_walk(world)
    first = client.get(path)
    later = timezone.now() + timedelta(minutes=1)
    world.published(PLAIN, title="The grey heron", slug="heron")
    with time_machine.travel(later, tick=False):
        assert client.get(path, headers={"if-none-match": first.headers["ETag"]}).status_code == 200


def test_a_hold_changes_both_validators(world: World, client: Client) -> None:
    article = world.published(LOW, slug="walk")
    with time_machine.travel(timezone.now() + timedelta(minutes=5), tick=False):
        first = client.get("/articles/walk/")
    decision = world.board(article).claims[0].decisions[0]
    later = timezone.now() + timedelta(minutes=10)
    revoke(decision.by, decision, "I misread the source.", now=later)
    with time_machine.travel(later + timedelta(minutes=1), tick=False):
        assert client.get("/articles/walk/", headers={"if-none-match": first.headers["ETag"]}).status_code == 200
        old = {"if-modified-since": first.headers["Last-Modified"]}
        assert client.get("/articles/walk/", headers=old).status_code == 200


def test_a_help_line_that_ends_changes_the_articles_that_show_it(world: World, client: Client) -> None:
    line = world.published("Call [116 123](tel:116123).", kind="helpline", title="Somebody to talk to", slug="talk")
    world.published(LOW, "{{ helpline:talk }}", slug="walk")
    with time_machine.travel(timezone.now() + timedelta(minutes=5), tick=False):
        first = client.get("/articles/walk/")
    later = timezone.now() + timedelta(minutes=10)
    withdraw(world.editor, line, "The number has changed.", now=later)
    with time_machine.travel(later + timedelta(minutes=1), tick=False):
        assert client.get("/articles/walk/", headers={"if-none-match": first.headers["ETag"]}).status_code == 200
        old = {"if-modified-since": first.headers["Last-Modified"]}
        assert client.get("/articles/walk/", headers=old).status_code == 200


def test_a_scheduled_start_changes_the_lists_without_any_act(world: World, client: Client) -> None:
    world.published(LOW, slug="walk")
    article = world.article(PLAIN, title="The grey heron", slug="heron")
    world.settle(article)
    start = timezone.now() + timedelta(days=1)
    world.publish(article, live_from=start)
    first = client.get("/articles/")
    with time_machine.travel(start + timedelta(seconds=1), tick=False):
        for header, name in (("if-none-match", "ETag"), ("if-modified-since", "Last-Modified")):
            response = client.get("/articles/", headers={header: first.headers[name]})
            assert response.status_code == 200
            assert b"The grey heron" in response.content


def test_review_due_changes_the_page_without_any_act(world: World, client: Client) -> None:
    world.published(LOW, slug="walk")
    first = client.get("/articles/walk/")
    with time_machine.travel(timezone.now() + timedelta(days=900), tick=False):
        for header, name in (("if-none-match", "ETag"), ("if-modified-since", "Last-Modified")):
            assert client.get("/articles/walk/", headers={header: first.headers[name]}).status_code == 200


def test_a_new_shell_changes_every_validator(world: World, client: Client, settings: settings) -> None:
    world.published(LOW, slug="walk")
    before = client.get("/articles/walk/").headers["ETag"]
    settings.SITE_NAME = "Another name"
    after = client.get("/articles/walk/")
    assert after.headers["ETag"] != before
    assert "Another name" in after.content.decode()


def test_the_shell_counts_every_template_and_style_sheet(settings: settings) -> None:
    assert (settings.BASE_DIR / "templates" / "public" / "article.html").exists()
    assert (shell.STATIC / "site.css").exists()
    assert shell.shell().version == shell.shell().version
    assert shell.shell().built_at <= timezone.now()


def test_no_page_sets_a_cookie_varies_on_one_or_asks_another_site(world: World, client: Client) -> None:
    publish_a_walk(world)
    sensitive = "/articles/home/"
    world.published(PLAIN, slug="home", sensitive=True)
    for path in [*PAGES, sensitive, "/articles/walk/report/", "/nowhere/", "/healthz"]:
        response = client.get(path)
        assert not response.cookies, path
        assert "Cookie" not in response.headers.get("Vary", ""), path
        if response.headers["Content-Type"].startswith("text/html"):
            page = response.content.decode()
            asked = ASKED.findall(page)
            assert asked, path
            assert all(address.startswith("/") for address in asked), path
            assert re.search(r'<html lang="en-GB">', page), path
            assert ("leave.js" in page) == (path in {sensitive, "/stay-safe-online/"}), path


def test_every_page_that_may_be_indexed_has_a_card_and_says_where_it_lives(world: World, client: Client) -> None:
    publish_a_walk(world)
    for path in PAGES:
        response = client.get(path)
        if not response.headers["Content-Type"].startswith("text/html"):
            continue
        page = response.content.decode()
        if 'name="robots" content="noindex"' in page:
            assert path.startswith("/search/"), path
            continue
        for name in ("og:type", "og:title", "og:description", "og:url", "og:image", "og:image:alt", "og:site_name"):
            assert f'<meta property="{name}" content="' in page, (path, name)
        assert f'<link rel="canonical" href="{settings.SITE_URL}{path}">' in page, path
        assert '<script type="application/ld+json">' in page, path
        assert page.count("<h1") == 1, path
        assert 'rel="manifest"' in page, path
        assert 'rel="apple-touch-icon"' in page, path
