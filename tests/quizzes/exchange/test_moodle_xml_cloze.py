"""Moodle XML: texts with gaps."""

import pytest

from .moodle import PNG, answer, file, left_out, read_one

CHOICE = "{1:MULTICHOICE:=Atlas#Yes~%0%Axis#No~Sacrum}"


def gaps(text):
    item, problems = read_one("cloze", text=f"<p>Say.</p><p>{text}</p>")
    assert item.fields["stem"] == "<p>Say.</p>"
    return item.fields["gaps"], problems


def test_cloze():
    item, problems = read_one(
        "cloze",
        text="<p>Read <b>this</b>.</p><p>The first is the {1:SHORTANSWER:=atlas}.</p>"
        "<ul><li>There are {2:NM:=7:0.5} of them</li></ul>",
    )
    assert item.type_key == "fill_in_blanks"
    assert item.fields == {
        "stem": "<p>Read <b>this</b>.</p>",
        "text": "<p>The first is the [[1]].</p><ul><li>There are [[2]] of them</li></ul>",
        "gaps": [
            {"kind": "text", "accepted": ["atlas"]},
            {"kind": "number", "answer": 7, "tolerance": 0.5, "weight": 2},
        ],
    }
    assert problems == []


def test_cloze_that_begins_with_a_gap_gets_something_to_begin_with():
    item, problems = read_one("multianswer", text="The {:MW:=atlas} is first.")
    assert item.fields["stem"] == "<p>Fill in the blanks.</p>"
    assert item.fields["text"] == "<p>The [[1]] is first.</p>"
    assert problems == ["It begins with “Fill in the blanks.” now."]


@pytest.mark.parametrize(
    "name",
    [
        "MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH",
        "MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS",
    ],
)  # fmt: skip
def test_gap_to_choose(name):
    found, problems = gaps(CHOICE.replace("MULTICHOICE", name))
    assert found == [
        {
            "kind": "choice",
            "options": [
                {"text": "Atlas", "correct": True, "feedback": "Yes"},
                {"text": "Axis", "feedback": "No"},
                {"text": "Sacrum"},
            ],
        }
    ]
    assert problems == []


@pytest.mark.parametrize("name", ["SHORTANSWER_C", "SAC", "MWC"])
def test_gap_to_write_where_capitals_matter(name):
    found, _problems = gaps(f"{{3:{name}:%50%C1#Its number~=Atlas}}")
    assert found == [
        {
            "kind": "text",
            "accepted": ["Atlas"],
            "others": [{"text": "C1", "worth": 50, "feedback": "Its number"}],
            "case_sensitive": True,
            "weight": 3,
        }
    ]


def test_signs_of_gaps_are_texts_behind_a_backslash_or_as_entities():
    found, _problems = gaps(
        r"{1:SA:=a~%50%a\}b\#c\~d &amp; e &#35; &quot;f&quot; &lt;g&gt;"
        r"#so\} &amp;lt;b&amp;gt;}"
    )
    assert found[0]["others"] == [
        {"text": 'a}b#c~d & e # "f" <g>', "worth": 50, "feedback": "so} <b>"}
    ]


def test_options_of_gaps_lose_their_markup_and_say_so():
    found, problems = gaps("{1:MC:=<b>Atlas</b>~<i>Axis</i>}")
    assert [each["text"] for each in found[0]["options"]] == ["Atlas", "Axis"]
    assert problems == ["These do not come in: bold or italics."]


def test_numbers_of_gaps():
    found, _problems = gaps("{1:NUMERICAL:=-3,5:0.1~%50%-3.5:1#Near~*#No}")
    assert found == [
        {
            "kind": "number",
            "answer": -3.5,
            "tolerance": 0.1,
            "ranges": [{"from": -4.5, "to": -2.5, "worth": 50, "feedback": "Near"}],
        }
    ]


def test_weights_that_nobody_can_give_are_changed():
    found, problems = gaps("{0:SA:=a} {500:SA:=b}")
    assert [each.get("weight", 1) for each in found] == [1, 100]
    assert problems == [
        "A gap weighs 1, no longer 0.",
        "A gap weighs 100, no longer 500.",
    ]


def test_double_brackets_mark_no_gap():
    item, problems = read_one("cloze", text="<p>Say [[1]]</p><p>{1:SA:=a}</p>")
    assert item.fields["stem"] == "<p>Say [ [1]]</p>"
    assert item.fields["text"] == "<p>[[1]]</p>"
    assert problems == ["“[[” became “[ [”: it would mark a gap."]


