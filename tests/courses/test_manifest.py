import types
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.domain import manifest
from courses.domain.manifest import Status
from tests.courses.factories import NOW


def item(key, kind="lesson", *, required=True, minimum=0):
    return {
        "key": key,
        "kind": kind,
        "title": f"Title {key}",
        "required": required,
        "minutes": 5 if kind == "lesson" else 0,
        "minimum_seconds": minimum,
        "pass_mark": "75" if kind == "quiz" else None,
    }


def course(modules, items=(), *, in_order=True):
    return manifest.read(
        {
            "schema": 1,
            "title": "Course",
            "in_order": in_order,
            "modules": [
                {
                    "key": key,
                    "title": f"Module {key}",
                    "requires": list(requires),
                    "items": i,
                }
                for key, requires, i in modules
            ],
            "items": list(items),
        }
    )


def row(key, *, active=0, waived=0, done=False, let_off=False, best=None):
    return types.SimpleNamespace(
        requirement=key,
        active_seconds=active,
        waived_seconds=waived,
        attempts=0,
        best_fraction=best,
        completed_at=NOW if done else None,
        waived_at=NOW if let_off else None,
        is_done=done or let_off,
    )


def statuses(read, rows):
    return {key: s.status for key, s in manifest.stand(read, rows).items()}


def test_stand_new_learner_in_order():
    read = course([("m1", [], [item("a"), item("b"), item("q", "quiz")])])

    assert statuses(read, []) == {"a": "open", "b": "locked", "q": "locked"}


def test_stand_new_learner_any_order():
    read = course([("m1", [], [item("a"), item("b")])], in_order=False)

    assert statuses(read, []) == {"a": "open", "b": "open"}


def test_stand_names_what_blocks():
    read = course([("m1", [], [item("a"), item("b"), item("c")])])

    standings = manifest.stand(read, [row("a", done=True)])

    assert standings["c"].blocked_by == ("Title b",)


def test_stand_module_waits_for_its_prerequisites_only():
    read = course(
        [("m1", [], [item("a")]), ("m2", ["m1"], [item("b")]), ("m3", [], [item("c")])]
    )

    standings = manifest.stand(read, [])

    assert standings["b"].blocked_by == ("Module m1",)
    assert standings["c"].status == Status.OPEN


def test_stand_optional_items_block_nothing():
    read = course([("m1", [], [item("a", required=False), item("b")])])

    assert statuses(read, []) == {"a": "open", "b": "open"}


def test_stand_course_quiz_opens_after_all_modules():
    read = course([("m1", [], [item("a")])], [item("final", "quiz")])

    assert statuses(read, [])["final"] == "locked"
    assert statuses(read, [row("a", done=True)])["final"] == "open"


def test_stand_done_stays_open_when_a_prerequisite_appears():
    read = course([("m1", [], [item("a")]), ("m2", ["m1"], [item("b")])])

    assert statuses(read, [row("b", done=True)])["b"] == "done"


def test_stand_waived_time_counts_towards_the_minimum():
    read = course([("m1", [], [item("a", minimum=600)])])

    standing = manifest.stand(read, [row("a", active=100, waived=450)])["a"]

    assert standing.seconds_left == 50


def test_stand_waived_requirement_unlocks_what_follows():
    read = course([("m1", [], [item("a"), item("b")])])

    assert statuses(read, [row("a", let_off=True)]) == {"a": "waived", "b": "open"}


def test_stand_ignores_rows_of_other_editions():
    read = course([("m1", [], [item("a")])])

    assert statuses(read, [row("gone", done=True)]) == {"a": "open"}


def test_is_complete_an_edition_that_asks_nothing_is_not():
    assert not manifest.is_complete(manifest.stand(course([]), []))


def test_read_unknown_schema_is_refused():
    with pytest.raises(ValueError, match="schema"):
        manifest.read({"schema": 2})


def test_read_pass_mark_is_exact():
    read = course([("m1", [], [item("q", "quiz")])])

    assert read.requirements()[0].pass_mark == Decimal(75)


KEYS = ["a", "b", "c", "d", "e", "final"]
FIVE = course(
    [
        ("m1", [], [item("a"), item("b", required=False)]),
        ("m2", ["m1"], [item("c"), item("d")]),
        ("m3", ["m1", "m2"], [item("e", "quiz")]),
    ],
    [item("final", "quiz")],
)


@given(st.sets(st.sampled_from(KEYS)), st.sampled_from(KEYS))
def test_stand_doing_more_never_locks_anything(done, more):
    before = manifest.stand(FIVE, [row(key, done=True) for key in done])
    after = manifest.stand(FIVE, [row(key, done=True) for key in done | {more}])

    opened = {key for key in KEYS if not before[key].is_locked}
    assert opened <= {key for key in KEYS if not after[key].is_locked}


@given(st.sets(st.sampled_from(KEYS)))
def test_share_done_reaches_the_total_exactly_when_complete(done):
    standings = manifest.stand(FIVE, [row(key, done=True) for key in done])

    part, whole = manifest.share_done(standings)
    assert whole == 5
    assert (part == whole) == manifest.is_complete(standings)


def test_stand_a_learner_can_always_finish():
    done = set()
    for _step in KEYS:
        standings = manifest.stand(FIVE, [row(key, done=True) for key in done])
        done |= {key for key, s in standings.items() if not s.is_locked}

    standings = manifest.stand(FIVE, [row(key, done=True) for key in done])
    assert manifest.is_complete(standings)
