"""The structures of a figure, named on its drawing or photo.

What is posted is the stored JSON, in a textarea that can be read and edited as text:
without JavaScript it is all there is. The editor beside it (``ce_media/admin/``) writes
into the same textarea, and names of shapes into the drawing's.
"""

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from django import forms
from django.forms import Script

from media.domain.standalone import style
from media.enums import FigureLayer, Side

# The drawing's colors, for the editor's stage alone: the tokens would restyle the admin.
_COLOR = re.compile(r"(--fig-[\w-]+): ([^;]+);")


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo as it is shown in the editor; the size is the image's own, in pixels."""

    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Stage:
    """What structures are named on. ``svg`` is clean; ``error`` says why it is not."""

    svg: str = ""
    error: str = ""
    picture: Picture | None = None
    fixed: list[str] = field(default_factory=list)
    """Keys that were published, so that they can't change any more."""


class StructuresInput(forms.Textarea):
    """Edits structures on what ``stage`` returns.

    ``stage_url`` is where the editor has a newly chosen file or image cleaned. The form
    sets both. Its fields ``svg``, ``svg_file`` and ``image`` are watched.
    """

    template_name = "ce_media/admin/structures.html"

    stage: Callable[[], Stage] = Stage
    stage_url = ""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 10, "spellcheck": "false", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        text: str | None = super().format_value(value)
        try:
            return json.dumps(json.loads(text or ""), indent=1, ensure_ascii=False)
        except ValueError:
            return text  # what was posted and isn't JSON: shown as it is

    def get_context(
        self, name: str, value: Any, attrs: dict[str, Any] | None
    ) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        stage = self.stage()
        return {
            **context,
            "stage": {**asdict(stage), "tokens": dict(_COLOR.findall(style()))},
            "stage_url": self.stage_url,
            "has_stage": bool(stage.svg or stage.picture),
            "sides": Side.choices,
            "layers": FigureLayer.choices,
        }

    class Media:
        js = [Script("ce_media/admin/structures.js", type="module")]
        css = {"all": ["ce_media/admin/structures.css"]}
