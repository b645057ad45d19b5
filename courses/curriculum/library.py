"""References, glossary, figures and questions: the files that are lists."""

import re
from dataclasses import asdict

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from media import structures
from media.domain.markdown import to_html
from media.domain.plates import plate_of_drawing
from media.domain.svg import UnsafeSvg, clean
from media.enums import Checked, FigureLayer, ReferenceKind, Side
from quizzes import types
from quizzes.blocks import HintsBlock
from quizzes.enums import Difficulty

from . import content
from .directives import VERDICTS
from .fields import Fields
from .yaml_source import Node

DOI = RegexValidator(
    re.compile(r"^10\.\d{4,9}/\S+$"), _("a DOI looks like 10.1000/182")
)
PMID = RegexValidator(re.compile(r"^\d+$"), _("a PubMed ID is a number"))

MOST_HINTS = HintsBlock().meta.max_num

# Name in the file, name in the record, check, and what to say when it fails.
PLACES = [
    (
        "anchor",
        "anchor",
        structures.is_anchor,
        gettext_lazy("“anchor” is two numbers between 0 and 1."),
    ),
    (
        "label-at",
        "label_at",
        structures.is_label_place,
        gettext_lazy("“label-at” is two numbers between 0 and 1, or “auto”."),
    ),
    (
        "emphasis",
        "emphasis",
        lambda value: isinstance(value, bool),
        gettext_lazy("“emphasis” is true or false."),
    ),
]


def entries(node, problems, uses):
    """Return the fields of each entry of a file that is a list."""
    if node is None or node.value is None:
        return []
    if not isinstance(node.value, list):
        problems.add(node.line, _("This file is a list: each entry begins with “- ”."))
        return []
    return [Fields(item, problems, uses) for item in node.value]


def read_reference(fields):
    reference = content.Reference(
        key=fields.key(),
        kind=fields.choice("kind", ReferenceKind.values, required=True),
        authors=fields.text("authors", max_length=500),
        title=fields.text("title", required=True, max_length=500),
        source=fields.text("source", max_length=300),
        year=fields.optional_integer("year", low=1500, high=2100),
        locator=fields.text("locator", max_length=200),
        doi=fields.checked_text("doi", DOI, max_length=200),
        pmid=fields.checked_text("pmid", PMID, max_length=20),
        url=fields.checked_text("url", URLValidator(["http", "https"]), max_length=500),
        checked=fields.choice("checked", Checked.values, required=True),
        finding=fields.text("finding"),
    )
    fields.done()
    return reference


def read_term(fields):
    term = content.Term(
        key=fields.key(),
        term=fields.text("term", required=True, max_length=200),
        latin=fields.text("latin", max_length=200),
        definition=fields.text("definition", required=True),
    )
    fields.done()
    return term


def read_figure(fields, drawing):
    """Return the figure. ``drawing(fields, key)`` returns its clean SVG, or ``None``."""
    key = fields.key()
    drawn = drawing(fields, key)
    items = []
    for item in fields.mappings("structures"):
        items.append(_read_structure(item, drawn))
    seen = set()
    for item, node in zip(items, fields.items("structures"), strict=False):
        if item["key"] in seen:
            fields.problems.add(
                node.line_of("key"),
                _("The structure “%(key)s” is named twice.") % {"key": item["key"]},
            )
        seen.add(item["key"])
    figure = content.Figure(
        key=key,
        title=fields.text("title", required=True, max_length=255),
        alt=fields.text("alt", required=True, max_length=500),
        description=fields.text("description", required=True),
        credit=fields.text("credit", required=True, max_length=500),
        licence=fields.text("licence", required=True, max_length=100),
        structures={
            "schema": structures.SCHEMA,
            "items": items,
            **_phases(fields, drawn),
            **_choices(fields),
        },
        svg=drawn.svg if drawn else "",
    )
    fields.done()
    return figure


def _read_structure(fields, drawing):
    key = fields.key()
    if drawing is not None and key and key not in drawing.ids:
        fields.problem(
            "key", _("The drawing has no shape with the id “%(key)s”.") % {"key": key}
        )
    item = {
        "key": key,
        "label": fields.text("label", required=True),
        "latin": fields.text("latin"),
        "side": fields.choice("side", Side.values, required=True),
        "layer": fields.choice("layer", FigureLayer.values, required=True),
        "text": fields.text("text"),
        "anchor": None,
    }
    for name, field, is_right, message in PLACES:
        node = fields.get(name)
        if node is None or node.value is None:
            continue
        if is_right(node.plain()):
            item[field] = node.plain()
        else:
            fields.problem(name, message)
    fields.done()
    if item.get("label_at") is not None and item["anchor"] is None:
        fields.problem("label-at", _("A label needs an “anchor”."))
    return item


