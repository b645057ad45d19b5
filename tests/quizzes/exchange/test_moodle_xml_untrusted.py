"""Moodle XML from anywhere: what is no XML, what attacks, odd encodings, any bytes."""

import random
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.exchange.moodle_tree import MAX_DEPTH, MAX_ELEMENTS
from quizzes.exchange.moodle_xml import FORMAT
from quizzes.exchange.neutral import MAX_BYTES, MAX_ITEMS, UnreadableFile

from .moodle import HEAD, answer, category, file, left_out, question, quiz

QUESTION = question("multichoice", answer(100, "Sacrum"), answer(0, "Café"))
WHOLE = quiz(
    category("$course$/A"),
    QUESTION,
    question(
        "multichoice",
        "<single>false</single>",
        answer(50, "a"),
        answer(50, "b"),
        answer(-100, "c"),
        text='<p>x <img src="@@PLUGINFILE@@/a.png" alt="y"></p>',
        files=file("a.png"),
    ),
    question("truefalse", answer(100, "true"), answer(0, "false", "No.")),
    question("shortanswer", answer(100, "a*"), answer(100, "ab"), answer(50, "c")),
    question("numerical", answer(100, "1.5", inner="<tolerance>1</tolerance>")),
    question("cloze", text="<p>a {1:SA:=b#c~%50%d} {2:MC:=a~b} {1:NM:=1:2}</p>"),
    question(
        "gapselect",
        "<selectoption><text>a</text><group>1</group></selectoption>",
        "<selectoption><text>b</text><group>1</group></selectoption>",
        text="a [[1]] b [[2]]",
    ),
    question("ordering", answer(1, "a"), answer(2, "b")),
    question("essay", "<graderinfo><text>x</text></graderinfo>", written="markdown"),
    question("matching", "<subquestion><text>a</text><answer><text>b</text></answer></subquestion>"),
).encode()  # fmt: skip


def refused(content):
    with pytest.raises(UnreadableFile) as caught:
        FORMAT.read(content if isinstance(content, bytes) else content.encode())
    return caught.value.message, caught.value.line


def test_everything_of_the_file_to_break_comes_in_whole():
    package = FORMAT.read(WHOLE)
    assert len(package.items) == 10
    assert package.items[-1].line > 100


@pytest.mark.parametrize(
    "content",
    [
        '<!DOCTYPE quiz SYSTEM "http://example.org/quiz.dtd">\n<quiz/>',
        '<!DOCTYPE quiz [<!ENTITY a "b">]>\n<quiz>&a;</quiz>',
        '<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>',
        '<!DOCTYPE quiz [<!ENTITY % x SYSTEM "http://example.org/">%x;]><quiz/>',
        "<!DOCTYPE quiz [<!ENTITY a0 'ha'>"
        + "".join(
            f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 30)
        )
        + "]><quiz>&a29;</quiz>",
    ],
)  # fmt: skip
def test_document_types_are_refused_unread(content):
    message, _line = refused(HEAD + content)
    assert message == "The file has a document type, which is not safe to read."


@pytest.mark.parametrize(
    ("content", "message", "line"),
    [
        ("", "The file is empty.", None),
        (" \n ", "The file is empty.", None),
        (f"{HEAD}<quiz>\n{QUESTION}", "The file ends before it is complete.", 31),
        (f"{HEAD}<quiz>\n<question ty", "The file ends before it is complete.", 3),
        (f"{HEAD}<quiz>\n<![CDATA[x", "The file ends before it is complete.", 3),
        (HEAD, "The file ends before it is complete.", 2),
        (f"{HEAD}<quiz>\n</kviz>", "The file is no well-formed XML.", 3),
        (f"{HEAD}<quiz>\n<a b=c/></quiz>", "The file is no well-formed XML.", 3),
        (f"{HEAD}<quiz/>\n<quiz/>", "The file is no well-formed XML.", 3),
        ("::Q:: Which? {=a ~b}", "The file is no well-formed XML.", 1),
        (
            f"{HEAD}<quiz>\n\n<question>&nbsp;</question></quiz>",
            "The file uses a name for a character that XML does not know.",
            4,
        ),
        (
            f"{HEAD}\n<moodle_backup/>",
            "The file is XML, but not that of Moodle: it begins with “moodle_backup”.",
            3,
        ),
        (
            f"{HEAD}<quiz>\n" + "<question>" * (MAX_DEPTH + 1),
            "The file is nested too deep.",
            3,
        ),
    ],
)
def test_what_is_no_moodle_xml_is_refused_with_the_line(content, message, line):
    assert refused(content) == (message, line)


