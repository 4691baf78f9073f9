"""Pictures: only our own uploads, and for readers only those of live pages."""

from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image as Drawing

from articles.models import Image
from articles.publishing.withdraw import withdraw
from articles.review.images import markdown_of
from tests.world import LOW, World

pytestmark = pytest.mark.django_db

NAME = "a" * 64


@pytest.fixture
def picture(world: World) -> str:
    """A picture of the library; its address."""
    folder = Path(settings.MEDIA_ROOT) / "articles"
    folder.mkdir(parents=True, exist_ok=True)
    stream = BytesIO()
    Drawing.new("RGB", (4, 3), "green").save(stream, "PNG")
    (folder / f"{NAME}.png").write_bytes(stream.getvalue())
    Image.objects.create(
        sha256=NAME, file=f"articles/{NAME}.png", width=4, height=3, alt="A green field", added_by=world.editor
    )
    return f"/media/articles/{NAME}.png"


def test_a_picture_of_a_live_page_is_served_safely(world: World, client: Client, picture: str) -> None:
    world.published(LOW, f"![A green field]({picture})", slug="walk")
    response = client.get(picture)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in response.headers["Cache-Control"]
    assert b"PNG" in b"".join(response.streaming_content)


def test_a_picture_of_a_draft_is_for_staff_only(world: World, client: Client, picture: str) -> None:
    world.article(LOW, f"![A green field]({picture})", slug="walk")
    assert client.get(picture).status_code == 404
    client.force_login(world.editor)
    response = client.get(picture)
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    assert b"".join(response.streaming_content)


def test_a_picture_goes_with_its_page(world: World, client: Client, picture: str) -> None:
    article = world.published(LOW, f"![A green field]({picture})", slug="walk")
    assert b"".join(client.get(picture).streaming_content)
    withdraw(world.editor, article, "The picture shows somebody.")
    assert client.get(picture).status_code == 404


def test_a_page_with_pictures_stays_small_beside_them(world: World, client: Client) -> None:
    """60 KB for everything but the pictures themselves, uncompressed, on a text of a thousand words."""
    shown = [markdown_of(world.picture(f"A field, number {number}.", size=(900, 600 + number))) for number in range(3)]
    words = " ".join(f"The bus stops at house number {number + 20_000}." for number in range(140))
    world.published(LOW, *shown, words, slug="walk")
    page = client.get("/articles/walk/").content
    static = Path(settings.BASE_DIR) / "articles" / "static" / "articles"
    others = [static / name for name in ("tokens.css", "site.css", "checked.js", "icon.svg")]
    assert page.count(b"<picture>") == 3
    assert len(page) + sum(file.stat().st_size for file in others) < 60 * 1024


def test_a_made_up_name_costs_no_search_through_what_is_live(world: World, client: Client) -> None:
    world.published(LOW, slug="walk")
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/media/articles/{'b' * 64}.avif").status_code == 404
    assert not [query for query in asked.captured_queries if "payload" in query["sql"]]


@pytest.mark.parametrize(
    "path", ["../../etc/passwd", "articles/x.png", f"articles/{NAME}.svg", f"articles/{NAME}.html"]
)
def test_nothing_else_can_be_asked_for(client: Client, path: str) -> None:
    assert client.get(f"/media/{path}").status_code == 404
