"""Search over what is live, and help before results."""

import pytest
from django.test import Client

from articles.public.views.search import CRISIS, excerpt
from tests.world import LOW, MEDIUM, PLAIN, World

pytestmark = pytest.mark.django_db


def results(client: Client, query: str) -> str:
    response = client.get("/search/", {"q": query})
    assert response.status_code == 200
    return response.content.decode()


def test_it_finds_words_of_title_summary_and_body(world: World, client: Client) -> None:
    world.published(MEDIUM, title="Talking", summary="About conversations.", slug="talking")
    world.published(LOW, title="Walking", slug="walking")
    for query in ("talking", "CONVERSATIONS", "behavioural depression"):
        page = results(client, query)
        assert "1 result for" in page
        assert '<a href="/articles/talking/">' in page
    assert "<mark>behavioural</mark>" in results(client, "behavioural")


def test_tags_and_keys_of_what_is_stored_are_no_words(world: World, client: Client) -> None:
    world.published(LOW, slug="walking")
    for query in ("body_html", "href", "sources", "h2"):
        assert "0 results" in results(client, query)


def test_an_empty_query_asks_for_words_and_a_strange_one_harms_nothing(world: World, client: Client) -> None:
    world.published(PLAIN, slug="plain")
    assert "<h1>Search</h1>" in results(client, "  ")
    for query in ("%", "'; --", "\x00", '"><script>alert(1)</script>', "x" * 5000):
        page = results(client, query)
        assert "<script>alert" not in page


def test_nothing_found_offers_a_way_on(client: Client) -> None:
    page = results(client, "zebra")
    assert "0 results for “zebra”" in page
    assert "all articles" in page
    assert 'value="zebra"' in page
    assert '<meta name="robots" content="noindex">' in page


@pytest.mark.parametrize(
    "query",
    ["suicide", "I want to die", "how to kill myself", "self harm", "overdose", "can't go on", "ending my life"],
)
def test_words_of_a_crisis_put_help_before_the_results(client: Client, query: str) -> None:
    page = results(client, query)
    assert page.index('class="box urgent"') < page.index("<h1>")


@pytest.mark.parametrize("query", ["sleep", "library opening times", "anxiety"])
def test_other_words_do_not(query: str) -> None:
    assert not CRISIS.search(query)


def test_an_excerpt_is_cut_at_words_and_marks_every_hit() -> None:
    text = "One two three. " * 20 + "The heron stands by the heron house. " + "Four five six. " * 20
    parts = excerpt(text, ["heron"])
    assert [part for part, hit in parts if hit] == ["heron", "heron"]
    assert parts[0] == ("… ", False)
    assert "".join(part for part, _ in parts[1:-1]) in text
    assert excerpt("nothing here", ["heron"]) == []
