"""What authors fill in about questions, and staff about learners' attempts."""

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminPageChooser

from .models import Accommodation, QuizPage, freezing
from .types.base import PLACES, rubric_fraction


class QuestionForm(WagtailAdminModelForm):
    """A question's own form. A draft may name parts that its figure doesn't have."""

    def _post_clean(self):
        super()._post_clean()
        # What the question asks about the figure shows when both are known.
        if not self.is_deferred_validation and not self.errors and self.instance.body:
            for problem in freezing.figure_problems_of(self.instance):
                self.add_error("figure", problem)


class AccommodationForm(WagtailAdminModelForm):
    """What one learner is granted on one quiz. A new row, whatever was granted before."""

    learner_name = forms.CharField(
        label=gettext_lazy("Learner"),
        max_length=254,
        help_text=gettext_lazy(
            "The email address or name that the learner signs in with."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    quiz = forms.ModelChoiceField(
        label=gettext_lazy("Quiz"),
        queryset=QuizPage.objects.all(),
        widget=AdminPageChooser(target_models=[QuizPage]),
    )

    field_order = ["learner_name", "quiz"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        zone = _("In your time zone, %(zone)s. Empty: as for everyone.") % {
            "zone": timezone.get_current_timezone_name()
        }
        for name in ("opens_at", "closes_at"):
            self.fields[name].help_text = zone
        self.fields["extra_attempts"].help_text = _("On top of those of the quiz.")

    def clean_learner_name(self):
        users = get_user_model()._default_manager
        name = self.cleaned_data["learner_name"].strip()
        try:
            self.instance.learner = users.get_by_natural_key(name)
        except get_user_model().DoesNotExist:
            raise ValidationError(_("Nobody signs in with this name.")) from None
        return name

    class Meta:
        model = Accommodation
        fields = ["time_factor", "extra_attempts", "opens_at", "closes_at", "reason"]


class MarkForm(forms.Form):
    """A person's mark for one answer: a level for each criterion, or a percentage.

    ``fraction()`` gives the mark, from 0 to 1, once the form is valid.
    """

    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Kept with the mark. The learner reads it where the quiz shows feedback."
        ),
    )

    def __init__(self, *args, rubric=None, needs_note=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.rubric = rubric if rubric and rubric["criteria"] else None
        self.fields["note"].required = needs_note
        if self.rubric:
            marks = {
                self.name_of(criterion): self._levels(criterion)
                for criterion in self.rubric["criteria"]
            }
        else:
            marks = {
                "percent": forms.DecimalField(
                    label=_("Mark"),
                    min_value=0,
                    max_value=100,
                    decimal_places=2,
                    help_text=_("In percent: 0 is not right at all, 100 is right."),
                )
            }
        self.fields = {**marks, **self.fields}

    def name_of(self, criterion):
        return f"level-{criterion['id']}"

    def _levels(self, criterion):
        return forms.ChoiceField(
            label=criterion["name"],
            widget=forms.RadioSelect,
            choices=[
                (
                    level["id"],
                    ngettext(
                        "%(text)s (%(points)s point)",
                        "%(text)s (%(points)s points)",
                        level["points"],
                    )
                    % {"text": level["text"], "points": level["points"]},
                )
                for level in criterion["levels"]
            ],
        )

    def fraction(self):
        if not self.rubric:
            return (self.cleaned_data["percent"] / 100).quantize(PLACES)
        chosen = {
            criterion["id"]: self.cleaned_data[self.name_of(criterion)]
            for criterion in self.rubric["criteria"]
        }
        return rubric_fraction(self.rubric, chosen)
