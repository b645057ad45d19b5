"""Boring objects for tests of quizzes: one question of every type, quizzes, learners."""

import datetime as dt
import itertools
import random

from django.contrib.auth import get_user_model
from django.http import QueryDict
from wagtail.models import Site

from media.domain.markdown import to_html
from media.pages import Page
from quizzes import types
from quizzes.domain import delivery
from quizzes.enums import BankAccess
from quizzes.models import Bank, Objective, Question, QuizPage
from quizzes.scopes import Scope
from quizzes.types import figures, pointing
from quizzes.types.text import stable_id

from . import pelvis, table

AT = dt.datetime(2026, 3, 2, 14, 0, tzinfo=dt.UTC)
_numbers = itertools.count(1)

# One question of every built-in type, as a course file would hold it.
SOURCES = {
    "single_choice": {
        "stem": "Which two bones does the name join?",
        "options": [
            {"text": "Sacrum and occiput", "correct": True, "feedback": "Both ends."},
            {"text": "Atlas and coccyx", "feedback": "Near, but no."},
            {"text": "Ilium and temporal"},
        ],
    },
    "multiple_response": {
        "stem": "Which are bones of the pelvis?",
        "options": [
            {"text": "Sacrum", "correct": True, "feedback": "Its center."},
            {"text": "Ilium", "correct": True},
            {"text": "Occiput", "feedback": "That is the skull."},
            {"text": "Atlas"},
        ],
    },
    "true_false": {
        "stem": "The coccyx lies below the sacrum.",
        "answer": True,
        "feedback_true": "So it does.",
        "feedback_false": "Look at the figure again.",
    },
    "matching": {
        "stem": "In which position is the patient?",
        "pairs": [
            {"prompt": "Category I", "match": "Prone, thighs crossed"},
            {"prompt": "Category II", "match": "Supine"},
            {"prompt": "Category III", "match": "Prone"},
        ],
        "distractors": ["Seated"],
    },
    "ordering": {
        "stem": "From head to foot.",
        "items": ["Occiput", "Atlas", "Sacrum", "Coccyx"],
    },
    "numeric": {
        "stem": "How long?",
        "answer": 8,
        "tolerance": 0.5,
        "unit": "hours",
        "other_units": {"minutes": 0.0166666667},
    },
    "short_text": {
        "stem": "What is the nodding backward of the sacrum called?",
        "accepted": ["counternutation", "counter-nutation"],
    },
    "fill_in_blanks": {
        "stem": "Complete the sentence.",
        "text": "The sacrum [[1]] by about [[2]], and the ilium turns [[3]].",
        "gaps": [
            {
                "kind": "text",
                "accepted": ["nutates", "nods forward"],
                "others": [{"text": "counternutates", "feedback": "That is back."}],
                "likeness": 80,
            },
            {
                "kind": "number",
                "answer": 2,
                "tolerance": 0.75,
                "unit": "degrees",
                "weight": 2,
            },
            {
                "kind": "choice",
                "options": [
                    {"text": "backward", "correct": True, "feedback": "So it does."},
                    {"text": "forward"},
                    {"text": "upward"},
                ],
            },
        ],
    },
    "label_figure": {
        "stem": "Label the parts.",
        "parts": ["keel", "sail-l", "knob"],
        "distractors": ["Rudder"],
    },
    "find_structure": {
        "stem": "Which part is on the side of the heart, and large?",
        "mode": "part",
        "parts": [
            {"part": "sail-l", "correct": True, "feedback": "The heart lies there."},
            {"part": "sail-r", "feedback": "The other side."},
            {"part": "knob"},
        ],
    },
    "block_placement": {
        "stem": "Place the blocks as SOT teaches.",
        "category": "I",
        "position": "prone",
        "short_leg": "left",
        "blocks": [
            {
                "side": "left",
                "station": "troch",
                "accepted": ["troch", "acet"],
                "angle": 15,
            },
            {"side": "right", "station": "crest"},
        ],
        "shows": "category",
        "mirrors": False,
        "source_profile": "local",
        "reviewed_by": "Dr. Rivera",
        "reviewed_on": "2026-01-31",
    },
    "procedure_check": {
        "stem": "Put the session together.",
        "steps": [
            {
                "text": "Ask what is new",
                "kind": "screening",
                "must": True,
                "missed": "Nobody heard of the fever.",
            },
            {"text": "Ask for agreement", "kind": "consent", "must": True},
            {
                "text": "Lay the wedges",
                "kind": "placing",
                "why": "Only now.",
                "treats": True,
            },
            {"text": "Write it down", "kind": "recording"},
        ],
        "distractors": [
            {
                "text": "Press on while it hurts",
                "kind": "stopping",
                "why": "Pain tells.",
                "fatal": True,
            }
        ],
    },
    "patient_sorter": {
        "stem": "Examine the patient, then decide.",
        "patients": [
            {
                "name": "Sway and heel",
                "weight": 2,
                "ages": [25, 70],
                "short_leg": "left",
                "stories": [
                    "A {age}-year-old has had low back pain for a month.",
                    "A {age}-year-old wakes with pain on the {side} side.",
                ],
                "findings": [
                    {"finding": "sway.front-back"},
                    {"finding": "heel-tension.one", "text": "The {side} heel resists."},
                ],
                "decision": "I",
                "why": "Both signs are read as one category.",
            },
            {
                "name": "Saddle",
                "stories": ["A {age}-year-old has pain down both legs."],
                "findings": [{"finding": "red-flags.saddle"}],
                "decision": "refer",
                "urgent": True,
                "reasons": ["red-flags.saddle"],
            },
        ],
        "urgent_share": 0,
        "source_profile": "local",
        "reviewed_by": "Dr. Rivera",
        "reviewed_on": "2026-01-31",
    },
}

