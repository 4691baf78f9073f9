"""Every rule keeps what its own examples promise."""

import pytest

from articles.claims.apply import apply_rules
from articles.claims.pagechecks import CHECKS
from articles.claims.rules import CLAIM, PAGE, WORDING, Rule, RuleError, shipped_rules
from articles.claims.rules.model import compile_pattern, expand
from articles.claims.ruleset import load_ruleset
from articles.claims.segments import segment
from articles.claims.types import ArticleText, Competence, Severity

RULES = load_ruleset()
PATTERNED = [rule for rule in shipped_rules() if rule.pattern]


def rules_that_hit(text: str) -> set[str]:
    sentences = RULES.reader.sentences(segment(ArticleText(title="", body=text)))
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


#: By family, the numbers of the rules that a text alone can break. The others need sources, people or dates.
DECIDED_BY_TEXT = {
    "S": range(1, 17),
    "C": (1, 2, 3, 5, 6, 7),
    "M": range(1, 21),
    "E": range(1, 19),
    "N": range(1, 10),
    "P": (1, 2, 3, 4, 7),
    "L": range(1, 13),
    "T": range(1, 6),
    "D": range(1, 5),
    "Q": range(1, 6),
    "R": (10,),
}


def test_every_rule_that_a_text_alone_can_break_is_there():
    wanted = {f"{family}{number:02}" for family, numbers in DECIDED_BY_TEXT.items() for number in numbers}
    assert wanted - {rule.id for rule in shipped_rules()} == set()


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


@pytest.mark.parametrize(
    ("text", "rule_id"),
    [
        ("He COMMITTED SUICIDE in May.", "S01"),
        ("He  committed\n suicide in May.", "S01"),
        ("He com\u00admitted suicide in May.", "S01"),
        ("Many self\u2011harmers hide it.", "S13"),
        ("“Attention\u2011seeking”, they said.", "S12"),
        ("Take 50\u00a0mg at night.", "M04"),
        ("Take 50MG at night.", "M04"),
        ("Take 50-mg tablets.", "M04"),
        ("It is 100 % safe.".replace("100 %", "100%"), "M07"),
        ("There are no side\u2011effects.", "M07"),
        ("You don’t need a doctor.", "P03"),
        ("You dont need a doctor.", "P03"),
        ("The mentally\u00a0ill deserve better.", "L03"),
        ("It’s as effective as antidepressants.", "E08"),
        ("FDA\u2011approved for depression.", "M17"),
        ("Call 116\u2011123.", "C03"),
        ("Stop **taking** your *antidepressants*!", "M01"),
        ("STOP TAKING YOUR ANTIDEPRESSANTS", "M01"),
        ("A natural   antidepressant\nalternative.", "E11"),
    ],
)
def test_spacing_hyphens_quote_marks_and_capitals_do_not_hide_words(text, rule_id):
    assert rule_id in rules_that_hit(text)


@pytest.mark.parametrize(
    ("text", "rule_id"),
    [
        ("This doesn't cure depression.", "E01"),
        ("It won’t replace therapy.", "E08"),
        ("We can't guarantee calm.", "E09"),
        ("Our app doesn't diagnose anything.", "P01"),
        ("It isn’t all in your head.", "N06"),
        ("It isn't harmless.", "M07"),
    ],
)
def test_a_contraction_denies_as_the_long_form_does(text, rule_id):
    assert rule_id not in rules_that_hit(text)


@pytest.mark.parametrize(
    "text",
    [
        "CBT in brief\n\nCognitive behavioural therapy is a talking therapy.",
        "Obsessive-compulsive disorder (OCD) is common. OCD can be treated.",
        "OCD, short for obsessive-compulsive disorder, can be treated.",
        "An enzyme (GAD) is made there.",
    ],
)
def test_an_abbreviation_that_is_explained_near_its_first_use_is_left_alone(text):
    assert "Q05" not in rules_that_hit(text)


def test_an_abbreviation_that_is_explained_too_late_is_told_once_at_its_first_use():
    text = "OCD is common. OCD is treated. OCD fades. OCD means obsessive-compulsive disorder."
    sentences = RULES.reader.sentences(segment(ArticleText(title="", body=text)))
    hits = [hit for hit in apply_rules(sentences, RULES) if hit.rule.id == "Q05"]
    assert [(hit.number, hit.start, hit.match) for hit in hits] == [(0, 0, "OCD")]
