"""QTI 1.2 as Canvas writes it: every kind of its questions, and its packages."""

import pytest

from quizzes.exchange import formats
from quizzes.exchange.neutral import Severity
from quizzes.exchange.qti import FORMAT

from . import qti
from .qti import (
    MANIFEST,
    PNG,
    assessment,
    canvas_item,
    equal,
    fib,
    field,
    itemfeedback,
    label,
    left_out,
    lid,
    manifest,
    material,
    messages,
    package,
    resource,
    scored,
    told,
)

OPTIONS = (
    label("1", "Atlas"),
    label("2", "<b>Sacrum</b>", "text/html"),
    label("3", "5 < 6"),
)
PLAIN = (label("1", "Atlas"), label("2", "Sacrum"))
CHOICE = canvas_item(
    "multiple_choice_question", lid("response1", *PLAIN), scored(equal("response1", "2"))
)  # fmt: skip


def read_one(*items):
    return qti.read_one(assessment(*items))


def fields_of(*items):
    item, said = read_one(*items)
    assert said == []
    return item.type_key, item.fields


def test_multiple_choice_with_all_its_feedback():
    item, said = read_one(
        canvas_item(
            "multiple_choice_question",
            lid("response1", *OPTIONS),
            told("<other/>", "general_fb")
            + told(equal("response1", "1"), "1_fb")
            + scored(equal("response1", "2"), feedback="correct_fb")
            + told("<other/>", "general_incorrect_fb"),
            itemfeedback("general_fb", "<p>See <b>page 7</b>.</p>"),
            itemfeedback("1_fb", "<p>Too high.</p>"),
            itemfeedback("correct_fb", "<p>Yes.</p>"),
            itemfeedback("general_incorrect_fb", "<p>No.</p>"),
        )
    )
    assert item.number == 1
    assert item.line == 5
    assert item.type_key == "single_choice"
    assert item.name == "Question"
    assert item.category == "Pelvis"
    assert item.key == ""
    assert item.rationale == "<p>See <b>page 7</b>.</p>"
    assert item.fields == {
        "stem": "<p>Which?</p>",
        "options": [
            {"text": "Atlas", "feedback": "Too high.\n\nNo."},
            {"text": "Sacrum", "correct": True, "feedback": "Yes."},
            {"text": "5 < 6", "feedback": "No."},
        ],
    }
    assert said == ["These do not come in: bold or italics."]


def test_true_or_false():
    offers = lid("response1", label("7", "True"), label("8", "False"))
    kind, fields = fields_of(
        canvas_item(
            "true_false_question",
            offers,
            told(equal("response1", "7"), "7_fb") + scored(equal("response1", "8")),
            itemfeedback("7_fb", "<p>No.</p>"),
        )
    )
    assert kind == "true_false"
    assert fields == {"stem": "<p>Which?</p>", "answer": False, "feedback_true": "No."}


def test_multiple_answers_are_right_together():
    condition = (
        f"<and>{equal('response1', '1')}<not>{equal('response1', '2')}</not>"
        f"{equal('response1', '3')}</and>"
    )
    kind, fields = fields_of(
        canvas_item(
            "multiple_answers_question",
            lid(
                "response1",
                # A row that somebody emptied stays in the file.
                label("0", ""),
                label("1", "Ilium"),
                label("2", "Atlas"),
                label("3", "Sacrum"),
                cardinality="Multiple",
            ),
            scored(condition),
        )
    )
    assert kind == "multiple_response"
    assert fields["options"] == [
        {"text": "Ilium", "correct": True},
        {"text": "Atlas"},
        {"text": "Sacrum", "correct": True},
    ]
    assert fields["all_or_nothing"] is True


def test_short_answer_takes_any_of_its_answers():
    kind, fields = fields_of(
        canvas_item(
            "short_answer_question",
            fib(),
            scored(equal("response1", "Nutation") + equal("response1", "nodding *")),
        )
    )
    assert kind == "short_text"
    assert fields == {"stem": "<p>Which?</p>", "accepted": ["Nutation", "nodding *"]}


