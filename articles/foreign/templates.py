"""What static site generators write into Markdown: Hugo's shortcodes and Jekyll's Liquid."""

import re
from collections.abc import Mapping

from articles.foreign.item import Note, line_of

_FENCE = re.compile(r"(?ms)^[ \t]*(`{3,}|~{3,})[^\n]*\n.*?^[ \t]*\1[`~]*[ \t]*$")
_HUGO = re.compile(
    r"\{\{(?P<kind>[<%])\s*(?P<close>/)?\s*(?P<name>[\w./-]+)(?P<rest>.*?)\s*(?P<void>/)?\s*[>%]\}\}", re.S
)
_HUGO_LITERAL = re.compile(r"\{\{([<%])/\*(.*?)\*/([>%])\}\}", re.DOTALL)
_ARGUMENT = re.compile(r"""(?:([\w-]+)\s*=\s*)?(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`|([^\s"=]+))""")
_TAG = re.compile(r"\{%-?\s*(?P<name>/?\w+)(?P<rest>.*?)-?%\}", re.DOTALL)
_VALUE = re.compile(r"\{\{-?(?P<words>[^<%].*?)-?\}\}", re.DOTALL)
_RAW = re.compile(r"\{%-?\s*raw\s*-?%\}(.*?)\{%-?\s*endraw\s*-?%\}", re.DOTALL)
_KEPT = re.compile("\ue020([0-9]+)\ue021")
_ATTRIBUTES = re.compile(r"(?m)^[ \t]*\{:[^{}\n]*\}[ \t]*\n?|(?<=\S)\{:[^{}\n]*\}")
_HIGHLIGHT = re.compile(
    r"\{%-?\s*highlight\s+(\w*)[^%]*%\}\n?(.*?)\n?\{%-?\s*endhighlight\s*-?%\}|"
    r"\{\{[<%]\s*highlight\s+(\w*)[^%>]*[%>]\}\}\n?(.*?)\n?\{\{[<%]\s*/\s*highlight\s*[%>]\}\}",
    re.DOTALL,
)
_VIDEOS = {
    "youtube": "https://www.youtube.com/watch?v=",
    "vimeo": "https://vimeo.com/",
    "gist": "https://gist.github.com/",
    "instagram": "https://www.instagram.com/p/",
}


class Templates:
    """Replaces what a generator would have filled in. ``notes`` gathers what it was; lines count in the file."""

    def __init__(self, first_line: int, notes: list[Note]) -> None:
        self.first_line = first_line
        self.notes = notes
        self.source = ""

    def hugo(self, body: str) -> str:
        """A text for Hugo without its shortcodes."""
        self.source = body
        return self._outside_code(_HIGHLIGHT.sub(_fenced, body), self._hugo_part)

    def jekyll(self, body: str, values: Mapping[str, str]) -> str:
        """A text for Jekyll without its Liquid and its attributes. ``values`` are known variables."""
        self.source = body

        raw: list[str] = []

        def keep(match: re.Match[str]) -> str:
            raw.append(match[1])
            return f"\ue020{len(raw) - 1}\ue021"

        def part(text: str) -> str:
            text = _ATTRIBUTES.sub("", text)
            text = _TAG.sub(self._tag, text)
            return _VALUE.sub(lambda match: self._value(match, values), text)

        done = self._outside_code(_RAW.sub(keep, _HIGHLIGHT.sub(_fenced, body)), part)
        return _KEPT.sub(lambda match: raw[int(match[1])], done)

    def _outside_code(self, body: str, change: object) -> str:
        out: list[str] = []
        last = 0
        for match in _FENCE.finditer(body):
            out += [change(body[last : match.start()]), match[0]]  # type: ignore[operator]
            last = match.end()
        return "".join([*out, change(body[last:])])  # type: ignore[operator]

    def _say(self, sentence: str, source: str, *, todo: bool = True) -> None:
        at = self.source.find(source)
        line = self.first_line + line_of(self.source, at) - 1 if at >= 0 else 0
        self.notes.append(Note(sentence, todo, line, source))

    # ---------------------------------------------------------------------------------------------------- Hugo

    def _hugo_part(self, text: str) -> str:
        text = _HUGO.sub(self._shortcode, text)
        return _HUGO_LITERAL.sub(r"{{\1 \2 \3}}", text)

    def _shortcode(self, match: re.Match[str]) -> str:
        name = match["name"].lower()
        named, loose = _arguments(match["rest"])
        if name == "figure" and not match["close"]:
            return _figure(named)
        if name in ("ref", "relref"):
            goal = (loose or [""])[0]
            self._say("A link to another page has to be set by hand:", match[0])
            return f"/{goal.removesuffix('.md').strip('/')}/" if goal else ""
        if name in _VIDEOS and not match["close"]:
            address = _VIDEOS[name] + "/".join(loose or [named.get("id", "")])
            self._say("Something embedded became a link:", match[0])
            return f"<{address}>"
        if name in ("tweet", "x", "twitter") and not match["close"]:
            user, number = named.get("user", ""), named.get("id", "") or (loose or [""])[-1]
            self._say("Something embedded became a link:", match[0])
            return f"<https://twitter.com/{user or 'i'}/status/{number}>"
        if match["close"]:
            return ""
        closes = re.search(rf"\{{\{{[<%]\s*/\s*{re.escape(match['name'])}\s*[>%]\}}\}}", self.source)
        self._say(
            "Of a shortcode only the words inside were kept:" if closes else "A shortcode was left out:", match[0]
        )
        return ""

    # -------------------------------------------------------------------------------------------------- Jekyll

    def _tag(self, match: re.Match[str]) -> str:
        name = match["name"]
        if name in ("comment", "endcomment"):
            return ""
        if name == "post_url":
            slug = re.sub(r"^.*?\d{4}-\d{2}-\d{2}-", "", match["rest"].strip())
            self._say("A link to another page has to be checked:", match[0])
            return f"/articles/{slug}/"
        if name == "link":
            self._say("A link to another page has to be set by hand:", match[0])
            return ""
        self._say("Liquid was left out:", match[0])
        return ""

    def _value(self, match: re.Match[str], values: Mapping[str, str]) -> str:
        words = match["words"].strip()
        if words.startswith("helpline:"):
            return match[0]
        literal = re.fullmatch(r"""["']([^"']*)["']\s*\|\s*(?:relative_url|absolute_url|prepend:.*)""", words)
        if literal:
            return literal[1]
        name = words.split("|")[0].strip()
        if name in values:
            return values[name]
        self._say("Liquid was left out:", match[0])
        return ""


def _figure(named: Mapping[str, str]) -> str:
    caption = named.get("caption") or named.get("title") or ""
    if named.get("attr"):
        caption = f"{caption} {named['attr']}".strip()
    title = ' "' + caption.replace("\\", "\\\\").replace('"', '\\"') + '"' if caption else ""
    alt = named.get("alt", "").replace("[", "\\[").replace("]", "\\]")
    return f"![{alt}]({named.get('src', '').replace(' ', '%20')}{title})"


def _fenced(match: re.Match[str]) -> str:
    language, code = match[1] or match[3] or "", match[2] if match[2] is not None else match[4] or ""
    return f"\n```{language}\n{code}\n```\n"


def _arguments(raw: str) -> tuple[dict[str, str], list[str]]:
    named: dict[str, str] = {}
    loose: list[str] = []
    for match in _ARGUMENT.finditer(raw):
        value = next((part for part in (match[2], match[3], match[4]) if part is not None), "")
        value = value.replace('\\"', '"')
        if match[1]:
            named[match[1].lower()] = value
        else:
            loose.append(value)
    return named, loose
