"""Moodle XML: what a question of each of its types becomes."""

import pytest

from quizzes.exchange.moodle_xml import FORMAT

from .moodle import answer, left_out, read_one

UNITS = (
    "<units>\n  <unit>\n    <multiplier>{}</multiplier>\n"
    "    <unit_name>{}</unit_name>\n  </unit>\n  <unit>\n"
    "    <multiplier>{}</multiplier>\n    <unit_name>{}</unit_name>\n  </unit>\n</units>"
)


def fields(*parts, **more):
    """Return the fields of the only question besides its stem, and the messages."""
    item, problems = read_one(*parts, **more)
    assert item.fields["stem"] == "<p>Which?</p>"
    return {k: v for k, v in item.fields.items() if k != "stem"}, problems


def tolerance(value):
    return f"      <tolerance>{value}</tolerance>\n"


def test_single_choice():
    found, problems = fields(
        "multichoice",
        "<single>true</single><shuffleanswers>true</shuffleanswers>",
        answer("0.0000000", "Atlas", "<p>No,<br>higher.</p>"),
        answer("100.0000000", "<p>Sacrum</p>", "Yes."),
    )
    assert found == {
        "options": [
            {"text": "Atlas", "feedback": "No,\nhigher."},
            {"text": "Sacrum", "correct": True, "feedback": "Yes."},
        ]
    }
    assert problems == []


def test_single_choice_says_that_parts_and_losses_are_gone():
    found, problems = fields(
        "multichoice",
        answer(50, "Ilium"),
        answer("-33.33333", "Atlas"),
        answer(100, "Sacrum"),
    )
    assert [each.get("correct", False) for each in found["options"]] == [0, 0, 1]
    assert problems == [
        "Other options were worth a part; now only one is right.",
        "Wrong options took points away; now they are worth nothing.",
    ]


def test_single_choice_without_a_whole_answer_takes_the_best():
    found, problems = fields("multichoice", answer(50, "Ilium"), answer(80, "Sacrum"))
    assert found["options"][1] == {"text": "Sacrum", "correct": True}
    assert "No option was worth all; the best one counts as right." in problems


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (
            [(100, "A"), (100, "B")],
            "Several options of it are right, each for itself alone.",
        ),
        (
            [(50, "A"), (50, "B")],
            "Several options of it are right, each for itself alone.",
        ),
        ([(0, "A"), (0, "B")], "No option of it is right."),
        ([], "No option of it is right."),
        (
            [(100, '<img src="a.png">'), (0, "B")],
            "An answer of it holds no text, such as only a picture.",
        ),
        (
            [("half", "A"), (0, "B")],
            "“half” is no percentage that an answer can be worth.",
        ),
        (
            [("1e9", "A"), (0, "B")],
            "“1e9” is no percentage that an answer can be worth.",
        ),
    ],
)
def test_single_choice_that_nobody_can_ask(answers, reason):
    parts = [answer(fraction, text) for fraction, text in answers]
    assert left_out("multichoice", *parts) == reason


def test_empty_options_are_no_options():
    found, problems = fields(
        "multichoice", answer(100, "A"), answer(0, "B"), answer(0, "")
    )
    assert [each["text"] for each in found["options"]] == ["A", "B"]
    assert problems == []


def test_multiple_response():
    found, problems = fields(
        "multichoice",
        "<single>false</single>",
        answer("33.33333", "Sacrum"),
        answer("33.333", "Ilium", "Yes."),
        answer("33.33333", "Ischium"),
        answer("-50", "Atlas"),
        answer("-50", "Axis"),
    )
    assert [each.get("correct", False) for each in found["options"]] == [1, 1, 1, 0, 0]
    assert found["options"][1]["feedback"] == "Yes."
    assert "all_or_nothing" not in found
    assert problems == []


def test_multiple_response_says_that_it_is_marked_in_another_way():
    _found, problems = fields(
        "multichoice",
        "<single>0</single>",
        answer(75, "Sacrum"),
        answer(25, "Ilium"),
        answer(0, "Atlas"),
    )
    assert problems == [
        "Right options are worth the same now, and 100% together.",
        "Wrong options now take away a part each, and 100% together.",
    ]


