"""The procedure check: whatever is drawn, safety comes first and any expert's order is right."""

import json
import random

import pytest
from django.template.loader import render_to_string
from hypothesis import assume, given
from hypothesis import strategies as st

from media.domain.markdown import to_html
from quizzes.trainers.types import procedure_rules as rules
from quizzes.trainers.types.procedure import ProcedureCheck
from quizzes.trainers.types.procedure_blocks import ProcedureCheckBlock
from quizzes.types import InvalidResponse, SourceError, examples, showing
from tests.quizzes.factories import form

TYPE = ProcedureCheck()
SOURCE = {
    "stem": "The **{short}** leg is short.",
    "steps": [
        {
            "text": "Ask about red flags",
            "kind": "screening",
            "must": True,
            "missed": "Nobody asked.",
        },
        {"text": "Ask for consent", "kind": "consent", "must": True},
        {"text": "Take the baseline", "why": "To compare."},
        {"text": "Find the short leg", "together": True},
        {"text": "Place LOW on the {short}", "kind": "placing", "treats": True},
        {
            "text": "Place HIGH on the {long}",
            "kind": "placing",
            "together": True,
            "treats": True,
        },
        {"text": "Re-check", "kind": "rechecking", "must": True},
        {"text": "Wait", "kind": "timing", "treats": True},
        {"text": "Take both out", "kind": "removing"},
        {"text": "Record", "kind": "recording"},
    ],
    "distractors": [
        {
            "text": "Ask the patient to hold on",
            "kind": "stopping",
            "why": "Pain is a sign.",
            "fatal": True,
        },
        {"text": "Promise relief", "kind": "consent", "why": "Nobody knows."},
        {"text": "Tell it is safe", "kind": "consent"},
        {"text": "Press down", "kind": "placing", "fatal": True},
        {"text": "Place two low blocks", "kind": "placing"},
        {"text": "Leave the room", "kind": "timing", "fatal": True},
    ],
    "events": [
        {
            "after": "Ask about red flags",
            "text": "There is night pain and fever.",
            "ends": True,
            "answers": [
                {
                    "text": "Arrange emergency care because of the fever",
                    "kind": "stopping",
                    "must": True,
                    "missed": "Fever with spinal pain can't wait.",
                },
                {"text": "Record", "kind": "recording"},
            ],
        },
        {
            "after": "Ask for consent",
            "text": "The patient asks for other ways.",
            "answers": [{"text": "Name other ways", "kind": "consent"}],
        },
        {
            "after": "Re-check",
            "text": "It hurts more.",
            "ends": True,
            "answers": [
                {
                    "text": "Take both out because it hurts more",
                    "kind": "stopping",
                    "must": True,
                    "missed": "Pain rose.",
                },
                {"text": "Examine again", "kind": "stopping", "must": True},
                {"text": "Offer a rest", "together": True},
                {"text": "Record", "kind": "recording"},
            ],
        },
    ],
}


def make(source=None, **changes):
    value = TYPE.from_source({**(source or SOURCE), **changes}, rich=to_html)
    return TYPE.content(ProcedureCheckBlock().to_python(value))


CONTENT = make()
seeds = st.integers(0, 10**10)


def case_of(seed, content=None):
    content = content or CONTENT
    order = TYPE.order(content, random.Random(seed))
    return TYPE.variant(content, order), order


def ids(case, *texts):
    known = {action["text"]: action["id"] for action in case["actions"]}
    return [known[text] for text in texts]


def fraction(case, steps):
    return TYPE.mark(case, {"steps": list(steps)}).fraction


def seed_where(wanted):
    return next(seed for seed in range(500) if wanted(case_of(seed)[0]))


def with_event(text):
    return case_of(
        seed_where(
            lambda case: [a["event"] for a in case["actions"] if a["event"]] == [text]
        )
    )[0]


def quiet():
    return case_of(
        seed_where(lambda case: not any(a["event"] for a in case["actions"]))
    )[0]


# ---- the expert ----------------------------------------------------------------------------


@given(seeds)
def test_experts_order_is_worth_everything_in_every_case(seed):
    case, _order = case_of(seed)

    mark = TYPE.mark(case, TYPE.correct(case))

    assert mark.fraction == 1
    assert mark.feedback == ()
    assert TYPE.missed(case, TYPE.correct(case)) == ()