def test_deep_nesting_needs_no_memory():
    assert refused("<quiz>" + "<question>" * 1_500_000)[0] == (
        "The file is nested too deep."
    )


def test_file_that_is_too_large_is_refused_unread():
    assert refused(b"<quiz>" + b" " * MAX_BYTES)[0] == (
        "The file is larger than 20 MB."
    )


@pytest.mark.parametrize("tag", ["<a/>", "&lt;b>"])
def test_file_of_nothing_but_tags_is_refused_unread(tag):
    assert refused(f"<quiz>{tag * 2_000_000}</quiz>")[0] == (
        "The file holds more markup than any questions need."
    )


def test_bytes_that_are_no_text_are_refused():
    assert refused(bytes(range(256)) * 40)[0] == "The file holds no text."


def test_more_questions_than_anybody_can_look_over_are_refused():
    one = "<question type='description'/>\n"
    assert len(FORMAT.read(f"<quiz>{one * MAX_ITEMS}</quiz>".encode()).problems) == (
        MAX_ITEMS
    )
    message, line = refused(f"<quiz>{one * (MAX_ITEMS + 1)}</quiz>")
    assert message == "The file has more than 5000 questions."
    assert line == MAX_ITEMS + 1


def test_question_of_too_many_parts_is_left_out_alone():
    assert left_out("multichoice", "<answer/>" * (MAX_ELEMENTS + 1)) == (
        "It has too many parts."
    )
    crowded = question("multichoice", "<a><b/></a>" * MAX_ELEMENTS)
    package = FORMAT.read(quiz(crowded, QUESTION).encode())
    assert [item.number for item in package.items] == [2]


@pytest.mark.parametrize(
    ("encoding", "declared", "read_as"),
    [
        ("utf-8", "UTF-8", "utf-8"),
        ("utf-8-sig", "UTF-8", "utf-8"),
        ("utf-16", "UTF-16", "utf-16-le"),
        ("utf-16-le", "UTF-16", "utf-16-le"),
        ("utf-16-be", "UTF-16", "utf-16-be"),
        ("iso-8859-1", "ISO-8859-1", "iso8859-1"),
        ("cp1250", "windows-1250", "cp1250"),
        # Wrong, but there is no doubt.
        ("utf-8", "UTF-16", "utf-8"),
        ("utf-8", "ISO-8859-1", "utf-8"),
        ("utf-8", "utf-7", "utf-8"),
        ("utf-8", "no-such-encoding", "utf-8"),
        ("utf-16", "UTF-8", "utf-16-le"),
    ],
)
def test_encodings(encoding, declared, read_as):
    text = quiz(QUESTION).replace("UTF-8", declared)
    package = FORMAT.read(text.encode(encoding))
    assert package.items[0].fields["options"][1]["text"] == "Café"
    assert package.encoding == read_as
    assert package.problems == ()


def test_old_encoding_that_is_not_declared_is_guessed_and_named():
    package = FORMAT.read(quiz(QUESTION).encode("cp1252"))
    assert package.items[0].fields["options"][1]["text"] == "Café"
    (problem,) = package.problems
    assert "Windows-1252" in problem.message
    assert problem.line == 25


def test_file_that_is_not_what_its_mark_says_is_refused():
    message, _line = refused(b"\xff\xfe" + quiz(QUESTION).encode("utf-16-le") + b"x")
    assert message == "The file says that it is UTF-16-LE, but is not."


