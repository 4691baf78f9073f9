"""What an article page shows, computed from the publication alone: its payload, manifest, people and columns."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.urls import reverse

from articles.models import Publication
from articles.models.revision import AUDIENCES, REGIONS
from articles.public import signed
from articles.public.reading import Found

CORRECTION_SHOWN = timedelta(days=30)
CONTENTS_FROM = 4  # headings of the second level


@dataclass(frozen=True, slots=True)
class Person:
    """A public card. ``url`` is empty when the person asked to be removed."""

    name: str
    username: str
    url: str
    about: str
    posts: tuple[str, ...] = ()

    @classmethod
    def of(cls, card: dict[str, Any], page: str) -> "Person":
        """The person of a manifest's card, linked to their ``author`` or ``clinician`` page."""
        username = card.get("username", "")
        credentials = card.get("credentials", [])
        about = "; ".join(
            f"{item['post'] or item['kind']} ({', '.join(filter(None, [item['body'], item['number']]))})"
            for item in credentials
        )
        url = reverse(f"public:{page}", args=[username]) if username else ""
        return cls(card["name"], username, url, about, tuple(item["post"] or item["kind"] for item in credentials))


class Checked:
    """Who wrote, signed and attested a publication: its manifest with the people it names."""

    def __init__(self, publication: Publication) -> None:
        self.publication = publication
        self.record: dict[str, Any] = publication.record

    def person(self, key: str, page: str) -> Person:
        """The person behind a key of the manifest."""
        return Person.of(self.publication.people[key], page)

    def _people(self, keys: Iterable[str], page: str) -> list[Person]:
        return [self.person(key, page) for key in dict.fromkeys(keys)]

    @property
    def written_by(self) -> list[Person]:
        """Authors, who wrote most first."""
        return self._people(self.record["written_by"], "author")

    @property
    def _reviewers(self) -> list[str]:
        return [item["person"] for item in self.record["attestations"] if item["kind"] == "full"]

    @property
    def reviewed_by(self) -> list[Person]:
        """The clinicians who signed the whole text."""
        return self._people(self._reviewers, "clinician")

    @property
    def signed_by(self) -> list[Person]:
        """Clinicians who signed claims or changes of the text, beside those who signed the whole."""
        keys = [item["person"] for claim in self.record["claims"] for item in claim["signatures"]]
        keys += [item["person"] for item in self.record["attestations"]]
        whole = set(self._reviewers)
        return self._people((key for key in keys if key not in whole), "clinician")

    @property
    def attestations(self) -> list[dict[str, Any]]:
        """Signatures on the whole text or on its changes, for the review page."""
        return [self._signature(item) for item in self.record["attestations"]]

    @property
    def redacted_by(self) -> Person | None:
        """The clinician who signed an emergency redaction."""
        record = self.record["redaction"]
        return self.person(record["person"], "clinician") if record else None

    @property
    def overrides(self) -> list[dict[str, Any]]:
        """Blocking rules that clinicians let stand: which rule, who, when."""
        return [self._signature(item) for item in self.record["overrides"]]

    @property
    def claims(self) -> list[dict[str, Any]]:
        """Every signed claim with its signatures and sources."""
        return [
            {
                **claim,
                "types": [name.replace("_", " ") for name in claim["types"]],
                "signatures": [self._signature(item) for item in claim["signatures"]],
                "sources": [
                    {**item, "verdict": item["verdict"].replace("_", " "), "level": item["level"].replace("_", " ")}
                    for item in claim["sources"]
                ],
            }
            for claim in self.record["claims"]
        ]

    def _signature(self, item: dict[str, Any]) -> dict[str, Any]:
        return {**item, "who": self.person(item["person"], "clinician"), "at": datetime.fromisoformat(item["at"])}


class ArticlePage:
    """A live publication as readers meet it at ``now``."""

    def __init__(self, found: Found, now: datetime) -> None:
        self.publication = found.publication
        self.helplines = found.helplines
        self.now = now

    @cached_property
    def content(self) -> dict[str, Any]:
        """The signed payload."""
        return self.publication.content

    @cached_property
    def checked(self) -> Checked:
        """Who checked it."""
        return Checked(self.publication)

    @property
    def body(self) -> str:
        """The signed body with the help lines of today."""
        return signed.body(self.publication, self.helplines)

    @property
    def sources(self) -> list[dict[str, Any]]:
        """The numbered sources, each with the address to show."""
        return numbered_sources(self.content)

    @property
    def contents(self) -> list[dict[str, str]]:
        """The table of contents: headings of the second level, from four of them up."""
        found = [{"id": name, "text": text} for level, name, text in self.content["headings"] if level == 2]
        return found if len(found) >= CONTENTS_FROM else []

    @property
    def readers(self) -> str:
        """For whom it was written and signed: audience and region."""
        row = self.publication
        audience, region = dict(AUDIENCES).get(row.audience, row.audience), dict(REGIONS).get(row.region, row.region)
        return f"{audience}, {region}"

    @property
    def being_checked(self) -> bool:
        """A ground of a sign-off fell away, and the page is looked at again."""
        return self.publication.hold == "being_checked"

    @property
    def review_due_passed(self) -> bool:
        """The next review was due before now."""
        due = self.publication.review_due
        return due is not None and due <= self.now

    @property
    def is_checked(self) -> bool:
        """Whether "Checked by a clinician" may be said: a full review, not in doubt, not overdue."""
        return bool(self.publication.last_reviewed and not self.being_checked and not self.review_due_passed)

    @property
    def correction_until(self) -> datetime:
        """Until when the correction stands at the top."""
        return self.publication.live_from + CORRECTION_SHOWN

    @property
    def shows_correction(self) -> bool:
        """A correction or redaction is told at the top of the page for 30 days; below, it stays."""
        return self._mended and self.now < self.correction_until

    @property
    def _mended(self) -> bool:
        return self.publication.correction or self.publication.redaction

    def clock(self) -> list[object]:
        """What of the page the clock changes, for the ETag."""
        return [self.review_due_passed, self.shows_correction]

    def moments(self) -> list[datetime | None]:
        """When the clock changed it, for Last-Modified."""
        found = [self.publication.review_due, self.correction_until if self._mended else None]
        return [moment for moment in found if moment and moment <= self.now]


def numbered_sources(content: dict[str, Any]) -> list[dict[str, Any]]:
    """The sources of a payload, each with the address to show."""
    return [{**item, "link": _address(item)} for item in content["sources"]]


def _address(source: dict[str, Any]) -> str:
    if source["url"]:
        return str(source["url"])
    if source["doi"]:
        return f"https://doi.org/{source['doi']}"
    return f"https://pubmed.ncbi.nlm.nih.gov/{source['pmid']}/" if source["pmid"] else ""
