"""What an answer to one version says to another version of the same type."""

import copy

import pytest

from quizzes import types
from tests.quizzes.factories import EVERY_SOURCE, WRONG, content


@pytest.mark.parametrize("type_key", EVERY_SOURCE)
def test_what_was_answered_fits_what_was_asked(type_key):
    question_type, asked = types.get(type_key), content(type_key)

    for response in (None, question_type.correct(asked), WRONG[type_key](asked)):
        assert question_type.fits(asked, response)


def test_option_that_is_gone_does_not_fit():
    for type_key, response in (
        ("single_choice", lambda ids: {"option": ids[2]}),
        ("multiple_response", lambda ids: {"options": ids}),
    ):
        asked = content(type_key)
        given = response([option["id"] for option in asked["options"]])
        changed = copy.deepcopy(asked)
        del changed["options"][2]
        assert types.get(type_key).fits(asked, given)
        assert not types.get(type_key).fits(changed, given)


@pytest.mark.parametrize("name", ["prompts", "choices"])
def test_pair_that_is_gone_does_not_fit(name):
    asked = content("matching")
    given = types.get("matching").correct(asked)
    changed = copy.deepcopy(asked)
    del changed[name][0]
    assert not types.get("matching").fits(changed, given)


def test_step_that_is_gone_does_not_fit():
    asked = content("ordering")
    given = types.get("ordering").correct(asked)
    changed = copy.deepcopy(asked)
    del changed["items"][-1]
    assert not types.get("ordering").fits(changed, given)


def test_unit_that_is_gone_does_not_fit():
    given = {"text": "480", "unit": "minutes"}
    numeric = types.get("numeric")
    assert numeric.fits(content("numeric"), given)
    assert not numeric.fits(content("numeric", other_units={}), given)


def test_gaps_fit_one_by_one():
    asked = content("fill_in_blanks")
    blanks = types.get("fill_in_blanks")
    given = blanks.correct(asked)
    fewer = copy.deepcopy(asked)
    del fewer["gaps"][2]
    assert not blanks.fits(fewer, given)
    other = copy.deepcopy(asked)
    del other["gaps"][2]["body"]["options"][0]
    assert not blanks.fits(other, given)


def test_label_that_is_gone_does_not_fit():
    asked = content("label_figure")
    given = WRONG["label_figure"](asked)
    without = content("label_figure", distractors=[])
    assert not types.get("label_figure").fits(without, given)
    fewer = copy.deepcopy(asked)
    del fewer["parts"][0]
    assert not types.get("label_figure").fits(fewer, given)


def test_part_that_is_gone_or_asked_otherwise_does_not_fit():
    find = types.get("find_structure")
    asked = content("find_structure")
    given = WRONG["find_structure"](asked)
    fewer = copy.deepcopy(asked)
    del fewer["parts"][1]
    assert not find.fits(fewer, given)
    point = content("find_structure", mode="point", tolerance=5)
    assert not find.fits(point, given)
    assert find.fits(point, {"point": [0.5, 0.5]})
    assert not find.fits(asked, {"point": [0.5, 0.5]})
