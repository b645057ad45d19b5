import threading
from decimal import Decimal

import pytest
from django.db import IntegrityError, connections, transaction

from courses.domain import editions, explain, progress
from courses.domain import enrolment as enrolments
from courses.domain.enrolment import CourseNotOpen, NotActive, ReasonNeeded
from courses.domain.progress import Locked, NotStudying, TooEarly
from courses.enums import EnrolmentState
from courses.models import CoursePage, Edition, Enrolment, LessonPage, Progress, Waiver
from courses.signals import course_completed
from media.models.append_only import AppendOnlyError
from quizzes.domain.results import Result
from tests.courses.factories import (
    NOW,
    freeze,
    make_admin,
    make_course,
    make_learner,
    make_lesson,
    make_module,
    make_quiz,
    make_small_course,
    minutes,
)

pytestmark = pytest.mark.django_db


def key(page):
    return str(page.translation_key)


def enrol(course, learner=None, **kwargs):
    learner = learner or make_learner()
    return enrolments.enrol(learner=learner, course=course, at=NOW, **kwargs)


def complete(enrolment, lesson, at=NOW):
    return progress.complete_lesson(
        enrolment=enrolment, requirement=key(lesson), revision=1, at=at
    )


def mark(enrolment, quiz, fraction, at=NOW, count=1):
    """Record that the learner's attempts come to ``fraction``."""
    return progress.record_result(
        scope=progress.scope_of(enrolment, key(quiz)),
        result=Result(Decimal(fraction), False, None, count),
        at=at,
    )


# --- editions -------------------------------------------------------------------------


def test_freeze_unchanged_course_gives_no_new_edition():
    course, _lessons = make_small_course()

    freeze(course)

    # The first edition was frozen when the course was still empty.
    assert list(course.editions.values_list("number", flat=True)) == [2, 1]


def test_freeze_renamed_lesson_gives_a_new_edition_and_keeps_the_old():
    course, [lesson, _other] = make_small_course()
    before = editions.newest_edition(course)
    lesson.title = "Another title"
    lesson.save_revision().publish()

    after = freeze(course)

    assert after.number == before.number + 1
    before.refresh_from_db()
    assert "Another title" not in str(before.manifest)


def test_freeze_holds_order_rules_and_prerequisites():
    course = make_course()
    first = make_module(course, "First")
    lesson = make_lesson(first, minimum_minutes=Decimal("7.5"), minutes=15)
    quiz = make_quiz(first, pass_mark=80)
    second = make_module(course, "Second", after=[first])
    optional = make_lesson(second, required=False)
    final = make_quiz(course)

    manifest = freeze(course).manifest

    [one, two] = manifest["modules"]
    assert [i["key"] for i in one["items"]] == [key(lesson), key(quiz)]
    assert one["items"][0]["minimum_seconds"] == 450
    assert one["items"][1]["pass_mark"] == "80"
    assert two["requires"] == [key(first)]
    assert [i["required"] for i in two["items"]] == [False]
    assert [i["key"] for i in manifest["items"]] == [key(final)]
    assert optional.title == two["items"][0]["title"]


def test_freeze_leaves_drafts_out():
    course, [lesson, other] = make_small_course()
    other.unpublish()

    manifest = freeze(course).manifest

    assert [i["key"] for i in manifest["modules"][0]["items"]] == [key(lesson)]


def test_edition_is_never_changed():
    course, _lessons = make_small_course()
    edition = editions.newest_edition(course)
    edition.title = "Forged"

    with pytest.raises(AppendOnlyError):
        edition.save()
    with pytest.raises(AppendOnlyError):
        edition.delete()


# --- enrolling --------------------------------------------------------------------------


def test_enrol_twice_returns_the_same():
    course, _lessons = make_small_course()
    learner = make_learner()

    assert enrol(course, learner) == enrol(course, learner)


def test_enrol_again_after_completion_is_a_new_period_with_history_kept():
    course, lessons = make_small_course()
    learner = make_learner()
    first = enrol(course, learner)
    for lesson in lessons:
        complete(first, lesson)

    second = enrol(course, learner)

    assert (second.period, second.state) == (2, EnrolmentState.ACTIVE)
    first.refresh_from_db()
    assert first.is_completed


def test_enrol_pins_the_edition():
    course, _lessons = make_small_course()
    enrolment = enrol(course)
    make_lesson(course.get_children().first().specific)
    freeze(course)

    enrolment.refresh_from_db()
    assert len(progress.state_of(enrolment).standings) == 2


def test_enrol_without_edition_freezes_one():
    course, _lessons = make_small_course()
    Edition.objects.all()._raw_delete("default")

    assert enrol(course).edition.number == 1


def test_enrol_unpublished_course():
    course, _lessons = make_small_course()
    course.unpublish()

    with pytest.raises(CourseNotOpen):
        enrol(CoursePage.objects.get(pk=course.pk))


