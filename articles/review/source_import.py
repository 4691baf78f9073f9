"""Works read from elsewhere: which of them the register holds already, and many registered in one act or none."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower

from articles.literature.record import Record
from articles.models import Source
from articles.review.errors import BadInput
from articles.review.sources import add_source

FIELDS = ("title", "kind", "publisher", "year", "url", "doi", "pmid", "version")


def registered(records: Sequence[Record]) -> list[list[Source]]:
    """For each record the sources that are probably the same work: same DOI, PMID, address, or title and year.

    One query for all of them. Sources that have ended are among them: whoever looks should know.
    """
    keys = {key for record in records for key in _keys(record)}
    titles = {key[1] for key in keys if key[0] == "title"}
    rows = Source.objects.alias(lower=Lower("title")).filter(
        Q(doi__in=_values(keys, "doi"))
        | Q(pmid__in=_values(keys, "pmid"))
        | Q(url__in=[record.url for record in records if record.url])
        | Q(lower__in=[*titles, *(f"{title}." for title in titles)])
    )
    by_key: dict[tuple[Any, ...], list[Source]] = {}
    for source in rows:
        for key in _keys(source):
            by_key.setdefault(key, []).append(source)
    return [_once(source for key in _keys(record) for source in by_key.get(key, [])) for record in records]


def repeated(records: Sequence[Record]) -> list[int | None]:
    """For each record the index of an earlier one that is probably the same work, or ``None``."""
    first: dict[tuple[Any, ...], int] = {}
    found: list[int | None] = []
    for index, record in enumerate(records):
        keys = _keys(record)
        found.append(min((first[key] for key in keys if key in first), default=None))
        for key in keys:
            first.setdefault(key, index)
    return found


def import_sources(
    by: Any, works: Iterable[tuple[str, Mapping[str, Any]]], now: datetime | None = None
) -> list[Source]:
    """Register every work, or none: ``works`` are pairs of a name for messages and the values of ``add_source``.

    Raises ``BadInput`` with the problems of all of them.
    """
    added, problems = [], []
    with transaction.atomic():
        for name, values in works:
            try:
                added.append(add_source(by, **{key: values[key] for key in FIELDS}, now=now))
            except BadInput as error:
                problems += [f"{name}: {problem}" for problem in error.problems]
        if not added and not problems:
            problems.append("Tick at least one work.")
        if problems:
            raise BadInput(problems)
    return added


def _keys(work: Record | Source) -> list[tuple[Any, ...]]:
    """What two descriptions of one work have in common at least once."""
    keys: list[tuple[Any, ...]] = [
        (name, value.lower()) for name, value in (("doi", work.doi), ("pmid", work.pmid), ("url", work.url)) if value
    ]
    return [*keys, ("title", work.title.lower().rstrip("."), work.year)]


def _values(keys: Iterable[tuple[Any, ...]], name: str) -> list[str]:
    return [key[1] for key in keys if key[0] == name]


def _once(sources: Iterable[Source]) -> list[Source]:
    return list({source.pk: source for source in sources}.values())
