"""The history of an article: two revisions compared, an old one restored, who wrote which sentence."""

from django.test import Client

from articles.admin.comparing import columns
from articles.rendering import visible_text
from tests.world import HIGH, LOW, MEDIUM, PLAIN, World


def history(article: object) -> str:
    return f"/admin/articles/article/{article.pk}/history/"  # type: ignore[attr-defined]


def test_any_two_revisions_are_compared_as_pages_and_as_typed(client: Client, world: World) -> None:
    article = world.article(LOW, PLAIN)
    world.save(article, LOW, MEDIUM)
    world.save(article, HIGH, MEDIUM, title="Other notes")
    client.force_login(world.editor)
    page = client.get(f"{history(article)}?left=1&right=3").content.decode()
    pages = page[page.index("As readers would see it") : page.index("As it was typed")]
    assert visible_text(pages[pages.index('<mark class="wording gone"') :].split("</mark>")[0]) == LOW
    assert visible_text(pages[pages.index('<mark class="wording came"') :].split("</mark>")[0]) == HIGH
    typed = page[page.index("As it was typed") :]
    assert "<del>" in typed
    assert "title: <ins>Other" in typed or "<ins>Other" in typed


def test_the_same_text_twice_says_so(client: Client, world: World) -> None:
    article = world.article(LOW)
    world.save(article, MEDIUM)
    client.force_login(world.editor)
    assert "The two say the same." in client.get(f"{history(article)}?left=2&right=2").content.decode()
    assert "It is the first revision" in client.get(f"{history(article)}?show=1").content.decode()


def test_strange_numbers_show_the_list_alone(client: Client, world: World) -> None:
    article = world.article(LOW)
    client.force_login(world.editor)
    for query in ("left=x&right=9", "left=9" * 30, "show=-1"):
        answer = client.get(f"{history(article)}?{query}")
        assert answer.status_code == 200
        assert "As it was typed" not in answer.content.decode()


def test_equal_lines_are_folded_and_changed_ones_stand_beside_each_other() -> None:
    left = [f"line {number}" for number in range(20)]
    right = [*left[:10], "line ten", *left[11:], "the end"]
    rows = columns(left, right)
    assert [(row.kind, row.left_number, row.right_number, row.folded) for row in rows] == [
        ("folded", 0, 0, 8),
        ("equal", 9, 9, 0),
        ("equal", 10, 10, 0),
        ("changed", 11, 11, 0),
        ("equal", 12, 12, 0),
        ("equal", 13, 13, 0),
        ("folded", 0, 0, 5),
        ("equal", 19, 19, 0),
        ("equal", 20, 20, 0),
        ("added", 0, 21, 0),
    ]
    assert rows[3].left == (("equal", "line "), ("delete", "10"))
    assert rows[3].right == (("equal", "line "), ("insert", "ten"))


def test_lines_with_nothing_in_common_are_two_whole_lines() -> None:
    (row,) = columns(["A walk by the sea."], ["Numbers"])
    assert row.left == (("delete", "A walk by the sea."),)
    assert row.right == (("insert", "Numbers"),)


def test_every_sentence_names_its_authors_and_the_revision_that_brought_it(client: Client, world: World) -> None:
    article = world.article(LOW, PLAIN)
    changed = LOW.replace("morning", "evening")
    world.save(article, changed, PLAIN, HIGH, by=world.editor)
    client.force_login(world.therapist)
    page = visible_text(client.get(f"/admin/articles/article/{article.pk}/authorship/").content.decode())
    rows = page[page.index("sentence by sentence") :]
    assert f"{PLAIN} Example Author saved the revision that introduced it, revision 1" in rows
    assert f"{HIGH} Example Editor saved the revision that introduced it, revision 2" in rows
    mixed = rows[rows.index(changed) : rows.index(PLAIN)]
    assert "Example Editor saved the revision that introduced it, revision 2" in mixed
    assert "Example Author wrote a sentence it was made from, revision 2" in mixed


def test_restoring_makes_nobody_an_author_on_that_page(client: Client, world: World) -> None:
    article = world.article(LOW)
    world.save(article, MEDIUM)
    client.force_login(world.editor)
    client.post(f"/admin/articles/article/{article.pk}/restore/1/")
    page = visible_text(client.get(f"/admin/articles/article/{article.pk}/authorship/").content.decode())
    assert "Example Editor" not in page[page.index("People") :]


def test_strangers_read_neither(client: Client, world: World) -> None:
    article = world.article(LOW)
    client.force_login(world.stranger)
    for url in (history(article), f"/admin/articles/article/{article.pk}/authorship/"):
        answer = client.get(url)
        assert answer.status_code == 403
        assert LOW not in answer.content.decode()
