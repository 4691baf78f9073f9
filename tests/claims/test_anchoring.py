"""Old sentences are found again by their exact words; similarity only points."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.claims.anchoring import Anchor, Status, ancestors, anchor, word_diff
from articles.claims.fingerprints import fingerprint
from articles.claims.segments import segment
from articles.claims.types import ArticleText, Segment


def cut(body: str) -> tuple[Segment, ...]:
    return segment(ArticleText(title="", body=body))


def fates(old: str, new: str) -> dict[str, tuple[str, list[str]]]:
    """For each new sentence its status and the old sentences it came from."""
    before, after = cut(old), cut(new)
    return {
        after[found.index].text: (found.status.value, [before[origin].text for origin in found.origins])
        for found in anchor(before, after).anchors
    }


def gone(old: str, new: str) -> list[str]:
    before = cut(old)
    return [before[index].text for index in anchor(before, cut(new)).gone]


def test_saving_without_change_leaves_everything_the_same():
    source = "# Rest\n\nIt helps. It is safe.\n\n- one\n- one\n"
    assert {found.status for found in anchor(cut(source), cut(source)).anchors} == {Status.SAME}
    assert gone(source, source) == []


def test_text_added_before_a_claim_moves_nothing():
    found = fates("It helps adults.", "A new opening.\n\nIt helps adults.")
    assert found["It helps adults."] == ("same", ["It helps adults."])
    assert found["A new opening."] == ("new", [])


def test_a_deleted_claim_is_gone_and_attached_nowhere():
    old, new = "Walking lowers stress.\n\nTea is warm.", "Tea is warm."
    assert gone(old, new) == ["Walking lowers stress."]
    assert fates(old, new) == {"Tea is warm.": ("same", ["Tea is warm."])}


def test_an_edited_claim_does_not_jump_to_its_look_alike():
    old = "Group A slept better after a walk.\n\nGroup B slept better after a walk."
    new = "Group A slept worse after a walk.\n\nGroup B slept better after a walk."
    found = fates(old, new)
    assert found["Group B slept better after a walk."] == ("same", ["Group B slept better after a walk."])
    assert found["Group A slept worse after a walk."] == ("changed", ["Group A slept better after a walk."])
    assert gone(old, new) == ["Group A slept better after a walk."]


def test_a_short_look_alike_does_not_steal():
    assert fates("It is safe.", "It is late.")["It is late."] == ("new", [])
    assert fates("It is safe.", "It is unsafe.")["It is unsafe."] == ("changed", ["It is safe."])


def test_the_same_sentence_under_another_heading_is_asked_again():
    old = "# Adults\n\nIt is safe.\n\n# Children\n\nAsk first.\n"
    new = "# Adults\n\nIt is safe.\n\n# Children\n\nAsk first.\n\nIt is safe.\n"
    before, after = cut(old), cut(new)
    statuses = [found.status for found in anchor(before, after).anchors if after[found.index].text == "It is safe."]
    assert statuses == [Status.SAME, Status.CONTEXT_CHANGED]


def test_of_two_equal_sentences_the_one_in_its_place_stays():
    old = "# Adults\n\nIt is safe.\n\n# Children\n\nIt is safe.\n"
    before, after = cut(old), cut("# Children\n\nIt is safe.\n")
    (found,) = (item for item in anchor(before, after).anchors if after[item.index].text == "It is safe.")
    assert found == Anchor(1, Status.SAME, (3,), 100.0)
    assert [before[index].text for index in anchor(before, after).gone] == ["Adults", "It is safe."]


def test_a_moved_block_is_moved_and_the_rest_is_the_same():
    one, two, three = "Walking lowers stress.", "Tea is warm.", "Sleep comes late."
    found = fates(f"{one}\n\n{two}\n\n{three}", f"{three}\n\n{one}\n\n{two}")
    assert {text: status for text, (status, _) in found.items()} == {one: "same", two: "same", three: "moved"}


def test_a_section_moved_with_part_of_it_rewritten_keeps_the_untouched_sentences():
    old = "# A\n\nFirst words.\n\n# B\n\nWalking lowers stress.\n\nTea calms the nerves at night.\n"
    new = "# B\n\nWalking lowers stress.\n\nTea never calms the nerves at night.\n\n# A\n\nFirst words.\n"
    found = fates(old, new)
    assert found["Walking lowers stress."][0] in ("same", "moved")
    assert found["Tea never calms the nerves at night."] == ("changed", ["Tea calms the nerves at night."])


def test_a_split_sentence_points_to_the_whole():
    whole = "Walking lowers stress in many adults and it also lifts the mood after ten minutes."
    found = fates(whole, "Walking lowers stress in many adults. It also lifts the mood after ten minutes.")
    assert list(found.values()) == [("split", [whole])] * 2


def test_merged_sentences_point_to_both():
    first, second = "Walking lowers stress in many adults.", "It also lifts the mood after ten minutes."
    ((status, origins),) = fates(
        f"{first} {second}", "Walking lowers stress in many adults, and it also lifts the mood after ten minutes."
    ).values()
    assert status == "merged"
    assert set(origins) == {first, second}


def test_a_sentence_cut_down_points_to_what_it_was():
    old = "Walking every day for half an hour lowers stress, says a large trial in three countries with many people."
    assert fates(old, "Walking every day for half an hour")["Walking every day for half an hour"] == ("changed", [old])


@given(
    st.permutations(["One walks far.", "Two sleep well.", "Three drink tea.", "Three drink tea.", "# Head", "- item"]),
    st.integers(0, 6),
)
def test_every_segment_has_one_anchor_and_every_old_one_is_matched_or_gone(parts, kept):
    before, after = cut("\n\n".join(parts)), cut("\n\n".join(parts[:kept][::-1]))
    result = anchor(before, after)
    assert [found.index for found in result.anchors] == list(range(len(after)))
    exact = [found for found in result.anchors if found.similarity == 100]
    assert all(before[found.origins[0]].fingerprint == after[found.index].fingerprint for found in exact)
    assert len(result.gone) == len(before) - len(after)


def test_two_books_are_compared_in_time():
    before = cut(" ".join(f"Old words number {n} stand here." for n in range(900)))
    after = cut(" ".join(f"New words number {n} lie there." for n in range(900)))
    begin = time.perf_counter()
    anchor(before, after)
    assert time.perf_counter() - begin < 5


def known(*texts: str) -> dict[str, str]:
    return {fingerprint(text): text for text in texts}


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Walking lowers stres.", "Walking lowers stress."),
        ("Walking never lowers stress.", "Walking lowers stress."),
        ("Walking lowers stress.", "Walking lowers stress and lifts the mood of most people after some weeks."),
        ("Walking lowers stress, and tea calms you at night when you cannot sleep.", "Tea calms you at night."),
        (
            "At night, when awake, tea calms most adults.",
            "Most adults find that tea calms them when they lie awake at night.",
        ),
        ("Walking lowers stress.", "Walking lowers stress."),
        ("Rest", "Rest."),
    ],
)
def test_the_sentence_it_was_made_from_is_an_ancestor(text, source):
    others = known("The clinic opens at nine.", "Ask a friend to come along.", source)
    assert ancestors(text, others) == (fingerprint(source),)


def test_an_unrelated_sentence_is_no_ancestor():
    assert ancestors("Walking lowers stress.", known("The clinic opens at nine.", "Ask a friend to come along.")) == ()


def test_the_most_similar_ancestor_comes_first():
    close, far = (
        "Walking lowers stress in adults.",
        "Walking lowers stress in adults, and tea helps some of them to sleep.",
    )
    assert ancestors("Walking lowers stress in most adults.", known(far, close)) == (
        fingerprint(close),
        fingerprint(far),
    )


def test_a_word_diff_shows_what_was_struck_out_and_written_in():
    assert word_diff("It helps adults sleep.", "It helps most adults to rest.") == (
        ("equal", "It helps "),
        ("insert", "most "),
        ("equal", "adults "),
        ("delete", "sleep"),
        ("insert", "to rest"),
        ("equal", "."),
    )
    assert word_diff("10 mg", "100 mg") == (("delete", "10"), ("insert", "100"), ("equal", " mg"))
    assert word_diff("", "New.") == (("insert", "New."),)


@given(st.text(alphabet="ab .,'", max_size=30), st.text(alphabet="ab .,'", max_size=30))
def test_a_word_diff_holds_both_texts_whole(old, new):
    parts = word_diff(old, new)
    assert "".join(text for operation, text in parts if operation != "insert") == old
    assert "".join(text for operation, text in parts if operation != "delete") == new
