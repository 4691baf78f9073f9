"""Emergency redaction: whole passages out of the live snapshot, one clinician, a full review soon."""

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from articles.models import LedgerEvent, Publication
from articles.publishing import verify
from articles.publishing.consequences import revoke
from articles.publishing.door import make_publication
from articles.publishing.redact import redact
from articles.publishing.warrants import RedactionWarrant
from articles.publishing.withdraw import withdraw
from articles.review.errors import BadInput, InvalidTransition, NotAllowed, PasswordNeeded
from articles.review.revisions import RevisionText, save_redaction
from articles.review.signatures import SigningSession
from articles.workflow.policy import POLICY
from tests.world import HIGH, LOW, MEDIUM, PLAIN, World, days, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


LINE = "Call 116 123 at any hour if you are thinking about ending your life."


def block_of(publication: Publication, text: str) -> int:
    return next(row[7] for row in publication.revision.segments if row[6] == text)


def take_out(world: World, article: Any, *texts: str, by: Any = None, **more: Any) -> Publication:
    live = Publication.objects.live(timezone.now()).get(article=article)
    blocks = [block_of(live, text) for text in texts]
    return redact(world.session(by or world.safety_reader), article, blocks, "It may harm.", uuid4(), **more)


def test_the_passage_is_gone_at_once_and_everything_else_stands(world: World) -> None:
    article = world.published(LOW, MEDIUM, PLAIN)
    before = article.publications.get()
    row = take_out(world, article, MEDIUM)
    assert list(Publication.objects.live(timezone.now())) == [row]
    assert MEDIUM not in row.payload
    assert LOW in row.payload
    assert PLAIN in row.payload
    assert row.redaction
    assert row.supersedes == before
    assert row.last_reviewed == before.last_reviewed
    assert row.record["last_reviewed"] == before.record["last_reviewed"]
    assert row.record["redaction"]["person"] == str(world.safety_reader.pk)
    assert LedgerEvent.objects.get(seq=row.event_id).facts["redaction"]["of"] == str(before.uid)
    assert list(verify.problems()) == []


def test_a_full_review_falls_due_soon_and_redacting_again_buys_no_time(world: World) -> None:
    article = world.published(LOW, MEDIUM, PLAIN)
    now = timezone.now()
    row = take_out(world, article, MEDIUM, now=now)
    assert row.review_due == now + days(POLICY.redaction_review_days)
    again = redact(world.session(world.prescriber), article, [block_of(row, LOW)], "This too.", uuid4())
    assert again.review_due == row.review_due


def test_who_wrote_any_of_the_page_even_the_passage_itself_does_not_redact_it(world: World) -> None:
    world.prescriber.groups.add(*world.author.groups.all())
    writer = type(world.prescriber).objects.get(pk=world.prescriber.pk)
    article = world.article(LOW, PLAIN)
    world.save(article, LOW, PLAIN, "The second bus is number nine.", by=writer)
    world.settle(article, [world.therapist])
    world.publish(article)
    for text in (LOW, "The second bus is number nine."):
        with pytest.raises(NotAllowed):
            take_out(world, article, text, by=writer)
    assert take_out(world, article, LOW)


def test_only_a_clinician_with_a_fresh_password_and_a_reason_redacts(world: World) -> None:
    article = world.published(LOW, PLAIN)
    block = block_of(article.publications.get(), PLAIN)
    now = timezone.now()
    for person in (world.editor, world.superuser, world.stranger):
        with pytest.raises(NotAllowed):
            redact(world.session(person), article, [block], "Reason.", uuid4())
    old = SigningSession(world.prescriber, now - days(1), now - days(1))
    with pytest.raises(PasswordNeeded):
        redact(old, article, [block], "Reason.", uuid4())
    for blocks, reason in (([block], " "), ([], "Reason."), ([9999], "Reason.")):
        with pytest.raises(BadInput):
            redact(world.session(world.prescriber), article, blocks, reason, uuid4())
    assert article.publications.count() == 1


def test_a_double_click_redacts_once(world: World) -> None:
    article = world.published(LOW, PLAIN)
    block, nonce = block_of(article.publications.get(), PLAIN), uuid4()
    first = redact(world.session(world.prescriber), article, [block], "Reason.", nonce)
    assert redact(world.session(world.prescriber), article, [block], "Reason.", nonce) == first
    assert article.publications.count() == 2


