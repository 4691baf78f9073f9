"""Pictures: what is accepted is decoded and written anew; everything else is refused with a sentence."""

import hashlib
import io
import struct
import zlib
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Pictures
from PIL import PngImagePlugin

from articles.models import Image
from articles.rendering import render, visible_text
from articles.review.errors import BadInput
from articles.review.images import MAX_BYTES, decode, markdown_of
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


def bomb() -> bytes:
    """A PNG of 20,000 by 20,000 pixels in its header."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def send(
    client: Client, data: bytes, name: str = "picture.png", alt: str = "A bench in a park.", kind: str = "image/png"
) -> Any:
    return client.post(URL, {"image": SimpleUploadedFile(name, data, kind), "alt": alt})


@pytest.mark.parametrize(
    ("kind", "name"), [("PNG", "a.png"), ("JPEG", "a.jpg"), ("JPEG", "A.JPEG"), ("WEBP", "a.webp")]
)
def test_a_picture_is_stored_under_the_hash_of_its_bytes(client: Client, world: World, kind: str, name: str) -> None:
    client.force_login(world.author)
    answer = send(client, picture(kind), name).json()
    image = Image.objects.get()
    assert answer == {"image_code": f"![A bench in a park.](/media/articles/{image.sha256}.webp)"}
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
    assert visible_text(html) == " ".join(words.split())
    assert html.count("<img") == 1
    assert "<a " not in html


def test_the_library_page_asks_for_the_words(client: Client, world: World) -> None:
    client.force_login(world.author)
    page = "/admin/articles/image/add/"
    wordless = client.post(page, {"image": SimpleUploadedFile("a.png", picture()), "alt": ""})
    assert wordless.status_code == 400
    assert not Image.objects.exists()
    client.post(page, {"image": SimpleUploadedFile("a.png", picture()), "alt": "A bench.", "credit": "Example"})
    assert Image.objects.get().alt == "A bench."
    listed = client.get("/admin/articles/image/").content.decode()
    assert f"![A bench.](/media/articles/{Image.objects.get().sha256}.webp)" in listed


def test_a_picture_is_neither_changed_nor_deleted(client: Client, world: World) -> None:
    client.force_login(world.author)
    send(client, picture())
    image = Image.objects.get()
    client.force_login(world.superuser)
    client.post(f"/admin/articles/image/{image.pk}/change/", {"alt": "Other"})
    assert client.post(f"/admin/articles/image/{image.pk}/delete/", {"post": "yes"}).status_code == 403
    image.refresh_from_db()
    assert image.alt == "A bench in a park."
