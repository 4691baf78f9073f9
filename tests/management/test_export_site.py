"""The whole site as files, and back again."""

import hashlib
import json
from io import BytesIO
from pathlib import Path

import pytest
import yaml
from django.db import transaction
from PIL import Image as Pictures

from articles.models import Article, Image, Publication
from articles.review.images import add_image, markdown_of
from articles.review.revisions import RevisionText
from articles.review.topics import add_topic
from tests.foreign.exports import item, write
from tests.management.commands import run
from tests.world import LOW, MEDIUM, PLAIN, World, latest

pytestmark = pytest.mark.django_db

BODY = f"""## A heading

{PLAIN} A [link](/articles/x/) and a note[^1], <b>as typed</b>.

:::warn Careful
{LOW}
:::

Table: What is what

| a | b |
| --- | ---: |
| 1 \\| 2 | ~~3~~ |

{{{{ helpline:crisis }}}}

[^1]: The note."""


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "stored"


def a_picture(world: World) -> Image:
    out = BytesIO()
    Pictures.new("RGB", (20, 10), (9, 90, 9)).save(out, "PNG")
    return add_image(world.editor, out.getvalue(), "a.png", "A bank")


def front(path: Path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])


def test_texts_manifests_and_pictures_are_written(world: World, tmp_path: Path) -> None:
    article = world.published(LOW, title="A walk", slug="walk")
    world.save(article, LOW, MEDIUM)
    world.article(PLAIN, title="A draft: with a colon", slug="draft", kind="standing", by=world.editor)
    picture = a_picture(world)
    ran = run("export_site", tmp_path / "out")
    assert ran.status == 0, ran.err
    assert ran.out.startswith("2 texts, 1 live texts that differ from them, 1 manifests, 1 pictures.")
    out = tmp_path / "out"
    assert front(out / "texts" / "standing" / "draft.md")["title"] == "A draft: with a colon"
    assert front(out / "texts" / "standing" / "draft.md")["author"] == ["editor"]
    assert MEDIUM in (out / "texts" / "article" / "walk.md").read_text()
    assert MEDIUM not in (out / "live" / "article" / "walk.md").read_text()
    manifest = json.loads((out / "manifests" / "walk.json").read_text())
    row = Publication.objects.get()
    assert manifest["content_digest"] == row.content_digest == row.expected_digest()
    assert manifest["payload"] == row.payload
    stored = (out / "media" / picture.file.name).read_bytes()
    assert hashlib.sha256(stored).hexdigest() == picture.sha256
    site = json.loads((out / "site.json").read_text())
    assert {entry["slug"]: entry.get("live_revision") for entry in site["texts"]} == {"walk": 1, "draft": None}


def test_what_was_written_comes_back_as_it_was(world: World, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with transaction.atomic():
        topic = add_topic(world.editor, "Water")
        picture = a_picture(world)
        body = f"{BODY}\n\n{markdown_of(picture)}"
        more = {"summary": "Sum: up\nin lines", "meta_description": "No", "region": "IE", "sensitive": True}
        world.article(body, title="Yes", slug="one", topic=topic.pk, by=world.editor, **more)
        run(
            "import_wordpress",
            write(tmp_path, item(PLAIN, id=7, slug="two")),
            "--by=editor",
            "--map-author=river=author",
        )
        before = {slug: RevisionText.of(latest(Article.objects.get(slug=slug))) for slug in ("one", "two")}
        assert run("export_site", out).status == 0
        transaction.set_rollback(True)
    assert not Article.objects.exists()
    ran = run("import_articles", out / "texts", "--by=editor")
    assert ran.status == 0, ran.err + ran.out
    for slug, text in before.items():
        again = latest(Article.objects.get(slug=slug))
        names = ("title", "summary", "meta_description", "region", "audience", "language", "sensitive")
        assert [getattr(again, name) for name in names] == [getattr(text, name) for name in names]
    one = latest(Article.objects.get(slug="one"))
    assert one.topic is not None
    assert one.topic.name == "Water"
    assert one.body == f"{BODY}\n\n{markdown_of(Image.objects.get())}"
    two = Article.objects.select_related("origin").get(slug="two")
    assert (two.origin.path, two.origin.was_live) == ("/2019/05/two/", True)
    assert "2 unchanged" in run("import_articles", out / "texts", "--by=editor").out


def test_nothing_is_written_over(world: World, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Words.")
    for place in (tmp_path, tmp_path / "a.txt"):
        ran = run("export_site", place)
        assert ran.status == 1
        assert "is not an empty folder" in ran.err


def test_a_picture_whose_file_is_gone_is_named(world: World, tmp_path: Path) -> None:
    picture = a_picture(world)
    picture.file.storage.delete(picture.file.name)
    ran = run("export_site", tmp_path / "out")
    assert ran.status == 1
    assert "The file of the picture “A bank”" in ran.err


def test_an_empty_site_gives_an_empty_export(world: World, tmp_path: Path) -> None:
    assert run("export_site", tmp_path / "out").out.startswith("0 texts")
