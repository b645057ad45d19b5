"""What lessons, questions and quizzes hold, in the raw form of their StreamFields.

Ids of blocks are made from what the block says, so that loading the same file gives
the same ids, and moving a block does not change the ids of the others.
"""

import json

from media.domain.markdown import to_html
from quizzes.types.text import stable_id

from . import content


class Body:
    """Makes raw blocks; ``pk(kind, key)`` finds what a key stands for."""

    def __init__(self, owner, pk):
        self.owner = owner
        self.pk = pk
        self.taken = set()

    def block(self, type_key, value):
        seed = f"{self.owner}:{type_key}:{json.dumps(value, sort_keys=True)}"
        return {"type": type_key, "value": value, "id": stable_id(seed, self.taken)}

    def items(self, values):
        return [self.block("item", value) for value in values]

    def lesson(self, lesson):
        return [self._lesson_block(block) for block in lesson.body]

    def question(self, question):
        return [
            {
                "type": question.type_key,
                "value": question.value,
                "id": stable_id(self.owner, self.taken),
            }
        ]

    def hints(self, question):
        return [self.block("hint", to_html(hint)) for hint in question.hints]

    def quiz(self, quiz, *, bank):
        return [self._section(section, bank) for section in quiz.sections]

    def _section(self, section, bank):
        if isinstance(section, content.Fixed):
            questions = [self.pk("question", key) for key in section.questions]
            return self.block(
                "fixed",
                {**self._case(section.case), "questions": self.items(questions)},
            )
        return self.block(
            "draw",
            {
                **self._case(section.case),
                "count": section.count,
                "bank": bank,
                "objective": self._optional("objective", section.objective),
                "difficulty": section.difficulty,
                "tag": section.tag,
            },
        )

    def _case(self, case):
        """Return nothing for no case: its section keeps the id it always had."""
        if case == content.Case():
            return {}
        return {
            "title": case.title,
            "vignette": to_html(case.vignette),
            "vignette_figure": self._optional("figure", case.figure),
        }

    def _optional(self, kind, key):
        return self.pk(kind, key) if key else None

    def _lesson_block(self, block):
        name = type(block).__name__
        return getattr(self, f"_{name.lower()}")(block)

    def _prose(self, block):
        notes = [
            {"marker": note.marker, **self._appraisal(note)} for note in block.notes
        ]
        return self.block(
            "prose", {"text": to_html(block.text), "notes": self.items(notes)}
        )

    def _appraisal(self, appraisal):
        references = [self.pk("reference", key) for key in appraisal.references]
        return {
            "claim": appraisal.claim,
            "verdict": appraisal.verdict,
            "level": "" if appraisal.level is None else str(appraisal.level),
            "references": self.items(references),
            "text": to_html(appraisal.text),
        }

    def _claim(self, block):
        return self.block(
            "claim",
            {**self._appraisal(block.appraisal), "source": block.appraisal.source},
        )

    def _figure(self, key, caption="", size="text"):
        return {
            "figure": self._optional("figure", key),
            "caption": caption,
            "size": size,
        }

    def _figureplace(self, block):
        return self.block(
            "figure", self._figure(block.figure, block.caption, block.size)
        )

    def _procedure(self, block):
        steps = [
            {
                "title": step.title,
                "text": to_html(step.text),
                "figure": self._figure(step.figure, step.caption),
                "caution": step.caution,
            }
            for step in block.steps
        ]
        return self.block(
            "procedure",
            {
                "title": block.title,
                "introduction": to_html(block.introduction),
                "steps": self.items(steps),
                "stop": to_html(block.stop),
            },
        )

    def _callout(self, block):
        return self.block(
            "callout",
            {"kind": block.kind, "title": block.title, "text": to_html(block.text)},
        )

    def _table(self, block):
        return self.block(
            "table",
            {
                "caption": block.caption,
                "row_headers": block.row_headers,
                "table": {
                    "columns": [
                        {"type": "text", "heading": heading} for heading in block.header
                    ],
                    "rows": [{"values": list(row)} for row in block.rows],
                    "caption": "",
                },
            },
        )

    def _check(self, block):
        return self.block("check", {"question": self.pk("question", block.question)})

    def _references(self, block):
        keys = [self.pk("reference", key) for key in block.keys]
        return self.block("references", {"references": self.items(keys)})
