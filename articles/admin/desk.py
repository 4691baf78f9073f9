"""What every page of the editors' desk shares: the frame, refusals with their status, a page for one act."""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from articles.review import permissions
from articles.review.errors import (
    BadInput,
    EditConflict,
    GateClosed,
    InvalidTransition,
    NotAllowed,
    PasswordNeeded,
    Refusal,
    StaleRevision,
)

View = Callable[..., HttpResponse]

# Apart, because they mean different things to whoever reads the answer: not you, not now, not that.
STATUS: dict[type[Refusal], int] = {
    NotAllowed: 403,
    PasswordNeeded: 403,
    InvalidTransition: 409,
    StaleRevision: 409,
    EditConflict: 409,
    GateClosed: 409,
    BadInput: 400,
}
FOLDER = "admin/articles/desk/"


def status_of(error: Refusal) -> int:
    """The HTTP status of a refusal."""
    return STATUS.get(type(error), 400)


def sentences_of(error: Refusal) -> list[str]:
    """The refusal in plain words, one sentence for each problem."""
    return error.problems if isinstance(error, BadInput) else [str(error)]


def answer(request: HttpRequest, template: str, context: Mapping[str, Any], status: int = 200) -> TemplateResponse:
    """A page of the desk inside the admin's frame. ``template`` is a name in ``templates/admin/articles/desk/``."""
    return TemplateResponse(
        request, FOLDER + template, {**admin.site.each_context(request), "crumbs": [], **context}, status=status
    )


def refused(
    request: HttpRequest, sentences: Iterable[str], status: int, title: str = "This is not possible"
) -> HttpResponse:
    """The page of a refusal: the reason in words, and the way back."""
    return answer(request, "refused.html", {"title": title, "sentences": list(sentences)}, status)


def refusals(view: View) -> View:
    """Turns a refusal that nobody handled into a page with its sentence and its status."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refusal as error:
            return refused(request, sentences_of(error), status_of(error))

    return wrapper


def posts_only(view: View) -> View:
    """Answers 405 in words to whoever comes by a link: after signing in again, or with the back button."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            return view(request, *args, **kwargs)
        said = ["Nothing was changed: this address only takes what a button sends."]
        said += ["Go back to the page with the button, load it again and press it there."]
        page = refused(request, said, 405, "Press the button again")
        page["Allow"] = "POST"
        return page

    return wrapper


def needs(*needed: str) -> Callable[[View], View]:
    """Lets in whoever holds one of our permissions; everybody else reads whom to ask."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if error := why_not(request, *needed):
                return refused(request, [str(error)], status_of(error), "This page is not for your account")
            return view(request, *args, **kwargs)

        return wrapper

    return decorate


def why_not(request: HttpRequest, *needed: str) -> NotAllowed | None:
    """None when the user holds one of these permissions; else the refusal that names the role of the first."""
    first: NotAllowed | None = None
    for name in needed:
        try:
            permissions.check(request.user, name)
        except NotAllowed as error:
            first = first or error
        else:
            return None
    return first


def holds(request: HttpRequest, *needed: str) -> bool:
    """Whether the user holds one of these permissions."""
    return why_not(request, *needed) is None


def run(form: forms.BaseForm, act: Callable[[], Any]) -> tuple[int, Any]:
    """Run ``act``; a refusal becomes errors of ``form``, so that everything typed stays. Returns status and result.

    ``PasswordNeeded`` passes through: ``signing_page`` answers it.
    """
    try:
        return 200, act()
    except PasswordNeeded:
        raise
    except Refusal as error:
        for sentence in sentences_of(error):
            form.add_error(None, sentence)
        return status_of(error), None


def act_page(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    button: str,
    back: str,
    done: str | Callable[[Any], str],
    facts: Iterable[str] = (),
    touched: Iterable[Any] = (),
    danger: bool = False,
    template: str = "act.html",
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """One page for one act: what it does, the form, the button. A POST runs ``act`` with the cleaned data.

    ``facts`` are sentences said before the form, ``touched`` publications that the act would change. After success the
    person is at ``back`` with the message ``done``.
    """
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            status, result = run(form, lambda: act(form.cleaned_data))
            if status == 200:
                messages.success(request, done(result) if callable(done) else done)
                return redirect(back)
    context = {
        "title": title,
        "form": form,
        "button": button,
        "back": back,
        "facts": list(facts),
        "touched": list(touched),
        "danger": danger,
        **(more or {}),
    }
    return answer(request, template, context, status)


def number_of(value: object) -> int:
    """The number of a row that a form or address names; 0, which no row has, for anything else.

    Python refuses to read numbers of thousands of digits, and databases those of more than eighteen.
    """
    text = str(value or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
