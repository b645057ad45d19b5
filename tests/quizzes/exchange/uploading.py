"""Uploads of shelves, for tests of what becomes of files."""

from quizzes.domain import import_commit, importing
from tests.quizzes.factories import AT, EVERY_SOURCE

from .shelf import shelf_of


def item(type_key="short_text", stem="", **values):
    """Return an item of a shelf; ``stem`` in place of the one of the type's sample."""
    fields = dict(values.pop("fields", None) or EVERY_SOURCE.get(type_key, {}))
    if stem:
        fields["stem"] = stem
    return {"type_key": type_key, "fields": fields, **values}


def upload(*items, bank, by, at=AT, problems=(), content=None, **values):
    content = shelf_of(*items, problems=problems) if content is None else content
    values = {"file_name": "questions.shelf", **values}
    return importing.upload(content=content, bank=bank, by=by, at=at, **values)


def commit(batch, **values):
    """Commit an upload as the person who uploaded it."""
    return import_commit.commit(batch=batch, **{"by": batch.by, "at": AT, **values})


def bring_in(*items, bank, by, publish=False):
    return commit(upload(*items, bank=bank, by=by), publish=publish)
