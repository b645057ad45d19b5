"""What a reader or writer has to say of the questions it goes through."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from .neutral import MAX_ITEMS, Item, Package, Problem, Severity, UnreadableFile

# In characters. A question that is longer holds something else than words.
MAX_QUESTION = 200_000


class LeftOut(Exception):
    """This question can't be taken over. ``offset`` is where in the text it shows."""

    def __init__(self, message: str, offset: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


class Notes:
    """Collects problems, each of them once."""

    def __init__(self, problems: Sequence[Problem] = ()) -> None:
        self._problems = dict.fromkeys(problems)

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(self._problems)

    def changed(
        self, message: str, item: int | None = None, line: int | None = None
    ) -> None:
        self._problems[Problem(Severity.CHANGED, message, item, line)] = None

    def left_out(
        self, message: str, item: int | None = None, line: int | None = None
    ) -> None:
        self._problems[Problem(Severity.LEFT_OUT, message, item, line)] = None

    def lost(
        self,
        what: Sequence[str],
        item: int | None = None,
        line: int | None = None,
    ) -> None:
        """Say that these things don't come in, or go out, with a question."""
        if what:
            self.changed(
                _("Left out of the question: %(things)s.")
                % {"things": ", ".join(dict.fromkeys(what))},
                item,
                line,
            )

    def package(self, items: Sequence[Item], encoding: str) -> Package:
        """Return what a reader found; raises ``UnreadableFile`` if that is nothing."""
        if not items and not any(each.item for each in self._problems):
            raise UnreadableFile(_("There is no question in the file."))
        return Package(tuple(items), self.problems, encoding)


def check_count(number: int, line: int | None = None) -> None:
    """Raise ``UnreadableFile`` for more questions than anybody can look over."""
    if number > MAX_ITEMS:
        raise UnreadableFile(
            _("There are more than %(most)s questions in the file.")
            % {"most": MAX_ITEMS},
            line,
        )


def check_length(text: str, offset: int | None = None) -> None:
    """Raise ``LeftOut`` for a question that nobody could read."""
    if len(text) > MAX_QUESTION:
        raise LeftOut(
            _("It is longer than %(most)s characters.") % {"most": MAX_QUESTION}, offset
        )


def unwritten(item: Item, *, key: bool = True, tags: bool = True) -> list[str]:
    """Return in words what of an item a simple format has no place for.

    ``key`` and ``tags`` say whether it has one for these.
    """
    parts = [
        (_("hints"), item.hints),
        (_("difficulty"), item.difficulty),
        (_("objective"), item.objective),
        (_("references"), item.references),
        (_("the picture"), item.picture),
        (_("tags"), item.tags and not tags),
        (_("the key"), item.key and not key),
    ]
    return [words for words, value in parts if value]
