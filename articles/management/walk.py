"""Counting the work: what people press, tick and type, and which pages they wait for, until an article is settled.

Everything goes through the forms that the pages hold, as a browser without scripts would send them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

from django.contrib.auth import get_user_model
from django.test import Client

from articles.claims.types import Risk
from articles.foreign.folder import read_item
from articles.models import Revision
from articles.publishing.example import EXAMPLE_PASSWORD
from articles.publishing.importing import Importer, People, Pictures
from articles.review.board import load_board


@dataclass(slots=True)
class Work:
    """What it took. ``inputs`` counts every tick, choice, typed field and press; ``loads`` every page waited for."""

    claims: int = 0
    high: int = 0
    left: int = 0
    inputs: int = 0
    loads: int = 0
    steps: list[str] = field(default_factory=list)


class _Inputs(HTMLParser):
    """The ``input`` elements of a page, as dictionaries of their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "input":
            self.found.append({name: value or "" for name, value in attrs} | {"": ""})

    def values(self, name: str) -> list[str]:
        """Values of the inputs of this name."""
        return [item.get("value", "") for item in self.found if item.get("name") == name]

    def boxes(self, name: str) -> list[tuple[str, str]]:
        """(name, value) of the tick boxes of this name, or of this name with a number."""
        return [
            (item["name"], item.get("value", ""))
            for item in self.found
            if item.get("type") == "checkbox"
            and (item.get("name") == name or item.get("name", "").startswith(f"{name}-"))
        ]


class _Person:
    """Somebody at a browser. What they do is added to the common count."""

    def __init__(self, username: str, work: Work) -> None:
        self.client = Client()
        # By the form, so that the session knows when the password was given. Signing in is not counted.
        self.client.post("/admin/login/", {"username": username, "password": EXAMPLE_PASSWORD})
        self.name, self.work = username, work
        self.html = ""
        self.address = "/"

    def open(self, path: str, presses: int = 1) -> None:
        """Follow a link: one press, one page."""
        answer = self.client.get(path, follow=True)
        self._shown(path, answer, presses)

    def send(self, path: str, fields: Iterable[tuple[str, str]], ticks: int, typed: int) -> None:
        """Send a form: what was ticked and typed, one press, one page."""
        data: dict[str, list[str]] = {}
        for name, value in fields:
            data.setdefault(name, []).append(value)
        answer = self.client.post(path, data, follow=True)
        self._shown(path, answer, ticks + typed + 1)

    def _shown(self, path: str, answer, inputs: int) -> None:  # type: ignore[no-untyped-def]  # a test client's answer
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code} to {self.name}")
        self.html = answer.content.decode()
        self.work.inputs += inputs
        self.work.loads += 1
        self.work.steps.append(f"{self.name}: {urljoin('/', path)} ({inputs} inputs)")


def settle_in_browser_steps(path: Path) -> Work:
    """Import the article, attach a source, submit, sign by a psychotherapist (who reads for safety too where a crisis
    is spoken of), sign by a prescriber; count everything.

    Needs the example accounts. Raises ``RuntimeError`` when a page does not answer as expected.
    """
    author = get_user_model().objects.get(username="author")
    importer = Importer(author, People(), Pictures(author), own_addresses=True)
    revision = Revision.objects.select_related("article").get(pk=importer.bring(read_item(str(path))).revision)
    article = revision.article
    board = load_board(revision)
    work = Work(claims=len(board.claims), high=sum(claim.risk is Risk.HIGH for claim in board.claims))

    editor = _Person("editor", work)
    sources = f"/admin/articles/article/{article.pk}/sources/"
    editor.open(sources)
    page = _Inputs(editor.html)
    groups = [box for box in page.boxes("all") if box[1] == "needed"] or page.boxes("all")
    fields = [(item["name"], item["value"]) for item in page.found if item.get("name", "").startswith("shown-")]
    new = [("title", "Example guideline"), ("kind", "guideline"), ("locator", "1.1"), ("verdict", "supports")]
    editor.send(sources, [*fields, *groups, *new], ticks=len(groups), typed=3)
    gate = f"/admin/articles/article/{article.pk}/gate/"
    editor.open(gate)
    editor.send(f"/admin/articles/article/{article.pk}/submit/", [("revision", str(revision.pk))], 0, 0)

    boxes = [("claim", item["value"]) for item in _Inputs(editor.html).found if item.get("name") == "claim"]
    if boxes:
        fields = [*boxes, ("revision", str(revision.pk)), ("reason", "The wording was compared with its source.")]
        editor.send(f"/admin/articles/article/{article.pk}/acknowledge/", fields, ticks=len(boxes), typed=1)

    workbench = f"/admin/articles/revision/{revision.pk}/review/"
    reader = _Person("safety1" if any(claim.found.crisis for claim in board.claims) else "therapist", work)
    reader.open("/admin/articles/revision/queue/")
    reader.open(workbench)
    _sign(reader, workbench, ticks=True, attest="full")

    second = _Person("prescriber", work)
    second.open("/admin/articles/revision/queue/")
    listed = f"/admin/articles/revision/{revision.pk}/second-reading/"
    if listed not in second.html:  # the queue leads there itself where such claims wait
        second.open(workbench)
    second.open(listed)
    if _Inputs(second.html).values("nonce"):  # else no claim of high risk waits that is not about a crisis
        _sign(second, listed, ticks=False, attest="")
    if load_board(Revision.objects.get(pk=revision.pk)).open_claims:  # a crisis is read claim by claim, not as a list
        second.open(workbench)
        if _Inputs(second.html).boxes("card"):
            _sign(second, workbench, ticks=True, attest="")
    for claim in load_board(Revision.objects.get(pk=revision.pk)).open_claims:
        work.left += 1
        work.steps.append(f"still open: “{claim.claim.text}” ({'; '.join(claim.settlement.missing)})")
    return work


def _sign(person: _Person, path: str, *, ticks: bool, attest: str) -> None:
    """Sign what the page offers; on a list that comes ticked, nothing has to be ticked."""
    page = _Inputs(person.html)
    boxes = page.boxes("card")
    nonce = page.values("nonce")
    if not nonce:
        raise RuntimeError(f"{path} offers nothing to sign")
    fields = [("do", "sign"), ("nonce", nonce[0]), ("opened", "")]
    if attest:
        fields += [("attest", attest), ("text_token", page.values("text_token")[0])]
    # The nonce of the signing form is the one beside "do=sign"; forms of single claims carry their own.
    nonces = [b["value"] for a, b in zip(page.found[1:], page.found, strict=False) if a.get("value") == "sign"]
    if nonces:
        fields[1] = ("nonce", nonces[0])
    person.send(path, [*fields, *boxes], ticks=len(boxes) if ticks else 0, typed=1 if attest else 0)
