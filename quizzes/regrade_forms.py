"""What staff fill in to regrade a question."""

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from .domain.regrading import Picked, Plan
from .enums import RegradeKind

# Beyond these a day can't be told in every time zone, or was mistyped.
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2200, 12, 31)


def day(label):
    return forms.DateField(label=label, required=False, widget=AdminDateInput)


class AttemptsField(forms.Field):
    """Keys of attempts, in hidden fields."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value):
        keys = [str(key) for key in value or ()]
        if not all(key.isascii() and key.isdecimal() and len(key) < 19 for key in keys):
            raise forms.ValidationError(_("There is no such attempt."))
        return tuple(sorted({int(key) for key in keys}))


class RegradeForm(forms.Form):
    """What is to be done to a question's marks, and in which attempts.

    ``versions`` are all of the question, the newest first. ``quizzes`` may be a function.
    ``plan()`` says what was filled in once the form is valid.
    """

    kind = forms.ChoiceField(
        label=gettext_lazy("What to do"),
        choices=RegradeKind.choices,
        initial=RegradeKind.VERSION,
        widget=forms.RadioSelect,
    )
    version = forms.TypedChoiceField(
        label=gettext_lazy("Version to mark by"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy("Only for marking again."),
    )
    over_persons = forms.BooleanField(
        label=gettext_lazy("Also answers marked by a person"),
        required=False,
        help_text=gettext_lazy(
            "Only for marking again. Else a mark that a person gave stands."
        ),
    )
    # Where no attempt was at such a quiz, none is found.
    quiz_key = forms.CharField(
        label=gettext_lazy("Quiz"), required=False, max_length=100, widget=forms.Select
    )
    first_day = day(gettext_lazy("Submitted from"))
    last_day = day(gettext_lazy("Submitted until"))
    attempt = AttemptsField(required=False)

    def __init__(self, *args, versions, quizzes, **kwargs):
        super().__init__(*args, **kwargs)
        self.versions = {version.pk: version for version in versions}
        self.fields["version"].choices = [
            (version.pk, version_label(version)) for version in versions
        ]
        self.fields["version"].initial = versions[0].pk
        self.fields["quiz_key"].widget.choices = quizzes
        zone = timezone.get_current_timezone_name()
        for name in ("first_day", "last_day"):
            self.fields[name].help_text = _(
                "This day included, in your time zone, %(zone)s. Empty: no limit."
            ) % {"zone": zone}

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        for name, found in (("first_day", first), ("last_day", last)):
            if found and not FIRST_DAY <= found <= LAST_DAY:
                self.add_error(name, _("There were no attempts in that year."))
        if first and last and first > last:
            self.add_error("last_day", _("The first day lies after the last."))
        marks_again = cleaned.get("kind") == RegradeKind.VERSION
        if marks_again and not (cleaned.get("version") or self.errors):
            self.add_error("version", _("Say which version to mark by."))
        return cleaned

    def plan(self):
        cleaned = self.cleaned_data
        kind = RegradeKind(cleaned["kind"])
        marks_again = kind == RegradeKind.VERSION
        return Plan(
            kind=kind,
            question=next(iter(self.versions.values())).question,
            version=self.versions[cleaned["version"]] if marks_again else None,
            picked=Picked(
                quiz_key=cleaned["quiz_key"] or None,
                first_day=cleaned["first_day"],
                last_day=cleaned["last_day"],
                time_zone=timezone.get_current_timezone_name(),
                attempts=cleaned["attempt"] or None,
                over_persons=marks_again and cleaned["over_persons"],
            ),
        )


def version_label(version):
    return _("Version %(number)s, published %(day)s") % {
        "number": version.number,
        "day": date_format(timezone.localdate(version.published_at)),
    }


class ReasonForm(forms.Form):
    """Why marks are changed. ``digest`` says what was looked at."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Learners whose mark changes read this."),
    )
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
