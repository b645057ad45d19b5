"""Moodle XML: files, categories, texts, pictures, and what every question has."""

import base64
import html
import urllib.parse

import pytest

from quizzes.exchange import formats, moodle_source
from quizzes.exchange.moodle_xml import FORMAT
from quizzes.exchange.neutral import MAX_PICTURE, Severity

from . import moodle
from .moodle import (
    PNG,
    answer,
    category,
    file,
    left_out,
    question,
    quiz,
    read,
    read_one,
)

CHOICE = ("multichoice", answer(100, "<p>Sacrum</p>"), answer(0, "<p>Atlas</p>"))
IMAGE = '<p>Look: <img src="@@PLUGINFILE@@/{}" alt="A &quot;sacrum&quot;"></p>'


def test_format_is_found_by_the_file():
    content = quiz(question(*CHOICE)).encode()
    assert formats.get("moodle_xml") is FORMAT
    assert formats.sniff(content, "export.xml") is FORMAT
    assert FORMAT.matches(content[:4096], "whatever.txt")
    assert FORMAT.matches(content.decode().encode("utf-16"), "export.xml")


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"<?xml version='1.0'?><questestinterop>",
        b"::Q:: <quiz> {=a}",
        b"<quizzes/>",
    ],
)
def test_other_files_are_not_taken_for_it(head):
    assert not FORMAT.matches(head, "questions.xml")


def test_question_comes_in_with_all_that_it_has():
    package = read(
        category("$course$/top/Pelvis/Sacrum &amp; ilium"),
        question(
            *CHOICE,
            '<hint format="html"><text><![CDATA[<p>Below.</p>]]></text></hint>',
            '<hint format="plain_text"><text>Not the <![CDATA[&]]> atlas</text></hint>',
            "<tags><tag><text>bones</text></tag><tag><text>C 1</text></tag></tags>",
            text="<p>Which <b>bone</b>?</p>",
            name="Bones &amp; joints",
            idnumber="q-7",
        ),
    )
    (item,) = package.items
    assert item.number == 1
    assert item.line == 14
    assert item.type_key == "single_choice"
    assert item.name == "Bones & joints"
    assert item.key == "q-7"
    assert item.category == "Pelvis/Sacrum & ilium"
    assert item.tags == ("bones", "C 1")
    assert item.hints == ("<p>Below.</p>", "<p>Not the &amp; atlas</p>")
    assert item.fields == {
        "stem": "<p>Which <b>bone</b>?</p>",
        "options": [{"text": "Sacrum", "correct": True}, {"text": "Atlas"}],
    }
    assert package.problems == ()
    assert package.encoding == "utf-8"


def test_rationale_is_the_general_feedback():
    text = question(*CHOICE).replace(
        '<generalfeedback format="html">\n      <text></text>',
        '<generalfeedback format="html"><text>&lt;p&gt;Look&lt;/p&gt;</text>',
    )
    assert read(text).items[0].rationale == "<p>Look</p>"


def test_questions_are_counted_with_those_left_out_and_without_categories():
    package = read(
        category("$course$/A"),
        question("description"),
        category("$course$/A/B"),
        question(*CHOICE),
        category("$system$/top"),
        question("stack"),
        question(*CHOICE),
    )
    assert [(item.number, item.category) for item in package.items] == [
        (2, "A/B"),
        (4, ""),
    ]
    first, second = package.problems
    assert (first.severity, first.item) == (Severity.LEFT_OUT, 1)
    assert first.message == "It is a description, which asks nothing."
    assert (second.severity, second.item) == (Severity.LEFT_OUT, 3)
    assert "“stack”" in second.message


@pytest.mark.parametrize(
    "kind",
    [
        "calculated", "calculatedsimple", "calculatedmulti", "ddmarker",
        "ddimageortext", "stack", "coderunner", "random", "",
    ],
)  # fmt: skip
def test_types_that_nobody_can_ask_are_left_out_by_name(kind):
    assert left_out(kind) == f"Questions of the type “{kind}” can’t be asked here."


def test_category_keeps_its_slashes_apart_and_names_what_is_lost():
    text = category("$course$/top/A//B/C").replace(
        "<text></text>", "<text>About it</text>"
    )
    package = read(text, question(*CHOICE))
    assert package.items[0].category == "A-B/C"
    assert [problem.message for problem in package.problems] == [
        "Category “A-B/C”: A slash in its name became a hyphen.",
        "Category “A-B/C”: Its description does not come in.",
    ]
    assert {problem.line for problem in package.problems} == {4}


