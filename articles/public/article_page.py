"""What an article page shows, computed from the publication alone: its payload, manifest, people and columns."""

from datetime import datetime, timedelta
from functools import cached_property
from html import escape
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from articles.models import Publication
from articles.models.revision import AUDIENCES, REGIONS
from articles.public import passages, reading, signed
from articles.public.pages import Checked, numbered_sources
from articles.public.promo import Promo, beside_article
from articles.public.reading import Found
from articles.public.related import Related, related_to
from articles.publishing.cards import Card, card_of

CORRECTION_SHOWN = timedelta(days=30)
CONTENTS_FROM = 4  # headings of the second level
WORDS_A_MINUTE = 238  # silent reading of adults in English: Brysbaert 2019, doi 10.1016/j.jml.2019.104047
SIGNERS_SHOWN = 3  # in the byline; the others can be opened
_BETWEEN = "<hr>"  # title and summary are plain words and hold no tag


class ArticlePage:
    """A live publication as readers meet it at ``now``. ``notes``: with every note on its checked claims, for paper."""

    def __init__(self, found: Found, now: datetime, *, notes: bool = False) -> None:
        self.publication = found.publication
        self.helplines = found.helplines
        self._banner = found.banner
        self.now = now
        self.notes = notes

    @cached_property
    def content(self) -> dict[str, Any]:
        """The signed payload."""
        return self.publication.content

    @cached_property
    def checked(self) -> Checked:
        """Who checked it."""
        return Checked(self.publication)

    @cached_property
    def _parts(self) -> list[str]:
        """Title, summary and body in one text, so that no id is given twice."""
        row = self.publication
        words = [escape(row.title, quote=False), escape(row.summary, quote=False), self.content["body_html"]]
        return passages.marked(_BETWEEN.join(words), self.checked.sentences, self.notes).split(_BETWEEN, 2)

    @property
    def title(self) -> SafeString:
        """The signed title, its claim marked."""
        return signed.signed_html(self._parts[0])

    @property
    def summary(self) -> SafeString:
        """The signed summary, its claims marked."""
        return signed.signed_html(self._parts[1])

    @cached_property
    def _body(self) -> tuple[str, str]:
        return passages.key_points(self._parts[2])

    @property
    def key_points(self) -> SafeString:
        """The box of key points with which the body begins, if it does: it stands before the table of contents."""
        return signed.with_helplines(self._body[0], self.helplines)

    @property
    def body(self) -> SafeString:
        """The rest of the signed body, its claims marked, with the help lines of today."""
        return signed.with_helplines(self._body[1], self.helplines)

    @cached_property
    def sources(self) -> list[dict[str, Any]]:
        """The numbered sources, each with the address to show and whether the body names it."""
        return [{**item, "named": f'id="r{item["n"]}"' in self._parts[2]} for item in numbered_sources(self.content)]

    @property
    def contents(self) -> list[dict[str, str]]:
        """The table of contents: headings of the second level, from four of them up."""
        found = [{"id": name, "text": text} for level, name, text in self.content["headings"] if level == 2]
        return found if len(found) >= CONTENTS_FROM else []

    @property
    def minutes(self) -> int:
        """Reading time in minutes, at least one."""
        count = len(signed.words(self.content["body_html"]).split()) + len(self.publication.summary.split())
        return max(1, round(count / WORDS_A_MINUTE))

    @property
    def picture(self) -> dict[str, str] | None:
        """The first picture of the text, for cards of links: path, width, height and description."""
        return signed.first_picture(self.content["body_html"])

    @property
    def card(self) -> Card | None:
        """The card that other sites show beside a link to the page."""
        return card_of(self.publication, self.is_checked)

    @property
    def card_path(self) -> str:
        """The address of the card; empty without one."""
        card = self.card
        return reverse("public:card", args=[self.publication.slug, card.key]) if card else ""

    @property
    def audience(self) -> str:
        """For whom it was written, in words."""
        return dict(AUDIENCES).get(self.publication.audience, self.publication.audience)

    @property
    def region(self) -> str:
        """The country whose services and rules it speaks of."""
        return dict(REGIONS).get(self.publication.region, self.publication.region)

    # ------------------------------------------------------------------------------------------------------- standing

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
    def first_signers(self) -> list[Any]:
        """The signers that the byline names at once."""
        signers = self.checked.signed_by
        return signers if len(signers) <= SIGNERS_SHOWN + 1 else signers[:SIGNERS_SHOWN]

    @property
    def other_signers(self) -> list[Any]:
        """The signers that can be opened."""
        return self.checked.signed_by[len(self.first_signers) :]

    # -------------------------------------------------------------------------------------------------------- history

    @cached_property
    def changes(self) -> list[Publication]:
        """Every text that went live at this address, newest first."""
        slug = self.publication.slug
        return reading.remembered(self._state, ("changes", slug), lambda: reading.changes(self.now, slugs=[slug]))

    @cached_property
    def corrections(self) -> list[Publication]:
        """Corrections and redactions of the last 30 days: they are told at the top too."""
        if self.publication.live_from + CORRECTION_SHOWN <= self.now:
            return []  # no text is newer than the one that is live
        return [
            item
            for item in self.changes
            if (item.correction or item.redaction) and self.now < item.live_from + CORRECTION_SHOWN
        ]

    # -------------------------------------------------------------------------------------------------------- related

    @cached_property
    def _state(self) -> reading.State:
        return reading.state(self.now)

    @cached_property
    def related(self) -> tuple[Related, ...]:
        """What to read next. Standing pages lead nowhere in particular."""
        return related_to(self.publication, self._state, self.now) if self.publication.kind == "article" else ()

    @property
    def banner(self) -> Promo | None:
        """The banner of the app, where this page may carry it (rule P02); never on paper."""
        others = [item.title for item in self.related]
        return None if self.notes else beside_article(self.publication, others, self._banner)

    def clock(self) -> list[object]:
        """What of the page the clock and other publications change, for the ETag."""
        return [self.review_due_passed, [item.pk for item in self.corrections], [item.key for item in self.related]]

    def moments(self) -> list[datetime | None]:
        """When it was changed by them, for Last-Modified."""
        changed = [self.publication.review_due, self.publication.live_from + CORRECTION_SHOWN, *self._state.moments()]
        return [moment for moment in changed if moment and moment <= self.now]
