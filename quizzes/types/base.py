"""What a question type is: the contract that the engine works with.

The engine stores what ``content`` returns in an immutable version, and from then on
passes that same dictionary to every other method. It never looks inside, and never
asks which type it has.

A *response* is JSON. ``None`` means that nothing was answered.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail import blocks

from . import describing

Content = dict[str, Any]
Response = dict[str, Any] | None

# Fractions are kept to five places; a third is 0.33333.
PLACES = Decimal("0.00001")

# Longer than any answer of any type; what is longer was not typed into our form.
MAX_RESPONSE_LENGTH = 10_000


class InvalidResponse(ValueError):
    """A response that this question can't have been given; says so to the learner.

    ``shown`` is what was written, in a form that ``present`` can show again, so that
    it can be put right instead of written anew.
    """

    def __init__(self, message: str, shown: Response = None) -> None:
        super().__init__(message)
        self.message = message
        self.shown = shown


class SourceError(ValueError):
    """A question in a course file is wrong. ``problems``: (field, message) pairs."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{field}: {text}" for field, text in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Mark:
    """How right a response is (0 to 1), and what the learner may be told of it.

    ``fraction`` is ``None`` where a person must say it.
    """

    fraction: Decimal | None
    feedback: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.fraction is not None and not 0 <= self.fraction <= 1:
            raise ValueError(f"A fraction lies between 0 and 1, not {self.fraction}.")

    def points(self, available: Decimal) -> Decimal | None:
        if self.fraction is None:
            return None
        return (self.fraction * available).quantize(PLACES, ROUND_HALF_UP)


RIGHT = Decimal(1).quantize(PLACES)
WRONG = Decimal(0).quantize(PLACES)


def share(part: int, whole: int) -> Decimal:
    """Return ``part / whole`` as a fraction as it is stored, never below 0."""
    if part <= 0 or whole <= 0:
        return WRONG
    return (Decimal(part) / Decimal(whole)).quantize(PLACES, ROUND_HALF_UP)


def rubric_fraction(rubric: Mapping[str, Any], chosen: Mapping[str, str]) -> Decimal:
    """Return what the levels chosen by a marker are worth: points / highest points.

    ``rubric`` is what ``QuestionType.rubric`` returned, ``chosen`` holds the id of one
    level for the id of every criterion. Raises ``ValueError`` for any other choice.
    """
    criteria = {criterion["id"]: criterion for criterion in rubric["criteria"]}
    if not criteria or set(chosen) != set(criteria):
        raise ValueError("Every criterion needs a level, and there is no other one.")
    points = 0
    for key, level_id in chosen.items():
        levels = {level["id"]: level["points"] for level in criteria[key]["levels"]}
        if level_id not in levels:
            raise ValueError(f"“{criteria[key]['name']}” has no such level.")
        points += levels[level_id]
    return share(points, rubric["highest"])


