"""An end that is planned ahead: pages vanish by themselves, and nobody loses track of why."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article, LedgerEvent, Publication
from articles.publishing.planned_end import DEFAULT_NOTICE, lift_end, plan_end
from articles.publishing.verify import problems
from articles.publishing.withdraw import cancel_schedule, withdraw
from articles.review.errors import BadInput, GateClosed, InvalidTransition, NotAllowed
from articles.review.ownership import hand_over, set_embargo
from tests.world import LOW, PLAIN, World, days, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def live(article: Article, day: float) -> Publication | None:
    return Publication.objects.live(timezone.now() + timedelta(days=day)).filter(article=article).first()


def revised(world: World, article: Article) -> None:
    """The article with one more sentence, signed again."""
    world.save(article, LOW, PLAIN)
    world.settle(article)


@pytest.fixture(autouse=True)
def _ledger_holds() -> Iterator[None]:
    yield
    assert list(problems()) == []


def test_a_page_ends_at_the_planned_time_and_its_address_says_why(
    world: World, client: Client, time_machine: object
) -> None:
    article = world.published(LOW, slug="offer")
    row = plan_end(world.editor, article.publications.get(), timezone.now() + days(3), "The course is over then.")
    assert (row.notice, live(article, 2), live(article, 4)) == (DEFAULT_NOTICE, row, None)
    assert client.get("/articles/offer/").status_code == 200
    time_machine.move_to(timezone.now() + days(4))  # type: ignore[attr-defined]
    gone = client.get("/articles/offer/")
    assert (gone.status_code, DEFAULT_NOTICE in gone.content.decode()) == (410, True)


def test_an_end_can_be_moved_and_taken_back(world: World) -> None:
    article = world.published(LOW)
    row = article.publications.get()
    plan_end(world.therapist, row, timezone.now() + days(3), "The course is over then.")
    plan_end(world.editor, row, timezone.now() + days(9), "A week longer.", "It has moved.")
    assert live(article, 5) == row
    lift_end(world.editor, row, "It stays after all.")
    row.refresh_from_db()
    assert (row.live_until, row.notice) == (None, "")
    assert list(LedgerEvent.objects.filter(publication_id=row.uid).order_by("seq").values_list("kind", flat=True)) == [
        "publish",
        "end_planned",
        "end_planned",
        "end_lifted",
    ]


def test_an_end_needs_a_right_a_reason_and_a_time_to_come(world: World) -> None:
    row = world.published(LOW).publications.get()
    soon = timezone.now() + days(1)
    for person in (world.author, world.stranger):
        with pytest.raises(NotAllowed):
            plan_end(person, row, soon, "Reason.")
    with pytest.raises(BadInput):
        plan_end(world.editor, row, soon, " ")
    with pytest.raises(BadInput):
        plan_end(world.editor, row, timezone.now() - days(1), "Reason.")
    with pytest.raises(BadInput, match="nobody signed"):
        plan_end(world.editor, row, soon, "Reason.", "Amitriptyline can ease nerve pain in some adults.")
    with pytest.raises(InvalidTransition):
        lift_end(world.editor, row, "Reason.")
    withdraw(world.editor, row.article, "A doubt.")
    with pytest.raises(InvalidTransition):
        plan_end(world.editor, row, soon, "Reason.")


def test_a_newer_text_keeps_the_end_that_was_planned(world: World) -> None:
    article = world.published(LOW)
    end = timezone.now() + days(5)
    plan_end(world.editor, article.publications.get(), end, "The course is over then.", "The course is over.")
    revised(world, article)
    newer = world.publish(article)
    assert (newer.live_until, newer.notice) == (end, "The course is over.")


def test_cancelling_a_newer_text_gives_the_page_its_planned_end_back(world: World) -> None:
    article = world.published(LOW)
    first = article.publications.get()
    end = timezone.now() + days(5)
    plan_end(world.editor, first, end, "The course is over then.")
    revised(world, article)
    newer = world.publish(article, live_from=timezone.now() + days(2))
    with pytest.raises(InvalidTransition, match="newer text is scheduled"):
        plan_end(world.editor, first, timezone.now() + days(1), "Earlier.")
    cancel_schedule(world.editor, newer, "Not now.")
    first.refresh_from_db()
    assert first.live_until == end


def test_a_page_is_published_with_its_end_and_never_with_one_before_its_beginning(world: World) -> None:
    article = world.article(LOW)
    world.settle(article)
    start = timezone.now() + days(2)
    with pytest.raises(BadInput):
        world.publish(article, live_from=start, live_until=start)
    world.publish(article, live_from=start, live_until=start + days(1))
    assert [live(article, day) is not None for day in (1, 2.5, 3.5)] == [False, True, False]


def test_nothing_goes_live_before_an_embargo_ends(world: World) -> None:
    article = world.article(LOW)
    until = timezone.now() + days(3)
    set_embargo(world.editor, article, until, "The study is not out yet.")
    world.settle(article)
    assert latest(article).state == "approved"  # an embargo keeps nobody from reviewing
    for start in (None, until - days(1)):
        with pytest.raises(GateClosed) as refusal:
            world.publish(article, live_from=start)
        assert refusal.value.report.codes() == {"embargo"}  # type: ignore[attr-defined]
    assert world.publish(article, live_from=until).live_from == until


def test_an_embargo_is_lifted_with_a_reason_and_never_set_over_an_earlier_schedule(world: World) -> None:
    article = world.article(LOW)
    world.settle(article)
    with pytest.raises(NotAllowed):
        set_embargo(world.author, article, timezone.now() + days(3), "Mine.")
    with pytest.raises(InvalidTransition):
        set_embargo(world.editor, article, None, "Nothing to lift.")
    with pytest.raises(BadInput):
        set_embargo(world.editor, article, timezone.now() - days(1), "Over.")
    row = world.publish(article, live_from=timezone.now() + days(1))
    with pytest.raises(InvalidTransition, match="cancel that first"):
        set_embargo(world.editor, article, timezone.now() + days(3), "The study is not out yet.")
    cancel_schedule(world.editor, row, "The study is not out yet.")
    set_embargo(world.editor, article, timezone.now() + days(3), "The study is not out yet.")
    set_embargo(world.editor, article, None, "It is out.")
    world.publish(article)
    kinds = LedgerEvent.objects.filter(kind__startswith="embargo").order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["embargo_set", "embargo_lifted"]


def test_a_new_owner_is_told_and_writes_no_words(world: World) -> None:
    article = world.article(LOW)
    hand_over(world.editor, article, world.therapist, "On leave.")
    article.refresh_from_db()
    assert article.owner == world.therapist
    world.settle(article)  # the new owner signs: owning is not writing
    with pytest.raises(InvalidTransition):
        hand_over(world.editor, article, world.therapist, "Again.")
    with pytest.raises(NotAllowed):
        hand_over(world.author, article, world.author, "Mine.")
