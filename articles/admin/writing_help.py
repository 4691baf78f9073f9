"""How to write: every construct of our Markdown as it is typed and as readers see it. Also in ``docs/writing.md``."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse

from articles.admin.desk import answer, needs, refusals
from articles.rendering import render

PICTURE = "/media/articles/picture.webp"


@dataclass(frozen=True, slots=True)
class Construct:
    """One construct: what it is for, and an example."""

    title: str
    use: str
    markdown: str


CONSTRUCTS: tuple[Construct, ...] = (
    Construct("Headings", "Two number signs for a section, three for a part of it.", "## When to rest\n\n### At night"),
    Construct(
        "Words", "Bold and italics are for the eye: they never change what was signed.", "**Rest** is *not* lost time."
    ),
    Construct(
        "Lists",
        "A hyphen, or a number with a dot. Two or three spaces make an inner list.",
        "- water\n- a walk\n  - outside\n\n1. First\n2. Then",
    ),
    Construct(
        "Links",
        "To another site with its whole address, to our own with its path.",
        "[The park](https://example.org/park) and [help now](/help-now/).",
    ),
    Construct(
        "Figures",
        "A picture of the library; the words in quotation marks become its caption.",
        '![A bench under a tree.](/media/articles/picture.webp "The bench in the park")',
    ),
    Construct(
        "Footnotes",
        "For citations that readers shall see, and for asides.",
        "The park opens at eight.[^1]\n\n[^1]: The notice at its gate, read in May.",
    ),
    Construct(
        "Tables",
        "The first row is the head; the line before the table is its caption.",
        "Table: Opening times\n\n| Day | From |\n| --- | --- |\n| Monday | 8 |",
    ),
    Construct("Quotations", "A greater-than sign at the beginning of the line.", "> I sit here every day."),
    Construct("Above and below", "Letters raised and lowered.", "10^3^ and H~2~O"),
    Construct("Struck through", "It stays part of the words that are signed.", "~~Closed~~ open on Mondays."),
    Construct(
        "Key facts", "At the beginning of a page.", ":::key Key facts\n\n- The park is free.\n- It has benches.\n\n:::"
    ),
    Construct(
        "Care card",
        "When to see somebody. Its title says “if”, and it holds a list.",
        ":::care Ask at the gate if\n\n- you lost something\n- you need a map\n\n:::",
    ),
    Construct(
        "Urgent",
        "When it cannot wait until tomorrow.",
        ":::urgent Ring the bell today if\n\n- the gate is locked\n\n:::",
    ),
    Construct("Emergency", "When every minute counts.", ":::emergency Shout if\n\n- a tree has fallen\n\n:::"),
    Construct(
        "Do and don’t",
        "Two lists; one directly after the other stand beside each other.",
        ":::do Do\n\n- take your time\n\n:::\n\n:::dont Don’t\n\n- climb the trees\n\n:::",
    ),
    Construct(
        "Important", "One thing that readers must not miss.", ":::warn Important\n\nThe gate closes at dusk.\n\n:::"
    ),
    Construct(
        "Content note",
        "Says at the top what a page talks about, so that readers can choose.",
        ":::note Content note\n\nThis page talks about an accident in the park.\n\n:::",
    ),
    Construct(
        "Help line",
        "A service of the register, alone in its line. Numbers are never typed by hand.",
        "{{ helpline:samaritans }}",
    ),
)


def shown(markdown: str) -> str:
    """The result of an example. Its picture stands for one of the library and is one of ours."""
    return render(markdown).html.replace(PICTURE, static("articles/icon-192.png"))


@refusals
@needs("write_article", "review_article")
def help_page(request: HttpRequest) -> HttpResponse:
    """``/admin/articles/writing/``: each construct with its Markdown and its result."""
    context = {
        "title": "How to write",
        "crumbs": [("Articles", reverse("admin:articles_article_changelist"))],
        "constructs": [(item, shown(item.markdown)) for item in CONSTRUCTS],
    }
    return answer(request, "writing_help.html", context)
