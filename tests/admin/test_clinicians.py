"""The pool of clinicians on the desk: inviting, what can be signed, each person, one's own page."""

import re

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.utils import timezone

from articles.models import Credential, LedgerEvent
from articles.review import credentials, profiles
from tests.admin.reviewing import client_of, select, text_of, tree
from tests.world import LOW, World, days

pytestmark = pytest.mark.django_db

HERE = "/admin/articles/credential/"
NEW = {"first_name": "New", "last_name": "Example Prescriber", "email": "new@example.org", "username": ""}


def link_in_mail() -> str:
    found = re.search(r"https?://[^/\s]+(/admin/welcome/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def invited(world: World, **more: str) -> User:
    client_of(world.administrator).post(f"{HERE}invite/", NEW | more)
    return User.objects.get(email=more.get("email", NEW["email"]))


def test_an_invitation_makes_an_account_that_a_link_opens_once(world: World, client: Client) -> None:
    person = invited(world)
    assert (person.username, person.is_staff, person.has_usable_password()) == ("new-example-prescriber", True, False)
    assert [group.name for group in person.groups.all()] == ["Clinicians"]
    assert mail.outbox[-1].to == ["new@example.org"]
    address = link_in_mail()
    page = client.get(address, follow=True)
    assert "new-example-prescriber" in page.content.decode()
    form = page.redirect_chain[-1][0]
    assert address.split("/")[-2] not in form  # the token stands in no address that is kept
    words = {"new_password1": "quite-a-long-example-7", "new_password2": "quite-a-long-example-7"}
    assert "Your password is set" in client.post(form, words, follow=True).content.decode()
    assert "used already" in Client().get(address, follow=True).content.decode()
    assert client.login(username=person.username, password="quite-a-long-example-7")


def test_a_new_link_ends_the_one_before_it(world: World, client: Client) -> None:
    person = invited(world)
    first = link_in_mail()
    client_of(world.administrator).post(f"{HERE}person/{person.pk}/again/")
    assert link_in_mail() != first
    assert "a newer one was sent" in client.get(first, follow=True).content.decode()
    assert "Set the password" in Client().get(link_in_mail(), follow=True).content.decode()
    kinds = LedgerEvent.objects.filter(subject=f"person:{person.pk}").values_list("kind", flat=True)
    assert list(kinds) == ["colleague_invited", "invitation_repeated"]


def test_no_page_and_no_entry_shows_the_link(world: World) -> None:
    person = invited(world)
    token = link_in_mail().split("/")[-2]
    admin = client_of(world.administrator)
    for path in (f"{HERE}person/{person.pk}/", f"{HERE}pool/", "/admin/articles/ledgerevent/"):
        assert token not in admin.get(path).content.decode()
    assert not LedgerEvent.objects.filter(data__contains=token).exists()


def test_somebody_with_a_password_is_not_invited_again(world: World) -> None:
    answer = client_of(world.administrator).post(f"{HERE}person/{world.therapist.pk}/again/")
    assert answer.status_code == 409
    assert mail.outbox == []
    assert User.objects.get(pk=world.therapist.pk).has_usable_password()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"email": "THERAPIST@example.org"}, "has an account already"),
        ({"username": "Therapist"}, "There is an account of this name already"),
        ({"last_name": ""}, "This field is required"),
        ({"email": "nowhere"}, "Enter a valid email address"),
    ],
)
def test_a_wrong_invitation_says_what_is_wrong_and_keeps_what_was_typed(
    world: World, more: dict[str, str], words: str
) -> None:
    answer = client_of(world.administrator).post(f"{HERE}invite/", NEW | more)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert 'value="New"' in answer.content.decode()
    assert not User.objects.filter(first_name="New").exists()
    assert mail.outbox == []


def test_only_administrators_of_credentials_invite(world: World) -> None:
    for person in (world.editor, world.therapist, world.stranger):
        assert client_of(person).post(f"{HERE}invite/", NEW).status_code == 403
    assert not User.objects.filter(email="new@example.org").exists()


