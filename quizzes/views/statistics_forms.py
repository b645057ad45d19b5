"""Which attempts the statistics in the admin are made of, as a form reads it."""

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.domain.analysis import Selection

FIRST, ALL = "first", "all"
# Beyond these a day can't be told in every time zone, or was mistyped.
EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2200, 12, 31)


def day_field(label):
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


class SelectionForm(forms.Form):
    """First or all attempts, and the days on which they were submitted.

    Days are those of the zone of the person who asks; both ends are included.
    """

    attempts = forms.ChoiceField(
        label=gettext_lazy("Attempts"),
        required=False,
        choices=[
            (FIRST, gettext_lazy("Each learner’s first")),
            (ALL, gettext_lazy("All")),
        ],
    )
    since = day_field(gettext_lazy("From"))
    until = day_field(gettext_lazy("To"))

    def clean(self):
        found = super().clean()
        for name in ("since", "until"):
            day = found.get(name)
            if day is not None and not EARLIEST <= day <= LATEST:
                self.add_error(name, _("The year is too early or too late."))
        first, last = found.get("since"), found.get("until")
        if first and last and first > last:
            self.add_error("until", _("The first day lies after the last."))
        return found

    def selection(self):
        """Return what was asked for; ``None`` where it can't be read."""
        if not self.is_valid():
            return None
        found = self.cleaned_data
        last = found["until"]
        return Selection(
            first_only=found["attempts"] != ALL,
            since=midnight(found["since"]) if found["since"] else None,
            until=midnight(last + dt.timedelta(days=1)) if last else None,
        )

    def query(self):
        """Return the address's query with what was filled in."""
        kept = self.data.copy()
        for name in list(kept):
            if name not in self.fields or not kept[name]:
                del kept[name]
        return kept.urlencode()


def midnight(day):
    return dt.datetime.combine(day, dt.time.min, timezone.get_current_timezone())
