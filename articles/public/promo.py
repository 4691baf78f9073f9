"""The app's place: the promise on the home page and the banner below articles and lists, both signed content.

Neither ever stands on a page that names a prescription medicine (rule P02). What a page names is read from the findings
frozen with its publication; titles of sources and topics, which have none of their own, are looked at here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString

from articles.models import Publication
from articles.public import signed
from articles.public.medicines import names_any, names_product
from articles.public.pages import numbered_sources
from articles.public.reading import BANNER
from articles.public.teasers import names_medicine


@dataclass(frozen=True, slots=True)
class Promo:
    """A signed promotion as it is shown."""

    title: str
    summary: str
    body: SafeString
    sources: list[dict[str, Any]]
    example: bool


def promise(now: datetime) -> Publication | None:
    """The live promotion for the home page: the newest that is not the banner."""
    return Publication.objects.live(now).filter(kind="promo").exclude(slug=BANNER).first()


def banner(now: datetime) -> Publication | None:
    """The live banner."""
    return Publication.objects.live(now).filter(kind="promo", slug=BANNER).first()


def beside_article(row: Publication, links: Iterable[str], found: Publication | None) -> Promo | None:
    """The banner for the page of an article, or nothing.

    Nothing where the page names a substance, a brand or a class: in its text, in the titles of its sources, or in
    ``links``, the titles of the articles it leads to. Nothing on sensitive pages, on pages with help lines and on
    standing pages.
    """
    if found is None or row.kind != "article" or row.sensitive or any(row.mentions.values()):
        return None
    content = row.content
    others = [*(item["title"] for item in content["sources"]), *links]
    if content["helplines"] or any(names_any(title) for title in others):
        return None
    return _without_marks(found)


def beside_list(rows: Iterable[Publication], headings: Iterable[str], found: Publication | None) -> Promo | None:
    """The banner for a list, or nothing where a title, a summary or a heading names a substance or a brand.

    Readers come to a list for its titles, so there the banner gives way; on the home page the teaser does.
    """
    if found is None or any(names_medicine(row) for row in rows) or any(names_product(text) for text in headings):
        return None
    return _without_marks(found)


def _without_marks(row: Publication) -> Promo:
    """The banner: on the page around it the numbers of its sources would mean other ones."""
    return Promo(row.title, row.summary, signed.shown(row)["body"], [], row.example)


def shown(row: Publication) -> Promo:
    """The promise with its sources, for the page that is its own."""
    return Promo(row.title, row.summary, signed.body(row, {}), numbered_sources(row.content), row.example)
