"""Law 9: a person can be forgotten. What proves something stays and says nothing of who it was; the rest is emptied."""

from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.auth import authenticate, get_user_model
from django.db import IntegrityError, models, transaction
from django.test import Client
from django.utils import timezone

from articles.models import Comment, Credential, LedgerEvent, LedgerPersonal, MailSwitch, Notification
from articles.publishing import verify
from articles.publishing.people import erase
from articles.review import assignments, comments
from articles.review.erasing import OWN, WORDS
from articles.review.errors import BadInput
from articles.review.ledger import KINDS, name_of
from articles.review.notifications import choose_mail
from articles.review.transitions import submit
from tests.world import LOW, PASSWORD, PLAIN, World, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

# Every model that names an account or holds words of people, and what happens to it. A new model must be given a place.
EMPTIED = {"Comment", "Notification", "Credential", "LedgerPersonal", "Publication", "Origin"}
DELETED = {model.__name__ for model in OWN}
# The number of the account, and words about articles that signatures and entries of the ledger rest on.
EVIDENCE = {
    "Signature", "Decision", "Attestation", "Revocation", "Override", "Acknowledgement", "Flag", "HelpLineCheck",
    "WordAuthor", "Revision", "Claim", "Occurrence", "Thread", "LedgerEvent", "LedgerHead", "RulesetProposal",
    "PolicyChange", "FormerAddress",
}  # fmt: skip
# No word about a person, or the number of an account that says whose turn something is or was.
NEUTRAL = {
    "Topic", "Article", "Assignment", "Substitution", "Source", "Citation", "Image", "ReaderReport", "QueueEntry",
}  # fmt: skip


def test_every_model_has_its_place_in_what_is_forgotten() -> None:
    named = {model.__name__ for model in apps.get_app_config("articles").get_models()}
    places = [EMPTIED, DELETED, EVIDENCE, NEUTRAL]
    assert named == set().union(*places)
    assert sum(map(len, places)) == len(named)
    user = get_user_model()
    for model in apps.get_app_config("articles").get_models():
        cascades = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey)
            and field.related_model is user
            and field.remote_field.on_delete is models.CASCADE
        ]
        assert not cascades or model.__name__ in DELETED, f"{model.__name__} hangs on an account and outlives its name"


def everything_said() -> str:
    """Every text that the database holds, in one."""
    found = []
    for model in [*apps.get_app_config("articles").get_models(), get_user_model()]:
        texts = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField | models.EmailField)
        ]
        found += [str(values) for values in model._base_manager.values_list(*texts)] if texts else []
    return "\n".join(found)


@pytest.fixture
def leaver(world: World) -> Any:
    """A clinician who is about to be forgotten."""
    return world.clinician("leaver", "Leaving Clinician", "psychotherapist")


def busy(world: World, leaver: Any) -> Any:
    """An article that the leaver signed and talked about; they were told and assigned, and chose and looked."""
    article = world.article(LOW, PLAIN)
    world.cite(article)
    submit(world.author, latest(article))
    world.decide(leaver, article)
    world.attest(leaver, article)
    world.publish(article)
    thread = comments.start(leaver, latest(article), latest(article).segments[1][0], "Which one?", uuid4())
    comments.reply(world.author, thread, "The one by the river.", uuid4())
    choose_mail(leaver, [])
    assignments.look(leaver, article)
    world.save(article, LOW, PLAIN, "The lift is broken.")
    assignments.assign(leaver, article, world.second_therapist, note="Please.")
    return article


def test_nothing_that_the_database_holds_says_who_it_was(world: World, leaver: Any, client: Client) -> None:
    article = busy(world, leaver)
    numbers = list(leaver.credentials.values_list("number", flat=True))
    said = [name_of(leaver), leaver.email, *numbers]
    before = everything_said()
    assert all(words in before for words in said)
    erase(world.administrator, leaver.pk, "Asked for by letter.")
    after = everything_said()
    assert [words for words in said if words in after] == []
    assert list(verify.problems()) == []
    page = client.get(article.get_absolute_url()).content.decode()
    assert name_of(leaver) not in page
    assert "Name removed" in page


def test_the_account_is_closed_and_keeps_its_number(world: World, leaver: Any) -> None:
    number = leaver.pk
    erase(world.administrator, number, "Asked for by letter.")
    assert authenticate(username="leaver", password=PASSWORD) is None
    user = get_user_model().objects.get(pk=number)
    assert (user.is_active, user.email, name_of(user)) == (False, "", "Name removed")


def test_answers_of_others_stay_where_they_were(world: World, leaver: Any) -> None:
    busy(world, leaver)
    erase(world.administrator, leaver.pk, "Asked for by letter.")
    assert [row.text for row in Comment.objects.order_by("pk")] == [WORDS, "The one by the river."]
    assert not Notification.objects.filter(person=leaver).exists()
    assert not MailSwitch.objects.filter(person=leaver).exists()


def test_signatures_keep_counting_and_name_nobody(world: World, leaver: Any) -> None:
    article = busy(world, leaver)
    erase(world.administrator, leaver.pk, "Asked for by letter.")
    row = article.publications.get()
    assert row.decisions.exists()
    claim = next(item for item in world.board(article).claims if item.claim.text == LOW)
    assert claim.settlement.settled


def test_numbers_that_others_recorded_are_erased_and_their_entries_say_so(world: World, leaver: Any) -> None:
    granted = LedgerEvent.objects.filter(kind="credential_granted", data__contains=f'"person":{leaver.pk}')
    row = LedgerPersonal.objects.get(event=granted.get())
    assert row.person == world.administrator.pk
    erase(world.verifier, leaver.pk, "Asked for by letter.")
    row.refresh_from_db()
    assert row.data == ""
    assert list(verify.problems()) == []
    assert LedgerPersonal.objects.filter(person=world.administrator.pk, erased_at=None).exists()
    assert "personal_erased" in KINDS


def test_the_database_lets_a_credential_be_emptied_and_never_changed(world: World, leaver: Any) -> None:
    row = leaver.credentials.get()
    mine = Credential.objects.filter(pk=row.pk)
    half = {"number": "", "erased_at": timezone.now()}
    for change in ({"number": "TEST-OTHER"}, {"number": ""}, {"evidence": "Something else."}, half):
        with pytest.raises(IntegrityError, match="erased, never changed"), transaction.atomic():
            mine.update(**change)
    erase(world.administrator, leaver.pk, "Asked for by letter.")
    with pytest.raises(IntegrityError, match="erased, never changed"), transaction.atomic():
        mine.update(number="TEST-OTHER")


def test_a_person_that_there_is_not_is_refused(world: World) -> None:
    with pytest.raises(BadInput):
        erase(world.administrator, 999_999, "Asked for by letter.")
