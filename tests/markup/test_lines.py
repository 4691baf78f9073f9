"""Line ends that are meant are line ends for the reader; those of wrapped text are spaces."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.claims.segments import segment
from articles.claims.types import ArticleText, Field
from articles.markup import Break, Kind, parse
from articles.rendering import render

#: One unit a line; each block comes as it would be pasted.
LINES = {
    "ticks": "✓ Eases worry\n✗ Cures nothing\n✓ Costs nothing",
    "ticks with ends": "✅ Naps help most people.\n❌ Long naps do not.",
    "bullets below a stem": "What lemon balm may do:\n• calmer evenings\n• deeper sleep",
    "a bullet below a long stem": "After the last tablet many people notice all at once that they have:\n• bad dreams",
    "dashes": "– eat slowly\n– drink less,\n– walk more",
    "arrows": "Poor sleep\n→ low mood\n→ poor sleep",
    "emoji": "🧘 Sit for ten minutes\n💊 Keep taking your tablets\n🚶 Walk home",
    "stars": "★★★★★ Slept like a log\n★☆☆☆☆ Gave me a rash",
    "figures in boxes": "1️⃣ Breathe in\n2️⃣ Hold it",
    "brackets": "(1) Rest the arm\n(2) Lift it again",
    "letters": "a) a warm bath\nb) a cold one",
    "boxes to tick": "[x] Light\n[ ] A walk",
    "tags": "Ten minutes of quiet can do a lot\n#calm #rest",
    "an equals sign": "Sleep = a dark room\nExercise = half an hour",
    "labels": "Morning: light and a walk\nEvening: no screens\nNight: a cool room",
    "speakers": "ANNA: I stopped the pills.\nBEN: Did you ask anyone?\nANNA: No",
    "names above speech": "ANNA\nI stopped the pills on Monday\n\nBEN\nThat can make you ill",
    "questions and answers": "Q: Does valerian help\nA: Nobody knows",
    "bold and a dash": "**Sleep** – seven hours\n**Food** – plenty of beans",
    "bold and an arrow": "We advise\n**Rest** → a week",
    "bold lead-ins": "**Noise:** it wakes you\n**Light:** it does too",
    "a bold line": "**Is it safe**\nFor most people",
    "short plain lines": "Sleep deeper\nWorry less\nWake up rested",
    "two short plain lines": "Less pain\nMore energy",
    "longer plain lines": (
        "Drink a glass of warm water with lemon before breakfast\nTake the stairs whenever there are any\n"
        "Put the telephone into another room at nine in the evening"
    ),
    "fragments in lower case": "trouble sleeping\nfeeling tense and restless\nno appetite",
    "fragments below a stem": "You may notice:\ntrouble sleeping\nno appetite",
    "times": "7:30 Porridge\n12:30 Soup and bread\n19:00 Lentils",
    "a title above a text": (
        "How a Nap Works\nA short nap in the early afternoon takes the edge off tiredness without spoiling the night."
    ),
    "who said it": "“It helped me.”\n— Ruth, 61",
    "in a list": "- Breathe:\n  • in for four\n  • out for six",
    "in a quotation": "> ✓ Calm\n> ✓ Focus",
}

#: What stays together, though its lines begin like lists or in upper case.
WRAPPED = {
    "prose": "Anybody who has taken sleeping tablets for longer than a month should\nnot stop them at once.",
    "a name at the border": (
        "Most people who write to us have already tried the tablets that the\n"
        "Royal Hospital gives out, and have found that they do not help them\nat all."
    ),
    "a dash at the border": (
        "There is one thing that helps nearly everybody who cannot fall asleep\n"
        "– getting up again – and it is also the one that they like least."
    ),
    "an arrow at the border": "From stress to pain it goes like this: stress → tense muscles\n→ ache, day and night.",
    "a number at the border": "People who sleep badly for a long time fall ill more often, by\n2. Nobody knows why.",
    "a sign of mathematics": "It was tried on people whose score on the scale was\n≥ 20 at the start.",
    "a colon far on": "It is not known how often this happens, but one thing is quite sure by now:\nit is not rare.",
    "narrow": "The drug is sold as\nRestoril in one land and as\nNormison in another.",
    "the end of a sentence": "Rest helps most people who have a cold, and it costs nothing at all.\nSleep helps too.",
    "bold over the border": "You should **never\nstop** at once, and you should **not\never** double a dose.",
    "a link over the border": "See [the leaflet\nFor patients](/leaflet/) for more.",
}


def units(source):
    return [found.text for found in segment(ArticleText(title="", body=source))]


def hard(source):
    return [inline.hard for block in parse(source).walk() for inline in block.inlines if isinstance(inline, Break)]


@pytest.mark.parametrize("source", LINES.values(), ids=LINES)
def test_lines_that_were_meant_are_units_and_lines_for_the_reader(source):
    expected = [line.lstrip("-> ") for line in source.replace("**", "").split("\n") if line.strip()]
    assert units(source) == expected
    assert all(hard(source))
    assert render(source).html.count("<br>") == len(hard(source))


@pytest.mark.parametrize("source", WRAPPED.values(), ids=WRAPPED)
def test_wrapped_lines_stay_one_paragraph(source):
    assert units(source) == units(source.replace("\n", " "))
    assert not any(hard(source))
    assert "<br>" not in render(source).html


CLAUSES = st.sampled_from(
    [
        "Most people feel better after a week or two of regular sleep",
        "Anna Lind of the Northern Sleep Clinic says that naps – short ones – do no harm",
        "talk to your doctor before you stop, even if you feel well",
        "Zopiclone, Zolpidem and the like (z-drugs) are for short use only",
        "it takes 20 to 30 minutes, or 5 mg, or longer",
        "the NHS calls it insomnia: trouble falling or staying asleep",
        "an hour of light → a better mood, a study of 1,200 nurses found",
    ]
)
PROSE = st.lists(CLAUSES, min_size=1, max_size=6).map(lambda parts: ", and ".join(parts) + ".")


@given(PROSE, st.integers(60, 120))
def test_a_sentence_of_running_text_is_one_unit_however_it_is_wrapped(prose, width):
    wrapped = textwrap.fill(prose, width, break_long_words=False, break_on_hyphens=False)
    if any(line.startswith(("– ", "→ ")) for line in wrapped.split("\n")):
        return
    assert units(wrapped) == [prose]


ITEM = st.sampled_from(
    ["Calmer evenings", "less pain", "Never double a dose", "5 mg at night", "a walk, each day", "rest"]
)


@given(st.sampled_from("✓✗•►🌙☑"), st.lists(ITEM, min_size=2, max_size=12), st.sampled_from(["", "It brings:\n"]))
def test_every_line_with_a_bullet_is_one_unit(bullet, items, stem):
    lines = [f"{bullet} {item}" for item in items]
    assert units(stem + "\n".join(lines)) == [*stem.split("\n")[:1], *lines][not stem :]


def test_lines_below_a_stem_know_it_and_are_items():
    found = segment(ArticleText(title="", body="Avoid:\n✗ beer\n✗ wine with pills. At all.\nInstead:\n✓ tea\n"))
    assert [(one.field, one.context.stem) for one in found] == [
        (Field.BODY, ()),
        (Field.LIST_ITEM, ("Avoid:",)),
        (Field.LIST_ITEM, ("Avoid:",)),
        (Field.LIST_ITEM, ("Avoid:",)),
        (Field.BODY, ()),
        (Field.LIST_ITEM, ("Instead:",)),
    ]


def test_items_below_a_line_without_a_colon_know_it_too_and_other_lines_do_not():
    found = segment(ArticleText(title="", body="Lemon balm at night\n✓ calmer\n✓ deeper sleep\nSold in jars"))
    stem = ("Lemon balm at night",)
    assert [one.context.stem for one in found] == [(), stem, stem, stem]
    assert not any(
        one.context.stem for one in segment(ArticleText(title="", body="Less pain\nMore energy\nMore sleep"))
    )


def test_paragraphs_that_begin_with_a_bullet_are_a_list_below_what_leads_into_them():
    found = segment(ArticleText(title="", body="It may bring:\n\n• sleep\n\n• calm\n\nAsk first.\n\n• joy"))
    assert [one.context.stem for one in found] == [(), ("It may bring:",), ("It may bring:",), (), ()]
    assert [one.field for one in found].count(Field.LIST_ITEM) == 3


def test_a_line_among_others_leads_into_a_list_only_with_a_colon():
    for last, stem in (("✓ Calm", ()), ("We offer:", ("We offer:",))):
        *_, item = segment(ArticleText(title="", body=f"✓ Sleep\n{last}\n\n- tea"))
        assert item.context.stem == stem


NUMBERS = [
    ("988. Call now if you cannot go on.", ["988. Call now if you cannot go on."]),
    ("In danger:\n\n999. Ring at once.\n\n116 123. Ring any time.", ["In danger:", "999. Ring at once."]),
    ("1. Ring a friend.\n988. Text them.\n2. Wait.", ["Ring a friend.", "988. Text them.", "2. Wait."]),
    ("1. Ring a friend.\n\n911. Call them.", ["Ring a friend.", "911. Call them."]),
    ("> 112. Call.", ["112. Call."]),
    ("7. mg twice a day", ["7. mg twice a day"]),
    ("1998. That was the year.", ["1998. That was the year."]),
    ("1. Rest.\n2. Sleep.\n\nThen:\n\n3. Wake.", ["Rest.", "Sleep.", "Then:", "Wake."]),
    ("0. Rest.\n1. Sleep.", ["Rest.", "Sleep."]),
]


@pytest.mark.parametrize(("source", "expected"), NUMBERS)
def test_a_number_that_counts_nothing_is_words(source, expected):
    assert units(source)[: len(expected)] == expected


def test_a_long_list_counts_beyond_a_hundred():
    (block,) = parse("".join(f"{number}. Sleep.\n" for number in range(1, 131))).root.children
    assert block.kind is Kind.LIST
    assert len(block.children) == 130


def test_a_list_in_the_middle_of_its_numbers_is_words_as_well():
    assert units("101. Sleep.\n102. Wake.") == ["101. Sleep.", "102. Wake."]


def test_a_paragraph_above_a_row_of_hyphens_is_no_heading():
    assert units("Naps help. Most people like them.\n---\nMore.") == ["Naps help.", "Most people like them.", "More."]
    assert units("✓ Calm\n✓ Sleep\n---") == ["✓ Calm", "✓ Sleep"]
    kinds = [block.kind for block in parse("Do naps help?\n---\n\nIt is so.\n---\n\nIt is so.\n===").root.children]
    assert kinds == [Kind.HEADING, Kind.PARAGRAPH, Kind.RULE, Kind.HEADING]


def test_lines_of_a_text_without_blank_lines_are_told_from_its_paragraphs():
    title, text = "Why We Nap", "A nap after lunch helps most people, and those who sleep badly at night need it more."
    source = f"{title}\n{text}\nHow long\n{text}\n20 minutes, not longer\n{text}"
    assert units(source) == [title, text, "How long", text, "20 minutes, not longer", text]
