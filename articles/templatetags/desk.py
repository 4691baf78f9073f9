"""What waits for a person, on the first page of the desk. One small query for each line that they may see."""

from datetime import timedelta
from typing import Any

from django import template
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from articles.models import Article, Notification, Origin, Publication, Revision
from articles.review import helplines, reports
from articles.workflow.states import ReviewState

register = template.Library()
SHOWN = 6
WEEK = timedelta(days=7)


@register.simple_tag
def waiting_for(user: Any) -> dict[str, Any]:
    """Texts of the person that are not finished, what is due, and how many messages are unread."""
    now = timezone.now()
    found: dict[str, Any] = {"unread": Notification.objects.filter(person=user, read_at=None).count()}
    if user.has_perm("articles.write_article"):
        found["texts"] = _unfinished(user)
        found["imported"] = Origin.objects.count()
    if user.has_perm("articles.publish_article"):
        found["numbers"] = helplines.stale_count(now)
        found["approved"] = _approved(now)
        found["soon"] = Publication.objects.scheduled(now).filter(live_from__lte=now + WEEK).count()
        found["due"] = Publication.objects.live(now).filter(review_due__lte=now).count()
    if user.has_perm("articles.publish_article") or user.has_perm("articles.review_article"):
        found["reports"] = reports.waiting().count()
    return found


def _newest(article: str = "pk") -> Any:
    return Revision.objects.filter(article=OuterRef(article)).order_by("-number")


def _unfinished(user: Any) -> list[dict[str, Any]]:
    """Drafts and texts sent back that this person saved last, the newest first."""
    states = [ReviewState.CHANGES_REQUESTED.value, ReviewState.DRAFT.value]
    rows = Revision.objects.filter(saved_by=user, state__in=states, pk=Subquery(_newest("article").values("pk")[:1]))
    return [
        {"title": row.title, "article": row.article_id, "state": row.review_state.label, "at": row.saved_at}
        for row in rows.only("title", "article_id", "state", "saved_at").order_by("-saved_at")[:SHOWN]
    ]


def _approved(now: Any) -> int:
    """How many articles are approved in words that are neither live nor scheduled."""
    rows = Article.objects.annotate(
        newest=Subquery(_newest().values("pk")[:1]), state=Subquery(_newest().values("state")[:1])
    ).filter(state=ReviewState.APPROVED.value)
    lasting = Publication.objects.filter(article=OuterRef("pk"), revision=OuterRef("newest")).exclude(
        live_until=F("live_from")
    )
    return rows.annotate(published=Subquery(lasting.values("pk")[:1])).filter(published=None).count()
