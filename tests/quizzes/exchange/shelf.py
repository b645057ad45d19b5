"""A format for tests: JSON after a first line, items as ``neutral.Item`` has them.

``{"items": [{...fields of Item}], "problems": [[severity, message, item, line]]}``;
a picture is ``[name, base64, alt]``.
"""

import base64
import json

from quizzes.exchange.neutral import (
    Item,
    Package,
    Picture,
    Problem,
    Severity,
    UnreadableFile,
    Written,
)

HEAD = b"SHELF\n"


class Shelf:
    key = "shelf"
    label = "Shelf"
    extension = "shelf"
    content_type = "application/x-shelf"
    can_read = True
    can_write = True

    def matches(self, head, name):
        return head.startswith(HEAD)

    def read(self, content):
        if not content.startswith(HEAD):
            raise UnreadableFile("This is no shelf.", line=1)
        try:
            data = json.loads(content[len(HEAD) :])
        except ValueError as error:
            raise UnreadableFile("The shelf is broken.", line=2) from error
        items = []
        for number, fields in enumerate(data["items"], start=1):
            values = {"number": number, "line": number + 1, **fields}
            if picture := values.get("picture"):
                name, encoded, alt = picture
                values["picture"] = Picture(name, base64.b64decode(encoded), alt)
            for name in ("hints", "tags", "references"):
                values[name] = tuple(values.get(name, ()))
            items.append(Item(**values))
        problems = tuple(
            Problem(Severity(severity), message, item, line)
            for severity, message, item, line in data.get("problems", [])
        )
        return Package(tuple(items), problems)

    def write(self, items, *, title):
        """Can't say hints, and says so."""
        found, problems = [], []
        for item in items:
            values = {
                "type_key": item.type_key,
                "fields": dict(item.fields),
                "key": item.key,
                "name": item.name,
                "rationale": item.rationale,
                "category": item.category,
                "tags": list(item.tags),
                "difficulty": item.difficulty,
                "objective": item.objective,
                "references": list(item.references),
            }
            if item.picture:
                encoded = base64.b64encode(item.picture.content).decode()
                values["picture"] = [item.picture.name, encoded, item.picture.alt]
            if item.hints:
                problems.append(
                    Problem(Severity.LEFT_OUT, "A shelf holds no hints.", item.number)
                )
            found.append(values)
        return Written(HEAD + json.dumps({"items": found}).encode(), tuple(problems))


def shelf_of(*items, problems=()):
    """Return the bytes of a file with these items (mappings)."""
    data = {"items": list(items), "problems": [list(problem) for problem in problems]}
    return HEAD + json.dumps(data).encode()
