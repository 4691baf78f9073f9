"""What an item says, as a text of ours: its title, its topic, its settings. What does not fit is noted or refused."""

import re
from typing import Any

from django.utils.text import slugify

from articles.foreign.item import Item, Note, shorten
from articles.markup import parse
from articles.models import Topic
from articles.models.revision import AUDIENCES, REGIONS
from articles.review import topics
from articles.review.analysis import check_name
from articles.review.errors import BadInput
from articles.review.revisions import LONGEST_TITLE, RevisionText

LONGEST_LANGUAGE = 12
_FIRST_WORDS = 80  # characters of a title that is made of the first words
_DEFAULTS = {"region": "GB", "audience": "adults", "language": "en", "sensitive": False}


def text_of(item: Item, notes: list[Note], *, may_cut: bool) -> RevisionText:
    """The text, without topic and with the pictures' old addresses.

    ``may_cut``: a title that is too long is cut and noted. Raises ``BadInput`` for everything that cannot be saved.
    """
    text = RevisionText(
        title=_title(item, notes, may_cut),
        body=item.body,
        summary=item.summary,
        meta_description=item.meta_description,
        **(_DEFAULTS | item.settings),  # type: ignore[arg-type]
    ).cleaned()
    problems = text.problems()
    for key, value, known in (
        ("region", text.region, dict(REGIONS)),
        ("audience", text.audience, dict(AUDIENCES)),
    ):
        if value and value not in known:
            problems.append(f"The {key} “{value}” is not known; use one of {', '.join(known)}.")
    if len(text.language) > LONGEST_LANGUAGE:
        problems.append(f"The language “{text.language}” is not a language tag such as “en”.")
    if problems:
        raise BadInput(problems)
    return text


def _title(item: Item, notes: list[Note], may_cut: bool) -> str:
    title = " ".join(item.title.split())
    if not title:
        title = _first_words(item.body) or f"Without title ({item.key})"
        notes.append(Note("It had no title; the first words stand there now. Give it one.", True))
    if len(title) > LONGEST_TITLE and may_cut:
        notes.append(Note(f"The title was longer than {LONGEST_TITLE} characters and was cut:", True, 0, title))
        title = title[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"
    return title


def _first_words(body: str) -> str:
    for block in parse(body).walk():
        words = " ".join("".join(getattr(inline, "text", " ") for inline in block.inlines).split())
        if re.search(r"\w", words):
            return words if len(words) <= _FIRST_WORDS else words[:_FIRST_WORDS].rsplit(" ", 1)[0] + "…"
    return ""


def topic_of(by: Any, item: Item, notes: list[Note], *, dry_run: bool) -> int | None:
    """The first topic of the item that can be one here; a new one is added. The others are named in a note.

    An act of its own, before the article's: it ends at the ledger's head, which is locked last (law 13).
    """
    usable = [name for name in item.topics if slugify(name)]
    others = [name for name in item.topics if name not in usable[:1]]
    if others:
        notes.append(Note(f"Not used, an article has one topic here: {shorten(', '.join(others))}."))
    if not usable:
        return None
    name = usable[0][: topics.LONGEST].strip()
    known = Topic.objects.select_related("merged_into")
    topic = known.filter(name__iexact=name).first() or known.filter(slug=slugify(name)[: topics.LONGEST]).first()
    if topic is not None:
        return topic.current.pk
    if not by.has_perm("articles.publish_article"):
        notes.append(Note("There is no such topic yet; an editor has to add it:", True, 0, name))
        return None
    try:
        if dry_run:
            check_name(name)
            return None
        return topics.add_topic(by, name).pk
    except BadInput as error:
        notes.append(Note(f"Its topic cannot be one here ({error.problems[0]}):", True, 0, name))
        return None
