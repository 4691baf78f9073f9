"""The index follows the publications, and can be made again from them."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.utils import timezone

from articles.models import Publication
from articles.publishing.people import erase
from articles.publishing.withdraw import cancel_schedule, withdraw
from articles.search import index
from articles.search.engine import Card, Found
from articles.search.finding import search
from tests.world import LOW, MEDIUM, PLAIN, World

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def titles(text: str) -> list[str]:
    """Titles of what is found, best first."""
    found = search(text, timezone.now()).found.ids
    by_id = Publication.objects.in_bulk(found)
    return [by_id[key].title for key in found]


def migrate_again() -> None:
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)


def test_a_publication_is_found_once_it_is_live_and_no_draft_ever(world: World) -> None:
    article = world.article(LOW, title="The grey heron")
    world.settle(article)
    assert index.engine().held() == set()
    publication = world.publish(article)
    assert index.engine().held() == {publication.pk}
    assert titles("heron") == ["The grey heron"]


def test_a_scheduled_text_is_found_from_its_time_on(world: World) -> None:
    article = world.article(LOW, title="The grey heron")
    world.settle(article)
    start = timezone.now() + timedelta(days=2)
    world.publish(article, live_from=start)
    assert titles("heron") == []
    with time_machine.travel(start, tick=False):
        assert titles("heron") == ["The grey heron"]


def test_a_schedule_changes_what_is_found_at_its_time_and_nothing_before(world: World) -> None:
    article = world.published(LOW, title="The grey heron")
    world.save(article, LOW, title="The white swan")
    world.settle(article)
    start = timezone.now() + timedelta(days=2)
    publication = world.publish(article, live_from=start)
    assert (titles("heron"), titles("swan")) == (["The grey heron"], [])
    with time_machine.travel(start, tick=False):
        assert (titles("heron"), titles("swan")) == ([], ["The white swan"])
    cancel_schedule(world.editor, publication, "Not ready.")
    assert publication.pk not in index.engine().held()
    with time_machine.travel(start, tick=False):
        assert (titles("heron"), titles("swan")) == (["The grey heron"], [])


def test_withdrawn_and_superseded_texts_are_neither_found_nor_kept(world: World) -> None:
    gone = world.published(LOW, title="The grey heron")
    article = world.published(LOW, "The heron stands in the water.", title="Birds")
    world.save(article, LOW)
    world.settle(article)
    last = world.publish(article)
    withdraw(world.editor, gone, "Wrong.")
    assert titles("heron") == []
    assert index.engine().held() == {last.pk}


def test_an_index_that_kept_too_much_still_shows_only_what_is_live(world: World) -> None:
    article = world.published(LOW, title="The grey heron")
    publication = Publication.objects.get()
    withdraw(world.editor, article, "Wrong.")
    index.engine().put([index.entry_of(publication)])
    assert index.engine().held() == {publication.pk}
    assert titles("heron") == []
    index.rebuild()
    assert index.engine().held() == set()


@pytest.mark.parametrize("kind", ["promo", "helpline"])
def test_what_has_no_page_of_its_own_is_not_in_the_index(world: World, kind: str) -> None:
    world.published(PLAIN, title="The grey heron", slug="heron", kind=kind)
    assert index.engine().held() == set()
    migrate_again()
    assert index.engine().held() == set()


def test_one_command_makes_it_again(world: World) -> None:
    world.published(LOW, title="The grey heron")
    index.engine().drop(index.engine().held())
    assert titles("heron") == []
    before = index.state()
    out = StringIO()
    call_command("rebuild_search", stdout=out)
    assert out.getvalue().startswith("1 publication indexed in ")
    assert titles("heron") == ["The grey heron"]
    assert index.state() != before


def test_every_migrate_completes_it(world: World) -> None:
    article = world.published(LOW, title="The grey heron")
    world.published(LOW, title="The white swan")
    keys = index.engine().held()
    index.engine().drop([min(keys)])
    built = index.state()
    migrate_again()
    assert index.engine().held() == keys
    assert index.state() == built
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_search_state SET format = 'of an earlier release'")
    withdraw(world.editor, article, "Wrong.")
    migrate_again()
    assert titles("swan") == ["The white swan"]
    assert titles("heron") == []
    assert index.state() != built


def test_help_lines_and_source_numbers_are_no_words_of_a_page(world: World) -> None:
    world.published("Call [116 123](tel:116123).", kind="helpline", title="Somebody to talk to", slug="talk")
    world.published(MEDIUM, "{{ helpline:talk }}", title="Talking")
    entry = index.entry_of(Publication.objects.get(kind="article"))
    assert entry.body == MEDIUM
    assert titles("behavioural") == ["Talking"]
    assert titles("helpline") == []


def test_people_are_found_by_name_while_something_of_theirs_is_live(world: World) -> None:
    def people(text: str) -> tuple[Card, ...]:
        return search(text, timezone.now()).people

    article = world.published(LOW, title="Walking")
    author = Card("Example Author", "author", "author")
    assert people("example AUTHOR") == (author,)
    assert people("psychotherapist") == (Card("Example Psychotherapist", "therapist", "clinician"),)
    assert people("example prescriber") == ()
    assert search("author", timezone.now()).found == Found(0, ())
    erase(world.administrator, world.author.pk, "She asked for it.")
    assert people("example author") == ()
    withdraw(world.editor, article, "Wrong.")
    assert people("psychotherapist") == ()
