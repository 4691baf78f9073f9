"""The facts by which the queue sorts and filters are those of the boards, whoever looks, after whatever happened."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from articles.claims.types import ClaimType, Competence, Risk
from articles.models import Article, QueueEntry, QueueReader, Revision
from articles.publishing.consequences import find_credential_false, revoke
from articles.publishing.evidence import retract_source
from articles.review import waiting
from articles.review.board import load_board
from articles.review.decisions import Choice
from articles.review.marking import flag
from articles.review.people import competences_on, today
from articles.review.transitions import submit
from articles.workflow.settlement import ClaimState, Outcome
from tests.world import CRISIS, HIGH, LOW, MEDIUM, PLAIN, World, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def people(world: World) -> list[Any]:
    """The cast, read again: what they hold is asked each time."""
    everybody = list(vars(world).values())
    return [type(item).objects.get(pk=item.pk) for item in everybody]


def agrees(world: World, now: datetime | None = None) -> None:
    """Refresh, and compare what is stored with the board of every text that waits, for everybody."""
    now = now or timezone.now()
    waiting.refresh(now)
    revisions = list(Revision.objects.filter(state__in=waiting.WAITING).order_by("pk"))
    for user in people(world):
        held = competences_on(user, today(now))
        entries = list(waiting.entries_for(user, held))
        stored = dict(zip([row.pk for row in entries], waiting.facts_for(user, entries), strict=True))
        expected = {row.pk: waiting.facts_of(load_board(row, now, user), user.pk) for row in revisions}
        assert stored == expected, user
        for row in entries:
            facts = expected[row.pk]
            columns = (int(bool(facts.asks & waiting.bit_of(held))), facts.weight, facts.lapsed)
            assert (row.mine, row.my_weight, row.my_lapsed) == columns  # type: ignore[attr-defined]  # annotated


def in_review(world: World, *sentences: str, cited: bool = True, **more: Any) -> Article:
    article = world.article(*sentences, **more)
    if cited:
        world.cite(article)
    submit(world.author, latest(article))
    return article


def test_every_competence_has_its_profiles() -> None:
    assert set().union(*waiting.PROFILES) == set(Competence)
    assert len(set(waiting.PROFILES)) == 2 ** (len(Competence) - 1)
    assert waiting.bit_of(frozenset({Competence.SAFETY})) == 0


def test_facts_follow_a_text_from_its_first_signature_to_the_last(world: World) -> None:
    article = in_review(world, LOW, HIGH, MEDIUM)
    agrees(world)
    world.decide(world.therapist, article, [HIGH, LOW])
    agrees(world)
    world.decide(world.prescriber, article, [HIGH])
    world.decide(world.prescriber, article, [MEDIUM], Choice(Outcome.REQUEST_CHANGES, "Say for whom."))
    agrees(world)
    world.save(article, LOW, HIGH, "Cognitive behavioural therapy can ease the symptoms of depression.")
    agrees(world)
    world.cite(article)
    submit(world.author, latest(article))
    agrees(world)
    world.settle(article)
    agrees(world)
    assert not QueueEntry.objects.exists()


def test_a_blind_decision_shows_to_its_maker_alone(world: World) -> None:
    article = in_review(world, CRISIS, LOW)
    world.decide(world.safety_reader, article)
    agrees(world)
    board = load_board(latest(article), timezone.now(), world.safety_reader)
    assert any(claim.state is ClaimState.PART_SIGNED for claim in board.claims)
    assert QueueReader.objects.filter(person=world.safety_reader).exists()
    world.decide(world.second_safety_reader, article, [CRISIS], Choice(Outcome.DISMISS, "No claim."))
    agrees(world)


def test_an_author_of_the_same_words_elsewhere_is_an_author_here(world: World) -> None:
    in_review(world, MEDIUM)
    agrees(world)
    world.therapist.groups.add(*world.author.groups.all())
    world.article(MEDIUM, PLAIN, title="Another text", by=type(world.therapist).objects.get(pk=world.therapist.pk))
    assert QueueEntry.objects.get().stamp != QueueEntry.objects.get().computed
    agrees(world)
    assert QueueReader.objects.filter(person=world.therapist).exists()


def test_a_retracted_source_and_a_false_credential_and_a_revocation_are_seen(world: World) -> None:
    source = world.source()
    article = in_review(world, MEDIUM, HIGH, LOW, cited=False)
    other = in_review(world, LOW, title="Another text")
    world.cite(article, source)
    world.decide(world.therapist, article)
    (signed, *_) = world.decide(world.second_therapist, other).decisions
    agrees(world)
    retract_source(world.editor, source.pk, "Withdrawn by its journal.")
    agrees(world)
    revoke(world.second_therapist, signed, "Read it again.")
    agrees(world)
    credential = world.therapist.credentials.get()
    find_credential_false(world.administrator, credential.pk, "The register knows no such number.")
    agrees(world)


def test_flags_dismissals_and_lowering_are_seen(world: World) -> None:
    article = in_review(world, LOW, MEDIUM, PLAIN)
    agrees(world)
    fingerprint = next(row[0] for row in latest(article).segments if row[6] == PLAIN)
    flag(world.therapist, latest(article), fingerprint, [ClaimType.EFFICACY], Risk.HIGH, "It may be read as advice.")
    agrees(world)
    world.decide(world.therapist, article, [LOW], Choice(Outcome.DISMISS, "Nobody acts on it."))
    agrees(world)


def test_time_alone_makes_a_text_wait_again(world: World) -> None:
    article = in_review(world, LOW, MEDIUM)
    world.decide(world.therapist, article, [LOW])
    agrees(world)
    later = timezone.now() + timedelta(days=731)
    assert QueueEntry.objects.get().stale_at < later
    agrees(world, later)


def fresh() -> int:
    """How many entries count as they are."""
    return QueueEntry.objects.filter(computed=F("stamp")).count()


def test_an_act_makes_only_its_own_text_stale(world: World) -> None:
    first, second = in_review(world, LOW, title="First"), in_review(world, MEDIUM, title="Second")
    waiting.refresh(timezone.now())
    assert fresh() == 2
    world.decide(world.therapist, first)
    assert fresh() == 1
    world.decide(world.therapist, second)
    assert fresh() == 0
    waiting.refresh(timezone.now())
    assert fresh() == QueueEntry.objects.count()


def test_one_look_computes_so_many_and_the_next_goes_on_with_new_texts_first(world: World) -> None:
    old = in_review(world, LOW, title="Old")
    waiting.refresh(timezone.now())
    world.decide(world.second_therapist, old, choice=Choice(Outcome.REQUEST_CHANGES, "Say for whom."))
    new = [in_review(world, MEDIUM, title=f"New {number}") for number in range(2)]
    assert waiting.refresh(timezone.now(), 2) == 1
    assert set(QueueEntry.objects.filter(computed=F("stamp")).values_list("article", flat=True)) == {
        article.pk for article in new
    }
    assert waiting.refresh(timezone.now(), 2) == 0
    agrees(world)
