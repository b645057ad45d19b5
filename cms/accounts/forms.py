"""What a person tells this site about themselves."""

import zoneinfo

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import User


def time_zone_choices():
    """Zones by region and place, as people know them; UTC first."""
    regions = {
        "Africa",
        "America",
        "Antarctica",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    }
    names = sorted(
        name
        for name in zoneinfo.available_timezones()
        if name.partition("/")[0] in regions
    )
    return [
        ("UTC", "UTC"),
        *((name, name.replace("_", " ").replace("/", ": ", 1)) for name in names),
    ]


class NameForm(forms.Form):
    """The part of the sign-up form that allauth doesn't know about."""

    first_name = forms.CharField(
        label=_("First name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=150,
        help_text=_("As it should stand on your record of completion."),
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )

    field_order = ["first_name", "last_name", "email", "password1"]

    def signup(self, request, user):
        """Nothing to add: the adapter has put the names on the user."""


class ProfileForm(forms.ModelForm):
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=time_zone_choices,
        help_text=_("Times on this site are shown in this zone."),
    )

    class Meta:
        model = User
        fields = ["first_name", "last_name", "time_zone"]
        widgets = {
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("first_name", "last_name"):
            self.fields[name].required = True
        # A zone that left the machine's data stays what it is until the person changes it.
        current = self.instance.time_zone
        field = self.fields["time_zone"]
        if current not in dict(field.choices):
            field.choices = [(current, current), *field.choices]
