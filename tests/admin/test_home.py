"""The first page of the desk: what waits for whom."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from articles.review.transitions import submit
from tests.admin.reviewing import client_of, select, text_of, tree
from tests.world import LOW, PLAIN, World, days, latest

pytestmark = pytest.mark.django_db

WAYS = ["Pictures", "Topics", "How to write"]  # always there, after what waits


def cards(user: User) -> dict[str, list[str]]:
    """The lines of each card."""
    page = tree(client_of(user).get("/admin/"))
    return {
        str(card.get("id")): [text_of(item) for item in select(card, "li")] for card in select(page, ".home .module")
    }


def test_an_author_finds_the_drafts_and_the_messages(world: World) -> None:
    world.article(LOW, title="A walk in spring")
    submit(world.author, latest(world.article(PLAIN, title="Buses")))
    day = f"{timezone.localdate():%-d %B}"
    found = cards(world.author)
    assert found["writing"] == [f"A walk in spring Draft, {day}", "New article", *WAYS]
    assert found["planning"] == ["Calendar", "Help lines"]
    assert "reviewing" not in found
    assert cards(world.therapist)["messages"] == ["1 unread"]


def test_a_text_that_somebody_else_saved_since_does_not_wait_for_the_first_writer(world: World) -> None:
    article = world.article(LOW)
    world.save(article, LOW, PLAIN, by=world.editor)
    assert cards(world.author)["writing"] == ["None of your texts waits for you.", "New article", *WAYS]
    assert cards(world.editor)["writing"][0].startswith("Notes from the library")


def test_an_editor_sees_what_is_approved_scheduled_and_to_be_checked(world: World) -> None:
    approved, scheduled = world.article(LOW, title="A walk"), world.article(PLAIN, title="Buses")
    world.published("Call [0300 555 0100](tel:03005550100).", kind="helpline", title="Night line")
    for article in (approved, scheduled):
        world.settle(article)
    world.publish(scheduled, live_from=timezone.now() + days(2))
    assert cards(world.editor)["planning"] == [
        "Approved, not yet public: 1",
        "Calendar: 1 goes live within a week",
        "Figures of the review",
        "Help lines: 1 to check",
        "Live pages and absences",
    ]


@pytest.mark.parametrize("role", ["author", "editor", "therapist", "administrator", "superuser"])
def test_whatever_the_first_page_names_is_open_to_its_reader(world: World, role: str) -> None:
    desk = client_of(getattr(world, role))
    found = [link.get("href") for link in select(tree(desk.get("/admin/")), ".home a, #desk-links a, #user-tools a")]
    assert {address: desk.get(address).status_code for address in found} == dict.fromkeys(found, 200)


def test_who_answers_for_the_records_finds_them_on_the_first_page(world: World) -> None:
    exports = "Exports: tables, manifests, signature pages"
    assert cards(world.author)["records"] == ["Register of sources"]
    assert cards(world.editor)["records"] == ["Register of sources", "Ledger", exports, "Rules and policy"]
    assert cards(world.administrator)["records"] == ["Ledger", exports]


def test_nobody_is_led_to_a_queue_that_is_not_theirs(world: World) -> None:
    ledger = "/admin/articles/ledgerevent/"
    assert "Review queue" not in client_of(world.administrator).get(ledger).content.decode()
    assert "Review queue" in client_of(world.editor).get(ledger).content.decode()


def test_a_stranger_is_shown_nothing_of_the_texts(world: World) -> None:
    world.article(LOW, title="A walk in spring")
    assert set(cards(world.stranger)) == {"messages"}


def test_the_first_page_asks_as_often_for_many_texts_as_for_one(
    world: World, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        world.article(PLAIN, title=f"Buses {number}")
    desk = client_of(world.author)
    desk.get("/admin/")
    with django_assert_max_num_queries(12):
        page = desk.get("/admin/")
    assert len(select(tree(page), "#writing li")) == 7 + len(WAYS)
