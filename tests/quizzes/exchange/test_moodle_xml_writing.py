"""Moodle XML as it is written: as Moodle itself defines it, and what can't be said.

The order of elements and what must be there follow what Moodle's own
``question/format/xml/format.php`` writes and reads.
"""

from decimal import Decimal

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.exchange.moodle_draft import GRADES
from quizzes.exchange.moodle_xml import FORMAT
from quizzes.exchange.neutral import Item, Picture, Severity
from tests.quizzes.factories import EVERY_SOURCE, content

from .moodle import PNG
from .test_moodle_xml_round_trip import FIELDS, items

FORMATS = {"html", "plain_text", "moodle_auto_format", "markdown"}
BEFORE = ["name", "questiontext", "generalfeedback", "defaultgrade", "penalty"]
BEFORE += ["hidden", "idnumber"]
FEEDBACK = ["correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"]
# The elements of each type behind those that all questions have; "*": any number.
OWN = {
    "multichoice": [
        "single", "shuffleanswers", "answernumbering", "showstandardinstruction",
        *FEEDBACK, "answer*",
    ],
    "truefalse": ["answer", "answer"],
    "shortanswer": ["usecase", "answer*"],
    "numerical": [
        "answer*", "units?", "unitgradingtype", "unitpenalty", "showunits", "unitsleft",
    ],
    "matching": ["shuffleanswers", *FEEDBACK, "subquestion*"],
    "cloze": [],
    "essay": [
        "responseformat", "responserequired", "responsefieldlines", "minwordlimit?",
        "maxwordlimit?", "attachments", "attachmentsrequired", "graderinfo",
        "responsetemplate",
    ],
    "ordering": [
        "layouttype", "selecttype", "selectcount", "gradingtype", "showgrading",
        "numberingstyle", *FEEDBACK, "answer*",
    ],
}  # fmt: skip
AFTER = ["hint*", "tags?"]


def check(document):
    """Raise ``AssertionError`` unless a file is as Moodle defines it."""
    root = fromstring(document)
    assert root.tag == "quiz"
    for question in root:
        assert question.tag == "question"
        kind = question.get("type")
        if kind == "category":
            assert [each.tag for each in question] == ["category", "info", "idnumber"]
            assert question.find("category/text").text.startswith("$course$/top")
            continue
        before = [tag for tag in BEFORE if kind != "cloze" or tag != "defaultgrade"]
        follows([each.tag for each in question], [*before, *OWN[kind], *AFTER])
        assert question.find("name/text").text.strip()
        assert question.find("questiontext").get("format") == "html"
        for each in question.iter():
            assert each.get("format") in {None, *FORMATS}
            texts = each.findall("text")
            assert len(texts) <= 1
            if each.get("format") or each.tag in {"name", "tag"}:
                assert len(texts) == 1
        grades = [each.get("fraction") for each in question.findall("answer")]
        if kind != "ordering":
            assert {grade.removeprefix("-") for grade in grades} <= set(GRADES)
        if kind in {"truefalse", "shortanswer", "numerical"}:
            assert "100" in grades
        for file in question.iter("file"):
            assert (file.get("path"), file.get("encoding")) == ("/", "base64")
            assert "/" not in file.get("name")


def follows(tags, wanted):
    position = 0
    for each in wanted:
        tag, least = each.rstrip("*?"), 0 if each[-1] in "*?" else 1
        count = 0
        while tags[position : position + 1] == [tag] and (each[-1] == "*" or not count):
            position, count = position + 1, count + 1
        assert count >= least, (tag, tags)
    assert position == len(tags), (tags[position], tags)


@pytest.mark.parametrize("key", FIELDS)
@settings(deadline=None, max_examples=30)
@given(st.data())
def test_every_question_is_written_as_moodle_defines_it(key, data):
    check(FORMAT.write([data.draw(items(key))], title="x").content)


def test_check_finds_what_moodle_would_not_take():
    good = FORMAT.write([item("true_false", answer=True)], title="").content.decode()
    check(good)
    for broken in (
        good.replace("<hidden>0</hidden>\n", ""),
        good.replace('fraction="100"', 'fraction="99"'),
        good.replace("<penalty>", "<hidden>").replace("</penalty>", "</hidden>"),
        good.replace('format="html"', 'format="HTML"'),
        good.replace("<text>true</text>", ""),
    ):
        assert broken != good
        with pytest.raises(AssertionError):
            check(broken)


