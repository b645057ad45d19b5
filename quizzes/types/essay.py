"""A longer answer in the learner's own words, marked by a person."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from . import choices
from .base import (
    WRONG,
    InvalidResponse,
    Mark,
    QuestionBlock,
    QuestionType,
    single_value,
    too_long,
)
from .source import Fields
from .text import (
    STEM_FEATURES,
    clean_html,
    count_words,
    list_items,
    squeeze,
    stem_block,
)

# About 3,000 words; every save is kept, so an answer can't be a book.
MAX_LENGTH = 20_000
WORDS = {"low": 1, "high": 3000}
POINTS = {"low": 0, "high": 100}


class LevelBlock(blocks.StructBlock):
    text = blocks.CharBlock(
        max_length=500, label=gettext_lazy("Level"), search_index=False
    )
    points = blocks.IntegerBlock(
        min_value=POINTS["low"], max_value=POINTS["high"], label=gettext_lazy("Points")
    )

    class Meta:
        icon = "list-ul"
        label = gettext_lazy("Level")


class CriterionBlock(blocks.StructBlock):
    name = blocks.CharBlock(
        max_length=200, label=gettext_lazy("Criterion"), search_index=False
    )
    levels = blocks.ListBlock(LevelBlock(), min_num=2, label=gettext_lazy("Levels"))

    class Meta:
        icon = "list-ul"
        label = gettext_lazy("Criterion")


class EssayBlock(QuestionBlock):
    type_key = "essay"

    stem = stem_block()
    min_words = blocks.IntegerBlock(
        required=False,
        min_value=WORDS["low"],
        max_value=WORDS["high"],
        label=gettext_lazy("Fewest words"),
        help_text=gettext_lazy("Shorter answers are taken, but shown as unfinished."),
    )
    max_words = blocks.IntegerBlock(
        required=False,
        min_value=WORDS["low"],
        max_value=WORDS["high"],
        label=gettext_lazy("Most words"),
        help_text=gettext_lazy("Longer answers are not saved until they are cut."),
    )
    rubric = blocks.ListBlock(
        CriterionBlock(),
        default=[],
        label=gettext_lazy("Rubric"),
        help_text=gettext_lazy(
            "What whoever marks goes by: the mark is the points of the levels chosen, "
            "out of the highest. Learners don't see it before they are marked."
        ),
    )
    sample = blocks.RichTextBlock(
        required=False,
        features=STEM_FEATURES,
        label=gettext_lazy("Sample answer"),
        help_text=gettext_lazy("Shown to whoever marks, and to learners afterwards."),
        search_index=False,
    )

    class Meta:
        icon = "doc-full"
        label = gettext_lazy("Essay")
        description = gettext_lazy("A longer answer, marked by a person.")
        form_layout = BlockGroup(
            children=["stem", "min_words", "max_words", "rubric", "sample"]
        )
        preview_value = {
            "stem": "<p>Describe how you would explain Category II to a patient.</p>",
            "min_words": 50,
            "max_words": 200,
            "rubric": [],
            "sample": "",
        }


class Essay(QuestionType):
    """No answer is worth 0; what any other is worth, a person says.

    Words are what stands between spaces and holds a letter or digit.

    Content: ``stem``, ``min_words``, ``max_words`` (whole numbers or null), ``rubric``
    (criteria with ``id``, ``name`` and ``levels``: ``id``, ``text``, ``points``),
    ``sample`` (HTML). Response: ``{"text": as written}``, with lines ended by ``\\n``.
    """

    key = "essay"
    label = gettext_lazy("Essay")
    icon = "doc-full"
    block = EssayBlock
    template = "ce_quizzes/types/essay.html"
    review_template = "ce_quizzes/types/essay_review.html"
    source_fields = {
        "min_words": False,
        "max_words": False,
        "rubric": False,
        "sample": False,
    }

    def content(self, value):
        return {
            "stem": clean_html(value["stem"]),
            "min_words": value["min_words"],
            "max_words": value["max_words"],
            "rubric": [
                {
                    "id": bound.id,
                    "name": squeeze(bound.value["name"] or ""),
                    "levels": [
                        {
                            "id": level.id,
                            "text": squeeze(level.value["text"] or ""),
                            "points": level.value["points"] or 0,
                        }
                        for level in bound.value["levels"].bound_blocks
                    ],
                }
                for bound in value["rubric"].bound_blocks
            ],
            "sample": clean_html(value["sample"]),
        }

    def problems(self, content):
        found = choices.body_problems(content)
        low, high = content["min_words"], content["max_words"]
        if low and high and low > high:
            found.append(_("The fewest words are more than the most."))
        names = [criterion["name"].casefold() for criterion in content["rubric"]]
        if len(set(names)) < len(names):
            found.append(_("Two criteria have the same name."))
        for criterion in content["rubric"]:
            name = {"name": criterion["name"]}
            points = [level["points"] for level in criterion["levels"]]
            if len(points) < 2:
                found.append(_("“%(name)s” needs at least two levels.") % name)
            elif len(set(points)) < len(points):
                found.append(_("Two levels of “%(name)s” give the same points.") % name)
        return found

    def present(self, content, order, response=None):
        text = response["text"] if response else ""
        return {
            "stem": content["stem"],
            "text": text,
            "words": count_words(text),
            "min_words": content["min_words"],
            "max_words": content["max_words"],
            "max_length": MAX_LENGTH,
        }

    def read(self, content, data, prefix):
        # A form sends line ends as CR LF, a script as LF.
        sent = single_value(data, f"{prefix}-text", limit=2 * MAX_LENGTH)
        text = sent.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
        text = text.strip()
        if not text:
            return None
        if len(text) > MAX_LENGTH:
            raise too_long(MAX_LENGTH, {"text": text})
        words, most = count_words(text), content["max_words"]
        if most and words > most:
            raise InvalidResponse(
                _(
                    "This answer has %(words)s words; at most %(most)s are allowed. It "
                    "will be saved when it is shorter."
                )
                % {"words": words, "most": most},
                {"text": text},
            )
        return {"text": text}

    def is_complete(self, content, response):
        if response is None:
            return False
        return count_words(response["text"]) >= (content["min_words"] or 0)

    def mark(self, content, response):
        return Mark(WRONG if response is None else None)

    def rubric(self, content):
        criteria = [
            {
                **criterion,
                "highest": max(level["points"] for level in criterion["levels"]),
            }
            for criterion in content["rubric"]
        ]
        return {
            "criteria": criteria,
            "highest": sum(criterion["highest"] for criterion in criteria),
            "sample": content["sample"],
        }

    def correct(self, content):
        return None

    def summary(self, content, response):
        return squeeze(response["text"]) if response else ""

    def tally(self, content, response):
        """Return nothing: every essay is its own."""
        return []

    def review(self, content, order, response):
        text = response["text"] if response else ""
        return {
            "stem": content["stem"],
            "given": text,
            "words": count_words(text),
            **self.rubric(content),
        }

    def from_source(self, data, *, rich):
        fields = Fields(data)
        value = {
            "stem": rich(fields.text("stem", required=True)),
            "min_words": fields.whole("min_words", **WORDS),
            "max_words": fields.whole("max_words", **WORDS),
            "rubric": self._rubric_from_source(fields),
            "sample": rich(fields.text("sample")),
        }
        fields.done()
        return value

    def _rubric_from_source(self, fields):
        criteria = []
        wanted = {"name": True, "levels": True}
        given = fields.mappings("rubric", wanted, needed=False)
        for index, criterion in enumerate(given, start=1):
            levels = []
            fields_of_levels = criterion.mappings(
                "levels", {"text": True, "points": True}, needed=False
            )
            for number, level in enumerate(fields_of_levels, start=1):
                levels.append(
                    {
                        "text": level.text("text"),
                        "points": level.whole("points", **POINTS, default=0),
                    }
                )
                criterion.take(f"levels[{number}]", level)
            criteria.append(
                {
                    "name": criterion.text("name"),
                    "levels": list_items(levels, [level["text"] for level in levels]),
                }
            )
            fields.take(f"rubric[{index}]", criterion)
        return list_items(criteria, [criterion["name"] for criterion in criteria])

    def to_source(self, content, *, markdown):
        rubric = [
            {
                "name": criterion["name"],
                "levels": [
                    {"text": level["text"], "points": level["points"]}
                    for level in criterion["levels"]
                ],
            }
            for criterion in content["rubric"]
        ]
        return {
            "stem": markdown(content["stem"]),
            **{
                name: content[name]
                for name in ("min_words", "max_words")
                if content[name] is not None
            },
            **({"rubric": rubric} if rubric else {}),
            **({"sample": markdown(content["sample"])} if content["sample"] else {}),
        }
