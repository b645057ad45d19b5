"""Item and quiz analysis: by hand, by published examples, and by numpy."""

import datetime as dt
import itertools

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from quizzes.domain import analysis
from quizzes.domain.analysis import Caution, Selection, analyse_quiz, analyse_version
from quizzes.models import ItemStatistics
from tests.quizzes.answers import add_attempt, add_table, make_versions
from tests.quizzes.factories import AT, make_user, publish, reword

from . import reference_analysis as reference

pytestmark = pytest.mark.django_db
_keys = itertools.count(1)
SECOND = dt.timedelta(seconds=1)


def new_key():
    return f"analysed-{next(_keys)}"


def quiz_of(key, **selection):
    return analyse_quiz(quiz_key=key, selection=Selection(**selection))


def item_of(found, version):
    return next(item for item in found.items if item.version == version)


# By hand: 30 attempts at two questions worth 1. Scores are the shares of both.
#
#   attempts   A  B   score   place among all, from below
#   10         0  0   0       1-10   the lower third, exactly
#   6          0  1   1/2     11-16
#   4          1  0   1/2     17-20
#   10         1  1   1       21-30  the upper third, exactly
#
# A: 14 of 30 right: facility 14/30. All of the upper third and none of the lower are
#    right: discrimination 1 - 0 = 1.
# B: 16 of 30 right, discrimination 1.
# Correlation of A with the rest, which is B (phi of the table 10 6 / 4 10):
#    (10 * 10 - 6 * 4) / sqrt(16 * 14 * 14 * 16) = 76 / 224.
# Variances with n - 1 = 29: of A (14 - 14 * 14 / 30) / 29 = 224 / 870, of B the same;
#    covariance (10 - 14 * 16 / 30) / 29 = 76 / 870; of the total 2 * 224 / 870 +
#    2 * 76 / 870 = 600 / 870.
# Alpha = 2 / 1 * (1 - 448 / 600) = 304 / 600.
# Mean 1/2; deviation of the scores sqrt(600 / 870) / 2; skewness 0 (symmetric);
# standard error = deviation * sqrt(1 - 304 / 600).
# Correlation of A with all of the score: cov(A, A + B) / (s_A * s_total)
#    = (224 + 76) / sqrt(224 * 600).
BY_HAND = [(0, 0)] * 10 + [(0, 1)] * 6 + [(1, 0)] * 4 + [(1, 1)] * 10


@pytest.fixture
def by_hand():
    key = new_key()
    versions = make_versions(2)
    add_table(key, versions, BY_HAND)
    return key, versions


def test_hand_worked_table(by_hand):
    key, (a, b) = by_hand

    found = quiz_of(key)

    assert found.attempts == 30
    assert found.mean == pytest.approx(1 / 2)
    assert found.median == pytest.approx(1 / 2)
    deviation = (600 / 870) ** 0.5 / 2
    assert found.sd == pytest.approx(deviation)
    assert found.skewness == pytest.approx(0)
    assert found.alpha == pytest.approx(304 / 600)
    assert found.sem == pytest.approx(deviation * (1 - 304 / 600) ** 0.5)
    assert found.warnings == ()
    counts = {round(one.low, 2): one.count for one in found.histogram if one.count}
    assert counts == {0: 10, 0.5: 10, 0.95: 10}
    first, second = item_of(found, a), item_of(found, b)
    assert (first.attempts, second.attempts) == (30, 30)
    assert first.facility == pytest.approx(14 / 30)
    assert second.facility == pytest.approx(16 / 30)
    assert first.discrimination == pytest.approx(1)
    assert first.point_biserial == pytest.approx(76 / 224)
    assert first.uncorrected == pytest.approx(300 / (224 * 600) ** 0.5)


def test_ties_at_the_edge_of_a_third_share_what_is_left():
    # 12 attempts of 30 have the highest score; the upper third holds 10 places, so
    # each of them is in it with 10/12. 15 have the next score and 3 the lowest: the
    # lower third is those 3 and 7 places shared by 15. Of the 15, 5 have A right.
    key, versions = new_key(), make_versions(2)
    table = [(1, 1)] * 12 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 3
    add_table(key, versions, table)

    first = item_of(quiz_of(key), versions[0])

    assert first.discrimination == pytest.approx(1 - (7 * 5 / 15) / 10)


