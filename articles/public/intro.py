"""The signed text above a list: what a topic is about, who an author is. A standing page like those of the house."""

from datetime import datetime
from typing import Any

from articles.public import reading, signed
from articles.public.pages import numbered_sources
from articles.public.reading import Found


def introduction(slug: str, now: datetime) -> Found | None:
    """The standing page of this address, when one is live."""
    found = reading.find(slug, now)
    return found if found is not None and found.publication.kind == "standing" else None


def frame(found: Found | None) -> dict[str, Any]:
    """What templates show of it."""
    if found is None:
        return {"intro": None}
    row = found.publication
    return {
        "intro": row,
        "body": signed.body(row, found.helplines),
        "sources": numbered_sources(row.content),
        "description": row.content["meta"] or row.summary or row.title,
    }
