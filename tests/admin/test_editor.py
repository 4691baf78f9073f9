"""The editor: what is typed becomes revisions through the use cases, and nothing typed is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Revision
from articles.review.board import load_board
from articles.review.revisions import RevisionText
from tests.world import HIGH, LOW, MEDIUM, PLAIN, World, latest

ADD = "/admin/articles/article/add/"


def fields(text: RevisionText, **more: object) -> dict[str, object]:
    """What the browser would post for a text."""
    values = {name: getattr(text, name) for name in text.__dataclass_fields__ if name != "sensitive"}
    return {name: "" if value is None else value for name, value in values.items()} | more


def editor(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/change/"


def test_an_author_makes_an_article_with_its_first_revision(client: Client, world: World) -> None:
    client.force_login(world.author)
    text = RevisionText(title="A quiet evening", body=LOW)
    answer = client.post(ADD, fields(text, slug="quiet-evening", kind="article"))
    article = Article.objects.get(slug="quiet-evening")
    assert answer["Location"] == editor(article)
    assert latest(article).body == LOW
    assert latest(article).saved_by == world.author


def test_a_slug_in_use_keeps_everything_typed(client: Client, world: World) -> None:
    taken = world.article(PLAIN, slug="taken")
    client.force_login(world.author)
    answer = client.post(ADD, fields(RevisionText(title="Another", body=MEDIUM), slug="taken", kind="article"))
    assert answer.status_code == 400
    assert "already in use" in answer.content.decode()
    assert MEDIUM in answer.content.decode()
    assert list(Article.objects.all()) == [taken]


def test_saving_changed_words_makes_a_revision(client: Client, world: World) -> None:
    article = world.article(PLAIN)
    client.force_login(world.author)
    client.post(editor(article), fields(RevisionText(title="Notes from the library", body=LOW), base=1))
    assert latest(article).number == 2
    assert latest(article).body == LOW


def test_saving_without_change_makes_no_revision_and_lapses_nothing(client: Client, world: World) -> None:
    article = world.published(LOW, MEDIUM)
    before = latest(article)
    client.force_login(world.author)
    browser_body = before.body.replace("\n", "\r\n")
    answer = client.post(editor(article), fields(RevisionText.of(before), base=1, body=browser_body), follow=True)
    assert "Nothing changed, nothing lapses." in answer.content.decode()
    assert latest(article) == before
    assert latest(article).state == "approved"
    assert load_board(latest(article)).open_claims == []


def test_an_edit_of_a_live_article_leaves_the_live_page(client: Client, world: World) -> None:
    article = world.published(LOW)
    client.force_login(world.author)
    client.post(editor(article), fields(RevisionText(title=latest(article).title, body=HIGH), base=1))
    live = article.publications.get()
    assert live.live_until is None
    assert HIGH not in live.payload
    assert latest(article).state == "draft"


def test_hidden_direction_characters_are_refused_and_the_text_is_kept(client: Client, world: World) -> None:
    article = world.article(PLAIN)
    client.force_login(world.author)
    answer = client.post(
        editor(article), fields(RevisionText(title="Notes", body="Take 10 \u202eto 20 drops."), base=1)
    )
    assert answer.status_code == 400
    assert "hidden character that reverses" in answer.content.decode()
    assert "to 20 drops." in answer.content.decode()
    assert latest(article).number == 1


def test_an_empty_title_is_an_error_at_the_field(client: Client, world: World) -> None:
    article = world.article(PLAIN)
    client.force_login(world.author)
    answer = client.post(editor(article), fields(RevisionText(title="", body=LOW), base=1))
    assert answer.status_code == 400
    assert 'href="#id_title"' in answer.content.decode()
    assert LOW in answer.content.decode()


def test_beside_the_text_stand_the_claims_with_their_lines(client: Client, world: World) -> None:
    article = world.article(PLAIN, HIGH)
    client.force_login(world.author)
    page = client.get(editor(article)).content.decode()
    start = latest(article).body.index(HIGH)
    assert f'data-part="body" data-start="{start}"' in page
    assert ">line 3</a>" in page
    assert "high risk" in page
    assert "What still blocks publishing" in page


def test_nobody_deletes_an_article(client: Client, world: World) -> None:
    article = world.article(PLAIN)
    client.force_login(world.superuser)
    for answer in (
        client.get(f"/admin/articles/article/{article.pk}/delete/"),
        client.post(f"/admin/articles/article/{article.pk}/delete/", {"post": "yes"}),
    ):
        assert answer.status_code == 403
        assert "never deleted" in answer.content.decode()
    assert Article.objects.filter(pk=article.pk).exists()


def test_the_list_has_no_bulk_actions_and_nothing_to_edit(client: Client, world: World) -> None:
    article = world.article(LOW)
    client.force_login(world.superuser)
    url = "/admin/articles/article/"
    page = client.get(url).content.decode()
    assert 'name="action"' not in page
    assert 'name="_save"' not in page
    client.post(
        url, {"action": "publish", "_selected_action": [article.pk], "form-0-state": "approved", "_save": "Save"}
    )
    assert latest(article).state == "draft"
    assert not article.publications.exists()


def test_the_list_names_title_state_and_the_way_to_the_gate(client: Client, world: World) -> None:
    article = world.published(LOW, title="A walk in the park")
    client.force_login(world.editor)
    page = client.get("/admin/articles/article/?state=approved").content.decode()
    assert "A walk in the park" in page
    assert "Approved" in page
    assert f"/admin/articles/article/{article.pk}/gate/" in page
    assert "A walk in the park" not in client.get("/admin/articles/article/?state=draft").content.decode()


def test_the_list_asks_the_database_the_same_number_of_questions_for_more_articles(
    client: Client, world: World, django_assert_num_queries: Callable[..., Any]
) -> None:
    client.force_login(world.editor)
    world.article(LOW)
    client.get("/admin/articles/article/")  # the first one renews the session
    with CaptureQueriesContext(connection) as few:
        client.get("/admin/articles/article/")
    for number in range(5):
        world.article(PLAIN, title=f"Another page, number {number}")
    with django_assert_num_queries(len(few)):
        client.get("/admin/articles/article/")


def test_an_old_revision_is_restored_and_its_restorer_is_no_author(client: Client, world: World) -> None:
    article = world.article(LOW)
    world.save(article, MEDIUM)
    client.force_login(world.editor)
    history = client.get(f"/admin/articles/article/{article.pk}/history/?show=2").content.decode()
    assert "Restore revision 1" in history
    assert "<del>" in history
    client.post(f"/admin/articles/article/{article.pk}/restore/1/")
    restored = latest(article)
    assert (restored.number, restored.body, restored.restored_from.number) == (3, LOW, 1)
    assert world.editor.pk not in world.board(article).word_authors()


@pytest.mark.parametrize("name", ["stranger", "administrator"])
def test_the_editor_is_closed_to_whoever_does_not_write(client: Client, world: World, name: str) -> None:
    article = world.article(PLAIN)
    client.force_login(getattr(world, name))
    text = fields(RevisionText(title="Mine now", body=LOW), base=1)
    assert client.get(editor(article)).status_code == 403
    assert client.post(editor(article), text).status_code == 403
    assert client.post(ADD, text | {"kind": "article", "slug": "x"}).status_code == 403
    assert Revision.objects.count() == 1


def test_a_clinician_is_led_to_the_gate_and_saves_nothing(client: Client, world: World) -> None:
    article = world.article(PLAIN)
    client.force_login(world.therapist)
    answer = client.post(editor(article), fields(RevisionText(title="Mine", body=LOW), base=1))
    assert answer["Location"] == f"/admin/articles/article/{article.pk}/gate/"
    assert Revision.objects.count() == 1