@pytest.mark.parametrize(
    ("written", "text", "stem"),
    [
        ("html", "<p>a <b>b</b><br>c</p>", "<p>a <b>b</b><br>c</p>"),
        ("plain_text", "1 < 2\n<b>not bold</b>", "<p>1 &lt; 2<br>&lt;b&gt;not bold&lt;/b&gt;</p>"),
        ("moodle_auto_format", "one\ntwo <i>three</i>", "<p>one<br>two <i>three</i></p>"),
        ("markdown", "one *two*\n\n* a\n* b", "<p>one <em>two</em></p><ul><li>a</li><li>b</li></ul>"),
        ("unknown", "<p>a</p>", "<p>a</p>"),
    ],
)  # fmt: skip
def test_texts_are_read_as_their_format_says(written, text, stem):
    item, problems = read_one(*CHOICE, text=text, written=written)
    assert item.fields["stem"] == stem
    assert problems == []


def test_wiki_text_is_read_as_text_and_says_so():
    item, problems = read_one(*CHOICE, text="!Head", written="wiki_like")
    assert item.fields["stem"] == "<p>!Head</p>"
    assert problems == ["These do not come in: the marks of a wiki text."]


def test_long_markdown_is_left_out_unread():
    reason = left_out(*CHOICE, text="[" * 20_001, written="markdown")
    assert "Markdown" in reason


def test_markdown_beyond_what_a_file_may_hold_stays_as_it_is_written(monkeypatch):
    monkeypatch.setattr(moodle_source.Allowance.__init__, "__defaults__", (60,))
    texts = ["*One* " * 6, "*Two* " * 6, "*Six*"]
    package = read(
        *(question(*CHOICE, text=each, written="markdown") for each in texts)
    )

    first, second, third = (item.fields["stem"] for item in package.items)
    assert first.startswith("<p><em>One</em>")
    assert second.startswith("<p>*Two* *Two*")
    # From there on nothing is read as Markdown, so that it is clear where it ended.
    assert third == "<p>*Six*</p>"
    told = [p.item for p in package.problems if "so much Markdown" in p.message]
    assert told == [2, 3]


def test_parts_without_a_format_have_that_of_the_question():
    item, _problems = read_one(
        "multichoice",
        "<answer fraction='100'><text>&lt;b&gt; is bold</text></answer>",
        "<answer fraction='0'><text>&lt;i&gt; is bold</text></answer>",
        written="plain_text",
    )
    assert item.fields["options"][0]["text"] == "<b> is bold"


def test_html_outside_of_a_cdata_is_read_as_html():
    text = question(*CHOICE, text="TEXT").replace(
        "<![CDATA[TEXT]]>", "<p class='x'>One <b>two</b> &amp; 3</p>"
    )
    (item,) = read(text).items
    assert item.fields["stem"] == "<p>One <b>two</b> &amp; 3</p>"


def test_what_is_lost_of_a_question_is_named():
    item, problems = read_one(
        *CHOICE,
        "<shuffleanswers>0</shuffleanswers><answernumbering>iii</answernumbering>",
        "<correctfeedback format='html'><text>So it is.</text></correctfeedback>",
        "<hint format='html'><text>Think</text><clearwrong/></hint>",
        "<timelimit>7</timelimit>",
        text="<table><tr><td><a href='https://example.org'>x</a></td></tr></table>",
        defaultgrade="2.5000000",
        penalty="0.2500000",
        hidden="1",
    )
    assert problems == [
        "It was hidden in the other system.",
        "These do not come in: the fixed order of its options, how its options are "
        "numbered, a table, a link, its points (2.5), the penalty for each try (0.25), "
        "feedback to the answer as a whole, “timelimit”, what a hint shows besides its "
        "text.",
    ]
    assert item.fields["stem"] == "<p>x</p>"


@pytest.mark.parametrize(
    "penalty", ["0", "0.1", "0.1000000", "0.333333", "1.0000000", ""]
)
def test_penalties_that_moodle_sets_by_itself_are_not_named(penalty):
    _item, problems = read_one(*CHOICE, penalty=penalty)
    assert problems == []


def test_standard_feedback_is_not_named():
    feedback = (
        "<{0}feedback format='html'><text>Your answer is {1}.</text></{0}feedback>"
    )
    _item, problems = read_one(
        *CHOICE,
        feedback.format("correct", "correct"),
        feedback.format("partiallycorrect", "partially correct"),
        feedback.format("incorrect", "incorrect"),
        "<shownumcorrect/>",
    )
    assert problems == []


def test_question_without_a_text_asks_its_name():
    item, problems = read_one(*CHOICE, text="", name="Which &lt; bone?")
    assert item.fields["stem"] == "<p>Which &lt; bone?</p>"
    assert problems == ["It has no text; its name is asked instead."]


def test_question_without_text_and_name_is_left_out():
    assert left_out(*CHOICE, text="<p> </p>", name="") == "Its text is missing."


def test_first_picture_of_the_stem_comes_in():
    item, problems = read_one(
        *CHOICE,
        text=IMAGE.format("my%20bone.PNG?time=1") + IMAGE.format("other.png"),
        files=file("my bone.PNG") + file("other.png", b"x"),
    )
    assert item.picture.name == "my bone.PNG"
    assert item.picture.content == PNG
    assert item.picture.alt == 'A "sacrum"'
    assert item.fields["stem"] == "<p>Look:</p><p>Look:</p>"
    assert problems == ["The file “other.png” does not come in."]


