"""Pages, the one way through them, flags, and cases that stand above questions."""

import datetime as dt
import random

import pytest

from media.models import Figure
from quizzes.domain import delivery, drawing, queries
from quizzes.domain import rules as attempt_rules
from quizzes.domain.errors import (
    AttemptClosed,
    NoSuchPage,
    PageLeft,
    PageNotReached,
)
from quizzes.models import Attempt, AttemptItem, AttemptSection, ResponseEvent
from tests.counting import counted_queries
from tests.media.conftest import figure as unsaved_figure
from tests.quizzes.factories import (
    AT,
    fields_of,
    form,
    item_of,
    items_of,
    make_questions,
    make_quiz,
    make_user,
    right,
    save,
    start,
    submit,
    wrong,
)

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def learner():
    return make_user()


def make_figure():
    figure = unsaved_figure()
    figure.save()
    figure.save_revision().publish()
    return Figure.objects.get(pk=figure.pk)


def attempt_of(learner, count=3, **fields):
    return start(make_quiz(make_questions(count), **fields), learner)


@pytest.fixture
def one_way(learner):
    """A running one-way attempt at three questions, one per page."""
    return attempt_of(learner, layout="question", one_way=True, time_limit_minutes=10)


def turn(attempt, page, *, at=AT, learner=None):
    return delivery.turn(
        attempt_uuid=attempt.uuid,
        learner=learner or attempt.learner,
        to_page=page,
        at=at,
    )


def flag(attempt, position, *, flagged=True, at=AT, learner=None):
    return delivery.flag(
        attempt_uuid=attempt.uuid,
        learner=learner or attempt.learner,
        position=position,
        flagged=flagged,
        at=at,
    )


def whole_form(attempt, answer):
    fields = {}
    for item in items_of(attempt):
        version = item.question_version
        fields[f"{item.prefix}-number"] = str(item.response_number)
        fields |= fields_of(version.type, version.body, answer(item), item.prefix)
    return form(fields)


# Where items stand


@pytest.mark.parametrize(
    ("layout", "pages"),
    [("all", [1, 1, 1, 1]), ("section", [1, 1, 2, 2]), ("question", [1, 2, 3, 4])],
)
def test_page_and_section_of_each_item_are_frozen_at_the_start(learner, layout, pages):
    questions = make_questions(2)
    make_questions(2)
    quiz = make_quiz(questions, draws=[{"count": 2}], layout=layout)
    attempt = start(quiz, learner)

    quiz.layout = "all"
    quiz.save_revision().publish()

    assert [item.page for item in items_of(attempt)] == pages
    assert [item.section for item in items_of(attempt)] == [1, 1, 2, 2]
    assert attempt_rules.read(attempt.rules).pages == max(pages)
    assert attempt.page == 1


def test_section_that_came_out_empty_has_no_number_and_no_page(learner):
    questions = make_questions(1)
    quiz = make_quiz(
        questions,
        draws=[{"count": 2, "tag": "no such"}, {"count": 2}],
        layout="section",
    )
    make_questions(2)

    attempt = start(quiz, learner)

    assert [item.page for item in items_of(attempt)] == [1, 2, 2]
    assert attempt_rules.read(attempt.rules).pages == 2


# Turning


@pytest.mark.parametrize("page", [0, -1, 4, 99])
def test_turning_to_a_page_that_is_not_there_is_refused(learner, page):
    attempt = attempt_of(learner, layout="question")

    with pytest.raises(NoSuchPage):
        turn(attempt, page)


def test_pages_are_turned_freely_otherwise(learner):
    attempt = attempt_of(learner, layout="question")

    assert [turn(attempt, page).page for page in (3, 1, 2)] == [3, 1, 2]
    attempt.refresh_from_db()
    assert attempt.page == 2


def test_one_way_leads_to_the_next_page_only(one_way):
    with pytest.raises(PageNotReached):
        turn(one_way, 3)
    assert turn(one_way, 2).page == 2
    with pytest.raises(PageLeft) as refused:
        turn(one_way, 1)

    assert not isinstance(refused.value, PageNotReached)
    assert turn(one_way, 3).page == 3


def test_second_click_on_next_changes_nothing(one_way):
    turn(one_way, 2)

    assert turn(one_way, 2).page == 2


def test_page_past_the_last_is_not_there_in_one_way_attempts_either(one_way):
    turn(one_way, 2)
    turn(one_way, 3)

    with pytest.raises(NoSuchPage):
        turn(one_way, 4)


@pytest.mark.parametrize("late", [0, 5])
def test_no_page_is_turned_from_the_deadline_on(one_way, late):
    """The grace is for answers on their way, not for reading on."""
    with pytest.raises(AttemptClosed):
        turn(one_way, 2, at=AT + 10 * MINUTE + dt.timedelta(seconds=late))

    one_way.refresh_from_db()
    assert one_way.page == 1


def test_page_of_a_submitted_or_foreign_attempt_is_not_turned(one_way):
    with pytest.raises(Attempt.DoesNotExist):
        turn(one_way, 2, learner=make_user())
    submit(one_way)
    with pytest.raises(AttemptClosed):
        turn(one_way, 2)


# Saving on pages


def test_answer_on_a_page_that_was_left_is_refused(one_way):
    save(item_of(one_way, 1), right(item_of(one_way, 1)))
    turn(one_way, 2)

    with pytest.raises(PageLeft) as refused:
        save(item_of(one_way, 1), wrong(item_of(one_way, 1)))

    assert refused.value.attempt.page == 2
    assert ResponseEvent.objects.count() == 1
    assert item_of(one_way, 1).response == right(item_of(one_way, 1))


