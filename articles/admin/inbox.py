"""What somebody was told: messages with the link to the very place, kept until read; which of them come by mail."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from articles.admin.desk import holds
from articles.admin.frame import page
from articles.models import Notification
from articles.review.mail import undelivered
from articles.review.notifications import choose_mail, mark_read, switches

SHOWN = 100


def inbox_view(request: HttpRequest) -> HttpResponse:
    """``/admin/articles/revision/messages/``: messages, newest first. A POST marks them read, or chooses mails.

    Administrators are shown what the mail server did not take.
    """
    if request.method == "POST" and request.POST.get("do") == "mail":
        choose_mail(request.user, request.POST.getlist("mail"))
        messages.success(request, "Your choice of mails is kept.")
        return redirect("admin:articles_revision_messages")
    if request.method == "POST":
        count = mark_read(request.user, timezone.now())
        messages.success(request, f"{count} message{'' if count == 1 else 's'} marked as read.")
        return redirect("admin:articles_revision_messages")
    rows = Notification.objects.filter(person=request.user.pk)
    unread, read = rows.filter(read_at=None), rows.exclude(read_at=None)
    failed = undelivered() if holds(request, "manage_credentials") else Notification.objects.none()
    context = {
        "title": "Messages",
        "unread": unread[:SHOWN],
        "read": read[:SHOWN],
        "switches": switches(request.user),
        "address": getattr(request.user, "email", ""),
        "failed_count": failed.count(),
        "failed": failed.select_related("person")[:20],
    }
    return page(request, "messages.html", context)
