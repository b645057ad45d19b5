"""What is drawn, and that it is frozen."""

import random
from decimal import Decimal

import pytest

from quizzes.domain import accommodations, delivery, drawing
from quizzes.models import Question, QuestionVersion
from tests.counting import counted_queries
from tests.quizzes.factories import (
    AT,
    items_of,
    make_bank,
    make_draft,
    make_objective,
    make_question,
    make_questions,
    make_quiz,
    make_user,
    publish,
    reword,
    start,
)

pytestmark = pytest.mark.django_db


def draw(quiz, *, seed=1, **options):
    return drawing.draw(sections=quiz.sections, rng=random.Random(seed), **options)


def asked(drawn):
    return [item.version.question_id for item in drawn.items]


def test_fixed_questions_are_all_asked_in_the_authors_order():
    questions = make_questions(3)
    quiz = make_quiz(reversed(questions))

    drawn = draw(quiz, shuffle_questions=False)

    assert asked(drawn) == [question.pk for question in reversed(questions)]
    assert drawn.shortages == []


def test_draw_takes_only_what_matches_every_filter():
    bank, objective = make_bank(), make_objective()
    match = {"bank": bank, "objective": objective, "difficulty": "easy"}
    wanted = make_question(**match, tags=["History"])
    make_question(**match, tags=["anatomy"])
    make_question(**{**match, "difficulty": "hard"}, tags=["History"])
    make_question(**{**match, "objective": None}, tags=["History"])
    make_question(**{**match, "bank": None}, tags=["History"])
    filters = {
        "bank": bank.pk,
        "objective": objective.pk,
        "difficulty": "easy",
        "tag": "history",
    }
    quiz = make_quiz(draws=[{"count": 5, **filters}])

    drawn = draw(quiz)

    assert asked(drawn) == [wanted.pk]
    assert drawn.shortages == [drawing.Shortage("draw-0", 5, 1)]


def test_draw_leaves_out_knowledge_checks_drafts_and_withdrawn_questions():
    wanted = make_question(tags=["history", "safety"])
    make_question(tags=["check"])
    make_question(tags=["Check", "history"])
    make_draft()
    make_question().unpublish()
    quiz = make_quiz(draws=[{"count": 9}])

    assert asked(draw(quiz)) == [wanted.pk]


def test_no_question_is_asked_twice():
    first, second, third = make_questions(3)
    quiz = make_quiz([first, first], draws=[{"count": 2}, {"count": 2}])

    drawn = draw(quiz)

    assert sorted(asked(drawn)) == [first.pk, second.pk, third.pk]
    assert [(s.section, s.found) for s in drawn.shortages] == [("draw-1", 0)]


def test_same_seed_gives_the_same_draw_and_another_seed_another():
    make_questions(8)
    quiz = make_quiz(draws=[{"count": 4}])

    once, again = draw(quiz, seed=5), draw(quiz, seed=5)
    others = {tuple(asked(draw(quiz, seed=seed))) for seed in range(20)}

    assert asked(once) == asked(again)
    assert [i.option_order for i in once.items] == [i.option_order for i in again.items]
    assert len(others) > 1


def test_less_seen_questions_are_drawn_first():
    questions = make_questions(4)
    quiz = make_quiz(draws=[{"count": 2}])
    seen = {questions[0].pk: 2, questions[1].pk: 1}

    fresh = draw(quiz, seen=seen)
    three = draw(make_quiz(draws=[{"count": 3}]), seen=seen)

    assert set(asked(fresh)) == {questions[2].pk, questions[3].pk}
    assert questions[1].pk in asked(three)
    assert questions[0].pk not in asked(three)


def test_options_keep_the_authors_order_where_they_are_not_shuffled():
    question = make_question()
    ids = [option["id"] for option in question.current_version().body["options"]]
    quiz = make_quiz([question])

    kept = draw(quiz, shuffle_options=False).items[0].option_order
    orders = {tuple(draw(quiz, seed=s).items[0].option_order) for s in range(30)}

    assert kept == ids
    assert len(orders) == 6


