"""An author types something clever. What arrives in the page?"""

import re

import lxml.html
import pytest

from articles.markup import MarkupError
from articles.rendering import render
from articles.rendering.gate import clean, safe_link, safe_picture

ATTACKS = {
    "script element": "<script>alert(1)</script>",
    "event handler": '<img src=x onerror="alert(1)">',
    "svg": '<svg onload="alert(1)"><a xlink:href="javascript:alert(1)">x</a></svg>',
    "iframe": '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "style element": "<style>body{display:none}</style>",
    "style attribute": '<p style="position:fixed">x</p>',
    "unclosed tags": "<div><b><i><a href='javascript:x'>",
    "closing our tags": "</div></main></body><script>x</script>",
    "comment": "<!-- --><script>x</script> -->",
    "cdata": "<![CDATA[<script>x</script>]]>",
    "javascript link": "[x](javascript:alert(1))",
    "javascript in capitals": "[x](JaVaScRiPt:alert(1))",
    "javascript with a reference": "[x](java&#115;cript:alert(1))",
    "javascript with a tab": "[x](java&#9;script:alert(1))",
    "javascript with a line end": "[x](java&#10;script:alert(1))",
    "javascript with a space before": "[x](<  javascript:alert(1)>)",
    "javascript with an escape": "[x](java\\script:alert(1))",
    "javascript in percent": "[x](%6Aavascript:alert(1))",
    "javascript autolink": "<javascript:alert(1)>",
    "data link": "[x](data:text/html,<script>x</script>)",
    "data autolink": "<data:text/html;base64,PHNjcmlwdD4=>",
    "data picture": "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "data png picture": "![x](data:image/png;base64,AAAA)",
    "vbscript": "[x](vbscript:x)",
    "file link": "[x](file:///etc/passwd)",
    "blob link": "[x](blob:https://example.org/1)",
    "scheme relative link": "[x](//evil.example/)",
    "backslash link": "[x](/\\\\evil.example/)",
    "user info": "[x](https://nhs.uk@evil.example/)",
    "quote in the address": '[x](https://example.org/"onmouseover="alert(1))',
    "quote in the title": '[x](https://example.org "a\\" onclick=\\"alert(1)")',
    "picture title": '![x](/media/a.png "a&quot; onerror=&quot;alert(1)")',
    "picture alt": '![x" onerror="alert(1)](/media/a.png)',
    "picture from elsewhere": "![x](https://evil.example/pixel.png)",
    "picture up the tree": "![x](/media/../admin/logout)",
    "picture with a query": "![x](/media/a.png?track=1)",
    "picture as a link in a link": "[![x](/media/a.png) <https://example.org>](javascript:x)",
    "forged mark": '<mark class="claim s-ok" id="t1" data-claim="1">safe</mark>',
    "forged number": '<a class="chip" href="#claim-1">1</a>',
    "forged source": '<sup class="cite"><a href="#s1">1</a></sup>',
    "forged help line": '<div class="helpline" data-helpline="fake">0900 123</div>',
    "reference to markup": "&lt;script&gt;alert(1)&lt;/script&gt;",
    "twice encoded": "&amp;lt;script&amp;gt;",
    "code fence language": '```"><script>x</script>\ncode\n```',
    "footnote label": 'x[^"><script>]\n\n[^"><script>]: words',
    "box title": '::: warn <script>alert(1)</script>" onclick="x\nx\n:::',
    "box kind": ':::warn" onclick="x\nx\n:::',
    "table cell": "| <script> | b |\n|---|---|\n| [x](javascript:x) | <img onerror=x> |",
    "table alignment": '| a |\n|:"onclick=x-:|\n| b |',
    "help line key": '{{ helpline:x"onclick="y }}',
    "attribute syntax": "# Head {#main .box onclick=x}",
    "ordered list start": "999999999. mg",
    "mathml": "<math><mtext><table><mglyph><style><img src=x onerror=x>",
    "noscript": '<noscript><p title="</noscript><img src=x onerror=x>">',
}
ALLOWED = re.compile(
    r"(?:a|blockquote|br|caption|code|div|em|figcaption|figure|h[2-6]|hr|img|li|mark|ol|p|pre|s|section|span|strong|sub|sup|table|tbody|td|th"
    r"|thead|tr|ul)"
)


