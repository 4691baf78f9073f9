"""``draw_icons``: the stored icons are those that the command draws."""

from pathlib import Path

from django.conf import settings
from PIL import Image

from tests.management.commands import run

SIZES = {"icon-192.png": 192, "icon-512.png": 512, "icon-maskable.png": 512, "apple-touch-icon.png": 180}


def test_it_draws_every_icon_in_its_size(tmp_path: Path) -> None:
    assert run("draw_icons", "--to", str(tmp_path)).status == 0
    stored = settings.BASE_DIR / "articles" / "static" / "articles"
    for name, side in SIZES.items():
        with Image.open(tmp_path / name) as drawn, Image.open(stored / name) as kept:
            assert drawn.size == kept.size == (side, side)
            middle = (side // 2, side // 2 + side // 12)  # between sun and wave
            assert kept.convert("RGBA").getpixel(middle) == drawn.convert("RGBA").getpixel(middle)
    with Image.open(stored / "favicon.ico") as icon:
        assert icon.info["sizes"] == {(16, 16), (32, 32), (48, 48)}
    with Image.open(stored / "icon-maskable.png") as icon:
        assert icon.convert("RGBA").getpixel((0, 0))[3] == 255  # no transparent corner
