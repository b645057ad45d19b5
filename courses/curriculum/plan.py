"""What loading a course does, or would do, object by object."""

from collections import Counter
from dataclasses import dataclass, field

CREATED, UPDATED, UNCHANGED = "created", "updated", "unchanged"
EDITED, DELETED, LEFT_OUT = "edited", "deleted", "left out"
RETIRED = "retired"


class LoadError(Exception):
    """The course can't be put on this site; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Change:
    """What happened, or would happen, to one object.

    ``edited``: left alone, because it was changed on the site. ``retired``: a question
    that was retired there, and stays so. ``deleted``: not made again, because it was
    deleted there. ``left out``: on the site, but no longer in
    the files.
    """

    action: str
    kind: str
    key: str


@dataclass(slots=True)
class Plan:
    changes: list[Change] = field(default_factory=list)

    def add(self, action, kind, key):
        self.changes.append(Change(action, kind, key))

    def of(self, *actions):
        return [change for change in self.changes if change.action in actions]

    def counts(self):
        return Counter(change.action for change in self.changes)
