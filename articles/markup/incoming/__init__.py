"""HTML of other programs to clean Markdown of the house: for the clipboard and for importers.

Public: ``to_markdown`` and ``Converted``. What comes from Word or Google Docs is first told in plain HTML
(``tidy``, ``office``, ``notes``), then written as Markdown (``writer``). Nothing of it is trusted: the result is source
text like any other, and the one gate of ``articles.rendering`` stands before every page.
"""

from articles.markup.incoming.convert import Converted, Link, Picture, to_markdown

__all__ = ["Converted", "Link", "Picture", "to_markdown"]
