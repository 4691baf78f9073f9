"""PubMed: what it says of a PMID (NCBI E-utilities, ``esummary`` as JSON), with retractions and corrections."""

from typing import Any
from urllib.parse import urlencode

from articles.literature.record import Notice, Record, clean_doi, plain, year_in
from articles.workflow.policy import SourceKind

# Publication types that PubMed's indexers give, strongest first. Anything else is for a person to say.
KINDS = {
    "practice guideline": SourceKind.GUIDELINE,
    "guideline": SourceKind.GUIDELINE,
    "systematic review": SourceKind.SYSTEMATIC_REVIEW,
    "randomized controlled trial": SourceKind.TRIAL,
    "clinical trial": SourceKind.TRIAL,
    "observational study": SourceKind.COHORT,
}
NOTICES = ("retraction in", "erratum in", "expression of concern in", "corrected and republished in", "update in")


def path_of(pmid: str, email: str) -> str:
    """The path of one work; NCBI asks every tool for its name and an address."""
    asked = {"db": "pubmed", "id": pmid, "retmode": "json", "tool": "articles-register", "email": email}
    return f"/entrez/eutils/esummary.fcgi?{urlencode(asked)}"


def read(answer: Any, pmid: str) -> Record | None:
    """The record in an answer, ``None`` when PubMed has no such number. Raises ``ValueError`` for another form."""
    result = answer.get("result") if isinstance(answer, dict) else None
    work = result.get(pmid) if isinstance(result, dict) else None
    if not isinstance(work, dict):
        if isinstance(answer, dict) and ("esummaryresult" in answer or isinstance(result, dict)):
            return None
        raise ValueError("no result")
    if "error" in work:
        return None
    title = plain(work.get("title")).removesuffix(".")
    if not title:
        raise ValueError("no title")
    types = [plain(value).lower() for value in _list(work, "pubtype")]
    return Record(
        title=title,
        kind=next((kind.value for name, kind in KINDS.items() if name in types), ""),
        publisher=plain(work.get("fulljournalname")) or plain(work.get("source")),
        year=year_in(work.get("pubdate")) or year_in(work.get("sortpubdate")),
        url=f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/",
        doi=_doi(work),
        pmid=pmid,
        notices=tuple(_notices(work, types)),
    )


def _list(work: dict[str, Any], name: str) -> list[Any]:
    value = work.get(name)
    return value if isinstance(value, list) else []


def _doi(work: dict[str, Any]) -> str:
    found = (
        clean_doi(str(entry.get("value", "")))
        for entry in _list(work, "articleids")
        if isinstance(entry, dict) and entry.get("idtype") == "doi"
    )
    return next(found, "")


def _notices(work: dict[str, Any], types: list[str]) -> list[Notice]:
    found = [
        Notice(plain(entry.get("reftype")).lower().removesuffix(" in").capitalize(), plain(entry.get("refsource")))
        for entry in _list(work, "references")
        if isinstance(entry, dict) and plain(entry.get("reftype")).lower() in NOTICES
    ]
    if "retracted publication" in types and not any("retract" in notice.kind.lower() for notice in found):
        found.append(Notice("Retraction"))
    return found