def test_a_redaction_adds_no_word_changes_none_and_reorders_none(world: World) -> None:
    article = world.published(LOW, MEDIUM, PLAIN)
    live = article.publications.get()
    signature = live.decisions.first().signature
    warrant = RedactionWarrant(signature, live, "", "Reason.")
    for body in (f"{LOW}\n\nOne more.", LOW.replace("can", "will"), f"{MEDIUM}\n\n{LOW}", f"{LOW}\n\n{LOW}"):
        text = RevisionText(title=live.title, body=body)
        revision, _ = save_redaction(article, world.prescriber, text, timezone.now())
        with pytest.raises(BadInput):
            make_publication(world.prescriber, article, revision, now=timezone.now(), warrant=warrant)
    assert article.publications.count() == 1


def test_an_ordinary_revision_cannot_pass_as_a_redaction(world: World) -> None:
    article = world.published(LOW, PLAIN)
    live = article.publications.get()
    warrant = RedactionWarrant(live.decisions.first().signature, live, "", "Reason.")
    world.save(article, LOW)
    with pytest.raises(InvalidTransition):
        make_publication(world.editor, article, latest(article), now=timezone.now(), warrant=warrant)


def test_a_notice_must_be_a_published_and_signed_entry(world: World) -> None:
    article = world.published(LOW, PLAIN)
    with pytest.raises(BadInput):
        redact(world.session(world.prescriber), article, [], "Reason.", uuid4(), notice="not-there")
    line = world.article(
        "Call the example line at any hour.", title="Example line", slug="example-line", kind="helpline"
    )
    world.settle(line)
    world.publish(line)
    row = redact(world.session(world.prescriber), article, [], "Reason.", uuid4(), notice="example-line")
    assert row.content["helplines"] == ["example-line"]
    assert LOW in row.payload


def test_nothing_live_is_nothing_to_redact(world: World) -> None:
    article = world.article(LOW)
    with pytest.raises(InvalidTransition):
        redact(world.session(world.prescriber), article, [3], "Reason.", uuid4())


def test_a_redaction_does_not_lift_the_line_that_a_page_is_being_checked(world: World) -> None:
    article = world.published(MEDIUM, PLAIN)
    live = article.publications.get()
    revoke(world.therapist, live.decisions.get(), "I was wrong.")
    assert take_out(world, article, PLAIN).hold == "being_checked"


def test_the_next_full_version_goes_through_review_and_the_gate(world: World) -> None:
    article = world.published(LOW, HIGH, PLAIN)
    take_out(world, article, HIGH)
    assert latest(article).redacts
    world.save(article, LOW, PLAIN, "The second bus is number nine.")
    world.settle(article)
    row = world.publish(article)
    assert not row.redaction
    assert row.last_reviewed is not None


def test_what_keeps_readers_safe_cannot_be_taken_out(world: World) -> None:
    world.published(LINE, kind="helpline", slug="night-line", title="Night line")
    article = world.published(LOW, "{{ helpline:night-line }}", MEDIUM)
    with pytest.raises(BadInput, match="less safe"):
        take_out(world, article, "helpline:night-line")
    assert Publication.objects.live(timezone.now()).get(article=article).redaction is False


def test_a_heading_goes_only_with_its_section(world: World) -> None:
    article = world.published("## First", LOW, "## Second", MEDIUM)
    with pytest.raises(BadInput, match="under another heading"):
        take_out(world, article, "Second")
    assert MEDIUM not in take_out(world, article, "Second", MEDIUM).payload


def test_a_box_is_taken_out_whole(world: World) -> None:
    article = world.published(LOW, f"::: warn Take care\n{MEDIUM}\n:::", PLAIN)
    row = take_out(world, article, "Take care", MEDIUM)
    assert "Take care" not in row.payload
    assert ":::" not in row.content["body_html"]
    assert PLAIN in row.payload


@pytest.mark.parametrize("note", [HIGH, "Stop taking your tablets today."])
def test_a_note_to_readers_says_nothing_about_health(world: World, note: str) -> None:
    article = world.published(LOW, MEDIUM)
    with pytest.raises(BadInput, match="nobody signed"):
        take_out(world, article, MEDIUM, note=note)
    with pytest.raises(BadInput, match="nobody signed"):
        withdraw(world.editor, article, "It may be wrong.", note)
    with pytest.raises(BadInput, match="nobody signed"):
        world.publish(article, change_note=note)
    assert Publication.objects.live(timezone.now()).get(article=article).change_note == ""


def test_a_reason_that_nobody_would_read_is_refused(world: World) -> None:
    article = world.published(LOW)
    with pytest.raises(BadInput, match="characters long"):
        withdraw(world.editor, article, "x" * 2_001)
