"""Every rule keeps what its own examples promise."""

import pytest

from articles.claims.apply import apply_rules
from articles.claims.pagechecks import CHECKS
from articles.claims.reading import read
from articles.claims.rules import CLAIM, PAGE, WORDING, Rule, RuleError, shipped_rules
from articles.claims.rules.model import compile_pattern, expand
from articles.claims.ruleset import load_ruleset
from articles.claims.segments import segment
from articles.claims.types import ArticleText, Competence, Severity

RULES = load_ruleset()
PATTERNED = [rule for rule in shipped_rules() if rule.pattern]


def rules_that_hit(text: str) -> set[str]:
    sentences = read(segment(ArticleText(title="", body=text)), RULES.lexicon, RULES.generic_groups)
    return {hit.rule.id for hit in apply_rules(sentences, RULES)}


@pytest.mark.parametrize(
    ("rule", "example"),
    [(rule, text) for rule in PATTERNED for text in rule.hits],
    ids=lambda value: getattr(value, "id", None),
)
def test_a_rule_hits_its_examples(rule, example):
    assert rule.id in rules_that_hit(example)


@pytest.mark.parametrize(
    ("rule", "example"),
    [(rule, text) for rule in PATTERNED for text in rule.misses],
    ids=lambda value: getattr(value, "id", None),
)
def test_a_rule_leaves_its_counter_examples_alone(rule, example):
    assert rule.id not in rules_that_hit(example)


def test_every_rule_says_why_and_what_instead():
    incomplete = [
        rule.id for rule in shipped_rules() if not (rule.title and rule.message and rule.suggestion and rule.source)
    ]
    assert incomplete == []


def test_every_patterned_rule_has_at_least_two_examples_each_way():
    assert [rule.id for rule in PATTERNED if len(rule.hits) < 2 or len(rule.misses) < 2] == []


def test_page_rules_and_their_checks_match_one_to_one():
    assert {rule.id for rule in shipped_rules() if rule.kind == PAGE} == set(CHECKS)


def test_every_rule_has_one_of_three_kinds():
    assert {rule.kind for rule in shipped_rules()} == {CLAIM, WORDING, PAGE}


@pytest.mark.parametrize(
    "rule_id",
    [
        "S01",
        "S02",
        "S03",
        "S06",
        "S07",
        "S09",
        "C01",
        "C02",
        "C03",
        "C05",
        "M01",
        "M03",
        "M04",
        "M06",
        "M08",
        "M09",
        "M12",
        "M13",
        "E01",
        "E02",
        "E03",
        "E08",
        "E09",
        "E15",
        "E17",
        "N01",
        "N04",
        "P01",
        "P02",
        "L01",
        "L03",
        "T01",
        "D01",
        "R10",
    ],
)
def test_the_first_set_of_rules_is_there(rule_id):
    assert RULES.rule(rule_id).id == rule_id


def test_a_pattern_that_could_run_for_ever_is_refused():
    with pytest.raises(RuleError, match="not usable"):
        compile_pattern(r"(?<!not )stop")


def test_a_rule_without_examples_is_refused():
    with pytest.raises(RuleError, match="examples"):
        Rule("X1", "t", CLAIM, Severity.LOW, ("ED",), "m", pattern="x")


def test_a_rule_with_an_unknown_role_is_refused():
    with pytest.raises(RuleError, match="role"):
        Rule("X1", "t", PAGE, Severity.LOW, ("QQ",), "m")


def test_a_gap_never_crosses_the_end_of_a_sentence():
    assert "M15" not in rules_that_hit("This course is for teenagers. Fluoxetine is an antidepressant.")
    assert "M15" in rules_that_hit("This course tells teenagers that fluoxetine is fine.")


def test_a_gap_is_as_long_as_it_says():
    assert expand("a{GAP7}b") == "a[^\\x00]{0,7}b"


def test_the_signer_of_an_efficacy_claim_follows_the_treatment():
    rule = RULES.rule("E02")
    assert rule.competences(medicine=False) == {Competence.CLINICAL}
    assert rule.competences(medicine=True) == {Competence.PRESCRIBING}


def test_a_rule_with_a_legal_role_asks_for_an_acknowledgement():
    assert RULES.rule("P01").acknowledge(medicine=False)
    assert not RULES.rule("M04").acknowledge(medicine=True)


def test_look_alike_letters_and_hidden_characters_do_not_hide_words():
    assert "M01" in rules_that_hit("Throw away your antidepr\u200bessants.")
    assert "S01" in rules_that_hit("He comm\u00aditted suic\u0456de.")


def test_emphasis_does_not_hide_words():
    assert "M06" in rules_that_hit("You could **switch to** *nortriptyline*.")


def test_a_question_is_not_held_against_the_writer_unless_it_describes_a_method():
    assert "E01" not in rules_that_hit("Can meditation cure depression?")
    assert "S06" in rules_that_hit("Did he really jump off a bridge?")


@pytest.mark.parametrize(
    ("text", "rule_id"),
    [
        ("Not only does yoga help, it cures depression.", "E01"),
        ("Research proves that yoga cures depression.", "E01"),
        ("Come off your antidepressants at once, your doctor does not know you.", "M01"),
        ("This tea is not just calming but works as well as antidepressants.", "E08"),
    ],
)
def test_a_negation_elsewhere_does_not_excuse_a_sentence(text, rule_id):
    assert rule_id in rules_that_hit(text)


@pytest.mark.parametrize(
    "text",
    [
        "Never stop taking antidepressants without talking to your prescriber.",
        "Stopping suddenly can cause withdrawal: an antidepressant is reduced in stages with your doctor.",
        "Some people under 25 have more suicidal thoughts in the first weeks of an antidepressant.",
        "Talk to your doctor before you stop, start or change any medicine.",
        "This article cannot tell whether you have depression.",
        "Meditation is not a replacement for therapy or medicine.",
    ],
)
def test_careful_wording_hits_no_blocking_rule(text):
    blocking = {rule.id for rule in shipped_rules() if rule.blocking}
    assert rules_that_hit(text) & blocking == set()
