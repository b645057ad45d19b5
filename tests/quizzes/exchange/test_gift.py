import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.exchange.gift import FORMAT
from quizzes.exchange.neutral import Item, Severity, UnreadableFile

from . import fuzz
from . import strategies as known

# As Moodle's exporter writes: comments, tabs, escapes, two empty lines between.
MOODLE = rb"""// question: 0  name: Switch category to $course$/top/Pelvis
$CATEGORY: $course$/top/Pelvis


// question: 11  name: Joint
// [id:joint] [tag:anatomy] [tag:pelvis \] all]
::Joint\: which::[html]<p>Which <b>joint</b>?<br>A \= B</p>{
	=<p>The sacroiliac</p>#<p>Yes\: it is</p><p>so</p>
	~<p>The hip</p>
	~<p>The knee</p>#<p>No</p>
	####<p>See chapter 1</p>
}


// question: 12  name: Bones
::Bones::[moodle]Which are bones?{
	~%50%Sacrum
	~%50%Ilium
	~%-50%Liver
	~%-50%Skin
}


// question: 13  name: Below
::Below::The coccyx lies below the sacrum.{TRUE#Look again#Right####Always}


// question: 14  name: Nodding
::Nodding::[html]<p>What is the nodding called?</p>{
	=%100%nutation#
	=%100%counter*nutation#
	=%50%nodding#Nearly
	=%0%*#No
}


// question: 15  name: Number
::Number::How many?{#
	=%100%7:0#
	=%50%7:1#Close
	~#Not at all
}


// question: 16  name: Pairs
::Pairs::Match.{
	=Category I -> Prone
	=Category II -> Supine
	= -> Seated
}


// question: 17  name: Why
::Why::Explain.{####For whoever marks}


// question: 18  name: Note
::Note::[html]<p>The next ones are about the spine.</p>
"""


def read(text):
    return FORMAT.read(text.encode())


def fields(text):
    package = read(text)
    assert package.problems == ()
    (item,) = package.items
    return item.type_key, dict(item.fields)


def messages(text):
    return [
        (problem.severity, problem.line, problem.item)
        for problem in read(text).problems
    ]


def test_reads_what_moodle_writes():
    package = FORMAT.read(MOODLE)
    joint, bones, below, nodding, number, pairs, why = package.items
    assert joint == Item(
        number=1,
        type_key="single_choice",
        line=7,
        key="joint",
        name="Joint: which",
        rationale="<p>See chapter 1</p>",
        category="Pelvis",
        tags=("anatomy", "pelvis ] all"),
        fields={
            "stem": "<p>Which <b>joint</b>?<br>A = B</p>",
            "options": [
                {
                    "text": "The sacroiliac",
                    "correct": True,
                    "feedback": "Yes: it is\n\nso",
                },
                {"text": "The hip"},
                {"text": "The knee", "feedback": "No"},
            ],
        },
    )
    assert bones.type_key == "multiple_response"
    assert [option.get("correct", False) for option in bones.fields["options"]] == [
        True, True, False, False,
    ]  # fmt: skip
    assert below.rationale == "<p>Always</p>"
    assert below.fields == {
        "stem": "<p>The coccyx lies below the sacrum.</p>",
        "answer": True,
        "feedback_true": "Right",
        "feedback_false": "Look again",
    }
    assert nodding.fields == {
        "stem": "<p>What is the nodding called?</p>",
        "accepted": ["nutation", "counter*nutation"],
        "others": [
            {"text": "nodding", "worth": 50, "feedback": "Nearly"},
            {"text": "*", "feedback": "No"},
        ],
        "wildcards": True,
    }
    assert number.fields == {
        "stem": "<p>How many?</p>",
        "answer": 7,
        "tolerance": 0,
        "ranges": [{"from": 6, "to": 8, "worth": 50, "feedback": "Close"}],
    }
    assert pairs.fields == {
        "stem": "<p>Match.</p>",
        "pairs": [
            {"prompt": "Category I", "match": "Prone"},
            {"prompt": "Category II", "match": "Supine"},
        ],
        "distractors": ["Seated"],
    }
    assert (why.type_key, why.rationale) == ("essay", "<p>For whoever marks</p>")
    assert [(each.severity, each.line, each.item) for each in package.problems] == [
        (Severity.CHANGED, 41, 5),
        (Severity.LEFT_OUT, 58, 8),
    ]


