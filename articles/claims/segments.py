"""Cutting an article into segments: what a reader would see, usually a sentence, each with its place and its context.

Blocks first (the tree of ``articles.markup``), then sentences inside a block. Headings, box titles, alt texts and the
title are one segment each. A short bold lead-in and the sentence behind it are one. Footnotes stand where they are
shown: at the end.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from articles.claims.chunks import Chunk, chunks_of
from articles.claims.context import Digests, base_of, neighbours_of, quoted
from articles.claims.drafts import Draft, Surroundings, alt_drafts, images_of, opens, set_lines, words_of
from articles.claims.fingerprints import canonical, fingerprint, straight
from articles.claims.sentences import sentence_spans
from articles.claims.types import ArticleText, Context, Field, Segment
from articles.markup import Block, Document, Image, Kind, parse
from articles.markup.refusal import refuse

_BECOMES_LINK = {Field.BODY, Field.LIST_ITEM, Field.TABLE_CELL, Field.QUOTE, Field.FOOTNOTE, Field.CAPTION}
_WHOLE = {Field.HEADING, Field.CALLOUT_TITLE, Field.TITLE}


# Looked up once: to find a member of an enumeration takes a function call in Python 3.11.
_PARAGRAPH, _HEADING, _BOX_TITLE, _LIST = Kind.PARAGRAPH, Kind.HEADING, Kind.BOX_TITLE, Kind.LIST
_QUOTE, _BOX, _TABLE, _FIGURE = Kind.QUOTE, Kind.BOX, Kind.TABLE, Kind.FIGURE
_CODE, _HELPLINE, _FOOTNOTES, _CAPTION = Kind.CODE, Kind.HELPLINE, Kind.FOOTNOTES, Kind.CAPTION
_ITEM, _BODY = Field.LIST_ITEM, Field.BODY


@dataclass(frozen=True, slots=True)
class Segmentation:
    """The segments of one text, with the way back from a segment's characters to the source."""

    segments: tuple[Segment, ...]
    document: Document
    _drafts: tuple[Draft, ...]
    _shown: dict[int, list[int]] = field(default_factory=dict)  # where the characters of a text stand in its chunk

    def span(self, index: int, begin: int, end: int) -> tuple[int, int]:
        """The source range, in the part of segment ``index``, of the characters ``text[begin:end]`` of that segment."""
        draft = self._drafts[index]
        if draft.chunk is None or begin >= end:
            return draft.start, draft.end
        if draft.stop - draft.begin != len(draft.text):  # white space was collapsed
            shown = self._shown.get(index)
            if shown is None:
                raw = draft.chunk.text[draft.begin : draft.stop]
                shown = [at for at, char in enumerate(raw) if not char.isspace() or (at and not raw[at - 1].isspace())]
                self._shown[index] = shown
            begin, end = shown[begin], shown[end - 1] + 1
        return draft.chunk.place(draft.begin + begin, draft.begin + end)


def segment(article: ArticleText) -> tuple[Segment, ...]:
    """The segments of ``article`` in reading order: title, summary, meta description, body, footnotes.

    Raises ``articles.markup.MarkupError`` when a part is refused. Takes about 4 ms for 1,000 words.
    """
    return segmentation(article).segments


def segmentation(article: ArticleText, document: Document | None = None) -> Segmentation:
    """As ``segment``, together with the document and the places of characters. ``document`` saves parsing the body
    twice."""
    for part in (article.title, article.summary, article.meta_description):
        refuse(part)
    cutter = _Cutter(article)
    cutter.parts()
    document = document or parse(article.body)
    cutter.body(document)
    return Segmentation(tuple(cutter.segments), document, tuple(cutter.drafts))


def images(document: Document) -> tuple[str, ...]:
    """The destinations of all pictures, in reading order."""
    if "![" not in document.source:
        return ()
    return tuple(inline.src for block in document.walk() for inline in block.inlines if isinstance(inline, Image))


def helplines(document: Document) -> tuple[str, ...]:
    """The keys of all help lines that are shown, in reading order."""
    if "helpline:" not in document.source:
        return ()
    return tuple(block.name for block in document.walk() if block.kind is _HELPLINE)


