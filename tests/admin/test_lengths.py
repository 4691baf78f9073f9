"""Advice on lengths: beside the field, counted anew while somebody types, never a block."""

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from articles.admin.forms import TextForm
from articles.review.lengths import LENGTHS
from tests.admin.test_editor_in_browser import sign_in
from tests.world import LOW, World


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("title", "", "empty"),
        ("title", "Sleep", "short"),
        ("title", "What helps when you cannot sleep", "good"),
        ("title", "x" * 66, "long"),
        ("meta_description", " " * 200, "empty"),
        ("meta_description", "x" * 155, "good"),
        ("meta_description", "x" * 156, "long"),
        ("summary", "é" * 60, "good"),
    ],
)
def test_a_length_is_told_in_a_sentence(name: str, text: str, kind: str) -> None:
    length = LENGTHS[name]
    assert length.kind(text) == kind
    assert length.advice(text) == getattr(length, kind)


@pytest.mark.django_db
def test_a_text_that_is_too_long_is_refused_and_kept_and_no_browser_cuts_it(client: Client, world: World) -> None:
    client.force_login(world.author)
    assert "maxlength" not in str(TextForm()["body"]) + str(TextForm()["title"])
    typed = "Buses. " * 29_000
    page = client.post("/admin/articles/article/add/", {"title": "x" * 201, "body": typed, "kind": "article"})
    words = page.content.decode()
    assert page.status_code == 400
    assert "at most 200 characters (it has 201)" in words
    assert "at most 200000 characters (it has 203000)" in words
    assert words.count("Buses. ") >= 29_000


@pytest.mark.django_db
def test_the_editor_says_how_long_each_part_is(client: Client, world: World) -> None:
    article = world.article(LOW, title="Sleep", summary="x" * 301)
    client.force_login(world.author)
    page = client.get(f"/admin/articles/article/{article.pk}/change/").content.decode()
    for name, words in (
        ("title", LENGTHS["title"].short),
        ("summary", LENGTHS["summary"].long),
        ("meta_description", LENGTHS["meta_description"].empty),
    ):
        line = page.split(f'id="id_{name}_length"')[1].split("</p>")[0]
        assert f"data-advice>{words}" in line
    assert "<span data-count>301</span>" in page
    assert 'id="id_body_length"' not in page


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_count_follows_the_typing(world: World, live_server: LiveServer, page: Page) -> None:
    article = world.article(LOW)
    sign_in(page, live_server, world.author)
    page.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")
    line = page.locator("#id_meta_description_length")
    expect(line).to_contain_text("Left empty")
    page.get_by_label("Meta description").fill("🙂" * 156)
    expect(line).to_contain_text("156 characters; 70 to 155 do well. Search engines cut")
    page.get_by_label("Meta description").fill(
        "A short walk in the morning: how to begin, how far to go, and how to keep at it."
    )
    expect(line).to_contain_text("A good length.")