def test_answer_that_is_sent_again_after_its_page_was_left_is_acknowledged(one_way):
    """The first acknowledgment was lost on the way; the truth is that it is kept."""
    first = item_of(one_way, 1)
    save(first, right(first), number=1)
    turn(one_way, 2)

    assert save(first, right(first), number=1).repeated is True


def test_answer_on_a_page_that_was_not_reached_is_refused(one_way):
    with pytest.raises(PageNotReached):
        save(item_of(one_way, 3), right(item_of(one_way, 3)))

    assert not ResponseEvent.objects.exists()


def test_answers_to_any_page_are_kept_where_the_way_is_free(learner):
    attempt = attempt_of(learner, layout="question")
    for item in items_of(attempt):
        save(item, right(item))

    assert submit(attempt).fraction == 1


def test_form_keeps_answers_of_the_page_and_lists_those_of_others(one_way):
    turn(one_way, 2)

    _attempt, outcome = delivery.save_form(
        attempt_uuid=one_way.uuid,
        learner=one_way.learner,
        data=whole_form(one_way, right),
        at=AT,
    )

    assert (outcome.saved, outcome.left) == ([2], [1, 3])
    assert [item.response is None for item in items_of(one_way)] == [True, False, True]


# Which items a page shows


def shown(attempt, page=None):
    found, items = queries.attempt_with_items(
        uuid=attempt.uuid, learner=attempt.learner
    )
    return [
        item.position
        for item in queries.items_on_page(attempt=found, items=items, page=page)
    ]


def test_one_way_attempt_shows_the_page_that_was_reached_and_no_other(one_way):
    assert shown(one_way) == [1]
    with pytest.raises(PageNotReached):
        shown(one_way, 2)
    turn(one_way, 2)
    assert (shown(one_way), shown(one_way, 2)) == ([2], [2])
    with pytest.raises(PageLeft):
        shown(one_way, 1)


def test_free_attempt_shows_any_page_and_comes_back_to_the_last(learner):
    attempt = attempt_of(learner, layout="question")
    turn(attempt, 3)

    assert (shown(attempt), shown(attempt, 1)) == ([3], [1])
    with pytest.raises(NoSuchPage):
        shown(attempt, 4)


# Flags


def test_flag_is_set_and_taken_and_changes_nothing_else(learner):
    attempt = attempt_of(learner)

    assert flag(attempt, 2).flagged is True
    assert flag(attempt, 2).flagged is True
    assert [item.flagged for item in items_of(attempt)] == [False, True, False]
    flag(attempt, 2, flagged=False)

    assert not any(item.flagged for item in items_of(attempt))
    assert not ResponseEvent.objects.exists()


def test_flag_of_someone_else_or_nothing_is_not_found(learner):
    attempt = attempt_of(learner)

    with pytest.raises(AttemptItem.DoesNotExist):
        flag(attempt, 1, learner=make_user())
    with pytest.raises(AttemptItem.DoesNotExist):
        flag(attempt, 9)


def test_flag_after_submission_is_refused(learner):
    attempt = attempt_of(learner)
    submit(attempt)

    with pytest.raises(AttemptClosed):
        flag(attempt, 1)


def test_flag_ahead_in_a_one_way_attempt_is_refused(one_way):
    turn(one_way, 2)

    assert flag(one_way, 1).flagged
    with pytest.raises(PageNotReached):
        flag(one_way, 3)


# Cases


def with_case(questions, **case):
    quiz = make_quiz(questions, draws=[{"count": 1}])
    raw = list(quiz.sections.raw_data)
    raw[0] = {**raw[0], "value": {**raw[0]["value"], **case}}
    quiz.sections = raw
    quiz.save_revision().publish()
    quiz.refresh_from_db()
    return quiz


def test_case_is_frozen_when_the_attempt_starts(learner):
    figure = make_figure()
    first = figure.current_version()
    questions = make_questions(2)
    make_questions(1)
    quiz = with_case(
        questions,
        title="Low back",
        vignette='<p>A <b>nurse</b>, 41.<script>alert("x")</script></p>',
        vignette_figure=figure.pk,
    )

    attempt = start(quiz, learner)
    figure.alt = "Changed"
    figure.save_revision().publish()
    quiz.sections = make_quiz(questions).sections
    quiz.save_revision().publish()

    found = queries.sections_of(attempt)
    assert list(found) == [1]
    assert found[1].title == "Low back"
    assert found[1].vignette == "<p>A <b>nurse</b>, 41.</p>"
    assert found[1].figure_version == first
    assert [item.section for item in items_of(attempt)] == [1, 1, 2]


def test_case_whose_figure_was_withdrawn_or_deleted_stands_without_it(learner):
    figure = make_figure()
    figure.unpublish()
    quiz = with_case(make_questions(1), vignette="<p>A</p>", vignette_figure=figure.pk)
    other = with_case(
        make_questions(1),
        vignette="<p>A</p>",
        vignette_figure=Figure.objects.latest("pk").pk + 1,
    )

    for found in (start(quiz, learner), start(other, learner)):
        assert queries.sections_of(found)[1].figure_version is None


def test_sections_without_a_case_keep_nothing_and_ask_nothing(learner):
    attempt = attempt_of(learner)

    with counted_queries() as asked:
        assert queries.sections_of(attempt) == {}

    assert len(asked) == 0
    assert not AttemptSection.objects.exists()


def test_tryout_gets_the_case_without_leaving_a_record():
    figure = make_figure()
    quiz = with_case(make_questions(1), title="Case", vignette_figure=figure.pk)

    drawn = drawing.draw(sections=quiz.sections, rng=random.Random(1))

    (first, *_others) = drawn.sections
    assert (first.title, first.vignette, first.has_case) == ("Case", "", True)
    assert drawing.figures_of(drawn.sections) == {figure.pk: figure.current_version()}
    assert not Attempt.objects.exists()