def test_questions_are_shuffled_within_their_section():
    fixed = make_questions(3, tags=["check"])
    make_questions(3)
    quiz = make_quiz(fixed, draws=[{"count": 3}])

    orders = {tuple(asked(draw(quiz, seed=seed))) for seed in range(30)}

    assert len(orders) > 5
    assert all(set(o[:3]) == {question.pk for question in fixed} for o in orders)


def test_attempt_keeps_what_was_asked_when_question_and_quiz_change():
    question, other = make_questions(2)
    quiz = make_quiz([question])
    attempt = start(quiz, make_user())
    (before,) = items_of(attempt)

    publish(reword(question))
    quiz.sections = make_quiz([other]).sections
    quiz.pass_mark = 10
    quiz.save_revision().publish()

    attempt.refresh_from_db()
    (after,) = items_of(attempt)
    assert question.current_version().number == 2
    assert after.question_version == before.question_version
    assert after.question_version.number == 1
    assert after.option_order == before.option_order
    assert attempt.rules["pass_mark"] == 75


def test_new_attempt_asks_the_newest_version():
    question = make_question()
    quiz = make_quiz([question])
    publish(reword(question))

    (item,) = items_of(start(quiz, make_user()))

    assert item.question_version.number == 2


def test_retake_prefers_questions_not_asked_before():
    make_questions(4)
    quiz = make_quiz(draws=[{"count": 2}])
    learner = make_user()
    first = start(quiz, learner, seed=1)
    finish(first, learner)

    second = start(quiz, learner, seed=1)

    first_ids = {i.question_version.question_id for i in items_of(first)}
    second_ids = {i.question_version.question_id for i in items_of(second)}
    assert first_ids & second_ids == set()


def finish(attempt, learner):
    delivery.submit(attempt_uuid=attempt.uuid, learner=learner, at=AT)


def fill_bank(size, **fields):
    """Add so many published questions at once, all alike."""
    model = make_question()
    version = model.current_version()
    Question.objects.bulk_create(
        Question(
            key=f"many-{n}", title="?", type_key=model.type_key, live=True, **fields
        )
        for n in range(size)
    )
    QuestionVersion.objects.bulk_create(
        QuestionVersion(
            question=question,
            number=1,
            digest=version.digest,
            type=version.type,
            content=version.content,
            published_at=version.published_at,
        )
        for question in Question.objects.filter(key__startswith="many-")
    )


@pytest.mark.parametrize("size", [10, 300])
def test_starting_costs_the_same_whatever_the_size_of_the_bank(size):
    fill_bank(size)
    quiz = make_quiz(draws=[{"count": 8}])
    learner = make_user()

    with counted_queries() as queries:
        start(quiz, learner)

    assert len(queries) <= 7, queries


def test_retake_of_fixed_questions_does_not_ask_what_was_asked_before():
    quiz, drawing_quiz = make_quiz(make_questions(2)), make_quiz(draws=[{"count": 1}])
    learner = make_user()
    finish(start(quiz, learner), learner)
    finish(start(drawing_quiz, learner), learner)

    with counted_queries() as fixed:
        start(quiz, learner)
    with counted_queries() as drawn:
        start(drawing_quiz, learner)

    assert sum('JOIN "ce_quizzes_attemptitem"' in sql for sql in fixed) == 0
    assert len(fixed) == 5, fixed
    assert len(drawn) == 7, drawn


@pytest.mark.parametrize("practice", [False, True])
def test_forty_questions_of_five_thousand_start_within_fifteen_queries(practice):
    """A retake with a case, a grant and five draws: as much as there can be."""
    bank = make_bank()
    fill_bank(5_000, bank=bank)
    draw = {"count": 8, "bank": bank.pk, "vignette": "<p>A case.</p>"}
    quiz = make_quiz(draws=[draw] * 5, practice=practice)
    learner = make_user()
    accommodations.grant(
        learner=learner,
        quiz=quiz,
        reason="More time.",
        granted_by=make_user(),
        at=AT,
        time_factor=Decimal("1.5"),
    )
    finish(start(quiz, learner), learner)

    with counted_queries() as queries:
        attempt = start(quiz, learner)

    assert len(queries) <= 15, queries
    assert (attempt.number, attempt.items.count()) == (2, 40)
    asked = attempt.items.values("question_version__question").distinct()
    assert asked.count() == 40
