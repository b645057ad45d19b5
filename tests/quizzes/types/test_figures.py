"""Questions on a figure: marks by table, both ways alike, and nothing given away."""

import random
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from media.models import Figure
from quizzes import types
from quizzes.models import Question
from quizzes.types import InvalidResponse, SourceError, figures, pointing, showing
from quizzes.types.text import stable_id
from tests.quizzes import pelvis
from tests.quizzes.factories import (
    SOURCES,
    body_value,
    content,
    form,
    item_of,
    make_draft,
    make_question,
    make_quiz,
    make_user,
    publish,
    right,
    save,
    start,
)

LABEL, FIND = types.get("label_figure"), types.get("find_structure")


def found(mode, *keys, right=("sail-l",), **fields):
    keys = keys or ("sail-l", "sail-r", "keel", "knob")
    parts = [{"part": key, "correct": key in right, "feedback": key} for key in keys]
    return content(
        "find_structure", {"stem": "?", "mode": mode, "parts": parts, **fields}
    )


def chosen(body, *keys):
    return {"parts": [part["id"] for part in body["parts"] if part["key"] in keys]}


def body_without_figure(key, **fields):
    question_type = types.get(key)
    value = body_value(key, {"stem": "?", **fields})
    return question_type.content(question_type.block().to_python(value))


# ---- marks -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "fraction"),
    [
        ({"keel": "Keel", "sail-l": "Sail", "knob": "Knob"}, "1"),
        ({"keel": "Keel", "sail-l": "Knob", "knob": "Sail"}, "0.33333"),
        ({"keel": "Keel"}, "0.33333"),
        ({"keel": "Keel", "sail-l": "Keel", "knob": "Keel"}, "0.33333"),
        ({"keel": "Rudder", "sail-l": "Rudder", "knob": "Rudder"}, "0"),
        ({}, "0"),
    ],
)
def test_label_figure_gives_the_share_of_places(given, fraction):
    body = content("label_figure")
    order = LABEL.order(body, random.Random(1))
    ids = {text: key for key, text in LABEL._labels(body).items()}
    parts = {part["key"]: part["id"] for part in body["parts"]}
    response = {"labels": {parts[key]: ids[text] for key, text in given.items()}}

    assert set(order) == set(ids.values())
    assert LABEL.mark(body, response).fraction == Decimal(fraction)


def test_labels_of_one_name_carry_their_side():
    body = content("label_figure", {"stem": "?", "parts": ["sail-r", "sail-l", "keel"]})

    texts = set(LABEL._labels(body).values())

    assert texts == {"Sail (patient’s right)", "Sail (patient’s left)", "Keel"}
    swapped = LABEL.correct(body)["labels"]
    first, second = (part["id"] for part in body["parts"][:2])
    swapped[first], swapped[second] = swapped[second], swapped[first]
    assert LABEL.mark(body, {"labels": swapped}).fraction == Decimal("0.33333")


@pytest.mark.parametrize(
    ("mode", "right", "keys", "fraction"),
    [
        ("part", ["sail-l"], ["sail-l"], "1"),
        ("part", ["sail-l"], ["sail-r"], "0"),
        ("parts", ["sail-l", "sail-r"], ["sail-l", "sail-r"], "1"),
        ("parts", ["sail-l", "sail-r"], ["sail-l"], "0.5"),
        ("parts", ["sail-l", "sail-r"], ["sail-l", "sail-r", "keel"], "0.5"),
        ("parts", ["sail-l", "sail-r"], ["sail-l", "keel"], "0"),
        ("parts", ["sail-l", "sail-r"], ["sail-l", "sail-r", "keel", "knob"], "0"),
        ("parts", ["sail-l"], ["keel"], "0"),
    ],
)
def test_find_structure_marks_parts(mode, right, keys, fraction):
    body = found(mode, right=right)

    mark = FIND.mark(body, chosen(body, *keys))

    assert mark.fraction == Decimal(fraction)
    assert set(mark.feedback) == set(keys)


@pytest.mark.parametrize(
    ("point", "fraction"),
    [
        ([0.75, 0.3], "1"),
        ([0.83, 0.3], "1"),  # exactly at the tolerance, 8 % of the width
        ([0.8301, 0.3], "0"),
        ([0.75, 0.4066], "1"),  # the figure is less high than wide: 8 % are 10.67 %
        ([0.75, 0.4068], "0"),
        ([0.25, 0.3], "0"),
        ([0, 0], "0"),
        ([1, 1], "0"),
    ],
)
def test_find_structure_marks_a_point_by_its_distance(point, fraction):
    body = found("point", tolerance=8)

    assert FIND.mark(body, {"point": point}).fraction == Decimal(fraction)


