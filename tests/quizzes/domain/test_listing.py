"""What the list of questions shows and finds, asked of the database."""

import pytest
from django.utils import timezone

from courses.domain import roles
from media.domain.review import sign
from quizzes.domain import listing, retiring, submitting
from quizzes.models import ItemStatistics, Question
from tests.quizzes.factories import (
    AT,
    make_admin,
    make_bank,
    make_draft,
    make_question,
    make_quiz,
    make_user,
    publish,
    reword,
    start,
)

pytestmark = pytest.mark.django_db


def everything():
    return Question.objects.all()


def judge(question, facility, discrimination):
    ItemStatistics.objects.create(
        question_version=question.current_version(),
        attempts=50,
        facility=facility,
        discrimination=discrimination,
        computed_at=timezone.now(),
    )
    return question


def test_review_states():
    roles.create_roles()
    reviewer = make_admin(first_name="Rita", last_name="Vu")
    signed, changed = make_question(), make_question()
    for question in (signed, changed):
        sign(obj=question, revision=question.live_revision, reviewer=reviewer, at=AT)
    publish(reword(changed))
    submitted, retired = make_draft(), make_question()
    submitted.save_revision()
    submitting.submit(questions=[submitted], by=reviewer)
    retiring.retire(question=retired, by=reviewer, reason="Old.", at=AT)
    expected = {
        signed: "signed",
        changed: "awaiting",
        submitted: "awaiting",
        make_question(): "awaiting",
        make_draft(): "draft",
        retired: "retired",
    }

    found = {question.pk: question for question in listing.with_review(everything())}

    assert {pk: row.review_state for pk, row in found.items()} == {
        question.pk: state for question, state in expected.items()
    }
    row = found[signed.pk]
    assert (row.reviewer_name, row.reviewed_at) == ("Rita Vu", AT)
    assert found[changed.pk].reviewer_name is None


def test_statistics_are_those_of_the_newest_version():
    question = judge(make_question(), 0.5, 0.4)
    before = listing.with_statistics(everything()).get()
    publish(reword(question))
    after = listing.with_statistics(everything()).get()

    assert (before.facility, before.discrimination) == (0.5, 0.4)
    assert (after.facility, after.discrimination) == (None, None)


@pytest.mark.parametrize(
    ("judgement", "found"),
    [
        ("easy", ["easy"]),
        ("hard", ["hard"]),
        ("low", ["hard", "easy"]),
        ("negative", ["hard"]),
        ("none", ["new", "draft"]),
    ],
)
def test_questions_are_found_by_their_statistics(judgement, found):
    judge(make_question(key="good"), 0.9, 0.2)
    judge(make_question(key="hard"), 0.29, -0.1)
    judge(make_question(key="easy"), 0.91, 0.1)
    make_question(key="new")
    make_draft(key="draft")

    rows = listing.judged(everything(), judgement)

    assert sorted(rows.values_list("key", flat=True)) == sorted(found)


def test_used_is_named_by_a_page_or_asked_and_not_drawn_from():
    bank = make_bank()
    named, drawn, asked = make_question(), make_question(bank=bank), make_question()
    make_quiz([named], draws=[{"count": 1, "bank": bank.pk}])
    quiz = make_quiz([named, asked])
    start(quiz, make_user())
    quiz.delete()

    assert set(listing.used(everything())) == {named, asked}
    assert set(listing.used(everything(), False)) == {drawn}


def test_quizzes_that_name_a_question_are_counted_once_each():
    question, other = make_question(), make_question()
    make_quiz([question, question])
    make_quiz([question])

    counts = listing.with_quizzes(everything()).values_list("pk", "quizzes")

    assert dict(counts) == {question.pk: 2, other.pk: 0}


LONG = "Consider the pelvis. " * 12 + "At the very end stands the word zygapophysis."


@pytest.mark.parametrize(
    ("words", "finds"),
    [
        ("zygapophysis", True),
        ("pelvis zygapo", True),
        ("q-long", True),
        ("Sacrum and occiput", False),  # an option, and the right one
        ("Both ends", False),  # its feedback
        ("nothing of it", False),
        ('"zygapophysis"', True),
        ('pelvis"zygapo', True),
        ('"', False),
        ('" " "', False),
    ],
)
def test_the_whole_stem_is_searched_and_no_answer(words, finds):
    source = {
        "stem": LONG,
        "options": [
            {"text": "Sacrum and occiput", "correct": True, "feedback": "Both ends."},
            {"text": "Atlas and coccyx"},
        ],
    }
    question = make_draft(source=source, key="q-long")

    found = listing.matching(everything(), words)

    assert list(found) == ([question] if finds else [])
