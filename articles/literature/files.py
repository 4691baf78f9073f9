"""RIS and BibTeX: what reference managers export, read entry by entry, so that one bad entry costs only itself."""

import re
from dataclasses import dataclass, field
from typing import Any

import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from bibtexparser.model import DuplicateBlockKeyBlock, Entry, ParsingFailedBlock

from articles.literature.record import Record, clean_doi, clean_pmid, plain, web_address, year_in
from articles.workflow.policy import SourceKind

LONGEST = 1_000_000  # characters
MOST = 200  # entries: each is looked at by a person
RIS_START = re.compile(r"^TY  ?-", re.MULTILINE)
RIS_END = re.compile(r"^ER  ?-", re.MULTILINE)
BIBTEX_START = re.compile(r"^\s*@\s*\w+\s*[{(]", re.MULTILINE)
BOOKS = frozenset({"BOOK", "EBOOK", "CHAP", "ECHAP", "EDBOOK", "ENCYC", "DICT", "book", "inbook", "incollection"})


@dataclass(frozen=True, slots=True)
class Found:
    """A work in a file and the line on which its entry begins, from 1."""

    line: int
    record: Record


@dataclass(slots=True)
class Reading:
    """What was read, and a sentence for everything that was not."""

    found: list[Found] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_references(text: str) -> Reading:
    """The works in a RIS or BibTeX text. Never raises: what cannot be read stands in ``problems``."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST:
        return Reading(problems=["The text is longer than a million characters: split it."])
    ris, bibtex = RIS_START.search(text), BIBTEX_START.search(text)
    if ris and (not bibtex or ris.start() < bibtex.start()):
        reading = _read_ris(text)
    elif bibtex:
        reading = _read_bibtex(text)
    else:
        return Reading(problems=["This is neither RIS (entries begin with “TY  -”) nor BibTeX (“@article{”)."])
    if len(reading.found) > MOST:
        return Reading(
            problems=[f"The file holds {len(reading.found)} works; at most {MOST} are read at once: split it."]
        )
    return reading


def _read_ris(text: str) -> Reading:
    """Entry by entry: the parser drops an entry without an end, or melts it into the next, without a word."""
    reading = Reading()
    starts = [match.start() for match in RIS_START.finditer(text)]
    if text[: starts[0]].strip():
        reading.problems.append("Line 1: what stands before the first entry was not read.")
    for start, stop in zip(starts, [*starts[1:], len(text)], strict=True):
        line, entry = text.count("\n", 0, start) + 1, text[start:stop]
        if not RIS_END.search(entry):
            reading.problems.append(f"Line {line}: the entry has no end (“ER  -”).")
            continue
        try:
            works = rispy.loads(entry, delimiter_tags_mapping={})  # “;” may stand in an address
        except Exception as error:  # whatever a parser makes of a broken file, the other entries are read
            reading.problems.append(
                f"Line {line}: the entry could not be read ({plain(str(error)) or 'no reason given'})."
            )
            continue
        if not works:
            reading.problems.append(f"Line {line}: the entry could not be read.")
            continue
        _add(reading, line, _of_ris(works[0]))
    return reading


def _of_ris(work: dict[str, Any]) -> Record:
    def text(*names: str) -> str:
        return next((words for name in names if (words := plain(work.get(name)))), "")

    urls = [web_address(url) for line in work.get("urls") or [] for url in re.split(r";?\s+", line)]
    database = text("name_of_database").lower()
    return Record(
        title=text("title", "primary_title", "short_title"),
        kind=_kind(text("type_of_reference")),
        publisher=text("journal_name", "alternate_title3", "secondary_title", "publisher"),
        year=year_in(text("year", "publication_year", "date")),
        url=next((url for url in urls if url), ""),
        doi=clean_doi(text("doi")),
        pmid=clean_pmid(text("accession_number")) if "pubmed" in database or "medline" in database else "",
        version=text("edition"),
    )


def _read_bibtex(text: str) -> Reading:
    reading = Reading()
    try:
        as_written = parse_string(text)
        decoded = LatexDecodingMiddleware(allow_inplace_modification=False).transform(as_written)
    except Exception as error:  # as above: a file that breaks the parser is a file that cannot be read
        reading.problems.append(f"The file could not be read ({plain(str(error)) or 'no reason given'}).")
        return reading
    written = {block.start_line: block for block in as_written.entries}
    for block in decoded.blocks:
        line = (block.start_line or 0) + 1
        if isinstance(block, Entry):
            _add(reading, line, _of_bibtex(block, written[block.start_line]))
        elif isinstance(
            block, DuplicateBlockKeyBlock
        ):  # read apart, it is an entry like others: keys mean nothing to us
            again = _read_bibtex(block.raw or "")
            reading.found += [Found(line, item.record) for item in again.found]
        elif isinstance(block, ParsingFailedBlock):
            reading.problems.append(f"Line {line}: the entry could not be read.")
    return reading


def _of_bibtex(entry: Entry, as_written: Entry) -> Record:
    """Words are decoded from LaTeX; addresses are not: there “%” begins no comment and “~” is no space."""
    values = {name.key.lower(): plain(name.value) for name in entry.fields}
    values |= {
        name.key.lower(): str(name.value).replace("\\_", "_")
        for name in as_written.fields
        if name.key.lower() in ("url", "doi")
    }

    def text(*names: str) -> str:
        return next((values[name] for name in names if values.get(name)), "")

    return Record(
        title=text("title", "booktitle"),
        kind=_kind(entry.entry_type.lower()),
        publisher=text("journal", "journaltitle", "booktitle", "publisher", "institution", "organization"),
        year=year_in(text("year", "date")),
        url=web_address(text("url")),
        doi=clean_doi(text("doi")),
        pmid=clean_pmid(text("pmid")),
        version=text("edition", "version"),
    )


def _kind(name: str) -> str:
    """Only what a file can know. Whether an article is a trial or a review, which decides what it may carry, a person
    says."""
    return SourceKind.REFERENCE_WORK.value if name in BOOKS else ""


def _add(reading: Reading, line: int, record: Record) -> None:
    if record.title:
        reading.found.append(Found(line, record))
    else:
        reading.problems.append(f"Line {line}: the entry has no title.")
