"""How far an import is, line by line while it runs.

Each line is JSON: ``{"done": 100, "total": 2000, "said": words}`` while it runs, then
``{"url": ...}``, or ``{"error": words}`` if it was refused. Whoever stops listening
before the end ends the import, and nothing has come in.
"""

import json

from asgiref.sync import sync_to_async
from django.core.exceptions import PermissionDenied
from django.core.handlers.asgi import ASGIRequest
from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from quizzes.domain import import_commit, importing
from quizzes.exchange.neutral import UnreadableFile

LINES = "application/x-ndjson"


def wants_progress(request):
    return LINES in request.headers.get("Accept", "")


def streamed(request, steps, done_url):
    """Return the response that runs ``steps`` while it is read."""
    lines = _lines(steps, done_url)
    if isinstance(request, ASGIRequest):
        lines = _awaited(lines)
    response = StreamingHttpResponse(lines, content_type=LINES)
    # A proxy that gathers the lines would show them all at the end.
    response["X-Accel-Buffering"] = "no"
    response["Cache-Control"] = "no-store, no-transform"
    return response


def why_not(error):
    """Return in words why an import was refused."""
    if isinstance(error, UnreadableFile):
        if error.line is None:
            return str(error.message)
        return _("Line %(line)s: %(message)s") % {
            "line": error.line,
            "message": error.message,
        }
    if isinstance(error, importing.BankClosed):
        return _("You may not write in this bank.")
    if isinstance(error, importing.TooManyWaiting):
        return _(
            "%(count)s of your files wait for a decision already. Please import some of "
            "them, or throw them away: the page “Imports” lists them."
        ) % {"count": importing.MAX_WAITING}
    if isinstance(error, importing.ImportClosed):
        return _("This file was imported already, or it was thrown away.")
    if isinstance(error, import_commit.ImportClash):
        return _(
            "Somebody else wrote to the bank at the same moment, so nothing came in. "
            "Please try again."
        )
    if isinstance(error, import_commit.NothingChosen):
        return _(
            "No question is left to come in: all are left out, or ask the same as others."
        )
    if isinstance(error, PermissionDenied):
        return _("You may not publish questions.")
    raise error


def _lines(steps, done_url):
    try:
        for step in steps:
            said = _("%(done)s of %(total)s questions looked at") % {
                "done": step.done,
                "total": step.total,
            }
            yield _line(done=step.done, total=step.total, said=said)
    except import_commit.REFUSALS as error:
        yield _line(error=why_not(error))
        return
    finally:
        # Whoever closes this one closes the transaction as well.
        steps.close()
    yield _line(url=done_url)


def _line(**values):
    return json.dumps(values).encode() + b"\n"


async def _awaited(lines):
    """Run the lines in the request's own thread: the transaction lives there."""
    step = sync_to_async(lambda: next(lines, None))
    try:
        while (line := await step()) is not None:
            yield line
    finally:
        await sync_to_async(lines.close)()
