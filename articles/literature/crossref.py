"""Crossref: what it says of a DOI (https://api.crossref.org, “works”), with the notices in ``updated-by``."""

from typing import Any
from urllib.parse import quote

from articles.literature.record import Notice, Record, clean_doi, plain, web_address


def path_of(doi: str) -> str:
    """The path of one work. The slash is encoded too, so that dots in a DOI walk nowhere."""
    return f"/works/{quote(doi, safe='')}"


def read(answer: Any) -> Record:
    """The record in an answer. Raises ``ValueError`` when it has not the form that Crossref documents."""
    work = answer.get("message") if isinstance(answer, dict) else None
    if not isinstance(work, dict):
        raise ValueError("no message")
    title = ": ".join(part for part in (_first(work, "title"), _first(work, "subtitle")) if part)
    doi = clean_doi(str(work.get("DOI", "")))
    if not title or not doi:
        raise ValueError("no title or no DOI")
    return Record(
        title=title,
        publisher=_first(work, "container-title") or plain(work.get("publisher")),
        year=_year(work),
        url=web_address(work.get("URL")) or f"https://doi.org/{quote(doi, safe='/')}",
        doi=doi,
        notices=tuple(_notices(work)),
    )


def _first(work: dict[str, Any], name: str) -> str:
    values = work.get(name)
    return plain(values[0]) if isinstance(values, list) and values else ""


def _year(work: dict[str, Any]) -> int | None:
    """The year of the earliest publication; print, online and issue may differ."""
    for name in ("issued", "published", "published-online", "published-print"):
        year = _date(work.get(name))[:4]
        if year.isdecimal():
            return int(year)
    return None


def _date(value: Any) -> str:
    """``{"date-parts": [[2019, 3]]}`` as “2019-03”; empty when it is not of that form."""
    match value:
        case {"date-parts": [[int(year), *more], *_]} if 1500 <= year < 2200:
            days = [f"{part:02d}" for part in more[:2] if isinstance(part, int) and 0 < part < 32]
            return "-".join([str(year), *days])
    return ""


def _notices(work: dict[str, Any]) -> list[Notice]:
    found = []
    for entry in work.get("updated-by") or []:
        if isinstance(entry, dict):
            kind = plain(entry.get("label")) or plain(entry.get("type")).replace("_", " ") or "Update"
            found.append(Notice(kind, clean_doi(str(entry.get("DOI", ""))), _date(entry.get("updated"))))
    for entry in work.get("update-to") or []:
        if isinstance(entry, dict):
            kind = plain(entry.get("label")) or plain(entry.get("type")) or "update"
            found.append(Notice(f"This is itself a notice ({kind.lower()})", clean_doi(str(entry.get("DOI", "")))))
    return found
