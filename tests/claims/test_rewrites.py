"""Ready words for findings of wording: putting them in takes the finding away and brings no other."""

import pytest

from articles.claims import analyse, load_ruleset
from articles.claims.rewrites import rewrite, rules_with_rewrites
from articles.claims.rules.model import WORDING
from articles.claims.types import ArticleText

RULES = {rule.id: rule for rule in load_ruleset().rules}


def wording(text: str) -> list[tuple[str, str, int, int]]:
    found = analyse(ArticleText("", text)).wording
    return [(item.rule, item.match, item.start, item.end) for item in found]


@pytest.mark.parametrize("rule", sorted(rules_with_rewrites()))
def test_a_rewrite_takes_its_finding_away_and_brings_no_other(rule: str) -> None:
    assert RULES[rule].kind == WORDING
    tried = 0
    for sentence in RULES[rule].hits:
        before = wording(sentence)
        for _, match, start, end in [item for item in before if item[0] == rule]:
            assert sentence[start:end] == match
            new = rewrite(rule, match)
            if new:
                tried += 1
                after = wording(sentence[:start] + new + sentence[end:])
                assert {item[0] for item in after} <= {item[0] for item in before} - {rule}, (match, new, after)
    assert tried, "no example of the rule has a rewrite"


@pytest.mark.parametrize(
    ("rule", "match", "new"),
    [
        ("S01", "Committed suicide", "Died by suicide"),
        ("S01", "committing suicide", "dying by suicide"),
        ("M05", ".5 mg", "0.5 mg"),
        ("M18", "Valium", "Diazepam"),
        ("L01", "suffers from depression", "has depression"),
        ("L01", "Migraine sufferers", "People with migraine"),
        ("Q05", "CBT", "cognitive behavioural therapy (CBT)"),
        ("S10", "the only way out", ""),
        ("no such rule", "words", ""),
    ],
)
def test_the_words_fit_those_that_were_found(rule: str, match: str, new: str) -> None:
    assert rewrite(rule, match) == new