@pytest.mark.parametrize(
    ("text", "type_key", "expected"),
    [
        (
            "Who's buried in Grant's tomb?{~Grant ~Jefferson =no one}",
            "single_choice",
            {
                "stem": "<p>Who's buried in Grant's tomb?</p>",
                "options": [
                    {"text": "Grant"},
                    {"text": "Jefferson"},
                    {"text": "no one", "correct": True},
                ],
            },
        ),
        (
            "1+1\\=2{t}",
            "true_false",
            {"stem": "<p>1+1=2</p>", "answer": True},
        ),
        (
            "It is{FALSE#Really?}",
            "true_false",
            {"stem": "<p>It is</p>", "answer": False, "feedback_true": "Really?"},
        ),
        (
            "Two{=2 =two}",
            "short_text",
            {"stem": "<p>Two</p>", "accepted": ["2", "two"]},
        ),
        ("Two{two}", "short_text", {"stem": "<p>Two</p>", "accepted": ["two"]}),
        (
            "Star{=a \\*b}",
            "short_text",
            {"stem": "<p>Star</p>", "accepted": ["a *b"]},
        ),
        (
            "Range{#1..5}",
            "numeric",
            {
                "stem": "<p>Range</p>",
                "tolerance": 0,
                "ranges": [{"from": 1, "to": 5}],
            },
        ),
        (
            "Born{#=1822:0 =%50%1820..1824#near}",
            "numeric",
            {
                "stem": "<p>Born</p>",
                "answer": 1822,
                "tolerance": 0,
                "ranges": [{"from": 1820, "to": 1824, "worth": 50, "feedback": "near"}],
            },
        ),
        (
            "Point{#-1.5e1\\:0.25}",
            "numeric",
            {"stem": "<p>Point</p>", "answer": -15, "tolerance": 0.25},
        ),
        (
            "Japanese characters came from {~India =China} long ago.",
            "fill_in_blanks",
            {
                "stem": "<p>Fill in the gap.</p>",
                "text": "<p>Japanese characters came from [[1]] long ago.</p>",
                "gaps": [
                    {
                        "kind": "choice",
                        "options": [
                            {"text": "India"},
                            {"text": "China", "correct": True},
                        ],
                    }
                ],
            },
        ),
        (
            "[html]<p>Do it.</p><p>One and {#1} is two.</p>",
            "fill_in_blanks",
            {
                "stem": "<p>Do it.</p>",
                "text": "<p>One and [[1]] is two.</p>",
                "gaps": [{"kind": "number", "answer": 1, "tolerance": 0}],
            },
        ),
        (
            "Is it {TRUE} then",
            "true_false",
            {"stem": "<p>Is it _____ then</p>", "answer": True},
        ),
        ("What is {=this}?", "short_text", {"stem": "<p>What is ?</p>", "accepted": ["this"]}),
        (
            "[markdown]*Why* \\{this\\}\\n\\nNow{}",
            "essay",
            {"stem": "<p><em>Why</em> {this}</p><p>Now</p>"},
        ),
        ("[plain]a <b>\\n&amp;{}", "essay", {"stem": "<p>a &lt;b&gt;<br>&amp;amp;</p>"}),
        ("a < b\nand \\\\n [x]{}", "essay", {"stem": "<p>a &lt; b<br>and \\n [x]</p>"}),
        (
            "// one\nText // no comment\n  // two\n{ \n// three\n=a\n}",
            "short_text",
            {"stem": "<p>Text // no comment</p>", "accepted": ["a"]},
        ),
    ],
)  # fmt: skip
def test_reads(text, type_key, expected):
    assert fields(text) == (type_key, expected)


def test_an_empty_line_between_braces_parts_nothing():
    package = read("A{\n~b\n\n=c\n\n}\n\nD{T}")
    assert [(item.type_key, item.line) for item in package.items] == [
        ("single_choice", 1),
        ("true_false", 8),
    ]


