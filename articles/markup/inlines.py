"""The inline parser: markdown-it's, with the range of the content that each token stands for in
``token.meta["at"]``."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it import rules_inline as rules
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline, emphasis, link_pairs, strikethrough
from markdown_it.token import Token

Rule = Callable[[StateInline, bool], bool]

_SCRIPTS = {
    "~": ("sub", re.compile(r"~((?:[^\s~\\\[\]]|\\[^\s])+)~")),
    "^": ("sup", re.compile(r"\^((?:[^\s^\\\[\]]|\\[^\s])+)\^")),
}
_ESCAPE = re.compile(r"\\([!\"#$%&'()*+,./:;<=>?@\[\\\]^_`{|}~-])")
_REFERENCE = re.compile(r"\[\^([^\s\[\]]{1,64})\]")
_PAIRED = re.compile(r"[*_]|~~")


class LocatedState(StateInline):
    """Remembers where the pending text began. Rules only ever append what stands in the source, or cut the end."""

    def __init__(self, src: str, md: MarkdownIt, env: Any, outTokens: list[Token]) -> None:
        super().__init__(src, md, env, outTokens)
        self.pending_at = 0

    def pushPending(self) -> Token:
        """As in the parent; notes the range."""
        token = super().pushPending()
        token.meta["at"] = (self.pending_at, self.pending_at + len(token.content))
        return token


class LocatedInline(ParserInline):
    """The loops of ``ParserInline``, which also note what each rule consumed.

    The rules stand in ``_RULES`` by the character they begin with, in the order of ``ParserInline``: to ask all of them
    at every character took twice the time. The rulers are not asked.
    """

    def tokenize(self, state: StateInline) -> None:
        """Generate tokens for the range of ``state``, each with its place."""
        src, end = state.src, state.posMax
        while state.pos < end:
            start = state.pos
            if not state.pending and isinstance(state, LocatedState):
                state.pending_at = start
            special = SPECIAL.search(src, start, end)
            stop = special.start() if special else end
            if stop > start:
                state.append_pending(src[start:stop])
                state.pos = stop
                continue
            before = len(state.tokens)
            for rule in _RULES.get(src[start], ()):
                if rule(state, False):
                    if len(state.tokens) > before:
                        _note(state, state.tokens[before:], start)
                    break
            else:
                state.append_pending(src[start])
                state.pos = start + 1
        if state.pending:
            state.pushPending()

    def skipToken(self, state: StateInline) -> None:
        """Move to the end of the token at ``state.pos``, as the parent does; each place is looked at once."""
        start = state.pos
        known = state.cache.get(start)
        if known is not None:
            state.pos = known
            return
        if state.level >= state.md.options["maxNesting"]:
            state.pos = state.posMax + 1
        elif special := SPECIAL.search(state.src, start, state.posMax):
            if special.start() > start:
                state.pos = special.start()
            elif not self._skips(state, _RULES.get(special[0], ())):
                state.pos = start + 1
        else:
            state.pos = state.posMax
        state.cache[start] = state.pos

    @staticmethod
    def _skips(state: StateInline, candidates: Sequence[Rule]) -> bool:
        state.level += 1  # bounds how deep labels in labels are followed
        found = any(rule(state, True) for rule in candidates)
        state.level -= 1
        return found

    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        """Parse ``src`` into ``tokens``."""
        state = LocatedState(src, md, env, tokens)
        self.tokenize(state)
        if _PAIRED.search(src):
            link_pairs(state)
            strikethrough.postProcess(state)
            emphasis.postProcess(state)
        return state.tokens


def _note(state: StateInline, tokens: list[Token], start: int) -> None:
    new = [token for token in tokens if "at" not in token.meta]
    if not new:
        return
    end = state.pos
    if new[0].type == "link_open":
        new[0].meta["at"] = (start, start + 1)
        for token in new[1:-1]:
            token.meta["at"] = (start + 1, end - 1)
        new[-1].meta["at"] = (end - 1, end)
    elif new[0].type == "text":  # delimiters of emphasis: one token for each marker
        at = start
        for token in new:
            token.meta["at"] = (at, at + len(token.content))
            at += len(token.content)
    else:
        for token in new:
            token.meta["at"] = (start, end)
            if token.type == "image" and "title" in token.attrs:
                token.meta["title_at"] = _title_at(state, start)
            elif token.type == "code_inline":
                size = len(token.markup)
                inner = state.src[start + size : end - size]
                stripped = len(token.content) < len(inner)
                token.meta["text_at"] = start + size + stripped


def _title_at(state: StateInline, start: int) -> tuple[int, str]:
    """Where a picture's title begins, and the title as typed: the image rule keeps only the decoded words."""
    helpers = state.md.helpers
    pos = helpers.parseLinkLabel(state, start + 1, False) + 2
    pos = _skip_space(state.src, pos)
    destination = helpers.parseLinkDestination(state.src, pos, state.posMax)
    if destination.ok:
        pos = destination.pos
    pos = _skip_space(state.src, pos)
    title = helpers.parseLinkTitle(state.src, pos, state.posMax, None)
    return pos + 1, state.src[pos + 1 : title.pos - 1]


