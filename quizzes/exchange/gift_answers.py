"""What stands between the braces of a GIFT question, as the fields of a type."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from . import figures
from .gift_blocks import answers, stray_signs
from .gift_text import ARROW, Text, formatted, unprotect, weighted
from .notes import LeftOut, Notes
from .text import Lines

# Types that can be asked as a gap in a text, and what such a gap is called.
GAP_KINDS = {"single_choice": "choice", "short_text": "text", "numeric": "number"}
TRUTHS = {"T": True, "TRUE": True, "F": False, "FALSE": False}
WHOLE = Decimal(100)
# Moodle rounds a third to five places.
NEARLY = Decimal("0.01")
STAR = re.compile(r"(?<!\\)\*")


@dataclass(frozen=True, slots=True)
class Listed:
    """A weighted answer: its text (still protected), percent, feedback, offset."""

    sign: str
    text: str
    percent: Decimal | None
    feedback: str
    start: int


class Answers:
    """Reads the inside of the braces.

    ``to_rationale`` holds feedback that the type has no place for.
    """

    def __init__(
        self,
        notes: Notes,
        number: int,
        lines: Lines,
        default: str,
        inside: str,
        start: int,
    ) -> None:
        self.notes = notes
        self.number = number
        self.lines = lines
        self.default = default
        self.inside = inside
        self.start = start
        self.to_rationale: list[str] = []

    def read(self) -> tuple[str, dict[str, Any]]:
        """Return the key of the type and its fields, all but the stem."""
        tidy = self.inside.strip()
        if not tidy:
            return "essay", {}
        if tidy.startswith("#"):
            return "numeric", self.numeric()
        if "~" in tidy:
            return self.choice()
        if "=" in tidy and ARROW in tidy:
            return "matching", self.matching()
        if tidy.partition("#")[0].strip().upper() in TRUTHS:
            return "true_false", self.truth()
        return "short_text", self.short_text()

    def truth(self) -> dict[str, Any]:
        verdict, wrong, right = (*self.inside.split("#", 2), "", "")[:3]
        answer = TRUTHS[verdict.strip().upper()]
        texts = {answer: self._text(right), (not answer): self._text(wrong)}
        return {
            "answer": answer,
            **{
                f"feedback_{str(key).lower()}": texts[key]
                for key in (True, False)
                if texts[key]
            },
        }

    def choice(self) -> tuple[str, dict[str, Any]]:
        found = self._listed("~=", with_weights=lambda sign: sign == "~")
        is_single = any(each.sign == "=" for each in found)
        worths = [
            WHOLE if each.sign == "=" else each.percent or Decimal(0) for each in found
        ]
        if is_single and sum(each.sign == "=" for each in found) == 1:
            right = [each.sign == "=" for each in found]
            if any(worth and not own for worth, own in zip(worths, right, strict=True)):
                self._changed(_("Only the right answer counts here, others nothing."))
        elif sorted(worths)[0] == 0 and sorted(worths)[-2:] == [0, WHOLE]:
            right = [worth > 0 for worth in worths]
            is_single = True
            self._changed(_("One answer is right: it is a single choice here."))
        else:
            right = [worth > 0 for worth in worths]
            self._check_weights(worths, right, is_single=is_single)
            is_single = False
        if len(found) < 2 or not any(right):
            raise LeftOut(
                _("A choice needs two options, at least one of them right."), self.start
            )
        options = [
            {
                "text": self._option(each),
                **({"correct": True} if is_right else {}),
                **self._feedback(each),
            }
            for each, is_right in zip(found, right, strict=True)
        ]
        return "single_choice" if is_single else "multiple_response", {
            "options": options
        }

    def _check_weights(
        self, worths: list[Decimal], right: list[bool], *, is_single: bool
    ) -> None:
        if is_single:
            self._changed(
                _("Several answers are right: all of them have to be ticked here.")
            )
            return
        count = sum(right)
        positive = [worth for worth in worths if worth > 0]
        if any(abs(worth - WHOLE / count) > NEARLY for worth in positive):
            self._changed(_("Each right option counts the same here."))
        wrong = [worth for worth in worths if worth <= 0]
        if any(abs(worth + WHOLE / len(wrong)) > NEARLY for worth in wrong):
            self._changed(
                _("Each wrong option that is ticked takes off its share here.")
            )

    def matching(self) -> dict[str, Any]:
        pairs, distractors = [], []
        for each in answers(self.inside, self.start, "="):
            prompt, arrow, match = each.text.partition(ARROW)
            if not arrow:
                raise LeftOut(_("A pair needs “->” between its halves."), each.start)
            text = self._line(prompt, each.start)
            match = " ".join(unprotect(match).split())
            if not match or (prompt.strip() and not text):
                raise LeftOut(_("One half of a pair has no text."), each.start)
            if text:
                pairs.append({"prompt": text, "match": match})
            else:
                distractors.append(match)
        if len(pairs) < 2:
            raise LeftOut(_("Matching needs at least two pairs."), self.start)
        return {"pairs": pairs, **({"distractors": distractors} if distractors else {})}

    def short_text(self) -> dict[str, Any]:
        found = self._listed("=", with_weights=lambda sign: True)
        texts = [formatted(each.text, self.default).value for each in found]
        wildcards = any(map(STAR.search, texts))
        if wildcards and any("\\*" in text for text in texts):
            self._changed(_("In this question every * stands for any text."))
        accepted, others = [], []
        for each, text in zip(found, texts, strict=True):
            listed = {
                "text": " ".join(text.replace("\\*", "*").split()),
                "worth": self._worth(each),
                **self._feedback(each),
            }
            if not listed["text"]:
                raise LeftOut(_("An answer has no text."), each.start)
            is_any = wildcards and not listed["text"].strip("*")
            if listed["worth"] == WHOLE and "feedback" not in listed and not is_any:
                accepted.append(listed["text"])
            else:
                others.append(
                    {key: value for key, value in listed.items() if value != 0}
                )
        if not accepted:
            accepted.append(self._accept(others, wildcards=wildcards))
        return {
            "accepted": accepted,
            **({"others": others} if others else {}),
            **({"wildcards": True} if wildcards else {}),
        }

    def _accept(self, others: list[dict[str, Any]], *, wildcards: bool) -> str:
        """Take the model answer from those that have feedback, which it can't have."""
        for index, other in enumerate(others):
            is_any = wildcards and not other["text"].strip("*")
            if other.get("worth") == WHOLE and not is_any:
                self._changed(
                    _("The feedback to “%(answer)s” became part of the rationale.")
                    % {"answer": other["text"]}
                )
                self.to_rationale.append(other["feedback"])
                del others[index]
                return other["text"]
        raise LeftOut(_("No answer is worth the whole mark."), self.start)

    def numeric(self) -> dict[str, Any]:
        hash_at = self.inside.index("#") + 1
        found = self._listed("=~", with_weights=lambda sign: True, skip=hash_at)
        main, ranges = None, []
        for each in found:
            text = formatted(each.text, self.default).value
            feedback = self._feedback(each)
            if text in {"", "*"} and (each.sign == "~" or self._worth(each) == 0):
                if feedback:
                    self._changed(
                        _("Feedback to every other number is left out: “%(text)s”.")
                        % {"text": feedback["feedback"]},
                        each.start,
                    )
                continue
            worth = 0 if each.sign == "~" and not each.percent else self._worth(each)
            low, high, tolerance = self._ends(text, each)
            if tolerance is not None and main is None and worth == 100 and not feedback:
                main = {"answer": low, "tolerance": tolerance}
                continue
            if tolerance is not None:
                if tolerance and worth == 100:
                    self._changed(
                        _("“%(text)s” became a range.") % {"text": text}, each.start
                    )
                low, high = figures.around(low, tolerance)
            ranges.append(
                {
                    "from": figures.field(low),
                    "to": figures.field(high),
                    **({"worth": worth} if worth != 100 else {}),
                    **feedback,
                }
            )
        if main is None and not any(each.get("worth", 100) == 100 for each in ranges):
            raise LeftOut(_("No number is worth the whole mark."), self.start)
        fields: dict[str, Any] = {"tolerance": 0}
        if main is not None:
            fields = {name: figures.field(value) for name, value in main.items()}
        return {**fields, **({"ranges": ranges} if ranges else {})}

    def _ends(self, text: str, each: Listed) -> tuple[Decimal, Decimal, Decimal | None]:
        """Return the ends of a range, or a number twice and its tolerance."""
        first, dots, second = text.partition("..")
        if not dots:
            first, _colon, second = text.partition(":")
        # A range may have come from a number and a tolerance.
        largest = figures.LARGEST * 2 if dots else figures.LARGEST
        low = figures.exact(first, largest=largest)
        high = figures.exact(second or "0", largest=largest)
        if low is None or high is None:
            raise LeftOut(
                _("“%(text)s” is not a number.") % {"text": text[:100]}, each.start
            )
        if not dots:
            return low, low, abs(high)
        if low > high:
            raise LeftOut(
                _("“%(text)s” ends before it begins.") % {"text": text[:100]},
                each.start,
            )
        return low, high, None

    def _listed(
        self, signs: str, *, with_weights: Callable[[str], bool], skip: int = 0
    ) -> list[Listed]:
        result = []
        for stray in stray_signs(self.inside[skip:], self.start + skip, signs):
            self._changed(
                _("“=” or “~” without a space before it was taken for text."), stray
            )
        for each in answers(self.inside[skip:], self.start + skip, signs):
            text, _hash, feedback = each.text.partition("#")
            percent = None
            if with_weights(each.sign):
                percent, text = weighted(text)
            result.append(Listed(each.sign, text, percent, feedback, each.start))
        return result

    def _worth(self, each: Listed) -> int:
        """Return what an answer is worth in whole percent, from 0 to 100."""
        if each.percent is None:
            return 100
        worth = min(max(round(each.percent), 0), 100)
        if worth != each.percent:
            self._changed(
                _("“%(text)s” is worth %(worth)s percent here, not %(percent)s.")
                % {
                    "text": unprotect(each.text).strip()[:100],
                    "worth": worth,
                    "percent": each.percent,
                },
                each.start,
            )
        return worth

    def _option(self, each: Listed) -> str:
        if text := self._line(each.text, each.start):
            return text
        raise LeftOut(_("An option has no text."), each.start)

    def _feedback(self, each: Listed) -> dict[str, str]:
        text = self._text(each.feedback, each.start)
        return {"feedback": text} if text else {}

    def _text(self, piece: str, start: int | None = None) -> str:
        return self._said(piece, start).plain

    def _line(self, piece: str, start: int) -> str:
        return self._said(piece, start).line

    def _said(self, piece: str, start: int | None) -> Text:
        text = formatted(piece, self.default)
        line = self.lines.at(self.start if start is None else start)
        self.notes.lost(text.lost(as_text=True), self.number, line)
        return text

    def _changed(self, message: str, start: int | None = None) -> None:
        line = self.lines.at(self.start if start is None else start)
        self.notes.changed(message, self.number, line)
