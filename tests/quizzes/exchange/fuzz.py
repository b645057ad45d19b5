"""Files that nobody meant, and how long a reader takes over them."""

import time
from contextlib import suppress

from hypothesis import strategies as st

from quizzes.exchange.neutral import Package, UnreadableFile


def damaged(valid: list[bytes], signs: bytes):
    """Valid files with pieces cut out, doubled, moved and replaced."""

    def damage(drawn):
        content, edits = drawn
        for where, length, what in edits:
            at = where % (len(content) + 1)
            content = content[:at] + what + content[at + length :]
        return content

    pieces = st.one_of(
        st.binary(max_size=6),
        st.lists(st.sampled_from(sorted(set(signs))), max_size=8).map(bytes),
        st.sampled_from(valid).flatmap(
            lambda content: st.integers(0, len(content)).map(
                lambda at: content[at : at + 40]
            )
        ),
    )
    edit = st.tuples(st.integers(0, 10_000), st.integers(0, 60), pieces)
    return st.tuples(st.sampled_from(valid), st.lists(edit, max_size=8)).map(damage)


def survives(known, content: bytes) -> Package | None:
    """Read a file: a package that adds up, or ``UnreadableFile``. Nothing else."""
    known.matches(content[:4096], "questions")
    try:
        package = known.read(content)
    except UnreadableFile:
        return None
    lines = content.count(b"\n") + content.count(b"\r") + 1
    numbers = [item.number for item in package.items]
    assert numbers == sorted(set(numbers))
    for item in package.items:
        assert item.fields["stem"]
        assert 1 <= item.line <= lines
    for problem in package.problems:
        assert problem.message
        assert problem.line is None or 1 <= problem.line <= lines
    # What is written of it can be read again.
    if package.items:
        written = known.write(package.items, title="Again")
        if written.content.strip():
            known.read(written.content)
    return package


def assert_linear(known, content_of_size, *, size: int = 250_000) -> None:
    """Four times the file takes no more than about four times as long."""

    def seconds(length):
        content = content_of_size(length)
        start = time.process_time()
        with suppress(UnreadableFile):
            known.read(content)
        return time.process_time() - start

    seconds(1000)
    once = seconds(size)
    assert seconds(4 * size) < 12 * max(once, 0.05)
