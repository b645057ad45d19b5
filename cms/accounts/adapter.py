"""Where allauth asks this site how it does things."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_taken": _(
            "There is an account with this address already. Sign in with it; "
            "if the password is gone, you can choose a new one there."
        ),
        "email_password_mismatch": _("The address or the password is not right."),
        "too_many_login_attempts": _(
            "Too many tries. Please wait a few minutes, or choose a new password."
        ),
    }

    def clean_email(self, email):
        """Addresses are kept in lower case: one person, one account."""
        return super().clean_email(email).lower()

    def get_from_email(self):
        """Mails come from DEFAULT_FROM_EMAIL; Django fills it in."""

    def send_mail(self, template_prefix, email, context):
        """Subjects are rendered without a request: the site's name goes with them."""
        super().send_mail(
            template_prefix, email, {"site_name": settings.SITE_NAME, **context}
        )
