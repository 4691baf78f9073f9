"""The lexicons: what they know, what they must not know, and how terms are found."""

import pytest

from articles.claims.lexicon import (
    FILES,
    FOLDER,
    GENERATED,
    Lexicon,
    Term,
    apply_changes,
    hand_written_terms,
    parse_line,
    shipped_terms,
    spellings,
    stop_words,
)
from articles.claims.types import RulesetChange

LEXICON = Lexicon(shipped_terms())

# A term may hold a medicine as a part of it where the whole means something else.
HIDES_WITH_REASON = {
    "opioid receptor": "a part of the body",
    "cannabinoid receptor": "a part of the body",
    "endogenous opioid": "made by the body",
    "insulin resistance": "a condition",
    "narcotics anonymous": "a group of people",
    "herbal antidepressant": "a herb; supplements ask for the same care",
    "herbal sedative": "a herb; supplements ask for the same care",
    "n-acetylcysteine": "a supplement; supplements ask for the same care",
    "opioid use disorder": "a condition",
    "columbia suicide severity rating scale": "the name of a test",
}


def kinds(text: str) -> list[tuple[str, str]]:
    return [(text[hit.start : hit.end], hit.term.kind) for hit in LEXICON.find(text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("perampanel", "medicine"),
        ("naratriptan", "medicine"),
        ("cytisinicline", "medicine"),
        ("loprazolam", "medicine"),
        ("suzetrigine", "medicine"),
        ("circadin", "brand"),
        ("elvanse", "brand"),
        ("zurzuvae", "brand"),
        ("solpadol", "brand"),
        ("dual orexin receptor antagonist", "class"),
        ("cgrp inhibitors", "class"),
        ("depot injection", "class"),
        ("weight-loss injections", "class"),
        ("dose reduction", "medicine_word"),
        ("serotonin syndrome", "medicine_word"),
        ("magnesium threonate", "supplement"),
        ("ashwaganda", "supplement"),
        ("phenibut", "supplement"),
        ("nervous breakdown", "condition"),
        ("baby blues", "condition"),
        ("winter blues", "condition"),
        ("premenstrual dysphoric disorder", "condition"),
        ("trapped nerve", "condition"),
        ("brain zaps", "symptom"),
        ("tossing and turning", "symptom"),
        ("butterflies in your stomach", "symptom"),
        ("mindfulness-based relapse prevention", "therapy"),
        ("alternate nostril breathing", "therapy"),
        ("internal family systems", "therapy"),
        ("non-sleep deep rest", "therapy"),
        ("default mode network", "body"),
        ("sleep onset latency", "outcome"),
        ("psqi", "test"),
        ("epds", "test"),
        ("audit-c", "test"),
        ("mini-mental state examination", "test"),
        ("crisis resolution team", "crisis"),
        ("life is not worth living", "crisis"),
        ("poison control", "crisis"),
        ("psychological wellbeing practitioner", "professional"),
        ("nicotine pouches", "substance"),
        ("nitazenes", "substance"),
        ("twice a day", "amount"),
        ("an hour before bed", "amount"),
    ],
)
def test_a_term_of_the_field_is_known_as_what_it_is(text: str, kind: str) -> None:
    assert kinds(f"about {text}, then") == [(text, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "the second movement of the sonata",
        "a smooth operation in her tens of thousands",
        "a rough patch, a cabbage patch and the vegetable stall",
        "tapping on the window",
        "blackout blinds",
        "a humble weed under the hawthorn",
        "the economy on shaky ground",
        "the unconscious bias of an unresponsive screen",
        "she visited alexia in norway",
    ],
)
def test_everyday_words_are_no_terms(text: str) -> None:
    assert kinds(text) == []


def test_a_longer_term_that_is_no_whole_word_does_not_hide_a_shorter_one() -> None:
    assert kinds("the greatest anxiety") == [("anxiety", "condition")]
    assert kinds("pain clinician") == [("pain", "symptom"), ("clinician", "professional")]


def test_plurals_are_found_as_english_makes_them() -> None:
    assert [spellings(Term(text, "test"))[-1] for text in ("pouch", "stomach", "allergy", "day", "dose")] == [
        "pouches",
        "stomachs",
        "allergies",
        "days",
        "doses",
    ]
    assert spellings(Term("prozac", "brand")) == ("prozac",)


def test_terms_at_the_ends_of_the_text_and_beside_punctuation_are_found() -> None:
    assert kinds("adhd/anxiety") == [("adhd", "condition"), ("anxiety", "condition")]


