"""How hard a text is to read."""

import pytest

from articles.claims import readability
from articles.claims.counted import counted, counts, syllables


def advice(sentences: list[str]) -> str:
    return readability.advice(sentences, [*map(counted, sentences)])


@pytest.mark.parametrize(
    ("word", "count"),
    [("calm", 1), ("the", 1), ("breathe", 1), ("little", 2), ("therapy", 3), ("née", 1), ("hmm", 1)],
)
def test_syllables_are_counted_as_they_are_spoken(word, count):
    assert syllables(word) == count


def test_a_short_text_has_no_grade():
    assert readability.grade(["We rest."]) is None
    assert readability.grade([]) is None


def test_longer_sentences_and_longer_words_raise_the_grade():
    easy = ["We sit and rest in the sun."] * 20
    long = [" ".join(easy[:4])] * 5
    hard = ["Psychopharmacological interventions necessitate individualised consideration."] * 20
    grades = [readability.grade(text) for text in (easy, long, hard)]
    assert None not in grades
    assert grades == sorted(grades)
    assert grades[0] < readability.GRADE < grades[2]


def test_numbers_are_no_words():
    assert counts([counted("Take 20 of 30, or 4.5%.")]) == (7, 3, 3)


def test_counts_of_texts_add_up_and_long_pieces_count_as_short_ones_do():
    texts = ["A well-known   word.", "su-per" * 20, "", "née 5"]
    assert counts(map(counted, texts)) == counts([counted(" ".join(texts))])
    assert counts([counted("la-" * 40 + "la")]) == (1, 1, 1 + 40)


def test_nothing_is_said_of_a_text_that_is_easy():
    assert advice(["We sit and rest in the sun."] * 30) == ""


def test_a_hard_text_is_told_its_grade():
    assert "school year" in advice(["Psychopharmacological interventions necessitate consideration."] * 30)