def test_control_characters_are_taken_out_and_named():
    package = FORMAT.read(quiz(QUESTION).replace("Café", "Ca\x0bfé\x00").encode())
    assert package.items[0].fields["options"][1]["text"] == "Café"
    (problem,) = package.problems
    assert "2 control characters" in problem.message


def test_space_before_the_declaration_does_no_harm():
    package = FORMAT.read(f"\n \n{quiz(QUESTION)}".encode())
    assert package.items[0].line == 6


def test_html_comes_in_safe():
    attack = (
        '<p onclick="alert(1)">x<script>alert(1)</script>'
        '<a href="javascript:alert(1)">y</a><svg onload=alert(1)><style>*{}</style></p>'
    )
    package = FORMAT.read(
        quiz(
            question(
                "multichoice",
                answer(100, attack, attack),
                answer(0, "&lt;script&gt;alert(1)&lt;/script&gt;"),
                f"<hint format='html'><text><![CDATA[{attack}]]></text></hint>",
                text=attack,
            ),
            question("cloze", text=f"{attack} {{1:SA:=a}}"),
        ).encode()
    )
    first, second = package.items
    assert first.fields["stem"] == "<p>xy</p>"
    assert first.hints == ("<p>xy</p>",)
    assert first.fields["options"][0] == {
        "text": "xy",
        "correct": True,
        "feedback": "xy",
    }
    # Options are text: it is shown as it stands.
    assert first.fields["options"][1]["text"] == "<script>alert(1)</script>"
    assert second.fields["stem"] == "<p>xy</p>"
    assert second.fields["text"] == "<p>[[1]]</p>"


def read_or_refuse(content):
    """Read; only ``UnreadableFile`` may come out. Say whether it was read."""
    try:
        package = FORMAT.read(content)
    except UnreadableFile:
        return False
    for item in package.items:
        assert item.line >= 1
        assert item.fields["stem"]
    return True


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content):
    read_or_refuse(content)
    read_or_refuse(b"<quiz><question type='cloze'>" + content)


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_of_a_question_comes_in_or_is_left_out(text):
    kept = text.replace("]]>", "").replace("\r", "")
    for kind in ("multichoice", "cloze", "shortanswer", "numerical", "gapselect"):
        for written in ("html", "markdown", "plain_text", "moodle_auto_format"):
            parts = (answer(100, kept, kept), answer(0, "other", kept))
            content = quiz(question(kind, *parts, text=kept, written=written))
            read_or_refuse(content.encode("utf-8", "replace"))


@settings(deadline=None)
@given(st.text("{}:=~#%\\*1.[]<>&;ASMCNH \n", max_size=120))
def test_any_gaps_come_in_or_are_left_out(text):
    kept = text.replace("]]>", "")
    assert read_or_refuse(quiz(question("cloze", text=f"{kept}{{1:SA:=a}}")).encode())
    assert read_or_refuse(quiz(question("cloze", text=f"{{1:MC:={kept}}}")).encode())


TOKENS = [
    b"<text>", b"</question>", b"]]>", b"&#0;", b"{1:SA:", b'"', b"100", b"-", b"1e99",
    b"[[1]]", b"\xff", b"<!DOCTYPE a>", b"@@PLUGINFILE@@/",
]  # fmt: skip
# What stands in a text or an attribute without breaking the XML.
WORDS = [
    b"", b"0", b"-1", b"100", b"33.33333", b"1e25", b"9" * 30, b"NaN", b"*", b"a" * 999,
    b"{1:MC:=a~b}", b"{1:SA:=*}", b"{1:NM:=1:-1}", b"{:", b"}", b"[[2]]", b"[[999999]]",
    b"&lt;img src=@@PLUGINFILE@@/a.png&gt;", b"&lt;p", b"&amp;#9999999999;", b"\\", b"~#",
    b"html", b"plain_text", b"markdown", b"wiki_like", b"false", b"true", b"category",
    b"cloze", b"numerical", b"ordering", b"multichoiceset", b"RANDOM", b"/", b"..", b"$course$",
]  # fmt: skip
TEXT = re.compile(rb"(?<=>)[^<>]*(?=<)|(?<=CDATA\[)[^\]]*|(?<==\")[^\"<>]*")
ELEMENT = re.compile(rb"<(\w+)[^<>]*>[^<>]*</\1>|<(\w+)[^<>]*/>")


