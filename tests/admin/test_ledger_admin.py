"""Ledger and publications are read in the admin, by those who may, and changed by nobody."""

import pytest
from django.db import transaction
from django.utils import timezone

from articles.models import Credential, LedgerEvent, Publication
from articles.review.ledger import erase_person
from tests.admin.reviewing import client_of, in_review, select, text_of, tree
from tests.world import CRISIS, LOW, MEDIUM, World

pytestmark = pytest.mark.django_db

LEDGER = "/admin/articles/ledgerevent/"
PUBLICATIONS = "/admin/articles/publication/"


def test_the_ledger_is_for_those_who_may_read_it(world: World) -> None:
    assert client_of(world.stranger).get(LEDGER).status_code == 403
    assert client_of(world.author).get(LEDGER).status_code == 403
    assert client_of(world.editor).get(LEDGER).status_code == 200


def test_an_entry_is_a_sentence(world: World) -> None:
    article = in_review(world, LOW)
    world.decide(world.therapist, article)
    page = tree(client_of(world.editor).get(LEDGER, {"kind": "sign_off"}))
    assert "Example Psychotherapist signed off a claim" in text_of(page)


def test_the_ledger_is_searched_by_article(world: World) -> None:
    in_review(world, LOW, title="First notes", slug="first-notes")
    in_review(world, MEDIUM, title="Second notes", slug="second-notes")
    page = tree(client_of(world.editor).get(LEDGER, {"q": "second-notes"}))
    labels = {text_of(item) for item in select(page, "td.field-article_label")}
    assert labels == {"second-notes"}


def test_an_entry_shows_the_words_it_speaks_of_and_is_computed_again(world: World) -> None:
    article = in_review(world, LOW)
    world.decide(world.therapist, article)
    event = LedgerEvent.objects.get(kind="sign_off")
    answer = client_of(world.editor).get(f"{LEDGER}{event.seq}/change/")
    assert f'datetime="{timezone.localtime(event.at):%Y-%m-%dT%H:%M:%S%z}"' in answer.content.decode()
    page = text_of(select(tree(answer), "#content")[0])
    assert "Example Psychotherapist signed off a claim" in page
    assert LOW in page
    assert event.hash in page
    assert "Not so" not in page
    assert page.count("✓") == 3
    assert '"outcome": "sign_off"' in page


def test_an_entry_whose_name_was_erased_still_holds(world: World) -> None:
    world.decide(world.therapist, in_review(world, LOW))
    with transaction.atomic():
        erase_person(timezone.now(), world.administrator, world.therapist.pk, "asked for it")
    event = LedgerEvent.objects.get(kind="sign_off")
    page = text_of(select(tree(client_of(world.editor).get(f"{LEDGER}{event.seq}/change/")), "#content")[0])
    assert "(name erased)" in page
    assert "were erased; their commitment stays" in page
    assert page.count("✓") == 2


def test_what_is_read_blind_is_at_no_address(world: World) -> None:
    world.decide(world.safety_reader, in_review(world, CRISIS))
    event = LedgerEvent.objects.get(kind="sign_off")
    path = f"{LEDGER}{event.seq}/change/"
    assert client_of(world.safety_reader).get(path).status_code == 200
    for person in (world.second_safety_reader, world.superuser):
        assert client_of(person).get(path).status_code == 404
        older = client_of(person).get(f"{LEDGER}{event.seq - 1}/change/").content.decode()
        assert f"/{event.seq}/change/" not in older
    assert client_of(world.stranger).get(path).status_code == 403


def test_an_erased_name_is_not_shown(world: World) -> None:
    article = in_review(world, LOW)
    world.decide(world.therapist, article)
    with transaction.atomic():
        erase_person(timezone.now(), world.administrator, world.therapist.pk, "asked for it")
    page = client_of(world.editor).get(LEDGER, {"kind": "sign_off"}).content.decode()
    assert f"Person {world.therapist.pk} (name erased)" in page
    assert "Example Psychotherapist" not in page


@pytest.mark.parametrize("base", [LEDGER, PUBLICATIONS])
def test_not_even_a_superuser_adds_changes_or_deletes(world: World, base: str) -> None:
    world.published(LOW)
    client = client_of(world.superuser)
    model = LedgerEvent if base == LEDGER else Publication
    pk = model.objects.values_list("pk", flat=True).first()
    count = model.objects.count()
    assert client.get(f"{base}add/").status_code == 403
    assert client.post(f"{base}{pk}/change/", {"title": "Other"}).status_code == 403
    assert client.post(f"{base}{pk}/delete/", {"post": "yes"}).status_code == 403
    client.post(base, {"action": "delete_selected", "_selected_action": [pk], "post": "yes"})
    assert model.objects.count() == count


def test_a_publication_shows_whether_it_is_live_and_who_checked_it(world: World) -> None:
    world.published(LOW)
    client = client_of(world.editor)
    assert "Live" in text_of(select(tree(client.get(PUBLICATIONS)), "td.field-standing")[0])
    pk = Publication.objects.get().pk
    assert "content digest" in client.get(f"{PUBLICATIONS}{pk}/change/").content.decode().lower()
    assert client_of(world.stranger).get(PUBLICATIONS).status_code == 403


def test_a_source_and_a_credential_lead_to_their_entries_and_to_no_empty_history(world: World) -> None:
    desk = client_of(world.superuser)
    source = world.source()
    credential = Credential.objects.first()
    assert credential is not None
    for kind, pk in (("source", source.pk), ("credential", credential.pk)):
        page = tree(desk.get(f"/admin/articles/{kind}/{pk}/change/"))
        assert not select(page, "a.historylink")
        (way,) = [link for link in select(page, ".object-tools a") if text_of(link) == "In the ledger"]
        assert f"{kind}:{pk}" in {event.subject for event in LedgerEvent.objects.all()}
        assert select(tree(desk.get(way.get("href"))), ".queue tbody tr")


@pytest.mark.parametrize("kind", ["ledgerevent", "publication", "credential", "source"])
def test_nobody_is_asked_whether_a_row_that_never_was_has_been_deleted(world: World, kind: str) -> None:
    for number in ("999999", "abc", "9" * 30):
        assert client_of(world.superuser).get(f"/admin/articles/{kind}/{number}/change/").status_code == 404
