"""Paragraphs of classic WordPress text: blank lines end them, single line ends are breaks.

After ``wpautop`` in ``wp-includes/formatting.php``, written anew as one pass over lines and tags: what counts is the
tree that a browser makes of the result, not the same string.
"""

import re

_BLOCKS = (
    "table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|blockquote|address|"
    "style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption|details|menu|"
    "summary|script|iframe|object|video|audio|center"
)
_KEPT = re.compile(r"<(pre|script|style|textarea|svg)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_BLOCK_TAG = re.compile(rf"(</?(?:{_BLOCKS})(?:\s[^<>]*)?/?>)", re.IGNORECASE)
_PLACE = "\ue010{}\ue011"
_PLACES = re.compile("\ue010([0-9]+)\ue011")
_BREAK = re.compile(r"[ \t]*\n[ \t]*")
_DOUBLE_BR = re.compile(r"(?:<br\s*/?>\s*){2,}", re.IGNORECASE)
#: Elements whose words are paragraphs only when a blank line parts them.
_HOLDERS = re.compile(r"<(?:li|td|th|dd|dt|figcaption|caption|summary|h[1-6]|p|address)\b", re.IGNORECASE)


def autop(text: str) -> str:
    """``text`` with the paragraphs and breaks that WordPress shows. Code and scripts are left alone."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        return "\n\n" + _PLACE.format(len(kept) - 1) + "\n\n"

    text = _KEPT.sub(keep, text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _DOUBLE_BR.sub("\n\n", text)
    out: list[str] = []
    inside = ""  # the block tag that was opened last
    for part in _BLOCK_TAG.split(text):
        if _BLOCK_TAG.fullmatch(part):
            out.append(part)
            inside = part
        elif part.strip():
            out.append(_paragraphs(part, bool(_HOLDERS.match(inside))))
        else:
            out.append("\n" if "\n" in part else part)
    return _PLACES.sub(lambda match: kept[int(match[1])], "".join(out))


def _paragraphs(text: str, held: bool) -> str:
    pieces = [piece for piece in re.split(r"\n[ \t]*\n\s*", text.strip("\n")) if piece.strip()]
    if held and len(pieces) == 1:
        return _breaks(pieces[0])
    done = []
    for piece in pieces:
        if _PLACES.fullmatch(piece.strip()):
            done.append(piece.strip())
        else:
            done.append(f"<p>{_breaks(piece.strip())}</p>")
    return "\n" + "\n".join(done) + "\n"


def _breaks(text: str) -> str:
    """Line ends as breaks, but not those inside a tag or beside a break that is there."""
    parts = re.split(r"(<[^<>]*>)", text)
    done = []
    for at, part in enumerate(parts):
        if part.startswith("<"):
            done.append(part)
            continue
        before = parts[at - 1] if at else ""
        if re.match(r"<br\b", before, re.IGNORECASE):
            part = part.lstrip("\n")
        done.append(_BREAK.sub("<br>", part))
    return re.sub(r"(?:<br>\s*)+$", "", "".join(done))
