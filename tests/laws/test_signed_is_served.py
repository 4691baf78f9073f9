"""Law 3: the signed payload is stored and never recomputed."""

import hashlib
import json
from datetime import date

import pytest

from articles.models import Citation, Source
from articles.publishing import verify
from articles.publishing.payload import build_payload
from articles.rendering.visible import visible_text
from articles.review import credentials, sources
from articles.review.errors import BadInput
from tests.world import HIGH, LOW, MEDIUM, World, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def test_the_digest_is_over_the_very_bytes_that_are_served(world: World) -> None:
    row = world.published(LOW, MEDIUM).publications.get()
    assert row.content_digest == "v1:" + hashlib.sha256(row.payload.encode()).hexdigest()
    assert row.manifest_digest == "v1:" + hashlib.sha256(row.manifest.encode()).hexdigest()
    assert row.event.digest == row.content_digest
    assert row.event.facts["manifest_digest"] == row.manifest_digest


def test_mending_a_source_title_leaves_the_live_payload_byte_for_byte(world: World) -> None:
    article = world.published(LOW, MEDIUM)
    before = article.publications.get().payload
    source = Source.objects.get()
    sources.mend_source(
        world.editor, source.pk, title="A title without the typing error", url="https://example.org/new"
    )
    assert article.publications.get().payload == before
    assert list(verify.problems()) == []


def test_the_payload_holds_all_that_a_reader_sees_and_the_sources(world: World) -> None:
    article = world.article(LOW, MEDIUM, summary="What the library offers.", meta_description="Notes on the library.")
    world.settle(article)
    row = world.publish(article)
    data = json.loads(row.payload)
    assert (data["title"], data["summary"], data["meta"]) == (
        "Notes from the library",
        "What the library offers.",
        "Notes on the library.",
    )
    (source,) = data["sources"]
    assert (source["n"], source["title"], source["locators"]) == (1, "Example guideline", ["section 1"])


def test_what_is_seen_in_the_payload_is_what_was_cut_into_segments(world: World) -> None:
    body = [
        "## Before you go",
        LOW,
        "- Take a coat.\n- Take the *second* bus.",
        "> The river is quiet in spring.",
        "| Day | Opening |\n| --- | --- |\n| Monday | Ten |",
        MEDIUM + " See [the notes](https://example.org/notes).",
    ]
    article = world.article(*body)
    world.settle(article)
    row = world.publish(article)
    seen = "".join(visible_text(row.content["body_html"]).split())
    segments = "".join(item[6] for item in latest(article).segments if item[3] == "body")
    assert seen == "".join(segments.split())


def test_the_manifest_names_who_signed_which_claim_on_which_source_and_no_reason(world: World) -> None:
    article = world.article(LOW, MEDIUM)
    world.settle(article)
    row = world.publish(article)
    claims = {item["text"]: item for item in row.record["claims"]}
    assert claims.keys() == {LOW, MEDIUM}
    (signature,) = claims[MEDIUM]["signatures"]
    card = row.people[signature["person"]]
    assert card["name"] == "Example Psychotherapist"
    assert card["credentials"][0]["number"].startswith("TEST-")
    assert claims[MEDIUM]["sources"][0]["title"] == "Example guideline"
    assert row.record["last_reviewed"] == row.last_reviewed.isoformat(timespec="seconds")
    assert "reason" not in row.manifest


def test_two_signers_of_a_high_claim_both_stand_in_the_manifest(world: World) -> None:
    row = world.published(HIGH).publications.get()
    (claim,) = row.record["claims"]
    assert len({item["person"] for item in claim["signatures"]}) == 2
    assert row.decisions.count() == 2
    assert row.sources.count() == 1
    assert Citation.objects.count() == 1


def test_a_page_that_example_clinicians_signed_says_so_whoever_wrote_it(world: World) -> None:
    assert not world.published(LOW).publications.get().example
    sample = world.person("sample", "Sample Clinician", "Clinicians")
    row = credentials.grant(
        world.administrator,
        sample,
        kind="psychotherapist",
        number="EXAMPLE-0009",
        body="Example Register",
        evidence="None.",
        valid_from=date(2020, 1, 1),
    )
    credentials.verify(world.verifier, row.pk, "Entry seen.")
    article = world.article(LOW, title="Notes from the harbour")
    world.settle(article, [sample])
    assert world.publish(article).example


def test_nothing_is_frozen_that_shows_words_which_were_not_cut_into_segments(world: World) -> None:
    article = world.article(LOW, MEDIUM)
    board = world.board(article)
    build_payload(board.revision, board)
    board.revision.segments = board.revision.segments[:-1]
    with pytest.raises(BadInput, match="not checked"):
        build_payload(board.revision, board)
