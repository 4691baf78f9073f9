"""Readers' pages in a real browser: narrow screens, the keyboard, dark scheme, paper."""

from typing import TYPE_CHECKING

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.world import LOW, MEDIUM, PLAIN, World

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser]

TABLE = "| Day | Opens | Closes | Telephone |\n|---|---|---|---|\n| Wednesday | 09:00 | 17:00 | 0000 000 000 |"


@pytest.fixture
def article(committed_world: World, live_server: LiveServer) -> str:
    """The address of a live article with everything that could be too wide."""
    world = committed_world
    world.published("Call [116 123](tel:116123).", kind="helpline", title="Somebody to talk to", slug="talk")
    world.published(
        "## One?", LOW, MEDIUM, "## Two?", TABLE, "## Three?", "{{ helpline:talk }}", "## Four?", PLAIN,
        title="Walking and mood", slug="walk", sensitive=True,
    )  # fmt: skip
    return f"{live_server.url}/articles/walk/"


def test_nothing_is_wider_than_a_phone_and_nothing_breaks_the_policy(article: str, page: "Page") -> None:
    root = article.removesuffix("/articles/walk/")
    page.set_viewport_size({"width": 320, "height": 640})
    for path in ("/", "/articles/", "/articles/walk/", "/articles/walk/review/", "/search/?q=walk", "/help-now/",
                 "/editorial-policy/", "/review-policy/", "/corrections/", "/topics/", "/authors/", "/authors/author/",
                 "/clinicians/", "/clinicians/therapist/", "/about/", "/accessibility/", "/privacy/",
                 "/stay-safe-online/", "/nowhere/"):  # fmt: skip
        page.goto(root + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        assert page.locator("main").count() == 1, path
        assert page.locator("h1").count() == 1, path


def test_the_keyboard_meets_the_skip_link_and_then_help(article: str, page: "Page") -> None:
    page.goto(article)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Leave this site"  # this page is a sensitive one
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Get help now"
    page.goto(article)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_every_link_inside_the_page_leads_somewhere(article: str, page: "Page") -> None:
    page.goto(article)
    broken = page.evaluate(
        "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href').slice(1))"
        ".filter(id => !document.getElementById(id))"
    )
    assert broken == []
    twice = page.evaluate(
        "[...document.querySelectorAll('[id]')].map(e => e.id).filter((id, i, all) => all.indexOf(id) !== i)"
    )
    assert twice == []


def test_dark_devices_get_dark_pages_and_paper_stays_white(article: str, page: "Page") -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(article)
    colour = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(colour) == "rgb(20, 25, 27)"
    page.emulate_media(color_scheme="dark", media="print")
    assert page.evaluate(colour) == "rgb(255, 255, 255)"
    assert not page.get_by_role("navigation", name="Main").is_visible()
    assert not page.get_by_role("link", name="Leave this site").is_visible()


def test_the_way_out_replaces_the_page_in_the_history(article: str, page: "Page", settings: object) -> None:
    root = article.removesuffix("/articles/walk/")
    settings.LEAVE_URL = f"{root}/robots.txt"  # type: ignore[attr-defined]
    page.goto(f"{root}/articles/")
    page.goto(article)
    page.get_by_role("link", name="Leave this site").last.click()
    page.wait_for_url("**/robots.txt")
    page.go_back()
    assert page.url == f"{root}/articles/"


@pytest.mark.parametrize("key", ["Shift", "Escape"])
def test_three_presses_of_a_key_leave_and_are_counted_aloud(
    article: str, page: "Page", settings: object, key: str
) -> None:
    root = article.removesuffix("/articles/walk/")
    settings.LEAVE_URL = f"{root}/robots.txt"  # type: ignore[attr-defined]
    page.goto(article)
    status = page.locator(".exit [role=status]")
    page.keyboard.press(key)
    assert status.text_content() == f"{key}: press 2 more times to leave this site."
    page.keyboard.press("Shift+A")
    assert status.text_content() == ""  # writing a capital letter is no wish to leave
    page.keyboard.press(key)
    page.keyboard.press(key)
    assert status.text_content() == f"{key}: press 1 more time to leave this site."
    page.keyboard.press(key)
    page.wait_for_url("**/robots.txt")


def test_without_javascript_the_way_out_and_everything_else_is_a_link(
    article: str, chromium: "Browser", settings: object
) -> None:
    root = article.removesuffix("/articles/walk/")
    settings.LEAVE_URL = f"{root}/robots.txt"  # type: ignore[attr-defined]
    context = chromium.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(article)
    opened.locator(".exit a").click()
    assert opened.url == f"{root}/robots.txt"
    for path in ("/", "/help-now/", "/clinicians/therapist/", "/review-policy/"):
        opened.goto(root + path)
        assert opened.locator("h1").is_visible(), path
    context.close()
