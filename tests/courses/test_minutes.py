"""Study minutes follow from what a lesson holds, in files and in the editor alike."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.domain.minutes import (
    Length,
    count_words,
    measure,
    of_lesson,
    study_minutes,
)
from quizzes import types
from tests.quizzes.factories import make_question

from .factories import make_course, make_lesson, make_module

PROSE = {
    "type": "prose",
    "value": {
        "text": "<p>The <b>sacrum</b> meets [[l5-vertebra|the fifth]] one[^note].</p>",
        "notes": [
            {
                "type": "item",
                "value": {
                    "marker": "note",
                    "claim": "It moves.",
                    "verdict": "theory",
                    "level": "5",
                    "references": [{"type": "item", "value": 12, "id": "a"}],
                    "text": "<p>Very little.</p>",
                },
                "id": "b",
            }
        ],
    },
}
TABLE = {
    "type": "table",
    "value": {
        "caption": "Two levels",
        "row_headers": True,
        "table": {
            "columns": [{"type": "text", "heading": "Level"}],
            "rows": [{"values": ["At the crest"]}],
            "caption": "",
        },
    },
}
PROCEDURE = {
    "type": "procedure",
    "value": {
        "title": "Stop",
        "introduction": "",
        "steps": [
            {
                "type": "item",
                "value": {
                    "title": "Ask",
                    "text": "<p>Any pain?</p>",
                    "figure": {"figure": 3, "caption": "Two hands", "size": "text"},
                    "caution": "Not twice.",
                },
                "id": "c",
            },
            {
                "type": "item",
                "value": {
                    "title": "Wait",
                    "text": "",
                    "figure": {"figure": None, "caption": "", "size": "text"},
                    "caution": "",
                },
                "id": "d",
            },
        ],
        "stop": "<p>More pain.</p>",
    },
}
FIGURE = {
    "type": "figure",
    "value": {"figure": 7, "caption": "A pelvis", "size": "wide"},
}
CHECK = {"type": "check", "value": {"question": 5}}
REFERENCES = {"type": "references", "value": {"references": []}}
VIDEO = {"type": "video", "value": {"video": 9, "caption": "A film"}}


@pytest.mark.parametrize(
    ("block", "words"),
    [
        # the sacrum meets the fifth one; it moves; very little
        (PROSE, 10),
        (TABLE, 6),
        # stop; ask; any pain; two hands; not twice; wait; more pain
        (PROCEDURE, 11),
        (FIGURE, 2),
        (CHECK, 0),
        (REFERENCES, 0),
        (VIDEO, 2),
    ],
)
def test_words_that_are_read_are_counted(block, words):
    assert measure([block]).words == words


def test_figures_questions_and_videos_are_counted():
    found = measure([PROSE, TABLE, PROCEDURE, FIGURE, CHECK, VIDEO])

    assert (found.figures, found.questions, found.videos) == (2, (5,), (9,))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("<p></p>", 0),
        ("one&nbsp;two", 2),
        ("don’t, can't", 2),
        ("75 % of 1,000", 3),
        ("[[sacrum]] [[asis|the spine in front]]", 5),
        ("low[^a] and high[^b]", 3),
    ],
)
def test_words(text, words):
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("words", "figures", "asked", "seconds", "minutes"),
    [
        (0, 0, [], [], 1),
        (180, 0, [], [], 1),
        (270, 0, [], [], 2),
        (1800, 2, [], [], 12),
        (1800, 2, [1.85, 1.85], [], 16),
        (900, 1, [1.85, 4], [150], 14),
    ],
)
def test_minutes_by_hand(words, figures, asked, seconds, minutes):
    assert (
        study_minutes(
            words=words, figures=figures, question_minutes=asked, video_seconds=seconds
        )
        == minutes
    )


@given(st.integers(0, 20_000), st.integers(0, 50), st.integers(0, 30))
def test_more_content_never_takes_less(words, figures, questions):
    def minutes(words, figures, questions):
        return study_minutes(
            words=words, figures=figures, question_minutes=[1.85] * questions
        )

    here = minutes(words, figures, questions)
    assert minutes(words + 1, figures, questions) >= here
    assert minutes(words, figures + 1, questions) >= here
    assert minutes(words, figures, questions + 1) >= here


def test_every_type_says_how_long_it_takes():
    assert all(0 < one.minutes <= 10 for one in types.all_types())


@pytest.mark.django_db
def test_a_lesson_on_the_site_is_measured_as_it_is_in_memory():
    question = make_question()
    lesson = make_lesson(make_module(make_course()))
    lesson.body = json.dumps([PROSE, {**CHECK, "value": {"question": question.pk}}])

    minutes, length = of_lesson(lesson)

    assert length == Length(10, 0, (question.pk,), ())
    assert minutes == study_minutes(words=10, figures=0, question_minutes=[1.85])
