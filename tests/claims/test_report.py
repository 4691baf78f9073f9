"""What is shown of a checked file."""

from articles.claims import load_ruleset
from articles.claims.report import Lines, check_text, to_json, to_sarif, to_text
from articles.claims.types import Risk

RULES = load_ruleset()


def test_lines_and_columns_count_from_one_in_code_points():
    lines = Lines("ab\n🌊c\n")
    assert [lines.place(offset) for offset in (0, 2, 3, 4)] == [(1, 1), (1, 3), (2, 1), (2, 2)]


def test_the_missing_claims_of_an_article_alone_are_no_finding_in_the_text():
    checked = check_text("The office moved in May.", "a.md", RULES)
    assert [found.rule for found in checked.analysis.page] == ["R10"]
    assert not checked.has_findings


def test_a_page_rule_is_a_finding():
    assert check_text("Many families know suicide from near.", "a.md", RULES, Risk.HIGH).has_findings


def test_errors_stand_beside_the_documents():
    data = to_json([], [("x.md", "x.md is empty.")], RULES.version)
    assert data == {
        "ruleset": RULES.version,
        "documents": [],
        "errors": [{"path": "x.md", "message": "x.md is empty."}],
    }
    sarif = to_sarif([], [("x.md", "x.md is empty.")], RULES)
    assert sarif["runs"][0]["invocations"][0]["executionSuccessful"] is False


def test_names_of_files_are_escaped_in_sarif():
    checked = check_text("Meditation reduces stress.", "my notes/a b.md", RULES)
    location = to_sarif([checked], [], RULES)["runs"][0]["results"][0]["locations"][0]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "my%20notes/a%20b.md"


def test_numbers_are_spoken_in_the_right_form():
    text = to_text([check_text("Meditation reduces stress.", "a.md", RULES)])
    assert text.startswith("a.md: 1 claim, 0 wording findings, 0 page findings in 1 sentence (3 words)")
