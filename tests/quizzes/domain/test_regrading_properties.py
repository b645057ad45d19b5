"""Whatever is done to marks, in whatever order: what must hold of attempts."""

from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizzes.domain import marking, queries
from quizzes.domain import rules as attempt_rules
from quizzes.domain.errors import NothingChanges
from quizzes.enums import MarkReason
from quizzes.models import Attempt
from tests.quizzes.factories import (
    AT,
    item_of,
    items_of,
    make_admin,
    make_question,
    make_quiz,
    make_user,
    save,
    start,
    submit,
)
from tests.quizzes.regrades import option, plan, regrade, rekey

pytestmark = pytest.mark.django_db

FRACTIONS = st.sampled_from(["0", "0.25", "0.33333", "1"]).map(Decimal)
ACTS = st.one_of(
    st.tuples(st.just("version"), st.integers(0, 2), st.integers(0, 2), st.booleans()),
    st.tuples(st.sampled_from(["drop", "credit"]), st.integers(0, 2)),
    st.tuples(st.just("hand"), st.integers(0, 2), st.integers(0, 1), FRACTIONS),
)
SETTINGS = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


class World:
    """Two choices and an essay, each with three versions, and two attempts at them."""

    def __init__(self, behaviour):
        self.admin = make_admin()
        self.questions = [make_question(), make_question(), make_question("essay")]
        quiz = make_quiz(self.questions, shuffle_questions=False, behaviour=behaviour)
        self.attempts = []
        for chosen, certainty in ((0, 3), (1, 2)):
            attempt = start(quiz, make_user(), at=AT)
            first, second, essay = items_of(attempt)
            save(first, option(first, chosen), certainty=certainty)
            save(second, option(second, 2), certainty=1)
            save(essay, {"text": "The joint moves too little."})
            self.attempts.append(submit(attempt))
        for question in self.questions[:2]:
            rekey(question, 1)
            rekey(question, 2)
        self.versions = [list(each.versions.all()) for each in self.questions]

    def do(self, act):
        kind, number, *more = act
        question = self.questions[number]
        try:
            if kind == "version":
                known = self.versions[number]
                version = known[min(more[0], len(known) - 1)]
                what = plan(kind, question, version, over_persons=more[1])
                regrade(what, self.admin)
            elif kind == "hand":
                marking.mark_by_hand(
                    item=item_of(self.attempts[more[0]], number + 1),
                    marker=self.admin,
                    fraction=more[1],
                    note="So it is.",
                    at=AT,
                )
            else:
                regrade(plan(kind, question), self.admin)
        except NothingChanges:
            pass

    def check(self):
        for pk in [attempt.pk for attempt in self.attempts]:
            attempt = Attempt.objects.get(pk=pk)
            check_items(items_of(attempt))
            check_attempt(attempt)
        waiting = {item.attempt_id for item in queries.items_to_mark()}
        assert waiting == set(
            Attempt.objects.filter(items_to_mark__gt=0).values_list("pk", flat=True)
        )


def check_items(items):
    """The mark of every item is what its newest event says."""
    for item in items:
        newest = item.mark_events.last()
        if newest is None:
            assert (item.fraction, item.dropped) == (None, False)
            continue
        assert item.fraction == newest.fraction
        assert 0 <= item.fraction <= 1
        assert item.dropped is (newest.reason == MarkReason.DROPPED)


def check_attempt(attempt):
    items = items_of(attempt)
    rules = attempt_rules.read(attempt.rules)
    counting = [item for item in items if not item.dropped]
    for item in counting:
        last = item.mark_events.last()
        item.credited = last is not None and last.reason == MarkReason.CREDITED
    assert attempt.max_score == sum(item.max_mark for item in counting) > 0
    assert attempt.items_to_mark == sum(item.fraction is None for item in counting)
    if attempt.items_to_mark:
        assert (attempt.score, attempt.fraction, attempt.passed) == (None, None, None)
        return
    points = [
        marking.points_of(item=item, behaviour=rules.behaviour) for item in counting
    ]
    assert attempt.score == marking.total(points)
    assert 0 <= attempt.fraction <= 1
    assert abs(attempt.fraction - attempt.score / attempt.max_score) < Decimal("1e-5")
    assert attempt.passed is (attempt.percent >= rules.pass_mark)


@pytest.mark.parametrize("behaviour", ["deferred", "certainty"])
def test_attempts_stay_what_their_marks_say(behaviour):
    world = World(behaviour)

    @SETTINGS
    @given(st.lists(ACTS, min_size=1, max_size=6))
    def check(acts):
        with transaction.atomic():
            for act in acts:
                world.do(act)
                world.check()
            transaction.set_rollback(True)

    check()


@pytest.mark.parametrize("behaviour", ["deferred", "certainty"])
def test_the_version_asked_undoes_drop_and_credit(behaviour):
    """Also what a person marked before comes back, and twice is as once."""
    world = World(behaviour)

    def state():
        return [
            (
                attempt.score,
                attempt.max_score,
                attempt.passed,
                [(item.fraction, item.dropped) for item in items_of(attempt)],
            )
            for attempt in Attempt.objects.order_by("pk")
        ]

    hands = st.lists(
        st.tuples(st.just("hand"), st.integers(0, 1), st.integers(0, 1), FRACTIONS),
        max_size=3,
    )
    others = st.lists(st.sampled_from(["drop", "credit"]), min_size=1, max_size=3)

    @SETTINGS
    @given(hands, st.integers(0, 1), others)
    def check(hands, number, kinds):
        with transaction.atomic():
            for act in hands:
                world.do(act)
            before = state()
            for kind in kinds:
                world.do((kind, number))
            world.do(("version", number, 0, False))
            assert state() == before
            world.do(("version", number, 0, False))
            assert state() == before
            transaction.set_rollback(True)

    check()
