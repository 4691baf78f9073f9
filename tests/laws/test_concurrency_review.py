"""Writing and signing at the same moment: nothing is lost, nothing counts twice, and everybody gets an answer."""

from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from articles.models import Decision, LedgerEvent, LedgerHead, Revision, Signature
from articles.publishing import verify
from articles.review.errors import EditConflict
from articles.review.ledger import Entry, record
from articles.review.revisions import RevisionText, Saved, save_revision
from articles.review.signing import ActResult, decide
from articles.review.transitions import submit
from tests.laws.racing import Delays, assert_lawful, in_rounds, race
from tests.world import HIGH, LOW, MEDIUM, World, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]


@in_rounds(3, seed=11)
def test_two_people_sign_while_the_words_change(world: World, number: int, delays: Delays) -> None:
    article = world.article(HIGH, LOW, slug=f"race-{number}")
    world.cite(article)
    submit(world.author, latest(article))
    revision = latest(article)
    cards = {person: world.cards(person, article) for person in (world.therapist, world.prescriber)}
    first, second, saved = race(
        lambda: decide(world.session(world.therapist), revision, cards[world.therapist], uuid4()),
        lambda: decide(world.session(world.prescriber), revision, cards[world.prescriber], uuid4()),
        lambda: world.save(article, HIGH.replace("some", "most"), LOW),
        delays=delays,
    )
    assert isinstance(saved, Revision)
    for act in (first, second):
        assert isinstance(act, ActResult)
        assert len(act.decisions) + len({item.fingerprint for item in act.stale}) == 2
        signed_changed_words = any(
            item.revision_id == saved.pk and item.fingerprint in {stale.fingerprint for stale in act.stale}
            for item in act.decisions
        )
        assert not signed_changed_words
    changed = next(claim for claim in world.board(article).claims if claim.claim.text != LOW)
    assert not changed.settlement.settled
    assert changed.decisions == []
    assert_lawful(article)


@in_rounds(2, seed=12)
def test_a_form_sent_twice_signs_once(world: World, number: int, delays: Delays) -> None:
    article = world.article(LOW, slug=f"race-{number}")
    submit(world.author, latest(article))
    cards, nonce = world.cards(world.therapist, article), uuid4()
    one, two = race(
        lambda: decide(world.session(world.therapist), latest(article), cards, nonce),
        lambda: decide(world.session(world.therapist), latest(article), cards, nonce),
        delays=delays,
    )
    assert sorted([one.repeated, two.repeated]) == [False, True]
    assert one.signature == two.signature
    assert Signature.objects.filter(nonce=nonce).count() == 1
    assert Decision.objects.filter(article=article).count() == 1
    assert_lawful(article)


@in_rounds(2, seed=13)
def test_two_editors_save_over_each_other_and_no_word_is_lost(world: World, number: int, delays: Delays) -> None:
    article = world.article(LOW, slug=f"race-{number}")
    texts = [RevisionText(title="Notes from the library", body=f"{LOW}\n\n{words}") for words in (MEDIUM, HIGH)]
    results = race(
        lambda: save_revision(article, world.author, texts[0], base=1),
        lambda: save_revision(article, world.editor, texts[1], base=1),
        delays=delays,
    )
    (saved,) = [item for item in results if isinstance(item, Saved)]
    (conflict,) = [item for item in results if isinstance(item, EditConflict)]
    assert conflict.theirs == saved.revision
    assert {saved.revision.body, conflict.yours.body} == {text.body for text in texts}
    assert Revision.objects.filter(article=article).count() == 2
    assert_lawful(article)


@in_rounds(2, seed=14)
def test_saving_while_the_whole_text_is_attested(world: World, number: int, delays: Delays) -> None:
    article = world.article(LOW, slug=f"race-{number}")
    submit(world.author, latest(article))
    world.decide(world.therapist, article)
    race(
        lambda: world.attest(world.therapist, article),
        lambda: world.save(article, LOW, MEDIUM),
        delays=delays,
    )
    newest = latest(article)
    assert newest.number == 2
    assert newest.state != "approved"  # nobody has read the new words
    assert not world.board(article).coverage.complete
    assert_lawful(article)


def test_writers_of_the_ledger_queue(committed_world: World) -> None:
    before = LedgerHead.objects.get().seq

    def write() -> None:
        for _ in range(5):
            with transaction.atomic():
                record(timezone.now(), Entry("rescanned"), Entry("rescanned"))

    race(*[write] * 6)
    assert LedgerHead.objects.get().seq == before + 60 == LedgerEvent.objects.count()
    assert list(verify.problems()) == []


def test_articles_made_at_the_same_moment_share_no_address(committed_world: World) -> None:
    world = committed_world
    results = race(*[lambda: world.article(LOW, slug="same-address")] * 3)
    assert sorted(type(item).__name__ for item in results) == ["Article", "BadInput", "BadInput"]
    assert list(verify.problems()) == []
