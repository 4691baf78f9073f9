"""One question for whoever registers a source: what is known of this DOI or PMID?"""

from collections.abc import Callable
from dataclasses import asdict, replace
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache import cache

from articles.literature import crossref, pubmed
from articles.literature.client import LookupFailed, NotKnown, Service, get_json, odd
from articles.literature.record import Notice, Record, clean_doi, clean_pmid

REMEMBERED = 60 * 60  # seconds: retractions must not hide behind a memory
BY_HAND = "Check it, or describe the source by hand."


def look_up(typed: str) -> Record:
    """What Crossref says of a DOI, or PubMed of a PMID and Crossref of its DOI.

    Raises ``LookupFailed`` with a sentence: not a number we know, no network, not known there, an odd answer.
    """
    if doi := clean_doi(typed):
        return _of_doi(doi)
    if not (pmid := clean_pmid(typed)):
        raise LookupFailed("This is neither a DOI (10.1000/example) nor a PMID (a number of up to nine digits).")
    record = _of_pmid(pmid)
    return _with_crossref_notices(record) if record.doi else record


def _of_doi(doi: str) -> Record:
    service = Service("Crossref", settings.CROSSREF_URL)
    try:
        return _remembered(service, crossref.path_of(doi), crossref.read)
    except NotKnown as error:
        raise NotKnown(f"Crossref knows no work with the DOI {doi}; others register DOIs too. {BY_HAND}") from error


def _of_pmid(pmid: str) -> Record:
    service = Service("PubMed", settings.PUBMED_URL)
    try:
        path = pubmed.path_of(pmid, settings.CONTACT_EMAIL)
        return _remembered(service, path, lambda answer: pubmed.read(answer, pmid))
    except NotKnown as error:
        raise NotKnown(f"PubMed knows no work with the PMID {pmid}. {BY_HAND}") from error


def _with_crossref_notices(record: Record) -> Record:
    """Publishers tell Crossref of some retractions that PubMed learns later. Without Crossref PubMed's word stands."""
    try:
        more = _of_doi(record.doi).notices
    except LookupFailed:
        return record
    return replace(record, notices=record.notices + more)


def _remembered(service: Service, path: str, read: Callable[[Any], Record | None]) -> Record:
    """The record at ``path``, asked at most once an hour. Failures are not remembered."""
    key = "literature:" + sha256(f"{service.base}{path}".encode()).hexdigest()
    if known := cache.get(key):
        return Record(**known | {"notices": tuple(Notice(**notice) for notice in known["notices"])})
    answer = get_json(service, path)
    try:
        record = read(answer)
    except (ValueError, TypeError, AttributeError) as error:
        raise odd(service) from error
    if record is None:
        raise NotKnown(f"{service.name} does not know it.")
    cache.set(key, asdict(record), REMEMBERED)
    return record
