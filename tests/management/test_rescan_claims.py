"""A new rule never rewrites history: it opens what it newly hits, and says so."""

import pytest

from articles.models import Publication
from articles.review.rulesets import propose_rule_change
from tests.management.commands import run
from tests.world import PLAIN, World, latest

pytestmark = pytest.mark.django_db


def test_nothing_new_opens_nothing(world: World) -> None:
    world.published()
    ran = run("rescan_claims")
    assert ran.status == 0
    assert ran.out == "No claim is newly open.\n"


def test_a_new_term_opens_the_sentences_it_hits_and_leaves_the_page_live(world: World) -> None:
    sentence = "Zorbaxine can ease the pain."
    article = world.published(PLAIN, slug="the-library")
    world.save(article, PLAIN, sentence)
    before = {claim.claim.text: claim.risk for claim in world.board(article).claims}
    propose_rule_change(world.editor, "add_term", "zorbaxine", "A new medicine.", lexicon="medicine")
    ran = run("rescan_claims")
    assert ran.status == 0
    after = {claim.claim.text: claim.risk for claim in world.board(article).claims}
    assert after != before
    assert Publication.objects.get().live_until is None
    assert run("rescan_claims").out == "No claim is newly open.\n"


def test_it_names_the_article_and_the_words(world: World) -> None:
    sentence = "The bus to Zorbaxine stops outside."
    article = world.article(PLAIN, sentence, slug="the-bus")
    assert world.board(article).claims == []
    propose_rule_change(world.editor, "add_term", "zorbaxine", "A new medicine.", lexicon="medicine")
    ran = run("rescan_claims")
    assert f"the-bus, revision {latest(article).number}: 1 newly open\n  “{sentence}”\n" in ran.out