def broken(rng, content):
    """Return bytes with something cut, doubled, moved or overwritten."""
    begin = rng.randrange(len(content))
    end = min(len(content), begin + rng.choice([1, 1, 8, 200]))
    other = rng.randrange(len(content))
    piece = content[begin:end]
    return rng.choice(
        [
            content[:begin] + content[end:],
            content[:other] + piece + content[other:],
            content[:begin] + content[other : other + len(piece)] + content[end:],
            content[:begin] + bytes([rng.randrange(256)]) + content[begin + 1 :],
            content[:begin] + rng.choice(TOKENS) + content[end:],
        ]
    )


def changed(rng, content):
    """Return XML with another text somewhere, or an element less or twice."""
    found = rng.choice(
        list((TEXT if rng.random() < 0.8 else ELEMENT).finditer(content))
    )
    new = rng.choice(WORDS) if found.re is TEXT else found[0] * rng.choice([0, 2])
    return content[: found.start()] + new + content[found.end() :]


def mutated(rng):
    """Return the whole file with a few mutations; in most it stays XML."""
    content = WHOLE
    for _time in range(rng.randint(1, 12)):
        content = changed(rng, content)
    return broken(rng, content) if rng.random() < 0.3 else content


def test_broken_files_are_read_or_refused():
    rng = random.Random(1)
    read = sum(read_or_refuse(mutated(rng)) for _time in range(300))
    assert 100 < read < 300


def grown(part, times):
    """Return how many seconds it takes to read ``part``, ``times`` over."""
    content = part(times).encode()
    assert len(content) < MAX_BYTES
    begun = time.process_time()
    read_or_refuse(content)
    return time.process_time() - begun


@pytest.mark.parametrize(
    "part",
    [
        lambda n: quiz(question("cloze", text="{1:SA:" * n)),
        lambda n: quiz(question("cloze", text="{1:SA:=a" * n + "}")),
        lambda n: quiz(question("cloze", text="{1:SA:=" + "a\\}" * n + "}")),
        lambda n: quiz(question("cloze", text="[[" * n + "{1:SA:=a}")),
        lambda n: quiz(question("cloze", text="<p>a</p>" * n + "{1:SA:=a}")),
        lambda n: quiz(question("essay", text="<img " * n)),
        lambda n: quiz(question("essay", text='<img src="' * n)),
        lambda n: quiz(question("essay", text='<img src="@@PLUGINFILE@@/a.png">' * n)),
        lambda n: quiz(question("essay", text="\n" * n, written="moodle_auto_format")),
        lambda n: quiz(question("shortanswer", answer(100, "*a" * n))),
        lambda n: quiz(question("gapselect", text="[[1]]" * n)),
        lambda n: quiz(question("essay") * min(n // 10, 4000)),
        lambda n: "<quiz>" + "<a/>" * n + "</quiz>",
        lambda n: "<quiz>" + "a <!---->" * n + "</quiz>",
        lambda n: "<quiz><question>" + "<a>b</a>" * n + "</question></quiz>",
        lambda n: quiz(category("/a" * n), question("essay")),
        lambda n: quiz(question("essay", files="<file name='a.png'/>" * n)),
    ],
)
def test_time_grows_with_the_length_alone(part):
    few = min(grown(part, 2_000) for _time in range(3))
    most = 8 * 3 * max(few, 0.01)
    # Other work on the machine can slow one reading down, not each of several.
    assert any(grown(part, 16_000) < most for _time in range(4))
