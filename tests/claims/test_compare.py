"""What a new text does to the claims of an old one."""

import pytest

from articles.claims import analyse
from articles.claims.compare import Comparison, Why, compare
from articles.claims.types import Analysis, ArticleText

YOGA = "Yoga eases back pain."
CALM = "Meditation may reduce anxiety."
WALK = "Walking lifts your mood."
BUS = "The bus stops outside the library."


def analysed(*paragraphs: str, **parts: str) -> Analysis:
    return analyse(ArticleText(**{"title": "", "body": "\n\n".join(paragraphs), **parts}))


def told(old: Analysis, new: Analysis) -> dict[str, list]:
    """A comparison in words."""
    found = compare(old, new)
    return {
        "lapsed": [
            (old.segments[one.claim.segment].text, one.why, [new.segments[number].text for number in one.now])
            for one in found.lapsed
        ],
        "new": [new.segments[claim.segment].text for claim in found.new],
        "moved": [old.segments[one.claim.segment].text for one in found.moved],
    }


def test_an_equal_text_changes_nothing():
    text = analysed(YOGA, BUS, CALM)
    assert compare(text, text) == Comparison((), (), (), 2)
    assert not compare(text, text).asks


def test_changed_words_lapse_and_the_new_words_are_not_told_twice():
    changed = "Meditation will reduce anxiety."
    assert told(analysed(YOGA, CALM), analysed(YOGA, changed)) == {
        "lapsed": [(CALM, Why.WORDS, [changed])],
        "new": [],
        "moved": [],
    }


def test_a_changed_sentence_beside_it_changes_the_context():
    old, new = analysed(f"{CALM} {BUS}"), analysed(f"{CALM} The tram stops outside the library.")
    assert told(old, new)["lapsed"] == [(CALM, Why.CONTEXT, [CALM])]


def test_another_heading_changes_the_context():
    old, new = analysed("## Help", CALM), analysed("## Harm", CALM)
    assert told(old, new) == {"lapsed": [(CALM, Why.CONTEXT, [CALM])], "new": [], "moved": []}


def test_another_title_changes_every_context():
    found = compare(analysed(YOGA, CALM, title="Calm"), analysed(YOGA, CALM, title="Rest"))
    assert [one.why for one in found.lapsed] == [Why.CONTEXT, Why.CONTEXT]


def test_what_is_taken_out_is_gone_and_what_comes_is_new():
    assert told(analysed(YOGA, CALM), analysed(YOGA, WALK)) == {
        "lapsed": [(CALM, Why.GONE, [])],
        "new": [WALK],
        "moved": [],
    }


def test_a_paragraph_that_moved_under_the_same_heading_keeps_its_sign_off():
    found = compare(analysed(YOGA, CALM, WALK), analysed(CALM, WALK, YOGA))
    assert not found.asks
    assert told(analysed(YOGA, CALM, WALK), analysed(CALM, WALK, YOGA))["moved"] == [YOGA]
    assert found.unchanged == 2


def test_one_of_two_equal_sentences_may_go():
    found = compare(analysed(YOGA, BUS, YOGA), analysed(YOGA, BUS))
    assert not found.asks


def test_a_second_equal_sentence_needs_no_sign_off_of_its_own():
    assert not compare(analysed(YOGA, BUS), analysed(YOGA, BUS, YOGA)).asks


def test_a_claim_beside_a_plain_sentence_is_new():
    assert told(analysed("The library opens at ten."), analysed("The library opens at ten. Therapy helps with sleep."))[
        "new"
    ] == ["Therapy helps with sleep."]


def test_the_parts_of_a_split_sentence_stand_beside_the_old_one():
    old = analysed("Yoga eases back pain in adults, and meditation may reduce anxiety in students.")
    new = analysed("Yoga eases back pain in adults.\n\nMeditation may reduce anxiety in students.")
    ((_, why, now),) = told(old, new)["lapsed"]
    assert why is Why.WORDS
    assert len(now) == 2
    assert told(old, new)["new"] == []


@pytest.mark.parametrize("gone", [True, False])
def test_a_text_that_does_not_exist_is_an_empty_one(gone):
    text, nothing = analysed(YOGA, CALM), analysed("")
    found = compare(text, nothing) if gone else compare(nothing, text)
    assert len(found.lapsed) == (2 if gone else 0)
    assert len(found.new) == (0 if gone else 2)