@given(seeds, st.randoms(use_true_random=False))
def test_any_order_that_keeps_the_groups_is_worth_everything(seed, rng):
    case, _order = case_of(seed)
    expert = rules.in_session(case["actions"])
    rng.shuffle(expert)
    expert.sort(key=lambda action: action["level"])

    assert fraction(case, [action["id"] for action in expert]) == 1


@given(seeds, st.data())
def test_without_a_step_that_must_never_be_missed_there_are_no_points(seed, data):
    case, _order = case_of(seed)
    must = [action for action in case["actions"] if action["must"]]
    gone = data.draw(st.sampled_from(must))
    steps = [key for key in TYPE.correct(case)["steps"] if key != gone["id"]]

    mark = TYPE.mark(case, {"steps": steps})

    assert mark.fraction == 0
    assert gone["text"] in mark.feedback[0]
    assert gone["missed"] in mark.feedback[0]
    assert gone["kind"] in TYPE.missed(case, {"steps": steps})


@given(seeds, st.data())
def test_what_nobody_may_do_gives_no_points_wherever_it_stands(seed, data):
    case, _order = case_of(seed)
    fatal = [action for action in case["actions"] if action["role"] == rules.NEVER]
    steps = TYPE.correct(case)["steps"]
    added = data.draw(st.sampled_from(fatal))
    steps.insert(data.draw(st.integers(0, len(steps))), added["id"])

    mark = TYPE.mark(case, {"steps": steps})

    assert mark.fraction == 0
    assert added["text"] in mark.feedback[0]
    assert added["why"] in mark.feedback[0]
    assert "never" in TYPE.missed(case, {"steps": steps})


@given(seeds, st.data())
def test_each_missing_step_costs_one_part(seed, data):
    case, _order = case_of(seed)
    expert = TYPE.correct(case)["steps"]
    optional = [
        action["id"]
        for action in case["actions"]
        if action["level"] is not None and not action["must"]
    ]
    gone = data.draw(st.sets(st.sampled_from(optional)))

    found = fraction(case, [key for key in expert if key not in gone])

    assert found == rules.share(len(expert) - len(gone), len(expert))


@given(seeds, st.data())
def test_each_needless_action_costs_one_part(seed, data):
    case, _order = case_of(seed)
    expert = TYPE.correct(case)["steps"]
    needless = [
        action["id"]
        for action in case["actions"]
        if action["level"] is None
        and action["role"] != rules.NEVER
        and not action["treats"]
    ]
    assume(needless)
    added = data.draw(st.lists(st.sampled_from(needless), unique=True, min_size=1))

    found = fraction(case, [*expert, *added])

    assert found == rules.share(len(expert) - len(added), len(expert))


@given(seeds, st.data())
def test_fraction_lies_between_0_and_1_and_marking_is_pure(seed, data):
    case, order = case_of(seed)
    keys = [action["id"] for action in case["actions"]]
    steps = data.draw(st.lists(st.sampled_from(keys), unique=True))
    response = {"steps": steps}
    before = json.dumps(case)

    mark = TYPE.mark(case, response)

    assert 0 <= mark.fraction <= 1
    assert mark == TYPE.mark(case, response)
    assert json.dumps(case) == before
    assert set(TYPE.missed(case, response)) <= set(TYPE.topics)
    review = TYPE.review(case, order, response)
    assert review["reasons"] == list(mark.feedback[: len(review["reasons"])])
    if review["reasons"]:
        assert mark.fraction == 0


@given(seeds)
def test_a_case_is_the_same_for_the_same_order_and_survives_the_database(seed):
    case, order = case_of(seed)

    assert json.loads(json.dumps(order)) == order
    assert TYPE.variant(CONTENT, order) == case
    assert TYPE.variant(json.loads(json.dumps(CONTENT)), order) == case
    assert len(set(order)) == len(order)


