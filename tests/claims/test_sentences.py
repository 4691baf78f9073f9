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
    "Take 0.5–1 mg b.d. for a week. | Then stop.",
    "Take it p.r.n. with food.",
    "One tablet q.d. in the morning. | Rest.",
    "Take 10 mg b.d. | Then rest.",
    "At 9 a.m. take one. | At 9 p.m. take two.",
    "Open 9 a.m.–5 p.m. | Call us.",
    "See https://example.org/a.b?c=1. | It helps.",
    "Read www.example.org. | Then call.",
    "“Does it help?” she asked. | He nodded.",
    "She said, “Rest.” | Then she slept.",
    "There are two ways: (1) rest; (2) sleep. | Both help.",
    "First, walk; then, rest; last, sleep. | Stop.",
    "Mr. and Mrs. Roe sleep well.",
    "A vs. B was tested. | B won.",
    "It costs approx. $5. | Rest.",
    "The U.K. has rules. | So do we.",
    "✅ Rest helps. | ✅ Sleep helps.",
    "Stress → poor sleep. | Rest → calm.",
    "Wait… | What now?",
    "Wait... what now?",
    "Vitamin B12. | It helps.",
    "See Fig. 2 for details.",
    "Smith et al. (2019) found it. | It holds.",
    "Dr. A. B. Roe wrote it. | It helps.",
    "It works (see p. 5). | Rest.",
    "Is it safe?! | Yes.",
    "It rose by 5 per cent. | 2 in 5 slept.",
    'It ended. | "Why?" he said.',
    "Pain, e.g., back pain, fades.",
    "We are open until 7 p.m. | Bring your card.",
    "It opens at 9 a.m. Mondays and at 5 p.m. Eastern Time.",
    "We meet at 11 a.m. (AA) and at noon.",
    "Walk, swim, etc. | Rules follow.",
    "Here I am. | Something has changed.",
    "Q. Does it help? | A. Nobody knows.",
    "a. Breathe in. | Then breathe out.",
    "iv. Rest.",
    "Step 1. Breathe in. | Step 2. Breathe out.",
    "It stopped on day 3. | Then it came back.",
    "What helps: 1. Rest. | 2. Sleep.",
    "She slept.[1] | He did not.[2, 3] | Neither did I.¹",
    "• Rest helps. | • Sleep does too.",
    "It began at 8:55. | Tea came at 9:00. | We left.",
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


def test_the_number_of_a_step_is_told_from_a_number_that_ends_a_sentence():
    assert pieces("(1. Rest. (2. Sleep.") == ["(1. Rest.", "(2. Sleep."]
    assert pieces("It rose by 1. It fell by 2. Rest.") == ["It rose by 1.", "It fell by 2.", "Rest."]


def test_a_text_without_letters_is_one_piece():
    assert pieces(" … ! ? ") == ["… ! ?"]
    assert pieces("  \n ") == []
