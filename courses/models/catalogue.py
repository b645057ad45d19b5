"""What is taught: course index, course, module and lesson pages.

The logic sits in abstract mixins that know no base page; the concrete pages take the
base page of the host (``WAGTAIL_PAGE_MODEL``). Rows of learners never point at a
module or lesson page: they keep its ``translation_key`` as the requirement key.
"""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.functional import classproperty
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from courses.blocks import LESSON_BLOCKS
from courses.markers import term_keys
from courses.panels import StudyMinutesPanel
from media.fields import OpenStreamField
from media.figures import get_figure_model_string
from media.pages import Page
from media.restrictions import RestrictionsInOneQuery

from .glossary import GlossaryTerm

SHORT_TEXT = ["bold", "italic", "link", "ol", "ul"]


class CourseIndexMixin(models.Model):
    """Lists the courses beneath it."""

    introduction = RichTextField(_("introduction"), blank=True, features=SHORT_TEXT)

    content_panels = [FieldPanel("introduction")]

    class Meta:
        abstract = True


class CourseMixin(models.Model):
    """What a course page knows beyond its title."""

    summary = models.TextField(
        _("summary"), blank=True, max_length=400, help_text=_("For the catalogue.")
    )
    introduction = RichTextField(_("introduction"), blank=True, features=SHORT_TEXT)
    figure = models.ForeignKey(
        get_figure_model_string(),
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("figure"),
    )
    audience = models.TextField(_("who it is for"), blank=True)
    completion_rule = RichTextField(
        _("what is required to complete"), blank=True, features=SHORT_TEXT
    )
    evidence_policy = RichTextField(
        _("evidence policy"), blank=True, features=SHORT_TEXT
    )
    in_order = models.BooleanField(
        _("in order"),
        default=True,
        help_text=_("Lessons and quizzes of a module open one after the other."),
    )
    instructors = ParentalManyToManyField(
        "ce_courses.Instructor",
        blank=True,
        related_name="+",
        verbose_name=_("instructors"),
    )
    contact_questions = models.EmailField(
        _("contact for questions"),
        blank=True,
        help_text=_("“Ask about this lesson” writes to this address."),
    )
    contact_complaints = models.EmailField(_("contact for complaints"), blank=True)
    contact_accommodation = models.EmailField(
        _("contact for accommodation"), blank=True
    )

    content_panels = [
        FieldPanel("summary"),
        FieldPanel("introduction"),
        FieldPanel("figure"),
        FieldPanel("audience"),
        FieldPanel("instructors", widget=forms.CheckboxSelectMultiple),
        MultiFieldPanel(
            [
                FieldPanel("in_order"),
                FieldPanel("completion_rule"),
                HelpPanel(
                    _(
                        "Publishing the course freezes a new edition: its lessons and "
                        "quizzes, their minimum times and pass marks. Learners who are "
                        "enrolled already stay on their own edition."
                    )
                ),
            ],
            heading=_("Requirements"),
        ),
        FieldPanel("evidence_policy"),
        MultiFieldPanel(
            [
                FieldPanel("contact_questions"),
                FieldPanel("contact_complaints"),
                FieldPanel("contact_accommodation"),
            ],
            heading=_("Contacts"),
        ),
    ]
    search_fields = [
        index.SearchField("summary"),
        index.SearchField("introduction"),
    ]

    class Meta:
        abstract = True


class ModuleMixin(models.Model):
    """A group of lessons, usually closed by a quiz."""

    summary = models.TextField(_("summary"), blank=True, max_length=400)
    prerequisites = ParentalManyToManyField(
        "ce_courses.ModulePage",
        blank=True,
        symmetrical=False,
        related_name="+",
        verbose_name=_("modules to complete first"),
    )

    content_panels = [
        FieldPanel("summary"),
        FieldPanel("prerequisites", widget=forms.CheckboxSelectMultiple),
    ]

    class Meta:
        abstract = True


