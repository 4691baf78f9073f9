"""What readers find under a page: an editor's choice first, and never anything that is not live."""

import pytest
from django.test import Client

from articles.models import Article, LedgerEvent
from articles.publishing.addresses import change_address
from articles.publishing.reading_next import choose
from articles.publishing.withdraw import withdraw
from articles.review.errors import BadInput, NotAllowed
from tests.world import LOW, PLAIN, World

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def under(client: Client, slug: str) -> list[str]:
    """The addresses under "Read next", in their order."""
    page = client.get(f"/articles/{slug}/").content.decode()
    part = page.split('id="next"')[1].split("</ul>")[0] if 'id="next"' in page else ""
    return [piece.split("/")[0] for piece in part.split('href="/articles/')[1:]]


@pytest.fixture
def four(world: World) -> list[Article]:
    return [world.published(LOW, slug=slug, title=f"Notes on {slug}") for slug in ("walk", "bus", "lake", "tea")]


def test_a_choice_is_shown_at_once_in_its_order(world: World, client: Client, four: list[Article]) -> None:
    walk = four[0]
    first = client.get("/articles/walk/")
    assert under(client, "walk") == []
    assert choose(world.editor, walk, ["tea", "https://example.org/articles/bus/?x=1"])
    assert client.get("/articles/walk/", headers={"if-none-match": first.headers["ETag"]}).status_code == 200
    assert under(client, "walk") == ["tea", "bus"]
    assert not choose(world.editor, walk, ["tea", "bus"])
    assert LedgerEvent.objects.filter(kind="read_next_chosen").count() == 1
    choose(world.editor, walk, [])
    assert under(client, "walk") == []


def test_only_what_is_live_is_shown_and_it_keeps_its_place(world: World, client: Client, four: list[Article]) -> None:
    walk, bus, lake, _ = four
    draft = world.article(PLAIN, slug="draft")
    choose(world.editor, walk, ["draft", "bus", "lake"])
    assert under(client, "walk") == ["bus", "lake"]
    withdraw(world.editor, bus, "It is wrong.")
    assert under(client, "walk") == ["lake"]
    change_address(world.editor, lake, "pond")
    assert under(client, "walk") == ["pond"]
    world.settle(draft)
    world.publish(draft)
    assert under(client, "walk") == ["draft", "pond"]


def test_empty_places_are_filled_with_the_same_conditions(world: World, client: Client) -> None:
    for slug in ("one", "two", "three"):
        world.published(LOW, slug=slug, title=f"Anxiety, note {slug}")
    world.published(LOW, slug="other", title="A walk")
    article = Article.objects.get(slug="one")
    choose(world.editor, article, ["other"])
    assert under(client, "one") == ["other", "three", "two"]
    choose(world.editor, article, ["two"])
    assert under(client, "one") == ["two", "three"]


def test_what_cannot_stand_there_is_told_and_nothing_is_changed(world: World, four: list[Article]) -> None:
    world.article(PLAIN, kind="standing", slug="about")
    world.published(LOW, slug="hill")
    for slugs, words in (
        (["nowhere"], "nowhere"),
        (["about"], "about"),
        (["walk"], "itself"),
        (["bus", "lake", "tea", "hill", "nowhere"], "nowhere"),
    ):
        with pytest.raises(BadInput, match=words):
            choose(world.editor, four[0], slugs)
    with pytest.raises(NotAllowed):
        choose(world.author, four[0], ["bus"])
    assert Article.objects.get(slug="walk").read_next == []


def test_the_page_of_the_choice_keeps_what_was_typed(world: World, client: Client, four: list[Article]) -> None:
    page = f"/admin/articles/article/{four[0].pk}/read-next/"
    client.force_login(world.editor)
    assert '<option value="tea">Notes on tea</option>' in client.get(page).content.decode()
    wrong = client.post(page, {"place_1": "tea", "place_2": "nowhere"})
    assert wrong.status_code == 400
    assert 'value="nowhere"' in wrong.content.decode()
    assert client.post(page, {"place_1": "", "place_2": "tea"}).status_code == 302
    assert 'name="place_1" value="tea"' in client.get(page).content.decode()
