"""The second reader of a crisis claim reads blind: nothing shows the other's decision while the round is open."""

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from articles.models import Decision, Notification, Thread
from articles.models.source import evidence_digest
from articles.review import gate, sources
from articles.review.comments import reply
from articles.review.conversation import threads_for
from articles.review.decisions import Choice
from articles.review.errors import BadInput
from articles.review.signatures import card_token
from articles.workflow.settlement import ClaimState, Outcome
from tests.world import CRISIS, HIGH, World, days, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

DISMISS = Choice(Outcome.DISMISS, "It is a quotation.")
ASK = Choice(Outcome.REQUEST_CHANGES, "Say whom to tell.")


@pytest.fixture
def article(world: World) -> Any:
    """A crisis claim with its source, and the first reader's sign-off."""
    made = world.article(CRISIS)
    world.cite(made)
    world.decide(world.safety_reader, made)
    return made


def others(world: World) -> list[Any]:
    return [world.second_safety_reader, world.editor, world.superuser, world.therapist, None]


def test_an_open_round_shows_its_decision_to_its_maker_alone(world: World, article: Any) -> None:
    assert Decision.objects.visible_to(world.safety_reader).count() == 1
    assert Decision.objects.hidden_from(world.safety_reader).count() == 0
    for person in others(world):
        assert Decision.objects.visible_to(person).count() == 0
        assert Decision.objects.hidden_from(person).count() == 1


def test_board_count_and_gate_tell_the_second_reader_nothing(world: World, article: Any) -> None:
    untouched = world.article(CRISIS, title="Another page", slug="another")
    world.cite(untouched)
    for person in filter(None, others(world)):
        board = world.board(article, viewer=person)
        (claim,) = board.claims
        assert claim.settlement.state is ClaimState.OPEN
        assert claim.decisions == []
        assert board.settled_count == 0
        seen = gate.evaluate(latest(article), viewer=person).missing
        fresh = gate.evaluate(latest(untouched), viewer=person).missing
        assert [line.message for line in seen] == [line.message for line in fresh]
    assert world.board(article).claims[0].settlement.state is ClaimState.PART_SIGNED


def test_the_second_decision_closes_the_round_and_shows_both_to_everybody(world: World, article: Any) -> None:
    world.decide(world.second_safety_reader, article)
    for person in others(world):
        assert Decision.objects.visible_to(person).count() == 2
        (claim,) = world.board(article, viewer=person).claims
        assert claim.settlement.state is ClaimState.SIGNED_OFF


def test_the_same_reader_deciding_again_does_not_close_the_round(world: World, article: Any) -> None:
    world.decide(world.safety_reader, article)
    assert Decision.objects.visible_to(world.second_safety_reader).count() == 0


def test_a_request_for_changes_ends_the_round(world: World, article: Any) -> None:
    world.decide(world.second_safety_reader, article, choice=ASK)
    assert Decision.objects.visible_to(world.editor).count() == 2
    assert world.board(article).claims[0].settlement.state is ClaimState.CHANGES_REQUESTED


def test_sign_against_dismiss_waits_for_a_third_reader_who_holds_safety(world: World, article: Any) -> None:
    world.decide(world.second_safety_reader, article, choice=DISMISS)
    (claim,) = world.board(article).claims
    assert claim.settlement.disputed
    assert not claim.settlement.settled
    world.decide(world.therapist, article)
    assert not world.board(article).claims[0].settlement.settled
    third = world.clinician("third_safety_reader", "Third Example Safety Reader", "psychotherapist", "safety_training")
    world.decide(third, article)
    assert world.board(article).claims[0].settlement.state is ClaimState.SIGNED_OFF


def test_sign_against_dismiss_opens_a_discussion_that_both_and_the_third_see(world: World, article: Any) -> None:
    third = world.clinician("third_safety_reader", "Third Example Safety Reader", "psychotherapist", "safety_training")
    assert not Thread.objects.exists()
    world.decide(world.second_safety_reader, article, choice=DISMISS)
    board = world.board(article)
    for person in (world.safety_reader, world.second_safety_reader, third):
        (view,) = threads_for(board, person)
        assert view.comments[0].text == DISMISS.reason
        told = Notification.objects.filter(person=person, text__contains="Two readers disagree")
        assert told.count() == 1
        assert told.get().mail_text == ""  # it holds no word of the claim
    reply(world.safety_reader, view.thread, "It is said to readers too.", uuid4())
    assert len(threads_for(board, third)[0].comments) == 2
    world.decide(third, article)
    assert world.board(article).claims[0].settlement.state is ClaimState.SIGNED_OFF
    assert Thread.objects.count() == 1