def test_blanks_take_all_that_is_listed():
    offers = lid(
        "response_one",
        label("1", "atlas"),
        label("2", "C1"),
        about=material("one", "text/plain"),
    ) + lid("response_two", label("3", "axis"), about=material("two", "text/plain"))
    kind, fields = fields_of(
        canvas_item(
            "fill_in_multiple_blanks_question",
            offers,
            scored(equal("response_one", "1"), "50.00", "Add")
            + scored(equal("response_two", "3"), "50.00", "Add"),
            text="<p>Name them.</p><p>The [one] lies on the [two].</p>",
        )
    )
    assert kind == "fill_in_blanks"
    assert fields == {
        "stem": "<p>Name them.</p>",
        "text": "<p>The [[1]] lies on the [[2]].</p>",
        "gaps": [
            {"kind": "text", "accepted": ["atlas", "C1"]},
            {"kind": "text", "accepted": ["axis"]},
        ],
    }


def test_blank_that_is_not_in_the_text_stands_behind_it():
    item, said = read_one(
        canvas_item(
            "fill_in_multiple_blanks_question",
            lid("response_x", label("1", "atlas")),
            scored(equal("response_x", "1")),
            text="<p>The first one is [y].</p>",
        )
    )
    assert item.type_key == "short_text"
    assert item.fields["accepted"] == ["atlas"]
    assert said == ["The gap “x” is not in the text; it stands behind it."]


def test_same_blank_twice_asks_once():
    item, said = read_one(
        canvas_item(
            "fill_in_multiple_blanks_question",
            lid("response_x", label("1", "atlas")),
            scored(equal("response_x", "1")),
            text="<p>Say it.</p><p>[x], I said [x]!</p>",
        )
    )
    assert item.fields["text"] == "<p>[[1]], I said …!</p>"
    assert said == ["A gap that stood in the text twice stands there once."]


def test_dropdowns_are_gaps_with_options():
    offers = lid("response_a", label("1", "high"), label("2", "low"))
    kind, fields = fields_of(
        canvas_item(
            "multiple_dropdowns_question",
            offers,
            told(equal("response_a", "1"), "1_fb")
            + scored(equal("response_a", "2"), "100.00", "Add"),
            itemfeedback("1_fb", "<p>No.</p>"),
            text="<p>Look.</p><p>It lies [a].</p>",
        )
    )
    assert kind == "fill_in_blanks"
    assert fields["gaps"] == [
        {
            "kind": "choice",
            "options": [
                {"text": "high", "feedback": "No."},
                {"text": "low", "correct": True},
            ],
        }
    ]


def test_blanks_of_new_quizzes_may_be_lists():
    labels = [
        label(
            str(number), word, answer_type="dropdown", scoring_algorithm="Equivalence"
        )
        for number, word in enumerate(["black", "violet"])
    ]
    kind, fields = fields_of(
        canvas_item(
            "fill_in_multiple_blanks_question",
            lid("response_u", *labels),
            scored(equal("response_u", "1"), "100", "Add"),
            text="<p>Roses.</p><p>They are [u].</p>",
        )
    )
    assert kind == "fill_in_blanks"
    assert [gap["kind"] for gap in fields["gaps"]] == ["choice"]


def test_other_ways_to_compare_are_named():
    item, said = read_one(
        canvas_item(
            "fill_in_multiple_blanks_question",
            lid("response_u", label("1", "red", scoring_algorithm="TextRegex")),
            scored(equal("response_u", "1")),
            text="<p>Roses are [u]</p>",
        )
    )
    assert item.fields["accepted"] == ["red"]
    assert said == ["Answers are compared as they stand; the file had “TextRegex”."]


