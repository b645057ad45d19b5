"""Whoever reviewed a trainer's key is named with the date, or nobody is."""

import datetime as dt

import pytest
from wagtail.blocks.struct_block import StructBlockValidationError

from quizzes import types

KEYED = ["block_placement", "procedure_check", "patient_sorter"]


def value(key, **changes):
    block = types.get(key).block()
    return block, block.normalize({**block.meta.preview_value, **changes})


@pytest.mark.parametrize("key", KEYED)
@pytest.mark.parametrize(
    "half",
    [
        {"reviewed_by": "R. Reviewer", "reviewed_on": None},
        {"reviewed_by": "", "reviewed_on": dt.date(2026, 5, 31)},
    ],
)
def test_half_a_review_is_refused(key, half):
    block, given = value(key, **half)

    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(given)

    assert "reviewed_on" in refused.value.block_errors


@pytest.mark.parametrize("key", KEYED)
@pytest.mark.parametrize(
    "whole",
    [
        {"reviewed_by": "", "reviewed_on": None},
        {"reviewed_by": "R. Reviewer", "reviewed_on": dt.date(2026, 5, 31)},
    ],
)
def test_a_whole_review_or_none_is_taken(key, whole):
    block, given = value(key, **whole)

    try:
        block.clean(given)
    except StructBlockValidationError as refused:
        assert "reviewed_on" not in refused.block_errors
