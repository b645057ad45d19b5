"""Cases that branch: walks, marks, and what their authors are told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.trainers.types import sorter_branches as branches
from quizzes.trainers.types import sorter_showing as showing
from quizzes.trainers.types.sorter import PatientSorter
from tests.quizzes.factories import form

from .sorter_cases import choice, node, patient, question

SORTER = PatientSorter()
# Pain rises: take the blocks out, and refer; asking again turns back.
CASE = [
    node(
        "pain",
        choice("wait", "worse", "unsafe"),
        choice("ask", "pain"),
        choice("remove", "after", "good"),
    ),
    node("worse", choice("end"), choice("out", "after"), choice("call", "", "good")),
    node(
        "after",
        choice("again", "pain", "unsafe"),
        choice("refer", "", "good", refers=True),
        urgent=True,
    ),
]
CONTENT = question(nodes=CASE)


def fields(walk, *, script=True, **chosen):
    data = {f"q1-node-{number}": key for number, key in chosen.values()}
    return form({**data, "q1-path": " ".join(walk) if script else ""})


def read(walk, **chosen):
    return SORTER.read(CONTENT, fields(walk, **chosen), "q1")


def test_case_without_problems_has_none_and_its_expert_is_marked_1():
    right = SORTER.correct(CONTENT)

    assert SORTER.problems(CONTENT) == []
    assert right == {"walk": ["remove", "refer"]}
    assert SORTER.mark(CONTENT, right).fraction == 1
    assert SORTER.is_complete(CONTENT, right)
    assert SORTER.missed(CONTENT, right) == ()


def test_unsafe_choice_is_worth_nothing_whatever_follows():
    walk = {"walk": ["wait", "out", "refer"]}

    mark = SORTER.mark(CONTENT, walk)

    assert mark.fraction == 0
    assert "Unsafe: Do wait" in mark.feedback[0]
    assert SORTER.missed(CONTENT, walk) == ("branching",)


def test_choice_that_is_not_the_best_costs_a_part():
    mark = SORTER.mark(CONTENT, {"walk": ["ask", "remove", "refer"]})

    assert str(mark.fraction) == "0.66667"
    assert branches.points(CASE, ["ask", "remove", "refer"]) == (2, 3)


def test_case_that_was_not_ended_is_never_worth_all():
    assert branches.points(CASE, ["remove"]) == (1, 2)
    assert not SORTER.is_complete(CONTENT, {"walk": ["remove"]})


def test_fields_and_script_tell_the_same_walk():
    both = {"one": (1, "remove"), "two": (3, "refer")}

    assert read(["remove", "refer"], **both) == {"walk": ["remove", "refer"]}
    assert read([], **both, script=False) == {"walk": ["remove", "refer"]}


def test_script_keeps_the_way_back_that_fields_forget():
    both = {"one": (1, "remove"), "two": (3, "refer")}

    assert read(["ask", "remove", "refer"], **both)["walk"][0] == "ask"


def test_walk_that_fields_contradict_is_not_believed():
    assert read(["remove", "refer"], one=(1, "wait")) == {"walk": ["wait"]}
    assert read(["refer"], one=(1, "wait")) == {"walk": ["wait"]}


def test_choices_of_situations_that_were_not_reached_are_not_counted():
    assert read([], one=(1, "wait"), three=(3, "refer")) == {"walk": ["wait"]}


@pytest.mark.parametrize(
    ("nodes", "says"),
    [
        ([node("a")], "dead end"),
        ([node("a", choice("x", "", "good"))], "no choice"),
        ([node("a", choice("x", "b", "good"), choice("y"))], "doesn’t exist"),
        ([node("a", choice("x", "a", "good"), choice("y", "a"))], "circles"),
        ([node("a", choice("x", "", "good"), choice("y")),
          node("b", choice("z"), choice("w"))], "Nothing leads to “b”"),
        ([node("a", choice("x", "", "good"), choice("y")),
          node("a", choice("z"), choice("w"))], "Two situations"),
        ([node("a", choice("x"), choice("y"))], "good choices"),
        ([node("", choice("x", "", "good"), choice("y"))], "needs a name"),
        ([node("a", choice("x", "", "good"), choice("y"), situation="")], "says nothing"),
        ([node("a", choice("x", "", "good"), choice("y", text="Do x"))], "say the same"),
        ([node("a", choice("x", "", "good"), choice("y"), urgent=True)], "no choice refers"),
        ([node("a", choice("x", "", "good"), choice("y", "", "unsafe", refers=True),
               urgent=True)], "doesn’t refer"),
        ([node("a", choice("x", "", "good", refers=True), choice("y"), urgent=True)],
         "either refers or is unsafe"),
    ],
)  # fmt: skip
def test_authors_are_told_what_is_wrong(nodes, says):
    problems = SORTER.problems(question(nodes=nodes))

    assert any(says in problem for problem in problems), problems


def test_patients_and_a_case_do_not_go_together():
    assert SORTER.problems(question()) != []
    assert SORTER.problems(question(patient(), nodes=CASE)) != []


@st.composite
def graphs(draw):
    """Any case, sound or not."""
    names = ["a", "b", "c", "d"][: draw(st.integers(1, 4))]
    ends = st.sampled_from([*names, "", "lost"])
    worths = st.sampled_from(["good", "poor", "unsafe"])
    return [
        node(
            name,
            *(
                choice(
                    f"{name}{number}",
                    draw(ends),
                    draw(worths),
                    refers=draw(st.booleans()),
                )
                for number in range(draw(st.integers(0, 3)))
            ),
            urgent=draw(st.booleans()),
        )
        for name in names
    ]


@given(graphs(), st.randoms(use_true_random=False))
def test_every_case_can_be_walked_marked_and_drawn(nodes, rng):
    walk, known = [], branches.by_name(nodes)
    here = nodes[0]
    while here and here["choices"] and len(walk) < 12:
        made = rng.choice(here["choices"])
        walk.append(made["id"])
        here = known.get(made["next"])

    part, whole = branches.points(nodes, walk)
    expert = branches.expert_walk(nodes)

    assert 0 <= part <= whole
    assert whole > 0
    assert branches.is_walk(nodes, walk)
    assert {row["name"] for row in showing.case_map(nodes, walk, expert)} == set(known)
    if not branches.problems_of(nodes):
        assert branches.points(nodes, expert) == (len(expert), len(expert))
        assert branches.has_ended(nodes, expert)
        assert branches.with_exit(nodes) >= set(branches.reached(nodes))