# Scores of ten people on five items, and what SPSS says of them, from D. J. Denis,
# Applied Univariate, Bivariate, and Multivariate Statistics (Wiley), the section on
# reliability: Cronbach's alpha 0.633, and the corrected item-total correlations.
DENIS = [
    (10, 12, 15, 11, 12),
    (12, 18, 12, 12, 1),
    (8, 16, 14, 14, 4),
    (6, 8, 16, 8, 6),
    (4, 7, 8, 7, 5),
    (6, 6, 3, 7, 3),
    (3, 4, 6, 5, 8),
    (7, 3, 7, 9, 9),
    (8, 9, 4, 10, 10),
    (9, 5, 6, 11, 12),
]
DENIS_MEANS = (7.3, 8.8, 9.1, 9.4, 7.0)
DENIS_CORRECTED = (0.712, 0.558, 0.512, 0.796, -0.228)

# Ten students and ten questions, with the share of right answers and its variance by
# hand, from K. L. Wuensch, "The Kuder-Richardson 20" (core.ecu.edu/wuenschk/StatHelp/
# KR20.txt): the variances add up to 2.18, that of the total is 5.84 (both with n).
WUENSCH = [
    "1111110110",
    "1011011101",
    "1111011001",
    "0010001000",
    "0000010010",
    "1110111111",
    "1101110111",
    "1111111101",
    "0101111101",
    "1101101110",
]
WUENSCH_SHARES = (0.7, 0.7, 0.6, 0.7, 0.6, 0.8, 0.7, 0.7, 0.5, 0.6)


def test_published_example_of_alpha_and_corrected_correlations():
    # Three of each person, because fewer than 30 get no number. Neither alpha nor a
    # correlation changes when every row comes three times.
    key, versions = new_key(), make_versions(5)
    add_table(key, versions, [[x / 20 for x in row] for row in DENIS * 3])

    found = quiz_of(key)

    assert found.alpha == pytest.approx(0.633, abs=0.0005)
    for version, mean, correlation in zip(
        versions, DENIS_MEANS, DENIS_CORRECTED, strict=True
    ):
        item = item_of(found, version)
        assert item.facility * 20 == pytest.approx(mean)
        assert item.point_biserial == pytest.approx(correlation, abs=0.0005)
    assert Caution.NEGATIVE in item_of(found, versions[4]).warnings


def test_published_example_of_right_and_wrong():
    key, versions = new_key(), make_versions(10)
    add_table(key, versions, [[int(x) for x in row] for row in WUENSCH * 3])

    found = quiz_of(key)

    assert found.alpha == pytest.approx(10 / 9 * (1 - 2.18 / 5.84))
    assert [item.facility for item in found.items] == pytest.approx(WUENSCH_SHARES)
    total_variance = 5.84 * 30 / 29
    assert found.sd * 10 == pytest.approx(total_variance**0.5)


fractions = st.sampled_from([0, 0.2, 0.33333, 0.5, 0.66667, 1])


@st.composite
def worlds(draw):
    """Attempts at a quiz: some questions are asked of all, others drawn; two versions."""
    fixed = draw(st.integers(1, 4))
    pool = draw(st.integers(0, 5))
    drawn = draw(st.integers(0, pool))
    count = draw(st.integers(30, 60))
    marks = draw(st.lists(st.sampled_from([1, 1, 2, 0.5]), min_size=fixed + pool))
    marks = (marks + [1] * 9)[: fixed + pool]
    seed = draw(st.integers(0, 2**32 - 1))
    levels = draw(st.lists(fractions, min_size=1, max_size=6, unique=True))
    rng = np.random.default_rng(seed)
    attempts = []
    for _ in range(count):
        able = rng.random()
        extra = rng.choice(pool, size=drawn, replace=False) if drawn else []
        asked = [(q, 1) for q in range(fixed)]
        asked += [(int(fixed + q), 2) for q in extra]
        attempts.append(
            [
                (
                    question,
                    (question, int(rng.random() < 0.3)),
                    section,
                    float(max(levels) if rng.random() < able else rng.choice(levels)),
                    marks[question],
                )
                for question, section in asked
            ]
        )
    return attempts


