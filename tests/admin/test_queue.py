"""The queue: what waits, for whom, in which order."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from articles.review.decisions import Choice
from articles.workflow.settlement import Outcome
from tests.admin.reviewing import client_of, in_review, select, text_of, tree
from tests.world import HIGH, LOW, MEDIUM, PLAIN, SECOND_HIGH, World, latest

pytestmark = pytest.mark.django_db

QUEUE = "/admin/articles/revision/queue/"


def second_readings(client: object) -> list[str]:
    """The links to lists of second readings."""
    return [text_of(item) for item in select(tree(client.get(QUEUE)), ".second-link")]


def titles(client: object, show: str = "all") -> list[str]:
    """Titles in the queue, in order."""
    return [text_of(item) for item in select(tree(client.get(QUEUE, {"show": show})), ".queue th a.title")]


def test_staff_without_the_right_do_not_see_the_queue(world: World) -> None:
    in_review(world, LOW, title="An unseen title")
    response = client_of(world.stranger).get(QUEUE)
    assert response.status_code == 403
    assert "An unseen title" not in response.content.decode()


def test_an_empty_queue_says_so(world: World) -> None:
    assert "Nothing waits for review." in client_of(world.editor).get(QUEUE).content.decode()
    assert "Nothing waits for you." in client_of(world.editor).get(QUEUE, {"show": "mine"}).content.decode()


def test_drafts_are_not_in_the_queue(world: World) -> None:
    world.article(LOW)
    assert titles(client_of(world.therapist)) == []


def test_what_waits_for_me_comes_first_then_the_higher_risk(world: World) -> None:
    in_review(world, LOW, title="Low notes")
    in_review(world, HIGH, title="High notes")
    own = in_review(world, HIGH, MEDIUM, title="Signed notes")
    world.decide(world.therapist, own)
    assert titles(client_of(world.therapist)) == ["High notes", "Low notes", "Signed notes"]
    assert titles(client_of(world.therapist), "mine") == ["High notes", "Low notes"]
    assert titles(client_of(world.prescriber), "mine") == ["High notes", "Signed notes", "Low notes"]
    assert titles(client_of(world.therapist), "high") == ["High notes", "Signed notes"]


def test_nothing_waits_for_the_author_of_the_words(world: World) -> None:
    world.author.groups.add(*world.therapist.groups.all())
    world.credential(world.author, "psychotherapist")
    in_review(world, LOW, title="Own notes")
    assert titles(client_of(world.author), "mine") == []
    assert titles(client_of(world.author)) == ["Own notes"]


def test_a_text_whose_claims_are_settled_waits_for_whoever_may_sign_the_whole(world: World) -> None:
    article = in_review(world, LOW, title="Nearly done")
    world.decide(world.therapist, article)
    row = select(tree(client_of(world.second_therapist).get(QUEUE)), ".queue tr")[-1]
    assert "Waits for you: the whole text" in text_of(row)
    assert "1 of 1" in text_of(row)


def test_requests_for_changes_wait_for_the_writer(world: World) -> None:
    article = in_review(world, LOW, title="Sent back")
    world.decide(world.therapist, article, choice=Choice(Outcome.REQUEST_CHANGES, "Say for whom."))
    assert latest(article).state == "changes_requested"
    assert titles(client_of(world.second_therapist), "changes") == ["Sent back"]
    assert titles(client_of(world.second_therapist), "mine") == []


def test_the_number_of_queries_does_not_grow_with_claims_and_articles(world: World) -> None:
    client = client_of(world.therapist)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(QUEUE).status_code == 200
        return len(captured)

    def signed(*sentences: str, title: str) -> Article:
        article = in_review(world, *sentences, title=title)
        world.decide(world.prescriber, article)
        return article

    client.get(QUEUE)
    signed(LOW, title="First")
    changed, same = queries(), queries()
    for number in range(4):
        signed(
            LOW,
            MEDIUM,
            HIGH,
            PLAIN,
            f"Sertraline can cause nausea in {number + 2} of 10 adults.",
            title=f"More {number}",
        )
    assert (queries(), queries()) == (changed, same)


def test_the_start_of_the_admin_leads_to_the_queue(world: World) -> None:
    links = [item.get("href") for item in select(tree(client_of(world.therapist).get("/admin/")), "a")]
    assert QUEUE in links


def test_the_second_clinician_goes_straight_to_the_list(world: World) -> None:
    article = in_review(world, HIGH, SECOND_HIGH, LOW)
    world.decide(world.therapist, article, [HIGH, SECOND_HIGH])
    assert second_readings(client_of(world.prescriber)) == ["Second reading: 2 claims in one list"]
    assert second_readings(client_of(world.therapist)) == []
