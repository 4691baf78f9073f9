"""While the site is worked on every page says so, with the help lines, and the database is not asked."""

from pathlib import Path

import pytest
from django.test import Client

from smartmeditation.maintenance import LONGEST, RETRY_AFTER, seconds


@pytest.fixture
def switched_on(settings: object, tmp_path: Path) -> Path:
    """The file that says so."""
    file = tmp_path / "maintenance"
    settings.MAINTENANCE_FILE = file  # type: ignore[attr-defined]
    file.write_text("1800\n")
    return file


@pytest.mark.parametrize("path", ["/", "/help-now/", "/articles/walk/", "/admin/", "/nowhere/"])
def test_every_page_is_503_without_a_database(client: Client, switched_on: Path, path: str) -> None:
    response = client.get(path)
    page = response.content.decode()
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "1800"
    assert response.headers["Cache-Control"] == "no-store"
    assert "Content-Security-Policy" in response.headers
    assert 'href="tel:999"' in page
    assert 'href="tel:116123"' in page
    assert not response.cookies


def test_the_site_is_back_when_the_file_is_gone(client: Client, switched_on: Path) -> None:
    switched_on.unlink()
    assert client.get("/robots.txt").status_code == 200


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", RETRY_AFTER),
        ("soon", RETRY_AFTER),
        ("-5", RETRY_AFTER),
        ("60", 60),
        ("99999999999", LONGEST),
        ("٣", RETRY_AFTER),
    ],
)
def test_the_file_may_say_how_long(text: str, expected: int) -> None:
    assert seconds(text) == expected