def _skip_space(text: str, pos: int) -> int:
    while text[pos] in " \t\n":
        pos += 1
    return pos


def tildes(state: StateInline, silent: bool) -> bool:
    """Three and more tildes are plain text (as on GitHub): only pairs strike through."""
    if state.src[state.pos] != "~":
        return False
    end = state.pos
    while end < state.posMax and state.src[end] == "~":
        end += 1
    if end - state.pos < 3:
        return False
    if not silent:
        state.append_pending(state.src[state.pos : end])
    state.pos = end
    return True


def script(state: StateInline, silent: bool) -> bool:
    """``~sub~`` and ``^sup^``: plain text without white space, backslash escapes allowed."""
    kind = _SCRIPTS.get(state.src[state.pos])
    if silent or kind is None:
        return False
    name, pattern = kind
    match = pattern.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    start, end = match.span()
    state.push(f"{name}_open", name, 1).meta["at"] = (start, start + 1)
    at = start + 1
    while at < end - 1:
        escape = _ESCAPE.match(state.src, at, end - 1)
        stop = escape.end() if escape else (state.src.find("\\", at + 1, end - 1) + 1 or end) - 1
        token = state.push("text", "", 0)
        token.content = escape[1] if escape else state.src[at:stop]
        token.meta["at"] = (at, stop)
        at = stop
    state.push(f"{name}_close", name, -1).meta["at"] = (end - 1, end)
    state.pos = end
    return True


def footnote_reference(state: StateInline, silent: bool) -> bool:
    """``[^label]`` where the label is defined somewhere in the document."""
    if not state.src.startswith("[^", state.pos) or "footnotes" not in state.env:
        return False
    match = _REFERENCE.match(state.src, state.pos, state.posMax)
    if match is None or ":" + match[1] not in state.env["footnotes"]["refs"]:
        return False
    if not silent:
        state.push("footnote_ref", "", 0).meta["label"] = match[1]
    state.pos = match.end()
    return True


#: The rules that can begin at a character, in order.
_RULES: dict[str, tuple[Rule, ...]] = {
    "\n": (rules.newline,),
    "\\": (rules.escape,),
    "`": (rules.backtick,),
    "~": (tildes, strikethrough.tokenize, script),
    "^": (script,),
    "*": (emphasis.tokenize,),
    "_": (emphasis.tokenize,),
    "[": (footnote_reference, rules.link),
    "!": (rules.image,),
    "<": (rules.autolink,),
    "&": (rules.entity,),
}
#: Where a rule may begin, or the label of a link ends: all else is text.
SPECIAL = re.compile("[" + re.escape("".join(_RULES)) + "\\]]")
