"""``erase_person``: a name leaves the public record, and the ledger still proves itself."""

import pytest

from articles.models import LedgerPersonal, Publication
from articles.publishing import verify
from tests.management.commands import run
from tests.world import LOW, World

pytestmark = pytest.mark.django_db


def test_a_name_is_erased_and_the_ledger_still_verifies(world: World) -> None:
    world.published(LOW)
    ran = run("erase_person", "therapist", "--by", "administrator", "--reason", "Asked for by letter.")
    assert ran.status == 0
    assert not LedgerPersonal.objects.filter(person=world.therapist.pk, erased_at=None).exists()
    assert Publication.objects.get().people[str(world.therapist.pk)]["name"] == "Name removed"
    assert list(verify.problems()) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nobody", "--by", "administrator", "--reason", "Asked."), "no account"),
        (("therapist", "--by", "editor", "--reason", "Asked."), "administrator of credentials"),
        (("therapist", "--by", "administrator", "--reason", " "), "on whose request"),
    ],
)
def test_what_cannot_be_erased_is_said_in_words(world: World, arguments: tuple[str, ...], words: str) -> None:
    ran = run("erase_person", *arguments)
    assert ran.status != 0
    assert words in ran.err
    assert not LedgerPersonal.objects.exclude(erased_at=None).exists()
