"""Words changed: lapsed. Context changed: asked again. Elsewhere: kept. Exact decides, fuzzy only helps."""

from typing import Any

import pytest
from django.utils import timezone

from articles.models.source import evidence_digest
from articles.publishing.evidence import retract_source
from articles.review.signatures import card_token
from articles.workflow.settlement import ClaimState
from tests.world import HIGH, LOW, MEDIUM, PLAIN, World, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

TIRED = "Poor sleep can make you feel low the next day."


def signed(world: World, *sentences: str, **more: Any) -> Any:
    """An article whose claims are all signed off by the therapist (and the prescriber where it takes one)."""
    article = world.article(*sentences, **more)
    world.cite(article)
    for person in (world.therapist, world.prescriber):
        still_open = [claim.claim.text for claim in world.board(article).open_claims]
        if still_open:
            world.decide(person, article, still_open)
    assert world.board(article).open_claims == []
    return article


def states(world: World, article: Any) -> dict[str, ClaimState]:
    return {claim.claim.text: claim.state for claim in world.board(article).claims}


def test_words_added_before_and_after_a_claim_keep_its_sign_off_on_the_claim(world: World) -> None:
    article = signed(world, LOW)
    world.save(article, PLAIN, "The river is quiet.", LOW, "The second bus is number nine.")
    assert states(world, article) == {LOW: ClaimState.SIGNED_OFF}
    occurrence = world.board(article).claims[0].occurrences[0]
    assert latest(article).body[occurrence.start : occurrence.end] == LOW


def test_a_deleted_claim_is_gone_and_its_sign_off_jumps_nowhere(world: World) -> None:
    article = signed(world, LOW, MEDIUM)
    world.save(article, MEDIUM, "A short walk in the evening can help you feel calmer.")
    board = world.board(article)
    assert [claim.text for claim in board.gone] == [LOW]
    assert states(world, article)[MEDIUM] is ClaimState.SIGNED_OFF
    assert [claim.settlement.settled for claim in board.claims if claim.claim.text not in {LOW, MEDIUM}] == [False]


def test_editing_one_of_two_look_alikes_touches_that_one_only(world: World) -> None:
    twin = LOW.replace("morning", "evening")
    article = signed(world, LOW, twin)
    world.save(article, LOW.replace("morning", "afternoon"), twin)
    found = states(world, article)
    assert found[twin] is ClaimState.SIGNED_OFF
    assert found[LOW.replace("morning", "afternoon")] is ClaimState.LAPSED


def test_the_same_sentence_twice_is_one_claim_that_needs_both_of_its_contexts(world: World) -> None:
    article = signed(world, LOW, "## For children", PLAIN)
    world.save(article, LOW, "## For children", LOW)
    (claim,) = world.board(article).claims
    assert len(claim.occurrences) == 2
    assert not claim.settlement.settled
    world.decide(world.therapist, article)
    assert states(world, article) == {LOW: ClaimState.SIGNED_OFF}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["## For adults", LOW], ["## For children", LOW]),
        ([f"{LOW} It costs nothing."], [f"{LOW} It never fails."]),
        (["It can:\n\n- " + LOW], ["It cannot:\n\n- " + LOW]),
        ([LOW.replace("short walk", "[short walk](https://example.org/a)")],
         [LOW.replace("short walk", "[short walk](https://example.org/b)")]),
        ([LOW], ["> " + LOW]),
    ],
    ids=["heading", "neighbour", "list stem", "link destination", "field"],
)  # fmt: skip
def test_a_changed_context_asks_again_and_one_signature_answers(
    world: World, before: list[str], after: list[str]
) -> None:
    article = signed(world, *before)
    world.save(article, *after)
    assert states(world, article)[LOW] is ClaimState.CONTEXT_CHANGED
    world.decide(world.therapist, article)
    assert states(world, article)[LOW] is ClaimState.SIGNED_OFF


@pytest.mark.parametrize("change", [{"title": "Notes from the clinic"}, {"region": "IE"}, {"audience": "young_people"}])
def test_title_region_and_audience_are_context_of_every_claim(world: World, change: dict[str, str]) -> None:
    article = signed(world, LOW, MEDIUM)
    world.save(article, LOW, MEDIUM, **change)
    assert set(states(world, article).values()) == {ClaimState.CONTEXT_CHANGED}
    world.decide(world.therapist, article)
    assert set(states(world, article).values()) == {ClaimState.SIGNED_OFF}


