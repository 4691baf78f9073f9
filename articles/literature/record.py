"""What is known of a work from elsewhere, and the two numbers that name one."""

import html
import re
from dataclasses import dataclass

DOI = re.compile(r"10\.\d{4,9}/[^\s\x00-\x1f\x7f]+")
DOI_LEAD = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:?\s*)", re.IGNORECASE)
PMID_LEAD = re.compile(r"^(?:https?://pubmed\.ncbi\.nlm\.nih\.gov/|pmid:?\s*)", re.IGNORECASE)
PMID = re.compile(r"[1-9][0-9]{0,8}")
TAG = re.compile(r"</?[A-Za-z][^<>]*>")
YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d|21\d\d)\b")
LONGEST_DOI = 200  # characters, as many as the register holds


@dataclass(frozen=True, slots=True)
class Notice:
    """Something published about the work later: a retraction, a correction, a newer edition."""

    kind: str  # as the service calls it: "retraction", "erratum"
    where: str = ""  # DOI or citation of the notice
    on: str = ""  # ISO date or a part of one

    @property
    def grave(self) -> bool:
        """Whether the work should not be cited as it stands: retracted, withdrawn, removed, in doubt."""
        return any(word in self.kind.lower() for word in ("retract", "withdraw", "remov", "concern"))


@dataclass(frozen=True, slots=True)
class Record:
    """A work as somebody else describes it. Empty text and ``None`` mean unknown; ``kind`` is a ``SourceKind``."""

    title: str = ""
    kind: str = ""
    publisher: str = ""
    year: int | None = None
    url: str = ""
    doi: str = ""
    pmid: str = ""
    version: str = ""
    notices: tuple[Notice, ...] = ()

    @property
    def grave(self) -> list[Notice]:
        """The notices for which the work should not be cited as it stands."""
        return [notice for notice in self.notices if notice.grave]


def clean_doi(text: str) -> str:
    """The DOI in lower case without its resolver (DOIs ignore case); empty when ``text`` holds none."""
    bare = DOI_LEAD.sub("", text.strip())
    return bare.lower() if len(bare) <= LONGEST_DOI and DOI.fullmatch(bare) else ""


def clean_pmid(text: str) -> str:
    """The PMID as bare digits; empty when ``text`` holds none."""
    bare = PMID_LEAD.sub("", text.strip()).rstrip("/")
    return bare if PMID.fullmatch(bare) else ""


def plain(text: object) -> str:
    """Words without markup, character references and runs of white space; empty for what is no text."""
    words = html.unescape(TAG.sub("", text)) if isinstance(text, str) else ""
    return " ".join("".join(char if char.isprintable() else " " for char in words).split())


def year_in(text: object) -> int | None:
    """The first year (1500 to 2199) in a date of whatever form."""
    found = YEAR.search(str(text))
    return int(found[1]) if found else None


def web_address(text: object) -> str:
    """The address when it is one of the web and fits the register; otherwise empty."""
    address = text.strip() if isinstance(text, str) else ""
    return address if address.isprintable() and re.fullmatch(r"https?://[^\s<>\"]{3,490}", address) else ""
