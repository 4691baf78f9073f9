"""Comments follow the words, settle nothing, and tell a blind reader nothing."""

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from articles.models import Article, Comment, LedgerEvent, Notification, Thread
from articles.publishing import due
from articles.review import comments
from articles.review.conversation import ThreadView
from articles.review.decisions import Choice
from articles.review.errors import BadInput, InvalidTransition, NotAllowed
from articles.review.transitions import submit, workbench_url
from articles.workflow.settlement import ClaimState, Outcome
from tests.world import CRISIS, HIGH, LOW, PLAIN, World, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

ASK = Choice(Outcome.REQUEST_CHANGES, "Say how much.")


def say(by: Any, article: Article, words: str, text: str = "Is this so?", quote: str = "") -> Thread:
    revision = latest(article)
    fingerprint = next(row[0] for row in revision.segments if row[6] == words)
    return comments.start(by, revision, fingerprint, text, uuid4(), quote)


def seen(world: World, article: Article, by: Any) -> list[ThreadView]:
    return comments.conversation(world.board(article), by)


def texts(world: World, article: Article, by: Any) -> list[str]:
    return [item.text for view in seen(world, article, by) for item in view.comments]


def told(person: Any) -> list[str]:
    return list(Notification.objects.filter(person=person, event="comment").values_list("text", flat=True))


# ------------------------------------------------------------------------------------------------- following the words


def test_a_comment_stays_on_its_sentence_when_text_is_added_before_it(world: World) -> None:
    article = world.article(LOW, PLAIN)
    say(world.therapist, article, LOW)
    world.save(article, PLAIN, "A new beginning.", LOW)
    (view,) = seen(world, article, world.author)
    assert (view.spot.words, view.spot.changed, view.spot.gone) == (LOW, False, False)


def test_a_comment_follows_a_changed_sentence_and_shows_the_difference(world: World) -> None:
    article = world.article(LOW, PLAIN)
    say(world.therapist, article, LOW, quote="can help you feel")
    world.save(article, LOW.replace("can help", "may help"), PLAIN)
    (view,) = seen(world, article, world.author)
    assert view.spot.changed
    assert view.spot.lost
    assert ("delete", "can") in view.diff
    assert ("insert", "may") in view.diff


def test_a_comment_on_a_look_alike_does_not_jump_when_its_own_words_are_gone(world: World) -> None:
    beta = LOW.replace("morning", "evening")
    article = world.article(LOW, beta)
    say(world.therapist, article, LOW)
    world.save(article, beta)
    (view,) = seen(world, article, world.author)
    assert view.spot.gone


def test_a_comment_says_when_its_words_are_gone_and_finds_them_when_they_are_back(world: World) -> None:
    article = world.article(LOW, PLAIN)
    say(world.therapist, article, LOW)
    world.save(article, PLAIN)
    assert seen(world, article, world.author)[0].spot.gone
    world.save(article, PLAIN, LOW)
    assert seen(world, article, world.author)[0].spot.words == LOW


# ---------------------------------------------------------------------------------------------------- saying, resolving


def test_a_thread_is_answered_resolved_and_opened_again(world: World) -> None:
    article = world.article(LOW)
    thread = say(world.therapist, article, LOW)
    comments.reply(world.author, thread, "Yes: see the source.", uuid4())
    comments.resolve(world.therapist, thread, uuid4())
    assert seen(world, article, world.editor)[0].resolved
    with pytest.raises(InvalidTransition, match="already resolved"):
        comments.resolve(world.author, thread, uuid4())
    comments.reopen(world.author, thread, uuid4(), "One thing more.")
    (view,) = seen(world, article, world.editor)
    assert not view.resolved
    assert [item.text for item in view.comments] == ["Is this so?", "Yes: see the source.", "", "One thing more."]


def test_a_form_sent_twice_says_it_once(world: World) -> None:
    article = world.article(LOW)
    revision, nonce = latest(article), uuid4()
    fingerprint = next(row[0] for row in revision.segments if row[6] == LOW)
    first = comments.start(world.therapist, revision, fingerprint, "Is this so?", nonce)
    assert comments.start(world.therapist, revision, fingerprint, "Is this so?", nonce) == first
    assert Comment.objects.count() == 1


def test_strangers_neither_comment_nor_answer(world: World) -> None:
    article = world.article(LOW)
    with pytest.raises(NotAllowed):
        say(world.stranger, article, LOW)
    thread = say(world.author, article, LOW)
    with pytest.raises(NotAllowed):
        comments.resolve(world.stranger, thread, uuid4())


@pytest.mark.parametrize(("text", "quote"), [("  ", ""), ("Is this so?", "other words"), ("x" * 2001, "")])
def test_what_cannot_be_used_is_refused(world: World, text: str, quote: str) -> None:
    with pytest.raises(BadInput):
        say(world.therapist, world.article(LOW), LOW, text, quote)


def test_comments_settle_nothing_and_leave_no_trace_in_the_ledger(world: World) -> None:
    article = world.article(LOW)
    world.decide(world.therapist, article)
    before = (world.board(article).settled_count, LedgerEvent.objects.count())
    thread = say(world.second_therapist, article, LOW, "This is wrong.")
    comments.resolve(world.therapist, thread, uuid4())
    assert (world.board(article).settled_count, LedgerEvent.objects.count()) == before


