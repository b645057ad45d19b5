from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from media.models.append_only import AppendOnlyModel
from quizzes import types


class QuestionVersion(AppendOnlyModel):
    """One published state of a question. Never changed, never deleted.

    ``content`` (schema 1)::

        {"schema": 1,
         "body": {...},                 # what the type made of its block
         "rationale": HTML, "verdict": "" or a Verdict, "level": 1-5 or null,
         "references": [{"key", "citation", "link"}],
         "hints": [HTML, ...]}          # left out when there are none

    ``digest`` is the hash of ``content`` and of the figure version's digest.
    """

    question = models.ForeignKey(
        "ce_quizzes.Question", on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField(_("number"))
    digest = models.CharField(max_length=64)
    type = models.CharField(_("type"), max_length=50)
    content = models.JSONField()
    figure_version = models.ForeignKey(
        "ce_media.FigureVersion",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    published_at = models.DateTimeField(_("published"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("question version")
        verbose_name_plural = _("question versions")
        ordering = ["question", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "number"], name="ce_quizzes_question_version_number"
            )
        ]

    def __str__(self):
        return gettext("Question %(question)s, version %(number)s") % {
            "question": self.question_id,
            "number": self.number,
        }

    @property
    def question_type(self):
        return types.get(self.type)

    @property
    def body(self):
        """Return what every method of the type takes as ``content``."""
        return self.content["body"]
