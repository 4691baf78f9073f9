"""The review as a table: every pair of state and act, also the impossible ones."""

from itertools import product

import pytest

from articles.workflow.states import MOVES, OWNERS, Act, Owner, ReviewState, diagram, state_of_new_revision, target

S, A = ReviewState, Act

ALLOWED = {
    (S.DRAFT, A.SUBMIT): S.IN_REVIEW,
    (S.CHANGES_REQUESTED, A.SUBMIT): S.IN_REVIEW,
    (S.IN_REVIEW, A.RECALL): S.DRAFT,
    (S.IN_REVIEW, A.REQUEST_CHANGES): S.CHANGES_REQUESTED,
    (S.IN_REVIEW, A.APPROVE): S.APPROVED,
    (S.APPROVED, A.REOPEN): S.IN_REVIEW,
    (S.DRAFT, A.SUPERSEDE): S.SUPERSEDED,
    (S.IN_REVIEW, A.SUPERSEDE): S.SUPERSEDED,
    (S.CHANGES_REQUESTED, A.SUPERSEDE): S.SUPERSEDED,
    (S.APPROVED, A.SUPERSEDE): S.SUPERSEDED,
}


@pytest.mark.parametrize(("state", "act"), list(product(ReviewState, Act)))
def test_each_act_leads_where_the_table_says_or_nowhere(state: ReviewState, act: Act) -> None:
    assert target(act, state) is ALLOWED.get((state, act))


def test_no_move_is_listed_twice() -> None:
    assert len({(move.source, move.act) for move in MOVES}) == len(MOVES)


def test_every_state_has_an_owner_and_a_label() -> None:
    assert set(ReviewState) - OWNERS.keys() == set()
    assert all(state.label for state in ReviewState)


def test_every_state_can_be_reached_and_only_the_last_is_an_end() -> None:
    reached = {move.target for move in MOVES} | {ReviewState.DRAFT}
    assert reached == set(ReviewState)
    ends = set(ReviewState) - {move.source for move in MOVES}
    assert ends == {ReviewState.SUPERSEDED}


def test_a_state_that_nobody_owns_asks_nothing_of_anybody() -> None:
    assert [state for state, owner in OWNERS.items() if owner is Owner.NOBODY] == [ReviewState.SUPERSEDED]


@pytest.mark.parametrize("state", [None, *ReviewState])
def test_only_a_revision_in_review_hands_its_place_to_the_next(state: ReviewState | None) -> None:
    expected = ReviewState.IN_REVIEW if state is ReviewState.IN_REVIEW else ReviewState.DRAFT
    assert state_of_new_revision(state) is expected


def test_the_diagram_shows_every_move_and_every_state() -> None:
    text = diagram()
    for move in MOVES:
        assert f"{move.source.value} --> {move.target.value}: {move.act.value}" in text
    for state in ReviewState:
        assert f"| `{state.value}` | {state.label} | {OWNERS[state].value} |" in text