@pytest.fixture
def double_versions():
    """Two versions of each of nine questions."""
    found = {}
    for number, version in enumerate(make_versions(9)):
        second = type(version).objects.create(
            question=version.question,
            number=2,
            digest="2",
            type=version.type,
            content=version.content,
            published_at=AT,
        )
        found[number, 0], found[number, 1] = version, second
    return found


def build(attempts, versions):
    key = new_key()
    for items in attempts:
        add_attempt(
            key,
            [
                (versions[version], fraction, {"section": section, "max_mark": mark})
                for _question, version, section, fraction, mark in items
            ],
        )
    return key


def check(attempts, versions, tolerance):
    found = quiz_of(build(attempts, versions))
    score = reference.scores(attempts)[2]
    assert found.mean == pytest.approx(score.mean(), abs=tolerance)
    if len(attempts[0]) > 1:
        expected = reference.quiz(attempts)
        for name, number in expected.items():
            if name == "sem" and expected["alpha"] > 1:
                continue
            assert getattr(found, name) == pytest.approx(number, abs=tolerance), name
    low, high = reference.thirds(score)
    for item in found.items:
        names = {version: name for name, version in versions.items()}
        name = names[item.version]
        where = [
            index
            for index, items in enumerate(attempts)
            if name in [version for _q, version, *_ in items]
        ]
        assert item.attempts == len(where)
        mine = [
            fraction
            for items in attempts
            for _q, version, _s, fraction, _m in items
            if version == name
        ]
        if len(where) < 10:
            assert item.facility is None
            continue
        assert item.facility == pytest.approx(np.mean(mine), abs=tolerance)
        if len(where) < 30 or len(attempts[0]) < 2:
            assert item.point_biserial is None
            continue
        with np.errstate(invalid="ignore", divide="ignore"):
            expected = reference.item(attempts, name)
        if min(low[where].sum(), high[where].sum()) < 5:
            assert item.discrimination is None
        else:
            assert item.discrimination == pytest.approx(
                expected["discrimination"], abs=tolerance
            )
        for field in ("point_biserial", "uncorrected"):
            number = getattr(item, field)
            if np.std(mine) < 1e-9:
                assert number is None
            elif number is not None:
                assert number == pytest.approx(expected[field], abs=tolerance)


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(attempts=worlds())
def test_equals_numpy(double_versions, attempts):
    assume(np.std(reference.scores(attempts)[2]) > 1e-6)
    check(attempts, double_versions, 1e-9)


@pytest.mark.postgres
def test_equals_numpy_on_postgresql(double_versions):
    rng = np.random.default_rng(7)
    attempts = []
    for _ in range(45):
        able = rng.random()
        attempts.append(
            [
                (q, (q, int(rng.random() < 0.3)), 1, float(rng.random() < able), 1)
                for q in range(4)
            ]
            + [
                (int(q), (int(q), 0), 2, round(able, 5), 2)
                for q in rng.choice([4, 5, 6], 2, replace=False)
            ]
        )
    check(attempts, double_versions, 1e-9)


# ---- which attempts count ---------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"practice": True},
        {"discarded": True},
        {"number": 2},
        {"submitted_at": None, "score": None, "fraction": None, "passed": None},
        {"items_to_mark": 1, "score": None, "fraction": None, "passed": None},
        {"submitted_at": AT - dt.timedelta(days=2)},
    ],
    ids=["practice", "discarded", "second", "running", "unmarked", "before"],
)
def test_left_out(by_hand, fields):
    key, versions = by_hand
    add_table(key, versions, [(1, 1)], **fields)
    assert quiz_of(key, since=AT - dt.timedelta(days=1)).attempts == 30