def test_two_who_disagree_without_a_safety_reader_open_nothing_before_one_has_read(world: World) -> None:
    made = world.article(CRISIS)
    world.cite(made)
    world.decide(world.therapist, made)
    world.decide(world.prescriber, made, choice=DISMISS)
    assert not Thread.objects.exists()
    world.decide(world.safety_reader, made)
    assert Thread.objects.get().request.by == world.prescriber


def test_rewording_ends_the_dispute_and_the_discussion_is_seen_again_once_the_new_words_are_read(
    world: World, article: Any
) -> None:
    world.decide(world.second_safety_reader, article, choice=DISMISS)
    world.save(article, CRISIS.replace("somebody", "a friend"))
    (claim,) = world.board(article).claims
    assert not claim.settlement.disputed
    assert threads_for(world.board(article), world.editor) == []
    world.cite(article)
    for person in (world.safety_reader, world.second_safety_reader):
        world.decide(person, article)
    (view,) = threads_for(world.board(article), world.editor)
    assert view.spot.changed


def test_no_source_comes_with_a_blind_signature(world: World, article: Any) -> None:
    world.decide(world.second_safety_reader, article)
    world.save(article, CRISIS.replace("somebody", "a friend"))
    (claim,) = world.board(article).claims
    assert claim.predecessor
    carried = [(item.pk, item.digest()) for item in claim.predecessor.citations]
    digest, numbers = evidence_digest(carried), [number for number, _ in carried]
    card = card_token(
        world.safety_reader, latest(article), claim.fingerprint, claim.contexts, digest, timezone.now(), numbers
    )
    assert world.decide(world.safety_reader, article, tokens=[card]).refused
    assert not world.board(article).claims[0].citations
    sources.take_over(world.editor, article, [claim.fingerprint])
    assert len(world.board(article).claims[0].citations) == 1
    with pytest.raises(BadInput):
        sources.take_over(world.editor, article, [claim.fingerprint])
    world.decide(world.safety_reader, article)
    world.decide(world.second_safety_reader, article)
    assert world.board(article).claims[0].settlement.settled


def test_a_second_round_after_the_interval_is_as_blind_as_the_first(world: World, article: Any) -> None:
    world.decide(world.second_safety_reader, article)
    (claim,) = world.board(article).claims
    later = claim.settlement.valid_until + days(1)
    world.decide(world.safety_reader, article, now=later)
    seen = Decision.objects.visible_to(world.second_safety_reader)
    assert seen.count() == 2
    assert seen.filter(at=later).count() == 0
    world.decide(world.second_safety_reader, article, now=later)
    assert Decision.objects.visible_to(world.editor).count() == 4


def test_after_the_evidence_has_changed_the_new_round_is_blind_again(world: World, article: Any) -> None:
    world.decide(world.second_safety_reader, article)
    claim = world.board(article).claims[0]
    sources.detach(world.editor, claim.citations[0].pk)
    world.cite(article, world.source(title="A newer guideline"))
    world.decide(world.safety_reader, article)
    assert Decision.objects.visible_to(world.second_safety_reader).count() == 2


def test_outside_crisis_the_first_decision_is_shown_to_the_second(world: World) -> None:
    article = world.article(HIGH)
    world.cite(article)
    world.decide(world.therapist, article)
    assert Decision.objects.visible_to(world.prescriber).count() == 1


def test_two_readers_without_safety_tell_the_safety_reader_nothing(world: World) -> None:
    made = world.article(CRISIS)
    world.cite(made)
    world.decide(world.therapist, made)
    world.decide(world.prescriber, made)
    assert Decision.objects.visible_to(world.safety_reader).count() == 0
    assert Decision.objects.visible_to(world.therapist).count() == 1
    world.decide(world.safety_reader, made)
    assert Decision.objects.visible_to(world.editor).count() == 3
