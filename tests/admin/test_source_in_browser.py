"""Look-up and import of sources in a real browser: by keyboard, on a narrow screen, without script."""

from pathlib import Path
from typing import Any

import pytest

from articles.models import Source
from tests.admin.test_workbench_in_browser import log_in
from tests.literature.answers import put_in_place, serving
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REGISTER = "/admin/articles/source/"


def narrow(page: Any) -> bool:
    """Whether nothing but the table's own box scrolls sideways at 320 CSS pixels."""
    page.set_viewport_size({"width": 320, "height": 700})
    wide: bool = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return not wide


def test_a_retracted_work_is_looked_up_seen_and_registered(
    committed_world: World, live_server: Any, page: Any, settings: Any
) -> None:
    with serving() as server:
        put_in_place(settings, server)
        log_in(page, live_server.url, "therapist")
        page.goto(live_server.url + REGISTER)
        page.get_by_role("link", name="Look up by DOI or PMID").click()
        page.get_by_label("DOI or PMID").fill("22222222")
        page.keyboard.press("Enter")
        page.get_by_role("alert").get_by_text("Do not rest a claim on it").wait_for()
        assert page.get_by_label("Kind").input_value() == "trial"
        assert narrow(page)
        page.get_by_label("I have read what was published").check()
        page.get_by_role("button", name="Register this source").click()
        page.get_by_text("Registered: “A trial that was taken back”.").wait_for()
    assert Source.objects.get().pmid == "22222222"


def test_a_file_is_imported_with_what_could_not_be_read_beside_it(
    committed_world: World, live_server: Any, page: Any, tmp_path: Path
) -> None:
    file = tmp_path / "export.bib"
    file.write_text(
        "@article{a, title={Broken\n@article{b, title={A whole work}, year={2020}, url={https://example.org/"
        + "long/" * 40
        + "}}\n",
        encoding="utf-8",
    )
    log_in(page, live_server.url, "therapist")
    page.goto(live_server.url + REGISTER)
    page.get_by_role("link", name="Import RIS or BibTeX").click()
    page.get_by_label("Or a file").set_input_files(file)
    page.get_by_role("button", name="Read them").click()
    page.get_by_text("Line 1: the entry could not be read.").wait_for()
    assert narrow(page)
    page.get_by_label("Kind of A whole work").select_option("trial")
    page.get_by_role("button", name="Register the ticked works").click()
    page.get_by_text("Registered 1 source.").wait_for()
    assert Source.objects.get().title == "A whole work"
