"""What somebody was told: messages with the link to the very place, kept until read."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from articles.admin.frame import page
from articles.models import Notification
from articles.review.notifications import mark_read

SHOWN = 100


def inbox_view(request: HttpRequest) -> HttpResponse:
    """``/admin/articles/revision/messages/``: one's own messages, newest first; a POST marks them read."""
    if request.method == "POST":
        count = mark_read(request.user, timezone.now())
        messages.success(request, f"{count} message{'' if count == 1 else 's'} marked as read.")
        return redirect("admin:articles_revision_messages")
    rows = Notification.objects.filter(person=request.user.pk)
    unread, read = rows.filter(read_at=None), rows.exclude(read_at=None)
    context = {"title": "Messages", "unread": unread[:SHOWN], "read": read[:SHOWN]}
    return page(request, "messages.html", context)
