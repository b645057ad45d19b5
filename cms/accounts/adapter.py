"""Where allauth asks this site how it does things."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    def clean_email(self, email):
        """Addresses are kept in lower case: one person, one account."""
        return super().clean_email(email).lower()

    def get_from_email(self):
        """Mails come from DEFAULT_FROM_EMAIL; Django fills it in."""
