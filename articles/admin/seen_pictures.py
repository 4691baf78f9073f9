"""The pictures of a text as whoever signs it sees them: what came, what stands, what went."""

from typing import Any

from articles.models import Image
from articles.review.attesting import delta
from articles.review.board import Board
from articles.review.renditions import shown


def seen(board: Board, uncovered_only: bool) -> list[dict[str, Any]]:
    """The pictures that a signature on the text would cover, in reading order, then those that it would let go.

    Each is ``{"src", "width", "height", "alt", "credit", "new", "gone"}``; ``src`` is empty when the library has none.
    """
    revision, coverage = board.revision, board.coverage
    images: list[str] = revision.analysis.get("images", [])
    gone: list[str] = delta(board)["images_gone"] if coverage.full is not None else []
    new = set(coverage.uncovered_images) if coverage.full is not None else set()
    chosen = [item for item in images if item in new or not uncovered_only]
    rows = {row.sha256: row for row in Image.objects.filter(sha256__in=[*chosen, *gone])}
    return [
        *(_line(sha256, rows.get(sha256), new=sha256 in new) for sha256 in dict.fromkeys(chosen)),
        *(_line(sha256, rows.get(sha256), gone=True) for sha256 in dict.fromkeys(gone)),
    ]


def _line(sha256: str, row: Image | None, *, new: bool = False, gone: bool = False) -> dict[str, Any]:
    if row is None:
        return {"src": "", "alt": sha256, "credit": "", "new": new, "gone": gone}
    size = shown(row)
    return {
        "src": size.src or row.file.url,
        "width": size.width,
        "height": size.height,
        "alt": row.alt,
        "credit": row.credit_line,
        "new": new,
        "gone": gone,
    }