def test_all_or_nothing():
    found, problems = fields(
        "multichoiceset", answer(100, "A"), answer(100, "B"), answer(0, "C")
    )
    assert found["all_or_nothing"] is True
    assert [each.get("correct", False) for each in found["options"]] == [1, 1, 0]
    assert problems == []


def test_all_or_nothing_of_which_nothing_is_right():
    reason = left_out("multichoiceset", answer(0, "A"), answer(0, "B"))
    assert reason == "No option of it is right."


def test_greatest_and_smallest_numbers_are_read_as_they_are_written():
    for text in ("1e20", "-1.23456789e20", "1.23456789e-20"):
        item, _problems = read_one("numerical", answer(100, text))
        (found,) = FORMAT.read(FORMAT.write([item], title="").content).items
        assert found.fields == item.fields


@pytest.mark.parametrize(
    ("answers", "right", "feedback"),
    [
        ([(100, "true", "Yes."), (0, "false", "No.")], True, ("Yes.", "No.")),
        ([(100, "false", "Yes."), (0, "true", "No.")], False, ("No.", "Yes.")),
        ([(100, "Wahr", "Yes."), (0, "Falsch", "No.")], True, ("Yes.", "No.")),
        ([(0, "Vrai", "No."), (100, "Faux", "Yes.")], False, ("No.", "Yes.")),
    ],
)
def test_true_false(answers, right, feedback):
    found, problems = fields("truefalse", *(answer(*each) for each in answers))
    assert found["answer"] is right
    assert (found["feedback_true"], found["feedback_false"]) == feedback
    assert problems == []


@pytest.mark.parametrize("answers", [[], [(0, "true"), (0, "false")]])
def test_true_false_that_does_not_say_which(answers):
    parts = [answer(*each) for each in answers]
    assert left_out("truefalse", *parts).startswith("It does not say whether")


def test_short_text():
    found, problems = fields(
        "shortanswer",
        "<usecase>1</usecase>",
        answer(100, "counternutation"),
        answer(100, "Counternutation"),
        answer(50, "nutation", "The other way."),
        answer(0, "flexion"),
    )
    assert found == {
        "accepted": ["counternutation", "Counternutation"],
        "others": [
            {"text": "nutation", "worth": 50, "feedback": "The other way."},
            {"text": "flexion"},
        ],
        "case_sensitive": True,
    }
    assert problems == []


def test_short_text_keeps_feedback_to_right_answers_but_the_first():
    found, problems = fields(
        "shortanswer",
        answer(100, "atlas", "Yes."),
        answer(100, "C1", "Its number."),
    )
    assert found == {
        "accepted": ["atlas"],
        "others": [{"text": "C1", "worth": 100, "feedback": "Its number."}],
    }
    assert problems == ["The feedback to the right answer “atlas” does not come in."]


def test_short_text_shows_the_right_answer_that_needs_no_feedback():
    found, problems = fields(
        "shortanswer", answer(100, "atlas", "Yes."), answer(100, "C1")
    )
    assert found["accepted"] == ["C1"]
    assert found["others"] == [{"text": "atlas", "worth": 100, "feedback": "Yes."}]
    assert problems == []


def test_stars_stand_for_any_text():
    found, problems = fields(
        "shortanswer", answer(100, "atlas"), answer(100, "a*s"), answer(0, "*", "No.")
    )
    assert found == {
        "accepted": ["atlas", "a*s"],
        "others": [{"text": "*", "feedback": "No."}],
        "wildcards": True,
    }
    assert problems == []


def test_star_behind_a_backslash_is_a_star():
    found, problems = fields("shortanswer", answer(100, r"2\*3"))
    assert found == {"accepted": ["2*3"]}
    assert problems == []
    _found, problems = fields("shortanswer", answer(100, r"2\*3"), answer(0, "*"))
    assert problems == ["A “*” that stood for itself now stands for any text."]


def test_pattern_alone_gets_an_answer_to_show():
    found, problems = fields("shortanswer", answer(100, "*nutation"))
    assert found["accepted"] == ["nutation", "*nutation"]
    assert problems == [
        "“nutation” is shown as the right answer; the file had a pattern."
    ]


