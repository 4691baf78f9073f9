"""A card's history, and the cost of the page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.workflow.settlement import ClaimState
from tests.admin.reviewing import card, card_form, client_of, in_review, press, review_url, select, text_of, tree
from tests.world import HIGH, LOW, MEDIUM, World, latest

pytestmark = pytest.mark.django_db


def test_a_decision_in_another_article_is_history_and_no_signature(world: World) -> None:
    other = in_review(world, LOW, title="Other notes", slug="other")
    world.decide(world.therapist, other)
    article = in_review(world, LOW)
    found = card(tree(client_of(world.second_therapist).get(review_url(article))), LOW)
    history = text_of(select(found, ".hist")[0])
    assert "Example Psychotherapist: signed off" in history
    assert "in “Other notes” (counts there only)" in history
    assert world.board(article).claims[0].state is ClaimState.OPEN


def test_what_was_taken_back_stays_in_the_history_with_its_reason(world: World) -> None:
    article = in_review(world, LOW)
    world.decide(world.therapist, article)
    client = client_of(world.therapist)
    page = tree(client.get(review_url(article)))
    response = press(client, article, card_form(page, LOW, "take_back", reason="I read it too fast."))
    assert "Taken back by Example Psychotherapist: I read it too fast." in text_of(card(tree(response), LOW))


def test_the_signatures_of_an_earlier_wording_are_shown_and_do_not_count(world: World) -> None:
    article = in_review(world, LOW)
    world.decide(world.therapist, article)
    changed = LOW.replace("morning", "evening")
    world.save(article, changed)
    found = card(tree(client_of(world.second_therapist).get(review_url(article))), changed)
    assert "Lapsed" in text_of(found)
    assert "On the earlier wording." in text_of(select(found, ".hist")[0])


def test_words_that_are_gone_are_listed_apart(world: World) -> None:
    article = in_review(world, LOW, MEDIUM)
    world.decide(world.therapist, article)
    world.save(article, LOW)
    page = tree(client_of(world.therapist).get(review_url(article)))
    assert text_of(select(page, ".side del")[0]) == MEDIUM
    assert len(select(page, "li.card")) == 1


def test_a_live_page_that_rests_on_a_decision_is_named_before_it_is_taken_back(world: World) -> None:
    article = world.published(LOW, title="Notes that are live")
    page = tree(client_of(world.therapist).get(review_url(article)))
    assert "Pages rest on it: “Notes that are live”" in text_of(card(page, LOW))


def test_a_live_low_risk_page_stays_when_its_signature_is_taken_back(world: World) -> None:
    article = world.published(LOW)
    client = client_of(world.therapist)
    page = tree(client.get(review_url(article)))
    press(client, article, card_form(page, LOW, "take_back", reason="I read it too fast."))
    publication = article.publications.get()
    assert publication.hold == "being_checked"
    assert latest(article).state == "in_review"


def test_an_override_needs_a_reason_and_two_people(world: World) -> None:
    article = in_review(world, "Antidepressants are happy pills.", HIGH)
    rows = latest(article).analysis["page"]
    rule = next(item["rule"] for item in rows if item["severity"] == "block" and item["rule"] != "R10")
    for user in (world.prescriber, world.safety_reader):
        client = client_of(user)
        page = tree(client.get(review_url(article)))
        (form,) = [item for item in select(page, ".findings form") if select(item, f"input[value={rule}]")]
        data = {item.get("name"): item.get("value") for item in select(form, "input")} | {"do": "override"}
        assert press(client, article, data).status_code == 400
        press(client, article, data | {"reason": "The page says it in other words."})
    assert f"{rule}, overridden" in text_of(tree(client.get(review_url(article))))


def test_the_number_of_queries_does_not_grow_with_the_claims(world: World) -> None:
    client = client_of(world.second_therapist)
    few = in_review(world, LOW, MEDIUM, slug="few")
    more = [f"Sertraline can cause nausea in {number} of 10 adults." for number in range(2, 9)]
    many = in_review(world, LOW, MEDIUM, HIGH, *more, slug="many")
    counts = []
    for article in (few, many):
        world.decide(world.prescriber, article)
        client.get(review_url(article))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(review_url(article)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_filters_count_the_claims_and_hide_the_others(world: World) -> None:
    article = in_review(world, LOW, MEDIUM, HIGH)
    world.decide(world.therapist, article, [LOW])
    client = client_of(world.therapist)
    links = [text_of(item) for item in select(tree(client.get(review_url(article))), ".side .filter a")]
    assert links == ["All 3", "For me 2", "Open 2", "High risk 1", "Settled 1"]
    page = tree(client.get(review_url(article), {"show": "high"}))
    assert [text_of(select(item, ".words")[0]) for item in select(page, "li.card") if item.get("hidden") is None] == [
        f"3. {HIGH}"
    ]


@pytest.mark.parametrize("number", ["", "x", "-1", "²"])
@pytest.mark.parametrize(("act", "field"), [("take_back_text", "attestation"), ("contest", "decision")])
def test_a_number_that_is_none_names_nothing(world: World, act: str, field: str, number: str) -> None:
    article = in_review(world, LOW)
    client = client_of(world.therapist)
    assert client.post(review_url(article), {"do": act, field: number, "reason": "None."}).status_code == 404


def test_an_address_with_a_number_that_is_none_is_a_wrong_address(world: World) -> None:
    assert client_of(world.therapist).get("/admin/articles/revision/²/change/").status_code == 404
