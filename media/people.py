"""How a person is called on screen, whatever the host's user model looks like."""

from django.utils.translation import gettext


def display_name(user):
    """Return the full name, else the local part of the e-mail address or user name.

    A missing person gets a neutral word, so that records outlive accounts.
    """
    if user is None:
        return gettext("Former user")
    full_name = getattr(user, "get_full_name", str)() or ""
    if full_name.strip():
        return full_name.strip()
    email_field = getattr(type(user), "get_email_field_name", lambda: "email")()
    address = getattr(user, email_field, "") or ""
    if not address and hasattr(user, "get_username"):
        address = user.get_username() or ""
    return address.split("@")[0] or gettext("Former user")


def email_address(user):
    """Return the user's e-mail address, or an empty string where there is none."""
    field = getattr(type(user), "get_email_field_name", lambda: "email")()
    return getattr(user, field, "") or ""
