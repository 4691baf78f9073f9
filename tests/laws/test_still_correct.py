"""“Still correct” on a live page: a real act, recorded with what was opened, that never says that words changed."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from articles.claims.types import Risk
from articles.models import Article, LedgerEvent, Publication
from articles.publishing import verify
from articles.publishing.evidence import retract_source
from articles.publishing.redact import redact
from articles.publishing.renewing import still_correct
from articles.review import sources
from articles.review.attesting import Attest, text_digest
from articles.review.decisions import Choice
from articles.review.errors import GateClosed, InvalidTransition, NotAllowed, StaleRevision
from articles.review.rereading import reread
from articles.review.signatures import text_token
from articles.review.transitions import submit
from articles.workflow.settlement import ClaimState, Outcome
from tests.world import HIGH, LOW, MEDIUM, PLAIN, World, days, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

FIVE = timedelta(days=5)


def live_of(article: Article, at: Any = None) -> Publication:
    return Publication.objects.live(at or timezone.now()).select_related("revision").get(article=article)


def read_again(
    world: World, article: Article, *people: Any, attest: bool = True, texts: Any = None, now: Any = None, **more: Any
) -> None:
    """These people sign every claim of the live text again (or ``texts``), the last of them the whole text."""
    now = now or timezone.now()
    live = live_of(article, now)
    for person in people:
        tokens = world.cards(person, article, texts, revision=live.revision)
        whole = None
        if attest and person == people[-1]:
            whole = Attest(text_token(person, live.revision, text_digest(live.revision)))
        reread(
            world.session(person, now),
            live.revision,
            tokens,
            more.pop("nonce", None) or uuid4(),
            whole,
            now=now,
            **more,
        )


def test_a_page_that_was_read_again_goes_through_the_door_with_the_same_bytes_and_a_later_date(world: World) -> None:
    article = world.published(LOW, HIGH)
    before = live_of(article)
    later = before.review_due - timedelta(days=20)
    read_again(world, article, world.therapist, world.prescriber, now=later)
    after = still_correct(world.editor, before, now=later)
    assert (after.revision, after.payload, after.content_digest) == (
        before.revision,
        before.payload,
        before.content_digest,
    )
    assert after.review_due == after.valid_until == later + days(365)
    assert after.last_reviewed == later
    assert after.first_live_from == before.first_live_from
    before.refresh_from_db()
    assert before.live_until == after.live_from
    assert list(verify.problems()) == []


def test_dates_of_change_and_the_order_of_lists_do_not_move(world: World) -> None:
    article = world.published(LOW)
    other = world.published(MEDIUM, title="A newer page")
    before = live_of(article)
    read_again(world, article, world.therapist)
    after = still_correct(world.therapist, before)
    after.refresh_from_db()
    assert after.unchanged_since == after.changed_at == before.live_from < after.live_from
    order = Publication.objects.live(timezone.now()).order_by("-changed_at").values_list("article", flat=True)
    assert list(order) == [other.pk, article.pk]
    read_again(world, article, world.therapist)
    again = still_correct(world.therapist, after)
    assert again.unchanged_since == before.live_from


def test_without_a_new_signature_on_the_whole_text_the_door_stays_shut(world: World) -> None:
    article = world.published(LOW)
    before = live_of(article)
    with pytest.raises(InvalidTransition):
        still_correct(world.editor, before)
    read_again(world, article, world.therapist, attest=False)
    with pytest.raises(InvalidTransition):
        still_correct(world.editor, before)
    assert article.publications.count() == 1


def test_what_was_opened_stands_in_the_ledger_and_nothing_opened_is_recorded_as_nothing(world: World) -> None:
    article = world.published(MEDIUM)
    source = live_of(article).sources.get()
    read_again(world, article, world.therapist, opened={"sources": [source.pk], "claims": [1]})
    first = still_correct(world.therapist, live_of(article))
    read_again(world, article, world.therapist)
    second = still_correct(world.therapist, first)
    facts = [LedgerEvent.objects.get(seq=row.event_id).facts["renewal"] for row in (first, second)]
    assert [item["opened"] for item in facts] == [{"sources": [source.pk], "claims": [1]}, {}]
    assert facts[0]["of"] == str(first.supersedes.uid)
    assert facts[0]["unchanged"]
    assert list(verify.problems()) == []


def test_pressed_twice_it_happens_once(world: World) -> None:
    article = world.published(LOW)
    before = live_of(article)
    read_again(world, article, world.therapist)
    assert still_correct(world.editor, before) == still_correct(world.editor, before)
    assert article.publications.count() == 2


def test_a_delta_or_one_paragraph_read_again_moves_no_date(world: World) -> None:
    article = world.published(LOW, PLAIN)
    before = live_of(article)
    world.save(article, LOW, PLAIN, "The lift is broken.")
    world.attest(world.second_therapist, article, "delta")
    with pytest.raises(InvalidTransition):
        still_correct(world.editor, before)
    world.settle(article)
    after = world.publish(article)
    assert after.last_reviewed == before.last_reviewed
    assert after.unchanged_since is None


def test_a_live_page_can_be_read_again_while_a_newer_text_is_written_which_loses_nothing(world: World) -> None:
    article = world.published(LOW, PLAIN)
    before = live_of(article)
    world.save(article, LOW, PLAIN, "The lift is broken.")
    world.settle(article)
    assert latest(article).state == "approved"
    read_again(world, article, world.second_therapist)
    after = still_correct(world.second_therapist, before)
    assert after.revision == before.revision != latest(article)
    assert latest(article).state == "approved"
    newest = world.publish(article)
    assert newest.revision == latest(article)


def test_a_high_claim_moves_its_date_once_both_clinicians_have_read_again(world: World) -> None:
    article = world.published(HIGH)
    before = live_of(article)
    later = timezone.now() + FIVE
    read_again(world, article, world.second_therapist, now=later)
    lasts = world.board(article, now=later).claims[0].settlement.valid_until
    assert lasts < before.valid_until + timedelta(hours=1)  # as long as the prescriber's earlier one
    read_again(world, article, world.prescriber, attest=False, now=later)
    after = still_correct(world.editor, before, now=later)
    assert after.review_due == later + days(365)


def test_what_ran_out_is_signed_anew_and_the_page_is_not_listed_as_hit_by_something(world: World) -> None:
    article = world.published(HIGH)
    before = live_of(article)
    later = before.review_due + FIVE
    with pytest.raises(GateClosed):
        still_correct(world.editor, before, now=later)
    read_again(world, article, world.therapist, attest=False, now=later)
    assert live_of(article, later).hold == ""
    read_again(world, article, world.prescriber, now=later)
    assert still_correct(world.editor, before, now=later).review_due == later + days(365)


def test_a_dismissal_and_a_lowering_are_said_again_as_what_they_are(world: World) -> None:
    article = world.article(LOW, HIGH)
    world.cite(article)
    world.decide(world.therapist, article, [LOW], Choice(Outcome.DISMISS, "A quotation."))
    for person in (world.therapist, world.prescriber):
        world.decide(person, article, [HIGH], Choice(Outcome.RECLASSIFY, "Harmless here.", to_risk=Risk.LOW))
    world.settle(article, [world.therapist, world.prescriber])
    world.publish(article)
    before = live_of(article)
    later = timezone.now() + FIVE
    read_again(world, article, world.therapist, world.prescriber, now=later)
    board = world.board(article, now=later)
    assert [claim.settlement.state for claim in board.claims] == [ClaimState.DISMISSED, ClaimState.SIGNED_OFF]
    assert board.claims[1].risk is Risk.LOW
    after = still_correct(world.editor, before, now=later)
    assert after.review_due > before.review_due
    assert after.payload == before.payload


def test_a_hold_set_after_the_reading_is_not_answered_by_it(world: World) -> None:
    article = world.published(MEDIUM)
    before = live_of(article)
    read_again(world, article, world.therapist)
    retract_source(world.editor, before.sources.get().pk, "Retracted.")
    sources.detach(world.editor, world.board(article).claims[0].citations[0].pk)
    world.cite(article, world.source(title="The next guideline"))
    read_again(world, article, world.second_therapist, attest=False)
    with pytest.raises(InvalidTransition):
        still_correct(world.editor, before)
    read_again(world, article, world.second_therapist)
    after = still_correct(world.editor, before)
    assert after.hold == ""


def test_new_sources_are_told_as_such_and_only_as_such(world: World) -> None:
    article = world.published(MEDIUM)
    before = live_of(article)
    world.cite(article, world.source(title="A second guideline"))
    read_again(world, article, world.therapist)
    after = still_correct(world.editor, before)
    after.refresh_from_db()
    assert after.unchanged_since is None
    assert after.changed_at == after.live_from
    assert after.change_note == "The sources were brought up to date. No word was changed."
    assert after.content["body_html"] != before.content["body_html"]  # it has one number more
    assert len(after.content["sources"]) == 2


def test_neither_strangers_nor_authors_press_it_and_an_author_does_not_read_their_own(world: World) -> None:
    article = world.published(LOW)
    before = live_of(article)
    for person in (world.author, world.stranger, world.administrator):
        with pytest.raises(NotAllowed):
            still_correct(person, before)
    world.therapist.groups.add(*world.author.groups.all())
    writer = type(world.therapist).objects.get(pk=world.therapist.pk)
    own = world.article(LOW.replace("morning", "evening"), title="Another page", by=writer)
    world.decide(world.second_therapist, own)
    submit(world.author, latest(own))
    world.attest(world.second_therapist, own)
    live = world.publish(own)
    whole = Attest(text_token(writer, live.revision, text_digest(live.revision)))
    with pytest.raises(NotAllowed):
        reread(world.session(writer), live.revision, world.cards(writer, own), uuid4(), whole)


def test_while_a_successor_is_scheduled_it_is_refused(world: World) -> None:
    article = world.published(LOW)
    before = live_of(article)
    read_again(world, article, world.therapist)
    world.save(article, LOW, PLAIN)
    world.settle(article)
    world.publish(article, live_from=timezone.now() + FIVE)
    with pytest.raises(InvalidTransition):
        still_correct(world.editor, before)
    assert Publication.objects.scheduled(timezone.now()).count() == 1


def test_what_is_not_live_is_not_signed_as_live(world: World) -> None:
    article = world.published(LOW)
    old = live_of(article)
    world.save(article, LOW, PLAIN)
    world.settle(article)
    world.publish(article)
    with pytest.raises(StaleRevision):
        reread(world.session(world.therapist), old.revision, world.cards(world.therapist, article), uuid4(), None)
    with pytest.raises(StaleRevision):
        still_correct(world.editor, old)


def test_the_full_review_after_a_redaction_ends_it(world: World) -> None:
    article = world.published(LOW, PLAIN)
    block = next(row[7] for row in live_of(article).revision.segments if row[6] == PLAIN)
    cut = redact(world.session(world.prescriber), article, [block], "It is closed.", uuid4())
    assert cut.review_due < timezone.now() + days(8)
    read_again(world, article, world.second_therapist)
    after = still_correct(world.editor, live_of(article))
    assert not after.redaction
    assert after.review_due > timezone.now() + days(600)