def test_any_of_several_right_parts_may_be_pointed_at():
    body = found("point", right=["sail-l", "knob"], tolerance=5)

    assert FIND.mark(body, {"point": [0.75, 0.8]}).fraction == 1
    assert FIND.mark(body, {"point": [0.75, 0.3]}).fraction == 1
    assert FIND.mark(body, {"point": [0.5, 0.6]}).feedback == ("keel",)


SHAPES = [
    ({"type": "rect", "x": 0.1, "y": 0.1, "width": 0.3, "height": 0.2}, [0.39, 0.29]),
    ({"type": "ellipse", "cx": 0.3, "cy": 0.3, "rx": 0.2, "ry": 0.1}, [0.48, 0.3]),
    ({"type": "polygon", "points": [[0.1, 0.1], [0.6, 0.1], [0.1, 0.6]]}, [0.4, 0.15]),
]


@pytest.mark.parametrize(("shape", "inside"), SHAPES)
def test_on_a_photo_a_point_inside_the_outline_is_right(shape, inside):
    photo = replace(
        pelvis.PLATE,
        svg="",
        structures=[
            {**item, "anchor": None, "shape": shape}
            if item["key"] == "sail-l"
            else item
            for item in pelvis.PLATE.structures
        ],
    )
    body = FIND.with_figure(
        found("point", "sail-l", "keel", "knob", tolerance=1), photo
    )

    assert FIND.figure_problems(body, photo) == []
    assert FIND.mark(body, {"point": inside}).fraction == 1
    assert FIND.mark(body, {"point": [0.55, 0.55]}).fraction == 0
    assert FIND.mark(body, FIND.correct(body)).fraction == 1


places = st.integers(0, 10_000).map(lambda number: number / 10_000)


@given(places, places)
def test_a_point_comes_back_from_the_two_numbers(x, y):
    across, down = pointing.written([x, y])

    assert pointing.read([across, down]) == [x, y]


@given(places, places, st.integers(1, 25))
def test_turning_the_figure_over_changes_no_mark(x, y, tolerance):
    body = found("point", tolerance=tolerance)
    mirrored = {
        **body,
        "parts": [
            {**part, "anchor": [round(1 - part["anchor"][0], 4), part["anchor"][1]]}
            for part in body["parts"]
        ],
    }

    over = FIND.mark(mirrored, {"point": [round(1 - x, 4), y]})

    assert over.fraction == FIND.mark(body, {"point": [x, y]}).fraction


@given(st.sampled_from(["part", "parts", "point"]), st.integers(0, 3))
def test_choosing_a_letter_is_marked_like_pointing(mode, index):
    body = found(mode, right=["sail-l"], tolerance=8)
    part = body["parts"][index]
    name = "options" if mode == "parts" else "option"

    by_letter = FIND.read(
        body, form({f"q1-{name}": figures.tokens(body)[part["id"]]}), "q1"
    )
    if mode == "point":
        across, down = pointing.written(part["anchor"])
        pointed = FIND.read(body, form({"q1-across": across, "q1-down": down}), "q1")
    else:
        pointed = {"parts": [part["id"]]}

    assert by_letter == pointed
    assert FIND.mark(body, by_letter) == FIND.mark(body, pointed)


def test_a_letter_counts_before_the_numbers():
    body = found("point")
    token = figures.tokens(body)[body["parts"][2]["id"]]
    posted = {"q1-option": token, "q1-across": "1", "q1-down": "1"}

    assert FIND.read(body, form(posted), "q1") == {"point": [0.5, 0.6]}


@pytest.mark.parametrize(
    "posted",
    [
        {"q1-across": "50", "q1-down": ""},
        {"q1-across": "50", "q1-down": "101"},
        {"q1-across": "-1", "q1-down": "10"},
        {"q1-across": "NaN", "q1-down": "10"},
        {"q1-across": "1e400000", "q1-down": "10"},
        {"q1-across": "left", "q1-down": "10"},
    ],
)
def test_what_is_no_place_is_asked_back_and_shown_again(posted):
    body = found("point")

    with pytest.raises(InvalidResponse) as refused:
        FIND.read(body, form(posted), "q1")

    shown = FIND.present(body, FIND.order(body, random.Random(1)), refused.value.shown)
    assert [shown["across"], shown["down"]] == list(posted.values())


def test_percent_signs_and_commas_are_read():
    body = found("point")
    posted = form({"q1-across": " 58,8 % ", "q1-down": "33.33"})

    assert FIND.read(body, posted, "q1") == {"point": [0.588, 0.3333]}


