"""The whole way in a real browser, as its people meet it: write, cite, submit, read, sign, publish, change, withdraw.

With ``SCREENSHOTS=1`` the pictures of the README are made again under ``docs/screenshots``.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from articles.models import Article, Publication
from articles.publishing import verify
from tests.world import PASSWORD, World, latest

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "Can an antidepressant ease nerve pain?"
BODY = """## Why a medicine for mood?

Amitriptyline can ease nerve pain in some adults. Duloxetine can help with the pain of diabetic neuropathy.

**How it works:** both medicines change the levels of serotonin and norepinephrine, which damp pain signals.

## What should I watch for?

Dry mouth and drowsiness are common side effects of amitriptyline. Duloxetine can cause nausea in the first weeks.

- Do not drink alcohol while you are taking amitriptyline
- Tell your pharmacist about other medicines

## What else helps?

A short walk can lift your mood. You will find the leaflet in the hall.
"""
WARNING = (
    "Some people under 25 have more suicidal thoughts in the first weeks of an antidepressant "
    "or after a change of dose, so get help at once."
)
WITHDRAWAL = (
    "Stopping an antidepressant suddenly can cause withdrawal symptoms: "
    "doses are usually reduced in stages with your prescriber."
)
ADDED = f"\n## How do I stay safe?\n\n{WARNING}\n\n{WITHDRAWAL}\n\n{{{{ helpline:night-line }}}}\n"
HELP_LINE = "Call 116 123 at any hour if you are thinking about ending your life."


def still_open(world: World, article: Article) -> list[tuple[str, str, tuple[str, ...]]]:
    """The claims that still block, with what each is missing: readable where an assertion fails."""
    claims = world.board(article).open_claims
    return [(claim.claim.text, claim.state.value, claim.settlement.missing) for claim in claims]


class Walk:
    """One browser in which people come and go."""

    def __init__(self, page: "Page", base: str, pictures: Path) -> None:
        self.page, self.base, self.pictures = page, base, pictures

    def sign_in(self, username: str) -> None:
        self.page.context.clear_cookies()
        self.page.goto(f"{self.base}/admin/login/?next=/admin/")
        self.page.get_by_label("Username").fill(username)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.press(self.page.get_by_role("button", name="Log in"))
        self.page.get_by_role("button", name="Log out").wait_for()

    def open(self, path: str) -> None:
        self.page.goto(f"{self.base}{path}")

    def press(self, target: "Locator") -> None:
        """Click what leads to another page, and wait for that page."""
        with self.page.expect_navigation():
            target.click()

    def picture(self, name: str, whole: bool = False) -> None:
        self.page.screenshot(path=self.pictures / f"{name}.png", full_page=whole)

    def workbench(self, title: str = TITLE) -> None:
        """By way of the queue, as a reviewer comes."""
        self.open("/admin/articles/revision/queue/")
        self.press(self.page.get_by_role("link", name=title, exact=True))
        self.page.get_by_role("heading", name=title, level=1).first.wait_for()

    def tick_all(self) -> int:
        """Tick every claim this person may sign, one by one."""
        boxes = self.page.locator("input[type=checkbox][form=sign]")
        for number in range(boxes.count()):
            boxes.nth(number).check()
        return boxes.count()

    def card(self, words: str) -> "Page":
        """Open the card of a claim and return it."""
        card = self.page.locator("li.card", has_text=words).first
        details = card.locator("details").first
        if details.get_attribute("open") is None:
            card.locator("summary").first.click()
        return card

    def decide(self, words: str, button: str, reason: str) -> None:
        """Another decision than signing, on one claim."""
        card = self.card(words)
        card.get_by_text("Another decision").click()
        card.get_by_label("Reason", exact=True).first.fill(reason)
        self.press(card.get_by_role("button", name=button))

    def editor(self, article: Article, body: str) -> None:
        """Open the editor, replace the text, save."""
        self.open(f"/admin/articles/article/{article.pk}/change/")
        self.page.locator("textarea[name=body]").fill(body)
        self.press(self.page.get_by_role("button", name="Save"))

    def cite(self, article: Article, locator: str, new: bool) -> None:
        """One source for every claim that needs one, in one act."""
        self.open(f"/admin/articles/article/{article.pk}/sources/")
        for box in self.page.locator("li.needs-source input[name=claim]").all():
            box.check()
        if new:
            self.page.get_by_text("Describe a new source").click()
            self.page.locator("[name=title]").fill("Example guideline on nerve pain")
            self.page.locator("[name=kind]").select_option("guideline")
        else:
            self.page.locator("[name=source]").select_option(index=1)
        self.page.locator("[name=locator]").fill(locator)
        self.picture("sources")
        self.press(self.page.get_by_role("button", name="Attach"))

    def submit(self, article: Article) -> None:
        self.open(f"/admin/articles/article/{article.pk}/gate/")
        self.press(self.page.get_by_role("button", name="Submit for review"))

    def publish(self, article: Article) -> None:
        self.open(f"/admin/articles/article/{article.pk}/gate/")
        self.picture("gate")
        self.press(self.page.get_by_role("link", name="Publish or schedule"))
        self.picture("publish")
        self.press(self.page.get_by_role("button", name="Publish", exact=True))


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Where the pictures go: the docs when asked for, else a folder that is thrown away."""
    folder = settings.BASE_DIR / "docs" / "screenshots" if os.environ.get("SCREENSHOTS") == "1" else tmp_path
    folder.mkdir(exist_ok=True)
    return folder


