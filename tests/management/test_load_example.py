"""The example content is a walk through the whole house: real acts, real gate, one door."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from articles.models import Article, Credential, LedgerEvent, Notification, Publication
from articles.publishing.example import EXAMPLE_PASSWORD
from articles.publishing.verify import problems
from articles.review.board import load_board
from articles.review.example import example_content_loaded
from articles.review.signatures import MEANINGS
from articles.workflow.settlement import ClaimState
from tests.management.commands import run

# Loading takes seconds, so these tests share one example world and stay on one worker.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("example")]


@pytest.fixture(scope="module")
def shared(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The example content in a transaction around all tests of this module; what the command printed."""
    with django_db_blocker.unblock(), transaction.atomic():
        ran = run("load_example")
        assert ran.status == 0, ran.err
        with django_db_blocker.block():
            yield ran.out
        transaction.set_rollback(True)


@pytest.fixture
def loaded(shared: str, db: None) -> str:
    """The example content, loaded; what the command printed."""
    return shared


def revision(slug: str):
    return Article.objects.get(slug=slug).latest_revision


def live(slug: str) -> Publication:
    return Publication.objects.live(timezone.now()).get(slug=slug)


def test_it_brings_texts_in_every_stage_of_the_way(loaded: str) -> None:
    assert {(item.slug, item.kind) for item in Publication.objects.live(timezone.now())} == {
        ("samaritans", "helpline"),
        ("nhs-111", "helpline"),
        ("emergency-999", "helpline"),
        ("app", "promo"),
        ("app-banner", "promo"),
        ("about", "standing"),
        ("help-now", "standing"),
        ("antidepressants-and-nerve-pain", "article"),
        ("a-walk-after-lunch", "article"),
        ("editorial-policy", "standing"),
    }
    assert revision("mindfulness-and-sleep").state == "in_review"
    assert revision("breathing-and-panic").state == "draft"
    waiting = {claim.state for claim in load_board(revision("mindfulness-and-sleep")).claims}
    assert {ClaimState.OPEN, ClaimState.NEEDS_SOURCE} <= waiting
    assert all(article.example for article in Article.objects.all())


def test_every_claim_of_the_published_article_is_settled_by_those_it_needs(loaded: str) -> None:
    board = load_board(revision("antidepressants-and-nerve-pain"))
    assert len(board.claims) >= 25
    assert board.open_claims == []
    assert board.dismissed_count >= 1
    assert all(claim.citations for claim in board.claims if claim.state is ClaimState.SIGNED_OFF)
    signers = {item.by.get_username() for claim in board.claims for item in claim.decisions}
    assert signers == {"therapist", "prescriber", "safety1"}
    assert live("antidepressants-and-nerve-pain").content["helplines"] == ["samaritans", "nhs-111", "emergency-999"]


def test_one_article_was_corrected_and_keeps_the_signatures_on_what_did_not_change(loaded: str) -> None:
    now, before = Publication.objects.filter(slug="a-walk-after-lunch")
    assert now.correction
    assert now.supersedes == before
    assert now.change_note
    assert "moderate" in now.content["body_html"]
    assert "moderate" not in before.content["body_html"]
    assert now.last_reviewed == before.last_reviewed
    assert set(before.decisions.all()) & set(now.decisions.all())
    assert [item.kind for item in now.attestations.all()] == ["full", "delta"]


def test_one_article_has_a_picture_that_a_clinician_looked_at(loaded: str) -> None:
    page = live("a-walk-after-lunch")
    assert page.content["body_html"].count("<picture>") == 1
    assert "Picture: Smart Meditation, own work" in page.content["body_html"]
    full = page.attestations.get(kind="full")
    assert full.images == page.content["images"]
    assert MEANINGS["pictures"] in full.signature.meaning


def test_no_person_of_the_example_signs_what_they_wrote_or_verifies_themselves(loaded: str) -> None:
    for item in Publication.objects.all():
        board = load_board(item.revision)
        signers = {row.by_id for claim in board.claims for row in claim.decisions}
        assert not signers & board.word_authors()
    for credential in Credential.objects.all():
        assert len({credential.person_id, credential.granted_by_id, credential.verified_by_id}) == 3
        assert credential.number.startswith("EXAMPLE-")


@pytest.mark.both_databases
def test_the_ledger_of_the_example_proves_itself(loaded: str) -> None:
    assert list(problems()) == []


def test_it_prints_every_account_with_its_password_and_the_password_opens_it(loaded: str) -> None:
    people = get_user_model().objects.all()
    assert people.count() == 9
    assert EXAMPLE_PASSWORD in loaded
    for person in people:
        assert f"  {person.get_username()} " in loaded
        assert person.is_staff
        assert person.check_password(EXAMPLE_PASSWORD)
    assert [person.get_username() for person in people.filter(is_superuser=True)] == ["administrator"]


def test_a_second_run_changes_nothing_and_says_so(loaded: str) -> None:
    def counts() -> list[int]:
        return [model.objects.count() for model in (LedgerEvent, Article, Publication, Credential, Notification)]

    before = counts()
    again = run("load_example")
    assert again.status == 0
    assert example_content_loaded()
    assert "nothing was changed" in again.out
    assert EXAMPLE_PASSWORD in again.out
    assert counts() == before


def test_no_claim_of_the_example_cites_one_source_twice(loaded: str) -> None:
    for article in Article.objects.all():
        for claim in load_board(revision(article.slug)).claims:
            cited = [row.source_id for row in claim.citations]
            assert len(cited) == len(set(cited)), claim.claim.text
