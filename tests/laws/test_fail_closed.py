"""Law 8: what cannot be checked does not go live, and the refusal says why and where it is mended."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from articles.claims import DetectorError
from articles.models import Source
from articles.publishing.door import publish
from articles.publishing.evidence import retract_source
from articles.review import analysis, credentials, gate
from articles.review.errors import GateClosed
from articles.review.transitions import submit
from tests.world import CRISIS, HIGH, LOW, MEDIUM, PLAIN, World, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def codes(world: World, article: Any) -> set[str]:
    return gate.evaluate(latest(article)).codes()


def broken_detector(*args: object) -> None:
    raise DetectorError("The claims in this text could not be found: RuntimeError: odd text")


def test_a_text_on_which_detection_fails_is_kept_and_is_not_publishable(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = world.article(LOW)
    world.settle(article)
    monkeypatch.setattr(analysis, "analyse", broken_detector)
    with pytest.raises(GateClosed) as refusal:
        publish(world.editor, latest(article))
    assert refusal.value.report.codes() == {"detector"}
    world.save(article, LOW, PLAIN)
    assert latest(article).body.endswith(PLAIN)
    assert "could not be found" in latest(article).analysis_error
    with pytest.raises(GateClosed, match="could not be found"):
        submit(world.author, latest(article))


def test_authors_are_known_even_where_detection_failed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(analysis, "analyse", broken_detector)
        article = world.article(LOW)
    submit(world.author, latest(article))
    (claim,) = world.board(article).claims
    assert claim.authors == {world.author.pk}


def test_a_claim_that_nobody_could_sign_is_refused_at_submit_with_the_missing_competence(world: World) -> None:
    credentials.end(
        world.administrator,
        world.prescriber.credentials.get().pk,
        "Moved away.",
        on=timezone.localdate() - timedelta(days=1),
    )
    article = world.article(HIGH)
    with pytest.raises(GateClosed, match="prescribing") as refusal:
        submit(world.author, latest(article))
    lines = [line for line in refusal.value.report.missing if line.code == "no_signer"]
    assert [line.words for line in lines] == [HIGH]
    assert lines[0].place.kind == "credentials"
    assert latest(article).state == "draft"


def test_the_only_eligible_signer_being_the_author_is_refused_at_submit(world: World) -> None:
    world.prescriber.groups.add(*world.author.groups.all())
    writer = type(world.prescriber).objects.get(pk=world.prescriber.pk)
    article = world.article(HIGH, by=writer)
    with pytest.raises(GateClosed, match="prescribing"):
        submit(world.author, latest(article))


def test_too_few_clinicians_are_said_at_submit(world: World) -> None:
    for person in (world.therapist, world.second_therapist, world.safety_reader, world.second_safety_reader):
        person.groups.clear()
    article = world.article(HIGH)
    with pytest.raises(GateClosed, match="needs 2 clinicians"):
        submit(world.author, latest(article))


def test_when_every_clinician_wrote_some_of_the_words_nobody_can_sign_the_whole(world: World) -> None:
    article = world.article(PLAIN)
    sentences = [PLAIN]
    for number, name in enumerate(
        ("therapist", "second_therapist", "prescriber", "safety_reader", "second_safety_reader")
    ):
        person = getattr(world, name)
        person.groups.add(*world.author.groups.all())
        sentences.append(f"Shelf {number} holds {['maps', 'atlases', 'novels', 'poems', 'plays'][number]}.")
        world.save(article, *sentences, by=type(person).objects.get(pk=person.pk))
    with pytest.raises(GateClosed, match="whole text"):
        submit(world.author, latest(article))


def test_a_missing_source_names_the_sentence_and_the_place(world: World) -> None:
    article = world.article(MEDIUM)
    (line,) = [line for line in gate.evaluate(latest(article)).missing if line.code == "source"]
    assert line.words == MEDIUM
    assert line.place.kind == "sources"
    assert "add a source" in line.message


def test_a_retracted_source_closes_the_gate_again(world: World) -> None:
    article = world.article(MEDIUM)
    world.settle(article)
    assert codes(world, article) == set()
    source = Source.objects.get()
    retract_source(world.editor, source.pk, "Data were invented.")
    assert "source" in codes(world, article)
    assert latest(article).state == "in_review"
    with pytest.raises(GateClosed):
        publish(world.editor, latest(article))


def test_an_article_without_claims_needs_the_signed_statement_that_there_are_none(world: World) -> None:
    article = world.article(PLAIN)
    submit(world.author, latest(article))
    world.attest(world.therapist, article)
    assert codes(world, article) == {"page:R10"}
    world.attest(world.second_therapist, article, no_claims=True)
    assert codes(world, article) == set()
    assert latest(article).state == "approved"


def test_the_statement_that_there_are_no_claims_speaks_of_the_text_as_it_is_now(world: World) -> None:
    article = world.article(PLAIN)
    submit(world.author, latest(article))
    world.attest(world.therapist, article, no_claims=True)
    world.save(article, PLAIN, "The second bus is number nine.")
    submit(world.author, latest(article))
    assert {"page:R10", "coverage"} <= codes(world, article)
    world.attest(world.therapist, article, "delta")
    assert codes(world, article) == {"page:R10"}
    world.save(article, PLAIN, "The third bus is number nine.")
    world.attest(world.therapist, article, "full", no_claims=True)
    assert codes(world, article) == set()


def test_a_help_line_that_is_not_published_closes_the_gate(world: World) -> None:
    article = world.article(LOW, "{{ helpline:example-line }}")
    assert "helpline" in codes(world, article)


def test_a_text_about_crisis_without_a_help_line_is_blocked(world: World) -> None:
    article = world.article(CRISIS)
    assert "page:C01" in codes(world, article)


def test_an_unknown_region_or_language_closes_the_gate(world: World) -> None:
    article = world.article(LOW, region="ZZ", language="cy")
    assert {"region", "language"} <= codes(world, article)


def test_a_picture_that_is_not_in_the_library_closes_the_gate(world: World) -> None:
    article = world.article(LOW, "![A bench by the river](https://example.org/bench.jpg)")
    assert "image" in codes(world, article)


def test_the_gate_that_a_person_sees_is_never_wider_than_the_gate(world: World) -> None:
    article = world.article(CRISIS, HIGH, MEDIUM)
    world.cite(article)
    world.decide(world.safety_reader, article, [CRISIS])
    for viewer in (world.editor, world.second_safety_reader, world.superuser):
        seen = gate.evaluate(latest(article), viewer=viewer)
        assert seen.codes() >= codes(world, article)
