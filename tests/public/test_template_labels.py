"""Law 4: all public prose passes the gate. Templates hold labels; the few that detection stops at are reviewed."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings

from articles.claims import analyse
from articles.claims.types import ArticleText
from articles.public import teasers
from articles.public.lifelines import SERVICES
from articles.public.views.policy import STATES

#: Labels that may stand without a signature, whatever detection says of them. Each was read by a person.
REVIEWED = {
    line
    for line in (Path(__file__).parent / "reviewed_labels.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
}
REVIEWED_IN_CODE = {
    teasers.NEUTRAL_TITLE: "stands in place of a title that may not be shown, and says nothing of it",
    teasers.NEUTRAL_TOPIC: "likewise, in place of the name of a topic",
    **{service.use: "whom a public service is for, on pages without a database" for service in SERVICES},
    **dict.fromkeys(STATES.values(), "what a state of the review means"),
}

_COMMENT = re.compile(r"\{#.*?#\}|\{% comment .*?endcomment %\}|<!--.*?-->", re.DOTALL)
_BLOCK = re.compile(
    r"</?(?:p|li|h\d|div|section|dt|dd|title|td|th|tr|ul|ol|dl|nav|header|main|article|caption|label)\b[^>]*>"
)
_SAID = re.compile(r'\s(?:content|aria-label|title|placeholder|alt)="([^"]*)"')


def templates() -> list[Path]:
    """Every template that readers meet."""
    root = Path(settings.BASE_DIR) / "templates"
    return sorted([*root.glob("*.html"), *(root / "public").rglob("*.html")])


def visible(source: str) -> list[str]:
    """The words of a template, a line for each block; variables become a neutral word, logic separates."""
    source = _COMMENT.sub(" ", source)
    source = re.sub(r"\{\{.*?\}\}", "this", source)
    source = re.sub(r"\{%\s*(?:el|if|else|endif|for|empty|endfor|block|endblock|firstof).*?%\}", "\n", source)
    source = re.sub(r"\{%.*?%\}", " ", source)
    said = _SAID.findall(source)
    words = re.sub(r"<[^>]*>", " ", _BLOCK.sub("\n", source))
    lines = [" ".join(unescape(line).split()) for line in [*words.split("\n"), *said]]
    return [line for line in lines if re.search(r"[A-Za-z]{2}", line)]


def findings(label: str) -> list[str]:
    """What detection says about one label standing alone."""
    found = analyse(ArticleText(title="Label", body=label, kind="standing"))
    claims = [found.segments[claim.segment].text for claim in found.claims]
    return [*claims, *(hit.match for hit in found.wording if hit.severity == "block")]


def test_the_templates_are_read_as_a_reader_meets_them() -> None:
    source = '<p title="Said">Two{# no #} <b>words</b></p>{% if x %}<p>{{ y }} is here</p>{% endif %}'
    assert visible(source) == ["Two words", "this is here", "Said"]


def test_a_claim_in_a_template_would_be_found() -> None:
    assert findings("Meditation cures depression in two weeks.")


@pytest.mark.parametrize("template", templates(), ids=lambda path: path.name)
def test_templates_hold_labels_and_no_claims(template: Path) -> None:
    unreviewed = [
        (label, findings(label)) for label in visible(template.read_text()) if label not in REVIEWED and findings(label)
    ]
    assert unreviewed == []


def test_labels_in_code_name_no_medicine_and_break_no_rule() -> None:
    for label in REVIEWED_IN_CODE:
        found = analyse(ArticleText(title="Label", body=label, kind="standing"))
        assert not [hit.match for hit in found.wording if hit.severity == "block"], label
        assert not found.mentions.substances, label


def test_the_reviewed_list_holds_nothing_that_is_not_used() -> None:
    used = {label for template in templates() for label in visible(template.read_text())}
    assert set(REVIEWED) <= used
