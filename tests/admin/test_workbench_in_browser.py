"""The workbench in a real browser: keys, narrow screens, no script."""

import base64
from typing import Any

import pytest
from django_otp.oath import TOTP

from articles.models import Decision
from tests.admin.reviewing import in_review, review_url
from tests.world import HIGH, LOW, MEDIUM, PASSWORD, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def log_in(page: Any, base: str, username: str) -> None:
    """Through the login form."""
    page.goto(f"{base}/admin/login/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("link", name="Review queue").first.wait_for()


def test_two_claims_are_signed_without_the_mouse(committed_world: World, live_server: Any, page: Any) -> None:
    article = in_review(committed_world, LOW, MEDIUM)
    log_in(page, live_server.url, "therapist")
    page.goto(live_server.url + review_url(article))
    for key in ("j", "a", " ", "n", "a", " "):
        page.keyboard.press(key)
    page.get_by_text("2 of 2 ticked").wait_for()
    page.keyboard.press("s")
    page.keyboard.press("Enter")
    page.locator(".messagelist", has_text="2 claims signed off.").wait_for()
    assert Decision.objects.count() == 2


def test_keys_do_nothing_while_somebody_writes_or_when_switched_off(
    committed_world: World, live_server: Any, page: Any
) -> None:
    article = in_review(committed_world, LOW)
    log_in(page, live_server.url, "therapist")
    page.goto(live_server.url + review_url(article))
    page.keyboard.press("j")
    page.keyboard.press("r")
    page.keyboard.type("jans")
    assert page.get_by_label("Reason", exact=True).first.input_value() == "jans"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.get_by_label("Use single keys").uncheck()
    page.get_by_role("button", name="Close").click()
    page.locator("#say").evaluate("element => { element.textContent = ''; }")
    page.keyboard.press("j")
    assert page.locator("#say").text_content() == ""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_scrolls_sideways_on_a_narrow_screen(
    committed_world: World, live_server: Any, page: Any, scheme: str
) -> None:
    article = in_review(committed_world, HIGH, MEDIUM)
    committed_world.decide(committed_world.therapist, article)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 700})
    log_in(page, live_server.url, "prescriber")
    for address in ("/admin/articles/revision/queue/", review_url(article), review_url(article, "second-reading")):
        page.goto(live_server.url + address)
        page.evaluate("() => document.querySelectorAll('details').forEach((item) => { item.open = true; })")
        assert page.evaluate("() => document.documentElement.scrollWidth") == 320
    background = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, background[4:-1].split(","))) < 200) is (scheme == "dark")


def test_everything_works_without_script(committed_world: World, live_server: Any, chromium: Any) -> None:
    article = in_review(committed_world, LOW)
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    log_in(page, live_server.url, "therapist")
    page.goto(live_server.url + review_url(article))
    assert page.get_by_role("button", name="Keys").count() == 0  # what only a script could answer is not offered
    page.get_by_label("Sign claim 1").check()
    page.get_by_label("Sign the whole text").check()
    page.get_by_role("button", name="Sign the ticked claims").click()
    page.locator(".messagelist", has_text="1 claim signed off.").wait_for()
    context.close()
    assert article.latest_revision.state == "approved"


def test_a_second_factor_is_set_up_by_its_picture_and_asked_for_at_the_next_sign_in(
    committed_world: World, live_server: Any, page: Any
) -> None:
    log_in(page, live_server.url, "therapist")
    page.get_by_role("link", name="Second factor").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Set it up").click()
    assert page.locator(".qr svg").bounding_box()["width"] > 150
    app = TOTP(base64.b32decode(page.locator(".secret").inner_text().replace(" ", "")))
    page.get_by_label("The six digits").fill(f"{app.token():06d}")
    page.get_by_role("button", name="Switch it on").click()
    recovery = page.locator(".codes li").first.inner_text()
    page.get_by_role("button", name="Log out").click()

    page.goto(f"{live_server.url}/admin/login/?next=/admin/articles/revision/queue/")
    page.get_by_label("Username").fill("therapist")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("textbox", name="Code").fill(recovery)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Review queue").wait_for()
