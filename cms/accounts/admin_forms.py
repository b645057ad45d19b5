"""Forms of Wagtail's user administration, with the fields of this site's user."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm as WagtailUserCreationForm
from wagtail.users.forms import UserEditForm as WagtailUserEditForm

from .forms import time_zone_choices


class TimeZoneField(forms.ChoiceField):
    def __init__(self, **kwargs):
        super().__init__(choices=time_zone_choices, label=_("Time zone"), **kwargs)


class CaseFoldedEmail:
    def clean_email(self):
        """Addresses are kept in lower case: one person, one account."""
        return self.cleaned_data["email"].strip().lower()


class UserCreationForm(CaseFoldedEmail, WagtailUserCreationForm):
    time_zone = TimeZoneField(initial="UTC")

    class Meta(WagtailUserCreationForm.Meta):
        fields = WagtailUserCreationForm.Meta.fields | {"time_zone"}


class UserEditForm(CaseFoldedEmail, WagtailUserEditForm):
    time_zone = TimeZoneField()

    class Meta(WagtailUserEditForm.Meta):
        fields = WagtailUserEditForm.Meta.fields | {"time_zone"}
