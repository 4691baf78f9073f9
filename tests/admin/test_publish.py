"""Publishing from the desk: through the one door, with everything said before."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Publication
from tests.admin.test_gate import shown, url
from tests.world import HIGH, LOW, MEDIUM, PLAIN, World, latest


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
