from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.exchange import gift, html
from quizzes.exchange.aiken import ANSWER_LIKE, FORMAT, OPTION
from quizzes.exchange.neutral import Item, Picture, Severity, UnreadableFile

from . import fuzz
from . import strategies as known

FILE = b"""What is the correct answer?\r
A. Is it this one?\r
B. Maybe this < answer?\r
C. Must be this one!\r
ANSWER: C\r
\r
Which two\r
lines?\r
\r
  A) One\r
\tB) Other\r
  ANSWER:B\r
"""


def test_reads_questions():
    package = FORMAT.read(FILE)
    assert package.problems == ()
    assert package.items == (
        Item(
            number=1,
            type_key="single_choice",
            line=1,
            fields={
                "stem": "<p>What is the correct answer?</p>",
                "options": [
                    {"text": "Is it this one?"},
                    {"text": "Maybe this < answer?"},
                    {"text": "Must be this one!", "correct": True},
                ],
            },
        ),
        Item(
            number=2,
            type_key="single_choice",
            line=7,
            fields={
                "stem": "<p>Which two<br>lines?</p>",
                "options": [{"text": "One"}, {"text": "Other", "correct": True}],
            },
        ),
    )


GOOD = "Good\nA. a\nB. b\nANSWER: A\n\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Q\nA. a\nB. b\nAnswer: A", 9),
        ("Q\nA. a\nB. b\nANSWER: a", 9),
        ("Q\nA. a\nB. b\nANSWER: A, B", 9),
        ("Q\nA. a\nB. b\nANSWER: AB", 9),
        ("Q\nA. a\nB. b\nANSWER: C", 9),
        ("Q\nA. a\nB. b\nANSWER:", 9),
        ("Q\nA. a\nC. b\nANSWER: A", 9),
        ("Q\nB. a\nA. b\nANSWER: A", 9),
        ("Q\na. a\nb. b\nANSWER: A", 9),
        ("Q\nA. a\nANSWER: A", 8),
        ("Q\nA. a\nB.\nANSWER: A", 9),
        ("A. a\nB. b\nANSWER: A", 8),
        ("ANSWER: A", 6),
        ("Q\nA. a\nB. b", 6),
        ("Q\nA. a\nB. b\n\nNext\nA. a\nB. b\nANSWER: A", 6),
        ("Nothing but text", 6),
        ("x" * 300_000 + "\nA. a\nB. b\nANSWER: A", 9),
    ],
)
def test_what_is_no_question_is_named_with_its_line(text, line):
    package = FORMAT.read((GOOD + text).encode())
    assert [(each.severity, each.line, each.item) for each in package.problems] == [
        (Severity.LEFT_OUT, line, 2)
    ]
    assert [item.number for item in package.items] in ([1], [1, 3])


def test_a_line_below_an_option_belongs_to_it():
    (item,) = FORMAT.read(b"Q\nA. a\n  more\nB. b\nANSWER: B").items
    assert item.fields["options"][0] == {"text": "a more"}


@pytest.mark.parametrize("content", [b"", b"Only text.\n\nAnd more.", b"\x00" * 99])
def test_what_is_no_such_file_is_refused(content):
    with pytest.raises(UnreadableFile):
        FORMAT.read(content)


def test_too_many_questions_are_refused():
    with pytest.raises(UnreadableFile):
        FORMAT.read(GOOD.encode() * 5001)


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (FILE, "x.txt", True),
        (b"", "x.aiken", True),
        (b"Which?{~a =b}", "x.txt", False),
        (b"<p>\nANSWER: A\n", "x", False),
        (b"a\nANSWER: A\n", "x.csv", False),
    ],
)
def test_knows_its_files(content, name, expected):
    assert FORMAT.matches(content, name) is expected


def test_formulas_make_no_gift_of_it():
    content = b"What is \\frac{1}{2}?\nA. a\nB. b\nANSWER: A\n"
    assert not gift.FORMAT.matches(content, "x.txt")


def sayable(item):
    text = html.line(item.fields["stem"])
    return not OPTION.match(text) and not ANSWER_LIKE.match(text)


@known.round_trip
@given(data=st.data())
def test_comes_back(data):
    text = data.draw(known.words())
    item = Item(
        number=1,
        type_key="single_choice",
        fields={
            "stem": html.from_plain(text),
            "options": [
                {key: value for key, value in option.items() if key != "feedback"}
                for option in data.draw(known.single_choice())["options"]
            ],
        },
    )
    written = FORMAT.write([item, item], title="")
    if not sayable(item):
        assert {each.severity for each in written.problems} == {Severity.LEFT_OUT}
        assert written.content == b""
        return
    assert written.problems == ()
    found = FORMAT.read(written.content)
    assert [replace(each, number=1, line=None) for each in found.items] == [item, item]


OPTIONS = [{"text": "a", "correct": True}, {"text": "b"}]


def choice(**more):
    fields = {
        "stem": more.pop("stem", "<p>Q</p>"),
        "options": more.pop("options", OPTIONS),
    }
    return Item(number=3, type_key="single_choice", fields=fields, **more)


@pytest.mark.parametrize(
    "item",
    [
        Item(number=3, type_key="true_false", fields={"stem": "Q", "answer": True}),
        choice(options=[{"text": "a"}, {"text": "b"}]),
        choice(options=[{"text": str(n), "correct": n == 1} for n in range(27)]),
        choice(stem="<p>A. a</p>"),
        choice(stem="<p>ANSWER: A</p>"),
        choice(stem="<p></p>"),
    ],
)
def test_what_aiken_can_not_say_is_left_out_by_name(item):
    written = FORMAT.write([item], title="")
    assert written.content == b""
    assert [(each.severity, each.item) for each in written.problems] == [
        (Severity.LEFT_OUT, 3)
    ]


def test_spaces_that_do_not_break_stay():
    written = FORMAT.write([choice(stem="<p>10&nbsp;mm</p>")], title="")
    assert FORMAT.read(written.content).items[0].fields["stem"] == "<p>10&nbsp;mm</p>"


def test_what_aiken_drops_is_named():
    item = choice(
        stem="<p>H<sub>2</sub>O</p><p>two</p>",
        options=[{**OPTIONS[0], "feedback": "f"}, OPTIONS[1]],
        rationale="<p>r</p>",
        name="n",
        key="k",
        tags=("t",),
        category="c",
        difficulty="easy",
        picture=Picture("p.png", b""),
    )
    written = FORMAT.write([item], title="")
    assert written.content.decode() == "H₂O two\nA. a\nB. b\nANSWER: A\n"
    (problem,) = written.problems
    for words in [
        "lowered letters",
        "difficulty",
        "the picture",
        "tags",
        "the key",
        "lines of its text",
        "feedback",
        "the rationale",
        "the name",
        "the category",
    ]:
        assert words in problem.message


@given(content=st.one_of(st.binary(max_size=200), fuzz.damaged([FILE], b"ABC.) :ANSWER\n")))  # fmt: skip
@known.round_trip
def test_no_file_breaks_the_reader(content):
    fuzz.survives(FORMAT, content)


@pytest.mark.parametrize(
    "unit", [b"A. a\n", b"x\n", b"ANSWER: A\n", b"\n", b"ANSWER:      ", b"A.   ", b"a b "]
)  # fmt: skip
def test_takes_time_in_proportion(unit):
    fuzz.assert_linear(FORMAT, lambda size: GOOD.encode() + unit * (size // len(unit)))
