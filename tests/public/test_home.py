"""The first page, and the promotion of the app that stands nowhere else."""

import json
import re

import pytest
from django.test import Client

from articles.models import Topic
from articles.public.teasers import NEUTRAL_TITLE
from articles.publishing.withdraw import withdraw
from tests.world import LOW, PLAIN, World

pytestmark = pytest.mark.django_db


def home(client: Client) -> str:
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_site_says_so(client: Client) -> None:
    page = home(client)
    assert "<h1>Articles about mental health, checked sentence by sentence</h1>" in page
    assert "Nothing is published yet." in page


def test_the_promise_stands_above_the_newest_articles(world: World, client: Client) -> None:
    promo = world.published("Take a quiet minute each day.", kind="promo", title="A quiet minute", slug="promise")
    world.published(LOW, title="Walking", slug="walk")
    page = home(client)
    assert page.index("A quiet minute</h1>") < page.index("Take a quiet minute") < page.index(">Walking</a>")
    withdraw(world.editor, promo, "No longer true.")
    assert "quiet minute" not in home(client)


def test_beside_the_promise_a_teaser_that_names_a_medicine_is_neutral(world: World, client: Client) -> None:
    world.published(PLAIN, title="A note on sertraline", slug="note")
    assert "A note on sertraline" in home(client)
    world.published("Take a quiet minute each day.", kind="promo", title="A quiet minute", slug="promise")
    page = home(client)
    assert "sertraline" not in page.lower()
    assert f'<a href="/articles/note/">{NEUTRAL_TITLE}</a>' in page
    assert "A note on sertraline" in client.get("/articles/").content.decode()


def test_standing_pages_are_linked_from_about_and_not_among_the_articles(world: World, client: Client) -> None:
    world.published(PLAIN, kind="standing", title="Opening hours", slug="hours")
    assert '<a href="/about/">About us</a>' in home(client)
    assert '<li><a href="/articles/hours/">Opening hours</a></li>' in client.get("/about/").content.decode()
    assert "Opening hours" not in client.get("/articles/").content.decode()
    assert client.get("/articles/hours/").status_code == 200


def test_it_names_the_site_its_search_and_its_publisher_for_machines(client: Client) -> None:
    script = re.search(r'<script type="application/ld\+json">(.*?)</script>', home(client), re.DOTALL)
    assert script
    graph = {item["@type"]: item for item in json.loads(script[1])["@graph"]}
    assert graph["WebSite"]["potentialAction"]["target"]["urlTemplate"].endswith("/search/?q={search_term_string}")
    assert graph["Organization"]["logo"]["url"].endswith("/static/articles/icon-512.png")
    assert graph["WebSite"]["publisher"] == {"@id": graph["Organization"]["@id"]}


def test_topics_are_counted_and_five_articles_are_new(world: World, client: Client) -> None:
    topic = Topic.objects.create(slug="birds", name="Birds")
    for number in range(6):
        world.published(PLAIN, title=f"Note {number}", slug=f"note-{number}", topic=topic.pk)
    page = home(client)
    assert page.count('class="teaser"') == 5
    assert ">Birds</a>" in page
    assert "6 articles" in page
