"""The editor in a real browser, under our policy: the live preview, the lines, the keyboard, dropped pictures."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from articles.models import Image
from tests.world import HIGH, LOW, PASSWORD, PLAIN, World, latest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DROP = """async () => {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 20;
  const blob = await new Promise(done => canvas.toBlob(done, 'image/png'));
  const data = new DataTransfer();
  data.items.add(new File([blob], 'a.png', {type: 'image/png'}));
  document.getElementById('id_body').dispatchEvent(
    new DragEvent('drop', {bubbles: true, cancelable: true, dataTransfer: data}));
}"""


def sign_in(page: Page, server: LiveServer, user: User) -> None:
    page.goto(f"{server.url}/admin/login/")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def test_the_preview_follows_the_typing_and_the_words_are_saved(
    world: World, live_server: LiveServer, page: Page
) -> None:
    article = world.article(PLAIN)
    sign_in(page, live_server, world.author)
    page.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")
    page.locator(".markdownx-preview").get_by_text(PLAIN).wait_for()
    page.get_by_label("Body").fill(f"{PLAIN}\n\n{HIGH}")
    page.locator(".markdownx-preview mark").get_by_text(HIGH).wait_for()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved as revision 2.").wait_for()
    page.get_by_role("link", name="line 3").click()
    assert page.evaluate("document.getSelection().toString()") == HIGH
    assert latest(article).body == f"{PLAIN}\n\n{HIGH}"


def test_the_keyboard_is_not_trapped_in_the_text(world: World, live_server: LiveServer, page: Page) -> None:
    article = world.article(LOW)
    sign_in(page, live_server, world.author)
    page.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")
    page.get_by_label("Body").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") != "id_body"
    assert page.get_by_label("Body").input_value() == LOW


def test_typed_words_survive_leaving_the_page(world: World, live_server: LiveServer, page: Page) -> None:
    article = world.article(LOW)
    sign_in(page, live_server, world.author)
    page.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")
    page.get_by_label("Body").fill("Words that were not saved.")
    page.reload()
    page.get_by_role("button", name="Bring back what you typed").click()
    assert page.get_by_label("Body").input_value() == "Words that were not saved."


def test_a_dropped_picture_asks_what_it_shows(world: World, live_server: LiveServer, page: Page) -> None:
    article = world.article(LOW)
    sign_in(page, live_server, world.author)
    page.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.evaluate(DROP)
    page.get_by_text("it needs a sentence that says what it shows").wait_for()
    assert not Image.objects.exists()
    page.once("dialog", lambda dialog: dialog.accept("An empty square."))
    page.evaluate(DROP)
    page.get_by_text("The picture was added.").wait_for()
    assert "![An empty square.](/media/articles/" in page.get_by_label("Body").input_value()
