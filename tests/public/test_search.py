"""The search page: what is live, help before results, and a way on when nothing is found."""

import re
from collections import Counter
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.claims.lexicon import shipped_terms
from articles.models import Topic
from articles.public.crisis import tells_of_crisis
from articles.public.views.search import MOST_NAMES
from articles.publishing.people import erase
from articles.publishing.withdraw import withdraw
from articles.search import index
from tests.world import LOW, MEDIUM, PLAIN, World

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def results(client: Client, query: str, **more: str) -> str:
    response = client.get("/search/", {"q": query, **more})
    assert response.status_code == 200
    return response.content.decode()


def test_it_finds_words_of_title_summary_and_body(world: World, client: Client) -> None:
    world.published(MEDIUM, title="Talking", summary="About conversations.", slug="talking")
    world.published(LOW, title="Walking", slug="walking")
    for query in ("talking", "CONVERSATIONS", "behavioural depression"):
        page = results(client, query)
        assert f"<h1>1 result for “{query}”</h1>" in page
        assert f"<title>1 result for “{query}” – " in page
        assert '<a href="/articles/talking/">' in page
    assert "<mark>behavioural</mark>" in results(client, "behavioural")


def test_tags_and_keys_of_what_is_stored_are_no_words(world: World, client: Client) -> None:
    world.published(LOW, slug="walking")
    for query in ("body_html", "href", "sources", "h2"):
        assert "0 results" in results(client, query)


def test_words_of_a_text_are_never_markup(world: World, client: Client) -> None:
    world.published("The sign says `<b>heron</b>` & “more”.", slug="sign")
    page = results(client, "heron")
    assert "&lt;b&gt;<mark>heron</mark>&lt;/b&gt; &amp; “more”." in page
    assert "<b>" not in page


def test_an_empty_query_asks_for_words_and_a_strange_one_harms_nothing(world: World, client: Client) -> None:
    world.published(PLAIN, slug="plain")
    assert "<h1>Search</h1>" in results(client, "  ")
    for query in ("%", "'; --", "\x00", '"><script>alert(1)</script>', "x" * 5000, "NEAR(a b", "a:b", '"', "(((", "☃"):
        page = results(client, query)
        assert "<script>alert" not in page


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=120) | st.text(alphabet="ab1é\"'*^:()&|!<>\\-+%;\x00{}", max_size=40))
def test_any_words_get_an_answer_that_keeps_them(client: Client, query: str) -> None:
    response = client.get("/search/", {"q": query.encode("utf-8", "replace")})
    assert response.status_code == 200
    field = re.search(r'<input id="words"[^>]* value="([^"]*)">', response.content.decode())
    assert field is not None
    again = client.get("/search/", {"q": unescape(field[1])})
    assert (again.status_code, again.headers["ETag"]) == (200, response.headers["ETag"])


def test_the_form_works_without_javascript_and_keeps_the_words(client: Client) -> None:
    page = results(client, 'panic "attack"')
    assert '<form class="find wide" role="search" action="/search/">' in page
    assert '<label for="words">Words to find</label>' in page
    assert 'name="q" type="search" maxlength="200" autocomplete="off" value="panic &quot;attack&quot;"' in page
    assert "<script" not in page
    assert '<meta name="robots" content="noindex">' in page


def test_synonyms_are_searched_for_and_named(world: World, client: Client) -> None:
    world.published(PLAIN, "A note on fluoxetine.", slug="note")
    page = results(client, "prozac")
    assert "Also searched for: <span>fluoxetine</span>." in page
    assert "<mark>fluoxetine</mark>" in page
    assert "Also searched for" not in results(client, "bus")


def test_many_synonyms_are_counted(client: Client) -> None:
    medicine, brands = Counter(term.generic for term in shipped_terms() if term.kind == "brand").most_common(1)[0]
    assert f" and {brands - MOST_NAMES} other name" in results(client, medicine)


def test_nothing_found_offers_a_way_on(world: World, client: Client) -> None:
    topic = Topic.objects.create(slug="birds", name="Birds")
    world.published(PLAIN, "The heron stands.", title="By the water", slug="water", topic=topic.pk)
    page = results(client, "herron")
    assert "<h1>0 results for “herron”</h1>" in page
    assert 'value="herron"' in page
    assert 'Did you mean <a href="?q=heron">heron</a>?' in page
    assert '<a href="/articles/">all articles</a>' in page
    assert '<a href="/topics/birds/">Birds</a>' in page
    assert '<a href="/articles/water/">By the water</a>' in page
    assert page.count('<a href="/help-now/">') >= 2
    found = results(client, "heron")
    assert "Did you mean" not in found
    assert "Newest articles" not in found


