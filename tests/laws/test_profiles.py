"""What clinicians say of themselves: their own act, dated, kept, never about health, gone when they are erased."""

import pytest
from django.utils import timezone

from articles.models import LedgerEvent
from articles.publishing import due
from articles.publishing.people import erase
from articles.publishing.verify import problems
from articles.review import profiles
from articles.review.errors import BadInput, NotAllowed
from articles.review.profiles import Interest
from tests.world import World, days

pytestmark = pytest.mark.django_db

FEES = Interest("fees", "Example Publishing House", "2025")


def test_a_declaration_is_dated_and_earlier_ones_stay(world: World) -> None:
    then = timezone.now() - days(30)
    profiles.declare(world.therapist, [FEES], then)
    profiles.declare(world.therapist, [])
    newest, first = profiles.declarations_of(world.therapist.pk)
    assert newest.interests == ()
    assert (first.at, first.interests) == (then, (FEES,))
    assert profiles.profile_of(world.therapist.pk).declaration == newest
    assert [event.actor for event in LedgerEvent.objects.filter(kind="interests_declared")] == [world.therapist.pk] * 2
    assert list(problems()) == []


def test_only_clinicians_declare_and_only_for_themselves(world: World) -> None:
    for person in (world.editor, world.administrator, world.stranger):
        with pytest.raises(NotAllowed):
            profiles.declare(person, [])
        with pytest.raises(NotAllowed):
            profiles.describe(person, "I live in Leeds.")


@pytest.mark.parametrize(
    ("interest", "words"),
    [
        (Interest("wish", "Example House"), "what kind of interest"),
        (Interest("fees", "  "), "Say with whom"),
        (Interest("fees", "x" * 121), "at most 120 characters"),
        (Interest("other", "Meditation cures depression"), "something about health that nobody signed"),
    ],
)
def test_a_declaration_that_cannot_be_shown_is_refused_in_words(world: World, interest: Interest, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        profiles.declare(world.therapist, [interest])
    assert profiles.declarations_of(world.therapist.pk) == []


def test_a_biography_may_not_speak_of_health(world: World) -> None:
    assert profiles.describe(world.therapist, " I teach at an example\ncollege. ") == "I teach at an example college."
    with pytest.raises(BadInput, match="something about health that nobody signed"):
        profiles.describe(world.therapist, "I teach. Mindfulness works for every kind of pain.")
    with pytest.raises(BadInput, match="at most 600 characters; this one has 601"):
        profiles.describe(world.therapist, "x" * 601)
    assert profiles.profile_of(world.therapist.pk).biography == "I teach at an example college."


def test_saving_the_same_biography_records_nothing(world: World) -> None:
    for _ in range(2):
        profiles.describe(world.therapist, "I teach.")
    profiles.describe(world.therapist, "")
    assert [words for _, words in profiles.biographies_of(world.therapist.pk)] == ["", "I teach."]


def test_whoever_is_erased_takes_their_words_along_and_the_ledger_still_holds(world: World) -> None:
    profiles.declare(world.therapist, [FEES])
    profiles.describe(world.therapist, "I teach.")
    erase(world.administrator, world.therapist.pk, "Asked to be removed.")
    assert profiles.profile_of(world.therapist.pk) == profiles.PublicProfile("", None)
    assert profiles.declared_on([world.therapist.pk]) == {}
    assert list(problems()) == []


def test_a_declaration_older_than_a_year_is_asked_for_again_once(world: World) -> None:
    now = timezone.now()
    profiles.declare(world.therapist, [], now - days(366))
    profiles.declare(world.prescriber, [], now - days(360))
    (told,) = due.run(now)
    assert told.people == (world.therapist,)
    assert "Declare them again" in told.text
    assert due.run(now + days(1)) == []
    profiles.declare(world.therapist, [], now)
    assert {item.people for item in due.run(now + days(366))} == {(world.prescriber,), (world.therapist,)}