def test_matching_with_distractors():
    labels = [label("1", "mammal"), label("2", "fish"), label("3", "bird")]
    offers = lid("response_1", *labels, about=material("Dog", "text/plain"))
    offers += lid("response_2", *labels, about=material("Shark", "text/plain"))
    kind, fields = fields_of(
        canvas_item(
            "matching_question",
            offers,
            scored(equal("response_1", "1"), "50.00", "Add")
            + scored(equal("response_2", "2"), "50.00", "Add"),
        )
    )
    assert kind == "matching"
    assert fields == {
        "stem": "<p>Which?</p>",
        "pairs": [
            {"prompt": "Dog", "match": "mammal"},
            {"prompt": "Shark", "match": "fish"},
        ],
        "distractors": ["bird"],
    }


def within(low, high, tag="vargte"):
    return (
        f'<{tag} respident="response1">{low}</{tag}>'
        f'<varlte respident="response1">{high}</varlte>'
    )


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (
            f"<or>{equal('response1', '7.5')}<and>{within('7.0', '8.0')}</and></or>",
            {"answer": 7.5, "tolerance": 0.5},
        ),
        (
            within("3.5", "4.5"),
            {"tolerance": 0, "ranges": [{"from": 3.5, "to": 4.5}]},
        ),
        (equal("response1", "12"), {"answer": 12, "tolerance": 0}),
        (
            f"<or>{equal('response1', '5')}<and>{within('5', '6')}</and></or>",
            {"tolerance": 0, "ranges": [{"from": 5, "to": 6}]},
        ),
    ],
)
def test_numbers(condition, expected):
    kind, fields = fields_of(
        canvas_item("numerical_question", fib(fibtype="Decimal"), scored(condition))
    )
    assert kind == "numeric"
    assert fields == {"stem": "<p>Which?</p>", **expected}


def test_open_end_of_a_range_is_named():
    item, said = read_one(
        canvas_item(
            "numerical_question",
            fib(fibtype="Decimal"),
            scored(
                f"<or>{equal('response1', '1000.0')}"
                f"<and>{within('999.995', '1000.005', 'vargt')}</and></or>"
            ),
        )
    )
    assert item.fields["answer"] == 1000
    assert item.fields["tolerance"] == 0.005
    assert said == ["The ends of a range count, too."]


def test_several_right_numbers_become_ranges():
    _item, fields = fields_of(
        canvas_item(
            "numerical_question",
            fib(fibtype="Decimal"),
            scored(equal("response1", "7")) + scored(equal("response1", "9")),
        )
    )
    assert (fields["answer"], fields["ranges"]) == (7, [{"from": 9, "to": 9}])


def test_essay():
    kind, fields = fields_of(
        canvas_item("essay_question", fib(), told("<other/>", "general_fb"))
    )
    assert (kind, fields) == ("essay", {"stem": "<p>Which?</p>"})


def test_ordering_of_new_quizzes():
    item, said = read_one(
        canvas_item(
            "ordering_question",
            lid(
                "response1", label("a", "two"), label("b", "one"), cardinality="Ordered"
            ),
            scored(equal("response1", "b") + equal("response1", "a")),
        )
    )
    assert item.type_key == "ordering"
    assert item.fields["items"] == ["one", "two"]
    assert said == ["A part of the order is worth a part of the mark now."]


@pytest.mark.parametrize(
    "kind",
    ["calculated_question", "file_upload_question", "hot_spot_question",
     "categorization_question", "formula_question", "constructor", "../x"],
)  # fmt: skip
def test_other_kinds_are_left_out_by_name(kind):
    message = left_out(assessment(canvas_item(kind, fib())))
    assert message == f"Questions of the type “{kind}” can’t be asked here."


