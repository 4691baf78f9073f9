"""What is shown of a checked file."""

from articles.claims import load_ruleset
from articles.claims.report import Lines, check_text, to_json, to_text
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


def test_numbers_are_spoken_in_the_right_form():
    text = to_text([check_text("Meditation reduces stress.", "a.md", RULES)])
    assert text.startswith("a.md: 1 claim, 0 wording findings, 0 page findings in 1 sentence (3 words)")


def test_the_findings_of_several_files_are_summed_up_and_lost_files_counted():
    files = [check_text("Meditation reduces stress.", name, RULES) for name in ("a.md", "b.md")]
    assert to_text(files).endswith("\n\n2 files: 2 claims, 0 wording findings, 0 page findings")
    assert to_text(files[:1], unread=1).endswith("0 page findings; 1 file could not be read")


def test_advice_on_long_sentences_is_no_finding_that_fails_a_run():
    checked = check_text("We walked " + "and walked " * 14 + "home.", "a.md", RULES)
    assert [found.rule for found in checked.page] == ["Q04", "R10"]
    assert not checked.has_findings


def test_a_high_threshold_leaves_out_page_findings_of_lower_severity():
    text = "We walked " + "and walked " * 14 + "home. Many families know suicide from near."
    rules = [
        found["rule"] for found in to_json([check_text(text, "a.md", RULES, Risk.HIGH)], [], "")["documents"][0]["page"]
    ]
    assert "C01" in rules
    assert "Q04" not in rules