def test_a_commenter_becomes_no_author_of_the_words(world: World) -> None:
    article = world.article(LOW)
    say(world.therapist, article, LOW, f"Write: {LOW}")
    assert world.decide(world.therapist, article).decisions


def test_a_request_for_changes_opens_a_thread_that_does_not_answer_it_when_resolved(world: World) -> None:
    article = world.article(HIGH)
    world.cite(article)
    submit(world.author, latest(article))
    world.decide(world.therapist, article, [HIGH], ASK)
    (view,) = seen(world, article, world.author)
    assert view.thread.request is not None
    assert [item.text for item in view.comments] == ["Say how much."]
    comments.resolve(world.author, view.thread, uuid4(), "Done?")
    (claim,) = [item for item in world.board(article).claims if item.claim.text == HIGH]
    assert claim.settlement.state is ClaimState.CHANGES_REQUESTED
    assert told(world.therapist) == ["Example Author resolved a conversation on “Notes from the library”."]


def test_those_concerned_are_told_with_the_claim_and_the_writer_of_the_reply_is_not(world: World) -> None:
    article = world.article(LOW)
    thread = say(world.therapist, article, LOW)
    comments.reply(world.editor, thread, "It is.", uuid4())
    assert told(world.therapist) == ["Example Editor commented on “Notes from the library”."]
    assert told(world.editor) == []
    assert len(told(world.author)) == 2
    row = Notification.objects.filter(person=world.therapist, event="comment").get()
    assert row.url == workbench_url(latest(article), thread.fingerprint)


# ------------------------------------------------------------------------------------------------------- blind reading

OTHERS = ["second_safety_reader", "author", "editor", "therapist", "superuser"]


@pytest.mark.parametrize("name", OTHERS)
def test_nobody_else_learns_of_a_comment_on_words_that_are_read_blind(world: World, name: str) -> None:
    article = world.article(CRISIS, PLAIN)
    world.cite(article)
    thread = say(world.safety_reader, article, CRISIS, "I shall dismiss this.")
    assert seen(world, article, getattr(world, name)) == []
    assert texts(world, article, world.safety_reader) == ["I shall dismiss this."]
    with pytest.raises(NotAllowed):
        comments.reply(getattr(world, name), thread, "Why?", uuid4())
    due.run()
    assert not Notification.objects.filter(event="comment").exists()


def test_comments_show_and_are_told_once_both_readers_have_decided(world: World) -> None:
    article = world.article(CRISIS)
    world.cite(article)
    say(world.safety_reader, article, CRISIS, "I shall dismiss this.")
    world.decide(world.safety_reader, article)
    assert texts(world, article, world.second_safety_reader) == []
    world.decide(world.second_safety_reader, article)
    assert texts(world, article, world.second_safety_reader) == ["I shall dismiss this."]
    due.run()
    due.run()
    assert told(world.author) == ["Example Safety Reader commented on “Notes from the library”."]


def test_a_disagreement_is_talked_about_before_the_third_reader_decides(world: World) -> None:
    article = world.article(CRISIS)
    world.cite(article)
    world.decide(world.safety_reader, article)
    world.decide(world.second_safety_reader, article, choice=Choice(Outcome.DISMISS, "It is a quotation."))
    say(world.safety_reader, article, CRISIS, "It is advice.")
    assert texts(world, article, world.second_safety_reader) == ["It is a quotation.", "It is advice."]


def test_a_request_for_changes_ends_the_round_for_comments_too(world: World) -> None:
    article = world.article(CRISIS)
    world.cite(article)
    submit(world.author, latest(article))
    say(world.safety_reader, article, CRISIS, "Whom?")
    world.decide(world.safety_reader, article, choice=ASK)
    assert sorted(texts(world, article, world.author)) == ["Say how much.", "Whom?"]


def test_a_blind_reader_does_not_tell_by_a_comment_elsewhere(world: World) -> None:
    article = world.article(CRISIS, PLAIN)
    world.cite(article)
    say(world.safety_reader, article, PLAIN, "Before.")
    world.decide(world.safety_reader, article, [CRISIS])
    say(world.safety_reader, article, PLAIN, "I signed the sentence above.")
    assert texts(world, article, world.second_safety_reader) == ["Before."]
    world.decide(world.second_safety_reader, article, [CRISIS])
    assert len(texts(world, article, world.second_safety_reader)) == 2


def test_rewording_under_an_open_round_does_not_lift_the_curtain(world: World) -> None:
    article = world.article(CRISIS, PLAIN)
    world.cite(article)
    say(world.safety_reader, article, CRISIS, "I shall dismiss this.")
    world.save(article, CRISIS.replace("now", "at once"), PLAIN)
    assert seen(world, article, world.second_safety_reader) == []
    world.save(article, "When you think of ending your life, ring somebody whom you trust.", PLAIN)
    assert seen(world, article, world.second_safety_reader) == []


def test_the_time_of_a_comment_is_when_it_was_said(world: World) -> None:
    article, before = world.article(LOW), timezone.now()
    say(world.therapist, article, LOW)
    assert Comment.objects.get().at >= before