def test_picture_in_a_folder_is_found_by_its_path_and_named_without_it():
    item, problems = read_one(
        *CHOICE, text=IMAGE.format("a/b/../c.png"), files=file("c.png", path="/a/b/../")
    )
    assert (item.picture.name, item.picture.content) == ("c.png", PNG)
    assert problems == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.png", "passwd.png"),
        (r"C:\bones\s.png", "s.png"),
        ("a&#10;b.png", "ab.png"),
        (f"{'x' * 300}.png", f"{'x' * 80}.png"),
    ],
)
def test_names_with_paths_are_made_safe(name, kept):
    source = urllib.parse.quote(html.unescape(name))
    item, _problems = read_one(*CHOICE, text=IMAGE.format(source), files=file(name))
    assert item.picture.name == kept


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ("", "The picture “a.png” is not in the file."),
        ('<file name="a.png" encoding="base64">$$$</file>', "The picture “a.png” is damaged."),
        ('<file name="a.png" encoding="base64">abc</file>', "The picture “a.png” is damaged."),
        ('<file name="a.png" encoding="base64"></file>', "The picture “a.png” is damaged."),
    ],
)  # fmt: skip
def test_picture_that_is_none_is_named(files, message):
    item, problems = read_one(*CHOICE, text=IMAGE.format("a.png"), files=files)
    assert item.picture is None
    assert problems == [message]


def test_svg_is_named_and_the_next_picture_comes_in():
    item, problems = read_one(
        *CHOICE,
        text=IMAGE.format("a.svg") + IMAGE.format("b.png"),
        files=file("a.svg", b"<svg/>") + file("b.png"),
    )
    assert item.picture.name == "b.png"
    assert problems == ["“a.svg” is no picture of a kind that can be shown here."]


def test_huge_picture_is_named_undecoded():
    item, problems = read_one(
        *CHOICE,
        text=IMAGE.format("a.png"),
        files=file("a.png", b"\x00" * (MAX_PICTURE + 4)),
    )
    assert item.picture is None
    assert problems == ["The picture “a.png” is larger than 10 MB."]


def test_pictures_elsewhere_on_the_web_are_named():
    item, problems = read_one(
        *CHOICE, text='<p>x<img src="https://example.org/a.png"></p>'
    )
    assert item.picture is None
    assert problems == [
        "The picture at “https://example.org/a.png” is not in the file."
    ]


def test_picture_in_an_address_comes_in():
    encoded = base64.b64encode(PNG).decode()
    item, problems = read_one(
        *CHOICE,
        text=f'<p>x<img src="data:image/png;base64,{encoded}" alt="Bone">'
        '<img src="data:image/svg+xml;base64,abcd"></p>',
    )
    assert (item.picture.name, item.picture.content) == ("picture.png", PNG)
    assert item.picture.alt == "Bone"
    assert len(problems) == 1


def test_picture_as_moodle_1_9_wrote_it_comes_in():
    encoded = base64.b64encode(PNG).decode()
    item, problems = read_one(
        *CHOICE, image="course/bone.png", image_base64=f"\n{encoded}\n\n"
    )
    assert (item.picture.name, item.picture.content) == ("bone.png", PNG)
    assert problems == []
    item, problems = read_one(*CHOICE, image="bone.png")
    assert item.picture is None
    assert problems == ["The picture “bone.png” is not in the file."]


def test_files_in_answers_are_named():
    option = answer(0, '<img src="@@PLUGINFILE@@/a.png">Atlas').replace(
        "]]></text>", "]]></text>" + file("a.png"), 1
    )
    item, problems = read_one("multichoice", answer(100, "Sacrum"), option)
    assert item.fields["options"][1] == {"text": "Atlas"}
    assert problems == [
        "The file “a.png” does not come in.",
        "These do not come in: a picture.",
    ]


def test_what_is_no_question_is_named_with_its_line():
    content = (
        moodle.HEAD + "<quiz>\n<settings/>\nstray\n" + question(*CHOICE) + "</quiz>"
    )
    package = FORMAT.read(content.encode())
    assert len(package.items) == 1
    assert [(problem.line, problem.severity) for problem in package.problems] == [
        (3, Severity.LEFT_OUT),
        (4, Severity.LEFT_OUT),
    ]
    assert "“settings”" in package.problems[0].message
    assert "“stray”" in package.problems[1].message


def test_empty_quiz_has_no_questions():
    assert FORMAT.read(b"<quiz/>").items == ()


def test_twenty_changes_of_a_question_are_named_and_the_others_counted():
    files = "".join(file(f"{number}.mp3") for number in range(25))
    _item, problems = read_one(*CHOICE, files=files)
    assert problems[:20] == [
        f"The file “{number}.mp3” does not come in." for number in range(20)
    ]
    assert problems[20:] == ["5 more things of it change."]