def item(key, **fields):
    return Item(number=3, type_key=key, fields={"stem": "<p>Which?</p>", **fields})


def written(*shelf):
    found = FORMAT.write(shelf, title="Bank")
    check(found.content)
    return found.content.decode(), [
        (problem.severity, problem.item, problem.message) for problem in found.problems
    ]


def changed(message):
    return [(Severity.CHANGED, 3, message)]


def test_file_is_as_moodle_writes_it():
    text, problems = written(
        Item(
            number=3,
            type_key="true_false",
            fields={"stem": "<p>So?</p>", "answer": False, "feedback_true": "1 < 2"},
            key="q-3",
            rationale="<p>No.</p>",
            hints=("<p>Look.</p>",),
            category="Pelvis/Sacrum",
            tags=("a & b",),
            picture=Picture("../b&c one.png", PNG, 'A "b"'),
        )
    )
    assert problems == []
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n')
    assert "<!-- question: 3  -->\n" in text
    assert "<text>$course$/top/Pelvis/Sacrum</text>" in text
    assert "<idnumber>q-3</idnumber>" in text
    assert "<text>So?</text>" in text
    assert 'src="@@PLUGINFILE@@/b%26c%20one.png" alt="A &quot;b&quot;"' in text
    assert '<file name="b&amp;c one.png" path="/" encoding="base64">iVBOR' in text
    assert (
        '<answer fraction="0" format="moodle_auto_format">\n<text>true</text>' in text
    )
    assert '<feedback format="plain_text">\n<text><![CDATA[1 < 2]]></text>' in text
    assert "<text><![CDATA[a & b]]></text>" in text


def test_end_of_a_cdata_and_control_characters_in_a_text_break_nothing():
    text, _problems = written(
        item("true_false", answer=True, feedback_true="a]]>b\x0bc")
    )
    (found,) = FORMAT.read(text.encode()).items
    assert found.fields["feedback_true"] == "a]]>bc"


@pytest.mark.parametrize(
    ("count", "grade"), [(3, "33.33333"), (7, "14.28571"), (8, "12.5")]
)
def test_parts_of_a_mark_are_those_that_moodle_knows(count, grade):
    right = [{"text": f"r{n}", "correct": True} for n in range(count)]
    wrong = [{"text": f"w{n}"} for n in range(count)]
    text, problems = written(item("multiple_response", options=right + wrong))
    assert text.count(f'fraction="{grade}"') == count
    assert text.count(f'fraction="-{grade}"') == count
    assert problems == []


def test_parts_of_a_mark_that_moodle_does_not_know_are_named():
    right = [{"text": f"r{n}", "correct": True} for n in range(13)]
    _text, problems = written(
        item("multiple_response", options=[*right, {"text": "w"}])
    )
    assert len(problems) == 13
    assert problems[0][2] == "“r0” is worth 10%, not 7.6923%."
    text, problems = written(
        item("short_text", accepted=["a"], others=[{"text": "b", "worth": 33}])
    )
    assert 'fraction="33.33333"' in text
    assert problems == changed("“b” is worth 33.33333%, not 33%.")


def test_grades_are_those_of_moodle():
    grades = [Decimal(grade) for grade in GRADES]
    assert grades == sorted(grades, reverse=True)
    assert grades[0] == 100
    assert {"83.33333", "66.66667", "16.66667", "11.11111", "5"} <= set(GRADES)