@pytest.mark.parametrize("key", ["label_figure", "find_structure"])
def test_unknown_ids_are_refused(key):
    name = {"label_figure": "place-1", "find_structure": "option"}[key]

    with pytest.raises(InvalidResponse):
        types.get(key).read(content(key), form({f"q1-{name}": "sail-l"}), "q1")


# ---- what the author hears -------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"mode": "part", "parts": [{"part": "keel"}, {"part": "knob"}]},
            "Exactly one",
        ),
        (
            {"mode": "parts", "parts": [{"part": "keel"}, {"part": "knob"}]},
            "At least one part must be right.",
        ),
        (
            {"mode": "part", "parts": [{"part": "keel", "correct": True}]},
            "At least one part must be wrong",
        ),
        (
            {
                "mode": "point",
                "tolerance": 0,
                "parts": [{"part": "keel", "correct": True}, {"part": "knob"}],
            },
            "The tolerance of a point",
        ),
        (
            {
                "mode": "part",
                "parts": [{"part": "keel", "correct": True}, {"part": "keel"}],
            },
            "The part “keel” is named twice.",
        ),
    ],
)
def test_find_structure_says_what_is_missing(fields, message):
    problems = FIND.problems(body_without_figure("find_structure", **fields))

    assert any(message in problem for problem in problems)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"parts": ["keel"]}, "at least two parts"),
        ({"parts": ["keel", "keel"]}, "“keel” is named twice"),
        ({"parts": ["keel", "knob"], "distractors": ["A", "a"]}, "Two labels"),
    ],
)
def test_label_figure_says_what_is_missing(fields, message):
    problems = LABEL.problems(body_without_figure("label_figure", **fields))

    assert any(message in problem for problem in problems)


@pytest.mark.parametrize(
    ("parts", "distractors", "message"),
    [
        (["keel", "keep"], [], "The figure has no part “keep”. Its parts are: sail-r"),
        (["keel", "ghost"], [], "“ghost” has no place on the figure"),
        (["keel", "knob"], ["knob"], "Two labels say the same."),
    ],
)
def test_label_figure_is_checked_against_its_figure(parts, distractors, message):
    fields = {"parts": parts, "distractors": distractors}
    body = LABEL.with_figure(
        body_without_figure("label_figure", **fields), pelvis.PLATE
    )

    assert any(message in text for text in LABEL.figure_problems(body, pelvis.PLATE))


def test_parts_on_the_same_spot_can_not_be_told_apart():
    plate = replace(
        pelvis.PLATE,
        structures=[{**item, "anchor": [0.5, 0.5]} for item in pelvis.PLATE.structures],
    )
    body = FIND.with_figure(found("part", "keel", "knob", right=["keel"]), plate)

    assert FIND.figure_problems(body, plate) == [
        "“keel” and “knob” lie on the same spot."
    ]


def test_a_note_on_the_drawing_must_not_name_a_part():
    plate = replace(
        pelvis.PLATE, svg=pelvis.PLATE.svg.replace("Patient’s R", "The keel, shifted")
    )

    (problem,) = FIND.figure_problems(found("part"), plate)

    assert problem.startswith("The note “The keel, shifted” on the figure names “Keel”")


def test_a_wrong_part_within_the_tolerance_would_be_right():
    body = found("point", "keel", "sail-l", right=["keel"], tolerance=25)
    near = replace(
        pelvis.PLATE,
        structures=[
            {**item, "anchor": [0.6, 0.6]} if item["key"] == "sail-l" else item
            for item in pelvis.PLATE.structures
        ],
    )

    (problem,) = FIND.figure_problems(FIND.with_figure(body, near), near)

    assert "“sail-l” lies within the tolerance" in problem


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"mode": "somewhere", "parts": [{"part": "keel"}]}, "mode"),
        ({"mode": "part", "parts": ["keel"]}, "parts[1]"),
        (
            {"mode": "part", "parts": [{"part": "keel", "side": "left"}]},
            "parts[1].side",
        ),
        (
            {"mode": "point", "parts": [{"part": "keel"}], "tolerance": "wide"},
            "tolerance",
        ),
    ],
)
def test_find_structure_of_a_course_file_says_where_it_is_wrong(fields, where):
    with pytest.raises(SourceError) as refused:
        FIND.from_source({"stem": "?", **fields}, rich=str)

    assert where in dict(refused.value.problems)


