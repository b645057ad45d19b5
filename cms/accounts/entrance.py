"""allauth's forms in this site's words: a label above each field, nothing inside it."""

from allauth.account import forms as allauth_forms
from django.utils.translation import gettext_lazy as _

PASSWORD_HELP = _("At least 8 characters, and not one that many people use.")


class Labelled:
    """Placeholders vanish when one types; the labels say it already."""

    labels = {}
    helps = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.helps.get(name, field.help_text)


class LoginForm(Labelled, allauth_forms.LoginForm):
    labels = {
        "login": _("E-mail address"),
        "password": _("Password"),
        "remember": _("Stay signed in on this device"),
    }
    helps = {"password": ""}


class SignupForm(Labelled, allauth_forms.SignupForm):
    labels = {"email": _("E-mail address"), "password1": _("Password")}
    helps = {"password1": PASSWORD_HELP}


class ResetPasswordForm(Labelled, allauth_forms.ResetPasswordForm):
    labels = {"email": _("E-mail address")}


class AddEmailForm(Labelled, allauth_forms.AddEmailForm):
    labels = {"email": _("New e-mail address")}


class ResetPasswordKeyForm(Labelled, allauth_forms.ResetPasswordKeyForm):
    labels = {"password1": _("New password"), "password2": _("The same once more")}
    helps = {"password1": PASSWORD_HELP}


class ChangePasswordForm(Labelled, allauth_forms.ChangePasswordForm):
    labels = {
        "oldpassword": _("Password until now"),
        "password1": _("New password"),
        "password2": _("The same once more"),
    }
    helps = {"oldpassword": "", "password1": PASSWORD_HELP}


class SetPasswordForm(Labelled, allauth_forms.SetPasswordForm):
    labels = ResetPasswordKeyForm.labels
    helps = ResetPasswordKeyForm.helps


class ReauthenticateForm(Labelled, allauth_forms.ReauthenticateForm):
    labels = {"password": _("Password")}
