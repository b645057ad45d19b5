import pytest

from quizzes.exchange import text
from quizzes.exchange.neutral import MAX_BYTES, Severity, UnreadableFile

WORDS = "Où est l’occiput ?\nIci."


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-32", "utf-32-le"),
    ],
)
def test_reads_unicode_with_and_without_a_mark(codec, encoding):
    assert text.decode(WORDS.encode(codec)) == (WORDS, encoding, ())


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(b"\xfe\xff", "utf-16-be"), (b"\x00\x00\xfe\xff", "utf-32-be")],
)
def test_reads_a_mark_of_the_other_order(mark, encoding):
    assert text.decode(mark + WORDS.encode(encoding))[:2] == (WORDS, encoding)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_reads_utf_16_without_a_mark(encoding):
    assert text.decode(WORDS.encode(encoding))[:2] == (WORDS, encoding)


def test_old_windows_is_read_and_said_with_its_line():
    found, encoding, problems = text.decode("One\r\ncafé – “x”".encode("cp1252"))
    assert (found, encoding) == ("One\ncafé – “x”", "cp1252")
    assert [(each.severity, each.line) for each in problems] == [(Severity.CHANGED, 2)]


def test_bytes_that_windows_does_not_know_become_a_sign():
    assert text.decode(b"caf\xe9 \x81")[0] == "café �"


def test_lines_end_one_way():
    assert text.decode(b"a\rb\r\nc\n")[0] == "a\nb\nc\n"


def test_control_characters_are_taken_out_and_said():
    found, _encoding, problems = text.decode(b"a\nb\x00c\x1b\n" + b"x" * 500)
    assert found.startswith("a\nbc\n")
    assert [(each.line, each.message.split()[0]) for each in problems] == [(2, "2")]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \r\n\t",
        b"\xef\xbb\xbf",
        b"\xff\xfe\x00",
        b"\xff\xfe\x00\xd8",
        b"\xef\xbb\xbf\xff",
        bytes(range(256)) * 20,
        b"PK\x03\x04" + b"\x00" * 400,
    ],
)
def test_what_is_no_text_is_refused(content):
    with pytest.raises(UnreadableFile):
        text.decode(content)


def test_a_file_that_is_too_large_is_refused():
    with pytest.raises(UnreadableFile, match="20 MB"):
        text.decode(b"x" * (MAX_BYTES + 1))


def test_damage_behind_a_mark_has_a_line():
    with pytest.raises(UnreadableFile) as caught:
        text.decode(b"\xef\xbb\xbfa\nb\n\xff")
    assert caught.value.line == 3


def test_lines_of_a_text():
    lines = text.Lines("a\nbc\n\nd")
    assert [lines.at(offset) for offset in range(7)] == [1, 1, 2, 2, 2, 3, 4]
