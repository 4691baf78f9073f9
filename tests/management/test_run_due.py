"""Messages that need a clock: each person is told once."""

from datetime import datetime

import pytest
import time_machine
from django.utils import timezone

from articles.models import Notification, Publication
from articles.publishing import due
from articles.publishing.withdraw import withdraw
from articles.review.assignments import name_substitute
from articles.review.credentials import end
from tests.management.commands import run
from tests.world import World, days, latest

pytestmark = pytest.mark.django_db


def messages(person, words: str) -> list[str]:
    return list(Notification.objects.filter(person=person, text__contains=words).values_list("text", flat=True))


def review_due(world: World) -> datetime:
    when = Publication.objects.get().review_due
    assert when is not None
    return when


def test_nothing_due_says_nothing(world: World) -> None:
    world.published()
    before = Notification.objects.count()
    assert run("run_due").out == "Nothing new falls due.\n"
    assert Notification.objects.count() == before


def test_owner_and_editors_are_told_once_that_a_review_is_due(world: World) -> None:
    world.published(title="The old bridge")
    when = review_due(world) - days(29)
    told = due.run(when)
    assert [item.text for item in told] == [
        f"The review of “The old bridge” is due on {timezone.localtime(review_due(world)):%-d %B %Y}."
    ]
    assert set(told[0].people) == {world.author, world.editor, world.second_editor, world.therapist}
    assert due.run(when) == []
    assert due.run(when + days(5)) == []
    assert len(messages(world.author, "is due on")) == 1


def test_who_read_the_text_before_is_told_and_so_is_who_stands_in_for_them(world: World) -> None:
    world.published()
    when = review_due(world) - days(3)
    day = when.date()
    name_substitute(world.editor, world.therapist, world.second_therapist, day, day + days(2), when - days(1))
    (told,) = due.run(when)
    assert {world.therapist, world.second_therapist} <= set(told.people)


def test_a_review_that_nobody_does_is_told_again_each_month(world: World) -> None:
    world.published()
    when = review_due(world)
    assert [len(due.run(when + days(number))) for number in (1, 20, 31, 50, 61, 62)] == [1, 0, 1, 0, 1, 0]
    assert messages(world.author, "This is reminder 3.")


def test_a_review_further_away_is_not_mentioned(world: World) -> None:
    world.published()
    assert due.run(review_due(world) - days(31)) == []


def test_an_overdue_review_is_said_once_more(world: World) -> None:
    world.published()
    due.run(review_due(world) - days(3))
    assert [item.text.split("“")[0] for item in due.run(review_due(world) + days(1))] == ["The review of "]
    assert due.run(review_due(world) + days(2)) == []
    assert len(messages(world.author, "has been due since")) == 1


def test_what_is_no_longer_live_needs_no_review(world: World) -> None:
    article = world.published()
    withdraw(world.editor, article, "A mistake.")
    assert due.run(review_due(world)) == []


def test_holder_and_administrators_are_told_that_a_credential_ends(world: World) -> None:
    today = timezone.localdate()
    world.credential(world.stranger, "psychotherapist", valid_until=today + days(30))
    told = due.run()
    assert len(told) == 1
    assert set(told[0].people) == {world.stranger, world.administrator, world.verifier}
    assert f"{today + days(30):%-d %B %Y}" in told[0].text
    assert due.run() == []
    now = timezone.now()
    assert due.run(now + days(15)) == []
    (again,) = due.run(now + days(16))
    assert "within two weeks" in again.text
    assert due.run(now + days(17)) == []


@pytest.mark.parametrize("ahead", [-1, 61])
def test_a_credential_that_is_over_or_far_from_its_end_is_not_mentioned(world: World, ahead: int) -> None:
    world.credential(world.stranger, "psychotherapist", valid_until=timezone.localdate() + days(ahead))
    assert due.run() == []


def test_an_ended_credential_is_not_mentioned(world: World) -> None:
    row = world.credential(world.stranger, "psychotherapist", valid_until=timezone.localdate() + days(3))
    end(world.administrator, row.pk, "Left the register.")
    assert due.run() == []


def test_a_scheduled_page_is_announced_with_its_time(world: World) -> None:
    article = world.article("A short walk in the morning can help you feel calmer.", title="Tomorrow")
    world.settle(article)
    when = timezone.now() + days(2)
    world.publish(article, live_from=when)
    told = due.run()
    assert [item.text for item in told] == [f"“Tomorrow” goes live on {timezone.localtime(when):%-d %B %Y at %H:%M}."]
    assert told[0].url == f"/admin/articles/revision/{latest(article).pk}/review/"
    assert due.run() == []


def test_the_command_says_whom_it_told_and_is_quiet_the_second_time(world: World) -> None:
    world.published(title="The old bridge")
    with time_machine.travel(review_due(world), tick=False):
        first, second = run("run_due"), run("run_due")
    assert "(told: author, therapist, editor, second_editor)" in first.out
    assert second.out == "Nothing new falls due.\n"
    assert first.status == second.status == 0
