"""The toolbar of the editor as data: what each button writes, and its keys. The script knows only four commands."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tool:
    """One button. ``command`` is ``wrap`` (``before`` and ``after`` around the selection, ``words`` without one),
    ``lines`` (``before`` in front of each line, again to take it away), ``block`` (a block of its own, the selection
    in the place of ``…``) or ``open`` (a dialog). ``keys`` as browsers name them ("Ctrl+B")."""

    name: str
    label: str
    command: str
    before: str = ""
    after: str = ""
    words: str = ""
    keys: str = ""


TOOLBAR: tuple[tuple[str, tuple[Tool, ...]], ...] = (
    (
        "Words",
        (
            Tool("Bold", "Bold", "wrap", "**", "**", "bold words", "Ctrl+B"),
            Tool("Italic", "Italic", "wrap", "*", "*", "words in italics", "Ctrl+I"),
            Tool("Link", "Link", "wrap", "[", "](https://)", "words of the link", "Ctrl+K"),
            Tool("Footnote", "Footnote or citation", "note", keys="Ctrl+Alt+F"),
        ),
    ),
    (
        "Blocks",
        (
            Tool("Heading", "Heading", "lines", "## ", keys="Ctrl+Alt+2"),
            Tool("Subheading", "Heading of a part", "lines", "### ", keys="Ctrl+Alt+3"),
            Tool("List", "List with bullets", "lines", "- ", keys="Ctrl+Shift+8"),
            Tool("Numbered", "List with numbers", "lines", "1. ", keys="Ctrl+Shift+7"),
            Tool("Quote", "Quote", "lines", "> ", keys="Ctrl+Shift+9"),
            Tool("Table", "Table", "block", "Table: What it shows\n\n| … | Second |\n| --- | --- |\n| One | Two |"),
            Tool("Figure", "Figure: a picture with its caption", "picture", keys="Ctrl+Alt+P"),
        ),
    ),
    (
        "Call-outs",
        (
            Tool("Key facts", "Call-out: key facts", "block", ":::key Key facts\n\n- …\n\n:::"),
            Tool("Care card", "Call-out: care card, when to get help", "block", ":::care See a GP if\n\n- …\n\n:::"),
            Tool("Urgent", "Call-out: when it is urgent", "block", ":::urgent Ask for help today if\n\n- …\n\n:::"),
            Tool("Emergency", "Call-out: emergency", "block", ":::emergency Call 999 if\n\n- …\n\n:::"),
            Tool(
                "Do and don’t",
                "Call-outs: do and don’t",
                "block",
                ":::do Do\n\n- …\n\n:::\n\n:::dont Don’t\n\n- try to …\n\n:::",
            ),
            Tool("Important", "Call-out: important", "block", ":::warn Important\n\n…\n\n:::"),
            Tool(
                "Content note",
                "Call-out: content note",
                "block",
                ":::note Content note\n\nThis page talks about …\n\n:::",
            ),
            Tool("Help line", "Help line from the register", "block", "{{ helpline:… }}"),
        ),
    ),
)

#: Keys of the editor that no button has.
MORE_KEYS: tuple[tuple[str, str], ...] = (
    ("Ctrl+S", "Save"),
    ("F8", "Go to the next finding in the text; Shift+F8 to the one before"),
    ("Ctrl+.", "Put in the suggested words for the finding at the cursor"),
    ("Alt+F10", "Go to the toolbar; arrow keys move in it, Escape goes back to the text"),
    ("Ctrl+Shift+V", "Paste as plain text; Ctrl+V turns Word, Google Docs and web pages into Markdown"),
    ("Ctrl+Z", "Undo, also what a button or a suggestion did"),
)
