"""Different words for the same thing."""

import pytest

from articles.claims.lexicon import shipped_terms
from articles.search.query import parse
from articles.search.synonyms import FILE, key_of, longest


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("prozac", "fluoxetine"),
        ("FLUOXETINE", "Prozac"),
        ("ssri", "selective serotonin reuptake inhibitor"),
        ("SSRIs", "selective serotonin reuptake inhibitor"),
        ("selective serotonin reuptake inhibitors", "SSRI"),
        ("CBT", "cognitive behavioural therapy"),
        ("anxiety attack", "panic attack"),
        ("high blood pressure", "hypertension"),
        ("hypertension", "high blood pressure"),
        ("sleep apnea", "sleep apnoea"),
        ("generalised anxiety disorder", "generalized anxiety disorder"),
        ("behavior", "behaviour"),
    ],
)
def test_what_is_searched_for_beside_what_was_typed(typed: str, name: str) -> None:
    query = parse(typed)
    assert name in query.also
    assert tuple(word for word in name.replace("-", " ").split()) in [term.words for term in query.groups[0]]


def test_one_brand_does_not_stand_for_another() -> None:
    assert parse("prozac").also == ("fluoxetine",)


def test_the_longest_name_counts() -> None:
    assert longest(["panic", "attack", "river"])[0] == 2
    assert longest(["river"]) == (1, ())


@pytest.mark.parametrize("typed", ["sad", "me", "act", "add", "low mood", "heart attack river"])
def test_ordinary_words_are_no_abbreviations(typed: str) -> None:
    names = parse(typed).also
    assert not {"seasonal affective disorder", "chronic fatigue syndrome", "panic attack", "depression"} & set(names)


def test_every_brand_of_the_lexicon_stands_for_its_medicine() -> None:
    for term in shipped_terms():
        if term.kind == "brand" and term.generic:
            names = longest(term.text.split())[1]
            assert key_of(term.generic) in {key_of(name) for name in names} or term.generic == term.text, term


def test_the_file_has_two_names_on_each_line_and_none_twice() -> None:
    lines = [
        line for line in FILE.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")
    ]
    assert len(lines) > 80
    seen: set[tuple[str, ...]] = set()
    for line in lines:
        keys = [key_of(name) for name in line.split("|")]
        assert len(set(keys)) >= 2, line
        assert not seen & set(keys), line
        seen |= set(keys)
