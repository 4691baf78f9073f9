"""The line that says how far a long run is."""

import io

from articles.management.progress import Progress


class Terminal(io.StringIO):
    """Somebody watches."""

    def isatty(self) -> bool:
        return True


def told(stream: io.StringIO, total: int) -> str:
    progress = Progress(stream, total)
    for _ in range(total):
        progress.step()
    progress.clear()
    return stream.getvalue()


def test_a_long_run_on_a_terminal_counts_up_and_leaves_a_clean_line():
    text = told(Terminal(), 50)
    assert "25 of 50 files" in text
    assert "█" * Progress.WIDTH + " 50 of 50 files" in text
    assert text.endswith("\r\x1b[K")


def test_a_very_long_run_writes_at_most_once_for_each_percent():
    assert told(Terminal(), 20_000).count("\r") <= 102


def test_nothing_is_said_to_a_file_or_for_a_short_run():
    assert told(io.StringIO(), 5_000) == ""
    assert told(Terminal(), Progress.FEW) == ""
