"""Taking and giving work in the queue: "I am looking at this", assigning and handing over."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from articles.admin.desk import act_page, posts_only
from articles.admin.frame import for_those_who
from articles.admin.queue import FILTERS
from articles.models import Article, Assignment
from articles.review import assignments
from articles.review.errors import BadInput
from articles.review.ledger import name_of


@posts_only
@for_those_who("review_article")
def look_view(request: HttpRequest, pk: int) -> HttpResponse:
    """POST ``/admin/articles/revision/queue/<article>/look/``: begin to look, or with ``do=away`` stop; back to the
    queue."""
    article = get_object_or_404(Article, pk=pk)
    if request.POST.get("do") == "away":
        assignments.look_away(request.user, article)
    else:
        assignments.look(request.user, article)
    show = request.POST.get("show", "all")
    query = urlencode({"show": show if show in FILTERS else "all", "after": request.POST.get("after", "")})
    return redirect(f"{reverse('admin:articles_revision_queue')}?{query}#article-{pk}")


class AssignForm(forms.Form):
    """Whose task the review is, and until when."""

    reviewer = forms.ChoiceField(required=False, help_text="A colleague whose clinical credential counts today.")
    due_on = forms.DateField(
        required=False, label="Due on", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Sent to both, and kept in the ledger. What was read, what is left.",
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, people: list[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.pk: person for person in people}
        names = [(str(pk), name_of(person)) for pk, person in self.people.items()]
        self.fields["reviewer"].choices = [("", "Nobody: unassigned"), *names]  # type: ignore[attr-defined]


@for_those_who("review_article")
def assign_view(request: HttpRequest, pk: int) -> HttpResponse:
    """``/admin/articles/revision/queue/<article>/assign/``: assign the review, or hand it over."""
    article = get_object_or_404(Article.objects.select_related("owner"), pk=pk)
    latest = article.latest_revision
    row = Assignment.objects.filter(article=article).select_related("reviewer").first()
    current = row.reviewer if row else None
    people = assignments.reviewers()
    if current is not None and current not in people:  # may keep the task, to be handed over
        people = [current, *people]
    initial = {
        "reviewer": str(current.pk) if current else "",
        "due_on": row.due_on if row else None,
        "seen": current.pk if current else None,
    }
    form = AssignForm(people, request.POST or None, initial=initial)

    def act(data: dict[str, Any]) -> Assignment:
        chosen = form.people.get(int(data["reviewer"])) if data["reviewer"] else None
        if (chosen, data["due_on"]) == (current, row.due_on if row else None):
            raise BadInput("Nothing would change, so nobody would be told. Choose another reviewer or another day.")
        return assignments.assign(
            request.user, article, chosen, data["due_on"], seen=data["seen"], note=data["note"].strip()
        )

    facts = [f"It is the task of {name_of(current)}." if current else "It is nobody's task yet."]
    facts.append("An assignment is no lock and no permission: whoever may sign can go on signing.")
    return act_page(
        request,
        form,
        act,
        title=f"{'Hand over' if current else 'Assign'} the review of “{latest.title if latest else article.slug}”",
        button="Save",
        back=reverse("admin:articles_revision_queue"),
        done="Saved. Whoever is concerned was told.",
        facts=facts,
        more={"crumbs": [("Review queue", reverse("admin:articles_revision_queue"))]},
    )
