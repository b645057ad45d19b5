from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models, transaction
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)
from wagtail.search import index

from media.domain import review
from media.enums import Level, Verdict
from media.fields import OpenStreamField
from media.figures import get_figure_model_string
from quizzes import types
from quizzes.blocks import HintsBlock, QuestionBodyBlock
from quizzes.enums import BankAccess, BankRole, Difficulty
from quizzes.types import showing
from quizzes.types.text import fingerprint, plain

from . import freezing

KEY_HELP = _("Short name that course files use; never changes its meaning.")


class Bank(index.Indexed, models.Model):
    """A shelf of questions. ``quizzes.domain.banks`` says who may do what with it."""

    key = models.SlugField(_("key"), max_length=100, unique=True, help_text=KEY_HELP)
    title = models.CharField(_("title"), max_length=255)
    access = models.CharField(
        _("open to"),
        max_length=10,
        choices=BankAccess.choices,
        default=BankAccess.MEMBERS,
        help_text=_("Whoever may write questions at all, and is no member."),
    )

    panels = [FieldPanel("title"), FieldPanel("key"), FieldPanel("access")]
    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.SearchField("key"),
    ]

    class Meta:
        verbose_name = _("question bank")
        verbose_name_plural = _("question banks")
        ordering = ["title"]
        permissions = [("manage_banks", "Can use and manage all question banks")]

    def __str__(self):
        return self.title


class BankMember(models.Model):
    """What one person may do with a bank, whatever it is open to."""

    bank = models.ForeignKey(Bank, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    role = models.CharField(
        _("may"), max_length=10, choices=BankRole.choices, default=BankRole.WRITER
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("member of a bank")
        verbose_name_plural = _("members of a bank")
        ordering = ["bank", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bank", "person"],
                name="ce_quizzes_bank_member_once",
                violation_error_message=_("This person is a member already."),
            )
        ]

    def __str__(self):
        return f"{self.bank_id}: {self.person_id}"


class Objective(index.Indexed, models.Model):
    """What a lesson teaches and a question tests."""

    key = models.SlugField(_("key"), max_length=100, unique=True, help_text=KEY_HELP)
    text = models.CharField(
        _("objective"),
        max_length=500,
        help_text=_("What the learner will be able to do; starts with a verb."),
    )

    panels = [FieldPanel("text"), FieldPanel("key")]
    search_fields = [
        index.SearchField("text"),
        index.AutocompleteField("text"),
        index.SearchField("key"),
        index.AutocompleteField("key"),
    ]

    class Meta:
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        ordering = ["key"]

    def __str__(self):
        return self.text


class QuestionTag(TaggedItemBase):
    content_object = ParentalKey(
        "ce_quizzes.Question", on_delete=models.CASCADE, related_name="tagged_items"
    )


class QuestionReference(models.Model):
    """A question's reference; a publication that a question cites can't be deleted."""

    question = models.ForeignKey(
        "ce_quizzes.Question", on_delete=models.CASCADE, related_name="+"
    )
    reference = models.ForeignKey(
        "ce_media.Reference", on_delete=models.PROTECT, related_name="+"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question", "reference"],
                name="ce_quizzes_question_reference_once",
                violation_error_message=_(
                    "This question already cites that reference."
                ),
            )
        ]

    def __str__(self):
        return f"{self.question_id}: {self.reference_id}"


