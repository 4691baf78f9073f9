"""How long titles, summaries and descriptions do well to be: advice that never blocks. Counted in code points."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Length:
    """From ``least`` to ``most`` characters; what is said of a text that is empty, shorter or longer."""

    least: int
    most: int
    empty: str
    short: str
    long: str
    good: str = "A good length."

    def kind(self, text: str) -> str:
        """ "empty", "short", "long" or "good"."""
        count = len(text.strip())
        if count == 0:
            return "empty"
        return "short" if count < self.least else "long" if count > self.most else "good"

    def advice(self, text: str) -> str:
        """The sentence for this text."""
        return str(getattr(self, self.kind(text)))


# Search engines give a result about 600 pixels for its title and two lines for its description, and cut what is longer;
# in characters that is about 65 and 155. Where a summary stands (lists, feeds, above the text) nothing is cut.
LENGTHS = {
    "title": Length(
        20,
        65,
        "A title is needed.",
        "Short titles say little in a list of results.",
        "Search engines cut titles of this length: begin with the words that matter.",
    ),
    "summary": Length(
        60,
        300,
        "Without a summary lists and feeds show the title only.",
        "There is room to answer the main question.",
        "Readers in distress do not read this much before the text: keep what answers the question.",
    ),
    "meta_description": Length(
        70,
        155,
        "Left empty, search engines are given the summary.",
        "There is room to say what the page answers.",
        "Search engines cut descriptions of this length: begin with what matters.",
    ),
}