def test_text_alone_is_left_out():
    message = left_out(assessment(canvas_item("text_only_question", "")))
    assert message == "It is a text, which asks nothing."


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (
            canvas_item("multiple_choice_question", lid("response1", *OPTIONS)),
            "No option of it is right.",
        ),
        (
            canvas_item("multiple_choice_question", lid("response1", OPTIONS[0]), scored(equal("response1", "1"))),
            "It has fewer than two options.",
        ),
        (
            canvas_item(
                "multiple_choice_question",
                lid("response1", label("1", '<img src="x.png">', "text/html"), *OPTIONS[1:]),
                scored(equal("response1", "1")),
            ),
            "An option of it holds no text, such as only a picture.",
        ),
        (
            canvas_item("short_answer_question", fib()),
            "No answer of it is worth all of the mark.",
        ),
        (
            canvas_item("numerical_question", fib(fibtype="Decimal"), scored(equal("response1", "7kg"))),
            "“7kg” is no number.",
        ),
        (
            canvas_item("numerical_question", fib(fibtype="Decimal"), scored(equal("response1", "1e999"))),
            "“1e999” is no number.",
        ),
        (
            canvas_item("matching_question", lid("response_1", *OPTIONS, about=material("a"))),
            "A prompt of it does not have just one right match.",
        ),
        (canvas_item("multiple_choice_question", ""), "It offers nothing to answer with."),
        (
            canvas_item("ordering_question", lid("response1", *OPTIONS, cardinality="Ordered")),
            "It does not say which order is right.",
        ),
        (
            canvas_item("multiple_choice_question", lid("response1", *OPTIONS), scored(equal("response1", "2"), "x")),
            "“x” is no number.",
        ),
        ('<item ident="a" title="b"/>', "Its text is missing."),
    ],
)  # fmt: skip
def test_what_can_not_be_asked_is_left_out_with_its_reason(item, reason):
    assert left_out(assessment(item)) == reason


def test_points_and_lost_feedback_are_named():
    _item, said = read_one(
        canvas_item(
            "short_answer_question",
            fib(),
            scored(equal("response1", "a") + equal("response1", "b"), feedback="correct_fb"),
            itemfeedback("correct_fb", "<p>Yes.</p>"),
            itemfeedback("nobody_fb", "<p>?</p>"),
            points_possible="2.5",
        )
    )  # fmt: skip
    assert said == [
        "These do not come in: its points (2.5), feedback that is never shown, "
        "feedback to the answer as a whole."
    ]


def test_questions_drawn_at_random_all_come_in():
    drawn = (
        '<section ident="g" title="Group"><selection_ordering><selection>'
        "<selection_number>1</selection_number></selection></selection_ordering>"
        f"{CHOICE}{CHOICE}</section>"
    )
    other = (
        '<section ident="h" title="Far"><selection_ordering><selection><sourcebank_ref>'
        "i1</sourcebank_ref></selection></selection_ordering></section>"
    )
    found = FORMAT.read(assessment(drawn, other).encode())
    assert [item.category for item in found.items] == ["Pelvis/Group"] * 2
    assert messages(found) == [
        "“Group” drew some of its questions; now all come in.",
        "Questions of another bank are named, but not in the file.",
    ]


def test_bank_gives_its_name():
    bank = (
        f'{qti.HEAD}<questestinterop xmlns="{qti.OF_12}"><objectbank ident="b">'
        f"<qtimetadata>{field('bank_title', 'Spine/Pelvis')}</qtimetadata>{CHOICE}"
        "</objectbank></questestinterop>"
    )
    item, said = qti.read_one(bank)
    assert item.category == "Spine-Pelvis"
    assert said == []


PICTURE = '<p>Look: <img src="{}" alt="A sacrum"></p>'


def pictured(address):
    return canvas_item(
        "multiple_choice_question",
        lid("response1", *OPTIONS[::2]),
        scored(equal("response1", "1")),
        text=PICTURE.format(address),
    )


