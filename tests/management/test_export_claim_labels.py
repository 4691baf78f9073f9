"""What reviewers decided, as labelled sentences. Everything here was done by the real acts."""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from articles.claims.frontmatter import parse_file
from articles.claims.labels import load_units
from articles.claims.measure import measure
from articles.claims.types import ClaimType, Risk
from articles.models import Article
from articles.publishing.consequences import contest, find_credential_false, revoke
from articles.review.analysis import text_of
from articles.review.decisions import Choice
from articles.review.labels import collect, source_of
from articles.review.marking import flag, override
from articles.workflow.settlement import Outcome
from tests.management.commands import run
from tests.world import CRISIS, HIGH, LOW, MEDIUM, PLAIN, World, days, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

DISMISS = Choice(Outcome.DISMISS, "A line of a song, says the therapist.")
CHANGE = Choice(Outcome.REQUEST_CHANGES, "Too strong.", proposed_wording="")
LOWER = Choice(Outcome.RECLASSIFY, "Well known.", to_risk=Risk.LOW)


def records() -> dict[str, dict[str, Any]]:
    """What is exported, by the words."""
    return {record["text"]: record for record in collect().records}


def flag_words(world: World, article: Article, words: str) -> None:
    (row,) = [row for row in latest(article).segments if row[6] == words]
    flag(
        world.editor, latest(article), row[0], [ClaimType.ADVICE, ClaimType.SAFETY], Risk.MEDIUM, "Readers may miss it."
    )


def test_nothing_decided_is_nothing_exported(world: World) -> None:
    world.article(LOW, HIGH)
    assert run("export_claim_labels") == (0, "", "")


def test_a_signed_claim_is_a_claim_with_its_types_and_risk(world: World) -> None:
    article = world.article(LOW, MEDIUM)
    world.cite(article)
    world.decide(world.therapist, article, [MEDIUM])
    (record,) = collect().records
    found = latest(article).occurrences.get(claim__text=MEDIUM)
    assert record["text"] == MEDIUM
    assert record["is_claim"] is True
    assert (sorted(record["types"]), record["risk"]) == (sorted(found.types), found.risk)
    assert (record["borderline"], record["kind"], record["verdict"]) == (False, "paragraph", "signed")


def test_a_dismissed_claim_is_none_and_nobody_is_named(world: World) -> None:
    article = world.article(LOW)
    world.decide(world.therapist, article, choice=DISMISS)
    ran = run("export_claim_labels")
    record = json.loads(ran.out)
    assert (record["is_claim"], record["types"], record["risk"]) == (False, [], None)
    for word in ("therapist", "Psychotherapist", "song", "example.org"):
        assert word not in ran.out


def test_a_flagged_passage_is_a_claim(world: World) -> None:
    article = world.article(PLAIN)
    flag_words(world, article, PLAIN)
    (record,) = collect().records
    assert (record["is_claim"], record["risk"], record["types"]) == (True, "medium", ["safety", "advice"])
    assert record["needs_context"] is True
    assert record["verdict"] == "flagged"


def test_the_record_has_the_form_of_the_gold_set(world: World) -> None:
    world.decide(world.therapist, world.article(LOW, title="Rest"), choice=DISMISS)
    (record,) = collect().records
    wanted = "id text is_claim types risk needs_context borderline kind raw start end article"
    assert list(record)[: len(wanted.split())] == wanted.split()


@pytest.mark.parametrize(
    "title", ["Rest", 'He said: "rest" – and: slept', "It's 5 o'clock \\ 100%", "2026-01-01", "No", "# Rest"]
)
def test_offsets_lead_to_the_words_in_the_text_whatever_the_front_matter_holds(world: World, title: str) -> None:
    article = world.article(
        f"*{LOW}*", f"- {MEDIUM}\n- {PLAIN}", title=title, summary="Yoga eases back pain: so it’s said."
    )
    world.decide(world.therapist, article, choice=DISMISS)
    labels = collect()
    assert {record["kind"] for record in labels.records} >= {"paragraph", "list_item"}
    for record in labels.records:
        source = labels.files[record["article"]]
        assert source[record["start"] : record["end"]] == record["raw"]
        assert record["text"].split()[0] in record["raw"]


def test_a_sentence_that_stands_twice_is_two_units(world: World) -> None:
    world.decide(world.therapist, world.article(LOW, PLAIN, LOW), choice=DISMISS)
    found = collect().records
    assert [record["is_claim"] for record in found] == [False, False]
    assert found[0]["start"] < found[1]["start"]


def test_readers_who_disagree_make_it_borderline(world: World) -> None:
    article = world.article(MEDIUM)
    world.cite(article)
    world.decide(world.therapist, article)
    world.decide(world.second_therapist, article, choice=DISMISS)
    assert records()[MEDIUM]["borderline"] is True


def test_a_contested_request_for_changes_makes_it_borderline(world: World) -> None:
    article = world.article(LOW)
    done = world.decide(world.therapist, article, choice=CHANGE)
    assert records()[LOW]["borderline"] is False
    contest(world.author, done.decisions[0], "It is what the guideline says.")
    assert records()[LOW]["borderline"] is True
    assert records()[LOW]["is_claim"] is True