def test_a_mail_server_that_is_away_undoes_nothing(world: World, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    answer = client_of(world.administrator).post(f"{HERE}invite/", NEW, follow=True)
    assert "the mail could not be sent" in answer.content.decode()
    assert "Send a new link" in answer.content.decode()


def test_from_the_invitation_to_a_credential_that_counts(world: World) -> None:
    person = invited(world)
    page = tree(client_of(world.administrator).get(f"{HERE}person/{person.pk}/"))
    (record,) = [item for item in select(page, "#content a") if "Record a credential" in text_of(item)]
    form = client_of(world.administrator).get(str(record.get("href")))
    assert f'<option value="{person.pk}" selected>' in form.content.decode()
    typed = {
        "person": person.pk,
        "kind": "pharmacist_prescriber",
        "number": "TEST-900",
        "body": "Example Register",
        "register_url": "https://register.example.org/900",
        "valid_from": "2024-01-01",
        "valid_until": f"{timezone.localdate() + days(40):%Y-%m-%d}",
        "evidence": "Entry seen.",
    }
    client_of(world.administrator).post(str(record.get("href")), typed)
    row = Credential.objects.get(number="TEST-900")
    verifier = client_of(world.verifier)
    assert "https://register.example.org/900" in verifier.get(f"{HERE}{row.pk}/verify/").content.decode()
    assert verifier.post(f"{HERE}{row.pk}/verify/", {"seen": " "}).status_code == 400
    verifier.post(f"{HERE}{row.pk}/verify/", {"seen": "Name and number as recorded."})
    later = timezone.localdate() + days(400)
    typed = {"valid_until": f"{later:%Y-%m-%d}", "seen": "Still there, without a gap."}
    verifier.post(f"{HERE}{row.pk}/renew/", typed)
    row.refresh_from_db()
    assert row.counts_on(later)
    assert row.seen == "Still there, without a gap."
    assert LedgerEvent.objects.get(kind="credential_renewed").facts["until"] == str(later)


def test_a_renewal_is_never_ones_own_nor_backwards_nor_of_what_has_ended(world: World) -> None:
    today = timezone.localdate()
    row = credentials.grant(
        world.verifier,
        world.administrator,
        kind="psychotherapist",
        number="TEST-901",
        body="Example Register",
        evidence="Entry seen.",
        valid_from=today - days(90),
        valid_until=today + days(10),
    )
    credentials.verify(world.verifier, row.pk, "Entry seen.")
    form = {"valid_until": f"{today + days(400):%Y-%m-%d}", "seen": "Entry seen."}
    assert client_of(world.administrator).post(f"{HERE}{row.pk}/renew/", form).status_code == 403
    early = form | {"valid_until": f"{today + days(9):%Y-%m-%d}"}
    assert client_of(world.verifier).post(f"{HERE}{row.pk}/renew/", early).status_code == 400
    credentials.end(world.verifier, row.pk, "Left the register.")
    assert client_of(world.verifier).post(f"{HERE}{row.pk}/renew/", form).status_code == 409
    row.refresh_from_db()
    assert row.valid_until == today + days(10)


def test_the_pool_says_what_it_cannot_sign_and_the_way_out(world: World) -> None:
    page = client_of(world.editor).get(f"{HERE}pool/").content.decode()
    assert "cannot meet it" not in page
    credentials.end(world.administrator, world.prescriber.credentials.get().pk, "Left.", timezone.localdate() - days(1))
    page = tree(client_of(world.administrator).get(f"{HERE}pool/"))
    rows = [text_of(item) for item in select(page, "tbody tr") if "cannot meet it" in text_of(item)]
    assert [row.split("2 clinicians")[0] for row in rows] == [
        "Effect, harm, dose or use of a medicine",
        "Crisis or self-harm with a medicine",
    ]
    assert all("nobody holds “prescribing”" in row and "or reword such sentences" in row for row in rows)


def test_an_empty_pool_says_how_to_begin(client: Client, django_user_model: type[User]) -> None:
    client.force_login(django_user_model.objects.create_superuser("first"))
    page = client.get(f"{HERE}pool/").content.decode()
    assert "There are no clinicians yet." in page
    assert "1 more clinician needed" in page


def test_the_pool_costs_no_more_queries_for_more_people(world: World, django_assert_max_num_queries) -> None:
    client = client_of(world.administrator)
    client.get(f"{HERE}pool/")
    with django_assert_max_num_queries(20):
        client.get(f"{HERE}pool/")


def test_interests_and_biography_are_ones_own_act_and_readers_see_them(world: World, client: Client) -> None:
    world.published(LOW)
    public = "/clinicians/therapist/"
    assert "Not declared yet." in client.get(public).content.decode()
    own = client_of(world.therapist)
    rows = {"act": "declare", "interest-TOTAL_FORMS": "2", "interest-INITIAL_FORMS": "0"}
    one = {"interest-0-kind": "fees", "interest-0-who": "Example House", "interest-0-years": "2025"}
    assert own.post(f"{HERE}profile/", rows).status_code == 400  # neither an interest nor "none"
    assert own.post(f"{HERE}profile/", rows | one | {"nothing": "on"}).status_code == 400
    refused = own.post(f"{HERE}profile/", rows | {"interest-1-who": "Example House"})
    assert "Choose what kind of interest it is." in refused.content.decode()
    assert own.post(f"{HERE}profile/", rows | one).status_code == 302
    own.post(f"{HERE}profile/", {"act": "biography", "biography": "I teach at an example college."})
    page = client.get(public).content.decode()
    assert "I teach at an example college." in page
    assert "Fees for talks, advice or writing: Example House (2025)" in page
    assert own.post(f"{HERE}profile/", rows | {"nothing": "on"}).status_code == 302
    assert ": none" in client.get(public).content.decode()
    shown = text_of(
        select(tree(client_of(world.administrator).get(f"{HERE}person/{world.therapist.pk}/")), "#content")[0]
    )
    assert "Example House (2025)" in shown
    assert len(profiles.declarations_of(world.therapist.pk)) == 2


def test_words_about_health_in_a_biography_are_refused_and_kept_in_the_form(world: World) -> None:
    words = "I teach. Mindfulness works for every kind of pain."
    answer = client_of(world.therapist).post(f"{HERE}profile/", {"act": "biography", "biography": words})
    assert answer.status_code == 400
    assert "something about health that nobody signed" in answer.content.decode()
    assert words in answer.content.decode()