# The same for types whose mark a person gives.
SOURCES_BY_HAND = {
    "essay": {
        "stem": "Why may the sacrum not be called out of place?",
        "min_words": 3,
        "max_words": 20,
        "rubric": [
            {
                "name": "Evidence",
                "levels": [
                    {"text": "Cites none", "points": 0},
                    {"text": "Cites studies of the joint", "points": 3},
                ],
            },
            {
                "name": "Clarity",
                "levels": [
                    {"text": "A patient would not follow", "points": 0},
                    {"text": "A patient would follow", "points": 1},
                ],
            },
        ],
        "sample": "Its motion is too small to be felt.",
    },
}

# A response of each type that is marked 0, beside the type's own right one.
WRONG = {
    "single_choice": lambda content: {"option": content["options"][1]["id"]},
    "multiple_response": lambda content: {"options": [content["options"][2]["id"]]},
    "true_false": lambda content: {"answer": not content["answer"]},
    "matching": lambda content: {
        "matches": {content["prompts"][0]["id"]: content["choices"][3]["id"]}
    },
    "ordering": lambda content: {
        "places": {
            item["id"]: len(content["items"]) - index
            for index, item in enumerate(content["items"])
        }
    },
    "numeric": lambda content: {"text": "99", "unit": "hours"},
    "short_text": lambda content: {"text": "nutation"},
    "fill_in_blanks": lambda content: {
        "gaps": {"1": {"text": "counternutates"}, "2": {"text": "99", "unit": ""}}
    },
    "essay": lambda content: None,
    "label_figure": lambda content: {
        "labels": {content["parts"][0]["id"]: stable_id("Rudder")}
    },
    "find_structure": lambda content: {"parts": [content["parts"][1]["id"]]},
    "block_placement": lambda content: {
        "wedges": {
            "a": {"side": "left", "station": "crest", "angle": 0},
            "b": {"side": "right", "station": "acet", "angle": -15},
        }
    },
    "procedure_check": lambda content: {"steps": [content["distractors"][0]["id"]]},
    "patient_sorter": lambda content: {
        "examined": ["sway"],
        "ordered": False,
        "decision": "II",
        "reasons": [],
        "plan": "supine",
    },
}

