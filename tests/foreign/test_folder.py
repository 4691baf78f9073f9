"""Folders of Markdown and HTML: plain ones, and the sources of Hugo and Jekyll sites."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from articles.claims.files import UnreadableFile
from articles.claims.frontmatter import FrontMatterError
from articles.foreign.folder import items, read_item
from articles.foreign.item import Item, Status
from articles.foreign.sites import files_of


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def notes(found: Item) -> str:
    return "\n".join(f"{'TODO ' if note.todo else ''}{note}" for note in found.notes)


def one(path: Path) -> Item:
    return read_item(str(path))


@pytest.fixture
def hugo(tmp_path: Path) -> Path:
    put(tmp_path / "hugo.toml", 'baseURL = "https://old.example.org/"\n')
    put(tmp_path / "content" / "_index.md", "---\ntitle: Home\n---\nWelcome.")
    return tmp_path


@pytest.fixture
def jekyll(tmp_path: Path) -> Path:
    put(tmp_path / "_config.yml", "title: Old\n")
    return tmp_path


# ---------------------------------------------------------------------------------------------------------------- Hugo

YAML = """---
title: Rain
date: 2019-05-01T10:00:00Z
lastmod: 2020-02-02
categories: [Weather]
tags: [rain]
draft: {}
---
"""
TOML = """+++
title = "Rain"
date = 2019-05-01T10:00:00Z
lastmod = 2020-02-02
categories = ["Weather"]
tags = ["rain"]
draft = {}
+++
"""
JSON = """{{
"title": "Rain", "date": "2019-05-01T10:00:00Z", "lastmod": "2020-02-02", "categories": ["Weather"], "tags": ["rain"],
"draft": {}
}}
"""


@pytest.mark.parametrize("front", [YAML, TOML, JSON], ids=["yaml", "toml", "json"])
@pytest.mark.parametrize("draft", ["true", "false"])
def test_front_matter_in_three_languages(hugo: Path, front: str, draft: str) -> None:
    found = one(put(hugo / "content" / "posts" / "rain.md", front.format(draft) + "\nIt rains."))
    assert (found.title, found.body.strip(), found.slug) == ("Rain", "It rains.", "rain")
    assert found.published_at == datetime(2019, 5, 1, 10, tzinfo=UTC)
    assert found.modified_at == datetime(2020, 2, 2, tzinfo=UTC)
    assert found.topics == ("Weather", "rain")
    assert found.status is (Status.DRAFT if draft == "true" else Status.LIVE)
    assert (found.path, found.kind) == ("/posts/rain/", "article")


@pytest.mark.parametrize(
    ("place", "front", "slug", "path", "kind", "language"),
    [
        ("posts/rain.md", "", "rain", "/posts/rain/", "article", "en"),
        ("posts/rain/index.md", "", "rain", "/posts/rain/", "article", "en"),
        ("posts/rain.md", "slug: wet", "wet", "/posts/wet/", "article", "en"),
        ("posts/rain.md", "url: /weather/rain.html", "rain", "/weather/rain.html", "article", "en"),
        ("posts/rain.fr.md", "", "rain", "/posts/rain/", "article", "fr"),
        ("about.md", "", "about", "/about/", "standing", "en"),
        ("posts/_index.md", "", "posts", "/posts/", "standing", "en"),
    ],
)
def test_the_address_follows_the_place_and_the_front_matter(
    hugo: Path, place: str, front: str, slug: str, path: str, kind: str, language: str
) -> None:
    found = one(put(hugo / "content" / place, f"---\ntitle: A\n{front}\n---\nWords."))
    assert (found.slug, found.path, found.kind, found.settings["language"]) == (slug, path, kind, language)


def test_only_the_content_of_a_hugo_site_is_read(hugo: Path) -> None:
    put(hugo / "content" / "posts" / "a.md", "---\ntitle: A\n---\nWords.")
    put(hugo / "themes" / "x" / "README.md", "Not a text.")
    put(hugo / "README.md", "Not a text.")
    names = [Path(str(file)).relative_to(hugo).as_posix() for file in files_of([str(hugo)])]
    assert names == ["content/_index.md", "content/posts/a.md"]


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("/:year/:month/:slug/", "/2019/05/rain/"),
        ("/:sections/:title/", "/posts/heavy-rain/"),
        ("/:unknown/:slug/", ""),
    ],
)
def test_the_site_says_where_its_sections_stand(hugo: Path, pattern: str, path: str) -> None:
    put(hugo / "hugo.toml", f'[permalinks]\nposts = "{pattern}"\n')
    text = "---\ntitle: Heavy rain\ndate: 2019-05-01\n---\nWords."
    assert one(put(hugo / "content" / "posts" / "rain.md", text)).path == path


@pytest.mark.parametrize(
    ("body", "markdown", "said"),
    [
        ('{{< figure src="/a.png" alt="A lake" caption="The \\"lake\\"" >}}', '![A lake](/a.png "The \\"lake\\"")', ""),
        ("{{< youtube abc >}}", "<https://www.youtube.com/watch?v=abc>", "TODO line 4: Something embedded"),
        ("{{% notice tip %}}\nWords\n{{% /notice %}}", "Words", "TODO line 4: Of a shortcode only the words inside"),
        ("{{< chart data=1 >}}", "", "TODO line 4: A shortcode was left out: “{{< chart data=1 >}}”"),
        ('{{< highlight go "linenos=table" >}}\nx\n{{< /highlight >}}', "```go\nx\n```", ""),
        ('[a]({{< ref "other.md" >}})', "[a](/other/)", "TODO line 4: A link to another page has to be set by hand"),
        ("```\n{{< x >}}\n```", "```\n{{< x >}}\n```", ""),
        ("One<!--more--> two.", "One two.", ""),
        ("{{ helpline:crisis }}", "{{ helpline:crisis }}", ""),
    ],
)  # fmt: skip
def test_shortcodes(hugo: Path, body: str, markdown: str, said: str) -> None:
    found = one(put(hugo / "content" / "p" / "a.md", f"---\ntitle: A\n---\n{body}\n"))
    assert found.body.strip() == markdown
    assert said in notes(found)


def test_pictures_of_a_bundle_and_of_the_static_folder_are_found(hugo: Path) -> None:
    put(hugo / "content" / "p" / "a" / "lake.png", "x")
    put(hugo / "static" / "img" / "b c.png", "x")
    put(hugo.parent / "outside.png", "x")
    text = "![A](lake.png) ![B](/img/b%20c.png) ![C](/../../outside.png) ![D](https://example.org/lake.png)"
    found = one(put(hugo / "content" / "p" / "a" / "index.md", f"---\ntitle: A\n---\n{text}"))
    assert {src: Path(picture.file).name for src, picture in found.pictures.items()} == {
        "lake.png": "lake.png",
        "/img/b%20c.png": "b c.png",
    }


# -------------------------------------------------------------------------------------------------------------- Jekyll


@pytest.mark.parametrize(
    ("place", "front", "slug", "path", "kind", "status"),
    [
        ("_posts/2019-05-01-rain.md", "", "rain", "/2019/05/01/rain.html", "article", Status.LIVE),
        ("_posts/2019-5-1-rain.markdown", "", "rain", "/2019/05/01/rain.html", "article", Status.LIVE),
        ("_posts/2019-05-01-rain.md", "categories: A B", "rain", "/a/b/2019/05/01/rain.html", "article", Status.LIVE),
        ("_posts/2019-05-01-rain.md", "permalink: /rain/", "rain", "/rain/", "article", Status.LIVE),
        ("_posts/2019-05-01-rain.md", "permalink: /:year/:title/", "rain", "/2019/rain/", "article", Status.LIVE),
        ("_posts/2019-05-01-rain.md", "published: false", "rain", "/2019/05/01/rain.html", "article", Status.DRAFT),
        ("_drafts/rain.md", "", "rain", "", "article", Status.DRAFT),
        ("about.md", "", "about", "/about.html", "standing", Status.LIVE),
    ],
)  # fmt: skip
def test_jekyll_addresses(
    jekyll: Path, place: str, front: str, slug: str, path: str, kind: str, status: Status
) -> None:
    found = one(put(jekyll / place, f"---\ntitle: A\n{front}\n---\nWords."))
    assert (found.slug, found.path, found.kind, found.status) == (slug, path, kind, status)
    if "2019" in place:
        assert found.published_at == datetime(2019, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("permalink", "path"),
    [
        ("pretty", "/weather/2019/05/01/rain/"),
        ("none", "/weather/rain.html"),
        ("/blog/:i_month/:title", "/blog/5/rain"),
    ],
)
def test_the_site_says_how_addresses_are_made(jekyll: Path, permalink: str, path: str) -> None:
    put(jekyll / "_config.yml", f"permalink: {permalink}\n")
    text = "---\ntitle: A\ncategories: Weather\n---\nWords."
    assert one(put(jekyll / "_posts" / "2019-05-01-rain.md", text)).path == path


@pytest.mark.parametrize(
    ("body", "markdown", "said"),
    [
        ("![A]({{ site.baseurl }}/a.png)", "![A](/a.png)", ""),
        ("[A]({{ '/b/' | relative_url }})", "[A](/b/)", ""),
        ("{% highlight ruby %}\nx\n{% endhighlight %}", "```ruby\nx\n```", ""),
        (
            "[A]({% post_url 2019-05-01-rain %})",
            "[A](/articles/rain/)",
            "TODO line 4: A link to another page has to be",
        ),
        ("{% include note.html %}", "", "TODO line 4: Liquid was left out: “{% include note.html %}”"),
        ("{{ content.x }}", "", "TODO line 4: Liquid was left out: “{{ content.x }}”"),
        ("Words{: .big}\n{: .lead}", "Words", ""),
        ("{% raw %}{{ x }}{% endraw %}", "{{ x }}", ""),
    ],
)
def test_liquid(jekyll: Path, body: str, markdown: str, said: str) -> None:
    found = one(put(jekyll / "_posts" / "2019-05-01-a.md", f"---\ntitle: A\n---\n{body}\n"))
    assert found.body.strip() == markdown
    assert said in notes(found)


def test_only_what_jekyll_reads_is_read(jekyll: Path) -> None:
    put(jekyll / "_posts" / "2019-05-01-a.md", "---\ntitle: A\n---\nWords.")
    put(jekyll / "_site" / "a.html", "---\n---\nMade.")
    put(jekyll / "_layouts" / "post.html", "---\n---\n{{ content }}")
    put(jekyll / "README.md", "# A repository")
    put(jekyll / "plain.md", "No front matter.")
    assert [Path(str(file)).name for file in files_of([str(jekyll)])] == ["2019-05-01-a.md"]


# ------------------------------------------------------------------------------------------ other dialects, HTML, plain


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        ("See [it][1].\n\n[1]: https://example.org/ 'T'", "See [it](https://example.org/)."),
        ("A <b>bold</b> word.", "A **bold** word."),
        ("Term\n: Meaning", "**Term**\n\nMeaning"),
        ("<!-- a comment -->\nWords.", "Words."),
        ("Note[^1] <br>here\n\n[^1]: Words.", "Note[^1]\\\nhere\n\n[^1]: Words."),
        ("A `<b>` in code and 1 < 2.", "A `<b>` in code and 1 < 2."),
        (":::note\nA box\n:::", ":::note\nA box\n:::"),
    ],
)
def test_what_our_dialect_does_not_read_is_told_anew(tmp_path: Path, body: str, markdown: str) -> None:
    assert one(put(tmp_path / "a.md", f"---\ntitle: A\n---\n{body}")).body == markdown


def test_a_text_that_says_it_is_in_our_dialect_is_taken_word_for_word(tmp_path: Path) -> None:
    assert (
        one(put(tmp_path / "a.md", "---\ntitle: A\ndialect: smart-meditation\n---\nA <b>b</b>.")).body == "A <b>b</b>."
    )


PAGE = """<!DOCTYPE html><html><head><title>Rain | Old site</title><meta name="description" content="About rain.">
<link rel="canonical" href="https://old.example.org/weather/rain.html"></head><body><nav>Menu</nav>
{}<footer>Imprint</footer></body></html>"""


@pytest.mark.parametrize(
    "text",
    [
        "<article><h1>Rain</h1><p>It <em>rains</em>.</p></article>",
        "<main><h1>Rain</h1><p>It <em>rains</em>.</p></main>",
        "<h1>Rain</h1><p>It <em>rains</em>.</p><script>1</script>",
    ],
)
def test_a_whole_html_page(tmp_path: Path, text: str) -> None:
    found = one(put(tmp_path / "rain.html", PAGE.format(text)))
    assert (found.title, found.body, found.meta_description) == ("Rain", "It *rains*.", "About rain.")
    assert (found.path, found.status) == ("/weather/rain.html", Status.LIVE)


def test_a_plain_folder_was_nowhere_live(tmp_path: Path) -> None:
    found = one(put(tmp_path / "a.md", "---\ntitle: A\n---\nWords."))
    assert (found.status, found.path, found.file) == (Status.DRAFT, "", str(tmp_path / "a.md"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("+++\ntitle = 'A'\nWords.", "is not closed by a line with “+++”"),
        ("+++\ntitle = \n+++\nWords.", "not valid TOML"),
        ('{"title": "A"\nWords.', "not valid JSON"),
        ("+++\nsensitive = 'perhaps'\n+++\nWords.", "must be true or false"),
    ],
)
def test_front_matter_that_cannot_be_read(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(FrontMatterError, match=words.replace("+", r"\+")):
        one(put(tmp_path / "a.md", text))


def test_a_folder_gives_every_file_or_why_not(tmp_path: Path) -> None:
    put(tmp_path / "a.md", "# A\n\nWords.")
    put(tmp_path / "b.md", "Take \u202e01.")
    put(tmp_path / "c.html", "<h1>C</h1><p>Words.</p>")
    put(tmp_path / "d.md", "---\ntitle: [\n---\n")
    found: list[Any] = list(items([str(tmp_path)]))
    assert [type(item) for item in found] == [Item, UnreadableFile, Item, FrontMatterError]
