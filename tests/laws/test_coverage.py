"""The whole text is signed too: detection is no proof of absence."""

from typing import Any

import pytest
from django.utils import timezone

from articles.models import Attestation
from articles.publishing.consequences import revoke_attestation
from articles.review.attesting import delta
from articles.review.errors import BadInput, NotAllowed
from articles.review.transitions import submit
from tests.world import LOW, PLAIN, World, days, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

SECOND = "The second bus is number nine."
THIRD = "The river is quiet in spring."


def shown(world: World, article: Any) -> dict[str, list[str]]:
    """What a delta attestation would show, as texts."""
    found = delta(world.board(article))
    return {name: [row[6] for row in found[name]] for name in ("added", "removed", "moved")}


def signed_once(world: World, *sentences: str) -> Any:
    article = world.article(*sentences)
    world.settle(article)
    return article


def test_what_was_added_removed_and_moved_is_shown_and_nothing_else(world: World) -> None:
    article = signed_once(world, LOW, PLAIN, SECOND)
    world.save(article, LOW, PLAIN, SECOND, THIRD)
    assert shown(world, article) == {"added": [THIRD], "removed": [], "moved": []}
    world.save(article, LOW, PLAIN)
    assert shown(world, article) == {"added": [], "removed": [SECOND], "moved": []}
    world.save(article, PLAIN, LOW, SECOND)
    changed = shown(world, article)
    assert (changed["added"], changed["removed"]) == ([], [])
    assert set(changed["moved"]) == {LOW, PLAIN}


def test_the_gate_waits_until_an_added_passage_is_attested(world: World) -> None:
    article = signed_once(world, LOW)
    world.save(article, LOW, THIRD)
    board = world.board(article)
    assert [row[6] for row in board.coverage.uncovered] == [THIRD]
    submit(world.author, latest(article))
    assert latest(article).state == "in_review"
    world.attest(world.second_therapist, article, "delta")
    assert latest(article).state == "approved"
    assert world.publish(article)


def test_a_moved_passage_under_the_same_heading_stays_covered_and_under_another_does_not(world: World) -> None:
    article = signed_once(world, "## Morning", LOW, PLAIN, "## Evening", SECOND)
    world.save(article, "## Morning", PLAIN, LOW, "## Evening", SECOND)
    assert world.board(article).coverage.complete
    world.save(article, "## Morning", LOW, "## Evening", PLAIN, SECOND)
    assert [row[6] for row in world.board(article).coverage.uncovered] == [PLAIN]


def test_a_swapped_picture_is_not_covered(world: World) -> None:
    one, two = (f"![A bench by the river](/media/articles/{digit * 64}.png)" for digit in "ab")
    article = world.article(LOW, one)
    world.attest(world.therapist, article)
    assert world.board(article).coverage.complete
    world.save(article, LOW, two)
    coverage = world.board(article).coverage
    assert coverage.uncovered_images == ["b" * 64]
    world.attest(world.therapist, article, "delta")
    assert world.board(article).coverage.complete
    world.save(article, LOW, one)
    assert world.board(article).coverage.complete


def test_a_delta_needs_a_whole_text_signed_before(world: World) -> None:
    article = world.article(LOW)
    with pytest.raises(BadInput):
        world.attest(world.therapist, article, "delta")
    with pytest.raises(BadInput):
        world.attest(world.therapist, article, "half")


def test_only_a_full_attestation_moves_the_date_of_the_last_review(world: World) -> None:
    article = signed_once(world, LOW)
    first = world.publish(article)
    world.save(article, LOW, THIRD)
    submit(world.author, latest(article))
    world.attest(world.second_therapist, article, "delta")
    second = world.publish(article, change_note="A note on the river.")
    assert second.last_reviewed == first.last_reviewed
    assert second.change_note == "A note on the river."
    world.save(article, LOW, THIRD, SECOND)
    submit(world.author, latest(article))
    world.attest(world.second_therapist, article)
    assert world.publish(article).last_reviewed > second.last_reviewed


def test_a_delta_covers_what_it_showed_and_falls_back_with_the_signature_it_stood_on(world: World) -> None:
    article = world.article(LOW, PLAIN)
    world.decide(world.therapist, article)
    world.attest(world.therapist, article)
    world.save(article, LOW, PLAIN, SECOND)
    world.attest(world.second_therapist, article)
    world.save(article, LOW, PLAIN, SECOND, THIRD)
    world.attest(world.prescriber, article, "delta")
    assert world.board(article).coverage.complete
    assert len(Attestation.objects.get(kind="delta").pairs) == 1
    revoke_attestation(
        world.second_therapist, Attestation.objects.get(by=world.second_therapist), "I overlooked something."
    )
    assert [row[6] for row in world.board(article).coverage.uncovered] == [SECOND]


def test_a_revoked_signature_on_the_whole_text_covers_nothing(world: World) -> None:
    article = signed_once(world, LOW)
    row = Attestation.objects.get()
    with pytest.raises(NotAllowed):
        revoke_attestation(world.prescriber, row, "Not mine.")
    revoke_attestation(world.therapist, row, "I overlooked something.")
    assert world.board(article).coverage.full is None
    assert latest(article).state == "in_review"


def test_who_signed_claims_may_sign_the_whole_text(world: World) -> None:
    article = world.article(LOW)
    world.decide(world.therapist, article)
    assert world.attest(world.therapist, article).attested


def test_stating_that_there_are_no_claims_is_refused_where_there_are(world: World) -> None:
    article = world.article(LOW)
    with pytest.raises(BadInput):
        world.attest(world.therapist, article, no_claims=True)


def test_a_later_signature_on_a_newer_text_does_not_uncover_the_one_that_is_scheduled(world: World) -> None:
    article = signed_once(world, LOW, PLAIN)
    row = world.publish(article, live_from=timezone.now() + days(1))
    world.save(article, LOW)
    world.attest(world.second_therapist, article)
    world.decide(world.second_therapist, article, [LOW])
    row.refresh_from_db()
    assert row.live_until is None