class Question(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    ClusterableModel,
):
    """A question's identity and draft. What learners answer are its versions.

    Create one with ``live=False`` and publish a revision: only ``publish`` freezes a
    version. A published question can be retired, but not deleted: somebody may have
    been marked on it (``QuestionVersion.question`` is protected). ``title`` is the
    beginning of the stem, and ``fingerprint`` the same for questions that ask the same
    words (``types.text.fingerprint``); ``clean`` derives both. A retired question is
    asked in no new attempt.
    """

    key = models.SlugField(_("key"), max_length=100, unique=True, help_text=KEY_HELP)
    title = models.CharField(_("title"), max_length=255, blank=True, editable=False)
    bank = models.ForeignKey(
        Bank,
        verbose_name=_("bank"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="questions",
    )
    body = OpenStreamField(QuestionBodyBlock(), verbose_name=_("question"))
    type_key = models.CharField(
        _("type"), max_length=50, blank=True, editable=False, db_index=True
    )
    objective = models.ForeignKey(
        Objective,
        verbose_name=_("objective"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="questions",
    )
    difficulty = models.CharField(
        _("difficulty"),
        max_length=10,
        choices=Difficulty.choices,
        default=Difficulty.MEDIUM,
    )
    tags = ClusterTaggableManager(
        through=QuestionTag, blank=True, verbose_name=_("tags")
    )
    figure = models.ForeignKey(
        get_figure_model_string(),
        verbose_name=_("figure"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Shown above the answer."),
    )
    rationale = RichTextField(
        _("rationale"),
        blank=True,
        features=["bold", "italic", "superscript", "subscript", "ol", "ul", "link"],
        help_text=_("Why the right answer is right. Shown after submission."),
    )
    hints = OpenStreamField(
        HintsBlock(required=False),
        blank=True,
        verbose_name=_("hints"),
        help_text=_("One after each wrong try, where the quiz allows several."),
    )
    verdict = models.CharField(
        _("verdict"),
        max_length=20,
        blank=True,
        choices=Verdict.choices,
        help_text=_("Where the question rests on a claim: what the evidence says."),
    )
    level = models.PositiveSmallIntegerField(
        _("level of evidence"), null=True, blank=True, choices=Level.choices
    )
    references = ParentalManyToManyField(
        "ce_media.Reference",
        through=QuestionReference,
        blank=True,
        related_name="+",
        verbose_name=_("references"),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    fingerprint = models.CharField(
        max_length=64, blank=True, editable=False, db_index=True
    )
    retired_at = models.DateTimeField(
        _("retired"), null=True, blank=True, editable=False
    )
    import_batch = models.ForeignKey(
        "ce_quizzes.ImportBatch",
        verbose_name=_("import"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="questions",
    )
    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="question")

    panels = [
        FieldPanel("body"),
        FieldPanel("figure"),
        MultiFieldPanel(
            [
                FieldPanel("hints"),
                FieldPanel("rationale"),
                FieldRowPanel([FieldPanel("verdict"), FieldPanel("level")]),
                FieldPanel("references"),
            ],
            heading=_("Hints and explanation"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("objective"),
                FieldRowPanel([FieldPanel("bank"), FieldPanel("difficulty")]),
                FieldPanel("tags"),
                FieldPanel("key"),
            ],
            heading=_("Place in the bank"),
        ),
    ]

    # The body is left out: answers must not be found by searching for them.
    search_fields = [
        index.SearchField("title", boost=3),
        index.SearchField("stem_text"),
        index.AutocompleteField("stem_text"),
        index.SearchField("key"),
        index.AutocompleteField("key"),
        index.FilterField("type_key"),
        index.FilterField("difficulty"),
        index.FilterField("objective_id"),
        index.FilterField("bank_id"),
        index.FilterField("live"),
        index.FilterField("retired_at"),
    ]

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__isnull=True) | models.Q(level__range=(1, 5)),
                name="ce_quizzes_question_level_1_to_5",
                violation_error_message=_("A level of evidence lies between 1 and 5."),
            ),
            models.CheckConstraint(
                condition=models.Q(level__isnull=True) | ~models.Q(verdict=""),
                name="ce_quizzes_question_level_with_verdict",
                violation_error_message=_("A level of evidence needs a verdict."),
            ),
            models.CheckConstraint(
                condition=models.Q(retired_at__isnull=True) | models.Q(live=False),
                name="ce_quizzes_question_retired_is_not_live",
                violation_error_message=_("A retired question is not published."),
            ),
        ]

    def __str__(self):
        return self.title or self.key

    def clean(self):
        """Derive title and type from the body; a draft may still be without one."""
        super().clean()
        self.type_key, self.title, self.fingerprint = "", "", ""
        if not self.body:
            return
        self.type_key = self.body[0].block_type
        stem = self.stem_text()
        self.title = Truncator(stem).chars(120)
        self.fingerprint = fingerprint(stem)

    def stem_text(self):
        """Return the whole stem as plain text; what questions are searched by."""
        if not self.body:
            return ""
        return plain(str(getattr(self.body[0].value.get("stem"), "source", "")))

    def publish(self, revision, *args, **kwargs):
        """Publish ``revision`` and freeze what went live, or do neither.

        Every way of publishing a snippet ends here: admin, workflow, loader,
        schedule. The row lock gives two publishers a version number each. A question
        that was retired is in use again. Clinical signatures under what was live stay
        with what goes live if both are the same version.
        """
        with transaction.atomic():
            was = type(self).objects.select_for_update().get(pk=self.pk)
            shown = was.current_version() if was.live else None
            type(self).objects.filter(pk=self.pk).update(retired_at=None)
            self.retired_at = revision.content_object.retired_at = None
            super().publish(revision, *args, **kwargs)
            live = type(self).objects.get(pk=self.pk)
            # A revision that is only scheduled is not live, and freezes nothing.
            if not live.live or live.live_revision_id != revision.pk:
                return
            if freezing.freeze(live) == shown:
                review.carry_over(
                    obj=live, signed=was.live_revision_id, revision=revision
                )

    def with_content_json(self, content):
        """Return the question as a revision says; what no revision decides stays."""
        question = super().with_content_json(content)
        question.bank_id = self.bank_id
        question.author_id = self.author_id
        question.import_batch_id = self.import_batch_id
        question.retired_at = self.retired_at
        return question

    def current_version(self):
        """Return the version that was frozen last, or ``None``."""
        return self.versions.order_by("-number").first()

    @property
    def question_type(self):
        return types.get(self.type_key)

    preview_modes = list(showing.MODES.items())

    def get_preview_template(self, request, mode_name):
        return "ce_quizzes/question_preview.html"

    def get_preview_context(self, request, mode_name):
        return {
            **super().get_preview_context(request, mode_name),
            **self._shown(mode_name),
        }

    def _shown(self, mode_name):
        if not self.body:
            return {}
        block = self.body[0]
        return showing.preview(
            type_key=block.block_type,
            content=freezing.version_content(self),
            figure=self.figure,
            plate=freezing.plate_of(self),
            mode=mode_name,
        )
