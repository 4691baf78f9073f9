"""Words with which people in distress speak of themselves or of others. They do not use the words of our articles."""

import re

_WORDS = re.compile(
    r"suicid|kill(?:ing)? (?:my|him|her|them)|end(?:ing)? (?:it all|(?:my|their|his|her) life)|want(?:ing)? to die|"
    r"self[- ]?harm|hurt(?:ing)? (?:my|him|her|them)sel|cut(?:ting)? mysel|overdos|took too many|don.?t want to live|"
    r"no reason to live|can.?t go on|better off dead|wish i (?:was|were) dead",
    re.IGNORECASE,
)


def tells_of_crisis(text: str) -> bool:
    """Whether help comes first on the page that answers ``text``. It changes nothing else: not what a search finds."""
    return _WORDS.search(text) is not None