TYPE_KEYS = list(SOURCES)
EVERY_SOURCE = {**SOURCES, **SOURCES_BY_HAND}


def body_value(type_key, source=None):
    """Return the raw value of a type's block, made from a course file's fields."""
    source = source or EVERY_SOURCE[type_key]
    return types.get(type_key).from_source(source, rich=to_html)


def content(type_key, source=None, **changes):
    """Return what the engine passes to every method of a type."""
    question_type = types.get(type_key)
    value = body_value(type_key, {**(source or EVERY_SOURCE[type_key]), **changes})
    body = question_type.content(question_type.block().to_python(value))
    return question_type.with_figure(body, plate_for(type_key))


def plate_for(type_key):
    """Return the figure that the tests ask about in questions of this type."""
    return table.PLATE if type_key == "block_placement" else pelvis.PLATE


def form(fields):
    """Return form data: a ``QueryDict`` of (name, value) pairs or a mapping."""
    data = QueryDict(mutable=True)
    for name, value in dict(fields).items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def fields_of(type_key, content, response, prefix):
    """Return the fields by which a page's form sends ``response``."""
    if response is None:
        return {}
    if type_key == "single_choice":
        return {f"{prefix}-option": response["option"]}
    if type_key == "multiple_response":
        return {f"{prefix}-options": list(response["options"])}
    if type_key == "true_false":
        return {f"{prefix}-option": "true" if response["answer"] else "false"}
    if type_key == "matching":
        return {
            f"{prefix}-match-{number}": response["matches"].get(prompt["id"], "")
            for number, prompt in enumerate(content["prompts"], start=1)
        }
    if type_key == "ordering":
        return {
            f"{prefix}-place-{key}": str(place)
            for key, place in response["places"].items()
        }
    if type_key == "fill_in_blanks":
        fields = {}
        for number, gap in enumerate(content["gaps"], start=1):
            given = response["gaps"].get(str(number))
            kind = {"choice": "single_choice"}.get(gap["kind"], gap["kind"])
            fields |= fields_of(kind, gap["body"], given, f"{prefix}-gap-{number}")
        return fields
    if type_key == "label_figure":
        return {
            f"{prefix}-place-{number}": response["labels"].get(part["id"], "")
            for number, part in enumerate(content["parts"], start=1)
        }
    if type_key == "block_placement":
        fields = {}
        for name, wedge in response["wedges"].items():
            fields[f"{prefix}-{name}-place"] = f"{wedge['side']}-{wedge['station']}"
            fields[f"{prefix}-{name}-angle"] = str(wedge["angle"])
        return fields
    if type_key == "procedure_check":
        return {
            f"{prefix}-place-{key}": str(place)
            for place, key in enumerate(response["steps"], start=1)
        }
    if type_key == "patient_sorter" and "walk" in response:
        return {f"{prefix}-path": " ".join(response["walk"])} | {
            f"{prefix}-node-{place}": choice["id"]
            for place, node in enumerate(content["nodes"], start=1)
            for choice in node["choices"]
            if choice["id"] in response["walk"]
        }
    if type_key == "patient_sorter":
        names = ("examined", "decision", "reasons", "plan")
        fields = {f"{prefix}-{name}": response[name] for name in names}
        path = response["examined"] if response["ordered"] else []
        return {**fields, f"{prefix}-path": " ".join(path)}
    if "point" in response:
        across, down = pointing.written(response["point"])
        return {f"{prefix}-across": across, f"{prefix}-down": down}
    if type_key == "find_structure":
        name = "option" if content["mode"] == "part" else "options"
        tokens = figures.tokens(content)
        return {f"{prefix}-{name}": [tokens[key] for key in response["parts"]]}
    return {f"{prefix}-{name}": value for name, value in response.items()}


def make_user(email=None, **fields):
    email = email or f"learner{next(_numbers)}@example.org"
    values = {"first_name": "Ana", "last_name": "Rivera", **fields}
    return get_user_model().objects.create_user(email=email, password="pass", **values)