def test_pattern_before_an_answer_that_it_hides():
    _found, problems = fields(
        "shortanswer",
        answer(100, "counternutation"),
        answer(50, "*nutation"),
        answer(0, "Nutation"),
    )
    assert problems == ["Where a pattern fits, too, the very answer counts."]


def test_answer_listed_twice_is_named():
    found, problems = fields(
        "shortanswer", answer(100, "atlas"), answer(50, "Atlas"), answer(100, "ATLAS")
    )
    assert found == {"accepted": ["atlas", "ATLAS"]}
    assert problems == ["“Atlas” stands among the answers twice; the first counts."]


def test_parts_of_a_percent_are_named():
    found, problems = fields(
        "shortanswer", answer(100, "a"), answer("33.33333", "b"), answer(-10, "c")
    )
    assert found["others"] == [{"text": "b", "worth": 33}, {"text": "c"}]
    assert problems == [
        "“b” is worth 33%, no longer 33.33333%.",
        "“c” is worth 0%, no longer -10%.",
    ]


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ([(100, "*")], "It takes any answer for right."),
        ([(50, "a")], "No answer of it is worth all of the mark."),
        ([(100, "")], "No answer of it is worth all of the mark."),
        ([(100, "a" * 201)], "An answer of it is longer than 200 characters."),
        ([(100, f"{n}") for n in range(201)], "It has more than 200 answers."),
    ],
)
def test_short_text_that_nobody_can_ask(answers, reason):
    parts = [answer(*each) for each in answers]
    assert left_out("shortanswer", *parts) == reason


def test_number():
    found, problems = fields(
        "numerical",
        answer(100, "8", inner=tolerance("0.5")),
        answer(50, "8,0", "Near.", tolerance("1.5")),
        answer(0, "*"),
        "<unitgradingtype>0</unitgradingtype><unitpenalty>0.1</unitpenalty>",
        "<showunits>3</showunits><unitsleft>0</unitsleft>",
    )
    assert found == {
        "answer": 8,
        "tolerance": 0.5,
        "ranges": [{"from": 6.5, "to": 9.5, "worth": 50, "feedback": "Near."}],
    }
    assert problems == []


def test_number_with_feedback_is_a_range():
    found, problems = fields("numerical", answer(100, "-1.5e2", "Yes.", tolerance(0)))
    assert found == {
        "tolerance": 0,
        "ranges": [{"from": -150, "to": -150, "feedback": "Yes."}],
    }
    assert problems == []


def test_number_without_a_tolerance_is_exact():
    found, _problems = fields("numerical", answer(100, ".25"))
    assert found == {"answer": 0.25, "tolerance": 0}


def test_long_numbers_stay_exact():
    found, _problems = fields(
        "numerical", answer(100, "0.12345678901234567890", inner=tolerance("1e-20"))
    )
    assert found == {
        "answer": "0.1234567890123456789",
        "tolerance": 1e-20,
    }


def test_units_of_a_number():
    found, problems = fields(
        "numerical",
        answer(100, "8", inner=tolerance("0")),
        UNITS.format("1.0", "hours", "60", "minutes"),
    )
    assert found["unit"] == "hours"
    assert found["other_units"] == {"minutes": "1/60"}
    assert problems == []


def test_units_of_which_none_is_that_of_the_answer():
    found, problems = fields(
        "numerical", answer(100, "8"), UNITS.format("2", "hours", "60", "minutes")
    )
    assert "unit" not in found
    assert problems == ["The units don’t come in: none is that of the answer."]


def test_number_names_what_is_lost():
    _found, problems = fields(
        "numerical",
        answer(0, "8", inner=tolerance(2)),
        answer(100, "8", inner=tolerance(1)),
        answer(0, "*", "No number."),
        UNITS.format("1", "h", "0", "min"),
        "<unitgradingtype>1</unitgradingtype>",
        '<instructions format="html"><text>Use h.</text></instructions>',
    )
    assert problems == [
        "Where answers overlap, the one worth most counts, not the first.",
        "A unit without a name or a factor does not come in.",
        "These do not come in: feedback to any other number, what a wrong unit takes "
        "away, the instructions on its units.",
    ]


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ([(100, "*")], "It takes any number for right."),
        ([(100, "seven")], "“seven” is no number."),
        ([(100, "1e99")], "“1e99” is no number."),
        ([(100, "NaN")], "“NaN” is no number."),
        ([(100, "９")], "“９” is no number."),
        ([(100, "1" * 22)], f"“{'1' * 22}” is no number."),
        ([(50, "1")], "No answer of it is worth all of the mark."),
    ],
)
def test_number_that_nobody_can_ask(answers, reason):
    parts = [answer(*each) for each in answers]
    assert left_out("numerical", *parts) == reason