class LessonMixin(models.Model):
    """A lesson: an illustrated body, its study minutes, and what it teaches."""

    summary = models.TextField(
        _("summary"), blank=True, max_length=400, help_text=_("For outline and search.")
    )
    body = OpenStreamField(LESSON_BLOCKS, blank=True, verbose_name=_("body"))
    minutes = models.PositiveSmallIntegerField(
        _("study minutes"),
        default=10,
        help_text=_("What the course page promises; credit is never given for it."),
    )
    minimum_minutes = models.DecimalField(
        _("minimum active minutes"),
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0)],
        help_text=_(
            "Active time that a learner needs before the lesson can be completed."
        ),
    )
    required = models.BooleanField(
        _("required"), default=True, help_text=_("Needed to complete the course.")
    )
    clinical = models.BooleanField(
        _("clinical content"),
        default=True,
        help_text=_("Shows the safety footer and the state of clinical review."),
    )
    objectives = ParentalManyToManyField(
        "ce_quizzes.Objective",
        blank=True,
        related_name="+",
        verbose_name=_("objectives"),
    )

    content_panels = [
        FieldPanel("summary"),
        FieldPanel("objectives", widget=forms.CheckboxSelectMultiple),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("minutes"),
                StudyMinutesPanel(),
                FieldPanel("minimum_minutes"),
                FieldPanel("required"),
                FieldPanel("clinical"),
            ],
            heading=_("Study"),
        ),
    ]
    search_fields = [
        index.SearchField("summary"),
        index.SearchField("body"),
    ]

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        named = term_keys(json.dumps(self.body.get_prep_value(), ensure_ascii=False))
        known = GlossaryTerm.objects.filter(key__in=named).values_list("key", flat=True)
        if unknown := sorted(named - set(known)):
            raise ValidationError(
                {
                    "body": ValidationError(
                        _("There is no glossary term of this key: %(keys)s"),
                        params={"keys": ", ".join(unknown)},
                    )
                }
            )

    @property
    def minimum_seconds(self) -> int:
        return int(self.minimum_minutes * 60)


class ModuleForm(WagtailAdminPageForm):
    """Offers the other modules of the same course as prerequisites."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if field := self.fields.get("prerequisites"):
            course = self.parent_page
            siblings = ModulePage.objects.child_of(course) if course else field.queryset
            field.queryset = siblings.exclude(pk=self.instance.pk)


class CourseIndexPage(CourseIndexMixin, Page):
    template = "ce_courses/course_index_page.html"
    parent_page_types = None
    subpage_types = ["ce_courses.CoursePage"]
    content_panels = [*Page.content_panels, *CourseIndexMixin.content_panels]

    class Meta:
        verbose_name = _("course index")


class CoursePage(RestrictionsInOneQuery, CourseMixin, Page):
    template = "ce_courses/course_page.html"
    parent_page_types = ["ce_courses.CourseIndexPage"]
    subpage_types = ["ce_courses.ModulePage", "ce_quizzes.QuizPage"]
    content_panels = [*Page.content_panels, *CourseMixin.content_panels]
    search_fields = [*Page.search_fields, *CourseMixin.search_fields]

    class Meta:
        verbose_name = _("course")
        permissions = [
            ("enrol_learner", _("Can enroll and withdraw learners")),
            ("waive_requirement", _("Can grant attempts and waive time")),
            ("export_completions", _("Can see and export completion records")),
        ]


class ModulePage(RestrictionsInOneQuery, ModuleMixin, Page):
    template = "ce_courses/module_page.html"
    parent_page_types = ["ce_courses.CoursePage"]
    subpage_types = ["ce_courses.LessonPage", "ce_quizzes.QuizPage"]
    base_form_class = ModuleForm
    content_panels = [*Page.content_panels, *ModuleMixin.content_panels]

    class Meta:
        verbose_name = _("module")

    def clean(self):
        super().clean()
        if self.pk and self.pk in self._reached():
            raise ValidationError(
                {
                    "prerequisites": _(
                        "A module can't wait for itself, not even by others."
                    )
                }
            )

    def _reached(self) -> set:
        """Every module that this one waits for, directly or by way of others."""
        links = ModulePage.prerequisites.through.objects
        reached: set = set()
        new = {module.pk for module in self.prerequisites.all()}
        while new:
            reached |= new
            rows = links.filter(from_modulepage_id__in=new)
            new = set(rows.values_list("to_modulepage_id", flat=True)) - reached
        return reached


class LessonPage(RestrictionsInOneQuery, LessonMixin, Page):
    # A dotted name, because forms stand above models.
    form_class = "quizzes.forms.PageWithQuestionsForm"
    template = "ce_courses/lesson_page.html"
    parent_page_types = ["ce_courses.ModulePage"]
    subpage_types = []
    content_panels = [*Page.content_panels, *LessonMixin.content_panels]
    search_fields = [*Page.search_fields, *LessonMixin.search_fields]

    class Meta:
        verbose_name = _("lesson")

    @classproperty
    def base_form_class(cls):
        return import_string(cls.form_class)
