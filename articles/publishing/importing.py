"""Bringing in articles from files. They become drafts and nothing more: the review is the same for everybody.

All files are read and judged first; when one cannot be used, none is imported. The same file again changes nothing; a
file whose words changed becomes a new revision, unless somebody has edited the article at the desk since.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify

from articles.claims import DetectorError, RuleSet
from articles.claims.files import UnreadableFile, expand_paths, read_text
from articles.claims.frontmatter import FrontMatterError
from articles.claims.report import Checked, check_text
from articles.markup import MarkupError
from articles.models import Article, LedgerEvent, Revision, Topic
from articles.models.revision import AUDIENCES, REGIONS
from articles.review.errors import BadInput
from articles.review.revisions import LONGEST_TITLE, RevisionText, create_article, save_revision
from articles.review.rulesets import current_ruleset

WAY = "imported"
LONGEST_LANGUAGE = 12
_TITLE_LINE = re.compile(r"\s*#[ \t]+(?P<title>[^\n]+?)[ \t#]*(?:\n|$)")
_FIRST_LINE = re.compile(r"\s*(?P<title>[^\n]+?)[ \t]*(?:\n|$)")
_TEXTS = ("title", "summary", "excerpt", "description", "meta_description")
_USED = frozenset((*_TEXTS, "kind", "topic", "slug", "region", "audience", "language", "author", "sensitive"))


class Done(StrEnum):
    """What an import did with one file."""

    NEW = "new draft"
    CHANGED = "new revision"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that can be imported. ``text.topic`` is set when it is written; until then ``topic`` is its name."""

    path: str
    checked: Checked
    slug: str
    kind: str
    text: RevisionText
    topic: str
    authors: tuple[Any, ...]
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one file, with what detection says of it."""

    prepared: Prepared
    done: Done
    revision: Revision


def default_importer() -> Any:
    """The first active superuser or editor; None when there is nobody."""
    people = get_user_model().objects.filter(Q(is_superuser=True) | Q(groups__name="Editors"), is_active=True)
    return people.order_by("pk").first()


def import_files(
    paths: Iterable[str], by: Any, author: Any = None, *, dry_run: bool = False, now: datetime | None = None
) -> list[Imported]:
    """Import files and folders as drafts, all or none.

    ``author`` counts as author of files that name none; without it ``by`` does (law 6). Raises ``BadInput`` with one
    sentence for each file that cannot be used, ``NotAllowed`` when ``by`` may not write.
    """
    now = now or timezone.now()
    prepared = _prepare(paths, author or by, current_ruleset())
    with transaction.atomic():
        problems = [sentence for item in prepared if (sentence := _conflict(item))]
        if problems:
            raise BadInput(problems)
        done = [_write(item, by, now) for item in prepared]
        if dry_run:
            transaction.set_rollback(True)
    return done


# --------------------------------------------------------------------------------------------------- reading the files


def _prepare(paths: Iterable[str], author: Any, ruleset: RuleSet) -> list[Prepared]:
    found: list[Prepared] = []
    problems: list[str] = []
    for path in expand_paths(paths):
        if isinstance(path, UnreadableFile):
            problems.append(str(path))
            continue
        try:
            found.append(_read(path, author, ruleset))
        except (UnreadableFile, FrontMatterError) as error:
            problems.append(str(error))
        except (MarkupError, DetectorError) as error:
            problems.append(f"{path}: {error}")
        except BadInput as error:
            problems += [f"{path}: {sentence}" for sentence in error.problems]
    first: dict[str, str] = {}
    for item in found:
        if other := first.get(item.slug):
            problems.append(
                f"{item.path}: the address “{item.slug}” is already taken by {other}. Give it another slug."
            )
        first.setdefault(item.slug, item.path)
    if problems:
        raise BadInput(problems)
    return found


def _read(path: str, author: Any, ruleset: RuleSet) -> Prepared:
    checked = check_text(read_text(path), path, ruleset)
    article, meta = checked.file.article, checked.file.meta
    title, body = article.title, article.body
    if not title:
        title, body = _title_from(Path(path), body)
    text = RevisionText(
        title=title,
        body=body,
        summary=article.summary,
        meta_description=article.meta_description,
        region=article.region,
        audience=article.audience,
        language=article.language,
        sensitive=meta.get("sensitive") is True,
    ).cleaned()
    slug = slugify(str(meta.get("slug") or title))[:120].strip("-")
    problems = text.problems() + _settings_problems(text, meta, slug)
    authors, unknown = _authors(meta.get("author"))
    if problems := problems + unknown:
        raise BadInput(problems)
    ignored = tuple(key for key in meta if key not in _USED)
    return Prepared(path, checked, slug, article.kind, text, article.topic, authors or (author,), ignored)


def _title_from(path: Path, body: str) -> tuple[str, str]:
    """Title and rest of a text that names none: its first heading, a plain text's first line, or the file's name."""
    plain = path.suffix.lower() == ".txt"
    if match := (_FIRST_LINE if plain else _TITLE_LINE).match(body.removeprefix("\ufeff")):
        rest = body.removeprefix("\ufeff")[match.end() :]
        if len(match["title"]) <= LONGEST_TITLE and (rest.strip() or not plain):
            return match["title"], rest
    words = path.stem.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:], body


def _settings_problems(text: RevisionText, meta: dict[str, object], slug: str) -> list[str]:
    found = []
    for key, value, known in (("region", text.region, dict(REGIONS)), ("audience", text.audience, dict(AUDIENCES))):
        if value and value not in known:
            found.append(f"The {key} “{value}” is not known; use one of {', '.join(known)}.")
    if len(text.language) > LONGEST_LANGUAGE:
        found.append(f"The language “{text.language}” is not a language tag such as “en”.")
    if not slug:
        found.append("The title gives no address: add a slug of letters and digits to the front matter.")
    if not isinstance(meta.get("sensitive", False), bool):
        found.append("“sensitive” must be true or false.")
    return found


def _authors(names: object) -> tuple[tuple[Any, ...], list[str]]:
    """The accounts that a file names as its authors, and a sentence for each name that is no account."""
    listed = names if isinstance(names, list) else [names] if names else []
    wanted = list(dict.fromkeys(str(name).strip() for name in listed))
    found = {user.get_username(): user for user in get_user_model().objects.filter(username__in=wanted)}
    unknown = [f"There is no account “{name}”, which the file names as author." for name in wanted if name not in found]
    return tuple(found[name] for name in wanted if name in found), unknown


# ------------------------------------------------------------------------------------------------- meeting the database


def _imported_text(article: Article) -> RevisionText | None:
    """The text that the newest import gave this article; None when it was never imported."""
    saves = LedgerEvent.objects.filter(article=article.pk, kind="revision_saved").order_by("-seq")
    for event in saves.iterator():
        if event.facts.get("way") == WAY:
            return RevisionText.of(Revision.objects.get(pk=event.revision or 0))
    return None


def _with_topic(item: Prepared, *, create: bool) -> RevisionText:
    if not item.topic:
        return item.text
    topic = Topic.objects.filter(Q(name__iexact=item.topic) | Q(slug=slugify(item.topic)[:80])).first()
    if topic is None and create:
        topic = Topic.objects.create(slug=slugify(item.topic)[:80], name=item.topic[:80])
    return replace(item.text, topic=topic.pk if topic else None)


def _conflict(item: Prepared) -> str:
    """Why this file cannot go where its address leads; empty when it can."""
    article = Article.objects.filter(slug=item.slug).first()
    if article is None:
        return ""
    place = f"{item.path}: the address “{item.slug}”"
    if article.kind != item.kind:
        return (
            f"{place} belongs to a text of another kind ({article.get_kind_display().lower()}). Give it another slug."
        )
    before, text = _imported_text(article), _with_topic(item, create=False)
    if before is None:
        return f"{place} belongs to an article that was written here. Give the file another slug."
    latest = article.latest_revision
    desk = RevisionText.of(latest) if latest else before
    if text not in (before, desk) and desk != before:
        return f"{place} was edited here since it was imported. Bring both texts together at the desk."
    return ""


def _write(item: Prepared, by: Any, now: datetime) -> Imported:
    article = Article.objects.filter(slug=item.slug).first()
    text = _with_topic(item, create=True)
    if article is None:
        article = create_article(by, text, kind=item.kind, slug=item.slug, authors=item.authors, way=WAY, now=now)
        return Imported(item, Done.NEW, _latest(article))
    latest = _latest(article)
    if text in (_imported_text(article), RevisionText.of(latest)):
        return Imported(item, Done.UNCHANGED, latest)
    saved = save_revision(article, by, text, base=latest.number, authors=item.authors, way=WAY, now=now)
    return Imported(item, Done.CHANGED, saved.revision)


def _latest(article: Article) -> Revision:
    revision = article.latest_revision
    if revision is None:
        raise BadInput(f"“{article.slug}” has no text.")
    return revision


def summary(done: Sequence[Imported]) -> str:
    """One line that counts what was done: "2 new drafts, 1 unchanged"."""
    counts = {kind: sum(item.done is kind for item in done) for kind in Done}
    words = [
        f"{number} {kind.value}{'s' if number != 1 and kind is not Done.UNCHANGED else ''}"
        for kind, number in counts.items()
        if number
    ]
    return ", ".join(words) or "nothing"
