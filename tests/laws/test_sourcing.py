"""What could be better about sources is said with the gate, at the place where it is mended, and never closes it."""

from datetime import date
from typing import Any

import pytest

from articles.models import Source
from articles.review import gate, sources
from articles.review.sourcing import secondary, too_old
from articles.workflow.policy import SourceKind
from tests.world import HIGH, LOW, MEDIUM, World, latest

TODAY = date(2026, 11, 30)


def work(kind: SourceKind, **more: Any) -> Source:
    return Source(title="A work", kind=kind.value, **more)


@pytest.mark.parametrize(
    ("source", "since"),
    [
        (work(SourceKind.TRIAL, year=2019), 2019),
        (work(SourceKind.TRIAL, year=2022), 0),
        (work(SourceKind.SYSTEMATIC_REVIEW, year=2014, version="2014, updated 2023"), 0),
        (work(SourceKind.PRODUCT_INFORMATION, year=2024), 2024),
        (work(SourceKind.PRODUCT_INFORMATION, year=2024, checked_on=date(2026, 6, 1)), 0),
        (work(SourceKind.GUIDELINE, year=2004), 0),  # until it is replaced
        (work(SourceKind.TRIAL), 0),
        (work(SourceKind.TRIAL, version="protocol 2088"), 0),
    ],
    ids=str,
)
def test_how_long_a_work_lasts_goes_by_its_kind(source: Source, since: int) -> None:
    assert too_old(source, TODAY) == since


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (work(SourceKind.EXPERT_OPINION), True),
        (work(SourceKind.REGULATOR, url="https://en.wikipedia.org/wiki/Pain"), True),
        (work(SourceKind.REGULATOR, url="https://wikipedia.example.org/"), False),
        (work(SourceKind.PATIENT_INFORMATION, url="https://example.org/leaflet"), False),
        (work(SourceKind.GUIDELINE), False),
    ],
    ids=str,
)
def test_what_only_tells_what_others_found_is_secondary(source: Source, found: bool) -> None:
    assert secondary(source) is found


def codes(article: Any) -> list[tuple[str, str]]:
    return [
        (line.code, line.words)
        for line in gate.evaluate(latest(article)).advice
        if line.code.startswith("source:") and line.place.kind == "sources"
    ]


@pytest.mark.django_db
@pytest.mark.both_databases
def test_a_source_without_its_passage_an_old_and_a_secondary_one_are_named_and_hold_up_nothing(world: World) -> None:
    article = world.article(LOW, MEDIUM, HIGH)
    assert codes(article) == []
    world.cite(article)
    assert codes(article) == [("source:R02", MEDIUM), ("source:R02", HIGH)]
    claim = next(item for item in world.board(article).claims if item.claim.text == HIGH)
    book = sources.add_source(world.editor, title="An old trial", kind="trial", year=2001)
    opinion = sources.add_source(world.editor, title="A column", kind="expert_opinion")
    for source in (book, opinion):
        pointer = sources.Pointer(locator="page 3", quote="It eases pain.")
        sources.attach(world.editor, article, [claim.fingerprint], source, pointer)
    assert codes(article)[1:] == [("source:R02", HIGH), ("source:R03", HIGH), ("source:R05", HIGH)]
    world.settle(article)
    assert gate.evaluate(latest(article)).is_open
