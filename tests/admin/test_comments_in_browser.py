"""Comments in a real browser: from the keyboard alone, and on a narrow screen."""

from typing import Any
from uuid import uuid4

import pytest

from articles.models import Comment
from articles.review import comments
from tests.admin.reviewing import in_review, review_url
from tests.admin.test_workbench_in_browser import log_in
from tests.world import LOW, World, latest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_comment_is_written_without_the_mouse(committed_world: World, live_server: Any, page: Any) -> None:
    article = in_review(committed_world, LOW)
    log_in(page, live_server.url, "therapist")
    page.goto(live_server.url + review_url(article))
    for key in ("j", "c"):
        page.keyboard.press(key)
    page.keyboard.type("Is this so?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".thread", has_text="Is this so?").wait_for()
    assert Comment.objects.get().text == "Is this so?"


@pytest.mark.parametrize("kind", ["review", "comments"])
def test_the_conversation_fits_a_narrow_screen(committed_world: World, live_server: Any, page: Any, kind: str) -> None:
    article = in_review(committed_world, LOW)
    fingerprint = committed_world.board(article).claims[0].fingerprint
    comments.start(committed_world.author, latest(article), fingerprint, "A" * 300, uuid4(), "A short walk")
    page.set_viewport_size({"width": 320, "height": 640})
    log_in(page, live_server.url, "therapist")
    page.goto(live_server.url + review_url(article, kind))
    page.locator(".thread").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
