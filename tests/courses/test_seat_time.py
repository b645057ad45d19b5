import itertools
import threading
import uuid

import pytest
from django.db import connection, connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.domain import enrolment as enrolments
from courses.domain import seat_time
from courses.domain.progress import Locked, NotStudying
from courses.domain.seat_time import BeatKind
from courses.models import ActiveInterval, Progress
from tests.courses.factories import (
    NOW,
    make_learner,
    make_small_course,
    minutes,
    seconds,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def study():
    """A learner on a course of two lessons that open in any order."""
    course, lessons = make_small_course(in_order=False)
    learner = make_learner()
    enrolment = enrolments.enrol(learner=learner, course=course, at=NOW)

    def beat(lesson, after, kind="beat", learner=learner, visit=""):
        return seat_time.beat(
            visit=visit,
            learner=learner,
            enrolment=enrolment.uuid,
            requirement=str(lesson.translation_key),
            kind=BeatKind(kind),
            at=NOW + seconds(after),
        )

    beat.learner, beat.enrolment, beat.lessons = learner, enrolment, lessons
    return beat


def total(study):
    rows = Progress.objects.filter(enrolment=study.enrolment)
    return sum(row.active_seconds for row in rows)


def assert_no_overlap(learner):
    rows = list(ActiveInterval.objects.filter(learner=learner).order_by("start", "end"))
    for one, other in itertools.pairwise(rows):
        assert one.end <= other.start, (one, other)
    return rows


def test_beat_first_start_earns_nothing(study):
    assert study(study.lessons[0], 0, "start").credited == 0


def test_beat_credits_the_wall_clock(study):
    lesson = study.lessons[0]
    study(lesson, 0, "start")

    results = [study(lesson, after) for after in (15, 30, 45)]

    assert [r.active_seconds for r in results] == [15, 30, 45]


def test_beat_forged_by_a_client_that_waited_two_hours(study):
    lesson = study.lessons[0]
    study(lesson, 0, "start")

    assert study(lesson, 7200).credited == 30


def test_beat_flood_earns_no_more_than_the_clock(study):
    lesson = study.lessons[0]
    study(lesson, 0, "start")
    for _again in range(50):
        study(lesson, 10)

    assert total(study) == 10


def test_beat_ten_minutes_without_activity_add_nothing(study):
    lesson = study.lessons[0]
    study(lesson, 0, "start")
    study(lesson, 15, "end")

    study(lesson, 615, "start")

    assert total(study) == 15


def test_beat_two_tabs_for_ten_minutes_give_ten_minutes(study):
    one, other = study.lessons
    study(one, 0, "start")
    study(other, 1, "start")
    for step in range(1, 41):
        study(one, step * 15)
        study(other, min(step * 15 + 7, 600))

    assert total(study) == 600
    assert_no_overlap(study.learner)


def test_beat_two_devices_on_one_lesson_count_once(study):
    lesson = study.lessons[0]
    study(lesson, 0, "start")
    study(lesson, 5, "start")
    for step in range(1, 9):
        study(lesson, step * 15)
        study(lesson, step * 15 + 3)

    assert total(study) == 123


def test_beat_reopening_neither_loses_nor_gains(study):
    lesson = study.lessons[0]
    study(lesson, 0, "start")
    study(lesson, 15)
    study(lesson, 20, "end")

    result = study(lesson, 9000, "start")

    assert result.active_seconds == 20


def test_beat_end_of_the_page_before_arrives_late(study):
    lesson = study.lessons[0]
    study(lesson, 0, "start", visit="first")
    study(lesson, 10, "start", visit="reloaded")
    study(lesson, 11, "end", visit="first")

    result = study(lesson, 25, visit="reloaded")

    assert result.active_seconds == 25


def test_beat_end_of_one_tab_leaves_the_other_counting(study):
    one, other = study.lessons
    study(one, 0, "start", visit="one")
    study(other, 5, "start", visit="other")
    study(one, 6, "end", visit="one")

    study(other, 20, visit="other")

    assert total(study) == 20
    assert_no_overlap(study.learner)


def test_beat_clock_set_back_makes_no_overlap(study):
    lesson = study.lessons[0]
    study(lesson, 100, "start")
    study(lesson, 115)
    study(lesson, 50)
    study(lesson, 130)

    assert total(study) == 30
    assert_no_overlap(study.learner)


def test_beat_someone_elses_enrolment(study):
    with pytest.raises(NotStudying):
        study(study.lessons[0], 0, "start", learner=make_learner())
    assert not ActiveInterval.objects.exists()


def test_beat_unknown_enrolment_or_lesson(study):
    for enrolment, lesson in ((uuid.uuid4(), "x"), (study.enrolment.uuid, "nonsense")):
        with pytest.raises(NotStudying):
            seat_time.beat(
                learner=study.learner,
                enrolment=enrolment,
                requirement=lesson,
                kind=BeatKind.START,
                at=NOW,
            )


def test_beat_locked_lesson_earns_nothing():
    course, lessons = make_small_course()
    learner = make_learner()
    enrolment = enrolments.enrol(learner=learner, course=course, at=NOW)

    with pytest.raises(Locked):
        seat_time.beat(
            learner=learner,
            enrolment=enrolment.uuid,
            requirement=str(lessons[1].translation_key),
            kind=BeatKind.START,
            at=NOW,
        )
    assert not Progress.objects.exists()


def test_beat_after_withdrawal_stops(study):
    lesson = study.lessons[0]
    study(lesson, 0, "start")
    enrolments.withdraw(
        enrolment=study.enrolment, at=NOW, by=make_learner(), reason="Asked for it."
    )

    with pytest.raises(NotStudying):
        study(lesson, 15)
    assert total(study) == 0


def test_beat_remembers_the_lesson_to_resume(study):
    study(study.lessons[1], 0, "start")

    study.enrolment.refresh_from_db()
    assert study.enrolment.last_requirement == str(study.lessons[1].translation_key)


def test_beat_interval_is_extended_not_multiplied(study):
    lesson = study.lessons[0]
    study(lesson, 0, "start")
    for step in range(1, 21):
        study(lesson, step * 15)

    [row] = ActiveInterval.objects.all()
    assert row.end - row.start == minutes(5)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 1),
            st.integers(0, 90),
            st.sampled_from(["start", "beat", "end"]),
        ),
        max_size=25,
    )
)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_beat_any_sequence_earns_at_most_the_time_that_passed(study, beats):
    ActiveInterval.objects.all().delete()
    Progress.objects.update(active_seconds=0)
    clock = 0
    for which, gap, kind in beats:
        clock += gap
        study(study.lessons[which], clock, kind)

    rows = assert_no_overlap(study.learner)
    assert total(study) <= clock
    lengths = sum(int((row.end - row.start).total_seconds()) for row in rows)
    assert lengths == total(study)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_beat_at_once_from_many_tabs_counts_once(study):
    lesson = study.lessons[0]
    study(lesson, 0, "start")
    failures = []

    def hit():
        try:
            study(lesson, 20)
        except Exception as error:  # noqa: BLE001 - collected for the assertion
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=hit) for _tab in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert total(study) == 20
    assert connection.vendor == "postgresql"
