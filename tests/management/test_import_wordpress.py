"""A WordPress export becomes drafts: once, resumably, with one report, and nothing edited here is written over."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.files.storage import default_storage
from PIL import Image as Pictures

from articles.models import Article, Image, LedgerEvent, Origin, Publication, Revision, Topic, WordAuthor
from articles.publishing.importing import Importer
from tests.foreign.exports import item, picture, write
from tests.management.commands import Ran, run
from tests.world import HIGH, LOW, PLAIN, World, latest

pytestmark = pytest.mark.django_db
UPLOADS = "https://old.example.org/wp-content/uploads/2019/05"


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "stored"
    return settings.MEDIA_ROOT


def imported(path: Path, *options: str) -> Ran:
    return run("import_wordpress", path, "--by=editor", *options)


def counts() -> list[int]:
    models = (Article, Revision, WordAuthor, LedgerEvent, Topic, Origin, Image, get_user_model())
    return [model.objects.count() for model in models]


def article(slug: str = "text-1") -> Article:
    return Article.objects.select_related("origin").get(slug=slug)


def authors(of: Article) -> set[str]:
    return {row.person.get_username() for row in WordAuthor.objects.filter(article=of)}


def a_photo(folder: Path, name: str = "lake.jpg", size: int = 40, kind: str = "JPEG") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    out = BytesIO()
    Pictures.new("RGB", (size, 30), (20, 90, 160)).save(out, kind)
    (folder / name).write_bytes(out.getvalue())
    return folder / name


# ------------------------------------------------------------------------------------------------------ what it makes


def test_posts_and_pages_become_drafts_with_their_claims_flagged(tmp_path: Path, world: World) -> None:
    path = write(
        tmp_path,
        item(f"{PLAIN}\n\n{HIGH}", id=1, terms=[("category", "water", "Water")]),
        item(f"<!-- wp:paragraph --><p>{LOW}</p><!-- /wp:paragraph -->", id=2, type="page", status="draft"),
    )
    ran = imported(path)
    assert not Publication.objects.exists()
    first, second = article("text-1"), article("text-2")
    assert (first.kind, second.kind) == ("article", "standing")
    assert [latest(one).state for one in (first, second)] == ["draft", "draft"]
    assert latest(first).body == f"{PLAIN}\n\n{HIGH}"
    assert {row.claim.text for row in latest(first).occurrences.select_related("claim")} == {HIGH}
    assert latest(first).topic == Topic.objects.get(name="Water")
    assert (first.origin.path, first.origin.was_live, first.origin.status) == ("/2019/05/text-1/", True, "live")
    assert (second.origin.was_live, second.origin.status) == (False, "draft")
    assert "2 new drafts. Highest risk of the claims in each: 1 high, 1 low." in ran.out


def test_the_ledger_says_where_an_article_came_from(tmp_path: Path, world: World) -> None:
    imported(write(tmp_path, item(PLAIN)))
    event = LedgerEvent.objects.get(kind="imported")
    assert event.article == article().pk
    assert (event.facts["site"], event.facts["key"], event.facts["path"]) == (
        "old.example.org",
        "1",
        "/2019/05/text-1/",
    )
    assert run("verify_ledger").status == 0


def test_an_export_without_losses_leaves_with_status_0_and_one_with_losses_with_1(tmp_path: Path, world: World) -> None:
    ran = imported(write(tmp_path, item(PLAIN, creator="editor")))
    assert ran.status == 0, ran.out
    ran = imported(write(tmp_path, item("[poll id=3] Words.", id=2, creator="editor")))
    assert ran.status == 1
    assert "export.xml, line" in ran.out
    assert "  - line 1: A shortcode was left out: “[poll id=3]”" in ran.out


@pytest.mark.parametrize(
    ("title", "shown", "said"),
    [
        ("", "The bus stops outside the library.", "It had no title"),
        ("long " * 60, "long " * 38 + "long…", "was longer than 200 characters"),
        ("Rain <em>and</em> sun", "Rain and sun", ""),
    ],
)
def test_titles_that_are_none_or_too_long(tmp_path: Path, world: World, title: str, shown: str, said: str) -> None:
    ran = imported(write(tmp_path, item(PLAIN, title=title, creator="editor")))
    assert latest(article()).title == shown
    assert said in ran.out


def test_addresses_in_use_get_a_number_and_those_in_other_letters_one_of_the_title(
    tmp_path: Path, world: World
) -> None:
    world.article(PLAIN, slug="river")
    path = write(
        tmp_path,
        item("a", id=1, slug="river"),
        item("b", id=2, slug="river"),
        item("c", id=3, slug="%e5%bf%83", title="Heart"),
        item("d", id=4, slug="%e5%bf%83", title="心"),
    )
    ran = imported(path)
    slugs = set(Origin.objects.values_list("slug", flat=True))
    assert slugs == {"river-2", "river-3", "heart", "wordpress-4"}
    assert "Its address “river” is taken; here it is “river-2”." in ran.out


def test_a_category_that_cannot_be_a_topic_is_noted(tmp_path: Path, world: World) -> None:
    def with_category(number: int, name: str) -> str:
        return item(PLAIN, id=number, creator="author", terms=[("category", "c", name)])

    ran = imported(write(tmp_path, with_category(1, "Amitriptyline eases pain"), with_category(2, "Water")))
    assert "Its topic cannot be one here (Readers would see something about health that nobody signed" in ran.out
    assert [topic.name for topic in Topic.objects.all()] == ["Water"]
    assert latest(article("text-1")).topic is None
    ran = run("import_wordpress", write(tmp_path, with_category(3, "Hills"), with_category(4, "Water")), "--by=author")
    assert "There is no such topic yet; an editor has to add it: “Hills”" in ran.out
    assert latest(article("text-4")).topic == Topic.objects.get(name="Water")


def test_what_the_site_refuses_stops_nothing_else(tmp_path: Path, world: World) -> None:
    path = write(tmp_path, item("Take \u202e01.", id=1), item("x" * 200_001, id=2), item(PLAIN, id=3, creator="editor"))
    ran = imported(path)
    assert ran.status == 1
    assert list(Article.objects.values_list("slug", flat=True)) == ["text-3"]
    assert "reverses the order of words" in ran.out
    assert "The text is too large" in ran.out
    assert "1 new draft, 2 not imported" in ran.out


def test_what_stays_behind_is_said(tmp_path: Path, world: World) -> None:
    path = write(
        tmp_path,
        item("a", id=1, comments=2),
        item("b", id=2, status="trash", title="Old news"),
        item("c", id=3, type="recipe", title="Soup"),
        item("d", id=4, type="revision"),
    )
    out = imported(path).out
    assert "1 of the type “recipe” were not imported (Soup). --also recipe imports them as articles." in out
    assert "1 in the trash were left there: Old news." in out
    assert "2 comments of readers are not imported." in out
    assert "1 revision" in out
    assert (
        "2 new drafts"
        in imported(write(tmp_path, item("e", id=5, type="recipe"), item("f", id=6)), "--also=recipe").out
    )


# --------------------------------------------------------------------------------------------------------- who wrote it


def test_an_author_without_an_account_gets_one_that_can_never_be_used(tmp_path: Path, world: World) -> None:
    ran = imported(write(tmp_path, item(PLAIN)))
    person = get_user_model().objects.get(username="imported-river")
    assert (person.is_active, person.is_staff, person.has_usable_password()) == (False, False, False)
    assert person.get_full_name() == "River Writer"
    assert authors(article()) == {"imported-river"}
    assert article().owner == world.editor
    assert "River" not in ran.err
    assert "These authors have inactive placeholder accounts: river (imported-river)" in ran.out


def test_an_account_of_the_same_mail_address_or_name_is_the_same_person(tmp_path: Path, world: World) -> None:
    get_user_model().objects.filter(pk=world.therapist.pk).update(email="River@example.org")
    ran = imported(write(tmp_path, item(PLAIN, id=1), item("Other.", id=2, creator="author")))
    assert authors(article("text-1")) == {"therapist"}
    assert authors(article("text-2")) == {"author"}
    assert "author → author, river → therapist" in ran.out


def test_the_command_line_says_who_an_author_is(tmp_path: Path, world: World) -> None:
    path = write(tmp_path, item(PLAIN, id=1), item("Other.", id=2, creator="author"), item("Third.", id=3, creator=""))
    ran = imported(path, "--map-author=river=prescriber", "--map-author=author=", "--author=second_editor")
    assert authors(article("text-1")) == {"prescriber"}
    assert authors(article("text-2")) == {"imported-author"}
    assert authors(article("text-3")) == {"second_editor"}
    assert "(imported-author)" in ran.out


@pytest.mark.parametrize(
    "option", ["--by=nobody", "--author=nobody", "--map-author=river=nobody", "--map-author=river"]
)
def test_options_that_make_no_sense(tmp_path: Path, world: World, option: str) -> None:
    ran = run("import_wordpress", write(tmp_path, item(PLAIN)), option)
    assert ran.status == 2
    assert "nobody" in ran.err or "NAME=USERNAME" in ran.err
    assert not Article.objects.exists()


# --------------------------------------------------------------------------------------------------------------- twice


def test_the_same_export_again_changes_nothing(tmp_path: Path, world: World) -> None:
    path = write(tmp_path, item(f"{HIGH} [x_y]", id=1), item(LOW, id=2, type="page"))
    imported(path)
    before = counts()
    ran = imported(path)
    assert counts() == before
    assert "2 unchanged" in ran.out


def test_an_interrupted_import_goes_on_where_it_stopped(tmp_path: Path, world: World, monkeypatch) -> None:
    path = write(tmp_path, *(item(f"Number {number}.", id=number) for number in range(1, 6)))
    bring = Importer.bring

    def interrupted(self, one, now=None):
        if one.key == "4":
            raise KeyboardInterrupt
        return bring(self, one, now)

    monkeypatch.setattr(Importer, "bring", interrupted)
    ran = imported(path)
    assert ran.status == 1
    assert "It was interrupted after 3 of 5. Run it again: it goes on where it stopped." in ran.out
    assert Article.objects.count() == 3
    monkeypatch.undo()
    assert "2 new drafts, 3 unchanged" in imported(path).out
    assert Article.objects.count() == 5


def test_a_changed_post_becomes_a_new_revision_even_when_its_address_changed(tmp_path: Path, world: World) -> None:
    imported(write(tmp_path, item(PLAIN, id=1)))
    ran = imported(write(tmp_path, item("The ferry stops below.", id=1, slug="moved")))
    assert "1 new revision" in ran.out
    assert latest(article()).body == "The ferry stops below."
    assert article().origin.path == "/2019/05/moved/"
    assert Article.objects.count() == 1


def test_what_was_edited_here_is_never_written_over(tmp_path: Path, world: World) -> None:
    imported(write(tmp_path, item(PLAIN, id=1)))
    world.save(article(), PLAIN, "Added at the desk.", by=world.editor)
    assert "1 unchanged" in imported(write(tmp_path, item(PLAIN, id=1))).out
    ran = imported(write(tmp_path, item("Changed there.", id=1)))
    assert ran.status == 1
    assert "It was edited here since it was imported, and has changed on the old site too." in ran.out
    assert "Added at the desk." in latest(article()).body
    assert article().origin.differs


def test_a_dry_run_writes_nothing_and_says_the_same(tmp_path: Path, world: World, media: Path) -> None:
    a_photo(tmp_path / "uploads" / "2019" / "05")
    path = write(
        tmp_path,
        picture(9, "lake.jpg", "A lake"),
        item(f'{HIGH}\n\n<img src="{UPLOADS}/lake.jpg" alt="A lake">\n\n[x_y]', id=1, slug="same"),
        item("Second.", id=2, slug="same", terms=[("category", "w", "W")]),
    )
    before = counts()
    dry = imported(path, "--dry-run", f"--media={tmp_path / 'uploads'}")
    assert counts() == before
    assert not media.exists()
    real = imported(path, f"--media={tmp_path / 'uploads'}")
    assert dry.out == real.out.replace("2 new drafts.", "Dry run, nothing was saved: 2 new drafts.")
    assert dry.status == real.status == 1
    assert "same-2" in real.out


# ------------------------------------------------------------------------------------------------------------ pictures


def test_pictures_are_found_decoded_and_written_anew(tmp_path: Path, world: World) -> None:
    folder = tmp_path / "wp-content" / "uploads"
    a_photo(folder / "2019" / "05", "lake.jpg", 80)
    a_photo(folder / "2019" / "05", "lake-40x30.jpg", 40)
    a_photo(folder / "other", "named.png", 20, "PNG")
    content = (
        f'[caption width="40"]<img src="{UPLOADS}/lake-40x30.jpg" alt="A lake" /> The lake[/caption]\n\n'
        f'<img src="https://cdn.example.org/x/named.png" alt="Named">'
    )
    ran = imported(write(tmp_path, item(content, creator="editor")), f"--media={folder}")
    assert ran.status == 0, ran.out
    whole, named = Image.objects.order_by("-width")
    assert (whole.width, whole.alt, named.alt) == (80, "A lake", "Named")
    assert latest(article()).body == f'![A lake]({whole.file.url} "The lake")\n\n![Named]({named.file.url})'
    assert default_storage.exists(whole.file.name)
    assert latest(article()).analysis["images"] == [whole.sha256, named.sha256]


def test_a_picture_that_is_missing_or_no_picture_is_listed_and_can_come_later(tmp_path: Path, world: World) -> None:
    folder = tmp_path / "uploads"
    folder.mkdir()
    (folder / "evil.jpg").write_bytes(b"<html><script>1</script></html>")
    content = f'<img src="{UPLOADS}/lake.jpg" alt="A lake"> <img src="{UPLOADS}/evil.jpg" alt="Evil">'
    path = write(tmp_path, item(content, creator="editor"))
    assert f"A picture has to be brought in: “{UPLOADS}/lake.jpg”" in imported(path).out
    ran = imported(path, f"--media={folder}")
    assert f"A picture is not in uploads: “{UPLOADS}/lake.jpg”" in ran.out
    assert "A picture could not be used (evil.jpg: Only PNG, JPEG and WebP pictures can be used" in ran.out
    assert latest(article()).number == 1
    a_photo(folder)
    assert "1 new revision" in imported(path, f"--media={folder}").out
    # Without the folder, what was brought before stays.
    assert "1 unchanged" in imported(path).out
    assert latest(article()).number == 2
    assert "/media/articles/" in latest(article()).body


def test_a_link_out_of_the_folder_of_pictures_is_not_followed(tmp_path: Path, world: World) -> None:
    a_photo(tmp_path / "private", "lake.jpg")
    (tmp_path / "uploads").mkdir()
    (tmp_path / "uploads" / "lake.jpg").symlink_to(tmp_path / "private" / "lake.jpg")
    content = f'<img src="{UPLOADS}/lake.jpg" alt="a"><img src="{UPLOADS}/../../private/lake.jpg" alt="b">'
    ran = imported(write(tmp_path, item(content)), f"--media={tmp_path / 'uploads'}")
    assert "A picture is not in uploads" in ran.out
    assert not Image.objects.exists()


# ---------------------------------------------------------------------------------------------------------- the report


def test_the_report_is_written_for_tools_and_for_people(tmp_path: Path, world: World) -> None:
    path = write(tmp_path, item("Words [poll id=3].", id=1, title="Polls"), item("Take \u202e01.", id=2))
    imported(path, f"--report={tmp_path / 'report.json'}")
    data = json.loads((tmp_path / "report.json").read_text())
    assert data["summary"] == {
        "new draft": 1,
        "new revision": 0,
        "unchanged": 0,
        "changed there and here": 0,
        "not imported": 1,
    }
    first, second = data["items"]
    assert (first["slug"], first["done"]) == ("text-1", "new draft")
    assert {"sentence": "A shortcode was left out:", "todo": True, "line": 1, "excerpt": "[poll id=3]"} in first[
        "notes"
    ]
    assert second["done"] == "not imported"
    imported(path, f"--report={tmp_path / 'report.md'}")
    text = (tmp_path / "report.md").read_text()
    assert "## Polls" in text
    assert "- [ ] Line 1: A shortcode was left out: `[poll id=3]`" in text


def test_a_report_that_cannot_be_written_says_so(tmp_path: Path, world: World) -> None:
    ran = imported(write(tmp_path, item(PLAIN)), f"--report={tmp_path}/none/report.md")
    assert ran.status == 1
    assert "The report could not be written" in ran.out


def test_a_file_that_is_no_export_leaves_with_status_2(tmp_path: Path, world: World) -> None:
    (tmp_path / "a.xml").write_text("<html></html>")
    ran = imported(tmp_path / "a.xml")
    assert ran.status == 2
    assert "is not a WordPress export" in ran.err
    assert "Traceback" not in ran.err


def test_a_hundred_texts_show_progress(tmp_path: Path, world: World) -> None:
    path = write(tmp_path, *(item("", id=number, title=f"T {number}") for number in range(1, 102)))
    assert "100 of 101" in imported(path, "--dry-run").err
