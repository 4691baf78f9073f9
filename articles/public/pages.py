"""Who wrote, signed and attested a publication: its manifest with the people it names; and its numbered sources."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.urls import reverse

from articles.claims.types import ClaimType, Field
from articles.models import Publication


@dataclass(frozen=True, slots=True)
class Person:
    """A public card. ``url`` is empty when the person asked to be removed."""

    name: str
    username: str
    url: str
    about: str
    posts: tuple[str, ...] = ()
    credentials: tuple[dict[str, str], ...] = ()

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
        posts = tuple(item["post"] or item["kind"] for item in credentials)
        return cls(card["name"], username, url, about, posts, tuple(credentials))


#: Places worth naming beside a claim: they are not in the running text.
PLACES = {
    Field.TITLE.value: "title",
    Field.SUMMARY.value: "summary",
    Field.META.value: "description for search engines",
    Field.ALT.value: "description of a picture",
}
#: Types whose names need more words for readers.
TYPES = {
    ClaimType.CAUSATION.value: "cause or mechanism",
    ClaimType.STATISTIC.value: "number",
    ClaimType.DOSAGE.value: "dose or use",
    ClaimType.DIAGNOSIS.value: "diagnosis or symptom",
    ClaimType.EVIDENCE.value: "appeal to evidence",
    ClaimType.MARKETING.value: "superlative",
}
UNSEEN = frozenset({Field.META.value, Field.ALT.value})  # no element of the page can be put about these words


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

    @cached_property
    def claims(self) -> list[dict[str, Any]]:
        """Every signed claim with its number, signatures and sources."""
        return [
            {
                **claim,
                "number": number,
                "places": [PLACES[name] for name in claim["fields"] if name in PLACES],
                "marked": not set(claim["fields"]) <= UNSEEN,
                "types": [TYPES.get(name, name) for name in claim["types"]],
                "signatures": [self._signature(item) for item in claim["signatures"]],
                "sources": [
                    {**item, "verdict": item["verdict"].replace("_", " "), "level": item["level"].replace("_", " ")}
                    for item in claim["sources"]
                ],
            }
            for number, claim in enumerate(self.record["claims"], 1)
        ]

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The words of the signed claims, in order of number."""
        return tuple(claim["text"] for claim in self.record["claims"])

    def _signature(self, item: dict[str, Any]) -> dict[str, Any]:
        return {**item, "who": self.person(item["person"], "clinician"), "at": datetime.fromisoformat(item["at"])}


def numbered_sources(content: dict[str, Any]) -> list[dict[str, Any]]:
    """The sources of a payload, each with the address to show."""
    return [{**item, "link": _address(item)} for item in content["sources"]]


def _address(source: dict[str, Any]) -> str:
    if source["url"]:
        return str(source["url"])
    if source["doi"]:
        return f"https://doi.org/{source['doi']}"
    return f"https://pubmed.ncbi.nlm.nih.gov/{source['pmid']}/" if source["pmid"] else ""
