"""Writing the inside of a leaf block: runs with their formats, pictures, footnote marks, claim marks and source
numbers."""

from collections.abc import Sequence
from html import escape
from itertools import pairwise

from articles.markup import Break, Format, Image, Inline, Reference, Run, Style
from articles.rendering.gate import is_external, safe_link, safe_picture
from articles.rendering.marks import Mark, Marks
from articles.rendering.picture import PictureOf, picture_html

Layer = Mark | Format


class InlineWriter:
    """Writes leaf blocks of one document; remembers which ids and which first picture are spent."""

    def __init__(self, marks: Marks, picture_of: PictureOf | None, notes: Marks | None = None) -> None:
        self.marks = marks
        self.notes = notes or Marks()
        self.picture_of = picture_of
        self.problems: list[str] = []
        self.images: list[str] = []

    def write(self, inlines: Sequence[Inline], code: bool = False) -> str:
        """The HTML of ``inlines``; ``code`` leaves out the element of code runs, for the inside of a code block."""
        out: list[str] = []
        layers: list[Layer] = []
        cites = self._cites(inlines) if self.marks else []
        for inline in inlines:
            for piece in self._cut(inline) if self.marks or self.notes else (inline,):
                if cites and cites[0][0] <= piece.start:
                    self._close(layers, 0, out)
                    while cites and cites[0][0] <= piece.start:
                        out.append(_cite(cites.pop(0)[1]))
                wanted = self._layers(piece, code)
                same = 0
                while same < min(len(layers), len(wanted)) and layers[same] is wanted[same]:
                    same += 1
                self._close(layers, same, out)
                if isinstance(piece, Break) or (isinstance(piece, Run) and piece.text.isspace()):
                    wanted = layers[
                        :
                    ]  # nothing is opened for white space: a link without words is a trap for keyboards
                for layer in wanted[same:]:
                    out.append(self._open(layer))
                    layers.append(layer)
                out.append(self._piece(piece, code))
        self._close(layers, 0, out)
        out.extend(_cite(numbers) for _, numbers in cites)
        return "".join(out)

    def _cites(self, inlines: Sequence[Inline]) -> list[tuple[int, Sequence[int]]]:
        if not inlines:
            return []
        return list(self.marks.cites_between(inlines[0].start, max(_last(inline) for inline in inlines)))

    def _cut(self, inline: Inline) -> Sequence[Inline]:
        if not isinstance(inline, Run) or len(inline.text) != inline.end - inline.start:
            return (inline,)
        cuts = self.marks.cuts(inline.start, inline.end)
        if self.notes:
            cuts = sorted({*cuts, *self.notes.points(inline.start, inline.end)})
        if not cuts:
            return (inline,)
        points = [inline.start, *cuts, inline.end]
        return [
            Run(inline.text[begin - inline.start : end - inline.start], begin, end, inline.formats)
            for begin, end in pairwise(points)
        ]

    def _layers(self, piece: Inline, code: bool) -> list[Layer]:
        result: list[Layer] = []
        if self.marks:
            if isinstance(piece, Image):
                mark = self.marks.around(piece.start, piece.end) or self.marks.within(piece.start, piece.end)
            else:
                mark = self.marks.around(piece.start, piece.end)
            if mark and not isinstance(piece, Reference):
                result.append(mark)
        if self.notes and isinstance(piece, Run) and (note := self.notes.around(piece.start, piece.end)):
            result.append(note)
        for found in piece.formats:
            if found.style is Style.LINK:
                # A footnote mark is a link itself, and a link may not stand in a link.
                if not safe_link(found.href) or isinstance(piece, Reference):
                    continue
            elif found.style is Style.CODE and code:
                continue
            result.append(found)
        return result

    def _open(self, layer: Layer) -> str:
        if isinstance(layer, Mark) and not layer.claim:
            return f'<span class="sentence" data-sentence="{layer.number}">'
        if isinstance(layer, Mark) and layer.wording:
            return f'<mark class="wording{layer.state}" data-wording="{layer.number}">'
        if isinstance(layer, Mark):
            first = layer.number not in self.marks.seen
            self.marks.seen.add(layer.number)
            identity = f' id="t{layer.number}"' if first else ""
            return f'<mark class="claim{layer.state}"{identity} data-claim="{layer.number}">'
        if layer.style is Style.LINK:
            href = safe_link(layer.href)
            rel = ' rel="noopener noreferrer"' if is_external(href) else ""
            return f'<a href="{escape(href)}"{rel}>'
        return f"<{layer.style.value}>"

    def _close(self, layers: list[Layer], keep: int, out: list[str]) -> None:
        while len(layers) > keep:
            layer = layers.pop()
            if isinstance(layer, Mark) and not layer.claim:
                out.append("</span>")
            elif isinstance(layer, Mark):
                out.append("</mark>")
                if not layer.wording and layer not in self.marks.chipped:
                    self.marks.chipped.add(layer)
                    out.append(
                        f'<a class="chip{layer.state}" href="#claim-{layer.number}" data-claim="{layer.number}" '
                        f'aria-label="{escape(layer.label)}">{layer.number}</a>'
                    )
            else:
                out.append(f"</{layer.style.value}>")

    def _piece(self, piece: Inline, code: bool) -> str:
        if isinstance(piece, Run):
            return escape(piece.text, quote=False)
        if isinstance(piece, Break):
            return "<br>" if piece.hard and not code else "\n"
        if isinstance(piece, Reference):
            turn = f"-{piece.turn}" if piece.turn > 1 else ""
            name = letters(piece.number)
            link = f'<a href="#fn-{piece.number}" aria-label="Note {name}">{name}</a>'
            return f'<sup class="fn" id="fnref-{piece.number}{turn}">{link}</sup>'
        return self._image(piece)

    def _image(self, image: Image) -> str:
        alt = " ".join("".join(run.text for run in image.alt).split())
        if not safe_picture(image.src):
            name = alt or image.src
            self.problems.append(f"The picture “{name}” is not one of our uploads, so only its description is shown.")
            return f'<span class="missing">{escape(alt, quote=False)}</span>' if alt else ""
        if not alt:
            self.problems.append(f"The picture {image.src} has no description. Write one between the square brackets.")
        lazy = bool(self.images)
        self.images.append(image.src)
        return picture_html(image.src, alt, self.picture_of(image.src) if self.picture_of else None, lazy)


def _last(inline: Inline) -> int:
    """The last offset at which words of ``inline`` may end. Behind the alt text of a picture stands its title: a
    caption, not here."""
    end = inline.end
    if isinstance(inline, Image):
        end = inline.alt[-1].end if inline.alt else inline.start
    return max([end, *(found.end for found in inline.formats)])


def _cite(numbers: Sequence[int]) -> str:
    return "".join(
        f'<sup class="cite"><a href="#s{int(number)}" aria-label="Source {int(number)}">{int(number)}</a></sup>'
        for number in numbers
    )


def letters(number: int) -> str:
    """Footnotes are lettered (1 is a, 27 is aa), because sources are numbered."""
    result = ""
    while number:
        number, rest = divmod(number - 1, 26)
        result = chr(97 + rest) + result
    return result