@given(seeds)
def test_a_mirrored_case_has_the_other_leg_short_and_the_same_key(seed):
    case, order = case_of(seed)
    mirror = TYPE.variant(CONTENT, TYPE.mirrored(CONTENT, order))

    assert mirror["stem"] != case["stem"]
    assert TYPE.correct(mirror) == TYPE.correct(case)
    twice = TYPE.mirrored(CONTENT, TYPE.mirrored(CONTENT, order))
    assert TYPE.variant(CONTENT, twice) == case
    assert "{" not in json.dumps(
        [[a["text"], a["why"], a["event"]] for a in case["actions"]]
    )


def test_a_question_without_a_leg_has_no_mirror_image():
    steps = [{"text": text} for text in ("Ask", "Look", "Write")]
    content = make({"stem": "?", "steps": steps})
    order = TYPE.order(content, random.Random(1))

    assert TYPE.mirrored(content, order) is None
    assert not any(entry.startswith("short:") for entry in order)


# ---- what turns up -------------------------------------------------------------------------


def test_everything_turns_up_sooner_or_later():
    cases = [case_of(seed)[0] for seed in range(300)]
    happened = {a["event"] for case in cases for a in case["actions"] if a["event"]}
    offered = {a["text"] for case in cases for a in case["actions"]}

    assert happened == {event["text"] for event in SOURCE["events"]}
    assert {each["text"] for each in SOURCE["distractors"]} <= offered
    assert any(not any(a["event"] for a in case["actions"]) for case in cases)
    assert any(len([a for a in c["actions"] if a["event"]]) == 2 for c in cases)
    assert {"Place LOW on the left", "Place LOW on the right"} <= offered


@given(seeds)
def test_what_is_offered_does_not_tell_what_happens(seed):
    """Some answer to something that doesn't happen is always among the actions."""
    case, _order = case_of(seed)

    assert any(
        action["role"] == rules.EXTRA and action["level"] is None and action["kind"]
        for action in case["actions"]
        if action["text"] not in {each["text"] for each in SOURCE["distractors"]}
    )
    assert any(action["role"] == rules.NEVER for action in case["actions"])


@given(seeds)
def test_nothing_happens_after_the_session_ended(seed):
    case, _order = case_of(seed)
    if not case["ending"]:
        return

    levels = {a["event"]: a["level"] for a in case["actions"] if a["event"]}

    assert levels[case["ending"]] == max(levels.values())


# ---- safety --------------------------------------------------------------------------------


def test_treating_although_a_red_flag_was_heard_gives_no_points():
    case = with_event("There is night pain and fever.")
    (placed,) = (a for a in case["actions"] if a["text"].startswith("Place LOW"))
    expert = TYPE.correct(case)["steps"]

    mark = TYPE.mark(case, {"steps": [*expert, placed["id"]]})

    assert mark.fraction == 0
    assert "night pain and fever" in mark.feedback[0]
    assert "had to end" in mark.feedback[0]


def test_going_on_without_treating_costs_but_does_not_fail():
    case = with_event("There is night pain and fever.")
    expert = TYPE.correct(case)["steps"]

    mark = TYPE.mark(case, {"steps": [*expert, *ids(case, "Take the baseline")]})

    assert mark.fraction == rules.share(len(expert) - 1, len(expert))


def test_what_comes_after_treatment_began_was_missed():
    case = quiet()
    expert = TYPE.correct(case)["steps"]
    (consent,) = ids(case, "Ask for consent")
    later = [key for key in expert if key != consent]
    later.insert(5, consent)

    mark = TYPE.mark(case, {"steps": later})

    assert mark.fraction == 0
    assert "Ask for consent" in mark.feedback[0]
    rows = TYPE.review(case, [], {"steps": later})["expert"]
    assert [row["text"] for row in rows if row["is_late"]] == ["Ask for consent"]


def test_out_of_order_without_danger_costs_one_part():
    case = quiet()
    expert = TYPE.correct(case)["steps"]

    found = fraction(case, [*expert[:-2], expert[-1], expert[-2]])

    assert found == rules.share(len(expert) - 1, len(expert))
    assert TYPE.missed(case, {"steps": expert[:-2] + expert[-1:] + expert[-2:-1]}) == (
        "order",
    )


def test_reason_comes_first_and_no_points_are_kind():
    case = quiet()
    mark = TYPE.mark(case, {"steps": ids(case, "Record")})

    assert mark.feedback[0] == "“Ask about red flags” was missed. Nobody asked."
    assert any("go again" in text for text in mark.feedback)


