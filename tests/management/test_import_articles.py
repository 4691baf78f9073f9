"""Files become drafts, each by itself; what cannot be used gets one clear sentence and stops nothing."""

from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from PIL import Image as Pictures

from articles.foreign.item import Writer
from articles.models import Article, Image, LedgerEvent, Publication, Revision, Topic, WordAuthor
from articles.publishing.importing.people import People
from articles.review.revisions import RevisionText
from tests.management.commands import run
from tests.world import HIGH, LOW, PLAIN, World, latest

pytestmark = pytest.mark.django_db

GOOD = f"""---
title: Notes from the river
kind: article
topic: Water and mind
slug: river-notes
summary: What the river is like in spring.
description: Notes about the river in spring.
region: IE
sensitive: true
---

## On the bank

{PLAIN} {LOW}

{HIGH}
"""


@pytest.fixture
def folder(tmp_path: Path, world: World) -> Path:
    return tmp_path


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def counts() -> list[int]:
    return [model.objects.count() for model in (Article, Revision, WordAuthor, LedgerEvent, Topic)]


def river() -> Article:
    return Article.objects.get(slug="river-notes")


def writers(article: Article) -> set[str]:
    return {row.person.get_username() for row in WordAuthor.objects.filter(article=article)}


# ------------------------------------------------------------------------------------------------------- what it makes


def test_a_file_becomes_a_draft_with_everything_its_front_matter_says(folder: Path) -> None:
    ran = run("import_articles", write(folder, "river.md", GOOD))
    assert ran.status == 0, ran.err
    revision = latest(river())
    assert (revision.title, revision.region, revision.sensitive) == ("Notes from the river", "IE", True)
    assert revision.summary == "What the river is like in spring."
    assert revision.meta_description == "Notes about the river in spring."
    assert revision.topic is not None
    assert (revision.topic.slug, revision.topic.name) == ("water-and-mind", "Water and mind")
    assert revision.body.startswith("## On the bank")
    assert revision.state == "draft"
    assert not Publication.objects.exists()
    assert ran.out.rstrip().endswith("1 new draft. Highest risk of the claims in each: 1 high.")


def test_its_claims_are_stored_and_printed_with_line_risk_type_and_reason(folder: Path) -> None:
    path = write(folder, "river.md", GOOD)
    ran = run("import_articles", path)
    stored = {item.claim.text: item for item in latest(river()).occurrences.select_related("claim")}
    assert {LOW, HIGH} <= set(stored)
    line = GOOD.split("\n").index(HIGH) + 1
    assert f"{path}:{line}:1  high risk: {', '.join(stored[HIGH].types)}\n  “{HIGH}”\n  - " in ran.out
    assert "It names a medicine" in ran.out


@pytest.mark.parametrize(
    ("name", "text", "title", "body"),
    [
        ("a.md", "# The quiet hour\n\nThe bus waits.", "The quiet hour", "The bus waits."),
        ("a.md", "---\nkind: article\n---\n# The quiet hour\n\nThe bus waits.", "The quiet hour", "The bus waits."),
        ("a.txt", "The quiet hour\n\nThe bus waits.", "The quiet hour", "The bus waits."),
        ("the-quiet_hour.md", "The bus waits.", "The quiet hour", "The bus waits."),
        ("the-quiet_hour.txt", "The bus waits.", "The quiet hour", "The bus waits."),
    ],
)
def test_a_file_without_a_title_is_named_by_its_first_heading_or_its_name(
    folder: Path, name: str, text: str, title: str, body: str
) -> None:
    assert run("import_articles", write(folder, name, text)).status == 0
    revision = latest(Article.objects.get(slug="the-quiet-hour"))
    assert (revision.title, revision.body) == (title, body)


def test_a_folder_stands_for_its_text_files(folder: Path) -> None:
    write(folder, "one.md", "# One\n\nThe first.")
    write(folder, "two.txt", "Two\n\nThe second.")
    write(folder, "picture.png", b"\x89PNG\x00")
    ran = run("import_articles", folder)
    assert ran.status == 0, ran.err
    assert {article.slug for article in Article.objects.all()} == {"one", "two"}
    assert "2 new drafts" in ran.out


