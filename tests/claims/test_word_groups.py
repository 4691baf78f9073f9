"""Words of one kind: groups as data, and how they are made out of word vectors."""

import pytest

from articles.claims.labels import Unit
from articles.claims.word_groups import GroupsError, read_groups, shipped_groups, shipped_names
from articles.claims.word_groups_build import OFTEN, VectorsError, group, often_seen, read_vectors

LINES = ["4 2", "calm 1 0.1", "soothe 1 0", "bolt 0 1", "nut -0.1 1", "Berlin 1 1", "two-fold 1 1"]


def unit(text: str) -> Unit:
    return Unit("a.md", 0, len(text), text, False, frozenset(), "")


def test_a_line_is_a_group_that_its_first_word_names():
    assert read_groups(["# a note", "calm soothe", "", "bolt"]) == {"calm": ("calm", "soothe"), "bolt": ("bolt",)}


def test_a_word_in_two_groups_is_named():
    with pytest.raises(GroupsError, match="“calm” stands"):
        read_groups(["calm soothe", "quiet calm"])


def test_every_word_of_the_shipped_groups_knows_its_group():
    groups, names = shipped_groups(), shipped_names()
    assert len(names) == sum(map(len, groups.values())) > 10_000
    assert all(name == words[0] for name, words in groups.items())


def test_vectors_are_read_for_single_words_in_lower_case():
    words, vectors = read_vectors(LINES)
    assert words == ["calm", "soothe", "bolt", "nut"]
    assert vectors.shape == (4, 2)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["calm 1 x"], "line 1: a vector is made of numbers"),
        (["calm 1 2", "nut 1"], "line 2: 1 numbers"),
        (["calm"], "line 1: 0 numbers"),
        ([], "no word"),
    ],
)
def test_vectors_that_cannot_be_used_are_refused_with_the_line(lines, said):
    with pytest.raises(VectorsError, match=said):
        read_vectors(lines)


def test_words_that_are_near_stand_together_and_well_known_ones_in_no_group():
    words, vectors = read_vectors(LINES)
    assert sorted(map(sorted, group(words, vectors, (), 2))) == [["bolt", "nut"], ["calm", "soothe"]]
    assert sorted(map(sorted, group(words, vectors, {"calm"}, 2))) == [["bolt", "nut"], ["soothe"]]


def test_a_word_of_many_labelled_sentences_is_well_known():
    units = [unit("A Calm sea, 30 boats.")] * (OFTEN - 1)
    assert often_seen(units) == set()
    assert often_seen([*units, unit("Calm!")]) == {"calm"}
