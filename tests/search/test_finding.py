"""What is found, in which order, and what helps when nothing is. The same on both databases."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Publication
from articles.search import index, postgres, sqlite
from articles.search.engine import Entry, Found
from articles.search.finding import Results
from articles.search.finding import search as find
from articles.search.query import clean, parse
from tests.world import LOW, PLAIN, World

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def search(text: str) -> Results:
    return find(clean(text), timezone.now())


def slugs(text: str) -> list[str]:
    found = search(text).found.ids
    by_id = Publication.objects.in_bulk(found)
    return [by_id[key].slug for key in found]


def marked(text: str, key: int) -> list[str]:
    return [part for part, hit in search(text).excerpts([key]).get(key, []) if hit]


def test_a_word_of_the_title_counts_most_then_headings_summary_and_body(world: World) -> None:
    filler = "The bus stops outside the library and waits there for a while."
    world.published(filler, "The heron stands.", slug="body")
    world.published(filler, slug="summary", summary="About a heron.")
    world.published(f"## The heron\n\n{filler}", slug="heading")
    world.published(filler, slug="title", title="A heron")
    assert slugs("heron") == ["title", "heading", "summary", "body"]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("He walked along the canal.", "walking"),
        ("A café by the river.", "CAFE"),
        ("A cafe by the river.", "café"),
        ("A river-side bench.", "river side"),
        ("A river side bench.", "river-side"),
        ("The neighbour’s garden.", "neighbour's"),
        ("Benches/gardens.", "garden"),
        ("The gardens.There are benches", "benches"),
        ("A museum on the corner.", "muse"),
        ("The building is old.", "buildin"),
        ("The station is near.", "stati"),
        ("Only 20.5 steps.", "20.5"),
    ],
)
def test_stems_accents_compounds_and_beginnings(world: World, written: str, typed: str) -> None:
    world.published(PLAIN, written, slug="here")
    world.published(PLAIN, slug="elsewhere", title="Other notes")
    assert slugs(typed) == ["here"]


def test_words_in_quotes_stand_together_in_this_order(world: World) -> None:
    world.published("The old grey heron.", slug="together")
    world.published("The heron is old. The sky is grey.", slug="apart")
    assert slugs('"grey heron"') == ["together"]
    assert set(slugs("grey heron")) == {"together", "apart"}
    assert slugs("“the old grey heron”") == ["together"]


def test_names_of_one_thing_find_each_other_and_the_reader_is_told(world: World) -> None:
    world.published(PLAIN, "A note on fluoxetine.", slug="medicine")
    world.published(PLAIN, "A leaflet on SSRIs.", slug="class")
    assert slugs("Prozac") == ["medicine"]
    assert search("Prozac").query.also == ("fluoxetine",)
    assert marked("Prozac", Publication.objects.get(slug="medicine").pk) == ["fluoxetine"]
    assert slugs("selective serotonin reuptake inhibitor") == ["class"]
    assert slugs('"Prozac"') == []


def test_an_excerpt_shows_the_words_around_the_hits(world: World) -> None:
    before, after = "The bus stops outside. " * 20, "The library opens at nine. " * 20
    world.published(f"{before}The heron walks by the canal. {after}", slug="here")
    key = Publication.objects.get().pk
    parts = search("walking heron").excerpts([key])[key]
    assert [part for part, hit in parts if hit] == ["heron", "walks"]
    shown = "".join(part for part, _ in parts)
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert "The heron walks by the canal." in shown
    assert len(shown) < 300


def test_list_items_and_headings_do_not_run_into_each_other(world: World) -> None:
    world.published("## The heron\n\nIt eats:\n\n- fish\n- frogs\n- mice")
    key = Publication.objects.get().pk
    shown = "".join(part for part, _ in search("frog").excerpts([key])[key])
    assert "The heron · It eats: fish · frogs · mice" in shown


def test_a_hit_in_the_title_alone_has_no_excerpt(world: World) -> None:
    world.published(PLAIN, title="The grey heron")
    assert marked("heron", Publication.objects.get().pk) == []


def test_when_no_page_holds_all_words_those_with_some_are_shown(world: World) -> None:
    world.published("The heron stands.", slug="heron")
    results = search("heron zeppelin")
    assert (results.total, results.some) == (0, True)
    assert slugs("heron zeppelin") == ["heron"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("herron", "heron"), ("lirbary", "library"), ("old libary", "old library"), ("LIBRRY!", "library!")],
)
def test_a_slip_of_the_pen_is_corrected_to_what_finds_something(world: World, typed: str, meant: str) -> None:
    world.published("The heron stands by the old library.")
    assert search(typed).suggestion == meant


def test_no_correction_from_what_is_not_live_or_to_what_finds_nothing(world: World) -> None:
    article = world.article("The heron stands by the library.")
    world.settle(article)
    world.publish(article, live_from=timezone.now() + timedelta(days=1))
    assert search("herron").suggestion == ""
    assert search("heron").total == 0


@pytest.mark.parametrize("typed", ["SSRI", "ssris", "duloxetine", "Prozac"])
def test_no_medicine_is_corrected_to_another(world: World, typed: str) -> None:
    world.published(PLAIN, "A leaflet on SNRIs and on fluoxetine, paroxetine, dulloxetine and prozak.")
    assert search(typed).suggestion == ""


def test_a_corrected_query_may_find_pages_with_some_of_its_words(world: World) -> None:
    world.published("The heron stands.")
    assert search("herron zeppelin").suggestion == "heron zeppelin"


def test_nothing_is_corrected_that_finds_something(world: World) -> None:
    world.published("The heron stands.")
    assert search("heron").suggestion == ""
    assert search("x" * 200).suggestion == ""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=80) | st.text(alphabet="ab12é\"'*^:()&|!<>\\-+ \x00%_", max_size=40))
def test_any_text_may_be_searched_for(world: World, text: str) -> None:
    index.engine().put([Entry(1, "a b", "", "", "12 é ab")])
    results = search(text)
    assert results.found == Found(0, ())  # the entry has no publication
    assert not results.query.groups or set(results.excerpts([1])) <= {1}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=st.characters(exclude_categories=("Cc", "Cf", "Cs")), max_size=60))
def test_an_excerpt_holds_only_words_of_the_text(world: World, text: str) -> None:
    body = clean(f"heron {text} heron")
    index.engine().put([Entry(1, "", "", "", body)])
    parts = index.engine().excerpts(parse("heron").groups, [1])[1]
    assert "".join(part for part, _ in parts).strip("…").strip() in body
    assert "heron" in [part for part, hit in parts if hit]


def test_more_than_can_be_paged_through_is_counted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        world.published(LOW, title=f"Heron {number}", slug=f"heron-{number}")
    for engine in (sqlite, postgres):
        monkeypatch.setattr(engine, "MOST", 2)
    assert search("heron").total == 3
    assert len(slugs("heron")) == 2