def test_front_matter_that_means_nothing_here_is_named(folder: Path) -> None:
    ran = run("import_articles", write(folder, "a.md", "---\ntitle: A\nlayout: wide\nweight: 3\n---\nWords."))
    assert "Not used from the front matter: layout, weight" in ran.out


def test_an_existing_topic_is_used_whatever_its_case(folder: Path) -> None:
    topic = Topic.objects.create(slug="water", name="Water and Mind")
    run("import_articles", write(folder, "river.md", GOOD))
    assert latest(river()).topic == topic


# -------------------------------------------------------------------------------------------------------------- twice


def test_the_same_file_again_changes_nothing(folder: Path) -> None:
    path = write(folder, "river.md", GOOD)
    run("import_articles", path)
    before = counts()
    ran = run("import_articles", path)
    assert (ran.status, counts()) == (0, before)
    assert (
        ran.out
        == f"{path} → river-notes: unchanged, revision 1\n1 unchanged. Highest risk of the claims in each: 1 high.\n"
    )


def test_changed_words_become_a_new_revision(folder: Path) -> None:
    path = write(folder, "river.md", GOOD)
    run("import_articles", path)
    write(folder, "river.md", GOOD.replace(PLAIN, "The ferry stops below the bridge."))
    ran = run("import_articles", path)
    assert ran.status == 0
    assert "new revision, revision 2" in ran.out
    assert "The ferry stops below the bridge." in latest(river()).body
    assert Article.objects.count() == 1


def test_a_changed_file_does_not_write_over_what_was_edited_at_the_desk(folder: Path, world: World) -> None:
    path = write(folder, "river.md", GOOD)
    run("import_articles", path)
    world.save(river(), PLAIN, "Somebody added this at the desk.", by=world.editor)
    assert "unchanged, revision 2" in run("import_articles", path).out
    before = counts()
    write(folder, "river.md", GOOD.replace(PLAIN, "The ferry stops below the bridge."))
    ran = run("import_articles", path)
    assert (ran.status, counts()) == (1, before)
    assert "river-notes: changed there and here, revision 2" in ran.out
    assert "To do: It was edited here since it was imported" in ran.out


def test_a_listed_difference_is_done_once_somebody_has_brought_both_together(folder: Path, world: World) -> None:
    path = write(folder, "river.md", GOOD)
    run("import_articles", path)
    world.save(river(), PLAIN, "Somebody added this at the desk.", by=world.editor)
    write(folder, "river.md", GOOD.replace(PLAIN, "The ferry stops below the bridge."))
    assert run("import_articles", path).status == 1
    assert river().origin.differs
    assert run("import_articles", path).status == 1
    world.save(river(), "The ferry stops below the bridge.", "Somebody added this at the desk.", by=world.editor)
    assert run("import_articles", path).status == 0
    assert not river().origin.differs


def test_an_article_written_at_the_desk_is_never_taken_over(folder: Path, world: World) -> None:
    world.article(PLAIN, slug="river-notes")
    ran = run("import_articles", write(folder, "river.md", GOOD))
    assert ran.status == 2
    assert "belongs to an article that was written here" in ran.err
    assert river().revisions.count() == 1


def test_a_file_of_another_kind_does_not_take_an_address(folder: Path) -> None:
    path = write(folder, "river.md", GOOD)
    run("import_articles", path)
    write(folder, "river.md", GOOD.replace("kind: article", "kind: promo"))
    ran = run("import_articles", path)
    assert ran.status == 2
    assert "another kind (article)" in ran.err


def test_a_dry_run_says_what_it_would_do_and_does_nothing(folder: Path) -> None:
    before = counts()
    ran = run("import_articles", write(folder, "river.md", GOOD), "--dry-run")
    assert (ran.status, counts()) == (0, before)
    assert "river-notes: new draft" in ran.out
    assert "Dry run, nothing was saved: 1 new draft." in ran.out


# --------------------------------------------------------------------------------------------------------- who wrote it


def test_the_importer_counts_as_author_when_nobody_is_named(folder: Path) -> None:
    run("import_articles", write(folder, "river.md", GOOD), "--by=author")
    assert writers(river()) == {"author"}


def test_author_on_the_command_line_counts_and_the_importer_does_not(folder: Path) -> None:
    run("import_articles", write(folder, "river.md", GOOD), "--by=editor", "--author=author")
    assert writers(river()) == {"author"}
    assert river().owner.get_username() == "editor"


