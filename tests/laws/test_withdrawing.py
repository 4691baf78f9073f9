"""Law 10: withdrawing is instant, needs a reason and no approval."""

import pytest
from django.utils import timezone

from articles.models import LedgerEvent, Notification, Publication
from articles.publishing.withdraw import DEFAULT_NOTICE, cancel_schedule, withdraw
from articles.review.errors import BadInput, InvalidTransition, NotAllowed
from tests.world import LOW, World, days

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.mark.parametrize("role", ["editor", "second_editor", "therapist", "prescriber"])
def test_any_editor_or_clinician_withdraws_at_once_and_alone(world: World, role: str) -> None:
    article = world.published(LOW)
    now = timezone.now()
    row = withdraw(getattr(world, role), article, "A reader was hurt.", now=now)
    row.refresh_from_db()
    assert (row.withdrawn, row.live_until, row.notice) == (True, now, DEFAULT_NOTICE)
    assert not Publication.objects.live(now).exists()
    event = LedgerEvent.objects.get(kind="withdraw")
    assert event.facts == {"reason": "A reader was hurt.", "notice": DEFAULT_NOTICE}
    assert Notification.objects.filter(person=article.owner, text__contains="withdrawn").exists()


def test_a_withdrawal_needs_a_reason_a_right_and_something_to_withdraw(world: World) -> None:
    article = world.published(LOW)
    with pytest.raises(BadInput):
        withdraw(world.editor, article, "  ")
    for person in (world.author, world.stranger, world.administrator):
        with pytest.raises(NotAllowed):
            withdraw(person, article, "Reason.")
    withdraw(world.editor, article, "Reason.", notice="We found a mistake.")
    assert article.publications.get().notice == "We found a mistake."
    with pytest.raises(InvalidTransition):
        withdraw(world.editor, article, "Again.")


def test_a_withdrawn_page_comes_back_only_through_the_door(world: World) -> None:
    article = world.published(LOW)
    withdraw(world.editor, article, "To be checked.")
    again = world.publish(article)
    assert again.supersedes is None
    assert list(Publication.objects.live(timezone.now())) == [again]
    assert article.publications.filter(withdrawn=True).count() == 1


def test_a_schedule_is_cancelled_with_a_reason_and_once(world: World) -> None:
    article = world.article(LOW)
    world.settle(article)
    row = world.publish(article, live_from=timezone.now() + days(1))
    with pytest.raises(BadInput):
        cancel_schedule(world.editor, row, "")
    with pytest.raises(NotAllowed):
        cancel_schedule(world.therapist, row, "Reason.")
    cancel_schedule(world.editor, row, "Not now.")
    with pytest.raises(InvalidTransition):
        cancel_schedule(world.editor, row, "Again.")
    assert not Publication.objects.live(timezone.now() + days(2)).exists()


def test_what_only_waits_is_withdrawn_too(world: World) -> None:
    article = world.article(LOW)
    world.settle(article)
    row = world.publish(article, live_from=timezone.now() + days(1))
    withdraw(world.therapist, article, "Do not publish this.")
    row.refresh_from_db()
    assert row.live_until == row.live_from