def test_no_term_hides_a_medicine_or_a_crisis_word_without_a_reason() -> None:
    careful = {"crisis", "medicine", "brand", "class"}
    inside = Lexicon([term for term in shipped_terms() if term.kind in careful])
    hiding = {
        term.text
        for term in shipped_terms()
        if term.kind not in careful
        for hit in inside.find(term.text)
        if hit.end - hit.start < len(term.text)
    }
    assert hiding == set(HIDES_WITH_REASON)


@pytest.mark.parametrize("kind", FILES)
def test_the_terms_of_a_group_are_sorted(kind: str) -> None:
    terms = [term for term in hand_written_terms() if term.kind == kind]
    for group in {term.group for term in terms}:
        texts = [term.text for term in terms if term.group == group]
        assert texts == sorted(texts), f"{FILES[kind]}: {group}"


def test_the_legal_status_of_every_medicine_brand_and_class_is_written() -> None:
    for kind in ("medicine", "brand", "class"):
        for line in (FOLDER / FILES[kind]).read_text(encoding="utf-8").splitlines():
            if parse_line(line, kind):
                assert line.rsplit("|", 1)[1].strip() in ("pom", "otc"), line


def test_every_generated_medicine_counts_as_prescription_only() -> None:
    written = {term.text for term in hand_written_terms()}
    generated = [term for term in shipped_terms() if term.kind == "medicine" and term.text not in written]
    assert len(generated) > 500
    assert all(term.pom for term in generated)


def test_what_is_written_by_hand_wins_over_what_is_generated() -> None:
    by_hand = {spelling for term in hand_written_terms() for spelling in spellings(term)}
    for kind, name in GENERATED.items():
        lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
        texts = [term.text for line in lines if (term := parse_line(line, kind))]
        assert set(texts) & by_hand == set()
        assert set(texts) & stop_words() == set()
        assert texts == sorted(set(texts))


@pytest.mark.parametrize("name", GENERATED.values())
def test_a_generated_list_names_its_source_version_and_licence(name: str) -> None:
    head = (FOLDER / name).read_text(encoding="utf-8").split("\n\n")[0][:600]
    assert "named-entity-recognition" in head
    assert "MIT License" in head
    assert "CC0" in head or "National Library of" in head


def test_a_medicine_that_somebody_adds_counts_as_prescription_only() -> None:
    (term,) = apply_changes((), [RulesetChange("add_term", "Moonwort", "medicine")])
    assert term == Term("moonwort", "medicine", group="added", pom=True)


def test_an_added_term_has_the_group_generic_and_status_that_were_given() -> None:
    moonwort = RulesetChange("add_term", "Moonwort", "medicine", group="antidepressant", status="otc")
    brand = RulesetChange("add_term", "Moonwortex", "brand", generic="Moonwort")
    assert apply_changes((), [moonwort, brand]) == (
        Term("moonwort", "medicine", group="antidepressant"),
        Term("moonwortex", "brand", generic="moonwort", pom=True),
    )


def test_adding_a_known_term_changes_what_is_named_of_it_and_else_nothing() -> None:
    known = Term("moonwort", "medicine", "antidepressant", pom=True)
    assert apply_changes((known,), [RulesetChange("add_term", "moonwort", "medicine")]) == (known,)
    changed = RulesetChange("add_term", "moonwort", "medicine", group="opioid")
    assert apply_changes((known,), [changed]) == (known._replace(group="opioid"),)


@pytest.mark.parametrize("typed", ["Saint Example’s  wort", "saint example's wort", "SAINT\u00a0EXAMPLE\u2019S WORT"])
def test_a_term_is_found_however_its_quote_marks_and_blanks_were_typed(typed: str) -> None:
    (term,) = apply_changes((), [RulesetChange("add_term", typed, "supplement")])
    assert term.text == "saint example's wort"
    assert apply_changes([term], [RulesetChange("remove_term", typed, "supplement")]) == ()


def test_a_generated_term_can_be_removed_like_any_other() -> None:
    assert any(term.text == "abacavir" for term in shipped_terms())
    left = apply_changes(shipped_terms(), [RulesetChange("remove_term", "abacavir", "medicine")])
    assert not any(term.text == "abacavir" for term in left)


@pytest.mark.parametrize("line", ["", "   ", "# comment", "  # comment", "| only | columns"])
def test_blank_lines_and_comments_are_no_terms(line: str) -> None:
    assert parse_line(line, "condition") is None
