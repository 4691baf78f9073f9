"""What segments are spared is what would change nothing."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.claims import fingerprints, sentences
from articles.claims.context import base_of, context_digest
from articles.claims.segments import segment
from articles.claims.types import ArticleText
from articles.markup.lines import mark_of

_PIECES = """
a b Ab Dr. e.g. no. end. Why? Stop! ’ ‘ ‛ ʼ “ ” ‟ … é e\u0301 \u00ad \u200b \u2010 Ａ ２ ½ а о № 🙂 → • - 1. (x) [3]
it’s “so.” **Note:** ~~s~~ `c` [l](u)
"""
PIECES = [*_PIECES.split(), "\u00a0", "\u2003", "  ", "\n", "\n- ", "\n\n", "\n# ", "Includes:\n\n- "]
TEXTS = st.lists(st.sampled_from([" ", *PIECES]), max_size=20).map("".join)


@pytest.mark.hypothesis
@given(TEXTS)
def test_quote_marks_are_straightened_one_by_one_as_all_at_once(text: str) -> None:
    table = str.maketrans(fingerprints._QUOTES)
    assert fingerprints.canonical(text) == " ".join(normalize("NFC", text).translate(table).split())


@pytest.mark.hypothesis
@given(TEXTS)
def test_a_few_characters_are_folded_as_many_are(text: str) -> None:
    folded = fingerprints.fold_for_detection(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fingerprints, "_FEW", 0)
        assert fingerprints.fold_for_detection(text) == folded


@pytest.mark.hypothesis
@given(TEXTS, st.integers(0, 12))
def test_where_no_stop_is_no_sentence_ends(text: str, keep_until: int) -> None:
    spans = sentences.sentence_spans(text, keep_until)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sentences, "_may_stop", lambda text: True)
        assert sentences.sentence_spans(text, keep_until) == spans


@pytest.mark.hypothesis
@given(TEXTS.filter(lambda text: text[:1].isalpha()))
def test_a_line_that_begins_with_a_letter_has_no_bullet_arrow_or_dash(text: str) -> None:
    assert mark_of(text) not in ("bullet", "arrow", "dash")


@pytest.mark.hypothesis
@given(TEXTS)
def test_a_segment_has_the_words_and_the_digest_that_it_would_have_alone(text: str) -> None:
    article = ArticleText("Sleep’s “rules”", text, summary="One.  Two.")
    for one in segment(article):
        assert one.text == " ".join(one.text.split())
        assert one.fingerprint == fingerprints.fingerprint(one.words)
        assert one.context_digest == context_digest(base_of(article), one.field, one.context)
        assert any(mark in text for mark in "~`") or one.words == fingerprints.canonical(one.text)