def test_pages_with_some_of_the_words_are_called_so(world: World, client: Client) -> None:
    world.published("The heron stands.", title="By the water", slug="water")
    page = results(client, "heron zeppelin")
    assert "<h1>0 results for “heron zeppelin”</h1>" in page
    assert page.index("Results with some of these words") < page.index('<a href="/articles/water/">')


def test_people_and_topics_are_found(world: World, client: Client) -> None:
    topic = Topic.objects.create(slug="birds", name="Water birds")
    world.published(PLAIN, slug="water", topic=topic.pk)
    assert 'Topic: <a href="/topics/birds/">Water birds</a>' in results(client, "bird")
    assert 'Author: <a href="/authors/author/">Example Author</a>' in results(client, "example author")
    page = results(client, "psychotherapist")
    assert 'Clinician: <a href="/clinicians/therapist/">Example Psychotherapist</a>' in page
    for path in ("/authors/author/", "/clinicians/therapist/", "/topics/birds/"):
        assert client.get(path).status_code == 200
    erase(world.administrator, world.author.pk, "On request.")
    assert "Author:" not in results(client, "example author")


def test_results_come_in_pages_that_keep_the_query(world: World, client: Client) -> None:
    for number in range(21):
        world.published(PLAIN, "The heron stands.", title=f"Note {number}", slug=f"note-{number}")
    first, second = results(client, "heron"), results(client, "heron", page="2")
    assert "21 results" in first
    assert first.count('class="teaser"') == 20
    assert 'href="?q=heron&amp;page=2"' in first
    assert second.count('class="teaser"') == 1
    assert client.get("/search/", {"q": "heron", "page": "3"}).status_code == 404


def test_beside_no_promotion_medicines_may_be_named(world: World, client: Client) -> None:
    world.published("Take a quiet minute each day.", kind="promo", title="A quiet minute", slug="promise")
    world.published(PLAIN, title="A note on sertraline", slug="note")
    page = results(client, "sertraline")
    assert "A note on sertraline" in page
    assert "quiet minute" not in page.lower()


def test_an_answer_changes_with_what_is_live_and_with_the_index(world: World, client: Client) -> None:
    article = world.published(LOW, title="The grey heron")
    tags = [client.get("/search/?q=heron").headers["ETag"]]

    def changed() -> bool:
        headers = {"if-none-match": tags[-1]}
        same = client.get("/search/?q=heron", headers=headers)
        tags.append(same.headers["ETag"])
        return same.status_code == 200

    assert not changed()
    world.published(LOW, title="The white swan")
    assert changed()
    start = timezone.now() + timedelta(days=1)
    later = world.article(LOW, title="The second heron")
    world.settle(later)
    world.publish(later, live_from=start)
    assert changed()
    with time_machine.travel(start, tick=False):
        assert changed()
        assert not changed()
    assert changed()
    withdraw(world.editor, article, "Wrong.")
    assert changed()
    index.rebuild()
    assert changed()
    assert not changed()


def test_a_page_of_results_takes_the_same_few_queries_for_one_and_for_many(world: World, client: Client) -> None:
    def count(query: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            results(client, query)
        return sum(query["sql"].split()[0] in ("SELECT", "WITH") for query in captured)

    world.published(LOW, title="The grey heron")
    count("heron")  # the first read after an act looks at the whole table once
    one = count("heron")
    for number in range(4):
        world.published(LOW, title=f"Heron {number}", slug=f"heron-{number}")
    count("heron")
    assert count("heron") == one
    assert one == 7


@pytest.mark.parametrize(
    "query",
    ["suicide", "I want to die", "how to kill myself", "self harm", "overdose", "can't go on", "ending my life"],
)
def test_words_of_a_crisis_put_help_before_the_results(client: Client, query: str) -> None:
    page = results(client, query)
    assert page.index('class="box urgent"') < page.index("<h1>")


@pytest.mark.parametrize("query", ["sleep", "library opening times", "anxiety"])
def test_other_words_do_not(query: str) -> None:
    assert not tells_of_crisis(query)
