"""Evidence holds while what was signed is attached and unchanged, and nothing that contradicts was added."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from articles.models import Citation, Source
from articles.publishing.evidence import new_source_version, retract_source, supersede_source
from articles.review import sources
from articles.review.errors import BadInput, InvalidTransition, NotAllowed
from articles.workflow.settlement import ClaimState
from tests.world import HIGH, MEDIUM, World

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.fixture
def article(world: World) -> Any:
    """One medium claim, signed off on one guideline."""
    made = world.article(MEDIUM)
    world.cite(made)
    world.decide(world.therapist, made)
    return made


def attach(world: World, article: Any, verdict: str) -> None:
    pointer = sources.Pointer(locator="page 3", verdict=verdict)
    new = world.source(title="A further work", kind="trial")
    sources.attach(world.editor, article, [world.board(article).claims[0].fingerprint], new, pointer)


def mend(world: World, article: Any) -> None:
    sources.mend_source(
        world.editor, Source.objects.get().pk, title="Mended", url="https://example.org/mended", year=2025
    )


KEEPS: dict[str, Callable[[World, Any], None]] = {
    "adding support": lambda world, article: attach(world, article, "supports"),
    "adding support in part": lambda world, article: attach(world, article, "supports_in_part"),
    "adding one that is silent": lambda world, article: attach(world, article, "does_not_cover"),
    "mending title and address": mend,
}
ENDS: dict[str, Callable[[World, Any], Any]] = {
    "adding one that contradicts": lambda world, article: attach(world, article, "contradicts"),
    "removing": lambda world, article: sources.detach(world.editor, Citation.objects.get().pk),
    "retracting": lambda world, article: retract_source(world.editor, Source.objects.get().pk, "Invented."),
    "superseding": lambda world, article: supersede_source(world.editor, Source.objects.get().pk, "New edition."),
    "a new version": lambda world, article: new_source_version(world.editor, Source.objects.get().pk, "2026"),
}


@pytest.mark.parametrize("change", KEEPS)
def test_what_takes_nothing_away_keeps_the_sign_off(world: World, article: Any, change: str) -> None:
    KEEPS[change](world, article)
    assert world.board(article).claims[0].state is ClaimState.SIGNED_OFF


@pytest.mark.parametrize("change", ENDS)
def test_what_changes_the_signed_evidence_ends_the_sign_off(world: World, article: Any, change: str) -> None:
    ENDS[change](world, article)
    claim = world.board(article).claims[0]
    assert claim.state is ClaimState.LAPSED
    for citation in claim.citations:
        if not citation.source.is_current:
            assert world.decide(world.therapist, article).refused
            sources.detach(world.editor, citation.pk)
    if not any(citation.verdict == "supports" for citation in world.board(article).claims[0].citations):
        world.cite(article, world.source(title="Another guideline"))
    world.decide(world.therapist, article)
    assert world.board(article).claims[0].state is ClaimState.SIGNED_OFF


def test_attaching_the_removed_source_again_is_a_new_citation_that_nobody_signed(world: World, article: Any) -> None:
    source = Source.objects.get()
    sources.detach(world.editor, Citation.objects.get().pk)
    world.cite(article, source)
    assert world.board(article).claims[0].state is ClaimState.LAPSED


def test_a_high_claim_asks_for_a_source_of_a_strong_kind(world: World) -> None:
    article = world.article(HIGH)
    world.cite(article, world.source(kind="trial", title="A trial"))
    (claim,) = world.board(article).claims
    assert claim.state is ClaimState.NEEDS_SOURCE
    assert "strong kind" in " ".join(claim.settlement.missing)
    world.cite(article)
    assert world.board(article).claims[0].state is ClaimState.OPEN


def test_one_act_attaches_a_source_to_many_claims(world: World) -> None:
    article = world.article(MEDIUM, HIGH)
    world.cite(article)
    assert Citation.objects.filter(claim__article=article).count() == 2


def test_a_citation_needs_a_locator_a_known_verdict_and_a_current_source(world: World, article: Any) -> None:
    fingerprint = world.board(article).claims[0].fingerprint
    source = Source.objects.get()
    for pointer in (sources.Pointer(" "), sources.Pointer("page 1", verdict="perhaps")):
        with pytest.raises(BadInput):
            sources.attach(world.editor, article, [fingerprint], source, pointer)
    for chosen in ([], ["v1:unknown"]):
        with pytest.raises(BadInput):
            sources.attach(world.editor, article, chosen, source, sources.Pointer("page 1"))
    with pytest.raises(NotAllowed):
        sources.attach(world.stranger, article, [fingerprint], source, sources.Pointer("page 1"))
    retract_source(world.editor, source.pk, "Invented.")
    with pytest.raises(BadInput):
        sources.attach(world.editor, article, [fingerprint], source, sources.Pointer("page 1"))
    with pytest.raises(InvalidTransition):
        supersede_source(world.editor, source.pk, "New edition.")


def test_version_and_kind_are_not_mended_like_a_title(world: World, article: Any) -> None:
    source = Source.objects.get()
    for more in ({"version": "2026"}, {"kind": "trial"}, {"status": "current"}):
        with pytest.raises(BadInput):
            sources.mend_source(world.editor, source.pk, **more)


def test_a_cited_source_is_never_deleted(world: World, article: Any) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Source.objects.all().delete()


def test_a_source_superseded_between_reading_and_signing_is_not_signed_on(world: World) -> None:
    article = world.article(MEDIUM)
    source = world.cite(article)
    tokens = world.cards(world.therapist, article)
    supersede_source(world.editor, source.pk, "New edition.")
    act = world.decide(world.therapist, article, tokens=tokens)
    assert act.decisions == []
    assert "source" in act.refused[0].reason
