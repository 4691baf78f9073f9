"""Readers' reports at the desk: who sees what, closing with a reason, contesting through the real acts."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Decision, Flag, LedgerEvent, Publication, ReaderReport
from articles.publishing import verify
from articles.review import reports
from articles.review.errors import InvalidTransition, NotAllowed
from tests.admin.reviewing import client_of, select, text_of, tree
from tests.world import LOW, MEDIUM, PLAIN, World

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/readerreport/"
SAID = "My aunt read this. The number is an old one."


def reported(world: World, quote: str = MEDIUM, **more: object) -> ReaderReport:
    """A report on a live article of three sentences."""
    article = Article.objects.filter(slug="walk").first() or world.published(LOW, MEDIUM, PLAIN, slug="walk")
    publication = article.publications.get(live_until=None)
    values = {"nonce": uuid4(), "kind": "wrong", "message": SAID, "quote": quote} | more
    return reports.receive(publication, **values)  # type: ignore[arg-type]


def forms(page: object, do: str) -> list[dict[str, str]]:
    """The fields of every form with the button ``do``."""
    found = []
    for form in select(page, "form"):  # type: ignore[arg-type]
        if select(form, f"button[value={do}]"):
            hidden = {item.get("name"): item.get("value") for item in select(form, "input[type=hidden]")}
            found.append(hidden | {"do": do})
    return found


def test_the_list_has_those_at_risk_first_then_what_is_unsafe(world: World) -> None:
    reported(world, kind="unclear")
    reported(world, kind="unsafe")
    reported(world, kind="other", crisis=True)
    rows = [text_of(item) for item in select(tree(client_of(world.editor).get(LIST)), "table.queue td")]
    assert [row for row in rows if row in {"Something else", "It could be unsafe", "It is hard to understand"}] == [
        "Something else", "It could be unsafe", "It is hard to understand",
    ]  # fmt: skip
    assert "A reader" in rows


def test_the_queue_leads_to_the_reports(world: World) -> None:
    reported(world)
    page = tree(client_of(world.therapist).get("/admin/articles/revision/queue/"))
    (link,) = [item for item in select(page, "ul.filter a") if item.get("href") == LIST]
    assert text_of(link) == "Readers' reports 1"


def test_only_those_who_review_or_publish_see_reports(world: World) -> None:
    row = reported(world)
    for person in (world.author, world.stranger, world.administrator):
        for path in (LIST, reports.report_url(row)):
            response = client_of(person).get(path)
            assert response.status_code == 403
            assert SAID not in response.content.decode()


def test_the_address_of_a_reader_is_shown_to_editors_alone(world: World) -> None:
    row = reported(world, email="reader@example.org")
    assert "reader@example.org" in client_of(world.editor).get(reports.report_url(row)).content.decode()
    page = client_of(world.therapist).get(reports.report_url(row)).content.decode()
    assert "reader@example.org" not in page
    assert SAID in page


def test_an_editor_closes_a_report_with_a_reason(world: World) -> None:
    row = reported(world)
    client = client_of(world.editor)
    url = reports.report_url(row)
    assert client.post(url, {"do": "close", "reason": " "}).status_code == 400
    assert client.post(url, {"do": "close", "reason": "The number stands; we wrote to the reader."}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.handled_by) == ("closed", world.editor)
    event = LedgerEvent.objects.get(kind="report_closed")
    assert event.actor == world.editor.pk
    assert SAID not in event.data
    assert client.post(url, {"do": "close", "reason": "Again."}).status_code == 409
    assert list(verify.problems()) == []


def test_a_clinician_cannot_close_and_an_editor_cannot_contest(world: World) -> None:
    row = reported(world)
    page = tree(client_of(world.therapist).get(reports.report_url(row)))
    assert forms(page, "close") == []
    assert client_of(world.therapist).post(reports.report_url(row), {"do": "close", "reason": "x"}).status_code == 403
    assert forms(tree(client_of(world.editor).get(reports.report_url(row))), "contest") == []
    with pytest.raises(NotAllowed):
        reports.contest_claim(
            world.session(world.editor), row, row.publication.revision, row.fingerprints[0],
            world.cards(world.editor, row.article, [MEDIUM])[0], uuid4(), "It is old.",
        )  # fmt: skip
    row.refresh_from_db()
    assert row.state == "open"


def test_a_clinician_turns_a_report_on_a_claim_into_a_request_for_changes(world: World) -> None:
    row = reported(world)
    client = client_of(world.second_therapist)
    (data,) = forms(tree(client.get(reports.report_url(row))), "contest")
    response = client.post(reports.report_url(row), data | {"reason": "The number is from an old edition."})
    assert response.status_code == 302
    row.refresh_from_db()
    decision = Decision.objects.get(outcome="request_changes")
    assert (decision.fingerprint, decision.by) == (row.fingerprints[0], world.second_therapist)
    assert row.state == "contested"
    assert world.board(row.article).by_fingerprint(decision.fingerprint).state.value == "changes_requested"  # type: ignore[union-attr]
    assert Publication.objects.get().hold == "recheck"
    assert LedgerEvent.objects.get(kind="report_contested").digest == decision.fingerprint
    assert list(verify.problems()) == []
    again = client.post(reports.report_url(row), data | {"reason": "Twice."})
    assert again.status_code == 409


def test_a_clinician_makes_a_claim_of_a_reported_sentence_that_was_none(world: World) -> None:
    row = reported(world, PLAIN)
    client = client_of(world.therapist)
    (data,) = forms(tree(client.get(reports.report_url(row))), "flag")
    url = reports.report_url(row)
    missing = client.post(url, data | {"reason": "It tells people where to go.", "risk": "low"})
    assert missing.status_code == 400
    assert "It tells people where to go." in missing.content.decode()
    assert (
        client.post(
            url, data | {"reason": "It tells people where to go.", "types": "advice", "risk": "low"}
        ).status_code
        == 302
    )
    assert Flag.objects.get().fingerprint == row.fingerprints[0]
    row.refresh_from_db()
    assert row.state == "contested"
    assert list(verify.problems()) == []


def test_words_that_are_gone_from_the_newest_text_are_said_to_be_gone(world: World) -> None:
    row = reported(world)
    world.save(row.article, LOW, PLAIN)
    page = client_of(world.therapist).get(reports.report_url(row)).content.decode()
    assert MEDIUM in page
    assert "no longer in the newest text" in page
    assert forms(tree(client_of(world.therapist).get(reports.report_url(row))), "contest") == []


def test_a_contest_asks_for_the_password_again_when_the_session_is_old(world: World) -> None:
    row = reported(world)
    client = client_of(world.second_therapist)
    (data,) = forms(tree(client.get(reports.report_url(row))), "contest")
    session = client.session
    session["password_at"] = session["signing_seen_at"] = 0
    session.save()
    response = client.post(reports.report_url(row), data | {"reason": "The number is old."})
    assert response.status_code == 403
    assert "password" in response.content.decode()
    row.refresh_from_db()
    assert row.state == "open"


def test_two_who_handle_the_same_report_do_it_once(world: World) -> None:
    row = reported(world)
    reports.close(world.editor, row, "Mended.")
    with pytest.raises(InvalidTransition):
        reports.close(world.second_editor, row, "Mended too.")
    assert LedgerEvent.objects.filter(kind="report_closed").count() == 1


def test_an_erased_report_says_so(world: World) -> None:
    row = reported(world)
    reports.erase_old(row.at + reports.KEPT)
    page = client_of(world.editor).get(reports.report_url(row)).content.decode()
    assert "Erased on" in page
    assert SAID not in page


def test_the_list_takes_the_same_queries_however_many_wait(world: World) -> None:
    client = client_of(world.editor)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(LIST).status_code == 200
        return len(captured)

    reported(world)
    client.get(LIST)
    one = queries()
    for _ in range(5):
        reported(world)
    assert queries() == one