def test_an_overridden_rule_makes_it_borderline(world: World) -> None:
    words = "He committed suicide last year."
    article = world.article(words)
    world.cite(article)
    for person in (world.safety_reader, world.second_safety_reader):
        world.decide(person, article, [words])
    assert records()[words]["borderline"] is False
    fingerprint = world.board(article).claims[0].fingerprint
    override(world.session(world.therapist), latest(article), "S01", "The title of a film.", uuid4(), fingerprint)
    assert records()[words]["borderline"] is True


def test_a_lowered_risk_is_exported_lowered_and_borderline(world: World) -> None:
    article = world.article(MEDIUM)
    world.decide(world.therapist, article, choice=LOWER)
    record = records()[MEDIUM]
    assert (record["is_claim"], record["risk"], record["borderline"]) == (True, "low", True)


def test_a_decision_that_was_taken_back_does_not_count(world: World) -> None:
    article = world.article(LOW)
    done = world.decide(world.therapist, article, choice=DISMISS)
    revoke(world.therapist, done.decisions[0], "Read again.")
    assert records() == {}


def test_a_decision_by_a_credential_that_was_never_true_does_not_count(world: World) -> None:
    article = world.article(LOW)
    world.decide(world.therapist, article, choice=DISMISS)
    find_credential_false(world.verifier, world.therapist.credentials.get().pk, "The register has no such entry.")
    assert records() == {}


def test_an_open_blind_round_is_not_exported(world: World) -> None:
    article = world.article(CRISIS)
    world.cite(article)
    world.decide(world.safety_reader, article)
    assert records() == {}
    world.decide(world.second_safety_reader, article)
    assert records()[CRISIS]["is_claim"] is True


def test_an_edited_claim_says_what_it_was_made_from(world: World) -> None:
    article = world.article(LOW)
    world.decide(world.therapist, article, choice=CHANGE)
    better = LOW.replace("can help", "may help")
    world.save(article, better)
    world.decide(world.therapist, article)
    found = records()
    assert found[LOW]["verdict"] == "changes_requested"
    assert found[better]["verdict"] == "signed"
    assert found[better]["edited_from"] == found[LOW]["fingerprint"]
    assert found[LOW]["article"] != found[better]["article"]


def test_an_edit_that_took_the_claim_out_is_labelled_once_a_clinician_attested_it(world: World) -> None:
    claim = "The night bus from the library to the station prevents depression in winter."
    harmless = "The night bus from the library to the station runs every hour in winter."
    article = world.article(claim)
    world.decide(world.therapist, article, choice=CHANGE)
    world.save(article, harmless)
    assert harmless not in records()
    world.attest(world.therapist, article, no_claims=True)
    record = records()[harmless]
    assert (record["is_claim"], record["borderline"], record["verdict"]) == (False, True, "edited")
    assert record["edited_from"] == records()[claim]["fingerprint"]


def test_since_leaves_out_what_was_decided_before(world: World) -> None:
    now = timezone.now()
    world.decide(world.therapist, world.article(LOW, slug="first"), choice=DISMISS, now=now - days(10))
    world.decide(world.therapist, world.article(LOW, slug="second"), choice=DISMISS, now=now)
    day = timezone.localtime(now - days(5)).date().isoformat()
    ran = run("export_claim_labels", "--since", day)
    assert [json.loads(line)["doc_id"] for line in ran.out.splitlines()] == ["second"]
    assert len(run("export_claim_labels").out.splitlines()) == 2


def test_a_day_that_is_none_is_refused() -> None:
    ran = run("export_claim_labels", "--since", "yesterday")
    assert ran.status != 0
    assert "is not a day" in ran.err


def test_the_order_is_that_of_articles_and_places(world: World) -> None:
    second, first = world.article(LOW, MEDIUM, slug="b"), world.article(MEDIUM, LOW, slug="a")
    for article in (second, first):
        for words in (LOW, MEDIUM):
            world.decide(world.therapist, article, [words], choice=DISMISS)
    assert [(record["doc_id"], record["text"]) for record in collect().records] == [
        ("a", MEDIUM),
        ("a", LOW),
        ("b", LOW),
        ("b", MEDIUM),
    ]
    assert run("export_claim_labels").out == run("export_claim_labels").out


def test_the_bench_runs_straight_on_the_export(world: World, tmp_path: Path) -> None:
    article = world.article(LOW, MEDIUM, PLAIN)
    world.cite(article)
    world.decide(world.therapist, article, [MEDIUM])
    flag_words(world, article, PLAIN)
    ran = run("export_claim_labels", "--articles", tmp_path / "labels")
    assert ran.out.startswith("2 labelled sentences of 1 texts in ")
    units = load_units(tmp_path / "labels" / "gold.jsonl")
    assert len(units) == 2
    measure(units, tmp_path / "labels")
    benched = run("bench_claims", tmp_path / "labels")
    assert benched.status == 0
    assert "gold.jsonl" in benched.out


def test_a_folder_that_cannot_be_written_is_said_in_one_sentence(world: World, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    ran = run("export_claim_labels", "--articles", tmp_path / "file")
    assert ran.status == 1
    assert "could not be written" in ran.err


def test_the_text_file_reads_back_as_the_article(world: World) -> None:
    text = text_of(latest(world.article("---", LOW, title="Rest: a guide", summary="# Not a comment")))
    assert parse_file(source_of(text), "a.md").article == text
