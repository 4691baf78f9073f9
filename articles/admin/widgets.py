"""The field for Markdown: the widget of django-markdownx with a script of our own.

The widget's script sends the body alone (marks would differ from the saved analysis), waits half a second at least,
shows late answers over newer ones, turns Tab into a character and writes the whole field anew at each key of its own,
which empties the browser's undo. What stays is its field, its addresses and its settings.
"""

from django.forms import Media, Script
from markdownx.widgets import MarkdownxWidget


class DraftWidget(MarkdownxWidget):
    """A plain textarea until the script comes. The preview stands elsewhere on the page."""

    template_name = "django/forms/widgets/textarea.html"

    @property
    def media(self) -> Media:
        """Our module instead of the widget's script."""
        # The stubs of Django do not know that an asset may be an object.
        return Media(js=[Script("articles/desk/editor.js", type="module")])  # type: ignore[list-item]
