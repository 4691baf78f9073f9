"""Two people who save over each other get both texts."""

from django.test import Client

from articles.review.revisions import RevisionText
from tests.admin.test_editor import editor, fields
from tests.world import LOW, PLAIN, World, latest

MINE = "The library opens at nine."
THEIRS = "The library opens at ten."


def test_both_texts_are_shown_and_nothing_is_saved(client: Client, world: World) -> None:
    article = world.article(PLAIN)
    world.save(article, THEIRS, by=world.editor)
    client.force_login(world.author)
    answer = client.post(editor(article), fields(RevisionText(title="Notes from the library", body=MINE), base=1))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<td>The library opens at <del>ten</del>.</td>" in page
    assert "<td>The library opens at <ins>nine</ins>.</td>" in page
    assert MINE in page  # in the form, to be saved on top
    assert latest(article).body == THEIRS


def test_mine_is_saved_on_top_of_theirs_from_that_page(client: Client, world: World) -> None:
    article = world.article(PLAIN)
    world.save(article, THEIRS, by=world.editor)
    client.force_login(world.author)
    text = RevisionText(title="Notes from the library", body=MINE)
    page = client.post(editor(article), fields(text, base=1)).content.decode()
    assert '<input type="hidden" name="base" value="2" id="id_base">' in page
    answer = client.post(editor(article), fields(text, base=2))
    assert answer.status_code == 302
    assert [item.body for item in article.revisions.order_by("number")] == [PLAIN, THEIRS, MINE]


def test_a_third_save_in_between_asks_again(client: Client, world: World) -> None:
    article = world.article(PLAIN)
    world.save(article, THEIRS, by=world.editor)
    world.save(article, LOW, by=world.second_editor)
    client.force_login(world.author)
    answer = client.post(editor(article), fields(RevisionText(title="Notes from the library", body=MINE), base=2))
    assert answer.status_code == 409
    assert LOW in answer.content.decode()


def test_the_same_words_by_both_are_no_conflict(client: Client, world: World) -> None:
    article = world.article(PLAIN)
    world.save(article, THEIRS, by=world.editor)
    client.force_login(world.author)
    answer = client.post(editor(article), fields(RevisionText(title="Notes from the library", body=THEIRS), base=1))
    assert answer.status_code == 302
    assert latest(article).number == 2