def test_enrol_by_staff_needs_a_reason():
    course, _lessons = make_small_course()

    with pytest.raises(ReasonNeeded):
        enrol(course, by=make_admin(), reason="  ")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_enrol_from_two_tabs_at_once_gives_one():
    course, _lessons = make_small_course()
    learner = make_learner()
    got = []

    def hit():
        try:
            got.append(enrol(course, learner).pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=hit) for _tab in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(got) == 6
    assert len(set(got)) == 1


def test_withdraw_keeps_what_was_done():
    course, [lesson, _other] = make_small_course()
    enrolment = enrol(course)
    complete(enrolment, lesson)

    enrolments.withdraw(
        enrolment=enrolment, at=NOW, by=make_admin(), reason="Moved away."
    )

    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.WITHDRAWN
    assert enrolment.progress.get().is_done


def test_withdraw_completed_is_refused():
    course, lessons = make_small_course()
    enrolment = enrol(course)
    for lesson in lessons:
        complete(enrolment, lesson)

    with pytest.raises(NotActive):
        enrolments.withdraw(enrolment=enrolment, at=NOW, by=make_admin(), reason="No.")


def test_second_active_enrolment_is_refused_by_the_database():
    course, _lessons = make_small_course()
    row = enrol(course)

    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(
            learner=row.learner,
            course_key=row.course_key,
            course_title="x",
            edition=row.edition,
            period=9,
            enrolled_at=NOW,
        )


def test_enrolment_is_never_deleted():
    course, _lessons = make_small_course()
    enrolment = enrol(course)

    with pytest.raises(AppendOnlyError):
        enrolment.delete()
    with pytest.raises(AppendOnlyError):
        Enrolment.objects.all().delete()


# --- lessons ------------------------------------------------------------------------------


def test_complete_lesson_too_early_names_the_time_left():
    course, [lesson, _other] = make_small_course(minimum_minutes=5)
    enrolment = enrol(course)

    with pytest.raises(TooEarly) as refused:
        complete(enrolment, lesson)

    assert refused.value.seconds_left == 300
    assert not Progress.objects.exists()


def test_complete_lesson_locked():
    course, [_lesson, other] = make_small_course()

    with pytest.raises(Locked):
        complete(enrol(course), other)


def test_complete_lesson_twice_keeps_the_first_date():
    course, [lesson, _other] = make_small_course()
    enrolment = enrol(course)
    complete(enrolment, lesson)

    complete(enrolment, lesson, at=NOW + minutes(5))

    assert enrolment.progress.get().completed_at == NOW


def test_complete_lesson_of_another_course():
    course, _lessons = make_small_course()
    _other_course, [foreign, _more] = make_small_course()

    with pytest.raises(NotStudying):
        complete(enrol(course), foreign)


def test_complete_last_lesson_completes_the_course_and_freezes_numbers():
    course, lessons = make_small_course()
    enrolment = enrol(course)
    heard = []
    course_completed.connect(
        lambda enrolment, **kw: heard.append(enrolment), weak=False
    )
    try:
        for number, lesson in enumerate(lessons):
            complete(enrolment, lesson, at=NOW + minutes(number))
    finally:
        course_completed.receivers.clear()
        course_completed.sender_receivers_cache.clear()

    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.COMPLETED
    assert enrolment.completed_at == NOW + minutes(1)
    assert (enrolment.active_seconds, enrolment.attempts, enrolment.score) == (
        0,
        0,
        None,
    )
    assert heard == [enrolment]


# --- quizzes ------------------------------------------------------------------------------


@pytest.fixture
def quizzed():
    """An enrolment on one lesson and one quiz with a pass mark of 75 %."""
    course = make_course()
    module = make_module(course)
    lesson, quiz = make_lesson(module), make_quiz(module, pass_mark=75)
    freeze(course)
    enrolment = enrol(course)
    complete(enrolment, lesson)
    return enrolment, quiz


def test_record_result_74_percent_fails_at_75(quizzed):
    enrolment, quiz = quizzed

    mark(enrolment, quiz, "0.7499")

    enrolment.refresh_from_db()
    assert enrolment.is_active
    [missing] = explain.missing(progress.state_of(enrolment))
    assert missing.text == "Not passed yet. So far 74 %; 75 % is needed."


def test_record_result_pass_completes_with_the_score(quizzed):
    enrolment, quiz = quizzed
    mark(enrolment, quiz, "0.5")

    mark(enrolment, quiz, "0.75", at=NOW + minutes(9), count=2)

    enrolment.refresh_from_db()
    assert enrolment.is_completed
    assert (enrolment.score, enrolment.attempts) == (Decimal("0.75"), 2)


def test_record_result_that_got_worse_takes_no_completion_away(quizzed):
    enrolment, quiz = quizzed
    mark(enrolment, quiz, "0.8")
    mark(enrolment, quiz, "0.1", at=NOW + minutes(9), count=2)

    row = enrolment.progress.get(requirement=key(quiz))
    assert (row.best_fraction, row.attempts) == (Decimal("0.1"), 2)
    assert row.completed_at == NOW
    enrolment.refresh_from_db()
    assert (enrolment.is_completed, enrolment.score) == (True, Decimal("0.8"))