def test_questions_without_an_empty_line_between_are_parted():
    package = read("$CATEGORY: a/b\n::A::x{T}\n::B::y{F}\nz{T}\n$CATEGORY: top\nw{F}")
    assert [(item.name, item.category, item.line) for item in package.items] == [
        ("A", "a/b", 2),
        ("B", "a/b", 3),
        ("", "a/b", 4),
        ("", "", 6),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Only text, {T} first\n\n\nNo question", 4),
        ("x {T}\n\nOpen {=a", 3),
        ("x {T}\n\nClosed =a}", 3),
        ("x {T}\n\nOne {=a} and {=b}", 3),
        ("x {T}\n\nOne {\n=a{b}\n=c}", 4),
        ("x {T}\n\nChoice {~a ~b}", 3),
        ("x {T}\n\nChoice {=a ~}", 3),
        ("x {T}\n\nNumber {#seven}", 3),
        ("x {T}\n\nNumber {#\n=7..1}", 4),
        ("x {T}\n\nNumber {#1e99999999}", 3),
        ("x {T}\n\nNumber {#=%50%1}", 3),
        ("x {T}\n\nPairs {=a -> b =c}", 3),
        ("x {T}\n\nPairs {=a -> b = -> c}", 3),
        ("x {T}\n\nWord {=%50%half}", 3),
        ("x {T}\n\n{=no text}", 3),
        ("x {T}\n\n[html]<img src\\=x>{=picture}", 3),
        ("x {T}\n\nMany {=b " + "~a " * 500 + "}", 3),
        ("x {T}\n\n" + "long " * 50_000 + "{T}", 3),
    ],
)
def test_what_can_not_be_said_is_named_with_its_line(text, line):
    found = messages(text)
    number = 2 if text.startswith("x") or "first" in text else 1
    assert (Severity.LEFT_OUT, line, number) in found
    assert len(read(text).items) == 1


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("A{=b\n~%50%c}", 1),
        ("A{=b =c ~d}", 1),
        ("A{~%100%b ~%0%c ~d}", 1),
        ("A{\n=a\n~with b=c\n}", 3),
        ("A{~%70%b ~%30%c ~%-100%d}", 1),
        ("A{~%50%b ~%50%c ~d}", 1),
        ("A{\n=%33.3%b =c}", 2),
        ("A{=b#Well done}", 1),
        ("A{#\n=3:2#Well done}", 2),
        ("A{#3\n~#No}", 2),
        ("A{=b* =c\\*}", 1),
        ("[html]<table><tr><td>A</table>{=b}", 1),
        ("[html]A{~<b>b</b>\n=c}", 1),
        ("a [[x]] {=b} c", None),
    ],
)
def test_what_changes_is_named_with_its_line(text, line):
    assert messages(text) == [(Severity.CHANGED, line, 1)]


def test_a_sign_in_the_middle_of_a_word_begins_no_answer_where_answers_have_lines():
    (item,) = read("A{\n~use x=y\n=and a~b\n}").items
    assert [each["text"] for each in item.fields["options"]] == ["use x=y", "and a~b"]
    (item,) = read("A{~no=yes~never}").items
    assert [each["text"] for each in item.fields["options"]] == ["no", "yes", "never"]


def test_feedback_to_the_only_right_answer_goes_to_the_rationale():
    (item,) = read("A{=b#Well <i>done####Because}").items
    assert item.fields["accepted"] == ["b"]
    assert item.rationale == "<p>Because</p><p>Well done</p>"


@pytest.mark.parametrize("text", ["// only\n// comments", "$CATEGORY: a"])
def test_a_file_without_questions_is_refused(text):
    with pytest.raises(UnreadableFile):
        read(text)


def test_too_many_questions_are_refused_with_their_line():
    with pytest.raises(UnreadableFile) as caught:
        read("a{T}\n" * 6000)
    assert caught.value.line == 5001


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (MOODLE, "export.txt", True),
        (b"Which?{~a =b}", "x", True),
        (b"anything", "x.gift", True),
        (b"<?xml version='1.0'?><quiz>::x::{T}</quiz>", "x.xml", False),
        (b"Which?\nA. a\nB. b\nANSWER: A", "x.txt", False),
        (b"question,right\n{T},a", "x.csv", False),
        (b"\x00\x01\x02" * 99, "x", False),
    ],
)
def test_knows_its_files(content, name, expected):
    assert FORMAT.matches(content, name) is expected


