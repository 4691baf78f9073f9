"""Figures of the review: what they count, for whom, and how they are shown."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.publishing.consequences import revoke
from articles.review import assignments, figures
from articles.review.decisions import Choice
from articles.workflow.settlement import Outcome
from tests.admin.reviewing import client_of, in_review, select, text_of, tree
from tests.world import CRISIS, HIGH, LOW, MEDIUM, PLAIN, World, days

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

HERE = "/admin/articles/revision/figures/"


def at_last(found: figures.OverTime) -> dict[str, int]:
    return {name: values[-1] for name, values in found.states.items() if values[-1]}


def over_time(world: World, viewer: Any = None) -> figures.OverTime:
    now = timezone.now()
    return figures.over_time(viewer, now - days(12), now)


def test_states_are_counted_as_they_were_on_each_day(world: World) -> None:
    start = timezone.now() - days(9) - timedelta(hours=12)  # columns end once a day, at this time of the day
    with time_machine.travel(start, tick=True):
        article = in_review(world, LOW, HIGH, MEDIUM)
    with time_machine.travel(start + days(3), tick=True):
        world.decide(world.therapist, article, [LOW, HIGH])
    with time_machine.travel(start + days(6), tick=True):
        world.decide(world.prescriber, article, [HIGH])
        world.decide(world.prescriber, article, [MEDIUM], Choice(Outcome.DISMISS, "Nobody acts on it."))
    found = over_time(world)
    assert found.states == {
        figures.OPEN: [0, 0, 3, 3, 3, 1, 1, 1, 0, 0, 0, 0],
        figures.PART: [0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0],
        figures.SENT_BACK: [0] * 12,
        figures.SIGNED: [0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2],
        figures.DISMISSED: [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1],
    }
    assert found.risks["high"] == [0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0]


def test_what_was_taken_back_counted_until_then(world: World) -> None:
    article = in_review(world, LOW)
    (row,) = world.decide(world.therapist, article).decisions
    assert at_last(over_time(world)) == {"signed off": 1}
    revoke(world.therapist, row, "Read it again.")
    assert at_last(over_time(world)) == {"undecided": 1}


def test_a_request_for_changes_stands_before_signatures(world: World) -> None:
    article = in_review(world, HIGH)
    world.decide(world.therapist, article)
    world.decide(world.prescriber, article, choice=Choice(Outcome.REQUEST_CHANGES, "Say for whom."))
    assert at_last(over_time(world)) == {"changes requested": 1}


def test_a_blind_decision_is_in_nobody_elses_figures(world: World) -> None:
    article = in_review(world, CRISIS)
    world.decide(world.safety_reader, article)
    assert at_last(over_time(world, world.second_safety_reader)) == {"undecided": 1}
    assert at_last(over_time(world, world.superuser)) == {"undecided": 1}
    assert at_last(over_time(world, world.safety_reader)) == {"first signature": 1}
    assert figures.waited(world.superuser, timezone.now() - days(1)) == []


def test_time_to_sign_runs_from_submission_by_competence(world: World) -> None:
    start = timezone.now() - days(9)
    with time_machine.travel(start, tick=False):
        article = in_review(world, LOW, HIGH)
    with time_machine.travel(start + days(2), tick=False):
        world.decide(world.therapist, article, [LOW])
    with time_machine.travel(start + days(4), tick=False):
        world.decide(world.prescriber, article, [HIGH])
    found = {item.competence: item for item in figures.waited(None, start)}
    assert found["clinical"].count == 2
    assert found["clinical"].half == days(3)
    assert found["prescribing"].half == days(4)
    assert figures.waited(None, start + days(5)) == []


def test_overdue_is_what_waits_past_its_day(world: World) -> None:
    late, fine = in_review(world, LOW, title="Late"), in_review(world, LOW, title="Fine")
    for article, before in ((late, 9), (fine, -2)):
        due = timezone.localdate() - days(before)
        assignments.assign(world.editor, article, world.therapist, due, now=timezone.now() - days(20))
    assert [(item.week, item.month, item.longer) for item in figures.overdue(timezone.now())] == [(0, 1, 0), (0, 0, 0)]
    world.published(LOW, title="Live")
    assert figures.overdue(timezone.now() + timedelta(days=735))[1].week == 1


def test_the_page_shows_plots_with_their_numbers_and_nothing_inline(world: World) -> None:
    article = in_review(world, LOW, HIGH, PLAIN)
    world.decide(world.therapist, article)
    answer = client_of(world.editor).get(HERE)
    assert answer.status_code == 200
    page = tree(answer)
    assert [text_of(item) for item in select(page, ".figure h2")][:3] == [
        "Claims by state",
        "Claims not settled, by risk",
        "Time from submission to a signature",
    ]
    assert len(select(page, "svg.plot")) == 3
    assert "Nothing is overdue." in answer.content.decode()
    assert len(select(page, "[style]")) == 0
    cells = [text_of(item) for item in select(page, "table tbody tr")[11].iter() if item.tag == "td"]
    assert cells == ["1", "0", "1", "0", "0"]


def test_an_empty_site_says_so(world: World) -> None:
    page = client_of(world.editor).get(HERE, {"days": "all"}).content.decode()
    for words in ("No claims have been found yet.", "Nobody has signed a claim in this time.", "Nothing is overdue."):
        assert words in page
    assert '<svg class="plot"' not in page


def test_each_table_is_a_file(world: World) -> None:
    world.decide(world.therapist, in_review(world, LOW))
    for key in ("claims-by-state", "open-claims-by-risk", "time-to-sign", "overdue", "dismissed-by-rule"):
        answer = client_of(world.editor).get(HERE, {"days": "30", "table": key})
        assert answer["Content-Disposition"] == f'attachment; filename="{key}-30.csv"'
        rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
        assert len(rows[0]) > 1
        if key == "claims-by-state":
            assert (len(rows), rows[-1][1:]) == (13, ["1", "0", "0", "0", "0"])


def test_authors_and_strangers_see_no_figures(world: World) -> None:
    for person in (world.author, world.stranger):
        assert client_of(person).get(HERE).status_code == 403


def test_an_unknown_period_shows_the_usual_one(world: World) -> None:
    page = tree(client_of(world.editor).get(HERE, {"days": "-1", "table": "secrets"}))
    assert text_of(select(page, "nav a[aria-current]")[0]) == "90 days"


def test_the_number_of_queries_does_not_grow(world: World) -> None:
    client = client_of(world.editor)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(HERE).status_code == 200
        return len(captured)

    world.decide(world.therapist, in_review(world, LOW))
    client.get(HERE)
    one = queries()
    for number in range(3):
        world.decide(world.therapist, in_review(world, LOW, HIGH, MEDIUM, title=f"More {number}"))
    assert queries() == one