def canvas_package(item, **files):
    return package(
        {
            MANIFEST: manifest(
                resource("g1/g1.xml"),
                resource(
                    "g1/assessment_meta.xml",
                    "associatedcontent/imscc_xmlv1p1/learning-application-resource",
                ),
            ),
            "g1/g1.xml": assessment(item),
            "g1/assessment_meta.xml": f"{qti.HEAD}<quiz><title>Pelvis</title></quiz>",
            **files,
        }
    )


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("$IMS-CC-FILEBASE$/Uploaded%20Media/bone.png", "Uploaded Media/bone.png"),
        ("%24IMS-CC-FILEBASE%24/folder/bone.png", "web_resources/folder/bone.png"),
        ("../images/bone.png", "images/bone.png"),
        ("bone.png", "g1/bone.png"),
        ("images/BONE.png?canvas_=1&amp;x=2", "images/bone.png"),
        ("Knochen%20%C3%BC.png", "g1/Knochen ü.png"),
    ],
)
def test_first_picture_comes_in(address, path):
    found = FORMAT.read(canvas_package(pictured(address), **{path: PNG}))
    (item,) = found.items
    assert item.picture.content == PNG
    assert item.picture.alt == "A sacrum"
    assert item.picture.name == path.rpartition("/")[2]
    assert messages(found) == [
        "1 file of the package does not come in: g1/assessment_meta.xml"
    ]


def test_other_pictures_are_named():
    text = PICTURE.format("a.png") * 2 + PICTURE.format("https://x.org/c.png")
    text += PICTURE.format("d.exe") + '<img class="equation_image" src="/e">'
    text += '<img src="data:image/png;base64,x">'
    item = CHOICE.replace("&lt;div&gt;", text.replace("<", "&lt;"))
    found = FORMAT.read(canvas_package(item, **{"g1/a.png": PNG, "g1/d.exe": b"MZ"}))
    assert found.items[0].picture.name == "a.png"
    said = messages(found)
    assert "Only the first picture of a question comes in." in said
    assert "The picture at “https://x.org/c.png” is not in the file." in said
    assert any("a formula" in message for message in said)


def test_picture_inside_the_file():
    data = "data:image/png;base64,iVBORw0KGgo="
    item, said = read_one(pictured(data))
    assert item.picture.name == "picture.png"
    assert said == []


def test_course_package_is_read_once():
    whole = assessment(CHOICE, title="Whole")
    found = FORMAT.read(
        package(
            {
                MANIFEST: manifest(
                    resource("i1/assessment_qti.xml", "imsqti_xmlv1p2/imscc_xmlv1p1/assessment"),
                    resource("non_cc_assessments/i1.xml.qti", "associatedcontent"),
                    resource("gone/x.xml"),
                ),
                "i1/assessment_qti.xml": assessment(CHOICE, title="Part"),
                "non_cc_assessments/i1.xml.qti": whole,
            }
        )
    )  # fmt: skip
    assert [item.category for item in found.items] == ["Whole"]
    (problem,) = found.problems
    assert problem.severity == Severity.LEFT_OUT
    assert problem.line == 12
    assert (
        problem.message
        == "“gone/x.xml” is not in the package, though its list names it."
    )


def test_package_without_a_list_is_read_all_the_same():
    found = FORMAT.read(package({"b.xml": assessment(CHOICE), "a.txt": "hi"}))
    assert len(found.items) == 1
    assert messages(found) == [
        "There is no list of its contents; all of its files were read.",
        "1 file of the package does not come in: a.txt",
    ]


def test_damaged_file_of_a_package_is_named_and_others_come_in():
    found = FORMAT.read(
        package(
            {
                MANIFEST: manifest(resource("a.xml"), resource("b.xml")),
                "a.xml": assessment(CHOICE)[:-30],
                "b.xml": assessment(CHOICE),
            }
        )
    )
    assert [item.number for item in found.items] == [1, 2]
    assert messages(found) == [
        "“a.xml” can’t be read: The file ends before it is complete."
    ]


def test_format_is_found_by_the_file():
    content = canvas_package(CHOICE)
    assert formats.get("qti") is FORMAT
    assert formats.sniff(content, "export.zip") is FORMAT
    assert formats.sniff(assessment(CHOICE).encode(), "a.xml") is FORMAT
    assert FORMAT.matches(assessment(CHOICE).encode("utf-16"), "a.xml")
    assert not FORMAT.matches(b"<?xml version='1.0'?><quiz>", "a.xml")
    assert not FORMAT.matches(b"", "a.zip")


def test_spreadsheet_is_not_taken_for_a_package():
    content = package({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<a/>"})
    assert not FORMAT.matches(content[:4096], "a.xlsx")
