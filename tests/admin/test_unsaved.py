"""What was typed and not saved: kept for its writer, offered again with what it would change, and nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from articles.models import LedgerEvent, Revision, UnsavedText
from articles.publishing import due
from articles.publishing.people import erase
from articles.review import unsaved
from articles.review.revisions import LONGEST_BODY, RevisionText
from tests.admin.test_editor import ADD, editor, fields
from tests.world import HIGH, LOW, MEDIUM, PLAIN, World, latest

KEEP = "/admin/articles/unsaved/"
DROP = "/admin/articles/article/unsaved/drop/"
TITLE = "Notes from the library"


def keep(client: Client, article: Any = None, body: str = HIGH, **more: object) -> Any:
    data = fields(RevisionText(title=TITLE, body=body), article=article.pk if article else "", **more)
    return client.post(KEEP, data)


def test_unsaved_text_comes_back_with_what_it_would_change(client: Client, world: World) -> None:
    article = world.article(PLAIN)
    client.force_login(world.author)
    assert keep(client, article, base=1).json()["kept"]
    page = client.get(editor(article)).content.decode()
    assert "You typed something here that was not saved" in page
    assert "<ins>" in page
    assert "article was saved by somebody since" not in page
    brought = client.get(f"{editor(article)}?bring=1").content.decode()
    assert "It is not saved yet" in brought
    assert f"{HIGH}</textarea>" in brought
    assert "high risk" in brought.lower()
    assert latest(article).body == PLAIN


def test_a_half_written_new_article_comes_back_too(client: Client, world: World) -> None:
    client.force_login(world.author)
    keep(client, None, slug="half", kind="standing")
    assert "was not saved" in client.get(ADD).content.decode()
    brought = client.get(f"{ADD}?bring=1").content.decode()
    assert 'value="half"' in brought
    assert '<option value="standing" selected>' in brought
    assert f"{HIGH}</textarea>" in brought


def test_keeping_again_leaves_one_text_for_each_person_and_article(client: Client, world: World) -> None:
    article, other = world.article(PLAIN), world.article(LOW, title="Other")
    for person in (world.author, world.editor):
        client.force_login(person)
        for body in (MEDIUM, HIGH):
            keep(client, article, body)
            keep(client, None, body)
        keep(client, other, body)
    assert UnsavedText.objects.count() == 6
    assert set(UnsavedText.objects.filter(article=article).values_list("values__body", flat=True)) == {HIGH}


def test_nobody_else_is_offered_it(client: Client, world: World) -> None:
    article = world.article(PLAIN)
    client.force_login(world.author)
    keep(client, article)
    for person in (world.editor, world.superuser):
        client.force_login(person)
        for url in (editor(article), f"{editor(article)}?bring=1"):
            assert HIGH not in client.get(url).content.decode()


def test_saving_clears_it(client: Client, world: World) -> None:
    article = world.article(PLAIN)
    client.force_login(world.author)
    keep(client, article)
    client.post(editor(article), fields(RevisionText(title=TITLE, body=HIGH), base=1))
    assert latest(article).body == HIGH
    keep(client, None)
    client.post(ADD, fields(RevisionText(title="Another", body=HIGH), kind="article", slug=""))
    assert not UnsavedText.objects.exists()


def test_a_late_autosave_of_what_was_just_saved_keeps_nothing(client: Client, world: World) -> None:
    article = world.article(PLAIN)
    client.force_login(world.author)
    assert not keep(client, article, f"{PLAIN}\r\n").json()["kept"]
    assert not UnsavedText.objects.exists()


def test_its_writer_may_throw_it_away(client: Client, world: World) -> None:
    article = world.article(PLAIN)
    client.force_login(world.author)
    keep(client, article)
    keep(client, None)
    assert client.post(DROP, {"article": article.pk})["Location"] == editor(article)
    assert client.post(DROP, {"article": ""})["Location"] == ADD
    assert not UnsavedText.objects.exists()


def test_autosave_during_review_lapses_nothing(client: Client, world: World) -> None:
    article = world.article(LOW, MEDIUM)
    world.cite(article)
    world.settle(article, [world.therapist])
    before, events = latest(article), LedgerEvent.objects.count()
    client.force_login(world.author)
    assert keep(client, article, HIGH).json()["kept"]
    assert latest(article) == before
    assert latest(article).state == before.state == "approved"
    assert world.board(article).open_claims == []
    assert (Revision.objects.count(), LedgerEvent.objects.count()) == (1, events)


def test_bringing_back_what_began_before_another_persons_save_leads_to_both_texts(client: Client, world: World) -> None:
    article = world.article(PLAIN)
    client.force_login(world.author)
    keep(client, article, base=1)
    world.save(article, LOW, by=world.editor)
    assert "article was saved by somebody since" in client.get(editor(article)).content.decode()
    brought = client.get(f"{editor(article)}?bring=1").content.decode()
    assert 'name="base" value="1"' in brought
    assert client.post(editor(article), fields(RevisionText(title=TITLE, body=HIGH), base=1)).status_code == 409


def test_the_end_of_the_session_is_said_in_words(client: Client, world: World) -> None:
    answer = keep(client)
    assert answer.status_code == 403
    assert "You are signed out" in answer.json()["error"]
    assert client.get(KEEP).status_code == 403


def test_after_signing_in_again_the_page_gets_a_new_token(world: World) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(world.author)
    assert keep(careful).status_code == 403
    token = careful.get(KEEP).json()["csrf"]
    assert keep(careful, csrfmiddlewaretoken=token).json()["kept"]


def test_who_does_not_write_keeps_nothing(client: Client, world: World) -> None:
    client.force_login(world.therapist)
    assert keep(client).status_code == 403
    assert not UnsavedText.objects.exists()


def test_what_cannot_be_saved_is_kept_and_what_is_far_too_long_is_not(client: Client, world: World) -> None:
    client.force_login(world.author)
    assert keep(client, body="Take 10 \u202eto 20 drops.").json()["kept"]
    answer = keep(client, body="x" * (2 * LONGEST_BODY + 1))
    assert answer.status_code == 400
    assert "are not kept here" in answer.json()["error"]
    assert "to 20 drops" in client.get(f"{ADD}?bring=1").content.decode()


@pytest.mark.both_databases
def test_strange_characters_are_kept_without_those_that_no_database_takes(client: Client, world: World) -> None:
    client.force_login(world.author)
    assert keep(client, body="One\x00two 💡 \u200b.").json()["kept"]
    assert UnsavedText.objects.get().values["body"].startswith("Onetwo ")


def test_a_topic_that_is_gone_meanwhile_does_not_keep_the_text_away(client: Client, world: World) -> None:
    client.force_login(world.author)
    assert keep(client, topic=4_000_000).json()["kept"]
    assert HIGH in client.get(f"{ADD}?bring=1").content.decode()
    form = fields(RevisionText(title=TITLE, body=HIGH), topic=4_000_000)
    for url in ("/admin/articles/preview/", "/admin/articles/preview/gate/"):
        assert client.post(url, form).status_code == 200


def test_it_goes_after_thirty_days_and_with_its_writer(world: World) -> None:
    article = world.article(PLAIN)
    now = timezone.now()
    text = RevisionText(title=TITLE, body=HIGH)
    unsaved.keep(world.author, article, text, now=now - unsaved.KEPT)
    unsaved.keep(world.editor, article, text, now=now - unsaved.KEPT + timedelta(minutes=1))
    assert unsaved.kept(world.author, article, now) is None
    due.run(now)
    assert [row.person for row in UnsavedText.objects.all()] == [world.editor]
    erase(world.administrator, world.editor.pk, "At their own request.")
    assert not UnsavedText.objects.exists()


@pytest.mark.parametrize("path", ["/", "/articles/", "/feed.xml", "/search/?q=duloxetine"])
def test_readers_never_see_it(client: Client, world: World, path: str) -> None:
    article = world.published(LOW)
    unsaved.keep(world.author, article, RevisionText(title="Duloxetine for all", body=HIGH))
    call_command("rebuild_search", verbosity=0)
    assert "Duloxetine for all" not in client.get(path).content.decode()
