"""The first page, and the promotion of the app that stands nowhere else."""

import pytest
from django.test import Client

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
    assert "<h1>Smart Meditation</h1>" in page
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


def test_standing_pages_are_linked_and_not_among_the_articles(world: World, client: Client) -> None:
    world.published(PLAIN, kind="standing", title="About the library", slug="about")
    page = home(client)
    assert '<li><a href="/articles/about/">About the library</a></li>' in page
    assert "About the library" not in client.get("/articles/").content.decode()
    assert client.get("/articles/about/").status_code == 200