@pytest.mark.parametrize("mode", ["part", "parts", "point"])
def test_every_mode_comes_back_as_it_was_read(mode):
    source = {
        "stem": "?",
        "mode": mode,
        "parts": [
            {"part": "keel", "correct": True},
            {"part": "knob", "feedback": "No."},
        ],
        "alt": "A boat.",
    }
    if mode == "point":
        source["tolerance"] = 2.5

    body = content("find_structure", source)

    assert FIND.to_source(body, markdown=lambda html: "?") == source


# ---- versions --------------------------------------------------------------------------


@pytest.mark.django_db
def test_version_keeps_what_marking_needs_when_the_figure_changes():
    question = make_question("find_structure")
    version = question.current_version()
    figure = question.figure
    items = [
        {**item, "anchor": [0.8, 0.2]} if item["key"] == "sail-l" else item
        for item in figure.structures["items"]
    ]
    figure.structures = {**figure.structures, "items": items}
    figure.save_revision().publish()

    assert version.body["parts"][0]["anchor"] == [0.75, 0.3]
    assert version.body["parts"][0]["label"] == "Sail"
    publish(Question.objects.get(pk=question.pk))
    newer = question.current_version()
    assert newer.number == 2
    assert newer.body["parts"][0]["anchor"] == [0.8, 0.2]
    assert newer.figure_version != version.figure_version


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["label_figure", "find_structure"])
def test_question_without_its_figure_is_not_published(key):
    draft = make_draft(key, figure=None)

    with pytest.raises(ValidationError, match="asks about a figure"):
        publish(draft)


@pytest.mark.django_db
def test_question_that_names_a_part_that_is_not_there_is_not_published():
    draft = make_draft("label_figure", {"stem": "?", "parts": ["keel", "keep"]})

    with pytest.raises(ValidationError, match="has no part “keep”"):
        publish(draft)


@pytest.mark.django_db
@pytest.mark.parametrize("mode", ["", "answered", "solution"])
@pytest.mark.parametrize("key", ["label_figure", "find_structure"])
def test_preview_in_every_mode(rf, key, mode):
    question = make_question(key)
    request = rf.get("/")

    context = question.get_preview_context(request, mode)
    page = render_to_string("ce_quizzes/question_preview.html", context)

    assert "figure__marks" in page
    assert ("Sail" in page) == (mode != "" or key == "label_figure")


@pytest.mark.django_db
def test_preview_of_a_question_without_figure_says_so(rf):
    draft = make_draft("find_structure", figure=None)

    context = draft.get_preview_context(rf.get("/"), "solution")

    assert "asks about a figure" in context["problems"][0]
    assert Figure.objects.count() == 0


# ---- pages -----------------------------------------------------------------------------


def page(kind, key, body, response=None):
    version = {"body": body, "rationale": "", "verdict": "", "level": None}
    version["references"] = []
    shared = {
        "type_key": key,
        "content": version,
        "order": types.get(key).order(body, random.Random(2)),
        "prefix": "q1",
        "response": response,
        "figure": pelvis.PLATE,
    }
    return render_to_string(
        f"ce_quizzes/includes/{kind}.html", getattr(showing, kind)(**shared)
    )


@pytest.mark.parametrize("mode", ["part", "parts", "point"])
@pytest.mark.parametrize("is_answered", [False, True])
def test_open_page_names_no_part(mode, is_answered):
    body = found(mode, tolerance=8)
    answer = {"point": [0.75, 0.3]} if mode == "point" else chosen(body, "sail-r")

    shown = page("asked", "find_structure", body, answer if is_answered else None)

    words = set(re.findall(r"[\w-]+", shown.lower()))
    assert not words & {
        "sail",
        "sail-r",
        "sail-l",
        "keel",
        "knob",
        "keel-clip",
        "bones",
    }
    assert "Patient’s R" in shown
    assert "bone" not in words
    assert "figure__marks" in shown  # it was drawn at all


def test_open_page_of_labels_names_no_part_but_in_the_list():
    shown = page("asked", "label_figure", content("label_figure"))
    without_lists = re.sub(r"<select.*?</select>", "", shown, flags=re.DOTALL)

    words = set(re.findall(r"[\w-]+", without_lists.lower()))
    assert not words & {"sail", "sail-r", "sail-l", "keel", "knob", "rudder"}


def test_the_same_shapes_can_be_pointed_at_whatever_is_right():
    body = found("parts", right=["sail-l"])
    other = found("parts", right=["keel", "knob"])

    assert page("asked", "find_structure", body) == page(
        "asked", "find_structure", other
    )


def test_the_figure_stands_once_on_the_page():
    shown = page("asked", "find_structure", found("part"))

    assert shown.count("<svg") == 1
    assert "ce-plate" not in shown
    assert "Drawing: the project." in shown