class _Cutter:
    def __init__(self, article: ArticleText) -> None:
        self.article = article
        self.digests = Digests(base_of(article))
        self.segments: list[Segment] = []
        self.drafts: list[Draft] = []
        self.block = 0
        self.notes: dict[int, str] = {}
        self.mentions: dict[int, str] = {}

    def parts(self) -> None:
        article = self.article
        texts = {Field.TITLE: article.title, Field.SUMMARY: article.summary, Field.META: article.meta_description}
        words = {part: canonical(text) for part, text in texts.items()}
        for part, text in texts.items():
            companions = tuple(other for name, other in words.items() if name is not part)
            drafts = self._cut(Chunk.of_plain(text), part) if text.strip() else []
            self._emit(drafts, Context(companions=companions), part.value)

    def body(self, document: Document) -> None:
        children = document.root.children
        if children and children[-1].kind is _FOOTNOTES:
            for note in children[-1].children:
                self.notes[note.level] = f"note: {words_of(note)}"
        self._blocks(children, Surroundings())

    def _blocks(self, blocks: Iterable[Block], around: Surroundings) -> None:
        before = ""  # the sentence that opens what follows ("Symptoms include:")
        for block in blocks:
            kind = block.kind
            if kind is _PARAGRAPH:
                before = self._paragraph(block, around, before)
                continue
            if kind is _HEADING:
                around = around.under(block.level, "")
                around = around.under(block.level, " ".join(self._leaf(block, around, Field.HEADING)))
            elif kind is _BOX_TITLE:
                around = around.under(0, " ".join(self._leaf(block, around, Field.CALLOUT_TITLE)))
            else:
                self._container(block, around.after(before))
            before = ""

    def _container(self, block: Block, around: Surroundings) -> None:
        kind = block.kind
        if kind is _LIST:
            inside = around if around.field in (Field.QUOTE, Field.FOOTNOTE) else around.inside(_ITEM)
            for item in block.children:
                self._item(item.children, inside)
        elif kind is _QUOTE:
            self._blocks(block.children, around if around.field is Field.FOOTNOTE else around.inside(Field.QUOTE))
        elif kind is _BOX:
            self._blocks(block.children, around.boxed(block.name))
        elif kind is _TABLE:
            self._table(block, around)
        elif kind is _FIGURE:
            self._figure(block, around)
        elif kind is _CODE:
            self._leaf(block, around, around.field)
        elif kind is _HELPLINE:
            text = f"helpline:{block.name}"
            self._emit([Draft(_BODY, text, text, block.start, block.end)], around.context)
        elif kind is _FOOTNOTES:
            for note in block.children:
                sentence = self.mentions.get(note.level, "")
                stem = (sentence,) if sentence else ()
                self._blocks(note.children, Surroundings(stem=stem, field=Field.FOOTNOTE))

    def _item(self, blocks: Sequence[Block], around: Surroundings) -> None:
        """The first paragraph of an item stands above the rest of it, as the stem stands above the list."""
        if blocks and blocks[0].kind is _PARAGRAPH:
            words = self._leaf(blocks[0], around, around.field)
            blocks = blocks[1:]
            around = around.after(" ".join(words)) if blocks else around
        self._blocks(blocks, around)

    def _figure(self, block: Block, around: Surroundings) -> None:
        caption = block.children[0]
        drafts = self._drafts_of(block, Field.ALT)
        for draft in drafts:
            draft.caption = words_of(caption)
        self._emit(drafts, around.context)
        drafts = self._drafts_of(caption, Field.CAPTION)
        source = images_of(block)
        for draft in drafts:
            draft.destinations = source
        self._emit(drafts, around.context)

    def _table(self, block: Block, around: Surroundings) -> None:
        context = around.context
        columns: list[str] = []
        caption = ""
        for row in block.children:
            if row.kind is _CAPTION:
                caption = words_of(row)
                self._emit(self._drafts_of(row, Field.CAPTION), context)
                continue
            names = [words_of(cell) for cell in row.children] if row.header else [words_of(row.children[0])]
            if row.header:
                columns = names
            for index, cell in enumerate(row.children):
                headers: tuple[str, ...] = ()
                if not row.header:
                    column = columns[index] if index < len(columns) else ""
                    headers = (column, names[0]) if index else (column,)
                inside = replace(context, caption=caption, headers=headers)
                self._emit(self._drafts_of(cell, Field.TABLE_CELL), inside)

    def _leaf(self, block: Block, around: Surroundings, field: Field) -> list[str]:
        drafts = self._drafts_of(block, field)
        self._emit(drafts, around.context)
        return [draft.words for draft in drafts]

    def _paragraph(self, block: Block, around: Surroundings, before: str) -> str:
        """Returns the sentence that leads into what follows, if one does; ``before`` is that of the block before."""
        drafts = self._drafts_of(block, around.field)
        set_lines(drafts)
        listed = bool(drafts) and drafts[0].field is _ITEM and around.field is _BODY
        if listed:  # a list of paragraphs: what leads into the first leads into all
            before = before if opens(before, strictly=True) else ""
            around = around.after(before)
        self._emit(drafts, around.context)
        if listed and not opens(drafts[-1].words, strictly=True):
            return before
        return drafts[-1].words if drafts and opens(drafts[-1].words, strictly=drafts[-1].line) else ""

    def _drafts_of(self, block: Block, field: Field) -> list[Draft]:
        chunks = chunks_of(block.inlines)
        if len(chunks) == 1 and isinstance(only := chunks[0], Chunk):  # as nearly always
            return self._cut(only, field, only.lead_in())
        drafts: list[Draft] = []
        for index, chunk in enumerate(chunks):
            if isinstance(chunk, Image):
                drafts.extend(alt_drafts(chunk))
            else:
                drafts.extend(self._cut(chunk, field, 0 if index else chunk.lead_in()))
        return drafts

    def _cut(self, chunk: Chunk, field: Field, keep_until: int = 0) -> list[Draft]:
        drafts = []
        whole = chunk.text
        origin = chunk.origin()
        neat = "  " not in whole and whole.isprintable()  # then all white space is single spaces already
        last = 0
        for begin, end in sentence_spans(whole, len(whole) if field in _WHOLE else keep_until):
            text = whole[begin:end] if neat else " ".join(whole[begin:end].split())
            words = chunk.words(begin, end) if chunk.has_marked else straight(text)
            if origin is None:
                draft = Draft(field, text, words, *chunk.source_range(begin, end), chunk, begin, end)
                if chunk.has_links:
                    links, only = chunk.links(begin, end)
                    draft.destinations = tuple([link.href for link in links])
                    if only and field in _BECOMES_LINK:
                        draft.field = Field.LINK
            else:
                draft = Draft(field, text, words, origin + begin, origin + end, chunk, begin, end)
            if begin:
                draft.line = "\n" in whole[last:begin]
            last = end
            drafts.append(draft)
        if chunk.references:
            self._refer(chunk, drafts)
        return drafts

    def _refer(self, chunk: Chunk, drafts: Sequence[Draft]) -> None:
        """Each mark of a footnote belongs to the sentence it stands in or right behind."""
        owners: dict[int, list[str]] = {}
        turn = 0
        for at, number in chunk.references:
            while turn < len(drafts) - 1 and drafts[turn].stop < at:
                turn += 1
            owners.setdefault(turn, []).append(self.notes[number])
            self.mentions.setdefault(number, drafts[turn].words)
        for turn, notes in owners.items():
            drafts[turn].destinations = (*drafts[turn].destinations, *notes)

    def _emit(self, drafts: Sequence[Draft], context: Context, part: str = "body") -> None:
        if not drafts:
            return
        segments = self.segments
        several = len(drafts) > 1
        words = [draft.words for draft in drafts] if several else ()
        in_json = [quoted(sentence) for sentence in words]
        beside: Sequence[str] = ()
        for index, draft in enumerate(drafts):
            field, said, own = draft.field, draft.words, context
            if several or draft.destinations or draft.caption:
                own = Context(
                    context.heading_path,
                    (*context.stem, draft.stem) if draft.stem else context.stem,
                    neighbours_of(words, index),
                    draft.destinations,
                    draft.caption or context.caption,
                    context.headers,
                    context.companions,
                    context.boxes,
                )
                beside = neighbours_of(in_json, index)
            digest = self.digests.of(field, own, beside)
            place = (part, draft.start, draft.end)
            segments.append(
                Segment(len(segments), field, draft.text, said, *place, fingerprint(said), digest, own, self.block)
            )
        self.drafts.extend(drafts)
        self.block += 1
