"""One lesson as its file: front matter, then prose with directives."""

from . import content
from .yaml_writing import Cells, Number, write


def write_lesson(lesson):
    """Return the text of the file, which ``lessons.read_lesson`` reads as the same."""
    head = {"key": lesson.key, "title": lesson.title}
    if lesson.minutes is not None:
        head["minutes"] = lesson.minutes
    if lesson.minimum_minutes != "0":
        head["minimum_minutes"] = Number(lesson.minimum_minutes)
    head |= {
        "clinical": lesson.clinical,
        "objectives": list(lesson.objectives),
        "summary": lesson.summary,
    }
    pieces = [f"---\n{write(head)}---"]
    for block in lesson.body:
        pieces += _WRITERS[type(block)](block)
    return "\n\n".join(pieces) + "\n"


def _directive(name, fields, argument=""):
    body = write(fields) if fields else ""
    return f":::{name} {argument}".rstrip() + f"\n{body}:::"


def _said(fields):
    return {name: value for name, value in fields.items() if value}


def _prose(block):
    notes = [_directive("note", _appraisal(note), note.marker) for note in block.notes]
    return [block.text, *notes]


def _appraisal(appraisal, *, source=""):
    return {
        "claim": appraisal.claim,
        **_said({"source": source}),
        "verdict": appraisal.verdict.replace("_", "-"),
        **_said({"level": appraisal.level}),
        "references": list(appraisal.references),
        **_said({"text": appraisal.text}),
    }


def _claim(block):
    appraisal = block.appraisal
    return [_directive("claim", _appraisal(appraisal, source=appraisal.source))]


def _figure(block):
    size = block.size if block.size != "text" else ""
    fields = _said({"caption": block.caption, "size": size})
    return [_directive("figure", fields, block.figure)]


def _procedure(block):
    steps = [
        _said(
            {
                "title": step.title,
                "text": step.text,
                "figure": step.figure,
                "caption": step.caption,
                "caution": step.caution,
            }
        )
        for step in block.steps
    ]
    fields = {
        "title": block.title,
        **_said({"introduction": block.introduction}),
        "steps": steps,
        **_said({"stop": block.stop}),
    }
    return [_directive("procedure", fields)]


def _callout(block):
    fields = {**_said({"title": block.title}), "text": block.text}
    return [_directive("callout", fields, block.kind)]


def _table(block):
    fields = {
        "caption": block.caption,
        "header": Cells(block.header),
        **_said({"row_headers": block.row_headers}),
        "rows": [Cells(row) for row in block.rows],
    }
    return [_directive("table", fields)]


def _check(block):
    return [_directive("check", {}, block.question)]


def _references(block):
    return [_directive("references", {"keys": list(block.keys)})]


_WRITERS = {
    content.Prose: _prose,
    content.FigurePlace: _figure,
    content.Procedure: _procedure,
    content.Claim: _claim,
    content.Callout: _callout,
    content.Table: _table,
    content.Check: _check,
    content.References: _references,
}
