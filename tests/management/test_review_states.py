"""The diagram is drawn from the table, and a stale one is noticed."""

import pytest

from articles.workflow.states import diagram
from tests.management.commands import run


def test_the_diagram_in_the_repository_is_up_to_date() -> None:
    assert run("review_states", "--check").status == 0


@pytest.mark.parametrize("content", [None, "", "an old diagram"])
def test_a_stale_or_missing_diagram_fails_the_check_and_is_left_as_it_is(settings, tmp_path, content) -> None:
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    path = tmp_path / "docs" / "review-states.md"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    ran = run("review_states", "--check")
    assert ran.status == 1
    assert "stale" in ran.err
    assert path.exists() is (content is not None)


def test_writing_it_makes_the_check_pass(settings, tmp_path) -> None:
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    assert run("review_states").status == 0
    assert (tmp_path / "docs" / "review-states.md").read_text(encoding="utf-8") == diagram()
    assert run("review_states", "--check").status == 0
