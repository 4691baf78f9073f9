"""The app's place: signed promises and banners, never on a page that names a prescription medicine (rule P02)."""

import pytest
from django.test import Client

from articles.models import Topic
from articles.public.teasers import NEUTRAL_TITLE, NEUTRAL_TOPIC
from articles.publishing.withdraw import withdraw
from tests.world import HIGH, LOW, MEDIUM, PLAIN, World

pytestmark = pytest.mark.django_db

WORDS = "A quiet corner for the evening"


def banner(world: World) -> None:
    world.published("Take a quiet minute each day.", kind="promo", title=WORDS, slug="app-banner")


def shows(client: Client, path: str) -> bool:
    response = client.get(path)
    assert response.status_code == 200, path
    return WORDS in response.content.decode()


def test_the_banner_stands_on_articles_and_lists_and_nowhere_else(world: World, client: Client) -> None:
    banner(world)
    topic = Topic.objects.create(slug="birds", name="Birds")
    world.published(LOW, title="Walking", slug="walk", topic=topic.pk)
    for path in ("/articles/walk/", "/articles/", "/topics/", "/topics/birds/"):
        assert shows(client, path), path
    for path in ("/", "/help-now/", "/corrections/", "/editorial-policy/", "/clinicians/", "/clinicians/therapist/",
                 "/authors/author/", "/about/", "/privacy/", "/articles/walk/review/", "/search/?q=walk"):  # fmt: skip
        assert not shows(client, path), path


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param(HIGH, id="substance"),
        pytest.param("The leaflet on the shelf is about Prozac.", id="brand"),
        pytest.param("The leaflet on the shelf is about SSRIs.", id="class"),
    ],
)
def test_an_article_that_names_a_medicine_has_no_banner(world: World, client: Client, sentence: str) -> None:
    banner(world)
    world.published(PLAIN, sentence, title="Notes", slug="notes")
    assert not shows(client, "/articles/notes/")


def test_an_article_whose_source_names_a_medicine_has_no_banner(world: World, client: Client) -> None:
    banner(world)
    article = world.article(MEDIUM, slug="therapy")
    world.cite(article, world.source(title="Sertraline or therapy for depression"))
    world.settle(article)
    world.publish(article)
    assert not shows(client, "/articles/therapy/")


def test_sensitive_pages_and_pages_with_help_lines_have_no_banner(world: World, client: Client) -> None:
    banner(world)
    world.published("Call [116 123](tel:116123).", kind="helpline", title="Somebody to talk to", slug="talk")
    world.published(PLAIN, slug="home", sensitive=True)
    world.published(PLAIN, "{{ helpline:talk }}", slug="library")
    assert not shows(client, "/articles/home/")
    assert not shows(client, "/articles/library/")


def test_a_list_whose_titles_name_a_medicine_keeps_its_titles_and_loses_the_banner(
    world: World, client: Client
) -> None:
    banner(world)
    world.published(PLAIN, title="Walking", slug="walk")
    assert shows(client, "/articles/")
    world.published(PLAIN, title="A note on sertraline", slug="note")
    page = client.get("/articles/").content.decode()
    assert "A note on sertraline" in page
    assert WORDS not in page


def test_a_class_in_a_title_does_not_stand_in_the_way_on_a_list(world: World, client: Client) -> None:
    banner(world)
    world.published(PLAIN, title="A note on antidepressants", slug="note")
    assert shows(client, "/articles/")
    assert not shows(client, "/articles/note/")


def test_a_topic_that_names_a_medicine_is_neutral_beside_the_promise(world: World, client: Client) -> None:
    topic = Topic.objects.create(slug="lithium", name="Lithium")
    world.published(PLAIN, title="Walking", slug="walk", topic=topic.pk)
    assert ">Lithium</a>" in client.get("/").content.decode()
    world.published("Take a quiet minute each day.", kind="promo", title="A quiet minute", slug="promise")
    page = client.get("/").content.decode()
    assert "Lithium" not in page
    assert NEUTRAL_TOPIC in page
    banner(world)
    assert not shows(client, "/topics/lithium/")
    assert not shows(client, "/topics/")


def test_nothing_on_the_home_page_names_a_medicine_while_the_promise_stands(world: World, client: Client) -> None:
    world.published("Take a quiet minute each day.", kind="promo", title="A quiet minute", slug="promise")
    world.published(PLAIN, title="A note", slug="shelf", summary="Notes on zopiclone.")
    page = client.get("/").content.decode()
    assert "zopiclone" not in page.lower()
    assert f'<a href="/articles/shelf/">{NEUTRAL_TITLE}</a>' in page


def test_a_withdrawn_banner_is_gone_at_once(world: World, client: Client) -> None:
    article = world.published("Take a quiet minute each day.", kind="promo", title=WORDS, slug="app-banner")
    world.published(LOW, title="Walking", slug="walk")
    first = client.get("/articles/walk/")
    withdraw(world.editor, article, "No longer true.")
    again = client.get("/articles/walk/", headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 200
    assert WORDS not in again.content.decode()
