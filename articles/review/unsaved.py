"""Keeping what was typed and not saved: one text per person and article, for thirty days (law 5).

It makes no revision, writes no ledger, and nothing lapses by it. Only its writer reads it.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.models import Article, UnsavedText
from articles.review import permissions
from articles.review.errors import BadInput
from articles.review.revisions import LONGEST_BODY, RevisionText

KEPT = timedelta(days=30)
#: In code points, over all fields: what is too long to be saved may still be kept, within reason.
LONGEST = 2 * LONGEST_BODY


@dataclass(frozen=True, slots=True)
class Kept:
    """An unsaved text with everything needed to go on: ``slug`` and ``kind`` only on the page of a new article."""

    text: RevisionText
    base: int | None
    kept_at: datetime
    slug: str = ""
    kind: str = "article"


def keep(
    by: Any,
    article: Article | None,
    text: RevisionText,
    base: int | None = None,
    more: Mapping[str, str] | None = None,
    now: datetime | None = None,
) -> Kept | None:
    """Keep ``text`` as what stands in ``by``'s editor; None (and nothing kept) when it is what was saved anyway.

    ``more`` may hold ``slug`` and ``kind`` of an article to be made. Raises ``BadInput`` for more than ``LONGEST``.
    """
    permissions.check(by, "write_article")
    now = now or timezone.now()
    more = {name: str((more or {}).get(name, ""))[:120] for name in ("slug", "kind")}
    # PostgreSQL stores no null character in JSON; it could not be saved either.
    values = {
        name: value.replace("\0", "") if isinstance(value, str) else value for name, value in asdict(text).items()
    }
    if sum(len(str(value)) for value in values.values()) > LONGEST:
        raise BadInput(f"More than {LONGEST:,} characters are not kept here. Save the text in parts.")
    if _is_nothing_new(article, text):
        forget(by, article)
        return None
    with transaction.atomic():  # two tabs at once: the later one stays
        UnsavedText.objects.filter(person=by, article=article).delete()
        UnsavedText.objects.create(person=by, article=article, base=base, values=values | {"more": more}, kept_at=now)
    return Kept(text, base, now, more["slug"], more["kind"] or "article")


def kept(by: Any, article: Article | None, now: datetime | None = None) -> Kept | None:
    """What ``by`` typed and did not save, if it is not older than ``KEPT`` and not what the article says anyway."""
    since = (now or timezone.now()) - KEPT
    row = UnsavedText.objects.filter(person=by, article=article, kept_at__gt=since).first()
    if row is None:
        return None
    more = row.values.get("more", {})
    known = {item.name for item in fields(RevisionText)}  # what was kept before the form had another field
    text = RevisionText(**{name: value for name, value in row.values.items() if name in known})
    if _is_nothing_new(article, text):
        return None
    return Kept(text, row.base, row.kept_at, more.get("slug", ""), more.get("kind") or "article")


def forget(by: Any, article: Article | None) -> None:
    """Drop what was kept: it was saved, or its writer does not want it."""
    UnsavedText.objects.filter(person=by, article=article).delete()


def erase_old(now: datetime | None = None) -> int:
    """Drop what is older than ``KEPT``. Returns how many texts; a second run finds none."""
    return UnsavedText.objects.filter(kept_at__lte=(now or timezone.now()) - KEPT).delete()[0]


def _is_nothing_new(article: Article | None, text: RevisionText) -> bool:
    text = text.cleaned()
    latest = article.latest_revision if article else None
    if latest is None:
        return not (text.title or text.body or text.summary or text.meta_description)
    return RevisionText.of(latest) == text
