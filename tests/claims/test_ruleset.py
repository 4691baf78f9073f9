"""The rule set: lexicons, people's changes, and one version for one behaviour."""

import pytest

from articles.claims import analyse, load_ruleset
from articles.claims.lexicon import FILES, FOLDER, Lexicon, Term, parse_line, shipped_terms
from articles.claims.ruleset import BASE_VERSION
from articles.claims.types import ArticleText, RulesetChange


def test_the_shipped_rule_set_has_a_version_without_changes():
    assert load_ruleset().version == f"{BASE_VERSION}+base"


def test_a_change_changes_the_version_and_the_order_of_changes_does_not():
    first = RulesetChange("add_term", "moonwort", "medicine")
    second = RulesetChange("switch_off", "L06")
    version = load_ruleset([first, second]).version
    assert version == load_ruleset([second, first]).version
    assert version.split("+")[0] == BASE_VERSION
    assert len(version.split("+")[1]) == 8
    assert version != load_ruleset([first]).version


def test_a_note_on_a_change_does_not_change_the_version():
    assert (
        load_ruleset([RulesetChange("switch_off", "L06", note="too noisy")]).version
        == load_ruleset([RulesetChange("switch_off", "L06")]).version
    )


def test_loading_the_same_changes_twice_gives_the_same_object():
    change = RulesetChange("add_term", "moonwort", "medicine")
    assert load_ruleset([change]) is load_ruleset((change,))


def test_an_added_medicine_is_found_by_the_rules():
    text = ArticleText(title="", body="You should try moonwort. Moonwort helps with anxiety.")
    ruleset = load_ruleset([RulesetChange("add_term", "Moonwort", "medicine")])
    found = analyse(text, ruleset)
    assert [claim.medicine for claim in found.claims] == [True, True]
    assert "M06" in found.claims[0].blocking
    assert found.mentions.substances == ("moonwort",)
    assert analyse(text).mentions.substances == ()


def test_a_removed_term_is_no_longer_found():
    text = ArticleText(title="", body="Lithium was mined here.")
    ruleset = load_ruleset([RulesetChange("remove_term", "lithium", "medicine")])
    assert analyse(text).mentions.substances == ("lithium",)
    assert analyse(text, ruleset).mentions.substances == ()


def test_a_rule_that_is_switched_off_is_silent():
    text = ArticleText(title="", body="He committed suicide.", kind="article")
    assert "S01" in {found.rule for found in analyse(text).wording}
    quiet = analyse(text, load_ruleset([RulesetChange("switch_off", "S01"), RulesetChange("switch_off", "C01")]))
    assert "S01" not in {found.rule for found in quiet.wording}
    assert "C01" not in {found.rule for found in quiet.page}


@pytest.mark.parametrize(
    "change",
    [
        RulesetChange("switch_off", "Z99"),
        RulesetChange("explode", "S01"),
        RulesetChange("add_term", "x", "no_such_lexicon"),
        RulesetChange("add_term", "   ", "medicine"),
    ],
)
def test_a_change_that_means_nothing_is_refused_and_not_ignored(change):
    with pytest.raises(ValueError):
        load_ruleset([change])


@pytest.mark.parametrize("kind", FILES)
def test_a_lexicon_file_holds_lower_case_terms_once(kind):
    lines = (FOLDER / FILES[kind]).read_text(encoding="utf-8").splitlines()
    terms = [term.text for line in lines if (term := parse_line(line, kind))]
    assert terms
    assert [text for text in terms if text != text.lower() or text != " ".join(text.split())] == []
    assert sorted({text for text in terms if terms.count(text) > 1}) == []


def test_every_brand_leads_to_a_medicine_that_is_known():
    known = {term.text for term in shipped_terms() if term.kind == "medicine"}
    assert [term.text for term in shipped_terms() if term.kind == "brand" and term.generic not in known] == []


def found(text: str, *terms: Term) -> list[tuple[str, str]]:
    return [(hit.term.kind, text[hit.start : hit.end]) for hit in Lexicon(terms).find(text)]


def test_the_longest_term_wins():
    terms = (Term("pain", "symptom"), Term("chest pain", "symptom"), Term("chest", "body"))
    assert found("a chest pain", *terms) == [("symptom", "chest pain")]


def test_terms_match_whole_words_only():
    assert found("stereo and tern", Term("tern", "medicine"), Term("ste", "body")) == [("medicine", "tern")]


def test_plurals_and_curly_apostrophes_are_found():
    terms = (Term("allergy", "condition"), Term("st john's wort", "supplement"))
    assert found("allergies and st john’s wort", *terms) == [
        ("condition", "allergies"),
        ("supplement", "st john’s wort"),
    ]


def test_where_two_lexicons_share_a_spelling_the_more_careful_kind_wins():
    assert found("kava", Term("kava", "outcome"), Term("kava", "supplement")) == [("supplement", "kava")]