@pytest.mark.parametrize(
    ("found", "message"),
    [
        (
            item(
                "multiple_response",
                options=[{"text": "a", "correct": True}, {"text": "b"}],
                all_or_nothing=True,
            ),
            "A part of the answer gives a part of the mark in Moodle.",
        ),
        (
            item("short_text", accepted=["a"], likeness=85),
            "These can’t be said: that misspellings are accepted.",
        ),
        (
            item("numeric", answer=8, tolerance=5, tolerance_in="percent"),
            "Its tolerance is written as a number, not in percent.",
        ),
        (
            item("numeric", answer=8, unit="h", other_units={"d": 7}),
            "“d” was rounded.",
        ),
        (
            item("ordering", items=["a", "b"], scoring="longest-run"),
            "Moodle counts one item in its place as a part, too.",
        ),
        (
            item("essay", rubric=[{"name": "x", "levels": []}]),
            "These can’t be said: its rubric.",
        ),
        (
            item(
                "fill_in_blanks",
                text="<p>[[1]]</p>",
                gaps=[{"kind": "number", "answer": 1, "tolerance": 0, "unit": "h"}],
            ),
            "These can’t be said: the units of its gaps.",
        ),
    ],
)
def test_what_moodle_can_not_say_is_named(found, message):
    _text, problems = written(found)
    assert problems == changed(message)


def test_tolerance_in_percent_is_worked_out():
    text, _problems = written(
        item("numeric", answer=-0.8, tolerance=5, tolerance_in="percent")
    )
    assert "<tolerance>0.04</tolerance>" in text


def test_what_only_this_software_keeps_is_named():
    _text, problems = written(
        Item(
            number=3,
            type_key="true_false",
            fields={"stem": "<p>?</p>", "answer": True},
            key="k" * 101,
            name="n" * 256,
            difficulty="hard",
            objective="Name it",
            references=("A book",),
        )
    )
    assert problems == [
        *changed("Its name was cut."),
        *changed(
            "These can’t be said: its key, its difficulty, its objective, its references."
        ),
    ]


@pytest.mark.parametrize("key", ["label_figure", "find_structure", "unheard_of"])
def test_types_that_moodle_does_not_have_are_left_out(key):
    text, problems = written(item(key))
    assert "Which?" not in text
    assert problems == [
        (Severity.LEFT_OUT, 3, "Moodle XML has no questions of this type.")
    ]


def test_questions_after_a_category_that_have_none_are_on_top():
    one = Item(1, "true_false", {"stem": "<p>1</p>", "answer": True}, category="A")
    two = Item(2, "true_false", {"stem": "<p>2</p>", "answer": True})
    text, _problems = written(one, two, one)
    assert [found.category for found in FORMAT.read(text.encode()).items] == [
        "A",
        "",
        "A",
    ]


def test_question_without_a_name_is_named_by_its_text():
    text, _problems = written(item("true_false", answer=True))
    assert "<name>\n<text>Which?</text>" in text
    long = Item(1, "true_false", {"stem": f"<p>{'x' * 300}</p>", "answer": True})
    text, problems = written(long)
    assert f"<text>{'x' * 254}…</text>" in text
    assert problems == []


def test_patterns_are_written_behind_the_answers_that_they_hide():
    fields = {
        "accepted": ["atlas", "a*", "atlas bone"],
        "others": [{"text": "*"}, {"text": "axis"}],
        "wildcards": True,
    }
    text, problems = written(item("short_text", **fields))
    assert problems == []
    package = FORMAT.read(text.encode())
    assert package.problems == ()
    assert package.items[0].fields == {
        "stem": "<p>Which?</p>",
        "accepted": ["atlas", "atlas bone", "a*"],
        "others": [{"text": "axis"}, {"text": "*"}],
        "wildcards": True,
    }


@pytest.mark.parametrize("key", [key for key in EVERY_SOURCE if key in FIELDS])
def test_questions_of_course_files_keep_what_they_are_marked_by(key):
    source = {**EVERY_SOURCE[key]}
    for name in ("stem", "text", "sample"):
        if name in source:
            source[name] = f"<p>{source[name]}</p>"
    text, _problems = written(Item(number=3, type_key=key, fields=source))
    (found,) = FORMAT.read(text.encode()).items
    assert said(content(key, found.fields)) == said(content(key, source))


def said(body):
    """Return content without what Moodle can't say."""
    if isinstance(body, list):
        return [said(each) for each in body]
    if not isinstance(body, dict):
        return body
    unsaid = {"rubric", "likeness", "unit", "units"}
    return {name: said(each) for name, each in body.items() if name not in unsaid}
