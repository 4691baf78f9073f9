"""Publishing from the desk: through the one door, with everything said before."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from articles.models import Publication
from tests.admin.test_gate import shown, url
from tests.world import HIGH, LOW, MEDIUM, PLAIN, World, latest

START = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)


def test_an_approved_revision_is_published(client: Client, world: World) -> None:
    article = world.article(LOW)
    world.settle(article)
    client.force_login(world.editor)
    page = client.get(url(article, "publish")).content.decode()
    assert "Example Psychotherapist" in page
    assert "Example Author" in page
    answer = client.post(url(article, "publish"), shown(article))
    assert answer["Location"] == url(article)
    assert Publication.objects.live(timezone.now()).get().revision == latest(article)


def test_what_changes_for_readers_is_shown_word_by_word(client: Client, world: World) -> None:
    article = world.published(LOW)
    world.save(article, LOW.replace("short", "brisk"))
    client.force_login(world.editor)
    page = client.get(url(article, "publish")).content.decode()
    assert '<del><span class="visually-hidden">removed: </span>short</del>' in page
    assert '<ins><span class="visually-hidden">added: </span>brisk</ins>' in page
    assert "The gate is closed" in page


def test_a_closed_gate_lists_what_is_missing_and_publishes_nothing(client: Client, world: World) -> None:
    article = world.article(MEDIUM)
    client.force_login(world.editor)
    answer = client.post(url(article, "publish"), shown(article) | {"change_note": "A note that stays."})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'data-code="source"' in page
    assert "A note that stays." in page
    assert not Publication.objects.exists()


def test_the_page_that_was_shown_is_what_is_published_or_nothing(client: Client, world: World) -> None:
    article = world.article(LOW)
    world.settle(article)
    approved = shown(article)
    world.save(article, PLAIN)
    client.force_login(world.editor)
    assert client.post(url(article, "publish"), approved).status_code == 409
    assert not Publication.objects.exists()


def test_a_page_is_scheduled_and_the_schedule_cancelled(client: Client, world: World) -> None:
    article = world.article(LOW)
    world.settle(article)
    client.force_login(world.editor)
    tomorrow = timezone.localtime(timezone.now() + timedelta(days=1))
    client.post(url(article, "publish"), shown(article) | {"live_from": f"{tomorrow:%Y-%m-%dT%H:%M}"})
    publication = Publication.objects.scheduled(timezone.now()).get()
    assert timezone.localtime(publication.live_from).strftime("%Y-%m-%d %H:%M") == f"{tomorrow:%Y-%m-%d %H:%M}"
    cancel = f"/admin/articles/article/publication/{publication.pk}/cancel/"
    assert cancel in client.get(url(article)).content.decode()
    assert client.post(cancel, {"reason": " "}).status_code == 400
    client.post(cancel, {"reason": "The date moved."})
    assert not Publication.objects.scheduled(timezone.now()).exists()


def test_a_time_in_the_past_and_a_correction_without_words_are_refused(client: Client, world: World) -> None:
    article = world.article(LOW)
    world.settle(article)
    client.force_login(world.editor)
    for typed in ({"live_from": "2020-01-01T10:00"}, {"correction": "on"}):
        assert client.post(url(article, "publish"), shown(article) | typed).status_code == 400
    assert not Publication.objects.exists()


@pytest.mark.parametrize("name", ["author", "therapist", "administrator"])
def test_only_editors_publish(client: Client, world: World, name: str) -> None:
    article = world.article(LOW)
    world.settle(article)
    client.force_login(getattr(world, name))
    assert client.get(url(article, "publish")).status_code == 403
    assert client.post(url(article, "publish"), shown(article)).status_code == 403
    assert not Publication.objects.exists()


def test_a_superuser_passes_no_closed_gate(client: Client, world: World) -> None:
    article = world.article(HIGH)
    client.force_login(world.superuser)
    assert client.post(url(article, "publish"), shown(article)).status_code == 409
    assert not Publication.objects.exists()


def test_sources_names_and_dates_that_change_are_said_before_publishing(client: Client, world: World) -> None:
    with time_machine.travel(START, tick=False) as clock:
        article = world.article(MEDIUM)
        world.settle(article, [world.therapist])
        world.publish(article)
        clock.shift(timedelta(days=30))
        world.save(article, MEDIUM, LOW)
        world.cite(article, world.source(title="A newer guideline"), [MEDIUM])
        world.settle(article, [world.second_therapist])
        world.attest(world.second_therapist, article)
        client.force_login(world.editor)
        page = " ".join(client.get(url(article, "publish")).content.decode().split())
    assert f'<ins><span class="visually-hidden">added: </span>{LOW}</ins>' in page
    assert "Source added: A newer guideline" in page
    assert "Second Example Psychotherapist" in page
    assert '1 January 2026</td><td>31 January 2026 <span class="tag">moves</span>' in page
    assert "The history of the page says that this text replaced that of 1 January 2026" in page


def test_the_words_of_the_live_page_are_said_to_be_the_same(client: Client, world: World) -> None:
    article = world.published(LOW)
    client.force_login(world.editor)
    page = client.get(url(article, "publish")).content.decode()
    assert "The words are those of the live page." in page