def test_all_attempts_where_wanted(by_hand):
    key, versions = by_hand
    add_table(key, versions, [(1, 1)] * 2, number=2)
    assert quiz_of(key, first_only=False).attempts == 32


def test_days_begin_included_and_end_excluded(by_hand):
    key, _versions = by_hand
    moment = AT + dt.timedelta(hours=1)
    assert quiz_of(key, since=moment).attempts == 30
    assert quiz_of(key, since=moment + SECOND).attempts == 0
    assert quiz_of(key, until=moment).attempts == 0
    assert quiz_of(key, until=moment + SECOND).attempts == 30


def test_dropped_items_count_nowhere():
    key, (a, b, c) = new_key(), make_versions(3)
    for x, y in BY_HAND:
        add_attempt(key, [(a, x), (b, y), (c, 1 - x, {"dropped": True})])

    found = quiz_of(key)

    assert [item.version for item in found.items] == [a, b]
    assert found.alpha == pytest.approx(304 / 600)


def test_versions_are_kept_apart():
    key, (a, b) = new_key(), make_versions(2)
    question = a.question
    publish(reword(question))
    newer = question.current_version()
    add_table(key, [a, b], BY_HAND)
    add_table(key, [newer, b], [(1, 1)] * 12)

    found = quiz_of(key)

    assert item_of(found, a).attempts == 30
    assert item_of(found, newer).attempts == 12
    assert item_of(found, newer).facility == pytest.approx(1)
    # For alpha both versions are the same question.
    assert Caution.DRAWN not in found.warnings


# ---- words instead of numbers -----------------------------------------------------------


def test_nothing_at_all():
    found = quiz_of("nobody")
    assert found.attempts == 0
    assert (found.mean, found.median, found.sd, found.alpha, found.sem) == (None,) * 5
    assert found.items == ()
    assert Caution.FEW in found.warnings


def test_nine_attempts_have_no_number_and_ten_have_some():
    key, versions = new_key(), make_versions(2)
    add_table(key, versions, BY_HAND[5:14])
    found = quiz_of(key)
    assert (found.mean, found.sd, found.alpha) == (None, None, None)
    assert all(item.facility is None for item in found.items)
    assert all(item.warnings == (Caution.FEW,) for item in found.items)

    add_table(key, versions, BY_HAND[14:15])
    found = quiz_of(key)
    assert found.mean is not None
    assert found.skewness is None
    assert all(item.facility is not None for item in found.items)
    assert all(item.discrimination is None for item in found.items)
    assert all(item.point_biserial is None for item in found.items)
    assert all(Caution.SMALL in item.warnings for item in found.items)


def test_29_attempts_have_no_alpha():
    key, versions = new_key(), make_versions(2)
    add_table(key, versions, BY_HAND[:29])
    found = quiz_of(key)
    assert (found.alpha, found.sem) == (None, None)
    assert Caution.SMALL in found.warnings


@pytest.mark.parametrize(
    ("table", "caution"),
    [
        ([(1, 1)] * 30, Caution.NO_SPREAD),
        ([(1,)] * 15 + [(0,)] * 15, Caution.ONE_ITEM),
    ],
)
def test_no_alpha_where_it_would_mean_nothing(table, caution):
    key, versions = new_key(), make_versions(len(table[0]))
    add_table(key, versions, table)
    found = quiz_of(key)
    assert found.alpha is None
    assert caution in found.warnings


def test_attempts_of_different_length_have_no_alpha():
    key, versions = new_key(), make_versions(3)
    add_table(key, versions[:2], BY_HAND)
    add_table(key, versions, [(1, 1, 1)])
    found = quiz_of(key)
    assert found.alpha is None
    assert Caution.UNEVEN in found.warnings


def test_one_question_alone_has_no_rest():
    key, versions = new_key(), make_versions(1)
    add_table(key, versions, [(1,)] * 15 + [(0,)] * 15)
    (item,) = quiz_of(key).items
    assert item.point_biserial is None
    assert Caution.ALONE in item.warnings


