"""Exports of WordPress: every construct of its two editors, and everything that stands around the texts."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from articles.foreign.item import Item, Status, Unreadable
from articles.foreign.wordpress import Export
from tests.foreign.exports import HEAD, export, item, picture, write

NO_DATE = {"date_gmt": "0000-00-00 00:00:00", "date": "Mon, 30 Nov -0001 00:00:00 +0000"}


@pytest.fixture
def read(tmp_path: Path):
    """A function from the content of one post to the item it becomes."""

    def one(content: str = "", *more: str, **fields) -> Item:
        path = write(tmp_path, *more, item(content, **{"id": 5, **fields}))
        return next(found for found in Export(path).items() if found.key == "5")

    return one


def notes(found: Item) -> str:
    return "\n".join(f"{'TODO ' if note.todo else ''}{note}" for note in found.notes)


# ------------------------------------------------------------------------------------------------- around the text


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_every_version_of_the_format_is_read(tmp_path: Path, version: str, scheme: str) -> None:
    found = list(Export(write(tmp_path, item("Words."), version=version, scheme=scheme)).items())
    assert [(one.title, one.body, one.slug) for one in found] == [("Text 1", "Words.", "text-1")]


def test_a_post_keeps_what_it_was(read) -> None:
    found = read(
        "Words.",
        title="Rain &amp; <em>sun</em> &#8211; caf&eacute;",
        excerpt="<p>What it is about.</p>",
        slug="rain-and-sun",
        terms=[
            ("category", "uncategorized", "Uncategorized"),
            ("category", "weather", "Weather"),
            ("category", "water", "Water &amp; mind"),
            ("post_tag", "rain", "Rain"),
        ],
        meta={"_yoast_wpseo_metadesc": "A page about rain.", "_yoast_wpseo_primary_category": "7"},
    )
    assert found.title == "Rain & sun – café"
    assert (found.summary, found.meta_description) == ("What it is about.", "A page about rain.")
    assert (found.kind, found.status, found.path) == ("article", Status.LIVE, "/2019/05/rain-and-sun/")
    assert found.published_at == datetime(2019, 5, 1, 10, tzinfo=UTC)
    assert found.modified_at == datetime(2020, 2, 2, 8, tzinfo=UTC)
    assert found.topics == ("Water & mind", "Weather", "Rain")
    assert (found.site, found.key, found.system) == ("old.example.org", "5", "wordpress")
    assert [(writer.login, writer.name, writer.email) for writer in found.writers] == [
        ("river", "River Writer", "river@example.org")
    ]


def test_a_page_becomes_a_standing_page(read) -> None:
    assert read("Words.", type="page").kind == "standing"
    assert "It stood below another page" in notes(read("Words.", type="page", parent=3))


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"status": "publish"}, Status.LIVE, ""),
        (
            {"status": "draft", "date_gmt": "0000-00-00 00:00:00", "date": "Mon, 30 Nov -0001 00:00:00 +0000"},
            Status.DRAFT,
            "",
        ),
        ({"status": "pending"}, Status.DRAFT, ""),
        (
            {"status": "future", "date_gmt": "2031-01-02 03:04:00"},
            Status.SCHEDULED,
            "for 2 January 2031 03:04 UTC",
        ),
        ({"status": "private"}, Status.PRIVATE, "TODO It was private"),
        ({"password": "enter"}, Status.PROTECTED, "TODO It was protected by a password"),
        ({"sticky": 1}, Status.LIVE, "stood at the top of the blog"),
        ({"terms": [("post_format", "post-format-aside", "Aside")]}, Status.LIVE, "post format was “Aside”"),
        ({"comments": 3}, Status.LIVE, "3 comments stayed behind"),
        ({"meta": {"_edit_last": "1", "mood": "calm"}}, Status.LIVE, "Custom fields are not used: mood."),
        (
            {"meta": {"rank_math_description": "%title% %sep%"}},
            Status.LIVE,
            "meta description is made of",
        ),
        ({"terms": [("series", "s", "A series")]}, Status.LIVE, "Not used: series: A series."),
    ],
)
def test_what_it_was_is_kept_or_said(read, fields: dict, status: Status, said: str) -> None:
    found = read("Words.", **fields)
    assert found.status is status
    assert said in notes(found)
    assert "enter" not in notes(found)


def test_a_draft_has_no_date_and_its_address_is_that_of_a_number(read) -> None:
    found = read(
        "W.", status="draft", date_gmt="0000-00-00 00:00:00", date="", link="https://old.example.org/?p=5", slug=""
    )
    assert (found.published_at, found.path, found.slug) == (None, "/?p=5", "")


def test_what_is_no_text_is_counted_and_the_trash_is_named(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        item("a", id=1),
        item("b", id=2, status="trash", title="Thrown away"),
        item("c", id=3, type="revision", status="inherit"),
        item("d", id=4, type="nav_menu_item"),
        item("e", id=5, type="recipe", title="Soup"),
        picture(6, "a.jpg"),
    )
    found = Export(path)
    assert [one.key for one in found.items()] == ["1"]
    assert found.total == 1
    assert found.left.trash == ["Thrown away"]
    assert found.left.others == {"recipe": ["Soup"]}
    assert dict(found.left.types) == {"revision": 1, "nav_menu_item": 1, "recipe": 1, "attachment": 1}
    assert [one.key for one in Export(path, ["recipe"]).items()] == ["1", "5"]


def test_a_percent_encoded_slug_is_decoded(read) -> None:
    assert read("W.", slug="%e5%bf%83").slug == "心"


def test_the_place_of_an_item_is_its_line_in_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, item("one\ntwo", id=1), item("three", id=2))
    lines = path.read_text().split("\n")
    for found in Export(path).items():
        line = int(found.place.rsplit(" ", 1)[-1])
        assert lines[line - 1] == "<item>"
        assert found.title in lines[line]


def test_the_digest_changes_with_the_words_and_not_with_what_wordpress_notes_for_itself(read) -> None:
    first = read("Words.", meta={"_edit_lock": "1:1"}).digest
    assert read("Words.", meta={"_edit_lock": "2:1"}).digest == first
    assert read("Other words.").digest != first
    assert read("Words.", title="Another title").digest != first


# -------------------------------------------------------------------------------------------------- classic editor


CLASSIC = [
    ("paragraphs", "One.\n\nTwo\nlines.", "One.\n\nTwo\\\nlines."),
    ("quote", "<blockquote>One.\n\nTwo.</blockquote>\nAfter.", "> One.\n>\n> Two.\n\nAfter."),
    ("nested lists", "<ul>\n<li>a\n<ol>\n<li>b</li>\n</ol>\n</li>\n<li>c</li>\n</ul>", "- a\n  1. b\n- c"),
    ("table", "<table><tr><th>A</th></tr><tr><td>1 | 2</td></tr></table>", "| A |\n| --- |\n| 1 \\| 2 |"),
    ("code", "<pre>a\n\n  *b*\n[gallery]</pre>", "```\na\n\n  *b*\n[gallery]\n```"),
    ("formats", "H<sub>2</sub>O, x<sup>2</sup>, <del>no</del>, <q>yes</q>", "H~2~O, x^2^, ~~no~~, “yes”"),
    ("definitions", "<dl><dt>Term</dt><dd>Meaning</dd></dl>", "**Term**\n\nMeaning"),
    ("markup signs stay words", "2 * 3 [sic] _x_ #1", "2 \\* 3 [sic] \\_x\\_ #1"),
    ("an escaped shortcode", "[[gallery]] is typed so", "[gallery] is typed so"),
    ("a number in brackets", "As shown [1] and [12].", "As shown [1] and [12]."),
    ("more", "Start.<!--more Go on-->\n\nRest.", "Start.\n\nRest."),
    ("pages", "One.\n<!--nextpage-->\nTwo.", "One.\n\nTwo."),
    ("an empty paragraph", "One.\n\n&nbsp;\n\nTwo.", "One.\n\nTwo."),
    ("breaks in code", "<pre>a<br>  b<br />c</pre>", "```\na\n  b\nc\n```"),
    ("the end mark of CDATA", "a ]]> b", "a ]]> b"),
    ("separator", "One.\n<hr />\nTwo.", "One.\n\n---\n\nTwo."),
]


@pytest.mark.parametrize(("content", "markdown"), [row[1:] for row in CLASSIC], ids=[row[0] for row in CLASSIC])
def test_the_classic_editor(read, content: str, markdown: str) -> None:
    found = read(content)
    assert found.body == markdown
    assert "did not come along" not in notes(found)


CAPTIONS = [
    '[caption id="attachment_6" align="alignleft" width="300"]{img} The lake[/caption]',
    '[caption id="attachment_6" width="300"]<a href="https://old.example.org/a.jpg">{img}</a> The lake[/caption]',
    '[wp_caption caption="The lake"]{img}[/wp_caption]',
    "<figure>{img}<figcaption>The lake</figcaption></figure>",
    '<div class="wp-caption">{img}<p class="wp-caption-text">The lake</p></div>',
]


@pytest.mark.parametrize("form", CAPTIONS)
def test_a_caption_stands_with_its_picture(read, form: str) -> None:
    img = '<img class="wp-image-6" src="https://old.example.org/wp-content/uploads/2019/05/a.jpg" alt="A lake" />'
    found = read(f"Before.\n\n{form.format(img=img)}\n\nAfter.")
    picture = '![A lake](https://old.example.org/wp-content/uploads/2019/05/a.jpg "The lake")'
    assert found.body == f"Before.\n\n{picture}\n\nAfter."


def test_a_gallery_becomes_its_pictures(read) -> None:
    library = [picture(6, "a.jpg", "A lake", "The lake"), picture(7, "b.jpg", parent=5)]
    address = "https://old.example.org/wp-content/uploads/2019/05"
    both = read('[gallery ids="6,7,99" columns="2"]', *library)
    assert both.body == f'![A lake]({address}/a.jpg "The lake")\n\n![]({address}/b.jpg)'
    assert "TODO line 1: A gallery is not complete: 1 of its pictures are not in the export." in notes(both)
    assert f"TODO A picture has no alternative text. Say what it shows: “{address}/b.jpg”" in notes(both)
    assert read("[gallery]", *library).body == f"![]({address}/b.jpg)"
    assert "its pictures are not in the export" in notes(read("[gallery]", picture(7, "b.jpg", parent=4)))


def test_a_gallery_written_as_a_list_becomes_its_pictures_too(read) -> None:
    items = "".join(
        f'<li class="blocks-gallery-item"><figure><img src="https://x.example.org/{name}.jpg" alt="{name}"/>'
        f"<figcaption>The {name}</figcaption></figure></li>"
        for name in ("lake", "hill")
    )
    found = read(f'<!-- wp:gallery --><ul class="wp-block-gallery columns-2">{items}</ul><!-- /wp:gallery -->')
    assert found.body == (
        '![lake](https://x.example.org/lake.jpg "The lake")\n\n![hill](https://x.example.org/hill.jpg "The hill")'
    )


def test_the_alternative_text_of_the_library_fills_a_picture_without_one(read) -> None:
    address = "https://old.example.org/wp-content/uploads/2019/05/a-300x200.jpg"
    found = read(f'<img src="{address}" alt="">', picture(6, "a.jpg", "A lake"))
    assert found.body == f"![A lake]({address})"


FOOTNOTES = [
    "Words[ref]The <em>note</em>.[/ref].",
    "Words[footnote]The <em>note</em>.[/footnote].",
    "Words[efn_note]The <em>note</em>.[/efn_note].",
    "Words[mfn]The <em>note</em>.[/mfn].",
    "Words ((The <em>note</em>.)).",
    "Words[1. The <em>note</em>.].",
]


@pytest.mark.parametrize("content", FOOTNOTES)
def test_footnotes_of_plugins(read, content: str) -> None:
    found = read(content)
    assert found.body.replace(" [^1]", "[^1]") == "Words[^1].\n\n[^1]: The *note*."


def test_footnotes_as_two_links_that_point_at_each_other(read) -> None:
    content = 'Words<a id="r1" href="#n1"><sup>1</sup></a>.\n\n<ol><li id="n1">The note. <a href="#r1">↩</a></li></ol>'
    assert read(content).body == "Words[^1].\n\n[^1]: The note."


@pytest.mark.parametrize(
    ("content", "body", "said"),
    [
        (
            'a [contact-form-7 id="1" title="x"] b',
            "a b",
            'A shortcode was left out: “[contact-form-7 id="1" title="x"]”',
        ),
        ("[su_box title='T']Inside[/su_box]", "Inside", "Of the shortcode [su_box] only the words inside were kept."),
        ("[tabs][tab]One[/tab][tab]Two[/tab][/tabs]", "One\n\nTwo", "Of the shortcode [tabs] only"),
        ("It is [su_label]quite[/su_label] easy.", "It is quite easy.", "Of the shortcode [su_label] only"),
        ("https://video.example.org/1", "<https://video.example.org/1>", "Something embedded became a link:"),
        ("[embed]https://video.example.org/1[/embed]", "<https://video.example.org/1>", "Something embedded"),
        ('[video mp4="https://old.example.org/v.mp4"][/video]', "[https://old.example.org/v.mp4](/v.mp4)", "embedded"),
        ('<iframe src="//video.example.org/1"></iframe>', "<https://video.example.org/1>", "Something embedded"),
        (
            '<div style="background-image:url(https://x.example.org/a.jpg)">A</div>',
            "A",
            "A background picture was",
        ),
        ("<form><input> Your name</form>", "", "A form was left out: “Your name”"),
        ("Hi.<script>track()</script>", "Hi.", "A script was left out: “<script>track()</script>”"),
        ('<a href="javascript:go()">Go</a>', "Go", "A link has no address that can be followed; its words stay: “Go”"),
        (
            '<a href="/wp-content/uploads/a.pdf">A</a>',
            "[A](/wp-content/uploads/a.pdf)",
            "to a file of the old site",
        ),
    ],
)
def test_what_cannot_come_along_is_said_with_its_words(read, content: str, body: str, said: str) -> None:
    found = read(content)
    assert found.body == body
    assert said in notes(found)
    assert any(note.todo for note in found.notes)


def test_what_readers_lose_little_by_is_said_and_asks_for_nobody(read) -> None:
    found = read('<abbr title="before noon">a.m.</abbr>\n\n<table><tr><td>One</td></tr><tr><td>Two</td></tr></table>')
    assert found.body == "a.m.\n\n| One |\n| --- |\n| Two |"
    assert notes(found) == (
        "What an abbreviation stands for was left out: “a.m.: before noon”\n"
        "A table had no head; its first row stands as one: “One”"
    )


def test_links_to_the_old_site_lead_to_the_same_addresses_here(read) -> None:
    content = (
        '<a href="https://old.example.org/2018/01/x/#part">a</a> <a href="http://www.old.example.org/y/">b</a> '
        '<a href="../z/">c</a> <a href="https://example.com/">d</a> <a href="mailto:a@example.org">e</a>'
    )
    assert read(content).body == (
        "[a](/2018/01/x/#part) [b](/y/) [c](/2019/05/z/) [d](https://example.com/) [e](mailto:a@example.org)"
    )


# ---------------------------------------------------------------------------------------------------- block editor


def test_the_block_editor(read) -> None:
    """The whole of ``blocks.html``, which holds every block that has words."""
    here = Path(__file__).parent
    found = read(
        (here / "blocks.html").read_text(encoding="utf-8"),
        picture(11, "lake.jpg", "Alt of lake"),
        item("<!-- wp:paragraph --><p>Pattern words</p><!-- /wp:paragraph -->", id=77, type="wp_block"),
        meta={"footnotes": '[{"content":"The <em>note</em>.","id":"f1"}]'},
    )
    expected = (here / "blocks.md").read_text(encoding="utf-8")
    body, said = expected.split("\n=====\n")
    assert found.body == body.strip()
    assert notes(found) == said.strip()


def test_paragraphs_of_the_classic_editor_between_blocks(read) -> None:
    found = read("Old words.\n\nMore of them.\n\n<!-- wp:paragraph -->\n<p>New.</p>\n<!-- /wp:paragraph -->")
    assert found.body == "Old words.\n\nMore of them.\n\nNew."


def test_a_footnote_without_words_or_without_a_mention_is_said(read) -> None:
    mark = '<sup data-fn="x" class="fn"><a href="#x" id="x-link">1</a></sup>'
    mention = f"<!-- wp:paragraph --><p>A{mark}</p><!-- /wp:paragraph -->"
    found = read(mention, meta={"footnotes": '[{"id":"y","content":"Lost <b>words</b>"}]'})
    assert found.body == "A"
    assert "A footnote is mentioned whose words are not in the export." in notes(found)
    assert "A footnote that the text never mentions was left out: “Lost words”" in notes(found)
    assert read(mention, meta={"footnotes": "no JSON"}).body == "A"


def test_a_pattern_that_holds_itself_ends(read) -> None:
    endless = item(
        '<!-- wp:paragraph --><p>x</p><!-- /wp:paragraph --><!-- wp:block {"ref":77} /-->', id=77, type="wp_block"
    )
    found = read('<!-- wp:block {"ref":77} /-->', endless)
    assert 1 <= found.body.count("x") <= 6


# -------------------------------------------------------------------------------------------------- hostile and broken


def test_a_text_with_reversed_words_is_a_problem_of_that_text_alone(tmp_path: Path) -> None:
    path = write(tmp_path, item("Take \u202e01 drops.", id=1), item("Fine.", id=2))
    first, second = Export(path).items()
    assert "reverses the order of words" in first.problems[0]
    assert (second.problems, second.body) == ([], "Fine.")


def test_a_text_that_is_far_too_large_is_a_problem_of_that_text_alone(read) -> None:
    found = read("<p>x</p>" * 300_000)
    assert found.problems == ["The text is too large: 2,400,000 characters. Split it there."]
    assert found.body == ""


@pytest.mark.parametrize("raw", ["\x0b", "\x00", "\x08", "&#8;", "&#x1F;", "\ufffe"])
def test_characters_that_xml_forbids_are_left_out(tmp_path: Path, raw: str) -> None:
    path = tmp_path / "a.xml"
    path.write_text(export([item(f"Wor{raw}ds.")]), encoding="utf-8")
    (found,) = Export(path).items()
    assert found.body == "Words."


def test_bytes_that_are_no_utf_8_are_told_by_a_sign(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(export([item("Caf@ words.")]).encode().replace(b"Caf@", b"Caf\xe9"))
    (found,) = Export(path).items()
    assert found.body == "Caf\ufffd words."


def test_white_space_before_the_declaration_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text("\ufeff\n\n" + export([item("Words.")]), encoding="utf-8")
    assert [one.body for one in Export(path).items()] == ["Words."]


def test_icon_characters_are_left_out_and_said(read) -> None:
    found = read("\uf0b7 One")
    assert found.body == "One"
    assert "1 characters without an agreed meaning" in notes(found)


BOMB = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><rss><channel>&b;</channel></rss>'
FILE = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/hostname">]><rss><channel>&a;</channel></rss>'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BOMB, "declares entities of its own"),
        (FILE, "declares entities of its own"),
        ("<html><body>404</body></html>", "begins with <html>, not <rss>"),
        ("<rss><channel><title>A feed</title></channel></rss>", "names no WXR version"),
        (HEAD.format(version="1.2", scheme="http") + "<item><title>cut", "is not a complete XML file"),
        ("", "is not a complete XML file"),
    ],
    ids=["entity bomb", "foreign file", "HTML", "plain feed", "cut off", "empty"],
)
def test_what_is_no_export_gets_one_sentence(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "a.xml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Unreadable, match=words):
        list(Export(path).items())


def test_a_file_that_is_not_there_gets_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="could not be read"):
        Export(tmp_path / "none.xml")
