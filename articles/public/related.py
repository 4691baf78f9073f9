"""What to read next: what an editor chose, and live articles of the same topic and about the same conditions.

Never from anybody's behaviour.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db.models import BooleanField, Case, Subquery, Value, When
from django.urls import reverse

from articles.claims.fingerprints import fold_for_detection
from articles.claims.lexicon import Lexicon, shipped_terms
from articles.models import Article, Publication
from articles.public.reading import State, listed, remembered

MOST = 4
CANDIDATES = 120  # looked at, those of the same topic and the newest first

#: A shared condition says more than a shared topic: topics are wide.
_CONDITION, _TOPIC = 2, 1


@dataclass(frozen=True, slots=True)
class Related:
    """One link. ``key`` changes with everything that is shown of it."""

    title: str
    url: str

    @property
    def key(self) -> tuple[str, str]:
        """For an ETag."""
        return self.url, self.title


@cache
def _conditions() -> Lexicon:
    return Lexicon([term for term in shipped_terms() if term.kind == "condition"])


def conditions_in(text: str) -> tuple[str, ...]:
    """The conditions that ``text`` names, as the lexicon spells them, in order of first mention."""
    hits = _conditions().find(fold_for_detection(text).lower())
    return tuple(dict.fromkeys(hit.term.text for hit in hits))


def related_to(row: Publication, state: State, now: datetime) -> tuple[Related, ...]:
    """At most four live articles: those that an editor chose, then those that share a condition or the topic.

    Conditions are those in title or summary; the best first, equal ones newest first, so the same content gives the
    same list. Nothing is asked while nothing was published, withdrawn or chosen since.
    """
    return remembered(state, ("related", row.pk), lambda: _choose(row, now))


def _choose(row: Publication, now: datetime) -> tuple[Related, ...]:
    own = set(conditions_in(f"{row.title} {row.summary}"))
    same = Case(When(topic_slug=row.topic_slug, then=Value(True)), default=Value(False), output_field=BooleanField())
    nearest = listed(now).exclude(article=row.article_id).annotate(same=same).order_by("-same", "-changed_at", "-id")
    # The texts are long and lie in the same rows: choose by the index first, read the few afterwards.
    rows = Publication.objects.filter(pk__in=nearest.values("pk")[:CANDIDATES]).order_by("-changed_at", "-id")
    # What an editor chose comes along with each, so that pages without a choice ask nothing more.
    chosen = Subquery(Article.objects.filter(pk=row.article_id).values("read_next")[:1])
    scored = []
    pinned: list[int] = []
    columns = ("slug", "title", "summary", "topic_slug", "chosen")
    for slug, title, summary, topic, choice in rows.annotate(chosen=chosen).values_list(*columns):
        pinned = choice
        score = _CONDITION * len(own.intersection(conditions_in(f"{title} {summary}")))
        score += _TOPIC if topic and topic == row.topic_slug else 0
        if score:
            scored.append((score, _link(title, slug)))
    scored.sort(key=lambda item: -item[0])  # stable: newest first among equals
    first = _live(pinned, now) if pinned else ()
    return (*first, *(item for _, item in scored if item not in first))[:MOST]


def _live(articles: list[int], now: datetime) -> tuple[Related, ...]:
    """Those of these articles that are live, in this order."""
    found = {row.article_id: _link(row.title, row.slug) for row in listed(now).filter(article__in=articles)}
    return tuple(found[pk] for pk in articles if pk in found)


def _link(title: str, slug: str) -> Related:
    return Related(title, reverse("public:article", args=[slug]))