def test_going_back_to_the_signed_context_needs_no_new_signature(world: World) -> None:
    article = signed(world, "## For adults", LOW)
    world.save(article, "## For children", LOW)
    world.save(article, "## For adults", LOW)
    assert states(world, article) == {LOW: ClaimState.SIGNED_OFF}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (MEDIUM, MEDIUM.replace("can reduce", "can not reduce")),
        (MEDIUM, MEDIUM.replace("can reduce", "reduces")),
        (MEDIUM, MEDIUM.replace("depression", "depression in most people")),
        ("About 10 in 100 adults have depression each year.", "About 100 in 100 adults have depression each year."),
        ("About 10 in 100 adults have depression each year.", "About 10 in 100 people have depression each year."),
        (HIGH, HIGH.replace("nerve pain", "nerve pain faster than duloxetine")),
        (MEDIUM, MEDIUM.replace("symptoms", "symptms")),
        (MEDIUM, MEDIUM.replace("Cognitive", "cognitive")),
    ],
    ids=["not", "certainty", "for whom", "a number", "who", "a comparison", "a typing error", "case"],
)  # fmt: skip
def test_any_change_of_words_lapses_the_sign_off(world: World, before: str, after: str) -> None:
    article = signed(world, before)
    world.save(article, after)
    (claim,) = world.board(article).claims
    assert claim.claim.text == after
    assert claim.state is ClaimState.LAPSED
    assert claim.predecessor is not None
    assert claim.predecessor.claim.text == before
    assert claim.settlement.counted == ()


def test_a_section_that_was_moved_and_half_rewritten_keeps_the_half_that_was_not(world: World) -> None:
    article = signed(world, "## Walking", LOW, TIRED, "## Notes", PLAIN)
    changed = TIRED.replace("low", "worse")
    world.save(article, "## Notes", PLAIN, "## Walking", LOW, changed)
    assert states(world, article) == {LOW: ClaimState.SIGNED_OFF, changed: ClaimState.LAPSED}


def test_a_short_claim_under_another_heading_is_asked_again(world: World) -> None:
    article = signed(world, "## Walking", LOW)
    world.save(article, "## Running", LOW)
    assert states(world, article) == {LOW: ClaimState.CONTEXT_CHANGED}


def test_a_sign_off_counts_in_its_own_article_only(world: World) -> None:
    signed(world, LOW)
    other = world.article(LOW, slug="other")
    assert states(world, other) == {LOW: ClaimState.OPEN}


# -------------------------------------------------------------------------------------------------------- re-affirming


def test_re_affirming_carries_the_sources_to_the_new_words_in_the_same_act(world: World) -> None:
    article = signed(world, MEDIUM)
    fixed = MEDIUM.replace("Cognitive behavioural therapy", "Talking therapy")
    world.save(article, fixed)
    claim = world.board(article).claims[0]
    assert claim.settlement.needs_source
    assert claim.predecessor is not None
    act = world.decide(world.therapist, article, tokens=[offered(world, world.therapist, article)])
    assert len(act.decisions) == 1
    claim = world.board(article).claims[0]
    assert claim.state is ClaimState.SIGNED_OFF
    assert [item.source_id for item in claim.citations] == [
        item.source_id for item in claim_before(world, article, MEDIUM)
    ]


def test_re_affirming_on_sources_that_changed_in_between_is_stale(world: World) -> None:
    article = signed(world, MEDIUM)
    world.save(article, MEDIUM.replace("Cognitive behavioural therapy", "Talking therapy"))
    token = offered(world, world.therapist, article)
    world.cite(article, world.source(title="A second guideline"))
    stale = world.decide(world.therapist, article, tokens=[token])
    assert stale.decisions == []
    assert stale.stale


def test_a_retracted_source_cannot_be_carried(world: World) -> None:
    article = signed(world, MEDIUM)
    world.save(article, MEDIUM.replace("Cognitive behavioural therapy", "Talking therapy"))
    token = offered(world, world.therapist, article)
    retract_source(world.editor, claim_before(world, article, MEDIUM)[0].source_id, "Invented.")
    act = world.decide(world.therapist, article, tokens=[token])
    assert act.decisions == []
    assert "source" in act.refused[0].reason


def test_sources_of_another_claim_cannot_be_carried_with_a_card(world: World) -> None:
    article = signed(world, MEDIUM)
    other = world.article(MEDIUM, slug="other", title="Another page")
    foreign = [item.pk for item in claim_before(world, article, MEDIUM)]
    board = world.board(other)
    claim = board.claims[0]
    token = card_token(
        world.therapist,
        board.revision,
        claim.fingerprint,
        claim.contexts,
        claim.evidence_digest,
        timezone.now(),
        foreign,
    )
    act = world.decide(world.therapist, other, tokens=[token])
    assert act.decisions == []
    assert world.board(other).claims[0].citations == []


def offered(world: World, user: Any, article: Any) -> str:
    """The token of a card that offers the sources of the earlier wording, as the workbench serves it."""
    board = world.board(article)
    claim = board.claims[0]
    assert claim.predecessor is not None
    carried = claim.predecessor.citations
    digest = evidence_digest([*claim.evidence, *((item.pk, item.digest()) for item in carried)])
    numbers = [item.pk for item in carried]
    return card_token(user, board.revision, claim.fingerprint, claim.contexts, digest, timezone.now(), numbers)


def claim_before(world: World, article: Any, text: str) -> Any:
    return article.claims.get(text=text).citations.all()
