"""What staff fill in about learners' attempts."""

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminPageChooser

from .models import Accommodation, QuizPage


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

    def clean_quiz(self):
        quiz = self.cleaned_data["quiz"]
        self.instance.quiz_key = quiz.quiz_key
        self.instance.quiz_title = quiz.title
        return quiz

    class Meta:
        model = Accommodation
        fields = ["time_factor", "extra_attempts", "opens_at", "closes_at", "reason"]