def test_everyone_right_sets_nobody_apart():
    key, versions = new_key(), make_versions(2)
    add_table(key, versions, [(1, x) for x, _y in BY_HAND])
    item = item_of(quiz_of(key), versions[0])
    assert item.facility == 1
    assert item.point_biserial is None
    assert Caution.SAME_MARK in item.warnings
    assert Caution.EASY in item.warnings


def test_what_sets_learners_apart_too_little_is_said():
    # 0.1 of the upper third more than of the lower are right in the first question.
    key, versions = new_key(), make_versions(3)
    table = [(n % 2, 0, 0) for n in range(10)]
    table += [(n % 2, 1, 0) for n in range(10)]
    table += [(int(n < 6), 1, 1) for n in range(10)]
    for row in table:
        add_attempt(
            key,
            [
                (v, x, {"max_mark": m})
                for v, x, m in zip(versions, row, (1, 9, 9), strict=True)
            ],
        )
    item = item_of(quiz_of(key), versions[0])
    assert 0 < item.discrimination < 0.2
    assert Caution.LOW in item.warnings


def test_certainty_is_left_out_and_said():
    key, versions = new_key(), make_versions(2)
    for x, y in BY_HAND:
        add_attempt(key, [(versions[0], x, {"certainty": 3}), (versions[1], y)])
    found = quiz_of(key)
    assert Caution.CERTAINTY in found.warnings
    assert found.mean == pytest.approx(1 / 2)


# ---- time -------------------------------------------------------------------------------


def test_time_is_since_the_save_before():
    key, (a, b) = new_key(), make_versions(2)
    for number in range(11):
        add_attempt(key, [(a, 1), (b, 0)], seconds=(10 + number, 30))
    found = quiz_of(key)
    assert item_of(found, a).median_seconds == 15
    assert item_of(found, b).median_seconds == 30


def test_later_saves_of_an_item_do_not_count():
    key, (a, b) = new_key(), make_versions(2)
    for _ in range(10):
        attempt = add_attempt(key, [(a, 1), (b, 0)], seconds=(10, 20))
        item = attempt.items.get(position=1)
        item.response_events.create(
            number=2, response=None, at=AT + dt.timedelta(seconds=500)
        )
    assert item_of(quiz_of(key), a).median_seconds == 10


def test_nine_timed_answers_are_too_few():
    key, versions = new_key(), make_versions(1)
    for number in range(12):
        add_attempt(key, [(versions[0], 1)], seconds=(10,) if number < 9 else ())
    (item,) = quiz_of(key).items
    assert item.median_seconds is None
    assert Caution.UNTIMED in item.warnings


# ---- the table of answers ---------------------------------------------------------------


def options(version):
    return [option["id"] for option in version.body["options"]]


def test_table_of_answers_by_hand():
    # The table above again: A right is option 0. Of those wrong in A the lower ten chose
    # option 1, three of the six others as well, and three gave no answer.
    key, (a, b) = new_key(), make_versions(2)
    right, wrong, _never = options(a)
    chosen = [wrong] * 10 + [wrong] * 3 + [None] * 3 + [right] * 14
    for (x, y), option in zip(BY_HAND, chosen, strict=True):
        response = {"option": option} if option else None
        add_attempt(key, [(a, x, {"response": response}), (b, y)])

    found = analyse_version(version=a, selection=Selection())

    assert [
        (row.label, row.right, row.count, row.upper, row.lower) for row in found.rows
    ] == [
        ("Sacrum and occiput", True, 14, 1, 0),
        ("Atlas and coccyx", False, 13, 0, 1),
        ("Ilium and temporal", False, 0, 0, 0),
        ("No answer", None, 3, 0, 0),
    ]
    assert found.rows[0].share == pytest.approx(14 / 30)
    assert found.discrimination == pytest.approx(1)
    assert found.point_biserial == pytest.approx(76 / 224)


def test_thirds_of_a_small_table_are_left_out():
    key, (a,) = new_key(), make_versions(1)
    for _ in range(10):
        add_attempt(key, [(a, 1, {"response": {"option": options(a)[0]}})])
    rows = analyse_version(version=a, selection=Selection()).rows
    assert [(row.count, row.upper, row.lower) for row in rows] == [
        (10, None, None),
        (0, None, None),
        (0, None, None),
    ]