def test_record_result_twice_changes_nothing(quizzed):
    enrolment, quiz = quizzed
    mark(enrolment, quiz, "0.5")
    before = enrolment.progress.filter(requirement=key(quiz)).values().get()

    mark(enrolment, quiz, "0.5", at=NOW + minutes(9))

    assert enrolment.progress.filter(requirement=key(quiz)).values().get() == before


def test_record_result_that_waits_completes_nothing(quizzed):
    enrolment, quiz = quizzed
    scope = progress.scope_of(enrolment, key(quiz))

    progress.record_result(scope=scope, result=Result(None, False, None), at=NOW)

    row = enrolment.progress.get(requirement=key(quiz))
    assert (row.best_fraction, row.completed_at) == (None, None)


def test_record_result_pass_mark_of_the_edition_decides(quizzed):
    enrolment, quiz = quizzed
    quiz.pass_mark = 95
    quiz.save_revision().publish()
    freeze(enrolment.course)

    mark(enrolment, quiz, "0.8")

    enrolment.refresh_from_db()
    assert enrolment.is_completed


def test_record_result_after_withdrawal_completes_nothing(quizzed):
    enrolment, quiz = quizzed
    enrolments.withdraw(enrolment=enrolment, at=NOW, by=make_admin(), reason="Asked.")

    mark(enrolment, quiz, "1")

    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.WITHDRAWN


@pytest.mark.parametrize(
    "scope", ["page:abc", "", "nonsense", "00000000-0000-0000-0000-000000000000:x"]
)
def test_record_result_of_a_foreign_scope_is_ignored(scope):
    result = Result(Decimal(1), True, None, 1)
    assert progress.record_result(scope=scope, result=result, at=NOW) is None


# --- waivers ------------------------------------------------------------------------------


def test_waive_time_opens_completion():
    course, [lesson, _other] = make_small_course(minimum_minutes=5)
    enrolment = enrol(course)

    enrolments.waive(
        enrolment=enrolment,
        requirement=key(lesson),
        seconds=300,
        at=NOW,
        by=make_admin(),
        reason="Reads on paper.",
    )

    assert complete(enrolment, lesson).is_done
    assert Waiver.objects.get().reason == "Reads on paper."


def test_waive_last_requirement_completes_the_course():
    course, [lesson, other] = make_small_course()
    enrolment = enrol(course)
    complete(enrolment, lesson)

    enrolments.waive(
        enrolment=enrolment,
        requirement=key(other),
        seconds=None,
        at=NOW,
        by=make_admin(),
        reason="Lesson was withdrawn.",
    )

    enrolment.refresh_from_db()
    assert enrolment.is_completed


def test_waiver_is_never_changed():
    course, [lesson, _other] = make_small_course()
    waiver = enrolments.waive(
        enrolment=enrol(course),
        requirement=key(lesson),
        seconds=60,
        at=NOW,
        by=make_admin(),
        reason="Why.",
    )

    with pytest.raises(AppendOnlyError):
        waiver.save()
    with pytest.raises(AppendOnlyError):
        Waiver.objects.update(seconds=6000)


# --- pages come and go --------------------------------------------------------------------


def test_pages_deleted_after_completion_records_survive():
    course, lessons = make_small_course(title="Survivor")
    enrolment = enrol(course)
    for lesson in lessons:
        complete(enrolment, lesson)

    CoursePage.objects.get(pk=course.pk).delete()

    enrolment = Enrolment.objects.get(pk=enrolment.pk)
    assert enrolment.course is None
    assert (enrolment.course_title, enrolment.is_completed) == ("Survivor", True)
    assert len(progress.state_of(enrolment).standings) == 2
    assert not LessonPage.objects.exists()


def test_course_unpublished_in_mid_study_keeps_progress():
    course, [lesson, _other] = make_small_course()
    enrolment = enrol(course)
    complete(enrolment, lesson)

    course.unpublish()

    enrolment.refresh_from_db()
    assert enrolment.is_active
    assert progress.state_of(enrolment).share == (1, 2)


def test_explain_says_how_much_time_is_left():
    course, [lesson, other] = make_small_course(minimum_minutes=5)
    enrolment = enrol(course)
    Progress.objects.create(
        enrolment=enrolment,
        requirement=key(lesson),
        kind="lesson",
        title=lesson.title,
        started_at=NOW,
        active_seconds=61,
    )

    [first, second] = explain.missing(progress.state_of(enrolment))

    assert first.text == "4 minutes of study left before it can be completed."
    assert second.text == f"Opens after “{lesson.title}”."
    assert (second.key, second.is_locked) == (key(other), True)
    assert explain.duration(59) == "59 seconds"