def item(type_key, **more):
    return Item(number=4, type_key=type_key, fields={"stem": "<p>A</p>", **more})


GAP = {"kind": "text", "accepted": ["b"]}


@pytest.mark.parametrize(
    "unsayable",
    [
        item("ordering", items=["a", "b"]),
        item("label_figure"),
        item("short_text", accepted=["a -> b"]),
        item("short_text", accepted=["a\\*"], wildcards=True),
        item("fill_in_blanks", text="<p>[[1]] [[2]]</p>", gaps=[GAP, GAP]),
        item("fill_in_blanks", text="<p>none</p>", gaps=[GAP]),
        item("multiple_response", options=[{"text": "a"}, {"text": "b"}]),
    ],
)
def test_what_gift_can_not_say_is_left_out_by_name(unsayable):
    written = FORMAT.write([unsayable], title="")
    assert [(each.severity, each.item) for each in written.problems] == [
        (Severity.LEFT_OUT, 4)
    ]
    assert written.content == b""


@pytest.mark.parametrize(
    ("partly", "words"),
    [
        (item("essay", min_words=5, rubric=[{}]), ["fewest words", "rubric"]),
        (item("numeric", answer=7, unit="mm", other_units={"cm": 10}), ["the unit", "other units"]),
        (item("short_text", accepted=["a"], case_sensitive=True, likeness=80), ["capitals", "misspellings"]),
        (item("multiple_response", all_or_nothing=True, options=[{"text": "a", "correct": True}, {"text": "b"}]), ["all or nothing"]),
        (Item(number=4, type_key="essay", fields={"stem": "A"}, hints=("h",), difficulty="easy", objective="o", references=("r",)), ["hints", "difficulty", "objective", "references"]),
        (Item(number=4, type_key="essay", fields={"stem": "A"}, tags=("<b>",)), ["tags"]),
    ],
)  # fmt: skip
def test_what_gift_drops_of_a_question_is_named(partly, words):
    written = FORMAT.write([partly], title="Pelvis")
    (problem,) = written.problems
    assert (problem.severity, problem.item) == (Severity.CHANGED, 4)
    assert all(word in problem.message for word in words)
    assert len(FORMAT.read(written.content).items) == 1


def test_a_tolerance_in_percent_is_worked_out():
    percent = item("numeric", answer=-8, tolerance=12.5, tolerance_in="percent")
    written = FORMAT.write([percent], title="")
    assert FORMAT.read(written.content).items[0].fields["tolerance"] == 1
    assert "percent" in written.problems[0].message


def test_spaces_around_texts_make_no_difference():
    spaced = item(
        "single_choice",
        options=[{"text": " a ", "correct": True, "feedback": " b\n"}, {"text": "\tc"}],
    )
    (found,) = FORMAT.read(FORMAT.write([spaced], title="").content).items
    assert found.fields["options"] == [
        {"text": "a", "correct": True, "feedback": "b"},
        {"text": "c"},
    ]


VALID = [MOODLE, b"Two plus {=two =%50%2#n} is.\n\nA{#1..5}\n\nB{T#a#b####c}\n"]


@given(content=st.one_of(st.binary(max_size=200), fuzz.damaged(VALID, b"~=#{}:\\%[]\n/ >")))  # fmt: skip
@known.round_trip
def test_no_file_breaks_the_reader(content):
    fuzz.survives(FORMAT, content)


@pytest.mark.parametrize(
    "unit",
    [
        b"~", b"{", b"}", b"\\", b"{=a}", b"a{", b"a{\n\n", b"::", b"::a}\n", b"#", b"\n",
        b"// x\n", b"a{=b}\n", b"[html]", b"x{~a =b\n\n", b"$CATEGORY: x\n", b"a}\n::",
        b"{#=%1%1..2#a", b"<b>", b"{~%", b"[id:", b"// [id:[tag:",
    ],
)  # fmt: skip
def test_takes_time_in_proportion(unit):
    fuzz.assert_linear(FORMAT, lambda size: b"A{T}\n\n" + unit * (size // len(unit)))


def test_one_enormous_line_is_left_out():
    content = b"A{T}\n\n" + b"{=a" + b"~x\\\\" * 4_900_000 + b"}"
    package = FORMAT.read(content)
    assert [problem.line for problem in package.problems] == [3]
