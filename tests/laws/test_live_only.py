"""Law 1: readers see only publications, filtered by time at the moment of reading."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Publication
from articles.publishing.door import publish
from articles.publishing.withdraw import cancel_schedule, withdraw
from tests.world import LOW, MEDIUM, World, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def live(at: object = None) -> list[str]:
    return [row.title for row in Publication.objects.live(at or timezone.now())]


def test_a_draft_an_approved_revision_and_one_in_review_are_not_live(world: World) -> None:
    article = world.article(LOW)
    assert live() == []
    world.settle(article)
    assert latest(article).state == "approved"
    assert live() == []


def test_a_scheduled_page_appears_at_its_time_without_any_job(world: World) -> None:
    article = world.article(LOW)
    world.settle(article)
    now = timezone.now()
    start = now + timedelta(days=2)
    world.publish(article, live_from=start)
    assert live(now) == []
    assert live(start - timedelta(microseconds=1)) == []
    assert live(start) == ["Notes from the library"]
    assert Publication.objects.scheduled(now).count() == 1
    assert Publication.objects.scheduled(start).count() == 0


def test_a_scheduled_successor_takes_over_without_a_gap_and_without_overlap(world: World) -> None:
    article = world.published(LOW)
    first = article.publications.get()
    world.save(article, LOW, MEDIUM, title="Notes from the new library")
    world.settle(article)
    start = timezone.now() + timedelta(days=1)
    second = world.publish(article, live_from=start)
    for at, shown in ((start - timedelta(microseconds=1), first), (start, second), (start + timedelta(days=9), second)):
        assert [row.pk for row in Publication.objects.live(at)] == [shown.pk]


def test_cancelling_a_schedule_gives_the_predecessor_its_range_back(world: World) -> None:
    article = world.published(LOW)
    first = article.publications.get()
    world.save(article, LOW, MEDIUM)
    world.settle(article)
    start = timezone.now() + timedelta(days=1)
    second = world.publish(article, live_from=start)
    first.refresh_from_db()
    assert first.live_until == start
    cancel_schedule(world.editor, second, "Not this week.")
    first.refresh_from_db()
    assert first.live_until is None
    assert [row.pk for row in Publication.objects.live(start + timedelta(days=1))] == [first.pk]


def test_a_second_schedule_replaces_the_first_and_leaves_no_gap(world: World) -> None:
    article = world.published(LOW)
    first = article.publications.get()
    world.save(article, LOW, MEDIUM)
    world.settle(article)
    now = timezone.now()
    world.publish(article, live_from=now + timedelta(days=1))
    later = world.publish(article, live_from=now + timedelta(days=5))
    assert [row.pk for row in Publication.objects.live(now + timedelta(days=3))] == [first.pk]
    assert [row.pk for row in Publication.objects.live(now + timedelta(days=6))] == [later.pk]


def test_publishing_at_once_ends_what_was_scheduled(world: World) -> None:
    article = world.published(LOW)
    world.save(article, LOW, MEDIUM)
    world.settle(article)
    now = timezone.now()
    world.publish(article, live_from=now + timedelta(days=1))
    at_once = world.publish(article)
    for after in (timedelta(seconds=1), timedelta(days=2)):
        assert [row.pk for row in Publication.objects.live(at_once.live_from + after)] == [at_once.pk]


def test_a_withdrawn_page_and_what_was_scheduled_are_gone_for_good(world: World) -> None:
    article = world.published(LOW)
    world.save(article, LOW, MEDIUM)
    world.settle(article)
    now = timezone.now()
    world.publish(article, live_from=now + timedelta(days=1))
    withdraw(world.editor, article, "A mistake in the first paragraph.")
    for after in (timedelta(0), timedelta(days=2), timedelta(days=900)):
        assert live(timezone.now() + after) == []


def test_an_edit_of_a_live_article_changes_nothing_that_readers_see(world: World) -> None:
    article = world.published(LOW)
    before = article.publications.get()
    world.save(article, "A short walk in the morning can help you feel calmer at once.")
    world.settle(article)
    assert latest(article).state == "approved"
    (shown,) = Publication.objects.live(timezone.now())
    assert (shown.pk, shown.payload) == (before.pk, before.payload)


def test_what_goes_live_is_the_approved_text_even_if_somebody_saves_a_second_later(world: World) -> None:
    article = world.article(LOW)
    world.settle(article)
    approved = latest(article)
    published = publish(world.editor, approved)
    world.save(article, "Something else stands here now.")
    (shown,) = Publication.objects.live(timezone.now())
    assert shown.pk == published.pk
    assert LOW in shown.content["body_html"]
    assert shown.revision == approved


def test_the_first_day_of_publication_is_kept_by_every_successor(world: World) -> None:
    article = world.published(LOW)
    first = article.publications.get()
    world.save(article, LOW, MEDIUM)
    world.settle(article)
    assert world.publish(article).first_live_from == first.live_from
