"""Front matter: what it may say, and the way back from every part to the characters of the file."""

import pytest

from articles.claims.files import decode_text
from articles.claims.frontmatter import FrontMatterError, parse_file


def refusal(text: str) -> str:
    with pytest.raises(FrontMatterError) as refused:
        parse_file(text, "a.md")
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_the_parts_of_an_article_come_from_front_matter_and_body():
    text = (
        "---\ntitle: Sleep\nsummary: Short.\ndescription: For searching.\nkind: standing\nregion: uk\n"
        "audience: teens\ntopic: Rest\nslug: a\n---\nBody.\n"
    )
    file = parse_file(text, "a.md")
    article = file.article
    assert (article.title, article.summary, article.meta_description) == ("Sleep", "Short.", "For searching.")
    assert (article.kind, article.region, article.audience, article.topic) == ("standing", "GB", "teens", "Rest")
    assert article.body == "Body.\n"
    assert text[file.body_offset :] == "Body.\n"
    assert file.meta["slug"] == "a"


def test_a_file_without_front_matter_is_all_body():
    file = parse_file("Just text.\n\n---\n\nMore.", "a.md")
    assert (file.article.title, file.body_offset, file.meta) == ("", 0, {})
    assert file.article.kind == "article"


def test_the_byte_order_mark_is_counted_as_python_counts_it():
    text = decode_text("---\ntitle: Sleep\n---\nBody.".encode("utf-8-sig"), "a.md")
    file = parse_file(text, "a.md")
    assert text[slice(*file.span("title", 0, 5))] == "Sleep"
    assert text[slice(*file.span("body", 0, 4))] == "Body"


@pytest.mark.parametrize(
    ("yaml", "title"),
    [
        ("title: Sleep well tonight", "Sleep well tonight"),
        ('title: "Sleep: well tonight"', "Sleep: well tonight"),
        ("title: 'It''s sleep'", "It's sleep"),
        (r'title: "A \"good\" sleep"', 'A "good" sleep'),
        ("title: >\n  Sleep well\n  tonight", "Sleep well tonight"),
        ("title: |\n  Sleep well", "Sleep well"),
        ("title: Sleep\n  well", "Sleep well"),
        ("kind: article\ntitle: '  Sleep '", "Sleep"),
    ],
)
def test_words_of_the_title_lead_back_to_their_place_in_the_file(yaml, title):
    text = f"---\n{yaml}\n---\nBody."
    file = parse_file(text, "a.md")
    assert file.article.title == title
    begin = title.index("leep") - 1
    assert text[slice(*file.span("title", begin, begin + 5))].lower() == "sleep"
    start, end = file.span("title", 0, len(title))
    assert text[start] == title[0]
    assert text[end - 1] == title[-1]


def test_a_title_that_yaml_would_read_as_a_number_or_date_stays_a_text():
    assert parse_file("---\ntitle: 2026-01-01\n---\n", "a.md").article.title == "2026-01-01"
    assert parse_file("---\ntitle: No\n---\n", "a.md").article.title == "No"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("---\ntitle: x\nno end", "not closed"),
        ("---\ntitle: a: b\n---\n", "quotes"),
        ("---\n- a\n- b\n---\n", "key: value"),
        ("---\ntitle: [a, b]\n---\n", "one text"),
        ("---\ntitle: a\ntitle: b\n---\n", "twice"),
        ("---\nkind: poem\n---\n", "poem"),
        ("---\na: &x 1\nb: *x\n---\n", "anchor"),
        ("---\na: !!python/object:os.system {}\n---\n", "tag"),
        ("---\n\ttitle: x\n---\n", "not valid YAML"),
        ("---\na: 2026-13-45\n---\n", "not valid YAML"),
        ("---\nx: " + "[" * 5000 + "\n---\n", "not valid YAML"),
        ("---\nx: " + "a" * 30_000 + "\n---\n", "longer than"),
    ],
    ids=lambda value: value[:24],
)
def test_front_matter_that_cannot_be_used_is_refused_in_one_sentence(text, words):
    assert words in refusal(text)


def test_a_short_line_above_running_text_is_a_block_of_its_own_in_plain_text():
    text = "Pregabalin\nIt can make you dizzy.\n\nThe end of it."
    file = parse_file(text, "a.txt")
    assert file.article.body == "Pregabalin\n\nIt can make you dizzy.\n\nThe end of it."
    for words in ("Pregabalin", "It can make you dizzy.", "The end of it."):
        start = file.article.body.index(words)
        assert text[slice(*file.span("body", start, start + len(words)))] == words


def test_lines_of_a_wrapped_paragraph_stay_together_in_plain_text():
    text = "This line is the first of two and it\nends here.\n"
    assert parse_file(text, "a.txt").article.body == text


def test_three_dashes_are_just_text_in_plain_text():
    assert parse_file("---\ntitle: x", "a.txt").article.title == ""