@pytest.mark.parametrize("source", ATTACKS.values(), ids=ATTACKS.keys())
def test_nothing_executable_or_forged_arrives(source):
    html = render(source).html
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    for element in root.iterdescendants():
        assert ALLOWED.fullmatch(element.tag)
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert name not in ("style", "srcdoc", "xlink:href", "target", "name")
            if name == "href":
                assert re.match(r"(?:https?://[^@]*$|mailto:|tel:|/(?!/)|#)", value)
            if name == "src":
                assert re.fullmatch(r"/media/[\w.-]+", value)
    assert not root.xpath(".//mark | .//a[@class='chip'] | .//sup[@class='cite']")
    assert not root.xpath(".//*[@data-helpline='fake']")


@pytest.mark.parametrize(
    "name", ["admin", "main", "__proto__", "constructor", "t1", "claim-1", "s1", "fn-1", "table-1", "document", "body"]
)
def test_a_heading_cannot_take_an_id_of_the_page(name):
    ((_, identity, _),) = render(f"# {name}\n").headings
    assert identity.startswith("h-")
    assert f'id="{name}"' not in render(f"# {name}\n\n| a |\n|---|\n\nx[^1]\n\n[^1]: y").html.replace(
        'id="table-1"', ""
    ).replace('id="fn-1"', "")


def test_hidden_direction_is_refused_before_anything_is_written():
    for source in ("safe \u202eyrev", "safe &#x202E;yrev", "[x](/y '\u2066')"):
        with pytest.raises(MarkupError):
            render(source)


def test_percent_encoded_direction_in_an_address_stays_encoded():
    assert "\u202e" not in render("<https://example.org/%E2%80%AE>").html


def test_an_outside_link_gives_away_nothing_and_an_inside_link_is_plain():
    assert render("[x](https://example.org/a?b=1&c=2)").html == (
        '<p><a href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer">x</a></p>\n'
    )
    assert render("[x](/topics/sleep/)").html == '<p><a href="/topics/sleep/">x</a></p>\n'
    assert render("[Ring](tel:+441234567890) [write](mailto:a@example.org)").html.count("<a href=") == 2


NO_ADDRESSES = r"""
#
javascript:x
JAVASCRIPT:x
data:,x
//x.example
http:
http://
https:///x
https://x:y/
https://[::1
https://a@b/
guide.html
./x
?q=1
mailto:
tel:
x:y
/a b
/a\b
"""


@pytest.mark.parametrize("href", ["", " javascript:x", "https://x/\x01", *NO_ADDRESSES.split("\n")])
def test_an_address_off_the_list_is_no_link(href):
    assert safe_link(href) == ""


@pytest.mark.parametrize("src", ["/media/a.png", "/media/2026/11/0a1b.webp"])
def test_our_own_uploads_are_shown(src):
    assert safe_picture(src)


@pytest.mark.parametrize(
    "src",
    [
        "media/a.png",
        "/media/",
        "/media/../a",
        "/media//a",
        "/media/a.png?x",
        "/static/a.png",
        "https://x/media/a.png",
        "/media/%2e%2e/a",
    ],
)
def test_other_pictures_are_not(src):
    assert not safe_picture(src)


@pytest.mark.parametrize(
    "html",
    [
        '<p onclick="x">a</p>',
        '<p style="color:red">a</p>',
        "<p>a<script>b</script></p>",
        "<p><font>a</font></p>",
        "<p><!-- b -->a</p>",
        '<p id="main">a</p>',
    ],
)
def test_the_gate_holds_alone(html):
    assert clean(html) == "<p>a</p>"
    assert clean('<a href="javascript:x">a</a>') == "<a>a</a>"