class QuestionType:
    """One way of asking. A subclass holds everything about it; see the module text.

    ``key`` names it in the database; course files write it with hyphens. ``block``
    is the block class that authors fill in, ``template`` shows the question to
    whoever answers, ``review_template`` after it was marked.
    """

    key: str = ""
    label: Any = ""
    icon: str = "help"
    block: type[blocks.StructBlock]
    template: str = ""
    review_template: str = ""
    # Shows its authors more of a question above its preview; gets its ``content``.
    author_template: str = ""
    # Fields of a course file besides those that every question has: name -> required.
    source_fields: Mapping[str, bool] = {}
    # The type asks about the question's figure and shows it itself, without names.
    asks_figure: bool = False
    # ``order`` draws one of many cases, and ``variant`` makes it.
    varies: bool = False
    # Only for knowledge checks in lessons: no quiz can ask it.
    practice_only: bool = False
    # The URL name of the view that answers a check in a lesson, instead of the usual one.
    # It takes the check's token and a ``case``, the seed that ``order`` is drawn with.
    practice_view: str = ""

    # What one asking takes, for the study minutes of a lesson that asks it. The word
    # count formula of the CPE standards (AICPA and NASBA) has 1.85 for a question.
    minutes: float = 1.85

    def content(self, value: Mapping[str, Any]) -> Content:
        """Return what ``value`` of the block says, as canonical JSON.

        Equal questions give equal content: no outer block id, no editor's keys.
        Ids of options stay, because responses refer to them. Text is sanitised.
        """
        raise NotImplementedError

    def problems(self, content: Content) -> list[str]:
        """Return what keeps ``content`` from being asked, in words for its author."""
        return []

    def with_figure(self, content: Content, plate: Any) -> Content:
        """Return ``content`` with what marking needs to know of the question's figure.

        ``plate`` is a ``media.domain.plates.Plate``, or ``None`` without a figure.
        Called when a version is frozen; the figure's version is frozen with it.
        """
        return content

    def figure_problems(self, content: Content, plate: Any) -> list[str]:
        """Return what keeps ``content`` from being asked about this figure."""
        return []

    def tokens(self, content: Content) -> dict[str, str]:
        """Return what stands in the page for each part that may be pointed at."""
        return {}

    def order(
        self, content: Content, rng: Random, *, shuffle: bool = True
    ) -> list[str]:
        """Return the order to show the options in, to be frozen with the attempt.

        Without ``shuffle`` it is the author's order wherever that gives nothing away.
        """
        return []

    def variant(self, content: Content, order: list[str]) -> Content:
        """Return the content of the case that ``order`` has frozen.

        Everything below gets that content, and so needs no order to know the case.
        Pure. The same content and order always give the same case.
        """
        return content

    def present(
        self, content: Content, order: list[str], response: Response = None
    ) -> dict[str, Any]:
        """Return all that the page of a running attempt may know of the question.

        That is the question and the learner's own response. Never the key, feedback,
        rationale or anything that the key could be worked out from.
        """
        raise NotImplementedError

    def read(self, content: Content, data: Any, prefix: str) -> Response:
        """Return the response that a form's ``data`` (a ``QueryDict``) holds.

        Raises ``InvalidResponse`` for what the form can't have sent or nobody can
        mark, such as an unknown option or a number that isn't one.
        """
        raise NotImplementedError

    def is_complete(self, content: Content, response: Response) -> bool:
        """Say whether nothing of the question was left open."""
        return response is not None

    def mark(self, content: Content, response: Response) -> Mark:
        """Return the mark. Pure: the same arguments always give the same mark.

        Its fraction is ``None`` where a person must mark; no answer is marked 0 here.
        """
        raise NotImplementedError

    def fits(self, content: Content, response: Response) -> bool:
        """Say whether ``content`` could have been answered so.

        Asked when the answer to one version is marked by another one of the same type:
        an option that is gone, for example, can't be marked any more.
        """
        return True

    def rubric(self, content: Content) -> dict[str, Any] | None:
        """Return what a person marks by; ``None`` where ``mark`` always decides.

        ``criteria`` (may be empty): ``id``, ``name``, ``highest`` and ``levels``
        (``id``, ``text``, ``points``) of each; ``highest``: points that all of them
        give together; ``sample``: HTML of a good answer, ``""`` if there is none.
        ``rubric_fraction`` turns the levels that were chosen into a fraction.
        """
        return None

    def correct(self, content: Content) -> Response:
        """Return a response that is marked 1; ``None`` where only a person can say."""
        raise NotImplementedError

    def mistakes(self, content: Content) -> list[Response]:
        """Return common answers that are not right, for authors to look at."""
        return []

    def summary(self, content: Content, response: Response) -> str:
        """Return the response as one line of plain text, for reports."""
        raise NotImplementedError

    def tally(
        self, content: Content, response: Response
    ) -> list[tuple[str, str, bool | None]]:
        """Return the rows of the table of answers that ``response`` counts in.

        Each is (key, label, right): answers with the same key are one row; ``right``
        is ``None`` where that can't be said of the row alone. For ``None`` these are
        the rows that the table always shows, in the order it shows them; no rows at
        all where answers are too much each their own to be counted.
        """
        if response is None:
            return []
        label = self.summary(content, response)
        fraction = self.mark(content, response).fraction
        right = (
            {RIGHT: True, WRONG: False}.get(fraction) if fraction is not None else None
        )
        return [(label, label, right)]

    def given(self, content: Content, order: list[str], response: Response) -> str:
        """Return the response as its learner gave it, without saying what is right."""
        return self.summary(content, response)

    def review(
        self, content: Content, order: list[str], response: Response
    ) -> dict[str, Any]:
        """Return all that the learner may see once the attempt is marked."""
        raise NotImplementedError

    def from_source(
        self, data: Mapping[str, Any], *, rich: Callable[[str], str]
    ) -> dict[str, Any]:
        """Return the raw block value for a question of a course file.

        ``rich`` turns Markdown into rich text. The same data always gives the same
        value, ids included. Raises ``SourceError`` with everything that is wrong.
        """
        raise NotImplementedError

    def to_source(
        self, content: Content, *, markdown: Callable[[str], str]
    ) -> dict[str, Any]:
        """Return the fields of a course file; the inverse of ``from_source``."""
        raise NotImplementedError

    def describe(self, content: Content) -> list[tuple[str, str]]:
        """Return what the question says as pairs of label and text, for its authors.

        Nothing but words: what a version says is compared by them. Rows of a list have
        the same label. ``content`` may be a draft's, with anything missing.
        """
        return describing.from_source(self, content)


class QuestionBlock(blocks.StructBlock):
    """The block of a type. Says in clean() what keeps the question from being asked.

    A draft may be incomplete; only what is published has to be whole.
    """

    type_key = ""

    def clean(self, value):
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        question_type = self.question_type()
        if problems := question_type.problems(question_type.content(cleaned)):
            raise blocks.StructBlockValidationError(
                non_block_errors=[ValidationError(text) for text in problems]
            )
        return cleaned

    def question_type(self):
        from .registry import get

        return get(self.type_key)

    def get_context(self, value, parent_context=None):
        """Show the question as learners see it: never what the right answer is."""
        question_type = self.question_type()
        content = question_type.content(value)
        order = question_type.order(content, Random(0))  # noqa: S311  no secret
        return {
            **super().get_context(value, parent_context=parent_context),
            "question": question_type.present(content, order),
            "question_template": question_type.template,
            "prefix": "preview",
        }

    class Meta:
        template = "ce_quizzes/blocks/question.html"
        group = _("Question")


def too_long(limit: int, shown: Response = None) -> InvalidResponse:
    return InvalidResponse(
        _("This answer is too long. Please keep it under %(limit)s characters.")
        % {"limit": limit},
        shown,
    )


def unknown_option() -> InvalidResponse:
    return InvalidResponse(
        _("This answer does not belong to the question. Please reload the page.")
    )


def single_value(data: Any, name: str, *, limit: int = MAX_RESPONSE_LENGTH) -> str:
    """Return the only value of ``name`` in form data, ``""`` when there is none."""
    values = data.getlist(name)
    if len(values) > 1:
        raise unknown_option()
    value = values[0] if values else ""
    if not isinstance(value, str):
        raise unknown_option()
    if len(value) > limit:
        raise too_long(limit)
    return value