def test_review_shows_with_shape_and_word_where_it_is():
    body = found("parts", right=["sail-l", "keel"])
    shown = page("reviewed", "find_structure", body, chosen(body, "sail-l", "knob"))

    for state in ("right", "missed", "wrong"):
        assert shown.count(f"figure__mark--{state}") == 1
    for words in ("Your answer, right", "Your answer, not right", "Right, not chosen"):
        assert shown.count(words) == 1
    assert "Sail (patient’s left)" in shown


def test_review_of_a_point_shows_it_and_how_far_it_was():
    body = found("point", tolerance=8)
    shown = page("reviewed", "find_structure", body, {"point": [0.65, 0.3]})

    assert "10.0&nbsp;% of the figure’s width away" in shown
    assert shown.count("figure__around") == 1
    assert 'class="figure__crosshair" transform="translate(260.0 90.0)">' in shown


def test_review_of_no_answer_has_no_crosshair():
    shown = page("reviewed", "find_structure", found("point"))

    assert 'display="none"' in shown
    assert "Your point" not in shown


def test_given_answer_tells_no_name():
    body = found("part")
    order = FIND.order(body, random.Random(2))

    assert FIND.given(body, order, chosen(body, "sail-r")) in set("ABCD")
    assert FIND.summary(body, chosen(body, "sail-r")) == "Sail (patient’s right)"
    point = found("point")
    assert FIND.given(point, order, {"point": [0.75, 0.3]}) == "75 % across, 30 % down"


# ---- what stands in pages in place of parts --------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["label_figure", "find_structure"])
@pytest.mark.parametrize("mode", ["part", "parts", "point"])
@pytest.mark.parametrize("answered", [False, True])
def test_no_id_in_a_running_page_can_be_worked_out_from_keys(
    client, key, mode, answered
):
    source = SOURCES[key] | ({"mode": mode} if key == "find_structure" else {})
    learner = make_user()
    attempt = start(make_quiz([make_question(key, source)]), learner, at=timezone.now())
    item = item_of(attempt)
    parts = item.question_version.body["parts"]
    if answered:
        save(item, right(item), at=timezone.now())
    client.force_login(learner)

    page = client.get(f"/quizzes/attempts/{attempt.uuid}/").content.decode()

    # Ids of this question come from a course file: of the keys, by a known scheme.
    assert [part["id"] for part in parts] == [stable_id(part["key"]) for part in parts]
    for part in parts:
        for name in (part["key"], part["key"].upper(), part["label"]):
            for text in (name, *(f"{name}\0{n}" for n in range(1, 4))):
                worked_out = stable_id(text)
                assert worked_out not in page.replace(f'value="{worked_out}"', "")
        assert part["id"] not in page
        assert f'"{part["key"]}"' not in page
    if mode != "point" or key == "label_figure":
        for token in figures.tokens(item.question_version.body).values():
            assert token in page


def test_tokens_are_others_in_another_question_and_on_another_site(settings):
    one = found("part")
    other = {**one, "stem": "Another question?"}
    ids = [part["id"] for part in one["parts"]]
    tokens = figures.tokens(one)

    assert list(tokens) == ids
    assert len(set(tokens.values())) == len(ids)
    assert not set(tokens.values()) & {*ids, *figures.tokens(other).values()}
    settings.SECRET_KEY = "of another site"
    assert not set(tokens.values()) & set(figures.tokens(one).values())


def test_page_from_before_a_change_of_the_secret_key_can_still_be_sent(settings):
    body = found("part")
    key = body["parts"][0]["id"]
    sent = form({"q1-option": figures.tokens(body)[key]})
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a newer one"

    assert FIND.read(body, sent, "q1") == {"parts": [key]}
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidResponse):
        FIND.read(body, sent, "q1")


@pytest.mark.parametrize(("mode", "name"), [("part", "option"), ("parts", "options")])
def test_ids_are_no_answer(mode, name):
    """Else whoever works ids out could send them and see which place is chosen then."""
    body = found(mode)
    tokens = list(figures.tokens(body).values())

    for sent in (body["parts"][0]["id"], "", tokens[0][:-1] + "x"):
        if mode == "part" and not sent:
            assert FIND.read(body, form({f"q1-{name}": sent}), "q1") is None
            continue
        with pytest.raises(InvalidResponse):
            FIND.read(body, form({f"q1-{name}": sent}), "q1")
    if mode == "parts":
        with pytest.raises(InvalidResponse):
            FIND.read(body, form({f"q1-{name}": [tokens[0], tokens[0]]}), "q1")
