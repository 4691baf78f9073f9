"""The live preview: the page as readers would see it, for those who may see drafts."""

import pytest
from django.test import Client

from articles.rendering import render, visible_text
from tests.world import HIGH, LOW, PLAIN, World

URL = "/admin/articles/preview/"


def test_claims_are_marked_in_the_rendered_text(client: Client, world: World) -> None:
    client.force_login(world.author)
    answer = client.post(URL, {"content": f"## A heading\n\n{PLAIN} {HIGH}"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<h2" in page
    assert page.count("<mark") == 1
    assert HIGH in visible_text(page[page.index("<mark") : page.index("</mark>")])


def test_the_preview_is_a_fragment_that_is_never_stored(client: Client, world: World) -> None:
    client.force_login(world.therapist)
    answer = client.post(URL, {"content": LOW})
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]
    assert "<html" not in answer.content.decode()


def test_it_is_closed_to_staff_without_the_right(client: Client, world: World) -> None:
    client.force_login(world.stranger)
    answer = client.post(URL, {"content": LOW})
    assert answer.status_code == 403
    assert LOW not in answer.content.decode()


def test_it_says_in_words_that_the_session_has_ended(client: Client) -> None:
    answer = client.post(URL, {"content": LOW})
    assert answer.status_code == 403
    assert "You are signed out" in answer.content.decode()
    assert "<form" not in answer.content.decode()


def test_it_answers_no_link(client: Client, world: World) -> None:
    client.force_login(world.author)
    assert client.get(URL, {"content": LOW}).status_code == 405


def test_a_form_of_another_site_is_refused(world: World) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(world.author)
    assert careful.post(URL, {"content": LOW}).status_code == 403


def test_what_cannot_be_saved_is_said_inside_the_preview(client: Client, world: World) -> None:
    client.force_login(world.author)
    page = client.post(URL, {"content": "One line.\n\nTake 10 \u202eto 20 drops."}).content.decode()
    assert "Line 3 contains a hidden character" in page
    assert "drops" not in page


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[here](javascript:alert(1))",
        "![x](https://elsewhere.example.org/x.png)",
        '<div style="position:fixed">over all</div>',
    ],
)
def test_the_preview_lets_nothing_through_that_the_page_would_not(client: Client, world: World, attack: str) -> None:
    client.force_login(world.author)
    page = client.post(URL, {"content": attack}).content.decode()
    assert f'<div class="preview-page">{render(attack).html}</div>' in page
    for danger in ("<script", "<img", 'href="javascript:', "<div style"):
        assert danger not in page


@pytest.mark.parametrize("path", ["/markdownx/markdownify/", "/markdownx/upload/", "/admin/markdownx/upload/"])
def test_the_views_of_the_widget_are_not_mounted(client: Client, world: World, path: str) -> None:
    client.force_login(world.superuser)
    assert client.post(path, {"content": LOW}).status_code == 404


def test_what_readers_would_miss_is_said(client: Client, world: World) -> None:
    client.force_login(world.author)
    picture = f"/media/articles/{'0' * 64}.webp"
    page = client.post(URL, {"content": f"{{{{ helpline:nobody-there }}}}\n\n![A bench.]({picture})"}).content.decode()
    assert "The help line “nobody-there” is not published" in page
    assert f"The picture “{picture}” is not in the library" in page


def test_words_to_change_are_named(client: Client, world: World) -> None:
    client.force_login(world.author)
    page = client.post(URL, {"content": "He committed suicide last year."}).content.decode()
    assert "Words to change" in page
