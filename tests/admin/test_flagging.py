"""Flagging what detection missed: a sentence of the list, or words that were selected or pasted."""

from typing import Any

import pytest
from django.http import HttpResponse

from articles.models import Flag
from tests.admin.reviewing import card, client_of, in_review, press, review_url, select, text_of, tree
from tests.world import LOW, PLAIN, World

pytestmark = pytest.mark.django_db

MORE = "The queue is short in the morning. It isn't “far” from the station."


def flagged(world: World, article: Any, **fields: Any) -> HttpResponse:
    """Send the form without a script."""
    data = {
        "do": "flag",
        "anchor": "flag",
        "types": ["advice"],
        "risk": "low",
        "reason": "Readers act on it.",
        **fields,
    }
    return press(client_of(world.therapist), article, data)


def test_words_of_a_sentence_make_the_whole_sentence_a_claim_and_are_named_in_the_reason(world: World) -> None:
    article = in_review(world, LOW, PLAIN)
    page = tree(flagged(world, article, quote="stops  outside the\nlibrary"))
    assert "“stops outside the library”: Readers act on it." in text_of(card(page, PLAIN))


def test_quote_marks_may_be_of_another_shape(world: World) -> None:
    article = in_review(world, LOW, MORE)
    flagged(world, article, quote='It isn’t "far" from')
    assert Flag.objects.get().fingerprint in {claim.fingerprint for claim in world.board(article).claims}


def test_words_over_two_sentences_flag_both(world: World) -> None:
    article = in_review(world, LOW, MORE)
    flagged(world, article, quote="in the morning. It isn't")
    assert Flag.objects.count() == 2


def test_words_that_do_not_stand_in_the_text_are_refused_and_kept_in_the_form(world: World) -> None:
    response = flagged(world, in_review(world, LOW, PLAIN), quote="the moon is far")
    assert response.status_code == 400
    page = tree(response)
    assert "do not stand in the text" in text_of(select(page, "[role=alert]")[0])
    assert select(page, "#flag-quote")[0].text == "the moon is far"
    assert select(page, "#flag-reason")[0].text == "Readers act on it."
    assert not Flag.objects.exists()


def test_words_that_stand_in_two_sentences_ask_for_more_of_them(world: World) -> None:
    response = flagged(world, in_review(world, LOW, PLAIN, "The bus stops at nine."), quote="bus stops")
    assert response.status_code == 400
    assert "2 different places" in response.content.decode()
    assert not Flag.objects.exists()


def test_a_form_without_words_and_without_a_sentence_says_so(world: World) -> None:
    response = flagged(world, in_review(world, LOW, PLAIN))
    assert response.status_code == 400
    assert "Choose a sentence of the list, or paste words" in response.content.decode()


def test_sentences_that_are_no_claims_can_be_found_in_the_text(world: World) -> None:
    page = tree(client_of(world.therapist).get(review_url(in_review(world, PLAIN, LOW))))
    sentences = {item.get("data-sentence"): text_of(item) for item in select(page, ".doc .sentence")}
    listed = {item.get("data-passage"): text_of(item.getparent()) for item in select(page, "#passages input")}
    assert PLAIN in sentences.values()
    assert LOW not in sentences.values()
    assert {key: listed[key] for key in sentences} == sentences
