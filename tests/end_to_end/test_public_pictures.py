"""Readers' pages of the example site as phone and desktop show them, in light and in dark.

With ``SCREENSHOTS=1`` the pictures of the docs are made again under ``docs/screenshots/public``.
"""

import os
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from PIL import Image
from pytest_django.live_server_helper import LiveServer

from tests.management.commands import run

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ARTICLE = "/articles/antidepressants-and-nerve-pain/"
PAGES = {
    "home": "/",
    "article": ARTICLE,
    "checked": f"{ARTICLE}#h-what-is-nerve-pain",
    "how-checked": f"{ARTICLE}review/",
    "report": f"{ARTICLE}report/",
    "search": "/search/?q=nerve+pain",
    "help": "/help-now/",
}
SCREENS = {"phone": (390, 844), "desktop": (1280, 900)}
PAPER = {"light": "rgb(251, 250, 247)", "dark": "rgb(20, 25, 27)"}
COLOURS = 64  # of a picture in the docs: text on few grounds needs no more, and each is a third of the size


def test_every_kind_of_page_fits_phone_and_desktop_in_light_and_dark(live_server: LiveServer, page: "Page") -> None:
    ran = run("load_example")
    assert ran.status == 0, ran.err
    for screen, (width, height) in SCREENS.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme, paper in PAPER.items():
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            for name, path in PAGES.items():
                page.goto(f"{live_server.url}{path}")
                if name == "checked":
                    page.get_by_role("button", name="Show what was checked").click()
                    page.locator("#h-what-is-nerve-pain").evaluate("heading => heading.scrollIntoView()")
                    page.get_by_role("button", name="Checked. Note 5", exact=True).click()
                    page.locator("#note-5 .signatures").wait_for()
                assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper, (name, screen)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, screen)
                keep(page, f"{name}-{screen}-{scheme}")


def keep(page: "Page", name: str) -> None:
    """The first screen, in few colours, when pictures are asked for."""
    if os.environ.get("SCREENSHOTS") != "1":
        return
    folder = settings.BASE_DIR / "docs" / "screenshots" / "public"
    folder.mkdir(exist_ok=True)
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(folder / f"{name}.png", optimize=True)
