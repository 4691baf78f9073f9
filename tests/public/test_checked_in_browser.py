"""What was checked, and the report form, in a real browser: keyboard, no script, no request before it is asked for."""

import re
from typing import TYPE_CHECKING

import pytest
from pytest_django.live_server_helper import LiveServer

from articles.models import ReaderReport
from tests.world import HIGH, LOW, PLAIN, World

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser]

SWITCH = "Show what was checked"
SHIFTS = """() => new Promise(done => {
  let sum = 0;
  const add = list => { for (const entry of list.getEntries()) sum += entry.value; };
  new PerformanceObserver(add).observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done(sum), 300);
})"""


@pytest.fixture
def article(committed_world: World, live_server: LiveServer) -> str:
    """The address of a live article with two signed sentences and one that is no claim."""
    committed_world.published("## One?", LOW, PLAIN, "## Two?", HIGH, slug="walk")
    return f"{live_server.url}/articles/walk/"


def test_marks_and_notes_come_when_asked_for_and_go_again(article: str, page: "Page") -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(article)
    assert len(asked) <= 8
    assert not [url for url in asked if "/review/" in url]
    switch = page.get_by_role("button", name=SWITCH)
    assert switch.get_attribute("aria-pressed") == "false"
    assert page.locator(".note-chip").count() == 0
    assert page.evaluate(SHIFTS) == 0
    switch.click()
    assert switch.get_attribute("aria-pressed") == "true"
    assert page.locator(".note-chip").count() == page.locator("[data-note]").count() == 2
    assert page.get_by_role("status").inner_text() == "2 checked sentences are marked."
    line = page.locator("#c1").evaluate("node => getComputedStyle(node).textDecorationLine")
    assert line == "underline"  # never by colour alone
    assert page.locator(".note-chip").all_inner_texts() == ["✓1", "✓2"]
    page.get_by_role("button", name="Note 2").click()
    note = page.locator("#note-2")
    note.get_by_text(re.compile("Signed on")).first.wait_for()
    text = note.inner_text()
    assert HIGH in text
    assert "Example Prescriber" in text
    assert "Example guideline" in text
    assert page.locator("#note-1").is_hidden()
    switch.click()
    assert page.locator(".note-chip").first.is_hidden()
    assert len([url for url in asked if "/review/" in url]) == 1


def test_the_keyboard_opens_a_note_reads_on_in_it_and_comes_back(article: str, page: "Page") -> None:
    page.goto(article)
    page.get_by_role("button", name=SWITCH).focus()
    page.keyboard.press("Space")
    chip = page.get_by_role("button", name="Note 1")
    chip.focus()
    page.keyboard.press("Enter")
    page.locator("#note-1").get_by_text(re.compile("Signed on")).first.wait_for()
    assert chip.get_attribute("aria-expanded") in {"true", None}  # browsers tell assistive technology themselves
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.note')?.id") == "note-1"
    page.keyboard.press("Escape")
    assert page.locator("#note-1").is_hidden()
    assert page.evaluate("document.activeElement.textContent") == "✓1"


def test_a_note_that_cannot_be_loaded_says_where_it_stands(article: str, page: "Page") -> None:
    page.goto(article)
    page.route("**/review/", lambda route: route.abort())
    page.get_by_role("button", name=SWITCH).click()
    page.get_by_role("button", name="Note 1").click()
    link = page.locator("#note-1").get_by_role("link")
    assert (link.get_attribute("href") or "").endswith("/articles/walk/review/#claims")


def test_without_script_the_same_is_on_a_page_with_links_to_the_very_sentence(
    article: str, chromium: "Browser"
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(article)
    page.get_by_role("link", name=SWITCH).click()
    assert "Example Psychotherapist" in page.locator("#claim-1").inner_text()
    page.get_by_role("link", name=LOW).click()
    assert page.url == f"{article}#c1"
    assert page.locator("#c1").inner_text() == LOW
    page.get_by_role("link", name="Report a problem with this page").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Report a problem"
    context.close()


def test_on_paper_marks_become_footnotes(article: str, page: "Page") -> None:
    page.goto(article)
    page.get_by_role("button", name=SWITCH).click()
    page.locator("#note-2").get_by_text(re.compile("Signed on")).first.wait_for(state="attached")
    page.emulate_media(media="print")
    for shown in ("#note-1", "#note-2", ".note-chip", ".sources", ".paper", ".history"):
        assert page.locator(shown).first.is_visible(), shown
    for hidden in ("nav.crumbs", "#note-1 button", ".switch", ".after"):
        assert page.locator(hidden).first.is_hidden(), hidden
    assert "/articles/walk/" in page.locator(".paper").inner_text()


def test_a_reader_reports_a_sentence_from_its_note(article: str, page: "Page") -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(article)
    page.get_by_role("button", name=SWITCH).click()
    page.get_by_role("button", name="Note 1").click()
    page.locator("#note-1").get_by_role("link", name="Report a problem").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.get_by_label("Or paste the words").input_value() == LOW
    page.get_by_label("It is wrong or out of date").check()
    page.get_by_label("Tell us more").fill("The number is an old one.")
    page.wait_for_timeout(3_100)  # nobody is quicker
    page.get_by_role("button", name="Send the report").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    assert page.context.cookies() == []
    assert ReaderReport.objects.get().quote == LOW
