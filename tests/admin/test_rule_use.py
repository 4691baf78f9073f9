"""Rule use: which rules fire and what people answered, for whoever may change the rules."""

import csv
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import RulesetProposal
from articles.review.decisions import Choice
from articles.review.marking import override
from articles.review.rule_use import RuleUse, passages, rule_use
from articles.workflow.settlement import Outcome
from tests.admin.reviewing import select, text_of, tree
from tests.world import CRISIS, HIGH, LOW, MEDIUM, PLAIN, World, days, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

USE = "/admin/articles/rulesetproposal/use/"
DISMISS = Choice(Outcome.DISMISS, "Part of a quotation.")
CHANGE = Choice(Outcome.REQUEST_CHANGES, "Too strong.")
# Both hit E02 (a treatment eases a condition).
YOGA, TEA = "Yoga eases chronic pain.", "Meditation reduces anxiety."


def of(world: World, name: str, viewer: Any = None, **more: Any) -> RuleUse:
    """The row of one rule as the editor sees it."""
    return next(use for use in rule_use(viewer or world.editor, **more) if use.id == name)


def counts(use: RuleUse) -> tuple[int, int, int, int, int]:
    return use.fires, use.dismissed, use.signed, use.changed, use.overridden


def test_a_rule_is_counted_once_for_each_sentence_of_live_and_latest_texts(world: World) -> None:
    article = world.published(YOGA, PLAIN)
    world.save(article, YOGA, TEA)
    world.article(YOGA, YOGA, slug="other")
    assert of(world, "E02").fires == 3


def test_a_sentence_that_is_in_no_current_text_any_more_does_not_fire(world: World) -> None:
    article = world.article(YOGA)
    assert of(world, "E02").fires == 1
    world.save(article, PLAIN)
    assert of(world, "E02").fires == 0


def test_answers_count_for_each_rule_that_had_fired_on_the_sentence(world: World) -> None:
    article = world.article(YOGA, TEA, LOW)
    world.cite(article)
    world.decide(world.therapist, article, [YOGA], choice=DISMISS)
    world.decide(world.therapist, article, [TEA])
    world.decide(world.therapist, article, [LOW], choice=CHANGE)
    assert counts(of(world, "E02")) == (2, 1, 1, 0, 0)
    assert of(world, "E02").share == 0.5
    model = of(world, "model")
    assert (model.dismissed, model.signed, model.changed) == (1, 1, 1)


def test_the_last_decision_on_a_sentence_counts(world: World) -> None:
    article = world.article(YOGA)
    world.cite(article)
    world.decide(world.therapist, article)
    world.decide(world.therapist, article, choice=DISMISS)
    assert counts(of(world, "E02")) == (1, 1, 0, 0, 0)


def test_what_was_answered_stays_counted_when_the_words_are_gone(world: World) -> None:
    article = world.article(YOGA)
    world.decide(world.therapist, article, choice=DISMISS)
    world.save(article, PLAIN)
    assert counts(of(world, "E02")) == (0, 1, 0, 0, 0)


def test_an_overridden_wording_rule_shows_its_part_of_all_findings(world: World) -> None:
    words = "He committed suicide last year."
    article = world.article(words, "She committed suicide too.")
    fingerprint = next(row[0] for row in latest(article).segments if row[6] == words)
    override(world.session(world.therapist), latest(article), "S01", "The title of a film.", uuid4(), fingerprint)
    assert counts(of(world, "S01")) == (2, 0, 0, 0, 1)
    assert of(world, "S01").share == 0.5


def test_a_page_rule_is_counted_once_for_each_article(world: World) -> None:
    world.article(CRISIS, slug="one")
    world.article(CRISIS, CRISIS, slug="two")
    assert of(world, "C01").fires == 2
    assert {passage.fingerprint for passage in passages("C01")} == {""}


def test_the_period_narrows_the_answers_and_not_the_firing(world: World) -> None:
    now = timezone.now()
    article = world.article(YOGA)
    world.decide(world.therapist, article, choice=DISMISS, now=now - days(60))
    assert counts(of(world, "E02", since=now - days(30))) == (1, 0, 0, 0, 0)
    assert counts(of(world, "E02", since=now - days(90))) == (1, 1, 0, 0, 0)


def test_an_open_blind_round_is_not_counted_for_others(world: World) -> None:
    article = world.article(CRISIS)
    world.cite(article)
    world.decide(world.safety_reader, article)
    assert of(world, "model").signed == 0
    assert of(world, "model", world.superuser).signed == 0
    assert of(world, "model", world.safety_reader).signed == 1
    world.decide(world.second_safety_reader, article)
    assert of(world, "model").signed == 1


