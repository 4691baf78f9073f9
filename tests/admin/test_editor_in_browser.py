"""The editor in a real browser, under our policy: live marks, suggestions and undo, pasting, keyboard, nothing lost."""

from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Error, Page, Route
from pytest_django.live_server_helper import LiveServer

from articles.models import Article, Image, UnsavedText
from articles.review.gate import evaluate
from tests.world import HIGH, LOW, PASSWORD, PLAIN, World, latest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BLAMING = "His uncle committed suicide after years of depression."
WORD = Path(__file__).parents[1] / "markup" / "incoming" / "word.html"
DROP = """async () => {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 20;
  const blob = await new Promise(done => canvas.toBlob(done, 'image/png'));
  const data = new DataTransfer();
  data.items.add(new File([blob], 'a.png', {type: 'image/png'}));
  document.getElementById('id_body').dispatchEvent(
    new DragEvent('drop', {bubbles: true, cancelable: true, dataTransfer: data}));
}"""
PASTE = """([html, plain]) => {
  const data = new DataTransfer();
  data.setData('text/html', html);
  data.setData('text/plain', plain);
  document.getElementById('id_body').dispatchEvent(
    new ClipboardEvent('paste', {bubbles: true, cancelable: true, clipboardData: data}));
}"""


def enter(page: Page, server: LiveServer, user: User) -> None:
    """Signed in without the form, which has tests of its own."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": server.url}])


def sign_in(page: Page, server: LiveServer, user: User) -> None:
    page.goto(f"{server.url}/admin/login/")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def open_editor(page: Page, server: LiveServer, article: Article) -> None:
    page.goto(f"{server.url}/admin/articles/article/{article.pk}/change/")
    page.get_by_role("toolbar").wait_for()


def selected(page: Page) -> str:
    return page.evaluate("document.getSelection().toString()")


def test_marks_follow_the_typing_lead_to_the_words_and_the_words_are_saved(
    world: World, live_server: LiveServer, page: Page
) -> None:
    article = world.article(PLAIN)
    enter(page, live_server, world.author)
    open_editor(page, live_server, article)
    body = page.get_by_label("Body")
    body.fill(f"🌱 {PLAIN}\n\n{HIGH}")
    mark = page.locator(".markdownx-preview mark").get_by_text(HIGH)
    mark.wait_for()
    page.get_by_role("link", name="line 3").click()
    assert selected(page) == HIGH
    body.press("Home")
    mark.click()
    assert selected(page) == HIGH
    page.get_by_text("No clinician has signed the whole text yet").wait_for()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved as revision 2.").wait_for()
    assert latest(article).body == f"🌱 {PLAIN}\n\n{HIGH}"


def test_a_late_answer_to_an_older_text_is_dropped(world: World, live_server: LiveServer, page: Page) -> None:
    article = world.article(PLAIN)
    enter(page, live_server, world.author)
    open_editor(page, live_server, article)
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/admin/articles/preview/", hold_the_first)
    body = page.get_by_label("Body")
    with page.expect_request("**/admin/articles/preview/"):
        body.fill("An older text.")
    body.fill("A newer text.")
    page.locator("#preview").get_by_text("A newer text.").wait_for()
    with suppress(Error):  # it was given up already
        held[0].fulfill(json={"preview": "An older text.", "findings": "Old findings."})
    page.wait_for_timeout(100)  # for a script that would show it
    assert "older" not in page.locator("#preview").inner_text()
    assert "Old" not in page.locator("#findings").inner_text()


def test_a_suggestion_is_taken_with_one_click_and_taken_back_by_undo(
    world: World, live_server: LiveServer, page: Page
) -> None:
    article = world.article(PLAIN)
    enter(page, live_server, world.author)
    open_editor(page, live_server, article)
    body = page.get_by_label("Body")
    body.focus()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(f"\n\n{BLAMING}")
    page.get_by_role("button", name="Use “died by suicide”").click()
    better = BLAMING.replace("committed suicide", "died by suicide")
    assert body.input_value() == f"{PLAIN}\n\n{better}"
    assert selected(page) == "died by suicide"
    page.get_by_text("Words to change (0)").wait_for()
    page.keyboard.press("Control+z")
    assert body.input_value() == f"{PLAIN}\n\n{BLAMING}"


def test_writing_reviewing_and_saving_need_no_mouse(world: World, live_server: LiveServer, page: Page) -> None:
    article = world.article(LOW)
    enter(page, live_server, world.author)
    open_editor(page, live_server, article)
    body, keys = page.get_by_label("Body"), page.keyboard
    body.focus()
    keys.press("Tab")
    assert page.evaluate("document.activeElement.id") != "id_body"  # the keyboard is not trapped
    assert body.input_value() == LOW
    body.focus()
    keys.press("Control+End")
    keys.press("Enter")
    keys.press("Enter")
    keys.press("Alt+F10")  # to the toolbar, one stop with arrows inside
    for _ in range(6):
        keys.press("ArrowRight")
    assert page.evaluate("document.activeElement.title") == "List with bullets (Ctrl+Shift+8)"
    keys.press("Enter")
    keys.type("one")
    keys.press("Enter")
    keys.type("two")
    keys.press("Enter")
    keys.press("Enter")
    keys.press("Control+Alt+2")
    keys.type("A heading")
    assert body.input_value() == f"{LOW}\n\n- one\n- two\n\n## A heading"
    keys.press("Control+End")
    keys.insert_text(f"\n\n{BLAMING}")
    page.locator(".wording-list li").wait_for()
    keys.press("Control+Home")
    keys.press("F8")
    assert selected(page) == LOW
    keys.press("F8")
    assert selected(page) == BLAMING
    keys.press("F8")
    assert selected(page) == "committed suicide"
    keys.press("Control+.")
    assert "died by suicide" in body.input_value()
    keys.press("Control+s")
    page.get_by_text("Saved as revision 2.").wait_for()


def test_what_is_pasted_from_word_becomes_markdown_and_undo_takes_it_back(
    world: World, live_server: LiveServer, page: Page
) -> None:
    article = world.article(PLAIN)
    enter(page, live_server, world.author)
    open_editor(page, live_server, article)
    body = page.get_by_label("Body")
    body.focus()
    page.keyboard.press("Control+End")
    page.evaluate(PASTE, [WORD.read_text(encoding="utf-8"), "plain"])
    page.get_by_text("Pasted as Markdown").wait_for()
    want = WORD.with_suffix(".md").read_text(encoding="utf-8")
    assert body.input_value() == f"{PLAIN}\n\n{want}"
    assert "“A dark bedroom”" in page.locator("#live-status").inner_text()
    page.keyboard.press("Control+z")
    assert body.input_value() == PLAIN


def test_typed_words_survive_leaving_the_page(world: World, live_server: LiveServer, page: Page) -> None:
    article = world.article(LOW)
    enter(page, live_server, world.author)
    open_editor(page, live_server, article)
    questions: list[str] = []
    page.on("dialog", lambda dialog: (questions.append(dialog.type), dialog.accept()))
    page.reload()
    assert questions == []
    page.get_by_label("Body").click()  # without a gesture the browser asks nothing
    page.get_by_label("Body").fill("Words that were not saved.")
    page.reload()
    assert questions == ["beforeunload"]
    page.get_by_role("link", name="Look at it").wait_for()
    page.get_by_text("What it would change (1 field)").click()
    assert page.locator("#offer ins").inner_text().endswith("Words that were not saved")
    page.get_by_role("link", name="Bring it back").click()
    assert page.get_by_label("Body").input_value() == "Words that were not saved."
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved as revision 2.").wait_for()
    assert page.locator("#offer h2").count() == 0
    assert not UnsavedText.objects.exists()


def test_the_end_of_the_session_loses_nothing(world: World, live_server: LiveServer, page: Page) -> None:
    article = world.article(LOW)
    enter(page, live_server, world.author)
    open_editor(page, live_server, article)
    page.context.clear_cookies()
    page.get_by_label("Body").fill("Typed after the session had ended.")
    page.get_by_text("You are signed out. What you type is kept in this browser").wait_for()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("You are signed out. What you type is kept in this browser").wait_for()
    other = page.context.new_page()
    sign_in(other, live_server, world.author)
    other.get_by_role("button", name="Log out").wait_for()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved as revision 2.").wait_for()
    assert latest(article).body == "Typed after the session had ended."


def test_two_people_who_save_over_each_other_resolve_it_on_one_page(
    world: World, live_server: LiveServer, page: Page
) -> None:
    article = world.article(PLAIN)
    enter(page, live_server, world.author)
    open_editor(page, live_server, article)
    world.save(article, LOW, by=world.editor)
    page.get_by_label("Body").fill(HIGH)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Somebody saved this article after you opened it").wait_for()
    assert page.locator("table.columns tr.changed td").nth(1).inner_text() == LOW
    page.get_by_label("Body").fill(f"{LOW}\n\n{HIGH}")
    page.locator(".markdownx-preview mark").get_by_text(HIGH).wait_for()
    page.get_by_role("button", name="Save mine on top").click()
    page.get_by_text("Saved as revision 3.").wait_for()
    assert latest(article).body == f"{LOW}\n\n{HIGH}"


def test_a_dropped_picture_asks_what_it_shows(world: World, live_server: LiveServer, page: Page) -> None:
    article = world.article(LOW)
    enter(page, live_server, world.author)
    open_editor(page, live_server, article)
    page.evaluate(DROP)
    dialog = page.get_by_role("dialog", name="Put in a figure")
    dialog.get_by_role("button", name="Add and put in").click()
    dialog.get_by_text("Every picture needs a sentence that says what it shows").wait_for()
    assert not Image.objects.exists()
    dialog.get_by_label("What it shows").fill("An empty square.")
    dialog.get_by_label("Caption").fill("The square")
    dialog.get_by_role("button", name="Add and put in").click()
    dialog.get_by_text("Say whose picture it is").wait_for()
    dialog.get_by_label("Whose picture it is").fill("Example Photographer")
    dialog.get_by_label("Licence", exact=True).fill("CC BY 4.0")
    dialog.get_by_role("button", name="Add and put in").click()
    page.get_by_text("The picture was put in.").wait_for()
    written = page.get_by_label("Body").input_value()
    assert "![An empty square.](/media/articles/" in written
    assert ' "The square. Picture: Example Photographer, CC BY 4.0")' in written
    page.get_by_role("button", name="Save").first.click()
    page.get_by_text("Saved as revision 2.").wait_for()
    assert "credit" not in evaluate(latest(article)).codes()


def test_without_a_script_a_button_checks_what_is_typed(world: World, live_server: LiveServer, page: Page) -> None:
    article = world.article(PLAIN)
    context = page.context.browser.new_context(java_script_enabled=False)
    bare = context.new_page()
    enter(bare, live_server, world.author)
    bare.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")
    bare.get_by_label("Body").fill(HIGH)
    bare.get_by_role("button", name="Check without saving").click()
    assert bare.locator(".markdownx-preview mark").inner_text() == HIGH
    assert bare.get_by_label("Body").input_value() == HIGH
    assert bare.get_by_role("toolbar").count() == 0
    context.close()
    assert latest(article).body == PLAIN