def _phases(fields, drawing):
    node = fields.get("phases")
    if node is None:
        if drawing is not None and drawing.has_phases:
            fields.problem(
                "key",
                _("The drawing moves between two states; “phases” names them."),
            )
        return {}
    if drawing is not None and not drawing.has_phases:
        fields.problem(
            "phases", _("No part of the drawing has a second state (“data-to-d”).")
        )
    if not structures.is_phases(node.plain()):
        fields.problem("phases", _("“phases” is a list of two names."))
        return {}
    return {"phases": node.plain()}


def _choices(fields):
    """Return from where the figure is seen and how the patient lies, where it says so."""
    found = {
        name: fields.choice(name, choices.values)
        for name, choices in structures.CHOICES.items()
    }
    return {name: value for name, value in found.items() if value}


def read_drawing(text, problems):
    """Return the cleaned drawing of a figure's file, or ``None``."""
    try:
        return clean(text)
    except UnsafeSvg as error:
        problems.add(error.line or 1, error.reason)
        return None


def read_question(fields):
    """Return the question, or ``None`` when its type is not known."""
    key = fields.key()
    type_name = fields.text("type", required=True)
    difficulty = fields.choice("difficulty", Difficulty.values, required=True)
    objective = fields.use("objective", "objective", required=True)
    tags = [node.plain() for node in fields.items("tags")]
    if not all(isinstance(tag, str) and tag.strip() for tag in tags):
        fields.problem("tags", _("“tags” is a list of words."))
        tags = []
    figure = fields.use("figure", "figure")
    rationale = fields.markdown("rationale", required=True, terms=False)
    hints = _read_hints(fields)
    references = fields.use_all("references", "reference")
    verdict = fields.choice("verdict", VERDICTS)
    level = fields.optional_integer("level", low=1, high=5)
    if level is not None and not verdict:
        fields.problem("level", _("“level” needs a “verdict” beside it."))
    fields.markdown("stem", required=True, terms=False)
    try:
        question_type = types.get(type_name)
    except LookupError:
        known = ", ".join(types.source_key(known) for known in types.all_types())
        if type_name:
            fields.problem(
                "type",
                _("“%(type)s” is not one of %(known)s.")
                % {"type": type_name, "known": known},
            )
        return None
    value = _read_type(fields, question_type)
    return content.Question(
        key=key,
        type_key=question_type.key,
        value=value,
        objective=objective,
        difficulty=difficulty,
        tags=tuple(tag.strip() for tag in tags),
        figure=figure,
        rationale=rationale,
        references=tuple(references),
        verdict=verdict.replace("-", "_"),
        level=level,
        hints=hints,
    )


def _read_hints(fields):
    nodes = fields.items("hints")
    if len(nodes) > MOST_HINTS:
        fields.problem(
            "hints", _("There are at most %(most)s hints.") % {"most": MOST_HINTS}
        )
    hints = []
    for node in nodes:
        hint = Fields(Node({"hints": node}, node.line), fields.problems, fields.uses)
        hints.append(hint.markdown("hints", required=True, terms=False))
    return tuple(hints)


def figure_problems(question, figure):
    """Return what keeps a question from being asked about ``figure``, or about none."""
    question_type = types.get(question.type_key)
    if not question_type.asks_figure or not question.value:
        return []
    plate = None
    if figure is not None:
        try:
            structures.validate(figure.structures)
            plate = plate_of_drawing(asdict(figure), clean(figure.svg))
        except (ValidationError, UnsafeSvg):
            return []  # the figure's own files say what is wrong
    body = question_type.content(question_type.block().to_python(question.value))
    return question_type.figure_problems(question_type.with_figure(body, plate), plate)


def _read_type(fields, question_type):
    for name, required in question_type.source_fields.items():
        fields.get(name, required=required)
    fields.done()
    missing = [
        name
        for name, required in {**question_type.source_fields, "stem": True}.items()
        if required and (name not in fields.data or fields.data[name].value is None)
    ]
    if missing:
        return {}
    data = {
        name: node.plain()
        for name, node in fields.data.items()
        if name in question_type.source_fields or name == "stem"
    }
    try:
        value = question_type.from_source(data, rich=to_html)
    except types.SourceError as error:
        for path, message in error.problems:
            fields.problems.add(fields.node.line_of(path), f"“{path}” {message}")
        return {}
    block = question_type.block()
    for message in question_type.problems(
        question_type.content(block.to_python(value))
    ):
        fields.problems.add(fields.line, message)
    return value
