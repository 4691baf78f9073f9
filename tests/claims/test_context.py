"""What counts as context, and what does not (docs/sign-off-model.md)."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.claims.context import MAX_NEIGHBOURS, context_digest, neighbours_of
from articles.claims.segments import segment
from articles.claims.types import ArticleText, Context, Field, Segment

ARTICLE = ArticleText(
    title="Sleep and rest",
    summary="Rest helps you sleep.",
    meta_description="How rest helps.",
    body="""Sleep comes and goes. Rest helps.

## In adults

A short walk lowers stress. It also lifts mood. See [the guide](/guide).

Signs of tiredness include:

- yawning
- slow thinking
  - at work
- low mood

### At night

![A dark room](/media/room.png "A room for sleep.")

Table: Hours of sleep

| Age | Hours |
|-----|-------|
| 18  | 8     |
| 65  | 7     |

::: dont Never
- drink alcohol to sleep
:::

Most people sleep well.[^a]

[^a]: Not in hot weather.
""",
)


def digests(article: ArticleText) -> dict[tuple[str, int], str]:
    """Context digest by words and turn."""
    found: dict[tuple[str, int], str] = {}
    for item in segment(article):
        turn = sum(1 for words, _ in found if words == item.text)
        found[item.text, turn] = item.context_digest
    return found


def changed(after: ArticleText, before: ArticleText = ARTICLE) -> set[str]:
    """The words that stand in both texts and whose context differs."""
    one, other = digests(before), digests(after)
    return {words for (words, turn) in one.keys() & other.keys() if one[words, turn] != other[words, turn]}


def edited(old: str, new: str) -> ArticleText:
    assert ARTICLE.body.count(old) == 1
    return replace(ARTICLE, body=ARTICLE.body.replace(old, new))


def signed(items: Iterable[Segment]) -> list[tuple[str, str]]:
    """What a sign-off of each segment would name."""
    return [(item.fingerprint, item.context_digest) for item in items]


def find(text: str, article: ArticleText = ARTICLE) -> Segment:
    (found,) = (item for item in segment(article) if item.text == text)
    return found


def test_saving_without_change_changes_nothing():
    assert changed(ARTICLE) == set()


def test_layout_changes_nothing():
    body = ARTICLE.body.replace("\n", "\r\n").replace("A short walk", "A *short*   walk")
    assert changed(replace(ARTICLE, body=body)) == set()


@pytest.mark.parametrize(
    "field",
    [{"kind": "promo"}, {"region": "US"}, {"audience": "children"}, {"title": "Sleep"}],
    ids=lambda field: next(iter(field)),
)
def test_what_the_whole_article_is_about_touches_every_claim(field):
    everything = {item.text for item in segment(ARTICLE)}
    untouched = {"Sleep and rest"} if "title" in field else set()
    assert changed(replace(ARTICLE, **field)) == everything - untouched


def test_title_summary_and_meta_description_are_each_others_context_only():
    assert changed(replace(ARTICLE, summary="Rest may help you sleep.")) == {"Sleep and rest", "How rest helps."}
    assert changed(replace(ARTICLE, meta_description="Why rest helps.")) == {"Sleep and rest", "Rest helps you sleep."}


def test_a_changed_sentence_touches_only_the_others_of_its_block():
    assert changed(edited("It also lifts mood.", "It may lift mood.")) == {
        "A short walk lowers stress.",
        "See the guide.",
    }


def test_a_sentence_deleted_from_a_block_touches_the_rest_of_it():
    assert changed(edited(" It also lifts mood.", "")) == {"A short walk lowers stress.", "See the guide."}


def test_a_renamed_heading_touches_all_that_stands_under_it():
    touched = changed(edited("## In adults", "## In children"))
    below = {item.text for item in segment(ARTICLE) if item.context.heading_path[:1] == ("In adults",)}
    assert touched == below
    assert {"At night", "yawning", "A dark room", "8", "Never", "Most people sleep well."} <= touched


def test_a_heading_further_up_or_down_the_page_touches_nothing():
    assert changed(edited("Sleep comes", "## New\n\nIt is new.\n\n## In general\n\nSleep comes")) == {
        "Sleep comes and goes.",
        "Rest helps.",
    }
    assert changed(replace(ARTICLE, body=ARTICLE.body + "\n\n## More\n\nNew words.\n")) == set()


def test_the_stem_touches_its_items_and_theirs():
    assert changed(edited("Signs of tiredness include:", "Signs of illness include:")) == {
        "yawning",
        "slow thinking",
        "at work",
        "low mood",
    }


def test_a_parent_item_touches_its_children_and_not_its_siblings():
    assert changed(edited("slow thinking", "slow speech")) == {"at work"}


def test_sibling_items_are_independent():
    assert changed(edited("- yawning", "- sighing")) == set()
    assert changed(edited("- low mood", "- weak legs\n- low mood")) == set()
    assert changed(edited("- yawning\n", "")) == set()


def test_a_link_that_leads_elsewhere_touches_its_sentence():
    assert changed(edited("(/guide)", "(/advert)")) == {"See the guide."}


def test_the_title_of_a_box_and_its_kind_touch_what_is_inside():
    assert changed(edited("dont Never", "dont Do not ever")) == {"drink alcohol to sleep"}
    assert changed(edited("::: dont", "::: do")) == {"Never", "drink alcohol to sleep"}


def test_the_caption_and_the_headers_touch_table_cells():
    cells = {"Age", "Hours", "18", "8", "65", "7"}
    assert changed(edited("Table: Hours", "Table: Least hours")) == cells
    assert changed(edited("| Hours |", "| Days  |")) == {"8", "7"}
    assert changed(edited("| 65 ", "| 70 ")) == {"7"}
    assert changed(edited("| 7 ", "| 9 ")) == set()


def test_the_caption_touches_the_alt_text_and_another_picture_touches_both():
    assert changed(edited("A room for sleep.", "A room for work.")) == {"A dark room"}
    assert changed(edited("room.png", "ward.png")) == {"A dark room", "A room for sleep."}


def test_a_footnote_belongs_to_the_sentence_that_mentions_it():
    assert changed(edited("Not in hot weather.", "Not in old age.")) == {"Most people sleep well."}
    assert changed(edited("Most people sleep", "Some people sleep")) == {"Not in hot weather."}
    assert changed(edited("well.[^a]", "well.")) == {"Most people sleep well."}


def test_the_context_is_told_in_words():
    item = find("at work")
    assert item.context == Context(heading_path=("In adults",), stem=("Signs of tiredness include:", "slow thinking"))
    cell = find("7")
    assert cell.context.headers == ("Hours", "65")
    assert cell.context.caption == "Hours of sleep"
    assert find("drink alcohol to sleep").context.boxes == ("dont",)
    assert find("See the guide.").context.neighbours == ("A short walk lowers stress.", "It also lifts mood.")


def test_another_field_is_another_context():
    base = ("article", "GB", "adults", "Sleep")
    assert context_digest(base, Field.BODY, Context()) != context_digest(base, Field.QUOTE, Context())


def test_words_cannot_slip_from_one_part_of_the_context_to_another():
    base = ("article", "GB", "adults", "Sleep")
    contexts = [
        Context(stem=("a", "b")),
        Context(stem=("a",), neighbours=("b",)),
        Context(stem=('a","b',)),
        Context(neighbours=("a", "b")),
    ]
    assert len({context_digest(base, Field.BODY, context) for context in contexts}) == 4


def test_a_block_of_very_many_sentences_counts_the_nearest():
    words = [f"s{number}" for number in range(500)]
    assert neighbours_of(words, 250) == (*words[218:250], *words[251:283])
    assert neighbours_of(words[:65], 3) == (*words[:3], *words[4:65])
    assert len(neighbours_of(words, 0)) == MAX_NEIGHBOURS // 2


BLOCKS = st.lists(
    st.sampled_from(
        [
            "Walking helps. It is free.",
            "Signs are:\n\n- yawning\n- sighing\n  - at work",
            "> Rest well. Sleep well.",
            "Table: Hours\n\n| a | b |\n|---|---|\n| c | d |",
            '![A lamp](/media/l.png "Warm light.")',
            "::: warn Stop\nRest now.\n:::",
            "**Tip:** Breathe. Slowly.",
            "{{ helpline:night-line }}",
            "```\nbreathe in\nbreathe out\n```",
        ]
    ),
    min_size=1,
    max_size=5,
    unique=True,
)


def sections(*parts: list[str]) -> ArticleText:
    return ArticleText(
        title="Rest", body="\n\n".join(f"## Part {number}\n\n" + "\n\n".join(part) for number, part in enumerate(parts))
    )


@given(BLOCKS, BLOCKS, st.randoms(use_true_random=False))
def test_moving_blocks_under_the_same_heading_changes_nothing(first, second, random):
    before = sections(first, second)
    random.shuffle(first)
    random.shuffle(second)
    assert sorted(signed(segment(sections(first, second)))) == sorted(signed(segment(before)))


@given(BLOCKS)
def test_moving_a_block_under_another_heading_asks_again(blocks):
    before = signed(segment(sections(blocks, [])))
    moved = segment(sections(blocks[1:], blocks[:1]))
    under_the_other = [item for item in moved if item.context.heading_path[:1] == ("Part 1",)]
    assert under_the_other
    assert not set(signed(under_the_other)) & set(before)
    assert set(signed(item for item in moved if item not in under_the_other)) <= set(before)