@pytest.mark.parametrize(
    ("line", "names"), [("therapist", {"therapist"}), ("[author, therapist]", {"author", "therapist"})]
)
def test_the_author_that_the_file_names_goes_before_the_command_line(folder: Path, line: str, names: set[str]) -> None:
    text = GOOD.replace("kind: article", f"kind: article\nauthor: {line}")
    run("import_articles", write(folder, "river.md", text), "--author=second_editor")
    assert writers(river()) == names


def test_without_by_the_first_active_superuser_or_editor_imports(folder: Path, world: World) -> None:
    run("import_articles", write(folder, "a.md", "# First\n\nWords."))
    assert Article.objects.get(slug="first").owner == world.editor
    get_user_model().objects.filter(pk=world.editor.pk).update(is_active=False)
    run("import_articles", write(folder, "b.md", "# Second\n\nWords."))
    assert Article.objects.get(slug="second").owner == world.second_editor


def test_without_any_account_it_says_what_is_missing(tmp_path: Path, db: None) -> None:
    ran = run("import_articles", write(tmp_path, "a.md", "# A\n\nWords."))
    assert ran.status == 2
    assert "Nobody can import yet" in ran.err


@pytest.mark.parametrize("option", ["--by=nobody", "--author=nobody"])
def test_an_unknown_account_is_named(folder: Path, option: str) -> None:
    ran = run("import_articles", write(folder, "a.md", "# A\n\nWords."), option)
    assert ran.status == 2
    assert "There is no account “nobody”." in ran.err


def test_who_may_not_write_may_not_import(folder: Path) -> None:
    ran = run("import_articles", write(folder, "a.md", "# A\n\nWords."), "--by=stranger")
    assert ran.status == 2
    assert "This is for an author or editor" in ran.err
    assert not Article.objects.exists()


# ------------------------------------------------------------------------------------------------------------ bad input

FRONT = "---\ntitle: A\n{}\n---\nWords."

BAD: list[tuple[str, str, str | bytes, str]] = [
    ("binary", "a.md", b"\x7fELF\x00\x01", "is not a text file"),
    ("NUL in text", "a.md", "Words\x00words.", "NUL"),
    ("empty", "a.md", "", "is empty"),
    ("white space only", "a.md", " \n\t\n", "is empty"),
    ("another encoding", "a.md", "Caf\u00e9 words.".encode("latin-1"), "not UTF-8"),
    ("too large", "a.md", "word " * 60_000, "too large"),
    ("bidi control", "a.md", "Take \u202e01 drops.", "reverses the order"),
    ("bidi control in the title", "a.md", FRONT.format('summary: "\u2066 words"'), "reverses the order"),
    ("bidi control as an escape", "a.md", FRONT.format('summary: "\\u202e words"'), "reverses the order"),
    ("control character", "a.md", "Words \x08 words.", "control character"),
    ("front matter not closed", "a.md", "---\ntitle: A\nWords.", "not closed"),
    ("front matter no YAML", "a.md", "---\ntitle: [A\n---\nWords.", "not valid YAML"),
    ("front matter a list", "a.md", "---\n- A\n---\nWords.", "key: value"),
    ("front matter with an alias", "a.md", FRONT.format("x: &a [1]\ny: *a"), "anchor, alias or tag"),
    ("key twice", "a.md", FRONT.format("kind: article\nkind: promo"), "stands twice"),
    ("unknown kind", "a.md", FRONT.format("kind: story"), "“story” is not known"),
    ("unknown region", "a.md", FRONT.format("region: Atlantis"), "“ATLANTIS” is not known"),
    ("unknown audience", "a.md", FRONT.format("audience: cats"), "“cats” is not known"),
    ("language that is none", "a.md", FRONT.format("language: the Queen's English"), "not a language tag"),
    ("unknown author", "a.md", FRONT.format("author: nobody"), "There is no account “nobody”"),
    ("sensitive that is neither", "a.md", FRONT.format("sensitive: perhaps"), "true or false"),
    ("title too long", "a.md", f"---\ntitle: {'long ' * 50}\n---\nWords.", "The title is longer"),
    ("title without letters", "a.md", "---\ntitle: '!!!'\n---\nWords.", "gives no address"),
    ("slug without letters", "a.md", FRONT.format("slug: '***'"), "gives no address"),
]


