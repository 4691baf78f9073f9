"""Plots: their proportions, their words for who does not see them, and nothing that a strict policy forbids."""

import re
from xml.etree import ElementTree

import pytest

from articles.rendering.charts import Bar, Series, bars, nice, stacked

SERIES = [Series("signed", "p0", [0, 2, 6]), Series("open", "p1", [4, 3, 2])]


def rects(svg: str) -> list[dict[str, float]]:
    names = ("x", "y", "width", "height")
    return [{name: float(item.get(name, "")) for name in names} for item in ElementTree.fromstring(svg).iter("rect")]


def test_columns_stack_without_gap_and_in_proportion() -> None:
    marks = rects(stacked("a", "Claims", ["Mon", "Tue", "Wed"], SERIES))
    assert len(marks) == 5  # nothing is drawn for 0
    tuesday = marks[1:3]
    assert tuesday[0]["height"] / tuesday[1]["height"] == pytest.approx(2 / 3, rel=0.01)
    assert tuesday[1]["y"] + tuesday[1]["height"] == pytest.approx(tuesday[0]["y"], abs=0.02)
    assert all(mark["y"] >= 0 and mark["x"] >= 0 for mark in marks)


def test_bars_are_as_long_as_their_numbers() -> None:
    marks = rects(bars("a", "Days", [Bar("slow", 30, "30 days"), Bar("quick", 10, "10 days"), Bar("none", 0, "0")]))
    assert marks[0]["width"] / marks[1]["width"] == pytest.approx(3, rel=0.01)
    assert marks[2]["width"] == 1


def test_who_does_not_see_a_plot_is_told_what_it_shows() -> None:
    svg = ElementTree.fromstring(stacked("a", "Claims by state", ["Mon", "Tue", "Wed"], SERIES))
    assert svg.get("role") == "img"
    named = [svg.find(f"*[@id='{name}']") for name in svg.get("aria-labelledby", "").split()]
    assert [item.text for item in named if item is not None] == [
        "Claims by state",
        "From Mon to Wed. signed: 0 at first, 6 at last; open: 4 at first, 2 at last.",
    ]
    assert [item.text for item in svg.iter("title")][1:3] == ["Mon: 4 open", "Tue: 2 signed"]


def test_words_cannot_become_markup() -> None:
    evil = '<script>alert(1)</script>" onload="x'
    for svg in (stacked("a", evil, [evil], [Series(evil, "p0", [1])]), bars("a", evil, [Bar(evil, 1, evil)])):
        assert "<script" not in svg
        assert {name for item in ElementTree.fromstring(svg).iter() for name in item.attrib} <= {
            "class", "viewBox", "role", "aria-labelledby", "id", "x", "y", "x1", "x2", "y1", "y2",
            "width", "height", "text-anchor",
        }  # fmt: skip


def test_a_plot_brings_no_style_script_or_address() -> None:
    svg = stacked("a", "Claims", ["Mon"], SERIES) + bars("b", "Days", [Bar("a", 1, "1")])
    assert not re.search(r"style|script|href|xmlns|url\(", svg)


@pytest.mark.parametrize(("number", "top"), [(0, 1), (1, 1), (3, 5), (5, 5), (6, 10), (11, 20), (201, 500)])
def test_scales_end_at_a_round_number(number: int, top: int) -> None:
    assert nice(number) == top


def test_nothing_at_all_is_drawn_without_failing() -> None:
    assert rects(stacked("a", "Claims", [], [])) == []
    assert rects(stacked("a", "Claims", ["Mon"], [Series("open", "p0", [0])])) == []
    assert rects(bars("a", "Days", [])) == []
