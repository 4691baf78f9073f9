"""What adding a term would do to the texts that stand now, told before anybody proposes it. Nothing is stored."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from articles.claims import DetectorError, RuleSet, analyse
from articles.claims.everyday import holds, is_everyday
from articles.claims.lexicon import added_term, folded_term, spellings
from articles.claims.types import ArticleText, ClaimFinding, RulesetChange
from articles.markup import MarkupError
from articles.review.analysis import text_of
from articles.review.rule_use import current_revisions
from articles.review.rulesets import changed_ruleset, checked_change, current_ruleset

MANY = 0.05  # of the articles that stand now: a term in more of them is an everyday word
AT_LEAST = 3  # articles
LOOKED_AT = 300  # texts that are read anew, newest first; each takes some milliseconds
_CHUNK = 200


@dataclass(frozen=True, slots=True)
class Effect:
    """``articles`` hold the term; in the ``texts`` read anew, ``flagged`` sentences become claims and ``raised`` ask
    for more.
    """

    term: str
    everyday: bool
    articles: int
    texts: int
    flagged: int
    raised: int

    def sentences(self) -> list[str]:
        """What an editor should know, in plain words; empty when nothing needs a second look."""
        said = []
        if self.everyday:
            said.append(f"“{self.term}” is an everyday word: many sentences that hold it say nothing about health.")
        if self.everyday or self.flagged or self.raised:
            # How many were looked at is said where it is fewer than hold the term.
            within = f" in the {self.texts} newest texts that hold it" if self.texts == LOOKED_AT else ""
            said.append(
                f"It stands in {_count(self.articles, 'article')} of today. It would newly flag "
                f"{_count(self.flagged, 'sentence')}{within}, and ask more of {_count(self.raised, 'claim')}."
            )
        return said


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def effect_of(change: RulesetChange, now: datetime | None = None) -> Effect:
    """What an addition would do to live and latest texts. Raises ``BadInput`` where it could not be proposed."""
    change = checked_change(change)
    before, after = current_ruleset(), changed_ruleset(change)
    wanted = spellings(added_term(change))
    articles: set[int] = set()
    known: set[int] = set()
    read = flagged = raised = 0
    for revision in (
        current_revisions(now or timezone.now())
        .select_related("article", "topic")
        .order_by("-pk")
        .defer("segments", "analysis")
        .iterator(_CHUNK)
    ):
        known.add(revision.article_id)
        text = text_of(revision)
        if not holds(folded_term("\n".join((text.title, text.summary, text.meta_description, text.body))), wanted):
            continue
        articles.add(revision.article_id)
        if read < LOOKED_AT:
            read += 1
            for is_new in _differences(text, before, after):
                flagged, raised = flagged + is_new, raised + (not is_new)
    everyday = is_everyday(wanted) or len(articles) >= max(AT_LEAST, MANY * len(known))
    return Effect(change.target, everyday, len(articles), read, flagged, raised)


def _differences(text: ArticleText, before: RuleSet, after: RuleSet) -> Iterator[bool]:
    """True for each sentence that becomes a claim, False for each claim that asks for more."""
    try:
        old = {finding.segment: finding for finding in analyse(text, before).claims}
        new = analyse(text, after).claims
    except (DetectorError, MarkupError):
        return  # the gate says so where the text is worked on
    for finding in new:
        known = old.get(finding.segment)
        if known is None or _asks_more(finding, known):
            yield known is None


def _asks_more(new: ClaimFinding, old: ClaimFinding) -> bool:
    return (
        new.risk.rank > old.risk.rank
        or (new.medicine and not old.medicine)
        or (new.crisis and not old.crisis)
        or not new.competences <= old.competences
        or bool(set(new.blocking) - set(old.blocking))
    )
