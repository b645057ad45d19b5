"""A question that goes out as a course file holds it comes back as it was."""

import pytest

from media.domain.markdown import to_html
from media.domain.markdown_writing import to_markdown
from quizzes import types
from tests.courses.curriculum.everything import MORE, RHYTHM
from tests.quizzes.factories import EVERY_SOURCE

SOURCES = {**EVERY_SOURCE, "cranial_rhythm": RHYTHM}
STEM = "Say *so*:\n\n- “one”\n- two"

OTHERS = [
    *((key, {}) for key in SOURCES),
    *MORE.items(),
    ("find_structure", {"tolerance": 7}),
    ("numeric", {"answer": -0.000125, "other_units": {"min": "1/60"}}),
    ("true_false", {"answer": False, "feedback_true": "", "feedback_false": ""}),
    ("block_placement", {"source_profile": "core", "short_leg": "right", "mirrors": True}),
    ("patient_sorter", {"patients": [], "urgent_share": 40, "nodes": [
        {"name": "begin", "situation": "Here.", "choices": [
            {"text": "Go", "next": "end"}, {"text": "Stop", "worth": "good", "refers": True},
        ]},
        {"name": "end", "situation": "There.", "urgent": True, "choices": [
            {"text": "Go", "consequence": "It ends."}, {"text": "Stay", "worth": "unsafe"},
        ]},
    ]}),
    ("essay", {"rubric": [], "min_words": None, "max_words": None, "sample": ""}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "changes"), OTHERS, ids=[f"{key}-{len(more)}" for key, more in OTHERS]
)
def test_what_goes_out_comes_back(key, changes):
    question_type = types.get(key)
    source = {**SOURCES[key], **changes, "stem": STEM}
    value = question_type.from_source(source, rich=to_html)
    body = question_type.content(question_type.block().to_python(value))

    again = question_type.to_source(body, markdown=to_markdown)

    assert question_type.from_source(again, rich=to_html) == value


def test_every_type_that_is_known_goes_out():
    assert {question_type.key for question_type in types.all_types()} <= set(SOURCES)
