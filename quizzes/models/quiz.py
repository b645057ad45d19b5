from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import classproperty
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from media.fields import OpenStreamField
from media.pages import Page
from media.restrictions import RestrictionsInOneQuery
from quizzes import review_rules
from quizzes.blocks import SectionsBlock
from quizzes.enums import Behaviour, Counting, Expiry, Layout
from quizzes.widgets import ReviewMatrixInput, enabled_for, shown_for

# Wagtail's own way for settings that only apply together with others.
RULES = {"data-controller": "w-rules", "data-action": "change->w-rules#resolve"}


class QuizMixin(models.Model):
    """Everything a quiz page knows: which questions it asks, and its rules.

    An attempt copies the rules when it starts; changing them here changes attempts
    to come, never those that run or are marked.
    """

    # What every page has; named here for those who work with the mixin.
    title: str
    translation_key: Any

    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=["bold", "italic", "ol", "ul", "link"],
    )
    sections = OpenStreamField(SectionsBlock(), verbose_name=_("questions"))
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark"),
        default=75,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Percent of all marks; 0 passes everyone."),
    )
    max_attempts = models.PositiveSmallIntegerField(
        _("attempts allowed"), default=0, help_text=_("0: no limit.")
    )
    wait_minutes = models.PositiveIntegerField(
        _("wait between attempts"), default=0, help_text=_("Minutes; 0: no wait.")
    )
    time_limit_minutes = models.PositiveIntegerField(
        _("time limit"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Minutes; empty: no limit. What is saved then is marked."),
    )
    shuffle_questions = models.BooleanField(_("shuffle questions"), default=True)
    shuffle_options = models.BooleanField(_("shuffle options"), default=True)
    layout = models.CharField(
        _("pages"), max_length=10, choices=Layout.choices, default=Layout.ALL
    )
    one_way = models.BooleanField(
        _("one way"),
        default=False,
        help_text=_("A page that was left can’t be opened again."),
    )
    behaviour = models.CharField(
        _("marking"),
        max_length=10,
        choices=Behaviour.choices,
        default=Behaviour.DEFERRED,
    )
    max_tries = models.PositiveSmallIntegerField(
        _("tries per question"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
        help_text=_("With several tries; the hints of a question come in between."),
    )
    try_cost = models.PositiveSmallIntegerField(
        _("cost of a wrong try"),
        default=33,
        validators=[MaxValueValidator(100)],
        help_text=_("Percent of the question’s mark."),
    )
    counting = models.CharField(
        _("what counts"), max_length=10, choices=Counting.choices, default=Counting.BEST
    )
    practice = models.BooleanField(
        _("practice"),
        default=False,
        help_text=_("Attempts don’t count, and bring back what was missed."),
    )
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    closing_ends_attempts = models.BooleanField(
        _("closing ends running attempts"), default=True
    )
    on_expiry = models.CharField(
        _("when time is over"),
        max_length=10,
        choices=Expiry.choices,
        default=Expiry.SUBMIT,
    )
    grace_seconds = models.PositiveSmallIntegerField(
        _("grace"),
        default=30,
        validators=[MaxValueValidator(600)],
        help_text=_(
            "Seconds after the deadline in which answers on their way still arrive."
        ),
    )
    review = models.JSONField(
        _("what learners may see"),
        default=review_rules.default,
        validators=[review_rules.validate],
    )

    # The functions that answer for the page, and its form in the admin. Dotted names,
    # because views and forms stand above models; a host's subclass may name its own.
    serve_view = "quizzes.views.quiz.serve"
    preview_view = "quizzes.views.quiz.serve_preview"
    form_class = "quizzes.forms.PageWithQuestionsForm"

    class Meta:
        abstract = True

    @classproperty
    def base_form_class(cls):
        return import_string(cls.form_class)

    @property
    def quiz_key(self):
        """Return what names the quiz in learners' records, whatever becomes of it."""
        return str(self.translation_key)

    @property
    def default_scope_key(self):
        return f"page:{self.translation_key}"

    def serve(self, request, *args, **kwargs):
        return import_string(self.serve_view)(request, self)

    def serve_preview(self, request, mode_name):
        return import_string(self.preview_view)(request, self, mode_name)


class QuizPage(RestrictionsInOneQuery, QuizMixin, Page):
    """A quiz in the page tree. Which pages it may lie under is the host's to say."""

    subpage_types = []
    template = "ce_quizzes/quiz_page.html"
    preview_modes = [
        ("", _("Before an attempt")),
        ("questions", _("Questions, as a learner sees them")),
    ]

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("sections"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("pass_mark"), FieldPanel("counting")]),
                FieldRowPanel([FieldPanel("max_attempts"), FieldPanel("wait_minutes")]),
                FieldPanel("practice"),
            ],
            heading=_("Attempts and passing"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("behaviour"),
                FieldRowPanel(
                    [FieldPanel("max_tries"), FieldPanel("try_cost")],
                    attrs=shown_for("behaviour", Behaviour.TRIES),
                ),
                FieldPanel("layout"),
                FieldPanel(
                    "one_way",
                    widget=forms.CheckboxInput(
                        attrs=enabled_for("layout", Layout.SECTION, Layout.QUESTION)
                    ),
                    attrs=shown_for("layout", Layout.SECTION, Layout.QUESTION),
                ),
                FieldRowPanel(
                    [FieldPanel("shuffle_questions"), FieldPanel("shuffle_options")]
                ),
            ],
            heading=_("Asking and marking"),
            attrs=RULES,
        ),
        MultiFieldPanel(
            [
                FieldPanel("time_limit_minutes"),
                FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                FieldPanel(
                    "closing_ends_attempts",
                    help_text=_(
                        "Without it, an attempt that runs when the quiz closes keeps "
                        "its time limit."
                    ),
                ),
                FieldRowPanel([FieldPanel("on_expiry"), FieldPanel("grace_seconds")]),
            ],
            heading=_("Time"),
            help_text=_("Learners read these times in their own time zone."),
        ),
        MultiFieldPanel(
            [FieldPanel("review", widget=ReviewMatrixInput)],
            heading=_("What learners may see"),
        ),
    ]
    search_fields = [*Page.search_fields, index.SearchField("introduction")]

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pass_mark__lte=100),
                name="ce_quizzes_quiz_pass_mark_to_100",
                violation_error_message=_(
                    "A pass mark lies between 0 and 100 percent."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(time_limit_minutes__isnull=True)
                | models.Q(time_limit_minutes__gte=1),
                name="ce_quizzes_quiz_time_limit_from_1",
                violation_error_message=_("A time limit is at least one minute."),
            ),
            models.CheckConstraint(
                condition=models.Q(one_way=False) | ~models.Q(layout=Layout.ALL),
                name="ce_quizzes_quiz_one_way_needs_pages",
                violation_error_message=_("One way needs more than one page."),
            ),
            models.CheckConstraint(
                condition=models.Q(opens_at__isnull=True)
                | models.Q(closes_at__isnull=True)
                | models.Q(closes_at__gt=models.F("opens_at")),
                name="ce_quizzes_quiz_closes_after_it_opens",
                violation_error_message=_("A quiz closes after it opens."),
            ),
            models.CheckConstraint(
                condition=models.Q(max_tries__range=(1, 10))
                & models.Q(try_cost__lte=100),
                name="ce_quizzes_quiz_tries_1_to_10",
                violation_error_message=_(
                    "There are 1 to 10 tries, and a try costs at most 100 percent."
                ),
            ),
        ]
