"""Forms for what staff do to enrolments. Each asks for a reason."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courses.domain import explain, people
from courses.domain.manifest import Standing
from courses.domain.progress import State
from courses.models import CoursePage

MOST_AT_ONCE = 200
MOST_MINUTES = 10_000
SEPARATORS = re.compile(r"[\s,;]+")


class ReasonForm(forms.Form):
    """Says why; the reason goes into the log with the name of who did it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Kept in the log with your name and the time."),
    )


class EnrolForm(ReasonForm):
    """A course and the addresses of people who have an account here.

    One address that can't be used refuses the whole form: nobody is enrolled by half.
    """

    course = forms.ModelChoiceField(
        label=gettext_lazy("Course"), queryset=CoursePage.objects.none()
    )
    addresses = forms.CharField(
        label=gettext_lazy("E-mail addresses"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Of people who have an account. One to a line, or separated by commas."
        ),
    )
    field_order = ["course", "addresses", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = CoursePage.objects.live().order_by("title")

    def clean_addresses(self) -> tuple[Any, ...]:
        """The people behind the addresses."""
        addresses = [a for a in SEPARATORS.split(self.cleaned_data["addresses"]) if a]
        if len(addresses) > MOST_AT_ONCE:
            raise ValidationError(
                _("Please enter at most %(most)s addresses at a time."),
                params={"most": MOST_AT_ONCE},
            )
        if not addresses:
            raise ValidationError(_("This field is required."))
        wrong = [address for address in addresses if not _is_address(address)]
        found = people.find(a for a in addresses if a not in wrong)
        problems = [
            (_("Not an e-mail address: %(list)s"), wrong),
            (_("Nobody has an account with: %(list)s"), found.unknown),
            (_("The account is closed: %(list)s"), found.inactive),
            (_("More than one account has: %(list)s"), found.ambiguous),
        ]
        errors = [
            ValidationError(text, params={"list": ", ".join(which)})
            for text, which in problems
            if which
        ]
        if errors:
            raise ValidationError(errors)
        return found.people


class RequirementForm(ReasonForm):
    """An act on one lesson or quiz of an enrolment.

    ``choices_of`` of the subclass says which of them the act makes sense for.
    """

    requirement = forms.ChoiceField(label=gettext_lazy("Lesson or quiz"))
    field_order = ["requirement", "minutes", "reason"]

    def __init__(self, *args, state: State, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["requirement"].choices = [
            (standing.requirement.key, self.describe(standing))
            for standing in state.standings.values()
            if self.makes_sense_for(standing)
        ]

    @staticmethod
    def makes_sense_for(standing: Standing) -> bool:
        return not standing.is_done

    @staticmethod
    def describe(standing: Standing) -> str:
        return f"{standing.requirement.title} – {explain.sentence(standing)}"


class WaiveRequirementForm(RequirementForm):
    pass


class WaiveTimeForm(RequirementForm):
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"), min_value=1, max_value=MOST_MINUTES
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["requirement"].label = _("Lesson")

    @staticmethod
    def makes_sense_for(standing: Standing) -> bool:
        return standing.requirement.is_lesson and standing.seconds_left > 0


class GrantAttemptForm(RequirementForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["requirement"].label = _("Quiz")

    @staticmethod
    def makes_sense_for(standing: Standing) -> bool:
        return standing.requirement.is_quiz

    @staticmethod
    def describe(standing: Standing) -> str:
        taken = ngettext("%(n)s attempt", "%(n)s attempts", standing.attempts)
        count = taken % {"n": standing.attempts}
        return f"{RequirementForm.describe(standing)} ({count})"


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