def test_picture_of_a_cloze_comes_in():
    item, problems = read_one(
        "cloze",
        text='<p>Look <img src="@@PLUGINFILE@@/a.png" alt="A"></p><p>{1:SA:=a}</p>',
        files=file("a.png"),
    )
    assert item.picture.content == PNG
    assert item.fields["stem"] == "<p>Look</p>"
    assert problems == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("No gap", "There is no gap in its text."),
        ("{1:MULTICHOICE}", "Its gap “{1:MULTICHOICE” is not complete."),
        ("{1:SA:=a", "Its gap “{1:SA” is not complete."),
        ("{1:SA:=a} {1:SA:=b", "Its gap “{1:SA” is not complete."),
        ("{1:MC:=a}", "A gap of it has fewer than two options."),
        ("{1:MC:=a~=b}", "Several options of it are right, each for itself alone."),
        ("{1:SA:a}", "No answer of it is worth all of the mark."),
        ("{1:SA:}", "No answer of it is worth all of the mark."),
        ("{1:NUMERICAL:=zero}", "“zero” is no number."),
        (
            "{1:MULTIRESPONSE:=a~b}",
            "Its gaps of the kind “MULTIRESPONSE” can’t be asked here.",
        ),
        ("{1:REGEXP:=a}", "Its gaps of the kind “REGEXP” can’t be asked here."),
        ("{1:SA:=a}" * 31, "There are more than 30 gaps."),
        ("{1:SA:" + "~a" * 200 + "}", "It has more than 200 answers."),
    ],
)
def test_cloze_that_nobody_can_ask(text, reason):
    assert left_out("cloze", text=text) == reason


def word(tag, text, group=1):
    return f"<{tag}>\n<text>{text}</text>\n<group>{group}</group>\n</{tag}>"


def test_words_to_select():
    item, problems = read_one(
        "gapselect",
        word("selectoption", "cat"),
        word("selectoption", "sat", 2),
        word("selectoption", "dog"),
        word("selectoption", "ran", 2),
        word("selectoption", "Dog"),
        text="<p>Say.</p><p>The [[3]] [[2]]; the [[1]] [[4]].</p>",
    )
    assert item.type_key == "fill_in_blanks"
    assert item.fields["stem"] == "<p>Say.</p>"
    assert item.fields["text"] == "<p>The [[1]] [[2]]; the [[3]] [[4]].</p>"
    animals = [each["options"] for each in item.fields["gaps"]]
    assert animals[0] == [{"text": "cat"}, {"text": "dog", "correct": True}]
    assert animals[1] == [{"text": "sat", "correct": True}, {"text": "ran"}]
    assert animals[2] == [{"text": "cat", "correct": True}, {"text": "Dog"}]
    assert problems == []


def test_words_to_drag_are_chosen():
    item, problems = read_one(
        "ddwtos",
        word("dragbox", "<![CDATA[<b>cat</b>]]>"),
        word("dragbox", "sat", 2),
        text="<p>Say.</p><p>The [[1]] [[2]].</p>",
    )
    assert [each["options"] for each in item.fields["gaps"]] == [
        [{"text": "cat", "correct": True}, {"text": "sat"}],
        [{"text": "cat"}, {"text": "sat", "correct": True}],
    ]
    assert problems == [
        "Words of other groups are offered, too.",
        "Words are chosen from lists, no longer dragged.",
        "These do not come in: bold or italics.",
    ]


@pytest.mark.parametrize(
    ("words", "text", "reason"),
    [
        (["a", "b"], "The [[3]].", "Its gap [[3]] has no word."),
        (["a", "b"], "The [[0]].", "Its gap [[0]] has no word."),
        (["a"], "The [[1]].", "A gap of it has fewer than two options."),
        (["a", ""], "The [[1]].", "A gap of it has fewer than two options."),
        (
            ["a", "b", ""],
            "The [[3]].",
            "A word of it holds no text, such as only a picture.",
        ),
        (["a", "b"], "The.", "There is no gap in its text."),
        (["a", "b"], "[[1]]" * 31, "There are more than 30 gaps."),
        (["a"] * 201, "[[1]]", "It has more than 200 answers."),
    ],
)
def test_words_that_nobody_can_choose(words, text, reason):
    parts = [word("selectoption", each) for each in words]
    assert left_out("gapselect", *parts, text=text) == reason


def test_answers_of_other_types_do_not_matter_to_a_cloze():
    _item, problems = read_one(
        "cloze", answer(100, "x"), text="<p>Say.</p><p>{1:SA:=a}</p>"
    )
    assert problems == []
