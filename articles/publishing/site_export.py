"""The whole site as files that outlive this system: Markdown with front matter, manifests as JSON, pictures.

``import_articles`` reads the texts back. What readers saw and who signed it is evidence and comes along as manifests;
it is never read back: words that come in are drafts, whoever signed them elsewhere.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.files.storage import default_storage

from articles.foreign.folder import DIALECT
from articles.models import Article, Image, Origin, Publication, Revision, Topic, WordAuthor
from articles.review.errors import BadInput

TEXTS, LIVE, MANIFESTS, MEDIA = "texts", "live", "manifests", "media"
#: Articles that are read at once.
CHUNK = 200
Say = Callable[[], None]


@dataclass(slots=True)
class Exported:
    """How much was written, and plain sentences about what was not."""

    texts: int = 0
    live: int = 0
    manifests: int = 0
    pictures: int = 0
    missing: tuple[str, ...] = ()


def export(folder: Path, now: datetime, step: Say) -> Exported:
    """Write everything below ``folder``, which must be new or empty. ``step`` is called after each article.

    Drafts are in it too: it is for the publisher, not for readers. Raises ``BadInput``.
    """
    _prepare(folder)
    done = Exported()
    index = []
    for article, revision in _newest():
        row = Publication.objects.live(now).select_related("revision").filter(article=article).first()
        _write(folder / TEXTS / article.kind / f"{article.slug}.md", _text(_front(article, revision), revision))
        done.texts += 1
        entry = {"slug": article.slug, "kind": article.kind, "revision": revision.number, "state": revision.state}
        if row is not None:
            if row.revision_id != revision.pk:
                _write(
                    folder / LIVE / article.kind / f"{row.slug}.md", _text(_front(article, row.revision), row.revision)
                )
                done.live += 1
            _write(folder / MANIFESTS / f"{row.slug}.json", _json(_manifest(row)))
            done.manifests += 1
            entry |= {"live_since": row.live_from.isoformat(), "live_revision": row.revision.number}
        index.append(entry)
        step()
    done.pictures, done.missing = _pictures(folder)
    site = {
        "site": settings.SITE_NAME,
        "address": settings.SITE_URL,
        "exported_at": now.isoformat(timespec="seconds"),
        "dialect": DIALECT,
        "topics": [{"slug": topic.slug, "name": topic.name} for topic in Topic.objects.order_by("slug")],
        "texts": index,
    }
    _write(folder / "site.json", _json(site))
    return done


def _prepare(folder: Path) -> None:
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise BadInput(f"{folder} is not an empty folder. Name a new one: nothing is written over.")
        for name in (TEXTS, LIVE, MANIFESTS, MEDIA):
            (folder / name).mkdir(parents=True)
    except OSError as error:
        raise BadInput(f"{folder} cannot be written: {error.strerror}.") from error


def _newest() -> Iterator[tuple[Article, Revision]]:
    """Every article that has a text, with its newest revision; a constant number of rows in memory."""
    last = 0
    while True:
        articles = list(Article.objects.filter(pk__gt=last).order_by("pk").select_related("origin")[:CHUNK])
        if not articles:
            return
        last = articles[-1].pk
        rows = Revision.objects.filter(article__in=articles).order_by("article_id", "-number").select_related("topic")
        newest: dict[int, Revision] = {}
        for row in rows.iterator(CHUNK):
            newest.setdefault(row.article_id, row)
        for article in articles:
            if article.pk in newest:
                yield article, newest[article.pk]


def _front(article: Article, revision: Revision) -> dict[str, Any]:
    """What ``import_articles`` reads, then what people may want to know. Empty values are left out."""
    origin: Origin | None = getattr(article, "origin", None)
    written = WordAuthor.objects.filter(article=article, fingerprint__in=[row[0] for row in revision.segments])
    front = {
        "title": revision.title,
        "slug": article.slug,
        "kind": article.kind,
        "summary": revision.summary,
        "meta_description": revision.meta_description,
        "topic": revision.topic.name if revision.topic else "",
        "region": revision.region,
        "audience": revision.audience,
        "language": revision.language,
        "sensitive": revision.sensitive,
        "author": sorted(set(written.values_list("person__username", flat=True))),
        "dialect": DIALECT,
        "original_path": origin.path if origin else "",
        "original_status": origin.status if origin and origin.path else "",
        "date": origin.published_at.isoformat() if origin and origin.published_at else "",
        "revision": revision.number,
        "saved_at": revision.saved_at.isoformat(timespec="seconds"),
        "state": revision.state,
        "digest": revision.digest,
    }
    return {key: value for key, value in front.items() if value not in ("", [])}


def _text(front: dict[str, Any], revision: Revision) -> str:
    head = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=10**6)
    return f"---\n{head}---\n\n{revision.body}\n"


def _manifest(row: Publication) -> dict[str, Any]:
    """Who checked what, and the very payload that was signed: its digest can be computed again from it."""
    return {
        **row.record,
        "publication": str(row.uid),
        "manifest_digest": row.manifest_digest,
        "content_digest": row.content_digest,
        "payload": row.payload,
        "people": row.people,
        "live_from": row.live_from.isoformat(),
        "hold": row.hold,
    }


def _pictures(folder: Path) -> tuple[int, tuple[str, ...]]:
    """Every picture of the library as it is stored, and a list of what is known about each."""
    known = []
    missing = []
    for image in Image.objects.order_by("pk").iterator():
        name = str(image.file.name)
        try:
            target = folder / MEDIA / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with default_storage.open(name) as source, target.open("wb") as out:
                shutil.copyfileobj(source, out)
        except OSError:
            missing.append(f"The file of the picture “{image.alt}” ({name}) is not there.")
            continue
        known.append(
            {
                "file": f"{MEDIA}/{name}",
                "alt": image.alt,
                "credit": image.credit,
                "licence": image.licence,
                "width": image.width,
                "height": image.height,
            }
        )
    _write(folder / "pictures.json", _json(known))
    return len(known), tuple(missing)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=False) + "\n"