# ---- fields --------------------------------------------------------------------------------


@given(seeds, st.data())
def test_numbers_of_the_form_are_read_as_an_order(seed, data):
    case, _order = case_of(seed)
    keys = [action["id"] for action in case["actions"]]
    steps = data.draw(st.lists(st.sampled_from(keys), unique=True))
    numbers = data.draw(
        st.lists(
            st.integers(1, len(keys)),
            unique=True,
            min_size=len(steps),
            max_size=len(steps),
        )
    )
    fields = {
        f"q1-place-{key}": str(number)
        for key, number in zip(steps, sorted(numbers), strict=True)
    }

    found = TYPE.read(case, form(fields), "q1")

    assert found == ({"steps": steps} if steps else None)


def test_a_number_at_two_actions_is_asked_back_and_stays_on_the_page():
    case, order = case_of(1)
    one, two = (action["id"] for action in case["actions"][:2])
    fields = form({f"q1-place-{one}": "3", f"q1-place-{two}": "3"})

    with pytest.raises(InvalidResponse) as refused:
        TYPE.read(case, fields, "q1")

    assert case["actions"][0]["text"] in refused.value.message
    shown = TYPE.present(case, order, refused.value.shown)
    assert [row["place"] for row in shown["actions"]][:3] == [3, 3, None]


@pytest.mark.parametrize("number", ["0", "-1", "x", "99", "1.5", "٣", "1" * 20])
def test_a_number_that_the_form_does_not_have_is_refused(number):
    case, _order = case_of(1)
    fields = form({f"q1-place-{case['actions'][0]['id']}": number})

    with pytest.raises(InvalidResponse):
        TYPE.read(case, fields, "q1")


@given(seeds)
def test_open_page_holds_no_key(seed):
    case, order = case_of(seed)
    page = render_to_string(
        TYPE.template, {"question": TYPE.present(case, order), "prefix": "q1"}
    )

    for secret in ("Nobody asked", "To compare", "Pain is a sign", "must", "fatal"):
        assert secret not in page
    for action in case["actions"]:
        assert action["text"] in page
    assert "Awaiting clinical review." in page


def test_who_reviewed_is_named_once_there_is_someone():
    content = make(
        SOURCE, reviewed_by="R. Reviewer", reviewed_on="2026-05-31", source_profile="ak"
    )
    shown = TYPE.present(TYPE.variant(content, []), [])

    assert "R. Reviewer" in shown["key_line"]
    assert "2026-05-31" in shown["key_line"]
    assert "ak" in shown["key_line"]
    assert "Awaiting" not in shown["key_line"]


def test_general_practice_is_not_called_sot_teaching():
    content = make(SOURCE, source_profile="general")
    shown = TYPE.present(TYPE.variant(content, []), [])

    assert "General safety practice" in shown["key_line"]
    assert "SOT" not in shown["key_line"]


# ---- examples, regrading -------------------------------------------------------------------


def test_authors_see_a_wrong_and_a_partly_right_answer():
    case, order = case_of(3)

    assert fraction(case, examples.wrong(TYPE, case, order)["steps"]) == 0
    assert 0 < fraction(case, examples.partly(TYPE, case, order)["steps"]) < 1


def test_an_answer_to_another_version_fits_where_its_actions_are_there():
    seed = seed_where(lambda case: not any(a["event"] for a in case["actions"]))
    case, order = case_of(seed)
    changed = make({**SOURCE, "steps": [*SOURCE["steps"][:-2], SOURCE["steps"][-1]]})
    again = TYPE.variant(changed, order)
    response = TYPE.correct(case)

    assert TYPE.fits(case, TYPE.correct(case))
    assert not TYPE.fits(again, response)
    assert not TYPE.fits(case, {"steps": ["gone"]})
    rest = [key for key in response["steps"] if TYPE.fits(again, {"steps": [key]})]
    assert fraction(again, rest) == 1


# ---- course files and problems -------------------------------------------------------------


