"""The register of help lines: checks of numbers, numbers typed by hand, what happens when one is wrong."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from articles.models import Article, HelpLineCheck, Notification
from articles.publishing.due import run
from articles.publishing.verify import problems
from articles.publishing.withdraw import withdraw
from articles.review import gate, helplines
from articles.review.errors import BadInput, InvalidTransition, NotAllowed
from articles.review.people import today
from tests.world import LOW, World, days, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

LINE = "Call [0300 555 0100](tel:03005550100). Somebody answers day and night."


@pytest.fixture
def line(world: World) -> Article:
    return world.published(LINE, kind="helpline", slug="night-line", title="Night line")


@pytest.fixture(autouse=True)
def _ledger_holds() -> Iterator[None]:
    yield
    assert list(problems()) == []


def check(world: World, line: Article, **more: object) -> HelpLineCheck:
    """The editor's check of today."""
    row = helplines.register(key=line.slug)[0]
    values = {"seen": row.live.content_digest if row.live else "", "on": today(timezone.now()), "hours": "All hours"}
    return helplines.verify(world.editor, line, **(values | {"how": "Rang it."} | more))


def wording(world: World, *sentences: str) -> list[tuple[str, str]]:
    """(match, suggestion) of what rule C03 says about an article with these sentences."""
    article = world.article(*sentences, title=f"Notes {Article.objects.count()}")
    found = latest(article).analysis["wording"]
    assert ("wording:C03" in gate.evaluate(latest(article)).codes()) is any(item["rule"] == "C03" for item in found)
    return [(item["match"], item["suggestion"]) for item in found if item["rule"] in {"C03", "C08"}]


def test_the_register_reads_the_numbers_from_the_signed_words(line: Article) -> None:
    (row,) = helplines.register()
    assert (row.numbers, row.region, row.owner) == (("0300 555 0100",), "United Kingdom", "Example Author")
    assert row.is_stale(today(timezone.now()))


def test_a_check_counts_for_ninety_days(world: World, line: Article) -> None:
    check(world, line)
    (row,) = helplines.register()
    assert row.check is not None
    assert row.check.numbers == ["0300 555 0100"]
    day = today(timezone.now())
    assert [row.is_stale(day + timedelta(days=number)) for number in (0, 90, 91)] == [False, False, True]
    assert helplines.stale_count(timezone.now() + days(90)) == 0
    assert helplines.stale_count(timezone.now() + days(91)) == 1


def test_other_words_ask_for_another_check(world: World, line: Article) -> None:
    check(world, line)
    seen = helplines.register()[0].live
    assert seen is not None
    world.save(line, LINE.replace("0100", "0199").replace("50100", "50199"))
    world.settle(line)
    world.publish(line)
    assert helplines.register()[0].is_stale(today(timezone.now()))
    with pytest.raises(InvalidTransition, match="other words"):
        check(world, line, seen=seen.content_digest)


def test_a_check_says_when_how_and_by_whom(world: World, line: Article) -> None:
    day = today(timezone.now())
    with pytest.raises(NotAllowed):
        helplines.verify(world.author, line, seen="", on=day, hours="All hours", how="Rang it.")
    for wrong in ({"how": " "}, {"hours": ""}, {"on": day + timedelta(days=1)}, {"on": day - timedelta(days=91)}):
        with pytest.raises(BadInput):
            check(world, line, **wrong)
    assert not HelpLineCheck.objects.exists()


def test_a_check_is_never_changed(world: World, line: Article) -> None:
    row = check(world, line)
    with pytest.raises(DatabaseError), transaction.atomic():
        HelpLineCheck._base_manager.filter(pk=row.pk).model.objects.all()._raw_delete("default")  # type: ignore[attr-defined]
    with pytest.raises(TypeError):
        row.delete()


def test_a_number_of_the_register_typed_by_hand_blocks_and_names_the_entry(world: World, line: Article) -> None:
    for typed in ("0300 555 0100", "0300-555-0100", "+44 300 555 0100"):
        assert wording(world, LOW, f"The office has the number {typed}.") == [(typed, "use {{ helpline:night-line }}")]
    assert wording(world, LOW, "The office has the number 0300 555 0101.") == []
    assert wording(world, LOW, "The survey asked 103005550100 people.") == []


def test_one_number_is_one_finding_and_the_entry_itself_may_hold_it(world: World, line: Article) -> None:
    said = wording(world, LOW, "Ring the crisis helpline on 0300 555 0100.")
    assert said == [("0300 555 0100", "use {{ helpline:night-line }}")]
    assert latest(line).analysis["wording"] == []


def test_a_number_that_was_withdrawn_may_not_come_back_by_hand(world: World, line: Article) -> None:
    withdraw(world.editor, line, "The number is wrong.")
    assert wording(world, LOW, "The office has the number 0300 555 0100.") != []


def test_the_owner_is_told_once_that_a_number_is_to_be_checked(world: World, line: Article) -> None:
    later = timezone.now() + days(91)
    check(world, line)
    assert not any("ring them" in item.text for item in run(timezone.now()))
    assert any("ring them" in item.text for item in run(later))
    assert not any("ring them" in item.text for item in run(later + days(1)))
    assert Notification.objects.filter(person=line.owner, text__contains="ring them").count() == 1