def make_admin(**fields):
    return make_user(is_staff=True, is_superuser=True, **fields)


def make_bank(title="Bank"):
    """Open to everyone who writes questions, as the bank of a loaded course is."""
    return Bank.objects.create(
        key=f"bank-{next(_numbers)}", title=title, access=BankAccess.WRITE
    )


def make_objective(text="Name the two ends."):
    return Objective.objects.create(key=f"o-{next(_numbers)}", text=text)


def make_draft(type_key="single_choice", source=None, *, tags=(), **fields):
    """Return a saved question that was never published."""
    values = {"key": f"q-{next(_numbers)}", "live": False, **fields}
    if types.get(type_key).asks_figure and "figure" not in fields:
        is_table = type_key == "block_placement"
        values["figure"] = table.make_table() if is_table else pelvis.make_pelvis()
    question = Question(**values)
    question.body = [
        {"type": type_key, "value": body_value(type_key, source), "id": "body"}
    ]
    question.full_clean()
    question.save()
    if tags:
        question.tags.add(*tags)
        question.save()
    return question


def publish(question):
    question.save_revision().publish()
    question.refresh_from_db()
    return question


def make_question(type_key="single_choice", source=None, *, tags=(), **fields):
    return publish(make_draft(type_key, source, tags=tags, **fields))


def reword(question, stem="Another question?"):
    """Change what is asked, without saving."""
    source = {**SOURCES[question.type_key], "stem": stem}
    value = body_value(question.type_key, source)
    question.body = [{"type": question.type_key, "value": value, "id": "x"}]
    return question


def make_questions(count, type_key="single_choice", **fields):
    return [make_question(type_key, **fields) for _ in range(count)]


def make_quiz(questions=(), *, draws=(), **fields):
    """Return a live quiz page that asks these questions, and then these draws."""
    number = next(_numbers)
    quiz = QuizPage(title=f"Quiz {number}", slug=f"quiz-{number}", **fields)
    sections = []
    if questions:
        items = [
            {"type": "item", "value": question.pk, "id": f"i{question.pk}"}
            for question in questions
        ]
        sections.append({"type": "fixed", "value": {"questions": items}, "id": "fixed"})
    for index, draw in enumerate(draws):
        sections.append({"type": "draw", "value": draw, "id": f"draw-{index}"})
    quiz.sections = sections
    root = Site.objects.get(is_default_site=True).root_page
    Page.objects.get(pk=root.pk).add_child(instance=quiz)
    quiz.save_revision().publish()
    return QuizPage.objects.get(pk=quiz.pk)


def scope_of(quiz, **fields):
    return Scope(key=quiz.default_scope_key, **fields)


def start(quiz, learner, *, at=AT, seed=1, **scope):
    return delivery.start(
        learner=learner,
        quiz=quiz,
        scope=scope_of(quiz, **scope),
        at=at,
        rng=random.Random(seed),
    )


def save(item, response, *, number=None, at=AT, certainty=None):
    """Save ``response`` to an item as its learner's browser would."""
    version = item.question_version
    fields = fields_of(version.type, version.body, response, item.prefix)
    if certainty is not None:
        fields = {**fields, f"{item.prefix}-certainty": str(certainty)}
    return delivery.save(
        attempt_uuid=item.attempt.uuid,
        learner=item.attempt.learner,
        position=item.position,
        number=item.response_number + 1 if number is None else number,
        data=form(fields),
        at=at,
    )


def submit(attempt, *, at=AT):
    return delivery.submit(attempt_uuid=attempt.uuid, learner=attempt.learner, at=at)


def item_of(attempt, position=1):
    """Return an item as the database has it now."""
    found = attempt.items.select_related("question_version", "attempt__learner")
    return found.get(position=position)


def right(item):
    version = item.question_version
    return version.question_type.correct(version.body)


def wrong(item):
    version = item.question_version
    return WRONG[version.type](version.body)


def items_of(attempt):
    return list(attempt.items.select_related("question_version", "attempt__learner"))
