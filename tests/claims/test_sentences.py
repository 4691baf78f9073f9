"""Where a sentence ends."""

import pytest

from articles.claims.sentences import sentence_spans

#: A bar stands where the text is cut; the space around it belongs to no sentence.
CUTS = [
    "Rest helps. | It may take time.",
    "Is it safe? | Yes. | Mostly!",
    "Take 2.5 mg daily. | Then stop.",
    "Take 5 mg. | Then rest.",
    "Use a calm place, e.g. Hyde Park, for rest.",
    "That is, i.e. Rest, not work.",
    "See Dr. Roe or Prof. Lee first.",
    "About approx. 5 in 100 people.",
    "Sertraline vs. Placebo was the question.",
    "Use in the U.S. Navy is common.",
    "It is sold in the U.S. | It is not sold here.",
    "Walk, rest, etc. | Then sleep.",
    "At 9 p.m. | You can sleep.",
    "J. B. Roe wrote it.",
    "It is due to vitamin B. | It fades.",
    "See no. 5 of the list.",
    "Is it? | No. | Rest.",
    "It helps… sometimes.",
    "It helps... | Then it stops.",
    "“It helps.” | She slept.",
    "It helps (a lot). | Sleep follows.",
    "(It helps.) | Sleep follows.",
    "It helps.” | “Does it?”",
    "1. Breathe in. | 2. Breathe out.",
    "It works.then stops.",
    "Read it at example.org now. | £5 buys it.",
    "Line one\n | Line two",
    "Well done! | 😊 Now rest.",
    "Hm. ... | Rest.",
    "In Jan. 2024 it rose.",
    "It fell by 3. | 5 people left.",
    "He said “Stop!” and left.",
]


def pieces(text: str, keep_until: int = 0) -> list[str]:
    return [text[begin:end] for begin, end in sentence_spans(text, keep_until)]


@pytest.mark.parametrize("marked", CUTS)
def test_sentences_are_cut_where_a_reader_would(marked):
    assert pieces(marked.replace(" | ", " ")) == [piece.strip() for piece in marked.split(" | ")]


def test_nothing_is_cut_inside_a_lead_in():
    assert pieces("Sleep well. Go to bed early. Rest.", keep_until=11) == ["Sleep well. Go to bed early.", "Rest."]


def test_the_pieces_hold_every_character_but_the_space_between():
    text = "  One. Two!  Three?\n… (Four.) 5. "
    assert "".join("".join(pieces(text)).split()) == "".join(text.split())


def test_a_text_without_letters_is_one_piece():
    assert pieces(" … ! ? ") == ["… ! ?"]
    assert pieces("  \n ") == []
