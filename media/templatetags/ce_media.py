"""Template tags that show figures and say what a claim rests on."""

import re
import uuid

from django import template
from django.urls import reverse
from django.utils.safestring import mark_safe
from wagtail import hooks

from media.domain import evidence as evidence_domain
from media.domain.blind import draw_blind
from media.domain.drawing import classes_of, draw_for_page, layout_of
from media.domain.photo import draw_photo
from media.domain.plates import plate_of
from media.domain.standalone import standalone
from media.marks import Mark
from media.people import display_name as name_of

register = template.Library()

BLANK_LINE = re.compile(r"\n\s*\n")
UNFIT_FOR_ID = re.compile(r"[^A-Za-z0-9_-]+")


@register.inclusion_tag("ce_media/figure.html")
def figure(
    figure,
    caption="",
    size="text",
    prefix="",
    details=True,
    draft=False,
    lazy=True,
    labels="names",
    placements=None,
):
    """Show a figure or a pinned figure version.

    ``prefix`` makes the ids of this placement unique on its page; without one a
    random prefix is used. ``details`` adds the long description and the table of
    named parts. ``labels`` is ``names``, ``numbers`` (with their key) or ``none``.
    With the page's ``placements`` only the first drawing stands in the page; later ones
    are images, which the plate's script replaces when they are near. Drafts, and figures
    placed without them, are always drawn in the page.
    Shows nothing when the figure is missing, not live, or empty.
    """
    plate = plate_of(figure, draft=draft)
    if plate is None:
        return {"plate": None}
    prefix = f"f-{UNFIT_FOR_ID.sub('-', str(prefix))[:70] or uuid.uuid4().hex[:8]}"
    prefix, is_first = placements.add(prefix) if placements else (prefix, False)
    layout = layout_of(plate)
    shown = labels if layout.names or labels == "none" else "numbers"
    is_urgent = bool(placements and is_first)
    drawing, later = "", None
    if plate.svg and details and plate.digest and placements and not is_first:
        later = _later(plate, prefix, labels, layout)
    elif plate.svg:
        # What it returns was rebuilt from an allow-list; the rest is escaped.
        drawing = mark_safe(
            draw_for_page(
                plate, prefix=prefix, labels=labels, details=details, layout=layout
            )
        )
    else:
        drawing = draw_photo(
            plate,
            prefix=prefix,
            size=size or "text",
            labels=labels,
            layout=layout,
            details=details,
            is_lazy=lazy and not is_urgent,
            is_urgent=is_urgent,
        )
    return {
        "plate": plate,
        "caption": caption,
        "size": size or "text",
        "prefix": prefix,
        "details": details,
        "drawing": drawing,
        "later": later,
        "labels": shown,
        "legend": layout.numbers if labels != "none" else (),
    }


def _later(plate, prefix, labels, layout):
    """Return address and size of a drawing that the page fetches when it is near."""
    document = standalone(plate, prefix=prefix, labels=labels, layout=layout)
    names = {"digest": plate.digest, "labels": labels, "prefix": prefix}
    return {
        "classes": classes_of(layout, labels),
        "url": f"{reverse('ce_media:figure', kwargs=names)}?{document.stamp}",
        "width": document.width,
        "height": document.height,
    }


@register.inclusion_tag("ce_media/blind_figure.html")
def blind_figure(
    figure,
    tokens,
    marks,
    prefix,
    alt,
    pointing=False,
    point=None,
    within=0,
    later=False,
):
    """Show a figure that a question asks about: nothing in it names a part.

    ``marks`` are mappings of the fields of ``media.marks.Mark``; see ``draw_blind`` for
    the rest. Credit and license stand below. Shows nothing without a figure.
    """
    plate = plate_of(figure)
    if plate is None:
        return {"plate": None}
    drawing = draw_blind(
        plate,
        prefix=f"b-{UNFIT_FOR_ID.sub('-', str(prefix))[:70]}",
        alt=alt,
        tokens=tokens,
        marks=[Mark(**mark) for mark in marks],
        is_pointing=pointing,
        point=point,
        within=within,
        are_later=later,
    )
    return {"plate": plate, "drawing": drawing}


@register.inclusion_tag("ce_media/evidence.html")
def evidence(verdict, level=None):
    """Show verdict and level as words with a mark of its own shape."""
    return {
        "verdict": verdict,
        "label": evidence_domain.label(verdict, level),
    }


@register.filter
def evidence_label(value):
    """Return verdict and level of a claim block or a question as one phrase."""
    if hasattr(value, "get"):
        return evidence_domain.label(value.get("verdict"), value.get("level"))
    return evidence_domain.label(value.verdict, value.level)


@register.filter
def paragraphs(text):
    """Return the paragraphs of plain text; a single line break is only a space."""
    return [" ".join(part.split()) for part in BLANK_LINE.split(text) if part.strip()]


@register.filter
def display_name(user):
    return name_of(user)


@register.simple_tag
def component_stylesheets():
    """Return the static paths of the stylesheets that previews of blocks need.

    Each app names its own through the hook ``ce_component_stylesheets``, which takes
    nothing and returns a list of paths.
    """
    return [
        path for hook in hooks.get_hooks("ce_component_stylesheets") for path in hook()
    ]
