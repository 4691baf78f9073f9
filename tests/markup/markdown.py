"""Hypothesis strategies for Markdown sources: well-formed documents, and anything at all."""

from hypothesis import strategies as st

WORDS = st.sampled_from(
    [
        "Sleep",
        "helps",
        "adults",
        "10",
        "mg",
        "e.g.",
        "not",
        "safe.",
        "Why?",
        "“rest”",
        "it's",
        "naïve",
        "5.5",
        "Dr. Roe",
        "a|b",
        "x\u200by",
    ]
)
_SHAPES = r"""
*{}*
**{}**
***{}***
_{}_
~~{}~~
`{}`
``{}``
H~{}~
x^{}^
[{}](https://example.org/a)
[{}](/b 't')
![{}](/media/p.png)
![{}](/media/p.png "Words")
![a ![b](/media/q.png) {}](/media/p.png)
<https://example.org/{}>
&amp;{}
&#x41;{}
\*{}
{}[^n]
{}\
<b>{}</b>
[{}
{}](
*{}
~{}
~~~~~{}
{{{{ helpline:{} }}}}"""
#: Lines as they come from elsewhere, without Markdown.
PASTED = ["✓ {}\n✗ {}", "{}:\n• {}\n• c", "\nA: {}\nB: {}", "\n→ {}\n→ {}", "{}\n988. {}", "{}\n{}\n---\n"]
INLINE = st.sampled_from(
    [*_SHAPES.strip("\n").split("\n"), "{}  \n", "{}\\\n", "{}\n", "**{}:** a\n**{}:** b", *PASTED]
)


@st.composite
def inline(draw):
    """A stretch of prose with inline markup."""
    parts = []
    for _ in range(draw(st.integers(1, 5))):
        words = " ".join(draw(st.lists(WORDS, min_size=1, max_size=3)))
        parts.append(draw(INLINE).format(words, words) if draw(st.booleans()) else words)
    return " ".join(parts)


@st.composite
def block(draw, depth=0):
    """A block, possibly with blocks inside it, as a list of lines."""
    kinds = ["paragraph", "heading", "code", "table", "figure", "helpline", "rule", "lazy", "setext"]
    kind = draw(st.sampled_from(kinds + ["list", "quote", "box", "note"] * (depth < 3)))
    text = draw(inline())
    if kind in ("list", "quote", "box", "note"):
        lines = [line for inner in draw(st.lists(block(depth + 1), min_size=1, max_size=3)) for line in [*inner, ""]][
            :-1
        ]
        if kind == "list":
            mark = draw(st.sampled_from(["- ", "1. ", "* ", "-\t", "10)  "]))
            pad = " " * (4 if "\t" in mark else len(mark))
            return [(mark if at == 0 else pad) + line if line else line for at, line in enumerate(lines)]
        if kind == "quote":
            return [draw(st.sampled_from(["> ", ">", ">\t"])) + line for line in lines]
        if kind == "note":
            return ["[^n]: " + lines[0], *("    " + line for line in lines[1:])]
        name = draw(st.sampled_from(["key", "warn", "care", "urgent", "emergency", "do", "dont", "note", "other"]))
        title = draw(st.sampled_from(["", " Call 999 if:", " *See* a doctor"]))
        return [":" * (6 - depth) + name + title, *lines, ":" * (6 - depth)]
    return {
        "paragraph": lambda: text.split("\n"),
        "heading": lambda: [
            "#" * draw(st.integers(1, 7)) + " " + text.replace("\n", " ") + draw(st.sampled_from(["", " ##", "\t"]))
        ],
        "code": lambda: ["```", *text.split("\n"), "\tdeep", "```"],
        "table": lambda: [
            "Table: Doses",
            "",
            "| a | b |",
            "|---|:-:|",
            f"| {text} | x \\| y |".replace("\n", " "),
            "| only |",
        ],
        "figure": lambda: ['![A calm room](/media/r.png "A *room* &amp; more")'],
        "helpline": lambda: ["{{ helpline:night-line }}"],
        "rule": lambda: ["---"],
        "lazy": lambda: ["> " + text.split("\n")[0], "lazy " + text.split("\n")[-1]],
        "setext": lambda: [text.split("\n")[0], "==="],
    }[kind]()


@st.composite
def documents(draw):
    """A whole source with plain, Windows or old Mac line ends."""
    blocks = draw(st.lists(block(), min_size=1, max_size=6))
    source = "\n\n".join("\n".join(lines) for lines in blocks)
    return source.replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n", "\r"])))


#: Text that is dense in characters with a meaning in Markdown.
ANYTHING = st.one_of(
    st.text(max_size=200),
    st.text(alphabet="ab 1*_~^`[]()!<>&#;:|-+=\\\"'\n\t\r{}.,/", max_size=120),
)
SOURCES = st.one_of(documents(), ANYTHING)
