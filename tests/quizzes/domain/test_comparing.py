"""What two versions of a question say differently."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import types
from quizzes.domain.comparing import Stated, compare, describe, unchanged, word_by_word
from quizzes.enums import ChangeKind
from tests.quizzes.factories import EVERY_SOURCE, SOURCES, content
from tests.quizzes.types.test_contract import any_question, questions

OPTIONS = SOURCES["single_choice"]["options"]


def stated(key="single_choice", *, body=None, figure="", source=None, **fields):
    version = {
        "schema": 1,
        "body": body or content(key, source),
        "rationale": "",
        "verdict": "",
        "level": None,
        "references": [],
        **fields,
    }
    return Stated(key, version, figure)


def choice(options, stem="Which two bones does the name join?"):
    return stated(source={"stem": stem, "options": options})


def told(changes):
    """Return changes as plain tuples: what, how, and the words of both sides."""
    return [
        (
            change.label,
            change.kind.value,
            "".join(piece.text for piece in change.old),
            "".join(piece.text for piece in change.new),
        )
        for change in changes
    ]


@given(any_question())
def test_version_compared_with_itself_gives_nothing(case):
    key, body = case
    old, new = stated(key, body=body), stated(key, body=copy.deepcopy(body))

    assert compare(old=old, new=new) == []


@given(st.data())
def test_every_change_of_content_gives_something(data):
    key = data.draw(st.sampled_from(list(EVERY_SOURCE)))
    old, new = data.draw(questions(key)), data.draw(questions(key))
    first, second = stated(key, body=old), stated(key, body=new)

    changes = compare(old=first, new=second)

    assert bool(changes) is (old != new)
    if describe(first) != describe(second):
        assert all(change.kind != ChangeKind.UNSEEN for change in changes)


@given(st.data())
def test_pieces_hold_both_texts(data):
    words = st.lists(st.sampled_from(["a", "b", " ", ".", "\n", "é", "12"]))
    old, new = "".join(data.draw(words)), "".join(data.draw(words))

    pieces = word_by_word(old, new)

    assert "".join(p.text for p in pieces if p.kind != ChangeKind.ADDED) == old
    assert "".join(p.text for p in pieces if p.kind != ChangeKind.REMOVED) == new


@pytest.mark.parametrize("key", EVERY_SOURCE)
def test_nothing_of_json_is_shown(key):
    text = "\n".join(f"{label}: {text}" for label, text in describe(stated(key)))

    for sign in (
        '{"',
        "{'",
        "['",
        '["',
        "':",
        '":',
        "[{",
        "None",
        "True",
        "False",
        "<p>",
    ):
        assert sign not in text.replace("True or false", "").replace(
            "statement is: True", ""
        ), sign


@pytest.mark.parametrize("key", EVERY_SOURCE)
def test_draft_without_anything_is_described(key):
    question_type = types.get(key)
    empty = question_type.content(question_type.block().to_python({}))

    changes = compare(old=stated(key, body=empty), new=stated(key))

    assert changes
    assert compare(old=stated(key), new=stated(key, body=empty))


def test_draft_with_half_a_number_is_described():
    body = {**content("numeric"), "units": [{"name": "minutes", "factor": "abc"}]}
    body["ranges"] = [{"low": None, "high": "x", "worth": 50, "feedback": ""}]

    assert ("Unit", "minutes: abc") not in describe(stated("numeric"))
    assert any("abc" in text for _label, text in describe(stated("numeric", body=body)))


def test_words_of_the_stem_are_marked_one_by_one():
    old, new = choice(OPTIONS), choice(OPTIONS, "Which two bones does it join?")

    (change,) = compare(old=old, new=new)

    assert (change.label, change.kind) == ("Question", ChangeKind.CHANGED)
    assert [(p.kind, p.text) for p in change.pieces] == [
        ("", "Which two bones does "),
        ("removed", "the name"),
        ("added", "it"),
        ("", " join?"),
    ]


def test_bold_words_are_a_change():
    old, new = choice(OPTIONS, "Not true?"), choice(OPTIONS, "**Not** true?")

    assert told(compare(old=old, new=new)) == [
        ("Question", "changed", "Not true?", "**Not** true?")
    ]


def test_options_added_removed_changed_and_moved():
    first, second, third = OPTIONS
    old = choice(OPTIONS)
    added = {"text": "Sphenoid and talus"}

    def one(options):
        return told(compare(old=old, new=choice(options)))

    assert one([*OPTIONS, added]) == [("Option", "added", "", "Sphenoid and talus")]
    assert one([first, second]) == [("Option", "removed", "Ilium and temporal", "")]
    (moved,) = compare(old=old, new=choice([third, first, second]))
    assert (moved.kind, moved.was, moved.now) == (ChangeKind.MOVED, 3, 1)
    assert one([first, second, {"text": "Ilium and the temporal bone"}]) == [
        (
            "Option",
            "changed",
            "Ilium and temporal",
            "Ilium and the temporal bone",
        )
    ]


def test_option_written_anew_in_its_place_is_changed():
    first, second, _third = OPTIONS

    (change,) = compare(
        old=choice(OPTIONS), new=choice([first, second, {"text": "Something else"}])
    )

    assert change.kind == ChangeKind.CHANGED


def test_other_option_is_right():
    first, second, third = OPTIONS
    new = [
        {"text": first["text"], "feedback": first["feedback"]},
        {**second, "correct": True},
        third,
    ]

    changes = told(compare(old=choice(OPTIONS), new=choice(new)))

    assert changes == [
        (
            "Option",
            "changed",
            "Sacrum and occiput\nRight: Yes\nFeedback: Both ends.",
            "Sacrum and occiput\nFeedback: Both ends.",
        ),
        (
            "Option",
            "changed",
            "Atlas and coccyx\nFeedback: Near, but no.",
            "Atlas and coccyx\nRight: Yes\nFeedback: Near, but no.",
        ),
    ]


def test_tolerance_rationale_verdict_level_and_figure():
    old = stated("numeric", rationale="<p>Because.</p>", figure="The sacrum, version 1")
    source = {**SOURCES["numeric"], "tolerance": 1}
    new = stated(
        "numeric",
        source=source,
        rationale="<p>Because of <strong>it</strong>.</p>",
        verdict="theory",
        level=5,
        references=[{"key": "a", "citation": "Author A (2020).", "link": "https://x"}],
        hints=["<p>Think.</p>"],
        figure="The sacrum, version 2",
    )

    changes = {
        label: (kind, a, b) for label, kind, a, b in told(compare(old=old, new=new))
    }

    assert changes["Tolerance"] == ("changed", "0.5", "1")
    assert changes["Rationale"] == ("changed", "Because.", "Because of **it**.")
    assert changes["Figure"][1:] == ("The sacrum, version 1", "The sacrum, version 2")
    assert changes["Reference"] == ("added", "", "Author A (2020).\nhttps://x")
    assert changes["Hint"] == ("added", "", "Think.")
    assert {"Verdict", "Level of evidence"} <= set(changes)
    assert "Question" in unchanged(old=old, new=new)
    assert "Tolerance" not in unchanged(old=old, new=new)


def test_another_type_says_so():
    changes = told(compare(old=stated("numeric"), new=stated("true_false")))

    assert ("Type", "changed", "Number", "True or false") in changes


def test_type_that_the_site_no_longer_has():
    old = Stated("long_gone", stated().content)

    assert compare(old=old, new=stated())
    assert describe(old) == [("Type", "long_gone")]


def test_change_that_nobody_can_read_is_still_said():
    body = content("single_choice")
    body["options"][0]["id"] = "another"

    (change,) = compare(old=stated(), new=stated(body=body))

    assert change.kind == ChangeKind.UNSEEN