def test_noisy_rules_come_first(world: World) -> None:
    article = world.article(YOGA, HIGH, TEA)
    world.decide(world.therapist, article, [YOGA, TEA], choice=DISMISS)
    shares = [use.share or 0.0 for use in rule_use(world.editor)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] == 1.0


def test_the_number_of_queries_does_not_grow_with_the_texts(world: World, client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(USE).status_code == 200
            assert client.get(f"{USE}E02/").status_code == 200
        return len(caught)

    client.force_login(world.editor)
    world.decide(world.therapist, world.article(YOGA, slug="first"), choice=DISMISS)
    queries()
    few = queries()
    for number in range(4):
        article = world.article(YOGA, TEA, MEDIUM, CRISIS, slug=f"more-{number}")
        world.decide(world.therapist, article, [YOGA], choice=DISMISS)
    assert queries() == few


def test_the_page_shows_the_numbers_and_leads_to_passages_and_to_the_proposal(world: World, client: Client) -> None:
    article = world.article(YOGA, TEA)
    world.decide(world.therapist, article, [YOGA], choice=DISMISS)
    client.force_login(world.editor)
    page = tree(client.get(USE))
    (row,) = [row for row in select(page, "tbody tr") if text_of(row).startswith("E02 ")]
    assert [text_of(cell) for cell in select(row, "td")][1:8] == [
        "1",
        "0",
        "0",
        "0",
        "0",
        "100 %",
        "Propose to switch off E02",
    ]
    fires, propose = [link.get("href") for link in select(row, "a")]
    listed = tree(client.get(fires))
    assert YOGA in text_of(listed)
    (link, *_) = select(listed, "ul.passages a")
    assert client.get(link.get("href").split("#")[0]).status_code == 200
    form = tree(client.get(propose.split("#")[0]))
    assert select(form, "[name=target]")[0].get("value") == "E02"
    (chosen,) = [option for option in select(form, "[name=act] option") if option.get("selected") is not None]
    assert chosen.get("value") == "switch_off"


def test_the_rules_page_leads_there(world: World, client: Client) -> None:
    client.force_login(world.therapist)
    page = tree(client.get(reverse("admin:articles_rulesetproposal_changelist")))
    assert USE in {link.get("href") for link in select(page, "a")}


def test_a_rule_that_is_off_is_not_proposed_again(world: World, client: Client) -> None:
    world.article(YOGA)
    client.force_login(world.editor)
    client.post(
        "/admin/articles/rulesetproposal/", {"act": "switch_off", "target": "E02", "reason": "Noisy.", "lexicon": ""}
    )
    client.force_login(world.therapist)
    client.post(f"/admin/articles/rulesetproposal/{RulesetProposal.objects.get().pk}/confirm/")
    page = tree(client.get(USE))
    (row,) = [row for row in select(page, "tbody tr") if text_of(row).startswith("E02 ")]
    assert "off" in text_of(row)
    assert "Propose" not in text_of(row)


def test_csv_has_every_rule_with_numbers(world: World, client: Client) -> None:
    world.decide(world.therapist, world.article(YOGA), choice=DISMISS)
    client.force_login(world.editor)
    answer = client.get(f"{USE}?format=csv&days=30")
    assert answer["Content-Type"].startswith("text/csv")
    assert "attachment" in answer["Content-Disposition"]
    rows = {row["rule"]: row for row in csv.DictReader(answer.content.decode().splitlines())}
    assert (rows["E02"]["fires"], rows["E02"]["dismissed"]) == ("1", "1")
    assert rows["E02"]["dismissed_or_overridden_share"] == "1.000"
    assert {"S01", "R10", "model", "lexicon"} <= set(rows)


def test_without_texts_the_page_says_so(world: World, client: Client) -> None:
    client.force_login(world.editor)
    assert "There is no text with a finding yet" in client.get(USE).content.decode()
    assert "It fires in no live or latest text" in client.get(f"{USE}E02/").content.decode()


def test_it_is_for_whoever_may_change_the_rules(world: World, client: Client) -> None:
    for user, status in ((world.author, 403), (world.stranger, 403), (world.editor, 200), (world.therapist, 200)):
        client.force_login(user)
        assert client.get(USE).status_code == status
        assert client.get(f"{USE}E02/").status_code == status


@pytest.mark.parametrize("question", ["?days=7", "?days=x", "?days=99999999999"])
def test_a_period_that_is_not_offered_is_refused(world: World, client: Client, question: str) -> None:
    client.force_login(world.editor)
    assert client.get(USE + question).status_code == 400
