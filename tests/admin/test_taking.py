"""Assigning, handing over, looking, due dates and pages of the queue; duties around live pages."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.admin import queue
from articles.models import Assignment, LedgerEvent, Notification, Publication, Substitution
from articles.publishing import due
from articles.review import assignments
from articles.review.errors import BadInput, InvalidTransition, NotAllowed, StaleRevision
from tests.admin.reviewing import client_of, in_review, select, text_of, tree
from tests.admin.test_queue import QUEUE, titles
from tests.world import HIGH, LOW, MEDIUM, World, days

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

DUTIES = "/admin/articles/revision/duties/"


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


def row_of(client: object, title: str) -> str:
    rows = [text_of(item) for item in select(tree(client.get(QUEUE)), ".queue tr") if title in text_of(item)]
    assert len(rows) == 1
    return rows[0]


def test_two_people_who_look_see_each_other_and_keep_nobody_out(world: World) -> None:
    article = in_review(world, LOW, title="Old bridge")
    first, second = client_of(world.therapist), client_of(world.second_therapist)
    for client in (first, second):
        assert client.post(f"{QUEUE}{article.pk}/look/", {"do": "look", "show": "mine"}).status_code == 302
    assert "Second Example Psychotherapist is looking at this" in row_of(first, "Old bridge")
    assert "Example Psychotherapist is looking at this" in row_of(second, "Old bridge")
    assert "You are looking at this." in row_of(first, "Old bridge")
    world.decide(world.second_therapist, article)
    first.post(f"{QUEUE}{article.pk}/look/", {"do": "away"})
    assert "is looking" not in row_of(second, "Old bridge")


def test_looking_ends_by_itself(world: World) -> None:
    article = in_review(world, LOW)
    began = timezone.now() - assignments.LOOKS_FOR
    assignments.look(world.therapist, article, began)
    assert assignments.looking([article.pk], began + timedelta(minutes=29)) != []
    assert assignments.looking([article.pk], began + assignments.LOOKS_FOR) == []


def test_nobody_looks_without_the_right_or_by_a_mere_link(world: World) -> None:
    article = in_review(world, LOW)
    assert client_of(world.stranger).post(f"{QUEUE}{article.pk}/look/").status_code == 403
    assert client_of(world.therapist).get(f"{QUEUE}{article.pk}/look/").status_code == 405


def test_a_review_is_assigned_with_a_due_date_and_the_reviewer_is_told(world: World) -> None:
    article = in_review(world, LOW, title="Old bridge")
    client = client_of(world.editor)
    data = {"reviewer": world.therapist.pk, "due_on": tomorrow().isoformat(), "note": "Before the weekend."}
    assert client.post(f"{QUEUE}{article.pk}/assign/", data).status_code == 302
    row = row_of(client_of(world.therapist), "Old bridge")
    assert "Example Psychotherapist (your task)" in row
    assert f"Due {tomorrow():%-d %B %Y}" in row
    assert titles(client_of(world.therapist), "task") == ["Old bridge"]
    assert titles(client_of(world.prescriber), "task") == []
    assert titles(client_of(world.editor), "unassigned") == []
    message = Notification.objects.filter(person=world.therapist).first()
    assert message is not None
    assert "is your task" in message.text
    assert "Before the weekend." in message.text
    facts = LedgerEvent.objects.get(kind="assigned").facts
    assert (facts["from"], facts["to"]) == (None, world.therapist.pk)


def test_handing_over_tells_both_and_a_slower_colleague_is_refused(world: World) -> None:
    article = in_review(world, LOW)
    assignments.assign(world.editor, article, world.therapist)
    assignments.assign(world.therapist, article, world.second_therapist, seen=world.therapist.pk)
    assert Assignment.objects.get().reviewer == world.second_therapist
    with pytest.raises(StaleRevision, match="Somebody was faster"):
        assignments.assign(world.editor, article, world.prescriber, seen=world.therapist.pk)
    assert LedgerEvent.objects.filter(kind="assigned").count() == 2
    assert mail.outbox == [] or all("task" in item.body or "review" in item.body for item in mail.outbox)


def test_saving_an_assignment_unchanged_records_nothing(world: World) -> None:
    article = in_review(world, LOW)
    assignments.assign(world.editor, article, world.therapist)
    assignments.assign(world.editor, article, world.therapist, seen=world.therapist.pk)
    assert LedgerEvent.objects.filter(kind="assigned").count() == 1


def test_neither_an_author_of_the_words_nor_somebody_without_credential_gets_the_task(world: World) -> None:
    article = in_review(world, LOW)
    with pytest.raises(BadInput, match="no current clinical credential"):
        assignments.assign(world.editor, article, world.second_editor)
    world.author.groups.add(*world.therapist.groups.all())
    world.credential(world.author, "psychotherapist")
    with pytest.raises(BadInput, match="wrote words of this text"):
        assignments.assign(world.editor, article, type(world.author).objects.get(pk=world.author.pk))
    with pytest.raises(BadInput, match="lies in the past"):
        assignments.assign(world.editor, article, world.therapist, timezone.localdate() - timedelta(days=1))
    with pytest.raises(NotAllowed):
        assignments.assign(world.stranger, article, world.therapist)


def test_an_overdue_review_is_said_in_words_and_can_be_filtered(world: World) -> None:
    late, fine = in_review(world, LOW, title="Late"), in_review(world, LOW, title="Fine")
    assignments.assign(
        world.editor, late, world.therapist, timezone.localdate() - days(2), now=timezone.now() - days(3)
    )
    assignments.assign(world.editor, fine, world.therapist, tomorrow())
    client = client_of(world.therapist)
    assert titles(client, "overdue") == ["Late"]
    assert titles(client, "week") == ["Fine"]
    assert "Overdue: was due" in row_of(client, "Late")
    assert titles(client) == ["Late", "Fine"]


def test_pages_of_the_queue_follow_each_other_without_gap_or_repetition(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "PAGE", 2)
    for number in range(5):
        in_review(world, (LOW, MEDIUM, HIGH)[number % 3], title=f"Notes {number}")
    client = client_of(world.therapist)
    seen: list[str] = []
    address = QUEUE
    for _ in range(3):
        found = tree(client.get(address))
        seen += [text_of(item) for item in select(found, ".queue th a.title")]
        links = [item.get("href") for item in select(found, "a[rel=next]")]
        address = QUEUE + links[0] if links else ""
    assert address == ""
    assert len(seen) == 5
    assert len(set(seen)) == 5
    assert len(select(tree(client.get(QUEUE, {"after": "no key"})), ".queue th a.title")) == 2


def test_assignments_and_looks_cost_no_more_queries_for_more_articles(world: World) -> None:
    client = client_of(world.therapist)

    def add(title: str) -> None:
        article = in_review(world, LOW, title=title)
        assignments.assign(world.editor, article, world.therapist, tomorrow())
        assignments.look(world.prescriber, article)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(QUEUE).status_code == 200
        return len(captured)

    client.get(QUEUE)
    add("First")
    changed, same = queries(), queries()
    for number in range(4):
        add(f"More {number}")
    assert (queries(), queries()) == (changed, same)


def test_a_substitute_takes_over_tasks_but_no_competence(world: World) -> None:
    article = in_review(world, HIGH, title="Old bridge")
    assignments.assign(world.editor, article, world.prescriber)
    day = timezone.localdate()
    assignments.name_substitute(world.prescriber, world.prescriber, world.therapist, day, day)
    assert titles(client_of(world.therapist), "task") == ["Old bridge"]
    world.decide(world.therapist, article)
    (claim,) = world.board(article).claims
    assert [item.value for item in claim.settlement.missing_competences] == ["prescribing"]


def test_absences_are_recorded_by_oneself_or_an_editor_and_end_early(world: World) -> None:
    day = timezone.localdate()
    with pytest.raises(NotAllowed):
        assignments.name_substitute(world.therapist, world.prescriber, world.therapist, day, day)
    with pytest.raises(BadInput, match="stands in for themselves"):
        assignments.name_substitute(world.therapist, world.therapist, world.therapist, day, day)
    row = assignments.name_substitute(world.editor, world.prescriber, world.therapist, day, day + days(7))
    with pytest.raises(BadInput, match="already recorded"):
        assignments.name_substitute(world.editor, world.prescriber, world.safety_reader, day + days(7), day + days(9))
    assert assignments.substitutes_on(day) == {world.prescriber.pk: world.therapist}
    assignments.end_substitution(world.prescriber, row.pk)
    assert assignments.substitutes_on(day) == {}
    with pytest.raises(InvalidTransition):
        assignments.end_substitution(world.prescriber, row.pk)
    kinds = ["substitute_named", "substitute_ended"]
    assert list(LedgerEvent.objects.filter(kind__in=kinds).values_list("kind", flat=True)) == kinds


def test_a_due_review_is_asked_of_the_owner_then_the_substitute_then_the_fallback(world: World) -> None:
    article = world.published(LOW)
    when = Publication.objects.get().review_due
    assert when is not None
    day = timezone.localdate(when)
    row = assignments.name_fallback(world.editor, article, world.second_editor)
    article.refresh_from_db()
    assert assignments.answers_for(article, row, {}) == world.author
    assert assignments.answers_for(article, row, {world.author.pk: world.therapist}) == world.therapist
    article.owner.is_active = False
    assert assignments.answers_for(article, row, {}) == world.second_editor
    assert assignments.answers_for(article, None, {}) is None
    assignments.name_substitute(world.editor, world.author, world.therapist, day - days(1), day + days(1))
    (told,) = [item for item in due.run(when) if "The review of" in item.text]
    assert world.therapist in told.people
    with pytest.raises(NotAllowed):
        assignments.name_fallback(world.therapist, article, None)


def test_the_page_of_duties_says_what_is_overdue_and_who_answers(world: World, time_machine: object) -> None:
    world.published(LOW, title="Old bridge")
    when = Publication.objects.get().review_due
    assert when is not None
    time_machine.move_to(when + days(1), tick=False)
    found = text_of(tree(client_of(world.editor).get(DUTIES)))
    assert "Overdue since" in found
    assert "readers are told" in found
    assert "Example Author" in found
    assert client_of(world.stranger).get(DUTIES).status_code == 403


def test_absences_are_named_and_ended_on_the_pages(world: World) -> None:
    client = client_of(world.therapist)
    day = timezone.localdate().isoformat()
    form = {"person": world.therapist.pk, "substitute": world.prescriber.pk, "first_day": day, "last_day": day}
    assert client.post(f"{DUTIES}absence/", form).status_code == 302
    assert "Example Prescriber stands in" in text_of(tree(client.get(DUTIES)))
    other = {**form, "person": world.prescriber.pk}
    assert client.post(f"{DUTIES}absence/", other).status_code == 400
    pk = Substitution.objects.get().pk
    assert client_of(world.prescriber).post(f"{DUTIES}absence/{pk}/back/").status_code == 403
    assert client.post(f"{DUTIES}absence/{pk}/back/").status_code == 302
    assert "Nobody is away." in text_of(tree(client.get(DUTIES)))


def test_an_editor_names_the_fallback_on_its_page(world: World) -> None:
    article = world.published(LOW)
    address = f"{DUTIES}{article.pk}/fallback/"
    assert client_of(world.therapist).get(address).status_code == 403
    assert client_of(world.editor).post(address, {"fallback": world.second_editor.pk}).status_code == 302
    assert Assignment.objects.get().fallback == world.second_editor
    assert client_of(world.editor).post(address, {"fallback": world.author.pk}).status_code == 400


def test_who_assigns_what_is_assigned_already_is_told_that_nobody_hears_of_it(world: World) -> None:
    article = in_review(world, LOW)
    answer = client_of(world.editor).post(
        f"{QUEUE}{article.pk}/assign/", {"reviewer": "", "note": "Look at the table."}
    )
    assert answer.status_code == 400
    assert "Nothing would change" in answer.content.decode()
    assert "Look at the table." in answer.content.decode()
