"""The help page: every construct with its result, the same as in the docs, all of it checked."""

from pathlib import Path

import pytest
from django.test import Client

from articles.admin.toolbar import MORE_KEYS, TOOLBAR
from articles.admin.writing_help import CONSTRUCTS
from articles.claims.segments import segment
from articles.claims.types import ArticleText
from articles.markup import BOXES, parse
from articles.rendering import render, visible_text
from tests.world import World

DOCS = Path(__file__).parents[2] / "docs"
TOOLS = [tool for _, tools in TOOLBAR for tool in tools]


@pytest.mark.parametrize("construct", CONSTRUCTS, ids=lambda item: item.title)
def test_every_construct_stands_in_the_docs_and_every_word_of_it_is_checked(construct: object) -> None:
    markdown = construct.markdown  # type: ignore[attr-defined]
    assert markdown in (DOCS / "writing.md").read_text(encoding="utf-8")
    assert parse(markdown).problems == ()
    segments = segment(ArticleText(title="", body=markdown))
    assert "".join(item.text for item in segments).replace(" ", "") == visible_text(render(markdown).html).replace(
        " ", ""
    )


def test_no_kind_of_call_out_is_left_out() -> None:
    for kind in BOXES:
        assert any(f":::{kind} " in construct.markdown for construct in CONSTRUCTS)
        assert any(f":::{kind} " in tool.before for tool in TOOLS)


@pytest.mark.parametrize("tool", [tool for tool in TOOLS if tool.command == "block"], ids=lambda tool: tool.name)
def test_what_a_button_writes_is_a_whole_construct(tool: object) -> None:
    before = tool.before  # type: ignore[attr-defined]
    assert parse(before.replace("…", "words", 1)).problems == ()
    assert "…" in before


def test_no_two_buttons_have_the_same_keys() -> None:
    keys = [tool.keys for tool in TOOLS if tool.keys] + [keys for keys, _ in MORE_KEYS]
    assert len(keys) == len(set(keys))


def test_the_page_shows_markdown_and_result(client: Client, world: World) -> None:
    client.force_login(world.author)
    page = client.get("/admin/articles/writing/").content.decode()
    assert "<pre>:::care Ask at the gate if" in page
    assert '<div class="box care">' in page
    client.force_login(world.stranger)
    assert client.get("/admin/articles/writing/").status_code == 403
