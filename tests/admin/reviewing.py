"""What tests of the reviewers' pages share: a browser without scripts, reading forms as a person would fill them."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from lxml import html

from articles.models import Article, Revision
from articles.review.transitions import submit
from tests.world import PASSWORD, World, latest


def client_of(user: User) -> Client:
    """A browser in which this person has logged in with the password."""
    client = Client()
    assert client.login(username=user.username, password=PASSWORD)
    return client


def review_url(article: Article | Revision, page: str = "review") -> str:
    """A page of the newest revision of an article, or of this revision."""
    revision = article if isinstance(article, Revision) else latest(article)
    return f"/admin/articles/revision/{revision.pk}/{page}/"


def in_review(world: World, *sentences: str, **more: Any) -> Article:
    """An article with its sources attached, waiting for the reviewers."""
    article = world.article(*sentences, **more)
    world.cite(article)
    submit(world.author, latest(article))
    return article


def tree(response: HttpResponse) -> html.HtmlElement:
    """The page, parsed."""
    return html.fromstring(response.content.decode())


_PART = re.compile(r"([.#]?)([\w-]+)|\[([\w-]+)(?:=([^\]]+))?\]|(\*)")


def select(root: html.HtmlElement, selector: str) -> list[html.HtmlElement]:
    """Elements below ``root`` by a small CSS selector: names, classes, ids, attributes, descendants, commas."""
    paths = []
    for choice in selector.split(","):
        path = "."
        for step in choice.split():
            name, tests = "*", ""
            for kind, word, attribute, value, _ in _PART.findall(step):
                if kind == ".":
                    tests += f"[contains(concat(' ', normalize-space(@class), ' '), ' {word} ')]"
                elif kind == "#":
                    tests += f"[@id='{word}']"
                elif attribute:
                    tests += f"[@{attribute}='{value}']" if value else f"[@{attribute}]"
                else:
                    name = word
            path += f"//{name}{tests}"
        paths.append(path)
    return root.xpath(" | ".join(paths))


def text_of(element: html.HtmlElement) -> str:
    """The words of an element, white space collapsed."""
    return " ".join(element.text_content().split())


def card(page: html.HtmlElement, words: str) -> html.HtmlElement:
    """The card of the claim with these words."""
    found = [item for item in select(page, "li.card") if words in text_of(select(item, ".words")[0])]
    assert len(found) == 1, f"{len(found)} cards say {words!r}"
    return found[0]


def fields(page: html.HtmlElement, form_id: str) -> dict[str, list[str]]:
    """What a browser would send of a form: hidden fields, checked boxes, texts, also those that stand outside of it."""
    found: dict[str, list[str]] = {}
    (form,) = select(page, f"form#{form_id}")
    for item in [*select(form, "input, textarea, select"), *select(page, f"[form={form_id}]")]:
        if item.get("type") in {"checkbox", "radio"} and item.get("checked") is None:
            continue
        if name := item.get("name"):
            found.setdefault(name, []).append(item.get("value") or item.text or "")
    return found


def tick(page: html.HtmlElement, sentences: Iterable[str], **more: Any) -> dict[str, Any]:
    """The big form with these claims ticked."""
    data: dict[str, Any] = fields(page, "sign") | more
    data["card"] = [select(card(page, words), ".tick input")[0].get("value") for words in sentences]
    return data


def card_form(page: html.HtmlElement, words: str, do: str, **more: Any) -> dict[str, Any]:
    """The form of a card that has the button ``do``, filled in."""
    for form in select(card(page, words), "form"):
        if select(form, f"button[value={do}]"):
            data: dict[str, Any] = {item.get("name"): item.get("value") for item in select(form, "input[type=hidden]")}
            for item in select(form, "input[checked]"):
                data.setdefault(item.get("name"), []).append(item.get("value"))
            return data | {"do": do} | more
    raise AssertionError(f"no button {do!r} on the card of {words!r}")


def press(client: Client, article: Article | Revision, data: dict[str, Any], page: str = "review") -> HttpResponse:
    """Send a form and follow the way back."""
    response = client.post(review_url(article, page), data)
    if response.status_code == 302:
        return client.get(urljoin(review_url(article, page), response["Location"]))
    return response
