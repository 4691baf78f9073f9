"""What the model sees of a sentence beside its own words: its neighbours and the section it stands in."""

from articles.claims.features import Seen, features
from articles.claims.ruleset import load_ruleset
from articles.claims.segments import segment
from articles.claims.types import ArticleText


def seen(body: str) -> list[Seen]:
    reader = load_ruleset().reader
    return features(reader.sentences(segment(ArticleText("", body))), reader)


def test_a_sentence_sees_those_before_and_behind_it_in_its_block_and_no_others():
    first, second, third, other = seen("Avoid alcohol. It may harm you. My sister laughed.\n\nAsk your doctor.")
    assert first.before == frozenset()
    assert "directive" in second.before
    assert {"firstperson", "story"} & second.after
    assert "harm" in third.before
    assert third.after == frozenset()
    assert other.before == frozenset()
    assert {"b:directive", "a:firstperson"} <= set(second.all())


def test_sentences_under_one_heading_share_what_their_section_is_like():
    story = "My sister laughed. I was late. She went home. We had cake."
    found = seen(f"## One\n\n{story}\n\n## Two\n\nDepression is common. Pain can last. Anxiety may return.")
    one, two = found[1], found[-1]
    assert "sec:story2" in one.names
    assert "sec:health0" in one.names
    assert {"sec:story0", "sec:health3"} <= two.names


def test_a_section_of_two_sentences_is_like_nothing():
    assert not any(name.startswith("sec:") for name in seen("## One\n\nI was late. She went home.")[1].names)
