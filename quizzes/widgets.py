"""Form widgets of the quiz's admin."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from . import review_rules
from .enums import ReviewItem, ReviewMoment

# The score belongs to the whole attempt, so there is none while it runs.
NEVER = {(ReviewMoment.DURING.value, ReviewItem.SCORE.value)}


def presets() -> list[dict[str, Any]]:
    """Return the matrices that one button fills in."""
    nothing: list[str] = []
    after_closing = {
        **review_rules.of(nothing),
        ReviewMoment.CLOSED.value: list(ReviewItem.values),
    }
    return [
        {"label": _("Everything"), "matrix": review_rules.default()},
        {"label": _("Score only"), "matrix": review_rules.score_only()},
        {"label": _("After closing only"), "matrix": after_closing},
    ]


def shown_for(field: str, *values: str) -> dict[str, str]:
    """Return the attributes of a panel that only applies to these values of a field."""
    return _rule("show", field, values)


def enabled_for(field: str, *values: str) -> dict[str, str]:
    """Return the attributes of an input that only counts for these values of a field."""
    return _rule("enable", field, values)


def _rule(effect: str, field: str, values: tuple[str, ...]) -> dict[str, str]:
    rule = json.dumps({field: [str(value) for value in values]})
    return {"data-w-rules-target": effect, "data-w-rules": rule}


class ReviewMatrixInput(forms.Widget):
    """A table of checkboxes: what learners may see, by when they look.

    Posts a checkbox ``<name>-<moment>`` with the item as its value for each that is
    ticked; gives the form the matrix of ``review_rules`` as JSON. The presets need
    JavaScript; the table doesn't.
    """

    template_name = "ce_quizzes/admin/review_matrix.html"
    use_fieldset = True

    class Media:
        js = ["ce_quizzes/admin/review-matrix.js"]
        css = {"all": ["ce_quizzes/admin/review-matrix.css"]}

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        if self.value_omitted_from_data(data, files, name):
            return None
        matrix: dict[str, Any] = {"schema": review_rules.SCHEMA}
        for moment in ReviewMoment.values:
            ticked = set(data.getlist(f"{name}-{moment}"))
            matrix[moment] = [item for item in ReviewItem.values if item in ticked]
        return json.dumps(matrix)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-posted" not in data

    def get_context(
        self, name: str, value: Any, attrs: dict[str, Any] | None
    ) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        try:
            matrix = value if isinstance(value, dict) else json.loads(value or "{}")
        except ValueError:
            matrix = {}
        rows = [
            {
                "label": item.label,
                "cells": [
                    {
                        "name": f"{name}-{moment.value}",
                        "value": item.value,
                        "moment": moment.value,
                        "label": moment.label,
                        "never": (moment.value, item.value) in NEVER,
                        "checked": item.value in matrix.get(moment.value, ()),
                    }
                    for moment in ReviewMoment
                ],
            }
            for item in ReviewItem
        ]
        return {
            **context,
            "moments": list(ReviewMoment),
            "rows": rows,
            "presets": [
                {**preset, "matrix": json.dumps(preset["matrix"])}
                for preset in presets()
            ],
        }
