"""How long a lesson takes to study, from what it holds. See docs/algorithms/minutes.md.

Minutes follow content: nobody types them into a lesson of the course files, and an
editor sees beside the field what the content gives.
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from courses.markers import MARK, TERM
from courses.models import LessonPage
from media.models import Video
from quizzes.models import Question

# The word count formula of the CPE standards (AICPA and NASBA, method 2): 180 words a
# minute. The slow end of what most adults read of nonfiction is 175 (Brysbaert 2019).
WORDS_PER_MINUTE = 180
# To look at a figure, read its labels and come back. Our estimate.
MINUTES_PER_FIGURE = 1

_TEXTS = {
    "caption", "caution", "claim", "heading", "introduction", "source", "stop", "text",
    "title",
}  # fmt: skip
_TAG = re.compile(r"<[^>]+>")
_WORD = re.compile(r"\w[\w’'.,%/-]*")


@dataclass(frozen=True, slots=True)
class Length:
    """What is counted of a lesson: words, figures, questions, videos."""

    words: int
    figures: int
    questions: tuple[Any, ...]
    videos: tuple[Any, ...]


def measure(blocks: Iterable[dict[str, Any]]) -> Length:
    """Count the raw blocks of a lesson's body.

    All that is read counts, notes in the margin too; references, verdicts and the
    words of questions don't. ``questions`` and ``videos`` are what blocks point to.
    """
    words = figures = 0
    questions, videos = [], []
    for block in blocks:
        kind, value = block["type"], block["value"]
        if kind == "references":
            continue
        if kind == "check":
            questions.append(value["question"])
        if kind == "video":
            videos.append(value["video"])
        words += sum(map(count_words, _texts(value)))
        figures += sum(1 for _figure in _figures(value))
    return Length(words, figures, tuple(questions), tuple(videos))


def of_lesson(lesson: LessonPage) -> tuple[int, Length]:
    """Return the minutes that the body of ``lesson``, as it is in memory, gives."""
    length = measure(lesson.body.get_prep_value())
    asked = Question.objects.in_bulk(length.questions)
    seconds = Video.objects.filter(pk__in=length.videos).values_list("duration")
    minutes = study_minutes(
        words=length.words,
        figures=length.figures,
        question_minutes=[
            asked[pk].question_type.minutes for pk in length.questions if pk in asked
        ],
        video_seconds=[found or 0 for (found,) in seconds],
    )
    return minutes, length


def study_minutes(
    *,
    words: int,
    figures: int,
    question_minutes: Iterable[float],
    video_seconds: Iterable[float] = (),
) -> int:
    """Return whole minutes, at least 1, halves up.

    ``question_minutes`` has one number for each question asked in the lesson, as its
    type states it (``QuestionType.minutes``). Videos take as long as they run.
    """
    minutes = (
        words / WORDS_PER_MINUTE
        + figures * MINUTES_PER_FIGURE
        + sum(question_minutes)
        + sum(video_seconds) / 60
    )
    return max(1, math.floor(minutes + 0.5))


def count_words(text: str) -> int:
    """Count the words of rich or plain text. Marks of notes are no words."""
    text = TERM.sub(lambda term: term[2] or term[1], MARK.sub(" ", text))
    return len(_WORD.findall(unescape(_TAG.sub(" ", text))))


def _texts(value: Any, name: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, "text" if name == "values" else name)
    elif isinstance(value, str) and name in _TEXTS:
        yield value


def _figures(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        figure = value.get("figure")
        if figure and not isinstance(figure, dict):
            yield figure
        for item in value.values():
            yield from _figures(item)
    elif isinstance(value, list):
        for item in value:
            yield from _figures(item)
