"""One item of another system to one draft."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import unquote

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from articles.claims.types import Risk
from articles.foreign.item import Item, Note, Status, shorten
from articles.models import Occurrence, Origin, Revision
from articles.publishing.importing.people import People
from articles.publishing.importing.pictures import Pictures
from articles.publishing.importing.texts import text_of, topic_of
from articles.review import addresses, permissions
from articles.review.errors import BadInput, Refusal
from articles.review.ledger import Entry, record
from articles.review.revisions import RevisionText, create_article, save_revision, text_digest_of

WAY = "imported"
LONGEST_SLUG = 120
LONGEST_PATH = 500


class Done(StrEnum):
    """What an import did with one item."""

    NEW = "new draft"
    CHANGED = "new revision"
    UNCHANGED = "unchanged"
    DIFFERS = "changed there and here"
    REFUSED = "not imported"


@dataclass(slots=True)
class Outcome:
    """What became of one item. ``risk`` is the highest of its claims, empty without any."""

    place: str
    title: str
    done: Done
    slug: str = ""
    number: int = 0
    revision: int = 0
    risk: str = ""
    claims: int = 0
    notes: list[Note] = field(default_factory=list)
    file: str = ""

    @property
    def todo(self) -> list[Note]:
        """What a person has to do about it."""
        return [note for note in self.notes if note.todo]


@dataclass(slots=True)
class Importer:
    """Brings in one item after another.

    ``author`` counts as author of what names none; without it ``by`` does (law 6). ``own_addresses``: an item says
    itself where it belongs (files), so an address in use is refused; else a free one is found. With ``dry_run`` every
    transaction is rolled back.
    """

    by: Any
    people: People
    pictures: Pictures
    author: Any = None
    own_addresses: bool = False
    dry_run: bool = False
    _taken: set[str] = field(default_factory=set)  # addresses that a dry run gives and rolls back
    _seen: dict[tuple[str, str, str], str] = field(default_factory=dict)  # where the items of this run stand

    def bring(self, item: Item, now: datetime | None = None) -> Outcome:
        """Import ``item``. Refusals are in the outcome; ``NotAllowed`` is raised when ``by`` may not write."""
        permissions.check(self.by, "write_article")
        now = now or timezone.now()
        notes = list(item.notes)
        try:
            origin = self._known(item)
            text = text_of(item, notes, may_cut=not self.own_addresses)
            # Topics and pictures are acts of their own: each ends at the ledger's head, which is locked last (law 13).
            topic = topic_of(self.by, item, notes, dry_run=self.dry_run)
            body, pictures, missing = self.pictures.bring(item, origin.pictures if origin else {})
            text = replace(text, topic=topic, body=body).cleaned()
            notes += missing
            with transaction.atomic():
                if origin is None:
                    outcome = self._create(item, text, pictures, notes, now)
                else:
                    outcome = self._update(origin, item, text, pictures, notes, now)
                if self.dry_run:
                    transaction.set_rollback(True)
        except BadInput as error:
            notes = [Note(sentence, True) for sentence in error.problems]
            return Outcome(item.place, item.title or item.slug or item.key, Done.REFUSED, item.slug, notes=notes)
        except Refusal as error:
            return Outcome(item.place, item.title or item.key, Done.REFUSED, notes=[Note(str(error), True)])
        except IntegrityError:
            said = Note("Somebody else imports the same at this moment. Run the import again.", True)
            return Outcome(item.place, item.title or item.key, Done.REFUSED, notes=[said])
        return outcome

    def _known(self, item: Item) -> Origin | None:
        """What an earlier import noted of this item. Raises ``BadInput`` for what stands twice in this one."""
        if item.problems:
            raise BadInput(item.problems)
        name = (item.system, item.site, item.key)
        if other := self._seen.get(name):
            if self.own_addresses:
                raise BadInput(f"The address “{slugify(item.key)}” is already taken by {other}. Give it another slug.")
            raise BadInput(f"It stands twice in the export; the first, in {other}, was imported.")
        self._seen[name] = item.place
        rows = Origin.objects.select_related("article")
        return rows.filter(system=item.system, site=item.site[:200], key=item.key[:300]).first()

    # ------------------------------------------------------------------------------------------------------ writing

    def _create(
        self, item: Item, text: RevisionText, pictures: dict[str, str], notes: list[Note], now: datetime
    ) -> Outcome:
        slug = self._slug(item, notes)
        authors = self._authors(item)
        article = create_article(self.by, text, kind=item.kind, slug=slug, authors=authors, way=WAY, now=now)
        revision = article.latest_revision
        if revision is None:
            raise BadInput(f"“{slug}” has no text.")
        origin = Origin(article=article, system=item.system, site=item.site[:200], key=item.key[:300], slug=slug)
        self._note(origin, item, text, pictures, notes, now)
        data = {
            "system": item.system,
            "site": item.site,
            "key": item.key,
            "path": item.path,
            "status": item.status.value,
            "was_live": origin.was_live,
        }
        record(now, Entry("imported", self.by, article, revision, f"origin:{origin.pk}", item.digest, data))
        self._taken.add(slug)
        return self._outcome(item, Done.NEW, revision, slug, notes)

    def _update(
        self,
        origin: Origin,
        item: Item,
        text: RevisionText,
        pictures: dict[str, str],
        notes: list[Note],
        now: datetime,
    ) -> Outcome:
        article = origin.article
        latest = article.latest_revision
        if latest is None:
            raise BadInput(f"“{article.slug}” has no text.")
        if article.kind != item.kind:
            raise BadInput(f"It is of another kind ({article.get_kind_display().lower()}) here, which cannot change.")
        digest = text_digest_of(text)
        if digest in (origin.text_digest, latest.digest):
            if item.digest != origin.digest or [note.plain() for note in notes] != origin.notes:
                self._note(origin, item, text, pictures, notes, now)
            return self._outcome(item, Done.UNCHANGED, latest, article.slug, notes)
        if latest.digest != origin.text_digest:
            if origin.differs and origin.digest == item.digest and latest.saved_at > origin.imported_at:
                # It was listed before, and somebody has saved the article since: the two were brought together.
                self._note(origin, item, text, pictures, notes, now)
                return self._outcome(item, Done.UNCHANGED, latest, article.slug, notes)
            listed_at = origin.imported_at if origin.differs and origin.digest == item.digest else now
            Origin.objects.filter(pk=origin.pk).update(differs=True, digest=item.digest, imported_at=listed_at)
            said = (
                "It was edited here since it was imported, and has changed on the old site too. "
                "Nothing was written over: bring both texts together at the desk."
            )
            return self._outcome(item, Done.DIFFERS, latest, article.slug, [Note(said, True), *notes])
        saved = save_revision(
            article, self.by, text, base=latest.number, authors=self._authors(item), way=WAY, now=now
        ).revision
        self._note(origin, item, text, pictures, notes, now)
        return self._outcome(item, Done.CHANGED, saved, article.slug, notes)

    def _note(
        self,
        origin: Origin,
        item: Item,
        text: RevisionText,
        pictures: dict[str, str],
        notes: Sequence[Note],
        now: datetime,
    ) -> None:
        origin.path = _decoded(item.path)
        origin.was_live = item.status is Status.LIVE and bool(origin.path)
        origin.status = item.status.value
        origin.published_at, origin.modified_at = item.published_at, item.modified_at
        origin.writers = [writer.name or writer.login for writer in item.writers]
        origin.pictures = pictures
        origin.notes = [note.plain() for note in notes]
        origin.todo = sum(note.todo for note in notes)
        origin.digest, origin.text_digest = item.digest, text_digest_of(text)
        origin.differs = False
        origin.imported_at = now
        origin.save()

    def _authors(self, item: Item) -> list[Any]:
        return self.people.accounts(item.writers) or [self.author or self.by]

    def _outcome(self, item: Item, done: Done, revision: Revision, slug: str, notes: list[Note]) -> Outcome:
        rows = Occurrence.objects.filter(revision=revision).values_list("claim_id", "risk")
        risk = max((Risk(risk) for _, risk in rows), key=lambda found: found.rank, default=None)
        if revision.analysis_error and done is not Done.UNCHANGED:
            notes = [*notes, Note(f"Its claims could not be looked for: {revision.analysis_error}", True)]
        return Outcome(
            place=item.place,
            title=revision.title,
            done=done,
            slug=slug,
            number=revision.number,
            revision=revision.pk,
            risk=risk.value if risk else "",
            claims=len({claim for claim, _ in rows}),
            notes=notes,
            file=item.file,
        )

    # -------------------------------------------------------------------------------------------------- the address

    def _slug(self, item: Item, notes: list[Note]) -> str:
        wanted = slugify(item.slug)[:LONGEST_SLUG].strip("-")
        if self.own_addresses:
            return self._own(wanted)
        wanted = wanted or slugify(item.title)[:LONGEST_SLUG].strip("-")
        wanted = wanted or slugify(f"{item.system}-{item.key}")[:LONGEST_SLUG]
        slug, count = wanted, 1
        while slug in self._taken or addresses.article_at(slug) is not None:
            count += 1
            slug = f"{wanted[: LONGEST_SLUG - 1 - len(str(count))]}-{count}"
        if item.slug and slug != item.slug:
            why = "is taken" if slug != wanted else "has other letters than addresses here"
            notes.append(Note(f"Its address “{shorten(item.slug)}” {why}; here it is “{slug}”."))
        return slug

    def _own(self, slug: str) -> str:
        if not slug:
            raise BadInput("The title gives no address: add a slug of letters and digits to the front matter.")
        article = addresses.article_at(slug)
        if article is None:
            return slug
        if hasattr(article, "origin"):
            raise BadInput(
                f"The address “{slug}” belongs to an article that came from elsewhere. Give it another slug."
            )
        raise BadInput(f"The address “{slug}” belongs to an article that was written here. Give the file another slug.")


def _decoded(path: str) -> str:
    """An address on the old site as requests are compared with it; empty when it is too long or not one."""
    decoded = unquote(path)
    return decoded if len(decoded) <= LONGEST_PATH and decoded.startswith("/") and decoded.isprintable() else ""
