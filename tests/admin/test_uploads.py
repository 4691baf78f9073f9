"""Pictures: what is accepted is decoded and written anew; everything else is refused with a sentence."""

import hashlib
import io
import struct
import zlib
from html import unescape
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Pictures
from PIL import ImageCms, PngImagePlugin

from articles.models import Image
from articles.rendering import render, visible_text
from articles.review.errors import BadInput
from articles.review.images import MAX_BYTES, decode, markdown_of
from articles.review.renditions import renditions_of
from tests.world import World

URL = "/admin/articles/upload/"


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: Any) -> bytes:
    out = io.BytesIO()
    Pictures.new(mode, size, 120).save(out, kind, **options)
    return out.getvalue()


def moving(kind: str) -> bytes:
    frames = [Pictures.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    return out.getvalue()


def bomb(width: int = 20_000, height: int = 20_000, pixels: bytes = b"\0" * 1000) -> bytes:
    """A PNG of this size in its header, with these bytes for pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


def cut_webp() -> bytes:
    """A WebP that ends in the middle, and says in its header that this is its end."""
    half = picture("WEBP", size=(200, 200))[:60]
    return half[:4] + struct.pack("<I", len(half) - 8) + half[8:]


def send(
    client: Client, data: bytes, name: str = "picture.png", alt: str = "A bench in a park.", kind: str = "image/png"
) -> Any:
    words = {"alt": alt, "credit": "Example", "licence": "own work"}
    return client.post(URL, {"image": SimpleUploadedFile(name, data, kind), **words})


@pytest.mark.parametrize(
    ("kind", "name"), [("PNG", "a.png"), ("JPEG", "a.jpg"), ("JPEG", "A.JPEG"), ("WEBP", "a.webp")]
)
def test_a_picture_is_stored_under_the_hash_of_its_bytes(client: Client, world: World, kind: str, name: str) -> None:
    client.force_login(world.author)
    answer = send(client, picture(kind), name).json()
    image = Image.objects.get()
    code = f'![A bench in a park.](/media/articles/{image.sha256}.webp "Picture: Example, own work")'
    assert answer["image_code"] == code
    assert answer["url"] == f"/media/articles/{image.sha256}.webp"
    with default_storage.open(image.file.name) as stored:
        data = stored.read()
    assert hashlib.sha256(data).hexdigest() == image.sha256
    assert (image.width, image.height, Pictures.open(io.BytesIO(data)).format) == (40, 30, "WEBP")


def test_the_same_picture_twice_is_one_row(client: Client, world: World) -> None:
    client.force_login(world.author)
    send(client, picture())
    answer = send(client, picture(), alt="Another sentence.").json()
    assert Image.objects.count() == 1
    assert answer["image_code"].startswith("![Another sentence.](")


def test_place_and_camera_are_removed_and_the_picture_is_turned_upright() -> None:
    exif = Pictures.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Example camera"
    data = decode(picture("JPEG", exif=exif), "a.jpg")
    shown = Pictures.open(io.BytesIO(data.data))
    assert (data.width, data.height) == (30, 40)
    assert len(shown.getexif()) == 0
    assert b"Example camera" not in data.data


def test_words_hidden_in_a_picture_are_removed() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "<script>alert(1)</script>")
    assert b"script" not in decode(picture(pnginfo=info), "a.png").data


def test_maps_profiles_and_remarks_are_removed() -> None:
    exif = Pictures.Exif()
    exif.get_ifd(0x8825)[2] = (51.0, 30.0, 0.0)  # where it was taken
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    more: dict[str, Any] = {"exif": exif, "icc_profile": profile, "xmp": b"<x:xmpmeta>somebody</x:xmpmeta>"}
    for kind, name in (("JPEG", "a.jpg"), ("WEBP", "a.webp"), ("PNG", "a.png")):
        given = {key: value for key, value in more.items() if not (kind == "PNG" and key == "xmp")}
        sent = picture(kind, **given)
        stored = decode(sent, name).data
        for rest in (stored, *(item.data for item in renditions_of(stored))):
            shown = Pictures.open(io.BytesIO(rest))
            assert not shown.getexif()
            assert "icc_profile" not in shown.info
            assert not {word for word in (b"somebody", b"acsp") if word in rest}


@pytest.mark.parametrize(
    ("kind", "mode", "name"),
    [
        ("JPEG", "CMYK", "a.jpg"),
        ("JPEG", "L", "a.jpg"),
        ("PNG", "1", "a.png"),
        ("PNG", "L", "a.png"),
        ("PNG", "LA", "a.png"),
        ("PNG", "P", "a.png"),
        ("PNG", "I;16", "a.png"),
        ("WEBP", "RGBA", "a.webp"),
    ],
)
def test_every_kind_of_pixels_becomes_one_that_browsers_show(kind: str, mode: str, name: str) -> None:
    stored = decode(picture(kind, mode=mode), name)
    assert Pictures.open(io.BytesIO(stored.data)).mode in {"RGB", "RGBA"}
    assert [item.suffix for item in renditions_of(stored.data)][:2] == ["avif", "webp"]


def test_a_grey_picture_of_sixteen_bits_keeps_its_light() -> None:
    out = io.BytesIO()
    Pictures.new("I;16", (20, 20), 0x8000).save(out, "PNG")
    shown = Pictures.open(io.BytesIO(decode(out.getvalue(), "a.png").data))
    assert abs(shown.convert("L").getpixel((5, 5)) - 0x80) <= 2


def test_a_palette_with_a_transparent_colour_stays_transparent() -> None:
    out = io.BytesIO()
    flat = Pictures.new("P", (20, 20), 0)
    flat.putpalette([200, 0, 0] + [0] * 765)
    flat.save(out, "PNG", transparency=0)
    stored = decode(out.getvalue(), "a.png").data
    assert Pictures.open(io.BytesIO(stored)).getpixel((5, 5))[3] == 0
    assert [item.suffix for item in renditions_of(stored)] == ["avif", "webp", "png"]


def test_transparent_pixels_stay_transparent() -> None:
    shown = Pictures.open(io.BytesIO(decode(picture(mode="RGBA"), "a.png").data))
    assert shown.mode == "RGBA"


ATTACKS: list[tuple[str, bytes, str, str]] = [
    ("drawing with a script", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.svg", "none of them"),
    ("page that calls itself GIF", b"GIF89a<html><script>alert(1)</script>", "evil.html", "none of them"),
    ("page that calls itself PNG", b"<html><script>alert(1)</script></html>", "a.png", "none of them"),
    ("moving GIF", moving("GIF"), "a.gif", "none of them"),
    ("moving PNG", moving("PNG"), "a.png", "Moving"),
    ("moving WebP", moving("WEBP"), "a.webp", "Moving"),
    ("PNG called JPEG", picture(), "a.jpg", "right ending"),
    ("PNG called page", picture(), "a.html", "right ending"),
    ("PNG with a page behind it", picture() + b"<script>alert(1)</script>", "a.png", "hidden behind"),
    ("JPEG with an archive behind it", picture("JPEG") + b"PK\x03\x04" + b"x" * 40, "a.jpg", "hidden behind"),
    ("WebP with a page behind it", picture("WEBP") + b"<script>alert(1)</script>", "a.webp", "hidden behind"),
    ("bomb", bomb(), "a.png", "million pixels"),
    ("cut off", picture(size=(200, 200))[:60] + b"IEND\xaeB`\x82", "a.png", "damaged"),
    ("bitmap", picture("BMP"), "a.png", "none of them"),
    ("print page", picture("EPS"), "a.png", "none of them"),
    ("empty", b"", "a.png", "empty"),
    ("line of one pixel as long as ten walls", bomb(2, 60_000), "a.png", "million pixels"),
    ("size in the header that the pixels do not fill", bomb(5_000, 5_000), "a.png", "damaged"),
    ("compressed bomb", bomb(4_000, 4_000, b"\0" * 20_000_000), "a.png", "damaged"),
    ("JPEG cut off", picture("JPEG", size=(200, 200))[:700], "a.jpg", "cut off"),
    ("PNG cut off", picture(size=(200, 200))[:-20], "a.png", "cut off"),
    ("WebP cut off", cut_webp(), "a.webp", "damaged|none of them"),
    ("archive that begins like PNG", b"\x89PNG\r\n\x1a\n" + b"PK\x03\x04" * 30, "a.png", "none of them"),
    ("script that begins like JPEG", b"\xff\xd8\xff/*" + b"alert(1)" * 20, "a.jpg", "none of them|damaged"),
    ("drawing with an ending of pictures", b"<?xml version='1.0'?><svg xmlns='x'/>", "a.webp", "none of them"),
    ("two endings", picture(), "a.png.html", "right ending"),
    ("no ending", picture(), "picture", "right ending"),
    ("icon", picture("ICO"), "a.png", "none of them"),
    ("TIFF", picture("TIFF"), "a.png", "none of them"),
    ("document", b"%PDF-1.7\n%%EOF", "a.png", "none of them"),
    ("too many bytes", b"\x89PNG\r\n\x1a\n" + b"x" * MAX_BYTES, "a.png", "larger than 5 MB"),
]


@pytest.mark.parametrize(
    ("data", "name", "sentence"), [item[1:] for item in ATTACKS], ids=[item[0] for item in ATTACKS]
)
def test_what_is_no_harmless_picture_is_refused_with_a_sentence(data: bytes, name: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        decode(data, name)


def test_a_refused_upload_stores_nothing_and_answers_in_words(client: Client, world: World) -> None:
    client.force_login(world.author)
    answer = send(client, b"GIF89a<html>", "evil.html", kind="image/gif")
    assert answer.status_code == 400
    assert "none of them" in answer.json()["error"]
    assert not Image.objects.exists()


def test_a_picture_without_words_is_sent_to_the_page_that_asks_for_them(client: Client, world: World) -> None:
    client.force_login(world.author)
    answer = send(client, picture(), alt=" ")
    assert answer.status_code == 400
    assert "/admin/articles/image/add/" in answer.json()["error"]
    assert not Image.objects.exists()


def test_credit_and_licence_are_asked_for_by_name(client: Client, world: World) -> None:
    client.force_login(world.author)
    answer = client.post(URL, {"image": SimpleUploadedFile("a.png", picture()), "alt": "A bench.", "credit": " "})
    assert answer.status_code == 400
    assert set(answer.json()["fields"]) == {"credit", "licence"}
    assert not Image.objects.exists()


def test_hidden_characters_in_the_words_of_a_picture_are_refused(client: Client, world: World) -> None:
    client.force_login(world.author)
    for words in ("A \x00 bench.", "A \u202ebench."):
        answer = send(client, picture(), alt=words)
        assert answer.status_code == 400
        assert "hidden" in answer.json()["error"]
    assert not Image.objects.exists()


@pytest.mark.parametrize("name", ["stranger", "therapist"])
def test_only_writers_upload(client: Client, world: World, name: str) -> None:
    client.force_login(getattr(world, name))
    assert send(client, picture()).status_code == 403
    assert not Image.objects.exists()


def test_nobody_uploads_without_signing_in_or_by_a_link(client: Client, world: World) -> None:
    assert send(client, picture()).status_code == 403
    client.force_login(world.author)
    assert client.get(URL).status_code == 405
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(world.author)
    assert send(careful, picture()).status_code == 403
    assert not Image.objects.exists()


@pytest.mark.parametrize(
    "words", ["A [sign] saying *stop*", "Back\\slash & co", "Line\nbreak", "](javascript:alert(1))"]
)
def test_the_words_of_a_picture_come_back_as_typed(client: Client, world: World, words: str) -> None:
    client.force_login(world.author)
    send(client, picture(), alt=words)
    html = render(markdown_of(Image.objects.get(), words)).html
    assert visible_text(html) == f"{' '.join(words.split())} Picture: Example, own work"
    assert html.count("<img") == 1
    assert "<a " not in html


def test_the_library_page_asks_for_the_words(client: Client, world: World) -> None:
    client.force_login(world.author)
    page = "/admin/articles/image/add/"
    wordless = client.post(page, {"image": SimpleUploadedFile("a.png", picture()), "alt": ""})
    assert wordless.status_code == 400
    assert not Image.objects.exists()
    client.post(
        page,
        {
            "image": SimpleUploadedFile("a.png", picture()),
            "alt": "A bench.",
            "credit": "Example",
            "licence": "own work",
        },
    )
    assert Image.objects.get().alt == "A bench."
    code = f'![A bench.](/media/articles/{Image.objects.get().sha256}.webp "Picture: Example, own work")'
    shown = client.get(f"/admin/articles/image/{Image.objects.get().pk}/change/").content.decode()
    assert code in unescape(shown)


def test_a_picture_is_neither_changed_nor_deleted(client: Client, world: World) -> None:
    client.force_login(world.author)
    send(client, picture())
    image = Image.objects.get()
    client.force_login(world.superuser)
    client.post(f"/admin/articles/image/{image.pk}/change/", {"alt": "Other"})
    assert client.post(f"/admin/articles/image/{image.pk}/delete/", {"post": "yes"}).status_code == 403
    image.refresh_from_db()
    assert image.alt == "A bench in a park."
