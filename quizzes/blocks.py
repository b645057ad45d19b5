"""Blocks that hold questions: a question's body, a quiz's sections, a lesson's check."""

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.snippets.blocks import SnippetChooserBlock

from media.blocks import FigureChooserBlock

from . import types
from .enums import Difficulty


class QuestionBodyBlock(blocks.StreamBlock):
    """Exactly one block, of any type in the registry.

    The registry is read each time, so a type that a host registers after this module
    was loaded can be chosen too.
    """

    @property
    def child_blocks(self):
        for question_type in types.all_types():
            if question_type.key not in self._blocks:
                block = question_type.block(
                    label=question_type.label, icon=question_type.icon
                )
                block.type_key = question_type.key
                block.set_name(question_type.key)
                if self.is_deferred_validation:
                    block.defer_required_validation()
                self._blocks[question_type.key] = block
        known = {question_type.key for question_type in types.all_types()}
        return {key: block for key, block in self._blocks.items() if key in known}

    @child_blocks.setter
    def child_blocks(self, value):
        pass

    @cached_property
    def _blocks(self):
        return {}

    class Meta:
        min_num = 1
        max_num = 1
        icon = "help"
        label = _("Question")


class HintsBlock(blocks.StreamBlock):
    """What helps a learner on after a wrong try, in this order."""

    hint = blocks.RichTextBlock(
        features=["bold", "italic"], label=_("Hint"), icon="help", search_index=False
    )

    class Meta:
        icon = "help"
        label = _("Hints")
        max_num = 9


class QuestionChooserBlock(SnippetChooserBlock):
    def __init__(self, **kwargs):
        kwargs.pop("target_model", None)
        super().__init__("ce_quizzes.Question", **kwargs)

    class Meta:
        icon = "help"
        label = _("Question")


class CaseBlock(blocks.StructBlock):
    """What may stand above the questions of a section: the case that they share."""

    title = blocks.CharBlock(
        required=False, max_length=255, label=_("Title of the section")
    )
    vignette = blocks.RichTextBlock(
        required=False,
        features=["bold", "italic", "superscript", "subscript", "ol", "ul"],
        label=_("Case"),
        help_text=_("Shown above the questions of this section, which share it."),
        search_index=False,
    )
    vignette_figure = FigureChooserBlock(required=False, label=_("Figure of the case"))


class FixedSectionBlock(CaseBlock):
    """These questions, all of them."""

    questions = blocks.ListBlock(
        QuestionChooserBlock(), min_num=1, label=_("Questions")
    )

    def clean(self, value):
        """Refuse what is for practice alone: it has no answer that could be marked."""
        cleaned = super().clean(value)
        text = _gettext("This is for practice in lessons alone. No quiz can ask it.")
        errors = {
            number: ValidationError(text)
            for number, question in enumerate(cleaned["questions"])
            if question and question.type_key in types.practice_only()
        }
        if errors:
            found = ListBlockValidationError(block_errors=errors)
            raise StructBlockValidationError({"questions": found})
        return cleaned

    class Meta:
        icon = "list-ol"
        label = _("Fixed questions")
        description = _("Everyone gets these questions.")
        template = "ce_quizzes/blocks/fixed_section.html"
        preview_value = {"questions": []}


class DrawSectionBlock(CaseBlock):
    """So many questions from the bank, drawn when an attempt starts."""

    count = blocks.IntegerBlock(min_value=1, max_value=200, label=_("How many"))
    bank = SnippetChooserBlock("ce_quizzes.Bank", required=False, label=_("From bank"))
    objective = SnippetChooserBlock(
        "ce_quizzes.Objective", required=False, label=_("Testing objective")
    )
    difficulty = blocks.ChoiceBlock(
        choices=Difficulty.choices, required=False, label=_("Difficulty")
    )
    tag = blocks.CharBlock(required=False, max_length=100, label=_("With tag"))

    def clean(self, value):
        cleaned = super().clean(value)
        if cleaned.get("tag", "").strip().casefold() in PRACTICE_TAGS:
            raise blocks.StructBlockValidationError(
                block_errors={
                    "tag": ValidationError(
                        _gettext(
                            "Questions with this tag are kept for lessons and are "
                            "never drawn."
                        )
                    )
                }
            )
        return cleaned

    class Meta:
        icon = "rotate"
        label = _("Draw from the bank")
        description = _("A new choice of questions for every attempt.")
        template = "ce_quizzes/blocks/draw_section.html"
        preview_value = {
            "count": 4,
            "bank": None,
            "objective": None,
            "difficulty": "easy",
            "tag": "history",
        }


# Questions with one of these tags stand in lessons, with their answers; no quiz draws
# them.
CHECK_TAG = "check"
LAB_TAG = "lab"
PRACTICE_TAGS = (CHECK_TAG, LAB_TAG)


class SectionsBlock(blocks.StreamBlock):
    fixed = FixedSectionBlock()
    draw = DrawSectionBlock()

    class Meta:
        icon = "form"
        min_num = 1


class CheckBlock(blocks.StructBlock):
    """One question inside a lesson, answered at once, not counted."""

    question = QuestionChooserBlock()

    class Meta:
        icon = "circle-check"
        label = _("Knowledge check")
        description = _(
            "One question inside the lesson, answered at once, not counted."
        )
        template = "ce_quizzes/blocks/check.html"
        preview_value = {"question": None}

    def clean(self, value):
        """Refuse what a person marks: a check is answered at once, by its address.

        Addresses end up in logs and histories, where a learner's essay has no place.
        """
        cleaned = super().clean(value)
        question = cleaned["question"]
        if question and question.body:
            content = question.question_type.content(question.body[0].value)
            if question.question_type.rubric(content) is not None:
                text = _gettext(
                    "A person marks the answer to this question, so it can’t be "
                    "answered at once. Choose one that the software marks, or ask it "
                    "in a quiz."
                )
                raise StructBlockValidationError({"question": ValidationError(text)})
        return cleaned