@pytest.mark.parametrize(("name", "text", "words"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_what_cannot_be_used_gets_one_clear_sentence_and_changes_nothing(
    folder: Path, name: str, text: str | bytes, words: str
) -> None:
    before = counts()
    path = write(folder, name, text)
    ran = run("import_articles", path)
    assert (ran.status, counts()) == (2, before)
    sentence, last = ran.err.strip().split("\n")
    assert str(path) in sentence
    assert words in sentence
    assert last == "Nothing was imported."


def test_a_missing_file_and_a_folder_without_texts_are_named(folder: Path) -> None:
    empty = folder / "empty"
    empty.mkdir()
    before = counts()
    ran = run("import_articles", folder / "nothing.md", empty)
    assert (ran.status, counts()) == (2, before)
    assert f"There is no file called {folder / 'nothing.md'}." in ran.err
    assert f"The folder {empty} holds no Markdown or text files." in ran.err


def test_bad_files_get_their_sentences_and_the_good_ones_are_imported(folder: Path) -> None:
    ran = run("import_articles", write(folder, "a.md", ""), write(folder, "b.md", b"\x00"), write(folder, "c.md", GOOD))
    assert ran.status == 1
    assert len(ran.err.strip().split("\n")) == 2
    assert latest(river()).state == "draft"
    assert "1 new draft, 2 not imported" in ran.out


def test_of_two_files_with_one_address_the_second_is_refused(folder: Path) -> None:
    first, second = write(folder, "a.md", GOOD), write(folder, "b.md", GOOD.replace("spring", "autumn"))
    for again in (False, True):
        ran = run("import_articles", first, second)
        assert ran.status == 1
        assert f"{second}: The address “river-notes” is already taken by {first}." in ran.err
        assert ("unchanged" in ran.out) is again
    assert river().revisions.count() == 1


def test_line_ends_and_a_byte_order_mark_make_no_other_text(folder: Path) -> None:
    run("import_articles", write(folder, "river.md", GOOD))
    text = RevisionText.of(latest(river()))
    ran = run("import_articles", write(folder, "river.md", "\ufeff" + GOOD.replace("\n", "\r\n")))
    assert "unchanged" in ran.out
    assert RevisionText.of(latest(river())) == text


# ------------------------------------------------------------------------------------------------------- whole sites


@pytest.fixture
def hugo(folder: Path, settings) -> Path:
    settings.MEDIA_ROOT = folder / "stored"
    site = folder / "site"
    bundle = site / "content" / "posts" / "river"
    bundle.mkdir(parents=True)
    (site / "hugo.toml").write_text("title = 'Old'\n")
    out = BytesIO()
    Pictures.new("RGB", (20, 10), (9, 90, 9)).save(out, "PNG")
    (bundle / "bank.png").write_bytes(out.getvalue())
    (bundle / "index.md").write_text(
        f'+++\ntitle = "River"\nauthor = "River Writer"\n+++\n{PLAIN}\n\n'
        '{{< figure src="bank.png" alt="A bank" >}}\n'
    )
    return site


def test_a_site_of_hugo_with_its_pictures(hugo: Path) -> None:
    ran = run("import_articles", hugo, "--placeholder-authors")
    assert ran.status == 1  # the placeholder asks for a person
    article = Article.objects.select_related("origin").get(slug="river")
    assert (article.origin.path, article.origin.was_live) == ("/posts/river/", True)
    assert writers(article) == {"imported-river-writer"}
    (again,) = People(placeholders=True).accounts([Writer("imported-river-writer")])  # as our own export names it
    assert again.get_username() == "imported-river-writer"
    picture = Image.objects.get()
    assert latest(article).body == f"{PLAIN}\n\n![A bank]({picture.file.url})"
    before = counts()
    assert "1 unchanged" in run("import_articles", hugo, "--placeholder-authors").out
    assert counts() == before


def test_an_author_without_an_account_is_refused_unless_placeholders_are_asked_for(hugo: Path) -> None:
    ran = run("import_articles", hugo)
    assert ran.status == 2
    assert "There is no account “River Writer”, which the file names as author." in ran.err
    assert "--map-author “River Writer=USERNAME”" in ran.err
    assert run("import_articles", hugo, "--map-author=River Writer=author").status == 0
    assert writers(Article.objects.get(slug="river")) == {"author"}
