"""An article of the publisher's shape, 23 claims of which 19 are high risk, reviewed from the keyboard alone."""

from typing import TYPE_CHECKING, Any

import pytest

from articles.claims.types import Risk
from articles.models import Article, Signature
from articles.review import gate
from articles.workflow.settlement import ClaimState
from tests.admin.reviewing import in_review, review_url
from tests.world import LOW, PASSWORD, PLAIN, World, latest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MEDICINES = (
    "Ibuprofen", "Paracetamol", "Naproxen", "Propranolol", "Melatonin", "Omeprazole", "Cetirizine", "Loratadine",
    "Aspirin", "Metformin",
)  # fmt: skip
HIGH_RISK = [f"{name} can cause nausea in the first weeks." for name in MEDICINES] + [
    f"{name} can ease pain in some adults." for name in MEDICINES[:9]
]
LOWER = [
    LOW,
    "A warm bath in the evening can help you feel calmer.",
    "Cognitive behavioural therapy can reduce the symptoms of depression.",
    "Mindfulness can reduce the symptoms of anxiety.",
]


class Hands:
    """A person who has a keyboard and no mouse. Counts keys that are pressed and pages that are waited for."""

    def __init__(self, page: "Page", base: str, username: str) -> None:
        self.page, self.base = page, base
        self.keys = self.loads = 0
        page.context.clear_cookies()
        page.goto(f"{base}/admin/login/?next=/admin/articles/revision/queue/")
        page.locator("#id_username:focus").wait_for()
        page.keyboard.type(username)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.get_by_role("heading", name="Review queue").wait_for()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.keys += len(keys)

    def go(self, key: str) -> None:
        """A key that leads to another page."""
        self.loads += 1
        with self.page.expect_navigation():
            self.press(key)

    def tab_to(self, name: str) -> None:
        """Tab to the link or button of this name. One input: how many stops it takes is measured elsewhere."""
        for _ in range(120):
            self.page.keyboard.press("Tab")
            if self.focus().startswith(name):
                self.keys += 1
                return
        raise AssertionError(f"Tab never came to {name!r}")

    def focus(self) -> str:
        return self.page.evaluate("() => document.activeElement.textContent.trim()")

    def heard(self) -> str:
        """What the status line says."""
        return self.page.locator("#say").text_content() or ""


def shaped(world: World) -> Article:
    article = in_review(world, *HIGH_RISK, *LOWER, "We sell tea and cake.")
    claims = world.board(article).claims
    assert (len(claims), sum(claim.risk is Risk.HIGH for claim in claims)) == (23, 19)
    return article


def test_an_article_of_the_publishers_shape_is_settled_without_a_mouse(
    committed_world: World, live_server: Any, page: "Page"
) -> None:
    article = shaped(committed_world)

    first = Hands(page, live_server.url, "therapist")
    first.tab_to("Notes from the library")
    first.go("Enter")
    first.press("n", "a", *["Enter"] * 23)
    assert first.page.locator("#ticked").text_content() == "23 of 23 ticked"
    assert first.focus().startswith("Sign the ticked claims")
    # The whole text stands in the same form: back to its choice, "not now" is chosen, one down is "sign".
    first.press("Shift+Tab", "ArrowDown")
    first.go("Enter")
    assert "23 claims signed off." in first.heard()
    assert "Next open claim: 1." in first.heard()

    second = Hands(page, live_server.url, "prescriber")
    second.tab_to("Second reading: 19 claims")
    second.go("Enter")
    second.press("j", "j", "k", "s")
    second.go("Enter")

    board = committed_world.board(article)
    assert [claim.claim.text for claim in board.open_claims] == []
    assert {claim.state for claim in board.claims} == {ClaimState.SIGNED_OFF}
    assert gate.evaluate(latest(article)).missing == []
    assert latest(article).state == "approved"
    assert Signature.objects.filter(revision__article=article).count() == 2
    assert first.keys + second.keys <= 45
    assert first.loads + second.loads == 4


def test_keys_reach_every_act_of_a_card_and_the_status_line_says_where_one_is(
    committed_world: World, live_server: Any, page: "Page"
) -> None:
    article = in_review(committed_world, LOW, *LOWER[1:2], PLAIN)
    hands = Hands(page, live_server.url, "therapist")
    page.goto(live_server.url + review_url(article))
    active = "() => document.activeElement.id || document.activeElement.className || document.activeElement.tagName"
    for key, where in (
        ("j", "SUMMARY"), ("t", "chip s-open"), ("Enter", "SUMMARY"), ("a", "pick"),
        ("c", "talk-1"), ("Escape", "SUMMARY"),
        ("r", "reason-1"), ("Escape", "SUMMARY"), ("d", "reason-1"), ("Escape", "SUMMARY"), ("f", "up-1"),
    ):  # fmt: skip
        hands.press(key)
        assert page.evaluate(active) == where, key
    page.keyboard.press("Shift+Tab")
    hands.press("w")
    assert hands.heard() == "You have no decision here."
    hands.press("j")
    assert hands.heard() == "Claim 2 of 2. Open."
    hands.press(".")
    assert PLAIN in hands.heard() or "Notes from the library" in hands.heard()
    hands.press("f")
    assert page.evaluate("() => document.activeElement.name") == "types"
    assert page.locator("#passages input:checked").count() == 1

    # A reason is written, sent with Ctrl and Enter as the decision chosen last, and undone from the line above.
    hands.press("k", "r")
    page.keyboard.type("Say for whom.")
    hands.go("Control+Enter")
    assert latest(article).state == "changes_requested"
    page.locator(".undo summary").focus()
    hands.press("Enter")
    page.get_by_role("button", name="Take it back").focus()
    hands.go("Enter")
    assert "Taken back." in hands.heard()
    hands.go("]")
    assert page.url.endswith("/queue/")


def test_selected_words_are_flagged_and_a_note_outlives_its_session(
    committed_world: World, live_server: Any, page: "Page"
) -> None:
    article = in_review(committed_world, LOW, PLAIN)
    Hands(page, live_server.url, "therapist")
    page.goto(live_server.url + review_url(article))
    assert not page.get_by_role("button", name="Flag these words").is_visible()
    page.locator(".doc .sentence").evaluate("element => getSelection().selectAllChildren(element)")
    page.get_by_role("button", name="Flag these words").click()
    assert page.locator("#flag-quote").input_value() == PLAIN
    page.keyboard.press("Space")
    page.locator("#flag-reason").fill("Readers ask for it.")

    # Meanwhile somebody saves: the note comes back on the newer revision.
    committed_world.save(article, LOW, PLAIN, "The door is open.")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Flag it").click()
    page.locator("#id_username").fill("therapist")
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.locator("#flag[open]").wait_for()
    assert page.locator("#flag-reason").input_value() == "Readers ask for it."
    assert page.locator("#flag-quote").input_value() == PLAIN
    page.locator("#flag input[name=types]").first.check()
    page.get_by_role("button", name="Flag it").click()
    page.locator(".messagelist", has_text="The passage is a claim now.").wait_for()
    assert page.locator("#flag-reason").count() == 0 or page.locator("#flag-reason").input_value() == ""
    assert len(committed_world.board(article).claims) == 2
