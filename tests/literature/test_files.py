"""RIS and BibTeX: what is read, and that one bad entry costs only itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.literature.files import MOST, read_references
from articles.literature.record import Record

RIS = """TY  - JOUR
TI  - A review of
  walking
AU  - Example, A
JO  - Example Journal
PY  - 2019/03/01
DO  - https://doi.org/10.5555/Walking
UR  - https://example.org/a;b
AN  - 11111111
DB  - PubMed
ER  -

TY  - BOOK
T1  - A book
Y1  - 2001
PB  - Example Press
ET  - 3rd
ZZ  - what nobody knows
ER  -
"""

BIBTEX = r"""@string{ej = "Example Journal"}
@comment{kept out}
@article{walk, title={The {CBT} of Sch\"on \& others}, journal=ej, year=2019, doi={10.5555/a_b},
  url={https://example.org/a%20b~c\_d}, pmid={22222222}}
@Book{walk, title="A book", publisher="Example Press", date="2001-05", edition={3rd}}
"""


def test_ris_is_read() -> None:
    reading = read_references(RIS)
    assert reading.problems == []
    assert [item.line for item in reading.found] == [1, 13]
    assert [item.record for item in reading.found] == [
        Record(
            title="A review of walking",
            publisher="Example Journal",
            year=2019,
            url="https://example.org/a;b",
            doi="10.5555/walking",
            pmid="11111111",
        ),
        Record(title="A book", kind="reference_work", publisher="Example Press", year=2001, version="3rd"),
    ]


def test_bibtex_is_read_with_its_strings_its_latex_and_a_key_that_comes_twice() -> None:
    reading = read_references(BIBTEX)
    assert reading.problems == []
    assert [item.line for item in reading.found] == [3, 5]
    assert [item.record for item in reading.found] == [
        Record(
            title="The CBT of Schön & others",
            publisher="Example Journal",
            year=2019,
            url="https://example.org/a%20b~c_d",
            doi="10.5555/a_b",
            pmid="22222222",
        ),
        Record(title="A book", kind="reference_work", publisher="Example Press", year=2001, version="3rd"),
    ]


@pytest.mark.parametrize("text", [RIS, BIBTEX])
def test_line_ends_and_a_byte_order_mark_change_nothing(text: str) -> None:
    assert read_references("\ufeff" + text.replace("\n", "\r\n")) == read_references(text)


def test_an_entry_of_ris_without_an_end_does_not_melt_into_the_next() -> None:
    reading = read_references("TY  - JOUR\nTI  - Broken\n\nTY  - JOUR\nTI  - Whole\nER  - \nTY  - JOUR\nER  - \n")
    assert [item.record.title for item in reading.found] == ["Whole"]
    assert reading.problems == ["Line 1: the entry has no end (“ER  -”).", "Line 7: the entry has no title."]


def test_an_entry_of_bibtex_that_is_broken_does_not_take_the_next_along() -> None:
    reading = read_references("@article{a, title={Broken\n@article{b, title={Whole}}\n@misc{c, year={2001}}")
    assert [item.record.title for item in reading.found] == ["Whole"]
    assert reading.problems == ["Line 1: the entry could not be read.", "Line 3: the entry has no title."]


@pytest.mark.parametrize("text", ["", "Just words.", "<xml/>", '{"title": "JSON"}'])
def test_what_is_neither_is_said_to_be_neither(text: str) -> None:
    reading = read_references(text)
    assert reading.found == []
    assert "neither RIS" in reading.problems[0]


def test_more_works_than_a_person_looks_at_are_refused_as_a_whole() -> None:
    reading = read_references("TY  - JOUR\nTI  - One\nER  - \n" * (MOST + 1))
    assert reading.found == []
    assert "at most 200" in reading.problems[0]


@given(st.lists(st.sampled_from(["TY  - JOUR", "TI  - a", "ER  - ", "UR  - ;", "DO  - 10.5555/x", "TY  -", "é", ""])))
def test_no_ris_makes_the_reader_fall(lines: list[str]) -> None:
    reading = read_references("\n".join(lines))
    assert reading.found or reading.problems


@given(st.text(alphabet='@article{,=}"#\\%$ \n{}x1&~^_', max_size=80))
def test_no_bibtex_makes_the_reader_fall(text: str) -> None:
    reading = read_references("@article{k, title={T}}\n" + text)
    assert reading.found or reading.problems
