"""Writing QTI 3.0: a package with a manifest, and a file for each question."""

import io
import zipfile
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from quizzes.types.text import squeeze

from . import html, qti_metadata
from .neutral import Item, Problem, Severity, Written
from .qti_draft import (
    NAME,
    RATIONALE,
    SCORE,
    Draft,
    element,
    tidy,
)
from .qti_metadata import Metadata
from .qti_writers import WRITERS

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
XSI = "http://www.w3.org/2001/XMLSchema-instance"
ITEM = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
PACKAGE = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
LOM = "http://ltsc.ieee.org/xsd/LOM"
SCHEMAS = "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/"
TEMPLATES = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/"
MAX_TITLE = 255
# The same questions make the same package.
DATE = (2000, 1, 1, 0, 0, 0)


def write(items: Iterable[Item], *, title: str) -> Written:
    """Return a package of the questions, and what of them QTI can't say."""
    problems: list[Problem] = []
    resources: list[str] = []
    taken = {"package"}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:

        def add(path: str, content: bytes) -> None:
            info = zipfile.ZipInfo(path, DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, content)

        for item in items:
            if item.type_key not in WRITERS:
                message = _("QTI has no questions of this type.")
                problems.append(Problem(Severity.LEFT_OUT, message, item=item.number))
                continue
            draft = Draft(item)
            name = _identifier(item, taken)
            add(f"items/{name}.xml", _item(draft, name).encode())
            resources.append(_resource(draft, name, taken))
            if item.picture is not None:
                add(draft.picture_path(), item.picture.content)
            problems += draft.done()
        add("imsmanifest.xml", _manifest(title, resources).encode())
    return Written(file.getvalue(), tuple(problems))


def _identifier(item: Item, taken: set[str]) -> str:
    """Return a name of the question that no other thing has: its key if it can be."""
    wanted = item.key if NAME.fullmatch(item.key) else f"item_{item.number}"
    name, count = wanted, 1
    while name.casefold() in taken:
        count += 1
        name = f"{wanted}_{count}"
    taken.add(name.casefold())
    return name


def _item(draft: Draft, name: str) -> str:
    item = draft.item
    rest = WRITERS[item.type_key](draft, item.fields)
    body = element("qti-item-body", draft.stem() + rest)
    title = squeeze(tidy(item.name)) or html.line(item.fields["stem"])[:MAX_TITLE]
    rationale = draft.rich(item.rationale)
    if item.hints:
        draft.drop(_("its hints"))
    inner = "".join(
        (
            *draft.declarations,
            *_outcomes(draft, has_rationale=bool(rationale)),
            body,
            _processing(draft),
            *(_modal(*each) for each in draft.feedback),
            _modal(RATIONALE, "rationale", rationale) if rationale else "",
        )
    )
    attributes = {
        "xmlns": ITEM,
        "xmlns:xsi": XSI,
        "xsi:schemaLocation": f"{ITEM} {SCHEMAS}imsqti_asiv3p0p1_v1p0.xsd",
        "identifier": name,
        "title": title,
        "adaptive": "false",
        "time-dependent": "false",
    }
    return HEAD + element("qti-assessment-item", inner, **attributes) + "\n"


def _outcomes(draft: Draft, *, has_rationale: bool) -> list[str]:
    def outcome(name: str, kind: str, default: object = None, **more: Any) -> str:
        inner = ""
        if default is not None:
            value = element("qti-value", text=str(default))
            inner = element("qti-default-value", value)
        more = {"cardinality": "single", "base_type": kind, **more}
        return element("qti-outcome-declaration", inner, identifier=name, **more)

    by = {"external_scored": "human"} if draft.is_marked_by_person else {}
    found = [outcome(SCORE, "float", 0, normal_maximum=draft.most, **by)]
    found.append(outcome("MAXSCORE", "float", draft.most))
    found += [outcome(name, "float", 0) for name in draft.outcomes]
    for name, cardinality in draft.shown.items():
        found.append(outcome(name, "identifier", cardinality=cardinality))
    if has_rationale:
        found.append(outcome(RATIONALE, "identifier", "rationale"))
    return found


def _processing(draft: Draft) -> str:
    if draft.is_marked_by_person:
        return ""
    if draft.template and not draft.feedback:
        template = f"{TEMPLATES}{draft.template}.xml"
        return element("qti-response-processing", template=template)
    return element("qti-response-processing", "".join(draft.rules))


def _modal(outcome: str, name: str, value: str) -> str:
    return element(
        "qti-modal-feedback",
        element("qti-content-body", value),
        outcome_identifier=outcome,
        identifier=name,
        show_hide="show",
    )


def _resource(draft: Draft, name: str, taken: set[str]) -> str:
    item = draft.item
    metadata = Metadata(
        key=squeeze(item.key),
        category=item.category,
        tags=item.tags,
        difficulty=item.difficulty,
        objective=item.objective,
        references=item.references,
    )
    said = qti_metadata.written(metadata, element)
    href = f"items/{name}.xml"
    inner = element("metadata", said) if said else ""
    inner += element("file", href=href)
    if item.picture is not None:
        inner += element("file", href=draft.picture_address())
    return element(
        "resource", inner, identifier=name, type="imsqti_item_xmlv3p0", href=href
    )


def _manifest(title: str, resources: list[str]) -> str:
    said = element("schema", text="QTI Package")
    said += element("schemaversion", text="3.0.1")
    if title := squeeze(tidy(title)):
        name = element("lom:title", element("lom:string", text=title))
        said += element("lom:lom", element("lom:general", name))
    inner = element("metadata", said) + element("organizations")
    inner += element("resources", "\n".join(resources))
    attributes = {
        "xmlns": PACKAGE,
        "xmlns:lom": LOM,
        "xmlns:xsi": XSI,
        "xsi:schemaLocation": f"{PACKAGE} {SCHEMAS}imsqtiv3p0_imscpv1p2_v1p0.xsd "
        f"{LOM} https://purl.imsglobal.org/spec/md/v1p3/schema/xsd/imsmd_loose_v1p3p2.xsd",
        "identifier": "package",
    }
    return HEAD + element("manifest", inner, **attributes) + "\n"
