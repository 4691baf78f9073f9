"""Normalising changes only what cannot change meaning."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.claims.fingerprints import (
    MARKERS,
    canonical,
    fingerprint,
    fold_for_detection,
    fold_with_offsets,
    plain,
)
from articles.claims.segments import segment
from articles.claims.types import ArticleText


def body_words(source: str) -> list[str]:
    return [found.words for found in segment(ArticleText(title="", body=source))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Walking  lowers\n stress.", "Walking lowers stress."),
        ("Walking\u00a0lowers stress.", "Walking lowers stress."),
        ("It isn’t a cure.", "It isn't a cure."),
        ("A “calm” mind.", 'A "calm" mind.'),
        ("Caf\u00e9 rest.", "Cafe\u0301 rest."),
        ("Walking **lowers** stress.", "Walking *lowers* stress."),
        ("__Walking__ lowers stress.", "Walking lowers stress."),
        ("Walking [lowers](/a) stress.", "Walking lowers stress."),
        ("Walking lowers\nstress.", "Walking lowers stress."),
        ("Walking &amp; rest\\.", "Walking & rest."),
    ],
)
def test_layout_and_emphasis_change_no_fingerprint(one, other):
    assert body_words(one) == body_words(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It is safe.", "It is not safe."),
        ("Take 10 mg.", "Take 100 mg."),
        ("Take 1.0 mg.", "Take 10 mg."),
        ("Take 10 mg.", "Take 10 g."),
        ("Take 10 mg.", "Take 10 MG."),
        ("Helps adults.", "Helps people."),
        ("It may help.", "It might help."),
        ("Works faster.", "Works faster than rest."),
        ("It helps.", "It helps!"),
        ("It helps.", "It helps"),
        ("Rest - then walk.", "Rest – then walk."),
        ("US guidance.", "us guidance."),
        ("It helps.", "It hel\u200bps."),
        ("It helps.", "It he\u00adlps."),
        ("It helps.", "It h\u0435lps."),
        ("It is ~~not~~ safe.", "It is not safe."),
        ("Take `10` mg.", "Take 10 mg."),
        ("10^2^ times.", "102 times."),
        ("H~2~ blockers.", "H2 blockers."),
        ("x^2^", "x~2~"),
        ("It is «safe».", 'It is "safe".'),
        ("5′ walk.", "5' walk."),
    ],
)
def test_a_change_that_could_change_meaning_changes_the_fingerprint(one, other):
    assert body_words(one) != body_words(other)


def test_a_fingerprint_names_its_version_and_is_a_sha_256():
    assert fingerprint("It helps.") == "v1:72494ccc66396b1dd2442f5d3f98541995b119b1beffd30794eceda128670d02"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_normalising_twice_is_normalising_once(text):
    assert canonical(canonical(text)) == canonical(text)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_normalising_keeps_every_character_but_space_quotes_and_composition(text):
    kept = canonical(text)
    quotes = str.maketrans("‘’‛ʼ“”‟", "''''\"\"\"")
    assert "".join(kept.split()) == "".join(normalize("NFC", text).translate(quotes).split())


def test_markers_cannot_be_typed_and_leave_no_trace_in_plain_words():
    (words,) = body_words("It is ~~not~~ `safe` H~2~O x^2^.")
    assert plain(words) == "It is not safe H2O x2."
    assert len({mark for pair in MARKERS.values() for mark in pair}) == 8


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("ser\u200btraline", "sertraline"),
        ("ser\u00adtraline", "sertraline"),
        ("s\u0435rtr\u0430line", "sertraline"),
        ("\u0455\u0435\u0455", "ses"),
        ("ｓｅｒｔｒａｌｉｎｅ １０", "sertraline 10"),
        ("𝐬𝐞𝐫traline", "sertraline"),
        ("don’t", "don't"),
        ("10\u00a0mg", "10 mg"),
        ("non\u2011drug", "non-drug"),
        ("β-blocker", "β-blocker"),
        ("5 μg", "5 μg"),
        ("10²", "10²"),
        ("½ tablet", "½ tablet"),
        ("naïve", "naïve"),
        ("Москва", "Москва"),
    ],
)
def test_detection_reads_what_a_careful_reader_would(typed, read):
    assert fold_for_detection(typed) == read


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_each_folded_character_knows_where_it_came_from(text):
    folded, offsets = fold_with_offsets(text)
    assert len(folded) == len(offsets)
    assert list(offsets) == sorted(set(offsets))
    for char, at in zip(folded, offsets, strict=True):
        if char == text[at] or char.isspace():
            continue
        assert not text[at].isascii()