def test_source_comes_back_as_it_was_read():
    written = {
        **SOURCE,
        "source_profile": "local",
        "reviewed_by": "R. Reviewer",
        "reviewed_on": "2026-05-31",
    }
    content = make(written)

    source = TYPE.to_source(
        content, markdown=lambda html: html.removeprefix("<p>").removesuffix("</p>")
    )

    assert source.pop("stem") == "The <strong>{short}</strong> leg is short."
    expected = json.loads(json.dumps(written).replace(', "kind": "preparing"', ""))
    del expected["stem"]
    assert source == expected
    assert TYPE.problems(content) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"steps": "x"}, "steps"),
        ({"steps": [{"text": "a", "kind": "magic"}]}, "steps[1].kind"),
        ({"steps": [{"text": "a", "must": "yes"}]}, "steps[1].must"),
        ({"distractors": [{"text": "a", "treats": True}]}, "distractors[1].treats"),
        ({"events": [{"after": "a", "text": "b"}]}, "events[1].answers"),
        (
            {"events": [{"after": "a", "text": "b", "answers": [{"why": "c"}]}]},
            "events[1].answers[1].text",
        ),
        ({"reviewed_on": "soon"}, "reviewed_on"),
    ],
)
def test_mistakes_in_a_course_file_name_their_field(change, field):
    with pytest.raises(SourceError) as error:
        TYPE.from_source({**SOURCE, **change}, rich=to_html)

    assert field in [name for name, _text in error.value.problems]


def event(**changes):
    return {"events": [{**SOURCE["events"][1], **changes}]}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"stem": " "}, "missing"),
        ({"steps": SOURCE["steps"][:2], "events": []}, "three steps"),
        ({"distractors": [{"text": "ask FOR consent"}]}, "say the same"),
        ({"steps": [{"text": "A", "together": True}, *SOURCE["steps"]]}, "first step"),
        (event(after="Dance"), "no step"),
        (event(after="Find the short leg"), "stand alone"),
        (event(after="Take the baseline"), "stand alone"),
        (event(text=""), "not said"),
        (event(answers=[{"text": "Press down"}]), "doesn’t belong"),
        (event(answers=[{"text": "Record"}]), "anyway"),
        (event(answers=[{"text": "Ask about red flags"}], ends=True), "anyway"),
        (event(answers=[{"text": "X"}, {"text": "x"}]), "say the same"),
        (event(answers=[{"text": "X", "together": True}]), "in any order"),
        ({"reviewed_by": "R. Reviewer"}, "a name and a date"),
        ({"distractors": [{"text": f"No {n}"} for n in range(40)]}, "40 actions"),
    ],
)
def test_problems_are_told_in_words(change, words):
    source = {**SOURCE, **change}
    value = TYPE.from_source(
        {**source, "stem": source["stem"].strip() or "x"}, rich=to_html
    )
    if not source["stem"].strip():
        value["stem"] = ""
    content = TYPE.content(ProcedureCheckBlock().to_python(value))

    assert any(words in problem for problem in TYPE.problems(content))


def test_an_unfinished_draft_can_be_looked_at():
    content = TYPE.content(ProcedureCheckBlock().to_python({}))

    assert TYPE.problems(content)
    assert TYPE.present(content, TYPE.order(content, random.Random(1)))


# ---- the review ----------------------------------------------------------------------------


def page_of(case_seed, response):
    version = {"body": CONTENT, "rationale": "", "verdict": "", "level": None}
    version["references"] = []
    _case, order = case_of(case_seed)
    context = showing.reviewed(
        type_key=TYPE.key,
        content=version,
        order=order,
        prefix="q1",
        response=response,
    )
    return render_to_string("ce_quizzes/includes/reviewed.html", context)


def test_review_shows_the_experts_session_beside_ones_own():
    seed = seed_where(lambda case: case["ending"] == "It hurts more.")
    case, _order = case_of(seed)
    steps = TYPE.correct(case)["steps"]
    (gone,) = ids(case, "Take both out because it hurts more")

    page = page_of(seed, {"steps": [key for key in steps if key != gone]})

    assert page.index("No points") < page.index("Pain rose.") < page.index("expert’s")
    assert "Missing in your session" in page
    assert "In order: your step 1" in page
    assert "The session ends here" in page
    assert "To compare." in page


def test_review_without_an_answer_shows_the_expert_alone():
    page = page_of(1, None)

    assert "An expert’s session" in page
    assert "Missing in your session" not in page
    assert "No points" not in page
