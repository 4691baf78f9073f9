"""The table of failure cases names tests that are there, for each of the thirty cases."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROWS = re.findall(r"^\| (\d+) \|.*$", (ROOT / "docs/failure-cases.md").read_text(encoding="utf-8"), re.MULTILINE)
NAMED = re.findall(r"`([\w/]+\.py)::(test_\w+)`", (ROOT / "docs/failure-cases.md").read_text(encoding="utf-8"))


def test_every_failure_case_is_in_the_table() -> None:
    assert [int(number) for number in ROWS] == list(range(1, 31))


def test_every_test_that_the_table_names_is_there() -> None:
    missing = [
        f"{path}::{name}"
        for path, name in NAMED
        if f"def {name}(" not in (ROOT / "tests" / path).read_text(encoding="utf-8")
    ]
    assert len(NAMED) >= 30
    assert missing == []
