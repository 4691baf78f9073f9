"""How authors stand on readers' pages: at an address of their own, introduced by a signed text, named or not."""

import json

import pytest
from django.test import Client

from articles.models import Byline, LedgerEvent, Publication
from articles.publishing.people import erase
from articles.review.bylines import set_byline
from articles.review.errors import BadInput, NotAllowed
from tests.world import LOW, PLAIN, World

pytestmark = pytest.mark.django_db


def test_a_chosen_address_replaces_the_name_of_the_account(world: World, client: Client) -> None:
    world.published(LOW, slug="walk")
    assert client.get("/authors/author/").status_code == 200
    set_byline(world.editor, world.author, "Example Author", True)
    answer = client.get("/authors/author/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/authors/example-author/")
    page = client.get("/authors/example-author/").content.decode()
    assert 'rel="canonical" href="' in page
    assert "/authors/example-author/" in page.split('rel="canonical"')[1][:120]
    assert 'href="/authors/example-author/"' in client.get("/authors/").content.decode()
    world.published(PLAIN, slug="bus")
    assert 'href="/authors/example-author/"' in client.get("/articles/bus/").content.decode()
    assert "author@" not in page


def test_an_address_is_chosen_once_and_belongs_to_one_person(world: World) -> None:
    set_byline(world.editor, world.author, "pen", True)
    for person, slug in (
        (world.author, "pencil"),
        (world.editor, "pen"),
        (world.editor, "therapist"),
        (world.editor, ""),
    ):
        with pytest.raises(BadInput):
            set_byline(world.editor, person, slug, True)
    with pytest.raises(NotAllowed):
        set_byline(world.author, world.author, "pen", False)


def test_who_is_not_shown_is_not_named_on_what_is_published_then_and_still_signs_nothing_of_theirs(
    world: World, client: Client
) -> None:
    set_byline(world.editor, world.author, "pen", False)
    article = world.published(LOW, slug="walk")
    row = Publication.objects.get()
    assert row.record["written_by"] == []
    assert str(world.author.pk) not in row.people
    assert "Example Author" not in client.get("/articles/walk/").content.decode()
    assert client.get("/authors/pen/").status_code == 404
    assert world.author.pk in world.board(article).word_authors()
    set_byline(world.editor, world.author, "pen", True)
    world.save(article, LOW, PLAIN)
    world.settle(article)
    world.publish(article)
    assert "Example Author" in client.get("/articles/walk/").content.decode()


def test_the_ledger_says_that_it_was_changed_and_holds_no_name(world: World) -> None:
    set_byline(world.editor, world.author, "a-real-name", True)
    set_byline(world.editor, world.author, "a-real-name", True)
    set_byline(world.editor, world.author, "a-real-name", False)
    events = LedgerEvent.objects.filter(kind="byline_changed")
    assert [json.loads(event.data)["shown"] for event in events] == [True, False]
    assert not any("a-real-name" in event.data for event in events)


def test_erasing_a_person_takes_the_address_away(world: World, client: Client) -> None:
    world.published(LOW, slug="walk")
    set_byline(world.editor, world.author, "pen", True)
    erase(world.administrator, world.author.pk, "Asked for it.")
    assert not Byline.objects.exists()
    assert client.get("/authors/pen/").status_code == 404


def test_an_introduction_is_shown_when_it_was_signed(world: World, client: Client) -> None:
    world.published(LOW, slug="walk")
    set_byline(world.editor, world.author, "pen", True)
    intro = world.article("She writes about gardens.", title="About her", slug="author-pen", kind="standing")
    assert "gardens" not in client.get("/authors/pen/").content.decode()
    world.settle(intro)
    world.publish(intro)
    assert "gardens" in client.get("/authors/pen/").content.decode()
    assert client.get("/articles/author-pen/").headers["Location"] == "/authors/pen/"
    assert "gardens" not in client.get("/authors/pen/?page=2").content.decode()


def test_the_desk_chooses_addresses(world: World, client: Client) -> None:
    client.force_login(world.author)
    assert client.get("/admin/articles/byline/add/").status_code == 403
    client.force_login(world.editor)
    wrong = client.post("/admin/articles/byline/add/", {"person": world.author.pk, "slug": "therapist", "shown": "on"})
    assert wrong.status_code == 400
    assert "somebody else" in wrong.content.decode()
    client.post("/admin/articles/byline/add/", {"person": world.author.pk, "slug": "pen", "shown": "on"})
    row = Byline.objects.get()
    assert row.shown
    client.post(f"/admin/articles/byline/{row.pk}/change/", {"csrfmiddlewaretoken": "x"})  # an empty box is not sent
    row.refresh_from_db()
    assert not row.shown
    assert "slug=author-pen" in client.get("/admin/articles/byline/").content.decode()