def test_a_draft_goes_the_whole_way_from_editor_to_reader(live_server, page, pictures, committed_world: World) -> None:
    world = committed_world
    world.published(HELP_LINE, kind="helpline", slug="night-line", title="Night line")
    article = world.article(title=TITLE, slug="nerve-pain", summary="What it can do, and what to look out for.")
    walk = Walk(page, live_server.url, pictures)

    # The editor opens the draft, writes, and sees claims marked in the preview.
    walk.sign_in("author")
    walk.editor(article, BODY)
    page.locator(".markdownx-preview mark").first.wait_for()
    walk.picture("editor")
    assert "suicidal thoughts" in page.locator("#blocks").inner_text()
    walk.editor(article, BODY + ADDED)
    assert "does not say that" not in page.locator("#blocks").inner_text()
    walk.cite(article, "section 1.1", new=True)
    walk.submit(article)
    assert latest(article).state == "in_review"

    # A psychotherapist asks for a change; the writer makes it and submits again.
    walk.sign_in("therapist")
    walk.open("/admin/articles/revision/queue/")
    walk.picture("queue")
    walk.workbench()
    walk.decide("A short walk can lift your mood.", "Request changes", "This is true for many people, not for all.")
    assert latest(article).state == "changes_requested"
    changed = (BODY + ADDED).replace("lift your mood.", "lift the mood of many people.")
    walk.sign_in("author")
    walk.editor(article, changed)
    walk.cite(article, "section 1.2", new=False)
    walk.submit(article)

    # The psychotherapist reads: dismisses one, flags one that was missed, signs what was read and the whole text.
    walk.sign_in("therapist")
    walk.workbench()
    page.get_by_text("Flag a passage that detection missed").click()
    page.locator("#flag label.check", has_text="leaflet").click()
    page.locator("#flag input[type=checkbox]").first.check()
    page.locator("#flag-reason").fill("Readers may take the leaflet for advice.")
    walk.press(page.get_by_role("button", name="Flag it"))
    walk.decide("leaflet", "Not a medical claim", "The leaflet only lists opening hours.")
    walk.picture("workbench")
    assert walk.tick_all() > 5
    page.locator("input[name=attest][value=full]").check()
    walk.press(page.locator("#sign button.btn"))
    waiting = world.board(article, viewer=world.therapist).open_claims
    assert waiting
    assert [one.claim.text for one in waiting if "prescribing" not in " ".join(one.settlement.missing)] == []

    # The prescriber: one list, one signature; what speaks of a crisis is read on its own.
    walk.sign_in("prescriber")
    walk.workbench()
    walk.press(page.get_by_role("link", name="Second reading"))
    walk.picture("second-reading")
    walk.press(page.get_by_role("button", name="Sign the list"))
    walk.workbench()
    walk.tick_all()
    walk.press(page.locator("#sign button.btn"))
    walk.sign_in("safety_reader")
    walk.workbench()
    walk.tick_all()
    walk.press(page.locator("#sign button.btn"))
    assert still_open(world, article) == []
    assert latest(article).state == "approved"

    # The editor publishes; readers see the page and who checked it.
    walk.sign_in("editor")
    walk.publish(article)
    page.context.clear_cookies()
    walk.open("/articles/nerve-pain/")
    page.get_by_role("heading", name=TITLE, level=1).wait_for()
    walk.picture("article")
    assert page.context.cookies() == []
    walk.open("/articles/nerve-pain/review/")
    assert "Example Prescriber" in page.locator("main").inner_text()
    walk.picture("review")

    # One word of one claim changes: exactly that claim lapses, and readers still see the signed words.
    walk.sign_in("author")
    walk.editor(article, changed.replace("can cause nausea in", "may cause nausea in"))
    lapsed = [claim for claim in world.board(article).open_claims if claim.predecessor]
    assert [claim.claim.text for claim in lapsed] == ["Duloxetine may cause nausea in the first weeks."]
    walk.open("/articles/nerve-pain/")
    assert "Duloxetine can cause nausea" in page.locator("main").inner_text()
    walk.submit(article)

    # The diff is shown, one act re-affirms it and what its change touched, and a delta signature covers the text.
    walk.sign_in("therapist")
    walk.workbench()
    card = walk.card("Duloxetine may cause nausea")
    assert card.locator("del").first.inner_text().endswith("can")
    assert card.locator("ins").first.inner_text().endswith("may")
    card.scroll_into_view_if_needed()
    walk.picture("lapsed")
    walk.tick_all()
    page.locator("input[name=attest][value=delta]").check()
    walk.press(page.locator("#sign button.btn"))
    walk.sign_in("prescriber")
    walk.workbench()
    walk.press(page.get_by_role("link", name="Second reading"))
    walk.press(page.get_by_role("button", name="Sign the list"))
    assert still_open(world, article) == []
    assert latest(article).state == "approved"
    walk.sign_in("editor")
    walk.publish(article)
    walk.open("/articles/nerve-pain/")
    assert "Duloxetine may cause nausea" in page.locator("main").inner_text()

    # Withdrawing is instant; the address says so.
    walk.open(f"/admin/articles/article/{article.pk}/gate/")
    walk.press(page.get_by_role("link", name="Withdraw", exact=True))
    page.locator("[name=reason]").fill("A dose in the second section is being checked.")
    walk.press(page.get_by_role("button", name="Withdraw"))
    answer = page.goto(f"{live_server.url}/articles/nerve-pain/")
    assert answer is not None
    assert answer.status == 410
    walk.picture("withdrawn")
    assert Publication.objects.filter(article=article).count() == 2
    assert list(verify.problems()) == []
