"""Mail goes out after the act, once, bundled, without words of claims; a server that is away undoes nothing."""

import socket
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import override_settings

from articles.models import Notification, Publication, Revision
from articles.models.notification import MailState
from articles.publishing import due
from articles.publishing.withdraw import withdraw
from articles.review import comments
from articles.review.decisions import Choice
from articles.review.mail import send_waiting, undelivered
from articles.review.notifications import choose_mail, switches, tell
from articles.review.transitions import submit, workbench_url
from articles.workflow.settlement import Outcome
from tests.world import HIGH, LOW, World, days, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

AWAY: dict[str, Any] = {
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "EMAIL_HOST": "127.0.0.1",
    "EMAIL_PORT": 0,
}


@pytest.fixture
def committing(django_capture_on_commit_callbacks: Any) -> Any:
    """Acts inside it commit, as far as mail is concerned."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def to(person: Any) -> list[Any]:
    return [item for item in mail.outbox if item.to == [person.email]]


def closed_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_mail_has_text_html_and_the_headers_of_an_automatic_one(world: World, committing: Any) -> None:
    article = world.article(LOW, title="Notes to read")
    with committing():
        submit(world.author, latest(article))
    (message,) = to(world.therapist)
    link = f"http://127.0.0.1:8000{workbench_url(latest(article))}"
    assert message.subject == "Smart Meditation: “Notes to read” waits for review."
    assert link in message.body
    assert f'href="{link}"' in message.alternatives[0][0]
    assert message.alternatives[0][1] == "text/html"
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert message.extra_headers["List-Unsubscribe"] == (
        "<http://127.0.0.1:8000/admin/articles/revision/messages/#mail>"
    )


def test_nothing_is_mailed_before_the_commit_or_twice_after_it(world: World, committing: Any) -> None:
    with committing():
        submit(world.author, latest(world.article(LOW)))
        assert mail.outbox == []
    count = len(mail.outbox)
    assert count > 0
    assert send_waiting() == 0
    assert len(mail.outbox) == count


def test_several_messages_of_one_act_are_one_mail(world: World, committing: Any) -> None:
    with committing():
        tell([world.author], "The first thing.", "/first/")
        tell([world.author], "The second thing.", "/second/")
    (message,) = to(world.author)
    assert message.subject == "Smart Meditation: 2 messages for you"
    assert message.body.index("The first thing.") < message.body.index("The second thing.")


def test_a_request_for_changes_is_mailed_with_the_claim_and_without_its_words(world: World, committing: Any) -> None:
    article = world.article(HIGH)
    world.cite(article)
    submit(world.author, latest(article))
    with committing():
        world.decide(world.therapist, article, [HIGH], Choice(Outcome.REQUEST_CHANGES, f"Not so: {HIGH}"))
    (message,) = to(world.author)
    (claim,) = [item for item in world.board(article).claims if item.claim.text == HIGH]
    assert workbench_url(latest(article), claim.fingerprint) in message.body
    assert "Amitriptyline" not in message.body + message.subject + message.alternatives[0][0]
    assert HIGH in Notification.objects.get(person=world.author, event="request").text


def test_going_live_and_withdrawing_are_mailed(world: World, committing: Any) -> None:
    article = world.article(LOW, title="The bridge")
    world.settle(article)
    mail.outbox.clear()
    Notification.objects.update(mail_state=MailState.NONE.value)
    with committing():
        world.publish(article)
    assert [item.subject for item in to(world.therapist)] == ["Smart Meditation: Your words went live: “The bridge”."]
    assert article.get_absolute_url() in to(world.author)[0].body
    mail.outbox.clear()
    with committing():
        withdraw(world.editor, article, "A private reason.")
    assert [item.subject for item in to(world.author)] == ["Smart Meditation: “The bridge” was withdrawn."]
    assert "private" not in to(world.author)[0].body


def test_a_comment_is_mailed_without_its_text_and_can_be_switched_off(world: World, committing: Any) -> None:
    article = world.article(LOW)
    revision = latest(article)
    fingerprint = world.board(article).claims[0].fingerprint
    with committing():
        comments.start(world.therapist, revision, fingerprint, "A secret.", uuid4())
    (message,) = to(world.author)
    assert workbench_url(revision, fingerprint) in message.body
    assert "A secret" not in message.body
    choose_mail(world.author, ["live"])
    with committing():
        comments.start(world.therapist, revision, fingerprint, "Another.", uuid4())
    assert len(to(world.author)) == 1
    assert Notification.objects.filter(person=world.author, event="comment").count() == 2
    assert [event.value for event, wanted in switches(world.author) if wanted] == ["live"]


def test_what_must_be_told_cannot_be_switched_off(world: World, committing: Any) -> None:
    article = world.published(title="The bridge")
    choose_mail(world.author, [])
    mail.outbox.clear()
    with committing():
        withdraw(world.editor, article, "A mistake.")
    assert len(to(world.author)) == 1


def test_a_server_that_is_away_undoes_nothing_and_is_tried_again(world: World, committing: Any) -> None:
    article = world.article(LOW)
    with override_settings(**AWAY | {"EMAIL_PORT": closed_port()}), committing():
        submit(world.author, latest(article))
    assert Revision.objects.get(pk=latest(article).pk).state == "in_review"
    assert mail.outbox == []
    failed = undelivered()
    assert failed.filter(person=world.therapist, mail_error__startswith="ConnectionRefusedError").count() == 1
    due.run()
    assert len(to(world.therapist)) == 1
    assert not undelivered().exists()


def test_one_run_sends_one_mail_a_person(world: World, committing: Any) -> None:
    for number in range(3):
        world.published(title=f"Page {number}", slug=f"page-{number}")
    Notification.objects.update(mail_state=MailState.NONE.value)
    mail.outbox.clear()
    with committing():
        told = due.run(latest_due())
    assert len(told) == 3
    (message,) = to(world.author)
    assert message.subject == "Smart Meditation: 3 messages for you"
    assert message.body.count("is due on") + message.body.count("has been due since") == 3


def latest_due() -> Any:
    return Publication.objects.order_by("-review_due").values_list("review_due", flat=True)[0]


def test_texts_that_wait_are_reminded_of_once_a_week_has_passed(world: World) -> None:
    article = world.article(HIGH, title="Still waiting")
    world.cite(article)
    submit(world.author, latest(article))
    sent = latest(article).submitted_at
    assert sent is not None
    assert due.run(sent + days(6)) == []
    (item,) = due.run(sent + days(8))
    assert item.text.startswith("“Still waiting” has waited for review since")
    assert world.therapist in item.people
    assert world.author not in item.people
    assert due.run(sent + days(9)) == []
    world.decide(world.therapist, article, [HIGH], Choice(Outcome.REQUEST_CHANGES, "Say how much."))
    (item,) = due.run(sent + days(9))
    assert item.people == (world.author,)


def test_an_account_without_an_address_or_a_name_with_line_breaks_does_no_harm(world: World, committing: Any) -> None:
    world.editor.email = ""
    world.editor.save()
    with committing():
        tell([world.editor, world.author], "A title\nwith: a break.")
    (message,) = mail.outbox
    assert message.subject == "Smart Meditation: A title with: a break."
