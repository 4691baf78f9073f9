"""Credentials on the desk: competence is data, and never one's own."""

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles.models import Credential, Publication
from tests.world import HIGH, LOW, World, latest

LIST = "/admin/articles/credential/"


def typed(person: User, **more: object) -> dict[str, object]:
    return {
        "person": person.pk,
        "kind": "psychotherapist",
        "number": "TEST-900",
        "body": "Example Register",
        "valid_from": "2024-01-01",
        "evidence": "Register entry seen.",
    } | more


def test_a_credential_is_recorded_by_one_and_verified_by_another(client: Client, world: World) -> None:
    client.force_login(world.administrator)
    client.post(f"{LIST}add/", typed(world.stranger))
    row = Credential.objects.get(number="TEST-900")
    assert not row.counts_on(timezone.localdate())
    client.force_login(world.verifier)
    assert "I have checked it against the register" in client.get(f"{LIST}{row.pk}/verify/").content.decode()
    client.post(f"{LIST}{row.pk}/verify/", {"seen": "Entry seen."})
    row.refresh_from_db()
    assert row.counts_on(timezone.localdate())
    assert (row.granted_by, row.verified_by) == (world.administrator, world.verifier)


def test_nobody_records_or_verifies_their_own(client: Client, world: World) -> None:
    client.force_login(world.administrator)
    answer = client.post(f"{LIST}add/", typed(world.administrator))
    assert answer.status_code == 403
    assert "their own credential" in answer.content.decode()
    assert "TEST-900" in answer.content.decode()
    client.force_login(world.verifier)
    client.post(f"{LIST}add/", typed(world.administrator))
    row = Credential.objects.get(number="TEST-900")
    client.force_login(world.administrator)
    assert client.post(f"{LIST}{row.pk}/verify/", {"seen": "Mine."}).status_code == 403
    row.refresh_from_db()
    assert row.verified_at is None


def test_what_is_missing_is_said_and_what_was_typed_stays(client: Client, world: World) -> None:
    client.force_login(world.administrator)
    answer = client.post(f"{LIST}add/", typed(world.stranger, evidence="", valid_until="2023-01-01"))
    assert answer.status_code == 400
    assert 'value="TEST-900"' in answer.content.decode()
    assert not Credential.objects.filter(number="TEST-900").exists()


def test_an_ended_credential_keeps_what_was_signed(client: Client, world: World) -> None:
    article = world.published(LOW)
    row = world.therapist.credentials.get()
    client.force_login(world.administrator)
    client.post(f"{LIST}{row.pk}/end/", {"reason": "Retired.", "on": f"{timezone.localdate():%Y-%m-%d}"})
    row.refresh_from_db()
    assert row.ended_on == timezone.localdate()
    assert world.board(article).open_claims == []


def test_a_false_credential_shows_what_rests_on_it_and_then_acts(client: Client, world: World) -> None:
    article = world.published(HIGH, title="Nerve pain and its treatment")
    row = world.prescriber.credentials.get()
    client.force_login(world.administrator)
    page = client.get(f"{LIST}{row.pk}/false/").content.decode()
    assert "Decisions on 1 claims" in page
    assert "Nerve pain and its treatment" in page
    client.post(f"{LIST}{row.pk}/false/", {"reason": "The register knows no such number."})
    row.refresh_from_db()
    assert row.found_false_at is not None
    assert not Publication.objects.live(timezone.now()).exists()
    assert latest(article).state == "in_review"


def test_a_credential_that_was_true_for_a_while_keeps_what_was_signed_then(client: Client, world: World) -> None:
    article = world.published(HIGH, title="Nerve pain and its treatment")
    row = world.prescriber.credentials.get()
    client.force_login(world.administrator)
    values = {"reason": "Struck off today.", "last_true_day": f"{timezone.localdate():%Y-%m-%d}"}
    client.post(f"{LIST}{row.pk}/false/", values)
    row.refresh_from_db()
    assert (row.ended_on, row.found_false_at) == (timezone.localdate(), None)
    assert Publication.objects.live(timezone.now()).filter(article=article).exists()


def test_credentials_are_not_edited_or_deleted(client: Client, world: World) -> None:
    row = world.therapist.credentials.get()
    client.force_login(world.superuser)
    client.post(f"{LIST}{row.pk}/change/", typed(world.therapist, number="OTHER"))
    assert client.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    row.refresh_from_db()
    assert row.number != "OTHER"


def test_only_administrators_of_credentials_act(client: Client, world: World) -> None:
    row = world.therapist.credentials.get()
    for person in (world.editor, world.therapist, world.stranger):
        client.force_login(person)
        for page in (f"{LIST}add/", f"{LIST}{row.pk}/end/", f"{LIST}{row.pk}/false/"):
            assert client.post(page, typed(world.stranger) | {"reason": "Because."}).status_code == 403
    row.refresh_from_db()
    assert row.ended_on is None
    assert row.found_false_at is None


def test_the_pool_page_says_what_can_be_met(client: Client, world: World) -> None:
    client.force_login(world.editor)
    page = client.get(f"{LIST}pool/").content.decode()
    assert "5 clinicians, 1 prescribing, 2 safety" in page
    assert "cannot meet it" not in page
    world.prescriber.is_active = False
    world.prescriber.save()
    page = client.get(f"{LIST}pool/").content.decode()
    assert "4 clinicians, 0 prescribing, 2 safety" in page
    assert "cannot meet it" in page


def test_accounts_are_deactivated_not_deleted(client: Client, world: World) -> None:
    client.force_login(world.superuser)
    assert client.post(f"/admin/auth/user/{world.therapist.pk}/delete/", {"post": "yes"}).status_code == 403
    page = client.get("/admin/auth/user/").content.decode()
    assert "delete_selected" not in page
    assert User.objects.filter(pk=world.therapist.pk).exists()
