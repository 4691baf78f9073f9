"""Each file that cannot be read is answered with one plain sentence."""

import os

import pytest

from articles.claims.files import UnreadableFile, decode_text, expand_paths, read_text
from articles.markup import MAX_LENGTH


def sentence_for(raw: bytes) -> str:
    with pytest.raises(UnreadableFile) as refused:
        decode_text(raw, "a.md")
    message = str(refused.value)
    assert "a.md" in message
    assert "\n" not in message
    return message


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"\xef\xbb\xbf\n", "is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "NUL"),
        ("Schön".encode("latin-1"), "not UTF-8"),
        (b"one\ntwo\n\xff", "line 3"),
        (b"a" * (MAX_LENGTH + 1), "too large"),
        (b"a" * (5 * 1024 * 1024), "too large"),
        ("Take 10\u202e mg".encode(), "Line 1 contains a hidden character"),
        (b"bell \x07", "control character"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_an_article_is_refused_in_one_sentence(raw, words):
    assert words in sentence_for(raw)


def test_line_ends_are_read_as_python_reads_them(tmp_path):
    file = tmp_path / "a.md"
    file.write_bytes(b"one\r\ntwo\rthree\n")
    assert read_text(file) == "one\ntwo\nthree\n" == file.read_text(encoding="utf-8")


def test_missing_files_folders_and_odd_names_are_told_apart(tmp_path):
    with pytest.raises(UnreadableFile, match="There is no file called"):
        read_text(tmp_path / "no.md")
    with pytest.raises(UnreadableFile, match="folder"):
        read_text(tmp_path)
    with pytest.raises(UnreadableFile, match="There is no file called"):
        read_text("a\x00b")


def test_a_pipe_is_not_an_ordinary_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnreadableFile, match="ordinary"):
        read_text(tmp_path / "pipe")


def test_a_folder_stands_for_the_text_files_in_it(tmp_path):
    (tmp_path / "b").mkdir()
    for name in ("z.md", "b/a.TXT", "b/c.py"):
        (tmp_path / name).write_text("x")
    assert list(expand_paths([str(tmp_path), "-"])) == [str(tmp_path / "b/a.TXT"), str(tmp_path / "z.md"), "-"]


def test_a_folder_without_text_files_is_said(tmp_path):
    (answer,) = expand_paths([str(tmp_path)])
    assert isinstance(answer, UnreadableFile)
    assert "no Markdown or text files" in str(answer)


def test_a_quoted_pattern_stands_for_the_text_files_it_matches(tmp_path):
    (tmp_path / "b" / "c").mkdir(parents=True)
    for name in ("z.md", "b/a.md", "b/c/d.txt", "b/c/e.png"):
        (tmp_path / name).write_text("x")
    assert list(expand_paths([f"{tmp_path}/**/*"])) == [
        str(tmp_path / name) for name in ("b/a.md", "b/c/d.txt", "z.md")
    ]
    assert list(expand_paths([f"{tmp_path}/*.md"])) == [str(tmp_path / "z.md")]


def test_a_pattern_without_matches_is_said(tmp_path):
    (answer,) = expand_paths([f"{tmp_path}/*.md"])
    assert isinstance(answer, UnreadableFile)
    assert "No Markdown or text file matches" in str(answer)


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path):
    for name in ("a[1].md", "a1.md"):
        (tmp_path / name).write_text("x")
    assert list(expand_paths([str(tmp_path / "a[1].md")])) == [str(tmp_path / "a[1].md")]


def test_a_file_that_is_named_twice_is_read_once(tmp_path, monkeypatch):
    (tmp_path / "a.md").write_text("x")
    monkeypatch.chdir(tmp_path)
    assert list(expand_paths(["a.md", "./a.md", ".", "*.md"])) == ["a.md"]


def test_hidden_folders_are_left_out_unless_they_are_named(tmp_path):
    (tmp_path / ".git").mkdir()
    for name in (".git/a.md", "b.md"):
        (tmp_path / name).write_text("x")
    assert list(expand_paths([str(tmp_path)])) == [str(tmp_path / "b.md")]
    assert list(expand_paths([str(tmp_path / ".git")])) == [str(tmp_path / ".git" / "a.md")]
