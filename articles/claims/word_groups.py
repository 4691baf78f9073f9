"""Words of one kind: what a word that few labelled sentences hold is weighed by.

"Soothes", "courgettes" and "mortgage" say something about a sentence even where no labelled one has them. The groups
are data (``data/word_groups.txt``): a line is a group, its first word names it, and no word stands in two. A group has
weights like a word (``g:`` and its name), which ``model.py`` adds to those of each of its words when it reads them.
Words that many labelled sentences hold are in no group: their own weights know them better.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "word_groups.txt"

Groups = Mapping[str, tuple[str, ...]]
"""The words of each group, by its name."""


class GroupsError(ValueError):
    """A file of groups that cannot be used; the message names the word."""


def read_groups(lines: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Groups from the lines of a file: words with blanks between them. Raises ``GroupsError``."""
    groups = {words[0]: tuple(words) for line in lines if not line.startswith("#") and (words := line.split())}
    members = [word for words in groups.values() for word in words]
    if len(members) != len(set(members)):
        again, _ = Counter(members).most_common(1)[0]
        raise GroupsError(f"“{again}” stands in the groups twice")
    return groups


@cache
def shipped_groups() -> Groups:
    """The groups of ``data/word_groups.txt``; raises ``GroupsError``."""
    return read_groups(FILE.read_text(encoding="utf-8").splitlines())


@cache
def shipped_names() -> Mapping[str, str]:
    """The name of the group of each word that has one."""
    return {word: name for name, words in shipped_groups().items() for word in words}
