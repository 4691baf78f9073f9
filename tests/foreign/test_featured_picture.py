"""The featured image of a WordPress post is asked about only when the text does not show it already."""

from pathlib import Path

import pytest

from articles.foreign.wordpress import Export
from tests.foreign.exports import item, picture, write

UPLOADS = "https://old.example.org/wp-content/uploads/2019/05/"


@pytest.mark.parametrize(
    ("shown", "asked"),
    [
        ("lake.jpg", False),
        ("lake-1024x658.jpg", False),
        ("lake-scaled.jpg", False),
        ("lake-two.jpg", True),
        ("lake-1024x658.png", True),
    ],
)
def test_a_featured_image_that_stands_in_the_text_asks_for_nobody(tmp_path: Path, shown: str, asked: bool) -> None:
    content = f'<p>Water.</p>\n\n<img src="{UPLOADS}{shown}" alt="Water" />'
    path = write(tmp_path, picture(9, "lake.jpg"), item(content, id=5, meta={"_thumbnail_id": "9"}))
    found = next(found for found in Export(path).items() if found.key == "5")
    assert any("featured image" in str(note) for note in found.notes if note.todo) is asked
