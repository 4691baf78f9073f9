"""The card that other sites show beside a link: it says of a page only what is true, and is drawn once."""

import io
import re

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image as Drawing

from articles.models import Publication
from articles.publishing.addresses import change_address
from articles.publishing.cards import HEIGHT, LINES, WIDTH, Card, can_write, card_of, draw, draw_cards, fitted, stored
from articles.publishing.consequences import revoke
from articles.publishing.withdraw import withdraw
from tests.world import LOW, PLAIN, World

SITE = "Smart Meditation"
LONG = "What to do when worries come at night and will not go " * 6


def image(client: Client, slug: str) -> str:
    """The address of the first picture that a page names for its card."""
    found = re.search(r'og:image" content="https?://[^/]+(/[^"]+)"', client.get(f"/articles/{slug}/").content.decode())
    assert found
    return found[1]


# ------------------------------------------------------------------------------------------------------------- drawing


@pytest.mark.parametrize("title", ["Sleep", LONG, "W" * 200, "Тревога и сон", "Άγχος", "القلق والنوم", "שינה", ""])
def test_a_card_has_its_size_whatever_the_title(title: str) -> None:
    shown = Drawing.open(io.BytesIO(draw(Card(title, SITE, checked=True))))
    assert shown.size == (WIDTH, HEIGHT)


def test_a_long_title_is_wrapped_between_words_and_cut_with_an_ellipsis() -> None:
    lines, small = fitted(LONG)
    assert lines[-1].endswith("…")
    assert all(small.getlength(line) <= WIDTH - 160 for line in lines)
    assert " ".join(lines).rstrip("…") in LONG
    few, large = fitted("Worries at night")
    assert (few, large.size > small.size) == (["Worries at night"], True)
    assert len(fitted("a b " * 30)[0]) <= LINES


def test_the_same_words_are_the_same_card_and_others_are_another() -> None:
    card = Card("Sleep", SITE, True)
    assert draw(card) == draw(Card("Sleep", SITE, True))
    others = [Card("Sleep.", SITE, True), Card("Sleep", "Other", True), Card("Sleep", SITE, False)]
    assert len({card.key, *(item.key for item in others)}) == 4
    assert card.words == "Sleep. Smart Meditation. Checked by a clinician"
    assert "Checked" not in Card("Sleep", SITE, True, example=True).words


def test_signs_that_the_font_lacks_are_known() -> None:
    assert can_write("Sleep – and “rest”, café, Τί, Что?")
    assert not can_write("不安と睡眠")


# --------------------------------------------------------------------------------------------------------------- pages


@pytest.mark.django_db
def test_a_page_names_its_card_and_serves_it_for_good(world: World, client: Client) -> None:
    world.published(LOW, slug="walk")
    path = image(client, "walk")
    answer = client.get(path)
    assert answer.status_code == 200
    assert Drawing.open(io.BytesIO(b"".join(answer.streaming_content))).size == (WIDTH, HEIGHT)
    assert answer.headers["Content-Type"] == "image/png"
    assert "immutable" in answer.headers["Cache-Control"]
    assert client.get(path, headers={"if-none-match": answer.headers["ETag"]}).status_code == 304
    card = card_of(Publication.objects.get(), True)
    assert card is not None
    assert card.key in path
    before = default_storage.get_modified_time(card.path)
    assert stored(card) == card.path
    assert default_storage.get_modified_time(card.path) == before  # drawn once


@pytest.mark.django_db
def test_the_card_says_that_a_clinician_checked_the_page_only_while_that_is_so(world: World, client: Client) -> None:
    article = world.published(LOW, slug="walk")
    before = image(client, "walk")
    decision = Publication.objects.get().decisions.get()
    revoke(decision.by, decision, "I misread it.")
    after = image(client, "walk")
    assert after != before
    assert "Checked by a clinician" not in client.get("/articles/walk/").content.decode()
    moved = client.get(before)
    assert (moved.status_code, moved.headers["Location"]) == (302, after)
    draw_cards(Publication.objects.get())
    withdraw(world.editor, article, "It is wrong.")
    assert client.get(after).status_code == 410


@pytest.mark.django_db
def test_a_card_follows_its_page_to_another_address_and_drafts_have_none(world: World, client: Client) -> None:
    article = world.published(LOW, slug="old")
    world.article(PLAIN, slug="draft")
    path = image(client, "old")
    change_address(world.editor, article, "new")
    assert client.get(path).headers["Location"] == path.replace("/old/", "/new/")
    assert client.get(path.replace("/old/", "/draft/")).status_code == 404


@pytest.mark.django_db
def test_a_title_that_cannot_be_written_has_the_card_of_the_site(world: World, client: Client) -> None:
    world.published(LOW, slug="walk", title="Walking 散歩")
    assert image(client, "walk").startswith("/static/")
    assert client.get(f"/articles/walk/card-{'0' * 32}.png").status_code == 404
