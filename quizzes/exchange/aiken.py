"""Aiken, the plainest text format: one line of text, lettered options, "ANSWER: B".

Strict about letters, and in capitals, as Moodle is; unlike there, a text may go over
several lines, and what is no question is named instead of passed over.
"""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from string import ascii_uppercase

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import html
from .neutral import Item, Package, UnreadableFile, Written
from .notes import LeftOut, Notes, check_count, check_length, unwritten
from .text import decode

OPTION = re.compile(r"([A-Z])[.)](?:[ \t]++(.*))?$")
ANSWER = re.compile(r"ANSWER:\s*+([A-Z])")
# Whoever writes one of these means an answer.
ANSWER_LIKE = re.compile(r"answer\s*+:", re.IGNORECASE)
LOOKS_LIKE = re.compile(r"^[ \t]*+ANSWER:[ \t]*+[A-Z][ \t]*+$", re.MULTILINE)


@dataclass(slots=True)
class _Question:
    """What was read of a question so far."""

    line: int
    text: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    # The lines of each.
    options: list[list[str]] = field(default_factory=list)
    parted: bool = False


def looks_like(text: str) -> bool:
    return bool(LOOKS_LIKE.search(text))


class Aiken:
    key = "aiken"
    label = gettext_lazy("Aiken")
    extension = "txt"
    content_type = "text/plain"
    can_read = True
    can_write = True

    def matches(self, head: bytes, name: str) -> bool:
        if name.lower().endswith(".aiken"):
            return True
        if name.lower().endswith((".csv", ".tsv", ".xml", ".zip")):
            return False
        try:
            text, _encoding, _problems = decode(head)
        except UnreadableFile:
            return False
        return not text.lstrip().startswith("<") and looks_like(text)

    def read(self, content: bytes) -> Package:
        text, encoding, problems = decode(content)
        notes, items = Notes(problems), []
        for number, found in enumerate(_questions(text), start=1):
            question, answer, line = found
            check_count(number, question.line)
            try:
                items.append(_item(question, answer, number))
            except LeftOut as reason:
                notes.left_out(reason.message, number, line)
        if not items and not looks_like(text):
            raise UnreadableFile(_("There is no question in the file."))
        return notes.package(items, encoding)

    def write(self, items: Iterable[Item], *, title: str) -> Written:
        notes, parts = Notes(), []
        for item in items:
            try:
                parts.append(_written(item, notes))
            except LeftOut as reason:
                notes.left_out(reason.message, item.number)
        return Written("\n".join(parts).encode(), notes.problems)


FORMAT = Aiken()


def _questions(text: str) -> Iterator[tuple[_Question, str | None, int]]:
    """Yield each question, its line of the answer if it has one, and where it ends."""
    question: _Question | None = None
    number = 0
    for number, raw in enumerate(io.StringIO(text, newline="\n"), start=1):
        line = raw.strip()
        if not line:
            if question:
                question.parted = True
            continue
        option = OPTION.match(line)
        if question is None:
            question = _Question(number)
        elif (
            question.options
            and question.parted
            and not option
            and not ANSWER_LIKE.match(line)
        ):
            yield question, None, question.line
            question = _Question(number)
        question.parted = False
        if ANSWER_LIKE.match(line):
            yield question, line, number
            question = None
        elif option:
            question.letters.append(option[1])
            question.options.append([option[2] or ""])
        elif question.options:
            question.options[-1].append(line)
        else:
            question.text.append(line)
    if question:
        yield question, None, question.line


def _item(question: _Question, answer: str | None, number: int) -> Item:
    options = [" ".join(" ".join(lines).split()) for lines in question.options]
    letters = "".join(question.letters)
    check_length("".join([*question.text, *options]))
    if not options and question.text and answer is None:
        raise LeftOut(_("This is a text without options and answer."))
    if not question.text:
        raise LeftOut(_("There is no question above the options."))
    if answer is None:
        raise LeftOut(_("The line with the answer is missing, such as “ANSWER: B”."))
    letter = ANSWER.fullmatch(answer)
    if not letter:
        raise LeftOut(
            _("“%(line)s” must be one capital letter, as in “ANSWER: B”.")
            % {"line": answer[:80]}
        )
    if len(options) < 2 or not ascii_uppercase.startswith(letters):
        raise LeftOut(
            _("The options must be lettered A., B., C. and so on, two or more.")
        )
    if not all(options):
        raise LeftOut(_("An option has no text."))
    if letter[1] not in letters:
        raise LeftOut(_("There is no option %(letter)s.") % {"letter": letter[1]})
    right = letters.index(letter[1])
    return Item(
        number=number,
        type_key="single_choice",
        line=question.line,
        fields={
            "stem": html.from_plain("\n".join(question.text)),
            "options": [
                {
                    "text": text,
                    **({"correct": True} if index == right else {}),
                }
                for index, text in enumerate(options)
            ],
        },
    )


def _written(item: Item, notes: Notes) -> str:
    if item.type_key != "single_choice":
        raise LeftOut(_("Aiken has single choice only."))
    options = item.fields["options"]
    right = [index for index, option in enumerate(options) if option.get("correct")]
    if len(right) != 1 or not 2 <= len(options) <= len(ascii_uppercase):
        raise LeftOut(_("Aiken has questions of 2 to 26 options, one of them right."))
    text = " ".join(html.plain(item.fields["stem"]).split("\n"))
    if not text or OPTION.match(text) or ANSWER_LIKE.match(text):
        raise LeftOut(_("Aiken would take its text for an option or the answer."))
    lost = [*html.lost(item.fields["stem"], as_text=True)]
    lost += unwritten(item, key=False, tags=False)
    parts = [
        (_("lines of its text"), "\n" in html.plain(item.fields["stem"])),
        (_("feedback"), any(option.get("feedback") for option in options)),
        (_("the rationale"), item.rationale),
        (_("the name"), item.name),
        (_("the category"), item.category),
    ]
    notes.lost([*lost, *(words for words, value in parts if value)], item.number)
    rows = [
        f"{letter}. {' '.join(option['text'].split())}"
        for letter, option in zip(ascii_uppercase, options, strict=False)
    ]
    return "\n".join([text, *rows, f"ANSWER: {ascii_uppercase[right[0]]}", ""])