def test_more_than_200_different_answers_are_counted_together():
    key, (a,) = new_key(), make_versions(1, "short_text")
    for number in range(205):
        add_attempt(key, [(a, 0, {"response": {"text": f"answer {number}"}})])
    rows = analyse_version(version=a, selection=Selection()).rows
    assert len(rows) == 201
    assert (rows[-1].label, rows[-1].count) == ("All other answers", 5)
    assert sum(row.count for row in rows) == 205


def test_texts_that_are_marked_alike_are_one_row():
    key, (a,) = new_key(), make_versions(1, "short_text")
    for text in ["Counternutation", "counternutation", "counternutation."] * 4:
        add_attempt(key, [(a, 1, {"response": {"text": text}})])
    (row,) = analyse_version(version=a, selection=Selection()).rows
    assert (row.count, row.right) == (12, True)


def test_essays_are_only_counted():
    key, (a,) = new_key(), make_versions(1, "essay")
    for text in ["Short words.", "Other short words."]:
        add_attempt(key, [(a, 1, {"response": {"text": text}})])
    (row,) = analyse_version(version=a, selection=Selection()).rows
    assert (row.label, row.count) == ("In their own words", 2)


# ---- several quizzes, and what is kept --------------------------------------------------


def test_learners_are_compared_within_each_quiz(by_hand):
    # In the second quiz everyone is right in A and wrong in the rest: taken together
    # that would look as if A were easier for those who know less.
    key, (a, b) = by_hand
    add_table(new_key(), [a, b], [(1, 0)] * 30)

    found = analyse_version(version=a, selection=Selection())

    assert found.attempts == 60
    assert found.point_biserial == pytest.approx(76 / 224)
    assert Caution.QUIZZES in found.warnings
    alone = analyse_version(version=a, selection=Selection(), quizzes=[key])
    assert alone.attempts == 30


def test_refresh_keeps_the_numbers_of_each_version(by_hand):
    key, (a, _b) = by_hand
    found = quiz_of(key)

    assert analysis.refresh(at=AT) == 2

    row = ItemStatistics.objects.get(question_version=a)
    item = item_of(found, a)
    assert row.attempts == 30
    assert row.facility == item.facility
    assert row.discrimination == item.discrimination
    assert row.point_biserial == item.point_biserial
    assert row.seconds is None
    assert row.computed_at == AT


def test_refresh_of_some_versions_leaves_others(by_hand):
    key, (a, b) = by_hand
    analysis.refresh(at=AT)
    add_table(key, [a, b], [(1, 1)] * 3)

    assert analysis.refresh(at=AT + SECOND, versions=[a.pk]) == 1

    counts = dict(ItemStatistics.objects.values_list("question_version", "attempts"))
    assert counts == {a.pk: 33, b.pk: 30}


def test_refresh_removes_what_is_not_asked_any_more(by_hand):
    _key, (a, _b) = by_hand
    analysis.refresh(at=AT)
    a.items.update(dropped=True)
    assert analysis.refresh(at=AT + SECOND) == 1
    assert not ItemStatistics.objects.filter(question_version=a).exists()


def test_command_refreshes_everything(by_hand, capsys):
    from django.core.management import call_command

    call_command("refresh_statistics")
    assert "2" in capsys.readouterr().out
    assert ItemStatistics.objects.count() == 2


def test_quiz_takes_three_queries(by_hand, django_assert_num_queries):
    with django_assert_num_queries(3):
        quiz_of(by_hand[0])


def test_version_takes_three_queries(by_hand, django_assert_num_queries):
    _key, (a, _b) = by_hand
    with django_assert_num_queries(3):
        analyse_version(version=a, selection=Selection())


def test_learners_of_one_scope_are_counted_once(by_hand):
    key, versions = by_hand
    learner = make_user()
    for number in (1, 2):
        add_table(key, versions, [(1, 1)], learner=learner, scope="same", number=number)
    assert quiz_of(key).attempts == 31