def subquestion(prompt, match):
    return (
        f'<subquestion format="html">\n<text><![CDATA[{prompt}]]></text>\n'
        f"<answer>\n<text>{match}</text>\n</answer>\n</subquestion>"
    )


@pytest.mark.parametrize("kind", ["matching", "match"])
def test_matching(kind):
    found, problems = fields(
        kind,
        "<shuffleanswers>true</shuffleanswers>",
        subquestion("<p>Category I</p>", "Prone"),
        subquestion("Category II", " Supine "),
        subquestion("", "Seated"),
        subquestion("", ""),
    )
    assert found == {
        "pairs": [
            {"prompt": "Category I", "match": "Prone"},
            {"prompt": "Category II", "match": "Supine"},
        ],
        "distractors": ["Seated"],
    }
    assert problems == []


def test_matching_of_pictures_is_left_out():
    parts = [subquestion('<img src="a.png">', "Prone"), subquestion("B", "Supine")]
    assert left_out("matching", *parts).startswith("A prompt of it holds no text")


def test_essay():
    found, problems = fields(
        "essay",
        "<responseformat>editor</responseformat><minwordlimit>20</minwordlimit>",
        "<maxwordlimit>5000</maxwordlimit><attachments>1</attachments>",
        '<graderinfo format="html"><text>&lt;p&gt;Look for&lt;/p&gt;</text></graderinfo>',
        '<responsetemplate format="html"><text>Dear</text></responsetemplate>',
    )
    assert found == {"min_words": 20, "max_words": 3000, "sample": "<p>Look for</p>"}
    assert problems == [
        "Its limit is 3000 words.",
        "These do not come in: files that learners attach, the text that answers "
        "begin with.",
    ]


def test_essay_that_is_a_file_is_left_out():
    part = "<responseformat>noinline</responseformat>"
    assert left_out("essay", part) == "It asks for a file, not for a text."


@pytest.mark.parametrize(
    ("grading", "scoring", "same"),
    [
        ("ABSOLUTE_POSITION", None, True),
        ("", None, True),
        ("0", None, True),
        ("RELATIVE_ALL_PREVIOUS_AND_NEXT", "relative", True),
        ("RELATIVE_TO_CORRECT", "relative", False),
        ("LONGEST_ORDERED_SUBSET", "longest-run", False),
        ("-1", None, False),
        ("something", None, False),
    ],
)
def test_ordering(grading, scoring, same):
    found, problems = fields(
        "ordering",
        "<selecttype>ALL</selecttype><selectcount>0</selectcount>",
        f"<gradingtype>{grading}</gradingtype>",
        *(
            answer(f"{place}.0000000", text)
            for place, text in enumerate(["Occiput", "<p>Atlas</p>"], start=1)
        ),
    )
    assert found.pop("scoring", None) == scoring
    assert found == {"items": ["Occiput", "Atlas"]}
    marked = ["Its order is marked in another way than in Moodle."]
    assert problems == ([] if same else marked)


def test_ordering_of_a_part_of_its_items():
    _found, problems = fields(
        "ordering",
        "<selecttype>RANDOM</selecttype><selectcount>2</selectcount>",
        *(answer(place, f"{place}", "Why") for place in range(1, 4)),
    )
    assert problems == [
        "All of its items are asked, not a part of them.",
        "These do not come in: feedback to its items.",
    ]


def test_ordering_of_pictures_is_left_out():
    parts = [answer(1, "A"), answer(2, '<img src="b.png">')]
    assert left_out("ordering", *parts).startswith("An item of it holds no text")
